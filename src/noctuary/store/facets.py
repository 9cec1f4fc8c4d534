"""By what dreams can be narrowed: every value of every facet, with the dreams that have it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from noctuary.scheme.symbols import SEARCH_NAMES
from noctuary.store.query import counts_on
from noctuary.store.store import Store

#: The scales whose codes are counted, by the name that searches have for them.
CODED: Final = ("emotion", "character", "setting")

_KEPT: Final = "d.deleted_at IS NULL"
# What is asked of each facet of the dream itself, as a search writes it.
_OF_DREAMS: Final = {
    "series": f"SELECT series.id, d.nr FROM dream d JOIN series ON series.nr = d.series WHERE {_KEPT}",
    "date": f"SELECT printf('%04d', d.year), d.nr FROM dream d WHERE {_KEPT} AND d.year",
    "lucid": "SELECT CASE d.lucidity WHEN 'full' THEN 'yes' WHEN 'none' THEN 'no' ELSE 'partial' END, d.nr"
    f" FROM dream d WHERE {_KEPT} AND d.lucidity IS NOT NULL",
    "tag": f"SELECT DISTINCT tag.name, d.nr FROM tag JOIN dream d ON d.nr = tag.dream WHERE {_KEPT}",
}


def facets(store: Store) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Yield each facet with its values, once for every dream that has it; of codes, those that count.

    The first is the series, of which every dream has one.
    """
    for facet, sql in _OF_DREAMS.items():
        yield facet, [(value, nr) for value, nr in store.rows(sql)]
    sql = (
        "SELECT DISTINCT held.symbol, d.nr FROM"
        " (SELECT DISTINCT scale, symbol, reading FROM coding WHERE scale = ?) AS held"
        " JOIN reading r ON r.nr = held.reading JOIN dream d ON d.nr = r.dream"
        f" WHERE {_KEPT} AND {counts_on('held.scale')}"
    )
    for facet in CODED:
        yield facet, [(symbol, nr) for symbol, nr in store.rows(sql, (SEARCH_NAMES[facet].value,))]


def feelings_of(store: Store, dreams: Sequence[int]) -> dict[int, list[str]]:
    """Return the feelings that are told in each of a few dreams, in the order in which they are coded."""
    found: dict[int, list[str]] = {nr: [] for nr in dreams}
    rows = store.rows(
        "SELECT r.dream, c.symbol FROM json_each(?) AS wanted CROSS JOIN reading r ON r.dream = wanted.value"
        " CROSS JOIN coding c ON c.reading = r.nr"
        f" WHERE +c.scale = 'emotions' AND {counts_on('c.scale')} ORDER BY r.dream, c.place",
        (json.dumps(list(dreams)),),
    )
    for nr, symbol in rows:
        if symbol not in found[nr]:
            found[nr].append(symbol)
    return found
