"""A book of dreams: on the screen, and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from noctuary.dream import Dream, PartialDate
from noctuary.library import Library
from web.conftest import Enter, Open, Served


def test_dreams_stand_in_order_of_date_with_what_belongs_to_them(client: TestClient) -> None:
    page = client.get("/book").text
    places = [
        page.index(words)
        for words in ("The night ferry", "2026-01-11", "The library under the lake", "The thief")
    ]
    assert places == sorted(places)
    assert "on waking" in page
    assert "12 dreams" in page


def test_a_search_or_a_series_makes_a_book(enter: Enter, library_path: Path) -> None:
    with Library.open(library_path) as library:
        library.add(Dream(id="1", series="other", text="A ferry of my own."))
        nr = library.store.series_nr("other")
    client = enter(library_path)
    token = client.post("/ask/search/keep", json={"query": "ferry"}).json()["token"]
    page = client.get(f"/book/{token}").text
    assert "The night ferry" in page
    assert "A ferry of my own." in page
    assert "Without a year" in page
    assert page.count("book-dream") == 2
    assert client.get(f"/book/{nr}").text.count("book-dream") == 1
    assert client.get("/book/nonsense").status_code == 400
    assert client.get("/book?volume=2").status_code == 400
    assert client.get("/book?volume=x").status_code == 400


def test_too_many_for_one_book_come_in_volumes(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "long.noctuary"
    with Library.open(path, create=True) as library:
        for year in (1985, 1986, 1987):
            library.add(Dream(id=str(year), text=f"word {year} " * 60_000, date=PartialDate(year)))
    client = enter(path)
    page = client.get("/book").text
    assert "3 dreams are too many for one book" in page
    assert "1985" in client.get("/book?volume=1").text
    assert "word 1987" in client.get("/book?volume=3").text
    assert "word 1985" not in client.get("/book?volume=3").text


@pytest.mark.browser
def test_a_book_is_printed(served: Served, visit: Open) -> None:
    page = visit(served).go("/book")
    page.get_by_label("Discreet").check()

    def pages() -> int:
        return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A5")))

    closely = pages()
    assert closely >= 5
    page.get_by_label("Each dream on a page of its own").focus()
    page.keyboard.press("Space")
    assert pages() > closely
    assert pages() >= 13, "a title page, and twelve dreams"
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert "The night ferry" in shown
    assert "I was on a small ferry with my father" in shown
    for hidden in ("Stacks", "Print it", "Keys and help"):
        assert hidden not in shown
    expect(page.locator(".reading-text").first).to_have_css("filter", "none")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.browser
def test_printing_is_offered(served: Served, visit: Open) -> None:
    page = visit(served).go("/book")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print it").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") is True
