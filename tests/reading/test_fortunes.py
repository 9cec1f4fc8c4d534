"""What befalls people, and what they strive for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding
from noctuary.reading.characters import find_cast
from noctuary.reading.fortunes import fortunes
from noctuary.reading.passages import waking_passages
from noctuary.reading.text import analyse
from noctuary.scheme import Scale


def read(report: str) -> list[Coding]:
    text = analyse(report, waking=waking_passages(report))
    return fortunes(text, find_cast(text))


def on(scale: Scale, report: str) -> str:
    return ", ".join(str(coding.code) for coding in read(report) if coding.code.scale is scale)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I got lost in the fog.", "1 D"),
        ("I could not move.", "1 D"),
        ("I was falling and falling.", "2 D"),
        ("A tornado came across the lake.", "3 D"),
        ("The vase was broken.", "4 D"),
        ("I was sick.", "5 D"),
        ("My grandmother died.", "6 1FRA"),
    ],
)
def test_each_class_of_misfortune(report: str, expected: str) -> None:
    assert on(Scale.MISFORTUNE, report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My uncle was injured.", "5 1MRA"),
        ("I heard of my aunt's death.", "6 1FRA"),
        ("My aunt and I got lost.", "1 1FRA+D"),
        ("A flood came.", "3 D"),
    ],
)
def test_it_befalls_whom_the_sentence_names_or_else_the_dreamer(report: str, expected: str) -> None:
    assert on(Scale.MISFORTUNE, report) in {expected, "1 D+1FRA"}


@pytest.mark.parametrize(
    "report",
    [
        "I was not sick.",
        "If I were sick, I would stay.",
        "A wave of relief came.",
        "I slept well and fell asleep again.",
        "It was bright. I woke up and was sick.",
    ],
)
def test_what_befell_nobody_is_not_coded(report: str) -> None:
    assert on(Scale.MISFORTUNE, report) == ""


def test_an_effort_ends_in_success_or_failure() -> None:
    assert on(Scale.SUCCESS, "I tried the keys and finally one turned.") == "D"
    assert on(Scale.FAILURE, "I tried all the keys. I could not turn one.") == "D"
    assert on(Scale.FAILURE, "I tried the keys and finally one turned.") == ""
    assert on(Scale.SUCCESS, "My brother struggled and at last stood up.") == "1MBA"


def test_a_joint_effort_names_its_evidence() -> None:
    report = "I tried the lock and finally it opened."
    (coding,) = [coding for coding in read(report) if coding.code.scale is Scale.SUCCESS]
    assert [span.cut(report) for span in coding.evidence] == ["tried", "finally"]


def test_luck_is_good_fortune() -> None:
    assert on(Scale.GOOD_FORTUNE, "I won the lottery.") == "D"
    assert on(Scale.GOOD_FORTUNE, "My aunt found money in the sand.") == "1FRA"
    assert on(Scale.GOOD_FORTUNE, "I ate the soup.") == ""


def test_one_episode_is_told_once_and_a_later_one_again() -> None:
    assert on(Scale.MISFORTUNE, "I got lost. I got lost again.") == "1 D"
    assert on(Scale.MISFORTUNE, "I got lost. I ate. I sang. I sat. I drew. I got lost.") == "1 D, 1 D"


def test_an_empty_dream_holds_nothing() -> None:
    assert read("") == []


_TALE = analyse(
    "I tried to find my uncle, but could not. He cannot wave... He finally fell, failed and died; I'm lost"
).raw


@given(st.lists(st.sampled_from(_TALE), max_size=60).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_and_the_evidence_lies_within_it(report: str) -> None:
    codings = read(report)
    assert codings == read(report)
    assert all(span.cut(report).strip() for coding in codings for span in coding.evidence)


@pytest.mark.corpus
def test_presence_of_misfortune_agrees_with_the_hand_codings(shared_data: Path) -> None:
    both = either = 0
    for line in (shared_data / "codings" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        dream = json.loads(line)
        if "misfortune" in dream["scales"]:
            found, held = bool(on(Scale.MISFORTUNE, dream["report"])), bool(dream.get("misfortune"))
            both += found and held
            either += found + held
    assert 2 * both / either >= 0.56
