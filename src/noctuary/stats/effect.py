"""How far two proportions lie apart, how surely, and what many such tests together allow to say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, NamedTuple

_NORMAL: Final = NormalDist()


class Interval(NamedTuple):
    """Lower and upper limit; both NaN where there is none."""

    low: float
    high: float


NO_INTERVAL: Final = Interval(math.nan, math.nan)


def cohens_h(p1: float, p2: float) -> float:
    """Distance of two proportions on a scale where equal steps are equally easy to detect.

    Parameters
    ----------
    p1, p2
        Proportions from 0 to 1, or NaN.

    Returns
    -------
    float
        h in radians, from -pi to pi; positive when `p1` is the greater. NaN when either is NaN. By Cohen's
        convention .20 is small, .50 medium and .80 large; dream research calls more than .40 large.

    Raises
    ------
    ValueError
        If a proportion lies outside 0 to 1.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 6.

    Examples
    --------
    >>> round(cohens_h(0.5, 0.4), 3)
    0.201
    """
    if math.isnan(p1) or math.isnan(p2):
        return math.nan
    for p in (p1, p2):
        if not 0 <= p <= 1:
            raise ValueError(f"a proportion lies between 0 and 1, not at {p}")
    return 2 * math.asin(math.sqrt(p1)) - 2 * math.asin(math.sqrt(p2))


def standard_error_of_h(n1: float, n2: float) -> float:
    """Return ``√(1/n1 + 1/n2)``, the standard error of h if all that was counted is independent; NaN for a 0."""
    return math.sqrt(1 / n1 + 1 / n2) if n1 and n2 else math.nan


def _z(confidence: float) -> float:
    return _NORMAL.inv_cdf((1 + confidence) / 2)


def h_interval(h: float, n1: int, n2: int, *, confidence: float = 0.95) -> Interval:
    """Interval of h by formula: ``h ± z √(1/n1 + 1/n2)``.

    Parameters
    ----------
    h
        As :func:`cohens_h` gives it.
    n1, n2
        The denominators of the two proportions (characters, acts, ...): not dreams, unless dreams were counted.
    confidence
        Between 0 and 1.

    Returns
    -------
    Interval
        NaN when h is NaN or nothing was counted.

    Notes
    -----
    It takes what was counted for independent. Where several elements come
    from one dream they are not, and the interval is too narrow.

    Examples
    --------
    >>> low, high = h_interval(cohens_h(0.25, 0.35), 100, 100)
    >>> round(low, 2), round(high, 2)
    (-0.5, 0.06)
    """
    margin = _z(confidence) * standard_error_of_h(n1, n2)
    return NO_INTERVAL if math.isnan(h + margin) else Interval(h - margin, h + margin)


def h_p_value(h: float, n1: int, n2: int) -> float:
    """Two-sided p of an h at least so far from 0, by the normal distribution.

    Parameters
    ----------
    h, n1, n2
        As in :func:`h_interval`.

    Returns
    -------
    float
        From 0 to 1; NaN when h is NaN or nothing was counted.

    Examples
    --------
    >>> round(h_p_value(0.28, 100, 100), 3)
    0.048
    """
    return p_value(h, standard_error_of_h(n1, n2))


def p_value(estimate: float, error: float) -> float:
    """Return the two-sided p of an estimate with a standard error above 0, by the normal distribution; NaN for NaN.

    Examples
    --------
    >>> round(p_value(1.96, 1), 3)
    0.05
    """
    # erfc keeps its digits in the far tail, where 2 (1 - cdf) is 0.
    return math.erfc(abs(estimate) / error / math.sqrt(2))


def critical_h(n1: int, n2: int | None = None, *, level: float = 0.05) -> float:
    """Least h, in steps of .01, that is significant with such numbers.

    Parameters
    ----------
    n1, n2
        The denominators; a single one stands for both.
    level
        Of significance, two-sided.

    Returns
    -------
    float
        In radians, rounded up to two decimals; NaN when a denominator is 0.

    References
    ----------
    The table of critical values on dreams.ucsc.edu, which this reproduces.

    Examples
    --------
    >>> critical_h(100), critical_h(100, level=0.01)
    (0.28, 0.37)
    """
    exact = _z(1 - level) * standard_error_of_h(n1, n1 if n2 is None else n2)
    return exact if math.isnan(exact) else math.ceil(exact * 100) / 100


def detectable_h(error: float, *, level: float = 0.05, power: float = 0.8) -> float:
    """Least h that a comparison so sure of itself would find significant, as often as `power` says.

    Parameters
    ----------
    error
        The standard error of h: by formula ``√(1/n1 + 1/n2)``.
    level
        Of significance, two-sided.
    power
        How often it would be found, between 0.5 and 1.

    Returns
    -------
    float
        In radians; NaN when `error` is.

    References
    ----------
    Cohen (1988), section 6.4; the chance of a finding on the wrong side is left out, as there.

    Examples
    --------
    >>> round(detectable_h(standard_error_of_h(100, 100)), 2)
    0.4
    """
    return (_z(1 - level) + _NORMAL.inv_cdf(power)) * error


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjust p values so that those below a level hold at most that share of false discoveries.

    Parameters
    ----------
    p_values
        From 0 to 1 each. NaN stands for a test that could not be made, and counts for nothing.

    Returns
    -------
    list of float
        In the order given, never below the p that it adjusts; NaN where p is. Empty for no p values.

    Raises
    ------
    ValueError
        If a p lies outside 0 to 1.

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.5, 0.02])
    [0.03, 0.5, 0.03]
    """
    if any(p < 0 or p > 1 for p in p_values):
        raise ValueError("a p value lies between 0 and 1")
    adjusted = [math.nan] * len(p_values)
    tested = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    least = 1.0
    for rank, (p, place) in reversed(list(enumerate(tested, start=1))):
        # max: rounding must not push the last of them below itself.
        least = min(least, max(p, p * len(tested) / rank))
        adjusted[place] = least
    return adjusted


def wilson_interval(count: float, total: float, *, confidence: float = 0.95) -> Interval:
    """Interval of a proportion that stays within 0 and 1 and has a width even where none or all were counted.

    Parameters
    ----------
    count, total
        How many of how many. ``0 <= count <= total``.
    confidence
        Between 0 and 1.

    Returns
    -------
    Interval
        NaN when `total` is 0.

    Raises
    ------
    ValueError
        If `count` is negative or exceeds `total`.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212; method 3 of Newcombe (1998),
    Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> low, high = wilson_interval(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} is no proportion")
    if not total:
        return NO_INTERVAL
    z = _z(confidence)
    p = count / total
    middle = (p + z * z / (2 * total)) / (1 + z * z / total)
    margin = z / (1 + z * z / total) * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    # By rounding, the ends would miss 0 and 1 by a hair.
    return Interval(middle - margin if count else 0.0, middle + margin if count < total else 1.0)
