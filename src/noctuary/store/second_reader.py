"""Who read which dreams, and what is told of dreams in a methods section: looked up without their words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from noctuary.coding import Reader, ReaderKind
from noctuary.dream import Dream, DreamKey
from noctuary.store.query import Condition, Query
from noctuary.store.store import Store, where_of


class Particulars(NamedTuple):
    """What is told of a dream beside its words.

    Parameters
    ----------
    words
        How many.
    date
        ``YYYY-MM-DD`` with zeros for what is unknown; empty without a date.
    dreamer
        Whose dream it is; empty where nobody says.
    text_sha256
        The hash of its text.
    """

    words: int
    date: str
    dreamer: str
    text_sha256: str


def read_by(store: Store, query: Query) -> dict[Reader, set[DreamKey]]:
    """Return which of the dreams that a query finds each reader has read, the readers in the order of their coming."""
    where, values = where_of(query)
    found: dict[tuple[str, ...], set[DreamKey]] = {}
    for series, id_, *reader in store.rows(
        "SELECT series.id, d.id, reader.name, version, reader.kind, settings FROM reading"
        " JOIN dream d ON d.nr = reading.dream JOIN series ON series.nr = d.series"
        f" JOIN reader ON reader.nr = reading.reader WHERE {where} ORDER BY reader.nr",
        values,
    ):
        found.setdefault(tuple(reader), set()).add(DreamKey(series, id_))
    return {
        Reader(name, version, ReaderKind(kind), json.loads(settings)): keys
        for (name, version, kind, settings), keys in found.items()
    }


def told_of_twice(query: Query) -> Query:
    """Return a query narrowed to the dreams that have two readings at least, or one beside their dreamer's ratings."""
    readings = "(SELECT count(*) FROM reading WHERE reading.dream = d.nr)"
    return replace(query, conditions=(*query.conditions, Condition(f"{readings} + (ratings != '{{}}') > 1")))


def rated(store: Store, query: Query) -> Iterator[Dream]:
    """Yield the dreams of a query that their dreamer rated in any way."""
    where, values = where_of(query)
    numbers = [
        nr
        for (nr,) in store.rows(
            f"SELECT nr FROM dream d WHERE ratings != '{{}}' AND {where} ORDER BY nr", values
        )
    ]
    for nr in numbers:
        yield store.dream_at(nr)


def particulars(store: Store, query: Query) -> dict[DreamKey, Particulars]:
    """Return what is told of each dream that a query finds, series by series in the order of their coming."""
    where, values = where_of(query)
    return {
        DreamKey(series, id_): Particulars(words, date, dreamer, sha256)
        for series, id_, words, date, dreamer, sha256 in store.rows(
            "SELECT series.id, d.id, words, date_sort, coalesce(d.dreamer, series.dreamer, ''), text_sha256"
            f" FROM dream d JOIN series ON series.nr = d.series WHERE {where} ORDER BY d.series, d.nr",
            values,
        )
    }
