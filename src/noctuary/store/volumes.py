"""What a book of dreams is divided by: when each was dreamt, and how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from noctuary.store.query import Query
from noctuary.store.store import Store, where_of


class Leaf(NamedTuple):
    """A dream as a book needs it beforehand; the year is ``None`` where it is not known."""

    nr: int
    year: int | None
    words: int


def leaves(store: Store, query: Query) -> Iterator[Leaf]:
    """Yield the dreams that a query finds in order of date, those without a year last."""
    where, values = where_of(query)
    rows = store.rows(
        f"SELECT nr, year, words FROM dream d WHERE {where} ORDER BY year IS NULL, date_sort, nr", values
    )
    for row in rows:
        yield Leaf(*row)
