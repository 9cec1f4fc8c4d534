"""Waiting for what takes long to find out: in a page, which asks again, or in a file, which is worth waiting for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from markupsafe import Markup
from starlette.requests import Request

from noctuary.errors import LibraryBusyError
from noctuary.library import Library
from noctuary.web.findings import Pending, Progress
from noctuary.web.respond import rendered, room_of

T = TypeVar("T")

_PATIENCE: Final = 120.0


def waiting(request: Request, pending: Pending, doing: str) -> Markup:
    """Return the part that stands where something will, and asks for this very address again."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return rendered(request, "parts/pending.html", pending=pending, again=asked, doing=doing)


def settled(request: Request, name: object, find: Callable[[Library, Progress], T]) -> T:
    """Return what :meth:`Findings.get` finds, however long it takes, within reason.

    Raises
    ------
    LibraryBusyError
        If it takes longer than that.
    """
    found = room_of(request).findings.get(name, find, patience=_PATIENCE)
    if isinstance(found, Pending):
        raise LibraryBusyError("This is still being counted.", "Ask again in a minute.")
    return found
