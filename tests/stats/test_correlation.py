"""Rank correlation against scipy and its own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.stats.correlation import rank_correlation

HOURS = [86, 97, 99, 100, 101, 103, 106, 110, 112, 113]
SCORES = [0, 20, 28, 27, 50, 29, 7, 17, 6, 12]


def test_as_scipy_gives_it() -> None:
    """scipy.stats.spearmanr: rho = -0.17575757575757575, p = 0.6272 (by t; here by random orders)."""
    found = rank_correlation(HOURS, SCORES)
    assert found.rho == pytest.approx(-29 / 165)
    assert found.p == pytest.approx(0.6272, abs=0.02)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=4, max_size=20))
def test_ties_share_their_rank_as_in_scipy(pairs: list[tuple[int, int]]) -> None:
    stats = pytest.importorskip("scipy.stats")
    one, other = (list(each) for each in zip(*pairs, strict=True))
    found = rank_correlation(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert math.isnan(found.rho)
        return
    assert found.rho == pytest.approx(float(stats.spearmanr(one, other).statistic), abs=1e-9)
    assert 0 < found.p <= 1


def test_pairs_with_a_hole_are_left_out() -> None:
    found = rank_correlation([1, 2, math.nan, 4, 5], [1, 2, 3, 4, 5])
    assert (found.rho, found.pairs) == (1, 4)
    assert math.isnan(rank_correlation([1, 2, 3], [1, 2, 3]).rho)


def test_rows_of_unequal_length_are_a_slip() -> None:
    with pytest.raises(ValueError, match="2 values cannot be paired with 1"):
        rank_correlation([1, 2], [1])
