"""What comes from others is what it says it is, and nothing comes from anywhere else."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

import noctuary.web

STATIC = Path(noctuary.web.__file__).parent / "static"
VENDORED = tomllib.loads((STATIC / "VENDORED.toml").read_text(encoding="utf-8"))
OURS = [
    path
    for folder in (STATIC, STATIC.parent / "templates")
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".js", ".css", ".html", ".svg") and path.parent.name != "vendor"
]


@pytest.mark.parametrize("name", VENDORED)
def test_files_of_others_are_as_they_came(name: str) -> None:
    entry = VENDORED[name]
    assert (STATIC / entry["text"]).read_text(encoding="utf-8").strip(), "the licence comes along"
    for file, sha256 in entry["sha256"].items():
        assert hashlib.sha256((STATIC / file).read_bytes()).hexdigest() == sha256, file


def test_every_file_of_others_is_listed() -> None:
    listed = {file for entry in VENDORED.values() for file in (*entry["sha256"], entry["text"])}
    there = {
        str(path.relative_to(STATIC))
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).iterdir()
    }
    assert there == listed


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
    assert not re.search(r"""https?://|["'(]//[a-z]""", text)


@pytest.mark.parametrize(
    "path", [path for path in OURS if path.suffix == ".html"], ids=lambda path: path.name
)
def test_templates_hold_nothing_inline(path: Path) -> None:
    """The policy would refuse it, and a page would be silently broken."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)""", text
    )
    assert "|safe" not in text.replace(" ", "")
