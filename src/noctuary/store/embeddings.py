"""Where each dream stands in meaning, as the reader that read it placed it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from noctuary.coding import Reader
from noctuary.dream import Dream, DreamKey
from noctuary.store.query import Query
from noctuary.store.store import Store, model_of, where_of


class Embedded(NamedTuple):
    """A dream and where it stands: 16-bit floats, little-endian."""

    key: DreamKey
    vector: bytes


def embedded(store: Store, model: Reader, query: Query | None = None) -> Iterator[Embedded]:
    """Yield the dreams of a query that a model has placed, in the order of :meth:`Store.dreams`."""
    where, values = where_of(query or Query())
    rows = store.rows(
        "SELECT series.id, d.id, vector FROM dream d JOIN series ON series.nr = d.series"
        f" JOIN embedding ON embedding.dream = d.nr WHERE model = ? AND {where} ORDER BY d.series, d.nr",
        (model_of(model), *values),
    )
    for series, id_, vector in rows:
        yield Embedded(DreamKey(series, id_), vector)


def placed(store: Store, model: Reader) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each dream that a model has placed, and where it stands, in order."""
    # By the table of places alone, which is in this order: led by the dreams, all places would be sorted in memory.
    yield from store.rows(
        "SELECT dream, vector FROM embedding WHERE model = ? AND dream NOT IN"
        " (SELECT nr FROM dream INDEXED BY dream_in_trash WHERE deleted_at IS NOT NULL) ORDER BY dream",
        (model_of(model),),
    )


def places_of(store: Store, model: Reader, numbers: Iterable[int]) -> list[tuple[int, bytes]]:
    """Return where a model has placed dreams, by their numbers; those that it has not are left out."""
    sql = "SELECT dream, vector FROM json_each(?) AS asked JOIN embedding ON dream = asked.value WHERE model = ?"
    return list(store.rows(sql, (json.dumps(list(numbers)), model_of(model))))


def count_not_embedded(store: Store, model: Reader, query: Query | None = None) -> int:
    """Return how many dreams :func:`not_embedded` yields."""
    return len(_not_embedded(store, model, query))


def not_embedded(store: Store, model: Reader, query: Query | None = None) -> Iterator[Dream]:
    """Yield the dreams of a query that a model has not placed."""
    for nr in _not_embedded(store, model, query):
        yield store.dream_at(nr)


def _not_embedded(store: Store, model: Reader, query: Query | None) -> list[int]:
    where, values = where_of(query or Query())
    rows = store.rows(
        "SELECT nr FROM dream d WHERE NOT EXISTS"
        f" (SELECT 1 FROM embedding WHERE embedding.dream = d.nr AND model = ?) AND {where} ORDER BY series, nr",
        (model_of(model), *values),
    )
    return [nr for (nr,) in rows]


def embed(store: Store, model: Reader, placed: Iterable[Embedded]) -> None:
    """Keep where dreams stand; on disk when this returns."""
    with store.transaction():
        for key, vector in placed:
            store.write(
                "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)",
                (store.nr_of(key), model_of(model), vector),
            )
