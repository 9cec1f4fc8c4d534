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
