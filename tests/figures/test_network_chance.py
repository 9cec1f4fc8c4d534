"""What chance makes of a network."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import table, two_circles
from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.figures.incidence import Incidence
from noctuary.figures.network import network_of
from noctuary.figures.network_study import study
from noctuary.figures.nulls import Spread, compare_with_chance, random_measures, shuffle, shuffled_networks
from noctuary.interchange import dream_from_dict, reading_from_dict

CASTS = st.lists(st.text("ABCDEFGHIJ", max_size=6), max_size=12)


@given(CASTS, st.integers(0, 1000))
def test_shuffling_keeps_cast_sizes_and_frequencies(casts: list[str], seed: int) -> None:
    incidence = table(*casts)
    shuffled = shuffle(incidence.seats, incidence.sizes, np.random.default_rng(seed))
    assert Counter(shuffled.tolist()) == Counter(incidence.seats.tolist())
    ends = np.cumsum(incidence.sizes)
    for start, end in zip(ends - incidence.sizes, ends, strict=True):
        # Nobody sits twice in one dream.
        assert len(set(shuffled[start:end].tolist())) == end - start


def test_every_table_of_the_same_margins_is_drawn_about_as_often() -> None:
    incidence = table("AB", "AC", "D")
    names = [node.name for node in incidence.nodes]
    random = np.random.default_rng(1)
    drawn: Counter[tuple[str, ...]] = Counter()
    for _ in range(1200):
        seats = shuffle(incidence.seats, incidence.sizes, random)
        first, second, third = (sorted(names[seat] for seat in part) for part in np.split(seats, [2, 4]))
        drawn["".join(first), "".join(second), "".join(third)] += 1
    # A in both dreams of two leaves the others three seats in three dreams, 6 ways; A in one of these and in the dream
    # of one leaves them seats in two dreams, 3 ways each.
    assert len(drawn) == 12
    assert max(drawn.values()) < 1.6 * min(drawn.values())


def test_equal_seeds_give_equal_draws() -> None:
    incidence = two_circles()
    network = network_of(incidence)
    one, again, other = (compare_with_chance(incidence, network, draws=5, seed=seed) for seed in (1, 1, 2))
    assert one.measures == again.measures
    assert one.pairs == again.pairs
    assert one.measures != other.measures


def test_two_circles_that_never_meet_show_beside_shuffled_casts() -> None:
    found = study(two_circles())
    assert found.value("transitivity").z > 2
    assert found.value("mean_path").z > 2
    assert any("circles lie apart" in finding for finding in found.findings)
    assert any("Kin meet kin more" in finding for finding in found.findings)


def test_a_network_that_is_shuffled_already_does_not_show() -> None:
    incidence = two_circles()
    seats = shuffle(incidence.seats, incidence.sizes, np.random.default_rng(9))
    parts = np.split(seats, np.cumsum(incidence.sizes)[:-1])
    again = Incidence.of(incidence.nodes, [[incidence.nodes[seat].key for seat in part] for part in parts])
    assert abs(study(again).value("transitivity").z) < 3


def test_random_ties_have_as_many_figures_and_ties_and_no_circles() -> None:
    network = network_of(two_circles())
    random = random_measures(network)
    assert random["ties"] == Spread(network.one.size, 0)
    assert random["figures"].mean == network.size
    # In ties drawn at random, transitivity is the density.
    assert random["transitivity"].mean == pytest.approx(random["density"].mean, abs=0.03)


def test_pairs_beside_chance() -> None:
    incidence = two_circles()
    chance = compare_with_chance(incidence, network_of(incidence), draws=50)
    names = [node.name for node in incidence.nodes]
    met = {frozenset((names[pair.one], names[pair.other])): pair for pair in chance.pairs}
    # Pairs of the most seen stand there even if they never meet.
    apart = [pair for names, pair in met.items() if len({name[:4] for name in names - {"Rachel"}}) == 2]
    assert apart
    assert all(pair.met == 0 for pair in apart)
    # All meetings of chance together are those of the data, which every draw shares out anew.
    draws = [network.shared.sum() for network in shuffled_networks(incidence, 3, 1)]
    assert set(draws) == {network_of(incidence).shared.sum()}


def test_no_choice_means_no_z() -> None:
    assert math.isnan(Spread(3.0, 0.0).z(3.0))


def test_a_small_network_is_described_and_not_judged() -> None:
    found = study(table(*["ABC", "CD", "E"] * 4))
    assert found.chance is None
    assert math.isnan(found.value("transitivity").z)
    assert found.value("transitivity").value == pytest.approx(0.6)
    assert found.findings == ["Below 30 figures or 50 dreams with any of them, nothing is said about chance."]


# Computed from the hand codings by another program: observed values exactly; means of 100 shuffled casts with their SD.
HAND_CODED = {
    ("b-baseline", False): (
        {"figures": 105, "ties": 613, "giant_share": 0.943, "mean_path": 2.167, "transitivity": 0.423, "mean_clustering": 0.753, "assortativity": -0.176},
        {"ties": (622, 13), "giant_share": (0.973, 0.016), "mean_path": (2.14, 0.03), "transitivity": (0.405, 0.013), "mean_clustering": (0.716, 0.023), "assortativity": (-0.284, 0.022)},
    ),
    ("b-baseline", True): (
        {"figures": 61, "ties": 239, "giant_share": 0.902, "mean_path": 2.147, "transitivity": 0.452, "mean_clustering": 0.679, "assortativity": -0.191},
        {"ties": (242, 8), "giant_share": (0.934, 0.030), "mean_path": (2.12, 0.04), "transitivity": (0.445, 0.020), "mean_clustering": (0.648, 0.041), "assortativity": (-0.319, 0.038)},
    ),
    ("bea1", False): (
        {"figures": 94, "ties": 793, "giant_share": 0.989, "mean_path": 1.897, "transitivity": 0.461, "mean_clustering": 0.772, "assortativity": -0.320},
        {"ties": (792, 19), "giant_share": (0.994, 0.008), "mean_path": (1.87, 0.02), "transitivity": (0.453, 0.010), "mean_clustering": (0.774, 0.017), "assortativity": (-0.369, 0.016)},
    ),
    ("bea1", True): (
        {"figures": 55, "ties": 318, "giant_share": 0.982, "mean_path": 1.908, "transitivity": 0.508, "mean_clustering": 0.724, "assortativity": -0.331},
        {"ties": (326, 10), "giant_share": (0.978, 0.018), "mean_path": (1.82, 0.03), "transitivity": (0.491, 0.017), "mean_clustering": (0.753, 0.027), "assortativity": (-0.409, 0.026)},
    ),
}  # fmt: skip
RANDOM = {"b-baseline": (2.126, 0.112), "bea1": (1.856, 0.181)}


@pytest.fixture(scope="module")
def hand_coded(shared_data: Path) -> list[Reading]:
    rows = [
        json.loads(line)
        for part in ("train", "dev")
        for line in (shared_data / "codings" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    hand = Reader("hand", kind=ReaderKind.PERSON)
    return [reading_from_dict(row, dream_from_dict(row).key, reader=hand)[0] for row in rows]


@pytest.mark.corpus
@pytest.mark.parametrize(("series", "single"), HAND_CODED)
def test_the_networks_of_the_hand_codings(hand_coded: list[Reading], series: str, *, single: bool) -> None:
    readings = [reading for reading in hand_coded if reading.dream.series == series]
    found = study(Incidence.of_codes(readings, single=single))
    observed, chance = HAND_CODED[series, single]
    for name, value in observed.items():
        assert round(found.value(name).value, 3) == value, name
    for name, (mean, sd) in chance.items():
        shuffled = found.value(name).shuffled
        assert shuffled is not None
        assert shuffled.mean == pytest.approx(mean, abs=max(sd, 0.005)), name
        assert shuffled.sd == pytest.approx(sd, rel=0.4, abs=0.006), name
    if not single:
        path, clustering = RANDOM[series]
        random = {row.measure: row.random for row in found.rows if row.random}
        assert random["mean_path"].mean == pytest.approx(path, abs=0.02)
        assert random["mean_clustering"].mean == pytest.approx(clustering, abs=0.01)
