"""What is to outlive a power cut: what a file holds, and that a folder names it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_A_DAY: Final = 24 * 60 * 60


def sync_file(path: Path) -> None:
    """Have on disk what a file holds, when this returns.

    Raises
    ------
    OSError
        If the disk does not take it.
    """
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_files(paths: Iterable[Path]) -> None:
    """Have on disk what many files hold; in one call where the system knows one, since one for each takes long."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        sync_file(path)


def sync_folder(folder: Path) -> None:
    """Have on disk which files a folder names, where its file system can promise that: not all on a network can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it that are not there; they are on disk when this returns.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    new = [each for each in (folder, *folder.parents) if not os.access(each, os.F_OK)]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for each in new:
        sync_folder(each.parent)


def clear_left(folder: Path, pattern: str) -> None:
    """Remove what a crash left under names that only unfinished files and folders of ours have.

    Somebody may be at work on them still: they go when nothing was written for a day.
    """
    for left in folder.glob(pattern):
        with suppress(OSError):
            written = max(path.stat().st_mtime for path in (left, *left.rglob("*")))
            if time.time() - written < _A_DAY:
                continue
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def publish(part: Path, path: Path) -> None:
    """Put a finished file, or a folder of finished files, where it is looked for: whole, and on disk.

    A file that stands there is replaced in the same moment; a folder goes where nothing stands.

    Raises
    ------
    OSError
        If the disk does not take it; then nothing stands there that did not before.
    """
    if part.is_dir():
        sync_files(each for each in part.rglob("*") if each.is_file())
    else:
        sync_file(part)
    part.replace(path)
    sync_folder(path.parent)
