"""How well one reader agrees with another."""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import EVERY_SCALE, Coding, Reader, ReaderKind, Reading
from noctuary.dream import DreamKey
from noctuary.errors import StatsError
from noctuary.interchange import dream_from_dict, reading_from_dict, reading_to_dict
from noctuary.reading.lexical import LexicalReader
from noctuary.scheme import Scale, parse
from noctuary.stats.evaluation import Evaluation, evaluate
from noctuary.stats.measures import BLOCKS, CALIBRATION, INDICES
from stats.conftest import Coded
from strategies import CODINGS


def value(evaluation: Evaluation, scale: str, measure: str) -> float:
    return evaluation.score(scale, measure).value


def score(gold: Iterable[Reading], other: Iterable[Reading]) -> Evaluation:
    """Evaluate without intervals."""
    return evaluate(gold, other, resamples=0)


# By hand.


def test_characters(coded: Coded) -> None:
    gold = [coded("1", characters="1MKA, 1FMA, 2ISA"), coded("2", characters="1ANI"), coded("3")]
    other = [
        coded("1", characters="1MKT, 1FMA"),
        coded("2", characters="1ANI"),
        coded("3", characters="1MSA"),
    ]
    found = score(gold, other)
    assert value(found, "characters", "mean F1") == pytest.approx((2 / 5 + 1 + 0) / 3)
    assert value(found, "characters", "micro F1") == pytest.approx(4 / 8)
    assert value(found, "characters", "relaxed micro F1") == pytest.approx(6 / 8)
    assert value(found, "characters", "non-family mean F1") == pytest.approx((0 + 1 + 0) / 3)
    assert value(found, "characters", "exact match") == pytest.approx(1 / 3)
    # 1MKA against 1MKT share three of four slots, and 2ISA has no partner.
    assert value(found, "characters", "slot mean F1") == pytest.approx((2 * 7 / 20 + 1 + 0) / 3)


def test_equal_codes_count_as_often_as_they_stand(coded: Coded) -> None:
    found = score([coded("1", characters="1MSA, 1MSA")], [coded("1", characters="1MSA")])
    assert value(found, "characters", "mean F1") == pytest.approx(2 / 3)


def test_emotions_are_counted_once_a_dream_whoever_holds_them(coded: Coded) -> None:
    gold = [coded("1", emotions="AN 1MSA, AN D, HA D"), coded("2", emotions="AP D+1MKA"), coded("3")]
    other = [coded("1", emotions="AN 1MSA"), coded("2", emotions="AP 1MKA"), coded("3", emotions="SD D")]
    found = score(gold, other)
    assert value(found, "emotions", "general, micro F1") == pytest.approx(4 / 6)
    assert value(found, "emotions", "general, AN") == 1
    assert value(found, "emotions", "general, SD") == 0
    assert math.isnan(value(found, "emotions", "general, CO"))
    assert value(found, "emotions", "general, macro F1") == pytest.approx((1 + 1 + 0 + 0) / 4)
    assert value(found, "emotions", "dreamer, micro F1") == 0
    only = found.score("emotions", "general, emotional dreams only, micro F1")
    assert only.value == pytest.approx(4 / 5)
    assert only.dream_count == 2


def test_interactions(coded: Coded) -> None:
    gold = [coded("1", aggression="1MSA 6> D, D 2R 1MSA"), coded("2", aggression="D 7> 1ANI"), coded("3")]
    other = [coded("1", aggression="1MSA 6> D, D 2> 1MSA"), coded("2"), coded("3", aggression="D 1*")]
    found = score(gold, other)
    assert value(found, "aggression", "presence F1") == pytest.approx(2 / 4)
    assert value(found, "aggression", "class F1") == pytest.approx(4 / 6)
    assert value(found, "aggression", "exact F1") == pytest.approx(2 / 6)
    assert value(found, "aggression", "count r") == pytest.approx(0.5)


def test_without_variance_there_is_no_r(coded: Coded) -> None:
    found = score([coded("1", sexuality="D 1> 1FSA"), coded("2")], [coded("1"), coded("2")])
    assert math.isnan(value(found, "sexuality", "count r"))
    assert value(found, "sexuality", "presence F1") == 0


def test_fortunes_settings_objects_and_activities(coded: Coded) -> None:
    gold = coded(
        "1", success="D", misfortune="6 D", settings="IF, OU", objects="AM, AM", activities="D V> 1MSA, D M"
    )
    other = coded(
        "1", failure="D", misfortune="2 D", settings="IU", objects="AM", activities="D V> 1FSA, 1MSA M"
    )
    found = score([gold], [other])
    assert value(found, "success", "presence F1") == value(found, "failure", "presence F1") == 0
    assert value(found, "misfortune", "presence F1") == 1
    assert math.isnan(value(found, "good_fortune", "presence F1"))
    assert value(found, "settings", "micro F1") == 0
    assert value(found, "settings", "slot mean F1") == pytest.approx(2 * 2 / 6)
    assert value(found, "objects", "micro F1") == pytest.approx(2 / 3)
    assert value(found, "activities", "micro F1") == pytest.approx(2 / 4)
    assert value(found, "activities", "class F1") == 1


def test_indices_of_ten_or_more_are_compared(coded: Coded) -> None:
    men, half = ", ".join(["1MSA"] * 10), ", ".join(["1MSA", "1FSA"] * 5)
    found = score([coded("1", characters=men)], [coded("1", characters=half)])
    # Ten indices have a total of ten. Only the share of men differs, by a half; its h is a right angle.
    assert value(found, INDICES, "mean absolute difference (points)") == pytest.approx(50 / 10)
    assert value(found, INDICES, "mean |h|") == pytest.approx(math.pi / 2 / 10)
    few = score([coded("1", characters="1MSA")], [coded("1", characters="1FSA")])
    assert math.isnan(value(few, INDICES, "mean |h|"))


# What is scored.


def test_only_what_gold_coded_is_scored(coded: Coded) -> None:
    gold = [coded("1", scales=[Scale.EMOTIONS], emotions="AP D"), coded("2", characters="1MKA")]
    other = [coded("1", characters="1FSA", emotions="AP D"), coded("2", characters="1MKA")]
    found = score(gold, other)
    people = found.score("characters", "mean F1")
    assert (people.value, people.dream_count) == (1, 1)
    assert found.score("emotions", "general, micro F1").dream_count == 2


def test_a_missing_dream_counts_as_coded_with_nothing(coded: Coded) -> None:
    gold = [coded("1", characters="1MKA"), coded("2", characters="1FMA"), coded("3")]
    found = score(gold, [coded("1", characters="1MKA"), coded("9", characters="1FMA")])
    assert (found.dream_count, found.missing) == (3, 2)
    assert value(found, "characters", "mean F1") == pytest.approx((1 + 0 + 1) / 3)


def test_a_scale_that_the_other_never_coded_is_not_scored(coded: Coded) -> None:
    other = coded("1", scales=[Scale.CHARACTERS], characters="1MKA")
    found = score([coded("1", characters="1MKA", emotions="AP D")], [other])
    assert value(found, "characters", "mean F1") == 1
    assert math.isnan(value(found, "emotions", "general, micro F1"))
    assert found.score("emotions", "general, micro F1").dream_count == 0


def test_there_must_be_something_to_compare(coded: Coded) -> None:
    with pytest.raises(StatsError, match="no codings"):
        evaluate([], [coded("1")])
    with pytest.raises(StatsError, match="no dream in common"):
        evaluate([coded("1")], [coded("2")])
    with pytest.raises(StatsError, match="invented/1 was given twice"):
        evaluate([coded("1")], [coded("1"), coded("1")])


# Calibration.


def sure(*told: tuple[str, float | None]) -> Reading:
    codings = tuple(Coding(parse(symbol, Scale.CHARACTERS), (), confidence) for symbol, confidence in told)
    return Reading(DreamKey("invented", "1"), Reader("sure"), codings)


def test_a_gold_code_makes_the_most_confident_one_right(coded: Coded) -> None:
    gold = [coded("1", characters="1MSA")]
    found = score(gold, [sure(("1MSA", 0.55), ("1MSA", 0.95), ("1FSA", None))])
    assert value(found, "characters", CALIBRATION) == pytest.approx((0.05 + 0.55) / 2)


def test_confidences_of_one_bin_are_averaged(coded: Coded) -> None:
    gold = [coded("1", characters="1MSA")]
    assert value(score(gold, [sure(("1MSA", 0.51), ("1FSA", 0.49))]), "characters", CALIBRATION) == (
        pytest.approx((0.49 + 0.49) / 2)
    )
    assert value(score(gold, [sure(("1MSA", 0.5), ("1FSA", 0.5))]), "characters", CALIBRATION) == 0
    assert value(score(gold, [sure(("1MSA", 1.0))]), "characters", CALIBRATION) == 0


def test_without_confidences_there_is_no_calibration(coded: Coded) -> None:
    found = score([coded("1", characters="1MSA")], [coded("1", characters="1MSA")])
    assert math.isnan(value(found, "characters", CALIBRATION))


# Intervals.


def test_intervals_hold_the_value_and_come_again(coded: Coded) -> None:
    gold = [coded(str(n), characters="1MKA, 1FMA") for n in range(30)]
    other = [coded(str(n), characters="1MKA" if n % 3 else "1MKA, 1FMA") for n in range(30)]
    found, again = (evaluate(readings, other, seed=7) for readings in (gold, gold[::-1]))
    score = found.score("characters", "mean F1")
    assert score.interval.low < score.value < score.interval.high
    assert score == again.score("characters", "mean F1")
    assert evaluate(gold, other, seed=8).score("characters", "mean F1").interval != score.interval


def test_one_dream_has_no_interval(coded: Coded) -> None:
    found = evaluate([coded("1", characters="1MKA")], [coded("1", characters="1MKA")])
    assert math.isnan(found.score("characters", "mean F1").interval.low)


# Whatever was coded.

CODED = st.lists(CODINGS, max_size=4).map(tuple)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Reading], list[Reading]]:
    """Two readers' readings of the same one to three dreams, on every scale."""
    keys = [DreamKey("invented", str(n)) for n in range(draw(st.integers(1, 3)))]
    both = [
        [Reading(key, Reader(name, kind=ReaderKind.PERSON), draw(CODED), EVERY_SCALE) for key in keys]
        for name in ("one", "other")
    ]
    return both[0], both[1]


@given(pairs())
@settings(max_examples=25)
def test_scores_keep_their_bounds(both: tuple[list[Reading], list[Reading]]) -> None:
    for each in evaluate(*both, resamples=20).scores:
        low, high = {"count r": (-1, 1), "mean |h|": (0, math.pi)}.get(each.measure, (0, 1))
        if each.scale == INDICES and "points" in each.measure:
            high = 1000
        for figure in (each.value, *each.interval):
            assert math.isnan(figure) or low - 1e-9 <= figure <= high + 1e-9, each


@given(pairs())
@settings(max_examples=25)
def test_f1_is_the_same_from_both_sides(both: tuple[list[Reading], list[Reading]]) -> None:
    there, back = score(*both), score(*reversed(both))
    for each in there.scores:
        if each.measure.endswith(("F1", "exact match", "count r")) and "only" not in each.measure:
            assert value(back, each.scale, each.measure) == pytest.approx(each.value, nan_ok=True), each


@given(pairs())
@settings(max_examples=25)
def test_who_agrees_with_themselves_agrees_wholly(both: tuple[list[Reading], list[Reading]]) -> None:
    for each in score(both[0], both[0]).scores:
        if each.scale != INDICES and each.measure != CALIBRATION:
            assert each.value == pytest.approx(1) or math.isnan(each.value), each


def test_every_measure_has_a_name_of_its_own() -> None:
    names = [(block.scale, name) for block in BLOCKS for name in block.measures]
    assert len(names) == len(set(names))


# The scorer of the corpora.


def scorer(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score_codings", shared / "bench" / "score_codings.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flat(report: dict[str, Any]) -> dict[tuple[str, str], float]:
    """The scorer's report by our names."""
    found = {}
    for scale, measures in report.items():
        for name, figure in measures.items():
            if isinstance(figure, dict):
                for inner, number in figure.items():
                    found[scale, f"{name}, {inner}"] = number
            else:
                found[scale, name] = figure
    return found


@pytest.mark.corpus
def test_the_figures_are_those_of_the_corpora_s_scorer(shared: Path, shared_data: Path) -> None:
    with (shared_data / "codings" / "dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    dreams = [dream_from_dict(row) for row in rows]
    read = list(LexicalReader().read_many(dreams))
    coders = Reader("coders", kind=ReaderKind.PERSON)
    gold = [
        reading_from_dict(row, dream.key, reader=coders)[0] for row, dream in zip(rows, dreams, strict=True)
    ]
    theirs = scorer(shared)

    def compared(ours: Evaluation, expected: dict[tuple[str, str], float], *, indices: bool) -> int:
        count = 0
        for each in ours.scores:
            known = expected.get((each.scale, each.measure))
            # Theirs is 0 where there is nothing to compare.
            if known is None or (each.scale == INDICES and not indices) or math.isnan(each.value):
                continue
            assert each.value == pytest.approx(known, abs=1e-9), (each.scale, each.measure)
            count += 1
        return count

    # All dreams. The scorer counts the indices also on scales that a dream was not coded on.
    expected = flat(
        theirs.score(
            {row["id"]: row for row in rows}, {each.dream.id: reading_to_dict(each) for each in read}
        )
    )
    assert compared(score(gold, read), expected, indices=False) == 57
    # Where all dreams were coded on all scales, the indices too.
    norms = {row["id"]: row for row in rows if row["collection"].startswith("norms")}
    expected = flat(theirs.score(norms, {each.dream.id: reading_to_dict(each) for each in read}))
    some = [each for each in gold if each.dream.id in norms]
    assert compared(score(some, read), expected, indices=True) == 59
