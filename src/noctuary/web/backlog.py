"""Reading the dreams that nobody has read, in the background, a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Final

from noctuary.readers import DEFAULT, identity_of
from noctuary.web.work import Work

if TYPE_CHECKING:
    from noctuary.library import Library
    from noctuary.web.room import Room

# As many as an interruption may cost, and as the end of the room may have to wait for: about a second's.
_AT_ONCE: Final = 24


class Backlog:
    """The dreams that the default reader has not read. What was read stays read, whatever ends the reading.

    Parameters
    ----------
    room
        Whose library.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lock = Lock()
        self.work: Work[int] | None = None

    @property
    def is_going_on(self) -> bool:
        """Whether dreams are being read."""
        return self.work is not None and not self.work.is_over

    def count(self, library: Library) -> int:
        """Return how many dreams are unread."""
        return library.count_unread(identity_of(DEFAULT))

    def begin(self, library: Library) -> None:
        """Read them, unless that goes on already."""
        with self._lock:
            if not self.is_going_on:
                self.work = Work(self._read, total=self.count(library))

    def _read(self, tell: Callable[[int], None]) -> int:
        done = 0
        while True:
            tell(done)
            with self._room.library() as library:
                batch = list(islice(library.store.unread(identity_of(DEFAULT)), _AT_ONCE))
                if not batch:
                    return done
                done += library.read(batch)

    def close(self) -> None:
        """End the reading; the next start goes on when it is asked to."""
        if self.work is not None:
            self.work.stop(wait=True)
