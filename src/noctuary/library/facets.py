"""How many of any dreams have what: counted at once for every value of every facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.store import facets
from noctuary.store.query_text import parts_of, values_of

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class _Facet:
    """The values of a facet; `rows` holds the dreams of the first one, then those of the next, from `starts` on."""

    names: list[str]
    rows: NDArray[np.uint32]
    starts: NDArray[np.int64]

    @classmethod
    def of(
        cls, held: Iterable[tuple[str, Sequence[int] | NDArray[np.int64]]], numbers: NDArray[np.int64]
    ) -> Self:
        names: list[str] = []
        rows: list[NDArray[np.uint32]] = []
        for name, dreams in held:
            found = np.array(dreams, dtype=np.int64)
            # Somebody may have written between one facet and the next.
            known = found[_among(found, numbers)]
            if len(known):
                names.append(name)
                rows.append(np.searchsorted(numbers, known).astype(np.uint32))
        sizes = np.array([len(each) for each in rows], dtype=np.int64)
        return cls(names, np.concatenate([np.empty(0, np.uint32), *rows]), np.cumsum(sizes) - sizes)

    def having(self, value: str) -> NDArray[np.uint32] | None:
        """Return the rows of the dreams that have a value, ``None`` if none has."""
        if value not in self.names:
            return None
        place = self.names.index(value)
        ends = [*self.starts[1:].tolist(), len(self.rows)]
        return self.rows[self.starts[place] : ends[place]]

    def count(self, chosen: NDArray[np.bool_] | None) -> list[tuple[str, int]]:
        """Return the values that any of the chosen dreams has with how many have each, the commonest first."""
        if not self.names:
            return []
        if chosen is None:
            counts = np.diff(self.starts, append=len(self.rows))
        else:
            counts = np.add.reduceat(chosen[self.rows], self.starts, dtype=np.int64)
        held = ((name, count) for name, count in zip(self.names, counts.tolist(), strict=True) if count)
        return sorted(held, key=lambda each: (-each[1], each[0]))


@dataclass(frozen=True, slots=True, repr=False)
class Facets:
    """The facets of a library as they are when this is made; counting needs the file no more.

    Examples
    --------
    >>> from noctuary.dream import Dream
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     _ = library.add(Dream(id="1", text="I flew.", tags=("flying", "sea")))
    ...     _ = library.add(Dream(id="2", text="I swam.", tags=("sea",)))
    ...     Facets.of(library).count(library.find(""))["tag"]
    [('sea', 2), ('flying', 1)]
    """

    _numbers: NDArray[np.int64]
    _facets: Mapping[str, _Facet]

    @classmethod
    def of(cls, library: Library) -> Self:
        """Look through a library."""
        numbers = np.empty(0, np.int64)
        found: dict[str, _Facet] = {}
        for facet, held in facets.facets(library.store):
            if not found:
                each = [(name, np.array(dreams, dtype=np.int64)) for name, dreams in held]
                numbers = np.sort(np.concatenate([numbers, *(dreams for _, dreams in each)]))
                found[facet] = _Facet.of(each, numbers)
            else:
                found[facet] = _Facet.of(held, numbers)
        return cls(numbers, found)

    def count(self, found: Sequence[int] | NDArray[np.int64] | None) -> dict[str, list[tuple[str, int]]]:
        """Return, for each facet, its values among some dreams with how many have each, the commonest first.

        Parameters
        ----------
        found
            The numbers of the dreams; those that were not there when this was made are passed over. ``None`` for all.
        """
        chosen = None if found is None else _among(self._numbers, np.asarray(found, dtype=np.int64))
        return {name: facet.count(chosen) for name, facet in self._facets.items()}

    def find(self, query: str) -> NDArray[np.int64] | None:
        """Return the numbers of the dreams that a search finds, if it asks for one value of a facet and nothing else.

        Parameters
        ----------
        query
            As it is typed.

        Returns
        -------
        array or None
            In no order; ``None`` if it asks for anything else, or no dream has the value.
        """
        parts = list(parts_of(query))
        if len(parts) != 1 or parts[0].negated or parts[0].facet not in self._facets:
            return None
        facet, [value] = parts[0].facet, values_of(query, parts[0].facet)
        rows = self._facets[facet].having(value)
        return None if rows is None else self._numbers[rows]


def _among(numbers: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which numbers are among others; numbers of dreams, which are as many as there are dreams."""
    known = np.zeros(int(max(numbers.max(initial=0), others.max(initial=0))) + 1, np.bool_)
    known[others] = True
    return known[numbers]
