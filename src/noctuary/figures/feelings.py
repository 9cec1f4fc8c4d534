"""What the dreamer feels in some dreams, beside what they feel in the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from noctuary.coding import Reading
from noctuary.figures.share import Share
from noctuary.scheme import Scale, parse_party
from noctuary.scheme.symbols import CLASSES

_DREAMER: Final = "D"
#: Any feeling at all, beside the five classes.
ANY: Final = "any"

#: The classes of emotion that a dreamer feels in a dream, by their symbols.
Felt = frozenset[str]


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling of the dreamer in some dreams, and in those without what these have in common."""

    beside: Share
    without: Share


def felt_in(reading: Reading) -> Felt | None:
    """Return what the dreamer feels in a dream; ``None`` where its emotions were not coded."""
    if Scale.EMOTIONS not in reading.scales:
        return None
    return frozenset(
        code.symbol or ""
        for code in reading.codes(Scale.EMOTIONS)
        if code.actor and _DREAMER in parse_party(code.actor)
    )


def feelings_beside(beside: Iterable[Felt | None], without: Iterable[Felt | None]) -> dict[str, Feeling]:
    """Return the feelings of some dreams beside those of others, class by class in words, after :data:`ANY` of them.

    Dreams whose emotions were not coded are left out of both.

    Examples
    --------
    >>> found = feelings_beside([frozenset({"HA"}), frozenset()], [None, frozenset({"AP"})])
    >>> found["happiness"].beside.found, found["any"].without.total
    (1, 1)
    """
    samples = [[each for each in dreams if each is not None] for dreams in (beside, without)]
    classes = {
        meaning: Feeling(*(Share(sum(symbol in each for each in dreams), len(dreams)) for dreams in samples))
        for symbol, meaning in CLASSES[Scale.EMOTIONS].items()
    }
    return {ANY: Feeling(*(Share(sum(map(bool, dreams)), len(dreams)) for dreams in samples)), **classes}
