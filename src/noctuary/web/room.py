"""What is open while the reading room is: the library, for as many requests as come at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from noctuary.errors import StoreError
from noctuary.library import Library
from noctuary.library.locking import head_of, opens
from noctuary.library.memory import Memory
from noctuary.store.lock import Key
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
    key
        Of a locked library; without it the room is there, but shows nothing until it is unlocked.
    lock_after_seconds
        After so long without a visit, a room of a locked library shows nothing again; never if ``None``.

    Notes
    -----
    A connection serves one request at a time. Each request takes an idle one,
    the last that was used first, and puts it back.
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        key: Key | None = None,
        lock_after_seconds: float | None = None,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.keys = Keys()
        self._head = head_of(path)
        self._key = key
        self._lock_after_seconds = lock_after_seconds
        self._idle: list[Library] = []
        self._lock = Lock()
        self._last_visit = monotonic()
        self.temporary = Temporary(path, locked=self.has_lock)
        self._begin()

    def _begin(self) -> None:
        """Begin with nothing known of the dreams."""
        self.findings = Findings(self)
        self.searches = Searches()
        self.backlog = Backlog(self)
        self.bringing: Bringing | None = None
        self.taking: Taking | None = None
        self._memory = Memory()

    def __repr__(self) -> str:
        return f"Room({str(self.path)!r})"

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Take the library for the length of a request.

        Raises
        ------
        StoreError
            If the file cannot be opened any more, or is locked.
        """
        with self._lock:
            library = self._idle.pop() if self._idle else None
            key = self._key
        if library is None:
            library = Library.open(self.path, read_only=self.read_only, passphrase=key, memory=self._memory)
            library.store.hold(_HELD)
        try:
            yield library
        except StoreError:
            # The file may have been moved or put back from a backup: whoever comes next looks where it is now.
            library.close()
            raise
        except BaseException:
            self._put_back(library, key)
            raise
        self._put_back(library, key)

    def _put_back(self, library: Library, key: Key | None) -> None:
        with self._lock:
            is_wanted = key is self._key
            if is_wanted:
                self._idle.append(library)
        if not is_wanted:
            # The room was locked meanwhile.
            library.close()

    @property
    def has_lock(self) -> bool:
        """Whether the library is one that a passphrase opens."""
        return self._head is not None

    @property
    def is_locked(self) -> bool:
        """Whether nothing is shown until the passphrase is entered."""
        return self.has_lock and self._key is None

    def unlock(self, entered: str) -> bool:
        """Open a locked library with its passphrase or its recovery code; return whether it is that."""
        assert self._head is not None, "only what is locked is unlocked"
        key = Key.of(entered, self._head)
        if not opens(self.path, key):
            return False
        # Brings it up to date, where it can be.
        Library.open(self.path, read_only=self.read_only, passphrase=key).close()
        self._last_visit = monotonic()
        with self._lock:
            self._key = key
        return True

    def lock(self) -> None:
        """Forget the key of a locked library, and all that was found in it."""
        if not self.has_lock:
            return
        with self._lock:
            self._key = None
        self._put_away()
        self._begin()

    def lock_if_left(self) -> None:
        """Lock where nobody came for long; what is under way ends first."""
        if self._lock_after_seconds is None or self.is_locked or self.idle_seconds < self._lock_after_seconds:
            return
        is_busy = self.backlog.is_going_on or any(
            each is not None and not each.work.is_over for each in (self.bringing, self.taking)
        )
        if not is_busy:
            self.lock()

    def visited(self) -> None:
        """Note that somebody is here; too late, where the room is to be locked by now."""
        self.lock_if_left()
        self._last_visit = monotonic()

    @property
    def idle_seconds(self) -> float:
        """How long nobody has come in or asked for anything."""
        return monotonic() - self._last_visit

    def close(self) -> None:
        """Close the file; what was acknowledged is on disk already."""
        self._put_away()
        self.temporary.close()

    def _put_away(self) -> None:
        self.findings.close()
        self.backlog.close()
        if self.bringing is not None:
            self.bringing.put_away()
        if self.taking is not None:
            self.taking.put_away()
        with self._lock:
            while self._idle:
                self._idle.pop().close()
