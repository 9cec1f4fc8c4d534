"""What is told from waking life."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.passages import waking_passages

DREAM = "A bear sat at our table and sang of the river. It had a small voice, and nobody listened to it. "


def waking(report: str) -> list[str]:
    return [span.cut(report) for span in waking_passages(report)]


@pytest.mark.parametrize(
    "ending",
    [
        "I woke up and was very sad.",
        "I suddenly awoke.",
        "My alarm clock rang and I was angry.",
        "I am awoken, my heart beating. I rise, ready for the day.",
        "I woke up. I thought about it all morning.",
    ],
)
def test_the_end_after_waking_is_waking(ending: str) -> None:
    assert waking(DREAM + ending) == [ending]


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("In real life he is dead.", "In real life he is dead."),
        ("The hall (in real life it burned down) was full.", "(in real life it burned down)"),
        ("An uncle came in, who in real life is dead.", "who in real life is dead."),
        ("This dream reminds me of my school.", "This dream reminds me of my school."),
        ("This is not a dream of loss but of hope.", "This is not a dream of loss but of hope."),
    ],
)
def test_remarks_about_the_dream_or_waking_life_are_waking(remark: str, expected: str) -> None:
    assert waking(f"{DREAM}{remark} {DREAM}") == [expected]


@pytest.mark.parametrize(
    "report",
    [
        DREAM,
        DREAM + "I dreamed that I woke up in a tower.",
        DREAM + "I woke him up and we left.",
        "I woke up in a tower. " + DREAM * 4,
        "I woke up in a tower. A bear came in.",
        DREAM + "The fire alarm rang and we ran.",
        DREAM + "As the dream fades, I am left with a sense of peace.",
        DREAM + "In my dream he was old, in real life he is young.",
        "",
    ],
)
def test_dream_content_is_not_taken_for_waking(report: str) -> None:
    assert waking(report) == []


def test_a_dream_that_goes_on_after_waking_is_told_again() -> None:
    report = DREAM + "I woke up and then I went back to sleep and the bear was there."
    assert waking(report) == ["I woke up and then I "]


@given(
    st.text()
    | st.lists(st.sampled_from(["I woke up", "in real life", "(", ")", ". ", "a bear sang", "\n\n"])).map(
        "".join
    )
)
def test_spans_are_in_order_and_apart(report: str) -> None:
    spans = waking_passages(report)
    assert all(0 <= start < end <= len(report) for start, end in spans)
    assert all(before.end < after.start for before, after in itertools.pairwise(spans))
