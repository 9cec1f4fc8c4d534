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
_NUMBER_BYTES: Final = np.dtype(np.int64).itemsize


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
        # Unlike arrays that are put together at the end, these grow in their place: nothing is ever held twice.
        numbers, vectors, bits = bytearray(), bytearray(), bytearray()
        middle = np.empty(0, np.float32)
        is_whole = True
        for some in _batches(placed):
            numbers += np.fromiter((nr for nr, _ in some), np.int64, len(some)).tobytes()
            rows = _rows(vector for _, vector in some)
            middle = middle if len(middle) else rows.mean(axis=0)
            bits += _bits(rows, middle).tobytes()
            is_whole = is_whole and len(numbers) <= held * _NUMBER_BYTES
            if is_whole:
                vectors += rows.tobytes()
            else:
                vectors.clear()
        if is_whole:
            bits.clear()
        width = len(middle)
        return cls(
            np.frombuffer(numbers, np.int64),
            np.frombuffer(vectors, np.float32).reshape(-1, width or 1),
            np.frombuffer(bits, np.uint64).reshape(-1, -(-width // 64) or 1),
            middle,
        )

    def near(
        self,
        store: Store,
        place: Vectors,
        *,
        limit: int,
        among: Sequence[int] | NDArray[np.int64] | None = None,
        leave_out: Sequence[int] | NDArray[np.int64] = (),
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
        chosen = np.isin(self.numbers, np.asarray(leave_out, np.int64), invert=True)
        if among is not None:
            chosen &= np.isin(self.numbers, np.asarray(among, np.int64))
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
        if most < len(rows):
            rows = rows[np.argpartition(self._apart(place)[rows], most)[:most]]
        found = embeddings.places_of(store, identity_of(EMBEDDER), np.sort(self.numbers[rows]).tolist())
        vectors = _rows(vector for _, vector in found)
        similar = vectors @ place if found else np.empty(0, np.float32)
        return np.fromiter((nr for nr, _ in found), np.int64, len(found)), similar

    def _apart(self, place: Vectors) -> NDArray[np.uint16]:
        """Return in how many bits each dream differs from a place; some at once, since all would take as much again."""
        wanted = _bits(place[None], self.middle)
        apart = np.empty(len(self.bits), np.uint16)
        for start in range(0, len(apart), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            np.bitwise_count(self.bits[some] ^ wanted).sum(axis=1, dtype=np.uint16, out=apart[some])
        return apart


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
