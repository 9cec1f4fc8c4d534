"""Who does what to whom: aggression, friendliness and sexuality, from the phrases that tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from noctuary.coding import Coding
from noctuary.dream import TextSpan
from noctuary.reading.cast import Cast
from noctuary.reading.cues import Sighting, lexicon
from noctuary.reading.evidence import convincing, happens
from noctuary.reading.lists import load
from noctuary.reading.sides import Parties, Sides
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
    return convincing(sighted_interactions(text, cast), load("interactions"))


def sighted_interactions(text: DreamText, cast: Cast) -> list[Coding]:
    """Return every act that a phrase may tell, however thin the evidence."""
    rows = _Rows(text, Parties(text, cast, speeches(text, cast)))
    for sighting in lexicon("interactions").sightings(text):
        rows.add(sighting)
    return [Coding(row.code, tuple(row.evidence), row.confidence) for row in rows.found]


@dataclass(slots=True)
class _Row:
    """One act while it goes on, and the sentence that it begins in."""

    code: Code
    evidence: list[TextSpan]
    confidence: float
    sentence: int


@dataclass(slots=True)
class _Rows:
    """The acts of one dream while it is read."""

    text: DreamText
    parties: Parties
    found: list[_Row] = field(default_factory=list)
    latest: Sighting | None = None

    def add(self, sighting: Sighting) -> None:
        """Code a sighting, unless its words are read already or it did not happen."""
        if self._is_read(sighting) or not self._happens(sighting):
            return
        sides = self.parties.sides(sighting)
        if sides is None:
            return
        self.latest = sighting
        sentence = self.text.sentence[sighting.first]
        code = self._code(sighting, sides, sentence)
        span = self.text.span(sighting.first, sighting.last)
        row = self._continued(code, sentence)
        if row is None:
            self.found.append(_Row(code, [span], sighting.cue.confidence, sentence))
        else:
            row.evidence.append(span)
            row.confidence = max(row.confidence, sighting.cue.confidence)

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

    def _code(self, sighting: Sighting, sides: Sides, sentence: int) -> Code:
        cue, first = sighting.cue, sighting.first
        intended = first > 0 and self.text.words[first - 1] == "to"
        symbol = cue.intended if intended and cue.intended else cue.symbol
        directed = Code(cue.scale, symbol, sides.actor, sides.direction, sides.recipient)
        if sides.direction == ">" and self._answers(directed, sentence):
            return replace(directed, direction="R")
        return directed

    def _answers(self, code: Code, sentence: int) -> bool:
        """Tell whether the other side has just done the same, or any harm: quarrels go back and forth."""
        return any(
            told.scale is code.scale
            and (told.actor, told.recipient) == (code.recipient, code.actor)
            and (told.symbol == code.symbol or code.scale is Scale.AGGRESSION)
            for told in (row.code for row in self._recent(sentence, _REPLY))
        )

    def _continued(self, code: Code, sentence: int) -> _Row | None:
        """Return the row of the same stretch that tells this act already."""
        act = (code.scale, code.symbol, code.actor, code.recipient)
        for row in self._recent(sentence, _SEQUENCE):
            told = row.code
            if (told.scale, told.symbol, told.actor, told.recipient) == act:
                return row
        return None

    def _recent(self, sentence: int, within: int) -> Iterator[_Row]:
        """Iterate over the rows of the last sentences, the latest first."""
        return takewhile(lambda row: sentence - row.sentence <= within, reversed(self.found))
