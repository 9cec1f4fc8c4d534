"""Taking dreams out: what is chosen, how much that is, and the very file that the command writes."""

from __future__ import annotations

import re
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from noctuary.cli import run
from noctuary.dream import Dream
from noctuary.library import Library
from web.conftest import Enter, Open, Served


def make(client: TestClient, **form: str) -> str:
    answer = client.post("/ask/take-out", data={"of": "all", "kind": "jsonl", **form})
    assert answer.status_code == 200, answer.text
    while "pending" in (told := client.get("/take-out/now").text):
        time.sleep(0.02)
    return told


def fetched(client: TestClient, told: str, part: str = "file") -> bytes:
    found = re.search(rf'href="(/take-out/\w+/{part})"', told)
    assert found, told
    return client.get(found[1]).content


@pytest.mark.parametrize("kind", ["jsonl", "dreambank-xml"])
def test_a_file_is_what_the_command_writes_to_the_byte(
    client: TestClient, library_path: Path, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "command"
    run(["--library", str(library_path), "export", str(target), "--as", kind])
    told = make(client, kind=kind)
    assert "12 dreams and " in told
    assert fetched(client, told) == target.read_bytes()


@pytest.mark.parametrize("kind", ["markdown", "csv"])
def test_a_folder_comes_in_a_zip_with_the_files_that_the_command_writes(
    client: TestClient, library_path: Path, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "command"
    run(["--library", str(library_path), "export", str(target), "--as", kind])
    with zipfile.ZipFile(BytesIO(fetched(client, make(client, kind=kind)))) as archive:
        held = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert held == {
        each.relative_to(target).as_posix(): each.read_bytes() for each in target.rglob("*") if each.is_file()
    }


@pytest.mark.parametrize("table", ["dreams", "codings", "indicators"])
def test_a_table_is_what_the_command_writes(
    client: TestClient, library_path: Path, tmp_path: Path, table: str
) -> None:
    target = tmp_path / f"{table}.csv"
    run(["--library", str(library_path), "export", str(target), "--table", table])
    assert fetched(client, make(client, kind="table", table=table)) == target.read_bytes()


def test_a_search_or_a_series_is_taken_out(enter: Enter, library_path: Path, tmp_path: Path) -> None:
    with Library.open(library_path) as library:
        library.add(Dream(id="1", series="other", text="A ferry of my own."))
    client = enter(library_path)
    token = client.post("/ask/search/keep", json={"query": "ferry"}).json()["token"]
    assert "2 series, 2 dreams, 1 reading" in client.get(f"/take-out?search={token}").text
    assert "2 series, 13 dreams, 12 readings" in client.get("/take-out").text
    target = tmp_path / "command.jsonl"
    run(["--library", str(library_path), "export", str(target), "ferry"])
    assert fetched(client, make(client, of=token)) == target.read_bytes()
    nr = client.get("/take-out").text.split('type="radio" name="of" value="')[3].split('"')[0]
    assert "1 series, 1 dream, 0 readings" in client.get(f"/take-out/amount?of={nr}").text
    assert "1 dream and 0 readings" in make(client, of=nr)


def test_names_are_replaced_and_stay_so_with_the_key(client: TestClient) -> None:
    told = make(client, pseudonyms="yes")
    assert "do not remove it" in told
    first, key = fetched(client, told), fetched(client, told, "key")
    assert b"Maya" not in first
    assert b"Maya" in key
    client.post(
        "/ask/take-out",
        data={"of": "all", "kind": "jsonl", "pseudonyms": "yes"},
        files={"key": ("key.json", key)},
    )
    while "pending" in (told := client.get("/take-out/now").text):
        time.sleep(0.02)
    assert fetched(client, told) == first


def test_a_file_is_removed_once_it_is_fetched(client: TestClient, library_path: Path) -> None:
    told = make(client)
    found = re.search(r'href="(/take-out/\w+/file)"', told)
    assert found
    assert client.head(found[1]).status_code == 200
    answer = client.get(found[1])
    assert 'filename="dreams.jsonl"' in answer.headers["content-disposition"]
    assert not list(library_path.parent.rglob("dreams.jsonl"))
    assert client.get(found[1]).status_code == 400
    assert client.get("/take-out/nonsense/file").status_code == 400
    client.post("/ask/take-out/away")
    assert "ready" not in client.get("/take-out").text


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "nonsense"}, {"kind": ""}, {"of": "99"}, {"of": "x"}, {"of": "0" * 16}, {"kind": "table"},
        {"kind": "table", "table": "nonsense"}, {"kind": "table", "table": "dreams", "ending": ".exe"},
    ],
)  # fmt: skip
def test_nonsense_is_refused(client: TestClient, form: dict[str, str]) -> None:
    assert client.post("/ask/take-out", data={"of": "all", "kind": "jsonl", **form}).status_code == 400


def test_a_file_that_is_no_key_is_refused(client: TestClient) -> None:
    form = {"of": "all", "kind": "jsonl", "pseudonyms": "yes"}
    for content in (b"my notes", b"[]", b"\xff"):
        assert client.post("/ask/take-out", data=form, files={"key": ("k", content)}).status_code == 400
    client.post("/ask/take-out", data=form, files={"key": ("k", b"{}")})
    while "pending" in (told := client.get("/take-out/now").text):
        time.sleep(0.02)
    assert "damaged" in told


def test_a_room_for_reading_gives_everything_out(enter: Enter, library_path: Path) -> None:
    client = enter(library_path, read_only=True)
    assert len(fetched(client, make(client)).splitlines()) == 14


@pytest.mark.browser
def test_taking_out_by_keyboard_alone(served: Served, visit: Open) -> None:
    page = visit(served).go("/take-out")
    page.get_by_role("radio", name=re.compile("everything")).focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Of what")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Of what")).to_be_hidden()
    page.get_by_role("button", name="Make the file").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Save dreams.jsonl")
    expect(link).to_be_visible()
    link.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "dreams.jsonl"
    assert download.value.path().read_bytes().startswith(b'{"record"')
