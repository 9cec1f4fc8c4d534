"""Profiles: every indicator of a sample beside a norm or a second sample, with what may be concluded."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reader, ReaderKind
from noctuary.dream import SeriesKind
from noctuary.stats.effect import (
    NO_INTERVAL,
    Interval,
    benjamini_hochberg,
    cohens_h,
    h_interval,
    h_p_value,
)
from noctuary.stats.indicators import DEFINITIONS, Definition, Indicator, Kind
from noctuary.stats.norms import HVDC_SOURCE, Norm, NormSet, norms_of
from noctuary.stats.resample import percentile_interval, resampled_totals
from noctuary.stats.sample import Sample

RESAMPLES: Final = 2000
LEAST_COUNTED: Final = 30
"""Denominators below this are flagged: even of two equal ones, only an h above .50 would stand out."""
ENOUGH_DREAMS: Final = {
    SeriesKind.SERIES: ("one dreamer's series needs 75 to 100", 75),
    SeriesKind.SET: ("a set of many dreamers needs 100 to 125", 100),
}
"""How many dreams a sample needs, in words and at the least. Source: Domhoff & Schneider (1998)."""

_SAME_DREAMS: Final = (
    "Both read the same dreams, but the intervals and p values take them for different ones: a difference between"
    " the readers is surer than they say."
)

_Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One indicator of a sample beside its norm: a row of a profile.

    Parameters
    ----------
    definition
        Which indicator.
    sample, norm
        Both values, with their counts.
    h
        Cohen's h, positive when the sample is higher; NaN when a value is undefined or above 1.
    formula_interval
        Of h, taking all that was counted for independent.
    bootstrap_interval
        Of h, from resampling dreams (or persons). Prefer it. Where no dream of the sample holds what is
        counted, resampling cannot find it either, and the formula's interval is the honest one.
    ratio, ratio_interval
        Of a rate: sample divided by norm, and its interval by resampling. NaN for a share.
    p, p_adjusted
        Two-sided; and by Benjamini and Hochberg over all rows of the profile. NaN without h.
    shortage
        Why there is too little to go by, and how much is needed; empty where there is enough.
    """

    definition: Definition
    sample: Indicator
    norm: Norm
    h: float
    formula_interval: Interval
    bootstrap_interval: Interval
    ratio: float
    ratio_interval: Interval
    p: float
    p_adjusted: float
    shortage: str

    @property
    def label(self) -> str:
        """The indicator as printed."""
        return self.definition.label

    @property
    def group(self) -> str:
        """Under which head it is printed."""
        return self.definition.group

    @property
    def too_small(self) -> bool:
        """Whether there is too little to go by."""
        return bool(self.shortage)

    def figures(self) -> dict[str, str | int | float]:
        """Return the row flat, as for a table: numbers unrounded, NaN where undefined."""
        return {
            "indicator": self.definition.key,
            "label": self.label,
            "group": self.group,
            "kind": self.definition.kind.value,
            "value": self.sample.value,
            "count": self.sample.numerator,
            "total": self.sample.denominator,
            "norm": self.norm.value,
            "norm_count": self.norm.count,
            "norm_total": self.norm.total,
            "norm_published": self.norm.published,
            "h": self.h,
            "h_low": self.bootstrap_interval.low,
            "h_high": self.bootstrap_interval.high,
            "h_formula_low": self.formula_interval.low,
            "h_formula_high": self.formula_interval.high,
            "ratio": self.ratio,
            "ratio_low": self.ratio_interval.low,
            "ratio_high": self.ratio_interval.high,
            "p": self.p,
            "p_adjusted": self.p_adjusted,
            "shortage": self.shortage,
        }


@dataclass(frozen=True, slots=True)
class Profile:
    """All indicators of a sample beside norms.

    Parameters
    ----------
    name, dream_count, readers
        Of the sample.
    norms
        What it was set against.
    rows
        One for each indicator, in the order in which they are shown.
    caveats
        Sentences that a user should see beside the numbers.
    """

    name: str
    dream_count: int
    readers: tuple[Reader, ...]
    norms: NormSet
    rows: tuple[Comparison, ...]
    caveats: tuple[str, ...]

    def row(self, indicator: str) -> Comparison:
        """Return the row of an indicator.

        Raises
        ------
        KeyError
            If there is no such indicator.
        """
        for row in self.rows:
            if row.definition.key == indicator:
                return row
        raise KeyError(indicator)


def profile(sample: Sample, norms: NormSet, *, resamples: int = RESAMPLES, seed: int = 0) -> Profile:
    """Set a sample beside norms.

    Parameters
    ----------
    sample
        As :meth:`Sample.of` makes it from readings.
    norms
        As :func:`noctuary.stats.norms.load_norms` gives them.
    resamples
        For the bootstrap intervals.
    seed
        Equal seeds give equal intervals.

    Returns
    -------
    Profile
        A row for each indicator. Those that either side leaves undefined stay so; with an empty sample all do.

    Notes
    -----
    The bootstrap draws the sample's dreams anew. Of a norm only counts are
    known, so each norm is drawn anew from those: its own uncertainty is in
    the interval as it is in the formula's.

    Examples
    --------
    >>> from noctuary.stats.norms import load_norms
    >>> empty = profile(Sample.of([]), load_norms("men"))
    >>> empty.row("aggressor percent").h, empty.row("aggressor percent").shortage
    (nan, 'these dreams: nothing to count.')
    """
    chance, norm_chance = _independent(seed)
    drawn = _drawn(sample, resamples, chance)
    norm_drawn = _norm_drawn(norms, resamples, norm_chance)
    return _profile((sample,), norms, drawn, norm_drawn)


def compare(
    sample: Sample, other: Sample, *, same_dreams: bool = False, resamples: int = RESAMPLES, seed: int = 0
) -> Profile:
    """Set a sample beside a second one, which takes the place of the norm.

    Parameters
    ----------
    sample, other
        As :meth:`Sample.of` makes them. They should share no dream and no dreamer, but for two readers of the
        same dreams.
    same_dreams
        Whether these are two readers of the same dreams. The figures are the same; a caveat says what the
        intervals then mean.
    resamples, seed
        As in :func:`profile`. The dreams of both are drawn anew.

    Returns
    -------
    Profile
        A row for each indicator; h is positive when `sample` is higher.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reading
    >>> from noctuary.dream import DreamKey
    >>> from noctuary.scheme import Scale, parse
    >>> people = (Coding(parse("1MKA", Scale.CHARACTERS)), Coding(parse("1FSA", Scale.CHARACTERS)))
    >>> one = Sample.of([Reading(DreamKey("one", "1"), Reader("by hand"), people[:1])], name="one")
    >>> both = Sample.of([Reading(DreamKey("both", "1"), Reader("by hand"), people)], name="both")
    >>> row = compare(one, both).row("male percent")
    >>> round(row.h, 2), row.shortage
    (1.57, "one: too few dreams (1); one dreamer's series needs 75 to 100.")
    """
    chance, other_chance = _independent(seed)
    norms = norms_of(other.indicators, other.name, "counted from readings")
    drawn, other_drawn = _drawn(sample, resamples, chance), _drawn(other, resamples, other_chance)
    profile = _profile((sample, other), norms, drawn, other_drawn)
    return replace(profile, caveats=(_SAME_DREAMS, *profile.caveats)) if same_dreams else profile


def _independent(seed: int) -> tuple[np.random.Generator, np.random.Generator]:
    return np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])


def _drawn(sample: Sample, resamples: int, rng: np.random.Generator) -> _Values:
    """Every indicator of each resample: resamples x indicators. A single unit cannot be resampled."""
    if len(sample.units) < 2:
        return np.full((resamples, len(DEFINITIONS)), math.nan)
    totals = resampled_totals(sample.units, resamples=resamples, rng=rng)
    return _quotients(totals[..., 0], totals[..., 1])


def _norm_drawn(norms: NormSet, resamples: int, rng: np.random.Generator) -> _Values:
    """Every norm drawn anew from its counts: resamples x indicators."""
    columns = []
    for definition in DEFINITIONS:
        norm = norms.find(definition.key)
        counts = (
            rng.binomial(norm.total, norm.count / max(norm.total, 1), size=resamples)
            if definition.kind is Kind.SHARE
            else rng.poisson(norm.count, size=resamples)
        )
        columns.append(_quotients(counts, np.full(resamples, norm.total)))
    return np.stack(columns, axis=1)


def _quotients(numerators: NDArray[np.number], denominators: NDArray[np.number]) -> _Values:
    """Divide; NaN where there is nothing to divide by."""
    quotients = np.full(numerators.shape, math.nan)
    np.divide(numerators, denominators, out=quotients, where=denominators != 0)
    return quotients


def _angles(values: _Values) -> _Values:
    # A rate below 1 may pass it in a resample; h ends there.
    angles: _Values = 2 * np.arcsin(np.sqrt(np.minimum(values, 1)))
    return angles


def _profile(samples: tuple[Sample, ...], norms: NormSet, drawn: _Values, norm_drawn: _Values) -> Profile:
    sample = samples[0]
    found = sample.indicators
    rows = []
    for column, definition in enumerate(DEFINITIONS):
        indicator, norm = found[definition.key], norms.find(definition.key)
        row = _row(definition, indicator, norm, drawn[:, column], norm_drawn[:, column])
        counted = ((sample.name, indicator.denominator), (norms.name, norm.total))
        rows.append(replace(row, shortage=_shortage(samples, column, counted)))
    adjusted = benjamini_hochberg([row.p for row in rows])
    return Profile(
        sample.name,
        sample.dream_count,
        sample.readers,
        norms,
        tuple(replace(row, p_adjusted=p) for row, p in zip(rows, adjusted, strict=True)),
        tuple(_caveats(samples, norms)),
    )


def _row(
    definition: Definition, sample: Indicator, norm: Norm, drawn: _Values, norm_drawn: _Values
) -> Comparison:
    """Compare one indicator; what needs the whole profile is still to come."""
    h = _h(sample.value, norm.value)
    is_rate = definition.kind is Kind.RATE
    return Comparison(
        definition,
        sample,
        norm,
        h=h,
        formula_interval=h_interval(h, sample.denominator, norm.total),
        bootstrap_interval=(
            NO_INTERVAL if math.isnan(h) else percentile_interval(_angles(drawn) - _angles(norm_drawn))
        ),
        ratio=sample.value / norm.value if is_rate and norm.count else math.nan,
        ratio_interval=percentile_interval(_quotients(drawn, norm_drawn)) if is_rate else NO_INTERVAL,
        p=h_p_value(h, sample.denominator, norm.total),
        p_adjusted=math.nan,
        shortage="",
    )


def _h(value: float, norm: float) -> float:
    return math.nan if max(value, norm) > 1 else cohens_h(value, norm)


def _shortage(samples: tuple[Sample, ...], column: int, counted: tuple[tuple[str, int], ...]) -> str:
    """Why there is too little to go by, the gravest reason first."""
    for name, total in counted:
        if not total:
            return f"{name}: nothing to count."
    for sample in samples:
        words, least = ENOUGH_DREAMS[sample.kind]
        if sample.dreams_coded[column] < least:
            return f"{sample.name}: too few dreams ({sample.dreams_coded[column]}); {words}."
    for name, total in counted:
        if total < LEAST_COUNTED:
            return f"{name}: too few counted ({total}); at least {LEAST_COUNTED} are needed."
    return ""


@lru_cache(maxsize=1)
def _known_caveats() -> tuple[tuple[str, str], ...]:
    text = files("noctuary.stats").joinpath("data/caveats.toml").read_text(encoding="utf-8")
    return tuple((row["when"], row["text"]) for row in tomllib.loads(text)["caveat"])


def _caveats(samples: tuple[Sample, ...], norms: NormSet) -> Iterator[str]:
    readers = [reader for sample in samples for reader in sample.readers]
    holds = {
        "always": True,
        "published norms": norms.source == HVDC_SOURCE,
        "program": any(reader.kind is ReaderKind.PROGRAM for reader in readers),
        "several readers": any(reader != readers[0] for reader in readers),
    }
    return (text for when, text in _known_caveats() if holds[when])
