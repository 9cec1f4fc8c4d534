"""What a picture of a network shows: which figures and ties, where they stand, and in which colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from noctuary.figures.incidence import DREAMER, Incidence, Node
from noctuary.figures.network import Floats, Network, network_of
from noctuary.figures.network_layout import arrange, place_labels, strongest
from noctuary.figures.network_study import NetworkStudy

#: The most seen figures are drawn, up to so many, and so many ties for each of them.
MOST_FIGURES: Final = 120
TIES_EACH: Final = 3

HEIGHT: Final = 700
_WIDTH: Final = 980
#: Beside another, a panel is narrower.
_WIDTH_OF_SEVERAL: Final = 670

_COLOURS: Final = (
    "#4a5aa8", "#d0733f", "#2f8f83", "#b0487f", "#8f7d22", "#5c9bd1", "#7c5cb0", "#6f9a3e",
)  # fmt: skip
_NO_COMMUNITY: Final = "#a7a7b2"
_OTHERS: Final = "others"
_NAMED_MEMBERS: Final = 3
# The largest radius of a figure in a picture of few, and of many: from _MANY on.
_LARGE, _LESS_LARGE, _MANY, _LEAST = 46.0, 34.0, 40, 4.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """One panel of a picture.

    Parameters
    ----------
    title, subtitle
        What is shown.
    width
        Of the panel, in pixels; its height is :data:`HEIGHT`.
    figures, ties
        As rows: places and names of figures, the ends and dreams of ties, the weakest tie first.
    colours
        Of each community that is in it, by its name.
    """

    title: str
    subtitle: str
    width: int
    figures: list[dict[str, Any]]
    ties: list[dict[str, Any]]
    colours: Mapping[str, str]


def draw(studies: Sequence[NetworkStudy], *, with_dreamer: bool = False) -> list[Drawing]:
    """Lay out a network, or several side by side with each figure in the same place.

    Parameters
    ----------
    studies
        As :func:`noctuary.figures.network_study.study` makes them; somebody is in each.
    with_dreamer
        Draw the dreamer too, tied to everybody.
    """
    width = _WIDTH if len(studies) == 1 else _WIDTH_OF_SEVERAL
    tables = [_drawn(study.incidence, with_dreamer=with_dreamer) for study in studies]
    together = _together(tables)
    palettes = list(_palettes(studies))
    groups = _groups(studies, palettes)
    places = arrange(
        _shown(network_of(together)),
        np.array([groups.get(node.key, -1) for node in together.nodes]),
        width=width,
        height=HEIGHT,
        radii=_radii(together),
    )
    by_key = {node.key: place for node, place in zip(together.nodes, places, strict=True)}
    return [
        _panel(study, table, np.array([by_key[node.key] for node in table.nodes]), palette, width)
        for study, table, palette in zip(studies, tables, palettes, strict=True)
    ]


def _drawn(incidence: Incidence, *, with_dreamer: bool) -> Incidence:
    """Return the table of the most seen figures; who meets none of these only takes room, unless nobody does."""
    table = _those(incidence, incidence.nodes[:MOST_FIGURES])
    if with_dreamer:
        return table.with_dreamer()
    degrees = network_of(table).degrees
    tied = [node for node, degree in zip(table.nodes, degrees, strict=True) if degree]
    return _those(table, tied) if tied else table


def _those(incidence: Incidence, nodes: Sequence[Node]) -> Incidence:
    casts = [[incidence.nodes[place].key for place in cast] for cast in incidence.casts]
    return Incidence.of(nodes, casts)


def _together(tables: Sequence[Incidence]) -> Incidence:
    return Incidence.of(
        [node for table in tables for node in table.nodes],
        [[table.nodes[place].key for place in cast] for table in tables for cast in table.casts],
    )


def _shown(network: Network) -> Network:
    return strongest(network, TIES_EACH * network.size)


def _numbers(study: NetworkStudy) -> dict[str, int]:
    """Return the number of the community of each figure that is in one."""
    return {
        study.incidence.nodes[member].key: number
        for number, community in enumerate(study.communities.communities)
        for member in community.members
    }


def _palettes(studies: Sequence[NetworkStudy]) -> Iterator[dict[int, str]]:
    """Yield the colours of the communities of each study: those that share the most with one of the first, its own."""
    first = _numbers(studies[0])
    yield dict(enumerate(_COLOURS))
    for study in studies[1:]:
        shared = Counter((number, first[key]) for key, number in _numbers(study).items() if key in first)
        palette: dict[int, str] = {}
        for (number, of_first), _ in shared.most_common():
            if (
                of_first < len(_COLOURS)
                and number not in palette
                and _COLOURS[of_first] not in palette.values()
            ):
                palette[number] = _COLOURS[of_first]
        others = [number for number in range(len(study.communities.communities)) if number not in palette]
        free = [colour for colour in _COLOURS if colour not in palette.values()]
        yield palette | dict(zip(others, free, strict=False))


def _groups(studies: Sequence[NetworkStudy], palettes: Sequence[Mapping[int, str]]) -> dict[str, int]:
    """Return who stands together: those of one colour, or of one community without a colour, in the first study of each."""
    groups: dict[str, int] = {}
    for study, palette in zip(studies, palettes, strict=True):
        for key, number in _numbers(study).items():
            coloured = _COLOURS.index(palette[number]) if number in palette else len(_COLOURS) + number
            groups.setdefault(key, coloured)
    return groups


def _radii(incidence: Incidence) -> Floats:
    frequencies = incidence.frequencies.astype(float)
    largest = _LARGE if len(incidence.nodes) < _MANY else _LESS_LARGE
    radii: Floats = np.maximum(largest * np.sqrt(frequencies / frequencies.max()), _LEAST)
    return radii


def _panel(
    study: NetworkStudy, table: Incidence, places: Floats, palette: Mapping[int, str], width: int
) -> Drawing:
    names = {
        number: _community_name(study, number)
        for number in palette
        if number < len(study.communities.communities)
    }
    numbers = _numbers(study)
    communities = [names.get(numbers.get(node.key, -1), _OTHERS) for node in table.nodes]
    network = network_of(table)
    shown = _shown(network)
    used = {names[number]: palette[number] for number in sorted(names) if names[number] in communities}
    return Drawing(
        study.name,
        _subtitle(study, table, network, shown),
        width,
        _figure_rows(table, places, communities, width),
        _tie_rows(shown, places),
        used | ({_OTHERS: _NO_COMMUNITY} if _OTHERS in communities else {}),
    )


def _figure_rows(
    table: Incidence, places: Floats, communities: Sequence[str], width: int
) -> list[dict[str, Any]]:
    radii = _radii(table)
    sizes = np.clip(radii * 0.75, 10, 17)
    labels = place_labels(places, radii, [node.name for node in table.nodes], sizes, width=width)
    return [
        {
            "name": node.name,
            "dreams": node.dreams,
            "circle": node.relation or str(node.circle),
            "community": community,
            "x": float(x),
            "y": float(y),
            "area": float(np.pi * radius**2),
            "label_x": float(label.x) if label else None,
            "label_y": float(label.y) if label else None,
            "align": label.align if label else "none",
            "label_size": float(size),
        }
        for node, community, (x, y), radius, size, label in zip(
            table.nodes, communities, places, radii, sizes, labels, strict=True
        )
    ]


def _tie_rows(network: Network, places: Floats) -> list[dict[str, Any]]:
    order = np.argsort(network.shared, kind="stable")
    return [
        {"x": x, "y": y, "x2": x2, "y2": y2, "dreams": dreams}
        for (x, y), (x2, y2), dreams in zip(
            places[network.one[order]].tolist(),
            places[network.other[order]].tolist(),
            network.shared[order].tolist(),
            strict=True,
        )
    ]


def _community_name(study: NetworkStudy, number: int) -> str:
    """Name a community by the most seen of its members, and by their circles."""
    community = study.communities.communities[number]
    members = ", ".join(study.incidence.nodes[member].name for member in community.members[:_NAMED_MEMBERS])
    return f"{members} ({len(community.members):,}: {community.label})"


def _subtitle(study: NetworkStudy, table: Incidence, network: Network, shown: Network) -> str:
    dreamer = DREAMER.key in {node.key for node in table.nodes}
    figures, of_all = len(table.nodes) - dreamer, len(study.incidence.nodes)
    noun = study.incidence.noun + ("" if of_all == 1 else "s")
    who = f"{of_all:,} {noun}" if figures == of_all else f"{figures:,} of the most seen of {of_all:,} {noun}"
    ties = (
        f"{network.one.size:,} ties"
        if shown.one.size == network.one.size
        else f"the {shown.one.size:,} strongest of {network.one.size:,} ties"
    )
    return f"{who}, {ties} between them; {study.incidence.dream_count:,} dreams. Area: dreams. Breadth: dreams shared."
