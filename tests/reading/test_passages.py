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
        "I\nwoke up and was sad.",
        "Woke at six with a cramp.",
        "I am waking up and the pillow was wet.",
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
        ("A lake lay there (it reminds me of Wales) and froze.", "(it reminds me of Wales)"),
        ("irl we live in a flat.", "irl we live in a flat."),
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
        DREAM + "Then I woke up. The bear sat on my bed. I was still dreaming.",
        DREAM + "I woke up (in the same dream) and the bear was there.",
        DREAM + "I dreamt that I went to bed and fell asleep.",
        "I fell asleep in the hay and the bear dreamed of honey. " + DREAM * 3,
        "My dream: I went to bed in a boat and dreamt that I swam. " + DREAM * 3,
        "",
    ],
)
def test_dream_content_is_not_taken_for_waking(report: str) -> None:
    assert waking(report) == []


def test_a_waking_that_was_dreamt_ends_nothing_but_the_next_one_does() -> None:
    report = DREAM + "I woke up and the bear was on my bed. I ran. Then I really woke up, shouting."
    assert waking(report) == ["I really woke up, shouting."]


def test_an_early_waking_ends_the_dream_for_whoever_then_looks_back_on_it() -> None:
    morning = (
        "I woke up at four. We had tea. I told my aunt the dream, and she laughed at me for some time. " * 2
    )
    assert waking(DREAM + morning) == [morning]
    assert waking(DREAM + "I woke up at four. We had tea. " + DREAM * 3) == []


def test_the_evening_before_the_dream_is_waking() -> None:
    evening = "I was cross when I went to bed. "
    assert waking(evening + "I dreamt that I was out. " + DREAM * 3) == [evening]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("You are out. You swim to your house. " + DREAM + "You wake up, sad.", ["You wake up, sad."]),
        ("She dreamt that she swam. " + DREAM + "She woke up, sad.", ["She woke up, sad."]),
        ("I was out with her. " + DREAM + "She woke up, sad.", []),
    ],
)
def test_the_dreamer_wakes_whatever_she_is_called(report: str, expected: list[str]) -> None:
    assert waking(report) == expected


def test_a_dream_that_goes_on_after_waking_is_told_again() -> None:
    report = DREAM + "I woke up and then I went back to sleep and the bear was there."
    assert waking(report) == ["I woke up and then I "]


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "I woke up",
                "in real life",
                "(",
                ")",
                ". ",
                "a bear sang",
                "\n\n",
                "\n",
                "I went to bed",
                " dreamt ",
                "you ",
            ]
        )
    ).map("".join)
)
def test_spans_are_in_order_and_apart(report: str) -> None:
    spans = waking_passages(report)
    assert all(0 <= start < end <= len(report) for start, end in spans)
    assert all(before.end < after.start for before, after in itertools.pairwise(spans))
