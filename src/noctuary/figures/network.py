"""The network of figures: who meets whom in how many dreams, and the measures that the literature reports of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.figures.incidence import Incidence, Integers

Floats = NDArray[np.float64]

#: Paths are measured from so many figures at most; of a larger giant component, from figures evenly spread
#: between the most and the least seen.
PATHS_FROM: Final = 512


class Meetings:
    """Which two seats of a table stand in one dream: the same for the data and for every shuffling of it.

    Parameters
    ----------
    sizes
        How many figures are in each dream.
    """

    def __init__(self, sizes: Integers) -> None:
        starts = np.cumsum(sizes) - sizes
        lefts, rights, weights = [], [], []
        for size in np.unique(sizes[sizes > 1]):
            left, right = np.triu_indices(size, 1)
            first = starts[sizes == size][:, None]
            lefts.append((first + left).ravel())
            rights.append((first + right).ravel())
            weights.append(np.full(lefts[-1].size, 1 / (size - 1)))
        self._left = np.concatenate([np.empty(0, np.int64), *lefts])
        self._right = np.concatenate([np.empty(0, np.int64), *rights])
        self._weight = np.concatenate([np.empty(0), *weights])

    def network(self, seats: Integers, size: int) -> Network:
        """Return the network of those who sit at `seats`, out of `size` figures."""
        one, other = seats[self._left], seats[self._right]
        codes, place = np.unique(np.minimum(one, other) * size + np.maximum(one, other), return_inverse=True)
        return Network(
            size,
            codes // max(size, 1),
            codes % max(size, 1),
            np.bincount(place, minlength=codes.size),
            _sums(place, self._weight, codes.size),
        )


@dataclass(frozen=True, eq=False)
class Network:
    """Figures, and the ties between those who are in one dream.

    Parameters
    ----------
    size
        How many figures, those without a tie included.
    one, other
        The ends of each tie, ``one < other``, as places in the nodes of the table.
    shared
        In how many dreams the two meet.
    newman
        The same, each dream of k figures counted as 1/(k - 1), so that a crowd ties nobody closely (Newman 2001).
    """

    size: int
    one: Integers
    other: Integers
    shared: Integers
    newman: Floats

    @cached_property
    def degrees(self) -> Integers:
        """How many others each figure meets."""
        return np.bincount(self.heads, minlength=self.size)

    def strengths(self, *, newman: bool = False) -> Floats:
        """How often each figure meets others: the sum of the weights of its ties."""
        weights = self.newman if newman else self.shared
        return _sums(self.heads, np.concatenate([weights, weights]), self.size)

    @property
    def heads(self) -> Integers:
        """Both ends of every tie: first all of one side, then all of the other."""
        return np.concatenate([self.one, self.other])

    @cached_property
    def neighbours(self) -> tuple[Integers, Integers]:
        """Whom each figure meets: all neighbours, figure by figure, and where those of each begin."""
        heads, tails = self.heads, np.concatenate([self.other, self.one])
        return tails[np.argsort(heads, kind="stable")], np.cumsum(self.degrees) - self.degrees

    @cached_property
    def components(self) -> Integers:
        """The least place of a figure that each can reach: equal for those of one component."""
        least = np.arange(self.size)
        while True:
            before = least
            least = before.copy()
            np.minimum.at(least, self.one, before[self.other])
            np.minimum.at(least, self.other, before[self.one])
            least = least[least]
            if np.array_equal(least, before):
                return least

    @cached_property
    def giant(self) -> Integers:
        """The places of the figures of the largest component, ascending; of equal ones, that of the most seen."""
        if not self.size:
            return np.empty(0, np.int64)
        return np.flatnonzero(self.components == np.bincount(self.components).argmax())

    def within(self, places: Integers) -> Network:
        """Return the network of some figures alone, numbered anew in their order."""
        number = np.full(self.size, -1)
        number[places] = np.arange(places.size)
        one, other = number[self.one], number[self.other]
        kept = (one >= 0) & (other >= 0)
        return Network(places.size, one[kept], other[kept], self.shared[kept], self.newman[kept])


def network_of(incidence: Incidence) -> Network:
    """Return who meets whom in the dreams of a table.

    Examples
    --------
    >>> from noctuary.figures.incidence import Node
    >>> network = network_of(Incidence.of([Node(key, key) for key in "ABC"], ["ABC", "AC", "B"]))
    >>> network.one.tolist(), network.other.tolist(), network.shared.tolist(), network.newman.tolist()
    ([0, 0, 1], [1, 2, 2], [1, 2, 1], [0.5, 1.5, 0.5])
    """
    return Meetings(incidence.sizes).network(incidence.seats, len(incidence.nodes))


@dataclass(frozen=True, slots=True)
class Measures:
    """What the literature reports of such a network. A measure that is not defined is NaN.

    Parameters
    ----------
    figures, ties, isolates
        How many, and how many figures are without a tie.
    giant_share
        The share of the figures that are in the largest component, isolates counted among all; 0 to 1.
    mean_path
        The mean number of steps between two figures of the largest component, each the shortest way.
    transitivity
        Three times the triangles over the pairs of ties that meet in a figure; 0 to 1.
    mean_clustering
        The mean over all figures of the share of their neighbours' pairs that are tied; a figure of fewer than two
        ties counts 0.
    assortativity
        The correlation of the degrees at the two ends of a tie (Newman 2002); NaN where all degrees are equal.
    density
        The share of pairs that are tied; 0 to 1.
    mean_degree
        Ties per figure, each counted at both ends.
    """

    figures: int
    ties: int
    isolates: int
    giant_share: float
    mean_path: float
    transitivity: float
    mean_clustering: float
    assortativity: float
    density: float
    mean_degree: float


def measure(network: Network) -> Measures:
    """Measure a network, unweighted.

    Examples
    --------
    >>> from noctuary.figures.incidence import Node
    >>> measures = measure(network_of(Incidence.of([Node(key, key) for key in "ABCDE"], ["ABC", "CD", "E"])))
    >>> measures.ties, measures.giant_share, round(measures.transitivity, 4), round(measures.assortativity, 4)
    (4, 0.8, 0.6, -0.7143)
    """
    size, ties, degrees = network.size, network.one.size, network.degrees
    transitivity, clustering = _clustering(network)
    return Measures(
        figures=size,
        ties=ties,
        isolates=int((degrees == 0).sum()),
        giant_share=network.giant.size / size if size else np.nan,
        mean_path=_mean_path(network.within(network.giant)),
        transitivity=transitivity,
        mean_clustering=clustering,
        assortativity=_assortativity(network),
        density=2 * ties / (size * (size - 1)) if size > 1 else np.nan,
        mean_degree=2 * ties / size if size else np.nan,
    )


def _assortativity(network: Network) -> float:
    degrees = network.degrees
    one, other = degrees[network.one], degrees[network.other]
    ends = np.concatenate([one, other])
    if ends.size == 0 or (ends == ends[0]).all():
        return np.nan
    mean = ends.mean()
    return float(((one - mean) * (other - mean)).mean() / ends.var())


def _clustering(network: Network) -> tuple[float, float]:
    """Return transitivity and mean clustering."""
    degrees = network.degrees
    pairs = degrees * (degrees - 1) / 2
    if not pairs.any():
        return np.nan, 0.0 if network.size else np.nan
    rows = _bits(network.size, network.size)
    _set(rows, network.one, network.other)
    _set(rows, network.other, network.one)
    common = np.empty(network.one.size)
    for start in range(0, common.size, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        common[some] = _ones(rows[network.one[some]] & rows[network.other[some]])
    # Each triangle of a figure is counted at both of its ties there.
    triangles = _sums(network.heads, np.concatenate([common, common]), network.size) / 2
    local = np.divide(triangles, pairs, out=np.zeros(network.size), where=pairs > 0)
    return float(triangles.sum() / pairs.sum()), float(local.mean())


def _mean_path(network: Network) -> float:
    """Return the mean shortest path of a connected network, from all figures at once, a bit for each."""
    if network.size < 2:
        return np.nan
    starts = np.unique(np.linspace(0, network.size - 1, min(network.size, PATHS_FROM)).astype(np.int64))
    neighbours, begins = network.neighbours
    reached = _bits(network.size, starts.size)
    _set(reached, starts, np.arange(starts.size))
    pairs = starts.size * (network.size - 1)
    # A pair that is d steps apart has not met after 0, 1 … d - 1 steps: the lengths are the sum of those waits.
    waits, waiting = 0, pairs
    while waiting:
        waits += waiting
        reached |= np.bitwise_or.reduceat(reached[neighbours], begins, axis=0)
        waiting = pairs + starts.size - int(_ones(reached).sum())
    return waits / pairs


_AT_ONCE: Final = 1 << 14


def _sums(places: Integers, weights: NDArray[np.int64] | Floats, size: int) -> Floats:
    """Add up the weights at each of `size` places."""
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64)


def _bits(rows: int, columns: int) -> NDArray[np.uint64]:
    return np.zeros((rows, -(-columns // 64)), dtype=np.uint64)


def _set(bits: NDArray[np.uint64], rows: Integers, columns: Integers) -> None:
    np.bitwise_or.at(bits, (rows, columns // 64), np.uint64(1) << (columns % 64).astype(np.uint64))


def _ones(bits: NDArray[np.uint64]) -> Integers:
    """Count the bits that are set, row by row."""
    counts: Integers = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return counts
