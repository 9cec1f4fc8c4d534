"""Who does what to whom: aggression, friendliness and sexuality, from the phrases that tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.cues import Sighting, lexicon
from noctuary.reading.evidence import convincing, happens
from noctuary.reading.lists import load
from noctuary.reading.sides import Parties
from noctuary.reading.speech import speech_at, speeches
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_SEQUENCE = 3
"""Sentences within which the same act between the same two is one row."""

_REPLY = 1
"""Sentences within which an act in kind is an answer."""


def interactions(text: DreamText, cast: Cast) -> list[Coding]:
    """Return the aggressive, friendly and sexual acts of a dream, in order; none for an empty text.

    Each coding stands on the phrase that tells the act, and carries the precision measured for the list
    that the phrase is on. A scale on which the evidence of the whole dream is thin is left empty: one
    doubtful phrase alone makes no act.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("My mother scolded me, and I yelled at her.")
    >>> [str(coding.code) for coding in interactions(text, find_cast(text))]
    ['1FMA 2> D', 'D 2R 1FMA']
    """
    rows = _Rows(text, Parties(text, cast, speeches(text, cast)))
    for sighting in lexicon("interactions").sightings(text):
        rows.add(sighting)
    return convincing((row.coding for row in rows.found), load("interactions"))


@dataclass(frozen=True, slots=True)
class _Row:
    coding: Coding
    sentence: int


@dataclass(slots=True)
class _Rows:
    """The acts of one dream while it is read."""

    text: DreamText
    parties: Parties
    found: list[_Row] = field(default_factory=list)
    latest: Sighting | None = None

    def add(self, sighting: Sighting) -> None:
        """Code a sighting, unless its words are read, it did not happen, or it goes on with a coded act."""
        if self._is_read(sighting) or not self._happens(sighting):
            return
        sides = self.parties.sides(sighting)
        if sides is None:
            return
        self.latest = sighting
        cue, sentence = sighting.cue, self.text.sentence[sighting.first]
        intended = sighting.first > 0 and self.text.words[sighting.first - 1] == "to"
        symbol = (intended and cue.intended) or cue.symbol
        code = Code(cue.scale, symbol, sides.actor, sides.direction, sides.recipient)
        if sides.direction == ">" and self._answers(code, sentence):
            code = Code(cue.scale, symbol, sides.actor, "R", sides.recipient)
        if not self._goes_on(code, sentence):
            evidence = (self.text.span(sighting.first, sighting.last),)
            self.found.append(_Row(Coding(code, evidence, cue.confidence), sentence))

    def _is_read(self, sighting: Sighting) -> bool:
        """Tell whether other codes stand on its words; one kiss may be both friendly and sexual."""
        latest = self.latest
        if latest is None or sighting.first >= latest.last:
            return False
        same_words = (sighting.first, sighting.last) == (latest.first, latest.last)
        return not same_words or sighting.cue.scale is latest.cue.scale

    def _happens(self, sighting: Sighting) -> bool:
        if sighting.cue.spoken:
            return speech_at(self.parties.speeches, sighting.first) is not None
        return happens(self.text, sighting)

    def _answers(self, code: Code, sentence: int) -> bool:
        """Tell whether the other side has just done the same, or any harm: quarrels go back and forth."""
        return any(
            told.scale is code.scale
            and (told.actor, told.recipient) == (code.recipient, code.actor)
            and (told.symbol == code.symbol or code.scale is Scale.AGGRESSION)
            for told in self._recent(sentence, _REPLY)
        )

    def _goes_on(self, code: Code, sentence: int) -> bool:
        """Tell whether the act is coded already, in the same stretch."""
        act = (code.scale, code.symbol, code.actor, code.recipient)
        return any(
            (told.scale, told.symbol, told.actor, told.recipient) == act
            for told in self._recent(sentence, _SEQUENCE)
        )

    def _recent(self, sentence: int, within: int) -> Iterator[Code]:
        """Iterate over the codes of the last sentences, the latest first."""
        recent = takewhile(lambda row: sentence - row.sentence <= within, reversed(self.found))
        return (row.coding.code for row in recent)
