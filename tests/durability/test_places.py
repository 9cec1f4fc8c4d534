"""A library that is moved, removed or closed to writing while it is open: a sentence, and nothing that seems kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from durability.disk import Deed, watched_disk
from durability.witness import faults_in, open_library
from invented import DREAMS
from noctuary.dream import Dream
from noctuary.errors import StoreError
from noctuary.library import Library
from noctuary.store.store import Store
from noctuary.web.room import Room

LATER = Dream(id="later", text="A kingfisher sat on the mill.", series="mine")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "shelf" / "dreams.noctuary"
    with Store.open(path, create=True) as store:
        store.add_many(DREAMS)
    return path


@pytest.mark.parametrize(
    "vanish",
    [
        Path.unlink,
        lambda path: path.rename(path.with_name("elsewhere.noctuary")),
        lambda path: path.parent.rename(path.parent.with_name("another shelf")),
        lambda path: shutil.rmtree(path.parent),
    ],
    ids=["removed", "moved", "its folder moved", "its folder removed"],
)
def test_nothing_is_acknowledged_that_nobody_would_find_again(
    path: Path, vanish: Callable[[Path], object]
) -> None:
    """The system takes writes to a file without a name, and forgets them when it is closed."""
    with open_library(path) as library:
        vanish(path)
        with pytest.raises(StoreError, match="was moved, replaced or removed while it was open"):
            library.add(LATER)
        assert library.count() == len(DREAMS)


def test_a_library_that_was_moved_is_whole_where_it_is_now(path: Path) -> None:
    elsewhere = path.with_name("elsewhere.noctuary")
    with open_library(path) as library:
        library.add(LATER)
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).rename(elsewhere.with_name(elsewhere.name + end))
        with pytest.raises(StoreError):
            library.store.delete([LATER.key])
        with open_library(elsewhere) as moved:
            assert moved.store.get(LATER.key) == LATER
            assert faults_in(moved) == []


def test_a_room_goes_on_with_the_file_that_is_put_back(path: Path) -> None:
    room = Room(path)
    try:
        with room.library() as library:
            assert library.count() == len(DREAMS)
        path.rename(path.with_name("elsewhere.noctuary"))

        def keep() -> None:
            with room.library() as library:
                library.add(LATER)

        with pytest.raises(StoreError, match="was moved"):
            keep()
        with pytest.raises(StoreError, match="no library"):
            keep()
        shutil.copyfile(path.with_name("elsewhere.noctuary"), path)
        keep()
    finally:
        room.close()
    with Library.open(path) as library:
        assert library.store.get(LATER.key) == LATER


def test_what_a_crash_left_half_done_can_be_read(tmp_path: Path, path: Path) -> None:
    """A copy that was opened for the first time, and killed: who only read was told that it could not be written."""
    copy, crashed = tmp_path / "copy.noctuary", tmp_path / "crashed" / "copy.noctuary"
    with open_library(path) as library:
        library.store.backup_to(copy)

    def note(deed: Deed) -> None:
        # What is to be changed stands in the journal, and the file is about to be.
        if (deed.what, deed.file) == ("write", copy.name) and not crashed.parent.exists():
            crashed.parent.mkdir()
            for file in tmp_path.glob(f"{copy.name}*"):
                shutil.copyfile(file, crashed.with_name(file.name))

    with watched_disk(note):
        open_library(copy).close()
    assert crashed.with_name(f"{copy.name}-journal").exists()
    with open_library(crashed, read_only=True) as library:
        assert library.count() == len(DREAMS)
        assert faults_in(library) == []


_WRITES = """
import os, sys
from pathlib import Path
from noctuary.dream import Dream
from noctuary.errors import NoctuaryError
from noctuary.store.store import Store
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with Store.open(Path(sys.argv[1])) as store:
        store.add_many([Dream(id="later", text="A kingfisher sat on the mill.", series="mine")])
except NoctuaryError as error:
    print(error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account of the machine can reach, unlike those of pytest."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o700)


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o666, 0o555), (0o444, 0o777), (0o000, 0o777)])
def test_a_file_or_folder_that_is_closed_is_told(open_folder: Path, of_file: int, of_folder: int) -> None:
    path = open_folder / "dreams.noctuary"
    with Store.open(path, create=True) as store:
        store.add_many(DREAMS)
    before = path.read_bytes()
    path.chmod(of_file)
    open_folder.chmod(of_folder)
    run = subprocess.run(
        [sys.executable, "-c", _WRITES, str(path)], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert "cannot be" in run.stdout
    assert "Check who may" in run.stdout
    assert path.read_bytes() == before
    path.chmod(0o600)
    open_folder.chmod(0o700)
    with open_library(path) as library:
        assert library.count() == len(DREAMS)
        assert faults_in(library) == []
    assert list(open_folder.iterdir()) == [path]
