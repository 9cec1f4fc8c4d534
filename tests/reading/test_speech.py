"""Who says what stands between quotation marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.characters import find_cast
from noctuary.reading.speech import Speech, speech_at, speeches
from noctuary.reading.text import analyse


def said(report: str) -> list[Speech]:
    text = analyse(report)
    return speeches(text, find_cast(text))


def who(report: str) -> list[tuple[str | None, str | None]]:
    return [(speech.speaker, speech.listener) for speech in said(report)]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ('"Come in," my aunt said.', [("1FRA", "D")]),
        ('"Come in," said my aunt.', [("1FRA", "D")]),
        ('My aunt said, "Come in."', [("1FRA", "D")]),
        ("My aunt said, “Come in.”", [("1FRA", "D")]),
        ('My aunt sat there. "Who are you?" I asked.', [("D", "1FRA")]),
        ('"No," my aunt said. "Never."', [("1FRA", "D"), ("1FRA", "D")]),
        ('A sign read "closed".', [(None, None)]),
        ('"I asked', []),
        ("", []),
    ],
)
def test_the_words_around_name_speaker_and_listener(
    report: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert who(report) == expected


def test_a_token_lies_in_its_speech_or_in_none() -> None:
    speeches_found = said('"Come in," my aunt said.')
    assert speech_at(speeches_found, 1) is speeches_found[0]
    assert speech_at(speeches_found, 6) is None


@given(st.text(alphabet='"“” .aI\n', max_size=80))
def test_speeches_stand_in_order_and_apart(report: str) -> None:
    found = said(report)
    assert all(speech.first <= speech.last for speech in found)
    assert all(one.last < other.first for one, other in pairwise(found))
