"""Where all dreams of a library stand in meaning, held in memory: what lies near any text is found at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.figures.rhymes import Vectors
from noctuary.readers import EMBEDDER, identity_of
from noctuary.store import embeddings

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True, repr=False)
class Meanings:
    """The dreams that are placed as they are when this is made; asking needs the file no more.

    Parameters
    ----------
    numbers
        Which dreams, in order.
    vectors
        Where each stands: (dreams, width), rows of length 1.
    """

    numbers: NDArray[np.int64]
    vectors: Vectors

    @classmethod
    def of(cls, library: Library) -> Self:
        """Look through a library."""
        found = list(embeddings.placed(library.store, identity_of(EMBEDDER)))
        vectors = np.frombuffer(b"".join(vector for _, vector in found), "<f2").astype(np.float32)
        numbers = np.fromiter((nr for nr, _ in found), np.int64, len(found))
        return cls(numbers, vectors.reshape(len(found), -1 if found else 0))

    def near(
        self,
        place: Vectors,
        *,
        limit: int,
        among: Sequence[int] | None = None,
        leave_out: Iterable[int] = (),
    ) -> list[int]:
        """Return the numbers of the dreams nearest to a place, the nearest first.

        Parameters
        ----------
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
        similar = (self.vectors @ place)[rows]
        return [int(nr) for nr in self.numbers[rows[np.argsort(-similar, kind="stable")[:limit]]]]
