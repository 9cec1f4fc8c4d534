"""DreamBank's files: series as TSV, coded dreams as XML."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, Series, SeriesKind, Sex
from noctuary.errors import FormatError, Problem
from noctuary.ingest import IngestOptions, read_path
from noctuary.ingest.dreambank import years_of
from noctuary.scheme import Scale


@pytest.fixture
def series_file(folder: Path) -> Path:
    described = {
        "short_name": "hall_female", "long_name": "Invented women", "n_dreams": "2", "timeframe": "1946-1950",
        "sex": "female", "description": "None of them ever slept.",
    }  # fmt: skip
    (folder / "hall_female.json").write_text(json.dumps(described))
    path = folder / "hall_female.tsv"
    path.write_text(
        '"n"\t"dream"\n'
        '"0001"\t"(Code 001, Age 24, 09/??/47) I was in a ""glass"" lift. "\n'
        '"0002"\t"(Code 001, Age 24, 09/03/47) A ladder of salt."\n'
    )
    return path


def test_a_series(series_file: Path) -> None:
    series, dreamer, first, second = read_path(series_file)
    assert isinstance(series, Series)
    assert (series.id, series.name, series.kind, series.sex, series.dreamer) == (
        "hall_female", "Invented women", SeriesKind.SET, Sex.FEMALE, None,
    )  # fmt: skip
    assert dreamer == Dreamer("hall_female:001", Sex.FEMALE)
    assert isinstance(first, Dream)
    assert first.id == "0001"
    assert first.text == '(Code 001, Age 24, 09/??/47) I was in a "glass" lift. '
    assert str(first.date) == "1947-09"
    assert first.metadata == {"head": "(Code 001, Age 24, 09/??/47)", "age": "24"}
    assert first.dreamer == "hall_female:001"
    assert isinstance(second, Dream)
    assert str(second.date) == "1947-09-03"


def test_a_folder_takes_the_description_with_its_series(series_file: Path) -> None:
    assert list(read_path(series_file.parent)) == list(read_path(series_file))


def test_columns_of_dates(folder: Path) -> None:
    (folder / "x.tsv").write_text(
        '"n"\t"date"\t"dream"\n"1"\t"(8/11/67)"\t"I flew."\n"2"\t"n/a"\t"I fell."\n"3"\t"(5/69/69)"\t"I sank."\n'
        '"4"\t"(F-A-T-19/27)"\t"#4 (F-A-T-19/27) [1997-05-18] I rowed."\n'
    )
    found = list(read_path(folder / "x.tsv"))
    dreams = [item for item in found if isinstance(item, Dream)]
    assert [str(dream.date) if dream.date else None for dream in dreams] == [
        "2067-08-11", None, None, "1997-05-18",
    ]  # fmt: skip
    (problem,) = (item for item in found if isinstance(item, Problem))
    assert "line 4" in problem.where
    assert dreams[2].metadata == {"head": "(5/69/69)"}


def test_spans_of_years() -> None:
    assert years_of("1897-1918") == (1897, 1918)
    assert years_of("late 1990s") == (1990, 1999)
    assert years_of("2007-") == (2007, 2007)


XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<dreambank><notes>invented</notes>
<collection><id>cafe</id><name>Caf\xe9</name><type>series</type><sex>F</sex><age>YA</age><time>1960-1997</time>
<dream><number>0003</number><date>(8/11/67)</date>
<codings><char>1MKA</char><char>1ANI </char><char>9XXX</char>
<agg><init>1MKA</init><code>5&gt;</code><rec>D + 2IUA</rec></agg>
<sex><init>D</init><code>1*</code></sex>
<mf><code>6</code><char>1MKA</char></mf><succ><char>D</char></succ>
<emot><code>AP</code><char>D</char></emot></codings>
<report><![CDATA[He shouted at us. ]]></report></dream>
<dream><number>0004</number><codings></codings><report><![CDATA[I flew.]]></report></dream>
<dream><number>0005</number><codings/><report></report></dream>
<dream><number>0006</number><report>I fell.</report></dream>
</collection>
<collection><id>ed</id><type>series</type><sex>M</sex>
<dream><number>1</number><codings><char>1FWA</char><emot><code>SD</code><char>D</char></emot></codings>
<report>I waved.</report></dream>
</collection></dreambank>
"""


def test_coded_dreams(read_file: Callable[..., Any]) -> None:
    haul = read_file("coded.xml", XML.encode("latin-1"))
    assert [(dream.series, dream.id, dream.text) for dream in haul.dreams] == [
        ("cafe", "0003", "He shouted at us. "),
        ("cafe", "0004", "I flew."),
        ("cafe", "0006", "I fell."),
        ("ed", "1", "I waved."),
    ]
    assert str(haul.dreams[0].date) == "1967-08-11"
    first, empty, ed = (item for item in haul if isinstance(item, Reading))
    assert [str(coding.code) for coding in first.codings] == [
        "1MKA", "1ANI", "1MKA 5> D+2IUA", "D 1*", "6 1MKA", "D", "AP D",
    ]  # fmt: skip
    assert (empty.dream.id, empty.codings, len(empty.scales)) == ("0004", (), 9)
    assert ed.scales == (Scale.EMOTIONS,)
    assert [str(coding.code) for coding in ed.codings] == ["SD D"]
    assert [problem.where for problem in haul.problems] == [
        "coded.xml, dream 0003 of cafe",
        "coded.xml, dream 0005 of cafe",
    ]
    assert [item.name for item in haul if isinstance(item, Series)] == ["Café", ""]


def test_broken_and_harmful_xml(folder: Path) -> None:
    broken = folder / "broken.xml"
    broken.write_text(XML[: XML.index("<dream><number>0006")].replace("ISO-8859-1", "UTF-8"))
    dreams: list[Dream] = []
    with pytest.raises(FormatError, match="well-formed"):
        dreams.extend(item for item in read_path(broken) if isinstance(item, Dream))
    assert [dream.id for dream in dreams] == ["0003", "0004"]
    harmful = folder / "harmful.xml"
    harmful.write_text('<!DOCTYPE d [<!ENTITY a "aaa">]><dreambank>&a;</dreambank>')
    with pytest.raises(FormatError, match="entities"):
        list(read_path(harmful))


@pytest.mark.corpus
def test_every_series_comes_in_verbatim(shared_data: Path) -> None:
    csv.field_size_limit(1 << 30)
    texts: Counter[str] = Counter()
    series: set[str] = set()
    problems = []
    for found in read_path(shared_data / "dreambank"):
        if isinstance(found, Dream):
            texts[found.text] += 1
        elif isinstance(found, Series):
            series.add(found.id)
        elif isinstance(found, Problem):
            problems.append(found)
    cells: Counter[str] = Counter()
    for path in (shared_data / "dreambank").glob("*.tsv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells.update(row["dream"].rstrip("\n") for row in csv.DictReader(file, delimiter="\t"))
    assert len(series) == 88
    assert texts == cells
    assert len(problems) < 10


@pytest.mark.corpus
def test_hand_codings_come_in_whole(shared_data: Path) -> None:
    found = list(read_path(shared_data / "codings"))
    assert sum(isinstance(item, Dream) for item in found) == 1270
    assert sum(isinstance(item, Reading) for item in found) == 1270
    assert not [item for item in found if isinstance(item, Problem)]


@pytest.mark.corpus
def test_seeds_come_in_byte_for_byte(shared_data: Path) -> None:
    dreams = [
        item
        for item in read_path(shared_data / "seeds", options=IngestOptions(series="s"))
        if isinstance(item, Dream)
    ]
    assert {dream.id: dream.text.encode() for dream in dreams} == {
        path.stem: path.read_bytes() for path in (shared_data / "seeds").glob("*.txt")
    }
