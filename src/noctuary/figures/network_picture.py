"""The network of figures as a picture, in a file for print or for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from noctuary.errors import StatsError
from noctuary.figures.network_drawing import Drawing, draw
from noctuary.figures.network_study import NetworkStudy
from noctuary.stats.drawing import FONT, INK, SOFT_INK, rendered, save

_PRINT_SCALE: Final = 2.0
# The broadest tie stands for so many dreams at least.
_MANY_DREAMS: Final = 12


def save_picture(studies: Sequence[NetworkStudy], path: Path, *, with_dreamer: bool = False) -> None:
    """Draw a network into a file, or several side by side with each figure in the same place.

    A figure's area grows with its dreams, a tie's breadth with the dreams shared; colours are communities. The most
    seen figures are drawn, with their strongest ties; names stand where there is room.

    Parameters
    ----------
    studies
        As :func:`noctuary.figures.network_study.study` makes them.
    path
        Its ending decides the format: ``.png``, ``.svg`` or ``.html``. An HTML file holds all that it needs and
        asks nothing of any network; pointing at a figure tells of it. A file there is replaced.
    with_dreamer
        Draw the dreamer too, tied to everybody.

    Raises
    ------
    StatsError
        If the ending is none of these, or nobody is there to be drawn.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    save(path, render(studies, path.suffix.lower().removeprefix("."), with_dreamer=with_dreamer))


def render(studies: Sequence[NetworkStudy], form: str, *, with_dreamer: bool = False) -> bytes:
    """Return the picture as the bytes of a ``"png"``, ``"svg"`` or ``"html"`` file; see :func:`save_picture`."""
    if not all(study.incidence.nodes for study in studies):
        raise StatsError("There is nobody to draw.", "Try --people all.")
    return rendered(
        lambda alt: _chart(alt, draw(studies, with_dreamer=with_dreamer)),
        form,
        title=" and ".join(study.name for study in studies),
        notes=[finding for study in studies for finding in study.findings],
        what="a network",
        scale=_PRINT_SCALE,
    )


def _chart(alt: Any, drawings: Sequence[Drawing]) -> dict[str, Any]:
    """Set the panels side by side, as Vega-Lite."""
    panels = [_panel(alt, place, drawing) for place, drawing in enumerate(drawings)]
    whole = (
        panels[0] if len(panels) == 1 else alt.hconcat(*panels, spacing=36).resolve_scale(color="independent")
    )
    chart = (
        whole.properties(padding=18, background="white")
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            color=INK,
            fontSize=17,
            subtitleColor=SOFT_INK,
            subtitleFontSize=11.5,
            subtitlePadding=6,
            anchor="start",
        )
        .configure_legend(
            orient="bottom",
            title=None,
            labelColor=INK,
            labelFontSize=11.5,
            columns=2,
            labelLimit=430,
            symbolType="circle",
            symbolSize=110,
        )
    )
    # Kept beside the chart and named in it: Altair copies a chart's own data many times over.
    datasets = {
        f"{kind} {place}": rows
        for place, drawing in enumerate(drawings)
        for kind, rows in (("figures", drawing.figures), ("ties", drawing.ties))
    }
    return {**chart.to_dict(), "datasets": datasets}


def _panel(alt: Any, place: int, drawing: Drawing) -> Any:
    """Draw ties, figures and names above one another."""
    across = alt.Scale(domain=[0, drawing.width], nice=False, zero=False)
    down = alt.Scale(domain=[drawing.height, 0], nice=False, zero=False)

    def at(x: str, y: str) -> dict[str, Any]:
        return {"x": alt.X(f"{x}:Q", scale=across, axis=None), "y": alt.Y(f"{y}:Q", scale=down, axis=None)}

    most = max([_MANY_DREAMS, *(tie["dreams"] for tie in drawing.ties)])
    ties = (
        alt.Chart(alt.NamedData(f"ties {place}"))
        .mark_rule(strokeCap="round")
        .encode(
            **at("x", "y"),
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth(
                "dreams:Q", scale=alt.Scale(type="sqrt", domain=[0, most], range=[0.4, 7]), legend=None
            ),
            opacity=alt.Opacity(
                "dreams:Q", scale=alt.Scale(type="sqrt", domain=[0, most], range=[0.3, 0.85]), legend=None
            ),
            stroke=alt.Stroke("colour:N", scale=None, legend=None),
            tooltip=[alt.Tooltip("between:N"), alt.Tooltip("dreams:Q", title="dreams shared")],
        )
    )
    base = alt.Chart(alt.NamedData(f"figures {place}"))
    circles = base.mark_circle(opacity=1, stroke="white", strokeWidth=1.2).encode(
        **at("x", "y"),
        size=alt.Size("area:Q", scale=None, legend=None),
        color=alt.Color(
            "community:N", scale=alt.Scale(domain=list(drawing.colours), range=list(drawing.colours.values()))
        ),
        tooltip=[alt.Tooltip(f"{field}:N") for field in ("name", "dreams", "circle", "community")],
    )

    def names(**style: Any) -> list[Any]:
        return [
            base.transform_filter(f"datum.align == '{align}'")
            .mark_text(align=align, baseline="middle", **style)
            .encode(
                **at("label_x", "label_y"),
                text="name:N",
                size=alt.Size("label_size:Q", scale=None, legend=None),
            )
            for align in ("left", "right", "center")
        ]

    # White behind the names keeps ties away from them; it lies below the figures, so that it bites off none.
    behind = names(stroke="white", strokeWidth=3.5, opacity=0.9, color="white")
    title = alt.TitleParams(drawing.title, subtitle=drawing.subtitle, offset=8)
    return alt.layer(ties, *behind, circles, *names(color=INK), title=title).properties(
        width=drawing.width, height=drawing.height
    )
