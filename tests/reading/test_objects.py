"""The things in dreams."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.cast import Cast
from noctuary.reading.lists import load
from noctuary.reading.objects import objects
from noctuary.reading.text import analyse
from noctuary.scheme.symbols import CLASSES, Scale

NOBODY = Cast((), (), ())


def things(report: str) -> str:
    return " ".join(str(coding.code) for coding in objects(analyse(report), NOBODY))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I found a red coat, two letters and a pistol on the bed.", "CL CM IW HH"),
        ("Her teeth and her hands were made of snow.", "BH BE NA"),
        ("The train crossed a bridge by the lake.", "TR ST NA"),
        ("Knives lay on the shelves.", "IW HH"),
        ("We ate bread in a restaurant.", "FO AE"),
    ],
)
def test_things_are_coded_by_class(report: str, expected: str) -> None:
    assert things(report) == expected


def test_a_thing_named_twice_is_one_object() -> None:
    assert things("A lamp stood there. The lamp went out. All lamps went out.") == "HH"


def test_words_of_two_parts_are_one_object() -> None:
    assert things("In the living room stood a washing machine.") == "AR HH"


def test_the_first_part_of_a_compound_is_no_object_of_its_own() -> None:
    assert things("The church bell rang over the kitchen table.") == "IR HH"


@pytest.mark.parametrize(
    "report",
    [
        "I had to face them and hand it over.",
        "The cloud looked like a knife.",
        "We stood in the heart of it all.",
        "",
    ],
)
def test_what_is_no_thing_here_is_not_coded(report: str) -> None:
    assert "BH" not in things(report)
    assert "BE" not in things(report)
    assert "IW" not in things(report)
    assert "BA" not in things(report)


def test_every_noun_stands_in_one_class_of_the_scheme() -> None:
    nouns = {symbol: set(words.split()) for symbol, words in load("objects")["nouns"].items()}
    assert set(nouns) == set(CLASSES[Scale.OBJECTS])
    assert not [shared for (_, one), (_, other) in combinations(nouns.items(), 2) if (shared := one & other)]


@given(st.text())
def test_evidence_cuts_real_words_of_any_text(report: str) -> None:
    assert all(span.cut(report) for coding in objects(analyse(report), NOBODY) for span in coding.evidence)


def test_the_first_part_of_a_compound_may_be_the_last_word() -> None:
    """Once this looked for the compound's second part behind the end of the text."""
    assert things("We slept in a motel") == "AR"
