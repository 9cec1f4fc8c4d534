"""What holds for every reader, whatever it is given."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Reading
from noctuary.dream import Dream
from noctuary.scheme import parse
from reading.registers.conftest import ReadsDreams

# Every register's words, with what stands around dreams, in any order.
WORDS = st.sampled_from(
    """
    I i you You your she She he they we my his her mother Mum stranger dogs Dr. Hale policeman nobody not no n't
    wasnt didn´t as if though than like or and then but so because would was were saw chased helped gave afraid angry
    happy lonely 𝒔𝒂𝒅 fiance\u0301e ｃａｔ lamb monster 😱 🐈‍⬛ “ ” " ' ( ) … . ! ? , — [BL] (16) [?] (1999)
    """.split()
) | st.sampled_from(
    [
        "I woke up",
        "you wake up",
        "she woke up",
        "Woke 5.40.",
        "She dreamt that she",
        "I went to bed and dreamt that",
        "it was still the dream",
        "in real life",
        "(this reminds me of my aunt)",
        "my alarm rang",
        "\n",
        "\n\n",
    ]
)
TEXTS = st.text(max_size=200) | st.lists(WORDS, max_size=60).map(" ".join)
MARK = re.compile(r"\[(?:BL|\?)\]|\(16\)")


def read(reader: ReadsDreams, *texts: str) -> list[Reading]:
    return list(reader.read_many([Dream(id=str(at), text=text) for at, text in enumerate(texts)]))


@given(text=TEXTS)
def test_codes_are_valid_and_stand_on_words(reader: ReadsDreams, text: str) -> None:
    (reading,) = read(reader, text)
    for coding in reading.codings:
        assert parse(str(coding.code), coding.code.scale) == coding.code
        for span in coding.evidence:
            assert 0 <= span.start < span.end <= len(text)
            assert span.cut(text).strip()


@given(text=TEXTS)
def test_waking_passages_are_in_order_and_apart(reader: ReadsDreams, text: str) -> None:
    (reading,) = read(reader, text)
    assert all(0 <= start < end <= len(text) for start, end in reading.waking)
    assert all(before.end < after.start for before, after in pairwise(reading.waking))


@given(text=TEXTS)
def test_nothing_is_coded_from_waking_life_or_coders_marks(reader: ReadsDreams, text: str) -> None:
    (reading,) = read(reader, text)
    apart = [*reading.waking, *(found.span() for found in MARK.finditer(text))]
    for coding in reading.codings:
        for span in coding.evidence:
            assert not any(start <= span.start < end for start, end in apart)


@given(texts=st.lists(TEXTS, min_size=2, max_size=4))
def test_the_same_text_gives_the_same_reading(reader: ReadsDreams, texts: list[str]) -> None:
    together = read(reader, *texts)
    for before, text in zip(together, texts, strict=True):
        (alone,) = read(reader, text)
        assert (alone.codings, alone.waking) == (before.codings, before.waking)


@pytest.mark.parametrize("words", ["and then i saw my mother and she was angry ", "my mother was sad or "])
def test_a_very_long_text_without_a_stop_is_read(reader: ReadsDreams, words: str) -> None:
    (reading,) = read(reader, words * 500)
    assert reading.codings
