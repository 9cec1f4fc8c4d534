"""What a calendar shows of dreams: when, under what title, and which feelings the reading that counts found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from noctuary.dream import DreamKey, PartialDate
from noctuary.store.query import Query, counts_on
from noctuary.store.store import Store, where_of

# Dates without a year sort before this, as do dreams without a date.
_DATED = "0001"
_COUNTS = counts_on("'emotions'")


@dataclass(frozen=True, slots=True)
class NightDream:
    """One dream as a calendar shows it.

    Parameters
    ----------
    nr
        Its number in the file.
    key
        Which.
    date
        As far as known; without any part where it has none.
    title, opening
        What to call it: the dreamer's title, or the first words.
    words
        How many.
    is_read
        Whether anybody has read it.
    feelings
        Symbols of the feelings that are told, the most told first.
    """

    nr: int
    key: DreamKey
    date: PartialDate
    title: str = field(repr=False)
    opening: str = field(repr=False)
    words: int
    is_read: bool
    feelings: tuple[str, ...]


def dreams_by_year(store: Store, query: Query) -> dict[int, int]:
    """Return how many dreams of a query fall in each year, in order; those without a year under 0."""
    where, values = where_of(query)
    sql = (
        "SELECT CAST(substr(date_sort, 1, 4) AS INTEGER) AS year, count(*) FROM dream d"
        f" WHERE {where} GROUP BY year ORDER BY year"
    )
    return dict(store.rows(sql, values))


def dreams_of_year(store: Store, query: Query, year: int) -> Iterator[NightDream]:
    """Yield the dreams of a query that fall in a year, in order of date, those of which it is known least first."""
    return _dreams(store, query, "date_sort BETWEEN ? AND ?", (f"{year:04}-00-00", f"{year:04}-99-99"))


def dreams_on(store: Store, query: Query, date: PartialDate) -> Iterator[NightDream]:
    """Yield the dreams of a query that have just this date."""
    return _dreams(store, query, "date_sort = ?", (date.sort_key,))


def dated_dreams(store: Store, query: Query) -> Iterator[NightDream]:
    """Yield the dreams of a query whose year is known, in order of date."""
    return _dreams(store, query, "date_sort >= ?", (_DATED,))


def undated_dreams(store: Store, query: Query, *, limit: int = -1, skip: int = 0) -> Iterator[NightDream]:
    """Yield the dreams of a query whose year is not known, in the order in which they came in."""
    return _dreams(store, query, "date_sort < ?", (_DATED,), limit=limit, skip=skip)


def _dreams(
    store: Store, query: Query, when: str, dates: tuple[str, ...], *, limit: int = -1, skip: int = 0
) -> Iterator[NightDream]:
    where, values = where_of(query)
    names = dict(store.rows("SELECT nr, id FROM series"))
    # The plus keeps SQLite from going through all feelings of the library for each dream.
    told = (
        "SELECT group_concat(symbol, ' ') FROM reading r JOIN coding ON coding.reading = r.nr"
        f" WHERE r.dream = d.nr AND +scale = 'emotions' AND {_COUNTS}"
    )
    sql = (
        f"SELECT nr, series, id, date_sort, title, opening, words, ({told}),"
        " EXISTS (SELECT 1 FROM reading WHERE dream = d.nr)"
        f" FROM dream d WHERE {where} AND {when} ORDER BY date_sort, nr LIMIT ? OFFSET ?"
    )
    for nr, series, id_, sort, title, opening, words, feelings, is_read in store.rows(
        sql, (*values, *dates, limit, skip)
    ):
        year, month, day = (int(part) or None for part in sort.split("-")) if sort else (None, None, None)
        yield NightDream(
            nr,
            DreamKey(names[series], id_),
            PartialDate(year, month, day),
            title,
            opening,
            words,
            bool(is_read),
            tuple(symbol for symbol, _ in Counter((feelings or "").split()).most_common()),
        )


def nights_noted(store: Store, series: str | None, first: str, last: str) -> set[tuple[str, str]]:
    """Return the nights put down as such between two days: their date as it sorts, and their series.

    Parameters
    ----------
    store
        The library file.
    series
        Whose; everybody's if ``None``.
    first, last
        As dates sort.
    """
    return {
        (sort, id_)
        for sort, id_ in store.rows(
            "SELECT date_sort, series.id FROM night JOIN series ON series.nr = night.series"
            " WHERE date_sort BETWEEN ? AND ? AND (? IS NULL OR series.id = ?)",
            (first, last, series, series),
        )
    }
