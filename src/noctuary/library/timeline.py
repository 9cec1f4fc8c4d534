"""Timelines: measures of the dreams of a library over time, where they changed, and before and after a date."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from noctuary.coding import Reader
from noctuary.dream import PartialDate
from noctuary.errors import InputError, StatsError
from noctuary.library.measures import Measured, dreamer_count, indicator_track, measured
from noctuary.stats.change import Change, Contrast, changes, contrast
from noctuary.stats.consistency import Consistency, consistency
from noctuary.stats.correlation import RankCorrelation, rank_correlation
from noctuary.stats.independence import Dependence, dependence
from noctuary.stats.indicators import DEFINITIONS
from noctuary.stats.time import (
    Grain,
    Measure,
    Period,
    Point,
    Track,
    by_calendar,
    by_number,
    finest_grain,
    points,
)
from noctuary.store.query import parse_query
from noctuary.store.timeline import Moment, moments

if TYPE_CHECKING:
    from noctuary.library.facade import Library

CHANGE: Final = "change"
"""The cut that each measure makes for itself, where it changed."""
Cut = Grain | int | str


_BLOCK: Final = 50
"""How many dreams make a period where most have no date."""


def parse_cut(text: str) -> Cut:
    """Understand how to cut time: ``year``, ``quarter``, ``month``, ``change``, or so many dreams.

    Raises
    ------
    InputError
        If it is none of these.

    Examples
    --------
    >>> parse_cut("month"), parse_cut("50")
    (<Grain.MONTH: 'month'>, 50)
    """
    if text in list(Grain):
        return Grain(text)
    if text == CHANGE:
        return CHANGE
    if text.isdecimal() and 0 < int(text) < 10**9:
        return int(text)
    raise InputError(
        f"Time cannot be cut by {text[:20]!r}.", "Use year, quarter, month, change, or a number of dreams."
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over time.

    Parameters
    ----------
    measure
        Which.
    points
        Its value in every period.
    changes
        Where it changed, if time was cut by that.
    dependence
        Whether a dream resembles the one before.
    """

    measure: Measure
    points: tuple[Point, ...]
    changes: tuple[Change, ...]
    dependence: Dependence

    def with_p(self) -> Iterator[tuple[Point, float]]:
        """Yield each point with the p of the change that it begins with, NaN where it begins with none."""
        p_values = {change.after: change.p for change in self.changes}
        return ((point, p_values.get(point, math.nan)) for point in self.points)

    def figures(self) -> Iterator[dict[str, Any]]:
        """Yield each point flat, as for a table: numbers unrounded, NaN where undefined."""
        for point, p in self.with_p():
            yield {
                "measure": point.measure.name,
                "kind": point.measure.form.value,
                "period": point.period.label,
                "dreams": point.period.dream_count,
                "count": point.count,
                "total": point.total,
                "value": point.value,
                "low": point.interval.low,
                "high": point.interval.high,
                "too_few": point.too_few,
                "p_of_change": p,
            }


class Pair(NamedTuple):
    """Two measures and how their values go together over the periods."""

    one: Measure
    other: Measure
    correlation: RankCorrelation


@dataclass(frozen=True, slots=True)
class Scope:
    """What was looked at.

    Parameters
    ----------
    name
        What the dreams are called.
    dream_count
        How many dreams.
    left_out
        How many more there are whose date is not known so exactly.
    unread
        How many of the dreams the reader has not read, so that they count for no indicator.
    dreamer_count
        Of how many dreamers.
    reader
        Whose codings the indicators are counted from; ``None`` without an indicator.
    """

    name: str
    dream_count: int
    left_out: int
    unread: int
    dreamer_count: int
    reader: Reader | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Measures side by side over time.

    Parameters
    ----------
    scope
        Of which dreams.
    lines
        One for each measure, in the order asked for.
    pairs
        How the measures go together over the periods; none where each has periods of its own.
    """

    scope: Scope
    lines: tuple[Line, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Measures before and after a date, one row each."""

    scope: Scope
    rows: tuple[Contrast, ...]


def timeline(
    library: Library, names: Sequence[str], query: str, *, by: Cut | None, reader: Reader | None, seed: int
) -> Timeline:
    """Follow measures over time; see :meth:`noctuary.library.facade.Library.timeline`."""
    every = moments(library.store, parse_query(query))
    by = by or (Grain.YEAR if _is_dated(every) else _BLOCK)
    chosen = _dated(every) if isinstance(by, Grain) else _ordered(every)
    found = measured(library, names, query, chosen, reader)
    track = found.track
    if by == CHANGE:
        lines = [_changing(track, place, seed) for place in range(len(names))]
        return Timeline(_scope(query, every, chosen, found), tuple(lines), ())
    periods = by_calendar(track.dates, by) if isinstance(by, Grain) else by_number(len(track), int(by))
    rows = zip(track.measures, points(track, periods, seed=seed), strict=True)
    lines = [
        Line(measure, tuple(row), (), dependence(track, place)) for place, (measure, row) in enumerate(rows)
    ]
    placed = [each for period in periods for each in chosen[period.start : period.stop]]
    return Timeline(_scope(query, every, placed, found), tuple(lines), tuple(_pairs(lines, seed)))


def natural_cut(library: Library, query: str) -> Cut:
    """Return the finest cut that dreams allow: months, quarters or years, or 50 dreams where most have no date."""
    every = moments(library.store, parse_query(query))
    return finest_grain([each.date for each in every]) if _is_dated(every) else _BLOCK


def before_and_after(
    library: Library,
    date: PartialDate,
    names: Sequence[str],
    query: str,
    *,
    reader: Reader | None,
    seed: int,
) -> BeforeAfter:
    """Set measures before and after a date side by side; see :meth:`noctuary.library.facade.Library.before_and_after`."""
    if date.year is None:
        raise InputError("The date has no year.", "Write 1985, 1985-03 or 1985-03-12.")
    every = moments(library.store, parse_query(query))
    before, after = (
        [each for each in every if on_side(each.date, date)] for on_side in (_ends_before, _begins_after)
    )
    for side, words in ((before, f"before {date}"), (after, f"from {date} on")):
        if not side:
            raise StatsError(
                f"No dream here is dated {words}.", "Choose a date within the dreams; see `noctuary list`."
            )
    wanted = names or [definition.key for definition in DEFINITIONS]
    found = measured(library, wanted, query, [*before, *after], reader)
    rows = contrast(found.track, len(before), labels=(f"before {date}", f"from {date} on"), seed=seed)
    return BeforeAfter(_scope(query, every, [*before, *after], found), tuple(rows))


def halves(library: Library, query: str, *, reader: Reader | None, seed: int) -> list[Consistency]:
    """Split dreams in halves; see :meth:`noctuary.library.facade.Library.consistency`."""
    chosen = moments(library.store, parse_query(query))
    track = indicator_track(library, query, chosen, reader or library.choose_reader(None, query))
    return consistency(track, of_dreamers=dreamer_count(chosen) > 1, seed=seed)


def _scope(query: str, every: Sequence[Moment], chosen: Sequence[Moment], found: Measured) -> Scope:
    return Scope(
        query or "all dreams",
        len(chosen),
        len(every) - len(chosen),
        found.unread,
        dreamer_count(chosen),
        found.reader,
    )


def _dated(every: Iterable[Moment]) -> list[Moment]:
    return [each for each in every if each.date and each.date.year]


def _ordered(every: list[Moment]) -> list[Moment]:
    """Return dreams in their order: by date where most have one, without the others; else as they came in."""
    return _dated(every) if _is_dated(every) else sorted(every, key=lambda each: each.place)


def _is_dated(every: Sequence[Moment]) -> bool:
    return 2 * len(_dated(every)) >= len(every)


def _ends_before(dreamt: PartialDate | None, date: PartialDate) -> bool:
    """Whether the last day that a dream can be of lies before the first that a date can mean."""
    if dreamt is None or dreamt.year is None:
        return False
    return (dreamt.year, dreamt.month or 12, dreamt.day or 31) < _first_day(date)


def _begins_after(dreamt: PartialDate | None, date: PartialDate) -> bool:
    """Whether the first day that a dream can be of is the first that a date can mean, or later."""
    return dreamt is not None and dreamt.year is not None and _first_day(dreamt) >= _first_day(date)


def _first_day(date: PartialDate) -> tuple[int, int, int]:
    return date.year or 1, date.month or 1, date.day or 1


def _changing(track: Track, place: int, seed: int) -> Line:
    """Return a measure cut where it changed."""
    found = changes(track, place, seed=seed)
    if found:
        stretches = [found[0].before, *(change.after for change in found)]
    else:
        alone = track.only(place)
        [stretches] = points(alone, [Period(_span(alone), 0, len(alone))], seed=seed)
    return Line(track.measures[place], tuple(stretches), tuple(found), dependence(track, place))


def _span(track: Track) -> str:
    ends = [str(date) for date in (*track.dates[:1], *track.dates[-1:]) if date]
    return " to ".join(dict.fromkeys(ends)) or "all dreams"


def _pairs(lines: Sequence[Line], seed: int) -> Iterator[Pair]:
    for one, other in combinations(lines, 2):
        rows = [[point.value for point in line.points] for line in (one, other)]
        yield Pair(one.measure, other.measure, rank_correlation(*rows, seed=seed))
