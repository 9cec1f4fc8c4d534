"""What if a tenth of the codings are wrong: errors thrown in at random, and every indicator counted again."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reading
from noctuary.errors import StatsError
from noctuary.scheme import Code, Scale
from noctuary.stats.compare import Comparison, Profile
from noctuary.stats.counts import COUNTS, elements
from noctuary.stats.effect import Interval, benjamini_hochberg, cohens_h, p_value
from noctuary.stats.indicators import DEFINITIONS, Definition, Indicator, Kind, indicators_of, tally_of_counts
from noctuary.stats.norms import Norm
from noctuary.stats.resample import percentile_interval
from noctuary.stats.time import quotients

TRIALS: Final = 500
_LEVEL: Final = 0.05
_SURVIVES: Final = 0.95
_SCALES: Final = tuple(sorted({scale for definition in DEFINITIONS for scale in definition.scales}))
_STRIVING: Final = [_SCALES.index(scale) for scale in (Scale.SUCCESS, Scale.FAILURE)]
_DREAMS: Final = COUNTS.index("dreams")
_DREAMS_WITH: Final = [COUNTS.index(f"dreams with {scale}") for scale in _SCALES]
_DREAMS_STRIVING: Final = COUNTS.index("dreams with striving")
_Places = NDArray[np.int64]
_Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What errors of coding do to one indicator.

    Parameters
    ----------
    definition
        Which indicator.
    indicator
        As counted from the codings as they are.
    band
        What 95 of 100 trials stay within; NaN where no trial has anything to count. Chance in which dreams
        were dreamt is not in it.
    one_sided
        How far it moves if all errors push it to one side: what no error of this size can pass.
    norm
        What it is set against; ``None`` without a norm.
    h, h_band
        Cohen's h against the norm as the codings are, and what 95 of 100 trials stay within; NaN without.
    differs
        Whether it differs from the norm as the codings are: p below .05, adjusted over all indicators.
    same_side
        In what share of the trials the indicator stays on its side of the norm; NaN without h.
    still_differs
        In what share of the trials it differs from the norm.
    holds_one_sided
        Whether it differs from the norm, and would still on the same side if all errors pushed it that way.
    shortage
        Why there is too little to go by, as the profile says it; empty where there is enough, or no profile.
    """

    definition: Definition
    indicator: Indicator
    band: Interval
    one_sided: Interval
    norm: Norm | None
    h: float
    h_band: Interval
    differs: bool
    same_side: float
    still_differs: float
    holds_one_sided: bool
    shortage: str

    @property
    def survives(self) -> bool:
        """Whether what is said of it holds in 95 of 100 trials: that it differs and on which side, or that it does not."""
        if self.differs:
            return min(self.same_side, self.still_differs) >= _SURVIVES
        return self.still_differs <= 1 - _SURVIVES


@dataclass(frozen=True, slots=True, eq=False)
class Codings:
    """The codings of some dreams as numbers, to be changed and counted many times; make them with :meth:`of`.

    Parameters
    ----------
    codes
        The codes that occur, scale by scale.
    code
        Of each coding its place in `codes`; sorted.
    dream
        Of each coding its dream.
    confidence
        Of each coding; NaN where its reader gave none.
    coverage
        Of each dream, which row of `covered` holds.
    covered
        Sets of scales that dreams were coded on: sets x `_SCALES`.
    """

    codes: tuple[Code, ...]
    code: _Places
    dream: _Places
    confidence: _Values
    coverage: _Places
    covered: NDArray[np.bool_]

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Self:
        """Take the codings of readings, one of each dream, on the scales that indicators are made from."""
        found: list[tuple[Code, int, float]] = []
        sets: dict[tuple[Scale, ...], int] = {}
        coverage = []
        for dream, reading in enumerate(readings):
            coverage.append(sets.setdefault(reading.scales, len(sets)))
            found += [
                (coding.code, dream, math.nan if coding.confidence is None else coding.confidence)
                for coding in reading.codings
                if coding.code.scale in _SCALES
            ]
        codes = sorted(
            {code for code, _, _ in found}, key=lambda code: (_SCALES.index(code.scale), str(code))
        )
        places = {code: place for place, code in enumerate(codes)}
        rows = sorted((places[code], dream, confidence) for code, dream, confidence in found)
        columns = list(zip(*rows, strict=True)) or [(), (), ()]
        return cls(
            tuple(codes),
            np.array(columns[0], dtype=np.int64),
            np.array(columns[1], dtype=np.int64),
            np.array(columns[2], dtype=np.float64),
            np.array(coverage, dtype=np.int64),
            np.array([[scale in scales for scale in _SCALES] for scales in sets]).reshape(-1, len(_SCALES)),
        )

    def error_rates(self) -> dict[Scale, float]:
        """Return what share of the codings of each scale is wrong, by what the reader said of its own confidence.

        Raises
        ------
        StatsError
            If a coding has no confidence, as those of people.
        """
        if np.isnan(self.confidence).any() or not len(self.code):
            raise StatsError(
                "These codings tell no confidence of their own.", "Give the share that is wrong: --wrong 0.1."
            )
        scale_of = self.scale_places()
        return {
            scale: float(1 - self.confidence[scale_of == place].mean())
            for place, scale in enumerate(_SCALES)
            if (scale_of == place).any()
        }

    def scale_places(self) -> _Places:
        """Return of each coding the place of its scale in `_SCALES`."""
        of_code = np.array([_SCALES.index(code.scale) for code in self.codes], dtype=np.int64)
        return of_code[self.code]


def doubts(
    readings: Iterable[Reading] | Codings,
    *,
    wrong: float | Mapping[Scale, float] = 0.1,
    profile: Profile | None = None,
    trials: int = TRIALS,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> list[Doubt]:
    """Ask of every indicator what would become of it if some of the codings were wrong.

    Parameters
    ----------
    readings
        One for each dream; or their :class:`Codings`.
    wrong
        The share of codings that are wrong, 0 to 1; or one for each scale, 0 where a scale is absent. See
        :meth:`Codings.error_rates`.
    profile
        Of the same readings, to see which of its comparisons hold.
    trials
        How often.
    seed
        Equal seeds give equal bands.
    progress
        Called with the number of trials made so far.

    Returns
    -------
    list of Doubt
        One for each indicator.

    Raises
    ------
    ValueError
        If a share lies outside 0 to 1.

    Notes
    -----
    In each trial every coding is wrong with that chance, by itself. Of the
    wrong ones a third are left out, a third are put in another code's place
    on the same scale, the others in proportion to how often they occur here,
    and for a third a code of the scale, drawn likewise, is added to any one of
    the dreams coded on it. So as many codes are expected as there were.

    Such errors fall on either side and partly make up for each other, the more
    so the more codings there are. A reader that errs always on one side moves
    an indicator further: at most as far as the *one-sided* limits, where the
    same share of all that an indicator counts is wrong, and all of it to its
    disadvantage. `noctuary evaluate` shows which way a reader leans.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader
    >>> from noctuary.dream import DreamKey
    >>> from noctuary.scheme import parse
    >>> cast = [Coding(parse(symbol, Scale.CHARACTERS)) for symbol in ("1MKA", "1FMA", "1MSA") * 20]
    >>> doubt = doubts([Reading(DreamKey("mine", "1"), Reader("by hand"), tuple(cast))])[0]
    >>> doubt.indicator.value, doubt.band.low < doubt.indicator.value < doubt.band.high
    (0.6666666666666666, True)
    """
    codings = readings if isinstance(readings, Codings) else Codings.of(readings)
    rates = np.array([wrong.get(scale, 0) if isinstance(wrong, Mapping) else wrong for scale in _SCALES])
    if not ((rates >= 0) & (rates <= 1)).all():
        raise ValueError("the share of wrong codings lies between 0 and 1")
    errors = _Errors(codings, rates)
    rng = np.random.default_rng(seed)
    as_they_are = errors.counted()
    tried = np.zeros((trials, *as_they_are.shape))
    for trial in range(trials):
        tried[trial] = errors.thrown_in(rng)
        if progress:
            progress(trial + 1)
    worst = [max(float(rates[_SCALES.index(scale)]) for scale in each.scales) for each in DEFINITIONS]
    return _judged(as_they_are, tried, worst, profile)


class _Errors:
    """Throws errors into codings and counts what comes of it."""

    def __init__(self, codings: Codings, rates: _Values) -> None:
        self._codings = codings
        self._scale = codings.scale_places()
        self._chance = rates[self._scale].astype(np.float32)
        # Codings are sorted by code, and codes by scale: each code and each scale is one stretch of them.
        self._code_start, self._code_stop = _stretches(codings.code)
        self._scale_start, self._scale_stop = _stretches(self._scale)
        self._dreams_on = [
            np.flatnonzero(codings.covered[codings.coverage, place]) for place in range(len(_SCALES))
        ]
        self._elements = np.zeros((len(codings.codes), len(COUNTS)))
        for place, code in enumerate(codings.codes):
            for name in elements(code):
                self._elements[place, COUNTS.index(name)] += 1

    def counted(self) -> _Values:
        """Count every indicator from the codings as they are: indicators x 2."""
        codings = self._codings
        return self._tally(codings.code, codings.dream, self._scale)

    def thrown_in(self, rng: np.random.Generator) -> _Values:
        """Count every indicator from codings of which some have been made wrong."""
        codings = self._codings
        wrong = np.flatnonzero(rng.random(len(codings.code), dtype=np.float32) < self._chance)
        what = rng.integers(3, size=len(wrong))
        left_out, changed, added = (wrong[what == kind] for kind in range(3))
        code = codings.code.copy()
        code[changed] = codings.code[self._another(changed, rng)]
        stays = np.ones(len(code), dtype=bool)
        stays[left_out] = False
        scales = self._scale[added]
        return self._tally(
            np.concatenate([code[stays], codings.code[self._any_of_scale(added, rng)]]),
            np.concatenate([codings.dream[stays], self._any_dream(scales, rng)]),
            np.concatenate([self._scale[stays], scales]),
        )

    def _another(self, places: _Places, rng: np.random.Generator) -> _Places:
        """Draw for each coding one of its scale with another code, all alike; itself where there is none."""
        start, stop = self._scale_start[places], self._scale_stop[places]
        own = self._code_stop[places] - self._code_start[places]
        others = stop - start - own
        steps = rng.integers(np.maximum(others, 1))
        reached = start + (self._code_stop[places] - start + steps) % (stop - start)
        return np.where(others > 0, reached, places)

    def _any_of_scale(self, places: _Places, rng: np.random.Generator) -> _Places:
        start, stop = self._scale_start[places], self._scale_stop[places]
        return start + rng.integers(stop - start)

    def _any_dream(self, scales: _Places, rng: np.random.Generator) -> _Places:
        drawn = np.zeros(len(scales), dtype=np.int64)
        for place in np.unique(scales):
            chosen = scales == place
            drawn[chosen] = rng.choice(self._dreams_on[place], size=int(chosen.sum()))
        return drawn

    def _tally(self, code: _Places, dream: _Places, scale: _Places) -> _Values:
        """Add up elements, and dreams that hold any of a scale, for each set of scales; then the indicators."""
        codings = self._codings
        sets, kinds = len(codings.covered), len(codings.codes)
        coverage = codings.coverage[dream]
        of_codes = np.bincount(coverage * kinds + code, minlength=sets * kinds).reshape(sets, kinds)
        counts = of_codes @ self._elements
        width = len(_SCALES)
        of_dreams = np.bincount(dream * width + scale, minlength=len(codings.coverage) * width)
        holds: NDArray[np.bool_] = np.asarray(of_dreams.reshape(-1, width) > 0)
        strives = np.logical_or.reduce(holds[:, _STRIVING], axis=1)
        total: _Values = np.zeros((len(DEFINITIONS), 2))
        for each, covered in enumerate(codings.covered):
            inside = codings.coverage == each
            counts[each, _DREAMS] = inside.sum()
            counts[each, _DREAMS_WITH] = holds[inside].sum(axis=0)
            counts[each, _DREAMS_STRIVING] = strives[inside].sum()
            scales = tuple(scale for scale, known in zip(_SCALES, covered, strict=True) if known)
            total += tally_of_counts(counts[each], scales)
        return total


def _stretches(sorted_values: _Places) -> tuple[_Places, _Places]:
    """Return of each value where the stretch of its equals starts and stops."""
    return (
        np.searchsorted(sorted_values, sorted_values, side="left"),
        np.searchsorted(sorted_values, sorted_values, side="right"),
    )


def _judged(
    as_they_are: _Values, tried: _Values, wrong: Sequence[float], profile: Profile | None
) -> list[Doubt]:
    found = indicators_of(as_they_are.astype(np.int64))
    beside = profile.rows if profile else (None,) * len(DEFINITIONS)
    h, differs = _standing(as_they_are, beside)
    standings = [_standing(trial, beside) for trial in tried]
    hs = np.array([trial for trial, _ in standings]).reshape(-1, len(DEFINITIONS))
    still = np.array([trial for _, trial in standings], dtype=bool).reshape(-1, len(DEFINITIONS))
    same_side = np.sign(hs) == np.sign(h)
    limits = [_limits(*each) for each in zip(DEFINITIONS, as_they_are.tolist(), wrong, strict=True)]
    ends = [_standing(np.array(end), beside) for end in zip(*limits, strict=True)]
    one_sided = np.logical_and.reduce([(np.sign(each) == np.sign(h)) & far for each, far in ends])
    return [
        Doubt(
            definition,
            found[definition.key],
            percentile_interval(quotients(tried[:, place])),
            Interval(*quotients(np.array(limits[place])).tolist()),
            row.norm if row else None,
            float(h[place]),
            percentile_interval(hs[:, place]),
            bool(differs[place]),
            float(same_side[:, place].mean()) if comparable else math.nan,
            float(still[:, place].mean()) if comparable else math.nan,
            bool(differs[place] and one_sided[place]),
            row.shortage if row else "",
        )
        for place, (definition, row) in enumerate(zip(DEFINITIONS, beside, strict=True))
        for comparable in [bool(len(tried)) and not math.isnan(h[place])]
    ]


def _limits(
    definition: Definition, counts: Sequence[float], wrong: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and the greatest count, each with its total, that so many errors on one side can make."""
    count, total = counts
    if definition.kind is Kind.SHARE:
        return (max(0.0, count - wrong * total), total), (min(total, count + wrong * total), total)
    return (count * (1 - wrong), total), (count * (1 + wrong), total)


def _standing(counts: _Values, beside: Sequence[Comparison | None]) -> tuple[_Values, NDArray[np.bool_]]:
    """Return h of every indicator against its norm, and whether it differs, as sure as the profile is of its own h."""
    hs, p_values = [], []
    for (count, total), row in zip(counts.tolist(), beside, strict=True):
        h = _h(count, total, row.norm) if row else math.nan
        hs.append(h)
        p_values.append(p_value(h, row.error) if row and row.error > 0 else math.nan)
    return np.array(hs), np.array([p < _LEVEL for p in benjamini_hochberg(p_values)])


def _h(count: float, total: float, norm: Norm) -> float:
    """Return h against a norm; NaN where a value is undefined or above 1."""
    if not (total and norm.total) or max(count / total, norm.value) > 1:
        return math.nan
    return cohens_h(count / total, norm.value)
