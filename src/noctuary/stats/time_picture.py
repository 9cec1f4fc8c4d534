"""Timelines as a picture: one panel for each measure, each period a line within the band of its interval."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from noctuary.stats.drawing import FONT, GRID, INK, SOFT_INK, check_path, or_null, rendered, save
from noctuary.stats.time import Form, Point

_ENOUGH, _TOO_FEW = "enough to go by", "too few to say"
_LINE: Final = {_ENOUGH: "#4a5aa8", _TOO_FEW: "#a8a8b0"}
_WIDTH: Final = 620
_HEIGHT: Final = 130
_CALENDAR: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<quarter>Q)?(?P<part>\d{1,2})(?P<day>-\d\d)?)?")
_CAPTION: Final = "Bands: 95% intervals. Grey: fewer than 10 dreams, or fewer than 30 counted."


def save_time_picture(
    lines: Sequence[Sequence[Point]], path: Path, *, title: str, notes: Sequence[str] = ()
) -> None:
    """Write timelines to a file.

    Parameters
    ----------
    lines
        Those of one measure in each, as :func:`noctuary.stats.time.points` returns them. Measures without a point
        are left out.
    path
        Its ending decides the format: ``.png``, ``.svg`` or ``.html``. A file there is replaced.
    title
        Above the picture.
    notes
        Beneath it, in HTML.

    Raises
    ------
    StatsError
        If the ending is none of these.
    InputError
        If the file cannot be written.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    drawn = [points for points in lines if points]
    form = check_path(path)
    save(
        path,
        rendered(lambda alt: _chart(drawn, title, alt), form, title=title, notes=notes, what="a timeline"),
    )


def _chart(lines: Sequence[Sequence[Point]], title: str, alt: Any) -> dict[str, Any]:
    names = [f"measure {number}" for number, _ in enumerate(lines)]
    on_calendar = all(_days(point.period.label) is not None for points in lines for point in points)
    panels = [
        _panel(alt, name, points, on_calendar=on_calendar) for name, points in zip(names, lines, strict=True)
    ]
    heading = alt.TitleParams(title, subtitle=_CAPTION, anchor="start", offset=12)
    chart = (
        alt.vconcat(*panels, spacing=14)
        .resolve_scale(x="shared")
        .properties(title=heading, padding=18, background="white")
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(color=INK, fontSize=17, subtitleColor=SOFT_INK, subtitleFontSize=11)
        .configure_axis(
            labelColor=INK,
            titleColor=SOFT_INK,
            titleFontWeight="normal",
            gridColor=GRID,
            domain=False,
            ticks=False,
        )
    )
    datasets = {
        name: [_row(point, on_calendar=on_calendar) for point in points]
        for name, points in zip(names, lines, strict=True)
    }
    return {**chart.to_dict(), "datasets": datasets}


def _panel(alt: Any, name: str, points: Sequence[Point], *, on_calendar: bool) -> Any:
    """Draw one measure: a band for the interval of each period, and a line for its value."""
    measure = points[0].measure
    look = "%" if measure.form.is_share else ".2~f"
    across = (
        alt.X(
            "start:T",
            axis=alt.Axis(title=None, grid=False, labelOverlap="greedy", labelSeparation=8),
            scale=alt.Scale(type="utc"),
        )
        if on_calendar
        else alt.X(
            "start:Q",
            axis=alt.Axis(format="d", title="dream", grid=False),
            scale=alt.Scale(zero=False, nice=False),
        )
    )
    up = alt.Axis(title=None, format=look, tickCount=4)
    states = alt.Scale(domain=list(_LINE), range=list(_LINE.values()))
    base = (
        alt.Chart(alt.NamedData(name))
        .encode(
            x=across,
            x2="stop",
            color=alt.Color("state:N", scale=states, legend=None),
            tooltip=[alt.Tooltip(f"{field}:N") for field in ("period", "value", "interval", "counted")],
        )
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    scale = alt.Scale(zero=measure.form is not Form.MEAN)
    return alt.layer(
        base.mark_rect(opacity=0.22).encode(y=alt.Y("low:Q", axis=up, scale=scale), y2="high:Q"),
        base.mark_rule(strokeWidth=2.5).encode(y=alt.Y("at:Q", axis=up, scale=scale)),
        title=alt.TitleParams(measure.name, anchor="start", fontSize=12),
    )


def _row(point: Point, *, on_calendar: bool) -> dict[str, str | float | None]:
    """Return what the picture shows of one period."""
    days = _days(point.period.label) if on_calendar else None
    start, stop = days or (point.period.start + 1, point.period.stop + 1)
    low, high = point.interval
    return {
        "start": start,
        "stop": stop,
        "at": or_null(point.value),
        "low": or_null(low),
        "high": or_null(high),
        "state": _TOO_FEW if point.too_few else _ENOUGH,
        "period": point.period.label,
        "value": _in_words(point, point.value),
        "interval": f"{_in_words(point, low)} to {_in_words(point, high)}",
        "counted": f"{point.total:,.0f} in {point.period.dream_count:,} dreams",
    }


def _days(label: str) -> tuple[str, str] | None:
    """Return when a period starts and ends: a date, as exact as it is known, or one ``to`` another; else ``None``."""
    first, _, last = label.partition(" to ")
    start, end = _day(first), _day(last or first)
    return (start[0], end[1]) if start and end else None


def _day(date: str) -> tuple[str, str] | None:
    """Return when a year, quarter, month or day starts, and when it ends; ``None`` for what is none of these."""
    found = _CALENDAR.fullmatch(date)
    if found is None:
        return None
    if found["day"]:
        return date, f"{date}T23:59Z"
    year = int(found["year"])
    months = 12 if found["part"] is None else 3 if found["quarter"] else 1
    first = (int(found["part"] or 1) - 1) * months
    return _first_of_month(year, first), _first_of_month(year, first + months)


def _first_of_month(year: int, month: int) -> str:
    """Return a day as the browser reads it; months count from 0, and the twelfth is the next year's first."""
    return f"{year + month // 12:04}-{month % 12 + 1:02}-01"


def _in_words(point: Point, value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.0%}" if point.measure.form.is_share else f"{value:.2f}"
