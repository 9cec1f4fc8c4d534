"""How often typical themes occur in dreams: a rate with its interval, and rates of other dreams to set beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from noctuary.stats.effect import Interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of dreams that hold something.

    Parameters
    ----------
    found, dreams
        How many of how many. ``0 <= found <= dreams``.

    Examples
    --------
    >>> rate = Rate(3, 60)
    >>> rate.value, round(rate.interval.low, 3), round(rate.interval.high, 3)
    (0.05, 0.017, 0.137)
    """

    found: int
    dreams: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; NaN of no dreams."""
        return self.found / self.dreams if self.dreams else float("nan")

    @property
    def interval(self) -> Interval:
        """Its 95 % interval by Wilson; NaN of no dreams."""
        return wilson_interval(self.found, self.dreams)


@cache
def reference_rates() -> Mapping[str, Mapping[str, Rate]]:
    """Return the rates of other dreams, by set and by theme, found with the same words.

    They count dreams, as one's own rate does. The sets are the dreams on
    which Hall and Van de Castle's norms stand (``norms-f``, ``norms-m``), and
    reports of women and of men in DreamBank (``dreambank-f``, ``dreambank-m``).

    Examples
    --------
    >>> sorted(reference_rates())
    ['dreambank-f', 'dreambank-m', 'norms-f', 'norms-m']
    """
    rates: dict[str, dict[str, Rate]] = {}
    path = files("noctuary.figures").joinpath("data/theme_rates.csv")
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        rates.setdefault(row["set"], {})[row["theme"]] = Rate(int(row["found"]), int(row["dreams"]))
    return rates
