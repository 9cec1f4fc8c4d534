"""How charts become files: PNG and SVG for print, HTML for the browser, all without any network."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, Final, cast

from noctuary.errors import InputError, MissingExtraError, StatsError

FORMATS: Final = ("png", "svg", "html")

INK: Final = "#22222b"
SOFT_INK: Final = "#6a6a75"
GRID: Final = "#ececf0"
FONT: Final = "Helvetica, Arial, Liberation Sans, sans-serif"
_PRINT_SCALE: Final = 2.5


def check_path(path: Path) -> str:
    """Return the format of a picture by its name, before the work of making it.

    Raises
    ------
    StatsError
        If the ending is none of :data:`FORMATS`.
    InputError
        If there is no such folder.
    """
    form = path.suffix.lower().removeprefix(".")
    _check(form)
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Make it first, or name another.")
    return form


def _check(form: str) -> None:
    if form not in FORMATS:
        raise StatsError(f"Pictures are not written as {form!r}.", f"Use one of: {', '.join(FORMATS)}.")


def save(path: Path, picture: bytes) -> None:
    """Write a picture into a file; one that is there is replaced.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        path.write_bytes(picture)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error


def rendered(
    make_chart: Callable[[Any], dict[str, Any]],
    form: str,
    *,
    title: str,
    notes: Iterable[str],
    what: str,
    scale: float = _PRINT_SCALE,
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
    scale
        How many pixels of PNG for each of the chart's.

    Raises
    ------
    StatsError
        If `form` is none of these.
    MissingExtraError
        If the extra ``research`` is not installed.
    """
    _check(form)
    try:
        import altair as alt  # noqa: PLC0415 - an extra, and slow to import
        import vl_convert  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"Drawing {what}", error.name or "altair", "research") from error
    chart = make_chart(alt)
    if form == "png":
        return bytes(vl_convert.vegalite_to_png(chart, scale=scale))
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


def or_null(number: float) -> float | None:
    """Return a number as JSON takes it, which has no NaN."""
    return None if math.isnan(number) else number
