"""Several programs on one library at once: nobody loses anything, and who must wait is told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from durability.witness import faults_in, open_library
from invented import write_old_library
from noctuary.dream import DreamKey
from noctuary.library import Library
from noctuary.store import migrate
from noctuary.store.migrate import migrations
from noctuary.store.store import Store

_WRITES = """
import sys
from pathlib import Path
from noctuary.dream import Dream
from noctuary.errors import LibraryBusyError
from noctuary.store.store import Store
path, who = Path(sys.argv[1]), sys.argv[2]
with Store.open(path, create=True) as store:
    print("opened", *(backup.name for backup in store.backups), flush=True)
    for number in range(40):
        dream = Dream(id=f"{who}-{number}", text=f"I counted lantern{number} for {who}. " * 30, series="mine")
        while True:
            try:
                store.add_many([dream])
            except LibraryBusyError as busy:
                print(busy, flush=True)
            else:
                break
        print(dream.id, flush=True)
"""


def writer(path: Path, who: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITES, str(path), who],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_by(child: subprocess.Popen[str]) -> list[str]:
    out, err = child.communicate(timeout=120)
    assert (child.returncode, err) == (0, "")
    return out.splitlines()


def test_two_who_write_one_who_reads_and_backups_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "dreams.noctuary"
    Store.open(path, create=True).close()
    children = [writer(path, "Ana"), writer(path, "Ben")]
    counts: list[int] = []
    copies: list[Path] = []
    with open_library(path, read_only=True) as reader:
        while any(child.poll() is None for child in children):
            counts.append(reader.count())
            copies.append(tmp_path / f"copy-{len(copies)}.noctuary")
            reader.store.backup_to(copies[-1])
    told = [line for child in children for line in said_by(child)]
    kept = {line for line in told if re.fullmatch(r"(Ana|Ben)-\d+", line)}
    assert len(kept) == 80
    assert all("is in use by another program" in line for line in set(told) - kept - {"opened"})
    with open_library(path) as library:
        assert library.store.ids_of("mine") == kept
        assert faults_in(library) == []
    assert counts == sorted(counts)
    sizes = []
    for copy in copies[:: max(len(copies) // 6, 1)]:
        with Library.open(copy, read_only=True) as library:
            assert faults_in(library) == []
            sizes.append(library.count())
    assert sizes == sorted(sizes)


def test_two_who_bring_a_library_up_to_date_at_once(tmp_path: Path) -> None:
    for time in range(3):
        path = tmp_path / str(time) / "dreams.noctuary"
        path.parent.mkdir()
        write_old_library(path)
        told = [said_by(child) for child in [writer(path, "Ana"), writer(path, "Ben")]]
        assert sorted(line for lines in told for line in lines if line in ("Ana-39", "Ben-39")) == [
            "Ana-39",
            "Ben-39",
        ]
        with open_library(path) as library:
            assert library.count() == 82
            assert faults_in(library) == []


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "dreams.noctuary"
    write_old_library(path)
    return path


def names(path: Path) -> list[str]:
    return [f"{path.name}.before-{step.name}" for step in migrations()[1:]]


def test_a_name_that_another_took_for_its_backup_is_no_obstacle(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both saw that the name was free: who came second was told to choose another place, and could not open it."""
    copy_to = migrate.copy_to

    def overtaken(connection: Any, target: Path, key: Any) -> None:
        if target.name == names(old)[0]:
            target.write_text("the other's")
        copy_to(connection, target, key)

    monkeypatch.setattr(migrate, "copy_to", overtaken)
    with Store.open(old) as store:
        assert [backup.name for backup in store.backups] == [f"{names(old)[0]}-2", *names(old)[1:]]
    assert old.with_name(names(old)[0]).read_text() == "the other's"


def test_a_step_that_another_took_meanwhile_leaves_one_backup(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second backup was of a library that had taken the step, and was told as what it was before."""
    copy_to = migrate.copy_to

    def overtaken(connection: Any, target: Path, key: Any) -> None:
        monkeypatch.undo()
        with Store.open(old) as other:
            assert [backup.name for backup in other.backups] == names(old)
        copy_to(connection, target, key)

    monkeypatch.setattr(migrate, "copy_to", overtaken)
    with Store.open(old) as store:
        assert store.backups == ()
        assert store.get(DreamKey("mine", "1"))
        assert store.check() == []
    assert sorted(file.name for file in old.parent.iterdir()) == [old.name, *names(old)]
