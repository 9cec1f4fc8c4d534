"""A tome: the page of one dream."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dream import Dream, DreamKey
from noctuary.library import Library
from noctuary.library.corrections import uncorrected
from noctuary.web.correcting import Correcting
from noctuary.web.findings import Pending, Progress
from noctuary.web.look import Look
from noctuary.web.respond import page, room_of
from noctuary.web.tome import Layer, Tome, parse_layers


def tome_page(request: Request) -> Response:
    """Show a dream: its text with the evidence marked, and what was found in it."""
    room, nr = room_of(request), request.path_params["nr"]
    with room.library() as library:
        dream = library.dream_at(nr)
        earlier, later = library.store.neighbours(nr)
        context = {
            **_body(request, library, dream),
            "series": library.store.find_series(dream.series),
            "earlier": earlier,
            "later": later,
        }
    return page(request, "tome.html", **context)


def tome_body(request: Request) -> Response:
    """Show anew what rests on the readings: text, codes and companions; after a correction, or with other marks."""
    nr = request.path_params["nr"]
    with room_of(request).library() as library:
        context = _body(request, library, library.dream_at(nr))
    answer = page(request, "parts/tome_body.html", **context)
    if request.query_params.get("layers") is not None:
        answer.headers["HX-Replace-Url"] = f"/dream/{nr}?layers={context['tome'].address}"
    return answer


def _body(request: Request, library: Library, dream: Dream) -> dict[str, Any]:
    nr: int = request.path_params["nr"]
    asked = request.query_params.getlist("layers")
    readings = library.store.readings(dream.key)
    pending = None
    if not readings and not library.store.read_only:
        pending = _read(request, dream.key)
        readings = library.store.readings(dream.key)
    layers = parse_layers(",".join(asked)) if asked else None
    without = request.query_params.get("corrections") == "without"
    mine = library.corrections(dream.key, Look.of(request).coder)
    correcting = Correcting.of(dream, readings, mine, without=without)
    if without:
        readings = uncorrected(readings)
    return {
        "nr": nr,
        "dream": dream,
        "tome": Tome(dream, readings, layers),
        "all_layers": list(Layer),
        "pending": pending,
        "correcting": correcting,
    }


def _read(request: Request, key: DreamKey) -> Pending | None:
    """Have a dream read that nobody has read; ``None`` once it is."""

    def read(library: Library, _progress: Progress) -> bool:
        library.reading(key)
        return True

    found = room_of(request).findings.get(("reading", key), read)
    return found if isinstance(found, Pending) else None


routes = [
    Route("/dream/{nr:int}", tome_page),
    Route("/dream/{nr:int}/body", tome_body),
]
