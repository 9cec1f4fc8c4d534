"""Feelings over time as they are drawn: where each period lies across, in percent, and how high, in pixels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from noctuary.dates import MONTHS, date_in_words
from noctuary.library.feelings import Feelings
from noctuary.stats.change import Change
from noctuary.stats.time import Grain, Point
from noctuary.web.feelings import GLYPHS, NAMES

#: Of each panel, in pixels; a little is left above the highest value, and below none.
HEIGHT: Final = 76
_ABOVE: Final = 8
#: From so many periods on glyphs would touch; a line alone is left.
_GLYPHS: Final = 48
_SHARES: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
_MONTH_STEPS: Final = (1, 2, 3, 6)
_TICKS: Final = 10
_LABEL: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<quarter>Q)?(?P<part>\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Step:
    """One period in a panel.

    Parameters
    ----------
    start, width, middle
        Across, in percent.
    y, top, depth
        Of its value, and of the band of its interval, in pixels; `depth` 0 where there is none.
    too_few
        Whether there is too little to go by.
    words
        All of it in a sentence.
    year
        Of its first day; ``None`` where time is counted in dreams.
    """

    start: float
    width: float
    middle: float
    y: float
    top: float
    depth: float
    too_few: bool
    words: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A change: where it lies across, and what it was, in words."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One feeling.

    Parameters
    ----------
    symbol, name, glyph
        Which.
    share
        Of all the dreams in the picture, in how many it is told; NaN where none was read.
    steps
        Its periods.
    joins
        Between periods that follow each other and have enough to go by: from where to where, percent and pixels.
    marks
        Where it changed for good.
    """

    symbol: str
    name: str
    glyph: str
    share: float
    steps: tuple[Step, ...]
    joins: tuple[tuple[float, float, float, float], ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All panels over one axis.

    Parameters
    ----------
    panels
        One a feeling.
    ticks
        Where the axis is labelled, in percent, and how.
    levels
        Where shares are labelled, in pixels, and how.
    has_glyphs
        Whether there is room for a glyph at each value.
    """

    panels: tuple[Panel, ...]
    ticks: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]
    has_glyphs: bool


class Axis:
    """From the first period to the last.

    Parameters
    ----------
    points
        Of all panels; there is one at least.
    on_calendar
        Whether time is counted in months, else in dreams.
    """

    def __init__(self, points: Iterable[Point], *, on_calendar: bool) -> None:
        self.on_calendar = on_calendar
        ends = [self.extent(point) for point in points]
        self.first = min(start for start, _ in ends)
        self.last = max(stop for _, stop in ends)

    def extent(self, point: Point) -> tuple[float, float]:
        """Return where a period begins and ends, in months of the calendar or in dreams."""
        if not self.on_calendar:
            return point.period.start, point.period.stop
        return months_of(point.period.label)

    def at(self, place: float) -> float:
        """Return where a month or dream lies, in percent."""
        return round(100 * (place - self.first) / (self.last - self.first), 3)

    def of_change(self, change: Change) -> float | None:
        """Return where a change lies; ``None`` where that is not known or outside."""
        place: float = change.place
        if self.on_calendar:
            if change.date is None or change.date.year is None:
                return None
            place = 12 * change.date.year + (change.date.month or 1) - 1 + ((change.date.day or 1) - 1) / 31
        x = self.at(place)
        return x if 0 <= x <= 100 else None

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Where the axis is labelled, and how; ten labels at most."""
        if not self.on_calendar:
            # Dreams are counted from 1, and lie from 0 on.
            return [(self.at(nr - 1), f"{nr:,}") for nr in _round_places(self.first + 1, self.last + 1)]
        if self.last - self.first <= _MONTH_STEPS[-1] * 6:
            return self._month_ticks()
        years = _round_places(self.first / 12, self.last / 12)
        return [(self.at(12 * year), str(year)) for year in years]

    def _month_ticks(self) -> list[tuple[float, str]]:
        step = next(step for step in _MONTH_STEPS if (self.last - self.first) / step <= _TICKS)
        first = math.ceil(self.first / step) * step
        places = range(first, math.ceil(self.last), step)
        return [
            (
                self.at(place),
                MONTHS[place % 12][:3] + (f" {place // 12}" if place % 12 == 0 or place == first else ""),
            )
            for place in places
        ]


def _round_places(first: float, last: float) -> list[int]:
    step = next(step for step in _STEPS if (last - first) / step <= _TICKS)
    return list(range(math.ceil(first / step) * step, math.ceil(last), step))


def months_of(label: str) -> tuple[int, int]:
    """Return the months from which on and before which a period lies, counted from the year 0.

    Examples
    --------
    >>> months_of("1985-Q2"), months_of("1985-03"), months_of("1985")
    ((23823, 23826), (23822, 23823), (23820, 23832))
    """
    found = _LABEL.fullmatch(label)
    assert found
    length = 12 if found["part"] is None else 3 if found["quarter"] else 1
    first = 12 * int(found["year"]) + (int(found["part"] or 1) - 1) * length
    return first, first + length


def draw(found: Feelings, changes: Mapping[str, Sequence[Change]]) -> Picture | None:
    """Lay out feelings over time; ``None`` where there is no period to show.

    Parameters
    ----------
    found
        What to show.
    changes
        By the symbol of a feeling, where it changed.
    """
    every = [point for line in found.lines.values() for point in line.points]
    if not every:
        return None
    axis = Axis(every, on_calendar=isinstance(found.cut, Grain))
    most = _highest(every)
    longest = max(len(line.points) for line in found.lines.values())
    return Picture(
        tuple(
            _panel(symbol, line.points, changes.get(symbol, ()), axis, most)
            for symbol, line in found.lines.items()
        ),
        tuple(axis.ticks),
        tuple((_y(share, most), f"{share:.0%}") for share in (most, most / 2)),
        longest <= _GLYPHS,
    )


def _highest(points: Sequence[Point]) -> float:
    """Return a round share above what is sure enough to be looked at."""
    enough = [point for point in points if not point.too_few] or points
    top = max((point.interval.high for point in enough if not math.isnan(point.interval.high)), default=0.0)
    return next((share for share in _SHARES if share >= top), 1.0)


def _y(share: float, most: float) -> float:
    return round(HEIGHT - (HEIGHT - _ABOVE) * min(share / most, 1), 2)


def _panel(symbol: str, points: Sequence[Point], changes: Sequence[Change], axis: Axis, most: float) -> Panel:
    told = [point for point in points if point.total]
    steps = [_step(point, axis, most) for point in told]
    total = sum(point.total for point in told)
    return Panel(
        symbol,
        NAMES[symbol],
        GLYPHS[symbol],
        sum(point.count for point in told) / total if total else math.nan,
        tuple(steps),
        tuple(_joins(told, steps, axis)),
        tuple(
            Mark(x, change_in_words(change))
            for change in changes
            if (x := axis.of_change(change)) is not None
        ),
    )


def _joins(
    points: Sequence[Point], steps: Sequence[Step], axis: Axis
) -> Iterator[tuple[float, float, float, float]]:
    """Yield a line between periods that follow each other and have enough to go by."""
    for (before, one), (after, other) in pairwise(zip(points, steps, strict=True)):
        follow = axis.extent(before)[1] == axis.extent(after)[0]
        if follow and not (before.too_few or after.too_few):
            yield one.middle, one.y, other.middle, other.y


def _step(point: Point, axis: Axis, most: float) -> Step:
    start, stop = axis.extent(point)
    low, high = point.interval
    top = 0.0 if math.isnan(high) else _y(high, most)
    return Step(
        start=axis.at(start),
        width=round(axis.at(stop) - axis.at(start), 3),
        middle=round((axis.at(start) + axis.at(stop)) / 2, 3),
        y=_y(point.value, most),
        top=top,
        depth=0.0 if math.isnan(low) else round(_y(low, most) - top, 2),
        too_few=point.too_few,
        words=f"{point.period.label}: {point_in_words(point)}",
        year=int(start) // 12 if axis.on_calendar else None,
    )


def point_in_words(point: Point) -> str:
    """Return a value with its interval and what it rests on: ``25% of 12 dreams (9% to 53%)``."""
    if not point.total:
        return "not read"
    interval = (
        ""
        if math.isnan(point.interval.low)
        else (f" ({percent(point.interval.low)} to {percent(point.interval.high)})")
    )
    dreams = f"{point.total:,.0f} dream{'' if point.total == 1 else 's'}"
    return f"{percent(point.value)} of {dreams}{interval}{', too few to go by' if point.too_few else ''}"


def change_in_words(change: Change) -> str:
    """Return what changed and when: ``from 12% to 21% at 30 May 1985 (p .002)``."""
    when = (date_in_words(change.date) if change.date else "") or f"dream {change.place + 1:,}"
    p = "<.001" if change.p < 0.001 else f"{change.p:.3f}".removeprefix("0")
    return f"from {percent(change.before.value)} to {percent(change.after.value)} at {when} (p {p})"


def percent(share: float) -> str:
    """Return a share in percent, finer where it is small; a dash for what is undefined.

    Examples
    --------
    >>> percent(0.123), percent(0.0123), percent(0.0)
    ('12%', '1.2%', '0%')
    """
    if math.isnan(share):
        return "–"
    return f"{100 * share:.1f}%" if 0 < share < 0.1 else f"{100 * share:.0f}%"
