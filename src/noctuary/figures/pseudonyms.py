"""Pseudonyms: each figure of a series under one other name, in whatever form the dreams use its own.

A pseudonym lowers the risk that somebody is recognised, and does not remove it: who they are to the dreamer, where
things happen and what is told remain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count, product
from typing import Final, NamedTuple

from noctuary.dream import DreamKey, TextSpan
from noctuary.figures.capitals import beginnings
from noctuary.figures.common import is_common, stop_words
from noctuary.figures.figure import Figure
from noctuary.figures.lists import load_list
from noctuary.figures.names import ORDERS, parse_name
from noctuary.reading.acquaintances import name_key
from noctuary.reading.lists import load
from noctuary.reading.nouns import FAMOUS, NAMES, NOUNS, WORDY_NAMES

_LISTS: Final[dict[str, tuple[str, ...]]] = {
    kind: tuple(words.split()) for kind, words in load_list("pseudonyms").items()
}
_SURNAMES: Final = "surnames"
_EITHER: Final = "I"
_POOLS: Final = {kind: _LISTS[kind] for kind in ("F", "M", _EITHER, _SURNAMES)}
_STAY: Final = frozenset(_LISTS["stay"])
_SMALL: Final = frozenset(_LISTS["small"])
_TITLES: Final = frozenset(load_list("names")["titles"].split())
# What people, animals and places are called: "Cook", "Fox" and "London" are surnames, but not wherever they have a
# capital.
_PLACES: Final = frozenset(load("places")["names"].split())
_RARELY: Final = ((NOUNS.keys() | _PLACES) - NAMES.keys()) | {*_LISTS["rarely"]}
_TOKEN: Final = re.compile(r"[^\W_]+")
_HISSING: Final = ("s", "x", "z", "ch", "sh")
#: "Don't" is not of Don.
_NEGATED: Final = re.compile(r"['’]t\b", re.IGNORECASE)
_CAPITAL: Final = re.compile(r"\s+[A-Z]")
_FOLLOWED: Final = re.compile(rf"['’]s\b|\s*[.,!?…]|\s+(?:[A-Z]\b|(?:{'|'.join(_LISTS['after'])})\b)")
_BEFORE: Final = re.compile(r"(?P<word>[^\W_]+)\.?\s+$")
_DETERMINED: Final = re.compile(r"\b(?:the|an?|this|that|these|those)\s+$", re.IGNORECASE)
_REACH: Final = 30


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


class _Shown(NamedTuple):
    """A figure that one dream shows."""

    figure: Figure
    evidence: tuple[TextSpan, ...]
    names: frozenset[str]
    stays: bool

    def shows(self, name: str, span: TextSpan) -> bool:
        """Tell whether a name at a place in the dream is this figure's."""
        return name in self.names and any(each.start <= span.start < each.end for each in self.evidence)


class Pseudonyms:
    """The pseudonyms of one series.

    Given names go by figure: all that a figure is called becomes its one pseudonym. Surnames go by surname, so that a
    family stays one. Names of the list of given names that no figure bears, and the dreamer's own, get a pseudonym as
    well. Words for relations stay, and so do famous and imaginary figures.

    Parameters
    ----------
    figures
        Who is in the series.
    texts
        All its texts: no name that occurs in them becomes a pseudonym.
    dreamer
        What the series is called, which often names the dreamer.
    given, surnames
        Pseudonyms of an earlier time, which stay: of figures by their key or of given names, and of surnames.
    others
        What else to replace, with what: names of places, say, of one word or more.
    """

    def __init__(
        self,
        figures: Iterable[Figure],
        texts: Iterable[str],
        *,
        dreamer: str = "",
        given: Mapping[str, str] | None = None,
        surnames: Mapping[str, str] | None = None,
        others: Mapping[str, str] | None = None,
    ) -> None:
        self.given = dict(given or {})
        self.surnames = dict(surnames or {})
        self.others = {name.lower(): pseudonym for name, pseudonym in (others or {}).items()}
        #: How often each figure (by its key), given name, surname or other word was replaced.
        self.counts: Counter[str] = Counter()
        self._bearers: defaultdict[str, list[Figure]] = defaultdict(list)
        self._evidence: defaultdict[DreamKey, list[_Shown]] = defaultdict(list)
        self._kept: set[str] = set()
        self._confirmed: set[str] = set()
        self._written = Counter(word for text in texts for word in _TOKEN.findall(text))
        self._occurring = {word.lower() for word in self._written}
        self._taken = self._occurring | {*self.given.values(), *self.surnames.values()}
        ordered = sorted(figures, key=lambda figure: (-len(figure.sightings), figure.key))
        for figure in ordered:
            self._note(figure)
        alone = {name for name in self._occurring & NAMES.keys() if not self._is_word(name)}
        alone -= self._kept | _STAY
        alone |= {name for name in _tokens(dreamer) if name in self._occurring and not self._is_word(name)}
        for name in sorted(alone - self._bearers.keys() - self.surnames.keys()):
            self._name(name, NAMES[name].sex if name in NAMES else _EITHER)
        self._names = frozenset({*self._bearers, *self.surnames, *alone})
        self._others = _pattern(self.others)

    @cached_property
    def pseudonyms(self) -> frozenset[str]:
        """All that were given, in lower case, each word by itself."""
        given = (*self.given.values(), *self.surnames.values(), *self.others.values())
        return frozenset(word for name in given for word in _tokens(name))

    def _note(self, figure: Figure) -> None:
        called = {name for sighting in figure.sightings for name in sighting.names}
        called |= {figure.name, *figure.aliases} if figure.confirmed else set()
        given, surnames = _parts(called)
        is_title = not figure.confirmed and bool(given) and given <= _STAY
        if not figure.confirmed:
            given, surnames = given - _STAY, surnames - _STAY
        names = frozenset(given | surnames)
        stays = []
        for sighting in figure.sightings:
            is_famous = not figure.confirmed and any(map(_is_famous, sighting.names))
            self._evidence[sighting.dream].append(
                _Shown(figure, sighting.evidence, names, is_title or is_famous)
            )
            if sighting.names:
                stays.append(is_title or is_famous)
        if stays and all(stays):
            self._kept |= names
            return
        if figure.confirmed:
            self._confirmed |= names
        for word in sorted(given):
            self._bearers[word].append(figure)
        if given:
            self._name(figure.key, figure.sex)
        for word in sorted(surnames - given - self.surnames.keys()):
            self.surnames[word] = self._free(_SURNAMES)

    def _name(self, key: str, sex: str) -> None:
        if key not in self.given:
            self.given[key] = self._free(sex if sex in _POOLS else _EITHER)

    def _free(self, pool: str) -> str:
        """Return a pseudonym that nobody bears: of the pool, of all names of its kind, or an invented one."""
        names = (name for name, noun in NAMES.items() if pool in (noun.sex, _SURNAMES))
        for name in chain(_POOLS[pool], names, _invented()):
            if name not in self._taken and not _is_ordinary(name):
                break
        self._taken.add(name)
        return name

    def applied(self, text: str, dream: DreamKey | None = None) -> Replaced:
        """Return a text with pseudonyms in the place of names.

        Case stays: ``RACHEL``, ``rachel``; possessives and plurals keep their endings. A name that is a word as well
        (``Rose``) is replaced where it can only be a name: with a capital within a sentence, before what follows a
        name, or where a figure was seen to be called so.

        Parameters
        ----------
        text
            Any text.
        dream
            Which dream it is of: who bears a name there is known better.
        """
        parts: list[str] = []
        shifts: list[Shift] = []
        done = length = 0
        for span, key, pseudonym in self._found(text, dream):
            self.counts[key] += 1
            parts += [text[done : span.start], pseudonym]
            length += span.start - done
            shifts.append(Shift(span, TextSpan(length, length + len(pseudonym))))
            length += len(pseudonym)
            done = span.end
        return Replaced("".join((*parts, text[done:])), tuple(shifts))

    def _found(self, text: str, dream: DreamKey | None) -> list[tuple[TextSpan, str, str]]:
        """Return what is to be replaced, in order: where it stands, as what it counts, and with what."""
        found = []
        taken: set[int] = set()
        for other in self._others.finditer(text) if self._others else ():
            key = other.group().lower()
            if key not in self.others:
                continue  # alike only to one who ignores more than case
            taken.update(range(*other.span()))
            found.append((TextSpan(*other.span()), key, _in_case(self.others[key], other.group(), str)))
        for token in _TOKEN.finditer(text):
            name = self._name_in(token.group())
            if name is None or token.start() in taken:
                continue
            ending = len(token.group().lower()) - len(name)
            span = TextSpan(token.start(), token.end() - ending)
            if self._is_name(name, span, text, dream):
                key, pseudonym = self._pseudonym(name, span, dream)
                found.append((span, key, _in_case(pseudonym, span.cut(text), str.title)))
        return sorted(found)

    def _name_in(self, token: str) -> str | None:
        """Return the name that a word is, or the plural of, in lower case: ``hale`` for ``Hales``."""
        lower = token.lower()
        if lower in self._names:
            return lower
        for ending in ("s", "es"):
            name = lower.removesuffix(ending)
            is_plural = name in self._names and (ending == "s" or name.endswith(_HISSING))
            if is_plural and not token.islower() and not is_common(lower):
                return name
        return None

    def _is_name(self, name: str, span: TextSpan, text: str, dream: DreamKey | None) -> bool:
        written = span.cut(text)
        if _NEGATED.match(text, span.end):
            return False
        if written.islower():
            return self._is_small_name(name, span, text)
        is_word = self._is_word(name)
        if is_word and written.isupper():
            return self._is_behind_name(text, span.start)
        shown = next((each for each in self._shown_in(dream) if each.shows(name, span)), None)
        if shown is not None:
            return not shown.stays
        return not is_word or self._is_capital_name(name, span, text)

    def _is_small_name(self, name: str, span: TextSpan, text: str) -> bool:
        """Tell whether a word without a capital is a name; most people write names with one."""
        if name in _SMALL or name in _RARELY or self._is_word(name):
            return False
        return name in NAMES or name in self._confirmed or self._is_behind_name(text, span.start)

    def _is_capital_name(self, name: str, span: TextSpan, text: str) -> bool:
        """Tell whether a word that may be a name is one where it has a capital."""
        is_surname = name not in self._bearers
        if name in _RARELY or (is_surname and _CAPITAL.match(text, span.end)):
            return self._is_behind_name(text, span.start)
        if _DETERMINED.search(text, max(0, span.start - _REACH), span.start):
            return False
        if span.start in beginnings(text):
            return not is_surname and _FOLLOWED.match(text, span.end) is not None
        return True

    def _is_word(self, name: str) -> bool:
        """Tell whether a name is a word as well: that of a list, or one that these dreams use with a small letter."""
        if _is_ordinary(name):
            return True
        is_listed = name in NAMES or name in self._confirmed
        return not is_listed and self._written[name] > self._written[name.title()]

    def _is_behind_name(self, text: str, start: int) -> bool:
        before = _BEFORE.search(text, max(0, start - _REACH), start)
        if before is None:
            return False
        word = before.group("word").lower()
        return len(word) == 1 or word in _TITLES or word in NAMES or word in self._bearers

    def _shown_in(self, dream: DreamKey | None) -> Sequence[_Shown]:
        return self._evidence.get(dream, ()) if dream else ()

    def _pseudonym(self, name: str, span: TextSpan, dream: DreamKey | None) -> tuple[str, str]:
        """Return what a name stands for: of several who bear it, whom the dream shows there, or at all."""
        bearers = self._bearers.get(name)
        if not bearers:
            return (name, self.given[name]) if name in self.given else (name, self.surnames[name])
        here = [each for each in self._shown_in(dream) if each.figure in bearers]
        exact = [each.figure for each in here if each.shows(name, span)]
        figure = (exact or [each.figure for each in here] or bearers)[0]
        return figure.key, self.given[figure.key]


def _parts(called: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the given names and the surnames in what somebody is called, in lower case.

    Words for kin are no names, nor are numbers and initials, nor words in capitals behind a name: ``GEORGE RUNNING``.
    """
    given: set[str] = set()
    surnames: set[str] = set()
    for written in called:
        name = parse_name(written)
        given |= {part for part in name.given.split() if part in NAMES or not _is_ordinary(part)}
        surnames |= {
            part for part in name.surname.split() if not _is_ordinary(part) or part.title() in written.split()
        }
    none = {part for part in given | surnames if len(part) == 1 or not part.isalpha()} | ORDERS
    return given - none, surnames - none - stop_words()


def _invented() -> Iterator[str]:
    """Yield names that nobody bears, without end: ``belan``, ``belbin``, and at last ``belcorlan``."""
    for length in count(1):
        for syllables in product(*(_LISTS["syllables"],) * length, _LISTS["endings"]):
            yield "".join(syllables)


def _is_famous(name: str) -> bool:
    """Tell whether everybody knows somebody by name; a reading that says so of any other name may err."""
    return tuple(name_key(name).split()) in FAMOUS


def _is_ordinary(name: str) -> bool:
    return name in WORDY_NAMES or is_common(name)


def _tokens(text: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(text)]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    # The longest first: of "York" and "York Street", "York Street" is meant.
    either = "|".join(map(re.escape, sorted(filter(str.strip, names), key=len, reverse=True)))
    return re.compile(rf"(?<![^\W_])(?:{either})(?![^\W_])", re.IGNORECASE) if either else None


def _in_case(pseudonym: str, written: str, usual: Callable[[str], str]) -> str:
    if written.isupper() and len(written) > 1:
        return pseudonym.upper()
    return pseudonym.lower() if written.islower() else usual(pseudonym)
