"""What a dreamer who writes does as a rule: in which series, and which feelings are rated."""

from __future__ import annotations

from typing import Final

from noctuary.store.store import Store

#: Dreams looked at: enough to see a habit, few enough to be found in a moment.
_LATEST: Final = 200


def latest_series(store: Store) -> str | None:
    """Return the series that the last dream came into, sets of many dreamers left out; ``None`` without dreams."""
    rows = store.rows(
        "SELECT series.id FROM dream JOIN series ON series.nr = dream.series"
        " WHERE deleted_at IS NULL AND kind = 'series' ORDER BY dream.nr DESC LIMIT 1"
    )
    return next((series for (series,) in rows), None)


def rated_feelings(store: Store, series: str) -> list[str]:
    """Return what the dreamer rated in the latest dreams of a series, what was rated most first."""
    rows = store.rows(
        "SELECT each.key FROM (SELECT ratings FROM dream WHERE series = (SELECT nr FROM series WHERE id = ?)"
        " AND deleted_at IS NULL ORDER BY nr DESC LIMIT ?) AS latest JOIN json_each(latest.ratings) AS each"
        " GROUP BY each.key ORDER BY count(*) DESC, each.key",
        (series, _LATEST),
    )
    return [name for (name,) in rows]
