"""What a request is answered with: a page, a part of one, a table; and what an error looks like."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from noctuary import __version__
from noctuary.counted import counted
from noctuary.dates import readable_date
from noctuary.errors import (
    AmbiguousDreamError,
    DreamNotFoundError,
    LibraryBusyError,
    NoctuaryError,
    StoreError,
)
from noctuary.export.files import csv_writer
from noctuary.export.tables import guarded
from noctuary.web import pictures
from noctuary.web.feelings import GLYPHS
from noctuary.web.look import Look
from noctuary.web.room import Room

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("noctuary.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Signs that a browser drops or a reader never sees, as their pictures; one for one, so that places stay.
_PICTURES: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t\r"} | {0x7F: 0x2421}


def shown(text: object) -> str:
    """Return a text with its control characters made visible, sign for sign.

    Examples
    --------
    >>> shown("a" + chr(0) + "b")
    'a␀b'
    """
    return str(text).translate(_PICTURES)


_ENVIRONMENT.filters["shown"] = shown
_ENVIRONMENT.globals["counted"] = counted
_ENVIRONMENT.globals["glyphs"] = GLYPHS
_ENVIRONMENT.globals["pictures"] = pictures
_ENVIRONMENT.globals["readable"] = readable_date


def room_of(request: Request) -> Room:
    """Return the room that a request came into."""
    room: Room = request.app.state.room
    return room


def page(request: Request, template: str, /, *, status: int = 200, **context: Any) -> Response:
    """Answer with a page.

    Parameters
    ----------
    request
        What is answered.
    template
        Its name, below ``templates/``.
    status
        Of HTTP.
    context
        What the template is told, beside ``room``, ``look``, ``static``, ``token`` and ``here``, which all are.
    """
    return HTMLResponse(rendered(request, template, **context), status_code=status)


def rendered(request: Request, template: str, /, **context: Any) -> Markup:
    """Return a template filled in, a whole page or a part of one."""
    room = room_of(request)
    return Markup(  # noqa: S704 — the template has escaped what it was given
        _ENVIRONMENT.get_template(template).render(
            room=room,
            look=Look.of(request),
            static=f"/static/{static_version()}",
            token=room.keys.token,
            here=request.url.path,
            **context,
        )
    )


def prepare(*templates: str) -> None:
    """Read templates before they are asked for: the first page after a start should not wait for that."""
    for each in templates:
        _ENVIRONMENT.get_template(each)


def table(rows: Iterable[Mapping[str, object]], name: str) -> Response:
    """Answer with rows as a CSV file, for a spreadsheet or a script.

    What a spreadsheet would take for a formula is told apart by an apostrophe.
    """
    written = io.StringIO()
    writer = csv_writer(written)
    for place, row in enumerate(rows):
        if not place:
            writer.writerow(row)
        writer.writerow(guarded(_cell(value)) for value in row.values())
    return attachment(written.getvalue().encode(), f"{name}.csv", "text/csv; charset=utf-8")


def attachment(content: bytes, name: str, kind: str) -> Response:
    """Answer with a file to be saved; `name` holds plain letters and no word of a dream."""
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _cell(value: object) -> object:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    return value


def is_partial(request: Request) -> bool:
    """Whether a part of a page is asked for, by htmx or a script of ours, and not the whole."""
    return request.headers.get("hx-request") == "true"


def failure(request: Request, error: Exception) -> Response:
    """Answer with one of our errors: its sentence and the next step, in a page or where the part would stand."""
    assert isinstance(error, NoctuaryError)
    return refusal(request, error.message, error.hint, status=status_of(error))


def status_of(error: NoctuaryError) -> int:
    """Return the status of HTTP that says what kind of error it is."""
    match error:
        case DreamNotFoundError() | AmbiguousDreamError():
            return 404
        case LibraryBusyError():
            return 503
        case StoreError():
            return 500
        case _:
            return 400


def wants_data(request: Request) -> bool:
    """Whether a script of ours asks, which makes of an answer what it will, and wants no page."""
    return request.headers.get("accept") == "application/json"


def refusal(request: Request, message: str, hint: str = "", *, status: int) -> Response:
    """Answer with a sentence and the next step."""
    if wants_data(request):
        return JSONResponse({"message": message, "hint": hint}, status_code=status)
    template = "parts/refusal.html" if is_partial(request) else "refusal.html"
    return page(request, template, status=status, message=message, hint=hint)


@cache
def static_version() -> str:
    """Return what changes when any file of the room's own does, so that browsers may keep each for good."""
    total = hashlib.sha256(__version__.encode())

    def add(folder: Traversable) -> None:
        for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if each.is_dir():
                add(each)
            else:
                total.update(each.name.encode())
                total.update(each.read_bytes())

    add(files("noctuary.web").joinpath("static"))
    return total.hexdigest()[:12]
