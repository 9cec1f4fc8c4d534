"""Who holds a cast together: figures on the shortest ways between others, and figures without whom it falls apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from noctuary.figures.incidence import Incidence, Integers
from noctuary.figures.network import PATHS_FROM, Floats, Network


@dataclass(frozen=True, slots=True)
class Bridge:
    """A figure that others are met through.

    Parameters
    ----------
    place
        Its place in the nodes of the table.
    betweenness
        The share of the pairs of others whose shortest ways lead over it, unweighted; 0 to 1.
    communities
        How many communities it has a tie into.
    cuts
        Whether the network falls apart without it.
    """

    place: int
    betweenness: float
    communities: int
    cuts: bool


def find_bridges(network: Network, communities: Sequence[int | None], *, limit: int = 10) -> list[Bridge]:
    """Return the figures with the highest betweenness, the highest first; those of none are left out.

    Parameters
    ----------
    network
        As :func:`noctuary.figures.network.network_of` gives it.
    communities
        The community of each figure, ``None`` for none.
    limit
        How many at most.
    """
    values = betweenness(network)
    cuts = _cut_points(network)
    touched: list[set[int | None]] = [set() for _ in range(network.size)]
    for one, other in zip(network.one.tolist(), network.other.tolist(), strict=True):
        touched[one].add(communities[other])
        touched[other].add(communities[one])
    order = np.argsort(-values, kind="stable")[:limit].tolist()
    return [
        Bridge(place, float(values[place]), len(touched[place] - {None}), place in cuts)
        for place in order
        if values[place] > 0
    ]


_AT_ONCE: Final = 64


def betweenness(network: Network) -> Floats:
    """Betweenness of each figure: the share of pairs of others whose shortest ways lead over it, unweighted.

    Of a large network, the ways from :data:`~noctuary.figures.network.PATHS_FROM` of its figures are followed,
    evenly spread between the most and the least seen.

    Returns
    -------
    ndarray
        A value from 0 to 1 for each figure; 0 for all where there are fewer than three.

    References
    ----------
    Brandes (2001), Journal of Mathematical Sociology 25, 163-177.
    """
    values = np.zeros(network.size)
    tied = np.flatnonzero(network.degrees)
    if network.size < 3 or not tied.size:
        return values
    inner = network.within(tied)
    starts = np.unique(np.linspace(0, inner.size - 1, min(inner.size, PATHS_FROM)).astype(np.int64))
    followed = sum(
        _followed(inner, starts[begin : begin + _AT_ONCE]) for begin in range(0, starts.size, _AT_ONCE)
    )
    pairs = (network.size - 1) * (network.size - 2)
    values[tied] = followed * (inner.size / starts.size) / pairs
    return values


def _followed(network: Network, starts: Integers) -> Floats:
    """Return how many shortest ways from some figures lead over each, ways of equal length sharing one count."""
    neighbours, begins = network.neighbours

    def gathered(values: Floats) -> Floats:
        sums: Floats = np.add.reduceat(values[neighbours], begins, axis=0)
        return sums

    columns = np.arange(starts.size)
    step = np.full((network.size, starts.size), -1)
    ways = np.zeros(step.shape)
    step[starts, columns] = 0
    ways[starts, columns] = 1
    steps = 0
    while True:
        arriving = np.where(step < 0, gathered(np.where(step == steps, ways, 0)), 0)
        if not arriving.any():
            break
        steps += 1
        step[arriving > 0] = steps
        ways += arriving
    over: Floats = np.zeros(step.shape)
    for last in range(steps, 1, -1):
        share = np.divide(1 + over, ways, out=np.zeros(step.shape), where=step == last)
        over += np.where(step == last - 1, ways * gathered(share), 0)
    led: Floats = over.sum(axis=1)
    return led


def _cut_points(network: Network) -> set[int]:
    import networkx as nx  # noqa: PLC0415

    graph = nx.Graph(zip(network.one.tolist(), network.other.tolist(), strict=True))
    return set(nx.articulation_points(graph))


@dataclass(frozen=True, slots=True)
class KinTies:
    """How kin are tied, beside the others.

    Parameters
    ----------
    kin, others
        How many figures are of the dreamer's family, and how many are not.
    kin_strength, others_strength
        The mean number of meetings of a figure: dreams shared, summed over all whom it meets; NaN for nobody.
    kin_density, density
        The share of pairs of kin that are tied, and of all pairs; NaN for fewer than two.
    """

    kin: int
    others: int
    kin_strength: float
    others_strength: float
    kin_density: float
    density: float


def kin_ties(incidence: Incidence, network: Network) -> KinTies:
    """Return how kin are tied, beside the others."""
    is_kin = np.array([node.is_kin for node in incidence.nodes], dtype=bool)
    strengths = network.strengths()
    among = network.within(np.flatnonzero(is_kin))
    return KinTies(
        int(is_kin.sum()),
        int((~is_kin).sum()),
        _mean(strengths[is_kin]),
        _mean(strengths[~is_kin]),
        _density(among),
        _density(network),
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else np.nan


def _density(network: Network) -> float:
    return 2 * network.one.size / (network.size * (network.size - 1)) if network.size > 1 else np.nan
