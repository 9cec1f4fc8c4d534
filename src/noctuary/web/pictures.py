"""The shapes of small pictures: when something came, how often in each stretch of time, what was felt around it.

Everything is worked out here, in the units of the picture; templates only draw it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from noctuary.figures.feelings import Feeling
from noctuary.figures.share import Share
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.web.feelings import GLYPHS

#: Into how many stretches of equally many dreams a small picture cuts a series.
STRETCHES: Final = 32
#: The height of a small picture and the breadth of a strip, in their units.
SPARK_HEIGHT: Final = 10
STRIP_BREADTH: Final = 1000
_SYMBOLS: Final = {meaning: symbol for symbol, meaning in CLASSES[Scale.EMOTIONS].items()}
# A picture of shares leaves so much room above the largest.
_HEADROOM: Final = 1.15
_STEP: Final = 0.05


def percent(share: float) -> str:
    """Return a share as it is read: whole percents, tenths of one below it; a dash for none.

    Examples
    --------
    >>> percent(0.084), percent(0.004), percent(0), percent(math.nan)
    ('8%', '0.4%', '0%', '–')
    """
    if math.isnan(share):
        return "–"
    return f"{share:.1%}" if 0 < share < 0.0095 else f"{share:.0%}"


def times(log_ratio: float) -> str:
    """Return how many times as often a word is, of the binary logarithm of that.

    Examples
    --------
    >>> times(1), times(4.2), times(0.3)
    ('2', '18', '1.2')
    """
    ratio = 2**log_ratio
    return f"{ratio:,.0f}" if ratio >= 9.5 else f"{ratio:.1f}".removesuffix(".0")


def in_words(share: Share) -> str:
    """Return a share with all its numbers: what a small picture says to who hears it.

    Examples
    --------
    >>> in_words(Share(3, 60))
    '3 of 60, 5%, likely between 2% and 14%'
    """
    if not share.total:
        return "none"
    low, high = share.interval
    return f"{share.found:,} of {share.total:,}, {percent(share.value)}, likely between {percent(low)} and {percent(high)}"


def in_short(share: Share) -> str:
    """Return the interval of a share, as it stands beside it; empty without dreams.

    Examples
    --------
    >>> in_short(Share(3, 60)), in_short(Share(0, 0))
    ('2–14', '')
    """
    if not share.total:
        return ""
    low, high = (percent(each).removesuffix("%") for each in share.interval)
    return f"{low}–{high}"


def initial(name: str) -> str:
    """Return what stands in a figure's pearl: the first letter of its name, without the article of a description.

    Examples
    --------
    >>> initial("the silver stranger"), initial("Émile"), initial("???")
    ('S', 'É', '·')
    """
    bare = next(
        (name.removeprefix(each) for each in ("the ", "my ", "a ", "an ") if name.startswith(each)), name
    )
    return next((sign.upper() for sign in bare if sign.isalnum()), "·")[:1]


# When something came.


def presence(places: Iterable[int], total: int, *, stretches: int = STRETCHES) -> tuple[int, ...]:
    """Return how often something comes in each of some equal stretches.

    Parameters
    ----------
    places
        Of the dreams in which it comes, from 0 to `total`.
    total
        How many dreams there are.

    Examples
    --------
    >>> presence([0, 1, 7], 8, stretches=4)
    (2, 0, 0, 1)
    """
    counts = [0] * stretches
    for place in places:
        counts[place * stretches // total] += 1
    return tuple(counts)


def spark(counts: Sequence[int]) -> str:
    """Return the outline of small bars, one unit broad each, :data:`SPARK_HEIGHT` high at most.

    Examples
    --------
    >>> spark([2, 0, 1])
    'M0 10v-10h.8v10z M2 10v-5h.8v5z'
    """
    most = max(counts, default=0)
    bars = []
    for place, count in enumerate(counts):
        if count:
            height = f"{max(1, SPARK_HEIGHT * count / most):.3g}"
            bars.append(f"M{place} {SPARK_HEIGHT}v-{height}h.8v{height}z")
    return " ".join(bars)


def strokes(places: Iterable[int], total: int, *, height: int = SPARK_HEIGHT) -> str:
    """Return a stroke for each place in a strip that is :data:`STRIP_BREADTH` long; those of one spot as one.

    Examples
    --------
    >>> strokes([0, 5], 10)
    'M50 0v10 M550 0v10'
    """
    spots = dict.fromkeys(round((place + 0.5) * STRIP_BREADTH / total) for place in places)
    return " ".join(f"M{spot} 0v{height}" for spot in spots)


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time as a column, in percents of the picture.

    Parameters
    ----------
    name
        ``1985`` or ``first third``.
    share
        Of its dreams, those in which it comes.
    height, low, high
        Of the column, and where its interval ends; ``None`` without dreams.
    friendly, aggressive
        How many acts between a figure and the dreamer, and how high they stand and hang; 0 for what is no figure.
    """

    name: str
    share: Share
    height: float | None
    low: float
    high: float
    friendly: tuple[int, float] = (0, 0)
    aggressive: tuple[int, float] = (0, 0)


def columns(
    shares: Mapping[str, Share], acts: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Column, ...]:
    """Return stretches of time as columns.

    Parameters
    ----------
    shares
        By the name of the stretch.
    acts
        Friendly and aggressive ones between a figure and the dreamer.
    """
    told = acts or {}
    full = max((share.value for share in shares.values() if share.total), default=0) * _HEADROOM or 1
    most = max((max(pair) for pair in told.values()), default=0) or 1
    return tuple(_column(name, share, full, told.get(name, (0, 0)), most) for name, share in shares.items())


def _column(name: str, share: Share, full: float, acts: tuple[int, int], most: int) -> Column:
    friendly, aggressive = ((count, round(100 * count / most, 1)) for count in acts)
    if not share.total:
        return Column(name, share, None, 0, 0, friendly, aggressive)
    height, low, high = (round(min(100, 100 * value / full), 1) for value in (share.value, *share.interval))
    return Column(name, share, height, low, high, friendly, aggressive)


# What is felt.


@dataclass(frozen=True, slots=True)
class Dot:
    """A share as a dot with its interval, in percents of the line; without dreams there is none."""

    share: Share
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FeelingLine:
    """One feeling beside itself elsewhere.

    Parameters
    ----------
    name, symbol, glyph
        Of the feeling; the last two are empty for any of them.
    beside, without
        In the dreams that are looked at, and in the others.
    """

    name: str
    symbol: str
    glyph: str
    beside: Dot | None
    without: Dot | None


def feeling_lines(feelings: Mapping[str, Feeling]) -> tuple[tuple[FeelingLine, ...], float]:
    """Return feelings as dots on lines, and the share at which the lines end."""
    every = [share for each in feelings.values() for share in (each.beside, each.without) if share.total]
    end = line_end(every)
    return tuple(
        FeelingLine(
            name if name in _SYMBOLS else "any feeling",
            symbol := _SYMBOLS.get(name, ""),
            GLYPHS.get(symbol, ""),
            dot(each.beside, end),
            dot(each.without, end),
        )
        for name, each in feelings.items()
    ), end


def line_end(shares: Collection[Share]) -> float:
    """Return the share at which lines may end that hold some shares with their intervals, in steps of 5 %.

    Examples
    --------
    >>> line_end([Share(3, 60)]), line_end([])
    (0.15, 0.05)
    """
    most = max((share.interval.high for share in shares if share.total), default=0)
    return round(max(1, math.ceil(most / _STEP - 1e-9)) * _STEP, 2)


def dot(share: Share, end: float) -> Dot | None:
    """Return a share as a dot on a line that ends at some share; ``None`` without dreams."""
    if not share.total:
        return None
    at, low, high = (round(min(100, 100 * value / end), 2) for value in (share.value, *share.interval))
    return Dot(share, at, low, high)
