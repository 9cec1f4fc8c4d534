"""Readers for tests, at the top of a module so that other processes can import them too."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream
from noctuary.errors import ReadingError
from noctuary.readers import EMBEDDER, ShippedReader, identity_of
from noctuary.scheme import Scale, parse


class Glad:
    """Finds every dreamer happy."""

    identity = Reader("glad", "2")

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        for dream in dreams:
            yield Reading.of(dream, self.identity, [Coding(parse("HA D", Scale.EMOTIONS))])


class ByLetters(Glad):
    """Places texts by the letters that they hold: enough to tell lines apart, and quick."""

    identity = identity_of(EMBEDDER)

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        counts = [[text.lower().count(letter) for letter in "aeioulrtnsmd"] for text in texts]
        vectors = np.array(counts, np.float32).reshape(-1, 12)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        placed: NDArray[np.float32] = np.divide(
            vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0
        )
        return placed


class Failing(Glad):
    """Fails on the dream that says so: as we expect a reader to, or not."""

    identity = Reader("failing")

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        for dream in dreams:
            match dream.text:
                case "expected":
                    raise ReadingError("The reader is tired.", "Let it sleep.")
                case "unexpected":
                    raise ZeroDivisionError
            yield Reading.of(dream, self.identity)


def _glad_identity() -> Reader:
    return Glad.identity


def _open_glad(_threads: int | None) -> Glad:
    return Glad()


def _failing_identity() -> Reader:
    return Failing.identity


def _open_failing(_threads: int | None) -> Failing:
    return Failing()


def _open_missing(_threads: int | None) -> Glad:
    raise ReadingError("The model is not there.", "Install Noctuary again.")


class Watched(Glad):
    """Notes in a file each opening and each dream that it begins, with the process; takes its time, and can be killed."""

    identity = Reader("watched")

    def __init__(self, _threads: int | None = None) -> None:
        note("opened")

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        for dream in dreams:
            note(dream.id)
            match dream.text.split():
                case ["poison", *_]:
                    os.kill(os.getpid(), signal.SIGKILL)
                case ["hungry", *_]:
                    raise MemoryError(dream.text)
                case ["hurt", *_]:
                    raise ValueError(dream.text)
                case ["slow", *_]:
                    time.sleep(0.02)
            yield from super().read_many([dream])


def note(word: str) -> None:
    """Add a line to the file that the environment names."""
    with Path(os.environ["NOCTUARY_WATCHED"]).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()} {word}\n")


def _watched_identity() -> Reader:
    return Watched.identity


GLAD = ShippedReader("gladly", _glad_identity, _open_glad)
FAILING = ShippedReader("now and then", _failing_identity, _open_failing)
WATCHED = ShippedReader("with witnesses", _watched_identity, Watched)
MISSING = ShippedReader("never", _glad_identity, _open_missing)
