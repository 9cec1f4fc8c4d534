"""What a shelf shows of every dream, in one pass and without its text; and the spines that are kept for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from noctuary.coding import ReaderKind
from noctuary.dream import PartialDate
from noctuary.errors import LibraryBusyError
from noctuary.scheme import Scale
from noctuary.spine import FEELINGS, SCALES, Found, Light, Spine, spine_of
from noctuary.store.query import counts_having
from noctuary.store.store import Store

# Many enough that few statements are run, and few enough that progress is seen.
_AT_ONCE: Final = 4000


#: A dream as it stands on a shelf: its number and that of its series; its date as ``YYYYMMDD`` with zeros for what is
#: unknown; its words; its lucidity, ``None`` where nobody said; and its spine: light, ``None`` where no spine is kept,
#: characters, company, and the strength of each feeling in the order of :data:`~noctuary.spine.FEELINGS`.
Shelved = tuple[int, int, int, int, str | None, str | None, int, str, int, int, int, int, int]


def shelved(store: Store) -> Iterator[Shelved]:
    """Yield every dream as it stands on a shelf, in order of date, undated ones first; run :func:`make_rest` before."""
    rows: Iterator[Any] = store.rows(
        "SELECT d.nr, d.series, CAST(replace(d.date_sort, '-', '') AS INTEGER), d.words, d.lucidity, light,"
        " ifnull(characters, 0), ifnull(company, ''), ifnull(anger, 0), ifnull(apprehension, 0),"
        " ifnull(sadness, 0), ifnull(confusion, 0), ifnull(happiness, 0)"
        " FROM dream d LEFT JOIN spine ON spine.dream = d.nr WHERE d.deleted_at IS NULL ORDER BY d.date_sort, d.nr"
    )
    yield from rows


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the paper label of a tome.

    Parameters
    ----------
    nr
        The number of the dream.
    title, opening
        Its title, which may be empty, and its first words.
    date
        As far as it is known.
    words
        How many.
    series
        What its series is called.
    """

    nr: int
    title: str = field(repr=False)
    opening: str = field(repr=False)
    date: PartialDate
    words: int
    series: str


def labels(store: Store, numbers: Iterable[int]) -> list[Label]:
    """Return the labels of dreams, in the order of their numbers as given; of those that are there."""
    return [
        Label(nr, title, opening, PartialDate(year, month, day, written or ""), words, series)
        for nr, title, opening, year, month, day, written, words, series in store.rows(
            "SELECT d.nr, d.title, opening, year, month, day, date_written, words,"
            " CASE series.name WHEN '' THEN series.id ELSE series.name END"
            " FROM json_each(?) AS asked JOIN dream d ON d.nr = asked.value JOIN series ON series.nr = d.series"
            " WHERE d.deleted_at IS NULL ORDER BY asked.key",
            (json.dumps(list(numbers)),),
        )
    ]


def span(store: Store) -> tuple[str, str]:
    """Return the first and the last date as they sort, of dreams whose year is known; empty where none is."""
    dated = "SELECT {}(date_sort) FROM dream WHERE deleted_at IS NULL AND date_sort > '0001'"
    [(first,)], [(last,)] = (store.rows(dated.format(each)) for each in ("min", "max"))
    return first or "", last or ""


def empty_nights(store: Store) -> list[tuple[int, int]]:
    """Return the nights of which no dream is kept: the number of the series and the date as ``YYYYMMDD``, in its order."""
    return [
        (series, date)
        for series, date in store.rows(
            "SELECT DISTINCT n.series, CAST(replace(n.date_sort, '-', '') AS INTEGER) FROM night n WHERE n.date_sort > '0001' AND NOT EXISTS"
            " (SELECT 1 FROM dream d WHERE d.series = n.series AND d.date_sort = n.date_sort AND d.deleted_at IS NULL)"
            " ORDER BY n.date_sort, n.series"
        )
    ]


def make_rest(store: Store, progress: Callable[[int], None] | None = None) -> dict[int, Spine]:
    """Make the spines that are lacking, of dreams that were read, and keep them.

    Parameters
    ----------
    store
        The library file.
    progress
        Told the number of spines made, now and then.

    Returns
    -------
    dict of int to Spine
        Those that could not be kept, by the number of the dream: the library is for reading only, or another
        program writes to it just now.
    """
    lacking = [
        nr
        for (nr,) in store.rows(
            "SELECT d.nr FROM dream d WHERE d.deleted_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM spine WHERE spine.dream = d.nr)"
            " AND EXISTS (SELECT 1 FROM reading WHERE reading.dream = d.nr) ORDER BY d.nr"
        )
    ]
    unkept: dict[int, Spine] = {}
    for start in range(0, len(lacking), _AT_ONCE):
        some = lacking[start : start + _AT_ONCE]
        if store.read_only or unkept or not _keep(store, some):
            unkept |= _spines(store, some)
        if progress:
            progress(start + len(some))
    return unkept


def _keep(store: Store, dreams: list[int]) -> bool:
    """Make and keep spines; return whether they could be kept."""
    try:
        with store.transaction():
            # Within the act, so that no spine of an older reading is kept for a dream that is read meanwhile.
            for nr, spine in _spines(store, dreams).items():
                strengths = (spine.feelings.get(feeling, 0) for feeling in FEELINGS)
                store.write(
                    "INSERT OR REPLACE INTO spine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (nr, spine.light, spine.characters, spine.company, *strengths),
                )
    except LibraryBusyError:
        return False
    return True


def _spines(store: Store, dreams: list[int]) -> dict[int, Spine]:
    # Which reading counts is decided scale by scale, as noctuary.store.query.counts_on says it; asked so of every
    # code, that takes many times as long as deciding it once for all dreams.
    rows = store.rows(
        "WITH ranked AS ("
        " SELECT r.dream, asked.value AS scale, r.nr, reader.kind, row_number() OVER ("
        "  PARTITION BY r.dream, asked.value ORDER BY reader.kind = 'person' DESC, r.made_at DESC, r.nr DESC) AS place"
        " FROM json_each(?) AS wanted JOIN reading r ON r.dream = wanted.value JOIN reader ON reader.nr = r.reader"
        " JOIN json_each(?) AS asked WHERE instr(' ' || r.scales || ' ', ' ' || asked.value || ' ')),"
        " counting AS ("
        " SELECT dream, nr, kind, ' ' || group_concat(scale, ' ') || ' ' AS scales FROM ranked WHERE place = 1"
        " GROUP BY dream, nr)"
        " SELECT counting.dream, counting.scales, kind, coding.scale, notation, confidence FROM counting"
        " LEFT JOIN coding ON coding.reading = counting.nr AND instr(counting.scales, ' ' || coding.scale || ' ')"
        " ORDER BY counting.dream, coding.place",
        (json.dumps(dreams), json.dumps(SCALES)),
    )
    return {nr: _spine(list(found)) for nr, found in groupby(rows, key=lambda row: row[0])}


def _spine(rows: list[tuple[Any, ...]]) -> Spine:
    light = Light.UNREAD
    for _, scales, kind, *_ in rows:
        if f" {Scale.EMOTIONS} " in scales:
            light = Light.CONFIRMED if kind == ReaderKind.PERSON else Light.READ
    return spine_of((Found(*code) for _, _, _, *code in rows if code[0]), light)


def acts_in(store: Store, series: int) -> Iterator[tuple[int, str, str]]:
    """Yield every friendly and aggressive act in the dreams of a series: dream, scale and notation."""
    yield from store.rows(
        "SELECT r.dream, c.scale, c.notation FROM dream d JOIN reading r ON r.dream = d.nr"
        " JOIN coding c ON c.reading = r.nr WHERE d.series = ? AND d.deleted_at IS NULL"
        f" AND c.scale IN (?, ?) AND {counts_having('c.scale')}",
        (series, Scale.FRIENDLINESS, Scale.AGGRESSION),
    )


def numbers_by_id(store: Store, series: int) -> dict[str, int]:
    """Return the numbers of the dreams of a series, by the id of each."""
    return dict(store.rows("SELECT id, nr FROM dream WHERE series = ? AND deleted_at IS NULL", (series,)))
