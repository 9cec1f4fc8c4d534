"""Dreams as a book, to be read on the screen or printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dream import Dream
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.book import Volume, volumes
from noctuary.web.respond import page, room_of
from noctuary.web.selection import ALL, chosen_at

_UNDATED: Final = "Without a year"


def book_page(request: Request) -> Response:
    """Show a book of dreams; of too many for one, the volumes to choose from."""
    room = room_of(request)
    with room.library() as library:
        here = chosen_at(room, library, request.path_params.get("at", ALL))
        bound = volumes(library, here.query)
        asked = request.query_params.get("volume")
        volume = _volume(bound, asked)
        context: dict[str, Any] = {
            "chosen": here,
            "volumes": bound,
            "number": bound.index(volume) + 1 if volume else 0,
            "volume": volume,
            "dreams": sum(len(each.leaves) for each in bound),
            "series": [each.name or each.id for each in library.series_of(here.query)],
        }
        if volume is None:
            return page(request, "book_volumes.html", **context)
        return page(request, "book.html", years=list(_years(library, volume)), **context)


def _volume(bound: Sequence[Volume], asked: str | None) -> Volume | None:
    """Return the volume that an address asks for; the only one where it asks for none."""
    if asked is None:
        return bound[0] if len(bound) == 1 else None
    if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:9]) <= len(bound)):
        raise InputError("There is no such volume.", "Choose one from the list.")
    return bound[int(asked) - 1]


def _years(library: Library, volume: Volume) -> Iterator[tuple[str, list[tuple[int, Dream]]]]:
    for year, leaves in groupby(volume.leaves, key=lambda leaf: leaf.year):
        yield str(year or _UNDATED), [(leaf.nr, library.store.dream_at(leaf.nr)) for leaf in leaves]


routes = [Route("/book", book_page), Route("/book/{at}", book_page)]
