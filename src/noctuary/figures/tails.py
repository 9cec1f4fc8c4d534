"""How many figures have many ties, or many dreams: whether counts fall off as a power law."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from noctuary.figures.incidence import Integers
from noctuary.figures.network import Floats

#: Below so many figures in the tail, nothing is claimed.
LEAST_TAIL: Final = 50

_EXPONENTS: Final = np.linspace(1.01, 6, 500)


@dataclass(frozen=True, slots=True)
class Tail:
    """The power law that fits the tail of some counts best, beside a log-normal.

    Parameters
    ----------
    count
        How many values are in the tail.
    least
        The value from which on the tail begins.
    exponent
        The exponent of the power law, to two places.
    likelihood_ratio
        The log-likelihood of the power law less that of the log-normal: below 0 where the log-normal fits better.
    p
        How often so great a ratio, either way, comes by chance where both fit alike (Vuong's test).

    Notes
    -----
    Nothing is claimed of a tail of fewer than :data:`LEAST_TAIL` values: see :func:`fit_tail`.
    """

    count: int
    least: int
    exponent: float
    likelihood_ratio: float
    p: float

    @property
    def rank_slope(self) -> float:
        """The slope by which counts fall with rank, in Zipf's form: 1/(exponent - 1)."""
        return 1 / (self.exponent - 1)


def fit_tail(values: Integers) -> Tail | None:
    """Fit a power law to the tail of some counts, by discrete maximum likelihood.

    Parameters
    ----------
    values
        Whole numbers; those below 1 are left out.

    Returns
    -------
    Tail or None
        The tail begins where the law lies nearest to the counts by the Kolmogorov-Smirnov distance, among all
        beginnings that leave :data:`LEAST_TAIL` values; ``None`` where none does, or all values are equal.

    References
    ----------
    Clauset, Shalizi and Newman (2009), SIAM Review 51, 661-703.
    """
    values = np.sort(values[values > 0])
    fits = [
        _fit(values[values >= least], int(least))
        for least in np.unique(values)[:-1]
        if (values >= least).sum() >= LEAST_TAIL
    ]
    if not fits:
        return None
    _, least, exponent = min(fits)
    tail = values[values >= least]
    ratio, p = _against_log_normal(tail, least, exponent)
    return Tail(tail.size, least, round(exponent, 2), ratio, p)


def _fit(tail: Integers, least: int) -> tuple[float, int, float]:
    """Return the distance from the counts, the beginning, and the exponent of the likeliest power law."""
    likelihood = -tail.size * np.log(_zeta(_EXPONENTS, least)) - _EXPONENTS * np.log(tail).sum()
    exponent = float(_EXPONENTS[likelihood.argmax()])
    seen, counts = np.unique(tail, return_counts=True)
    beyond = np.array([_zeta(np.array([exponent]), int(value) + 1)[0] for value in seen])
    law = 1 - beyond / _zeta(np.array([exponent]), least)[0]
    return float(np.abs(counts.cumsum() / tail.size - law).max()), least, exponent


def _zeta(exponents: Floats, start: int) -> Floats:
    """Return Hurwitz's zeta, the sum of (start + k) to the power of -exponent, by Euler and Maclaurin."""
    first = (start + np.arange(12))[:, None] ** -exponents
    end = start + 12.0
    rest = (
        end ** (1 - exponents) / (exponents - 1)
        + end**-exponents / 2
        + exponents * end ** (-exponents - 1) / 12
    )
    zeta: Floats = first.sum(axis=0) + rest
    return zeta


def _against_log_normal(tail: Integers, least: int, exponent: float) -> tuple[float, float]:
    seen, place = np.unique(tail, return_inverse=True)
    law = -exponent * np.log(seen) - np.log(_zeta(np.array([exponent]), least)[0])
    weights = np.bincount(place)
    differences = (law - _likeliest_log_normal(seen, weights, least))[place]
    ratio, sd = float(differences.sum()), float(differences.std())
    return ratio, math.erfc(abs(ratio) / (sd * math.sqrt(2 * tail.size))) if sd else 1.0


def _likeliest_log_normal(seen: Integers, weights: Integers, least: int) -> Floats:
    """Return the log-probability of each value by the likeliest log-normal, cut off below `least`."""
    logs, cut = np.log(np.append(seen - 0.5, seen + 0.5)), math.log(least - 0.5)
    found = (float((np.log(seen) * weights).sum() / weights.sum()), 1.0)

    def likelihood(curve: tuple[float, float]) -> float:
        return float((_log_normal(logs, cut, *curve) * weights).sum())

    for reach in (3.0 / 2**step for step in range(8)):
        # A grid around the best so far, finer each time.
        means = found[0] + reach * np.linspace(-1, 1, 9)
        widths = found[1] * np.exp(reach * np.linspace(-0.5, 0.5, 9))
        found = max(product(means, widths), key=likelihood)
    return _log_normal(logs, cut, *found)


def _log_normal(logs: Floats, cut: float, mean: float, width: float) -> Floats:
    below, above = np.split(_beyond((logs - mean) / width), 2)
    kept = _beyond(np.array([(cut - mean) / width]))[0]
    logged: Floats = np.log(np.maximum((below - above) / max(kept, 1e-300), 1e-300))
    return logged


def _beyond(places: Floats) -> Floats:
    """Return the share of the normal distribution above each place."""
    return np.array([math.erfc(place / math.sqrt(2)) / 2 for place in places])
