"""What a timeline needs of every dream, in one pass and without its text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from noctuary.dream import DreamKey, PartialDate, SeriesKind
from noctuary.store.query import Query
from noctuary.store.store import Store, where_of


@dataclass(frozen=True, slots=True)
class Moment:
    """One dream in time.

    Parameters
    ----------
    dream
        Which.
    date
        ``None`` where it has none.
    place
        In the order in which dreams came in.
    dreamer
        Whose it is, where that is known: by the dream itself, or by its series.
    in_set
        Whether it stands in a set of dreams of many dreamers.
    words
        Of the report.
    ratings, metadata
        As :class:`noctuary.dream.Dream` holds them.
    """

    dream: DreamKey
    date: PartialDate | None
    place: int
    dreamer: str | None
    in_set: bool
    words: int
    ratings: Mapping[str, float] = field(repr=False)
    metadata: Mapping[str, str] = field(repr=False)

    @property
    def owner(self) -> object:
        """Who dreamt it: one person for all of a series, each dream its own where a set names nobody."""
        return self.dreamer or (self.dream if self.in_set else self.dream.series)

    @property
    def night(self) -> object:
        """In which night of its dreamer; one of its own where the date is not known to the day."""
        return self.date.full if self.date and self.date.full else self.dream


def moments(store: Store, query: Query) -> list[Moment]:
    """Return the dreams that a query finds in order of date, undated ones first, in the order in which they came in."""
    where, values = where_of(query)
    return [
        Moment(
            DreamKey(series, id_),
            PartialDate(year, month, day) if year or month or day else None,
            place,
            dreamer,
            kind == SeriesKind.SET,
            words,
            json.loads(ratings),
            json.loads(metadata),
        )
        for series, id_, place, kind, year, month, day, dreamer, words, ratings, metadata in store.rows(
            "SELECT series.id, d.id, d.nr, series.kind, year, month, day, coalesce(d.dreamer, series.dreamer), words, ratings, d.metadata"
            f" FROM dream d JOIN series ON series.nr = d.series WHERE {where} ORDER BY date_sort, d.series, d.nr",
            values,
        )
    ]


def keys_of(store: Store, query: Query) -> set[DreamKey]:
    """Return which dreams a query finds."""
    where, values = where_of(query)
    return {
        DreamKey(*row)
        for row in store.rows(
            f"SELECT series.id, d.id FROM dream d JOIN series ON series.nr = d.series WHERE {where}", values
        )
    }


def keys_of_read(store: Store, scales: Iterable[str]) -> set[DreamKey]:
    """Return which dreams were read, by anybody, on all these scales: elsewhere, no code is no answer."""
    read = "EXISTS (SELECT 1 FROM reading WHERE dream = d.nr AND instr(' ' || scales || ' ', ' ' || value || ' '))"
    return {
        DreamKey(*row)
        for row in store.rows(
            "SELECT series.id, d.id FROM dream d JOIN series ON series.nr = d.series"
            f" WHERE NOT EXISTS (SELECT 1 FROM json_each(?) WHERE NOT {read})",
            (json.dumps(list(scales)),),
        )
    }
