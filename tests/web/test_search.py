"""Searching: what is found, how it is narrowed, and that its link keeps."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page, Route, expect
from starlette.testclient import TestClient

from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.web.narrowing import facets_of, years_of
from strategies import TEXTS
from web.conftest import Enter, Open, Served, serving

Ask = Callable[..., str]


@pytest.fixture
def ask(client: TestClient) -> Ask:
    def ask(query: str, **fields: object) -> str:
        answer = client.post("/ask/search", json={"query": query, **fields})
        assert answer.status_code == 200
        return answer.text

    return ask


def count_in(answer: str) -> str:
    found = re.search(r"<h2>([^<]*)</h2>", answer)
    assert found
    return found[1]


def test_a_word_is_found_in_its_sentence(ask: Ask) -> None:
    answer = ask("library")
    assert count_in(answer) == "1 dream"
    assert "an old <mark>library</mark> that lies" in answer
    assert re.search(r'href="/dream/\d+" data-hit', answer)


def test_the_newest_or_oldest_come_first(ask: Ask) -> None:
    dates = {
        order: re.findall(r"data-hit>(?:<bdi[^>]*>.*?</bdi>|(2026-\S\S-\S\S))", ask("", order=order))
        for order in ("newest", "oldest")
    }
    assert [each for each in dates["newest"] if each] == [each for each in reversed(dates["oldest"]) if each]
    assert "All 12 dreams" in ask("", order="nonsense")


def test_a_word_that_is_half_typed_finds_what_begins_so(ask: Ask) -> None:
    answer = ask("librar")
    assert count_in(answer) == "1 dream"
    assert "librar*</code>" in answer
    assert count_in(ask("xyzzy")) == "Nothing holds all of this"


@pytest.mark.parametrize(
    ("query", "fact"),
    [('"open', "not closed"), ("colour:red", "is no facet"), ("date:soon", "no date"), ("*", "no word")],
)
def test_what_cannot_be_understood_is_said_and_is_no_failure(ask: Ask, query: str, fact: str) -> None:
    answer = ask(query)
    assert fact in answer
    assert "data-problem" in answer
    assert "data-hits" not in answer


def test_a_facet_pressed_stands_in_the_search(ask: Ask) -> None:
    answer = ask("ferry", facet="emotion", value="HA")
    assert 'data-query="ferry emotion:HA"' in answer
    assert re.search(r'aria-pressed="true" data-facet="emotion" data-value="HA"', answer)
    assert 'data-query="ferry"' in ask("ferry emotion:HA", facet="emotion", value="HA")
    assert "not closed" in ask('"ferry', facet="emotion", value="HA")


def test_facets_are_counted_among_what_is_found(ask: Ask, client: TestClient) -> None:
    answer = ask("")
    while "data-counting" in answer:
        time.sleep(0.05)
        answer = ask("")
    assert re.search(r'data-value="AP".*?choice-count">6<', answer, re.DOTALL)
    assert "Series" not in answer, "there is one"
    assert client.get("/search").text.count("choice-count")


def test_facets_are_told_in_words_what_is_pressed_first() -> None:
    counts = {"emotion": [("AP", 3), ("HA", 1)], "character": [("1MKA", 2)], "series": [("a", 1), ("b", 1)]}
    feelings, characters = facets_of("emotion:HA character:1M??", counts, {"a": ""})
    assert [(each.value, each.count, each.is_pressed) for each in feelings.first] == [
        ("HA", 1, True),
        ("AP", 3, False),
    ]
    assert [each.words for each in characters.first] == ["1M??", "one man known to the dreamer, adult"]
    [series, *_] = facets_of("", counts, {"a": "Ann", "b": ""})
    assert [each.words for each in series.first] == ["Ann", "b"]
    assert facets_of("", None, {})[0].first[0].count is None


def test_years_are_told_with_what_is_asked_of_them() -> None:
    years = years_of("date:1985..1990", {"date": [("1985", 4), ("1990", 2)]})
    assert years is not None
    assert (years.first, years.last, years.asked_from, years.asked_to) == (1985, 1990, "1985", "1990")
    assert [share for *_, share in years.bars] == [1.0, 0.5]
    assert years_of("", {}) is None


def test_more_comes_on_demand(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "many.noctuary"
    with Library.open(path, create=True) as library:
        for number in range(45):
            library.add(Dream(id=str(number), text=f"Boat {number}."))
    visitor = enter(path)
    first = visitor.post("/ask/search", json={"query": "boat"}).text
    assert first.count("data-hit>") == 20
    assert 'data-more="20">20 more of 45' in first
    last = visitor.post("/ask/search/more", json={"query": "boat", "start": 40}).text
    assert last.count("data-hit>") == 5
    assert "data-more" not in last


def test_a_link_holds_no_word_and_keeps_after_the_room_is_closed(enter: Enter, library_path: Path) -> None:
    visitor = enter(library_path)
    token = visitor.post("/ask/search/keep", json={"query": "library"}).json()["token"]
    assert re.fullmatch("[0-9a-f]{16}", token)
    page = enter(library_path).get(f"/search/{token}").text
    assert 'value="library"' in page
    assert count_in(page) == "1 dream"


def test_what_was_asked_has_a_link_at_once_that_is_kept_when_it_is_opened(
    enter: Enter, library_path: Path
) -> None:
    visitor = enter(library_path)
    found = re.search(r'data-token="(\w+)"', visitor.post("/ask/search", json={"query": "ferry"}).text)
    assert found
    assert enter(library_path).get(f"/search/{found[1]}").status_code == 400, "not kept yet"
    assert 'value="ferry"' in visitor.get(f"/search/{found[1]}").text
    assert 'value="ferry"' in enter(library_path).get(f"/search/{found[1]}").text


def test_a_room_for_reading_searches_and_keeps_links_while_it_is_open(
    enter: Enter, library_path: Path
) -> None:
    visitor = enter(library_path, read_only=True)
    assert "until the room is closed" in visitor.post("/ask/search", json={"query": "library"}).text
    token = visitor.post("/ask/search/keep", json={"query": "library"}).json()["token"]
    assert 'value="library"' in visitor.get(f"/search/{token}").text
    assert enter(library_path, read_only=True).get(f"/search/{token}").status_code == 400


def test_what_is_near_in_meaning_is_offered_without_what_was_found(client: TestClient) -> None:
    def near(query: str) -> str:
        return client.post("/ask/search/near", json={"query": query}).text

    while "data-pending" in near("books"):
        time.sleep(0.05)
    numbers = re.findall(r"/dream/(\d+)", near("a hall of books"))
    assert 0 < len(numbers) <= 8
    found = re.findall(r"/dream/(\d+)", client.post("/ask/search", json={"query": "library"}).text)
    assert not set(found) & set(re.findall(r"/dream/(\d+)", near("library")))
    assert "/dream/" not in near("emotion:AP")
    assert "/dream/" in near("word " * 300), "too long to be looked for, but not to be compared"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(query=TEXTS)
def test_whatever_is_typed_is_answered(client: TestClient, query: str) -> None:
    for address in ("/ask/search", "/ask/search/more", "/ask/search/near"):
        assert client.post(address, json={"query": query}).status_code in (200, 400), address


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"query": 1}', b'{"query": "\\ud800"}', b'{"start": -1}']
)
def test_nonsense_is_refused(client: TestClient, body: bytes) -> None:
    for address in ("/ask/search/more", "/ask/search/keep"):
        assert client.post(address, content=body).status_code in (200, 400)


# In a browser, by keyboard alone.


def results(page: Page) -> str:
    return page.locator(".search-count h2").inner_text()


@pytest.mark.browser
def test_searching_by_keyboard_alone(served: Served, visit: Open) -> None:
    opened = visit(served)
    page = opened.go("/help")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("library")
    expect(page.locator(".search-count h2")).to_have_text("1 dream")
    expect(page.locator(".search-near h2")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/*")
    kept = page.url
    assert "library" not in kept
    # Narrowed by a facet, and widened again.
    feeling = page.locator("[data-facet=emotion]").first
    feeling.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-search]")).to_have_value(re.compile("library emotion:"))
    assert page.url != kept
    expect(page.locator("[data-facet=emotion]:focus")).to_have_count(1)
    page.go_back()
    expect(page.locator("[data-search]")).to_have_value("library")
    expect(page.locator(".search-count h2")).to_have_text("1 dream")
    # From the field to the results, and back.
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-search]")).to_be_focused()
    assert not [each for each in opened.requests if "library" in each]


@pytest.mark.browser
def test_who_stands_on_a_dream_stays_there_when_a_late_answer_comes(served: Served, visit: Open) -> None:
    page = visit(served).go("/search")
    page.keyboard.type("library")
    expect(page.locator(".search-count h2")).to_have_text("1 dream")
    held: list[Route] = []
    page.route("**/ask/search", lambda route: held.append(route))  # noqa: PLW0108 — a method of a list cannot be looked into
    page.keyboard.type(" ")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]").first).to_be_focused()
    while not held:
        page.wait_for_timeout(20)
    page.evaluate("document.querySelector('.search-answer').dataset.old = 'yes'")
    for route in held:
        route.continue_()
    expect(page.locator(".search-answer[data-old]")).to_have_count(0)
    expect(page.locator("[data-hit]").first).to_be_focused()


@pytest.mark.browser
def test_a_slip_leaves_the_last_results(served: Served, visit: Open) -> None:
    page = visit(served).go("/search")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("library ")
    expect(page.locator(".search-count h2")).to_have_text("1 dream")
    page.keyboard.type('"open')
    expect(page.locator("#search-says")).to_contain_text("not closed")
    assert results(page) == "1 dream"
    page.keyboard.type(' lake"')
    expect(page.locator("#search-says")).to_have_text("Nothing found.")


@pytest.mark.browser
def test_late_answers_are_dropped(served: Served, visit: Open) -> None:
    page = visit(served).go("/search")
    late = []
    page.route(
        "**/ask/search",
        lambda route: (
            late.append(route) if route.request.post_data_json["query"] == "ferry" else route.continue_()
        ),
    )
    expect(page.locator("[data-search]")).to_be_focused()
    with page.expect_request(lambda asked: "ferry" in (asked.post_data or "")):
        page.keyboard.type("ferry")
    page.keyboard.type(" OR library")
    expect(page.locator(".search-count h2")).to_have_text("2 dreams")
    assert late
    for each in late:
        each.abort()
    assert results(page) == "2 dreams"
    page.unroute("**/ask/search")


@pytest.mark.browser
def test_years_and_order_by_keyboard(library_path: Path, visit: Open) -> None:
    with Library.open(library_path) as library:
        library.add(Dream(id="old", text="An old ferry.", series="demo", date=library.get("2026-01-03").date))
    with serving(library_path, "--read-only") as served:
        page = visit(served).go("/search")
        field = page.get_by_label("from", exact=True)
        field.focus()
        page.keyboard.type("2026-03")
        page.keyboard.press("Tab")
        expect(page.locator("[data-search]")).to_have_value("date:2026-03..")
        expect(page.get_by_text("until the room is closed")).to_be_visible()
        page.get_by_label("Order").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("[data-hit]").first).to_contain_text("2026-03-28")
        page.context.close()  # before the room: it may still ask something


@pytest.mark.browser
def test_a_glance_at_the_screen_shows_no_word_in_discreet_mode(served: Served, visit: Open) -> None:
    page = visit(served).go("/search")
    page.keyboard.type("library")
    expect(page.locator(".search-count h2")).to_have_text("1 dream")
    page.get_by_label("Discreet").check()
    for place in ("[data-search]", ".search-sentence", ".search-hit bdi"):
        expect(page.locator(place).first).to_have_css("filter", re.compile("blur"))
    page.locator("[data-search]").focus()
    expect(page.locator("[data-search]")).to_have_css("filter", "none")
    assert "library" not in page.title()
    page.reload()
    assert page.locator("html").get_attribute("data-discreet") == "yes"
