"""Readings: what they may hold, and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given

from noctuary.coding import Coding, Reader, ReaderKind, Reading, counting, together
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.scheme import Scale, parse
from strategies import readings

FEAR = parse("AP D", Scale.EMOTIONS)
KEY = DreamKey("mine", "1")


@given(readings())
def test_each_coding_stands_on_one_scale(reading: Reading) -> None:
    assert [coding for scale in Scale for coding in reading.on(scale)] == list(reading.codings)
    assert sum(len(reading.codes(scale)) for scale in Scale) == len(reading.codings)


def test_a_code_on_a_scale_that_was_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="emotions"):
        Reading(KEY, Reader("lexical"), (Coding(FEAR),), scales=(Scale.SETTINGS,))


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Coding(FEAR, confidence=confidence)


@pytest.mark.parametrize("span", [(-1, 2), (3, 3), (5, 2)])
def test_evidence_covers_something(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="evidence"):
        Coding(FEAR, (TextSpan(*span),))


def test_a_reading_knows_the_text_that_was_read() -> None:
    dream = Dream(id="1", text="I was afraid of the lift.", series="mine")
    reading = Reading.of(dream, Reader("lexical"), [Coding(FEAR, (TextSpan(6, 12),))])
    assert reading.text_sha256 == dream.text_sha256
    assert [coding.evidence[0].cut(dream.text) for coding in reading.on(Scale.EMOTIONS)] == ["afraid"]


def test_equal_recipes_are_equal_texts() -> None:
    one, two = Reader("coder", settings={"b": "2", "a": "1"}), Reader("coder", settings={"a": "1", "b": "2"})
    assert one.recipe == two.recipe
    assert one == two


def test_what_counts_is_decided_scale_by_scale() -> None:
    dream = Dream(id="1", text="I was afraid of my sister, then I woke.")
    sister = Coding(parse("1FTA", Scale.CHARACTERS))
    program = Reading.of(dream, Reader("lexical"), [sister, Coding(FEAR)], waking=[TextSpan(27, 38)])
    person = Reading.of(dream, Reader("Ada", kind=ReaderKind.PERSON), [], scales=[Scale.EMOTIONS])
    assert counting([person, program])[Scale.EMOTIONS] is person
    assert counting([person, program])[Scale.CHARACTERS] is program
    merged = together([person, program])
    assert merged.codings == (sister,)
    assert merged.scales == tuple(Scale)
    # Who corrects one scale says nothing of what is told from waking life.
    assert merged.waking == program.waking
    assert together([program]) == program
