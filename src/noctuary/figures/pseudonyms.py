"""Pseudonyms: each figure of a series under one other name, in whatever form the dreams use its own.

A pseudonym lowers the risk that somebody is recognised, and does not remove it: who they are to the dreamer, where
things happen and what is told remain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from noctuary.dream import DreamKey, TextSpan
from noctuary.errors import InputError
from noctuary.figures.common import is_common
from noctuary.figures.figure import Figure, FigureKind
from noctuary.figures.lists import load_list
from noctuary.figures.names import ORDERS, parse_name
from noctuary.reading.nouns import NAMES, WORDY_NAMES
from noctuary.reading.text import analyse

_POOLS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(names.split()) for kind, names in load_list("pseudonyms").items()
}
_SURNAMES: Final = "surnames"
_EITHER: Final = "I"
# Whom everybody knows by name is in no danger from a dream.
_KEPT: Final = frozenset({FigureKind.FAMOUS, FigureKind.IMAGINARY})
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


class Shift(NamedTuple):
    """A stretch of a text that was replaced, and where it lies now."""

    old: TextSpan
    new: TextSpan


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with pseudonyms.

    Parameters
    ----------
    text
        As it reads now.
    shifts
        What was replaced, in order.
    """

    text: str = field(repr=False)
    shifts: tuple[Shift, ...] = ()

    def moved(self, span: TextSpan) -> TextSpan:
        """Return where a stretch of the old text lies now; one that cuts a name holds all of the new one.

        Examples
        --------
        >>> replaced = Replaced("Anna sang.", (Shift(TextSpan(0, 6), TextSpan(0, 4)),))
        >>> replaced.moved(TextSpan(7, 11))
        TextSpan(start=5, end=9)
        """
        return TextSpan(self._moved(span.start, 0), self._moved(span.end, 1))

    def _moved(self, offset: int, side: int) -> int:
        at = bisect_right(self.shifts, offset, key=lambda shift: shift.old.start) - 1
        if at < 0:
            return offset
        old, new = self.shifts[at]
        if old.start < offset < old.end:
            return new[side]
        return new.start if offset == old.start else offset - old.end + new.end


class Pseudonyms:
    """The pseudonyms of one series.

    Given names go by figure: all that a figure is called becomes its one pseudonym. Surnames go by surname, so that a
    family stays one. Names of the list of given names that no figure bears get a pseudonym as well. Words for
    relations stay, and so do famous and imaginary figures.

    Parameters
    ----------
    figures
        Who is in the series.
    texts
        All its texts: no name that occurs in them becomes a pseudonym.
    given, surnames
        Pseudonyms of an earlier time, which stay: of figures by their key or of given names, and of surnames.

    Raises
    ------
    InputError
        If there are more names than pseudonyms.
    """

    def __init__(
        self,
        figures: Iterable[Figure],
        texts: Iterable[str],
        *,
        given: Mapping[str, str] | None = None,
        surnames: Mapping[str, str] | None = None,
    ) -> None:
        self.given = dict(given or {})
        self.surnames = dict(surnames or {})
        #: How often each figure (by its key), given name or surname was replaced.
        self.counts: Counter[str] = Counter()
        self._bearers: defaultdict[str, list[Figure]] = defaultdict(list)
        self._evidence: defaultdict[DreamKey, list[tuple[Figure, tuple[TextSpan, ...]]]] = defaultdict(list)
        self._kept: set[str] = set()
        occurring = {word.lower() for text in texts for word in _WORD.findall(text)}
        self._taken = occurring | {*self.given.values(), *self.surnames.values()}
        ordered = sorted(figures, key=lambda figure: (-len(figure.sightings), figure.key))
        for figure in ordered:
            self._note(figure)
        for name in sorted(occurring & NAMES.keys() - self._bearers.keys() - self._kept):
            if name not in self.surnames and not _is_word(name):
                self._name(name, NAMES[name].sex)
        self._pattern = _pattern({*self._bearers, *self.surnames, *(set(self.given) & NAMES.keys())})

    def _note(self, figure: Figure) -> None:
        called = {name for sighting in figure.sightings for name in sighting.names}
        called |= {figure.name, *figure.aliases} if figure.confirmed else set()
        given, surnames = _parts(called)
        if figure.kind in _KEPT:
            self._kept |= given | surnames
            return
        for sighting in figure.sightings:
            self._evidence[sighting.dream].append((figure, sighting.evidence))
        for word in sorted(given):
            self._bearers[word].append(figure)
        if given:
            self._name(figure.key, figure.sex)
        for word in sorted(surnames - given):
            if word not in self.surnames:
                self.surnames[word] = self._free(_SURNAMES)

    def _name(self, key: str, sex: str) -> None:
        if key not in self.given:
            self.given[key] = self._free(sex if sex in _POOLS else _EITHER)

    def _free(self, pool: str) -> str:
        rest = (name for name, noun in NAMES.items() if pool in (noun.sex, _SURNAMES))
        for name in (*_POOLS[pool], *rest):
            if name not in self._taken and not _is_word(name):
                self._taken.add(name)
                return name
        raise InputError(
            "There are more names in this series than pseudonyms to give.", "Export a part of it at a time."
        )

    def applied(self, text: str, dream: DreamKey | None = None) -> Replaced:
        """Return a text with pseudonyms in the place of names.

        Case stays: ``RACHEL``, ``rachel``; possessives and plurals keep their endings. A name that is a word as well
        (``Rose``) is replaced where it can only be a name: with a capital within a sentence, or where a figure was
        seen to be called so.

        Parameters
        ----------
        text
            Any text.
        dream
            Which dream it is of: who bears a name there is known better.
        """
        if self._pattern is None:
            return Replaced(text)
        beginnings = _beginnings(text)
        parts: list[str] = []
        shifts: list[Shift] = []
        done = length = 0
        for found in self._pattern.finditer(text):
            written, ending = found.group("name"), found.group("ending") or ""
            span = TextSpan(found.start(), found.start() + len(written))
            if (ending and written.islower()) or not self._is_name(written, span, dream, beginnings):
                continue
            key, pseudonym = self._pseudonym(written.lower(), span, dream)
            self.counts[key] += 1
            parts += [text[done : span.start], _in_case(pseudonym, written)]
            length += span.start - done
            shifts.append(Shift(span, TextSpan(length, length + len(pseudonym))))
            length += len(pseudonym)
            done = span.end
        return Replaced("".join((*parts, text[done:])), tuple(shifts))

    def _is_name(
        self, written: str, span: TextSpan, dream: DreamKey | None, beginnings: Collection[int]
    ) -> bool:
        if not _is_word(written.lower()):
            return True
        if written.istitle() and span.start not in beginnings:
            return True
        return any(
            each.start <= span.start < each.end
            for _, evidence in self._evidence.get(dream, ())  # type: ignore[arg-type]
            for each in evidence
        )

    def _pseudonym(self, name: str, span: TextSpan, dream: DreamKey | None) -> tuple[str, str]:
        """Return what a name stands for: of several who bear it, whom the dream shows there, or at all."""
        bearers = self._bearers.get(name)
        if not bearers:
            return (name, self.given[name]) if name in self.given else (name, self.surnames[name])
        here = self._evidence.get(dream, ()) if dream else ()
        shown = [figure for figure, _ in here if figure in bearers]
        exact = [
            figure
            for figure, evidence in here
            if figure in bearers and any(each.start <= span.start < each.end for each in evidence)
        ]
        figure = (exact or shown or bearers)[0]
        return figure.key, self.given[figure.key]


def _parts(called: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the given names and the surnames in what somebody is called, in lower case.

    Words for kin are no names, nor are initials, nor words in capitals behind a name: ``GEORGE RUNNING``.
    """
    given: set[str] = set()
    surnames: set[str] = set()
    for written in called:
        name = parse_name(written)
        given |= {part for part in name.given.split() if part in NAMES or not _is_word(part)}
        surnames |= {
            part for part in name.surname.split() if not _is_word(part) or part.title() in written.split()
        }
    none = {part for part in given | surnames if len(part) == 1} | ORDERS
    return given - none, surnames - none


def _is_word(name: str) -> bool:
    return name in WORDY_NAMES or is_common(name)


def _beginnings(text: str) -> set[int]:
    """Return where each sentence begins."""
    words = analyse(text)
    firsts: dict[int, int] = {}
    for at, sentence in enumerate(words.sentence):
        if words.words[at][0].isalnum():
            firsts.setdefault(sentence, words.starts[at])
    return set(firsts.values())


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: of "Ann" and "Anne", "Anne" is meant.
    longest = sorted(names, key=lambda name: (-len(name), name))
    if not longest:
        return None
    either = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<!\w)(?P<name>{either})(?P<ending>e?s)?(?!\w)", re.IGNORECASE)


def _in_case(pseudonym: str, written: str) -> str:
    if written.isupper() and len(written) > 1:
        return pseudonym.upper()
    return pseudonym if written.islower() else pseudonym.title()


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in a text that may still tell who somebody is.

    Parameters
    ----------
    kind
        ``name``, ``initial``, ``name after a title``, ``e-mail address``, ``telephone number`` or ``date of birth``.
    word
        As written.
    """

    kind: str
    word: str = field(repr=False)


_SIGNS: Final = {
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "telephone number": re.compile(
        r"\+\d[\d ()-]{7,}\d|(?<![\d/-])(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[ .-]\d{4}(?![\d/-])"
    ),
    "date of birth": re.compile(
        r"\b(?:born|birthday|birth ?date|d\.?o\.?b\.?)\b[^.!?\n]{0,24}?(?P<word>\d[\d./ -]*\d)",
        re.IGNORECASE,
    ),
    "name after a title": re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Lord|Rev|Reverend|Captain|Judge)\b\.?\s+(?P<word>[A-Z][\w’'-]+)"
    ),
}


def leftovers(text: str, pseudonyms: Collection[str]) -> Iterator[Leftover]:
    """Yield what in a text may still name somebody: to be looked at by a person.

    Parameters
    ----------
    text
        With pseudonyms.
    pseudonyms
        Those that were given, in lower case: they are no leftovers.

    Examples
    --------
    >>> [(each.kind, each.word) for each in leftovers("I rang Dr. Hale in Ludlow at 555 010 2234.", {"anna"})]
    [('telephone number', '555 010 2234'), ('name after a title', 'Hale'), ('name', 'Ludlow')]
    """
    told: set[str] = set()
    for kind, sign in _SIGNS.items():
        for found in sign.finditer(text):
            word = found.groupdict().get("word") or found.group()
            if word.lower() not in pseudonyms:
                told.add(word)
                yield Leftover(kind, word)
    beginnings = _beginnings(text)
    for found in _WORD.finditer(text):
        word = found.group()
        bare = re.sub(r"['’]s$", "", word)
        if found.start() in beginnings or not bare.istitle() or bare in told:
            continue
        lower = bare.lower()
        if not {lower, lower.removesuffix("s")} & set(pseudonyms) and not is_common(lower):
            yield Leftover("name" if len(bare) > 1 else "initial", bare)
