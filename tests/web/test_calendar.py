"""The calendar: every night in its place, what has none beside it, and all of it by keyboard."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from noctuary.dream import Dream, Night, PartialDate
from noctuary.library import Library
from noctuary.library.calendar import night_rows, year_of
from noctuary.readers import open_reader
from noctuary.web.months import months_of
from web.conftest import Enter, Open, Served, serving

DREAMS = (
    Dream(id="1", title="Harbour", text="I was afraid of the harbour.", date=PartialDate(1985, 3, 12)),
    Dream(id="2", title="Salt", text="A ladder of salt.", date=PartialDate(1985, 3, 14)),
    Dream(id="3", title="Snow", text="I was glad of snow.", date=PartialDate(1985, 3, 14)),
    Dream(id="4", title="March", text="I was sad.", date=PartialDate(1985, 3)),
    Dream(id="5", title="Year", text="I was angry.", date=PartialDate(1985)),
    Dream(id="6", title="Later", text="I was confused.", date=PartialDate(1990, 1, 1)),
    Dream(id="7", title="Whenever", text="I was asleep.", date=PartialDate(None, 3, 2)),
    Dream(id="8", title="Never", text="I was awake."),
)


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    path = tmp_path / "nights.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_many(DREAMS)
        library.store.add_night(Night("journal", PartialDate(1985, 3, 13)))
        library.read_unread(open_reader("lexical"), "-id:2")
    return path


def cell(html: str, words: str) -> str:
    """The cell of the grid that says this to who cannot see it."""
    return str(
        next(each for each in re.findall(r"<td class=\"night.*?</td>", html, re.DOTALL) if words in each)
    )


def test_every_night_leads_where_it_should(enter: Enter, nights: Path) -> None:
    html = enter(nights).get("/calendar/1?year=1985").text
    afraid = cell(html, "12 March 1985: apprehension")
    assert 'href="/dream/1"' in afraid
    assert '<span class="feeling-AP size-1">◆</span>' in afraid
    assert '<bdi class="private">Harbour</bdi>' in afraid
    both = cell(html, "14 March 1985: two dreams, unread and happiness")
    assert 'href="/calendar/1/night/1985-03-14"' in both
    assert 'href="/write?date=1985-03-13"' in cell(html, "13 March 1985: no dream recalled")
    assert 'href="/write?date=1985-03-15"' in cell(html, "15 March 1985: nothing noted")
    assert html.count('class="absent"') == 12 * 31 - 365


def test_what_has_no_night_is_beside_it(enter: Enter, nights: Path) -> None:
    html = enter(nights).get("/calendar/1?year=1985").text
    assert "3 dreams in 2 nights, 1 night without recall. Two dreams more of which the day is not known." in (
        " ".join(html.split())
    )
    assert "Two dreams have no date." in html
    assert "March 1985, the day not known" in html
    assert "1985, the day not known" in html
    undated = enter(nights).get("/calendar/1/undated").text
    assert "Two dreams have no date" in undated
    assert "Whenever" in undated
    assert "2 March" in undated


def test_a_night_of_several_dreams_lists_them(enter: Enter, nights: Path) -> None:
    html = enter(nights).get("/calendar/1/night/1985-03-14").text
    assert "The night of 14 March 1985" in html
    assert 'href="/dream/2"' in html
    assert 'href="/dream/3"' in html
    assert "5 words, happiness" in html


def test_who_may_only_read_is_not_led_to_writing(enter: Enter, nights: Path) -> None:
    client = enter(nights, read_only=True)
    assert "/write?" not in client.get("/calendar/1?year=1985").text
    assert "/write?" not in client.get("/calendar/1/night/1985-03-14").text


def test_the_last_year_with_a_dream_comes_first(enter: Enter, nights: Path) -> None:
    client = enter(nights)
    html = client.get("/calendar").text
    assert "<h1>1990" in html
    assert 'rel="prev" href="/calendar/1?year=1985"' in html
    assert 'rel="next"' not in html
    assert "No dream stands at a night of this year" in client.get("/calendar/1?year=1987").text


def test_dreams_without_any_date_are_said_to_have_none(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "undated.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_many(DREAMS[-2:])
    html = enter(path).get("/calendar").text
    assert "None of these dreams has a date." in html
    assert 'href="/calendar/1/undated"' in html


def test_a_search_shows_its_own_nights_alone(enter: Enter, nights: Path) -> None:
    client = enter(nights)
    address = client.post("/selection/calendar", data={"query": "emotion:AP"}).headers["HX-Redirect"]
    html = client.get(address).text
    assert "1 dream in 1 night." in " ".join(html.split())
    assert "no dream recalled</span>" not in html
    assert "/write?" not in html


@pytest.mark.parametrize(
    "address",
    [
        "/calendar/1?year=0", "/calendar/1?year=99999", "/calendar/1?year=next", "/calendar/1?year=²",
        "/calendar/1/night/1985-03", "/calendar/1/night/1985-02-30", "/calendar/1/night/nonsense",
        "/calendar/1/undated?page=2", "/calendar/77",
    ],
)  # fmt: skip
def test_nonsense_is_refused(enter: Enter, nights: Path, address: str) -> None:
    assert enter(nights).get(address).status_code == 400


def test_nights_can_be_taken_out(enter: Enter, nights: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(enter(nights).get("/calendar/1/numbers.csv").text)))
    assert [(row["date"], row["dreams"]) for row in rows] == [
        ("", "1"), ("????-03-02", "1"), ("1985", "1"), ("1985-03", "1"), ("1985-03-12", "1"),
        ("1985-03-13", "0"), ("1985-03-14", "2"), ("1990-01-01", "1"),
    ]  # fmt: skip
    assert rows[4]["apprehension"] == "1"


def test_a_dream_in_the_trash_has_no_night(nights: Path) -> None:
    with Library.open(nights) as library:
        library.store.delete([DREAMS[0].key])
        assert (3, 12) not in year_of(library, 1985).nights
        assert sum(row["dreams"] for row in night_rows(library)) == len(DREAMS) - 1


def test_what_is_yet_to_be_dreamt_leads_nowhere() -> None:
    with Library.in_memory() as library:
        year = year_of(library, 2024)
    rows = months_of(year, "1", today=date(2024, 2, 29), may_write=True)
    cells = {(month.number, each.day): each for month in rows for each in month.cells if each}
    assert len(cells) == 366
    assert cells[2, 29].address == "/write?date=2024-02-29"
    assert (cells[3, 1].kind, cells[3, 1].address) == ("ahead", "")


def test_a_title_is_a_text(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "html.noctuary"
    with Library.open(path, create=True) as library:
        library.add(Dream(id="1", title="<img src=x>", text="\x00", date=PartialDate(1985, 3, 12)))
    client: TestClient = enter(path)
    html = client.get("/calendar").text
    assert "<img" not in html
    assert "unread" in cell(html, "12 March 1985")


@pytest.fixture
def served_nights(nights: Path) -> Iterator[Served]:
    with serving(nights) as room:
        yield room


@pytest.mark.browser
def test_the_nights_are_walked_by_keyboard(served_nights: Served, visit: Open) -> None:
    page = visit(served_nights).go("/calendar/1?year=1985")

    def at() -> str:
        words = page.evaluate("document.activeElement.querySelector('.visually-hidden').textContent")
        return str(words).partition(":")[0]

    page.get_by_role("link", name="Nights (CSV)").focus()
    while page.evaluate("document.activeElement.closest('.night') === null"):
        page.keyboard.press("Tab")
    assert at() == "12 March 1985"
    for key, night in (
        ("ArrowRight", "13 March 1985"), ("ArrowDown", "13 April 1985"), ("ArrowLeft", "12 April 1985"),
        ("Home", "1 April 1985"), ("ArrowLeft", "31 March 1985"), ("ArrowUp", "28 February 1985"),
        ("End", "28 February 1985"), ("Control+End", "31 December 1985"), ("ArrowRight", "31 December 1985"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert at() == night, key
    assert page.locator("[data-night-said]").inner_text().startswith("31 December 1985")
    page.keyboard.press("PageDown")
    page.wait_for_url("**/calendar/1?year=1990#nights")
    assert at() == "1 January 1990"
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/dream/6"


@pytest.mark.browser
def test_on_a_phone_the_year_is_turned_and_so_are_the_keys(served_nights: Served, visit: Open) -> None:
    page = visit(served_nights, viewport={"width": 390, "height": 844}).go("/calendar/1?year=1985")
    page.locator('.night [tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    assert "13 March" in str(page.evaluate("document.activeElement.textContent"))
    page.keyboard.press("ArrowRight")
    assert "13 April" in str(page.evaluate("document.activeElement.textContent"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
