"""``cast``, its acts and ``code --in-series``; commands on a library of an older version."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from invented import Noctuary, write_old_library
from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.readers import open_reader

TEXTS = (
    "My brother Ben rowed the boat.",
    "Ben, my brother, swam.",
    "Ben was afraid of the sea.",
    "My aunt Ruth sang.",
)


@pytest.fixture
def rowing(place: Path) -> Path:
    """A library of one series, in which a brother is told of."""
    with Library.open(place, create=True) as made:
        made.take_in(Dream(id=str(night), text=text, series="mine") for night, text in enumerate(TEXTS))
    return place


def codes(noctuary: Noctuary, dream: str) -> str:
    shown = noctuary("show", dream)
    assert shown.code == 0
    return str(shown.out)


@pytest.mark.usefixtures("rowing")
def test_who_is_proposed_is_listed_and_confirmed(noctuary: Noctuary) -> None:
    said = noctuary("cast")
    assert "in 2 dreams: 0, 1" in said.out
    assert "noctuary cast confirm" in said.err
    (ben, ruth) = noctuary("cast", "mine", "--format", "json").json
    assert (ben["name"], ben["relation"], ben["code"], ben["confirmed"]) == ("Ben", "brother", "1MBA", "")
    assert (ruth["name"], ruth["told"]) == ("Ruth", "in 1 dream: 3")
    confirmed = noctuary("cast", "confirm", "Benjamin", "ex-husband", "--alias", "Ben", "--since", "1985-03")
    assert (confirmed.code, confirmed.out) == (0, "")
    assert "Benjamin (also Ben) is on the cast list of mine: ex-husband (one male relative" in confirmed.err
    rows = noctuary("cast", "list", "mine", "--format", "jsonl").jsonl
    assert [(row["name"], row["code"], row["since"]) for row in rows] == [
        ("Benjamin, Ben", "1MRA", "1985-03"),
        ("Ruth", "1FRA", ""),
    ]
    assert rows[0]["confirmed"]
    assert noctuary("cast", "forget", "ben").code == 0
    assert "Nobody" in noctuary("cast", "forget", "ben").err


@pytest.mark.usefixtures("rowing")
def test_a_library_is_read_in_series_mode(noctuary: Noctuary) -> None:
    assert "4 dreams read by lexical" in noctuary("code", "--in-series", "--reader", "lexical").err
    assert "0 dreams read" in noctuary("code", "--in-series", "--reader", "lexical").err
    assert "known from mine/0" in codes(noctuary, "mine/2")
    noctuary("cast", "confirm", "Ben", "1MRA")
    assert "4 dreams read" in noctuary("code", "--in-series", "--reader", "lexical").err
    assert "known from the cast list" in codes(noctuary, "mine/2")
    (line,) = noctuary("show", "mine/2", "--format", "json").json
    assert line["characters_evidence"][0]["established"] == "cast list"


@pytest.mark.usefixtures("rowing")
def test_a_corpus_is_read_in_series_mode(noctuary: Noctuary, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    lines = [
        json.dumps({"id": str(night), "collection": "mine", "report": text})
        for night, text in enumerate(TEXTS)
    ]
    corpus.write_text("\n".join(lines))
    noctuary("cast", "confirm", "Ruth", "friend")
    said = noctuary("code", corpus, "--reader", "lexical", "--in-series", "-o", tmp_path / "out.csv")
    assert "(series 1) into" in said.err
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = {(row["id"], row["code"]): row["established"] for row in csv.DictReader(file)}
    assert rows["2", "1MBA"] == "mine/0"
    assert rows["0", "1MBA"] == rows["3", "1FRA"] == ""
    plain = noctuary("code", corpus, "--reader", "lexical", "-o", tmp_path / "plain.csv")
    assert "series" not in plain.err
    assert "cast list" not in (tmp_path / "plain.csv").read_text()


def test_a_corpus_needs_no_library_for_it(noctuary: Noctuary, tmp_path: Path, place: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "1", "report": "Ben sang."}')
    assert (
        noctuary("code", corpus, "--reader", "lexical", "--in-series", "-o", tmp_path / "out.jsonl").code == 0
    )
    assert not place.exists()


@pytest.mark.usefixtures("library")
def test_whose_cast_is_asked_for(noctuary: Noctuary) -> None:
    assert "Name one of: mine, other." in noctuary("cast").err
    assert "Near it: mine." in noctuary("cast", "mien").err
    assert noctuary("cast", "nowhere").code == noctuary("cast", "confirm", "Ben", "brother").code == 1
    assert noctuary("cast", "confirm", "Ben", "brother", "--series", "other").code == 0
    assert (
        "is no date" in noctuary("cast", "confirm", "Ben", "uncle", "--since", "soon", "--series", "mine").err
    )
    assert "no relation" in noctuary("cast", "confirm", "Ben", "harbour", "--series", "mine").err
    assert "its dreams propose nobody" in noctuary("cast", "mine").err


@pytest.fixture
def read(rowing: Path) -> Path:
    """The same library, read by the word lists: what is asked of it is there at once."""
    with Library.open(rowing) as made:
        made.take_in([Dream(id="4", text="Benjamin told me about Ben and Ruth.", series="mine")])
        made.read_unread(open_reader("lexical"))
    return rowing


@pytest.mark.usefixtures("read")
def test_two_are_made_one_and_two_again(noctuary: Noctuary) -> None:
    (pair,) = noctuary("cast", "alike", "--format", "json").json
    assert {pair["one"], pair["other"]} == {"Ben", "Benjamin"}
    assert {pair["dreams_of_one"], pair["dreams_of_other"]} == {4, 1}
    assert "noctuary cast merge" in noctuary("cast", "alike").err
    merged = noctuary("cast", "merge", "Benjamin", "Ben")
    assert (merged.code, merged.out) == (0, "")
    assert "Benjamin and Ben are one from now on" in merged.err
    assert "No two figures" in noctuary("cast", "alike").err
    assert "one already" in noctuary("cast", "merge", "Benjamin", "Ben").err
    assert "Taken back: Benjamin and Ben were made one." in noctuary("cast", "undo").err
    assert noctuary("cast", "apart", "Ben", "Benjamin").err == "Ben and Benjamin are two people.\n"
    assert noctuary("cast", "alike", "--format", "json").json == []
    assert "told apart" in noctuary("cast", "undo").err
    assert "Nothing said of the cast of mine" in noctuary("cast", "undo").err


@pytest.mark.usefixtures("read")
def test_names_are_said(noctuary: Noctuary) -> None:
    assert "Ruth is called Ruthie" in noctuary("cast", "rename", "Ruth", "Ruthie").err
    assert "Ruthie is also called Auntie" in noctuary("cast", "alias", "ruthie", "Auntie").err
    confirmed = noctuary("cast", "confirm", "Ruthie", "aunt")
    assert "Ruthie (also Auntie, Aunt Ruth, Ruth) is on the cast list of mine: aunt" in confirmed.err
    assert "Ari is on the cast list of mine.\n" in noctuary("cast", "confirm", "Ari").err
    assert "one man known to the dreamer" in noctuary("cast", "confirm", "Ari", "friend", "--sex", "m").err


@pytest.mark.usefixtures("read")
def test_a_name_is_somebody_else_in_some_dreams(noctuary: Noctuary) -> None:
    split = noctuary("cast", "split", "Ben", "2", "mine/4", "--into", "Ben (work)")
    assert split.err == "Ben is Ben (work) in 2 dreams.\n"
    listed = {row["name"]: row["told"] for row in noctuary("cast", "--format", "json").json}
    assert listed["Ben (work)"] == "by you in 2 dreams: 2, 4"
    figures = {row["name"]: row["dreams"] for row in noctuary("figures", "--format", "json").json}
    assert (figures["Ben"], figures["Ben (work)"]) == (2, 2)
    assert "'Ben' is not seen in mine/3" in noctuary("cast", "split", "Ben", "3", "--into", "").err
    assert "no dream 'x'" in noctuary("cast", "split", "Ben", "x", "--into", "Ari").err
    assert noctuary("cast", "split", "Ben", "0").code == 2
    assert "nobody on the cast list in 1 dream" in noctuary("cast", "split", "Ben", "0", "--into", "").err


@pytest.mark.usefixtures("rowing")
def test_series_are_read_in_one_process(noctuary: Noctuary) -> None:
    assert "one process" in noctuary("code", "--in-series", "--workers", "2").err


# A library of an older version.


def test_a_command_that_reads_brings_an_old_library_up_to_date(noctuary: Noctuary, place: Path) -> None:
    write_old_library(place)
    first = noctuary("list")
    assert first.code == 0
    assert "Harbour" in first.out
    assert "brought up to date" in first.err
    assert f"{place}.before-" in first.err
    for command in (["list"], ["search", "harbour"], ["show", "mine/2"], ["cast"], ["verify"]):
        said = noctuary(*command)
        assert said.code == 0
        assert "up to date" not in said.err


@pytest.mark.usefixtures("place")
def test_an_old_backup_is_restored_and_used(noctuary: Noctuary, tmp_path: Path) -> None:
    backup = tmp_path / "old.noctuary"
    write_old_library(backup)
    assert noctuary("restore", backup).code == 0
    assert "mother" in codes(noctuary, "mine/2")
    assert noctuary("backup", tmp_path / "again.noctuary").code == 0
