"""Cues: the phrases of a list, found in a dream whatever their inflection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

from noctuary.reading.inflect import inflections
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText
from noctuary.scheme import Scale

_FLAGS = ("mutual", "oneself", "someone", "denied", "impossible", "spoken")
_GAP = " "  # stands for "...", which may also be a token; a blank may not
_END = ""
_GAP_WIDTH = 4
_STOPS = frozenset('.!?;:,()[]"“”—–…')


@dataclass(frozen=True, slots=True)
class Cue:
    """What one list of phrases stands for, and how it is used; the fields are those of the data file.

    Parameters
    ----------
    scale, symbol
        The code; the symbol is ``None`` on scales without classes.
    confidence
        The share of dreams with such a phrase that hold the class, from 0 to 1.
    intended
        The symbol where the act is only meant or tried (``to kill``); ``None`` if that makes no difference.
    verb
        Whether the first word is a verb, with a subject and perhaps an object.
    mutual
        Whether it is done together, or with someone.
    oneself
        Whether it is done to oneself.
    someone
        Whether it counts only when the object is a character.
    denied
        Whether it counts only where it is denied.
    impossible
        Whether it counts only where somebody cannot do it.
    spoken
        Whether it counts only in direct speech.
    """

    scale: Scale
    symbol: str | None
    confidence: float
    intended: str | None = None
    verb: bool = False
    mutual: bool = False
    oneself: bool = False
    someone: bool = False
    denied: bool = False
    impossible: bool = False
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Sighting:
    """A phrase found at the tokens from `first` up to, not including, `last`."""

    cue: Cue
    first: int
    last: int


Entry = tuple[tuple[str, ...], Cue | None]
"""The words that follow the first, and what the phrase stands for: ``None`` for an idiom that stands for nothing."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of one data file.

    Parameters
    ----------
    phrases
        The entries by first word, and then by second word: a blank where anything may follow, empty where
        the phrase is a single word. Longer phrases come first.
    """

    phrases: dict[str, dict[str, list[Entry]]]

    def sightings(self, text: DreamText, tokens: range | None = None) -> Iterator[Sighting]:
        """Yield every phrase that begins within `tokens`, or anywhere, by place, the longest of each place first.

        An idiom hides the phrases within it.
        """
        words, told = text.words, text.told
        hidden = 0
        begins = self.phrases
        for first in [at for at in (range(len(words)) if tokens is None else tokens) if words[at] in begins]:
            if first < hidden or not told[first]:
                continue
            following = begins[words[first]]
            second = words[first + 1] if first + 1 < len(words) else _END
            for tail, cue in chain.from_iterable(following.get(key, ()) for key in (second, _GAP, _END)):
                last = _follow(words, first + 1, tail)
                if last and cue is None:
                    hidden = last
                    break
                if last and cue is not None:
                    yield Sighting(cue, first, last)


@cache
def lexicon(name: str, table: str = "cue") -> Lexicon:
    """Return the phrases of the lists called `table` in ``data/<name>.toml``, and its idioms, read once."""
    lists = load(name)
    phrases: dict[str, dict[str, list[Entry]]] = {}
    for phrase in lists.get("idioms", ()):
        _enter(phrases, phrase, None, verb=True)
    for group in lists[table]:
        verb = "verbs" in group
        flags = {flag: True for flag in _FLAGS if group.get(flag)}
        cue = Cue(
            Scale(group["scale"]),
            group.get("class"),
            group["confidence"],
            group.get("intended"),
            verb,
            **flags,
        )
        for phrase in group["verbs" if verb else "words"]:
            _enter(phrases, phrase, cue, verb=verb)
    for following in phrases.values():
        for entries in following.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return Lexicon(phrases)


def _enter(phrases: dict[str, dict[str, list[Entry]]], phrase: str, cue: Cue | None, *, verb: bool) -> None:
    """Enter a phrase, in every inflection if it begins with a verb."""
    first, *tail = (_GAP if word == "..." else word for word in phrase.split())
    for form in inflections(first) if verb else (first,):
        phrases.setdefault(form, {}).setdefault(tail[0] if tail else _END, []).append((tuple(tail), cue))


def _follow(words: list[str], at: int, tail: tuple[str, ...]) -> int:
    """Return the token after the phrase whose `tail` should stand at `at`; 0 if it does not."""
    for before, part in pairwise(("", *tail)):
        if part == _GAP:
            continue
        last = at + _GAP_WIDTH if before == _GAP else at
        while at < len(words) and words[at] != part:
            if at >= last or words[at][0] in _STOPS:
                return 0
            at += 1
        if at == len(words):
            return 0
        at += 1
    return at
