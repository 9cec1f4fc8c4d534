"""What is taken out of a library, as streams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, Night, Series


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What to write. Each part is gone through once, in the order in which the writers ask for it.

    Parameters
    ----------
    series, dreamers
        All of them, since dreams refer to them. They are held in memory.
    nights
        Nights without recall, or with notes; nights that only name their dreams may be left out.
    dreams
        Each with its readings; the dreams of one series stand together.
    """

    series: Iterable[Series] = ()
    dreamers: Iterable[Dreamer] = ()
    nights: Iterable[Night] = ()
    dreams: Iterable[tuple[Dream, tuple[Reading, ...]]] = ()


@dataclass(frozen=True)
class Written:
    """How much was written.

    Parameters
    ----------
    dreams, readings, nights
        Counts of each.
    """

    dreams: int = 0
    readings: int = 0
    nights: int = 0
