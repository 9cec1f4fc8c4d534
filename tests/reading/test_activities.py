"""What people do in dreams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.activities import activities
from noctuary.reading.characters import find_cast
from noctuary.reading.text import analyse


def done(report: str) -> str:
    text = analyse(report)
    return ", ".join(str(coding.code) for coding in activities(text, find_cast(text)))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I ran.", "D M"),
        ("I drove.", "D L"),
        ("I sang.", "D V"),
        ("I looked around.", "D S"),
        ("I heard a bell.", "D A"),
        ("I smiled.", "D E"),
        ("I wondered how to cross.", "D C"),
        ("I opened the box.", "D P"),
        ("I went there by train.", "D L"),
    ],
)
def test_verbs_are_coded_by_class(report: str, expected: str) -> None:
    assert done(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My mother laughed.", "1FMA E"),
        ("My sister and I walked home.", "D+1FTA M"),
        ("I asked my brother.", "D V> 1MBA"),
        ("My father hit me.", "1MFA P> D"),
        ("My aunt answered.", "1FRA VR D"),
        ("I talked with my aunt.", "D V= 1FRA"),
        ("I was hit by my brother.", "1MBA P> D"),
        ("My brother took my key.", "1MBA P"),
    ],
)
def test_actor_direction_and_recipient_come_from_the_clause(report: str, expected: str) -> None:
    assert done(report) == expected


@pytest.mark.parametrize(
    "report",
    [
        "I did not run.",
        "I wanted to run.",
        "I would have laughed.",
        "The clouds ran across the moon.",
        "I was in time for the walk.",
        "",
    ],
)
def test_what_nobody_does_is_no_activity(report: str) -> None:
    assert done(report) == ""


def test_what_is_begun_or_tried_is_done() -> None:
    assert done("I tried to run. My aunt began to cry.") == "D M, 1FRA E"


def test_an_activity_that_goes_on_is_coded_once() -> None:
    assert done("I walked and walked. I walked on.") == "D M"


def test_the_same_activity_on_a_new_occasion_is_coded_again() -> None:
    assert done("I walked. It was dark there. A lamp stood alone. I walked.") == "D M, D M"


@given(
    st.text()
    | st.lists(
        st.sampled_from(["I", "she", "my", "mother", "ran", "said", "to", "not", "by", "was", ".", ","])
    ).map(" ".join)
)
def test_any_text_is_read_with_evidence_that_cuts_real_words(report: str) -> None:
    text = analyse(report)
    for coding in activities(text, find_cast(text)):
        assert all(span.cut(report) for span in coding.evidence)
