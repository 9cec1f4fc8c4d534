"""The content indicators: shares and rates that are derived from readings.

What each of them divides stands in ``data/indicators.toml``; what the codes
count as stands in :mod:`noctuary.stats.counts`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reading
from noctuary.scheme import Scale
from noctuary.stats.counts import COUNTS, counted_in

Tally = NDArray[np.int64]
"""Numerator and denominator of every indicator in one dream: indicators x 2."""


class Kind(StrEnum):
    """A share lies between 0 and 1; a rate says how many for each, and may exceed 1."""

    SHARE = "share"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator is.

    Parameters
    ----------
    key
        Its name in tables, e.g. ``"friends percent"``.
    label
        As Domhoff prints it.
    group
        Under which head it stands.
    kind
        Share or rate.
    scales
        A dream counts only if its reader coded all of these.
    counted, all
        The elements of :mod:`noctuary.stats.counts` that add up to numerator and denominator.
    sentence
        Both in plain words.
    """

    key: str
    label: str
    group: str
    kind: Kind
    scales: frozenset[Scale]
    counted: tuple[str, ...]
    all: tuple[str, ...]
    sentence: str


def _load() -> tuple[Definition, ...]:
    text = files("noctuary.stats").joinpath("data/indicators.toml").read_text(encoding="utf-8")
    return tuple(
        Definition(
            row["key"],
            row["label"],
            row["group"],
            Kind(row["kind"]),
            frozenset(map(Scale, row["scales"])),
            tuple(row["counted"]),
            tuple(row["all"]),
            row["definition"],
        )
        for row in tomllib.loads(text)["indicator"]
    )


DEFINITIONS: Final = _load()
"""Every indicator, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of some dreams, with the counts that it comes from.

    Parameters
    ----------
    key
        Its name in tables.
    numerator, denominator
        Counts of elements, or of dreams for *at least one*.
    """

    key: str
    numerator: int
    denominator: int

    @property
    def value(self) -> float:
        """The quotient: from 0 to 1 for a share, from 0 up for a rate; NaN, never 0, for a share of nothing."""
        return self.numerator / self.denominator if self.denominator else math.nan


def _weights() -> NDArray[np.float64]:
    weights = np.zeros((len(COUNTS), len(DEFINITIONS), 2))
    for column, definition in enumerate(DEFINITIONS):
        for part, names in enumerate((definition.counted, definition.all)):
            weights[[COUNTS.index(name) for name in names], column, part] = 1
    return weights.reshape(len(COUNTS), -1)


_WEIGHTS: Final = _weights()
_BATCH: Final = 512


@lru_cache(maxsize=1024)
def counted_for(scales: tuple[Scale, ...]) -> NDArray[np.bool_]:
    """Return for each indicator whether a dream counts for it that was coded on `scales`."""
    counted = np.array([definition.scales <= set(scales) for definition in DEFINITIONS])
    counted.flags.writeable = False
    return counted


def tally(reading: Reading) -> Tally:
    """Return numerator and denominator of every indicator in one dream.

    Parameters
    ----------
    reading
        The reading. Where it did not code the scales that an indicator needs, both counts are 0.

    Returns
    -------
    array of int, indicators x 2
        In the order of `DEFINITIONS`. Tallies of several dreams may be added.
    """
    return next(tallied([reading]))[1]


def tallied(readings: Iterable[Reading]) -> Iterator[tuple[Reading, Tally]]:
    """Yield each reading with its :func:`tally`; of many readings this is the quick way.

    Parameters
    ----------
    readings
        They are streamed, some hundreds at a time.
    """
    stream = iter(readings)
    while batch := list(islice(stream, _BATCH)):
        pairs = (_counts(batch) @ _WEIGHTS).reshape(len(batch), -1, 2)
        counted = np.array([counted_for(reading.scales) for reading in batch])
        yield from zip(batch, (pairs * counted[:, :, None]).astype(np.int64), strict=True)


def _counts(readings: Sequence[Reading]) -> NDArray[np.float64]:
    """Return how often each of `COUNTS` occurs in each reading, in numbers that BLAS multiplies."""
    width = len(COUNTS)
    places = [row * width + place for row, reading in enumerate(readings) for place in counted_in(reading)]
    counts = np.bincount(np.array(places, dtype=np.int64), minlength=len(readings) * width)
    return counts.reshape(len(readings), width).astype(np.float64)


def tally_of_counts(counts: NDArray[np.float64], scales: tuple[Scale, ...]) -> NDArray[np.float64]:
    """Return numerator and denominator of every indicator from counts, in the order of `COUNTS`.

    Parameters
    ----------
    counts
        Of one dream, or the sum of dreams that were all coded on the same scales; further axes before the last.
    scales
        Those scales. An indicator that needs another one gets two zeros.
    """
    pairs: NDArray[np.float64] = (counts @ _WEIGHTS).reshape(*counts.shape[:-1], -1, 2)
    return pairs * counted_for(scales)[:, None]


def indicators_of(total: Tally) -> dict[str, Indicator]:
    """Return the indicators of a tally, or of the sum of tallies, by key."""
    return {
        definition.key: Indicator(definition.key, int(numerator), int(denominator))
        for definition, (numerator, denominator) in zip(DEFINITIONS, total, strict=True)
    }


def indicators(readings: Iterable[Reading]) -> dict[str, Indicator]:
    """Return every indicator of the dreams together, by key.

    Elements are pooled over the dreams, so long and crowded dreams weigh more.

    Parameters
    ----------
    readings
        One reading for each dream, in any order. They are streamed.

    Returns
    -------
    dict of str to Indicator
        Every indicator, in the order of `DEFINITIONS`. Those without anything to count are undefined; so
        are all of them when there are no readings.

    References
    ----------
    Domhoff (1996), Finding Meaning in Dreams, chapters 2 and 3 and appendix D.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader, Reading
    >>> from noctuary.dream import DreamKey
    >>> from noctuary.scheme import Scale, parse
    >>> cast = [Coding(parse(symbol, Scale.CHARACTERS)) for symbol in ("1MKA", "1FMA", "1MSA")]
    >>> found = indicators([Reading(DreamKey("mine", "1"), Reader("by hand"), tuple(cast))])
    >>> found["male percent"]
    Indicator(key='male percent', numerator=2, denominator=3)
    >>> found["negative emotions percent"].value
    nan
    """
    total = np.zeros((len(DEFINITIONS), 2), dtype=np.int64)
    for _, counts in tallied(readings):
        total += counts
    return indicators_of(total)
