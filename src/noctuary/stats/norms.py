"""Norms: published values of the indicators with their counts, and norms made from anyone's readings."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from noctuary.coding import Reading
from noctuary.errors import StatsError
from noctuary.stats.indicators import Indicator, indicators

HVDC_SOURCE: Final = (
    "Hall & Van de Castle (1966), recounted from the hand codings of their 991 dreams by Schneider & Domhoff"
)


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
    source
        Where it comes from.
    """

    indicator: str
    count: int
    total: int
    published: float
    source: str

    @property
    def value(self) -> float:
        """``count / total``; NaN when `total` is 0."""
        return self.count / self.total if self.total else math.nan


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
    """

    name: str
    source: str
    norms: Mapping[str, Norm]

    def find(self, indicator: str) -> Norm:
        """Return the norm of an indicator; one without counts, hence undefined, if the set lacks it."""
        return self.norms.get(indicator) or Norm(indicator, 0, 0, math.nan, self.source)


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
            HVDC_SOURCE,
        )
    return {name: NormSet(name, HVDC_SOURCE, MappingProxyType(norms)) for name, norms in sets.items()}


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


def norms_from(readings: Iterable[Reading], name: str, source: str) -> NormSet:
    """Return norms made from readings of your own.

    Parameters
    ----------
    readings
        One for each dream of the reference sample.
    name, source
        Whose dreams they are, and where they come from.

    Returns
    -------
    NormSet
        A norm for each indicator. Those without anything to count are undefined.

    Examples
    --------
    >>> norms_from([], "nobody", "no source").find("friends percent").value
    nan
    """
    return norms_of(indicators(readings), name, source)


def norms_of(counted: Mapping[str, Indicator], name: str, source: str) -> NormSet:
    """Return indicators as norms, none of them published."""
    norms = {
        key: Norm(key, indicator.numerator, indicator.denominator, math.nan, source)
        for key, indicator in counted.items()
    }
    return NormSet(name, source, MappingProxyType(norms))
