"""``figures`` and ``figures show``."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.library import Library
from noctuary.readers import open_reader

TEXTS = (
    "My mother gave me a lamp. I was happy.",
    "Sarah chased me over the ice and I was afraid. My mother watched.",
    "Sarah counted the stairs.",
    "A man slept in the snow.",
)


@pytest.fixture
def read(place: Path) -> Path:
    """A library of one series, read by the word lists."""
    with Library.open(place, create=True) as made:
        made.take_in(
            Dream(id=str(night), text=text, series="mine", date=PartialDate.of(date(1985 + night, 3, 12)))
            for night, text in enumerate(TEXTS)
        )
        made.read_unread(open_reader("lexical"))
    return place


@pytest.mark.usefixtures("read")
def test_who_recurs_is_listed(noctuary: Noctuary) -> None:
    said = noctuary("figures", "--format", "jsonl")
    assert said.code == 0
    mother, sarah = said.jsonl
    assert (mother["name"], mother["relation"], mother["dreams"]) == ("mother", "mother", 2)
    assert (mother["first"], mother["last"]) == ("1985-03-12", "1986-03-12")
    assert (sarah["name"], sarah["ambiguous"], sarah["confirmed"]) == ("Sarah", True, False)
    table = noctuary("figures", "list", "mine").out
    assert table.splitlines()[0].split() == [
        "name", "aliases", "relation", "dreams", "first", "last", "confirmed", "ambiguous",
    ]  # fmt: skip
    assert "man" in {row["name"] for row in noctuary("figures", "--all", "--format", "json").json}


@pytest.mark.usefixtures("read")
def test_dates_and_strictness_choose(noctuary: Noctuary) -> None:
    def names(*options: str) -> list[str]:
        return [row["name"] for row in noctuary("figures", "--format", "json", *options).json]

    assert names("--since", "1987") == ["Sarah"]
    assert names("--until", "1985") == ["mother"]
    assert names("--since", "1990") == []
    assert names("--strict").count("Sarah") == 2
    assert "is no date for --since" in noctuary("figures", "--since", "soon").err
    assert "No figure is known" in noctuary("figures", "--since", "1990").err


@pytest.mark.usefixtures("read")
def test_a_card_is_shown(noctuary: Noctuary) -> None:
    said = noctuary("figures", "show", "sarah")
    assert said.code == 0
    assert "in 2 of 4 = 50%" in said.out
    assert "first in mine/1 1986-03-12, last in mine/2 1987-03-12" in said.out
    assert "mother 1" in said.out
    assert "aggression to the dreamer" in said.out
    rows = list(csv.DictReader(io.StringIO(noctuary("figures", "show", "Sarah", "--format", "csv").out)))
    assert {row["section"] for row in rows} >= {
        "figure",
        "seen",
        "company",
        "aggression",
        "setting",
        "period",
    }
    (seen,) = (row for row in rows if row["item"] == "dreams")
    assert (seen["count"], seen["of"], seen["share"]) == ("2", "4", "0.5")


@pytest.mark.usefixtures("read")
def test_the_dreams_of_a_figure_are_listed(noctuary: Noctuary) -> None:
    first, second = noctuary("figures", "dreams", "Sarah", "--format", "json").json
    assert first == {"dream": "mine/1", "date": "1986-03-12", "code": "1FKA", "called": ["Sarah"]}
    assert second["dream"] == "mine/2"


@pytest.mark.usefixtures("read")
def test_who_is_asked_for_wrongly(noctuary: Noctuary) -> None:
    missing = noctuary("figures", "show", "Sara")
    assert missing.code == 1
    assert "Near it: Sarah" in missing.err
    assert "There is no series 'nowhere'" in noctuary("figures", "nowhere").err
    assert noctuary("figures", "show").code == 2


def test_an_empty_library_says_so(noctuary: Noctuary, place: Path) -> None:
    Library.open(place, create=True).close()
    assert "Write a dream" in noctuary("figures").err
    with Library.open(place) as library:
        library.store.add_series(Series("mine"))
    said = noctuary("figures")
    assert (said.code, said.out) == (0, "")
    assert "No figure is known" in said.err


def test_what_nobody_read_is_read_first(noctuary: Noctuary, place: Path) -> None:
    with Library.open(place, create=True) as made:
        made.take_in([Dream(id="1", text=TEXTS[0], series="mine")])
    (mother,) = noctuary("figures", "--format", "json").json
    assert (mother["name"], mother["first"]) == ("mother", "1")
    assert [row["dreams"] for row in noctuary("readers", "--format", "json").json] == [1]


def test_dreamers_of_a_set_stay_apart(noctuary: Noctuary, place: Path) -> None:
    with Library.open(place, create=True) as made:
        made.take_in(
            [
                Series("many", kind=SeriesKind.SET),
                *(Dream(id=str(night), text=text, series="many") for night, text in enumerate(TEXTS[:2])),
            ]
        )
        made.read_unread(open_reader("lexical"))
    rows = noctuary("figures", "--format", "json").json
    assert [row["key"] for row in rows] == ["many/0/mother", "many/1/mother", "many/1/sarah"]
    assert "many/1/mother" in noctuary("figures").out
    assert "Name one by its key" in noctuary("figures", "show", "mother").err
    assert "in 1 of 1" in noctuary("figures", "show", "many/1/mother").out
    assert "a set of many dreamers" in noctuary("cast", "confirm", "Ben", "brother").err
