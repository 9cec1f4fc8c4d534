"""Writing: whatever happens, what was typed is there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import time as clock_time
from html import unescape
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from noctuary.dream import Dream, Lucidity, PartialDate
from noctuary.errors import ReadingError
from noctuary.library import Library
from noctuary.library.writing import today
from noctuary.web.bodies import MOST
from standins import ByLetters
from strategies import TEXTS
from web.conftest import Enter, Open, Served, serving

#: Where a room opens again after it was killed: a place that no room of a test beside this one takes meanwhile.
PORT_OF_OURS: Final = str(8800 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))

HERE: Final = "a" * 32
THERE: Final = "b" * 32
DRAFT: Final = "c" * 32
ANOTHER: Final = "d" * 32
MILL: Final = "I was on the roof of a mill with my sister. I was afraid of the wind."


def put(client: TestClient, text: str, *, draft: str = DRAFT, **sent: Any) -> Any:
    content = {"text": text, "details": {}, "base": 0, "version": 1, "writer": HERE, **sent}
    answer = client.put(f"/write/draft/{draft}", json=content, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer.json()


def keep(client: TestClient, text: str, *, draft: str = DRAFT, **details: str) -> Any:
    content = {"text": text, "details": details, "base": 0, "version": 9, "writer": HERE}
    answer = client.post(f"/write/draft/{draft}/keep", json=content)
    assert answer.status_code == 200
    return answer.json()


def given_draft(page: str) -> Any:
    """What the page of writing was given."""
    [found] = re.findall(r'data-draft="([^"]*)"', page)
    return json.loads(unescape(found))


def dreams(path: Path, query: str = "") -> list[Dream]:
    with Library.open(path, read_only=True) as library:
        return list(library.dreams(query))


# Drafts.


def test_writing_begins_with_an_empty_field(client: TestClient) -> None:
    page = client.get("/write").text
    draft = given_draft(page)
    assert (draft["text"], draft["details"], draft["version"]) == ("", {}, 0)
    assert re.fullmatch(r"[0-9a-f]{32}", draft["id"])
    assert draft["id"] != given_draft(client.get("/write").text)["id"]
    assert f'name="date" value="{today()}"' in page
    assert 'name="series"' in page
    assert 'value="demo"' in page


def test_the_draft_that_was_left_is_opened_again(client: TestClient) -> None:
    assert put(client, MILL, details={"title": "The mill"}) == {"id": DRAFT, "version": 1, "apart": False}
    draft = given_draft(client.get("/write").text)
    assert (draft["id"], draft["text"], draft["details"]) == (DRAFT, MILL, {"title": "The mill"})
    assert draft["when"].startswith("today at ")
    assert given_draft(client.get("/write?new").text)["text"] == ""
    assert given_draft(client.get(f"/write/{DRAFT}").text)["text"] == MILL
    assert client.get(f"/write/draft/{DRAFT}").json()["text"] == MILL


def test_a_draft_that_is_gone_leads_on(client: TestClient) -> None:
    answer = client.get(f"/write/{DRAFT}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/write")
    assert client.get(f"/write/draft/{DRAFT}").json() is None


def test_several_drafts_are_offered(client: TestClient) -> None:
    put(client, "A mill. " * 60)
    put(client, "<b>A sea</b>", draft=ANOTHER)
    page = client.get("/write").text
    assert "2 drafts are open" in page
    assert "&lt;b&gt;A sea" in page
    assert "120 words" in page
    assert f'href="/write/{ANOTHER}"' in page
    assert client.delete(f"/write/draft/{ANOTHER}").text == ""
    assert given_draft(client.get("/write").text)["id"] == DRAFT


@pytest.mark.parametrize("details", [{}, {"date": "2026-03-14", "series": "journal", "title": " "}])
def test_a_draft_without_anything_is_none(client: TestClient, details: dict[str, str]) -> None:
    put(client, " \n", details=details)
    assert given_draft(client.get("/write").text)["id"] != DRAFT


def test_a_draft_that_another_tab_changed_stays_beside(client: TestClient) -> None:
    put(client, "A mill.")
    put(client, "A mill by the sea.", base=1, version=2)
    assert put(client, "A mill, burning.", base=1, version=2, writer=THERE) == {
        "id": THERE,
        "version": 2,
        "apart": True,
    }
    assert client.get(f"/write/draft/{DRAFT}").json()["text"] == "A mill by the sea."
    assert client.get(f"/write/draft/{THERE}").json()["text"] == "A mill, burning."


SOUND: Final = {"text": "A mill.", "details": {}, "base": 0, "version": 1, "writer": HERE}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"mill",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        {},
        {**SOUND, "text": None},
        {**SOUND, "details": []},
        {**SOUND, "details": {"title": 1}},
        {**SOUND, "base": -1},
        {**SOUND, "version": "1"},
        {**SOUND, "version": 2**63},
        {**SOUND, "version": 1.5},
        {**SOUND, "writer": "the mill"},
        {**SOUND, "text": "\ud83d"},
        {**SOUND, "details": {"title": "\udc00"}},
        {**SOUND, "text": "m" * MOST},
    ],
)
@pytest.mark.parametrize("what", ["", "/keep"])
def test_nonsense_is_refused_kindly(client: TestClient, body: bytes | dict[str, object], what: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    method = "POST" if what else "PUT"
    answer = client.request(
        method, f"/write/draft/{DRAFT}{what}", content=content, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert "mill" not in answer.text
    assert client.get(f"/write/draft/{DRAFT}").json() is None


def test_an_id_of_words_is_refused(client: TestClient) -> None:
    assert client.put("/write/draft/the-mill", json=SOUND).status_code == 400


def test_nothing_is_written_where_one_may_only_read(enter: Enter, library_path: Path) -> None:
    reader = enter(library_path, read_only=True)
    assert "for reading only" in reader.get("/write").text
    assert reader.get(f"/write/{DRAFT}").status_code == 403
    assert reader.put(f"/write/draft/{DRAFT}", json=SOUND).status_code == 403
    assert reader.post("/write/no-dream").status_code == 403


# What `noctuary write` left.


def test_a_draft_of_the_command_line_can_be_taken_over(client: TestClient, library_path: Path) -> None:
    folder = library_path.with_name("demo.noctuary.drafts")
    folder.mkdir()
    (folder / "2026-03-13 06.10.00.txt").write_bytes(b"caf\xe9")
    left = folder / "2026-03-12 06.10.00.txt"
    left.write_text("A gull on the\nroof.\n")
    page = client.get("/write").text
    assert "noctuary write left" in page
    [address] = re.findall(r'hx-post="(/write/left/[0-9a-f]+)"', page)
    answer = client.post(address)
    assert answer.status_code == 204
    assert given_draft(client.get(answer.headers["HX-Redirect"]).text)["text"] == "A gull on the\nroof."
    assert not left.exists()
    assert "noctuary write left" not in client.get("/write?new").text
    assert client.post(address).status_code == 400


# Keeping.


def test_a_dream_is_kept_with_all_that_was_said_of_it(client: TestClient, library_path: Path) -> None:
    put(client, MILL)
    answer = keep(
        client,
        MILL,
        date="2026-03-14",
        time="06:10",
        title=" The mill ",
        tags="#roof, wind , roof; my sister",
        lucidity="partial",
        sleep="7:30",
        sleep_quality="2",
        series="mine",
        reflection="A mill stood\nat the end of our street.",
        **{"feeling:apprehension": "3", "feeling:awe": "2,5", "feeling:anger": " "},
    )
    [dream] = dreams(library_path, "series:mine")
    assert dream == Dream(
        id="2026-03-14",
        text=MILL,
        series="mine",
        date=PartialDate(2026, 3, 14, "2026-03-14"),
        time=clock_time(6, 10),
        title="The mill",
        tags=("roof", "wind", "my sister"),
        lucidity=Lucidity.PARTIAL,
        ratings={"apprehension": 3.0, "awe": 2.5},
        reflection="A mill stood\nat the end of our street.",
        metadata={"sleep": "7.5", "sleep_quality": "2"},
    )
    assert client.get(f"/write/draft/{DRAFT}").json() is None
    with Library.open(library_path, read_only=True) as library:
        assert {f"rating:{name}" for name in dream.ratings} | {"datum:sleep", "datum:sleep_quality"} == set(
            library.numbers_noted("series:mine")
        )
    page = client.get(answer["kept"]).text
    assert "The mill" in page
    assert "Read: 1 character" in page
    assert "It rhymes with" in page
    assert f'href="{answer["kept"].replace("/write/kept", "/dream")}"' in page


def test_a_dream_is_kept_with_nothing_said_of_it(client: TestClient, library_path: Path) -> None:
    keep(client, MILL, series="mine")
    assert dreams(library_path, "series:mine") == [Dream(id="undated", text=MILL, series="mine")]


@pytest.mark.parametrize(
    ("written", "hours"), [("7", "7"), ("7.5", "7.5"), ("7,25", "7.25"), ("7h30", "7.5"), ("6:20", "6.33"), ("8 hours", "8")]
)  # fmt: skip
def test_hours_of_sleep_are_numbers(client: TestClient, library_path: Path, written: str, hours: str) -> None:
    keep(client, MILL, series="mine", sleep=written)
    assert dreams(library_path, "series:mine")[0].metadata == {"sleep": hours}


@pytest.mark.parametrize("written", ["1985-03", "1985", "March 14, 1985", "1950s"])
def test_a_night_may_be_known_in_part(client: TestClient, library_path: Path, written: str) -> None:
    keep(client, MILL, series="mine", date=written)
    [dream] = dreams(library_path, "series:mine")
    assert dream.date
    assert dream.date.written == written


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("text", " \n"),
        ("date", "2026-02-30"),
        ("date", "yesterday"),
        ("time", "25:00"),
        ("time", "at dawn"),
        ("title", "m" * 301),
        ("tags", "m" * 301),
        ("lucidity", "very"),
        ("sleep", "badly"),
        ("sleep", "25"),
        ("sleep_quality", "5"),
        ("series", ""),
        ("series", "a\nb"),
        ("series", "m" * 301),
        ("feeling:", "3"),
        ("feeling:fear", "much"),
        ("feeling:fear", "nan"),
        ("feeling:fear", "1e999"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    client: TestClient, library_path: Path, field: str, written: str
) -> None:
    before = dreams(library_path)
    put(client, MILL)
    details = {} if field == "text" else {field: written}
    refused = keep(client, written if field == "text" else MILL, **details)["refused"]
    assert refused["field"] == field
    assert refused["message"].endswith(".")
    assert dreams(library_path) == before
    assert client.get(f"/write/draft/{DRAFT}").json()["text"] == MILL


def test_words_that_are_kept_already_stay_a_draft(client: TestClient) -> None:
    kept = keep(client, MILL, date="2026-03-14")["kept"]
    put(client, MILL.upper(), draft=ANOTHER)
    refused = keep(client, MILL.upper(), draft=ANOTHER, date="2026-03-14", series="journal")["refused"]
    assert refused["field"] == "text"
    assert refused["address"] == kept.replace("/write/kept", "/dream")
    assert client.get(f"/write/draft/{ANOTHER}").json()["text"] == MILL.upper()


def test_what_another_tab_wrote_meanwhile_is_still_a_draft(client: TestClient) -> None:
    put(client, "A mill.")
    put(client, "A mill, burning.", base=1, version=2, writer=THERE)
    keep(client, MILL)
    assert client.get(f"/write/draft/{DRAFT}").json()["text"] == "A mill, burning."


def test_a_dream_that_nothing_rhymes_with_says_so(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "new.noctuary"
    Library.open(path, create=True).close()
    client = enter(path)
    assert "Nothing here rhymes with it yet." in client.get(keep(client, "Fog.")["kept"]).text


def test_a_dream_that_could_not_be_read_is_kept(
    client: TestClient, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ReadingError("The reader is tired.", "Let it sleep.")

    monkeypatch.setattr("noctuary.library.facade.open_embedder", fail)
    page = client.get(keep(client, MILL, series="mine")["kept"])
    assert page.status_code == 200
    assert "could not be read yet" in page.text
    assert len(dreams(library_path, "series:mine")) == 1


def test_a_long_dream_is_kept_before_it_is_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.web.pages.write._READING", 0)
    monkeypatch.setattr("noctuary.web.pages.write._RHYMING", 0)
    kept = keep(client, MILL * 5)["kept"]
    page = client.get(kept)
    for _ in range(200):
        if "hx-get" not in page.text:
            break
        sleep(0.05)
        page = client.get(f"{kept}/found", headers={"HX-Request": "true"})
    assert "Read: " in page.text


def test_no_such_dream_was_kept(client: TestClient) -> None:
    for nr in (999, 2**70):
        assert client.get(f"/write/kept/{nr}").status_code == 404
        assert client.get(f"/write/kept/{nr}/found").status_code == 404


@pytest.fixture(scope="module")
def any_writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path]]:
    """A visitor of a room whose reader is quick."""
    from noctuary.web.app import create_app
    from noctuary.web.guard import TOKEN_HEADER
    from noctuary.web.room import Room
    from web.conftest import PORT

    path = tmp_path_factory.mktemp("any") / "any.noctuary"
    Library.open(path, create=True).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("noctuary.library.facade.open_embedder", ByLetters)
        room = Room(path)
        client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
        client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        client.headers[TOKEN_HEADER] = room.keys.token
        yield client, path
        room.close()


_NUMBERS = count()


@given(text=TEXTS, reflection=TEXTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_survives_draft_and_keeping_to_the_byte(
    any_writer: tuple[TestClient, Path], text: str, reflection: str
) -> None:
    client, path = any_writer
    series = f"series {next(_NUMBERS)}"
    details = {"reflection": reflection, "series": series}
    draft = f"{next(_NUMBERS):032x}"
    put(client, text, draft=draft, details=details)
    page = given_draft(client.get(f"/write/{draft}").text)
    assert (page["text"], page["details"]) == (text, details)
    answer = keep(client, text, draft=draft, **details)
    if text.strip():
        [dream] = dreams(path, f'series:"{series}"')
        assert (dream.text, dream.reflection) == (text, reflection)
    else:
        assert answer["refused"]["field"] == "text"
        client.delete(f"/write/draft/{draft}")


# Nights without a dream.


def test_no_dream_tonight_is_one_click_and_can_be_undone(client: TestClient, library_path: Path) -> None:
    def noted() -> list[str]:
        with Library.open(library_path, read_only=True) as library:
            return [f"{night.series} {night.date}" for night in library.store.noted_nights()]

    before = noted()
    said = client.post("/write/no-dream").text
    assert "No dream tonight." in said
    assert noted() == [*before, f"demo {today()}"]
    [undo] = re.findall(r'hx-delete="([^"]*)"', said)
    assert "No dream tonight" in client.delete(undo).text
    assert noted() == before


def test_a_night_with_a_dream_is_none_without(client: TestClient) -> None:
    keep(client, MILL, date=str(today()), series="demo")
    answer = client.post("/write/no-dream", headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert "kept already" in answer.text


@pytest.mark.parametrize("night", ["999/2026-03-14", "1/2026-03-14", "1/2026-02-30", "1/tonight"])
def test_what_was_never_put_down_is_not_taken_back(client: TestClient, night: str) -> None:
    assert client.delete(f"/write/no-dream/{night}").status_code in (200, 400)


# In a browser.


@pytest.fixture
def desk_path(read_library: Path, tmp_path: Path) -> Path:
    """Where what is written is kept: for each test anew, since a page that closes sends the last of its draft late."""
    return Path(shutil.copy(read_library, tmp_path / "desk.noctuary"))


@pytest.fixture
def served(desk_path: Path) -> Iterator[Served]:
    """The library that is written in, served."""
    with serving(desk_path) as served:
        yield served


def state(page: Page) -> str:
    return page.locator("#state").inner_text()


def stashed(page: Page) -> dict[str, str]:
    """What lies in the browser, by name."""
    kept: dict[str, str] = page.evaluate("({ ...localStorage })")
    return kept


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(400):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never came to hold.")


def forgive(opened: Any) -> None:
    """Browsers complain of a server that is gone; we do not."""
    opened.complaints[:] = [each for each in opened.complaints if "Failed to load resource" not in each]


@pytest.mark.browser
def test_every_keystroke_is_in_the_browser_and_then_in_the_library(served: Served, visit: Open) -> None:
    page = visit(served).go("/write")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A mill")
    [held] = stashed(page).values()
    assert json.loads(held)["text"] == "A mill"
    until(page, lambda: not stashed(page))
    assert "Kept at" in state(page)
    page.keyboard.type(" by the sea.")
    # The page is left before the next save.
    page.reload()
    expect(page.locator("#dream")).to_have_value("A mill by the sea.")
    until(page, lambda: not stashed(page))
    assert re.fullmatch(r"/write(/[0-9a-f]{32})?", page.url.removeprefix(served.root))
    # What is typed and taken back leaves nothing behind.
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    until(page, lambda: not stashed(page))


@pytest.mark.browser
def test_a_killed_server_costs_no_keystroke(library_path: Path, visit: Open) -> None:
    """Killed while somebody types, started again, opened anew: in the same browser, in another one, in the same tab."""
    with ExitStack() as stack:
        first = stack.enter_context(serving(library_path, "--port", PORT_OF_OURS))
        opened = visit(first)
        page = opened.go("/write")
        expect(page.locator("#dream")).to_be_focused()
        page.keyboard.type("I was on the roof of a mill. ")
        until(page, lambda: not stashed(page))
        page.keyboard.type("The wind ro")
        first.kill()
        page.keyboard.type("se, and my sister flew.")
        whole = "I was on the roof of a mill. The wind rose, and my sister flew."
        until(page, lambda: "does not answer" in state(page))
        assert "stays here and in this browser" in state(page)
        assert page.locator("#dream").input_value() == whole

        second = stack.enter_context(serving(library_path, "--port", PORT_OF_OURS))
        # Another browser has what was acknowledged: all but the last second.
        elsewhere = visit(second)
        assert (
            elsewhere.go("/write").locator("#dream").input_value().startswith("I was on the roof of a mill. ")
        )
        # The old tab is told that the server is another one.
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, lambda: "started anew" in state(page))
        # Its browser comes in by the new link, and has everything; the old tab takes up the new start by itself.
        other = page.context.new_page()
        other.goto(second.link)
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, lambda: not stashed(page))
        other.goto(second.root + "/write")
        expect(other.locator("#dream")).to_have_value(whole)
        assert "Kept at" in state(page)
        forgive(opened)


@pytest.mark.browser
def test_what_only_the_browser_holds_comes_back(library_path: Path, visit: Open) -> None:
    """The tab is closed while nobody serves."""
    with ExitStack() as stack:
        first = stack.enter_context(serving(library_path, "--port", PORT_OF_OURS))
        opened = visit(first)
        page = opened.go("/write")
        first.kill()
        page.keyboard.type("I was a kingfisher.")
        page.close()
        second = stack.enter_context(serving(library_path, "--port", PORT_OF_OURS))
        again = opened.page.context.new_page()
        again.goto(second.link)
        expect(again.locator("#said")).to_contain_text("is a draft in the library now")
        assert not stashed(again)
        again.keyboard.press("w")
        again.wait_for_url("**/write")
        expect(again.locator("#dream")).to_have_value("I was a kingfisher.")
        until(again, lambda: not stashed(again))
        again.keyboard.type(" I dived.")
        until(again, lambda: not stashed(again))
        again.reload()
        expect(again.locator("#dream")).to_have_value("I was a kingfisher. I dived.")
        forgive(opened)


@pytest.mark.browser
def test_two_tabs_never_write_over_each_other(served: Served, visit: Open) -> None:
    page = visit(served).go("/write")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A mill.")
    until(page, lambda: not stashed(page))
    other = page.context.new_page()
    other.goto(served.root + "/write")
    expect(other.locator("#dream")).to_have_value("A mill.")
    # Both write at once, each on what it sees.
    other.keyboard.press("Control+End")
    page.keyboard.type(" It burned.")
    other.keyboard.type(" It was the sea.")
    until(page, lambda: not stashed(page))
    assert sorted(["draft of its own" in state(each) for each in (page, other)]) == [False, True]
    page.goto(served.root + "/write")
    openings = page.locator(".drafts .opening").all_inner_texts()
    assert sorted(openings) == ["A mill. It burned.", "A mill. It was the sea."]


@pytest.mark.browser
def test_a_tab_that_was_left_shows_what_another_wrote(served: Served, visit: Open) -> None:
    page = visit(served).go("/write")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A mill.")
    until(page, lambda: not stashed(page))
    other = page.context.new_page()
    other.goto(served.root + "/write")
    other.keyboard.press("Control+End")
    other.keyboard.type(" It burned.")
    until(other, lambda: not stashed(other))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#dream")).to_have_value("A mill. It burned.")
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Discard this draft").click()
    other.wait_for_url("**/write")
    page.evaluate("dispatchEvent(new Event('focus'))")
    until(page, lambda: "in another tab" in state(page))


@pytest.mark.browser
def test_a_dream_is_written_and_kept_by_keyboard_alone(served: Served, visit: Open, desk_path: Path) -> None:
    page = visit(served).go("/")
    press = page.keyboard.press
    press("w")
    page.wait_for_url("**/write")
    page.keyboard.type("I was on the roof of a mill.")
    press("Enter")
    page.keyboard.type("My sister laughed.")
    for key in ("Tab", "Enter", "Tab"):
        press(key)
    expect(page.locator("[name=date]")).to_be_focused()
    page.keyboard.type("1985-13")
    press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is no date.")
    expect(page.locator("[name=date]")).to_be_focused()
    press("Control+a")
    page.keyboard.type("1985-03")
    for name, keys in {
        "title": ["T", "h", "e", "Space", "m", "i", "l", "l"],
        "lucidity": ["ArrowRight"],
        "feeling:apprehension": ["ArrowRight"] * 4,
        "reflection": ["O", "h"],
    }.items():
        while page.evaluate("document.activeElement.name") != name:
            press("Tab")
        for key in keys:
            press(key)
    page.locator("#new-feeling").focus()
    page.keyboard.type("awe")
    press("Enter")
    page.keyboard.type("4")
    press("Control+Enter")
    page.wait_for_url("**/write/kept/*")
    [dream] = dreams(desk_path, "date:1985")
    assert dream.text == "I was on the roof of a mill.\nMy sister laughed."
    assert (dream.title, dream.lucidity, dream.reflection) == ("The mill", Lucidity.NONE, "Oh")
    assert dream.ratings == {"apprehension": 3.0, "awe": 4.0}
    assert dream.series == "demo"
    assert page.get_by_role("heading", name="It rhymes with").is_visible()
    page.go_back()
    expect(page.locator("#dream")).to_have_value("")
    press("Escape")
    press("g")
    press("s")
    page.wait_for_url(served.root + "/")


@pytest.mark.browser
def test_no_dream_tonight_by_keyboard(served: Served, visit: Open) -> None:
    page = visit(served).go("/write")
    page.get_by_role("button", name="No dream tonight").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#no-dream")).to_contain_text("No dream tonight.")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="No dream tonight")).to_be_focused()
    page.locator("#dream").focus()
    page.keyboard.type("Or was there?")
    expect(page.locator("#no-dream")).to_be_hidden()


@pytest.mark.browser
def test_a_draft_of_the_list_is_opened_and_discarded_by_keyboard(served: Served, visit: Open) -> None:
    page = visit(served).go("/write?new")
    for text in ("A mill.", "A sea."):
        page.goto(served.root + "/write?new")
        expect(page.locator("#dream")).to_be_focused()
        page.keyboard.type(text)
        until(page, lambda: not stashed(page))
    page.goto(served.root + "/write")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Discard").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".drafts li")).to_have_count(1)
    page.get_by_role("link", name="A mill.").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dream")).to_have_value("A mill.")


@pytest.mark.browser
def test_every_state_of_writing_is_open_to_everybody_and_fits_a_phone(served: Served, visit: Open) -> None:
    page = visit(served, viewport={"width": 390, "height": 844}).go("/write")
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

    def check() -> None:
        found = Axe().run(page, options=rules).response["violations"]
        assert not [f"{each['id']} at {node['target']}" for each in found for node in each["nodes"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.keyboard.type("A mill " + "m" * 200)
    until(page, lambda: not stashed(page))
    page.locator("#night summary").click()
    page.locator("[name=date]").fill("someday")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    for light in ("dark", "light"):
        page.emulate_media(color_scheme=light)
        check()
    page.goto(served.root + "/write?new")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A sea.")
    until(page, lambda: not stashed(page))
    page.goto(served.root + "/write")
    expect(page.get_by_role("heading", name="2 drafts are open")).to_be_visible()
    check()
    page.get_by_role("link", name="A sea").click()
    expect(page.locator("#dream")).to_have_value("A sea.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/write/kept/*")
    check()


@pytest.mark.browser
def test_strange_texts_are_kept_as_typed(served: Served, visit: Open, desk_path: Path) -> None:
    page = visit(served).go("/write")
    strange = "<script>x</script> \0 \x1b[31m 👩\u200d🚀 *no* \u202eהחלום\u202c\n\n\t.  "
    page.locator("#dream").evaluate(
        "(field, text) => { field.value = text + '\\ud83d'; field.dispatchEvent(new Event('input', { bubbles: true })); }",
        strange,
    )
    until(page, lambda: not stashed(page))
    page.reload()
    expect(page.locator("#dream")).to_have_value(strange + "\ufffd")
    page.locator("[name=date]").evaluate("field => { field.value = '1986'; }")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/write/kept/*")
    assert [dream.text for dream in dreams(desk_path, "date:1986")] == [strange + "\ufffd"]


@pytest.mark.browser
def test_a_browser_without_room_says_so(library_path: Path, visit: Open) -> None:
    with serving(library_path) as served:
        opened = visit(served)
        opened.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
        page = opened.go("/write")
        served.kill()
        page.keyboard.type("A mill.")
        until(page, lambda: "keeps nothing" in state(page))
        forgive(opened)


RECOGNITION: Final = """
window.SpeechRecognition = class extends EventTarget {
  static available({ processLocally }) { return Promise.resolve(processLocally ? "%s" : "available"); }
  set processLocally(value) { window.isLocal = value; }
  get processLocally() { return window.isLocal; }
  start() {
    const result = Object.assign([{ transcript: " by the sea" }], { isFinal: true });
    this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results: [result] }));
  }
  stop() { this.dispatchEvent(new Event("end")); }
};
"""


@pytest.mark.browser
@pytest.mark.parametrize("script", ["delete window.SpeechRecognition", RECOGNITION % "downloadable"])
def test_nobody_is_offered_to_speak_to_a_distant_server(served: Served, visit: Open, script: str) -> None:
    opened = visit(served)
    opened.page.add_init_script(script)
    page = opened.go("/write")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Dictate").count() == 0


@pytest.mark.browser
def test_a_browser_that_hears_by_itself_writes_what_is_said(served: Served, visit: Open) -> None:
    opened = visit(served)
    opened.page.add_init_script(RECOGNITION % "available")
    page = opened.go("/write")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A mill")
    page.get_by_role("button", name="Dictate").click()
    assert page.evaluate("window.isLocal") is True
    assert page.locator("#dream").input_value() == "A mill by the sea"
    page.get_by_role("button", name="Listening").click()
    expect(page.get_by_role("button", name="Dictate")).to_be_visible()
    until(page, lambda: not stashed(page))


@pytest.mark.browser
def test_in_discreet_mode_nothing_is_shown_until_it_is_written(served: Served, visit: Open) -> None:
    page = visit(served).go("/write")
    expect(page.locator("#dream")).to_be_focused()
    page.keyboard.type("A mill.")
    until(page, lambda: not stashed(page))
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    expect(page.locator("#dream")).to_have_css("filter", re.compile("blur"))
    page.reload()
    expect(page.locator("#dream")).not_to_be_focused()
    page.locator("#dream").focus()
    expect(page.locator("#dream")).to_have_css("filter", "none")


def test_the_calendar_leads_to_writing_of_a_night(client: TestClient) -> None:
    assert 'name="date" value="2026-02-04"' in client.get("/write?date=2026-02-04").text
    assert client.get("/write?date=never").status_code == 400
