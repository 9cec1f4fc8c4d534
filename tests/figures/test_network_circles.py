"""Communities, bridges, kin, and how ties and dreams are spread."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import table, two_circles
from noctuary.figures.bridges import betweenness, find_bridges, kin_ties
from noctuary.figures.communities import adjusted_rand_index, find_communities
from noctuary.figures.incidence import Circle, Integers
from noctuary.figures.louvain import louvain
from noctuary.figures.network import Network, network_of
from noctuary.figures.network_study import study
from noctuary.figures.tails import LEAST_TAIL, fit_tail

CASTS = st.lists(st.text("ABCDEFGHIJ", max_size=5), max_size=12)


def graph_of(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(network.size))
    graph.add_edges_from(zip(network.one.tolist(), network.other.tolist(), strict=True))
    return graph


def test_two_circles_are_two_communities() -> None:
    incidence = two_circles(200)
    found = find_communities(incidence)
    names = [node.name for node in incidence.nodes]
    groups = [
        {names[member][:4] for member in community.members} - {"Rach"} for community in found.communities
    ]
    assert all(len(group) == 1 for group in groups)
    assert set().union(*groups) == {"home", "work"}
    assert found.modularity > found.by_chance.mean + 3 * found.by_chance.sd
    assert found.stability > 0.5


def test_modularity_is_that_of_networkx() -> None:
    incidence = two_circles()
    network = network_of(incidence)
    found = find_communities(incidence)
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(network.one.tolist(), network.other.tolist(), network.newman.tolist(), strict=True)
    )
    assert all(node.dreams > 1 for node in incidence.nodes)
    groups = [set(community.members) for community in found.communities]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, groups))


@pytest.mark.parametrize("seed", range(5))
def test_louvain_parts_as_well_as_that_of_networkx(seed: int) -> None:
    network = network_of(two_circles(60, size=30, seed=seed))
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(network.one.tolist(), network.other.tolist(), network.newman.tolist(), strict=True)
    )
    theirs = max(
        nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=run)) for run in range(10)
    )
    ours = max(nx.community.modularity(graph, groups_of(louvain(network, run).tolist())) for run in range(10))
    assert ours == pytest.approx(theirs, abs=0.01)


def groups_of(numbers: list[int]) -> list[set[int]]:
    groups: dict[int, set[int]] = {}
    for place, number in enumerate(numbers):
        groups.setdefault(number, set()).add(place)
    # A group goes by the least place of its members.
    assert all(min(group) == number for number, group in groups.items())
    return list(groups.values())


def test_louvain_leaves_alone_who_meets_nobody() -> None:
    assert louvain(network_of(table("AB", "C", "AB")), 1).tolist() == [0, 0, 2]


def test_who_is_in_one_dream_joins_whom_it_meets() -> None:
    incidence = table("AB", "AB", "CD", "CD", "ABX", "CDY", "Z")
    found = find_communities(incidence)
    names = [node.name for node in incidence.nodes]
    groups = {frozenset(names[member] for member in community.members) for community in found.communities}
    assert groups == {frozenset("ABX"), frozenset("CDY")}
    numbers = found.of(len(names))
    assert numbers[names.index("Z")] is None


def test_a_community_says_where_its_members_belong() -> None:
    found = find_communities(table("KLA", "KLA", "KLA"))
    assert found.communities[0].label == "kin 67%, people known 33%"
    assert found.communities[0].circles[Circle.KIN] == pytest.approx(2 / 3)


def test_without_ties_there_are_no_communities() -> None:
    found = find_communities(table("A", "B", "A"))
    assert found.communities == ()
    assert math.isnan(found.modularity)


def test_equal_seeds_give_equal_communities() -> None:
    assert find_communities(two_circles(), seed=3) == find_communities(two_circles(), seed=3)


def test_the_adjusted_rand_index() -> None:
    # From the documentation of scikit-learn's adjusted_rand_score.
    assert round(adjusted_rand_index([0, 0, 1, 2], [0, 0, 1, 1]), 2) == 0.57
    assert adjusted_rand_index([0, 0, 0, 0], [0, 1, 2, 3]) == 0
    assert adjusted_rand_index([0, 0, 0], ["a", "a", "a"]) == 1
    assert math.isnan(adjusted_rand_index(["a"], ["b"]))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12))
def test_the_adjusted_rand_index_knows_no_names_and_no_order(groups: list[tuple[int, int]]) -> None:
    one, other = zip(*groups, strict=True)
    value = adjusted_rand_index(one, other)
    assert value == pytest.approx(adjusted_rand_index(other, [str(group) for group in one]))
    assert adjusted_rand_index(one, one) == 1
    assert value <= 1


def test_communities_beside_the_dreamers_own_labels() -> None:
    incidence = two_circles(200)
    labels = {node.name.upper(): node.name[:4] for node in incidence.nodes} | {"nobody": "work"}
    assert study(incidence, labels=labels).label_agreement > 0.3
    assert math.isnan(study(table("AB")).label_agreement)


@given(CASTS)
def test_betweenness_is_that_of_networkx(casts: list[str]) -> None:
    network = network_of(table(*casts))
    expected = nx.betweenness_centrality(graph_of(network))
    assert betweenness(network).tolist() == pytest.approx([expected[place] for place in range(network.size)])


def test_betweenness_of_many_figures() -> None:
    graph = nx.gnm_random_graph(150, 400, seed=2)
    ends = np.sort(np.array(graph.edges), axis=1)
    network = Network(150, ends[:, 0], ends[:, 1], np.ones(400, dtype=np.int64), np.ones(400))
    expected = nx.betweenness_centrality(graph)
    assert betweenness(network).tolist() == pytest.approx([expected[place] for place in range(150)])


def test_who_links_two_circles_is_a_bridge() -> None:
    incidence = table("AB", "AC", "BC", "CX", "XD", "DE", "EF", "DF")
    names = [node.name for node in incidence.nodes]
    communities = [0 if name in "ABC" else 1 for name in names]
    bridges = find_bridges(network_of(incidence), communities)
    assert {names[bridge.place] for bridge in bridges[:3]} == {"C", "X", "D"}
    assert all(bridge.cuts for bridge in bridges[:3])
    at_x = next(bridge for bridge in bridges if names[bridge.place] == "X")
    # Every way from A, B and C to D, E and F leads over X: 9 of the 15 pairs of others.
    assert at_x.betweenness == pytest.approx(9 / 15)
    assert at_x.communities == 2
    assert find_bridges(network_of(table("AB")), [0, 0]) == []


def test_kin_beside_the_others() -> None:
    incidence = table("KL", "KLA", "AB", "C")
    ties = kin_ties(incidence, network_of(incidence))
    assert (ties.kin, ties.others) == (2, 3)
    # K and L meet each other twice and A once; A meets K, L and B, and B meets A, and C nobody.
    assert ties.kin_strength == 3
    assert ties.others_strength == pytest.approx(4 / 3)
    assert ties.kin_density == 1
    assert ties.density == pytest.approx(4 / 10)


def drawn_from(exponent: float, least: int, count: int) -> Integers:
    """Draw from a discrete power law: numpy's, of which what lies below `least` is thrown away."""
    values = np.random.default_rng(4).zipf(exponent, 40 * count)
    return values[(values >= least) & (values < 10**9)][:count]


@pytest.mark.parametrize(("exponent", "least"), [(2.0, 1), (2.5, 1), (3.0, 2)])
def test_the_exponent_of_a_power_law_is_found(exponent: float, least: int) -> None:
    tail = fit_tail(drawn_from(exponent, least, 2000))
    assert tail is not None
    assert tail.exponent == pytest.approx(exponent, abs=0.1)
    assert tail.rank_slope == pytest.approx(1 / (exponent - 1), rel=0.1)


def test_the_exponent_is_the_likeliest() -> None:
    scipy_special = pytest.importorskip("scipy.special")
    values = drawn_from(2.3, 1, 500)
    tail = fit_tail(values)
    assert tail is not None
    above = values[values >= tail.least]

    def likelihood(exponent: float) -> float:
        zeta: float = scipy_special.zeta(exponent, tail.least)
        return -above.size * math.log(zeta) - exponent * float(np.log(above).sum())

    assert tail.count == above.size
    assert likelihood(tail.exponent) > max(likelihood(tail.exponent - 0.01), likelihood(tail.exponent + 0.01))


def test_what_is_log_normal_is_told_from_a_power_law() -> None:
    values = np.random.default_rng(1).lognormal(3, 0.6, 3000).round().astype(np.int64)
    tail = fit_tail(values)
    assert tail is not None
    assert tail.likelihood_ratio < 0


def test_nothing_is_claimed_of_a_short_tail() -> None:
    assert fit_tail(np.array([], dtype=np.int64)) is None
    assert fit_tail(np.arange(LEAST_TAIL - 1)) is None
    assert fit_tail(np.full(200, 3)) is None
