"""What was found out from dreams and readings alone, kept while they stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Each may hold all that the readings of a series show.
_MOST: Final = 8


@dataclass(slots=True)
class Memory:
    """The last few findings of one library file; libraries that are open on it at once may share one.

    Examples
    --------
    >>> memory = Memory()
    >>> memory.recall("seen", 1, lambda: "found"), memory.recall("seen", 1, lambda: "looked again")
    ('found', 'found')
    >>> memory.recall("seen", 2, lambda: "looked again")
    'looked again'
    """

    _kept: dict[object, tuple[object, Any]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def recall(self, name: object, stamp: object, find: Callable[[], T]) -> T:
        """Return what was found by this name under an equal stamp, else find it now.

        Parameters
        ----------
        name
            What it is.
        stamp
            Of the library as it stands: :meth:`noctuary.store.store.Store.stamp`.
        find
            Looks it up.
        """
        with self._lock:
            known = self._kept.pop(name, None)
            if known is not None and known[0] == stamp:
                # The last that was asked for stands last; the first ones go.
                self._kept[name] = known
                found: T = known[1]
                return found
        found = find()
        with self._lock:
            self._kept[name] = (stamp, found)
            for oldest in list(self._kept)[:-_MOST]:
                del self._kept[oldest]
        return found

    def forget(self, name: object) -> None:
        """Find something anew when it is next asked for."""
        with self._lock:
            self._kept.pop(name, None)
