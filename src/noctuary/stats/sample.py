"""Samples: the dreams that are to be compared, reduced to the counts of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.errors import StatsError
from noctuary.stats.indicators import DEFINITIONS, Indicator, counted_for, indicators_of, tallied

Unit = DreamKey | str
"""What resampling draws: a dream, or a dreamer with all of theirs."""


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
    dreams
        Which dreams it holds.
    dreams_coded
        For each indicator, how many dreams were coded on all the scales that it needs.
    whose
        The units that resampling draws, in order.
    units
        Numerators and denominators of each of them: units x indicators x 2.
    """

    name: str
    kind: SeriesKind
    readers: tuple[Reader, ...]
    dreams: frozenset[DreamKey] = field(repr=False)
    dreams_coded: NDArray[np.int64]
    whose: tuple[Unit, ...] = field(repr=False)
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
        units: dict[Unit, NDArray[np.int64]] = {}
        seen: set[DreamKey] = set()
        readers: set[Reader] = set()
        dreams_coded = np.zeros(len(DEFINITIONS), dtype=np.int64)
        for reading, counts in tallied(readings):
            dream = reading.dream
            if dream in seen:
                raise StatsError(f"Dream {dream} was given twice.", "Choose one reading for each dream.")
            seen.add(dream)
            readers.add(reading.reader)
            dreams_coded += counted_for(reading.scales)
            unit = dreamers.get(dream, dream) if dreamers else dream
            units[unit] = units[unit] + counts if unit in units else counts
        # In an order of their own: that of the readings cannot change what is drawn.
        whose = tuple(sorted(units, key=lambda unit: (isinstance(unit, str), unit)))
        return cls(
            name,
            kind,
            tuple(sorted(readers, key=lambda reader: (str(reader), reader.recipe))),
            frozenset(seen),
            dreams_coded,
            whose,
            np.array([units[unit] for unit in whose], dtype=np.int64).reshape(-1, len(DEFINITIONS), 2),
        )

    @property
    def dream_count(self) -> int:
        """How many dreams it holds."""
        return len(self.dreams)

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator of the dreams together, by key."""
        return indicators_of(self.units.sum(axis=0))
