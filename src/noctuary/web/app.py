"""The reading room as one application: its pages, and the guard before them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from noctuary.errors import NoctuaryError, confession
from noctuary.web.gate import LockGate
from noctuary.web.guard import Guard
from noctuary.web.pages import PAGES
from noctuary.web.respond import failure, prepare, refusal, static_version
from noctuary.web.room import Room

_FOREVER: Final = "public, max-age=31536000, immutable"


class _Static(StaticFiles):
    """Files of the package; their address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOREVER
        return response


def create_app(room: Room, *, port: int) -> ASGIApp:
    """Return the application of a reading room, behind its guard.

    Parameters
    ----------
    room
        What is open; closed when the application ends.
    port
        Where it will be served: requests that name another are refused.
    """
    prepare("base.html", "stacks.html")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        room.close()

    app = Starlette(
        routes=[
            Mount(
                f"/static/{static_version()}",
                _Static(directory=str(files("noctuary.web").joinpath("static"))),
            ),
            *(route for module in PAGES for route in module.routes),
        ],
        exception_handlers={NoctuaryError: failure, HTTPException: _no_such_page, Exception: _our_bug},
        middleware=[Middleware(LockGate, room=room)],
        lifespan=lifespan,
    )
    app.state.room = room
    # Outermost, so that no answer leaves without what the guard says of it, not even that of a bug.
    return Guard(app, keys=room.keys, port=port, read_only=room.read_only, let_in=room.visited)


def _no_such_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refusal(request, "There is no such page.", "Go back to the stacks.", status=404)
    return refusal(request, f"{error.detail}.", status=error.status_code)


def _our_bug(request: Request, error: Exception) -> Response:
    return refusal(
        request,
        f"This is a bug in Noctuary ({confession(error)}).",
        "Your library is as it was after the last finished step. Please report this line.",
        status=500,
    )
