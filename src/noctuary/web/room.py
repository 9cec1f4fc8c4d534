"""What is open while the reading room is: the library, for as many requests as come at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from noctuary.library import Library
from noctuary.web.findings import Findings
from noctuary.web.guard import Keys


class Room:
    """An open reading room.

    Parameters
    ----------
    path
        The library file, which is there.
    read_only
        Whether nothing can be changed.

    Notes
    -----
    A connection serves one request at a time. Each request takes an idle one,
    the last that was used first, and puts it back.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.keys = Keys()
        self.findings = Findings(self)
        #: Dreams that are read while somebody waits: apart, so that no long search keeps them waiting.
        self.readings = Findings(self)
        self._idle: list[Library] = []
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"Room({str(self.path)!r})"

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Take the library for the length of a request.

        Raises
        ------
        StoreError
            If the file cannot be opened any more.
        """
        with self._lock:
            library = self._idle.pop() if self._idle else None
        if library is None:
            library = Library.open(self.path, read_only=self.read_only)
        try:
            yield library
        finally:
            with self._lock:
                self._idle.append(library)

    def close(self) -> None:
        """Close the file; what was acknowledged is on disk already."""
        self.findings.close()
        self.readings.close()
        with self._lock:
            while self._idle:
                self._idle.pop().close()
