"""The stacks: the home page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.web.respond import page, room_of


def stacks_page(request: Request) -> Response:
    """Show the dreams, one tome each."""
    with room_of(request).library() as library:
        return page(request, "stacks.html", count=library.count())


routes = [Route("/", stacks_page)]
