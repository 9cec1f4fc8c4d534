"""Whether two measures rise and fall together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.stats.resample import shuffled

_PERMUTATIONS: Final = 9999
_LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class RankCorrelation:
    """Spearman's rank correlation.

    Parameters
    ----------
    rho
        From -1 to 1; NaN for fewer than four pairs, or where all values of one side are equal.
    pairs
        How many it rests on.
    p
        Two-sided, from random orders; NaN where rho is. It takes the pairs for independent: two things that
        both drift with the years correlate without having to do with one another.
    """

    rho: float
    pairs: int
    p: float


def rank_correlation(one: Sequence[float], other: Sequence[float], *, seed: int = 0) -> RankCorrelation:
    """Correlate the ranks of two rows of values.

    Parameters
    ----------
    one, other
        As many of each; a pair with a NaN is left out.
    seed
        Equal seeds give equal p.

    Raises
    ------
    ValueError
        If there are not as many of each.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, 72-101.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]).rho
    0.8
    """
    x, y = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if len(x) != len(y):
        raise ValueError(f"{len(x)} values cannot be paired with {len(y)}")
    both = ~np.isnan(x + y)
    x, y = _standard_ranks(x[both]), _standard_ranks(y[both])
    if len(x) < _LEAST or not (x.any() and y.any()):
        return RankCorrelation(math.nan, len(x), math.nan)
    rho = float(x @ y)
    rng = np.random.default_rng(seed)
    as_strong = sum(
        int(np.count_nonzero(np.abs(orders @ y) >= abs(rho) - 1e-9))
        for orders in shuffled(x, _PERMUTATIONS, rng)
    )
    return RankCorrelation(round(rho, 12), len(x), (1 + as_strong) / (1 + _PERMUTATIONS))


def _standard_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks, ties sharing their mean, about 0 and of length 1; zeros where all are equal."""
    if not len(values):
        return values
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    ranks = ranks - ranks.mean()
    length = math.sqrt(float(ranks @ ranks))
    return ranks / length if length else np.zeros(len(values))
