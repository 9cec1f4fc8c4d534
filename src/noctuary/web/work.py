"""Long acts in the background, one at a time each: they go on when the page is left, and end when the room is closed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Final, Generic, TypeVar

from noctuary.errors import NoctuaryError

T = TypeVar("T")

# How long the end of the room waits for an act to notice that it is over.
_PATIENCE: Final = 10.0


class Stopped(Exception):  # noqa: N818 — it is no error
    """The act was told to end."""


class Work(Generic[T]):
    """An act that has begun.

    Parameters
    ----------
    act
        What to do; it is handed a function to tell how far it has come, which ends it when it is to end.
    total
        How far there is to go; ``None`` where nobody knows.
    """

    def __init__(self, act: Callable[[Callable[[int], None]], T], *, total: int | None = None) -> None:
        self.total = total
        self.done = 0
        self._act = act
        self._is_stopping = False
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="work", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._act(self._tell))
        except BaseException as error:  # noqa: BLE001 — whoever asks for the result is told
            self._error = error

    def _tell(self, done: int) -> None:
        self.done = done
        if self._is_stopping:
            raise Stopped

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return not self._thread.is_alive()

    @property
    def refusal(self) -> NoctuaryError | None:
        """Why it ended, where that is a person's to know; ``None`` if it goes on or ended well."""
        return self._error if isinstance(self._error, NoctuaryError) else None

    @property
    def was_stopped(self) -> bool:
        """Whether it ended because it was told to."""
        return isinstance(self._error, Stopped)

    def result(self, *, patience: float | None = None) -> T | None:
        """Return what came of it; ``None`` while it goes on, or if it was stopped.

        Parameters
        ----------
        patience
            In seconds: how long to wait for it; not at all if ``None``.

        Raises
        ------
        Exception
            Whatever the act raised.
        """
        self._thread.join(patience or 0.0)
        if self._error is not None and not self.was_stopped:
            raise self._error
        return self._results[0] if self._results else None

    def stop(self, *, wait: bool = False) -> None:
        """Have it end at its next step; wait for that if so wanted."""
        self._is_stopping = True
        if wait:
            self._thread.join(_PATIENCE)
