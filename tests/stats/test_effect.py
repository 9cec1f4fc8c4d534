"""Effect size, intervals, p and their adjustment, against published numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.stats.effect import (
    benjamini_hochberg,
    cohens_h,
    critical_h,
    detectable_h,
    h_interval,
    h_p_value,
    p_value,
    standard_error_of_h,
)

proportions = st.floats(0, 1)
p_values = st.lists(st.floats(0, 1) | st.just(math.nan), max_size=30)

# Cohen (1988), table 6.2.2: the arcsine transformation 2 asin √p.
TRANSFORMED = {0.05: 0.451, 0.10: 0.644, 0.25: 1.047, 0.50: 1.571, 0.75: 2.094, 0.90: 2.498}


@pytest.mark.parametrize(("p", "phi"), TRANSFORMED.items())
def test_h_from_zero_is_cohens_transformation(p: float, phi: float) -> None:
    assert round(cohens_h(p, 0), 3) == phi


@given(proportions, proportions)
def test_h_is_antisymmetric_and_bounded(p1: float, p2: float) -> None:
    assert cohens_h(p1, p2) == -cohens_h(p2, p1)
    assert -math.pi <= cohens_h(p1, p2) <= math.pi


@given(proportions)
def test_h_of_equals_is_zero(p: float) -> None:
    assert cohens_h(p, p) == 0


def test_h_of_an_undefined_share_is_undefined() -> None:
    assert math.isnan(cohens_h(math.nan, 0.5))
    assert math.isnan(cohens_h(0.5, math.nan))


@pytest.mark.parametrize("p", [-0.1, 1.1, math.inf])
def test_h_refuses_what_is_no_proportion(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        cohens_h(0.5, p)


# The table of critical values on dreams.ucsc.edu.
CRITICAL = {
    0.05: {15: 0.72, 20: 0.62, 30: 0.51, 50: 0.40, 80: 0.31, 100: 0.28, 140: 0.24, 200: 0.20, 300: 0.17}
    | {500: 0.13, 1000: 0.09},
    0.01: {15: 0.95, 20: 0.82, 30: 0.67, 50: 0.52, 80: 0.41, 100: 0.37, 140: 0.31, 200: 0.26, 300: 0.22}
    | {500: 0.17, 1000: 0.12},
}


@pytest.mark.parametrize(
    ("level", "n", "h"), [(level, n, h) for level, row in CRITICAL.items() for n, h in row.items()]
)
def test_critical_h_is_the_published_one(level: float, n: int, h: float) -> None:
    assert critical_h(n, level=level) == h


def test_critical_h_of_unequal_numbers_uses_their_harmonic_mean() -> None:
    assert critical_h(60, 300) == critical_h(100)


def test_interval_and_p_tell_the_same() -> None:
    margin = h_interval(0.0, 100, 100).high
    assert h_p_value(margin, 100, 100) == pytest.approx(0.05)
    assert h_p_value(-margin, 100, 100) == pytest.approx(0.05)
    assert h_p_value(0, 100, 100) == 1


def test_far_tails_keep_their_digits() -> None:
    assert 0 < h_p_value(2.0, 500, 500) < 1e-100


def test_nothing_counted_gives_no_interval_and_no_p() -> None:
    assert all(math.isnan(limit) for limit in h_interval(0.3, 0, 100))
    assert all(math.isnan(limit) for limit in h_interval(math.nan, 10, 10))
    assert math.isnan(h_p_value(0.3, 100, 0))
    assert math.isnan(h_p_value(math.nan, 10, 10))
    assert math.isnan(critical_h(0))


def test_benjamini_hochberg_on_their_own_example() -> None:
    """Their paper (1995), section 3.2: of fifteen tests, four stand at .05."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    published += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000]
    adjusted = benjamini_hochberg(published)
    assert sum(p <= 0.05 for p in adjusted) == 4
    assert adjusted[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])
    # The sixth takes the value of the seventh, which is smaller.
    assert adjusted[5] == adjusted[6] == pytest.approx(0.0298 * 15 / 7)


@given(p_values)
def test_adjusting_keeps_the_order_and_never_lowers(ps: list[float]) -> None:
    adjusted = benjamini_hochberg(ps)
    tested = sorted((p, q) for p, q in zip(ps, adjusted, strict=True) if not math.isnan(p))
    assert all(p <= q <= 1 for p, q in tested)
    assert [q for _, q in tested] == sorted(q for _, q in tested)
    assert [math.isnan(q) for q in adjusted] == [math.isnan(p) for p in ps]


@given(p_values)
def test_a_test_that_could_not_be_made_counts_for_nothing(ps: list[float]) -> None:
    with_one_more = benjamini_hochberg([*ps, math.nan])[:-1]
    assert str(with_one_more) == str(benjamini_hochberg(ps))


def test_adjusting_refuses_what_is_no_p() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.5, 1.2])


# Cohen (1988), table 6.4.1: cases on each side for a power of .80 at .05, two-sided.
CASES = {0.10: 1570, 0.20: 392, 0.30: 174, 0.40: 98, 0.50: 63, 0.60: 44}


@pytest.mark.parametrize(("h", "cases"), CASES.items())
def test_what_can_be_detected_is_cohens_table_read_backwards(h: float, cases: int) -> None:
    assert detectable_h(standard_error_of_h(cases, cases)) == pytest.approx(h, abs=0.006)


def test_what_is_detected_half_the_time_is_what_is_just_significant() -> None:
    error = standard_error_of_h(80, 120)
    assert p_value(detectable_h(error, power=0.5), error) == pytest.approx(0.05)
    assert math.isnan(detectable_h(standard_error_of_h(0, 120)))
