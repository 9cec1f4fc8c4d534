"""Where things are in the reading room. No address holds a word of a dream, nor a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noctuary.dream import DreamKey, Series
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.store.links import token_of


def of_dream(library: Library, key: DreamKey) -> str:
    """Return the address of a dream's page.

    Raises
    ------
    DreamNotFoundError
        If it is not there.
    """
    return f"/dream/{library.store.nr_of(key)}"


def of_figure(library: Library, series: str, key: str) -> str:
    """Return the address of a figure's page, by its key; the figure is not looked for."""
    return f"/figures/{library.store.series_nr(series)}/{token_of(library.store, 'figure', series, key)}"


def of_place(library: Library, series: str, name: str) -> str:
    """Return the address of a place's page."""
    return f"/places/{library.store.series_nr(series)}/{token_of(library.store, 'place', series, name)}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series as it is chosen on a page.

    Parameters
    ----------
    nr
        Its number, as it stands in addresses.
    series
        The series.
    dreams
        How many dreams it has.
    """

    nr: int
    series: Series
    dreams: int

    @property
    def name(self) -> str:
        """What to call it."""
        return self.series.name or self.series.id


def shelves(library: Library) -> list[Shelf]:
    """Return the series that hold dreams, those of most dreams first."""
    return library.memory.recall("shelves", library.stamp(), lambda: _shelves(library))


def _shelves(library: Library) -> list[Shelf]:
    counts, numbers = library.store.dreams_by_series(), library.store.series_numbers()
    return [
        Shelf(numbers[series.id], series, counts[series.id])
        for series in sorted(library.store.series(), key=lambda each: (-counts.get(each.id, 0), each.id))
        if counts.get(series.id)
    ]


def shelf_at(known: Iterable[Shelf], nr: int | None) -> Shelf | None:
    """Return the series of a number, or the first one; ``None`` where there is none at all.

    Raises
    ------
    InputError
        If none has this number.
    """
    found = next((each for each in known if nr in (None, each.nr)), None)
    if found is None and nr is not None:
        raise InputError("There is no such series here, or it holds no dreams.", "Choose one from the list.")
    return found
