"""Dreams that lie together in meaning: clusters of their vectors, how sure these are, and words for them.

Spherical k-means (Dhillon & Modha 2001): a cluster's centre is the direction of
the sum of its dreams. What all the dreams have in common is taken away first,
so that clusters tell dreams of one library from one another. A method of this
kind finds clusters in anything; whether they are there is told by how far they
come back when a part of the dreams is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.errors import StatsError
from noctuary.figures.keyness import key_words, without_parts
from noctuary.figures.words import MINIMUM, WordTable

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

#: Smaller clusters are dropped.
LEAST_MEMBERS: Final = 5
#: Fewer dreams are not divided.
LEAST_DREAMS: Final = 20
#: How many clusters are tried where nobody says how many.
TRIED: Final = (4, 6, 8, 12, 16, 24, 32, 48)
#: The most dreams on which they are tried.
TRIED_ON: Final = 1500
#: Below this stability a cluster does not come back (Hennig 2007).
DISSOLVED: Final = 0.5

_STARTS: Final = 3
_STARTED_ON: Final = 4000
# Points have settled when fewer than this share of them change clusters.
_TURNS: Final = 30
_SETTLED: Final = 0.002
# How often, and of which share of the dreams, clusters are made anew to see whether they come back.
_AGAIN: Final = 4
_SHARE: Final = 0.8
# A label has so many words at most, each in at least such a share of the cluster's dreams.
_LABELS: Final = 4
_COVERED: Final = 0.1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Dreams that lie together.

    Parameters
    ----------
    members
        Their places in the vectors, the nearest to the centre first.
    cohesion
        Mean cosine between a member and the centre, from -1 to 1.
    stability
        How far the cluster comes back without a fifth of the dreams: mean Jaccard similarity with the likest
        cluster found there, from 0 to 1. Below .5 it dissolves, from .75 on it is to be relied on (Hennig 2007).
    """

    members: tuple[int, ...]
    cohesion: float
    stability: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """All clusters of some dreams.

    Parameters
    ----------
    clusters
        The largest first.
    k
        Into how many the dreams were divided, the small ones that were dropped included.
    silhouette
        How much nearer dreams are to their own centre than to the next: from -1 to 1, higher is clearer.
    agreement
        Mean adjusted Rand index between these clusters and those found without a fifth of the dreams: 1 is the
        same, 0 no more than chance.
    dreams
        How many were divided.
    """

    clusters: tuple[Cluster, ...]
    k: int
    silhouette: float
    agreement: float
    dreams: int

    @property
    def left_over(self) -> int:
        """How many dreams were in clusters too small to keep."""
        return self.dreams - sum(len(cluster.members) for cluster in self.clusters)


def cluster_dreams(
    vectors: Floats, *, k: int | None = None, least: int = LEAST_MEMBERS, seed: int = 0
) -> Clustering:
    """Divide dreams into clusters by meaning.

    Parameters
    ----------
    vectors
        Shape (n, dimensions), each of unit length.
    k
        Into how many; if ``None``, the number among :data:`TRIED` of whose division the most comes back when a
        fifth of the dreams is left out: the mutual information of both divisions, less what chance would give,
        on at most :data:`TRIED_ON` of the dreams, with ten dreams to a cluster at least.
    least
        Drop clusters with fewer members.
    seed
        Equal seeds give equal clusters.

    Raises
    ------
    StatsError
        With fewer than :data:`LEAST_DREAMS` dreams, or a `k` that is below 2 or above half of the dreams.

    References
    ----------
    Dhillon & Modha (2001), Concept decompositions for large sparse text data using clustering, Machine Learning
    42, 143-175. Hennig (2007), Cluster-wise assessment of cluster stability, Computational Statistics & Data
    Analysis 52, 258-271.

    Examples
    --------
    >>> corners = np.eye(3, dtype=np.float32).repeat(10, axis=0)
    >>> found = cluster_dreams(corners, k=3)
    >>> [len(cluster.members) for cluster in found.clusters], found.agreement
    ([10, 10, 10], 1.0)
    """
    count = len(vectors)
    if count < LEAST_DREAMS:
        raise StatsError(
            f"{count} dreams are too few to be divided by meaning; it takes {LEAST_DREAMS}.",
            "Choose more dreams.",
        )
    if k is not None and not 2 <= k <= count // 2:
        raise StatsError(f"{count} dreams cannot be divided into {k} clusters.", f"Give 2 to {count // 2}.")
    random = np.random.default_rng(seed)
    points = _centred(vectors)
    labels, centres = _divide(points, k or _best_number(points, random), random)
    again = [_without_some(points, len(centres), random) for _ in range(_AGAIN)]
    return Clustering(
        clusters=_clusters(points, labels, centres, again, least),
        k=len(centres),
        silhouette=silhouette(points, labels, centres),
        agreement=math.fsum(adjusted_rand(labels[chosen], other) for chosen, other in again) / len(again),
        dreams=count,
    )


def _best_number(points: Floats, random: np.random.Generator) -> int:
    """Return the number of clusters of which the most comes back."""
    some = points[random.permutation(len(points))[:TRIED_ON]]

    def reproduced(k: int) -> float:
        labels, _ = _divide(some, k, random, starts=1)
        return math.fsum(
            information(labels[chosen], other) - information(labels[chosen], random.permutation(other))
            for chosen, other in (_without_some(some, k, random, starts=1) for _ in range(_AGAIN))
        )

    return max((k for k in TRIED if k * 10 <= len(some)), key=reproduced, default=2)


def _centred(vectors: Floats) -> Floats:
    """Return the vectors without what all have in common, of unit length again."""
    points = vectors.astype(np.float32) - vectors.mean(axis=0, dtype=np.float32)
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    unit: Floats = points / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def _divide(
    points: Floats, k: int, random: np.random.Generator, *, starts: int = _STARTS
) -> tuple[Integers, Floats]:
    """Return the cluster of each point, and the centres: the best of a few starts, made on some of many points."""
    some = points if len(points) <= _STARTED_ON else points[random.permutation(len(points))[:_STARTED_ON]]
    started = max(
        (_settled(some, _spread_out(some, k, random)) for _ in range(starts)),
        key=lambda division: float(np.einsum("ij,ij->", some, division[1][division[0]])),
    )
    return started if some is points else _settled(points, started[1])


def _spread_out(points: Floats, k: int, random: np.random.Generator) -> Floats:
    """Return `k` points to start from, each far from those before it (k-means++)."""
    chosen = [int(random.integers(len(points)))]
    distance = np.full(len(points), np.inf)
    while len(chosen) < k:
        distance = np.minimum(distance, np.maximum(0, 1 - points @ points[chosen[-1]]))
        weights = distance if distance.sum() else np.ones(len(points))
        chosen.append(int(random.choice(len(points), p=weights / weights.sum())))
    return points[chosen]


def _settled(points: Floats, centres: Floats) -> tuple[Integers, Floats]:
    labels = np.full(len(points), -1)
    for _ in range(_TURNS):
        nearest = (points @ centres.T).argmax(axis=1)
        changed = int((nearest != labels).sum())
        if changed <= _SETTLED * len(points):
            break
        labels = nearest
        sums = (labels == np.arange(len(centres))[:, None]).astype(np.float32) @ points
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        # A centre that lost its last dream stays where it was.
        centres = np.where(lengths > 0, sums / np.maximum(lengths, np.finfo(np.float32).tiny), centres)
    return labels, centres


def silhouette(points: Floats, labels: Integers, centres: Floats) -> float:
    """Mean simplified silhouette on cosine distance: of own centre and next, the difference by the greater.

    Parameters
    ----------
    points, centres
        Of unit length.
    labels
        The centre of each point.

    Returns
    -------
    float
        From -1 to 1; NaN with a single centre.

    References
    ----------
    Rousseeuw (1987), Journal of Computational and Applied Mathematics 20, 53-65, with centres in the place of
    clusters.
    """
    if len(centres) < 2:
        return math.nan
    distance = 1 - points @ centres.T
    every = np.arange(len(points))
    own = distance[every, labels]
    distance[every, labels] = np.inf
    other = distance.min(axis=1)
    return float(((other - own) / np.maximum(np.maximum(own, other), 1e-12)).mean())


def adjusted_rand(one: Integers, other: Integers) -> float:
    """Agreement of two divisions of the same things, corrected for chance.

    Parameters
    ----------
    one, other
        A label for each thing.

    Returns
    -------
    float
        1 for the same division, about 0 for chance; 1 where neither divides anything.

    References
    ----------
    Hubert & Arabie (1985), Comparing partitions, Journal of Classification 2, 193-218.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([5, 5, 3, 3]))
    1.0
    """
    rows, columns = (np.unique(each, return_inverse=True)[1] for each in (one, other))
    table = np.bincount(rows * (columns.max(initial=0) + 1) + columns)
    together, first, second = (
        float((counts * (counts - 1) / 2).sum())
        for counts in (table, np.bincount(rows), np.bincount(columns))
    )
    every = len(one) * (len(one) - 1) / 2
    expected = first * second / every if every else 0.0
    most = (first + second) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def information(one: Integers, other: Integers) -> float:
    """Mutual information of two divisions of the same things, in bits.

    Parameters
    ----------
    one, other
        A label for each thing, from 0.

    Returns
    -------
    float
        From 0, if one says nothing of the other.

    Examples
    --------
    >>> information(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    columns = int(other.max(initial=0)) + 1
    rows = int(one.max(initial=0)) + 1
    shares = np.bincount(one * columns + other, minlength=rows * columns).reshape(rows, columns) / len(one)
    apart = shares.sum(axis=1, keepdims=True) * shares.sum(axis=0, keepdims=True)
    present = shares > 0
    return float((shares[present] * np.log2(shares[present] / apart[present])).sum())


def _without_some(
    points: Floats, k: int, random: np.random.Generator, *, starts: int = _STARTS
) -> tuple[Integers, Integers]:
    """Return places of four fifths of the points, and their clusters when these are divided alone."""
    chosen = np.sort(random.choice(len(points), round(_SHARE * len(points)), replace=False))
    return chosen, _divide(points[chosen], k, random, starts=starts)[0]


def _clusters(
    points: Floats,
    labels: Integers,
    centres: Floats,
    again: Sequence[tuple[Integers, Integers]],
    least: int,
) -> tuple[Cluster, ...]:
    likest = np.mean([_likest(labels[chosen], other, len(centres)) for chosen, other in again], axis=0)
    found = []
    for label, centre in enumerate(centres):
        members = np.flatnonzero(labels == label)
        if len(members) < least:
            continue
        near = points[members] @ centre
        order = np.argsort(-near, kind="stable")
        found.append(Cluster(tuple(members[order].tolist()), float(near.mean()), float(likest[label])))
    return tuple(sorted(found, key=lambda each: (-len(each.members), each.members)))


def _likest(labels: Integers, other: Integers, k: int) -> NDArray[np.float64]:
    """Return for each cluster the Jaccard similarity of the likest cluster of another division."""
    both = np.bincount(labels * k + other, minlength=k * k).reshape(k, k)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    similarity: NDArray[np.float64] = (both / np.maximum(either, 1)).max(axis=1)
    return similarity


def labels(table: WordTable, clusters: Iterable[Iterable[int]]) -> list[tuple[str, ...]]:
    """Return for each cluster the words that tell it from the other dreams, the greatest sure effect first.

    Each is in a tenth of the cluster's dreams at least, since what is in few of them does not name them, and its
    own interval lies above no effect. Names are hints and no findings: they are not adjusted for how many words
    were looked at.

    Parameters
    ----------
    table
        The words of all the dreams that were divided.
    clusters
        The places in it of each cluster's dreams.

    Returns
    -------
    list of tuple of str
        At most four words or pairs of words each; none where no word is more frequent.
    """
    every = table.counts("all")
    found = []
    for members in clusters:
        places = sorted(members)
        least = max(MINIMUM, math.ceil(_COVERED * len(places)))
        inside = table.counts("the cluster", places, at_least=least)
        tested = key_words(inside, every.without(inside), least_dreams=least)
        telling = without_parts(each for each in tested if each.interval.low > 0)
        found.append(tuple(each.term for each in telling[:_LABELS]))
    return found
