"""Changes: found where they are, and seldom where there are none; before and after a date."""

from __future__ import annotations

import math

import numpy as np
import pytest

from noctuary.dream import PartialDate
from noctuary.stats.change import changes, contrast, random_parts
from noctuary.stats.time import Form, Measure, Track

FLYING = Measure("flying", Form.DREAMS)
SLEPT = Measure("hours slept", Form.MEAN)


def track_of(
    values: list[float] | np.ndarray, measure: Measure = SLEPT, *, units: list[int] | None = None
) -> Track:
    count = len(values)
    amounts = np.stack([np.array(values, dtype=float), np.ones(count)], axis=-1)[:, None]
    dates = tuple(PartialDate(1900 + place) for place in range(count))
    return Track((measure,), dates, np.arange(count) if units is None else np.array(units), amounts)


def yes_and_no(*stretches: tuple[int, float], seed: int = 1) -> list[float]:
    rng = np.random.default_rng(seed)
    return [float(rng.random() < share) for length, share in stretches for _ in range(length)]


def test_where_nothing_changes_little_is_found() -> None:
    """At a level of .05, 300 series without a change should give about 15 false alarms."""
    alarms = sum(
        bool(changes(track_of(yes_and_no((80, 0.3), seed=seed), FLYING), orders=99, resamples=0))
        for seed in range(300)
    )
    assert 5 <= alarms <= 27


def test_a_clear_change_is_found_where_it_is() -> None:
    found = 0
    for seed in range(20):
        told = changes(
            track_of(yes_and_no((150, 0.2), (150, 0.6), seed=seed), FLYING), orders=199, resamples=0
        )
        found += any(abs(change.place - 150) <= 15 for change in told)
    assert found >= 18


def test_two_changes_cut_three_stretches() -> None:
    track = track_of([5.0, 5.2] * 30 + [8.0, 8.2] * 30 + [6.0, 6.2] * 30)
    first, second = changes(track)
    assert (first.place, second.place) == (60, 120)
    assert first.date == PartialDate(1960)
    assert (first.before.value, first.after.value, second.after.value) == pytest.approx((5.1, 8.1, 6.1))
    assert first.after == second.before
    assert first.after.interval.low < 8.1 < first.after.interval.high
    assert first.after.period.label == "1960 to 2019"
    assert max(first.p, second.p) <= 0.025


def test_equal_seeds_find_equal_changes() -> None:
    track = track_of(yes_and_no((60, 0.3), (60, 0.7)), FLYING)
    assert changes(track, seed=3) == changes(track, seed=3)


def test_a_night_is_not_cut_in_two() -> None:
    nights = [night for night in range(60) for _ in range(3)]
    values = [float(night >= 30) + 0.1 * (night % 3) for night in nights]
    [change] = changes(track_of(values, units=nights))
    assert change.place == 90
    # Sixty nights are sixty, however many dreams they hold: a least stretch of 31 leaves no room.
    assert not changes(track_of(values, units=nights), least_between=31)


def test_dreams_that_say_nothing_are_passed_over() -> None:
    track = track_of([5.0, 5.1] * 30 + [8.0, 8.1] * 30)
    silent = Track(
        track.measures,
        tuple(date for date in track.dates for _ in range(2)),
        np.arange(240),
        np.stack([track.amounts, np.zeros_like(track.amounts)], axis=1).reshape(240, 1, 2),
    )
    [change] = changes(silent)
    assert change.place == 120
    assert change.before.period.dream_count == 60


@pytest.mark.parametrize("values", [[], [1.0], [3.0] * 100, list(np.arange(39.0))])
def test_too_short_or_all_equal_changes_nowhere(values: list[float]) -> None:
    assert not changes(track_of(values))


def test_a_share_of_elements_changes_by_its_quotient() -> None:
    """Twice as many people, and the same share of them male, are no change."""
    counts = np.array([[1.0, 2.0], [2.0, 4.0]] * 20 + [[3.0, 6.0], [4.0, 8.0]] * 20)[:, None]
    track = Track((Measure("males", Form.SHARE),), (None,) * 80, np.arange(80), counts)
    assert not changes(track)


def test_before_and_after_as_scipy_permutes() -> None:
    """The p of scipy.stats.permutation_test, for the difference of two means."""
    stats = pytest.importorskip("scipy.stats")
    before, after = [6.1, 7.0, 6.4, 5.9, 6.6, 7.1, 6.0], [6.9, 7.4, 6.8, 7.7, 6.5, 7.2]
    [row] = contrast(track_of(before + after), len(before))
    exact = stats.permutation_test(
        (after, before),
        lambda x, y: np.mean(x) - np.mean(y),
        permutation_type="independent",
        n_resamples=np.inf,
    )
    assert row.difference == pytest.approx(float(exact.statistic))
    assert row.p == pytest.approx(float(exact.pvalue), abs=0.012)
    assert row.p_adjusted == row.p
    assert row.interval.low < row.difference < row.interval.high


def test_the_halves_exchanged_turn_the_difference_round() -> None:
    values = yes_and_no((40, 0.2), (40, 0.7))
    [there] = contrast(track_of(values, FLYING), 40)
    [back] = contrast(track_of(values[40:] + values[:40], FLYING), 40)
    assert there.difference == pytest.approx(-back.difference)
    assert there.h == pytest.approx(-back.h)
    assert there.p == pytest.approx(back.p, abs=0.01)
    assert there.h > 0.5


def test_a_mean_has_no_h() -> None:
    assert math.isnan(contrast(track_of([1.0, 2.0, 3.0, 4.0]), 2)[0].h)


@pytest.mark.parametrize("first_after", [0, 4])
def test_an_empty_side_leaves_nothing_to_compare(first_after: int) -> None:
    [row] = contrast(track_of([1.0, 2.0, 3.0, 4.0]), first_after)
    assert math.isnan(row.difference)
    assert math.isnan(row.p)
    assert row.too_few


def test_all_measures_are_adjusted_together() -> None:
    one = track_of(yes_and_no((40, 0.2), (40, 0.8)), FLYING)
    other = track_of(yes_and_no((80, 0.5), seed=2), FLYING)
    both = Track((FLYING, FLYING), one.dates, one.units, np.concatenate([one.amounts, other.amounts], axis=1))
    rows = contrast(both, 40)
    assert rows[0].p_adjusted == pytest.approx(2 * rows[0].p)


def test_random_parts_are_as_large_as_asked() -> None:
    parts = random_parts(np.ones((9, 2, 2)), 4, 50, np.random.default_rng(1))
    assert parts.shape == (50, 2, 2)
    assert (parts == 4).all()
    assert (
        random_parts(np.ones((0, 2, 2)), 0, 3, np.random.default_rng(1)).tolist()
        == np.zeros((3, 2, 2)).tolist()
    )
