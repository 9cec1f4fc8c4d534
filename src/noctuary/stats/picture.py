"""The h-profile as a picture: one bar for each indicator, in a file for print or for the browser."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from noctuary.stats.compare import Comparison, Profile
from noctuary.stats.drawing import FONT, GRID, INK, SOFT_INK, check_path, or_null, rendered, save
from noctuary.stats.indicators import Kind

_LEVEL: Final = 0.05


class State(StrEnum):
    """What may be said of a row, as its bar shows it and the legend says it."""

    DIFFERS = "differs (adjusted p below .05)"
    WITHIN = "within chance"
    TOO_FEW = "too few to say"


_COLOURS: Final = {State.DIFFERS: "#4a5aa8", State.WITHIN: "#98a4d8", State.TOO_FEW: "#dcdce0"}
_BAR_STEP: Final = 19
# Labels and values stand in columns of fixed width, so that the groups line up beneath one another.
_LABEL_WIDTH: Final = 200
_PLOT_WIDTH: Final = 360
_SAMPLE_COLUMN: Final = _PLOT_WIDTH + 16
_COLUMN_WIDTH: Final = 110
_NORM_COLUMN: Final = _SAMPLE_COLUMN + _COLUMN_WIDTH
_ONE_MARK: Final = "one mark"


def save_picture(profile: Profile, path: Path) -> None:
    """Write the h-profile of a comparison to a file.

    Indicators stand in reading order under their groups. A bar to the right
    says that the sample is higher than the norm; whiskers are the interval
    from resampling dreams. What rests on too little is grey.

    Parameters
    ----------
    profile
        As :func:`noctuary.stats.compare.profile` or :func:`~noctuary.stats.compare.compare` gives it. Rows
        without h stay in the picture, with the reason in place of the bar.
    path
        Its ending decides the format: ``.png``, ``.svg`` or ``.html``. An HTML file holds all that it needs
        and asks nothing of any network; pointing at a bar shows its numbers. A file there is replaced.

    Raises
    ------
    StatsError
        If the ending is none of these.
    InputError
        If the file cannot be written.
    MissingExtraError
        If the extra ``research`` is not installed.

    See Also
    --------
    render : the same without a file.
    """
    save(path, render(profile, check_path(path)))


def render(profile: Profile, form: str) -> bytes:
    """Return the picture as the bytes of a ``"png"``, ``"svg"`` or ``"html"`` file.

    Raises
    ------
    StatsError
        If `form` is none of these.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    return rendered(
        lambda alt: _chart(profile, alt), form, title=_title(profile), notes=profile.caveats, what="a profile"
    )


def _title(profile: Profile) -> str:
    return f"{profile.name} beside {profile.norms.name}"


def _subtitle(profile: Profile) -> list[str]:
    readers = ", ".join(map(str, profile.readers)) or "nobody"
    return [
        f"{profile.dream_count:,} dreams, read by {readers}",
        f"{profile.norms.name}: {profile.norms.source}",
    ]


_CAPTION: Final = [
    "Bars: Cohen's h (.20 small, .50 medium, .80 large). Whiskers: 95% intervals from resampling whole dreams.",
    "n: what was counted, the denominator. p values are adjusted by Benjamini and Hochberg over all rows.",
]


def _chart(profile: Profile, alt: Any) -> dict[str, Any]:
    """Stack a head over the columns, one panel for each group, and a caption; as Vega-Lite."""
    limit = limit_of(profile.rows)
    # Kept beside the chart and named in it: Altair copies a chart's own data many times over.
    datasets = {
        group: [_row(row) for row in rows] for group, rows in groupby(profile.rows, key=lambda row: row.group)
    }
    *others, last = datasets
    panels = [_panel(alt, group, limit) for group in others] + [_panel(alt, last, limit, with_axis=True)]
    names = {_SAMPLE_COLUMN: profile.name, _NORM_COLUMN: profile.norms.name}
    head = _words(alt, names, limit=_COLUMN_WIDTH - 10)
    captions = [_words(alt, {-_LABEL_WIDTH: line}) for line in _CAPTION]
    title = alt.TitleParams(_title(profile), subtitle=_subtitle(profile), anchor="start", offset=12)
    chart = (
        alt.vconcat(head, *panels, *captions, spacing=6)
        .properties(title=title, padding=18, background="white")
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            color=INK, fontSize=17, subtitleColor=SOFT_INK, subtitleFontSize=11, subtitlePadding=6
        )
        .configure_axis(labelColor=INK, labelFontSize=11, titleColor=SOFT_INK, gridColor=GRID)
        .configure_legend(orient="bottom", title=None, labelColor=INK, labelFontSize=11)
    )
    return {**chart.to_dict(), "datasets": {**datasets, _ONE_MARK: [{}]}}


def limit_of(rows: Iterable[Comparison]) -> float:
    """Return how far the axis reaches to either side: round, and beyond every bar and whisker of these rows."""
    ends = [end for row in rows for end in (row.h, *row.bootstrap_interval) if not math.isnan(end)]
    return math.ceil(5 * max((0.5, *map(abs, ends)))) / 5


def _words(alt: Any, placed: dict[int, str], *, limit: int = 0) -> Any:
    """Return a line of words by their place from the left edge of the plot, cut at `limit` if there is one."""
    blank = alt.Chart(alt.NamedData(_ONE_MARK)).properties(width=_PLOT_WIDTH, height=14)
    style = {"align": "left", "color": SOFT_INK, "fontSize": 11, "limit": limit}
    return alt.layer(
        *(blank.mark_text(**style, text=words).encode(x=alt.value(x)) for x, words in placed.items())
    )


def _panel(alt: Any, group: str, limit: float, *, with_axis: bool = False) -> Any:
    """Draw the rows of one group: bars, whiskers, and both values in words."""
    label_axis = alt.Axis(
        title=None,
        minExtent=_LABEL_WIDTH,
        maxExtent=_LABEL_WIDTH,
        labelLimit=_LABEL_WIDTH,
        ticks=False,
        domain=False,
    )
    h_axis = alt.Axis(
        title="Cohen's h: lower to the left, higher to the right" if with_axis else None,
        labels=with_axis,
        ticks=False,
        domain=False,
        labelFlush=False,
        labelExpr="datum.value == 0 ? '0' : format(datum.value, '+.1f')",
        titleFontWeight="normal",
    )
    base = (
        alt.Chart(alt.NamedData(group))
        .encode(
            y=alt.Y("label:N", sort=None, axis=label_axis),
            tooltip=[alt.Tooltip(f"{field}:N") for field in ("indicator", "h", "p", "meaning")],
        )
        .properties(width=_PLOT_WIDTH, height=alt.Step(_BAR_STEP))
    )
    zero = alt.datum(0, type="quantitative")
    across = alt.X("bar:Q", scale=alt.Scale(domain=[-limit, limit], nice=False), axis=h_axis)
    states = alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values()))
    column = {"align": "left", "fontSize": 11}
    return alt.layer(
        base.mark_bar(size=11).encode(x=across, color=alt.Color("state:N", scale=states)),
        base.mark_rule(color=INK, strokeWidth=1.2).encode(x="low:Q", x2="high:Q"),
        alt.Chart(alt.NamedData(_ONE_MARK)).mark_rule(color=SOFT_INK).encode(x=zero),
        base.mark_text(**column, color=SOFT_INK, fontStyle="italic", dx=6).encode(x=zero, text="note:N"),
        base.mark_text(**column, color=INK).encode(x=alt.value(_SAMPLE_COLUMN), text="sample:N"),
        base.mark_text(**column, color=SOFT_INK).encode(x=alt.value(_NORM_COLUMN), text="norm:N"),
        title=alt.TitleParams(group.capitalize(), anchor="start", fontSize=12),
    )


def _row(row: Comparison) -> dict[str, str | float | None]:
    """Return what one row of the picture shows."""
    interval = row.bootstrap_interval
    kind = row.definition.kind
    return {
        "label": row.label,
        "indicator": row.label,
        "bar": or_null(row.h),
        "low": or_null(interval.low),
        "high": or_null(interval.high),
        "state": state_of(row),
        "note": note_of(row),
        "sample": _value(kind, row.sample.value, row.sample.denominator),
        "norm": _value(kind, row.norm.value, row.norm.total),
        "h": f"{row.h:+.2f} ({interval.low:+.2f} to {interval.high:+.2f})",
        "p": f"{row.p:.3f}, adjusted {row.p_adjusted:.3f}",
        "meaning": f"{row.definition.sentence} {row.shortage}".rstrip(),
    }


def state_of(row: Comparison) -> State:
    """Return what may be said of a row."""
    if row.too_small:
        return State.TOO_FEW
    return State.DIFFERS if row.p_adjusted < _LEVEL else State.WITHIN


def note_of(row: Comparison) -> str:
    """Say what stands in place of a bar where there is no h; empty where there is one."""
    if not math.isnan(row.h):
        return ""
    if math.isnan(row.ratio):
        return "nothing to count"
    low, high = row.ratio_interval
    return f"{row.ratio:.2f} times as much ({low:.2f} to {high:.2f})"


def _value(kind: Kind, value: float, total: int) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.0%} (n {total:,})" if kind is Kind.SHARE else f"{value:.2f} (n {total:,})"
