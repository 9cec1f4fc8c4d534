"""One reader at work in several processes: the same readings in the same order, sooner."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process, resource_tracker
from threading import Lock, Thread
from typing import Final

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream
from noctuary.errors import NoctuaryError, ReadingError
from noctuary.readers import DreamReader, identity_of, open_reader, shipped_reader

#: Dreams handed to a process at once: enough that handing over costs little, and few enough that an interruption
#: need not wait long.
_HANDED: Final = 32
#: Such lots under way, for each process: one that it reads and one that waits for it.
_UNDER_WAY: Final = 2

Opening = Callable[[int | None], DreamReader]


def core_count() -> int:
    """Return how many cores this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Workers:
    """A reader that comes with Noctuary, in several processes: itself a reader, so that a caller need not know.

    Parameters
    ----------
    reader
        Its name, as in :data:`noctuary.readers.READERS`.
    count
        How many processes, as for :func:`read_many`.
    """

    reader: str
    count: int = 1

    @property
    def identity(self) -> Reader:
        """The identity of the reader: the number of processes changes nothing in a reading."""
        return identity_of(self.reader)

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""
        return read_many(self.reader, dreams, self.count)


def read_many(reader: str, dreams: Iterable[Dream], workers: int = 1) -> Iterator[Reading]:
    """Yield the reading of each dream, in order, from several processes.

    However many dreams there are, only a few hundred a process are held at a time: `dreams` is drawn on as readings
    are taken. A program that calls this with more than one process must be importable without running
    (``if __name__ == "__main__":``), as :mod:`multiprocessing` asks of it.

    Parameters
    ----------
    reader
        The name of a reader, as in :data:`noctuary.readers.READERS`.
    dreams
        What to read; nothing of it, nothing read.
    workers
        How many processes, each on one core; 0 for as many as there are cores. 1 reads within this process.

    Raises
    ------
    InputError
        If no reader of that name comes with Noctuary.
    ReadingError
        If a process ends before its work is done.

    Examples
    --------
    >>> dreams = [Dream(id="1", text="I was glad."), Dream(id="2", text="I dug.")]
    >>> [str(reading.dream) for reading in read_many("lexical", dreams)]
    ['journal/1', 'journal/2']
    """
    workers = workers or core_count()
    if workers == 1:
        return open_reader(reader).read_many(dreams)
    return _share_out(shipped_reader(reader).open, dreams, workers)


def _share_out(opening: Opening, dreams: Iterable[Dream], workers: int) -> Iterator[Reading]:
    stream = iter(dreams)
    under_way: deque[Future[list[Reading]]] = deque()
    # Spawned and not forked, since a forked reader inherits locks that nobody will ever open.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    try:
        while lot := list(islice(stream, _HANDED)):
            with interrupts_held_back():
                under_way.append(pool.submit(_read, opening, lot))
            while under_way and (len(under_way) > _UNDER_WAY * workers or under_way[0].done()):
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
    except BrokenProcessPool:
        raise ReadingError(
            "A process that read dreams was ended from outside.",
            "Memory may have run out: try again with fewer workers.",
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Have processes that are started meanwhile inherit that Ctrl-C does not reach them.

    A terminal sends it to every process, and only the first is to answer it: which it does a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # What tidies up after processes is started with the first of them, and lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# What follows runs in the processes.


def _begin() -> None:
    # Where interrupts cannot be held back, they are ignored from here on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


_opening: Final = Lock()


def opened(opening: Opening) -> DreamReader:
    """Return a reader that keeps to one core, opened once in this process: that may take as long as many dreams."""
    with _opening:
        return _opened(opening)


@cache
def _opened(opening: Opening) -> DreamReader:
    return opening(1)


def _read(opening: Opening, dreams: list[Dream]) -> list[Reading]:
    try:
        return list(opened(opening).read_many(dreams))
    except NoctuaryError as error:
        # Of one kind, since not every kind can travel between processes.
        raise ReadingError(error.message, error.hint) from None
