"""What a picture of a network shows: which figures and ties, where they stand, and in which colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from noctuary.figures.incidence import DREAMER, Circle, Incidence, Node
from noctuary.figures.network import Floats, Network, network_of
from noctuary.figures.network_layout import arrange, place_labels, strongest
from noctuary.figures.network_study import NetworkStudy

#: The most seen figures are drawn, up to so many, and so many ties for each of them.
MOST_FIGURES: Final = 120
TIES_EACH: Final = 3

_HEIGHT: Final = 700
_WIDTH: Final = 980
#: Beside another, a panel is narrower.
_WIDTH_OF_SEVERAL: Final = 670
#: A network of fewer figures than :data:`_MANY` needs less room, down to this share of the height and the width.
_LEAST_ROOM: Final = 0.45

_COLOURS: Final = (
    "#4a5aa8", "#d0733f", "#2f8f83", "#b0487f", "#8f7d22", "#5c9bd1", "#7c5cb0", "#6f9a3e",
)  # fmt: skip
_NO_COMMUNITY: Final = "#a7a7b2"
_TIE: Final = "#b9bac6"
_INK: Final = "#3b3b47"
_OTHERS: Final = "others"
_NAMED_MEMBERS: Final = 3
# From so many figures on a picture is one of many: its largest figure is smaller, and who meets nobody is left out.
_MANY: Final = 40
_LARGE, _LESS_LARGE, _LEAST = 42.0, 34.0, 4.0
# The radius of who is in one dream, at most: so few dreams need no large circles.
_OF_ONE_DREAM: Final = 14.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """One panel of a picture.

    Parameters
    ----------
    title, subtitle
        What is shown.
    width, height
        Of the panel, in pixels.
    figures, ties
        As rows: places and names of figures, the ends, dreams and colours of ties, the weakest tie first.
    colours
        Of each community that is in it, by its name; of each circle of the dreamer's life, where no community is
        known.
    """

    title: str
    subtitle: str
    width: int
    height: int
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
    tables = [_drawn(study.incidence, with_dreamer=with_dreamer) for study in studies]
    together = _together(tables)
    width, height = _room(len(together.nodes), panels=len(studies))
    palettes = list(_palettes(studies))
    groups = _groups(studies, palettes)
    places = arrange(
        _shown(network_of(together)),
        np.array([groups.get(node.key, -1) for node in together.nodes]),
        width=width,
        height=height,
        radii=_radii(together),
    )
    by_key = {node.key: place for node, place in zip(together.nodes, places, strict=True)}
    return [
        _panel(study, table, np.array([by_key[node.key] for node in table.nodes]), palette, (width, height))
        for study, table, palette in zip(studies, tables, palettes, strict=True)
    ]


def _room(figures: int, *, panels: int) -> tuple[int, int]:
    """Return how wide and how high each panel is: a network of few is not drawn out over a page."""
    share = min(1.0, max(_LEAST_ROOM, np.sqrt(figures / _MANY)))
    return round((_WIDTH if panels == 1 else _WIDTH_OF_SEVERAL) * share), round(_HEIGHT * share)


def _drawn(incidence: Incidence, *, with_dreamer: bool) -> Incidence:
    """Return the table of the most seen figures; of many, who meets none of these only takes room."""
    table = _those(incidence, incidence.nodes[:MOST_FIGURES])
    if with_dreamer:
        return table.with_dreamer()
    if len(table.nodes) < _MANY:
        return table
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
    of_one = min(largest / np.sqrt(frequencies.max()), _OF_ONE_DREAM)
    radii: Floats = np.maximum(of_one * np.sqrt(frequencies), _LEAST)
    return radii


def _panel(
    study: NetworkStudy, table: Incidence, places: Floats, palette: Mapping[int, str], room: tuple[int, int]
) -> Drawing:
    groups, colours = _coloured(study, table, palette)
    network = network_of(table)
    shown = _shown(network)
    return Drawing(
        study.name,
        _subtitle(study, table, network, shown),
        *room,
        _figure_rows(table, places, groups, room),
        _tie_rows(shown, table, places, [colours[group] for group in groups]),
        colours,
    )


def _coloured(
    study: NetworkStudy, table: Incidence, palette: Mapping[int, str]
) -> tuple[list[str], dict[str, str]]:
    """Return the group that each figure is coloured by, and the colours: communities, or circles where none is known."""
    if study.communities.communities:
        numbers, names = _numbers(study), dict(enumerate(_community_names(study)))
        groups = [names.get(numbers.get(node.key, -1), _OTHERS) for node in table.nodes]
        colours = {names[number]: palette[number] for number in sorted(palette.keys() & names.keys())}
        groups = [group if group in colours else _OTHERS for group in groups]
    else:
        groups = [str(node.circle) for node in table.nodes]
        colours = dict(zip(map(str, Circle), _COLOURS, strict=False))
    groups = [
        DREAMER.name if node.key == DREAMER.key else group
        for node, group in zip(table.nodes, groups, strict=True)
    ]
    colours |= {_OTHERS: _NO_COMMUNITY, DREAMER.name: _INK}
    return groups, {group: colour for group, colour in colours.items() if group in groups}


def _figure_rows(
    table: Incidence, places: Floats, groups: Sequence[str], room: tuple[int, int]
) -> list[dict[str, Any]]:
    radii = _radii(table)
    sizes = np.clip(radii * 0.75, 10, 17)
    labels = place_labels(places, radii, [node.name for node in table.nodes], sizes, room=room)
    return [
        {
            "name": node.name,
            "dreams": node.dreams,
            "circle": node.relation or str(node.circle),
            "community": group,
            "x": float(x),
            "y": float(y),
            "area": float(np.pi * radius**2),
            "label_x": float(label.x) if label else None,
            "label_y": float(label.y) if label else None,
            "align": label.align if label else "none",
            "label_size": float(size),
        }
        for node, group, (x, y), radius, size, label in zip(
            table.nodes, groups, places, radii, sizes, labels, strict=True
        )
    ]


def _tie_rows(
    network: Network, table: Incidence, places: Floats, colours: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the ties; one within a community has its colour."""
    order = np.argsort(network.shared, kind="stable").tolist()
    ends = [(int(network.one[tie]), int(network.other[tie]), int(network.shared[tie])) for tie in order]
    return [
        {
            **dict(
                zip(("x", "y", "x2", "y2"), (*places[one].tolist(), *places[other].tolist()), strict=True)
            ),
            "dreams": dreams,
            "between": f"{table.nodes[one].name} and {table.nodes[other].name}",
            "colour": colours[one] if colours[one] == colours[other] else _TIE,
        }
        for one, other, dreams in ends
    ]


def _community_names(study: NetworkStudy) -> Iterator[str]:
    """Name each community by the most seen of its members, and by their circles."""
    for community in study.communities.communities:
        members = ", ".join(
            study.incidence.nodes[member].name for member in community.members[:_NAMED_MEMBERS]
        )
        more = len(community.members) - _NAMED_MEMBERS
        yield f"{members}{f' and {more:,} more' if more > 0 else ''} ({community.label})"


def _subtitle(study: NetworkStudy, table: Incidence, network: Network, shown: Network) -> str:
    dreamer = DREAMER.key in {node.key for node in table.nodes}
    figures, of_all = len(table.nodes) - dreamer, len(study.incidence.nodes)
    noun = study.incidence.noun + ("" if of_all == 1 else "s")
    who = f"{of_all:,} {noun}" if figures == of_all else f"{figures:,} of the most seen of {of_all:,} {noun}"
    of_ties = f"{network.one.size:,} {'tie' if network.one.size == 1 else 'ties'}"
    ties = of_ties if shown.one.size == network.one.size else f"the {shown.one.size:,} strongest of {of_ties}"
    return f"{who}, {ties} between them; {study.incidence.dream_count:,} dreams. Area: dreams. Breadth: dreams shared."
