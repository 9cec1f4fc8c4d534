"""The Louvain method: groups of a network that meet more among themselves than their frequencies say.

networkx has it too; runs by the dozen, on casts of a thousand figures, take it four times as long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

import numpy as np

from noctuary.figures.incidence import Integers
from noctuary.figures.network import Network

_Links = Sequence[Mapping[int, float]]

# Below this, a gain is a matter of rounding.
_LEAST_GAIN: Final = 1e-10


def louvain(network: Network, seed: int) -> Integers:
    """Part a network so that its modularity, with Newman's weights, is high.

    Each figure moves to the group where it adds most, until none can add any more; then groups move as figures did.

    Parameters
    ----------
    network
        As :func:`noctuary.figures.network.network_of` gives it.
    seed
        Decides the order in which figures move; equal seeds give equal groups.

    Returns
    -------
    ndarray
        The group of each figure, as the least place of its members.

    References
    ----------
    Blondel et al. (2008), Journal of Statistical Mechanics, P10008.
    """
    random = Random(seed)  # noqa: S311 - the order of moves is no secret
    links: _Links = _links(network)
    strengths = network.strengths(newman=True).tolist()
    groups = np.arange(network.size)
    while True:
        moved = _settled(links, strengths, random)
        names = sorted(set(moved))
        if len(names) == len(moved):
            break
        number = {name: place for place, name in enumerate(names)}
        moved = [number[name] for name in moved]
        groups = np.array(moved)[groups]
        links, strengths = _merged(links, strengths, moved, len(names))
    _, firsts, place = np.unique(groups, return_index=True, return_inverse=True)
    least: Integers = firsts[place]
    return least


def _links(network: Network) -> list[dict[int, float]]:
    links: list[dict[int, float]] = [{} for _ in range(network.size)]
    for one, other, weight in zip(
        network.one.tolist(), network.other.tolist(), network.newman.tolist(), strict=True
    ):
        links[one][other] = links[other][one] = weight
    return links


def _settled(links: _Links, strengths: Sequence[float], random: Random) -> list[int]:
    """Move each node to the neighbouring group where it adds most, until none moves any more."""
    group = list(range(len(links)))
    total = list(strengths)
    whole = sum(strengths)
    order = [node for node in group if links[node]]
    random.shuffle(order)
    moving = True
    while moving:
        moving = False
        for node in order:
            own, strength = group[node], strengths[node]
            total[own] -= strength
            ties: dict[int, float] = {own: 0.0}
            for other, weight in links[node].items():
                ties[group[other]] = ties.get(group[other], 0.0) + weight
            share = strength / whole
            best, gain = own, ties[own] - total[own] * share + _LEAST_GAIN
            for candidate, tie in ties.items():
                if (adds := tie - total[candidate] * share) > gain:
                    best, gain = candidate, adds
            total[best] += strength
            if best != own:
                group[node] = best
                moving = True
    return group


def _merged(
    links: _Links, strengths: Sequence[float], groups: Sequence[int], count: int
) -> tuple[_Links, list[float]]:
    """Make each group a node. Ties within it stay in its strength, and draw it nowhere."""
    merged: list[defaultdict[int, float]] = [defaultdict(float) for _ in range(count)]
    sums = [0.0] * count
    for node, group in enumerate(groups):
        sums[group] += strengths[node]
        for other, weight in links[node].items():
            if groups[other] != group:
                merged[group][groups[other]] += weight
    return merged, sums
