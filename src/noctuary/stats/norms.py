"""Norms: published values of the indicators with their counts, and norms made from anyone's readings."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import SeriesKind
from noctuary.errors import StatsError
from noctuary.stats.indicators import DEFINITIONS, Kind
from noctuary.stats.sample import Sample

HVDC_SOURCE: Final = (
    "Hall & Van de Castle (1966), recounted from the hand codings of their 991 dreams by Schneider & Domhoff"
)
_HVDC_DREAMERS: Final = 100
KINDS: Final = {definition.key: definition.kind for definition in DEFINITIONS}


@dataclass(frozen=True, slots=True)
class Norm:
    """The value of one indicator in a reference sample.

    Parameters
    ----------
    indicator
        The indicator's key.
    count, total
        Numerator and denominator, as counted in the reference sample.
    published
        The value in print, which may differ a little from the recount; NaN where there is none.
    error
        The standard error of the value, from how the dreamers of the reference sample (or the dreams, if all are
        one dreamer's) differ; NaN where that is not known.
    """

    indicator: str
    count: int
    total: int
    published: float = math.nan
    error: float = math.nan

    @property
    def value(self) -> float:
        """``count / total``; NaN when `total` is 0."""
        return self.count / self.total if self.total else math.nan

    @property
    def effective_total(self) -> float:
        """Of how many independent elements the value is as sure: at most `total`, which it is where `error` is NaN.

        What stands in one dream, or comes from one dreamer, hangs together: a hundred elements of ten dreamers tell
        less than a hundred of a hundred.
        """
        if not self.error > 0:
            return self.total
        spread = self.value * (1 - self.value) if KINDS.get(self.indicator) is Kind.SHARE else self.value
        return min(self.total, spread / self.error**2)


@dataclass(frozen=True, slots=True)
class NormSet:
    """Norms of one reference sample.

    Parameters
    ----------
    name
        Whose, e.g. ``"women"``.
    source
        Where they come from.
    norms
        By the indicator's key.
    dreams, dreamers
        How many there are in the reference sample.
    readers
        Who read them, in words, with versions and settings; empty where it is not known, or many did.
    pooled_from
        What others lent to it; empty for a norm that was made in one place.
    """

    name: str
    source: str
    norms: Mapping[str, Norm]
    dreams: int
    dreamers: int
    readers: tuple[str, ...] = ()
    pooled_from: tuple[Contribution, ...] = ()

    def find(self, indicator: str) -> Norm:
        """Return the norm of an indicator; one without counts, hence undefined, if the set lacks it."""
        return self.norms.get(indicator) or Norm(indicator, 0, 0)

    @property
    def kind(self) -> SeriesKind:
        """Whether these are the dreams of one dreamer or of many."""
        return SeriesKind.SET if self.dreamers > 1 else SeriesKind.SERIES


@dataclass(frozen=True, slots=True)
class Contribution:
    """Counts that somebody lent to a pooled norm.

    Parameters
    ----------
    source
        Where they come from, as the lender says.
    dreams, dreamers
        How many.
    reader
        Who read them, in words.
    sha256
        The seal of the file.
    withheld
        The indicators that it does not tell, and for which it therefore counts nothing.
    """

    source: str
    dreams: int
    dreamers: int
    reader: str
    sha256: str
    withheld: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _published() -> Mapping[str, NormSet]:
    lines = files("noctuary.stats").joinpath("data/norms.csv").read_text(encoding="utf-8").splitlines()
    sets: dict[str, dict[str, Norm]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        sets.setdefault(row["norm"], {})[row["indicator"]] = Norm(
            row["indicator"],
            int(row["count"]),
            int(row["total"]),
            float(row["published"] or "nan"),
        )
    return {
        name: NormSet(
            name,
            HVDC_SOURCE,
            MappingProxyType(norms),
            dreams=norms["at least one aggression"].total,
            dreamers=_HVDC_DREAMERS,
        )
        for name, norms in sets.items()
    }


def norm_names() -> tuple[str, ...]:
    """Return the names that :func:`load_norms` knows."""
    return tuple(_published())


def load_norms(name: str) -> NormSet:
    """Return a published set of norms.

    Parameters
    ----------
    name
        ``"women"`` or ``"men"``.

    Raises
    ------
    StatsError
        If there is no such set.

    Examples
    --------
    >>> friends = load_norms("women").find("friends percent")
    >>> friends.count, friends.total, friends.published
    (503, 1354, 0.37)
    """
    try:
        return _published()[name]
    except KeyError:
        raise StatsError(
            f"There are no norms named {name!r}.", f"Known: {', '.join(norm_names())}."
        ) from None


def norms_of(sample: Sample, name: str, source: str) -> NormSet:
    """Return norms made from a sample.

    Parameters
    ----------
    sample
        As :meth:`Sample.of` makes it: of a set that holds several dreams of one person, with the dreamers.
    name, source
        Whose dreams they are, and where they come from.

    Returns
    -------
    NormSet
        A norm for each indicator, none of them published. Those without anything to count are undefined.

    Examples
    --------
    >>> norms_of(Sample.of([]), "nobody", "no source").find("friends percent").value
    nan
    """
    errors = ratio_errors(sample.units)
    norms = {
        key: Norm(key, indicator.numerator, indicator.denominator, error=float(error))
        for (key, indicator), error in zip(sample.indicators.items(), errors, strict=True)
    }
    return NormSet(
        name,
        source,
        MappingProxyType(norms),
        dreams=sample.dream_count,
        dreamers=len(sample.whose) if sample.kind is SeriesKind.SET else min(1, sample.dream_count),
        readers=tuple(map(str, sample.readers)),
    )


def ratio_errors(units: NDArray[np.number]) -> NDArray[np.float64]:
    """Return the standard errors of quotients of sums over units, which are independent while their elements are not.

    Parameters
    ----------
    units
        Numerators and denominators of each unit. Shape units x quotients x 2.

    Returns
    -------
    array of float, one for each quotient
        0 and up; NaN with fewer than two units, or nothing to divide by.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd ed., section 2.11, without the correction for a finite population.

    Examples
    --------
    >>> ratio_errors(np.array([[[1, 2]], [[1, 1]], [[0, 1]]])).round(3)
    array([0.217])
    """
    size = len(units)
    numerators, denominators = units[..., 0].astype(np.float64), units[..., 1].astype(np.float64)
    totals = denominators.sum(axis=0)
    if size < 2:
        return np.full(totals.shape, math.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        residuals = numerators - denominators * (numerators.sum(axis=0) / totals)
        errors: NDArray[np.float64] = np.sqrt(size / (size - 1) * (residuals**2).sum(axis=0)) / totals
    return errors
