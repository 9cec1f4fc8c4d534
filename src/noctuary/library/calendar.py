"""A calendar of nights: which had a dream, which had none that was recalled, and what has no day to stand at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from noctuary.dream import PartialDate
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.store import calendar as kept
from noctuary.store.calendar import NightDream
from noctuary.store.query import parse_query

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class Year:
    """The nights of one year.

    Parameters
    ----------
    year
        Which.
    nights
        By month and day: the dreams of the night; none where it was put down that none was recalled. A night that
        nothing is known of is absent.
    loose
        Dreams of which the day is not known, in order of what is.
    """

    year: int
    nights: dict[tuple[int, int], tuple[NightDream, ...]]
    loose: tuple[NightDream, ...]

    @property
    def dreams(self) -> int:
        """How many dreams stand at a night."""
        return sum(map(len, self.nights.values()))

    @property
    def with_dreams(self) -> int:
        """Of how many nights there is a dream."""
        return sum(map(bool, self.nights.values()))

    @property
    def without_recall(self) -> int:
        """Of how many nights it was put down that no dream was recalled."""
        return len(self.nights) - self.with_dreams


def dreams_by_year(library: Library, query: str = "") -> dict[int, int]:
    """Return how many of the dreams that a search finds fall in each year, in order; those without a year under 0."""
    return kept.dreams_by_year(library.store, parse_query(query))


def year_of(
    library: Library, year: int, query: str = "", *, noted: bool = True, series: str | None = None
) -> Year:
    """Return the nights of a year.

    Parameters
    ----------
    library
        An open library.
    year
        Which, 1 to 9999.
    query
        Which dreams.
    noted
        Whether nights that were put down without a dream belong to them.
    series
        Of which series these; of all if ``None``.
    """
    by_night: defaultdict[tuple[int, int], list[NightDream]] = defaultdict(list)
    loose = []
    for dream in kept.dreams_of_year(library.store, parse_query(query), year):
        if dream.date.month and dream.date.day:
            by_night[dream.date.month, dream.date.day].append(dream)
        else:
            loose.append(dream)
    nights = {night: tuple(dreams) for night, dreams in by_night.items()}
    if noted:
        for sort, _ in kept.nights_noted(library.store, series, f"{year:04}-00-00", f"{year:04}-99-99"):
            month, day = int(sort[5:7]), int(sort[8:])
            if month and day:
                nights.setdefault((month, day), ())
    return Year(year, nights, tuple(loose))


def dreams_on(library: Library, date: PartialDate, query: str = "") -> list[NightDream]:
    """Return those of the dreams that a search finds that have just this date."""
    return list(kept.dreams_on(library.store, parse_query(query), date))


def undated(library: Library, query: str = "", *, limit: int = -1, skip: int = 0) -> list[NightDream]:
    """Return those of the dreams that a search finds whose year is not known; `limit` of them after the first `skip`."""
    return list(kept.undated_dreams(library.store, parse_query(query), limit=limit, skip=skip))


def night_rows(
    library: Library, query: str = "", *, noted: bool = True, series: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield a flat row for each date and series: how many dreams, and how many of them tell each feeling.

    Dates of which only a part is known have rows of their own, and so have dreams without any; a night that was put
    down without a dream has a row with none. Parameters are those of :func:`year_of`.
    """
    parsed = parse_query(query)
    by_night: defaultdict[tuple[str, str], list[NightDream]] = defaultdict(list)
    for dream in (*kept.undated_dreams(library.store, parsed), *kept.dated_dreams(library.store, parsed)):
        by_night[dream.date.sort_key, dream.key.series].append(dream)
    if noted:
        for night in kept.nights_noted(library.store, series, "", "9999-99-99"):
            by_night.setdefault(night, [])
    for (sort, whose), dreams in sorted(by_night.items()):
        yield {"date": _readable(sort), "series": whose, "dreams": len(dreams), **_feelings(dreams)}


def _readable(sort: str) -> str:
    year, month, day = (int(part) or None for part in sort.split("-"))
    return str(PartialDate(year, month, day))


def _feelings(dreams: Iterable[NightDream]) -> dict[str, int]:
    told = Counter(symbol for dream in dreams for symbol in dream.feelings)
    return {name: told[symbol] for symbol, name in CLASSES[Scale.EMOTIONS].items()}
