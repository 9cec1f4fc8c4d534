"""Who may come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.room import Room

ROOT = "http://127.0.0.1:8733"


@pytest.fixture
def room(library_path: Path) -> Room:
    return Room(library_path)


@pytest.fixture
def stranger(room: Room) -> TestClient:
    """Who has neither cookie nor token."""
    return TestClient(create_app(room, port=8733), base_url=ROOT, follow_redirects=False)


def come_in(room: Room, visitor: TestClient) -> TestClient:
    visitor.get(f"/enter/{room.keys.entry}")
    return visitor


def test_without_the_key_nobody_comes_in(stranger: TestClient) -> None:
    answer = stranger.get("/")
    assert answer.status_code == 401
    assert "noctuary serve" in answer.text


def test_the_link_becomes_a_cookie_that_no_script_reads_and_no_other_site_sends(
    room: Room, stranger: TestClient
) -> None:
    answer = stranger.get(f"/enter/{room.keys.entry}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    kept = answer.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert room.keys.entry not in kept
    assert stranger.get("/").status_code == 200


def test_a_wrong_key_opens_nothing(stranger: TestClient) -> None:
    assert stranger.get("/enter/guess").status_code == 401
    stranger.cookies.set("noctuary_8733", "guess")
    assert stranger.get("/").status_code == 401


@pytest.mark.parametrize("host", ["dreams.example:8733", "127.0.0.1", "127.0.0.1:80", "localhost:1", ""])
def test_a_strange_name_for_this_machine_is_refused(room: Room, stranger: TestClient, host: str) -> None:
    come_in(room, stranger)
    assert stranger.get("/", headers={"Host": host}).status_code == 421
    assert stranger.get("/static/x", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://dreams.example", "null", "https://127.0.0.1:8733", "http://127.0.0.1:1"]
)
def test_requests_of_other_sites_are_refused(room: Room, stranger: TestClient, origin: str) -> None:
    come_in(room, stranger)
    token = {TOKEN_HEADER: room.keys.token}
    assert stranger.post("/draft", headers={"Origin": origin, **token}).status_code == 403
    assert stranger.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_an_address_that_is_none_of_ours_breaks_nothing(client: TestClient) -> None:
    for number in ("9" * 30, "9" * 5000, "٣"):
        assert client.get(f"/dream/{number}").status_code == 404


def test_writing_needs_the_token(room: Room, stranger: TestClient) -> None:
    come_in(room, stranger)
    assert stranger.post("/no-such-page").status_code == 403
    assert stranger.post("/no-such-page", headers={TOKEN_HEADER: "guess"}).status_code == 403
    assert stranger.post("/no-such-page", headers={TOKEN_HEADER: room.keys.token}).status_code == 404


def test_a_room_for_reading_refuses_every_write(library_path: Path) -> None:
    room = Room(library_path, read_only=True)
    visitor = come_in(room, TestClient(create_app(room, port=8733), base_url=ROOT))
    assert visitor.get("/").status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = visitor.request(method, "/no-such-page", headers={TOKEN_HEADER: room.keys.token})
        assert answer.status_code == 403
        assert "reading only" in answer.text


@pytest.mark.parametrize("address", ["/", "/no-such-page", "/static/no-such-file"])
def test_every_answer_says_what_a_browser_may_do(room: Room, stranger: TestClient, address: str) -> None:
    for visitor in (stranger, come_in(room, stranger)):
        headers = visitor.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_bug_is_confessed_without_its_message(
    room: Room, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(room, stranger)
    silent = TestClient(create_app(room, port=8733), base_url=ROOT, raise_server_exceptions=False)
    silent.cookies = stranger.cookies

    def fail() -> None:
        raise RuntimeError("I was flying over the harbour")

    monkeypatch.setattr(room, "library", fail)
    answer = silent.get("/")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.text
    assert "harbour" not in answer.text
    assert "content-security-policy" in answer.headers


def test_keys_show_nothing_of_themselves(room: Room) -> None:
    assert room.keys.entry not in repr(room.keys)
    assert room.keys.cookie not in repr(room.keys)
