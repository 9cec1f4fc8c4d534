"""Plain text files, and the encodings that they come in."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from noctuary.errors import FormatError

TEXT = "Ich flog über die Brücke – „leise“ …\r\n\r\nand woke.\n "


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
    ],
)
def test_the_text_comes_in_whole(read_file: Callable[..., Any], content: bytes) -> None:
    haul = read_file("bridge.txt", content)
    assert haul.dream.text == TEXT
    assert haul.dream.id == "bridge"
    assert haul.dream.series == "journal"
    assert haul.problems == []


def test_an_encoding_may_be_named(read_file: Callable[..., Any]) -> None:
    assert read_file("a.txt", "Müde".encode("utf-16-le"), encoding="utf-16-le").dream.text == "Müde"
    assert read_file("b.txt", "é".encode("mac-roman"), encoding="mac-roman").dream.text == "é"
    assert read_file("c.txt", codecs.BOM_UTF8 + b"I flew.", encoding="utf-8").dream.text == "I flew."


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"\x89PNG\x00\x01 and more", "NUL"),
        (b"caf\xe9 \x01\x02", "control characters"),
        (b"caf\xe9 \x81\x8d", "neither UTF-8 nor Windows-1252"),
    ],
)
def test_what_is_no_text_is_a_problem(read_file: Callable[..., Any], content: bytes, fact: str) -> None:
    haul = read_file("odd.txt", content)
    assert haul.dreams == []
    (problem,) = haul.problems
    assert fact in problem.what
    assert "--encoding" in problem.hint


def test_a_wrong_encoding_is_a_problem(read_file: Callable[..., Any]) -> None:
    (problem,) = read_file("a.txt", b"caf\xe9", encoding="utf-8").problems
    assert "not in the encoding" in problem.what
    (problem,) = read_file("a.txt", b"cafe", encoding="klingon").problems
    assert "klingon" in problem.what


def test_an_empty_file_is_a_problem(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.txt", "  \n")
    assert haul.dreams == []
    assert len(haul.problems) == 1


def test_the_name_may_be_a_date(read_file: Callable[..., Any]) -> None:
    assert str(read_file("2020-01-31.txt", "I flew.").dream.date) == "2020-01-31"
    assert str(read_file("20200131 late.txt", "I flew.").dream.date) == "2020-01-31"
    assert read_file("000_a1b2.txt", "I flew.").dream.date is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
@example(b"PAR1")
def test_no_bytes_crash_a_reader(read_file: Callable[..., Any], content: bytes) -> None:
    for name in ("a.txt", "a.md", "a.csv", "a.jsonl"):
        try:
            read_file(name, content)
        except FormatError as error:
            # The table has no column of texts, or only begins like one in Parquet.
            assert "column" in error.message or "Parquet" in error.message  # noqa: PT017
