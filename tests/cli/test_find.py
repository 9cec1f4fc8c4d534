"""``list``, ``show``, ``search``."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from invented import DREAMS, Noctuary
from noctuary.cli.query import joined
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, TextSpan
from noctuary.library import Library
from noctuary.readers import DEFAULT, identity_of
from noctuary.scheme import Scale, parse

pytestmark = pytest.mark.usefixtures("library")


# list


def test_a_table_begins_with_the_latest(noctuary: Noctuary) -> None:
    said = noctuary("list")
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()] == ["dream", "other/1", "mine/1", "mine/2"]
    assert "1985-03-12" in said.out


def test_lists_as_data(noctuary: Noctuary) -> None:
    rows = noctuary("list", "--format", "json").json
    assert [row["dream"] for row in rows] == ["mine/2", "mine/1", "other/1"]
    assert noctuary("list", "--format", "jsonl").jsonl == rows
    read = list(csv.DictReader(noctuary("list", "--format", "csv").out.splitlines()))
    assert [row["opening"] for row in read] == [row["opening"] for row in rows]


def test_a_carriage_return_within_a_cell_ends_no_row(noctuary: Noctuary, library: Path) -> None:
    with Library.open(library) as shelf:
        shelf.add(Dream(id="odd", series="mine", text="I flew.", title="Over\rand out"))
    said = noctuary("list", "id:odd", "--format", "csv").out
    assert '"Over\rand out"' in said
    assert len(said.split("\n")) == 3


def test_a_list_of_some(noctuary: Noctuary) -> None:
    assert noctuary("list", "series:mine", "-tag:sea", "--format", "jsonl").jsonl[0]["dream"] == "mine/2"
    assert noctuary("list", "kingfisher").out == ""
    short = noctuary("list", "-n1")
    assert len(short.out.splitlines()) == 2
    assert "1 of 3 dreams" in short.err


def test_a_row_is_one_line_whatever_the_title_holds(noctuary: Noctuary, library: Path) -> None:
    with Library.open(library) as shelf:
        shelf.add(Dream(id="3", text="I dug.", title="one\ntwo\tthree"))
    assert len(noctuary("list").out.splitlines()) == 5
    assert "one two three" in noctuary("list").out


def test_an_empty_library_says_what_to_do(noctuary: Noctuary, tmp_path: Path) -> None:
    path = tmp_path / "empty.noctuary"
    Library.open(path, create=True).close()
    said = noctuary("list", "--library", path)
    assert (said.code, said.out) == (0, "")
    assert "noctuary write" in said.err
    assert noctuary("--library", path, "list", "--format", "json").json == []


# show


def test_a_dream_is_shown_with_its_codes(noctuary: Noctuary) -> None:
    said = noctuary("show", "mine/1")
    assert said.code == 0
    assert said.out.startswith("mine/1  1985-03-12  Harbour\n#flying · #sea\n")
    assert DREAMS[0].text in said.out
    assert re.search(r"AP .+apprehension.* “afraid”\n", said.out)
    assert f"Read by {identity_of(DEFAULT)}" in said.out


def test_a_dream_as_data(noctuary: Noctuary) -> None:
    (line,) = noctuary("show", "2", "--format", "jsonl").jsonl
    assert line["report"] == DREAMS[1].text
    assert line["dreamer_sex"] == "female"
    start, end = line["characters_evidence"][0]["evidence"][0]
    assert DREAMS[1].text[start:end].lower() == "my mother"
    (row,) = csv.DictReader(noctuary("show", "2", "--format", "csv").out.splitlines())
    assert row["report"] == DREAMS[1].text
    assert f'"name": "{DEFAULT}"' in row["reader"]


def test_another_readers_reading(noctuary: Noctuary, library: Path) -> None:
    noctuary("code", "--reader", "lexical")
    with Library.open(library) as shelf:
        by_hand = [Coding(parse("SD D", Scale.EMOTIONS))]
        shelf.store.save_readings([Reading.of(DREAMS[1], Reader("coder", kind=ReaderKind.PERSON), by_hand)])
    first = noctuary("show", "2")
    assert "sadness" in first.out
    assert f"Read by {identity_of('lexical')} too" in first.err
    assert "sadness" not in noctuary("show", "2", "--reader", "lexical").out
    nobody = noctuary("show", "2", "--reader", "nobody")
    assert nobody.code == 1
    assert "'nobody' has not read mine/2" in nobody.err


def test_scales_that_a_person_did_not_code_are_shown_as_a_program_read_them(
    noctuary: Noctuary, library: Path
) -> None:
    noctuary("code", "--reader", "lexical")
    with Library.open(library) as shelf:
        person, sorrow = Reader("coder", kind=ReaderKind.PERSON), Coding(parse("SD D", Scale.EMOTIONS))
        shelf.store.save_readings([Reading.of(DREAMS[0], person, [sorrow], scales=[Scale.EMOTIONS])])
    shown = noctuary("show", "mine/1").out
    assert "sadness" in shown
    assert "apprehension" not in shown, "a person coded emotions"
    assert "Settings" in shown
    assert f"Read by coder 1, the other scales by {identity_of('lexical')}." in shown
    assert "Settings" not in noctuary("show", "mine/1", "--reader", "coder").out


@pytest.mark.parametrize(
    ("name", "message"),
    [("7", "no dream '7'"), ("mine/7", "no dream 'mine/7'"), ("1", "names 2 dreams: mine/1, other/1")],
)
def test_dreams_that_are_not_there_or_not_one(noctuary: Noctuary, name: str, message: str) -> None:
    for command in ("show", "like", "delete"):
        said = noctuary(command, name)
        assert (said.code, said.out) == (1, "")
        assert message in said.err


# search


def test_hits_are_shown_in_their_sentences(noctuary: Noctuary) -> None:
    said = noctuary("search", "harbour", "-mother")
    assert said.code == 0
    assert said.out == "mine/1  1985-03-12  Harbour\n  I was flying over the harbour.\n"


def test_hits_as_data(noctuary: Noctuary) -> None:
    (hit,) = noctuary("search", '"ladder of salt"', "--format", "jsonl").jsonl
    assert hit["sentence"] == "My mother sat on a ladder of salt."
    ((start, end),) = hit["marks"]
    assert DREAMS[1].text[start:end] == "ladder of salt"
    (row,) = csv.DictReader(noctuary("search", "snow", "--format", "csv").out.splitlines())
    assert (row["series"], row["id"], row["marks"]) == ("other", "1", "1")


def test_searching_by_codes(noctuary: Noctuary, library: Path) -> None:
    with Library.open(library) as shelf:
        fear = [Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(76, 82),))]
        shelf.store.save_readings([Reading.of(DREAMS[0], Reader("coder"), fear)])
    (hit,) = noctuary("search", "emotion:AP D", "--format", "jsonl").jsonl
    assert hit["sentence"] == "A man I did not know chased me and I was afraid."
    assert noctuary("search", "emotion:AP Q").out == ""
    for command in ("search", "list"):
        assert "Codes found are by coder 1 (1 dream)." in noctuary(command, "emotion:AP D").err
        assert "Codes" not in noctuary(command, "harbour").err


def test_nothing_found_and_more_to_find(noctuary: Noctuary) -> None:
    assert "Nothing was found." in noctuary("search", "kingfisher").err
    assert "more with -n" in noctuary("search", "harbour", "-n", "1").err


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        (["tag:"], 0, "Nothing was found."),
        (["colour:red"], 1, "colour: is no facet"),
        (['"river'], 1, "not closed"),
        (["half \udce9"], 1, "no text"),
        ([], 2, "Missing argument"),
        (["--everything"], 2, "No such option"),
        (["river", "-n", "0"], 2, "-n"),
    ],
)
def test_searches_that_find_nothing_or_are_none(
    noctuary: Noctuary, query: list[str], code: int, message: str
) -> None:
    said = noctuary("search", *query)
    assert (said.code, said.out) == (code, "")
    assert message in said.err


@pytest.mark.parametrize(
    ("arguments", "search"),
    [
        (["cat", "OR", "dog"], "cat OR dog"),
        (["tag:old friend"], 'tag:"old friend"'),
        (['tag:"old friend" cat'], 'tag:"old friend" cat'),
        (["series:mine before:1990"], "series:mine before:1990"),
        (["old house"], "old house"),
        (["/old: house/"], "/old: house/"),
    ],
)
def test_what_the_shell_hands_over(arguments: list[str], search: str) -> None:
    assert joined(arguments) == search
