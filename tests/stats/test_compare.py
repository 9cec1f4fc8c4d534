"""Profiles: what is computed, what is flagged, and what is left unsaid."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.stats.compare import Profile, compare, profile
from noctuary.stats.effect import benjamini_hochberg, cohens_h
from noctuary.stats.norms import load_norms, norms_from
from noctuary.stats.sample import Sample

Coded = Callable[..., Reading]


def _some_dreams(coded: Coded, count: int, *, seed: int = 0, **settings: object) -> list[Reading]:
    """Invented dreams of some people each, with an emotion and an act here and there."""
    chance = random.Random(seed)
    readings = []
    for number in range(count):
        people = chance.choices(["1MKA", "1FSA", "2IUA", "1FMA", "1ANI"], k=chance.randint(1, 5))
        codes = {"characters": ", ".join(people), "settings": chance.choice(["IF", "OU", "AQ"])}
        if chance.random() < 0.5:
            codes["aggression"] = chance.choice(["D 2> 1MKA", "1FSA 6> D", "1FSA 7= D"])
        if chance.random() < 0.6:
            codes["emotions"] = chance.choice(["AP D", "HA D", "CO 1FMA"])
        readings.append(coded(f"{seed}-{number}", **codes, **settings))
    return readings


@pytest.fixture(scope="module")
def dreams(coded: Coded) -> list[Reading]:
    return _some_dreams(coded, 120)


@pytest.fixture(scope="module")
def beside_women(dreams: list[Reading]) -> Profile:
    return profile(Sample.of(dreams), load_norms("women"))


def _as_text(found: Profile) -> str:
    # NaN is not equal to itself; its text is.
    return str([row.figures() for row in found.rows])


def test_a_row_holds_both_sides_and_their_distance(beside_women: Profile) -> None:
    row = beside_women.row("male percent")
    assert (row.norm.count, row.norm.total, row.norm.published) == (501, 1047, 0.48)
    assert row.h == cohens_h(row.sample.value, 501 / 1047)
    assert row.formula_interval.low < row.h < row.formula_interval.high
    assert row.bootstrap_interval.low < row.h < row.bootstrap_interval.high
    assert not row.too_small


def test_the_order_of_readings_changes_nothing(dreams: list[Reading], beside_women: Profile) -> None:
    shuffled = random.Random(1).sample(dreams, len(dreams))
    assert _as_text(profile(Sample.of(shuffled), load_norms("women"))) == _as_text(beside_women)


def test_the_seed_moves_the_resampling_alone(dreams: list[Reading], beside_women: Profile) -> None:
    other = profile(Sample.of(dreams), load_norms("women"), seed=7)
    row, same_row = other.row("male percent"), beside_women.row("male percent")
    assert row.bootstrap_interval != same_row.bootstrap_interval
    assert row.bootstrap_interval == pytest.approx(same_row.bootstrap_interval, abs=0.05)
    assert (row.h, row.p) == (same_row.h, same_row.p)


def test_where_dreams_hold_one_element_each_both_intervals_agree(coded: Coded) -> None:
    """Elements of different dreams are independent, as the formula takes them to be."""
    dreams = [coded(str(number), emotions="AN D" if number % 3 else "HA D") for number in range(150)]
    row = profile(Sample.of(dreams), load_norms("men"), resamples=4000).row("anger percent")
    assert row.bootstrap_interval == pytest.approx(row.formula_interval, abs=0.03)


def test_persons_with_dreams_alike_leave_more_doubt_than_dreams(coded: Coded) -> None:
    dreams = [coded(str(number), emotions="AN D" if number // 4 % 2 else "HA D") for number in range(160)]
    dreamers = {DreamKey("invented", str(number)): f"person {number // 4}" for number in range(160)}
    by_dream = profile(Sample.of(dreams, kind=SeriesKind.SET), load_norms("men"))
    by_person = profile(Sample.of(dreams, kind=SeriesKind.SET, dreamers=dreamers), load_norms("men"))
    assert _width(by_person) > 1.2 * _width(by_dream)


def _width(found: Profile) -> float:
    low, high = found.row("anger percent").bootstrap_interval
    return high - low


def test_p_values_are_adjusted_over_the_rows_that_have_one(beside_women: Profile) -> None:
    p_values = [row.p for row in beside_women.rows]
    assert any(map(math.isnan, p_values))
    assert str([row.p_adjusted for row in beside_women.rows]) == str(benjamini_hochberg(p_values))


def test_a_share_of_nothing_stays_undefined(beside_women: Profile) -> None:
    row = beside_women.row("torso/anatomy percent")
    numbers = [row.sample.value, row.h, *row.formula_interval, *row.bootstrap_interval, row.p, row.p_adjusted]
    assert all(map(math.isnan, numbers))
    assert row.shortage == "these dreams: nothing to count."


def test_an_empty_sample_leaves_everything_undefined() -> None:
    empty = profile(Sample.of([]), load_norms("men"))
    assert all(math.isnan(row.h) and math.isnan(row.p) and row.too_small for row in empty.rows)


def test_a_rate_above_one_has_a_ratio_and_no_h(coded: Coded) -> None:
    acts = ["D 2> 1MKA, 1MKA 2> D", "D 2> 1MKA"]
    dreams = [coded(str(number), characters="1MKA", aggression=acts[number % 2]) for number in range(100)]
    row = profile(Sample.of(dreams), load_norms("men")).row("aggression per character")
    assert row.sample.value == 1.5
    assert all(map(math.isnan, [row.h, *row.formula_interval, *row.bootstrap_interval, row.p]))
    assert row.ratio == pytest.approx(1.5 / (402 / 1182))
    assert row.ratio_interval.low < row.ratio < row.ratio_interval.high


def test_shares_have_no_ratio(beside_women: Profile) -> None:
    assert math.isnan(beside_women.row("male percent").ratio)
    assert not math.isnan(beside_women.row("aggression per character").ratio)


@pytest.mark.parametrize(
    ("kind", "count", "shortage"),
    [
        (SeriesKind.SERIES, 74, "mine: too few dreams (74); one dreamer's series needs 75 to 100."),
        (SeriesKind.SERIES, 75, ""),
        (SeriesKind.SET, 99, "mine: too few dreams (99); a set of many dreamers needs 100 to 125."),
        (SeriesKind.SET, 100, ""),
    ],
)
def test_too_few_dreams_are_flagged_with_how_many_are_needed(
    coded: Coded, kind: SeriesKind, count: int, shortage: str
) -> None:
    sample = Sample.of([coded(str(number)) for number in range(count)], name="mine", kind=kind)
    assert profile(sample, load_norms("men"), resamples=10).row("at least one emotion").shortage == shortage


def test_small_denominators_are_flagged_on_either_side(coded: Coded) -> None:
    few = Sample.of([coded(str(number), **_anger(number < 29)) for number in range(100)], name="few")
    enough = Sample.of([coded(str(number), **_anger(number < 30)) for number in range(100)], name="enough")
    shortage = "few: too few counted (29); at least 30 are needed."
    assert compare(few, enough, resamples=10).row("anger percent").shortage == shortage
    assert compare(enough, few, resamples=10).row("anger percent").shortage == shortage
    assert not compare(enough, enough, resamples=10).row("anger percent").too_small


def _anger(is_felt: bool) -> dict[str, str]:  # noqa: FBT001
    return {"emotions": "AN D"} if is_felt else {}


def test_two_samples_compare_the_same_from_either_side(coded: Coded, dreams: list[Reading]) -> None:
    one, other = Sample.of(dreams, name="one"), Sample.of(_some_dreams(coded, 90, seed=3), name="other")
    there, back = compare(one, other), compare(other, one)
    assert (there.name, there.norms.name) == ("one", "other")
    for row, turned in zip(there.rows, back.rows, strict=True):
        assert row.sample.value == turned.norm.value or math.isnan(row.sample.value)
        assert row.h == -turned.h or math.isnan(row.h)
        assert row.p == turned.p or math.isnan(row.p)


def test_a_sample_does_not_differ_from_itself(dreams: list[Reading]) -> None:
    sample = Sample.of(dreams)
    assert all(row.h == 0 or math.isnan(row.h) for row in compare(sample, sample).rows)


def test_caveats_fit_the_case(coded: Coded, beside_women: Profile) -> None:
    by_program = Sample.of([coded("1", reader=Reader("lexical"))])
    by_hand = Sample.of([coded("2")])
    norms = load_norms("women")
    assert any("Cleveland" in caveat for caveat in beside_women.caveats)
    assert not any("program" in caveat for caveat in beside_women.caveats)
    assert any("program" in caveat for caveat in profile(by_program, norms).caveats)
    mixed = compare(by_program, by_hand).caveats
    assert any("several readers" in caveat for caveat in mixed)
    assert not any("Cleveland" in caveat for caveat in mixed)
    own_norms = norms_from([coded("3")], "friends", "collected by us")
    assert not any("Cleveland" in caveat for caveat in profile(by_hand, own_norms).caveats)


def test_figures_are_flat(beside_women: Profile) -> None:
    figures = beside_women.row("friends percent").figures()
    assert figures["label"] == "Friends Percent"
    assert figures["norm_count"] == 503
    assert all(isinstance(value, (str, int, float)) for value in figures.values())


def test_an_unknown_row_is_a_key_error(beside_women: Profile) -> None:
    with pytest.raises(KeyError):
        beside_women.row("flying percent")
