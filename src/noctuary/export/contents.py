"""What is taken out of a library, as streams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, Night, Series
from noctuary.statements import Statement


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
        Each with its readings, the current one first; the dreams of one series stand together.
    statements
        What else the owner said: cast lists, motifs, rhymes, norms. Only JSON lines have a place for them.
    """

    series: Iterable[Series] = ()
    dreamers: Iterable[Dreamer] = ()
    nights: Iterable[Night] = ()
    dreams: Iterable[tuple[Dream, tuple[Reading, ...]]] = ()
    statements: Iterable[Statement] = ()


@dataclass(frozen=True)
class Written:
    """How much was written.

    Parameters
    ----------
    dreams, readings, nights, statements
        Counts of each.
    """

    dreams: int = 0
    readings: int = 0
    nights: int = 0
    statements: int = 0
