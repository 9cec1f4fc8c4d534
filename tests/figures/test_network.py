"""Who meets whom, and the measures of it."""

from __future__ import annotations

import math
from dataclasses import asdict
from random import Random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import table
from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import DreamKey
from noctuary.figures import network as measuring
from noctuary.figures.figure import Figure, FigureKind
from noctuary.figures.incidence import DREAMER, Circle, Incidence
from noctuary.figures.network import Network, measure, network_of
from noctuary.figures.sightings import Sighting
from noctuary.scheme import Character, Scale, parse

CASTS = st.lists(st.text("ABCDEFGHIJ", max_size=5), max_size=12)


def graph_of(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(network.size))
    graph.add_edges_from(zip(network.one.tolist(), network.other.tolist(), strict=True))
    return graph


def network_from(graph: nx.Graph[int]) -> Network:
    ends = np.sort(np.array(graph.edges), axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    return Network(len(graph), ends[:, 0], ends[:, 1], np.ones(len(ends), dtype=np.int64), np.ones(len(ends)))


def test_a_tie_counts_the_dreams_shared() -> None:
    incidence = table("ABC", "AB", "D")
    network = network_of(incidence)
    names = [node.name for node in incidence.nodes]
    ties = {
        names[one] + names[other]: (shared, newman)
        for one, other, shared, newman in zip(
            network.one, network.other, network.shared, network.newman, strict=True
        )
    }
    # Each dream of k figures adds 1/(k - 1) to Newman's weight.
    assert ties == {"AB": (2, 1.5), "AC": (1, 0.5), "BC": (1, 0.5)}
    assert network.strengths().tolist() == [3, 3, 2, 0]
    assert network.strengths(newman=True).tolist() == [2, 2, 1, 0]


def test_the_measures_of_a_network_that_can_be_checked_by_hand() -> None:
    measures = measure(network_of(table("ABC", "CD", "E")))
    assert {name: round(value, 4) for name, value in asdict(measures).items()} == {
        "figures": 5,
        "ties": 4,
        "isolates": 1,
        "giant_share": 0.8,
        "mean_path": 1.3333,
        "transitivity": 0.6,
        "mean_clustering": 0.4667,
        "assortativity": -0.7143,
        "density": 0.4,
        "mean_degree": 1.6,
    }


def test_the_measures_of_zacharys_karate_club() -> None:
    measures = measure(network_from(nx.karate_club_graph()))
    # Published of this graph in many places, among them the documentation of networkx and igraph.
    assert measures.transitivity == pytest.approx(0.2557, abs=5e-5)
    assert measures.mean_clustering == pytest.approx(0.5706, abs=5e-5)
    assert measures.mean_path == pytest.approx(2.408, abs=5e-4)
    assert measures.assortativity == pytest.approx(-0.4756, abs=5e-5)


@given(CASTS)
def test_measures_are_those_of_networkx(casts: list[str]) -> None:
    network = network_of(table(*casts))
    measures, graph = measure(network), graph_of(network)
    assert measures.transitivity == pytest.approx(nx.transitivity(graph)) or math.isnan(measures.transitivity)
    if network.size:
        giant = graph.subgraph(max(nx.connected_components(graph), key=len))
        assert measures.giant_share == len(giant) / len(graph)
        assert measures.mean_clustering == pytest.approx(nx.average_clustering(graph))
        assert measures.isolates == nx.number_of_isolates(graph)
        # Of components that are equally large, any may be taken.
        largest = [each for each in nx.connected_components(graph) if len(each) == len(giant)]
        paths = [nx.average_shortest_path_length(graph.subgraph(each)) for each in largest if len(each) > 1]
        assert not paths or any(measures.mean_path == pytest.approx(path) for path in paths)


def test_paths_of_a_large_network_are_measured_from_some_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.gnm_random_graph(200, 800, seed=1)
    exact = measure(network_from(graph)).mean_path
    assert exact == pytest.approx(nx.average_shortest_path_length(graph))
    monkeypatch.setattr(measuring, "PATHS_FROM", 50)
    assert measure(network_from(graph)).mean_path == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize("casts", [[], ["", ""], ["A"], ["A", "B"]])
def test_what_is_not_defined_is_nan(casts: list[str]) -> None:
    measures = measure(network_of(table(*casts)))
    assert measures.ties == 0
    assert math.isnan(measures.mean_path)
    assert math.isnan(measures.transitivity)
    assert math.isnan(measures.assortativity)


def test_assortativity_is_undefined_where_all_have_as_many_ties() -> None:
    assert math.isnan(measure(network_of(table("ABC"))).assortativity)


@given(CASTS, st.randoms(use_true_random=False))
def test_the_order_of_dreams_changes_nothing(casts: list[str], chance: Random) -> None:
    shuffled = list(casts)
    chance.shuffle(shuffled)
    assert repr(measure(network_of(table(*shuffled)))) == repr(measure(network_of(table(*casts))))


@given(CASTS)
def test_a_table_counts_each_figure_once_a_dream(casts: list[str]) -> None:
    incidence = table(*casts)
    assert incidence.dream_count == len(casts)
    assert incidence.sizes.tolist() == [len(set(cast)) for cast in casts if cast]
    for node in incidence.nodes:
        assert node.dreams == sum(node.key in cast for cast in casts)


def test_who_is_in_few_dreams_can_be_left_out() -> None:
    incidence = table("AB", "AC", "", "C").at_least(2)
    assert [node.name for node in incidence.nodes] == ["A", "C"]
    assert (incidence.dream_count, len(incidence.casts)) == (4, 3)


def test_the_dreamer_meets_everybody() -> None:
    incidence = table("AB", "", "C").with_dreamer()
    assert incidence.nodes[0].key == DREAMER.key
    assert network_of(incidence).degrees[0] == 3
    assert incidence.dream_count == 3


def seen(
    key: str, *dreams: str, kind: FigureKind = FigureKind.PERSON, known: bool = True, code: str = "1MKA"
) -> Figure:
    character = Character.parse(code)
    return Figure(
        key, key, identity=character.identity, kind=kind, known=known,
        sightings=tuple(Sighting(DreamKey("mine", dream), "", 0, character) for dream in dreams),
    )  # fmt: skip


def test_a_table_of_figures() -> None:
    figures = [
        seen("mother", "1", "1", "2", "9", code="1FMA"),
        seen("Rachel", "2", code="1FKA"),
        seen("a dog", "1", kind=FigureKind.ANIMAL, known=False, code="1ANI"),
        seen("Rex", "2", kind=FigureKind.ANIMAL, code="1ANI"),
        seen("Elvis", "3", kind=FigureKind.FAMOUS, code="1MPA"),
        seen("a man", "3", known=False, code="1MSA"),
    ]
    dreams = [DreamKey("mine", id_) for id_ in "1234"]
    known = Incidence.of_figures(figures, dreams)
    assert [(node.name, node.dreams, node.circle) for node in known.nodes] == [
        ("mother", 2, Circle.KIN),
        ("Elvis", 1, Circle.PUBLIC),
        ("Rachel", 1, Circle.KNOWN),
    ]
    assert (known.dream_count, len(known.casts)) == (4, 3)
    everyone = Incidence.of_figures(figures, dreams, everyone=True)
    circles = {node.name: node.circle for node in everyone.nodes}
    assert circles["Rex"] is circles["a dog"] is Circle.ANIMALS
    assert circles["a man"] is Circle.STRANGERS


def test_a_table_of_codes() -> None:
    def reading(id_: str, *codes: str, scales: tuple[Scale, ...] = (Scale.CHARACTERS,)) -> Reading:
        codings = tuple(Coding(parse(code, Scale.CHARACTERS)) for code in codes)
        return Reading(DreamKey("mine", id_), Reader("coder"), codings, scales)

    readings = [
        reading("1", "1MSA", "1MSA", "2JSA"),
        reading("2", "1FMA", "7MKA", "8MKT"),
        reading("3"),
        reading("4", scales=(Scale.EMOTIONS,)),
    ]
    everyone = Incidence.of_codes(readings)
    assert {node.key for node in everyone.nodes} == {"1MSA", "2JSA", "1FMA", "7MKA", "8MKT"}
    assert (everyone.dream_count, len(everyone.casts), everyone.noun) == (3, 2, "code")
    single = Incidence.of_codes(readings, single=True)
    assert {node.key for node in single.nodes} == {"1MSA", "1FMA", "7MKA"}
