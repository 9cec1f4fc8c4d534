"""By what dreams can be narrowed: every value of every facet, with the dreams that have it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from noctuary.scheme.symbols import SEARCH_NAMES
from noctuary.store.query import counts_having
from noctuary.store.store import Store

#: The scales whose codes are counted, by the name that searches have for them.
CODED: Final = ("emotion", "character", "setting")

_KEPT: Final = "d.deleted_at IS NULL"
# What is asked of each facet of the dream itself, as a search writes it. The year stands in what dreams are listed by.
_OF_DREAMS: Final = {
    "series": f"SELECT (SELECT id FROM series WHERE nr = d.series) AS value, d.nr FROM dream d WHERE {_KEPT}",
    "date": f"SELECT substr(d.date_sort, 1, 4) AS value, d.nr FROM dream d WHERE {_KEPT} AND d.date_sort > '0001'",
    "lucid": "SELECT CASE d.lucidity WHEN 'full' THEN 'yes' WHEN 'none' THEN 'no' ELSE 'partial' END AS value, d.nr"
    f" FROM dream d INDEXED BY dream_listed WHERE {_KEPT} AND d.lucidity IS NOT NULL",
    "tag": f"SELECT DISTINCT tag.name AS value, d.nr FROM tag JOIN dream d ON d.nr = tag.dream WHERE {_KEPT}",
}
_SYMBOLS: Final = "SELECT DISTINCT symbol FROM coding WHERE scale = ? ORDER BY symbol"
# The trash is short, and to look into it takes less than to look at every dream.
_OF_CODE: Final = (
    "SELECT json_group_array(r.dream) FROM"
    " (SELECT DISTINCT scale, reading FROM coding WHERE scale = ? AND symbol = ?) AS held"
    f" JOIN reading r ON r.nr = held.reading WHERE {counts_having('held.scale')}"
    " AND r.dream NOT IN (SELECT nr FROM dream INDEXED BY dream_in_trash WHERE deleted_at IS NOT NULL)"
)


def facets(store: Store) -> Iterator[tuple[str, Iterator[tuple[str, list[int]]]]]:
    """Yield each facet with its values, and the dreams that have each; of codes, those that count.

    The first is the series, of which every dream has one.
    """
    for facet, sql in _OF_DREAMS.items():
        yield facet, _of_dreams(store, sql)
    for facet in CODED:
        yield facet, _of_codes(store, SEARCH_NAMES[facet].value)


def _of_dreams(store: Store, sql: str) -> Iterator[tuple[str, list[int]]]:
    # A row for each value: one for each dream takes several times as long.
    for value, numbers in store.rows(f"SELECT value, json_group_array(nr) FROM ({sql}) GROUP BY value"):
        yield value, json.loads(numbers)


def _of_codes(store: Store, scale: str) -> Iterator[tuple[str, list[int]]]:
    # One symbol after the other: all at once, millions of rows would be sorted in memory.
    for symbol in store.column(_SYMBOLS, (scale,)):
        [numbers] = store.column(_OF_CODE, (scale, symbol))
        yield symbol, json.loads(numbers)


def feelings_of(store: Store, dreams: Sequence[int]) -> dict[int, list[str]]:
    """Return the feelings that are told in each of a few dreams, in the order in which they are coded."""
    found: dict[int, list[str]] = {nr: [] for nr in dreams}
    rows = store.rows(
        "SELECT r.dream, c.symbol FROM json_each(?) AS wanted CROSS JOIN reading r ON r.dream = wanted.value"
        " CROSS JOIN coding c ON c.reading = r.nr"
        f" WHERE +c.scale = 'emotions' AND {counts_having('c.scale')} ORDER BY r.dream, c.place",
        (json.dumps(list(dreams)),),
    )
    for nr, symbol in rows:
        if symbol not in found[nr]:
            found[nr].append(symbol)
    return found
