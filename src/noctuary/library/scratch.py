"""Where words of dreams may lie for a while outside the library file: beside it, or in the machine's memory."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from noctuary.errors import InputError

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 — a folder of our own in it, that nobody else can look into


def scratch_for(library: Path, *, locked: bool) -> Path:
    """Return the folder in which temporary files of a library may lie; only its owner can look into it.

    That is the folder of the library itself. Of a locked library nothing may reach a disk as it is: then it is one
    that lies in memory and is gone when the machine stops.

    Raises
    ------
    InputError
        If the library is locked, and this machine has no such place.
    """
    if not locked:
        return library.absolute().parent
    named = os.environ.get("XDG_RUNTIME_DIR")
    if named and Path(named).is_dir():
        folder = Path(named) / "noctuary"
    elif _SHARED_MEMORY.is_dir() and hasattr(os, "getuid"):
        folder = _SHARED_MEMORY / f"noctuary-{os.getuid()}"
    else:
        raise InputError(
            "This machine has no folder in memory, and of a locked library no words go to the disk as they are.",
            "Write with -m, or in the reading room.",
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise InputError(
            f"{folder} is not a folder that only you can look into.", "Remove it, and try again."
        )
    return folder
