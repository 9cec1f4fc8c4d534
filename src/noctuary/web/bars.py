"""The h-profile as it is drawn on a page: where each bar and whisker lies, in percent of the width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from noctuary.stats.compare import Comparison, Profile
from noctuary.stats.indicators import Kind
from noctuary.stats.picture import State, limit_of, note_of, state_of

#: Cohen's own words for sizes of h.
SIZES: Final = {0.2: "small", 0.5: "medium", 0.8: "large"}
_KINDS: Final = {State.DIFFERS: "differs", State.WITHIN: "within", State.TOO_FEW: "few"}


@dataclass(frozen=True, slots=True)
class Whisker:
    """An interval: from where to where, and whether it goes on beyond either end of the axis."""

    low: float
    high: float
    goes_on_low: bool
    goes_on_high: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the picture.

    Parameters
    ----------
    row
        The numbers.
    state
        What may be said of it.
    kind
        The same as the name of a class: ``differs``, ``within``, ``few``.
    start, width
        Of the bar, in percent of the picture's width; no width where there is no h.
    end
        Where h lies.
    whisker
        Its interval; ``None`` where there is none.
    note
        What stands in place of a bar where there is no h.
    """

    row: Comparison
    state: State
    kind: str
    start: float
    width: float
    end: float
    whisker: Whisker | None
    note: str

    @property
    def value(self) -> str:
        """The value of the dreams, as printed."""
        return value_in_words(self.row, self.row.sample.value)

    @property
    def norm(self) -> str:
        """The value of the norm, as printed."""
        return value_in_words(self.row, self.row.norm.value)


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``-limit`` to ``limit``, with a mark at each of Cohen's sizes.

    Parameters
    ----------
    limit
        Of h, to either side.
    """

    limit: float

    def at(self, h: float) -> float:
        """Return where a value lies, in percent of the width, the ends for what lies beyond them."""
        return round(50 + 50 * max(-1.0, min(1.0, h / self.limit)), 3)

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Where lines stand, and what is written at them."""
        ends = [(h, f"{h:.1f}") for h in SIZES if h < self.limit]
        return [
            *((self.at(-h), f"−{words}") for h, words in reversed(ends)),
            (self.at(0), "0"),
            *((self.at(h), f"+{words}") for h, words in ends),
        ]


def axis_of(profile: Profile) -> Axis:
    """Return the axis of a picture; where any row has enough to go by, those without do not stretch it."""
    enough = [row for row in profile.rows if not row.too_small]
    return Axis(limit_of(enough or profile.rows))


def bars_of(profile: Profile, axis: Axis) -> list[tuple[str, list[Bar]]]:
    """Return the bars under their heads, in the order in which indicators are shown."""
    return [
        (group, [bar_of(row, axis) for row in rows])
        for group, rows in groupby(profile.rows, key=lambda row: row.group)
    ]


def bar_of(row: Comparison, axis: Axis) -> Bar:
    """Return the bar of one indicator."""
    state = state_of(row)
    end = axis.at(0 if math.isnan(row.h) else row.h)
    return Bar(
        row,
        state,
        _KINDS[state],
        start=min(50.0, end),
        width=round(abs(end - 50), 3),
        end=end,
        whisker=_whisker(row, axis),
        note=note_of(row),
    )


def _whisker(row: Comparison, axis: Axis) -> Whisker | None:
    low, high = row.bootstrap_interval
    if math.isnan(row.h) or math.isnan(low):
        return None
    return Whisker(axis.at(low), axis.at(high), low < -axis.limit, high > axis.limit)


def value_in_words(row: Comparison, value: float) -> str:
    """Return a value as it is printed: a share in percent, a rate as it is, a dash for what is undefined."""
    if math.isnan(value):
        return "–"
    return f"{value:.2f}" if row.definition.kind is Kind.RATE else f"{value:.0%}"


def h_in_words(h: float) -> str:
    """Return h with its sign.

    Examples
    --------
    >>> h_in_words(-0.213), h_in_words(0.5)
    ('−0.21', '+0.50')
    """
    return f"{h:+.2f}".replace("-", "−")


def p_in_words(p: float) -> str:
    """Return p as it is printed: to three places, no smaller than it can be told.

    Examples
    --------
    >>> p_in_words(0.0004), p_in_words(0.0312), p_in_words(float("nan"))
    ('<.001', '.031', '–')
    """
    return "–" if math.isnan(p) else "<.001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
