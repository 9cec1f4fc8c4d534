"""Libraries of older versions: brought up to date where they can be, else read as they are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from invented import DREAMS, write_old_library
from noctuary.errors import LibraryReadOnlyError
from noctuary.scheme import Scale
from noctuary.statements import NOTHING_SAID, CastMember
from noctuary.store.cast import change, said
from noctuary.store.connection import connect, steps_taken
from noctuary.store.migrate import is_behind, migrations
from noctuary.store.query import parse_query
from noctuary.store.store import Store


@pytest.fixture
def old(path: Path) -> Path:
    write_old_library(path)
    return path


def test_an_old_library_is_brought_up_to_date(old: Path) -> None:
    assert is_behind(old)
    with Store.open(old) as store:
        assert [backup.name for backup in store.backups] == [
            f"dreams.noctuary.before-{step.name}" for step in migrations()[1:]
        ]
        (reading,) = store.readings(DREAMS[1].key)
        assert [(str(coding.code), coding.established) for coding in reading.codings] == [("1FMA", "")]
        change(store, "mine", "Ben", lambda so_far: so_far.with_member(CastMember("Ben", "brother")))
        assert store.check() == []
    assert not is_behind(old)
    with Store.open(old) as store:
        assert store.backups == ()


def test_an_old_library_is_read_as_it_is(old: Path) -> None:
    before = old.read_bytes()
    with Store.open(old, read_only=True) as store:
        assert list(store.dreams()) == list(DREAMS[:2])
        assert store.count(parse_query("harbour character:1FMA")) == 1
        (reading,) = store.readings(DREAMS[1].key)
        assert [str(coding.code) for coding in reading.on(Scale.CHARACTERS)] == ["1FMA"]
        assert said(store, "mine") == NOTHING_SAID
        assert store.check() == []
        with pytest.raises(LibraryReadOnlyError):
            store.save_readings([reading])
    assert old.read_bytes() == before
    assert is_behind(old)


def test_every_step_has_something_that_stands_in_for_it() -> None:
    assert all(step.for_reading is not None for step in migrations()[1:])


def test_how_far_a_file_has_come_is_seen_from_outside(old: Path, tmp_path: Path) -> None:
    assert steps_taken(old) == 1
    assert steps_taken(tmp_path / "nowhere") is None
    note = tmp_path / "note.txt"
    note.write_text("I was flying over the harbour.")
    assert steps_taken(note) is None
    assert not is_behind(note)
    assert not is_behind(tmp_path)


_READS = """
import os, sys
from noctuary.cli import run
def call(library):
    commands = (["list"], ["search", "harbour"], ["show", "mine/2"], ["cast"], ["verify"])
    return [run([*command, "--library", library]) for command in commands]
call(sys.argv[2])  # whoever may not write may not import everything either
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
print(call(sys.argv[1]))
"""


@pytest.fixture
def medium() -> Iterator[Path]:
    """A folder that nobody but its owner can write."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o700)


@pytest.mark.parametrize("age", ["old", "new"])
def test_what_cannot_be_written_can_be_read(medium: Path, tmp_path: Path, age: str) -> None:
    path = medium / "a library?#%.noctuary"
    if age == "old":
        write_old_library(path)
    else:
        with Store.open(path, create=True) as store:
            store.add_many(DREAMS[:2])
    copy = tmp_path / "copy.noctuary"
    copy.write_bytes(path.read_bytes())
    path.chmod(0o444)
    medium.chmod(0o555)
    before = path.read_bytes()
    said = subprocess.run(
        [sys.executable, "-c", _READS, str(path), str(copy)], capture_output=True, text=True, check=False
    )
    assert said.stdout.endswith("[0, 0, 0, 0, 1]\n"), said.stderr
    assert "cannot be written" in said.stderr
    assert path.read_bytes() == before
    assert list(medium.iterdir()) == [path]


@pytest.mark.parametrize("read_only", [True, False])
def test_of_two_readings_in_an_old_library_a_persons_counts(old: Path, *, read_only: bool) -> None:
    """That a dream was read twice is kept apart since, and was not when it was read."""
    connection = connect(old)
    connection.execute("INSERT INTO reader (name, version, kind) VALUES ('program', '1', 'program')")
    connection.execute(
        "INSERT INTO reading (dream, reader, text_sha256, scales, made_at)"
        " SELECT dream, (SELECT nr FROM reader WHERE name = 'program'), text_sha256, scales, '2030' FROM reading"
    )
    connection.execute(
        "INSERT INTO coding (reading, place, scale, symbol, notation, evidence)"
        " SELECT max(nr), 0, 'characters', '1MFA', '1MFA', '[]' FROM reading"
    )
    connection.close()
    with Store.open(old, read_only=read_only) as store:
        assert store.count(parse_query("character:1FMA")) == 1
        assert store.count(parse_query("character:1MFA")) == 0
