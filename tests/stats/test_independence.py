"""The runs test and the correlation with the dream before, against printed values and by counting out."""

from __future__ import annotations

import math
from itertools import groupby, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.stats.independence import dependence, lag_one_correlation, residuals, runs_test
from noctuary.stats.time import Form, Measure, Track


def runs_of(answers: list[bool]) -> int:
    return sum(1 for _ in groupby(answers))


def with_runs(yes: int, no: int, runs: int) -> list[bool]:
    """Some order of so many answers in so many runs."""
    answers, left = [], {True: yes - (runs + 1) // 2, False: no - runs // 2}
    for number in range(runs):
        answer = number % 2 == 0
        answers += [answer] * (1 + left.pop(answer, 0))
    return answers


def test_siegels_line_before_a_theatre() -> None:
    """Siegel (1956), Nonparametric Statistics, pages 56 to 58: 30 men, 20 women, 35 runs, z = 2.98."""
    test = runs_test(with_runs(30, 20, 35))
    assert (test.yes, test.no, test.runs, test.expected) == (30, 20, 35, 25)
    assert test.z == pytest.approx(2.98, abs=0.005)
    assert test.p == pytest.approx(0.0028, abs=0.0015)


@pytest.mark.parametrize(("each", "few", "many"), [(5, 2, 10), (10, 6, 16), (15, 10, 22), (20, 14, 28)])
def test_the_critical_numbers_of_swed_and_eisenhart(each: int, few: int, many: int) -> None:
    """Swed & Eisenhart (1943): so few or so many runs are significant at .05, one nearer to the middle is not."""
    assert runs_test(with_runs(each, each, few)).p < 0.05 < runs_test(with_runs(each, each, few + 1)).p
    assert runs_test(with_runs(each, each, many)).p < 0.05 < runs_test(with_runs(each, each, many - 1)).p


@given(st.lists(st.booleans(), min_size=2, max_size=7))
def test_p_is_that_of_all_orders(answers: list[bool]) -> None:
    test = runs_test(answers)
    assert test.runs == runs_of(answers)
    if all(answers) or not any(answers):
        assert math.isnan(test.p)
        return
    every = [runs_of(list(order)) for order in set(permutations(answers))]
    assert test.expected == pytest.approx(np.mean(every))
    if math.isnan(test.z):
        assert len(set(every)) == 1
        return
    tails = [np.mean([runs <= test.runs for runs in every]), np.mean([runs >= test.runs for runs in every])]
    assert test.p == pytest.approx(min(1, 2 * min(tails)))
    assert test.z == pytest.approx((test.runs - test.expected) / np.std(every))


def test_many_answers_are_judged_by_the_normal_distribution() -> None:
    few, many = runs_test(with_runs(50, 50, 40)), runs_test(with_runs(51, 51, 41))
    assert few.p == pytest.approx(many.p, abs=0.02)


def test_no_answers() -> None:
    test = runs_test([])
    assert (test.runs, test.yes, test.no) == (0, 0, 0)
    assert math.isnan(test.p)


SERIES_F = [
    47, 64, 23, 71, 38, 64, 55, 41, 59, 48, 71, 35, 57, 40, 58, 44, 80, 55, 37, 74, 51, 57, 50, 60, 45, 57, 50, 45,
    25, 59, 50, 71, 56, 74, 50, 58, 45, 54, 36, 54, 48, 55, 45, 57, 50, 62, 44, 64, 43, 52, 38, 59, 55, 41, 53, 49,
    34, 35, 54, 45, 68, 38, 50, 60, 39, 59, 40, 57, 54, 23,
]  # fmt: skip


def test_the_yields_of_box_and_jenkins() -> None:
    """Box & Jenkins (1976), series F: r1 = -0.39."""
    assert lag_one_correlation(SERIES_F) == pytest.approx(-0.39, abs=0.005)


@given(st.lists(st.floats(-1e6, 1e6), max_size=30))
def test_the_correlation_lies_between_its_limits(values: list[float]) -> None:
    found = lag_one_correlation(values)
    assert math.isnan(found) or -1 <= found <= 1


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [3.0] * 9])
def test_without_variation_there_is_no_correlation(values: list[float]) -> None:
    assert math.isnan(lag_one_correlation(values))


def track_of(form: Form, values: list[float], totals: list[float] | None = None) -> Track:
    amounts = np.array(list(zip(values, totals or [1.0] * len(values), strict=True)))
    return Track((Measure("it", form),), (None,) * len(values), np.arange(len(values)), amounts[:, None])


def test_a_share_of_dreams_is_judged_by_its_runs() -> None:
    found = dependence(track_of(Form.DREAMS, [1.0] * 15 + [0.0] * 15), 0)
    assert found.runs is not None
    assert found.p == found.runs.p < 0.001
    assert found.correlation > 0.8


def test_a_mean_is_judged_by_its_correlation() -> None:
    """r1 = -0.39 in 70 values: z = (-0.39 + 1/70) √70 = -3.14."""
    found = dependence(track_of(Form.MEAN, [float(value) for value in SERIES_F]), 0)
    assert found.runs is None
    assert found.p == pytest.approx(0.0017, abs=0.0003)


def test_silent_dreams_are_passed_over_and_few_say_nothing() -> None:
    found = dependence(track_of(Form.DREAMS, [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 1.0]), 0)
    assert found.dream_count == 3
    assert math.isnan(found.p)


def test_residuals_add_up_to_nothing() -> None:
    apart = residuals(np.array([[1.0, 2.0], [0.0, 3.0], [4.0, 5.0]]))
    assert apart.tolist() == pytest.approx([0.0, -1.5, 1.5])
    assert residuals(np.zeros((2, 2))).tolist() == [0, 0]
