"""Split halves: as far apart as theory says, and as halves of the male norms are in print."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from noctuary.coding import Reading
from noctuary.ingest import read_paths
from noctuary.stats.consistency import consistency, stepped_up
from noctuary.stats.time import INDICATOR_MEASURES, Form, Measure, Track, indicator_amounts

FLYING = Measure("flying", Form.DREAMS)


def track_of(values: list[float], units: list[int] | None = None, measure: Measure = FLYING) -> Track:
    amounts = np.array([[[value, 1.0]] for value in values]).reshape(-1, 1, 2)
    return Track(
        (measure,),
        (None,) * len(values),
        np.array(units if units is not None else range(len(values))),
        amounts,
    )


def test_random_halves_lie_as_far_apart_as_theory_says() -> None:
    """Halves of n dreams differ by a normal deviate of √(4 p (1 - p) / (n - 1)), whose mean size is √(2/π) of that."""
    [row] = consistency(track_of([0.0, 1.0, 1.0, 1.0] * 100), splits=4000)
    deviation = math.sqrt(4 * 0.25 * 0.75 / 399)
    assert row.difference == pytest.approx(deviation * math.sqrt(2 / math.pi), rel=0.05)
    assert row.widest == pytest.approx(1.96 * deviation, rel=0.08)
    assert row.value == 0.75


def test_odd_and_even_are_what_they_say() -> None:
    [row] = consistency(track_of([1.0, 0.0, 1.0, 1.0, 0.0]))
    assert (row.odd, row.even) == pytest.approx((2 / 3, 0.5))


def test_halves_are_of_nights() -> None:
    values = [float(night % 2) for night in range(40) for _ in range(5)]
    nights = [night for night in range(40) for _ in range(5)]
    apart, together = (consistency(track_of(values, units))[0].difference for units in (None, nights))
    assert together > 1.7 * apart


def test_equal_dreams_make_equal_halves() -> None:
    [row] = consistency(track_of([1.0] * 20))
    assert (row.difference, row.h) == (0, 0)


@pytest.mark.parametrize("values", [[], [1.0]])
def test_too_few_dreams_have_no_halves(values: list[float]) -> None:
    [row] = consistency(track_of(values))
    assert math.isnan(row.difference)
    assert math.isnan(row.h)


def test_a_mean_has_no_h() -> None:
    [row] = consistency(track_of([5.0, 8.0, 6.0, 9.0], measure=Measure("hours slept", Form.MEAN)))
    assert math.isnan(row.h)
    assert row.difference > 0


def test_stepping_up_is_that_of_spearman_and_brown() -> None:
    """Two halves that correlate .60 make a whole of reliability .75: 2 x .60 / 1.60."""
    rng = np.random.default_rng(4)
    one, noise = rng.normal(size=(2, 4000))
    other = 0.6 * one + 0.8 * noise
    assert stepped_up(one, other)[0] == pytest.approx(0.75, abs=0.03)


def test_dreamers_who_are_alike_in_both_halves_are_told_apart() -> None:
    values, dreamers = [], []
    rng = np.random.default_rng(1)
    for dreamer in range(30):
        values += [float(rng.random() < dreamer / 30) for _ in range(60)]
        dreamers += [dreamer] * 60
    track = track_of(values, dreamers)
    [row] = consistency(track, of_dreamers=True)
    assert row.dreamers == 30
    assert 0.85 < row.reliability <= 1
    [series] = consistency(track)
    assert math.isnan(series.reliability)


@pytest.mark.parametrize("one", [np.arange(9.0), np.full(12, 3.0), np.full(12, math.nan)])
def test_few_or_equal_dreamers_say_nothing(one: np.ndarray) -> None:
    assert math.isnan(stepped_up(one, one)[0])


# By how many percent points halves of the 500 dreams of the male norms missed the whole: six halves, on the page
# "male norms, subsets" of dreams.ucsc.edu.
OF_250_MALE_DREAMS = {
    "Animal Percent": 0.9,
    "Male/Female Percent": 1.6,
    "Familiarity Percent": 0.3,
    "Friends Percent": 0.9,
    "Group Percent": 0.7,
    "Aggression/Character Index (A/C)": 1.8,
    "Friendliness/Character Index (F/C)": 0.4,
    "Sexuality/Character Index (S/C)": 1.5,
    "Aggression/Friendliness Percent": 1.3,
    "Aggressor Percent": 1.3,
    "Befriender Percent": 2.0,
    "Physical Aggression Percent": 1.2,
    "Indoor Setting Percent": 1.2,
    "Familiar Setting Percent": 1.3,
    "Dreamer-Involved Success Percent": 5.1,
}


@pytest.mark.corpus
def test_halves_of_the_male_norms_as_printed(shared_data: Path) -> None:
    """A half misses the whole by half of what parts it from the other half; six halves settle that only roughly."""
    parts = [shared_data / "codings" / f"{part}.jsonl" for part in ("train", "dev")]
    read = [
        found for found in read_paths(parts) if isinstance(found, Reading) and found.dream.series == "norms-m"
    ]
    track = Track(INDICATOR_MEASURES, (None,) * len(read), np.arange(len(read)), indicator_amounts(read))
    rows = {row.measure.name: row for row in consistency(track)}
    missed = np.mean([100 * rows[name].difference / 2 for name in OF_250_MALE_DREAMS])
    of_as_many = missed * math.sqrt(len(read) / 500)
    assert of_as_many == pytest.approx(np.mean(list(OF_250_MALE_DREAMS.values())), rel=0.35)
