"""``read``, ``code``, ``explain``."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

import standins
from invented import DREAMS, Noctuary
from noctuary.library import Library
from noctuary.readers import DEFAULT, READERS, identity_of

TEXT = "My mother was afraid of the dog."


# read


def test_a_text_is_read_and_nothing_kept(noctuary: Noctuary, place: Path) -> None:
    said = noctuary("read", "-", stdin=TEXT)
    assert said.code == 0
    assert TEXT in said.out
    assert "one mother, adult  “My mother”" in said.out
    assert not place.exists()


def test_readings_as_data(noctuary: Noctuary, tmp_path: Path) -> None:
    path = tmp_path / "2020-01-31.txt"
    path.write_text(TEXT)
    (line,) = noctuary("read", path, "--format", "jsonl").jsonl
    assert (line["report"], line["date"]) == (TEXT, "2020-01-31")
    assert "1FMA" in line["characters"]
    assert noctuary("read", path, "--format", "json").json == [line]
    rows = list(csv.DictReader(noctuary("read", path, "--format", "csv").out.splitlines()))
    assert "1FMA" in {row["code"] for row in rows}
    for row in rows:
        for word, span in zip(row["words"].split(" … "), row["evidence"].split(), strict=False):
            start, end = map(int, span.split("-"))
            assert TEXT[start:end] == word


def test_several_files_and_what_was_flawed(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("")
    said = noctuary("read", tmp_path / "a.txt", "-", tmp_path / "b.txt", "--format", "jsonl", stdin="I dug.")
    assert [line["report"] for line in said.jsonl] == [TEXT, "I dug."]
    assert "b.txt" in said.err


def test_what_cannot_be_read(noctuary: Noctuary, tmp_path: Path) -> None:
    assert noctuary("read").code == 2
    missing = noctuary("read", tmp_path / "nowhere.txt")
    assert missing.code == 1
    assert "nowhere.txt" in missing.err
    assert "not UTF-8" in noctuary("read", "-", stdin=b"\xff").err


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_what_holds_no_dream_is_a_failure(noctuary: Noctuary, tmp_path: Path, form: str) -> None:
    (tmp_path / "empty.txt").write_text(" ")
    (tmp_path / "noise.txt").write_bytes(b"\0\1\2")
    said = noctuary("read", tmp_path / "empty.txt", tmp_path / "noise.txt", "-", "--format", form, stdin="\n")
    assert said.code == 1
    assert said.out in ("", "[]\n")
    for told in ("empty.txt", "noise.txt", "standard input", "no dream"):
        assert told in said.err


def test_how_files_are_read_can_be_told(noctuary: Noctuary, tmp_path: Path) -> None:
    path = tmp_path / "dreams.txt"
    path.write_bytes(TEXT.encode("utf-16-le"))
    said = noctuary("read", path)
    assert (said.code, "--encoding" in said.err) == (1, True)
    (line,) = noctuary("read", path, "--encoding", "utf-16-le", "--format", "jsonl").jsonl
    assert line["report"] == TEXT
    path.write_text(f"a;b\n{TEXT};x\n")
    (line,) = noctuary("read", path, "--as", "csv", "--column", "text=a", "--format", "jsonl").jsonl
    assert line["report"] == TEXT
    wrong = noctuary("read", path, "--as", "csv", "--column", "text")
    assert (wrong.code, "OURS=THEIRS" in wrong.err) == (1, True)


def test_the_reader_can_be_chosen(noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "lexical", standins.GLAD)
    (line,) = noctuary("read", "-", "--reader", "lexical", "--format", "jsonl", stdin=TEXT).jsonl
    assert line["reader"]["name"] == "glad"
    unknown = noctuary("read", "-", "--reader", "tea-leaves", stdin=TEXT)
    assert unknown.code == 2
    assert "lexical" in unknown.err


# code


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three dreams in a file, one of a line that does not fit."""
    path = tmp_path / "corpus.jsonl"
    lines = [
        json.dumps({"id": dream.id, "collection": dream.series, "report": dream.text}) for dream in DREAMS
    ]
    path.write_text("\n".join([*lines, '{"id": "9"}']))
    return path


def test_a_corpus_becomes_a_file_of_readings(noctuary: Noctuary, corpus: Path, place: Path) -> None:
    said = noctuary("code", corpus, "-o", corpus.with_name("out.jsonl"))
    assert (said.code, said.out) == (0, "")
    assert f"3 dreams read by {identity_of(DEFAULT)}" in said.err
    assert "line 4" in said.err
    lines = [json.loads(line) for line in corpus.with_name("out.jsonl").read_text().splitlines()]
    assert [(line["collection"], line["id"], line["report"]) for line in lines] == [
        (dream.series, dream.id, dream.text) for dream in DREAMS
    ]
    assert all(line["reader"]["name"] == DEFAULT for line in lines)
    assert not place.exists()


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_workers_change_not_a_byte(noctuary: Noctuary, corpus: Path, ending: str) -> None:
    for workers in ("1", "2"):
        output = corpus.with_name(f"out-{workers}.{ending}")
        said = noctuary("code", corpus, "-o", output, "--workers", workers)
        assert (said.code, "3 dreams read" in said.err) == (0, True)
    one, two = (corpus.with_name(f"out-{workers}.{ending}").read_bytes() for workers in "12")
    assert one == two != b""
    assert noctuary("code", corpus, "-o", output, "--workers", "-1").code == 2


def test_nothing_comes_of_a_corpus_without_a_dream(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": "9"}\n{"id": "10"}\n')
    said = noctuary("code", tmp_path / "corpus.jsonl", "-o", tmp_path / "out.jsonl")
    assert said.code == 1
    assert "line 2" in said.err
    assert "no dream" in said.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_corpus_becomes_tables(noctuary: Noctuary, corpus: Path) -> None:
    polars = pytest.importorskip("polars")
    for name in ("out.csv", "out.parquet"):
        assert noctuary("code", corpus, "-o", corpus.with_name(name)).code == 0
    with corpus.with_name("out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    table = polars.read_parquet(corpus.with_name("out.parquet")).to_dicts()
    assert [(row["collection"], row["id"], row["code"] or None) for row in rows] == [
        (row["collection"], row["id"], row["code"]) for row in table
    ]
    assert {(row["collection"], row["id"]) for row in rows} == {dream.key for dream in DREAMS}
    assert "1FMA" in {row["code"] for row in rows if row["collection"] == "mine"}
    assert not any("harbour" in str(row) for row in rows)
    assert all(row["confidence"] is None or 0 <= row["confidence"] <= 1 for row in table)


def test_the_librarys_unread_dreams_are_read_once(noctuary: Noctuary, library: Path) -> None:
    assert "3 dreams read" in noctuary("code").err
    assert "0 dreams read" in noctuary("code").err
    with Library.open(library, read_only=True) as shelf:
        assert [count for _, count in shelf.readers()] == [3]


@pytest.mark.usefixtures("library")
def test_a_reader_with_nothing_to_read_is_not_opened(
    noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    noctuary("code")
    monkeypatch.setitem(READERS, "lexical", replace(READERS["lexical"], open=standins.MISSING.open))
    for command in (["code"], ["profile", "--norm", "women"], ["compare", "harbour", "snow"]):
        assert noctuary(*command).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["corpus.jsonl"], 1, "-o"),
        (["-o", "out.jsonl"], 1, "no corpus"),
        (["corpus.jsonl", "-o", "out.docx"], 1, ".docx"),
        (["corpus.jsonl", "-o", "out"], 1, "no ending"),
        (["corpus.jsonl", "-o", "corpus.jsonl"], 1, "--force"),
        (["nowhere.jsonl", "-o", "out.jsonl"], 2, "does not exist"),
    ],
)
def test_corpora_that_cannot_be_coded(
    noctuary: Noctuary, corpus: Path, arguments: list[str], code: int, message: str
) -> None:
    before = corpus.read_bytes()
    said = noctuary("code", *(each if each == "-o" else corpus.with_name(each) for each in arguments))
    assert (said.code, said.out) == (code, "")
    assert message in said.err
    assert corpus.read_bytes() == before
    assert not list(corpus.parent.glob("out*"))


# explain


def test_codes_in_words(noctuary: Noctuary) -> None:
    assert noctuary("explain", "1MKA").out == "one man known to the dreamer, adult\n"
    assert noctuary("explain", "ad").out.startswith("settings: a place")
    assert noctuary("explain", "D", "7>", "1MSA", "--scale", "aggression").out.startswith("attacking")
    (found,) = noctuary("explain", "AP D", "--format", "json").json
    assert found == {"scale": "emotions", "code": "AP D", "words": "apprehension, held by the dreamer"}
    unknown = noctuary("explain", "zz")
    assert (unknown.code, unknown.out) == (1, "")
    assert "no scale knows it" in unknown.err
    assert noctuary("explain", "1MKA", "--scale", "moods").code == 2
