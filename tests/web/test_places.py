"""The places that recur, and a page for each."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from noctuary.dream import Dream, PartialDate
from noctuary.library import Library
from noctuary.web.addresses import of_place
from web.conftest import Enter
from web.test_figures import found, rows_of, text_of, written

TOLD = (
    "I was in my grandmother's house with Ben. Ben laughed and I was happy.",
    "We ate soup in my grandma's house. I was sad.",
    "The library was full of snow.",
    "I ran to the library with Ben.",
    "Nothing happened.",
)


@pytest.fixture
def visitor(enter: Enter, tmp_path: Path) -> TestClient:
    dreams = (
        Dream(id=str(nr), text=text, series="mine", date=PartialDate.of(date(1990 + nr, 1, 2)))
        for nr, text in enumerate(TOLD)
    )
    return enter(written(tmp_path / "places.noctuary", *dreams))


def address_of(visitor: TestClient, name: str) -> str:
    page = found(visitor, "/places").replace("&#39;", "'")
    [address] = re.findall(
        rf'<a href="(/places/1/[0-9a-f]{{16}})"><bdi class="private name">{re.escape(name)}</bdi>', page
    )
    return str(address)


def test_places_that_recur_are_listed(visitor: TestClient) -> None:
    page = text_of(found(visitor, "/places"))
    assert "2 places recur in 5 dreams." in page
    assert "perhaps one place" in page


def test_a_page_tells_of_a_place(visitor: TestClient) -> None:
    page = found(visitor, address_of(visitor, "grandmother's house"))
    said = text_of(page)
    assert "in 2 of 5 dreams, 40%" in said
    assert "indoors" in said
    assert "<mark>my grandma&#39;s house</mark>" in page
    assert 'href="/dream/2"' in page
    assert "Ben" in said[said.index("Who is there") :]
    assert "happiness" in said


def test_the_numbers_are_there_as_tables(visitor: TestClient) -> None:
    rows = rows_of(visitor.get("/places/1/places.csv").text)
    assert [row["place"] for row in rows] == ["grandmother's house", "the library"]
    rows = rows_of(visitor.get(f"{address_of(visitor, 'the library')}/place.csv").text)
    assert {row["section"] for row in rows} >= {"dreamer feels, with it", "dreamer feels, without it"}


def test_a_place_stands_where_other_pages_look_for_it(visitor: TestClient, tmp_path: Path) -> None:
    with Library.open(tmp_path / "places.noctuary") as library:
        assert of_place(library, "mine", "the library") == address_of(visitor, "the library")


def test_an_unknown_place_is_missing_kindly(visitor: TestClient) -> None:
    found(visitor, "/places")
    answer = visitor.get("/places/1/0123456789abcdef")
    assert answer.status_code == 404
    assert "no such place" in answer.text


def test_without_places_it_is_said_kindly(enter: Enter, tmp_path: Path) -> None:
    assert "No place recurs yet" in found(enter(written(tmp_path / "none.noctuary")), "/places")
    dream = Dream(id="1", text="I slept.", series="mine")
    assert "No place recurs yet" in found(enter(written(tmp_path / "one.noctuary", dream)), "/places")
