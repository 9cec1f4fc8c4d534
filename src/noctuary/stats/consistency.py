"""Split-half consistency: how far two halves of the same dreams lie apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from noctuary.stats.change import random_parts
from noctuary.stats.time import Amounts, Measure, Track, quotients, sums_of_units

SPLITS: Final = 1000
LEAST_DREAMERS: Final = 10
"""Dreamers with dreams in both halves that a reliability needs."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """How far two halves of the same dreams lie apart in one measure.

    Parameters
    ----------
    measure
        Which.
    count, total
        What was counted in all dreams, and among how many.
    odd, even
        The value of the first, third, fifth … dream, and of the others.
    difference, h
        How far random halves lie apart, on average: in the measure's own unit (0 to 1 for a share), and as
        Cohen's h. NaN where a half holds nothing to count, h of other measures than shares.
    widest
        What 95 of 100 random halves stay within.
    reliability
        Of a set: how well one half of a dreamer's dreams tells the other half, by correlation over dreamers,
        stepped up to all dreams by Spearman and Brown; at most 1. NaN below ten dreamers with both halves,
        and for a series.
    dreamers
        How many dreamers that rests on.
    """

    measure: Measure
    count: float
    total: float
    odd: float
    even: float
    difference: float
    widest: float
    h: float
    reliability: float
    dreamers: int

    @property
    def value(self) -> float:
        """Of all dreams together; NaN without anything to count."""
        return self.count / self.total if self.total else math.nan


def consistency(
    track: Track, *, of_dreamers: bool = False, splits: int = SPLITS, seed: int = 0
) -> list[Consistency]:
    """Split dreams in halves, odd against even and at random, and compare.

    Parameters
    ----------
    track
        The dreams, in order.
    of_dreamers
        Whether its units are dreamers, several dreams each; else they are nights.
    splits
        How many random halves.
    seed
        Equal seeds give equal halves.

    Returns
    -------
    list of Consistency
        One for each measure; undefined for fewer than two dreams.

    Notes
    -----
    Random halves say how much a sample half this size moves by chance: a
    difference between two samples means little within that. Halves are of
    nights, not of dreams, so that what one night repeats does not make them
    alike.

    References
    ----------
    Domhoff (1996), Finding Meaning in Dreams, chapter 7 and appendix D. Spearman (1910) and Brown (1910), British
    Journal of Psychology 3, 271-295 and 296-322.

    Examples
    --------
    >>> from noctuary.stats.time import Form
    >>> told = np.array([[[dream % 2, 1]] for dream in range(40)], dtype=float)
    >>> flying = Track((Measure("flying", Form.DREAMS),), (None,) * 40, np.arange(40), told)
    >>> [row] = consistency(flying)
    >>> row.odd, row.even, 0 < row.difference < 0.3
    (0.0, 1.0, True)
    """
    units = sums_of_units(track.amounts, track.units)
    odd, even = (quotients(track.amounts[start::2].sum(axis=0)) for start in (0, 1))
    half = random_parts(units, len(units) // 2, splits if len(units) > 1 else 0, np.random.default_rng(seed))
    one, other = quotients(half), quotients(units.sum(axis=0) - half)
    reliabilities = _reliabilities(track) if of_dreamers else [(math.nan, 0)] * len(track.measures)
    rows = []
    for place, measure in enumerate(track.measures):
        count, total = units[:, place].sum(axis=0).tolist()
        difference, widest, h = _distance(one[:, place], other[:, place], is_share=measure.form.is_share)
        reliability, dreamers = reliabilities[place]
        rows.append(
            Consistency(
                measure,
                count,
                total,
                float(odd[place]),
                float(even[place]),
                difference,
                widest,
                h,
                reliability,
                dreamers,
            )
        )
    return rows


def _distance(one: Amounts, other: Amounts, *, is_share: bool) -> tuple[float, float, float]:
    """Return the mean distance of halves, what 95 % of them stay within, and the mean h."""
    defined = ~np.isnan(one + other)
    if not defined.any():
        return math.nan, math.nan, math.nan
    one, other = one[defined], other[defined]
    distances = np.abs(one - other)
    angles = (
        np.abs(2 * np.arcsin(np.sqrt(one)) - 2 * np.arcsin(np.sqrt(other))).mean() if is_share else math.nan
    )
    return float(distances.mean()), float(np.quantile(distances, 0.95)), float(angles)


def _reliabilities(track: Track) -> list[tuple[float, int]]:
    """Return for each measure the stepped-up correlation of odd and even dreams over dreamers, and their number."""
    within = _place_within_unit(track)
    every = np.unique(track.units)
    halves = []
    for part in (0, 1):
        chosen = within % 2 == part
        sums = np.zeros((len(every), *track.amounts.shape[1:]))
        np.add.at(sums, np.searchsorted(every, track.units[chosen]), track.amounts[chosen])
        halves.append(quotients(sums))
    return [stepped_up(halves[0][:, place], halves[1][:, place]) for place in range(len(track.measures))]


def _place_within_unit(track: Track) -> Amounts:
    """Return of each dream which one of its dreamer it is, counted from 0."""
    seen: dict[int, int] = {}
    places = []
    for unit in track.units.tolist():
        places.append(seen.get(unit, 0))
        seen[unit] = places[-1] + 1
    return np.array(places, dtype=np.float64)


def stepped_up(one: Amounts, other: Amounts) -> tuple[float, int]:
    """Return the reliability of a whole from two halves of it, by Spearman and Brown, and the number of pairs.

    Parameters
    ----------
    one, other
        A value of each half, one pair for each person; NaN where there is none.

    Returns
    -------
    float, int
        ``2 r / (1 + r)``, at most 1, and how many pairs there are. NaN below ten pairs, or if all are equal.

    Examples
    --------
    >>> half = np.arange(10.0)
    >>> reliability, pairs = stepped_up(half, half)
    >>> round(reliability, 6), pairs
    (1.0, 10)
    """
    both = ~np.isnan(one + other)
    one, other = one[both], other[both]
    if len(one) < LEAST_DREAMERS or not (np.ptp(one) and np.ptp(other)):
        return math.nan, len(one)
    r = float(np.corrcoef(one, other)[0, 1])
    return (2 * r / (1 + r) if r > -1 else -math.inf), len(one)
