"""A reading room of a locked library: it shows nothing until it is unlocked, and nothing again once it was left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from starlette.testclient import TestClient

from noctuary.library import Library
from noctuary.library.locking import relock
from noctuary.store.lock import Key
from noctuary.web import room as module_room
from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.pages import PAGES
from noctuary.web.room import Room
from web.conftest import PORT, Open, serving

PASSPHRASE = "seven quiet lamps"


@pytest.fixture(scope="session")
def locked_library(read_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's library, locked; copy it before writing."""
    path = Path(shutil.copy(read_library, tmp_path_factory.mktemp("locked") / "demo.noctuary"))
    relock(path, None, Key.new(PASSPHRASE))
    return path


@pytest.fixture
def path(locked_library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(locked_library, tmp_path / "demo.noctuary"))


@pytest.fixture
def room(path: Path) -> Iterator[Room]:
    room = Room(path, lock_after_seconds=600)
    yield room
    room.close()


@pytest.fixture
def client(room: Room) -> TestClient:
    client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
    client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
    client.headers[TOKEN_HEADER] = room.keys.token
    return client


def unlock(client: TestClient, passphrase: str = PASSPHRASE) -> bool:
    return "HX-Refresh" in client.post("/unlock", data={"passphrase": passphrase}).headers


def every_address() -> list[tuple[str, str]]:
    """Every route of every page, with something in the place of what it asks for."""
    found = []
    for module in PAGES:
        for route in module.routes:
            address = route.path
            while "{" in address:
                start, end = address.index("{"), address.index("}")
                address = f"{address[:start]}1{address[end + 1 :]}"
            found += [(method, address) for method in sorted(route.methods or ()) if method != "HEAD"]
    return [each for each in found if each[1] not in ("/unlock", "/lock/watch")]


@pytest.mark.parametrize(("method", "address"), every_address())
def test_nothing_is_shown_while_it_is_locked(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert "The library is locked" in answer.text
    assert "passphrase" in answer.text
    asked_by_script = client.request(method, address, headers={"Accept": "application/json"})
    assert asked_by_script.status_code == 423
    assert "HX-Refresh" in client.request(method, address, headers={"HX-Request": "true"}).headers


def test_the_passphrase_opens_it_and_lock_now_closes_it(client: TestClient, room: Room) -> None:
    assert not unlock(client, "seven quiet lambs")
    assert not unlock(client, "")
    assert room.is_locked
    assert unlock(client)
    assert "locked" not in client.get("/").text
    assert "data-count>12 dreams" in client.get("/").text
    assert client.get("/lock/watch").json() == {"locked": False}
    assert "HX-Refresh" in client.post("/lock").headers
    assert client.get("/lock/watch").json() == {"locked": True}
    assert "The library is locked" in client.get("/dream/1").text


def test_the_recovery_code_opens_it_too(client: TestClient, path: Path) -> None:
    assert unlock(client, Key.of(PASSPHRASE, path.read_bytes()[:16]).code)


def test_a_stranger_cannot_try_passphrases(client: TestClient) -> None:
    del client.headers[TOKEN_HEADER]
    assert client.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 403
    client.cookies.clear()
    assert client.post("/unlock", data={"passphrase": PASSPHRASE}).status_code == 401


def test_a_room_that_was_left_locks_itself_and_forgets(
    client: TestClient, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(module_room, "monotonic", lambda: now[0])
    room.visited()
    unlock(client)
    client.post("/ask/search", json={"query": "library"})
    for _ in range(5):
        now[0] += 300
        # Somebody reads a long dream, and moves the mouse now and then.
        assert client.get("/lock/watch?active").json() == {"locked": False}
    for _ in range(5):
        # A page that is only open is nobody.
        now[0] += 140
        client.get("/lock/watch")
    assert client.get("/lock/watch").json() == {"locked": True}
    assert "The library is locked" in client.get("/").text
    assert "glimmer" not in repr(vars(room))
    assert unlock(client)
    now[0] += 700
    assert "The library is locked" in client.get("/").text


def test_a_request_under_way_ends_and_its_connection_with_it(client: TestClient, room: Room) -> None:
    unlock(client)
    with room.library() as library:
        room.lock()
        assert library.count() == 12
    with pytest.raises(Exception, match="closed"):
        library.count()
    assert unlock(client)
    assert "12 dreams" in client.get("/").text


def test_what_is_handed_over_lies_in_memory(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    room = Room(path)
    assert memory in room.temporary.folder().parents
    room.close()
    assert not list((memory / "noctuary").iterdir())


def test_a_room_without_a_lock_offers_none(library_path: Path, enter: object) -> None:
    assert callable(enter)
    client = enter(library_path)
    assert "Lock now" not in client.get("/").text
    assert client.get("/lock/watch").json() == {"locked": False}
    client.post("/lock")
    assert "12 dreams" in client.get("/").text


# In a browser.


@pytest.mark.browser
def test_unlocking_writing_and_locking_by_keyboard(path: Path, visit: Open) -> None:
    with serving(path) as served:
        page = visit(served).page
        expect(page.get_by_label("Passphrase")).to_be_focused()
        assert (
            not Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]}).response["violations"]
        )
        page.keyboard.type("seven quiet lambs")
        page.keyboard.press("Enter")
        expect(page.get_by_text("This does not open the library.")).to_be_visible()
        page.keyboard.press("Control+a")
        page.keyboard.type(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_text("12 dreams").first).to_be_visible()
        # What is seen is not yet what listens to keys.
        page.wait_for_load_state("load")
        page.keyboard.press("w")
        page.wait_for_url("**/write*")
        page.keyboard.type("A glimmerwort sang.")
        # Not for a moment does a word of it lie in the browser's own files.
        stored = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
        assert "glimmerwort" not in stored
        # What is not saved yet is saved before it is locked.
        page.get_by_role("button", name="Lock now").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Passphrase")).to_be_focused()
        page.keyboard.type(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox").first).to_have_value("A glimmerwort sang.")


@pytest.mark.browser
def test_a_page_that_was_left_shows_nothing_any_more(path: Path, visit: Open) -> None:
    with serving(path, "--lock-after", "0.03", passphrase=PASSPHRASE) as served:
        visited = visit(served)
        page = visited.page
        page.clock.install()
        visited.go("/dream/1")
        expect(page.locator("#text")).to_be_visible()
        page.wait_for_timeout(2500)
        page.clock.fast_forward(40_000)
        page.clock.fast_forward(40_000)
        expect(page.get_by_label("Passphrase")).to_be_visible()
        expect(page.locator("#text")).to_have_count(0)


def test_the_library_itself_is_as_it_was(path: Path) -> None:
    with Library.open(path, passphrase=PASSPHRASE) as library:
        assert library.verify() == []
