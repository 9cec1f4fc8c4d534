"""Whether one dream tells something of the next: the runs test, and the correlation with the dream before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from noctuary.stats.effect import p_value
from noctuary.stats.time import Amounts, Form, Track

# Up to so many of the rarer kind, every number of runs is counted out; beyond, the normal distribution serves.
_EXACT: Final = 50
_LEAST: Final = 10


@dataclass(frozen=True, slots=True)
class RunsTest:
    """Wald and Wolfowitz's test of whether yes and no follow each other by chance.

    Parameters
    ----------
    yes, no
        How many of each.
    runs
        Stretches of equal answers.
    expected
        How many runs chance would make; fewer mean that like follows like.
    z
        How far `runs` lies from that, in standard deviations; NaN where there is but one order.
    p
        Two-sided: exact while the rarer answer is given at most 50 times. NaN where `z` is.
    """

    yes: int
    no: int
    runs: int
    expected: float
    z: float
    p: float


def runs_test(answers: Sequence[bool]) -> RunsTest:
    """Test whether yes and no follow each other by chance.

    Parameters
    ----------
    answers
        One for each dream, in order.

    Returns
    -------
    RunsTest
        z and p are NaN where all answers are equal, or there are none.

    References
    ----------
    Wald & Wolfowitz (1940), Annals of Mathematical Statistics 11, 147-162. For dreams: Domhoff & Schneider (2015),
    who found no sign of dependence in ten series.

    Examples
    --------
    >>> test = runs_test([True] * 5 + [False] * 5)
    >>> test.runs, test.expected, round(test.p, 4)
    (2, 6.0, 0.0159)
    """
    yes = sum(map(bool, answers))
    no = len(answers) - yes
    runs = bool(answers) + sum(one != other for one, other in pairwise(answers))
    if not (yes and no):
        return RunsTest(yes, no, runs, float(runs), math.nan, math.nan)
    count, twice = yes + no, 2 * yes * no
    expected = twice / count + 1
    deviation = math.sqrt(twice * (twice - count) / (count * count * (count - 1)))
    if not deviation:
        return RunsTest(yes, no, runs, expected, math.nan, math.nan)
    z = (runs - expected) / deviation
    p = _exact_p(yes, no, runs) if min(yes, no) <= _EXACT else p_value(z, 1)
    return RunsTest(yes, no, runs, expected, z, p)


def _exact_p(yes: int, no: int, runs: int) -> float:
    """Twice the smaller tail of the distribution of runs."""
    ways = [_ways(yes, no, number) for number in range(2 * min(yes, no) + 2)]
    tail = min(sum(ways[: runs + 1]), sum(ways[runs:]))
    return min(1.0, 2 * tail / math.comb(yes + no, yes))


def _ways(yes: int, no: int, runs: int) -> int:
    """Return in how many orders there are so many runs."""
    if runs < 2:
        return 0
    half = runs // 2
    if runs % 2:
        return math.comb(yes - 1, half) * math.comb(no - 1, half - 1) + math.comb(
            yes - 1, half - 1
        ) * math.comb(no - 1, half)
    return 2 * math.comb(yes - 1, half - 1) * math.comb(no - 1, half - 1)


def lag_one_correlation(values: Sequence[float]) -> float:
    """Return how values correlate with the one before.

    Parameters
    ----------
    values
        In order.

    Returns
    -------
    float
        From -1 to 1: the autocovariance at lag one over the variance. NaN for fewer than three values, or
        equal ones.

    References
    ----------
    Box & Jenkins (1976), Time Series Analysis, section 2.1.5.

    Examples
    --------
    >>> round(lag_one_correlation([1, 2, 3, 4, 5]), 2)
    0.4
    """
    apart = np.asarray(values, dtype=np.float64)
    apart = apart - apart.mean() if apart.size else apart
    variance = float(apart @ apart)
    return float(apart[1:] @ apart[:-1]) / variance if len(apart) > 2 and variance else math.nan


@dataclass(frozen=True, slots=True)
class Dependence:
    """Whether a measure of one dream tells something of the next dream's.

    Parameters
    ----------
    dream_count
        How many dreams say anything of the measure.
    correlation
        With the dream before, from -1 to 1; NaN where undefined.
    runs
        The runs test of a share of dreams; ``None`` of other measures.
    p
        Of the runs test, or of the correlation by the normal distribution; NaN below ten dreams.
    """

    dream_count: int
    correlation: float
    runs: RunsTest | None
    p: float


def dependence(track: Track, place: int) -> Dependence:
    """Return whether dreams that follow one another are alike in one measure of a track.

    Where they are, intervals and p values that take dreams for independent are too sure of themselves.

    Parameters
    ----------
    track
        The dreams in order; those that say nothing of the measure are passed over.
    place
        Which of its measures.

    Examples
    --------
    >>> from noctuary.stats.time import Measure
    >>> amounts = np.array([[[each, 1]] for each in [1.0] * 20 + [0.0] * 20])
    >>> flying = Track((Measure("flying", Form.DREAMS),), (None,) * 40, np.arange(40), amounts)
    >>> dependence(flying, 0).p < 0.001
    True
    """
    alone = track.only(place)
    apart = residuals(alone.amounts[:, 0])
    count = len(alone)
    correlation = lag_one_correlation(apart.tolist())
    runs = (
        runs_test((alone.amounts[:, 0, 0] > 0).tolist())
        if track.measures[place].form is Form.DREAMS
        else None
    )
    if count < _LEAST:
        return Dependence(count, correlation, runs, math.nan)
    # Bartlett: without dependence the correlation is near -1/n, with a standard error of 1/√n.
    by_correlation = p_value(correlation + 1 / count, 1 / math.sqrt(count))
    return Dependence(count, correlation, runs, runs.p if runs else by_correlation)


def residuals(amounts: Amounts) -> Amounts:
    """Return by how much each dream's count exceeds what the value of all together lets expect: one number each."""
    count, total = amounts.sum(axis=0)
    rest: Amounts = amounts[:, 0] - amounts[:, 1] * (count / total if total else 0)
    return rest
