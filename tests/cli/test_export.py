"""``export``: tables for other tools, and pseudonyms."""

import json
import stat
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream
from noctuary.library import Library


@pytest.fixture
def named(library: Path) -> Path:
    with Library.open(library) as shelf:
        shelf.add(Dream(id="9", series="mine", text="My sister Ottoline was glad. Ottoline sang in Ludlow."))
    return library


@pytest.mark.usefixtures("named")
def test_a_table_for_other_tools(noctuary: Noctuary, tmp_path: Path) -> None:
    noctuary("code", "--reader", "lexical")
    said = noctuary("export", tmp_path / "t.csv", "--table", "characters", "series:mine")
    assert said.code == 0
    assert "columns written" in said.err
    assert "Ottoline" not in (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert noctuary("export", tmp_path / "t.csv", "--table", "characters").code == 1
    assert noctuary("export", tmp_path / "t.doc", "--table", "codings").code == 1
    assert noctuary("export", tmp_path / "u.csv", "--table", "wrong").code == 2
    assert noctuary("export", tmp_path / "u.csv", "--table", "codings", "--pseudonyms", "k").code == 2
    assert noctuary("export", tmp_path / "u.csv", "--table", "codings", "--as", "csv").code == 2
    assert noctuary("export", tmp_path / "u.jsonl", "--reader", "lexical").code == 2
    assert not list(tmp_path.glob("u.*"))


def test_an_export_under_pseudonyms(noctuary: Noctuary, named: Path, tmp_path: Path) -> None:
    noctuary("code", "--reader", "lexical")
    key = tmp_path / "key.json"
    said = noctuary("export", tmp_path / "out.jsonl", "series:mine", "--pseudonyms", key)
    assert said.code == 0
    assert "do not remove it" in said.err
    assert "Ottoline" not in said.err
    out = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert "Ottoline" not in out
    assert "My sister " in out
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert any(
        left["word"] == "Ludlow" for left in json.loads(key.read_text("utf-8"))["series"]["mine"]["left"]
    )
    noctuary("export", tmp_path / "again.jsonl", "series:mine", "--pseudonyms", key)
    assert (tmp_path / "again.jsonl").read_text(encoding="utf-8") == out
    assert "Ottoline" in named.read_bytes().decode("utf-8", "replace")


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("kind", ["markdown", "csv"])
def test_every_format_may_go_out_under_pseudonyms(noctuary: Noctuary, tmp_path: Path, kind: str) -> None:
    noctuary("code", "--reader", "lexical")
    said = noctuary("export", tmp_path / "out", "--as", kind, "--pseudonyms", tmp_path / "key.json")
    assert said.code == 0
    written = [each for each in (tmp_path / "out").rglob("*") if each.is_file()]
    assert written
    assert not [each for each in written if "Ottoline" in each.name + each.read_text(encoding="utf-8")]


@pytest.mark.usefixtures("named")
def test_a_file_that_is_no_key_is_not_replaced(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("my notes", encoding="utf-8")
    said = noctuary("export", tmp_path / "out.jsonl", "--pseudonyms", tmp_path / "key.json")
    assert said.code == 1
    assert "no key" in said.err
    assert (tmp_path / "key.json").read_text(encoding="utf-8") == "my notes"
    assert not (tmp_path / "out.jsonl").exists()


def test_what_was_said_goes_out_and_comes_back(noctuary: Noctuary, named: Path, tmp_path: Path) -> None:
    with Library.open(named) as shelf:
        shelf.cast("mine").confirm("Ottoline", "sister")
        shelf.say_theme("falling", shelf.get("mine/9").key, holds=False)
    out = tmp_path / "out.jsonl"
    assert "With them 2 statements of yours" in noctuary("export", out).err
    other = tmp_path / "other.noctuary"
    assert (
        "2 statements of the owner would come in (cast: 1, motif: 1)"
        in noctuary("import", out, "--dry-run", "--library", other).out
    )
    noctuary("import", out, "--library", other)
    again = noctuary("import", out, "--library", other, "--format", "json").json
    assert {row["what"]: row["count"] for row in again}["known said"] == 2
    with Library.open(other) as shelf:
        assert [member.name for member in shelf.cast("mine").members] == ["Ottoline"]


def test_pseudonyms_leave_out_what_was_said(noctuary: Noctuary, named: Path, tmp_path: Path) -> None:
    noctuary("code", "--reader", "lexical")
    with Library.open(named) as shelf:
        shelf.cast("mine").confirm("Ottoline", "sister")
    noctuary("export", tmp_path / "out.jsonl", "--pseudonyms", tmp_path / "key.json")
    assert "Ottoline" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(("key", "code"), [("out", 2), ("out/key.json", 2), ("none/key.json", 1)])
def test_the_key_lies_apart_from_the_export_where_it_can_be_written(
    noctuary: Noctuary, tmp_path: Path, key: str, code: int
) -> None:
    said = noctuary("export", tmp_path / "out", "--as", "markdown", "--pseudonyms", tmp_path / key)
    assert (said.code, said.out) == (code, "")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("named")
def test_an_export_that_cannot_be_written_is_told_before_anything_is_read(
    noctuary: Noctuary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out.jsonl").write_text("mine", encoding="utf-8")
    (tmp_path / "out.csv").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("noctuary.cli.export.opened", lambda *_, **__: pytest.fail("opened"))
    assert noctuary("export", tmp_path / "out.jsonl", "--pseudonyms", tmp_path / "key.json").code == 1
    assert noctuary("export", tmp_path / "out.csv", "--table", "indicators").code == 1
    assert noctuary("export", tmp_path / "out.doc", "--table", "indicators").code == 1
    assert not (tmp_path / "key.json").exists()


def test_what_a_library_open_for_reading_only_cannot_find_is_told(
    noctuary: Noctuary, named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Library.open
    monkeypatch.setattr(Library, "open", lambda _path, **__: opening(named, read_only=True))
    said = noctuary("export", tmp_path / "out.jsonl", "series:mine", "--pseudonyms", tmp_path / "key.json")
    assert said.code == 0
    assert "cannot be read" in said.err
