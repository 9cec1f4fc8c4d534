"""What the network is told of each word: its spelling, and what the lexical reader saw there."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
import numpy.typing as npt

from noctuary.coding import Coding
from noctuary.reading.cast import DREAMER, Cast
from noctuary.reading.model.layout import FEATURES, character_letters, setting_letters, tag
from noctuary.reading.scope import compared, hypothetical, negated
from noctuary.reading.text import DreamText
from noctuary.scheme import Scale

_PLACE: Final = {name: place for place, name in enumerate(FEATURES)}
_OFTEN: Final = 3

Features = npt.NDArray[np.float32]


def features(text: DreamText, cast: Cast, seen: list[Coding]) -> Features:
    """Return what is known of each word before the network reads it.

    Parameters
    ----------
    text, cast
        The dream, and who is in it by the rules.
    seen
        What the lists and rules saw on every scale but the characters, however thin the evidence.

    Returns
    -------
    Features
        One row a token and one column for each of :data:`~noctuary.reading.model.layout.FEATURES`, from 0
        to 1; no rows for an empty text.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("My aunt came.")
    >>> rows = features(text, find_cast(text), [])
    >>> [text.words[at] for at in range(len(text)) if rows[at, FEATURES.index("identity.R")]]
    ['aunt']
    """
    rows: Features = np.zeros((len(text), len(FEATURES)), np.float32)
    _mark_spelling(rows, text)
    _mark_mentions(rows, text, cast)
    for coding in seen:
        _mark_coding(rows, text, coding)
    return rows


def _mark_spelling(rows: Features, text: DreamText) -> None:
    sentence = -1
    for at, word in enumerate(text.raw):
        if word[0].isupper():
            rows[at, _PLACE["capital"]] = 1
        if text.sentence[at] != sentence:
            sentence = text.sentence[at]
            rows[at, _PLACE["opening"]] = 1
        if not text.told[at]:
            rows[at, _PLACE["untold"]] = 1


def _mark_mentions(rows: Features, text: DreamText, cast: Cast) -> None:
    times = Counter(index for mention in cast.mentions for index in mention.members)
    met: set[int] = set()
    for mention in cast.mentions:
        row = rows[mention.head]
        rows[mention.first : mention.last, _PLACE["inside"]] = 1
        row[_PLACE["mention"]] = 1
        row[_PLACE["pronoun"]] = mention.pronoun
        row[_PLACE["dreamer"]] = mention.dreamer
        row[_PLACE["together"]] = len(mention.members) + mention.dreamer > 1
        row[_PLACE["owning"]] = mention.owning
        row[_PLACE["compared"]] = compared(text, mention.head)
        row[_PLACE["denied"]] = negated(text, mention.head)
        if not mention.members:
            continue
        index = mention.members[0]
        row[_PLACE["first"]] = index not in met
        row[_PLACE["often"]] = times[index] >= _OFTEN
        row[_PLACE["confidence"]] = cast.confidences[index]
        met.update(mention.members)
        _mark_symbol(row, cast.symbols[index])


def _mark_symbol(row: Features, symbol: str) -> None:
    for slot, letter in character_letters(symbol).items():
        row[_PLACE[f"{slot}.{letter}"]] = 1


def _mark_coding(rows: Features, text: DreamText, coding: Coding) -> None:
    code = coding.code
    for span in coding.evidence:
        at = text.token_at(span.start)
        row = rows[at]
        row[_PLACE["denied"]] = negated(text, at)
        row[_PLACE["supposed"]] = hypothetical(text, at)
        if code.scale is Scale.SETTINGS:
            for letter in setting_letters(code.symbol or "").values():
                row[_PLACE[f"settings.{letter}"]] = 1
            continue
        row[_PLACE[tag(code.scale, code.symbol)]] = 1 if coding.confidence is None else coding.confidence
        for role, party in (("actor", code.actor), ("recipient", code.recipient)):
            if party and DREAMER in party.split("+"):
                row[_PLACE[f"{role}.{DREAMER}"]] = 1
        if code.direction:
            row[_PLACE[f"direction.{code.direction}"]] = 1
