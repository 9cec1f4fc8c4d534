"""Bringing dreams in: files are handed over, looked at, and kept when the person says so."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.errors import InputError, Problem
from noctuary.ingest import FORMATS, IngestOptions
from noctuary.ingest.table import COLUMNS
from noctuary.library.intake import coder_named
from noctuary.web.bodies import streamed
from noctuary.web.bringing import Bringing, How, in_the_room
from noctuary.web.findings import Pending
from noctuary.web.forms import Form, form_of, value_in
from noctuary.web.respond import page, room_of
from noctuary.web.room import Room
from noctuary.web.uploads import receive

_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What is told of files that were handed over, or came in.

    Parameters
    ----------
    sentences
        What would come of them, or what came; those that belong to the one before are marked.
    problems
        The first of what is wrong.
    further
        How many more problems there are.
    sample
        The first dreams: title, date, series, first words.
    is_usable
        Whether there is anything to bring in that is not here.
    """

    sentences: tuple[tuple[str, bool], ...]
    problems: tuple[Problem, ...]
    further: int
    sample: tuple[tuple[str, str, str, str], ...]
    is_usable: bool


def bring_in_page(request: Request) -> Response:
    """Show where files are put, and what is going on with those that were."""
    room = room_of(request)
    return page(request, "bring_in.html", formats=FORMATS, columns=COLUMNS, **_state(room))


def handed(request: Request) -> Response:
    """Take files, and begin to look at them."""
    room = room_of(request)
    if room.bringing is not None and room.bringing.is_under_way:
        raise InputError("Dreams are coming in just now.", "Hand further files over when they are here.")
    folder = room.temporary.folder()
    try:
        files = receive(streamed(request), request.headers.get("content-type", ""), folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if room.bringing is not None:
        room.bringing.put_away()
    room.bringing = Bringing(room, files)
    return _part(request)


def look_again(request: Request) -> Response:
    """Look at the files with other options."""
    _bringing(request).look(_how(form_of(request)))
    return page(request, "parts/bring_look.html", **_state(room_of(request)))


def act(request: Request) -> Response:
    """Bring them in."""
    _bringing(request).act()
    return _part(request)


def put_away(request: Request) -> Response:
    """Forget the files."""
    room = room_of(request)
    if room.bringing is not None:
        room.bringing.put_away()
        room.bringing = None
    return _part(request)


def read(request: Request) -> Response:
    """Begin to read what is unread."""
    room = room_of(request)
    with room.library() as library:
        room.backlog.begin(library)
    return page(request, "parts/bring_unread.html", **_state(room))


def now(request: Request) -> Response:
    """Say how far the look, or the act, has come."""
    return page(request, "parts/bring_look.html", **_state(room_of(request)))


def reading(request: Request) -> Response:
    """Say how far the reading has come."""
    return page(request, "parts/bring_unread.html", **_state(room_of(request)))


def _part(request: Request) -> Response:
    return page(request, "parts/bring.html", formats=FORMATS, columns=COLUMNS, **_state(room_of(request)))


def _bringing(request: Request) -> Bringing:
    bringing = room_of(request).bringing
    if bringing is None:
        raise InputError("No files are here.", "Choose them again.")
    return bringing


def _state(room: Room) -> dict[str, Any]:
    bringing = room.bringing
    state: dict[str, Any] = {"bringing": bringing, "pending": None, "refusal": None, "told": None}
    if bringing is not None:
        if not bringing.work.is_over:
            state["pending"] = Pending(bringing.work.done)
        elif (refusal := bringing.work.refusal) is not None:
            state["refusal"] = in_the_room(Problem("", refusal.message, refusal.hint))
        else:
            state["told"] = _look(bringing)
    with room.library() as library:
        state["unread"] = 0 if room.read_only else room.backlog.count(library)
    state["reading"] = room.backlog.work if room.backlog.is_going_on else None
    ended = room.backlog.work if room.backlog.work is not None and room.backlog.work.is_over else None
    state["reading_refusal"] = ended.refusal if ended else None
    state["read_count"] = ended.result() if ended and not ended.refusal and not state["unread"] else 0
    return state


def _look(bringing: Bringing) -> Look | None:
    taken = bringing.work.result()
    if taken is None:
        return None
    summary = taken.summary
    problems = [in_the_room(each) for each in summary.problems[:_PROBLEMS]]
    if bringing.handed.hidden and not bringing.is_act:
        problems.append(Problem("hidden files", f"{bringing.handed.hidden:,} were passed over."))
    return Look(
        tuple(
            (line.strip(), line.startswith(" ")) for line in summary.sentences(dry_run=not bringing.is_act)
        ),
        tuple(problems),
        max(0, len(summary.problems) - _PROBLEMS),
        tuple(
            (dream.title, str(dream.date or ""), dream.series, dream.opening[:300]) for dream in taken.sample
        ),
        bool(summary.added or summary.nights or summary.readings or summary.said),
    )


def _how(form: Form) -> How:
    """Return how files are to be read, as a form says it."""
    kind = value_in(form, "format")
    if kind and kind not in {each.name for each in FORMATS}:
        raise InputError("Noctuary reads no such format.", "Choose one from the list.")
    named = {ours: value_in(form, f"column-{ours}") for ours in COLUMNS}
    options = IngestOptions(
        series=value_in(form, "series").strip() or None,
        columns={ours: theirs for ours, theirs in named.items() if theirs},
        heading=value_in(form, "heading").strip() or None,
        encoding=_encoding(value_in(form, "encoding").strip()),
        private="private" in form,
        coder=coder_named(value_in(form, "coder").strip() or None, is_program="program" in form),
    )
    return How(format=kind, options=options)


def _encoding(name: str) -> str | None:
    if not name:
        return None
    try:
        "".encode(name)
    except (LookupError, ValueError):
        raise InputError(
            "There is no encoding of this name.", "Usual ones: utf-8, windows-1252, utf-16."
        ) from None
    return name


routes = [
    Route("/bring-in", bring_in_page),
    Route("/bring-in/now", now),
    Route("/bring-in/reading", reading),
    Route("/bring-in/files", handed, methods=["POST"]),
    Route("/bring-in/look", look_again, methods=["POST"]),
    Route("/bring-in/act", act, methods=["POST"]),
    Route("/bring-in/away", put_away, methods=["POST"]),
    Route("/bring-in/read", read, methods=["POST"]),
]
