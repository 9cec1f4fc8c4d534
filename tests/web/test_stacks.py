"""The stacks: shelves and list show the same, and what is typed and chosen arranges both."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Night, PartialDate
from noctuary.library import Library
from noctuary.scheme import Scale, parse
from noctuary.web.binary import packed
from noctuary.web.shown import Shown
from web.conftest import Enter, Open, Served

# A machine that does much else at once needs a while for what it draws.
expect.set_options(timeout=20_000)

STRANGE = "<script>alert(1)</script> **bold** \x00\x07 שלום 🦉 " + "x" * 200


def unpacked(content: bytes) -> dict[str, Any]:
    """What a script makes of columns."""
    [length] = struct.unpack_from("<I", content)
    facts: dict[str, Any] = json.loads(content[4 : 4 + length])
    for name, (width, offset, count) in facts.pop("columns").items():
        start = 4 + length + offset
        assert start % min(4, width) == 0
        facts[name] = np.frombuffer(content, f"<u{width}", count, start)
    return facts


def arranged(client: TestClient, query: str = "", words: str | None = None) -> dict[str, Any]:
    address = f"/ask/stacks/arranged?{query}"
    answer = client.get(address) if words is None else client.post(address, json={"words": words})
    assert answer.status_code == 200, answer.text
    return unpacked(answer.content)


# Columns.


@given(
    st.dictionaries(
        st.text("abc", min_size=1),
        st.sampled_from(["u1", "u2", "u4"]).flatmap(
            lambda kind: st.lists(st.integers(0, 255), max_size=9).map(lambda each: np.array(each, kind))
        ),
    ),
    st.text(),
)
def test_columns_come_back(columns: dict[str, Any], said: str) -> None:
    facts = unpacked(packed({"said": said}, columns))
    assert facts.pop("said") == said
    assert {name: each.tolist() for name, each in facts.items()} == {
        name: each.tolist() for name, each in columns.items()
    }


# What stands in an address.


@given(
    st.dictionaries(
        st.sampled_from(["by", "since", "until", "series", "feel", "lucid", "q", "figure", "alone", "page"]),
        st.text(max_size=8)
        | st.sampled_from(
            ["1985", "series", "AN,HA", "full", "3", "0123456789abcdef", "3-0123456789abcdef", "yes"]
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_address_is_understood_or_refused(client: TestClient, told: dict[str, str]) -> None:
    for address in ("/ask/stacks/arranged", "/ask/stacks/list"):
        assert client.get(address, params=told).status_code in (200, 202)
    assert client.get("/", params=told).status_code in (200, 400)


def test_what_was_understood_stands_in_an_address_again() -> None:
    told = {"by": "length", "since": "1985-03", "until": "1990", "series": "2", "feel": "AN,HA", "lucid": "full",
            "q": "0123456789abcdef", "figure": "2-0123456789abcdef", "alone": "yes", "page": "3"}  # fmt: skip
    assert Shown.of(told).told() == told
    assert Shown.of({}).told() == {}


def test_a_span_that_ends_before_it_begins_is_refused(client: TestClient) -> None:
    assert "later than" in client.get("/ask/stacks/arranged?since=1990&until=1985").json()["trouble"]
    assert client.get("/?since=1990&until=1985").status_code == 400
    assert arranged(client, "since=1985-06&until=1985")["dreams"] == 0


# The page, and what its script asks.


def test_the_page_says_how_many_there_are(client: TestClient) -> None:
    assert "12 dreams" in client.get("/").text


def test_tomes_are_sent_in_columns(client: TestClient, library_path: Path) -> None:
    answer = client.get("/stacks/tomes")
    tomes = unpacked(answer.content)
    dreams = tomes["nr"][tomes["nr"] > 0]
    assert len(set(dreams.tolist())) == 12
    assert len(tomes["feelings"]) == 5 * tomes["count"]
    with Library.open(library_path) as library:
        words = {library.store.nr_of(each.key): each.words for each in library.listed()}
    shown = dict(zip(tomes["nr"].tolist(), tomes["words"].tolist(), strict=True))
    assert {nr: shown[nr] for nr in words} == words


def test_words_come_in_the_body_and_the_last_one_is_open(client: TestClient, library_path: Path) -> None:
    with Library.open(library_path) as library:
        wanted = library.count("sta*")
    assert 0 < wanted < 12
    assert arranged(client, words="sta")["dreams"] == wanted
    assert arranged(client, words="sta ")["dreams"] < wanted
    assert arranged(client, words="  ")["dreams"] == 12


def test_words_that_are_no_search_are_refused_in_a_sentence(client: TestClient) -> None:
    for words in ('"open', "colour:red", "/(/ ", "\ud800", "x" * 3000):
        for address in ("/ask/stacks/arranged", "/ask/stacks/list", "/ask/stacks/words"):
            answer = client.post(address, content=json.dumps({"words": words}))
            assert answer.json()["trouble"].endswith("."), words[:9]
    for body in (b"", b"{", b"[]", b'{"words": 3}'):
        assert "Load the page again" in client.post("/ask/stacks/list", content=body).json()["trouble"]


def test_the_list_shows_what_the_shelves_show_in_the_same_order(client: TestClient) -> None:
    tomes = unpacked(client.get("/stacks/tomes").content)
    for query in ("by=oldest", "by=length", "by=feeling&feel=AP,HA", "since=2026-03"):
        shelves = [nr for nr in tomes["nr"][arranged(client, query)["places"]].tolist() if nr]
        listed = client.get(f"/ask/stacks/list?{query}").text
        assert [int(each.split('"')[0]) for each in listed.split('href="/dream/')[1:]] == shelves


def test_the_list_goes_on_for_pages(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "many.noctuary"
    with Library.open(path, create=True) as library:
        library.take_in(Dream(id=str(nr), text=f"Door {nr}.", date=PartialDate(1985)) for nr in range(250))
    visitor = enter(path)
    found = []
    for number in (1, 2, 3):
        listed = visitor.get(f"/?as=list&by=oldest&page={number}").text
        found += [int(each.split('"')[0]) for each in listed.split('href="/dream/')[1:]]
    assert len(set(found)) == len(found) == 250
    assert "as=list" in listed
    assert 'rel="next"' not in listed
    assert visitor.get("/?as=list&page=99").text.count("/dream/") == 50


def test_a_kept_search_stands_in_the_address_without_its_words(client: TestClient) -> None:
    token = client.post("/ask/stacks/words", json={"words": "stair"}).json()["q"]
    assert arranged(client, f"q={token}")["dreams"] == arranged(client, words="stair")["dreams"]
    page = client.get(f"/?q={token}").text
    assert 'value="stair"' in page


def test_in_a_room_for_reading_a_search_is_kept_while_it_is_open(enter: Enter, library_path: Path) -> None:
    visitor = enter(library_path, read_only=True)
    assert arranged(visitor, words="stair")["of"] == 12
    assert visitor.post("/ask/stacks/list", json={"words": "stair"}).status_code == 200
    token = visitor.post("/ask/stacks/words", json={"words": "stair"}).json()["q"]
    assert 'value="stair"' in visitor.get(f"/?q={token}").text
    assert enter(library_path, read_only=True).get(f"/?q={token}").status_code == 400


def test_a_search_leads_to_its_shelves(client: TestClient) -> None:
    found = client.post("/ask/search", json={"query": "stair"}).text
    [address] = re.findall(r'href="(/\?q=[^"]+)"', found)
    assert 'value="stair"' in client.get(address).text
    [address] = re.findall(r'href="(/profile/[^"]+)"', found)
    assert client.get(address).status_code == 200


def test_labels(client: TestClient) -> None:
    tomes = unpacked(client.get("/stacks/tomes").content)
    nr = int(tomes["nr"][tomes["feelings"].reshape(-1, 5).sum(axis=1).argmax()])
    label = client.get(f"/stacks/label/{nr}").text
    assert "words" in label
    assert "by a program" in label
    assert "feeling-" in label
    for nowhere in (0, 10**6, 10**30):
        assert client.get(f"/stacks/label/{nowhere}").status_code == 404
    assert "No dream recalled" in client.get("/stacks/night/19850312").text
    assert client.get("/stacks/night/19859999").status_code == 400


def test_who_confirmed_is_told(enter: Enter, library_path: Path) -> None:
    with Library.open(library_path) as library:
        dream = next(library.dreams())
        nr = library.store.nr_of(dream.key)
        felt = Coding(parse("HA D", Scale.EMOTIONS))
        person = Reader("ann", kind=ReaderKind.PERSON)
        library.store.save_readings([Reading.of(dream, person, [felt], scales=[Scale.EMOTIONS])])
    assert "confirmed" in enter(library_path).get(f"/stacks/label/{nr}").text


def test_strange_texts_are_shown_as_they_are(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "strange.noctuary"
    with Library.open(path, create=True) as library:
        library.add(Dream(id="1", text=STRANGE, title=STRANGE, series="<b>"))
        library.add(Dream(id="1", text="…", series="other"))
    visitor = enter(path)
    for address in ("/", "/?as=list", "/stacks/label/1", "/?as=list&by=series"):
        page = visitor.get(address).text
        assert "<script>alert" not in page
        assert "<b>" not in page
    assert "&lt;script&gt;" in visitor.get("/stacks/label/1").text
    assert "␀" in visitor.get("/stacks/label/1").text


def orbs(client: TestClient, series: int) -> str:
    for _ in range(200):
        answer = client.get(f"/stacks/orbs/{series}").text
        if "hx-get" not in answer:
            return answer
    raise AssertionError("figures are looked for without end")


def test_figures_float_and_light_their_tomes(client: TestClient, library_path: Path) -> None:
    with Library.open(library_path) as library:
        nr = library.store.series_nr("demo")
        known = [each for each in library.cast("demo").figures().figures if each.known]
        most = max(known, key=lambda each: len({sighting.dream for sighting in each.sightings}))
        dreams = {library.store.nr_of(each.dream) for each in most.sightings}
    shown = orbs(client, nr)
    assert f"{len(dreams)} dreams" in shown
    figure = shown.split('data-figure="')[1].split('"')[0]
    tomes = unpacked(client.get("/stacks/tomes").content)
    found = arranged(client, f"figure={figure}")
    assert found["isLit"]
    assert {int(each) for each in tomes["nr"][found["lit"]]} == dreams
    assert arranged(client, f"figure={figure}&alone=yes")["dreams"] == len(dreams)
    assert (
        "no such figure" in client.get(f"/ask/stacks/arranged?figure={nr}-0123456789abcdef").json()["trouble"]
    )
    assert client.get("/stacks/orbs/99").status_code == 400


def test_of_many_small_series_no_figure_floats_unasked(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "small.noctuary"
    with Library.open(path, create=True) as library:
        library.take_in(Dream(id="1", text=f"Door {nr}.", series=f"s{nr}") for nr in range(3))
    visitor = enter(path)
    assert 'data-floating=""' in visitor.get("/").text
    assert 'data-floating="2"' in visitor.get("/?series=2").text


def test_a_library_without_dreams_says_where_to_begin(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "empty.noctuary"
    Library.open(path, create=True).close()
    page = enter(path).get("/").text
    assert "The shelves are empty." in page
    assert "/bring-in" in page
    assert "/bring-in" not in enter(path, read_only=True).get("/").text.split("<footer")[0]
    assert enter(path).get("/ask/stacks/list").status_code == 200
    assert unpacked(enter(path).get("/stacks/tomes").content)["count"] == 0


# In a real browser.


LIST = "[role=listbox]"
COUNT = "[data-count]"


def shelves(page: Page) -> Page:
    """Wait until the shelves are painted. A dream's page is somebody else's; here it stands for being opened."""
    page.route("**/dream/*", lambda route: route.fulfill(body="", content_type="text/html"))
    page.wait_for_selector(".shelves.painted")
    page.wait_for_selector("[role=option]", state="attached")
    return page


def current(page: Page) -> str:
    return page.locator("[role=option]").inner_text()


@pytest.mark.browser
def test_shelves_by_keyboard_alone(served: Served, visit: Open) -> None:
    page = shelves(visit(served).go("/"))
    while page.evaluate("document.activeElement.getAttribute('role')") != "listbox":
        page.keyboard.press("Tab")
    expect(page.locator("[role=option]")).to_contain_text("2026")
    first = current(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator("[role=option]")).not_to_have_text(first)
    option = page.locator("[role=option]")
    assert option.get_attribute("aria-posinset") == "2"
    assert page.locator(LIST).get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Home")
    page.wait_for_selector("[aria-posinset='1']", state="attached")
    page.keyboard.press("Control+End")
    page.wait_for_selector(f"[aria-posinset='{option.get_attribute('aria-setsize')}']", state="attached")
    page.keyboard.press("+")
    page.keyboard.press("-")
    page.keyboard.press("0")
    page.keyboard.press("PageUp")
    page.wait_for_selector("[aria-posinset='1']", state="attached")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("[aria-posinset='2']", state="attached")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dream/*")


@pytest.mark.browser
def test_what_is_typed_filters_and_the_address_holds_no_word(served: Served, visit: Open) -> None:
    opened = visit(served)
    page = shelves(opened.go("/"))
    page.keyboard.press("/")
    page.keyboard.type("sta")
    expect(page.locator(COUNT)).to_contain_text(" of ")
    filtered = page.locator(COUNT).inner_text()
    page.wait_for_url("**/?q=*")
    page.get_by_label("By").select_option("feeling")
    page.wait_for_url("**/?by=feeling&q=*")
    page.go_back()
    expect(page.get_by_label("By")).to_have_value("latest")
    page.go_back()
    expect(page.locator(COUNT)).not_to_contain_text(" of ")
    page.go_forward()
    expect(page.locator(COUNT)).to_have_text(filtered)
    page.reload()
    expect(page.locator(COUNT)).to_have_text(filtered)
    assert page.locator("[data-search]").input_value() == "sta"
    asked = [each.replace("/stacks", "") for each in opened.requests if "/static/" not in each]
    assert not [each for each in asked if "sta" in each]
    page.locator("[data-search]").fill('"open')
    page.get_by_text("quotation mark").wait_for()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(COUNT)).not_to_contain_text(" of ")


@pytest.mark.browser
def test_a_tome_under_the_pointer_shows_its_label_and_opens(served: Served, visit: Open) -> None:
    page = shelves(visit(served).go("/"))
    frame = page.locator("[data-view]").bounding_box()
    assert frame
    foot = frame["y"] + 2 * 150
    page.mouse.move(frame["x"] + 120, foot)
    label = page.locator("[data-label]")
    label.wait_for()
    assert "words" in label.inner_text()
    page.mouse.click(frame["x"] + 120, foot)
    page.wait_for_url("**/dream/*")


@pytest.mark.browser
def test_choosing_a_figure_lights_its_tomes(served: Served, visit: Open) -> None:
    page = shelves(visit(served).go("/"))
    orb = page.locator("[data-figure]").first
    orb.wait_for()
    page.get_by_label("Figure", exact=True).fill(orb.get_attribute("data-name") or "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?figure=*")
    assert orb.get_attribute("aria-pressed") == "true"
    page.get_by_label("only these tomes").check()
    expect(page.locator(COUNT)).to_contain_text(" of ")
    page.get_by_role("button", name="Let go").click()
    expect(page.locator(COUNT)).not_to_contain_text(" of ")
    assert orb.get_attribute("aria-pressed") == "false"


@pytest.mark.browser
def test_the_list_takes_the_place_of_the_shelves(served: Served, visit: Open) -> None:
    page = visit(served, reduced_motion="reduce").go("/")
    page.locator(".stacks-list table").wait_for()
    assert page.locator(".stacks-list a[href^='/dream/']").count() == 12
    assert not page.locator("[data-shelves]").is_visible()
    page.get_by_role("link", name="On shelves").click()
    shelves(page)
    page.get_by_role("link", name="As a list").click()
    page.locator(".stacks-list table").wait_for()
    page.get_by_label("anger").check()
    expect(page.locator(COUNT)).to_contain_text(" of ")
    page.goto(page.url.split("?")[0])
    page.locator(".stacks-list table").wait_for()


@pytest.mark.browser
def test_a_tome_is_shown_by_the_first_touch_and_opened_by_the_second(served: Served, visit: Open) -> None:
    page = shelves(visit(served, viewport={"width": 390, "height": 844}, has_touch=True).go("/"))
    frame = page.locator("[data-view]").bounding_box()
    assert frame
    page.touchscreen.tap(frame["x"] + 100, frame["y"] + 280)
    page.locator("[data-label]").wait_for()
    page.touchscreen.tap(frame["x"] + 100, frame["y"] + 280)
    page.wait_for_url("**/dream/*")


@pytest.mark.browser
def test_without_webgl_there_is_the_list(served: Served, visit: Open) -> None:
    opened = visit(served)
    opened.page.add_init_script("""
        for (const kind of [OffscreenCanvas, HTMLCanvasElement]) {
          const open = kind.prototype.getContext;
          kind.prototype.getContext = function (name, ...rest) {
            return name.startsWith("webgl") ? null : open.call(this, name, ...rest);
          };
        }
    """)
    page = opened.go("/")
    page.locator(".stacks-list table").wait_for()
    assert not page.locator("[data-shelves]").is_visible()


@pytest.mark.browser
def test_a_library_that_grows_is_seen_to(served: Served, visit: Open, library_path: Path) -> None:
    page = shelves(visit(served).go("/"))
    with Library.open(library_path) as library:
        library.add(Dream(id="new", text="A door in the snow.", series="demo"))
        library.store.add_night(Night("demo", PartialDate(2026, 1, 2)))
    page.get_by_label("By").select_option("length")
    expect(page.locator(COUNT)).to_have_text("13 dreams")
    page.locator("[data-bays-list]").select_option("0")
