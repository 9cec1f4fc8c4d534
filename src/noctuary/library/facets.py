"""How many of any dreams have what: counted at once for every value of every facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.store import facets

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class _Facet:
    """The values of a facet; each pair of `rows` and `values` says that a dream has one."""

    names: list[str]
    rows: NDArray[np.int64]
    values: NDArray[np.int64]


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
        numbers: NDArray[np.int64] | None = None
        found: dict[str, _Facet] = {}
        for facet, pairs in facets.facets(library.store):
            names = list(dict.fromkeys(name for name, _ in pairs))
            places = {name: place for place, name in enumerate(names)}
            held = np.fromiter((nr for _, nr in pairs), np.int64, len(pairs))
            values = np.fromiter((places[name] for name, _ in pairs), np.int64, len(pairs))
            numbers = np.sort(held) if numbers is None else numbers
            # Somebody may have written between one facet and the next.
            known = np.isin(held, numbers)
            found[facet] = _Facet(names, np.searchsorted(numbers, held[known]), values[known])
        return cls(np.empty(0, np.int64) if numbers is None else numbers, found)

    def count(self, found: Sequence[int]) -> dict[str, list[tuple[str, int]]]:
        """Return, for each facet, its values among some dreams with how many have each, the commonest first.

        Parameters
        ----------
        found
            The numbers of the dreams; those that were not there when this was made are passed over.
        """
        chosen = np.isin(self._numbers, np.array(found, dtype=np.int64))
        return {name: _counts(facet, chosen) for name, facet in self._facets.items()}


def _counts(facet: _Facet, chosen: NDArray[np.bool_]) -> list[tuple[str, int]]:
    counts = np.bincount(facet.values[chosen[facet.rows]], minlength=len(facet.names))
    held = ((facet.names[value], int(counts[value])) for value in map(int, np.flatnonzero(counts)))
    return sorted(held, key=lambda each: (-each[1], each[0]))
