"""The five feelings over time: how many of the dreams tell each of them, period by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from noctuary.library.timeline import CHANGE, Cut, Line, Scope, natural_cut, timeline
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.stats.change import Change

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class Feelings:
    """Each feeling over time.

    Parameters
    ----------
    cut
        How time is cut.
    scope
        Of which dreams.
    lines
        By the symbol of the feeling, in the order of the scheme. One that no dream of the library tells is left out.
    """

    cut: Cut
    scope: Scope | None
    lines: dict[str, Line]


def follow_feelings(library: Library, query: str = "", *, by: Cut | None = None, seed: int = 0) -> Feelings:
    """Follow the feelings of the dreams that a search finds.

    Parameters
    ----------
    library
        An open library.
    query
        Which dreams.
    by
        As :meth:`noctuary.library.Library.timeline` takes it; ``None`` for the finest periods that hold enough.
    seed
        Equal seeds give equal intervals.
    """
    cut = by or natural_cut(library, query)
    known = [symbol for symbol in CLASSES[Scale.EMOTIONS] if library.count(f"emotion:{symbol}")]
    if not known:
        return Feelings(cut, None, {})
    found = timeline(
        library, [f"emotion:{symbol}" for symbol in known], query, by=cut, reader=None, seed=seed
    )
    return Feelings(cut, found.scope, dict(zip(known, found.lines, strict=True)))


def feelings_changed(library: Library, query: str = "", *, seed: int = 0) -> dict[str, tuple[Change, ...]]:
    """Return where each feeling changed for good, by its symbol; see :func:`noctuary.stats.change.changes`."""
    found = follow_feelings(library, query, by=CHANGE, seed=seed)
    return {symbol: line.changes for symbol, line in found.lines.items()}
