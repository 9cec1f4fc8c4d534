"""Phrases of a list as expressions over the text as written: words, their forms, and gaps between them.

A phrase is words in order. ``chase~`` stands for any form of the verb, ``snake+`` for one or several, ``a|b`` for
either, ``the?`` for a word that may be absent, ``...`` for up to four words, ``<kin>`` for a list of words, and
``n't`` for any word that ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Self

from noctuary.dream import TextSpan
from noctuary.reading.inflect import inflections, plural

# Between two words of a phrase: blanks, line breaks, hyphens, apostrophes, but nothing that ends a clause.
_BETWEEN: Final = r"[\s'\"-]{1,3}"
_GAP: Final = rf"(?:{_BETWEEN}[^\W_]+){{0,4}}?"
_NOT: Final = "n't"
_LETTERS: Final = re.compile(r"[a-z0-9]+")
_STRAIGHTENED: Final = str.maketrans(dict.fromkeys("’ʼ´`＇", "'"))


def lowered(text: str) -> str:
    """Return the text in lower case with straight apostrophes, every character at its place.

    Examples
    --------
    >>> lowered("I can’t FLY")
    "i can't fly"
    """
    lower = text.lower()
    if len(lower) != len(text):
        # A few capitals become two characters; each of those stays as it was.
        lower = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return lower.translate(_STRAIGHTENED)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase, compiled.

    Parameters
    ----------
    expression
        Matches it from its first word on. The group that it captures is empty, and stands before the phrase's head:
        its verb, or else its first word.
    openings
        The words that it may begin with, up to an apostrophe.
    keys
        Words of which at least one stands in every text that holds the phrase.
    """

    expression: re.Pattern[str]
    openings: frozenset[str]
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in which phrases are looked for.

    Parameters
    ----------
    lower
        The text, :func:`lowered`.
    places
        Where each of its words begins, cut at every apostrophe: phrases are tried nowhere else.
    words
        The words alone, which rule most phrases out.
    """

    lower: str = field(repr=False)
    places: dict[str, list[int]] = field(repr=False)
    words: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, written: str) -> Self:
        """Return a text as written, ready to be searched."""
        lower = lowered(written)
        places: dict[str, list[int]] = {}
        for word in _LETTERS.finditer(lower):
            places.setdefault(word.group(), []).append(word.start())
            if lower.startswith(_NOT, word.end() - 1):
                places.setdefault(_NOT, []).append(word.start())
        return cls(lower, places, frozenset(places))

    def find(
        self, phrases: Iterable[Phrase], start: int = 0, end: int | None = None
    ) -> Iterator[tuple[TextSpan, int]]:
        """Yield where phrases stand, each with the place of its head; those of one phrase do not overlap."""
        last = len(self.lower) if end is None else end
        for phrase in phrases:
            if phrase.keys.isdisjoint(self.words):
                continue
            matched = start
            for place in sorted(at for word in phrase.openings & self.words for at in self.places[word]):
                if place >= matched and (found := phrase.expression.match(self.lower, place, last)):
                    matched = found.end()
                    yield TextSpan(*found.span()), found.start(1)

    def holds(self, phrases: Iterable[Phrase], start: int = 0, end: int | None = None) -> bool:
        """Tell whether any of the phrases stands there."""
        return next(self.find(phrases, start, end), None) is not None


@dataclass(frozen=True)
class _Part:
    """One word of a phrase, with what may stand in its place."""

    written: str
    lists: Mapping[str, str]

    @property
    def is_gap(self) -> bool:
        return self.written == "..."

    @property
    def may_lack(self) -> bool:
        return self.written.endswith("?")

    @property
    def is_verb(self) -> bool:
        return "~" in self.written

    @cached_property
    def forms(self) -> list[str]:
        """Every word that may stand here, ``n't`` as itself."""
        words: list[str] = []
        for alternative in self.written.removesuffix("?").split("|"):
            words += _forms(alternative, self.lists)
        return words

    @property
    def expression(self) -> str:
        longest_first = sorted(self.forms, key=len, reverse=True)
        return "|".join(r"[a-z]+n't" if form == _NOT else re.escape(form) for form in longest_first)


def _forms(alternative: str, lists: Mapping[str, str]) -> list[str]:
    if alternative.startswith("<"):
        name, _, ending = alternative[1:].partition(">")
        return [form + ending for each in lists[name].split("|") for form in _forms(each, lists)]
    if alternative.endswith("~"):
        return sorted(inflections(alternative[:-1]))
    if alternative.endswith("+"):
        return [alternative[:-1], plural(alternative[:-1])]
    return [alternative]


def compiled(phrases: Iterable[str], lists: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Compile phrases.

    Parameters
    ----------
    phrases
        As the module tells.
    lists
        The lists of words by name, each with bars between them.

    Examples
    --------
    >>> falls = compiled(["fall~ <path>"], {"path": "off|into"})
    >>> [(span.cut("I fell off."), head) for span, head in Text.of("I fell off.").find(falls)]
    [('fell off', 2)]
    """
    return tuple(_compiled([_Part(written, lists) for written in phrase.split()]) for phrase in phrases)


def _compiled(parts: list[_Part]) -> Phrase:
    needed = [part for part in parts if not part.is_gap and not part.may_lack]
    head = next((part for part in needed if part.is_verb), needed[0])
    openings = [form for part in parts[: parts.index(needed[0]) + 1] for form in part.forms]
    return Phrase(
        re.compile("".join(_expressions(parts, head))),
        frozenset(_opening(form) for form in openings),
        frozenset(_keys(needed)),
    )


def _opening(form: str) -> str:
    return form if form == _NOT else _LETTERS.findall(form)[0]


def _expressions(parts: list[_Part], head: _Part) -> Iterator[str]:
    between = ""
    for part in parts:
        if part.is_gap:
            yield _GAP
            continue
        word = f"{'()' if part is head else ''}(?:{part.expression})(?![^\\W_])"
        if part.may_lack:
            yield f"(?:{between}{word})?" if between else f"(?:{word}{_BETWEEN})?"
            continue
        yield between + word
        between = _BETWEEN


def _keys(needed: list[_Part]) -> Iterator[str]:
    """Return the forms of the one word by which the phrase is looked up: the longest, which is the rarest."""
    listed = [part for part in needed if _NOT not in part.forms]
    rarest = max(listed, key=lambda part: min(map(len, part.forms)))
    return map(_opening, rarest.forms)
