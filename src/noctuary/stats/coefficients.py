"""Coefficients of agreement between readers, each made from sums over dreams.

What one dream adds is worked out once, and a resample of dreams is a sum of
the same rows: so every function here takes one set of sums or many at once,
in the axes before its own, and gives one value for each.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.stats.resample import ratio

Array = NDArray[np.float64]


class Level(StrEnum):
    """What the numbers given to a dream mean: mere names, ranks, or amounts."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


# Two readers who both sorted every dream: a table of what one said against what the other said.


def contingency(values: Array, categories: int) -> Array:
    """Return what each dream adds to the table of two readers.

    Parameters
    ----------
    values
        Dreams x 2: the category that each reader chose, from 0 on; NaN where one said nothing.
    categories
        How many there are.

    Returns
    -------
    array, dreams x categories x categories
        A single 1 for a dream of which both said something, zeros for the others.

    Examples
    --------
    >>> contingency(np.array([[0.0, 1.0], [1.0, np.nan]]), 2).sum(axis=0).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    tables = np.zeros((len(values), categories, categories))
    told = np.flatnonzero(np.count_nonzero(np.isnan(values), axis=1) == 0)
    one, other = values[told].astype(int).T
    tables[told, one, other] = 1
    return tables


def percent_agreement(table: Array) -> Array:
    """Share of dreams that two readers sorted alike.

    Parameters
    ----------
    table
        ... x categories x categories, the sum of :func:`contingency`.

    Returns
    -------
    array
        From 0 to 1; NaN without dreams.
    """
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def cohens_kappa(table: Array, *, power: int = 0) -> Array:
    """Agreement of two readers beyond what their own habits would give by chance.

    Parameters
    ----------
    table
        ... x categories x categories, the sum of :func:`contingency`.
    power
        How a disagreement grows with the distance of two categories: 0 not at all (Cohen's kappa), 1 linearly,
        2 with its square.

    Returns
    -------
    array
        At most 1; 0 for chance. NaN where chance alone would make them agree, as when both always say the same.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46; Cohen (1968), Psychological Bulletin 70,
    213-220.

    Examples
    --------
    >>> round(float(cohens_kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))), 2)
    0.4
    """
    places = np.arange(table.shape[-1])
    apart = np.abs(places[:, None] - places).astype(np.float64) ** power * (places[:, None] != places)
    expected = table.sum(axis=-1)[..., :, None] * table.sum(axis=-2)[..., None, :]
    found = (apart * table).sum(axis=(-2, -1)) * table.sum(axis=(-2, -1))
    return 1 - ratio(found, (apart * expected).sum(axis=(-2, -1)))


def gwets_ac1(table: Array) -> Array:
    """Agreement of two readers beyond chance, where chance does not grow with how rare a thing is.

    Cohen's kappa falls towards 0 when nearly all dreams hold a thing, or nearly none, though the readers
    agree in nearly all of them. AC1 does not.

    Parameters
    ----------
    table
        ... x categories x categories, the sum of :func:`contingency`; two categories at least.

    Returns
    -------
    array
        At most 1; NaN without dreams.

    References
    ----------
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.

    Examples
    --------
    >>> round(float(gwets_ac1(np.array([[118.0, 5.0], [2.0, 0.0]]))), 2)
    0.94
    """
    categories = table.shape[-1]
    chosen = ratio(
        table.sum(axis=-1) + table.sum(axis=-2),
        2 * np.broadcast_to(table.sum(axis=(-2, -1))[..., None], table.shape[:-1]),
    )
    by_chance = (chosen * (1 - chosen)).sum(axis=-1) / (categories - 1)
    return ratio(percent_agreement(table) - by_chance, 1 - by_chance)


# Any number of readers, any of whom may have passed over a dream.


def coincidences(values: Array, categories: int) -> Array:
    """Return what each dream adds to the matrix of coincidences: its pairs of values, over one less than its readers.

    Parameters
    ----------
    values
        Dreams x readers: the category that each reader chose, from 0 on; NaN where one said nothing.
    categories
        How many there are.

    Returns
    -------
    array, dreams x categories x categories
        Zeros for a dream of which fewer than two readers said anything.
    """
    counts: Array = (values[:, :, None] == np.arange(categories)).sum(axis=1).astype(np.float64)
    pairs: Array = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(categories)
    pairs[:, diagonal, diagonal] -= counts
    # Who is alone makes no pair; the divisor is then of no account.
    pairs /= np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]
    return pairs


def krippendorffs_alpha(matrix: Array, level: Level = Level.NOMINAL) -> Array:
    """Agreement of any number of readers beyond chance.

    Parameters
    ----------
    matrix
        ... x categories x categories, the sum of :func:`coincidences`.
    level
        What the categories mean. As amounts, they are 0, 1, 2 and so on.

    Returns
    -------
    array
        At most 1; 0 for chance. NaN where all values are the same, or none is paired.

    References
    ----------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Krippendorff (2018), Content Analysis,
    4th ed., chapter 12.

    Examples
    --------
    >>> both = coincidences(np.array([[0, 0], [1, 1], [0, 1], [0, 0]]), 2).sum(axis=0)
    >>> round(float(krippendorffs_alpha(both)), 3)
    0.533
    """
    counts = matrix.sum(axis=-1)
    apart = _squared_distances(counts, level)
    observed = (matrix * apart).sum(axis=(-2, -1)) * (counts.sum(axis=-1) - 1)
    expected = (counts[..., :, None] * counts[..., None, :] * apart).sum(axis=(-2, -1))
    return 1 - ratio(observed, expected)


def _squared_distances(counts: Array, level: Level) -> Array:
    if level is Level.NOMINAL:
        return 1 - np.eye(counts.shape[-1])
    # A rank is the middle of its category: two of them lie as far apart as what was counted between them.
    places = (
        np.cumsum(counts, axis=-1) - counts / 2
        if level is Level.ORDINAL
        else np.arange(counts.shape[-1], dtype=np.float64)
    )
    apart: Array = places[..., :, None] - places[..., None, :]
    return apart**2


def moments(values: Array) -> Array:
    """Return what each dream adds to the interval alpha: paired values, their sum and squares, and their disagreement.

    Parameters
    ----------
    values
        Dreams x readers: amounts; NaN where a reader said nothing.

    Returns
    -------
    array, dreams x 4
        Zeros for a dream of which fewer than two readers said anything.
    """
    told = ~np.isnan(values)
    number = told.sum(axis=1)
    amounts = np.where(told, values, 0)
    total, squares = amounts.sum(axis=1), np.square(amounts).sum(axis=1)
    apart = 2 * (number * squares - total**2) / np.maximum(number - 1, 1)
    sums: Array = np.column_stack([number, total, squares, apart]) * (number > 1)[:, None]
    return sums


def interval_alpha(sums: Array) -> Array:
    """Krippendorff's alpha of amounts: as :func:`krippendorffs_alpha`, however large they are.

    Parameters
    ----------
    sums
        ... x 4, the sum of :func:`moments`.

    Examples
    --------
    >>> round(float(interval_alpha(moments(np.array([[1.0, 2.0], [4.0, 4.0], [7.0, 6.0]])).sum(axis=0))), 3)
    0.936
    """
    number, total, squares, apart = np.moveaxis(sums, -1, 0)
    return 1 - ratio((number - 1) * apart, 2 * (number * squares - total**2))


# Amounts that every reader gave for every dream: the share of their variance that is of the dreams.


class Form(StrEnum):
    """Which intraclass correlation, named as Shrout and Fleiss do."""

    ABSOLUTE_SINGLE = "ICC(2,1)"
    CONSISTENT_SINGLE = "ICC(3,1)"
    ABSOLUTE_MEAN = "ICC(2,k)"
    CONSISTENT_MEAN = "ICC(3,k)"


_BEFORE_READERS: Final = 3


def variance_sums(values: Array) -> Array:
    """Return what each dream adds to the analysis of variance.

    Parameters
    ----------
    values
        Dreams x readers: amounts; NaN where a reader said nothing.

    Returns
    -------
    array, dreams x (3 + readers)
        1, the sum of squares, the square of the sum, and the amounts; zeros for a dream that a reader passed over.
    """
    complete: NDArray[np.bool_] = np.count_nonzero(np.isnan(values), axis=1) == 0
    amounts = np.where(complete[:, None], values, 0)
    return np.column_stack([complete, np.square(amounts).sum(axis=1), amounts.sum(axis=1) ** 2, amounts])


def intraclass_correlation(sums: Array, form: Form = Form.ABSOLUTE_SINGLE) -> Array:
    """Share of the variance of amounts that is of the dreams and not of the readers.

    Parameters
    ----------
    sums
        ... x (3 + readers), the sum of :func:`variance_sums`; two readers at least.
    form
        Of one reader or of the mean of all; absolute, where it counts that one always gives more than another,
        or consistent, where it does not.

    Returns
    -------
    array
        At most 1. NaN for fewer than two dreams, and where nothing varies.

    References
    ----------
    Shrout & Fleiss (1979), Psychological Bulletin 86, 420-428.

    Examples
    --------
    >>> counts = variance_sums(np.array([[1.0, 2.0], [4.0, 4.0], [7.0, 6.0]])).sum(axis=0)
    >>> round(float(intraclass_correlation(counts)), 3)
    0.947
    """
    dreams, squares, squared_totals = np.moveaxis(sums[..., :_BEFORE_READERS], -1, 0)
    by_reader = sums[..., _BEFORE_READERS:]
    readers = by_reader.shape[-1]
    # All sums of squares times dreams x readers: whole numbers stay whole, so that no variance is exactly none.
    correction = by_reader.sum(axis=-1) ** 2
    of_dreams = dreams * squared_totals - correction
    of_readers = readers * np.square(by_reader).sum(axis=-1) - correction
    rest = dreams * readers * squares - correction - of_dreams - of_readers
    freedom = np.maximum(dreams - 1, 1)
    dream_mean, reader_mean = of_dreams / freedom, of_readers / (readers - 1)
    rest_mean = rest / (freedom * (readers - 1))
    # What the readers' own levels add, for one reader and one dream.
    levels = (reader_mean - rest_mean) / np.maximum(dreams, 1)
    divisor = {
        Form.ABSOLUTE_SINGLE: dream_mean + (readers - 1) * rest_mean + readers * levels,
        Form.CONSISTENT_SINGLE: dream_mean + (readers - 1) * rest_mean,
        Form.ABSOLUTE_MEAN: dream_mean + levels,
        Form.CONSISTENT_MEAN: dream_mean,
    }[form]
    return ratio(dream_mean - rest_mean, np.where(dreams > 1, divisor, 0))
