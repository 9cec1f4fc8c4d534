"""How charts become files: PNG and SVG for print, HTML for the browser, all without any network."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable
from importlib.resources import files
from string import Template
from typing import Any, Final, cast

from noctuary.errors import MissingExtraError, StatsError

FORMATS: Final = ("png", "svg", "html")

INK: Final = "#22222b"
SOFT_INK: Final = "#6a6a75"
GRID: Final = "#ececf0"
FONT: Final = "Helvetica, Arial, Liberation Sans, sans-serif"
_PRINT_SCALE: Final = 2.5


def rendered(
    make_chart: Callable[[Any], dict[str, Any]], form: str, *, title: str, notes: Iterable[str], what: str
) -> bytes:
    """Return a chart as the bytes of a ``"png"``, ``"svg"`` or ``"html"`` file.

    Parameters
    ----------
    make_chart
        Given the module ``altair``, returns a Vega-Lite chart as JSON holds it.
    form
        Which kind of file. HTML holds all that it needs, and asks nothing of any network.
    title, notes
        Of the HTML page: its title, and what stands beneath the picture.
    what
        What is drawn, for a sentence: ``"a profile"``.

    Raises
    ------
    StatsError
        If `form` is none of these.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    if form not in FORMATS:
        raise StatsError(f"Pictures are not written as {form!r}.", f"Use one of: {', '.join(FORMATS)}.")
    try:
        import altair as alt  # noqa: PLC0415 - an extra, and slow to import
        import vl_convert  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"Drawing {what}", error.name or "altair", "research") from error
    chart = make_chart(alt)
    if form == "png":
        return bytes(vl_convert.vegalite_to_png(chart, scale=_PRINT_SCALE))
    if form == "svg":
        return str(vl_convert.vegalite_to_svg(chart)).encode()
    # Untyped here, as everything of an extra: its own stub asks for an argument that it does not need.
    libraries = cast(Any, vl_convert).javascript_bundle()
    template = files("noctuary.stats").joinpath("data/picture.html").read_text(encoding="utf-8")
    return (
        Template(template)
        .substitute(
            title=html.escape(title),
            libraries=libraries,
            caveats="\n".join(f"<li>{html.escape(note)}</li>" for note in notes),
            # A name may hold "</script>"; JSON reads the escape as the same sign.
            chart=json.dumps(chart).replace("<", "\\u003c"),
        )
        .encode()
    )
