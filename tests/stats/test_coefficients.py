"""Coefficients of agreement: the numbers of their inventors, and their own definitions."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.stats.coefficients import (
    Array,
    Form,
    Level,
    cohens_kappa,
    coincidences,
    contingency,
    gwets_ac1,
    interval_alpha,
    intraclass_correlation,
    krippendorffs_alpha,
    moments,
    percent_agreement,
    variance_sums,
)

NONE = math.nan

# Cohen (1960), table 1, as frequencies: three diagnoses of 200 patients.
COHEN = np.array([[88.0, 10, 2], [14, 40, 6], [18, 10, 12]])

# Krippendorff (2011), example C and those after it: four observers, twelve units, some missing.
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T

# Shrout & Fleiss (1979), table 2: four judges, six targets.
SHROUT = np.array([[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])

#: Dreams x readers: classes from 0 to 3, some missing.
VALUES = st.integers(2, 4).flatmap(
    lambda readers: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, 2.0, 3.0, NONE]), min_size=readers, max_size=readers),
        min_size=1,
        max_size=8,
    ).map(np.array)
)


def test_cohens_kappa_is_cohens() -> None:
    assert cohens_kappa(COHEN) == pytest.approx(0.492, abs=0.0005)
    assert percent_agreement(COHEN) == pytest.approx(0.70)


def test_weighted_kappa_by_hand() -> None:
    # Disagreements of the table above: found 80 and 120, expected 152 and 220.
    assert cohens_kappa(COHEN, power=1) == pytest.approx(1 - 80 / 152)
    assert cohens_kappa(COHEN, power=2) == pytest.approx(1 - 120 / 220)


def test_gwets_ac1_is_gwets() -> None:
    # Gwet's example of what prevalence does to kappa: 125 cases, 118 and 0 alike.
    table = np.array([[118.0, 5], [2, 0]])
    assert gwets_ac1(table) == pytest.approx(0.941, abs=0.0005)
    assert cohens_kappa(table) == pytest.approx(-0.0234, abs=0.00005)


@pytest.mark.parametrize(
    ("level", "published"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)]
)
def test_krippendorffs_alpha_is_krippendorffs(level: Level, published: float) -> None:
    matrix = coincidences(KRIPPENDORFF - 1, 5).sum(axis=0)
    assert krippendorffs_alpha(matrix, level) == pytest.approx(published, abs=0.0005)


def test_interval_alpha_is_krippendorffs() -> None:
    assert interval_alpha(moments(KRIPPENDORFF).sum(axis=0)) == pytest.approx(0.849, abs=0.0005)


@pytest.mark.parametrize(
    ("form", "published"),
    [
        (Form.ABSOLUTE_SINGLE, 0.29),
        (Form.CONSISTENT_SINGLE, 0.71),
        (Form.ABSOLUTE_MEAN, 0.62),
        (Form.CONSISTENT_MEAN, 0.91),
    ],
)
def test_intraclass_correlations_are_those_of_shrout_and_fleiss(form: Form, published: float) -> None:
    sums = variance_sums(SHROUT).sum(axis=0)
    assert intraclass_correlation(sums, form) == pytest.approx(published, abs=0.005)


def kappa_by_definition(pairs: list[tuple[float, float]], power: int) -> float:
    def apart(one: float, other: float) -> float:
        return 0 if one == other else abs(one - other) ** power

    found = sum(apart(*pair) for pair in pairs) / len(pairs)
    chance = sum(apart(one, other) for one, _ in pairs for _, other in pairs) / len(pairs) ** 2
    return 1 - found / chance if chance else NONE


@given(VALUES, st.sampled_from([0, 1, 2]))
def test_kappa_is_one_less_what_was_found_over_what_chance_gives(values: Array, power: int) -> None:
    two = values[:, :2]
    pairs = [(one, other) for one, other in two.tolist() if not math.isnan(one + other)]
    expected = kappa_by_definition(pairs, power) if pairs else NONE
    assert cohens_kappa(contingency(two, 4).sum(axis=0), power=power) == pytest.approx(expected, nan_ok=True)


def alpha_by_definition(values: Array, level: Level) -> float:
    units = [[value for value in unit if not math.isnan(value)] for unit in values.tolist()]
    units = [unit for unit in units if len(unit) > 1]
    pool = [value for unit in units for value in unit]

    def apart(one: float, other: float) -> float:
        if level is Level.NOMINAL:
            return float(one != other)
        if level is Level.INTERVAL:
            return (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in pool)
        return (between - (pool.count(low) + pool.count(high)) / 2) ** 2 if one != other else 0

    if not pool:
        return NONE
    found = sum(sum(apart(*pair) for pair in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    chance = sum(apart(*pair) for pair in permutations(pool, 2))
    return 1 - (found / len(pool)) / (chance / (len(pool) * (len(pool) - 1))) if chance else NONE


@given(VALUES, st.sampled_from(Level))
def test_alpha_is_one_less_what_was_found_over_what_chance_gives(values: Array, level: Level) -> None:
    matrix = coincidences(values, 4).sum(axis=0)
    expected = alpha_by_definition(values, level)
    assert krippendorffs_alpha(matrix, level) == pytest.approx(expected, nan_ok=True)
    if level is Level.INTERVAL:
        assert interval_alpha(moments(values).sum(axis=0)) == pytest.approx(expected, nan_ok=True)


def icc_by_definition(values: Array, form: Form) -> float:
    dreams, readers = values.shape
    mean = values.mean()
    between = readers * ((values.mean(axis=1) - mean) ** 2).sum() / (dreams - 1)
    levels = dreams * ((values.mean(axis=0) - mean) ** 2).sum() / (readers - 1)
    left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + mean
    rest = (left**2).sum() / ((dreams - 1) * (readers - 1))
    divisor = {
        Form.ABSOLUTE_SINGLE: between + (readers - 1) * rest + readers * (levels - rest) / dreams,
        Form.CONSISTENT_SINGLE: between + (readers - 1) * rest,
        Form.ABSOLUTE_MEAN: between + (levels - rest) / dreams,
        Form.CONSISTENT_MEAN: between,
    }[form]
    return float((between - rest) / divisor) if divisor > 1e-9 else NONE


@given(VALUES, st.sampled_from(Form))
def test_intraclass_correlation_is_made_of_mean_squares(values: Array, form: Form) -> None:
    complete = values[~np.isnan(values).any(axis=1)]
    expected = icc_by_definition(complete, form) if len(complete) > 1 else NONE
    found = intraclass_correlation(variance_sums(values).sum(axis=0), form)
    assert found == pytest.approx(expected, rel=1e-6, nan_ok=True)


@given(VALUES)
def test_who_always_agrees_has_nothing_to_gain(values: Array) -> None:
    same = np.repeat(values[:, :1], values.shape[1], axis=1)
    for found in (
        krippendorffs_alpha(coincidences(same, 4).sum(axis=0)),
        interval_alpha(moments(same).sum(axis=0)),
        cohens_kappa(contingency(same[:, :2], 4).sum(axis=0)),
        intraclass_correlation(variance_sums(same).sum(axis=0)),
    ):
        assert math.isnan(found) or found == pytest.approx(1)


def test_nothing_varies() -> None:
    """A coefficient beyond chance is undefined where chance explains all; a share of agreement is not."""
    same = np.zeros((5, 2))
    table = contingency(same, 2).sum(axis=0)
    assert percent_agreement(table) == gwets_ac1(table) == 1
    assert math.isnan(cohens_kappa(table))
    assert math.isnan(krippendorffs_alpha(coincidences(same, 2).sum(axis=0)))
    assert math.isnan(interval_alpha(moments(same).sum(axis=0)))
    for form in Form:
        assert math.isnan(intraclass_correlation(variance_sums(same).sum(axis=0), form))


def test_no_dreams() -> None:
    nothing = np.zeros((0, 2))
    table = contingency(nothing, 2).sum(axis=0)
    assert all(
        math.isnan(found)
        for found in (
            percent_agreement(table),
            cohens_kappa(table),
            gwets_ac1(table),
            krippendorffs_alpha(table),
            interval_alpha(moments(nothing).sum(axis=0)),
            intraclass_correlation(variance_sums(nothing).sum(axis=0)),
        )
    )


def test_many_resamples_are_measured_at_once() -> None:
    tables = np.stack([COHEN, COHEN.T, np.eye(3)])
    assert cohens_kappa(tables).tolist() == [float(cohens_kappa(table)) for table in tables]
    assert krippendorffs_alpha(tables, Level.ORDINAL).shape == (3,)
    assert gwets_ac1(tables).shape == (3,)
