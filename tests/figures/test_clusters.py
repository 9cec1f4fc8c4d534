"""Clusters by meaning: found where they are, the same each time, and told how sure."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from noctuary.dream import DreamKey
from noctuary.errors import StatsError
from noctuary.figures.clusters import adjusted_rand, cluster_dreams, information, labels, silhouette
from noctuary.figures.words import Told, WordTable

LABELS = st.lists(st.integers(0, 4), min_size=2, max_size=30)


def heaps(sizes: list[int], *, width: int = 16, noise: float = 0.05, seed: int = 1) -> NDArray[np.float32]:
    """Vectors of unit length around as many directions, which stand at right angles."""
    random = np.random.default_rng(seed)
    centres = np.eye(width)[: len(sizes)].repeat(sizes, axis=0)
    points = centres + noise * random.standard_normal(centres.shape)
    unit: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_heaps_are_found() -> None:
    found = cluster_dreams(heaps([40, 30, 20, 10]), k=4)
    assert [sorted(cluster.members) for cluster in found.clusters] == [
        list(range(40)),
        list(range(40, 70)),
        list(range(70, 90)),
        list(range(90, 100)),
    ]
    assert found.agreement == 1
    assert all(cluster.stability == 1 for cluster in found.clusters)
    assert found.silhouette > 0.8


def test_the_number_of_heaps_is_found() -> None:
    assert cluster_dreams(heaps([40] * 8)).k == 8


def test_a_cloud_does_not_come_back() -> None:
    random = np.random.default_rng(0)
    cloud = random.standard_normal((300, 16)).astype(np.float32)
    cloud /= np.linalg.norm(cloud, axis=1, keepdims=True)
    found = cluster_dreams(cloud, k=12)
    assert found.agreement < 0.5
    assert max(cluster.stability for cluster in found.clusters) < 0.75


def test_small_clusters_are_dropped() -> None:
    found = cluster_dreams(heaps([30, 30, 3]), k=3)
    assert [len(cluster.members) for cluster in found.clusters] == [30, 30]
    assert found.left_over == 3


def test_members_come_nearest_first() -> None:
    vectors = heaps([30, 30], noise=0.2)
    for cluster in cluster_dreams(vectors, k=2).clusters:
        points = vectors - vectors.mean(axis=0)
        points /= np.linalg.norm(points, axis=1, keepdims=True)
        centre = points[list(cluster.members)].sum(axis=0)
        near = points[list(cluster.members)] @ (centre / np.linalg.norm(centre))
        assert np.all(np.diff(near) <= 1e-6)
        assert near.mean() == pytest.approx(cluster.cohesion, abs=1e-5)


def test_equal_seeds_give_equal_clusters() -> None:
    vectors = heaps([30, 30, 30], noise=0.4)
    assert cluster_dreams(vectors, seed=3) == cluster_dreams(vectors, seed=3)


def test_copies_of_one_dream_do_no_harm() -> None:
    found = cluster_dreams(np.tile(np.eye(1, 8, dtype=np.float32), (30, 1)), k=3)
    assert sum(len(cluster.members) for cluster in found.clusters) + found.left_over == 30


@pytest.mark.parametrize(
    ("dreams", "k", "said"),
    [
        (0, None, "0 dreams are too few"),
        (19, None, "it takes 20"),
        (30, 16, "Give 2 to 15"),
        (30, 1, "Give 2"),
    ],
)
def test_too_few_dreams_are_refused(dreams: int, k: int | None, said: str) -> None:
    with pytest.raises(StatsError) as refused:
        cluster_dreams(heaps([dreams]), k=k)
    assert said in str(refused.value)


def test_adjusted_rand_is_that_of_hubert_and_arabie() -> None:
    # Their example as others print it: sklearn.metrics.adjusted_rand_score gives 0.24242... and 0.57142...
    assert adjusted_rand(np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])) == pytest.approx(
        0.2424242
    )
    assert adjusted_rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])) == pytest.approx(0.5714286)


@given(LABELS)
def test_adjusted_rand_is_its_definition(one: list[int]) -> None:
    other = one[::-1]
    pairs = list(itertools.combinations(range(len(one)), 2))
    first = sum(one[a] == one[b] for a, b in pairs)
    second = sum(other[a] == other[b] for a, b in pairs)
    both = sum(one[a] == one[b] and other[a] == other[b] for a, b in pairs)
    expected = first * second / len(pairs)
    most = (first + second) / 2
    value = 1 if most == expected else (both - expected) / (most - expected)
    assert adjusted_rand(np.array(one), np.array(other)) == pytest.approx(value)
    assert adjusted_rand(np.array(one), np.array([4 - each for each in one])) == 1


@given(LABELS)
def test_what_a_division_says_of_itself_is_its_entropy(one: list[int]) -> None:
    shares = np.bincount(one) / len(one)
    entropy = -sum(share * np.log2(share) for share in shares if share)
    assert information(np.array(one), np.array(one)) == pytest.approx(entropy, abs=1e-12)
    assert information(np.array(one), np.zeros(len(one), np.int64)) == pytest.approx(0, abs=1e-12)


def test_a_silhouette_is_its_definition() -> None:
    points = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)
    centres = np.array([[1, 0], [0, 1]], np.float32)
    # Distances to own and other centre: 0 and 1; .2 and .4; 0 and 1.
    assert silhouette(points, np.array([0, 1, 1]), centres) == pytest.approx((1 + 0.5 + 1) / 3)
    assert np.isnan(silhouette(points, np.zeros(3, np.int64), centres[:1]))


def test_clusters_are_named_by_what_is_frequent_in_them() -> None:
    texts = ["A heron stood in the reeds by the house."] * 20 + ["The ladder leant on the house."] * 20
    table = WordTable(Told(DreamKey("mine", str(nr)), "me", text) for nr, text in enumerate(texts))
    herons, ladders = labels(table, [range(20), range(20, 40)])
    assert {"heron"} <= {word for label in herons for word in label.split()}
    assert {"ladder"} <= {word for label in ladders for word in label.split()}
    assert "house" not in herons + ladders


def test_a_cluster_like_all_others_has_no_name() -> None:
    table = WordTable(Told(DreamKey("mine", str(nr)), "me", "A heron.") for nr in range(30))
    assert labels(table, [range(10)]) == [()]
