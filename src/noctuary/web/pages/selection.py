"""Keeping a search, so that profile, calendar and feelings can look at what it finds without a word of it in their address."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.errors import InputError
from noctuary.store.query import parse_query
from noctuary.web.respond import room_of
from noctuary.web.selection import ALL

_STUDIES: Final = ("profile", "calendar", "feelings")
_LONGEST: Final = 2000


async def keep(request: Request) -> Response:
    """Keep the search of a form, and lead to what it finds."""
    study = request.path_params["study"]
    if study not in _STUDIES:
        raise HTTPException(404)
    async with request.form() as form:
        query = form.get("query", "")
    if not isinstance(query, str) or len(query) > _LONGEST:
        raise InputError(
            "This search is no text, or too long.", f"A search has {_LONGEST:,} characters at most."
        )
    at = await run_in_threadpool(_kept, request, query.strip())
    return Response(status_code=204, headers={"HX-Redirect": f"/{study}/{at}"})


def _kept(request: Request, query: str) -> str:
    parse_query(query)
    if not query:
        return ALL
    room = room_of(request)
    with room.library() as library:
        return room.searches.keep(library, query)


routes = [Route("/selection/{study}", keep, methods=["POST"])]
