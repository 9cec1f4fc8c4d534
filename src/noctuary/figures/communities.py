"""Communities within a cast: who are met together, found by modularity in many runs that are held together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np

from noctuary.figures.incidence import Circle, Incidence, Integers
from noctuary.figures.louvain import louvain
from noctuary.figures.network import Network, network_of
from noctuary.figures.nulls import Spread, shuffled_networks, spread

RUNS: Final = 20
#: Shuffled casts whose modularity is found, one run each.
NULL_DRAWS: Final = 10
#: Figures of fewer dreams do not shape communities; they join the one that they meet most.
SHAPING_DREAMS: Final = 2
#: Beside the largest circle of a community, those are named that make up this share of it.
_NAMING_SHARE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Community:
    """Figures that are met together.

    Parameters
    ----------
    members
        Their places in the nodes of the table, the most seen first.
    circles
        The share of the members in each circle of the dreamer's life, the largest first; shares sum to 1.
    """

    members: tuple[int, ...]
    circles: Mapping[Circle, float]

    @property
    def label(self) -> str:
        """The circles that most of the members belong to, with their shares.

        Examples
        --------
        >>> Community((0, 3, 4), {Circle.KNOWN: 2 / 3, Circle.KIN: 1 / 3}).label
        'people known 67%, kin 33%'
        """
        return ", ".join(
            f"{circle} {share:.0%}"
            for place, (circle, share) in enumerate(self.circles.items())
            if place == 0 or share >= _NAMING_SHARE
        )


@dataclass(frozen=True, slots=True)
class Communities:
    """How a network falls into communities.

    Parameters
    ----------
    communities
        Of two members and more, the largest first. Who meets nobody is in none.
    modularity
        How much more the members of one community meet than their frequencies say, with Newman's weights; -0.5
        to 1, NaN without ties.
    by_chance
        The modularity that shuffled casts reach.
    stability
        The mean agreement of these communities with those of the other runs, as :func:`adjusted_rand_index`; 1
        where all runs found the same.
    """

    communities: tuple[Community, ...]
    modularity: float
    by_chance: Spread
    stability: float

    def of(self, size: int) -> list[int | None]:
        """Return for each of `size` nodes the number of its community; ``None`` for who is in none."""
        numbers: list[int | None] = [None] * size
        for number, community in enumerate(self.communities):
            for member in community.members:
                numbers[member] = number
        return numbers


def find_communities(incidence: Incidence, *, seed: int = 1) -> Communities:
    """Find communities by the Louvain method on Newman's weights, run from several seeds.

    Runs differ, since many ways to part a network are about as good. The one is taken that agrees best with all
    others. Figures of a single dream are attached last, to the community that they meet most.

    Parameters
    ----------
    incidence
        Dreams and who is in them.
    seed
        Equal seeds give equal communities.
    """
    shaping = incidence.at_least(SHAPING_DREAMS)
    network = network_of(shaping)
    if not network.one.size:
        return Communities((), math.nan, Spread(math.nan, math.nan), math.nan)
    agreed, stability = _most_agreed([louvain(network, seed + run) for run in range(RUNS)])
    # The most seen come first in both tables, so the shaping figures are the first of all.
    everybody = _attached(network_of(incidence), agreed)
    sizes = Counter(community for community in everybody if community >= 0)
    order = sorted((community for community, size in sizes.items() if size > 1), key=lambda c: (-sizes[c], c))
    chance = [
        _modularity(shuffled, louvain(shuffled, seed))
        for shuffled in shuffled_networks(shaping, NULL_DRAWS, seed)
    ]
    return Communities(
        tuple(_community(incidence, np.flatnonzero(everybody == community)) for community in order),
        _modularity(network, agreed),
        spread(chance),
        stability,
    )


def _most_agreed(runs: Sequence[Integers]) -> tuple[Integers, float]:
    """Return the run that agrees best with the others, and how well."""
    agreement = np.zeros((len(runs), len(runs)))
    for one, other in combinations(range(len(runs)), 2):
        agreement[one, other] = adjusted_rand_index(runs[one].tolist(), runs[other].tolist())
    means = (agreement + agreement.T).sum(axis=0) / (len(runs) - 1)
    best = int(means.argmax())
    return runs[best], float(means[best])


def _attached(network: Network, shaped: Integers) -> Integers:
    """Return the community of every figure, the shaped ones first; -1 for who meets none of these."""
    communities = np.full(network.size, -1)
    communities[: shaped.size] = shaped
    pull: dict[int, Counter[int]] = {}
    for one, other, weight in zip(network.one, network.other, network.newman, strict=True):
        if one < shaped.size <= other:
            pull.setdefault(int(other), Counter())[int(shaped[one])] += weight
    for late, wanted in pull.items():
        # The earliest community begins with the most seen figure.
        communities[late] = min(wanted, key=lambda community: (-wanted[community], community))
    return communities


def _modularity(network: Network, communities: Integers) -> float:
    """Return the modularity of a partition, with Newman's weights."""
    strengths = network.strengths(newman=True)
    whole = strengths.sum()
    if not whole:
        return math.nan
    inside = network.newman[communities[network.one] == communities[network.other]].sum()
    shares = np.bincount(communities, weights=strengths) / whole
    return float(2 * inside / whole - (shares**2).sum())


def _community(incidence: Incidence, members: Integers) -> Community:
    counts = Counter(incidence.nodes[member].circle for member in members)
    return Community(
        tuple(members.tolist()),
        {circle: count / members.size for circle, count in counts.most_common()},
    )


def adjusted_rand_index(one: Sequence[Any], other: Sequence[Any]) -> float:
    """Agreement of two groupings of the same things, corrected for chance.

    Parameters
    ----------
    one, other
        The group of each thing, in the same order.

    Returns
    -------
    float
        1 where the groups are the same, about 0 where they agree as by chance; NaN for fewer than two things.

    References
    ----------
    Hubert and Arabie (1985), Journal of Classification 2, 193-218.

    Examples
    --------
    >>> adjusted_rand_index(["kin", "kin", "work"], [2, 2, 5])
    1.0
    >>> round(adjusted_rand_index([0, 0, 1, 2], [0, 0, 1, 1]), 4)
    0.5714
    """
    if len(one) < 2:
        return math.nan

    def pairs(groups: Sequence[Any]) -> int:
        return sum(math.comb(count, 2) for count in Counter(groups).values())

    both, first, second = pairs(list(zip(one, other, strict=True))), pairs(one), pairs(other)
    expected = first * second / math.comb(len(one), 2)
    most = (first + second) / 2
    # Both put all together, or both put none together: there is one way to do so.
    return (both - expected) / (most - expected) if most != expected else 1.0
