"""Where dreams take place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.cast import Cast
from noctuary.reading.settings import settings
from noctuary.reading.text import analyse

NOBODY = Cast((), (), ())


def places(report: str) -> str:
    return " ".join(str(coding.code) for coding in settings(analyse(report), NOBODY))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I stood in our kitchen.", "IF"),
        ("I was walking on a strange beach.", "OU"),
        ("I sat in a theatre.", "IQ"),
        ("We walked along the streets of Rome.", "OG"),
        ("I was driving my car along a road.", "OQ"),
        ("I find myself in a vast, unfamiliar library.", "IU"),
        ("I find myself in a library.", "IQ"),
        ("I stood on our roof.", "IF"),
        ("I waited on Linden Avenue.", "OF"),
        ("We drifted in a void.", "OQ"),
        ("I lay in bed and looked at the ceiling.", "IQ"),
        ("Somebody talked to me about numbers.", "AQ"),
        ("Somebody talked to me about life in Norway.", "AG"),
    ],
)
def test_a_place_has_location_and_familiarity(report: str, expected: str) -> None:
    assert places(report) == expected


def test_a_new_scene_on_the_other_side_of_the_walls_is_a_new_setting() -> None:
    report = (
        "I was in my house, in the kitchen. I sat at the table in the room. "
        "Then I was on a river, on a boat. We came to the shore."
    )
    assert places(report) == "IF OQ"


def test_a_place_only_mentioned_makes_no_scene() -> None:
    assert places("I sat in our kitchen, in the corner. Upstairs my mother talked of the sea.") == "IF"


def test_a_place_that_the_dreamer_comes_to_is_a_scene() -> None:
    others = "My mother slept in our kitchen, my father in the bedroom."
    assert places(f"{others} A man stood on a road.") == "IF"
    assert places(f"{others} I stood on a road.") == "IF OQ"


def test_what_makes_a_place_strange_is_evidence() -> None:
    report = "I stood on a beach. Unfamiliar soldiers came up to me."
    [coding] = settings(analyse(report), NOBODY)
    assert str(coding.code) == "OU"
    assert [span.cut(report) for span in coding.evidence] == ["beach", "Unfamiliar"]


def test_a_likeness_is_no_place() -> None:
    assert places("I stood in a hotel. Her dress shone like light on a lake.") == "IQ"


def test_an_empty_text_has_no_setting() -> None:
    assert places("") == ""


@given(
    st.text(min_size=1)
    | st.lists(
        st.sampled_from(["in", "the", "my", "house", "road", ",", ".", "Paris", "like", "car"]), min_size=1
    ).map(" ".join)
)
def test_every_dream_with_words_takes_place_somewhere(report: str) -> None:
    text = analyse(report)
    found = settings(text, NOBODY)
    assert bool(found) == any(text.told)
    assert all(span.cut(report) for coding in found for span in coding.evidence)
