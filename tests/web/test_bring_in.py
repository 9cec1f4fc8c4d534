"""Bringing dreams in: looked at first, kept when one says so, read in the background."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from noctuary.cli import run
from noctuary.library import Library
from noctuary.readers import DEFAULT, identity_of
from web.conftest import Enter, Open, serving

NOTE = ("a note.md", b"---\ndate: 2020-01-31\ntitle: Lamps\n---\nI carried a lamp over the ice. I was glad.")
TABLE = ("odd.csv", b"When,What I dreamt\n2020-02-01,A boat in the fog.\n2020-02-02,The boat was a bed.\n")


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def hand(client: TestClient, *files: tuple[str, bytes]) -> str:
    answer = client.post("/bring-in/files", files=[("file", (name, content)) for name, content in files])
    assert answer.status_code == 200, answer.text
    return settled(client)


def settled(client: TestClient) -> str:
    """What is told of the files once they are looked at, or in."""
    while "pending" in (told := client.get("/bring-in/now").text):
        time.sleep(0.02)
    return told


def are_read(client: TestClient) -> str:
    while "<progress" in (told := client.get("/bring-in/reading").text):
        time.sleep(0.05)
    return told


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.noctuary"
    Library.open(path, create=True).close()
    return path


def test_a_look_changes_nothing_and_says_what_would_come(enter: Enter, empty: Path) -> None:
    told = hand(enter(empty), NOTE)
    assert "1 dream would come in, in 1 series." in told
    assert "Lamps" in told
    assert "I carried a lamp over the ice." in told
    assert "Bring them in" in told
    with Library.open(empty) as library:
        assert library.count() == 0


def test_a_look_says_what_the_command_says(
    enter: Enter, library_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    files = {"a.txt": "I flew.", "b.txt": "I flew!", "c.md": "Only a fragment.", "pic.jpg": "\0\1"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    run(["--library", str(library_path), "import", str(folder), "--dry-run"])
    said = capsys.readouterr()
    told = text_of(
        hand(enter(library_path), *((f"notes/{name}", text.encode()) for name, text in files.items()))
    )
    for line in said.out.splitlines():
        assert " ".join(line.split()).rstrip(":") in told
    assert "1 .jpg" in said.err
    assert "1 .jpg" in told


def test_they_come_in_once_and_are_read(enter: Enter, empty: Path) -> None:
    client = enter(empty)
    hand(client, NOTE)
    client.post("/bring-in/act")
    assert "1 dream came in, in 1 series." in settled(client)
    assert "1 dream was read." in text_of(are_read(client))
    with Library.open(empty) as library:
        assert library.count_unread(identity_of(DEFAULT)) == 0
        [dream] = library.dreams()
    assert dream.text == "I carried a lamp over the ice. I was glad."
    assert client.post("/bring-in/act").status_code == 400, "not twice"
    assert "1 dream there already" in hand(client, NOTE)


def test_options_change_the_look(enter: Enter, empty: Path) -> None:
    client = enter(empty)
    told = hand(client, TABLE)
    assert "looks like the dreams" in told
    assert "under Columns" in told
    assert "Bring them in" not in told
    assert 'name="column-text"' in client.get("/bring-in").text
    client.post(
        "/bring-in/look", data={"column-text": "What I dreamt", "column-date": "When", "series": "mine"}
    )
    told = settled(client)
    assert "2 dreams would come in" in told
    assert "mine: 2" in told
    assert "2020-02-01" in told
    client.post("/bring-in/look", data={"format": "dayone"})
    assert "Bring them in" not in settled(client)


@pytest.mark.parametrize(
    "fields",
    [
        {"format": "nonsense"},
        {"encoding": "no such"},
        {"encoding": "hex"},
        {"coder": "model"},
        {"program": "yes"},
    ],
)
def test_options_that_make_no_sense_are_refused(enter: Enter, empty: Path, fields: dict[str, str]) -> None:
    client = enter(empty)
    hand(client, NOTE)
    answer = client.post("/bring-in/look", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert "refusal" in answer.text


@pytest.mark.parametrize(
    ("name", "content", "fact"),
    [
        ("pic.jpg", b"\xff\xd8\xff\0", "of no kind that Noctuary reads"),
        ("dream.txt", b"", "holds no text"),
        ("dream.txt", b"\0\1\2\3" * 300, "text"),
        ("export.zip", b"PK\3\4 and nothing more", "of no kind"),
        ("../../../etc/x.txt", b"I flew out of the folder.", "1 dream would come in"),
        ("a\u202egnp.txt", "אני עף".encode(), "1 dream would come in"),
        ("<script>alert(1)</script>.jpg", b"\xff", "_script_"),
    ],
)
def test_hostile_files_are_told_clearly(
    enter: Enter, empty: Path, name: str, content: bytes, fact: str
) -> None:
    told = hand(enter(empty), (name, content))
    assert fact in told
    assert "<script>" not in told
    assert not [each for each in empty.parent.rglob("x.txt") if ".room-" not in str(each)]


def test_one_bad_file_among_several_ends_nothing(enter: Enter, empty: Path) -> None:
    told = hand(enter(empty), NOTE, ("pic.jpg", b"\xff"), ("b.txt", b"A second dream."))
    assert "2 dreams would come in" in told
    assert "1 problem" in told


def test_files_are_gone_when_they_are_in_or_put_away(enter: Enter, empty: Path) -> None:
    client = enter(empty)
    hand(client, NOTE)
    assert list(empty.parent.rglob("a note.md"))
    client.post("/bring-in/away")
    assert not list(empty.parent.rglob("a note.md"))
    assert "came in" not in client.get("/bring-in").text
    hand(client, NOTE)
    client.post("/bring-in/act")
    settled(client)
    assert not list(empty.parent.rglob("a note.md"))


def test_what_is_unread_is_read_on_demand(enter: Enter, empty: Path) -> None:
    with Library.open(empty) as library:
        from noctuary.dream import Dream

        library.add(Dream(id="1", text="I was glad."))
    client = enter(empty)
    assert "1 dream is unread." in text_of(client.get("/bring-in").text)
    client.post("/bring-in/read")
    assert "1 dream was read." in text_of(are_read(client))


def test_a_room_for_reading_takes_nothing_in(enter: Enter, library_path: Path) -> None:
    client = enter(library_path, read_only=True)
    page = client.get("/bring-in").text
    assert "for reading only" in page
    assert "data-files" not in page
    assert client.post("/bring-in/files", files={"file": NOTE}).status_code == 403


def test_what_is_not_there_is_said(client: TestClient, library_path: Path) -> None:
    for address in ("/bring-in/act", "/bring-in/look"):
        assert client.post(address).status_code == 400
    assert client.post("/bring-in/files", content=b"x").status_code == 400
    assert client.post("/bring-in/files", files={"file": (".hidden", b"I flew.")}).status_code == 400
    assert not list(library_path.parent.rglob("tmp*")), "nothing is left of what was refused"
    assert client.post("/bring-in/away").status_code == 200


def test_a_long_look_is_taken_at_a_copy(
    enter: Enter, library_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noctuary.web.bringing._LONG", 1)
    monkeypatch.setattr("noctuary.store.store.Store.rehearsal", _rehearses_on_a_copy(library_path))
    assert "1 dream would come in" in hand(enter(library_path), NOTE)
    assert not list(library_path.parent.rglob("copy.noctuary*"))


def _rehearses_on_a_copy(original: Path) -> object:
    from noctuary.store.store import Store

    rehearsal = Store.rehearsal

    def checked(store: Store) -> object:
        assert store.path != original
        return rehearsal(store)

    return checked


@pytest.mark.browser
def test_bringing_in_by_keyboard_alone(empty: Path, tmp_path: Path, visit: Open) -> None:
    folder = tmp_path / "dreams"
    folder.mkdir()
    (folder / "one.md").write_bytes(NOTE[1])
    (folder / "two.txt").write_text("A second dream, of stairs.", encoding="utf-8")
    with serving(empty) as served:
        visited = visit(served)
        # Listening from before the page is there on: told of only with the key, a busy Chromium hears the key first.
        visited.page.on("filechooser", lambda _: None)
        page = visited.go("/bring-in")
        page.get_by_label("files", exact=True).focus()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(folder / "one.md")
        expect(page.get_by_text("1 dream would come in")).to_be_visible()
        # Who listens is led to what would come in; only then the next files can be chosen.
        expect(page.locator("[data-bring] h2")).to_be_focused()
        expect(page.locator("[data-drop][inert]")).to_have_count(0)
        page.get_by_label("a folder").focus()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(folder)
        expect(page.get_by_text("2 dreams would come in")).to_be_visible()
        page.get_by_label("Into the series").focus()
        page.keyboard.type("mine")
        page.keyboard.press("Tab")
        expect(page.get_by_text("mine: 2")).to_be_visible()
        page.get_by_role("button", name="Bring them in").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("2 dreams came in")).to_be_visible()
        page.goto(served.root + "/help")
        page.goto(served.root + "/bring-in")
        expect(page.get_by_text("2 dreams were read.")).to_be_visible(timeout=15_000)
        page.context.close()
