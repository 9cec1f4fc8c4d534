"""Where a measure changed for good, and what differs before and after a date."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import PartialDate
from noctuary.stats.compare import RESAMPLES
from noctuary.stats.effect import NO_INTERVAL, Interval, benjamini_hochberg, cohens_h
from noctuary.stats.independence import residuals
from noctuary.stats.resample import percentile_interval, shuffled
from noctuary.stats.time import (
    Amounts,
    Measure,
    Period,
    Point,
    Track,
    points,
    quotients,
    resampled_quotients,
    sums_of_units,
)

PERMUTATIONS: Final = 1999
ORDERS: Final = 999
LEAST_BETWEEN: Final = 30
"""Nights that lie at least between two changes."""
_LEVEL: Final = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """A place in a series from which on a measure is another.

    Parameters
    ----------
    place
        Of the first dream after it, counted from 0 among the dreams of the track.
    date
        Of that dream; ``None`` if it has none.
    before, after
        The measure since the change before, and until the next one.
    p
        How often chance alone puts so great a change anywhere in the stretch that it parts.
    """

    place: int
    date: PartialDate | None
    before: Point
    after: Point
    p: float

    @property
    def measure(self) -> Measure:
        """What changed."""
        return self.after.measure


def changes(
    track: Track,
    place: int = 0,
    *,
    level: float = _LEVEL,
    least_between: int = LEAST_BETWEEN,
    orders: int = ORDERS,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> list[Change]:
    """Find where one measure of a track changed for good.

    Parameters
    ----------
    track
        Dreams in order. Those that say nothing of the measure are passed over.
    place
        Which of its measures.
    level
        The chance of reporting any change where there is none.
    least_between
        Nights that lie at least between two changes, and before the first and after the last.
    orders
        How many random orders are tried for p; their number limits how small it can be.
    resamples
        For the intervals before and after.
    seed
        Equal seeds give equal changes.

    Returns
    -------
    list of Change
        In order; none where there are too few nights, or nothing stands out.

    Notes
    -----
    Binary segmentation (Vostrikova 1981). A stretch is parted where the sum of
    what its nights exceed the mean of the stretch by lies farthest from 0, as
    ``|S(k)| / √(k (n - k))``, if nights in random order reach so far in fewer
    than `level` of the tries; then each part is looked at likewise, at half
    the level, so that all false alarms together stay at it. It asks for no
    distribution, so it serves shares, rates and means alike. The dreams of
    one night stay together.

    A slow drift is told as steps. A short spell between two equal stretches
    may be missed. Where a night resembles the one before (see
    :mod:`noctuary.stats.independence`), p is too small.

    References
    ----------
    Vostrikova (1981), Soviet Mathematics Doklady 24, 55-59; for p by random orders, Olshen et al. (2004),
    Biostatistics 5, 557-572.

    Examples
    --------
    >>> from noctuary.stats.time import Form
    >>> told = np.array([[[dream % 5 == 0, 1]] if dream < 100 else [[dream % 5 < 4, 1]] for dream in range(200)])
    >>> flying = Track((Measure("flying", Form.DREAMS),), (None,) * 200, np.arange(200), told.astype(float))
    >>> [change] = changes(flying)
    >>> change.place, change.before.value, change.after.value
    (100, 0.2, 0.8)
    """
    alone = track.only(place)
    starts = _starts_of_nights(alone.units)
    nights = np.add.reduceat(alone.amounts[:, 0], starts, axis=0) if len(starts) else np.zeros((0, 2))
    rng = np.random.default_rng(seed)
    found = sorted(_parted(nights, 0, level, least_between, orders, rng))
    bounds = [0, *(int(starts[night]) for night, _ in found), len(alone)]
    told = np.flatnonzero(track.amounts[:, place, 1])
    stretches = [
        Period(_from_to(alone.dates[start:stop]), start, stop)
        for start, stop in pairwise(bounds)
        if start < stop
    ]
    values = points(alone, stretches, resamples=resamples, seed=seed)[0]
    return [
        Change(int(told[after.period.start]), alone.dates[after.period.start], before, after, p)
        for before, after, (_, p) in zip(values, values[1:], found, strict=False)
    ]


def _starts_of_nights(units: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the place of each dream that is of another unit than the one before."""
    return np.flatnonzero(np.r_[True, units[1:] != units[:-1]]) if len(units) else np.zeros(0, dtype=np.intp)


def _from_to(dates: tuple[PartialDate | None, ...]) -> str:
    first, last = (str(date) if date else "" for date in (dates[0], dates[-1]))
    return first if first == last else f"{first} to {last}"


def _parted(
    nights: Amounts, offset: int, level: float, least: int, permutations: int, rng: np.random.Generator
) -> Iterator[tuple[int, float]]:
    """Yield the first night and the p of each change within a stretch."""
    if len(nights) < 2 * least or level <= 1 / (permutations + 1):
        return
    apart = residuals(nights)
    size = len(apart)
    weights = np.sqrt(np.arange(least, size - least + 1) * (size - np.arange(least, size - least + 1)))

    def reaches(orders: Amounts) -> Amounts:
        sums: Amounts = np.cumsum(orders, axis=-1)[..., least - 1 : size - least]
        reached: Amounts = np.abs(sums) / weights
        return reached

    as_it_is = reaches(apart)
    best = int(np.argmax(as_it_is))
    # A hair's breadth is left to rounding, which differs with the order of adding up.
    bar = as_it_is[best] * (1 - 1e-9)
    beaten = 0
    for orders in shuffled(apart, permutations, rng):
        beaten += int(np.count_nonzero(reaches(orders).max(axis=-1) >= bar))
        if (1 + beaten) / (1 + permutations) >= level:
            return
    first = best + least
    yield offset + first, (1 + beaten) / (1 + permutations)
    yield from _parted(nights[:first], offset, level / 2, least, permutations, rng)
    yield from _parted(nights[first:], offset + first, level / 2, least, permutations, rng)


@dataclass(frozen=True, slots=True)
class Contrast:
    """One measure before and after a date.

    Parameters
    ----------
    before, after
        Both values, with their counts and intervals.
    difference
        After less before, in the measure's own unit (0 to 1 for a share); NaN where a value is undefined.
    interval
        Of the difference, 95 %, from resampling both sides.
    h
        Cohen's h of a share, positive when it rose; NaN otherwise.
    p
        Two-sided: how often chance alone, putting the nights on either side, makes so great a difference.
    p_adjusted
        By Benjamini and Hochberg over all measures that were contrasted together.
    """

    before: Point
    after: Point
    difference: float
    interval: Interval
    h: float
    p: float
    p_adjusted: float

    @property
    def measure(self) -> Measure:
        """What is compared."""
        return self.after.measure

    @property
    def too_few(self) -> bool:
        """Whether there is too little on either side."""
        return self.before.too_few or self.after.too_few


def contrast(
    track: Track,
    first_after: int,
    *,
    labels: tuple[str, str] = ("before", "after"),
    resamples: int = RESAMPLES,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> list[Contrast]:
    """Set what comes before a place in a series beside what comes after.

    Parameters
    ----------
    track
        Dreams in order.
    first_after
        The place of the first dream of the second part, from 0 to their number.
    labels
        What to call the two parts.
    resamples, permutations, seed
        For the intervals and p values; equal seeds give equal ones.

    Returns
    -------
    list of Contrast
        One for each measure. Undefined where a part holds nothing to count.

    Notes
    -----
    The dreams of one night are drawn, and put on one side, together. For the h-profile of two samples see
    :func:`noctuary.stats.compare.compare`.

    Examples
    --------
    >>> from noctuary.stats.time import Form
    >>> hours = np.array([[[dream + 5.0, 1]] for dream in range(8)])
    >>> slept = Track((Measure("hours slept", Form.MEAN),), (None,) * 8, np.arange(8), hours)
    >>> [row] = contrast(slept, 4)
    >>> row.before.value, row.after.value, row.difference, row.p < 0.05
    (6.5, 10.5, 4.0, True)
    """
    parts = (Period(labels[0], 0, first_after), Period(labels[1], first_after, len(track)))
    values = points(track, parts, resamples=resamples, seed=seed)
    sides = [
        sums_of_units(track.amounts[part.start : part.stop], track.units[part.start : part.stop])
        for part in parts
    ]
    rng = np.random.default_rng([seed, 1])
    drawn_before, drawn_after = (resampled_quotients(side, resamples, rng) for side in sides)
    drawn = drawn_after - drawn_before
    by_chance = _differences_by_chance(sides[0], sides[1], permutations, rng)
    rows = [
        _contrast(one, other, drawn[:, place], by_chance[:, place])
        for place, (one, other) in enumerate(values)
    ]
    adjusted = benjamini_hochberg([row.p for row in rows])
    return [replace(row, p_adjusted=p) for row, p in zip(rows, adjusted, strict=True)]


def _contrast(before: Point, after: Point, drawn: Amounts, by_chance: Amounts) -> Contrast:
    difference = after.value - before.value
    if math.isnan(difference):
        return Contrast(before, after, difference, NO_INTERVAL, math.nan, math.nan, math.nan)
    defined = by_chance[~np.isnan(by_chance)]
    as_great = int(np.count_nonzero(np.abs(defined) >= abs(difference) * (1 - 1e-9)))
    h = cohens_h(after.value, before.value) if after.measure.form.is_share else math.nan
    p = (1 + as_great) / (1 + len(defined))
    return Contrast(before, after, difference, percentile_interval(drawn), h, p, math.nan)


def _differences_by_chance(
    before: Amounts, after: Amounts, permutations: int, rng: np.random.Generator
) -> Amounts:
    """Return the difference of every measure with the units put on either side at random: permutations x measures."""
    every = np.concatenate([before, after])
    total = every.sum(axis=0)
    first = random_parts(every, len(before), permutations, rng)
    return quotients(total - first) - quotients(first)


def random_parts(units: Amounts, size: int, draws: int, rng: np.random.Generator) -> Amounts:
    """Return the sums of random parts of so many units: draws x measures x 2."""
    flat = units.reshape(len(units), math.prod(units.shape[1:]))
    chosen = np.arange(len(units)) < size
    sums = np.zeros((draws, flat.shape[1]))
    done = 0
    for orders in shuffled(chosen.astype(np.float64), draws, rng):
        sums[done : done + len(orders)] = orders @ flat
        done += len(orders)
    return sums.reshape(draws, *units.shape[1:])
