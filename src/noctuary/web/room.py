"""What is open while the reading room is: the library, for as many requests as come at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from noctuary.library import Library
from noctuary.library.memory import Memory
from noctuary.web.backlog import Backlog
from noctuary.web.bringing import Bringing
from noctuary.web.findings import Findings
from noctuary.web.guard import Keys
from noctuary.web.searches import Searches
from noctuary.web.taking import Taking
from noctuary.web.temporary import Temporary

#: In MiB: what each connection holds of the file. Several are open at once, and the system holds what they read for all.
_HELD: Final = 16


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
        self.searches = Searches()
        self.temporary = Temporary(path)
        self.backlog = Backlog(self)
        self.bringing: Bringing | None = None
        self.taking: Taking | None = None
        self._memory = Memory()
        self._idle: list[Library] = []
        self._lock = Lock()
        self._last_visit = monotonic()

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
            library = Library.open(self.path, read_only=self.read_only, memory=self._memory)
            library.store.hold(_HELD)
        try:
            yield library
        finally:
            with self._lock:
                self._idle.append(library)

    def visited(self) -> None:
        """Note that somebody is here."""
        self._last_visit = monotonic()

    @property
    def idle_seconds(self) -> float:
        """How long nobody has come in or asked for anything."""
        return monotonic() - self._last_visit

    def close(self) -> None:
        """Close the file; what was acknowledged is on disk already."""
        self.findings.close()
        self.backlog.close()
        if self.bringing is not None:
            self.bringing.put_away()
        if self.taking is not None:
            self.taking.put_away()
        self.temporary.close()
        with self._lock:
            while self._idle:
                self._idle.pop().close()
