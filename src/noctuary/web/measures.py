"""The measures of a network as they are printed, and its figures and ties as rows of a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Self

from noctuary.figures.bridges import betweenness
from noctuary.figures.network_files import node_rows, tie_rows
from noctuary.figures.network_study import MeasureRow, NetworkStudy

#: Rows that a page shows of each table; the files hold them all.
SHOWN: Final = 100
_MEMBERS: Final = 6
_COMMUNITIES: Final = 12
_WHOLE: Final = ("figures", "ties", "isolates")


@dataclass(frozen=True, slots=True)
class Printed:
    """One measure: its name, its value, the same in shuffled casts, z, and among figures kept apart by given names."""

    label: str
    value: str
    shuffled: str
    z: str
    is_told: bool
    strict: str


@dataclass(frozen=True, slots=True)
class Measured:
    """A study with what is told of each figure and each tie, found once for page and files.

    Parameters
    ----------
    study
        Of the network.
    figures, ties
        As flat rows, the most seen and the strongest first.
    """

    study: NetworkStudy
    figures: tuple[dict[str, Any], ...]
    ties: tuple[dict[str, Any], ...]

    @classmethod
    def of(cls, study: NetworkStudy) -> Self:
        """Take a study."""
        between = betweenness(study.network).tolist()
        figures = (
            {**row, "betweenness": value} for row, value in zip(node_rows(study), between, strict=True)
        )
        names = {node.key: node.name for node in study.incidence.nodes}
        ties = sorted(tie_rows(study), key=lambda row: (-row["weight"], -row["newman_weight"]))
        return cls(
            study,
            tuple(figures),
            tuple({"one": names[row["source"]], "other": names[row["target"]], **row} for row in ties),
        )


def measures_of(study: NetworkStudy) -> list[Printed]:
    """Return every measure as it is printed."""
    return [_printed(row) for row in study.rows]


def _printed(row: MeasureRow) -> Printed:
    places = 0 if row.measure in _WHOLE else 3
    has_chance = row.shuffled is not None and row.measure != "figures"
    return Printed(
        row.label,
        number(row.value, places),
        f"{number(row.shuffled.mean, places)} ± {number(row.shuffled.sd, max(places, 1))}"
        if has_chance and row.shuffled
        else "",
        "" if math.isnan(row.z) else f"{row.z:+.1f}".replace("-", "−"),
        not math.isnan(row.z) and abs(row.z) >= 2,
        "" if row.strict is None else number(row.strict, places),
    )


def number(value: float, places: int) -> str:
    """Return a number as it is printed, a dash for what is undefined.

    Examples
    --------
    >>> number(1234.5678, 1), number(float("nan"), 2)
    ('1,234.6', '–')
    """
    return "–" if math.isnan(value) else f"{value:,.{places}f}"


@dataclass(frozen=True, slots=True)
class Circle:
    """A community as it is told: how many, who above all, how many more, and where in the dreamer's life they belong."""

    size: int
    names: tuple[str, ...]
    more: int
    label: str


def circles_of(study: NetworkStudy) -> list[Circle]:
    """Return the largest communities."""
    nodes = study.incidence.nodes
    return [
        Circle(
            len(each.members),
            tuple(nodes[member].name for member in each.members[:_MEMBERS]),
            max(0, len(each.members) - _MEMBERS),
            each.label,
        )
        for each in study.communities.communities[:_COMMUNITIES]
    ]
