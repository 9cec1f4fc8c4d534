"""Profiles: what is computed, what is flagged, and what is left unsaid."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.stats.compare import Profile, compare, profile
from noctuary.stats.effect import benjamini_hochberg, cohens_h
from noctuary.stats.norms import Contribution, load_norms, norms_of
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
    assert row.p == pytest.approx(same_row.p, abs=0.05)
    assert row.bootstrap_interval != same_row.bootstrap_interval
    assert row.bootstrap_interval == pytest.approx(same_row.bootstrap_interval, abs=0.05)
    assert (row.h, row.formula_p) == (same_row.h, same_row.formula_p)


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


def test_p_is_no_surer_than_the_formula_and_less_sure_where_dreams_hold_several_alike(coded: Coded) -> None:
    dreams = [
        coded(str(number), characters=", ".join(["1MKA" if number % 5 < 3 else "1FKA"] * 4))
        for number in range(100)
    ]
    found = profile(Sample.of(dreams), load_norms("women"))
    assert all(row.p >= row.formula_p or math.isnan(row.p) for row in found.rows)
    row = found.row("male percent")
    assert row.formula_p < 0.001
    assert row.p > 0.01
    # All four people of a dream are alike, so that a hundred dreams tell what a hundred people would.
    assert row.error == pytest.approx(math.sqrt(1 / 100 + 1 / row.norm.total), rel=0.1)


def test_what_can_be_detected_shrinks_with_the_sample(dreams: list[Reading]) -> None:
    few = profile(Sample.of(dreams[:30]), load_norms("women")).row("male percent")
    many = profile(Sample.of(dreams), load_norms("women")).row("male percent")
    assert few.detectable > many.detectable > 2.8 * many.error * 0.99
    assert few.figures()["h_detectable"] == few.detectable
    empty = profile(Sample.of([]), load_norms("women")).row("male percent")
    assert math.isnan(empty.detectable)


def _of_people(coded: Coded, series: str, kinds: str) -> Sample:
    """Return a set in which each letter is a person with four dreams alike: angry or happy."""
    dreams, dreamers = [], {}
    for person, kind in enumerate(kinds):
        for night in range(4):
            reading = coded(f"{series}-{person}-{night}", emotions="AN D" if kind == "a" else "HA D")
            dreams.append(reading)
            dreamers[reading.dream] = f"{series}-{person}"
    return Sample.of(dreams, name=series, kind=SeriesKind.SET, dreamers=dreamers)


def test_the_dreamers_of_both_sides_are_drawn(coded: Coded) -> None:
    one, other = _of_people(coded, "one", "ah" * 20), _of_people(coded, "other", "aah" * 13)
    row = compare(one, other).row("anger percent")
    expected = math.sqrt(1 / 40 + 1 / 39)
    assert row.error == pytest.approx(expected, rel=0.1)
    assert compare(other, one).row("anger percent").error == pytest.approx(expected, rel=0.1)


def test_the_spread_of_a_norms_dreamers_is_in_the_interval(coded: Coded) -> None:
    sample = _of_people(coded, "one", "ah" * 30)
    reference = _of_people(coded, "other", "aah" * 20)
    by_person = profile(sample, norms_of(reference, "other", "invented"))
    both_drawn = compare(sample, reference)
    counts_alone = profile(
        sample,
        replace(
            norms := norms_of(reference, "other", "invented"),
            norms={key: replace(norm, error=math.nan) for key, norm in norms.norms.items()},
        ),
    )
    assert _width(by_person) == pytest.approx(_width(both_drawn), rel=0.15)
    assert _width(by_person) > 1.1 * _width(counts_alone)


def test_a_norm_of_few_dreams_is_flagged(coded: Coded, dreams: list[Reading]) -> None:
    few = norms_of(Sample.of(_some_dreams(coded, 40, seed=2)), "few", "invented")
    shortage = profile(Sample.of(dreams), few).row("male percent").shortage
    assert shortage == "few: too few dreams (40); one dreamer's series needs 75 to 100."


def test_two_readers_are_drawn_on_the_same_dreams(coded: Coded) -> None:
    """Dreams differ much in how many are men, and the second reader misses one man in each tenth dream."""

    def read(number: int, missed: int, reader: str) -> Reading:
        men = number % 5 * 2 - missed
        people = ["1MKA"] * men + ["1FKA"] * (10 - men)
        return coded(str(number), characters=", ".join(people), reader=Reader(reader))

    one = Sample.of([read(number, 0, "one") for number in range(100)], name="one")
    other = Sample.of([read(number, number % 10 == 9, "other") for number in range(100)], name="other")
    row = compare(one, other).row("male percent")
    assert row.bootstrap_interval.low > 0
    assert row.p < 0.01
    assert row.formula_p > 0.5
    assert any("same dreams" in caveat for caveat in compare(one, other).caveats)
    apart = compare(one, replace(other, whose=tuple(DreamKey("apart", str(number)) for number in range(100))))
    assert apart.row("male percent").p > 0.5


def test_a_part_is_compared_with_the_whole_that_holds_it(coded: Coded) -> None:
    dreams = _some_dreams(coded, 200, seed=4)
    half, whole = Sample.of(dreams[:100], name="half"), Sample.of(dreams, name="whole")
    rest = Sample.of(dreams[100:], name="rest")
    with_whole, with_rest = compare(half, whole).row("male percent"), compare(half, rest).row("male percent")
    # The half lies half as far from the whole as from the rest, and is as surely different.
    assert with_whole.h == pytest.approx(with_rest.h / 2, abs=0.03)
    assert with_whole.error == pytest.approx(with_rest.error / 2, rel=0.15)


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
        assert row.formula_p == turned.formula_p or math.isnan(row.p)
        assert row.p == pytest.approx(turned.p, abs=0.05, nan_ok=True)


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
    own_norms = norms_of(Sample.of([coded("3")]), "friends", "collected by us")
    assert not any("Cleveland" in caveat for caveat in profile(by_hand, own_norms).caveats)
    assert not any("several readers" in caveat for caveat in profile(by_hand, own_norms).caveats)
    assert any("several readers" in caveat for caveat in profile(by_program, own_norms).caveats)
    lent = Contribution("a friend", 20, 1, "a person", "")
    pooled = replace(own_norms, pooled_from=(lent,))
    assert any("pooled" in caveat for caveat in profile(by_hand, pooled).caveats)


def test_dreams_that_cannot_be_drawn_together_are_told(coded: Coded) -> None:
    series = Sample.of([coded("1"), coded("2")], name="series")
    of_persons = Sample.of(
        [coded("1"), coded("2"), coded("3")],
        kind=SeriesKind.SET,
        dreamers={DreamKey("invented", number): person for number, person in ("1a", "2a", "3b")},
    )
    assert any("in both samples" in caveat for caveat in compare(series, of_persons).caveats)
    assert not any("in both samples" in caveat for caveat in compare(series, series).caveats)


def test_figures_are_flat(beside_women: Profile) -> None:
    figures = beside_women.row("friends percent").figures()
    assert figures["label"] == "Friends Percent"
    assert figures["norm_count"] == 503
    assert all(isinstance(value, (str, int, float)) for value in figures.values())


def test_an_unknown_row_is_a_key_error(beside_women: Profile) -> None:
    with pytest.raises(KeyError):
        beside_women.row("flying percent")
