"""``network``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pytest

from invented import Noctuary
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Series
from noctuary.library import Library
from noctuary.scheme import Scale, parse

pytestmark = pytest.mark.usefixtures("casts")

NAMES = ("Rachel", "Ben", "Agnes", "Howard")


@pytest.fixture
def casts(place: Path) -> None:
    """A series in which names meet, read by the reader of word lists, and in part by a person."""
    dreams = [
        Dream(
            id=str(number),
            series="mine",
            text=f"My friend {NAMES[number % 4]} and my friend {NAMES[(number + 1) % 3]} were on a ladder of salt.",
        )
        for number in range(1, 9)
    ]
    with Library.open(place, create=True) as made:
        made.take_in([Series("mine"), *dreams])
        coder = Reader("coder", kind=ReaderKind.PERSON)
        made.store.save_readings(
            Reading.of(dream, coder, [Coding(parse(code, Scale.CHARACTERS)) for code in ("1FKA", "1MKA")])
            for dream in dreams[:4]
        )


def test_a_network_is_printed_with_its_parts(noctuary: Noctuary) -> None:
    said = noctuary("network", "mine")
    assert said.code == 0
    assert said.out.startswith("mine\n8 dreams read")
    for part in ("transitivity", "Communities", "Bridges", "Kin: 0 of"):
        assert part in said.out
    assert "Below 30 figures or 50 dreams" in said.out


def test_a_network_as_data(noctuary: Noctuary) -> None:
    rows = noctuary("network", "--format", "json").json
    assert noctuary("network", "--format", "jsonl").jsonl == rows
    read = list(csv.DictReader(noctuary("network", "--format", "csv").out.splitlines()))
    assert [row["measure"] for row in read] == [row["measure"] for row in rows]
    figures = next(row for row in rows if row["measure"] == "figures")
    assert figures["value"] == len(NAMES)
    assert figures["z"] is None


def test_a_network_is_written_for_other_programs(noctuary: Noctuary, tmp_path: Path) -> None:
    said = noctuary("network", "-o", tmp_path / "net.graphml")
    assert f"The network is in {tmp_path / 'net.graphml'}." in said.err
    names = nx.get_node_attributes(nx.read_graphml(tmp_path / "net.graphml"), "name")
    assert set(names.values()) == set(NAMES)
    assert noctuary("network", "-o", tmp_path / "net.csv").code == 0
    assert (tmp_path / "net-figures.csv").exists()


def test_a_file_of_an_unknown_kind_is_refused(noctuary: Noctuary, tmp_path: Path) -> None:
    said = noctuary("network", "-o", tmp_path / "net.docx")
    assert said.code == 1
    assert "Use one of: graphml" in said.err
    assert noctuary("network", "--with-dreamer", "-o", tmp_path / "net.json").code == 1


@pytest.mark.parametrize(
    ("options", "code", "complaint"),
    [
        (("-o", "nowhere/net.png"), 1, "There is no folder nowhere."),
        (("-o", "net.docx"), 1, "Networks are not written as 'docx'."),
        (("--since", "1990", "--until", "1980"), 1, "1990 is later than 1980."),
        (("--codes", "all", "--since", "1990", "--until", "1980"), 1, "1990 is later than 1980."),
        (("--seed", "-1"), 2, "--seed"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_work(
    noctuary: Noctuary, options: tuple[str, ...], code: int, complaint: str
) -> None:
    said = noctuary("network", "mine", *options)
    assert (said.code, said.out) == (code, "")
    assert complaint in said.err


def test_a_network_of_codes_speaks_of_codes(noctuary: Noctuary) -> None:
    noctuary("code", "--reader", "lexical")
    said = noctuary("network", "--codes", "all", "--reader", "lexical", "--at-least", "2")
    assert said.out.startswith("mine, codes of 2 dreams or more, codes by lexical")
    assert "figure" not in said.out.partition("Below 30")[0]


def test_codes_of_two_readers_side_by_side(noctuary: Noctuary) -> None:
    noctuary("code", "--reader", "lexical")
    said = noctuary(
        "network", "--codes", "all", "--reader", "coder", "--against", "lexical", "--format", "json"
    )
    assert said.code == 0
    codes = next(row for row in said.json if row["measure"] == "figures")
    assert codes["one"] == 2
    assert "Of the codes of either" in said.err
    table = noctuary("network", "--codes", "single", "--reader", "coder", "--against", "lexical")
    assert table.out.startswith("one: mine, codes by coder 1; other: mine, codes by lexical")
    assert "codes without a tie" in table.out


def test_codes_of_one_reader(noctuary: Noctuary) -> None:
    said = noctuary("network", "--codes", "all", "--reader", "coder")
    assert said.out.startswith("mine, codes by coder 1\n4 dreams read, 4 with any of the 2 codes")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--reader", "coder"),
        ("--against", "coder"),
        ("--codes", "all", "--against", "coder", "--pairs"),
        ("--with-dreamer",),
        ("--at-least", "0"),
        ("--people", "some"),
    ],
)
def test_what_does_not_go_together_is_refused(noctuary: Noctuary, arguments: tuple[str, ...]) -> None:
    assert noctuary("network", *arguments).code == 2


def test_bad_input_is_said(noctuary: Noctuary, tmp_path: Path) -> None:
    assert "no series 'yours'" in noctuary("network", "yours").err
    assert "no date for --since" in noctuary("network", "--since", "yesterday").err
    assert "Known:" in noctuary("network", "--codes", "all", "--reader", "nobody").err
    (tmp_path / "labels.csv").write_text("Rachel\n", encoding="utf-8")
    assert "two columns" in noctuary("network", "--labels", tmp_path / "labels.csv").err


def test_a_period_without_dreams(noctuary: Noctuary) -> None:
    said = noctuary("network", "--since", "2020")
    assert said.code == 0
    assert "0 dreams read" in said.out
    assert "There is nobody to show in these dreams" in said.err


@pytest.mark.parametrize("content", [b"", b"Rachel,caf\xe9\n", b"Rachel,a,b\n"])
def test_labels_that_are_no_table_are_refused(noctuary: Noctuary, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "labels.csv").write_bytes(content)
    said = noctuary("network", "--labels", tmp_path / "labels.csv")
    assert (said.code, said.out) == (1, "")
    assert "labels.csv is no" in said.err


def test_labels_of_nobody_here_are_told_of(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("Mercury,home\n", encoding="utf-8")
    assert "fewer than two of its names" in noctuary("network", "--labels", tmp_path / "labels.csv").err
    assert noctuary("network", "--codes", "all", "--labels", tmp_path / "labels.csv").code == 2


def test_own_labels_are_compared(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("Rachel,home\nben,home\nAgnes,work\n", encoding="utf-8")
    assert "agreement with your labels" in noctuary("network", "--labels", tmp_path / "labels.csv").out


def test_pairs_need_a_network_of_some_size(noctuary: Noctuary) -> None:
    said = noctuary("network", "--pairs", "--format", "json")
    assert (said.code, json.loads(said.out)) == (0, [])
    assert "nothing is said about chance" in said.err


def test_an_empty_library(noctuary: Noctuary, tmp_path: Path) -> None:
    empty = tmp_path / "empty.noctuary"
    with Library.open(empty, create=True):
        pass
    said = noctuary("network", "--library", empty)
    assert said.code == 1
    assert "Write a dream" in said.err
