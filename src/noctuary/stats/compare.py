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
    detectable_h,
    h_interval,
    h_p_value,
    p_value,
    standard_error_of_h,
)
from noctuary.stats.indicators import DEFINITIONS, Definition, Indicator, Kind
from noctuary.stats.norms import HVDC_SOURCE, Norm, NormSet, norms_of
from noctuary.stats.resample import percentile_interval, ratio, resampled_totals
from noctuary.stats.sample import Sample, Unit

RESAMPLES: Final = 2000
LEAST_COUNTED: Final = 30
"""Denominators below this are flagged: even of two equal ones, only an h above .50 would stand out."""
ENOUGH_DREAMS: Final = {
    SeriesKind.SERIES: ("one dreamer's series needs 75 to 100", 75),
    SeriesKind.SET: ("a set of many dreamers needs 100 to 125", 100),
}
"""How many dreams a sample needs, in words and at the least. Source: Domhoff & Schneider (1998)."""

_Values = NDArray[np.float64]
_Side = Sample | NormSet


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
    error
        The standard error of h: that of resampling, or that of the formula where it is the greater. Where both
        sides hold the same dreams the formula does not apply, and it is that of resampling.
    p, p_adjusted
        Two-sided, from h and its error; and by Benjamini and Hochberg over all rows of the profile. NaN
        without h.
    formula_p
        From the formula's interval, as it is published; too sure of itself where that is.
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
    error: float
    p: float
    p_adjusted: float
    formula_p: float
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
    def detectable(self) -> float:
        """How large an h would have to be, to be found significant four times out of five; NaN without h."""
        return detectable_h(self.error)

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
            "h_error": self.error,
            "h_detectable": self.detectable,
            "ratio": self.ratio,
            "ratio_low": self.ratio_interval.low,
            "ratio_high": self.ratio_interval.high,
            "p": self.p,
            "p_adjusted": self.p_adjusted,
            "p_formula": self.formula_p,
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

    @property
    def detectable(self) -> Interval:
        """From the surest indicator to the least sure, how large an h has to be to be found; NaN where none is enough.

        Rows that rest on too little are left out. See :attr:`Comparison.detectable`.
        """
        found = sorted(row.detectable for row in self.rows if not row.too_small and not math.isnan(row.h))
        return Interval(found[0], found[-1]) if found else NO_INTERVAL

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
    drawn = _drawn(sample.units, resamples, _chance(seed, 0))
    norm_drawn = _norm_drawn(norms, resamples, _chance(seed, 1))
    return _profile(sample, norms, (sample, norms), drawn, norm_drawn)


def compare(sample: Sample, other: Sample, *, resamples: int = RESAMPLES, seed: int = 0) -> Profile:
    """Set a sample beside a second one, which takes the place of the norm.

    Parameters
    ----------
    sample, other
        As :meth:`Sample.of` makes them: of two series or sets, of two parts of one, or of two readers of the
        same dreams.
    resamples, seed
        As in :func:`profile`.

    Returns
    -------
    Profile
        A row for each indicator; h is positive when `sample` is higher.

    Notes
    -----
    The dreams of both (or their dreamers, where a set holds several dreams
    of one) are drawn anew. What both hold is drawn for both at once, so that
    two readers are compared on the same dreams in each resample: a night that
    is hard to read is so for both of them, and does not count as a difference.

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
    norms = norms_of(other, other.name, "counted from readings")
    drawn, other_drawn = _drawn_together(sample, other, resamples, seed)
    return _profile(sample, norms, (sample, other), drawn, other_drawn)


def _chance(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _drawn(units: NDArray[np.int64], resamples: int, rng: np.random.Generator) -> _Values:
    """Every indicator of each resample: resamples x indicators. A single unit cannot be resampled."""
    if len(units) < 2:
        return np.full((resamples, len(DEFINITIONS)), math.nan)
    totals = resampled_totals(units, resamples=resamples, rng=rng)
    return ratio(totals[..., 0], totals[..., 1])


def _drawn_together(one: Sample, other: Sample, resamples: int, seed: int) -> tuple[_Values, _Values]:
    """Every indicator of each resample of both, in which what they share is drawn for both at once."""
    shared = _shared(one, other)
    if not shared:
        return _drawn(one.units, resamples, _chance(seed, 0)), _drawn(
            other.units, resamples, _chance(seed, 1)
        )
    if min(len(one.whose), len(other.whose)) < 2:
        undrawn = np.full((resamples, len(DEFINITIONS)), math.nan)
        return undrawn, undrawn
    own = []
    common = []
    for stream, sample in enumerate((one, other)):
        is_shared = np.array([unit in shared for unit in sample.whose])
        own.append(resampled_totals(sample.units[~is_shared], resamples=resamples, rng=_chance(seed, stream)))
        common.append(sample.units[is_shared])
    # Units stand in the same order in every sample, so that row by row these are the same.
    together = resampled_totals(np.stack(common, axis=1), resamples=resamples, rng=_chance(seed, 2))
    first, second = (own[side] + together[:, side] for side in range(2))
    return ratio(first[..., 0], first[..., 1]), ratio(second[..., 0], second[..., 1])


def _shared(one: Sample, other: Sample) -> set[Unit]:
    return set(one.whose) & set(other.whose)


def _norm_drawn(norms: NormSet, resamples: int, rng: np.random.Generator) -> _Values:
    """Every norm drawn anew, as surely as its counts and the spread of its dreamers allow: resamples x indicators."""
    columns = []
    for definition in DEFINITIONS:
        norm = norms.find(definition.key)
        total = norm.effective_total
        if definition.kind is Kind.SHARE:
            # Whole elements only can be drawn.
            total = float(round(total))
            counts = rng.binomial(int(total), norm.value if total else 0, size=resamples)
        else:
            counts = rng.poisson(norm.value * total if total else 0, size=resamples)
        columns.append(ratio(counts, np.full(resamples, total)))
    return np.stack(columns, axis=1)


def _angles(values: _Values) -> _Values:
    # A rate below 1 may pass it in a resample; h ends there.
    angles: _Values = 2 * np.arcsin(np.sqrt(np.minimum(values, 1)))
    return angles


def _profile(
    sample: Sample, norms: NormSet, sides: tuple[Sample, _Side], drawn: _Values, norm_drawn: _Values
) -> Profile:
    """Set a sample beside norms, or beside the other sample that these are made from: see `sides`."""
    found = sample.indicators
    together = isinstance(sides[1], Sample) and bool(_shared(sample, sides[1]))
    rows = []
    for column, definition in enumerate(DEFINITIONS):
        indicator, norm = found[definition.key], norms.find(definition.key)
        row = _row(definition, indicator, norm, drawn[:, column], norm_drawn[:, column], together=together)
        counted = ((sample.name, indicator.denominator), (norms.name, norm.total))
        rows.append(replace(row, shortage=_shortage(sides, column, counted)))
    adjusted = benjamini_hochberg([row.p for row in rows])
    return Profile(
        sample.name,
        sample.dream_count,
        sample.readers,
        norms,
        tuple(replace(row, p_adjusted=p) for row, p in zip(rows, adjusted, strict=True)),
        tuple(_caveats(sides)),
    )


def _row(
    definition: Definition,
    sample: Indicator,
    norm: Norm,
    drawn: _Values,
    norm_drawn: _Values,
    *,
    together: bool,
) -> Comparison:
    """Compare one indicator; what needs the whole profile is still to come."""
    h = _h(sample.value, norm.value)
    differences = _angles(drawn) - _angles(norm_drawn)
    error = _error(h, differences, standard_error_of_h(sample.denominator, norm.total), together=together)
    is_rate = definition.kind is Kind.RATE
    return Comparison(
        definition,
        sample,
        norm,
        h=h,
        formula_interval=h_interval(h, sample.denominator, norm.total),
        bootstrap_interval=NO_INTERVAL if math.isnan(h) else percentile_interval(differences),
        ratio=sample.value / norm.value if is_rate and norm.count else math.nan,
        ratio_interval=percentile_interval(ratio(drawn, norm_drawn)) if is_rate else NO_INTERVAL,
        error=error,
        p=p_value(h, error),
        p_adjusted=math.nan,
        formula_p=h_p_value(h, sample.denominator, norm.total),
        shortage="",
    )


def _error(h: float, differences: _Values, formula: float, *, together: bool) -> float:
    """Return the standard error of h: as it came out of resampling, but never surer than the formula."""
    if math.isnan(h):
        return math.nan
    defined = differences[~np.isnan(differences)]
    spread = float(defined.std()) if defined.size else 0.0
    # The formula knows nothing of what both sides share; without any spread, there is only the formula.
    return spread if together and spread else max(formula, spread)


def _h(value: float, norm: float) -> float:
    return math.nan if max(value, norm) > 1 else cohens_h(value, norm)


def _shortage(sides: tuple[_Side, ...], column: int, counted: tuple[tuple[str, int], ...]) -> str:
    """Why there is too little to go by, the gravest reason first."""
    for name, total in counted:
        if not total:
            return f"{name}: nothing to count."
    for side in sides:
        words, least = ENOUGH_DREAMS[side.kind]
        dreams = side.dreams_coded[column] if isinstance(side, Sample) else side.dreams
        if dreams < least:
            return f"{side.name}: too few dreams ({dreams}); {words}."
    for name, total in counted:
        if total < LEAST_COUNTED:
            return f"{name}: too few counted ({total}); at least {LEAST_COUNTED} are needed."
    return ""


@lru_cache(maxsize=1)
def _known_caveats() -> tuple[tuple[str, str], ...]:
    text = files("noctuary.stats").joinpath("data/caveats.toml").read_text(encoding="utf-8")
    return tuple((row["when"], row["text"]) for row in tomllib.loads(text)["caveat"])


def _caveats(sides: tuple[_Side, ...]) -> Iterator[str]:
    samples = [side for side in sides if isinstance(side, Sample)]
    norms = [side for side in sides if isinstance(side, NormSet)]
    same_dreams = len(samples) > 1 and samples[0].dreams == samples[1].dreams
    several_readers = len({str(reader) for side in sides for reader in side.readers}) > 1
    holds = {
        "always": True,
        "published norms": any(each.source == HVDC_SOURCE for each in norms),
        "pooled norms": any(each.pooled_from for each in norms),
        "program": any(reader.kind is ReaderKind.PROGRAM for each in samples for reader in each.readers),
        "same dreams": same_dreams and several_readers,
        "several readers": several_readers and not same_dreams,
        "dreams drawn twice": len(samples) > 1 and _are_drawn_twice(*samples),
    }
    return (text for when, text in _known_caveats() if holds[when])


def _are_drawn_twice(one: Sample, other: Sample) -> bool:
    """Whether dreams are in both samples, of which one draws dreams and the other dreamers."""
    return not one.dreams.isdisjoint(other.dreams) and not _shared(one, other)
