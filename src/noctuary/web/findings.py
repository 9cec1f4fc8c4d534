"""What takes long to find out is found in the background, once, and kept until the library changes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
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
    # One at a time: they compute, and would only slow each other and the pages.
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="finding")
    )
    _quick_pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=1, thread_name_prefix="quick-finding")
    )

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
                known = self._begin(stamp, find, self._quick_pool if quick else self._pool)
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
        for pool in (self._pool, self._quick_pool):
            pool.shutdown()

    def _begin(
        self, stamp: object, find: Callable[[Library, Progress], T], pool: ThreadPoolExecutor
    ) -> _Finding:
        finding = _Finding(stamp, Future())

        def tell(done: int) -> None:
            if finding.dropped:
                raise _NotWantedAnyMoreError
            finding.done = done

        def look() -> T:
            with self.room.library() as library:
                return find(library, tell)

        finding.future = pool.submit(look)
        return finding
