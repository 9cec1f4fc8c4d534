"""What a shelf shows of a dream."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noctuary.spine import BANDS, FEELINGS, Found, Light, spine_of


def test_a_dream_without_codes_has_light_and_nothing_else() -> None:
    spine = spine_of([], Light.READ)
    assert (spine.light, spine.characters, spine.company, spine.feelings) == (Light.READ, 0, "", {})


def test_company_is_told_of_whoever_acts_or_is_acted_on() -> None:
    codes = [
        Found("characters", "1MSA"),
        Found("characters", "1FKA"),
        Found("characters", "2ANI"),
        Found("characters", "1FMA"),
        Found("aggression", "1MSA 7> D"),
        Found("friendliness", "D 4> 1FKA+1FMA"),
        Found("aggression", "1MSA 2> 1FMA"),
    ]
    assert spine_of(codes, Light.READ).company == "af-b"


def test_only_the_first_characters_have_a_band_and_all_are_counted() -> None:
    spine = spine_of([Found("characters", "1MSA")] * 9, Light.READ)
    assert (spine.characters, spine.company) == (9, "-" * BANDS)


def test_feelings_of_the_dreamer_count_whole_and_those_of_others_half() -> None:
    codes = [
        Found("emotions", "AP D", 0.5),
        Found("emotions", "AP D+1FKA"),
        Found("emotions", "HA 1FKA", 0.9),
        Found("emotions", "SD 1FKA", 0.004),
    ]
    assert spine_of(codes, Light.CONFIRMED).feelings == {"AP": 150, "HA": 45}


def test_what_is_on_other_scales_is_passed_over() -> None:
    assert spine_of([Found("settings", "IF"), Found("misfortune", "3 D")], Light.READ).feelings == {}


@given(st.lists(st.tuples(st.sampled_from(FEELINGS), st.floats(0, 1)), max_size=30))
def test_strength_never_exceeds_a_hundred_a_feeling(told: list[tuple[str, float]]) -> None:
    spine = spine_of([Found("emotions", f"{symbol} D", sure) for symbol, sure in told], Light.READ)
    assert sum(spine.feelings.values()) <= 100 * len(told) + len(FEELINGS)
    assert list(spine.feelings) == [each for each in FEELINGS if each in spine.feelings]
