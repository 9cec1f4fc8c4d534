"""What befalls people, and what they bring about: misfortune, good fortune, success and failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noctuary.coding import Coding
from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.clauses import experiencer_of
from noctuary.reading.cues import Sighting, lexicon
from noctuary.reading.evidence import convincing, happens
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("fortunes")
_ATTEMPTS = frozenset(_LISTS["striving"]["attempts"].split())

_EPISODE = 3
"""Sentences within which the same turn of fortune is told on, not told anew."""

_EFFORT = 60
"""Words within which an effort ends."""


def fortunes(text: DreamText, cast: Cast) -> list[Coding]:
    """Return the misfortunes, strokes of good fortune, successes and failures of a dream, in order.

    An empty text gives none. A scale on which the evidence of the whole dream is thin is left empty.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("I got lost in the fog. My uncle had died.")
    >>> [str(coding.code) for coding in fortunes(text, find_cast(text))]
    ['1 D', '6 1MRA']
    """
    return convincing(sighted_fortunes(text, cast), _LISTS)


def sighted_fortunes(text: DreamText, cast: Cast) -> list[Coding]:
    """Return every turn of fortune that words may tell, however thin the evidence."""
    told: dict[Code, int] = {}
    codings = []
    for turn in sorted([*_turns(text, cast), *_strivings(text, cast)], key=lambda turn: turn.at):
        sentence = text.sentence[turn.at]
        if sentence - told.get(turn.coding.code, -_EPISODE - 1) > _EPISODE:
            codings.append(turn.coding)
        told[turn.coding.code] = sentence
    return codings


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn of fortune, and the token that it is told at."""

    coding: Coding
    at: int


def _turns(text: DreamText, cast: Cast) -> Iterator[_Turn]:
    """Yield what single phrases tell; of phrases that overlap, the first and longest of each scale."""
    read_to: dict[Scale, int] = {}
    for sighting in lexicon("fortunes").sightings(text):
        cue = sighting.cue
        if sighting.first < read_to.get(cue.scale, 0) or not happens(text, sighting):
            continue
        read_to[cue.scale] = sighting.last
        code = Code(cue.scale, cue.symbol, _holder(text, cast, sighting.first))
        yield _Turn(Coding(code, (text.span(sighting.first, sighting.last),), cue.confidence), sighting.first)


def _strivings(text: DreamText, cast: Cast) -> Iterator[_Turn]:
    """Yield what becomes of each effort: ``tried to open it``, and soon after ``finally`` or ``could not``."""
    for at, word in enumerate(text.words):
        if word in _ATTEMPTS and text.told[at]:
            outcome = _outcome(text, at)
            if outcome is not None:
                cue = outcome.cue
                evidence = (text.span(at, at + 1), text.span(outcome.first, outcome.last))
                code = Code(cue.scale, actor=_holder(text, cast, at))
                yield _Turn(Coding(code, evidence, cue.confidence), at)


def _outcome(text: DreamText, attempt: int) -> Sighting | None:
    """Return the first word of an outcome in the sentence of the attempt or the next."""
    last = attempt + 1
    end = min(len(text), attempt + _EFFORT)
    while last < end and text.sentence[last] - text.sentence[attempt] <= 1:
        last += 1
    return next(lexicon("fortunes", "outcome").sightings(text, range(attempt + 1, last)), None)


def _holder(text: DreamText, cast: Cast, at: int) -> str:
    """Return whom it befalls: ``a dead man``, ``my aunt's death``, the subject, or else the dreamer."""
    mention = cast.around(at) or _owner(text, cast, at) or experiencer_of(text, cast, at)
    return (mention and cast.party(mention)) or DREAMER


def _owner(text: DreamText, cast: Cast, token: int) -> Mention | None:
    mention = cast.before(token)
    if mention is not None and text.words[mention.last : token] == ["'s"]:
        return mention
    return None
