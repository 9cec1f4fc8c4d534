"""Locking and unlocking the room of a locked library."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from noctuary.web.forms import form_of, value_in
from noctuary.web.guard import WATCHING_PATH
from noctuary.web.respond import page, room_of


def unlock(request: Request) -> Response:
    """Take a passphrase; where it is the right one, the browser loads the page anew that it asked for."""
    if not room_of(request).unlock(value_in(form_of(request), "passphrase")):
        return page(request, "parts/locked_wrong.html")
    return Response(headers={"HX-Refresh": "true"})


def lock(request: Request) -> Response:
    """Lock the room now."""
    room_of(request).lock()
    return Response(headers={"HX-Refresh": "true"})


def watch(request: Request) -> Response:
    """Say whether the room is locked; a page in which somebody is reading or writing says so."""
    room = room_of(request)
    if "active" in request.query_params:
        room.visited()
    else:
        room.lock_if_left()
    return JSONResponse({"locked": room.is_locked})


routes = [
    Route("/unlock", unlock, methods=["POST"]),
    Route("/lock", lock, methods=["POST"]),
    Route(WATCHING_PATH, watch),
]
