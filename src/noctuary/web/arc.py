"""The feelings along a dream: one thin line over the width of the text, with its turning points."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from noctuary.scheme import Scale
from noctuary.web.tome import Entry, Tome

# The picture is so wide in letters of its labels, and a label so long at most.
_LETTERS: Final = 96
_LONGEST: Final = 24
_BETWEEN: Final = 3
# Labels near an end of the line begin or end there.
_EDGE: Final = 12.0


@cache
def _heights() -> dict[str, float]:
    data = files("noctuary.web").joinpath("data/arc.toml").read_text(encoding="utf-8")
    heights: dict[str, float] = tomllib.loads(data)["heights"]
    return heights


@dataclass(frozen=True, slots=True)
class Point:
    """A feeling on the arc.

    Parameters
    ----------
    entry
        The code.
    words
        What it stands on, shortened.
    x, y
        In percent of the width, and of the height from above.
    turning
        Whether the feelings turn here: from none, or between good and bad.
    labelled
        Whether its words are always shown; else when it is looked at, since they would lie upon others.
    """

    entry: Entry
    words: str = field(repr=False)
    x: float
    y: float
    turning: bool = False
    labelled: bool = False

    @property
    def is_high(self) -> bool:
        """Whether it lies above the middle."""
        return self.y < 50

    @property
    def anchor(self) -> str:
        """How its label stands to it."""
        return "start" if self.x < _EDGE else "end" if self.x > 100 - _EDGE else "middle"


@dataclass(frozen=True, slots=True)
class Arc:
    """The arc of a dream.

    Parameters
    ----------
    points
        The feelings in the order of their words.
    """

    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The line as SVG draws it, in a picture of 100 by 100."""
        first = self.points[0]
        # Before the first feeling lies none, where there is room to say so.
        stops = [(0.0, 50.0 if first.x > _EDGE / 2 else first.y)]
        stops += [*((point.x, point.y) for point in self.points), (100.0, self.points[-1].y)]
        parts = [f"M 0 {stops[0][1]:.1f}"]
        for (x0, y0), (x1, y1) in pairwise(stops):
            middle = (x0 + x1) / 2
            parts.append(f"C {middle:.2f} {y0:.1f} {middle:.2f} {y1:.1f} {x1:.2f} {y1:.1f}")
        return " ".join(parts)


def arc_of(tome: Tome) -> Arc | None:
    """Return the arc of a dream; ``None`` where no feeling stands on words.

    Examples
    --------
    >>> from noctuary.dream import Dream
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     dream = Dream(id="1", text="I was afraid of the dark. Then my sister came, and I was happy.")
    ...     _ = library.add(dream)
    ...     arc = arc_of(Tome(dream, [library.reading(dream.key)]))
    >>> [(point.words, point.turning) for point in arc.points]
    [('afraid', True), ('happy', True)]
    """
    length = max(1, len(tome.dream.text))
    points = [
        _point(entry, 100 * entry.start / length) for entry in tome.on(Scale.EMOTIONS) if entry.mentions
    ]
    if not points:
        return None
    return Arc(tuple(_labelled(_turned(points))))


def _point(entry: Entry, x: float) -> Point:
    words = entry.mentions[0].words
    shortened = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"
    return Point(entry, shortened, round(x, 2), round(50 - 30 * _heights()[entry.feeling], 1))


def _turned(points: Sequence[Point]) -> list[Point]:
    """Say of each point whether the feelings turn there."""
    turned = [replace(points[0], turning=True)]
    for before, point in pairwise(points):
        turned.append(replace(point, turning=before.is_high != point.is_high))
    return turned


def _labelled(points: Sequence[Point]) -> list[Point]:
    """Label the turning points, as far as no label lies upon another of its side."""
    taken = {True: -float(_LETTERS), False: -float(_LETTERS)}
    labelled = []
    for point in points:
        left, right = _extent(point)
        fits = point.turning and left > taken[point.is_high] + _BETWEEN
        if fits:
            taken[point.is_high] = right
        labelled.append(replace(point, labelled=fits))
    return labelled


def _extent(point: Point) -> tuple[float, float]:
    """Return where the label of a point begins and ends, in letters."""
    at, size = point.x / 100 * _LETTERS, len(point.words)
    before = {"start": 0.0, "middle": size / 2, "end": float(size)}[point.anchor]
    return at - before, at - before + size
