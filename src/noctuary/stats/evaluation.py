"""How well one reader agrees with another, who counts as right: each measure with its interval."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from noctuary.coding import Reading
from noctuary.dream import DreamKey
from noctuary.errors import StatsError
from noctuary.scheme import Scale
from noctuary.stats.effect import NO_INTERVAL, Interval
from noctuary.stats.measures import BLOCKS, Block, Sums
from noctuary.stats.resample import percentile_interval, resampled_totals

RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Score:
    """One measure of one scale.

    Parameters
    ----------
    scale, measure
        What was measured: ``characters``, ``mean F1``. The content indices stand under ``indices``.
    value
        From 0 to 1 for every F1, match and calibration error, from -1 to 1 for r, in points or radians for
        the indices; NaN where there is nothing to measure.
    interval
        95 %, from resampling dreams; NaN for fewer than two dreams. What is a mean of absolute differences,
        as are the indices and the calibration error, is drawn upward by resampling: its interval may lie
        above the value.
    dream_count
        How many dreams it was measured on.
    """

    scale: str
    measure: str
    value: float
    interval: Interval
    dream_count: int

    def figures(self) -> dict[str, str | int | float]:
        """Return the score flat, as for a table: numbers unrounded, NaN where undefined."""
        return {
            "scale": self.scale,
            "measure": self.measure,
            "dreams": self.dream_count,
            "value": self.value,
            "low": self.interval.low,
            "high": self.interval.high,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every measure of one reader against another.

    Parameters
    ----------
    scores
        Scale by scale, in the same order whatever was read.
    dream_count
        How many dreams the gold reader coded.
    missing
        How many of them the other reader did not read; they count as coded with nothing.
    """

    scores: tuple[Score, ...]
    dream_count: int
    missing: int

    def score(self, scale: str, measure: str) -> Score:
        """Return one score.

        Raises
        ------
        KeyError
            If there is no such measure.
        """
        for score in self.scores:
            if (score.scale, score.measure) == (scale, measure):
                return score
        raise KeyError(f"{scale}: {measure}")


def evaluate(
    gold: Iterable[Reading], other: Iterable[Reading], *, resamples: int = RESAMPLES, seed: int = 0
) -> Evaluation:
    """Hold one reader's readings against those that count as right.

    Parameters
    ----------
    gold
        One reading for each dream. A dream is scored on the scales that its gold reading coded.
    other
        The readings to judge, at most one for each dream. Those of other dreams are passed over. A scale
        that they coded in no dream at all is not scored.
    resamples
        For the intervals.
    seed
        Equal seeds draw equal dreams, so that readers may be compared on the same gold.

    Returns
    -------
    Evaluation
        Each F1 is the same when the two change places, as long as both coded the same dreams and scales.

    Raises
    ------
    StatsError
        If there is no gold reading, no dream in common, or a dream that comes twice.

    Notes
    -----
    *Mean* F1 is the mean over dreams, where two empty codings score 1; *micro*
    F1 pools the codes of all dreams, and is undefined where neither reader
    has any. *Slot mean* F1 takes each code apart, is lenient, and high for
    empty dreams: it is for comparing with those who report it. *Relaxed*
    leaves out number and age. The *calibration error* (Naeini et al. 2015,
    ten equal bins) is the mean distance of a confidence from the share of
    codes that are right; a gold code makes one code right, the most confident
    one first. The *indices* are compared where gold counts ten at least.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader
    >>> from noctuary.scheme import Scale, parse
    >>> def read(*symbols: str) -> Reading:
    ...     codings = tuple(Coding(parse(symbol, Scale.CHARACTERS)) for symbol in symbols)
    ...     return Reading(DreamKey("mine", "1"), Reader("somebody"), codings)
    >>> evaluate([read("1MKA", "1FMA")], [read("1MKA", "1FSA", "1FMA")]).score("characters", "mean F1").value
    0.8
    """
    right, judged = _by_dream(gold), _by_dream(other)
    if not right:
        raise StatsError("There are no codings to score against.", "Name readings that count as right.")
    if not right.keys() & judged.keys():
        raise StatsError(
            "The two readers have read no dream in common.", "Compare readings of the same dreams."
        )
    scored = {scale for dream in right.keys() & judged.keys() for scale in judged[dream].scales}
    pairs = [
        (limited, _beside(limited, judged.get(limited.dream)))
        for limited in (_limited(right[dream], scored) for dream in sorted(right))
    ]
    return Evaluation(tuple(_scores(pairs, resamples, seed)), len(right), len(right.keys() - judged.keys()))


def _by_dream(readings: Iterable[Reading]) -> dict[DreamKey, Reading]:
    found: dict[DreamKey, Reading] = {}
    for reading in readings:
        if reading.dream in found:
            raise StatsError(f"Dream {reading.dream} was given twice.", "Choose one reading for each dream.")
        found[reading.dream] = reading
    return found


def _limited(reading: Reading, scales: Container[Scale]) -> Reading:
    """Return a reading without what it says on other scales."""
    return replace(
        reading,
        codings=tuple(coding for coding in reading.codings if coding.code.scale in scales),
        scales=tuple(scale for scale in reading.scales if scale in scales),
    )


def _beside(gold: Reading, other: Reading | None) -> Reading:
    """Return what the other reader found on the scales of the gold reading: nothing, if it is missing."""
    codings = other.codings if other else ()
    return replace(gold, codings=tuple(coding for coding in codings if coding.code.scale in gold.scales))


def _scores(pairs: Sequence[tuple[Reading, Reading]], resamples: int, seed: int) -> Iterator[Score]:
    rows = [_rows(block, pairs) for block in BLOCKS]
    every = np.hstack([sums for sums, _ in rows])
    if len(pairs) < 2:
        resamples = 0
    drawn = resampled_totals(every, resamples=resamples, rng=np.random.default_rng(seed))
    start = 0
    for block, (sums, dream_count) in zip(BLOCKS, rows, strict=True):
        columns = drawn[:, start : start + sums.shape[1]]
        start += sums.shape[1]
        for name, value in block.measures.items():
            score = float(value(sums.sum(axis=0))) if dream_count else math.nan
            interval = NO_INTERVAL if math.isnan(score) else percentile_interval(value(columns))
            yield Score(block.scale, name, score, interval, dream_count)


def _rows(block: Block, pairs: Sequence[tuple[Reading, Reading]]) -> tuple[Sums, int]:
    """Return what each dream adds to a block's sums, and how many dreams say anything."""
    added = [block.sums(gold, other) for gold, other in pairs]
    told = [sums for sums in added if sums is not None]
    nothing = [0.0] * len(told[0]) if told else []
    return np.array([nothing if sums is None else sums for sums in added], dtype=np.float64), len(told)
