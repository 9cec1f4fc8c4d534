"""The library file: whose it is, what is refused unchanged, and what outlives a crash."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest

from noctuary.dream import Dream
from noctuary.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryNotFoundError,
    LibraryReadOnlyError,
    LibraryVersionError,
    NotALibraryError,
    StoreError,
)
from noctuary.store import connection, migrate
from noctuary.store import store as module_store
from noctuary.store.migrate import Migration
from noctuary.store.store import Store

HARBOUR = Dream(id="1", text="I was flying over the harbour.", series="mine")


def filled(path: Path) -> Path:
    with Store.open(path, create=True) as store:
        store.add_many([HARBOUR])
    return path


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = filled(tmp_path / "new" / "dreams.noctuary")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with Store.open(path) as store:
        store.backup_to(tmp_path / "copy.noctuary")
    assert stat.S_IMODE((tmp_path / "copy.noctuary").stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["dreams.noctuary"]


@pytest.mark.parametrize("moment", ["connect", "migrate"])
def test_a_file_that_was_not_finished_is_no_obstacle(
    path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(connection if moment == "connect" else module_store, moment, killed)
        with pytest.raises(KeyboardInterrupt):
            Store.open(path, create=True)
    assert not any(path.parent.glob("dreams*"))
    assert filled(path).exists()


def test_a_library_that_another_program_makes_meanwhile_is_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*arguments: object, **options: object) -> list[Path]:
        monkeypatch.undo()
        filled(path)
        return migrate.migrate(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module_store, "migrate", overtaken)
    with Store.open(path, create=True) as store:
        assert store.get(HARBOUR.key) == HARBOUR
    assert list(path.parent.glob("dreams*")) == [path]


def test_no_file_is_made_unasked(path: Path) -> None:
    with pytest.raises(LibraryNotFoundError) as missing:
        Store.open(path)
    assert str(path) in missing.value.message
    assert "noctuary write" in missing.value.hint
    assert not path.exists()


def foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE dream (text)")
    database.close()


@pytest.mark.parametrize(
    "make",
    [
        foreign_database,
        lambda path: path.write_text("I was flying over the harbour.\n"),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"SQLite format 3\0"),
        lambda path: path.write_bytes(os.urandom(4096)),
    ],
    ids=["foreign database", "text", "empty", "a head alone", "noise"],
)
def test_other_files_are_refused_and_stay_as_they_are(path: Path, make: Callable[[Path], object]) -> None:
    make(path)
    before = path.read_bytes()
    for create, read_only in ((False, False), (True, False), (False, True)):
        with pytest.raises(NotALibraryError, match="not a Noctuary library"):
            Store.open(path, create=create, read_only=read_only)
    assert path.read_bytes() == before
    assert list(path.parent.glob("dreams.noctuary*")) == [path]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    for create in (False, True):
        with pytest.raises(NotALibraryError, match="folder"):
            Store.open(tmp_path, create=create)


def test_a_library_of_a_newer_version_is_refused_unchanged(path: Path) -> None:
    filled(path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(LibraryVersionError, match="newer") as refused:
            Store.open(path, read_only=read_only)
    assert "Update" in refused.value.hint
    assert path.read_bytes() == before


def test_a_library_that_another_program_writes_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    filled(path)
    with Store.open(path) as store:
        with (
            Store.open(path) as other,
            other.transaction(),
            pytest.raises(LibraryBusyError, match="in use by another program"),
        ):
            store.add_many([replace(HARBOUR, id="2", text="A ladder of salt.")])
        assert store.count() == 1
        store.add_many([replace(HARBOUR, id="2", text="A ladder of salt.")])
        assert store.count() == 2


def test_a_trash_emptied_while_another_program_reads_is_not_gone_yet(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.02)
    filled(path)
    with Store.open(path) as store, Store.open(path) as other:
        store.delete([HARBOUR.key])
        reading = other.rows("SELECT nr FROM dream UNION ALL SELECT nr FROM dream")
        next(reading)
        with pytest.raises(LibraryBusyError, match="the words still stand in the file") as busy:
            store.empty_trash()
        assert "trash --empty" in busy.value.hint
        list(reading)
        assert store.empty_trash() == 0
        assert not any(b"harbour" in file.read_bytes() for file in path.parent.iterdir())


def test_a_library_open_for_reading_refuses_every_write(path: Path) -> None:
    filled(path)
    with Store.open(path, read_only=True) as store:
        assert store.get(HARBOUR.key) == HARBOUR
        with pytest.raises(LibraryReadOnlyError):
            store.add_many([HARBOUR])
        with pytest.raises(LibraryReadOnlyError):
            store.delete([HARBOUR.key])
        assert store.check() == []


_WRITES = """
import os, sys
from pathlib import Path
from noctuary.dream import Dream
from noctuary.errors import LibraryReadOnlyError
from noctuary.store.store import Store
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with Store.open(Path(sys.argv[1]), create=True) as store:
        store.add_many([Dream(id="2", text="A ladder of salt.", series="mine")])
except LibraryReadOnlyError as error:
    print(error)
"""


def written_by_another(path: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", _WRITES, str(path)], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    return run.stdout


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account of the machine can reach, unlike those of pytest."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_file_that_cannot_be_written_is_refused_unchanged(open_folder: Path) -> None:
    path = filled(open_folder / "dreams.noctuary")
    path.chmod(0o444)
    open_folder.chmod(0o555)
    before = path.read_bytes()
    assert "cannot be written" in written_by_another(path)
    assert "cannot be created" in written_by_another(open_folder / "new.noctuary")
    assert path.read_bytes() == before
    assert list(open_folder.iterdir()) == [path]
    open_folder.chmod(0o700)
    assert "cannot be created" in written_by_another(path)


# Steps.


FIRST = migrate.migrations()
SECOND = Migration("0002_moods", "CREATE TABLE mood (name TEXT); UPDATE dream SET time = '02:00:00';")
BROKEN = Migration("0003_broken", "UPDATE dream SET time = '03:00:00'; SELECT nothing FROM nowhere;")


def with_steps(monkeypatch: pytest.MonkeyPatch, *steps: Migration) -> None:
    monkeypatch.setattr(migrate, "migrations", lambda: (*FIRST, *steps))


def times(path: Path) -> list[str | None]:
    with sqlite3.connect(path) as database:
        found = [hour for (hour,) in database.execute("SELECT time FROM dream")]
    database.close()
    return found


def test_a_step_is_taken_once_and_after_a_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    with_steps(monkeypatch, SECOND)
    backup = path.with_name("dreams.noctuary.before-0002_moods")
    for _ in range(2):
        with Store.open(path) as store:
            assert store.get(HARBOUR.key).time == time(2)
            assert store.check() == []
        assert sorted(path.parent.iterdir()) == [path, backup]
    assert times(backup) == [None]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_step_that_fails_leaves_the_library_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    with_steps(monkeypatch, SECOND, BROKEN)
    for _ in range(2):
        with pytest.raises(apsw.SQLError):
            Store.open(path)
        assert times(path) == ["02:00:00"]
    with_steps(monkeypatch, SECOND)
    with Store.open(path) as store:
        assert store.get(HARBOUR.key).text == HARBOUR.text
        assert store.check() == []


def test_a_library_is_not_brought_up_to_date_by_reading(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    before = path.read_bytes()
    with_steps(monkeypatch, SECOND)
    with pytest.raises(LibraryVersionError, match="older") as refused:
        Store.open(path, read_only=True)
    assert "noctuary verify" in refused.value.hint
    assert path.read_bytes() == before


def test_each_backup_has_a_name_of_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path)
    taken = path.with_name("dreams.noctuary.before-0002_moods")
    taken.write_text("something else")
    with_steps(monkeypatch, SECOND)
    Store.open(path).close()
    assert taken.read_text() == "something else"
    assert times(taken.with_name(f"{taken.name}-2")) == [None]


# Damage.


def test_a_changed_letter_in_a_text_is_found(path: Path) -> None:
    filled(path)
    for change in (b"I was flyinG over", b"I was fly\xffng over"):
        damaged = path.with_name("damaged.noctuary")
        damaged.write_bytes(
            path.read_bytes().replace(b"I was flying over the harbour", change + b" the harbour")
        )
        with Store.open(damaged) as store:
            assert any("mine/1" in fault for fault in store.check())
            assert not any("harbour" in fault for fault in store.check())


def test_a_text_that_is_no_text_any_more_is_told_as_damage(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes().replace(b"I was flying over", b"I was fly\xffng over"))
    with Store.open(path) as store, pytest.raises(LibraryDamagedError, match="damaged"):
        store.get(HARBOUR.key)


def test_a_file_cut_short_is_told_as_damage(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:8192])
    with pytest.raises(LibraryDamagedError), Store.open(path) as store:
        list(store.dreams())


def test_a_copy_never_goes_over_something(path: Path, tmp_path: Path) -> None:
    filled(path)
    target = tmp_path / "taken"
    target.write_text("something else")
    with Store.open(path) as store, pytest.raises(StoreError, match="exists already"):
        store.backup_to(target)
    assert target.read_text() == "something else"


# Crashes.


_ADDS = """
import sys
from pathlib import Path
from noctuary.dream import Dream
from noctuary.store.store import Store
first = int(sys.argv[2])
with Store.open(Path(sys.argv[1]), create=True) as store:
    for number in range(first, first + 100_000):
        store.add_many([Dream(id=str(number), text=f"I counted {number} doors. " * 50, series="mine")])
        print(number, flush=True)
"""


def test_what_was_acknowledged_outlives_a_kill(path: Path) -> None:
    acknowledged: list[str] = []
    for kill in range(10):
        child = subprocess.Popen(
            [sys.executable, "-c", _ADDS, str(path), str(len(acknowledged) + 10 * kill)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        for line in child.stdout:
            acknowledged.append(line.strip())
            if len(acknowledged) % 7 == kill % 7:
                child.send_signal(signal.SIGKILL)
                break
        acknowledged += child.stdout.read().split()
        child.wait()
        child.stdout.close()
        with Store.open(path) as store:
            assert set(acknowledged) <= store.ids_of("mine")
            assert store.check() == []
    assert len(acknowledged) > 10
