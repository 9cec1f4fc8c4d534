"""Measures over time: dreams in their order, cut into years, months or blocks, each with its value and interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reading
from noctuary.dream import PartialDate
from noctuary.stats.compare import LEAST_COUNTED, RESAMPLES
from noctuary.stats.effect import NO_INTERVAL, Interval, wilson_interval
from noctuary.stats.indicators import DEFINITIONS, Definition, Kind, tallied
from noctuary.stats.resample import percentile_interval, ratio, resampled_totals

Amounts = NDArray[np.float64]

LEAST_DREAMS: Final = 10
"""A period of fewer dreams is flagged, however much was counted in them."""


class Form(StrEnum):
    """What a measure says: of how many dreams, what share of all that was counted, how many for each, how much."""

    DREAMS = "share of dreams"
    SHARE = "share"
    RATE = "rate"
    MEAN = "mean"

    @property
    def is_share(self) -> bool:
        """Whether values lie between 0 and 1."""
        return self in (Form.DREAMS, Form.SHARE)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is followed over time: its name and what its values say."""

    name: str
    form: Form

    @classmethod
    def of(cls, definition: Definition) -> Measure:
        """Return an indicator as a measure."""
        if definition.all == ("dreams",):
            return cls(definition.label, Form.DREAMS)
        return cls(definition.label, Form.SHARE if definition.kind is Kind.SHARE else Form.RATE)


INDICATOR_MEASURES: Final = tuple(map(Measure.of, DEFINITIONS))


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Some measures of dreams in their order.

    Parameters
    ----------
    measures
        What was measured.
    dates
        Of each dream; ``None`` where it has none.
    units
        A number for each dream, equal for dreams that hang together and are drawn together: those of one
        night, or in a set those of one dreamer.
    amounts
        For each dream and measure what was counted and among how many: dreams x measures x 2. A value is the
        quotient of the sums. Two zeros where a dream says nothing.
    """

    measures: tuple[Measure, ...]
    dates: tuple[PartialDate | None, ...]
    units: NDArray[np.int64]
    amounts: Amounts

    def __len__(self) -> int:
        return len(self.dates)

    def only(self, place: int) -> Track:
        """Return the track of one measure, without the dreams that say nothing of it."""
        told = np.flatnonzero(self.amounts[:, place, 1])
        return Track(
            self.measures[place : place + 1],
            tuple(self.dates[dream] for dream in told),
            self.units[told],
            self.amounts[told, place : place + 1],
        )


def indicator_amounts(readings: Iterable[Reading]) -> Amounts:
    """Return what each reading adds to every indicator: readings x indicators x 2."""
    rows = [counts for _, counts in tallied(readings)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(DEFINITIONS), 2)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of dreams that follow one another: the dreams from `start` up to before `stop`."""

    label: str
    start: int
    stop: int

    @property
    def dream_count(self) -> int:
        """How many dreams it holds."""
        return self.stop - self.start


class Grain(StrEnum):
    """The calendar's own periods."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


def _year(date: PartialDate) -> str:
    return f"{date.year:04}" if date.year else ""


def _quarter(date: PartialDate) -> str:
    return f"{date.year:04}-Q{(date.month + 2) // 3}" if date.year and date.month else ""


def _month(date: PartialDate) -> str:
    return f"{date.year:04}-{date.month:02}" if date.year and date.month else ""


_LABELS: Final[dict[Grain, Callable[[PartialDate], str]]] = {
    Grain.YEAR: _year,
    Grain.QUARTER: _quarter,
    Grain.MONTH: _month,
}


def by_calendar(dates: Sequence[PartialDate | None], grain: Grain) -> tuple[Period, ...]:
    """Cut dreams into years, quarters or months.

    Parameters
    ----------
    dates
        In order of :attr:`noctuary.dream.PartialDate.sort_key`.
    grain
        Which periods.

    Returns
    -------
    tuple of Period
        In order; none for a stretch without dreams. A dream whose date is not known so exactly is in none.

    Examples
    --------
    >>> dates = [None, PartialDate(1985), PartialDate(1985, 3), PartialDate(1985, 3, 12), PartialDate(1986, 1)]
    >>> [(period.label, period.dream_count) for period in by_calendar(dates, Grain.MONTH)]
    [('1985-03', 2), ('1986-01', 1)]
    >>> [(period.label, period.dream_count) for period in by_calendar(dates, Grain.YEAR)]
    [('1985', 3), ('1986', 1)]
    """
    labels = [_LABELS[grain](date) if date else "" for date in dates]
    stretches = ((label, list(places)) for label, places in groupby(range(len(labels)), labels.__getitem__))
    return tuple(Period(label, places[0], places[-1] + 1) for label, places in stretches if label)


def finest_grain(dates: Sequence[PartialDate | None]) -> Grain:
    """Return the finest periods of which most hold enough dreams to go by: months, else quarters, else years.

    Parameters
    ----------
    dates
        In order of :attr:`noctuary.dream.PartialDate.sort_key`.

    Examples
    --------
    >>> finest_grain([PartialDate(1985, month) for month in (1, 2, 3) for _ in range(30)]).value
    'month'
    >>> finest_grain([PartialDate(1985, 1), PartialDate(1986)]).value
    'year'
    """
    for grain in (Grain.MONTH, Grain.QUARTER):
        periods = by_calendar(dates, grain)
        enough = sum(period.dream_count >= LEAST_COUNTED for period in periods)
        if 2 * enough > len(periods):
            return grain
    return Grain.YEAR


def by_number(dream_count: int, size: int) -> tuple[Period, ...]:
    """Cut dreams into blocks of so many, 1 at least; the last takes what is left.

    Examples
    --------
    >>> [period.label for period in by_number(120, 50)]
    ['1-50', '51-100', '101-120']
    """
    if size < 1:
        raise ValueError(f"a block holds at least one dream, not {size}")
    starts = range(0, dream_count, size)
    ends = (min(start + size, dream_count) for start in starts)
    return tuple(
        Period(f"{start + 1}-{end}" if end > start + 1 else f"{end}", start, end)
        for start, end in zip(starts, ends, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One measure in one period.

    Parameters
    ----------
    measure, period
        Of what, and when.
    count, total
        What was counted, and among how many.
    interval
        95 %: by Wilson for a share of dreams and for a share of none or all, else from resampling dreams. NaN
        where there is nothing, or a single unit.
    """

    measure: Measure
    period: Period
    count: float
    total: float
    interval: Interval

    @property
    def value(self) -> float:
        """``count / total``; NaN when `total` is 0."""
        return self.count / self.total if self.total else math.nan

    @property
    def too_few(self) -> bool:
        """Whether there is too little to go by: fewer than 10 dreams, or fewer than 30 counted."""
        return self.period.dream_count < LEAST_DREAMS or self.total < LEAST_COUNTED


def points(
    track: Track, periods: Iterable[Period], *, resamples: int = RESAMPLES, seed: int = 0
) -> list[list[Point]]:
    """Return every measure of a track in every period.

    Parameters
    ----------
    track
        The dreams.
    periods
        As :func:`by_calendar` or :func:`by_number` cuts them.
    resamples, seed
        For the intervals; equal seeds give equal ones.

    Returns
    -------
    list of list of Point
        One list for each measure.

    Notes
    -----
    Wilson's interval takes dreams for independent; see :mod:`noctuary.stats.independence` for whether they are.

    Examples
    --------
    >>> yes = Measure("flying", Form.DREAMS)
    >>> track = Track((yes,), (None,) * 4, np.arange(4), np.array([[[1, 1]], [[0, 1]], [[1, 1]], [[1, 1]]], float))
    >>> [[one]] = points(track, by_number(4, 4))
    >>> one.value, one.too_few
    (0.75, True)
    """
    rng = np.random.default_rng(seed)
    columns = [_points_of(track, period, resamples, rng) for period in periods]
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in track.measures]


def _points_of(track: Track, period: Period, resamples: int, rng: np.random.Generator) -> list[Point]:
    inside = slice(period.start, period.stop)
    units = sums_of_units(track.amounts[inside], track.units[inside])
    drawn = resampled_quotients(units, resamples, rng)
    rows = zip(track.measures, units.sum(axis=0).tolist(), strict=True)
    return [
        Point(measure, period, count, total, _interval(measure, count, total, drawn[:, place]))
        for place, (measure, (count, total)) in enumerate(rows)
    ]


def _interval(measure: Measure, count: float, total: float, drawn: Amounts) -> Interval:
    # Where none or all are counted, resampling finds no other value, however few there are.
    if measure.form is Form.DREAMS or (measure.form is Form.SHARE and count in (0, total)):
        return wilson_interval(count, total)
    return percentile_interval(drawn) if total else NO_INTERVAL


def sums_of_units(amounts: Amounts, units: NDArray[np.int64]) -> Amounts:
    """Add up the dreams of each unit: units x measures x 2."""
    _, place = np.unique(units, return_inverse=True)
    sums = np.zeros((place.max(initial=-1) + 1, *amounts.shape[1:]))
    np.add.at(sums, place, amounts)
    return sums


def resampled_quotients(units: Amounts, resamples: int, rng: np.random.Generator) -> Amounts:
    """Return every measure of each resample: resamples x measures. A single unit cannot be resampled."""
    if len(units) < 2:
        return np.full((resamples, units.shape[1]), math.nan)
    return quotients(resampled_totals(units, resamples=resamples, rng=rng))


def quotients(totals: Amounts) -> Amounts:
    """Divide counts by totals, the last axis; NaN where there is nothing to divide by."""
    return ratio(totals[..., 0], totals[..., 1])
