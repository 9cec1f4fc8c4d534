"""The learned reader as a whole: order, threads and look-ahead with a fake network, the rest with the shipped one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noctuary.dream import Dream
from noctuary.reading.acquaintances import Acquaintance, Acquaintances
from noctuary.reading.model.manifest import MANIFEST, shipped
from noctuary.reading.model.reader import ModelReader
from noctuary.scheme import Scale, parse

Opening = Callable[[int], ModelReader]

DREAMS = [
    Dream(id=str(number), text=text)
    for number, text in enumerate(
        [
            "My uncle and I ran from two bears. I was afraid.",
            "",
            "a b c",
            "I stood in a library that I knew. Somebody hit me, and I cried.",
            "We flew over the town, and my sister sang. " * 30,
            "!!!",
        ]
        * 7
    )
]


@pytest.mark.parametrize("threads", [1, 3])
def test_readings_come_in_order_and_as_if_each_dream_were_alone(open_fake: Opening, threads: int) -> None:
    reader = open_fake(threads)
    together = list(reader.read_many(DREAMS))
    assert [reading.dream for reading in together] == [dream.key for dream in DREAMS]
    assert together == [reader.read(dream) for dream in DREAMS]
    assert any(reading.codings for reading in together)


def test_dreams_are_drawn_only_a_little_ahead(open_fake: Opening) -> None:
    drawn = 0

    def endless() -> Iterator[Dream]:
        nonlocal drawn
        while True:
            drawn += 1
            yield Dream(id=str(drawn), text="a b")

    readings = open_fake(2).read_many(endless())
    for _ in range(5):
        next(readings)
    assert drawn < 40


def test_no_dreams_no_readings(open_fake: Opening) -> None:
    assert list(open_fake(1).read_many([])) == []


def test_texts_have_vectors(open_fake: Opening) -> None:
    rows = open_fake(1).embed(["a b", "", "b a"])
    assert rows.shape == (3, 384)
    assert np.linalg.norm(rows, axis=1).tolist() == [1, 0, 1]
    assert open_fake(1).embed([]).shape == (0, 384)


class _Always:
    """The same acquaintances in every dream."""

    def __init__(self, acquaintances: Acquaintances) -> None:
        self._acquaintances = acquaintances

    def at(self, _dream: Dream) -> Acquaintances:
        return self._acquaintances


@pytest.fixture(scope="session")
def reader() -> ModelReader:
    if not shipped().joinpath(MANIFEST).is_file():
        pytest.skip("no model is shipped with this checkout")
    return ModelReader(threads=2)


def test_the_shipped_reader_reads_a_dream_alike_alone_and_among_others(reader: ModelReader) -> None:
    together = list(reader.read_many(DREAMS))
    assert together[:6] == [reader.read(dream) for dream in DREAMS[:6]]
    assert together[:6] == list(ModelReader(threads=1).read_many(DREAMS[:6]))
    assert [reading.codings for reading in together[:6]] == [reading.codings for reading in together[-6:]]


def test_the_shipped_reader_finds_who_is_plainly_told(reader: ModelReader) -> None:
    reading = reader.read(Dream(id="1", text="My mother chased me through our house, and I was terrified."))
    assert "1FMA" in [str(code) for code in reading.codes(Scale.CHARACTERS)]
    assert [code.symbol for code in reading.codes(Scale.EMOTIONS)] == ["AP"]


def test_a_very_long_dream_is_read_to_its_end(reader: ModelReader) -> None:
    text = "We walked on through the snow. " * 700 + "Then my sister hugged me."
    reading = reader.read(Dream(id="1", text=text))
    assert max(span.end for coding in reading.codings for span in coding.evidence) > len(text) - 30


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_the_shipped_reader_reads_any_text(reader: ModelReader, text: str) -> None:
    reading = reader.read(Dream(id="1", text=text))
    for coding in reading.codings:
        assert parse(str(coding.code), coding.code.scale) == coding.code
        assert coding.confidence is not None
        assert (
            coding.evidence or coding.code.scale is Scale.SETTINGS
        )  # a place that nothing tells of is guessed
        assert all(0 <= span.start < span.end <= len(text) for span in coding.evidence)
    assert all(one.end <= other.start for one, other in pairwise(reading.waking))


def test_whom_the_series_knows_is_coded_so_and_the_reading_says_it() -> None:
    howard = Acquaintances([Acquaintance(("Howard",), "M", "R")])
    in_series = ModelReader(_Always(howard), threads=1).read(Dream(id="1", text="Howard came. I was glad."))
    (coding,) = in_series.on(Scale.CHARACTERS)
    assert (coding.code.symbol, coding.established) == ("1MRA", "cast list")
    assert "series" in in_series.reader.settings


def test_what_is_alike_stands_near(reader: ModelReader) -> None:
    sea, shore, exam = reader.embed(
        ["I swam in the sea.", "I was swimming in the ocean.", "I came late to my exam at school."]
    )
    assert sea @ shore > sea @ exam
