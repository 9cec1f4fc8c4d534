"""Spines: what a shelf shows of a dream, taken from the codes that count in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from noctuary.scheme import Scale, parse, parse_party
from noctuary.scheme.symbols import CLASSES

#: The scales that a spine is made of.
SCALES: Final = (Scale.CHARACTERS, Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.EMOTIONS)
#: The feelings in the order in which they are kept, by symbol.
FEELINGS: Final = tuple(CLASSES[Scale.EMOTIONS])
#: So many characters have a band of their own.
BANDS: Final = 5

_DREAMER: Final = "D"
_WHOLE: Final = 100
_HALF: Final = 50
_COMPANY: Final = {(False, False): "-", (True, False): "f", (False, True): "a", (True, True): "b"}


class Light(StrEnum):
    """Who told the feelings of a dream, from which its spine has its light."""

    UNREAD = "unread"
    READ = "read"
    CONFIRMED = "confirmed"


class Found(NamedTuple):
    """A code that counts: its scale, how it is written, and how sure the reader was, ``None`` where nobody said."""

    scale: str
    notation: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Spine:
    """What a shelf shows of a dream.

    Parameters
    ----------
    light
        Who told its feelings.
    characters
        How many characters it holds, a group counting once.
    company
        A sign for each of the first five of them: ``f`` friendly, ``a`` aggressive, ``b`` both, ``-`` neither;
        whoever acts and whoever is acted on.
    feelings
        The strength of each feeling that is told, by its symbol, in hundredths: one that is the dreamer's own
        and certain has 100, another's counts half.
    """

    light: Light = Light.UNREAD
    characters: int = 0
    company: str = ""
    feelings: Mapping[str, int] = field(default_factory=dict, hash=False)


def spine_of(codes: Iterable[Found], light: Light) -> Spine:
    """Return the spine of a dream.

    Parameters
    ----------
    codes
        Those that count, in the order of the dream. Other scales than :data:`SCALES` are passed over.
    light
        Who told the feelings.

    Examples
    --------
    >>> codes = [Found("characters", "1MSA"), Found("aggression", "1MSA 7> D"), Found("emotions", "AP D", 0.9)]
    >>> spine = spine_of(codes, Light.READ)
    >>> spine.company, spine.feelings
    ('a', {'AP': 90})
    """
    characters: list[str] = []
    friendly: set[str] = set()
    aggressive: set[str] = set()
    strengths = dict.fromkeys(FEELINGS, 0.0)
    for scale, notation, confidence in codes:
        match scale:
            case Scale.CHARACTERS:
                characters.append(notation)
            case Scale.FRIENDLINESS:
                friendly |= _parties(notation, scale)
            case Scale.AGGRESSION:
                aggressive |= _parties(notation, scale)
            case Scale.EMOTIONS:
                own = _DREAMER in _parties(notation, scale)
                certain = 1.0 if confidence is None else confidence
                strengths[notation.partition(" ")[0]] += (_WHOLE if own else _HALF) * certain
    company = (_COMPANY[each in friendly, each in aggressive] for each in characters[:BANDS])
    return Spine(
        light,
        len(characters),
        "".join(company),
        {feeling: round(strength) for feeling, strength in strengths.items() if round(strength)},
    )


@lru_cache(maxsize=65536)
def _parties(notation: str, scale: str) -> frozenset[str]:
    """Return everyone who takes part in an act or has a feeling."""
    code = parse(notation, Scale(scale))
    parties = (code.actor, code.recipient)
    return frozenset(member for party in parties if party for member in parse_party(party))
