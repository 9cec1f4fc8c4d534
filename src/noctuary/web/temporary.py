"""Places for files that lie here while the room is open: for their owner alone, and gone when it is closed.

They lie beside the library, where its dreams are as safe and there is room for them, and those of a locked library in the
machine's memory. What a crash leaves is cleared at the next start.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from noctuary.errors import InputError
from noctuary.library.scratch import scratch_for

_MARK: Final = "in-use"


class Temporary:
    """The temporary places of one start.

    Parameters
    ----------
    library
        The library file, beside which they lie; where nothing can be put there, in the system's own place.
    locked
        Whether it is locked.
    """

    def __init__(self, library: Path, *, locked: bool = False) -> None:
        try:
            self._near = scratch_for(library, locked=locked)
        except InputError:
            # Better there than nowhere: the documentation says which machines have no place in memory.
            self._near = library.absolute().parent
        self._prefix = f".{library.name}.room-"
        self._root: Path | None = None
        self._mark: IO[bytes] | None = None
        for parent in {self._near, Path(tempfile.gettempdir())}:
            for left in parent.glob(f"{self._prefix}*"):
                if not _is_held(left / _MARK):
                    shutil.rmtree(left, ignore_errors=True)

    def folder(self) -> Path:
        """Make a new folder that only its owner can look into."""
        if self._root is None:
            # Both are made with mode 0700.
            try:
                self._root = Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._near))
            except OSError:
                self._root = Path(tempfile.mkdtemp(prefix=self._prefix))
            self._mark = (self._root / _MARK).open("wb")
            _hold(self._mark)
        return Path(tempfile.mkdtemp(dir=self._root))

    def close(self) -> None:
        """Remove all of them."""
        if self._mark is not None:
            self._mark.close()
        if self._root is not None:
            shutil.rmtree(self._root, ignore_errors=True)
        self._root = self._mark = None


def _hold(mark: IO[bytes]) -> None:
    """Keep others from clearing the folder of an open file, for as long as it is open and this process lives."""
    with suppress(ImportError):  # elsewhere, a file that is open cannot be removed
        import fcntl  # noqa: PLC0415

        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(mark: Path) -> bool:
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:
        try:
            mark.unlink(missing_ok=True)
        except PermissionError:
            return True
        return False
    try:
        with mark.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
