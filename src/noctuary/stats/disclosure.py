"""Which counts may be shown, so that no small one can be read off or worked out from the others.

A count of 1 to 4 points at single dreams. It is not enough to leave it out:
where the sum and the other parts stay, a subtraction brings it back. So every
count that is shown is taken for an equation over the elements of
:mod:`noctuary.stats.counts`, and a count is disclosed if it follows from those
equations (it lies in the span of their rows). Guarded are the numerator, the
denominator and the rest of each indicator, every single element, and the
parts in ``data/hidden_parts.toml``. As long as a small one is disclosed, one
of the indicators that disclose it is left out.

This is complementary cell suppression with an exact audit of linear
disclosure (Hundepool et al. (2012), Statistical Disclosure Control, chapter
4). Not covered: what somebody knows beforehand, and the difference of two
files of which the second holds a few dreams more. Lend once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from noctuary.stats.counts import COUNTS
from noctuary.stats.indicators import DEFINITIONS, Kind

LEAST_SHOWN: Final = 5
"""Counts below this are not shown; 0 is."""

_Rows = NDArray[np.float64]
_NEARLY: Final = 1e-6
_SHARES: Final = {definition.key for definition in DEFINITIONS if definition.kind is Kind.SHARE}


class _Equations(NamedTuple):
    """What is known of some counts: a row over the elements for each, and how many it is."""

    rows: _Rows
    values: NDArray[np.float64]
    indicators: tuple[str, ...]
    """To which indicator each row belongs; empty where it is known without any."""


def safe_to_show(counts: Mapping[str, tuple[int, int]], dreams: int) -> list[str]:
    """Return the indicators whose counts may be shown together.

    Parameters
    ----------
    counts
        Numerator and denominator of each indicator. All dreams were coded for each of them.
    dreams
        How many dreams were counted; this is shown in any case.

    Returns
    -------
    list of str
        As many as this finds, in their order. Which are left out depends on nothing but the counts.

    Examples
    --------
    Four of the fears are too few to show, and without another emotion they could be worked out.

    >>> counts = {"anger percent": (6, 24), "apprehension percent": (4, 24), "sadness percent": (5, 24)}
    >>> counts |= {"confusion percent": (9, 24), "happiness percent": (0, 24)}
    >>> safe_to_show(counts, dreams=50)
    ['anger percent', 'confusion percent', 'happiness percent']
    """
    shown = {key: pair for key, pair in counts.items() if not any(map(_is_small, _read_off(key, *pair)))}
    while disclosed := _disclosed(shown, dreams):
        # The smallest, but not a zero: a small count is not hidden by one that adds nothing to it.
        del shown[min(disclosed, key=lambda key: (counts[key][0] == 0, counts[key]))]
    return list(shown)


def _read_off(indicator: str, count: int, total: int) -> tuple[int, ...]:
    return (count, total, total - count) if indicator in _SHARES else (count, total)


def _is_small(count: float) -> bool:
    # Between the whole numbers, since solving equations is never quite exact.
    return 0.5 < abs(count) < LEAST_SHOWN - 0.5


def _disclosed(counts: Mapping[str, tuple[int, int]], dreams: int) -> list[str]:
    """Return the indicators of which any, left out, would hide one small count that they disclose; none if none is."""
    known = _equations(counts, dreams)
    inverse = np.linalg.pinv(known.rows)
    shares = _guarded() @ inverse
    follows = np.abs(shares @ known.rows - _guarded()).max(axis=1) < _NEARLY
    value = shares @ known.values
    for place in np.flatnonzero(follows):
        involved = {
            name
            for name, share in zip(known.indicators, shares[place], strict=True)
            if name and abs(share) > _NEARLY
        }
        if involved and _is_small(value[place]):
            hiding = [
                name for name in counts if name in involved and not _follows(place, known, without=name)
            ]
            return hiding or [name for name in counts if name in involved]
    return []


def _follows(place: np.intp, known: _Equations, *, without: str) -> bool:
    rows = known.rows[[name != without for name in known.indicators]]
    guarded = _guarded()[place]
    return bool(np.abs(guarded @ np.linalg.pinv(rows) @ rows - guarded).max() < _NEARLY)


def _equations(counts: Mapping[str, tuple[int, int]], dreams: int) -> _Equations:
    rows, values, indicators = [_row("dreams")], [float(dreams)], [""]
    for whole, parts in _parts("sum").values():
        rows.append(_row(whole) - _row(*parts))
        values.append(0.0)
        indicators.append("")
    for definition in DEFINITIONS:
        if definition.key in counts:
            rows += [_row(*definition.counted), _row(*definition.all)]
            values += counts[definition.key]
            indicators += [definition.key] * 2
    return _Equations(np.stack(rows), np.array(values, dtype=np.float64), tuple(indicators))


@lru_cache(maxsize=1)
def _guarded() -> _Rows:
    """Return every count that must not be seen while it is small, as a row over the elements."""
    rows = [_row(name) for name in COUNTS]
    for definition in DEFINITIONS:
        counted, every = _row(*definition.counted), _row(*definition.all)
        rows += [counted, every]
        if definition.key in _SHARES:
            rows.append(every - counted)
    rows += [_row(whole) - _row(*parts) for whole, parts in _parts("hidden").values()]
    return np.unique(np.stack(rows), axis=0)


def _row(*elements: str) -> _Rows:
    row = np.zeros(len(COUNTS))
    row[[COUNTS.index(name) for name in elements]] = 1
    return row


@lru_cache(maxsize=2)
def _parts(kind: str) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    text = files("noctuary.stats").joinpath("data/hidden_parts.toml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)[kind]
    return {row.get("name", row["whole"]): (row["whole"], tuple(row["parts"])) for row in rows}
