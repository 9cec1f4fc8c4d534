"""Who may come in: this machine's own browser, with the key of this start, from pages of our own.

A page elsewhere on the web can make a browser send requests here. It cannot
read the key, so it gets no cookie; it cannot set our header, so it writes
nothing; and where it points a name of its own at this machine (DNS
rebinding), the name in ``Host`` gives it away.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What a page sends back with every write, to show that it is ours.
TOKEN_HEADER: Final = "X-Noctuary-Token"  # noqa: S105

_READING: Final = frozenset({"GET", "HEAD"})
_WRITING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Ours are short; a number of thousands of digits is none that Python would read.
_LONGEST_PATH: Final = 500
# Anybody may see what is no secret: it comes with the package.
_OPEN_PATH: Final = "/static/"
#: What is asked with a body, so that no word of it stands in an address, and changes nothing in the library.
ASKING_PATH: Final = "/ask/"
#: Where a page asks whether the room is locked by now: by itself, which is no visit.
WATCHING_PATH: Final = "/lock/watch"
#: What opens and closes a lock changes nothing in the library.
_LOCKING: Final = frozenset({"/lock", "/unlock"})

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Nothing that a page of ours shows is to lie in a browser's files.
_UNKEPT: Final = "no-store"


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one start.

    Parameters
    ----------
    entry
        Stands in the link that is opened, and is turned into the cookie.
    cookie
        What the browser shows from then on.
    token
        What a page of ours sends with every write.
    """

    entry: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


class Guard:
    """Lets in what comes from this machine with the key, and says of every answer what a browser may do with it.

    Parameters
    ----------
    app
        What is guarded.
    keys
        Of this start.
    port
        Where the room is; names with any other port are strange.
    read_only
        Whether every write is refused.
    let_in
        Told of each visitor who is let in.
    """

    def __init__(
        self, app: ASGIApp, *, keys: Keys, port: int, read_only: bool = False, let_in: Callable[[], None]
    ) -> None:
        self._app = app
        self._let_in = let_in
        self._keys = keys
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        # Cookies know no ports: two rooms at once would take each other's.
        self._cookie = f"noctuary_{port}"
        self._read_only = read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal is None and scope["path"] != WATCHING_PATH:
            self._let_in()

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", _UNKEPT)
            await send(message)

        await (refusal or self._app)(scope, receive, send_marked)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        method, path = scope["method"], scope["path"]
        if headers.get("host") not in self._hosts:
            return _no(
                421, "This address is not the reading room's. Open the link that noctuary serve printed."
            )
        if len(path) > _LONGEST_PATH:
            return _no(404, "There is no such page.")
        origin = headers.get("origin")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            return _no(403, "This request comes from another site, and was refused.")
        if path.startswith(_OPEN_PATH) and method in _READING:
            return None
        if path == f"/enter/{self._keys.entry}" and method in _READING:
            return self._entered()
        shown = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if not _same(shown, self._keys.cookie):
            return _no(
                401,
                "The reading room is closed to this browser. Open the link that noctuary serve printed; "
                "it is another one after each start.",
            )
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _no(403, "This request comes from another site, and was refused.")
        if method in _READING:
            return None
        if method not in _WRITING:
            return _no(405, f"{method[:10]} is nothing that the reading room does.")
        if not _same(headers.get(TOKEN_HEADER, ""), self._keys.token):
            return _no(
                403, "This page is of an earlier start. Load it again; what you wrote is kept in its draft."
            )
        if self._read_only and not path.startswith(ASKING_PATH) and path not in _LOCKING:
            return _no(
                403,
                "The library is open for reading only. Start noctuary serve without --read-only to change it.",
            )
        return None

    def _entered(self) -> Response:
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, self._keys.cookie, httponly=True, samesite="strict", path="/")
        return answer


def _same(shown: str, right: str) -> bool:
    return hmac.compare_digest(shown.encode(), right.encode())


def _no(status: int, sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}\n", status_code=status)
