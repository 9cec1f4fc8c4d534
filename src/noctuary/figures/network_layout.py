"""Where the figures of a network stand in a picture, and where their names do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from noctuary.figures.incidence import Integers
from noctuary.figures.network import Floats, Network

_ROUNDS: Final = 300
_GRAVITY: Final = 0.12
#: Members of one community draw together so much, beside a tie of one dream.
_BELONGING: Final = 0.12
_THREAD: Final = 0.6
#: Letters are about so wide, as a share of their height.
_LETTER: Final = 0.54
_GAP: Final = 3.0
_SHIFTS: Final = 60
_ALWAYS_NAMED: Final = 12


def strongest(network: Network, most: int) -> Network:
    """Return the network with `most` ties, the strongest; the strongest tie of each figure stays in any case."""
    order = np.lexsort((network.other, network.one, -network.newman, -network.shared))
    kept = np.zeros(order.size, dtype=bool)
    kept[order[:most]] = True
    seen: set[int] = set()
    for tie in order.tolist():
        ends = {int(network.one[tie]), int(network.other[tie])}
        if not ends <= seen:
            kept[tie] = True
            seen |= ends
    return Network(
        network.size, network.one[kept], network.other[kept], network.shared[kept], network.newman[kept]
    )


def arrange(network: Network, groups: Integers, *, width: float, height: float, radii: Floats) -> Floats:
    """Arrange figures so that those who are tied stand near one another and no two overlap.

    Parameters
    ----------
    network
        Whose ties draw figures together, the stronger the nearer.
    groups
        The community of each, -1 for none: members stand together.
    width, height, radii
        The room, and the radius of each figure, in pixels.

    Returns
    -------
    ndarray
        x and y of each, within the room; equal networks give equal places. Its shape is (figures, 2).

    References
    ----------
    Fruchterman and Reingold (1991), Software: Practice and Experience 21, 1129-1164.
    """
    size = network.size
    if size == 0:
        return np.empty((0, 2))
    pull = np.zeros((size, size))
    pull[network.one, network.other] = pull[network.other, network.one] = np.sqrt(network.shared)
    pull += _BELONGING * ((groups[:, None] == groups) & (groups >= 0))
    # A thread to the first figure keeps those near that nothing links to it.
    apart = network.components != network.components[0]
    pull[apart, 0] = pull[0, apart] = _THREAD
    places = _ring(groups)
    near = 1 / np.sqrt(size)
    # The wider side of the room draws less to the middle.
    gravity = _GRAVITY * size * near * np.array([height / width, width / height])
    for heat in np.linspace(0.1, 0.002, _ROUNDS):
        between = places[:, None] - places
        distance = np.maximum(np.hypot(between[..., 0], between[..., 1]), 1e-3)
        force = near**2 / distance**2 - pull * distance / near / pull.sum(axis=0).clip(1)
        moves = (force[..., None] * between).sum(axis=1) - gravity * near * places
        length = np.maximum(np.hypot(moves[:, 0], moves[:, 1]), 1e-9)
        places = places + moves / length[:, None] * np.minimum(length, heat)[:, None]
    return _parted(_fitted(places, width, height, radii), width, height, radii)


def _ring(groups: Integers) -> Floats:
    """Start on a ring, communities one after the other, the later members further in."""
    order = np.argsort(groups, kind="stable")
    turn = np.empty(groups.size)
    turn[order] = 2 * np.pi * np.arange(groups.size) / groups.size
    depth = 1 - 0.4 * np.arange(groups.size) / groups.size
    return np.stack([np.cos(turn) * depth, np.sin(turn) * depth], axis=1) / 2


def _fitted(places: Floats, width: float, height: float, radii: Floats) -> Floats:
    margin = radii.max() + _GAP
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([width, height]) - 2 * margin
    middle = (places - low) / np.where(high > low, high - low, 1)
    fitted: Floats = margin + room * np.where(high > low, middle, 0.5)
    return fitted


def _parted(places: Floats, width: float, height: float, radii: Floats) -> Floats:
    """Push apart figures that overlap."""
    wanted = radii[:, None] + radii + _GAP
    np.fill_diagonal(wanted, 0)
    for _ in range(_SHIFTS):
        between = places[:, None] - places
        distance = np.maximum(np.hypot(between[..., 0], between[..., 1]), 1e-3)
        push = np.maximum(wanted - distance, 0) / distance / 2
        places = places + (push[..., None] * between).sum(axis=1)
        places = np.clip(places, radii[:, None], np.array([width, height]) - radii[:, None])
    return places


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name begins (`align` left), ends (right) or has its middle (center), at half its height."""

    x: float
    y: float
    align: str


def place_labels(
    places: Floats, radii: Floats, names: Sequence[str], sizes: Floats, *, room: tuple[float, float]
) -> list[Label | None]:
    """Find room for the names, the first figures first; ``None`` where there is no room left.

    The very first are named in any case, upon themselves where there is no room beside them.

    Parameters
    ----------
    places, radii
        Of the figures, in pixels.
    names, sizes
        What to write, and how high.
    room
        Its width and height.
    """
    taken = np.column_stack([places - radii[:, None], places + radii[:, None]])
    labels: list[Label | None] = []
    for number, (name, height) in enumerate(zip(names, sizes, strict=True)):
        for label, box in _candidates(places[number], radii[number], len(name) * height * _LETTER, height):
            others = np.delete(taken, number, axis=0)
            overlaps = (box[:2] < others[:, 2:]).all(axis=1) & (box[2:] > others[:, :2]).all(axis=1)
            if not overlaps.any() and (box[:2] >= 0).all() and (box[2:] <= room).all():
                labels.append(label)
                taken = np.vstack([taken, box])
                break
        else:
            x, y = places[number]
            labels.append(Label(x, y, "center") if number < _ALWAYS_NAMED else None)
    return labels


def _candidates(place: Floats, radius: float, length: float, height: float) -> list[tuple[Label, Floats]]:
    """Return the places around a figure where its name could stand, the best first, with the box it would fill."""
    x, y = place
    half = height / 2
    slant = 0.7 * radius
    beginnings = [
        (x + radius + 2, y, "left"),
        (x - radius - 2, y, "right"),
        (x, y + radius + half + 1, "center"),
        (x, y - radius - half - 1, "center"),
        (x + slant + 1, y + slant + half, "left"),
        (x + slant + 1, y - slant - half, "left"),
        (x - slant - 1, y + slant + half, "right"),
        (x - slant - 1, y - slant - half, "right"),
    ]
    before = {"left": 0.0, "right": length, "center": length / 2}
    return [
        (
            Label(at, level, align),
            np.array([at - before[align], level - half, at - before[align] + length, level + half]),
        )
        for at, level, align in beginnings
    ]
