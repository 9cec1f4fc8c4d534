"""Resampling: repeatable, the same in any batch, and as wide as theory says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from noctuary.stats.resample import percentile_interval, resampled_totals


def _totals(units: list[list[int]], *, seed: int = 1, batch_size: int | None = None) -> np.ndarray:
    return resampled_totals(
        np.array(units), resamples=500, rng=np.random.default_rng(seed), batch_size=batch_size
    )


UNITS = [[number, number % 3] for number in range(37)]


@pytest.mark.parametrize("batch_size", [1, 7, 64, 500, 10_000])
def test_the_batch_changes_nothing(batch_size: int) -> None:
    assert np.array_equal(_totals(UNITS), _totals(UNITS, batch_size=batch_size))


def test_equal_seeds_give_equal_totals_and_others_do_not() -> None:
    assert np.array_equal(_totals(UNITS, seed=5), _totals(UNITS, seed=5))
    assert not np.array_equal(_totals(UNITS, seed=5), _totals(UNITS, seed=6))


def test_each_resample_draws_as_many_units_as_there_are() -> None:
    assert set(_totals([[1, number] for number in range(20)])[:, 0]) == {20}


def test_a_unit_is_drawn_whole() -> None:
    totals = _totals([[number, 2 * number] for number in range(20)])
    assert np.array_equal(totals[:, 1], 2 * totals[:, 0])


def test_equal_units_leave_no_doubt() -> None:
    assert set(_totals([[3]] * 12)[:, 0]) == {36}


def test_the_spread_is_that_of_the_mean() -> None:
    """The standard error of a share of one half in 400 is .025."""
    totals = resampled_totals(np.array([[0], [1]] * 200), resamples=4000, rng=np.random.default_rng(2))
    low, high = percentile_interval(totals[:, 0] / 400)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.005)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.005)


def test_no_units_give_no_counts() -> None:
    totals = resampled_totals(np.zeros((0, 3, 2), dtype=np.int64), resamples=10, rng=np.random.default_rng(1))
    assert totals.shape == (10, 3, 2)
    assert not totals.any()


def test_an_interval_leaves_undefined_resamples_out() -> None:
    values = np.array([math.nan, *np.linspace(0, 1, 101)])
    assert percentile_interval(values, confidence=0.9) == pytest.approx((0.05, 0.95))
    assert all(math.isnan(limit) for limit in percentile_interval(np.full(5, math.nan)))
