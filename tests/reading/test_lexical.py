"""The lexical reader as a whole: what must hold for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream
from noctuary.ingest import read_path
from noctuary.reading.lexical import LexicalReader
from noctuary.scheme import Scale, parse

READER = LexicalReader()

# Words that open every door of the reader, in any order, beside any Unicode.
WORDS = st.sampled_from(
    "I we she he they my his her mother brother stranger dog friends police man not no as if like was were did had "
    "said chased killed kissed helped gave lost fell died afraid happy angry sad confused house car knife library "
    "library. woke up and then , . ! \" ' ( ) n't 's very big red tried finally could together with by of to from "
    "Tom Mary Dr. motel (16) [BL]".split()
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    reading = READER.read(Dream(id="1", text=text))
    assert set(reading.scales) == set(Scale)
    for coding in reading.codings:
        assert parse(str(coding.code), coding.code.scale) == coding.code
        assert coding.confidence is not None
        for span in coding.evidence:
            assert 0 <= span.start < span.end <= len(text)
            assert span.cut(text).strip()
    assert all(one.end <= other.start for one, other in pairwise(reading.waking))


@given(TEXTS)
def test_nothing_from_waking_life_is_coded(text: str) -> None:
    reading = READER.read(Dream(id="1", text=text))
    for coding in reading.codings:
        for span in coding.evidence:
            assert not any(start <= span.start < end for start, end in reading.waking)


@given(st.lists(TEXTS, max_size=5))
def test_a_reading_depends_on_its_own_text_alone(texts: list[str]) -> None:
    dreams = [Dream(id=str(number), text=text) for number, text in enumerate(texts)]
    together = list(READER.read_many(dreams))
    assert together == [READER.read(dream) for dream in dreams]
    assert [reading.dream for reading in together] == [dream.key for dream in dreams]


def test_the_empty_text_holds_nothing_but_a_place_that_is_not_told() -> None:
    reading = READER.read(Dream(id="1", text=""))
    assert [coding for coding in reading.codings if coding.code.scale is not Scale.SETTINGS] == []


@pytest.mark.corpus
def test_every_hand_coded_dream_is_read(shared_data: Path) -> None:
    """Real reports break readers that invented ones do not."""
    dreams = [found for found in read_path(shared_data / "codings") if isinstance(found, Dream)]
    assert sum(1 for _ in READER.read_many(dreams)) == len(dreams) > 1000
