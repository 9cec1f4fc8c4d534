"""The stacks: the dreams of a library as tomes on shelves, chosen and put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import Lucidity, PartialDate, Series
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.spine import BANDS, FEELINGS, Light, Spine
from noctuary.store import spines

if TYPE_CHECKING:
    from noctuary.library.facade import Library

Numbers = NDArray[Any]

#: What a place on a shelf may hold: a tome without light, with the light of a program's reading, or of a person's;
#: or nothing, for a night without recall.
UNREAD, READ, CONFIRMED, NIGHT = range(4)
_LIGHTS: Final = {None: UNREAD, Light.UNREAD: UNREAD, Light.READ: READ, Light.CONFIRMED: CONFIRMED}
#: In the columns, 0 says that nobody said.
LUCIDITIES: Final = (None, Lucidity.NONE, Lucidity.PARTIAL, Lucidity.FULL)
_LUCIDITY_PLACES: Final = {each: place for place, each in enumerate(LUCIDITIES)}
# The columns of a dream as the store yields it.
_WIDTH: Final = 8 + len(FEELINGS)
_COMPANY: Final = {"-": 0, "f": 1, "a": 2, "b": 3}
# Where each bay of lengths begins, in words.
_LENGTHS: Final = (0, 25, 50, 100, 200, 400, 800)
# Rows of dreams that are held at once, before they are columns.
_AT_ONCE: Final = 20_000
_UNDATED: Final = "no date"


class Order(StrEnum):
    """By what the tomes are put in order."""

    LATEST = "latest"
    OLDEST = "oldest"
    SERIES = "series"
    FEELING = "feeling"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tomes are shown, and in which order.

    Parameters
    ----------
    order
        By what.
    since, until
        Between which dates, as far as they are known: ``1985`` from its first day to its last.
    series
        The number of the only series.
    feelings
        Symbols: dreams that hold one of them, whoever feels it.
    lucidity
        The only lucidity.
    """

    order: Order = Order.LATEST
    since: PartialDate | None = None
    until: PartialDate | None = None
    series: int | None = None
    feelings: tuple[str, ...] = ()
    lucidity: Lucidity | None = None


@dataclass(frozen=True, slots=True)
class Bay:
    """Tomes that stand together.

    Parameters
    ----------
    name
        What is engraved at their end.
    places
        How many places they take.
    """

    name: str = field(repr=False)
    places: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Tomes in an order.

    Parameters
    ----------
    places
        Which tomes, by their place in :class:`Tomes`.
    bays
        How they stand together, in order; their places add up.
    gaps
        Before which of them a small gap is left: where another month begins.
    dreams
        How many of the places hold dreams; the others are nights without recall.
    """

    places: Numbers = field(repr=False)
    bays: tuple[Bay, ...] = field(repr=False)
    gaps: Numbers = field(repr=False)
    dreams: int


@dataclass(frozen=True, slots=True, repr=False)
class Tomes:
    """What the shelves show of every dream, and the nights of which none was recalled, in order of date.

    All columns have one length; undated dreams come first.

    Parameters
    ----------
    nr
        The number of the dream, 0 for a night without recall.
    date
        As ``YYYYMMDD``, with zeros for what is unknown.
    words, characters
        How many; of characters 255 at most, of words 65,535.
    series
        The place of the series in `shelf`.
    company
        Two bits for each of the first five characters, the first one's lowest: 1 friendly, 2 aggressive.
    feelings
        Strengths in hundredths, a column each (tomes, feelings).
    light
        :data:`UNREAD`, :data:`READ`, :data:`CONFIRMED` or :data:`NIGHT`.
    lucidity
        The place in :data:`LUCIDITIES`.
    shelf
        Number and series of those that have anything here.
    """

    nr: Numbers
    date: Numbers
    words: Numbers
    series: Numbers
    characters: Numbers
    company: Numbers
    feelings: Numbers
    light: Numbers
    lucidity: Numbers
    shelf: tuple[tuple[int, Series], ...]

    @classmethod
    def of(cls, library: Library, progress: Callable[[int], None] | None = None) -> Tomes:
        """Return the tomes of a library; spines that are lacking are made, which takes seconds for many thousands."""
        fresh = spines.make_rest(library.store, progress)
        columns = _together(_columns(some) for some in _batches(spines.shelved(library.store)))
        _put_in(columns, fresh)
        columns = _with_nights(columns, spines.empty_nights(library.store))
        there, places = np.unique(columns["series"], return_inverse=True)
        columns["series"] = places.astype("u4")
        by_number = {library.store.series_nr(each.id): each for each in library.store.series()}
        return cls(**columns, shelf=tuple((nr, by_number[nr]) for nr in there.tolist()))

    @property
    def dreams(self) -> int:
        """How many there are, without the nights."""
        return int(np.count_nonzero(self.nr))

    def place_of(self, nr: int) -> int | None:
        """Return at which place a dream stands, ``None`` if at none."""
        found = np.flatnonzero(self.nr == nr).tolist() if nr > 0 else []
        return found[0] if found else None

    def places_of(self, numbers: Sequence[int] | Numbers) -> Numbers:
        """Return at which places dreams stand, in order; those that stand nowhere are left out."""
        wanted = np.asarray(numbers, "i8")
        known = np.zeros(int(self.nr.max(initial=0)) + 1, np.bool_)
        known[wanted[(wanted > 0) & (wanted < len(known))]] = True
        return np.flatnonzero(known[self.nr]).astype("u4")

    def strengths(self, place: int) -> dict[str, int]:
        """Return the feelings of a tome that are told, by symbol, the strongest first."""
        told = dict(zip(FEELINGS, self.feelings[place].tolist(), strict=True))
        return {each: told[each] for each in sorted(told, key=lambda each: -told[each]) if told[each]}

    def arranged(self, choice: Choice, among: Numbers | None = None) -> Arrangement:
        """Return the tomes of a choice in its order.

        Parameters
        ----------
        choice
            Which, and how.
        among
            The only places to choose from, as :meth:`places_of` gives them. Nights without recall are shown where
            nothing but dates and a series is chosen, and the order is one of dates.
        """
        places = np.flatnonzero(self._chosen(choice, among))
        keys, names, breaks = self._sorting(places, choice.order)
        order = np.lexsort(keys[::-1])
        places = places[order]
        bay = keys[0][order]
        starts = np.flatnonzero(np.diff(bay, prepend=-1)) if len(bay) else np.empty(0, "i8")
        lengths = np.diff(starts, append=len(bay))
        bays = tuple(
            Bay(names(int(bay[start])), int(length)) for start, length in zip(starts, lengths, strict=True)
        )
        gaps = np.flatnonzero(np.diff(breaks[order], prepend=breaks[order][:1])) if len(bay) else starts
        return Arrangement(
            places.astype("u4"),
            bays,
            np.setdiff1d(gaps, starts).astype("u4"),
            int(np.count_nonzero(self.nr[places])),
        )

    def _chosen(self, choice: Choice, among: Numbers | None) -> NDArray[np.bool_]:
        chosen = np.ones(len(self.nr), np.bool_)
        if choice.since:
            chosen &= self.date >= _first(choice.since)
        if choice.until:
            # Without a year nobody knows whether it was before.
            chosen &= (self.date >= 10000) & (self.date <= _last(choice.until))
        if choice.series is not None:
            shelf = [place for place, (nr, _) in enumerate(self.shelf) if nr == choice.series]
            chosen &= np.isin(self.series, shelf)
        if choice.feelings:
            chosen &= self.feelings[:, [FEELINGS.index(each) for each in choice.feelings]].any(axis=1)
        if choice.lucidity:
            chosen &= self.lucidity == LUCIDITIES.index(choice.lucidity)
        if among is not None:
            within = np.zeros(len(self.nr), np.bool_)
            within[among] = True
            chosen &= within
        if (
            choice.feelings
            or choice.lucidity
            or among is not None
            or choice.order not in (Order.LATEST, Order.OLDEST)
        ):
            chosen &= self.nr > 0
        return chosen

    def _sorting(self, places: Numbers, order: Order) -> tuple[list[Numbers], Callable[[int], str], Numbers]:
        """Return the keys to sort places by, the first being the bay; how a bay is called; and what small gaps divide."""
        date = self.date[places].astype("i8")
        year = date // 10000
        undated = year == 0
        month = np.where(undated, 0, date // 100)
        match order:
            case Order.LATEST | Order.OLDEST:
                way = -1 if order is Order.LATEST else 1
                # Undated dreams stand last, whichever way; of one night, the one that came in first is the earlier.
                bay = np.where(undated, 10000, 9999 - year if way < 0 else year)
                return (
                    [bay, np.where(undated, date, way * date), way * places],
                    lambda each: _UNDATED if each == 10000 else f"{9999 - each if way < 0 else each}",
                    month,
                )
            case Order.SERIES:
                sizes = np.bincount(self.series, minlength=len(self.shelf))
                rank = np.empty(len(self.shelf), "i8")
                by_size = np.argsort(-sizes, kind="stable")
                rank[by_size] = np.arange(len(self.shelf))
                return (
                    [rank[self.series[places]], undated, date, places],
                    lambda each: _called(self.shelf[by_size[each]][1]),
                    year,
                )
            case Order.FEELING:
                told = self.feelings[places].astype("i8")
                strongest = told.max(axis=1, initial=0)
                unfelt = np.where(self.light[places] == UNREAD, len(FEELINGS) + 1, len(FEELINGS))
                bay = np.where(strongest > 0, told.argmax(axis=1), unfelt)
                return [bay, -strongest, date, places], lambda each: _FELT[each], bay
            case Order.LENGTH:
                words = self.words[places].astype("i8")
                bay = np.searchsorted(_LENGTHS, words, side="right") - 1
                return [bay, words, date, places], _length_named, bay


def _batches(rows: Iterator[spines.Shelved]) -> Iterator[list[spines.Shelved]]:
    """Yield rows in batches, at least one: as columns they take a tenth of the memory."""
    yield list(islice(rows, _AT_ONCE))
    while some := list(islice(rows, _AT_ONCE)):
        yield some


def _together(batches: Iterable[Mapping[str, Numbers]]) -> dict[str, Numbers]:
    """Return the columns of several batches as one."""
    every = list(map(dict, batches))
    # One column after the other, and each lets go of its pieces: all at once would hold everything twice.
    return {name: np.concatenate([each.pop(name) for each in every]) for name in list(every[0])}


def _columns(rows: Sequence[spines.Shelved]) -> dict[str, Numbers]:
    """Return dreams as columns, the series by their numbers in the file."""
    told: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * _WIDTH
    nr, series, date, words, lucidity, light, characters, company, *feelings = told
    return {
        "nr": np.array(nr, "u4"),
        "date": np.array(date, "u4"),
        "words": _at_most(words, "u2"),
        "series": np.array(series, "i8"),
        "characters": _at_most(characters, "u1"),
        "company": np.array(list(map(_company, company)), "u2"),
        "feelings": np.stack([_at_most(column, "u2") for column in feelings], axis=1),
        "light": np.array([_LIGHTS[each] for each in light], "u1"),
        "lucidity": np.array([_LUCIDITY_PLACES[each] for each in lucidity], "u1"),
    }


def _at_most(values: Sequence[int], kind: str) -> Numbers:
    """Return values as a column that holds no more than its kind of number can."""
    column: Numbers = np.minimum(np.array(values, "i8"), np.iinfo(kind).max).astype(kind)
    return column


def _put_in(columns: Mapping[str, Numbers], fresh: Mapping[int, Spine]) -> None:
    """Put spines in that are not kept in the file."""
    places = {nr: place for place, nr in enumerate(columns["nr"].tolist())} if fresh else {}
    for nr, spine in fresh.items():
        if (place := places.get(nr)) is not None:
            strengths = [spine.feelings.get(each, 0) for each in FEELINGS]
            columns["characters"][place] = _at_most([spine.characters], "u1")[0]
            columns["company"][place] = _company(spine.company)
            columns["feelings"][place] = _at_most(strengths, "u2")
            columns["light"][place] = _LIGHTS[spine.light]


def _with_nights(columns: Mapping[str, Numbers], nights: Sequence[tuple[int, int]]) -> dict[str, Numbers]:
    """Return the columns with nights of which no dream is kept, each at its date."""
    if not nights:
        return dict(columns)
    empty = {
        "date": np.array([date for _, date in nights], "u4"),
        "series": np.array([series for series, _ in nights], "i8"),
        "light": np.full(len(nights), NIGHT, "u1"),
    }
    at = np.searchsorted(columns["date"], empty["date"], side="right")
    return {name: np.insert(column, at, empty.get(name, 0), axis=0) for name, column in columns.items()}


_FELT: Final = (*CLASSES[Scale.EMOTIONS].values(), "none stated", "not read yet")


@lru_cache(maxsize=4**BANDS)
def _company(signs: str) -> int:
    return sum(_COMPANY[sign] << 2 * place for place, sign in enumerate(signs[:BANDS]))


def _called(series: Series) -> str:
    return series.name or series.id


def _length_named(bay: int) -> str:
    first = _LENGTHS[bay]
    if bay == len(_LENGTHS) - 1:
        return f"{first} words and more"
    return f"{first} to {_LENGTHS[bay + 1] - 1} words" if first else f"under {_LENGTHS[1]} words"


def _first(date: PartialDate) -> int:
    return (date.year or 0) * 10000 + (date.month or 0) * 100 + (date.day or 0)


def _last(date: PartialDate) -> int:
    return (date.year or 0) * 10000 + (date.month or 99) * 100 + (date.day or 99)
