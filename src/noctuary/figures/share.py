"""A share of dreams or acts, with how far chance may have moved it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from noctuary.stats.effect import Interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some dreams, or acts, are such.

    Parameters
    ----------
    found, total
        How many of how many. ``0 <= found <= total``.

    Examples
    --------
    >>> share = Share(3, 60)
    >>> share.value, round(share.interval.low, 3), round(share.interval.high, 3)
    (0.05, 0.017, 0.137)
    """

    found: int
    total: int

    @property
    def value(self) -> float:
        """From 0 to 1; NaN of none."""
        return self.found / self.total if self.total else math.nan

    @property
    def interval(self) -> Interval:
        """Its 95 % interval by Wilson; NaN of none."""
        return wilson_interval(self.found, self.total)
