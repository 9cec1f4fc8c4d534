"""The places of a series: looked for in its dreams, with what the readings say of their settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from noctuary.coding import Coding
from noctuary.dream import DreamKey, SeriesKind
from noctuary.errors import InputError
from noctuary.figures.places import Place, PlaceSighting, places_across, places_in
from noctuary.scheme import Scale
from noctuary.store.query import parse_query, quoted

if TYPE_CHECKING:
    from noctuary.library.facade import Library


def places_of(library: Library, series: str, *, progress: Callable[[int], None] | None = None) -> list[Place]:
    """Return the places of a series; see :meth:`noctuary.library.Library.places`."""
    known = library.store.find_series(series)
    if known is None:
        raise InputError(f"There is no series {series!r}.", "See the series with `noctuary list`.")
    query = f"series:{quoted(series)}"
    settings = _settings(library, query)

    def sightings() -> Iterator[PlaceSighting]:
        for count, dream in enumerate(library.dreams(query), start=1):
            yield from places_in(dream, settings.get(dream.key, ()))
            if progress:
                progress(count)

    return places_across(sightings(), one_dreamer=known.kind is not SeriesKind.SET)


def _settings(library: Library, query: str) -> dict[DreamKey, list[Coding]]:
    """Return the codings of each dream's settings, by the reader whose codes count here."""
    reader = library.choose_reader(None, query)
    readings = library.store.readings_by(reader, parse_query(query))
    return {reading.dream: list(reading.on(Scale.SETTINGS)) for reading in readings}
