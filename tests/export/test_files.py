"""Files that appear whole, under names that tell nothing, and never over others."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, Dreamer, Night, PartialDate, Series, TextSpan
from noctuary.errors import InputError
from noctuary.export import (
    Contents,
    Packet,
    Written,
    write_csv,
    write_dreambank_xml,
    write_jsonl,
    write_markdown,
    write_packet,
)
from noctuary.export.files import FileNames
from noctuary.export.frame import Column, Frame, write_frame
from noctuary.ingest import read_path
from noctuary.scheme import Scale, parse

DREAM = Dream(id="7", text="A ladder of salt.\r\n", date=PartialDate(2020, 1, 31))
READING = Reading.of(DREAM, Reader("lexical"), [Coding(parse("D V> 1MKA", Scale.ACTIVITIES))])


def contents() -> Contents:
    return Contents(dreams=[(DREAM, (READING,))], nights=[Night("journal", PartialDate(2020, 2, 1))])


class Writer(Protocol):
    def __call__(self, path: Path, contents: Contents, /, *, force: bool = False) -> Written: ...


def failing() -> Iterator[tuple[Dream, tuple[Reading, ...]]]:
    yield DREAM, ()
    raise RuntimeError


WRITERS: list[Writer] = [write_jsonl, write_dreambank_xml, write_csv, write_markdown]


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_overwritten_unless_told(write: Writer, tmp_path: Path) -> None:
    assert write(tmp_path / "out", contents()).dreams == 1
    with pytest.raises(InputError, match="--force"):
        write(tmp_path / "out", contents())
    assert write(tmp_path / "out", contents(), force=True).dreams == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".noctuary")] == []


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_half_written_is_left(write: Writer, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write(tmp_path / "folder" / "out", Contents(dreams=failing()))
    assert list((tmp_path / "folder").iterdir()) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    for write in (write_csv, write_markdown):
        with pytest.raises(InputError, match="is a file"):
            write(tmp_path / "file", contents(), force=True)
    for write_file in (write_jsonl, write_dreambank_xml):
        with pytest.raises(InputError, match="is a folder"):
            write_file(tmp_path / "folder", contents(), force=True)
        with pytest.raises(InputError, match="cannot be written"):
            write_file(tmp_path / "file" / "under", contents())


def test_a_file_stays_as_it_was_when_the_new_one_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write_jsonl(path, Contents(dreams=failing()), force=True)
    assert path.read_text() == "old"


def test_notes_are_named_by_date_and_id(tmp_path: Path) -> None:
    awkward = Dream(id="../../etc/passwd", text="I flew.", series="..")
    write_markdown(tmp_path / "out", Contents(dreams=[(DREAM, ()), (awkward, ())], nights=contents().nights))
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.md"))
    assert names == [
        "out/journal/2020-01-31_7.md",
        "out/journal/night_2020-02-01.md",
        "out/unnamed/etc-passwd.md",
    ]


def test_a_note_reads_well(tmp_path: Path) -> None:
    write_markdown(tmp_path / "out", contents())
    note = (tmp_path / "out" / "journal" / "2020-01-31_7.md").read_bytes()
    assert note == (
        b'---\nnoctuary: dream\nid: "7"\nseries: journal\ndate: 2020-01-31\n---\nA ladder of salt.\r\n'
    )


@given(st.lists(st.text(max_size=100), max_size=8))
def test_file_names_are_safe_and_distinct(ids: list[str]) -> None:
    names = FileNames()
    given_out = [names.name(id_) for id_ in ids]
    assert len({name.casefold() for name in given_out}) == len(ids)
    for name in given_out:
        assert 0 < len(name) <= 90
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert not name.startswith(".")


def test_tables_match_the_package(tmp_path: Path) -> None:
    write_csv(tmp_path / "out", contents())
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    for resource in package["resources"]:
        with (tmp_path / "out" / resource["path"]).open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert all(len(row) == len(header) for row in rows)


def test_safe_cells_are_no_formulas(tmp_path: Path) -> None:
    dream = Dream(id="1", text='=HYPERLINK("x")')
    write_csv(tmp_path / "plain", Contents(dreams=[(dream, ())]))
    write_csv(tmp_path / "safe", Contents(dreams=[(dream, ())]), safe_cells=True)
    rows = {}
    for name in ("plain", "safe"):
        with (tmp_path / name / "dreams.csv").open(newline="", encoding="utf-8") as file:
            (rows[name],) = csv.DictReader(file)
    assert rows["plain"]["text"] == '=HYPERLINK("x")'
    assert rows["safe"]["text"] == '\'=HYPERLINK("x")'


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_cell_of_any_table_is_a_formula(sign: str, tmp_path: Path) -> None:
    harm = f'{sign}HYPERLINK("x")'
    id_ = harm if sign.strip() else f"={harm.strip()}"
    dream = Dream(
        id=id_, series=id_, text=harm, title=harm, tags=(harm,), reflection=harm, dreamer=id_,
        date=PartialDate(None, 3, written=harm), ratings={harm: -1.0}, metadata={harm: harm},
    )  # fmt: skip
    codings = [Coding(parse("D 4= 1FSA", Scale.FRIENDLINESS), (TextSpan(0, 1),), 0.5, harm)]
    reading = Reading.of(dream, Reader(harm, harm, settings={harm: harm}), codings)
    everything = Contents(
        series=[Series(id_, harm, dreamer=id_, description=harm, metadata={harm: harm})],
        dreamers=[Dreamer(id_, metadata={harm: harm})],
        nights=[Night(id_, PartialDate(None, None, 3, harm), (id_,), harm)],
        dreams=[(dream, (reading,))],
    )
    write_csv(tmp_path / "safe", everything, safe_cells=True)
    told = 0
    for path in (tmp_path / "safe").glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                told += sum(harm in cell for cell in row)
                assert not any(cell.startswith(sign) for cell in row), path.name
    assert told > 10
    found = list(read_path(tmp_path / "safe"))
    assert dream in found
    assert reading in found
    # A packet is always for a spreadsheet, and for somebody who did not write the dreams.
    write_packet(tmp_path / "packet.csv", Packet(dreams=(dream,), scales=(Scale.EMOTIONS,)))
    with (tmp_path / "packet.csv").open(newline="", encoding="utf-8") as file:
        assert not any(cell.startswith(sign) for row in csv.reader(file) for cell in row)


def test_a_return_within_a_cell_ends_no_row(tmp_path: Path) -> None:
    frame = Frame("dreams", (Column("text", "What was told"), Column("n", "A number")), [("one\rtwo", 1)])
    write_frame(tmp_path / "t.csv", frame)
    assert (tmp_path / "t.csv").read_bytes() == b'text,n\n"one\rtwo",1\n'


def test_ten_thousand_dreams_may_have_names_without_a_letter() -> None:
    # Each looked through all numbers before it: a hundred thousand took an hour.
    names = FileNames()
    assert len({names.name("!") for _ in range(10_000)}) == 10_000


def test_xml_has_the_shape_of_dreambank(tmp_path: Path) -> None:
    assert write_dreambank_xml(tmp_path / "out.xml", contents()) == Written(1, 1)
    root = ET.parse(tmp_path / "out.xml").getroot()
    assert root.tag == "dreambank"
    dream = root.find("collection/dream")
    assert dream is not None
    assert dream.findtext("number") == "7"
    assert dream.findtext("report") == DREAM.text
    act = dream.find("codings/act")
    assert act is not None
    assert [part.text for part in act] == ["D", "V>", "1MKA"]


def test_one_reading_stands_in_the_line_itself(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "one.jsonl", contents())
    night, line = map(json.loads, (tmp_path / "one.jsonl").read_text().splitlines())
    assert night["record"] == "night"
    assert line["activities"][0]["class"] == "V"
    assert line["report"] == DREAM.text
