"""A network studied: its measures beside what chance makes of such casts, its communities, its bridges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from noctuary.figures.bridges import Bridge, KinTies, find_bridges, kin_ties
from noctuary.figures.communities import SHAPING_DREAMS, Communities, adjusted_rand_index, find_communities
from noctuary.figures.incidence import Incidence
from noctuary.figures.network import Measures, Network, measure, network_of
from noctuary.figures.nulls import Shuffled, Spread, compare_with_chance, random_measures
from noctuary.figures.tails import Tail, fit_tail

#: Networks of fewer figures, or from fewer dreams, are described and not compared with chance.
LEAST_FIGURES: Final = 30
LEAST_DREAMS: Final = 50

SEED: Final = 1

#: From so many standard deviations on, a difference from shuffled casts is put into words.
_TOLD: Final = 2.0

# Each measure: its name for people, and what it says to lie above and below shuffled casts.
_MEASURES: Final[Mapping[str, tuple[str, str, str]]] = {
    "figures": ("figures", "", ""),
    "ties": (
        "ties",
        "Figures meet more different others than in shuffled casts.",
        "Figures meet fewer different others than in shuffled casts: the same ones meet again.",
    ),
    "isolates": ("figures without a tie", "", ""),
    "giant_share": (
        "share in the giant component",
        "More figures are linked to one another, by however many steps, than in shuffled casts.",
        "Fewer figures are linked to one another, by however many steps, than in shuffled casts.",
    ),
    "mean_path": (
        "mean path in the giant component",
        "It takes more steps from one figure to another than in shuffled casts: circles lie apart.",
        "It takes fewer steps from one figure to another than in shuffled casts.",
    ),
    "transitivity": (
        "transitivity",
        "Two who meet the same figure meet each other more than in shuffled casts: circles are closed.",
        "Two who meet the same figure meet each other less than in shuffled casts.",
    ),
    "mean_clustering": (
        "mean clustering",
        "The company of a figure, taken figure by figure, is closer than in shuffled casts.",
        "The company of a figure, taken figure by figure, is looser than in shuffled casts.",
    ),
    "assortativity": (
        "degree assortativity",
        "Figures of many ties keep more to one another than in shuffled casts.",
        "Figures of many ties keep less to one another than in shuffled casts.",
    ),
    "density": ("density", "", ""),
    "mean_degree": ("mean degree", "", ""),
}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure, beside chance.

    Parameters
    ----------
    measure, label
        Its name in :class:`~noctuary.figures.network.Measures`, and for people.
    value
        As measured; NaN where undefined.
    shuffled
        In shuffled casts; ``None`` where the network is too small to compare.
    random
        Among ties drawn at random, which ignores cast size; ``None`` as well.
    repeated
        Of the figures of two dreams and more.
    strict
        With figures that only a given name makes one kept apart; ``None`` where the nodes are codes.
    """

    measure: str
    label: str
    value: float
    shuffled: Spread | None
    random: Spread | None
    repeated: float
    strict: float | None

    @property
    def z(self) -> float:
        """How many standard deviations the value lies above shuffled casts; NaN where that is not known."""
        return self.shuffled.z(self.value) if self.shuffled else math.nan

    def figures(self) -> dict[str, Any]:
        """Return the row as flat data."""
        return {
            "measure": self.measure,
            "value": self.value,
            "shuffled": self.shuffled.mean if self.shuffled else math.nan,
            "shuffled_sd": self.shuffled.sd if self.shuffled else math.nan,
            "z": self.z,
            "ignoring_cast_size": self.random.mean if self.random else math.nan,
            "two_dreams_or_more": self.repeated,
            "strict": math.nan if self.strict is None else self.strict,
        }


@dataclass(frozen=True, slots=True)
class NetworkStudy:
    """What is known of one network of figures.

    Parameters
    ----------
    name
        What to call the dreams.
    incidence, network
        Who is in which dream, and who meets whom.
    rows
        Each measure.
    chance
        Shuffled casts; ``None`` where the network is too small to compare.
    degree_tail, dream_tail
        How ties and dreams are spread over the figures; ``None`` where too few are in the tail.
    communities, bridges, kin
        As their modules say.
    label_agreement
        How well communities agree with the dreamer's own labels (adjusted Rand index); NaN without labels.
    seed
        Of all chance in here.
    """

    name: str
    incidence: Incidence
    network: Network
    rows: tuple[MeasureRow, ...]
    chance: Shuffled | None
    degree_tail: Tail | None
    dream_tail: Tail | None
    communities: Communities
    bridges: tuple[Bridge, ...]
    kin: KinTies
    label_agreement: float
    seed: int

    def value(self, measure: str) -> MeasureRow:
        """Return one measure by its name."""
        return next(row for row in self.rows if row.measure == measure)

    @property
    def findings(self) -> list[str]:
        """What sets the network apart from shuffled casts, in sentences; why nothing is said where it is too small."""
        if self.chance is None:
            return [
                f"Below {LEAST_FIGURES} figures or {LEAST_DREAMS} dreams with any of them, nothing is said about chance."
            ]
        return list(self._differences()) or [
            "No measure lies two standard deviations from shuffled casts: casts of these sizes make it by themselves."
        ]

    def _differences(self) -> Iterator[str]:
        for row in self.rows:
            _, above, below = _MEASURES[row.measure]
            if abs(row.z) >= _TOLD and (sentence := above if row.z > 0 else below):
                yield f"{sentence} (z {row.z:+.1f})"
        if (z := self.communities.by_chance.z(self.communities.modularity)) >= _TOLD:
            yield f"Communities are more distinct than in shuffled casts. (z {z:+.1f})"
        assert self.chance is not None
        met, chance = self.chance.kin
        if abs(z := chance.z(met)) >= _TOLD:
            yield f"Kin meet kin {'more' if z > 0 else 'less'} than in shuffled casts. (z {z:+.1f})"

    def pair_rows(self) -> Iterator[dict[str, Any]]:
        """Yield who meets whom in how many dreams, and in how many by chance; the most above chance first."""
        pairs = self.chance.pairs if self.chance else ()
        for pair in sorted(pairs, key=lambda pair: (pair.chance.mean - pair.met, pair.one, pair.other)):
            yield {
                "one": self.incidence.nodes[pair.one].name,
                "other": self.incidence.nodes[pair.other].name,
                "dreams": pair.met,
                "by_chance": pair.chance.mean,
                "by_chance_sd": pair.chance.sd,
                "z": pair.z,
            }


def study(
    incidence: Incidence,
    *,
    name: str = "",
    strict: Incidence | None = None,
    labels: Mapping[str, str] | None = None,
    seed: int = SEED,
) -> NetworkStudy:
    """Study the network of a table of dreams and figures.

    Parameters
    ----------
    incidence
        Who is in which dream. Nobody at all gives a study whose shares are NaN.
    name
        What to call the dreams.
    strict
        The same with figures kept apart that only a given name makes one, to see how much hangs on that.
    labels
        The dreamer's own grouping: a label for each name of a figure; names of nobody are passed over.
    seed
        Equal seeds give equal studies.
    """
    network = network_of(incidence)
    compared = len(incidence.nodes) >= LEAST_FIGURES and len(incidence.casts) >= LEAST_DREAMS
    chance = compare_with_chance(incidence, network, seed=seed) if compared else None
    random = random_measures(network, seed=seed) if compared else {}
    repeated = measure(network_of(incidence.at_least(SHAPING_DREAMS)))
    apart = measure(network_of(strict)) if strict else None
    communities = find_communities(incidence, seed=seed)
    numbers = communities.of(network.size)
    measured = measure(network)
    return NetworkStudy(
        name,
        incidence,
        network,
        tuple(
            MeasureRow(
                measure=each.name,
                label=_MEASURES[each.name][0],
                value=getattr(measured, each.name),
                shuffled=chance.measures[each.name] if chance else None,
                random=random.get(each.name),
                repeated=getattr(repeated, each.name),
                strict=getattr(apart, each.name) if apart else None,
            )
            for each in fields(Measures)
        ),
        chance,
        fit_tail(network.degrees),
        fit_tail(incidence.frequencies),
        communities,
        tuple(find_bridges(network, numbers)),
        kin_ties(incidence, network),
        _agreement(incidence, numbers, labels or {}),
        seed,
    )


def _agreement(incidence: Incidence, numbers: list[int | None], labels: Mapping[str, str]) -> float:
    wanted = {name.casefold(): label for name, label in labels.items()}
    both = [
        (wanted[node.name.casefold()], number)
        for node, number in zip(incidence.nodes, numbers, strict=True)
        if node.name.casefold() in wanted
    ]
    return adjusted_rand_index([label for label, _ in both], [number for _, number in both])


@dataclass(frozen=True, slots=True)
class ReaderComparison:
    """The networks that two readers make of the same dreams, of codes as nodes.

    Parameters
    ----------
    one, other
        The study of each reader.
    """

    one: NetworkStudy
    other: NetworkStudy

    @property
    def shared_nodes(self) -> float:
        """The share of the codes of either that both have; 0 to 1, NaN if there are none."""
        return _overlap(*({node.key for node in each.incidence.nodes} for each in (self.one, self.other)))

    @property
    def shared_ties(self) -> float:
        """The share of the ties of either that both have; 0 to 1, NaN if there are none."""
        return _overlap(*map(_ties, (self.one, self.other)))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield each measure by both readers, with its z beside shuffled casts."""
        for one, other in zip(self.one.rows, self.other.rows, strict=True):
            yield {
                "measure": one.measure,
                "one": one.value,
                "one_z": one.z,
                "other": other.value,
                "other_z": other.z,
                "difference": other.value - one.value,
            }


def _overlap(one: set[Any], other: set[Any]) -> float:
    return len(one & other) / len(one | other) if one | other else math.nan


def _ties(study: NetworkStudy) -> set[frozenset[str]]:
    nodes, network = study.incidence.nodes, study.network
    return {
        frozenset((nodes[one].key, nodes[other].key))
        for one, other in zip(network.one.tolist(), network.other.tolist(), strict=True)
    }
