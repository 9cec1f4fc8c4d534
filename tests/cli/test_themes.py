"""Themes and places, as a person asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream, PartialDate
from noctuary.library import Library

TEXTS = (
    "I was flying over the harbour, and then I fell off a cloud.",
    "A goose chased me to my grandmother's house.",
    "My uncle, who died long ago, sat in Grandma's house, in New York.",
    "A hat sang in the snow. I was late for the train.",
)


@pytest.fixture
def dreams(place: Path) -> Path:
    """A library with themes and places in it."""
    with Library.open(place, create=True) as made:
        for number, text in enumerate(TEXTS, start=1):
            made.add(Dream(id=str(number), series="mine", text=text, date=PartialDate(2020, number)))
    return place


@pytest.mark.usefixtures("dreams")
def test_themes_are_counted_beside_other_dreams(noctuary: Noctuary) -> None:
    rows = {row["theme"]: row for row in noctuary("themes", "--format", "json").json}
    falling = rows["falling"]
    assert (falling["found"], falling["dreams"], falling["rate"]) == (1, 4, 0.25)
    assert falling["low"] < 0.25 < falling["high"]
    assert falling["norms-f_dreams"] == 490
    assert falling["students_percent"] == 73.8
    assert {"pursued", "flying", "late"} <= rows.keys()
    assert "snakes" not in rows


@pytest.mark.usefixtures("dreams")
def test_the_table_says_what_it_compares(noctuary: Noctuary) -> None:
    said = noctuary("themes", "series:mine")
    assert "of 100 students" in said.out
    assert "74 ever had it" in said.out
    assert "4 dreams." in said.err
    assert "dead-alive" in said.err


@pytest.mark.usefixtures("dreams")
def test_all_themes_can_be_listed(noctuary: Noctuary) -> None:
    assert len(noctuary("themes", "--all", "--format", "jsonl").jsonl) == 55


@pytest.mark.usefixtures("dreams")
def test_one_theme_lists_its_dreams_with_the_words(noctuary: Noctuary) -> None:
    [row] = noctuary("themes", "--theme", "falling", "--format", "jsonl").jsonl
    assert (row["dream"], row["date"], row["role"], row["words"]) == (
        "mine/1",
        "2020-01",
        "agent",
        ["fell off"],
    )


@pytest.mark.usefixtures("dreams")
def test_what_the_dreamer_says_counts(noctuary: Noctuary) -> None:
    def found(theme: str) -> int:
        rows = noctuary("themes", "--all", "--format", "json").json
        return next(int(row["found"]) for row in rows if row["theme"] == theme)

    assert (found("falling"), found("dead-alive"), found("snakes")) == (1, 0, 0)
    assert noctuary("themes", "say", "falling", "no", "mine/1").code == 0
    assert noctuary("themes", "say", "dead-alive", "yes", "3").code == 0
    assert noctuary("themes", "say", "snakes", "yes", "3", "4").code == 0
    assert (found("falling"), found("dead-alive"), found("snakes")) == (0, 1, 2)
    [row] = noctuary("themes", "--theme", "falling", "--format", "jsonl").jsonl
    assert row["said"] == "no"
    noctuary("themes", "say", "falling", "forget", "mine/1")
    assert found("falling") == 1


@pytest.mark.usefixtures("dreams")
def test_what_only_the_dreamer_knows_is_proposed_without_rates(noctuary: Noctuary) -> None:
    rows = {row["theme"]: row for row in noctuary("themes", "--format", "json").json}
    assert (rows["dead-alive"]["found"], rows["dead-alive"]["proposed"]) == (0, 1)
    assert rows["dead-alive"]["norms-f_rate"] is None
    assert "Only you can know" in noctuary("themes", "--theme", "dead-alive").err


@pytest.mark.usefixtures("dreams")
def test_a_slip_is_answered_with_the_next_step(noctuary: Noctuary) -> None:
    said = noctuary("themes", "--theme", "dragons")
    assert said.code == 1
    assert "noctuary themes --all" in said.err
    assert noctuary("themes", "say", "falling", "perhaps", "1").code == 2
    assert noctuary("themes", "say", "falling", "yes", "99").code == 1


def test_an_empty_library_has_no_themes(noctuary: Noctuary, place: Path) -> None:
    Library.open(place, create=True).close()
    said = noctuary("themes")
    assert (said.code, said.out) == (0, "")
    assert "no dreams" in said.err


@pytest.mark.usefixtures("library")
def test_dreams_without_themes_are_told_of(noctuary: Noctuary) -> None:
    assert "No typical theme is told in 1 dream." in noctuary("themes", "series:other").err


@pytest.mark.usefixtures("dreams")
def test_places_recur(noctuary: Noctuary) -> None:
    [row] = noctuary("places", "--format", "json").json
    assert (row["place"], row["dreams"], row["one_place"]) == ("grandmother's house", 2, "yes")
    assert (row["first"], row["last"]) == ("2020-02", "2020-03")
    assert {
        row["place"] for row in noctuary("places", "mine", "--least", "1", "--format", "jsonl").jsonl
    } >= {"New York"}


@pytest.mark.usefixtures("dreams")
def test_a_place_lists_its_dreams(noctuary: Noctuary) -> None:
    rows = noctuary("places", "--place", "Grandmother's House", "--format", "jsonl").jsonl
    assert [row["words"] for row in rows] == ["my grandmother's house", "Grandma's house"]
    assert noctuary("places", "--place", "Atlantis").code == 1
    assert "No place" in noctuary("places", "--least", "9").err
