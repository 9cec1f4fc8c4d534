"""How often typical themes occur in dreams of other people, to be set beside one's own."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from noctuary.figures.share import Share


@cache
def reference_rates() -> Mapping[str, Mapping[str, Share]]:
    """Return the rates of other dreams, by set and by theme, found with the same words.

    They count dreams, as one's own rate does. The sets are the dreams on
    which Hall and Van de Castle's norms stand (``norms-f``, ``norms-m``), and
    reports of women and of men in DreamBank (``dreambank-f``, ``dreambank-m``).

    Examples
    --------
    >>> sorted(reference_rates())
    ['dreambank-f', 'dreambank-m', 'norms-f', 'norms-m']
    """
    rates: dict[str, dict[str, Share]] = {}
    path = files("noctuary.figures").joinpath("data/theme_rates.csv")
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines):
        rates.setdefault(row["set"], {})[row["theme"]] = Share(int(row["found"]), int(row["dreams"]))
    return rates
