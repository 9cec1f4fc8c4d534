"""Words that describe."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.cast import Cast
from noctuary.reading.lists import load
from noctuary.reading.modifiers import modifiers
from noctuary.reading.text import analyse
from noctuary.scheme.symbols import CLASSES, Scale

NOBODY = Cast((), (), ())


def described(report: str) -> str:
    return " ".join(str(coding.code) for coding in modifiers(analyse(report), NOBODY))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("A very large, old black dog ran slowly.", "I+ S+ A+ C- V-"),
        ("The tiny yellow house was beautiful.", "S- C+ E+"),
        ("A cold, empty street, and a dirty window.", "T- D- E-"),
        ("Nobody came.", ""),
        ("", ""),
    ],
)
def test_each_descriptive_word_is_one_code(report: str, expected: str) -> None:
    assert described(report) == expected


def test_a_word_that_comes_twice_is_coded_twice() -> None:
    assert described("A red door and a red key.") == "C+ C+"


@pytest.mark.parametrize("report", ["She was ten years old.", "At high school we sang.", "In real life."])
def test_set_phrases_describe_nothing(report: str) -> None:
    assert described(report) == ""


def test_every_word_stands_in_one_class_of_the_scheme() -> None:
    lists = {symbol: set(words.split()) for symbol, words in load("modifiers")["words"].items()}
    assert set(lists) == set(CLASSES[Scale.MODIFIERS])
    assert not [shared for (_, one), (_, other) in combinations(lists.items(), 2) if (shared := one & other)]


@given(st.text())
def test_evidence_cuts_real_words_of_any_text(report: str) -> None:
    assert all(span.cut(report) for coding in modifiers(analyse(report), NOBODY) for span in coding.evidence)
