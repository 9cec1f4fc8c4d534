"""How far readers agree on the same dreams."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import InputError, StatsError
from noctuary.scheme import Scale
from noctuary.stats.agreement import (
    ALPHA,
    CODES,
    KAPPA,
    PERCENT,
    PERFECT,
    Agreement,
    Measure,
    agreement,
    summary,
)
from noctuary.stats.coefficients import Form
from noctuary.stats.evaluation import evaluate
from noctuary.stats.voices import OWN_RATINGS, Voice
from stats.conftest import Coded
from strategies import readings


def found(result: Agreement, scale: Scale, trait: str, name: str) -> Measure:
    measure = result.find(scale, trait, name)
    assert measure is not None
    return measure


@pytest.fixture
def voices(coded: Coded) -> tuple[Voice, Voice, Voice]:
    ana = [
        coded("1", characters="1MKA, 1FSA", emotions="AP D", aggression="1MKA 7> D"),
        coded("2", characters="1MKA", aggression="D 2> 1MKA"),
        coded("3", characters="1ANI", emotions="HA D"),
    ]
    ben = [
        coded("1", characters="1MKA, 1FTA", emotions="AP D", aggression="1MKA 6> D"),
        coded("2", characters="1MKA"),
        coded("3", characters="1ANI", emotions="AP D"),
    ]
    cleo = [coded("1", scales=[Scale.EMOTIONS], emotions="AP D"), coded("4", emotions="HA D")]
    return Voice.of_reader("Ana", ana), Voice.of_reader("Ben", ben), Voice.of_reader("Cleo", cleo)


def test_codes_agree_as_the_field_counts(voices: tuple[Voice, ...]) -> None:
    result = agreement(voices[:2])
    # 1MKA twice and 1ANI by both; 1FSA and 1FTA by one each.
    assert found(result, Scale.CHARACTERS, CODES, PERFECT).value == pytest.approx(3 / 5)
    # 1FSA answers 1FTA: they differ in who she is, and in nothing else.
    assert found(result, Scale.CHARACTERS, "identity", PERFECT).value == pytest.approx(3 / 4)
    assert found(result, Scale.CHARACTERS, "sex", PERFECT).value == 1
    # One act told twice, and one that Ben lacks.
    assert found(result, Scale.AGGRESSION, "initiator", PERFECT).value == pytest.approx(1 / 2)
    assert found(result, Scale.AGGRESSION, "class", PERFECT).value == 0


def test_what_is_said_of_dreams(voices: tuple[Voice, ...]) -> None:
    result = agreement(voices[:2])
    assert found(result, Scale.AGGRESSION, "presence", PERCENT).value == pytest.approx(2 / 3)
    # Ana 1 1 0, Ben 1 0 0: found 2/3, chance 2/3 x 1/3 + 1/3 x 2/3 = 4/9.
    assert found(result, Scale.AGGRESSION, "presence", KAPPA).value == pytest.approx(
        (2 / 3 - 4 / 9) / (5 / 9)
    )
    assert found(result, Scale.AGGRESSION, "highest class", PERCENT).value == pytest.approx(1 / 3)
    assert found(result, Scale.EMOTIONS, "dreamer's apprehension", PERCENT).value == pytest.approx(2 / 3)
    assert found(
        result, Scale.CHARACTERS, "number of codes", Form.ABSOLUTE_SINGLE.value
    ).value == pytest.approx(1)
    assert math.isnan(found(result, Scale.CHARACTERS, "presence", KAPPA).value)


def test_every_two_and_all_together(voices: tuple[Voice, ...]) -> None:
    result = agreement(voices)
    assert result.dream_counts == {
        ("Ana", "Ben"): 3,
        ("Ana", "Cleo"): 1,
        ("Ben", "Cleo"): 1,
        ("Ana", "Ben", "Cleo"): 3,
    }
    alpha = found(result, Scale.EMOTIONS, "dreamer's happiness", ALPHA)
    # Pairable 0 0 0, 0 0, 1 0: one disagreement of three dreams.
    assert alpha.value == pytest.approx(1 - (2 / 7) / (2 * 6 / (7 * 6)))
    assert alpha.dream_count == 3
    # Cleo coded emotions alone.
    assert result.find(Scale.AGGRESSION, "presence", KAPPA, voices=("Ana", "Cleo")) is None


def test_perfect_agreement_is_told_by_f1(coded: Coded) -> None:
    """Agreements over all that either gave are F1 / (2 - F1)."""
    ana = [coded("1", objects="AR, AR, TR"), coded("2", objects="HH")]
    ben = [coded("1", objects="AR, TR, ST"), coded("2", objects="HH, NA")]
    f1 = evaluate(ana, ben, resamples=0).score("objects", "micro F1").value
    result = agreement([Voice.of_reader("Ana", ana), Voice.of_reader("Ben", ben)])
    assert found(result, Scale.OBJECTS, CODES, PERFECT).value == pytest.approx(f1 / (2 - f1))


@settings(max_examples=20)
@given(st.lists(readings(DreamKey("mine", "1")), min_size=2, max_size=3))
def test_measures_stay_in_their_range_whoever_comes_first(some: list[Reading]) -> None:
    voices = [Voice.of_reader(str(place), [reading]) for place, reading in enumerate(some)]
    result, mirrored = agreement(voices), agreement(voices[::-1])
    for measure in result.measures:
        assert math.isnan(measure.value) or measure.value <= 1 + 1e-9
        assert math.isnan(measure.interval.low)
        again = mirrored.find(measure.scale, measure.trait, measure.name, voices=measure.voices[::-1])
        assert again is not None
        assert again.value == pytest.approx(measure.value, nan_ok=True)


def test_intervals_come_from_dreams(coded: Coded) -> None:
    numbers = [str(number) for number in range(40)]
    ana = Voice.of_reader("Ana", [coded(number, emotions="AP D") for number in numbers])
    ben = Voice.of_reader("Ben", [coded(n, emotions="AP D") if int(n) % 4 else coded(n) for n in numbers])
    measure = found(agreement([ana, ben]), Scale.EMOTIONS, CODES, PERFECT)
    low, high = measure.interval
    assert measure.value == 0.75
    assert 0.55 < low < 0.75 < high < 0.95
    again = [found(agreement([ana, ben], seed=3), Scale.EMOTIONS, CODES, PERFECT) for _ in range(2)]
    assert again[0] == again[1]
    assert all(math.isnan(each.interval.low) for each in agreement([ana, ben], resamples=0).measures)


def test_nothing_in_common(coded: Coded) -> None:
    with pytest.raises(StatsError, match="No two"):
        agreement([Voice.of_reader("Ana", [coded("1")]), Voice.of_reader("Ben", [coded("2")])])
    with pytest.raises(StatsError):
        agreement([Voice.of_reader("Ana", [coded("1")])])


# The dreamer's own ratings.


def rated(number: int, **ratings: float) -> Dream:
    return Dream(id=str(number), series="invented", text="I was there.", ratings=ratings)


def test_ratings_stand_beside_the_feelings_of_the_dreamer(coded: Coded) -> None:
    own = Voice.of_ratings([rated(1, Fear=3, joy=0), rated(2, fear=0), rated(3, vividness=4)])
    ana = Voice.of_reader("Ana", [coded("1", emotions="AP D"), coded("2", emotions="AP 1MKA"), coded("3")])
    result = agreement([own, ana])
    fear = found(result, Scale.EMOTIONS, "dreamer's apprehension", PERCENT)
    # In the second, somebody else was afraid.
    assert (fear.value, fear.dream_count) == (1, 2)
    assert found(result, Scale.EMOTIONS, "dreamer's happiness", PERCENT).dream_count == 1
    assert {measure.trait for measure in result.measures} == {"dreamer's apprehension", "dreamer's happiness"}
    assert [what for what, _ in summary(result, (OWN_RATINGS, "Ana"))] == [
        "dreamer's apprehension",
        "dreamer's happiness",
    ]


def test_what_a_rating_means_can_be_said() -> None:
    own = Voice.of_ratings([rated(1, Unease=2, fear=1)], names={"unease": "AP"}, above=1)
    assert own.felt == {DreamKey("invented", "1"): {"AP": True}}
    assert not Voice.of_ratings([rated(1, unease=2)]).dreams
    with pytest.raises(InputError, match="'XX'"):
        Voice.of_ratings([], names={"unease": "XX"})


def test_a_voice_shows_no_names_of_ratings() -> None:
    assert "fear" not in repr(Voice.of_ratings([rated(1, fear=3)]))


def rows(result: Agreement) -> Iterator[str]:
    yield from (what for what, _ in summary(result, result.voices))


def test_the_summary_has_a_row_for_each_scale(voices: tuple[Voice, ...]) -> None:
    result = agreement(voices[:2])
    assert list(rows(result)) == [scale.value for scale in Scale]
    first = dict(summary(result, result.voices))["characters"]
    assert first["codes alike"] == result.find(Scale.CHARACTERS, CODES, PERFECT)
    assert first["class kappa"] is None


def test_the_summary_leaves_out_what_rests_on_fewer_dreams(voices: tuple[Voice, ...]) -> None:
    result = agreement(voices)
    emotions = dict(summary(result, result.voices))["emotions"]
    # All three read one dream alone, of three that two of them share.
    assert emotions["number alpha"] is not None
    assert emotions["ICC(2,1)"] is None
    assert dict(summary(result, ("Ana", "Ben")))["emotions"]["ICC(2,1)"] is not None
