"""The journals of other programs: jrnl and Day One; and the exports of SDDb."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from noctuary.dream import Dreamer, Series, SeriesKind, Sex
from noctuary.errors import FormatError

JRNL = """[2020-01-31 06:30] A ladder of salt. *
I climbed with @aunt.

[sic] and it held.

[2020-01-31 06:30] I rowed.

[2020-02-01 07:15:00 PM] I flew over @sea/north
"""


def test_jrnl_text(read_file: Callable[..., Any]) -> None:
    haul = read_file("journal.txt", JRNL)
    first, second, third = haul.dreams
    assert first.text == "A ladder of salt.\nI climbed with @aunt.\n\n[sic] and it held."
    assert (first.id, first.title, first.time) == ("2020-01-31-0630", "A ladder of salt.", time(6, 30))
    assert first.tags == ("aunt",)
    assert first.metadata == {"starred": "yes"}
    assert second.id == "2020-01-31-0630-2"
    assert third.time == time(19, 15)
    assert third.tags == ("sea/north",)
    assert haul.problems == []


def test_jrnl_json(read_file: Callable[..., Any]) -> None:
    entry = {
        "title": "A ladder.",
        "body": "I climbed.",
        "date": "2020-01-31",
        "time": "06:30",
        "tags": ["@salt"],
    }
    haul = read_file("journal.json", json.dumps({"tags": {}, "entries": [entry, {"title": "I flew."}]}))
    assert haul.dream.text == "A ladder.\nI climbed."
    assert haul.dream.tags == ("salt",)
    assert [problem.where for problem in haul.problems] == ["journal.json, entry 2"]


@pytest.mark.parametrize("content", [b"JRNLv3\x00\x01\x02", b"gAAAAABe"])
def test_an_encrypted_journal_says_what_to_do(read_file: Callable[..., Any], content: bytes) -> None:
    haul = read_file("journal.txt", content)
    assert haul.dreams == []
    assert "jrnl --format txt" in haul.problems[0].hint


ENTRY = {
    "uuid": "0F" * 16,
    "creationDate": "2020-01-31T20:15:30Z",
    "timeZone": "Australia/Sydney",
    "text": "# The lift\\.\n\nIt rose\\! \\(again\\)",
    "tags": ["lift"],
    "starred": True,
    "location": {"placeName": "Home", "latitude": -33.9, "region": {"radius": 1}},
    "weather": {"conditionsDescription": "Rain"},
}


def day_one(*entries: object) -> str:
    return json.dumps({"metadata": {"version": "1.0"}, "entries": entries})


def test_day_one(read_file: Callable[..., Any]) -> None:
    dream = read_file("Journal.json", day_one(ENTRY)).dream
    assert dream.text == "# The lift.\n\nIt rose! (again)"
    assert dream.title == "The lift."
    assert (str(dream.date), dream.time) == ("2020-02-01", time(7, 15))
    assert dream.metadata == {"starred": "yes"}


def test_where_one_slept_is_private(read_file: Callable[..., Any]) -> None:
    dream = read_file("Journal.json", day_one(ENTRY), private=True).dream
    assert dream.metadata["location.placeName"] == "Home"
    assert dream.metadata["weather.conditionsDescription"] == "Rain"


def test_day_one_in_a_zip(read_file: Callable[..., Any]) -> None:
    rich = {
        "uuid": "x",
        "richText": json.dumps({"contents": [{"text": "I "}, {"embeddedObjects": []}, {"text": "flew."}]}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../Journal.json", day_one(ENTRY, rich, {"uuid": "y"}, 7))
        archive.writestr("photos/a.jpeg", b"\xff\xd8")
    haul = read_file("export.zip", packed.getvalue())
    assert [dream.text for dream in haul.dreams] == ["# The lift.\n\nIt rose! (again)", "I flew."]
    assert [problem.where.rpartition(", ")[2] for problem in haul.problems] == [
        "entry 2",
        "entry 3",
        "entry 4",
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing more", b"no zip"])
def test_a_damaged_zip(read_file: Callable[..., Any], content: bytes) -> None:
    with pytest.raises(FormatError, match="no kind"):
        read_file("export.zip", content)
    with pytest.raises(FormatError, match="damaged"):
        read_file("export.zip", content, format="dayone")


def test_an_unknown_time_zone_is_told(read_file: Callable[..., Any]) -> None:
    haul = read_file("Journal.json", day_one({**ENTRY, "timeZone": "Moon/Mare"}))
    assert str(haul.dream.date) == "2020-01-31"
    assert len(haul.problems) == 1


@pytest.mark.parametrize(
    "header",
    [
        "Dream Report ID,Survey Name,Participant ID,Gender,Age,Question,Dream Text,Dream Date,Title",
        "x,survey,respondent,y,age,dream_question,answer_text,date,dream_entry_title",
    ],
)
def test_sddb(read_file: Callable[..., Any], header: str) -> None:
    haul = read_file(
        "export.csv",
        f"{header}\nd1,Winter,p1,Female,31,recent,I flew.,2012-02-03,\nd2,Winter,p1,Female,31,recent,None.,,\n"
        "d3,Winter,p2,Male,40,recent,,,\n",
    )
    dream = haul.dream
    assert dream.text == "I flew."
    assert dream.date is None
    assert dream.metadata["uploaded"] == "2012-02-03"
    assert (dream.series, dream.dreamer) == ("Winter", "p1")
    assert [item.kind for item in haul if isinstance(item, Series)] == [SeriesKind.SET]
    assert [item.id for item in haul if isinstance(item, Dreamer)] == ["p1"]
    assert "1 answers are empty and 1 say" in haul.problems[0].what


def test_sddb_knows_the_sex(read_file: Callable[..., Any]) -> None:
    haul = read_file("e.csv", "Survey Name,Participant ID,Gender,Dream Text\nWinter,p1,Female,I flew.\n")
    assert [item.sex for item in haul if isinstance(item, Dreamer)] == [Sex.FEMALE]


def test_a_named_format_that_does_not_fit(read_file: Callable[..., Any]) -> None:
    with pytest.raises(FormatError, match="SDDb"):
        read_file("a.csv", "id,text\n1,I flew.\n", format="sddb")
