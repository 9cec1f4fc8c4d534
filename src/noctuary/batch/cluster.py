"""Reading on a Dask cluster: parts of a corpus shared out to its workers, a few at a time.

Whoever calls draws the parts, and keeps what comes back: workers need see no file of theirs. Dask is given nothing that it
could log or show: of a task it knows the name, and a function without arguments.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from noctuary.batch.outcomes import Outcome, failed, read_dreams
from noctuary.batch.parts import Part
from noctuary.batch.workers import Opening, core_count, interrupts_held_back, opened
from noctuary.coding import Reader
from noctuary.dream import Dream
from noctuary.errors import ClusterError, MissingExtraError, NoctuaryError, ReadingError

if TYPE_CHECKING:
    from distributed import Client, Future

#: The cluster that is made for one run, of this machine's cores.
LOCAL: Final = "local"
#: Parts in hand for each thread of the workers: one that it reads and one that waits for it.
_IN_HAND: Final = 2
#: Seconds to wait for a scheduler.
_PATIENCE: Final = 20
#: Of a cluster of our own: how often workers may die over a part before it is halved; that one is not given up for good
#: if it happens to be dead a quarter of a minute after it died; and that no page tells of any of it.
_OURS: Final = {
    "distributed.scheduler.allowed-failures": 1,
    "distributed.deploy.lost-worker-timeout": "1 week",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
_WORKER_ENDED: Final = "WorkerEnded"


def check_extra() -> None:
    """Find out whether a cluster can be spoken to at all.

    Raises
    ------
    MissingExtraError
        Without the extra `cluster`.
    """
    try:
        import cryptography  # noqa: F401, PLC0415 — what Dask makes the keys of a cluster with
        import distributed  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingExtraError("A cluster", error.name or "distributed", "cluster") from None


@contextmanager
def connected(address: str, *, workers: int = 0) -> Iterator[Client]:
    """Connect to a cluster for the length of some work.

    Parameters
    ----------
    address
        Of a scheduler, as ``tcp://10.0.0.1:8786`` or ``tls://…``; the path of the file that a scheduler wrote for those
        who look for it; or ``local``, for workers on this machine that are gone afterwards.
    workers
        How many for ``local``, each a process on one core; 0 for as many as there are cores.

    Raises
    ------
    ClusterError
        If no scheduler answers.
    MissingExtraError
        Without the extra `cluster`.
    """
    check_extra()
    import distributed  # noqa: PLC0415

    # What becomes of the work is told by what is raised here, without Dask's own tale of it.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if address == LOCAL:
        with _local(workers or core_count()) as client:
            yield client
        return
    whereabouts = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        client = distributed.Client(**whereabouts, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(
            f"No scheduler answers at {address}.",
            "Check that it runs, its address and, for tls://, the keys in Dask's settings.",
        ) from error
    with client:
        yield client


@contextmanager
def _local(workers: int) -> Iterator[Client]:
    import dask  # noqa: PLC0415
    from distributed import Client, LocalCluster, Security  # noqa: PLC0415

    # Keys for this run alone: who else is on this machine can neither listen nor give our workers work.
    security = Security.temporary()
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_OURS))
        folder = stack.enter_context(TemporaryDirectory(prefix="noctuary-", ignore_cleanup_errors=True))
        with interrupts_held_back():
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    host="127.0.0.1",
                    protocol="tls://",
                    security=security,
                    local_directory=folder,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            )
        yield stack.enter_context(Client(cluster, security=security, set_as_default=False))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Dreams of a part that are read at one go: at first all of them.

    A part is halved where workers die over it, until it is known over which of its dreams.
    """

    part: int
    start: int
    dreams: tuple[Dream, ...] = field(repr=False)

    def halves(self) -> tuple[_Piece, _Piece]:
        middle = len(self.dreams) // 2
        return (
            _Piece(self.part, self.start, self.dreams[:middle]),
            _Piece(self.part, self.start + middle, self.dreams[middle:]),
        )


@dataclass(slots=True)
class _InHand:
    """A part that is being read, and what came back of it, by where in the part."""

    part: Part
    back: dict[int, list[Outcome]] = field(default_factory=dict)

    @property
    def whole(self) -> list[Outcome] | None:
        outcomes = [outcome for _, some in sorted(self.back.items()) for outcome in some]
        return outcomes if len(outcomes) == len(self.part.dreams) else None


def read_parts(
    client: Client, parts: Iterable[Part], opening: Opening, identity: Reader
) -> Iterator[tuple[Part, list[Outcome]]]:
    """Have the workers of a cluster read parts; yield each with what became of its dreams, as they are done.

    `parts` is drawn on as they are: memory stays flat here, at the scheduler and at the workers.

    Parameters
    ----------
    client
        See :func:`connected`.
    parts
        What to read.
    opening
        Opens the reader: once in each process of the cluster, to keep to one core.
    identity
        Of the reader, as it is here. A worker that has another takes no part.

    Yields
    ------
    tuple of Part and list of Outcome
        One outcome for each dream, in order. A dream over which workers die, even by itself, could not be read.

    Raises
    ------
    ClusterError
        If the scheduler went away.
    ReadingError
        If a worker has no such reader, or one of another version.
    """
    return _Reading(client, opening, identity).run(iter(parts))


class _Reading:
    """One run of :func:`read_parts`: what is in hand, and with whom."""

    def __init__(self, client: Client, opening: Opening, identity: Reader) -> None:
        from distributed import as_completed  # noqa: PLC0415

        self._client = client
        self._opening = opening
        self._identity = identity
        # Two runs at one scheduler must not take each other's tasks for their own.
        self._name = f"noctuary-{token_hex(4)}"
        self._parts: dict[int, _InHand] = {}
        self._pieces: dict[Future, _Piece] = {}
        self._done = as_completed(loop=client.loop)
        # Single dreams over which workers died, or over others that these had in hand.
        self._suspects: list[_Piece] = []

    def run(self, parts: Iterator[Part]) -> Iterator[tuple[Part, list[Outcome]]]:
        try:
            self._draw(parts)
            for future in self._done:
                yield from self._take(self._pieces.pop(future), future)
                self._draw(parts)
            while self._suspects:
                # By itself, since a worker that dies takes along all that it has in hand.
                suspect = self._suspects.pop()
                yield from self._take(suspect, self._submit(suspect), alone=True)
        except NoctuaryError:
            raise
        except Exception as error:
            # Whatever fails then, fails for that.
            if isinstance(error, CancelledError) or self._client.status != "running":
                raise ClusterError(
                    "The scheduler of the cluster went away.",
                    "What was read so far is kept: give the same command again once a scheduler runs.",
                ) from error
            raise
        finally:
            for future in self._pieces:
                future.release()

    def _draw(self, parts: Iterator[Part]) -> None:
        # Asked for each time, since workers come and go; where none is there yet, some may wait for the first.
        room = _IN_HAND * max(sum(self._client.nthreads().values()), 1)
        while len(self._pieces) < room and (part := next(parts, None)) is not None:
            self._parts[part.number] = _InHand(part)
            self._hand_out(_Piece(part.number, 0, part.dreams))

    def _hand_out(self, piece: _Piece) -> None:
        future = self._submit(piece)
        self._pieces[future] = piece
        self._done.add(future)

    def _submit(self, piece: _Piece) -> Future:
        end = piece.start + len(piece.dreams)
        key = f"{self._name}-{piece.part:05}-{piece.start}-{end}-{token_hex(4)}"
        return self._client.submit(_errand(_read, self._opening, self._identity, piece), key=key, pure=False)

    def _take(
        self, piece: _Piece, future: Future, *, alone: bool = False
    ) -> Iterator[tuple[Part, list[Outcome]]]:
        outcomes = self._result(future)
        if isinstance(outcomes, str):
            if len(piece.dreams) > 1:
                for half in piece.halves():
                    self._hand_out(half)
                return
            if not alone:
                self._suspects.append(piece)
                return
            outcomes = [failed(piece.dreams[0].key, outcomes)]
        held = self._parts[piece.part]
        held.back[piece.start] = outcomes
        if (whole := held.whole) is not None:
            del self._parts[piece.part]
            yield held.part, whole

    def _result(self, future: Future) -> list[Outcome] | str:
        """Return what came back, or why nothing can come of so many dreams at once."""
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            result: list[Outcome] = future.result()
        except KilledWorker:
            return _WORKER_ENDED
        except MemoryError:
            return MemoryError.__name__
        except ImportError as error:
            raise ReadingError(
                f"A worker of the cluster lacks {error.name or 'a package'}.",
                "Install noctuary, of one version, on every worker.",
            ) from None
        finally:
            future.release()
        return result


def _errand(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    """Return a call as a function of no module: Dask sends that as it is, and can open it wherever it is.

    What it is about travels sealed within it. A worker that lacks a package can then say so; over a function that it
    has not it would die, and so would the next. And a scheduler needs nothing but Dask.
    """
    sealed = pickle.dumps((function, arguments))

    def run() -> Any:
        import pickle  # noqa: PLC0415 — at the worker, where nothing of this module is known

        function, arguments = pickle.loads(sealed)  # noqa: S301 — sealed above
        return function(*arguments)

    return run


# What follows runs at the workers.


def _read(opening: Opening, identity: Reader, piece: _Piece) -> list[Outcome]:
    try:
        reader = opened(opening)
    except NoctuaryError as error:
        # Of one kind, since not every kind can travel between processes.
        raise ReadingError(error.message, error.hint) from None
    except OSError as error:
        raise ReadingError(f"A worker of the cluster cannot open the reader: {error.strerror}.") from None
    if reader.identity != identity:
        raise ReadingError(
            f"A worker of the cluster reads as {reader.identity}, and this command as {identity}.",
            "Install the same version of noctuary on every worker.",
        )
    return read_dreams(reader, piece.dreams)
