"""Samples: dreams counted once, persons held together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.errors import StatsError
from noctuary.scheme import Scale
from noctuary.stats.indicators import DEFINITIONS, indicators
from noctuary.stats.sample import Sample

Coded = Callable[..., Reading]


def test_a_sample_has_the_indicators_of_its_readings(coded: Coded) -> None:
    readings = [coded("1", characters="1MKA, 1FSA"), coded("2", emotions="AN D")]
    assert Sample.of(readings).indicators == indicators(readings)


def test_dreams_of_one_person_make_one_unit(coded: Coded) -> None:
    dreamers = {DreamKey("invented", number): person for number, person in ("1a", "2a", "3b")}
    readings = [coded(number, characters="1MKA") for number in ("1", "2", "3", "4")]
    sample = Sample.of(readings, kind=SeriesKind.SET, dreamers=dreamers)
    assert sample.dream_count == 4
    males = sample.units[:, 0, 0]
    assert sorted(males) == [1, 1, 2]


def test_the_order_of_readings_is_forgotten(coded: Coded) -> None:
    readings = [coded(str(number), characters=", ".join(["1MKA"] * (number % 4 + 1))) for number in range(9)]
    assert np.array_equal(Sample.of(readings).units, Sample.of(reversed(readings)).units)


def test_a_dream_given_twice_is_refused(coded: Coded) -> None:
    with pytest.raises(StatsError, match=r"Dream invented/1 was given twice\. Choose one reading"):
        Sample.of([coded("1"), coded("1", reader=Reader("lexical"))])


def test_dreams_coded_are_counted_for_each_indicator(coded: Coded) -> None:
    sample = Sample.of([coded("1"), coded("2", scales=[Scale.EMOTIONS])])
    coded_by_key = {
        definition.key: coded for definition, coded in zip(DEFINITIONS, sample.dreams_coded, strict=True)
    }
    assert coded_by_key["anger percent"] == 2
    assert coded_by_key["aggressor percent"] == 1


def test_no_readings_make_an_empty_sample() -> None:
    sample = Sample.of([])
    assert (sample.dream_count, sample.readers) == (0, ())
    assert sample.units.shape == (0, len(DEFINITIONS), 2)
