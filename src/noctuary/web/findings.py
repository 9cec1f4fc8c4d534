"""What takes long to find out is found in the background, once, and kept until the library changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar

from noctuary.library import Library

if TYPE_CHECKING:
    from noctuary.web.room import Room

T = TypeVar("T")

#: What is called with the number of dreams looked through.
Progress = Callable[[int], None]

#: In seconds: how long a page waits before it is shown without what is still looked for.
PATIENCE: Final = 0.02
# Kept at once: each may hold all figures of a series.
_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class Pending:
    """Something that is still looked for.

    Parameters
    ----------
    done
        How many dreams were looked through so far.
    """

    done: int = 0


class _NotWantedAnyMoreError(Exception):
    """Ends the search for what nobody waits for."""


@dataclass(slots=True)
class _Finding:
    stamp: object
    future: Future[Any]
    done: int = 0
    dropped: bool = False

    def drop(self) -> None:
        self.dropped = True
        self.future.cancel()


class _Searcher:
    """Looks for one thing after the other: they compute, and at once would only slow each other and the pages.

    Its thread ends with the program, whatever it is at: nobody who closes the room waits for it.
    """

    def __init__(self, name: str) -> None:
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        Thread(target=self._work, name=name, daemon=True).start()

    def search(self, future: Future[Any], look: Callable[[], Any]) -> None:
        self._waiting.put((future, look))

    def close(self) -> None:
        self._waiting.put(None)

    def _work(self) -> None:
        while (waiting := self._waiting.get()) is not None:
            future, look = waiting
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(look())
            except BaseException as error:  # noqa: BLE001 — whoever asked is told
                future.set_exception(error)


@dataclass(slots=True)
class Findings:
    """What was found, by name, for the library as it stands.

    Parameters
    ----------
    room
        Whose library.
    """

    room: Room
    _kept: dict[object, _Finding] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _searcher: _Searcher = field(default_factory=lambda: _Searcher("finding"))
    _quick_searcher: _Searcher = field(default_factory=lambda: _Searcher("quick finding"))

    def get(
        self,
        name: object,
        find: Callable[[Library, Progress], T],
        *,
        patience: float = PATIENCE,
        quick: bool = False,
    ) -> T | Pending:
        """Return what `find` finds, or :class:`Pending` while it is looked for.

        Parameters
        ----------
        name
            Equal names find equal things in an unchanged library: ``("figures", series)``.
        find
            Looks it up, telling how far it is; it has a library of its own.
        patience
            In seconds: how long to wait for it.
        quick
            Whether it is found in a moment as a rule, and so must not wait behind what takes long.

        Raises
        ------
        Exception
            Whatever `find` raised.
        """
        with self.room.library() as library:
            stamp = library.stamp()
        with self._lock:
            known = self._kept.pop(name, None)
            if known is None or known.stamp != stamp:
                if known is not None:
                    known.drop()
                known = self._begin(stamp, find, self._quick_searcher if quick else self._searcher)
            # The last that was asked for stands last; the first ones go.
            self._kept[name] = known
            for oldest in list(self._kept)[:-_MOST]:
                self._kept.pop(oldest).drop()
        try:
            found: T = known.future.result(timeout=patience)
        except (TimeoutError, CancelledError, _NotWantedAnyMoreError):
            # Given up while this one waited: whoever asks next finds what is looked for instead.
            return Pending(known.done)
        return found

    def close(self) -> None:
        """Begin nothing more, and end what is looked for as soon as it tells of itself."""
        with self._lock:
            for finding in self._kept.values():
                finding.drop()
        for searcher in (self._searcher, self._quick_searcher):
            searcher.close()

    def _begin(self, stamp: object, find: Callable[[Library, Progress], T], searcher: _Searcher) -> _Finding:
        finding = _Finding(stamp, Future())

        def tell(done: int) -> None:
            if finding.dropped:
                raise _NotWantedAnyMoreError
            finding.done = done

        def look() -> T:
            with self.room.library() as library:
                return find(library, tell)

        searcher.search(finding.future, look)
        return finding
