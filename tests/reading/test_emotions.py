"""Feelings and who has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.characters import find_cast
from noctuary.reading.emotions import emotions
from noctuary.reading.passages import waking_passages
from noctuary.reading.text import analyse


def felt(report: str) -> str:
    text = analyse(report, waking=waking_passages(report))
    return ", ".join(str(coding.code) for coding in emotions(text, find_cast(text)))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I was terrified of the lift.", "AP D"),
        ("I got very angry.", "AN D"),
        ("To my surprise the door sang.", "CO D"),
        ("I felt sad and lonely.", "SD D"),
        ("I was sad, then happy.", "SD D, HA D"),
        ("The figure left me with a pang of sorrow and a serene calm.", "SD D, HA D"),
    ],
)
def test_each_class_is_read_from_the_words_that_name_it(report: str, expected: str) -> None:
    assert felt(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My mother was furious.", "AN 1FMA"),
        ("My aunt came in. She looked frightened.", "AP 1FRA"),
        ("The thunder scared my brother.", "AP 1MBA"),
        ("My sister wept, and I saw her fear.", "SD 1FTA, AP 1FTA"),
        ("I saw the grief in my father's eyes.", "SD 1MFA"),
        ('"I am afraid," my aunt said.', "AP 1FRA"),
        ("My mother was furious, which surprised me.", "AN 1FMA, CO D"),
    ],
)
def test_the_clause_says_who_feels_it(report: str, expected: str) -> None:
    assert felt(report) == expected


@pytest.mark.parametrize(
    "report",
    [
        "I was not afraid.",
        "I felt no fear and no anger.",
        "I stood there without fear.",
        "I would have been happy there.",
        "A bear attacked us on the stairs.",
        "I owned a lovely house.",
        "The lamp fell. Then I woke up and was sad.",
        "",
    ],
)
def test_what_is_denied_supposed_or_felt_awake_is_no_emotion(report: str) -> None:
    assert felt(report) == ""


def test_one_class_and_holder_is_coded_once() -> None:
    assert felt("I was afraid. The noise frightened me. I was worried.") == "AP D"


def test_evidence_is_the_word_and_confidence_a_share() -> None:
    report = "I walked in. I was delighted."
    text = analyse(report)
    (coding,) = emotions(text, find_cast(text))
    assert [span.cut(report) for span in coding.evidence] == ["delighted"]
    assert coding.confidence is not None
    assert 0.5 < coding.confidence <= 1


@given(
    st.text()
    | st.lists(
        st.sampled_from(["I", "she", "my", "mother", "afraid", "not", "saw", "glad", ",", ".", "fear", "her"])
    ).map(" ".join)
)
def test_any_text_is_read_with_evidence_that_cuts_real_words(report: str) -> None:
    text = analyse(report)
    for coding in emotions(text, find_cast(text)):
        assert all(span.cut(report) for span in coding.evidence)
