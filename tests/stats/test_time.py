"""Measures over time: periods that hold every dream once, and values with honest intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Reading
from noctuary.dream import PartialDate
from noctuary.stats.effect import wilson_interval
from noctuary.stats.indicators import DEFINITIONS, indicators
from noctuary.stats.resample import percentile_interval
from noctuary.stats.time import (
    INDICATOR_MEASURES,
    Form,
    Grain,
    Measure,
    Period,
    Track,
    by_calendar,
    by_number,
    indicator_amounts,
    points,
)
from strategies import PARTIAL_DATES, readings

SLEPT = Measure("hours slept", Form.MEAN)
FLYING = Measure("flying", Form.DREAMS)
MALES = Measure("males", Form.SHARE)


def track_of(
    measure: Measure, amounts: Sequence[tuple[float, float]], units: list[int] | None = None
) -> Track:
    """A track of one measure, each dream a unit of its own unless said otherwise."""
    return Track(
        (measure,),
        (None,) * len(amounts),
        np.array(range(len(amounts)) if units is None else units),
        np.array(amounts, dtype=float).reshape(-1, 1, 2),
    )


@given(st.lists(st.none() | PARTIAL_DATES, max_size=30), st.sampled_from(Grain))
def test_each_dream_that_can_be_placed_is_in_one_period(
    dates: list[PartialDate | None], grain: Grain
) -> None:
    dates.sort(key=lambda date: date.sort_key if date else "")
    periods = by_calendar(dates, grain)
    placed = [place for period in periods for place in range(period.start, period.stop)]
    needed = {Grain.YEAR: 1, Grain.QUARTER: 2, Grain.MONTH: 2}[grain]
    known = [place for place, date in enumerate(dates) if date and all((date.year, date.month)[:needed])]
    assert placed == known
    labels = [period.label for period in periods]
    assert labels == sorted(set(labels))


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, "Q1"), (3, "Q1"), (4, "Q2"), (6, "Q2"), (7, "Q3"), (9, "Q3"), (10, "Q4"), (12, "Q4")]
)  # fmt: skip
def test_quarters_begin_in_january(month: int, quarter: str) -> None:
    assert by_calendar([PartialDate(1999, month)], Grain.QUARTER)[0].label == f"1999-{quarter}"


@given(st.integers(0, 500), st.integers(1, 60))
def test_blocks_hold_every_dream_once(count: int, size: int) -> None:
    blocks = by_number(count, size)
    assert [place for block in blocks for place in range(block.start, block.stop)] == list(range(count))
    assert all(block.dream_count == size for block in blocks[:-1])


def test_a_block_of_nothing_is_a_slip() -> None:
    with pytest.raises(ValueError, match="not 0"):
        by_number(10, 0)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_prints_it(count: int, total: int, low: float, high: float) -> None:
    """Newcombe (1998), table I, method 3."""
    assert wilson_interval(count, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 50), st.integers(0, 50))
def test_wilson_mirrors_and_holds_the_share(yes: int, no: int) -> None:
    low, high = wilson_interval(yes, yes + no)
    if not yes + no:
        assert math.isnan(low)
        return
    assert 0 <= low <= yes / (yes + no) <= high <= 1
    assert wilson_interval(no, yes + no) == pytest.approx((1 - high, 1 - low))


def test_wilson_refuses_what_is_no_proportion() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        wilson_interval(3, 2)


@settings(max_examples=20)
@given(st.lists(readings(), max_size=5))
def test_the_indicators_of_one_period_are_those_of_its_readings(read: list[Reading]) -> None:
    track = Track(INDICATOR_MEASURES, (None,) * len(read), np.arange(len(read)), indicator_amounts(read))
    found = points(track, [Period("all", 0, len(read))], resamples=20)
    expected = indicators(read)
    for definition, [point] in zip(DEFINITIONS, found, strict=True):
        indicator = expected[definition.key]
        assert (point.count, point.total) == (indicator.numerator, indicator.denominator)
        assert point.value == pytest.approx(indicator.value, nan_ok=True)


def test_at_least_one_is_a_share_of_dreams() -> None:
    forms = {each.key: measure.form for each, measure in zip(DEFINITIONS, INDICATOR_MEASURES, strict=True)}
    assert forms["at least one aggression"] is Form.DREAMS
    assert forms["male percent"] is Form.SHARE
    assert forms["aggression per character"] is Form.RATE


def test_a_share_of_dreams_has_the_interval_of_wilson() -> None:
    [[point]] = points(track_of(FLYING, [(1, 1)] * 3 + [(0, 1)] * 9), by_number(12, 12))
    assert point.interval == wilson_interval(3, 12)


def test_a_mean_has_the_interval_of_its_resamples() -> None:
    """The standard error of the mean of 0 and 10, 200 each, is 5 / √400 = 0.25."""
    [[point]] = points(track_of(SLEPT, [(0, 1), (10, 1)] * 200), by_number(400, 400))
    assert point.value == 5
    assert point.interval == pytest.approx((5 - 1.96 * 0.25, 5 + 1.96 * 0.25), abs=0.05)


def test_dreams_of_one_unit_are_drawn_together() -> None:
    amounts = [(float(place // 10), 1.0) for place in range(100)]
    apart = points(track_of(SLEPT, amounts), by_number(100, 100))[0][0].interval
    together = points(track_of(SLEPT, amounts, [place // 10 for place in range(100)]), by_number(100, 100))[
        0
    ][0].interval
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_none_counted_leaves_room_above() -> None:
    [[point]] = points(track_of(MALES, [(0, 4)] * 10), by_number(10, 10))
    assert point.interval == wilson_interval(0, 40)


def test_a_single_dream_and_nothing_have_no_interval() -> None:
    single, nothing = points(track_of(SLEPT, [(7, 1), (0, 0)]), by_number(2, 1))[0]
    assert single.value == 7
    assert math.isnan(single.interval.low)
    assert math.isnan(nothing.value)
    assert math.isnan(nothing.interval.low)


def test_too_few_dreams_or_too_few_counted_are_flagged() -> None:
    few, crowded, enough = (
        points(track_of(MALES, amounts), by_number(len(amounts), len(amounts)))[0][0]
        for amounts in ([(1.0, 2.0)] * 14, [(10.0, 20.0)] * 9, [(1.0, 2.0)] * 15)
    )
    assert (few.too_few, crowded.too_few, enough.too_few) == (True, True, False)


def test_no_periods_give_empty_lines() -> None:
    assert points(track_of(FLYING, []), []) == [[]]


def test_equal_seeds_give_equal_intervals() -> None:
    track = track_of(SLEPT, [(float(place % 7), 1.0) for place in range(60)])
    one, again, other = (points(track, by_number(60, 20), seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_the_interval_is_that_of_the_resampled_means() -> None:
    values = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])
    [[point]] = points(track_of(SLEPT, [(value, 1) for value in values]), by_number(8, 8), resamples=4000)
    drawn = np.random.default_rng(9).choice(values, size=(4000, 8)).mean(axis=1)
    assert point.interval == pytest.approx(percentile_interval(drawn), abs=0.3)


def test_a_track_of_one_measure_leaves_silent_dreams_out() -> None:
    track = track_of(SLEPT, [(7, 1), (0, 0), (8, 1)])
    assert track.only(0).amounts[:, 0, 0].tolist() == [7, 8]
    assert track.only(0).units.tolist() == [0, 2]
