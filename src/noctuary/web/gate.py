"""What stands between the guard and the pages while the library is locked: the page that asks for the passphrase."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from noctuary.web.guard import WATCHING_PATH
from noctuary.web.respond import is_partial, page, refusal, wants_data
from noctuary.web.room import Room

_OPEN: Final = ("/static/", "/unlock", WATCHING_PATH)
#: Of HTTP: what is asked for is locked (RFC 4918).
LOCKED: Final = 423


class LockGate:
    """Answers everything with the page of the lock while the room is locked.

    Parameters
    ----------
    app
        What is behind it.
    room
        Whose library.
    """

    def __init__(self, app: ASGIApp, room: Room) -> None:
        self._app = app
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or answer it."""
        if scope["type"] != "http" or scope["path"].startswith(_OPEN):
            await self._app(scope, receive, send)
            return
        if not self._room.is_locked:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if wants_data(request):
            answer = refusal(request, "The library is locked.", "Load the page to unlock it.", status=LOCKED)
        else:
            # No failure, of which the browser would complain: whoever sees it can go on.
            answer = page(request, "locked.html")
        if is_partial(request):
            answer.headers["HX-Refresh"] = "true"
        await answer(scope, receive, send)
