"""The interchange format gives back what went in, and reads what others write leniently."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest
from hypothesis import given

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.interchange import (
    dream_from_dict,
    dream_to_dict,
    dumps,
    reading_from_dict,
    reading_to_dict,
)
from noctuary.scheme import Scale, parse
from strategies import DREAMS, KEYS, readings

NOBODY = Reader("nobody")


def through_json(line: dict[str, Any]) -> dict[str, Any]:
    written = dumps(line)
    assert "\n" not in written
    read: dict[str, Any] = json.loads(written)
    return read


@given(DREAMS)
def test_a_dream_comes_back(dream: Dream) -> None:
    assert dream_from_dict(through_json(dream_to_dict(dream))) == dream


@given(KEYS.flatmap(readings))
def test_a_reading_comes_back(reading: Reading) -> None:
    back, problems = reading_from_dict(through_json(reading_to_dict(reading)), reading.dream, reader=NOBODY)
    assert back == reading
    assert problems == []


def read(**line: Any) -> tuple[Reading, list[str]]:
    reading, problems = reading_from_dict(line, DreamKey("mine", "1"), reader=NOBODY, where="line 1")
    return reading, list(map(str, problems))


def test_evidence_stands_in_objects_and_beside_strings() -> None:
    codings = (
        Coding(parse("1MKA", Scale.CHARACTERS), (TextSpan(2, 9),), 0.5),
        Coding(parse("2ANI", Scale.CHARACTERS)),
        Coding(parse("1MKA 7> D", Scale.AGGRESSION), (TextSpan(2, 9), TextSpan(12, 15)), 0.25),
        Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(20, 26),)),
        Coding(parse("D", Scale.SUCCESS)),
    )
    line = reading_to_dict(Reading(DreamKey("mine", "1"), Reader("lexical"), codings, text_sha256="ab"))
    assert line["characters"] == ["1MKA", "2ANI"]
    assert line["characters_evidence"] == [{"evidence": [[2, 9]], "confidence": 0.5}, {"evidence": []}]
    assert line["aggression"] == [
        {
            "initiator": "1MKA",
            "class": 7,
            "direction": ">",
            "recipient": "D",
            "evidence": [[2, 9], [12, 15]],
            "confidence": 0.25,
        }
    ]
    assert line["emotions"] == [{"class": "AP", "character": "D", "evidence": [[20, 26]]}]
    assert (line["success"], line["success_evidence"]) == (["D"], [{"evidence": []}])
    assert line["reader"] == {"name": "lexical", "version": "1", "kind": "program", "settings": {}}
    assert line["text_sha256"] == "ab"
    assert "waking" not in line


def test_scales_tell_what_was_coded() -> None:
    nothing, _ = read(scales=["emotions"])
    assert nothing.scales == (Scale.EMOTIONS,)
    assert nothing.codings == ()
    unnamed, _ = read(settings=["IF"], report="I was at home.")
    assert unnamed.scales == (Scale.SETTINGS,)
    stray, problems = read(scales=["emotions"], settings=["IF"])
    assert (stray.codings, problems) == ((), [])


def test_what_cannot_be_made_out_is_told_with_its_place() -> None:
    reading, problems = read(
        characters=["1mka", "9XXX", 5, None],
        aggression=[
            {"initiator": "1MSA", "class": 6, "direction": ">", "recipient": "D"},
            {"initiator": "D", "class": 1, "direction": "*", "recipient": None},
            {"class": 6},
            "1MSA 6> D",
        ],
        emotions=[{"class": "AN", "character": "D", "confidence": 7}, {"class": "HA", "character": "D"}],
    )
    assert [str(coding.code) for coding in reading.codings] == [
        "1MKA",
        "1MSA 6> D",
        "D 1*",
        "1MSA 6> D",
        "HA D",
    ]
    assert problems[0] == "line 1: mine/1: characters entry 2 is no valid code."
    assert len(problems) == 5


def test_the_reader_is_the_one_that_the_line_names() -> None:
    named, _ = read(reader={"name": "coder", "version": 2, "kind": "person", "settings": {"pass": 1}})
    assert named.reader == Reader("coder", "2", ReaderKind.PERSON, {"pass": "1"})
    assert read()[0].reader == NOBODY


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"report": "I flew."}, KeyError),
        ({"id": "1"}, KeyError),
        ({"id": "1", "report": 5}, TypeError),
        ({"id": "1", "report": "I flew.", "lucidity": "very"}, ValueError),
        ({"id": "1", "report": "I flew.", "time": "late"}, ValueError),
        ({"id": "1", "report": "I flew.", "ratings": {"fear": "much"}}, ValueError),
        ({"id": " ", "report": "I flew."}, ValueError),
        ({"id": "1", "report": "I flew.", "dreamer": ["she"], "tags": 5}, TypeError),
    ],
)
def test_lines_that_hold_no_dream_are_refused(line: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        dream_from_dict(line)


def test_other_programs_may_leave_most_out() -> None:
    dream = dream_from_dict({"id": 7, "text": "I flew.", "dreamer": 5, "time": "06:30", "date": "1985"})
    assert dream == Dream(
        id="7", text="I flew.", dreamer="5", date=dream.date, time=time(6, 30), series="journal"
    )
    assert str(dream.date) == "1985"
    assert dream_from_dict({"id": 7, "text": "I flew.", "dreamer": ""}).dreamer is None
