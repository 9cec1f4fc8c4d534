"""``delete``, ``trash``, ``backup``, ``restore``, ``verify``."""

from __future__ import annotations

from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.library import Library


def count(path: Path) -> int:
    with Library.open(path, read_only=True) as library:
        return library.count()


def test_into_the_trash_and_out(noctuary: Noctuary, library: Path) -> None:
    assert "The trash is empty." in noctuary("trash").err
    said = noctuary("delete", "mine/1", "2", "mine/2")
    assert (said.code, said.out) == (0, "")
    assert "noctuary trash --take-out mine/1" in said.err
    assert count(library) == 1
    assert {row["dream"] for row in noctuary("trash", "--format", "json").json} == {"mine/1", "mine/2"}
    assert "1 dream taken out" in noctuary("trash", "--take-out", "mine/1").err
    assert count(library) == 2
    again = noctuary("trash", "--take-out", "mine/1")
    assert again.code == 1
    assert "in the trash" in again.err


@pytest.mark.usefixtures("library")
def test_the_trash_is_emptied_when_told_twice(noctuary: Noctuary) -> None:
    noctuary("delete", "mine/1")
    refused = noctuary("trash", "--empty", stdin="n\n")
    assert refused.code == 0
    assert "1 dream (18 words) will be gone for good" in refused.err
    assert "Nothing was removed." in refused.err
    assert noctuary("trash", "--empty").code == 130
    assert len(noctuary("trash", "--format", "json").json) == 1
    assert "1 dream removed for good." in noctuary("trash", "--empty", stdin="y\n").err
    assert noctuary("trash", "--format", "json").json == []
    assert "0 dreams removed" in noctuary("trash", "--empty", "--yes").err


def test_one_unknown_dream_deletes_none(noctuary: Noctuary, library: Path) -> None:
    assert noctuary("delete", "mine/1", "7").code == 1
    assert count(library) == 3


def test_backup_and_restore(noctuary: Noctuary, library: Path, tmp_path: Path) -> None:
    backup, restored = tmp_path / "copy.noctuary", tmp_path / "restored.noctuary"
    assert noctuary("backup", backup).code == 0
    assert "exists already" in noctuary("backup", backup).err
    assert noctuary("restore", backup, "--library", restored).code == 0
    assert count(restored) == count(library) == 3
    verified = noctuary("verify")
    assert verified.code == 0
    assert str(backup) in verified.err
    over = noctuary("restore", backup)
    assert over.code == 1
    assert "exists already" in over.err
    assert noctuary("restore", tmp_path / "nowhere", "--library", tmp_path / "x").code == 1
    assert not (tmp_path / "x").exists()


def test_verify_tells_what_is_wrong(noctuary: Noctuary, library: Path) -> None:
    well = noctuary("verify")
    assert (well.code, well.out) == (0, "")
    assert "All is well: 3 dreams" in well.err
    library.write_bytes(library.read_bytes().replace(b"ladder of salt", b"ladder of silt"))
    ill = noctuary("verify")
    assert ill.code == 1
    assert "The text of mine/2 is not the one that came in." in ill.out
    assert "noctuary restore" in ill.err
    assert "silt" not in ill.out + ill.err
