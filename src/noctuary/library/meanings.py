"""Where all dreams of a library stand in meaning, held in memory: what lies near any text is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.figures.rhymes import Vectors
from noctuary.readers import EMBEDDER, identity_of
from noctuary.store import embeddings

if TYPE_CHECKING:
    from noctuary.store.store import Store

#: Of so many dreams all that is known of their places is held, 77 MB. Of more, one bit of each number: 48 bytes a dream.
HELD: Final = 50_000
#: Where bits are held, so many dreams that agree in most of them are looked up in the file, and the nearest chosen.
LOOKED_AT: Final = 4000
_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class Meanings:
    """The dreams that are placed as they are when this is made.

    Parameters
    ----------
    numbers
        Which dreams, in order.
    vectors
        Where each stands: (dreams, width), rows of length 1; without rows where bits are held instead.
    bits
        For each dream, on which side of the middle it stands in every direction: (dreams, width / 64).
    middle
        Of the first of the dreams: (width,).
    """

    numbers: NDArray[np.int64]
    vectors: Vectors
    bits: NDArray[np.uint64]
    middle: Vectors

    @classmethod
    def of(cls, store: Store, *, held: int = HELD) -> Self:
        """Look through a library; of more than `held` dreams, only bits are kept."""
        placed = embeddings.placed(store, identity_of(EMBEDDER))
        numbers: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        vectors: list[Vectors] = []
        bits: list[NDArray[np.uint64]] = []
        middle = np.empty(0, np.float32)
        for some in _batches(placed):
            numbers.append(np.fromiter((nr for nr, _ in some), np.int64, len(some)))
            rows = _rows(vector for _, vector in some)
            middle = middle if len(middle) else rows.mean(axis=0)
            bits.append(_bits(rows, middle))
            if vectors or len(bits) == 1:
                vectors.append(rows)
            if sum(map(len, bits)) > held:
                vectors.clear()
        width = len(middle)
        return cls(
            np.concatenate(numbers),
            np.concatenate([np.empty((0, width), np.float32), *vectors]),
            np.concatenate([np.empty((0, -(-width // 64)), np.uint64), *([] if vectors else bits)]),
            middle,
        )

    def near(
        self,
        store: Store,
        place: Vectors,
        *,
        limit: int,
        among: Sequence[int] | None = None,
        leave_out: Iterable[int] = (),
    ) -> list[tuple[int, float]]:
        """Return the dreams nearest to a place, the nearest first: the number of each, and its cosine, from -1 to 1.

        Where bits are held, a dream may be missed whose bits agree less than those of thousands of others.

        Parameters
        ----------
        store
            The library file.
        place
            Where to look from: (width,).
        limit
            At most so many.
        among
            Only these dreams; all if ``None``.
        leave_out
            None of these.
        """
        chosen = np.isin(self.numbers, np.fromiter(leave_out, np.int64), invert=True)
        if among is not None:
            chosen &= np.isin(self.numbers, np.array(among, dtype=np.int64))
        rows = np.flatnonzero(chosen)
        if not len(rows):
            return []
        if len(self.vectors):
            numbers, similar = self.numbers[rows], (self.vectors @ place)[rows]
        else:
            numbers, similar = self._looked_up(store, place, rows, max(LOOKED_AT, limit))
        order = np.argsort(-similar, kind="stable")[:limit]
        return list(zip(numbers[order].tolist(), similar[order].tolist(), strict=True))

    def _looked_up(
        self, store: Store, place: Vectors, rows: NDArray[np.int64], most: int
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return the dreams of some rows that agree in most bits with a place, and how near each is."""
        apart = np.bitwise_count(self.bits ^ _bits(place[None], self.middle)).sum(axis=1, dtype=np.uint16)[
            rows
        ]
        if most < len(rows):
            rows = rows[np.argpartition(apart, most)[:most]]
        found = embeddings.places_of(store, identity_of(EMBEDDER), np.sort(self.numbers[rows]).tolist())
        vectors = _rows(vector for _, vector in found)
        similar = vectors @ place if found else np.empty(0, np.float32)
        return np.fromiter((nr for nr, _ in found), np.int64, len(found)), similar


def _batches(placed: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while some := list(islice(placed, _AT_ONCE)):
        yield some


def _rows(vectors: Iterable[bytes]) -> Vectors:
    """Return vectors as the file holds them as rows of numbers."""
    each = list(vectors)
    return np.frombuffer(b"".join(each), "<f2").astype(np.float32).reshape(len(each), -1 if each else 0)


def _bits(rows: Vectors, middle: Vectors) -> NDArray[np.uint64]:
    packed = np.packbits(rows > middle, axis=1)
    # Whole words of 64 bits, which are counted at once.
    return np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))).view(np.uint64)
