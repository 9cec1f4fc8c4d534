"""Who and where recurs in a series: looked for once, for every page that asks."""

from __future__ import annotations

from noctuary.figures.figure import Resolved
from noctuary.figures.places import Place
from noctuary.web.findings import PATIENCE, Pending
from noctuary.web.room import Room


def figures_of(room: Room, series: str, *, patience: float = PATIENCE) -> Resolved | Pending:
    """Return who is who in a series, by its id, or how far that is looked for; a long series takes 20 seconds."""
    return room.findings.get(
        ("figures", series),
        lambda library, told: library.cast(series, progress=told).figures(),
        patience=patience,
    )


def places_of(room: Room, series: str, *, patience: float = PATIENCE) -> list[Place] | Pending:
    """Return the places of a series, by its id, or how far they are looked for."""
    return room.findings.get(
        ("places", series), lambda library, told: library.places(series, progress=told), patience=patience
    )
