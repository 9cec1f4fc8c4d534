"""``timeline``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream, PartialDate
from noctuary.library import Library

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def years(library: Path) -> Path:
    """Sixty more dreams of each of three years, of water from the third on; some rated."""
    with Library.open(library) as shelf:
        shelf.store.add_many(
            Dream(
                id=f"{year}-{number}",
                series="years",
                text=f"I stood in the {'water' if year == 2001 else 'snow'}, {number}.",
                date=PartialDate(year, number % 12 + 1, number // 12 + 1),
                ratings={"rested": year - 1996.0} if number % 2 else {},
            )
            for year in (1999, 2000, 2001)
            for number in range(60)
        )
    return library


@pytest.mark.usefixtures("years")
def test_a_search_by_year(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "--in", "series:years")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "series:years: 180 dreams"
    assert lines[2] == "water (share of dreams)"
    assert [line.split()[:2] for line in lines[3:]] == [["1999", "0%"], ["2000", "0%"], ["2001", "100%"]]
    assert "resembles the one before" in said.err


@pytest.mark.usefixtures("years")
def test_as_data(noctuary: Noctuary) -> None:
    asked = ("timeline", "water", "rating:rested", "--in", "series:years")
    rows = noctuary(*asked, "--format", "json").json
    assert [(row["measure"], row["period"], row["value"]) for row in rows] == [
        ("water", "1999", 0), ("water", "2000", 0), ("water", "2001", 1),
        ("rested", "1999", 3), ("rested", "2000", 4), ("rested", "2001", 5),
    ]  # fmt: skip
    assert noctuary(*asked, "--format", "jsonl").jsonl == rows
    read = list(csv.DictReader(noctuary(*asked, "--format", "csv").out.splitlines()))
    assert list(read[0]) == list(rows[0])


@pytest.mark.usefixtures("years")
def test_where_it_changed(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "--in", "series:years", "--by", "change")
    assert "2001-01-01 to 2001-12-05" in said.out
    assert "changed, p .001" in said.out
    rows = noctuary("timeline", "water", "--in", "series:years", "--by", "change", "--format", "json").json
    assert [row["p_of_change"] for row in rows] == [None, 0.001]


@pytest.mark.usefixtures("years")
def test_blocks_and_few(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "--in", "series:years", "--by", "100")
    assert "1-100" in said.out
    assert "too few to go by" in noctuary("timeline", "dog", "--by", "year", "--in", "series:other").out


@pytest.mark.usefixtures("years")
def test_side_by_side_the_ranks_are_told_with_a_warning(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "rating:rested", "--in", "series:years", "--by", "quarter")
    assert "rank correlation +" in said.err
    assert "proves no connection" in said.err


def test_an_indicator_reads_what_is_unread(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "at least one emotion", "--in", "series:mine")
    assert said.code == 0
    assert "read by" in said.out
    assert "Left out: 1 dream whose date is not known so exactly." in said.err


def test_a_search_needs_no_reading(noctuary: Noctuary) -> None:
    noctuary("timeline", "harbour")
    assert noctuary("readers", "--format", "json").json == []


@pytest.mark.usefixtures("years")
def test_before_and_after(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "rating:rested", "--in", "series:years", "--before", "2001")
    assert said.code == 0
    assert "before 2001 (120 dreams), from 2001 on (60 dreams)" in said.out
    assert "0% → 100%" in said.out
    assert "+100.0" in said.out
    rows = noctuary("timeline", "water", "--in", "series:years", "--before", "2001", "--format", "json").json
    assert rows[0]["difference"] == 1
    assert rows[0]["p"] < 0.001


@pytest.mark.usefixtures("years")
def test_a_date_that_leaves_one_side_empty(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "water", "--in", "series:years", "--before", "1950")
    assert said.code == 1
    assert "before 1950" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "MEASURE"),
        (("water", "--by", "week"), 1, "Time cannot be cut"),
        (("nonsuch",), 1, "no indicator is called so"),
        (("words", "--before", "yesterday"), 1, "no date"),
        (("words", "--before", "1990", "--by", "year"), 2, "--by"),
        (("rating:calm",), 1, "rating"),
        (("figure:Ben",), 1, "series"),
        (("",), 1, "no name"),
        (("words", "--in", "series:nonsuch"), 1, "No dream is found"),
        (("words", "-o", "nowhere/time.png"), 1, "no folder"),
    ],
)
def test_what_cannot_be_asked(noctuary: Noctuary, arguments: tuple[str, ...], code: int, told: str) -> None:
    said = noctuary("timeline", *arguments)
    assert said.code == code
    assert told in said.err
    assert said.out == ""


def test_undated_dreams_cannot_be_cut_by_years(noctuary: Noctuary) -> None:
    said = noctuary("timeline", "words", "--in", "id:2", "--by", "year")
    assert said.code == 0
    assert "count dreams instead: --by 50" in said.err


@pytest.mark.usefixtures("years")
def test_what_can_be_followed(noctuary: Noctuary) -> None:
    rows = noctuary("timeline", "--list", "--format", "json").json
    assert [row["measure"] for row in rows][:1] == ["male percent"]
    assert rows[-1] == {"measure": "rating:rested", "what_it_says": "Noted in 90 dreams."}


@pytest.mark.parametrize("by", ["year", "month", "50", "change"])
@pytest.mark.usefixtures("years")
def test_a_picture_is_drawn_too(noctuary: Noctuary, tmp_path: Path, by: str) -> None:
    pytest.importorskip("vl_convert")
    target = tmp_path / "time.svg"
    said = noctuary("timeline", "water", "rating:rested", "--in", "series:years", "--by", by, "-o", target)
    assert said.code == 0
    assert f"The picture is in {target}." in said.err
    assert "water" in target.read_text(encoding="utf-8")


def test_a_picture_of_an_unknown_kind_is_refused(noctuary: Noctuary, tmp_path: Path) -> None:
    said = noctuary("timeline", "words", "-o", tmp_path / "time.docx")
    assert said.code == 1
    assert not (tmp_path / "time.docx").exists()
