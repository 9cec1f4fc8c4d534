"""Taking dreams out: which, in what form, how much that is, and the file."""

from __future__ import annotations

from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from noctuary.counted import counted
from noctuary.errors import InputError
from noctuary.export import FORMATS
from noctuary.library.frames import TABLES
from noctuary.library.pseudonyms import parse_key
from noctuary.web.addresses import shelves
from noctuary.web.findings import Pending
from noctuary.web.forms import form_and_file, value_in
from noctuary.web.respond import page, room_of
from noctuary.web.room import Room
from noctuary.web.selection import ALL, chosen_at
from noctuary.web.taking import Order, Taking, endings

_LARGEST_KEY: Final = 64 * 1024**2


def take_out_page(request: Request) -> Response:
    """Show what can be chosen, and the file that is made or waits."""
    room = room_of(request)
    with room.library() as library:
        known = shelves(library)
        token = request.query_params.get("search", "")
        here = chosen_at(room, library, token or request.query_params.get("of", ALL))
        amount = _amount(room, here.at)
        readers = sorted({reader.name for reader, _ in library.readers()})
    return page(
        request,
        "take_out.html",
        shelves=known,
        chosen=here,
        amount=amount,
        formats=FORMATS,
        tables=TABLES,
        endings=endings(),
        readers=readers,
        **_state(room),
    )


def amount(request: Request) -> Response:
    """Say how much would be taken out."""
    sentence = _amount(room_of(request), request.query_params.get("of", ALL))
    return page(request, "parts/take_amount.html", amount=sentence)


def _amount(room: Room, at: str) -> str:
    with room.library() as library:
        query = chosen_at(room, library, at).query
        series = counted(len(library.series_of(query)), "series", "series")
        dreams, readings = library.count(query), library.count_readings(query)
    return f"{series}, {counted(dreams, 'dream')}, {counted(readings, 'reading')}"


def make(request: Request) -> Response:
    """Begin to make a file; one that was made before is removed."""
    room = room_of(request)
    form, key = form_and_file(request, "key", most=_LARGEST_KEY)
    kind = value_in(form, "kind")
    is_table = kind == "table"
    with room.library() as library:
        query = chosen_at(room, library, value_in(form, "of", ALL)).query
        order = Order(
            query=query,
            format="" if is_table else kind,
            table=value_in(form, "table") if is_table else "",
            ending=value_in(form, "ending", ".csv"),
            reader=value_in(form, "reader"),
            safe_cells="safe" in form,
            pseudonyms="pseudonyms" in form and not is_table,
            key=parse_key(key, "The file") if key and "pseudonyms" in form else None,
        )
        order.check()
        total = library.count(query)
    if room.taking is not None:
        room.taking.put_away()
    room.taking = Taking(room, order, total)
    return page(request, "parts/take_file.html", **_state(room))


def now(request: Request) -> Response:
    """Say how far the file is."""
    return page(request, "parts/take_file.html", **_state(room_of(request)))


def put_away(request: Request) -> Response:
    """Remove what was made, or end the making."""
    room = room_of(request)
    if room.taking is not None:
        room.taking.put_away()
        room.taking = None
    return page(request, "parts/take_file.html", **_state(room))


def fetch(request: Request) -> Response:
    """Hand over the file, or the key to the pseudonyms in it, and remove it."""
    taking = room_of(request).taking
    made = taking.work.result() if taking is not None and taking.work.is_over else None
    if taking is None or made is None or taking.id != request.path_params["id"]:
        raise InputError("This file is no longer here.", "Make it again.")
    is_key = request.path_params["part"] == "key"
    path, name = (made.key, "key.json") if is_key else (made.path, taking.order.name)
    if path is None or not path.is_file():
        raise InputError("This file was fetched already, and removed.", "Make it again.")
    # Who only asks whether it is there is not given it.
    done = BackgroundTask(path.unlink, missing_ok=True) if request.method == "GET" else None
    return FileResponse(path, filename=name, media_type="application/octet-stream", background=done)


def _state(room: Room) -> dict[str, Any]:
    taking = room.taking
    state: dict[str, Any] = {"taking": taking, "pending": None, "refusal": None, "made": None}
    if taking is None:
        return state
    if not taking.work.is_over:
        state["pending"] = Pending(taking.work.done)
    elif (refusal := taking.work.refusal) is not None:
        state["refusal"] = refusal
    else:
        state["made"] = taking.work.result()
    return state


routes = [
    Route("/take-out", take_out_page),
    Route("/take-out/amount", amount),
    Route("/take-out/now", now),
    Route("/take-out/{id}/{part}", fetch),
    Route("/ask/take-out", make, methods=["POST"]),
    Route("/ask/take-out/away", put_away, methods=["POST"]),
]
