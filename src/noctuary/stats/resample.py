"""Chance: intervals by resampling whole dreams, since what stands in one dream hangs together; and random orders."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.stats.effect import NO_INTERVAL, Interval

# Draws held in memory at once: 32 MB of indices and as much of weights.
_DRAWS_AT_ONCE: Final = 4_000_000
_SHUFFLED_AT_ONCE: Final = 400_000


def resampled_totals(
    units: NDArray[np.number], *, resamples: int, rng: np.random.Generator, batch_size: int | None = None
) -> NDArray[np.float64]:
    """Draw as many units as there are, with replacement, and add up their counts; many times over.

    Parameters
    ----------
    units
        Counts, or other sums, one row a unit: a dream, or a person where a set holds several dreams of one.
        Shape units x anything.
    resamples
        How many times.
    rng
        Where chance comes from: equal seeds give equal totals.
    batch_size
        Resamples held in memory at once. Changes memory and speed, never the result.

    Returns
    -------
    array of float, resamples x anything
        Sums of rows: whole numbers where the rows are. All 0 when there are no units.

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 13.

    Examples
    --------
    >>> totals = resampled_totals(np.array([[1, 2], [3, 4]]), resamples=100, rng=np.random.default_rng(1))
    >>> sorted(set(totals[:, 0].tolist()))
    [2.0, 4.0, 6.0]
    """
    size = len(units)
    counts = units.reshape(size, math.prod(units.shape[1:])).astype(np.float64)
    totals = np.zeros((resamples, counts.shape[1]))
    if size:
        batch_size = batch_size or max(1, _DRAWS_AT_ONCE // size)
        for start in range(0, resamples, batch_size):
            drawn = min(batch_size, resamples - start)
            totals[start : start + drawn] = _weights(drawn, size, rng) @ counts
    return totals.reshape(resamples, *units.shape[1:])


def _weights(resamples: int, size: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How often each unit was drawn in each resample."""
    weights = np.empty((resamples, size))
    # Row by row: counts that stay in the processor's cache are added up several times as fast.
    for row, drawn in zip(weights, rng.integers(size, size=(resamples, size)), strict=True):
        row[:] = np.bincount(drawn, minlength=size)
    return weights


def ratio(numerators: NDArray[np.number], denominators: NDArray[np.number]) -> NDArray[np.float64]:
    """Divide sums; NaN where there is nothing to divide by.

    Examples
    --------
    >>> ratio(np.array([1, 0]), np.array([2, 0]))
    array([0.5, nan])
    """
    quotients = np.full(np.shape(numerators), math.nan)
    np.divide(numerators, denominators, out=quotients, where=denominators > 0)
    return quotients


def shuffled(
    values: NDArray[np.float64], orders: int, rng: np.random.Generator
) -> Iterator[NDArray[np.float64]]:
    """Yield values in so many random orders, one a row; as many rows at a time as memory holds well."""
    at_once = max(1, _SHUFFLED_AT_ONCE // max(1, len(values)))
    for start in range(0, orders, at_once):
        rows = min(at_once, orders - start)
        yield rng.permuted(np.broadcast_to(values, (rows, len(values))), axis=1)


def percentile_interval(values: NDArray[np.float64], *, confidence: float = 0.95) -> Interval:
    """Return the interval that holds the middle of resampled values.

    Parameters
    ----------
    values
        One for each resample. NaN, where a resample held nothing to count, is left out.
    confidence
        Between 0 and 1.

    Returns
    -------
    Interval
        NaN when no value is left.

    Examples
    --------
    >>> low, high = percentile_interval(np.arange(101.0), confidence=0.9)
    >>> round(low), round(high)
    (5, 95)
    """
    defined = values[~np.isnan(values)]
    if not defined.size:
        return NO_INTERVAL
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))
