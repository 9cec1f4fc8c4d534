"""Files that are not the library: they appear whole and to stay, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from durability.disk import watched_disk
from durability.faults import no_longer_than
from noctuary.batch.corpus import open_sink
from noctuary.coding import Reader, Reading
from noctuary.dream import Dream
from noctuary.errors import InputError
from noctuary.export import Contents, write_csv, write_jsonl, write_markdown
from noctuary.export.frame import Column, Frame, write_frame
from noctuary.ingest import read_path
from noctuary.store.store import Store

DREAMS = tuple(
    Dream(id=str(number), text=f"I counted lantern{number}. " * 40, series="mine") for number in range(20)
)
FRAME = Frame("lanterns", (Column("lantern", "Which"),), [(f"lantern {number}",) for number in range(2000)])


def contents() -> Contents:
    return Contents(dreams=((dream, ()) for dream in DREAMS))


# Killed while it is written.

_EXPORTS = """
import os, signal, sys
from pathlib import Path
from durability.test_beside import DREAMS
from noctuary import export
kind, target, dreams, moves = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
replace, moved = Path.replace, []
def told():
    for number, dream in enumerate(DREAMS):
        if number == dreams:
            os.kill(os.getpid(), signal.SIGKILL)
        yield dream, ()
def moving(path, to):
    if len(moved) == moves:
        os.kill(os.getpid(), signal.SIGKILL)
    moved.append(path)
    return replace(path, to)
Path.replace = moving
export.write(target, export.Contents(dreams=told()), export.format_named(kind))
"""


@pytest.mark.parametrize("kind", ["jsonl", "dreambank-xml", "csv", "markdown"])
@pytest.mark.parametrize(("dreams", "moves"), [(7, 99), (99, 0), (99, 1)])
def test_an_export_that_is_killed_leaves_nothing_under_its_name(
    tmp_path: Path, kind: str, dreams: int, moves: int
) -> None:
    """Folders were filled file by file: one that was killed looked like an export of fewer dreams."""
    target = tmp_path / {"jsonl": "out.jsonl", "dreambank-xml": "out.xml"}.get(kind, "out")
    run = subprocess.run(
        [sys.executable, "-c", _EXPORTS, kind, str(target), str(dreams), str(moves)],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert run.returncode in (0, -signal.SIGKILL)
    if run.returncode:
        assert not target.exists()
    else:
        assert {each.id for each in read_path(target) if isinstance(each, Dream)} == {
            each.id for each in DREAMS
        }


# A disk that is full.


def code(path: Path) -> None:
    with open_sink(path) as sink:
        for dream in DREAMS:
            sink(dream, Reading.of(dream, Reader("nobody")), None)


@pytest.mark.parametrize(
    "write",
    [
        lambda path: write_jsonl(path, contents()),
        lambda path: write_csv(path, contents()),
        lambda path: write_markdown(path, Contents(dreams=[(Dream(id="1", text="I flew. " * 2000), ())])),
        lambda path: write_frame(path.with_suffix(".csv"), FRAME),
        lambda path: code(path.with_suffix(".jsonl")),
    ],
    ids=["jsonl", "csv", "markdown", "frame", "code"],
)
def test_a_disk_that_is_full_is_told(tmp_path: Path, write: Callable[[Path], object]) -> None:
    """It was told as a bug in Noctuary, since the system does not say which file it was that could not grow."""
    with no_longer_than(8000), pytest.raises(InputError, match=r"out.* could not be written") as told:
        write(tmp_path / "out")
    assert "Make room" in told.value.hint
    assert list(tmp_path.iterdir()) == []


# What was left.


def test_what_a_crash_left_is_cleared_when_it_is_a_day_old(tmp_path: Path) -> None:
    """It holds dreams; and somebody may still be at work on what is younger."""
    yesterday = time.time() - 25 * 60 * 60
    old, long_at_work, young = (tmp_path / f".noctuary-{name}" for name in ("old", "long", "young"))
    for folder in (old, long_at_work, young):
        folder.mkdir()
        (folder / "part").write_text("I flew.")
    os.utime(old / "part", (yesterday, yesterday))
    for folder in (old, long_at_work):
        os.utime(folder, (yesterday, yesterday))
    left = tmp_path / "copy.noctuary.abcdefgh.new"
    for path in (left, left.with_name(f"{left.name}-journal"), tmp_path / "copy.noctuary.of mine.new"):
        path.write_bytes(b"")
        os.utime(path, (yesterday, yesterday))
    write_jsonl(tmp_path / "out.jsonl", contents())
    with Store.in_memory() as store:
        store.backup_to(tmp_path / "copy.noctuary")
    assert {path.name for path in tmp_path.iterdir()} == {
        ".noctuary-long", ".noctuary-young", "out.jsonl", "copy.noctuary", "copy.noctuary.of mine.new"
    }  # fmt: skip


# To stay: on disk before it is there, and its name after.


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What is done to files and folders, by their number, in order."""
    done: list[tuple[str, int]] = []
    fsync, replace, link = os.fsync, Path.replace, Path.hardlink_to

    def syncing(handle: int) -> None:
        done.append(("sync", os.fstat(handle).st_ino))
        fsync(handle)

    def replacing(path: Path, target: Path) -> Path:
        done.append(("named", path.stat().st_ino))
        return replace(path, target)

    def linking(path: Path, part: Path) -> None:
        done.append(("named", part.stat().st_ino))
        link(path, part)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(os, "sync", lambda: done.append(("sync", 0)))
    monkeypatch.setattr(Path, "replace", replacing)
    monkeypatch.setattr(Path, "hardlink_to", linking)
    return done


def number(path: Path) -> int:
    return path.stat().st_ino


def test_a_file_is_on_disk_before_it_has_its_name(tmp_path: Path, events: list[tuple[str, int]]) -> None:
    target = tmp_path / "new" / "out.jsonl"
    write_jsonl(target, contents())
    assert events == [
        ("sync", number(tmp_path)),
        ("sync", number(target)),
        ("named", number(target)),
        ("sync", number(target.parent)),
    ]


def test_a_folder_is_on_disk_before_it_has_its_name(tmp_path: Path, events: list[tuple[str, int]]) -> None:
    target = tmp_path / "out"
    write_markdown(target, contents())
    assert events == [("sync", 0), ("named", number(target)), ("sync", number(tmp_path))]
    events.clear()
    # Among files that are there already, each appears whole.
    write_markdown(target, contents(), force=True)
    assert events[0] == ("sync", 0)
    assert {what for what, _ in events[1:21]} == {"named"}
    assert set(events[21:]) == {("sync", number(target)), ("sync", number(target / "mine"))}


@pytest.mark.parametrize("how", ["made", "copied"])
def test_a_library_is_on_disk_before_it_has_its_name(
    tmp_path: Path, events: list[tuple[str, int]], how: str
) -> None:
    """The folders on the way to it were not: after a power cut, a new library could be gone with them."""
    target = tmp_path / "new" / "shelf" / "dreams.noctuary"
    deeds: list[tuple[str, str]] = []
    with Store.in_memory() as store, watched_disk(lambda deed: deeds.append((deed.what, deed.file))):
        if how == "made":
            Store._make(target, None)
        else:
            store.backup_to(target)
    part = next(file for what, file in deeds if what == "write" and file.endswith(".new"))
    assert [what for what, file in deeds if file == part and what in ("write", "sync")][-1] == "sync"
    assert events == [
        ("sync", number(target.parents[1])),
        ("sync", number(tmp_path)),
        ("named", number(target)),
        ("sync", number(target.parent)),
    ]
