"""Samples: the dreams that are to be compared, reduced to the counts of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.errors import StatsError
from noctuary.stats.indicators import DEFINITIONS, Indicator, counted_for, indicators_of, tally


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The counts of a series or set of dreams; make one with :meth:`of`.

    Parameters
    ----------
    name
        What to call it.
    kind
        The dreams of one dreamer, or some dreams each of many.
    readers
        Who read the dreams; one recipe, one reader.
    dream_count
        How many dreams it holds.
    dreams_coded
        For each indicator, how many dreams were coded on all the scales that it needs.
    units
        Numerators and denominators of each unit that resampling draws: units x indicators x 2.
    """

    name: str
    kind: SeriesKind
    readers: tuple[Reader, ...]
    dream_count: int
    dreams_coded: NDArray[np.int64]
    units: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        readings: Iterable[Reading],
        *,
        name: str = "these dreams",
        kind: SeriesKind = SeriesKind.SERIES,
        dreamers: Mapping[DreamKey, str] | None = None,
    ) -> Self:
        """Count what the readings hold.

        Parameters
        ----------
        readings
            One for each dream, in any order: the order changes nothing. They are streamed.
        name
            What to call the dreams, e.g. the name of the series.
        kind
            Decides how many dreams are enough.
        dreamers
            For a set that holds several dreams of one person: who dreamt which. Resampling then draws
            persons. A dream that is absent here is a unit of its own. Leave it out for a series.

        Returns
        -------
        Sample
            Without readings, one of which every indicator is undefined.

        Raises
        ------
        StatsError
            If two readings are of one dream, which would count twice.

        Examples
        --------
        >>> from noctuary.coding import Reader, Reading
        >>> from noctuary.dream import DreamKey
        >>> by_hand = Reader("by hand")
        >>> sample = Sample.of([Reading(DreamKey("mine", id), by_hand) for id in ("1", "2")], name="mine")
        >>> sample.dream_count, sample.indicators["at least one emotion"].value
        (2, 0.0)
        """
        units: dict[DreamKey | str, NDArray[np.int64]] = {}
        seen: set[DreamKey] = set()
        readers: set[Reader] = set()
        dreams_coded = np.zeros(len(DEFINITIONS), dtype=np.int64)
        for reading in readings:
            dream = reading.dream
            if dream in seen:
                raise StatsError(f"Dream {dream} was given twice.", "Choose one reading for each dream.")
            seen.add(dream)
            readers.add(reading.reader)
            dreams_coded += counted_for(reading.scales)
            unit = dreamers.get(dream, dream) if dreamers else dream
            counts = tally(reading)
            units[unit] = units[unit] + counts if unit in units else counts
        return cls(
            name,
            kind,
            tuple(sorted(readers, key=lambda reader: (str(reader), reader.recipe))),
            len(seen),
            dreams_coded,
            _sorted(np.array(list(units.values()), dtype=np.int64).reshape(-1, len(DEFINITIONS), 2)),
        )

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator of the dreams together, by key."""
        return indicators_of(self.units.sum(axis=0))


def _sorted(units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put the units in an order of their own: that of the readings cannot change what is drawn."""
    columns = units.reshape(len(units), len(DEFINITIONS) * 2).T
    return units[np.lexsort(columns)]
