"""Writing: one field, drafts that outlive whatever happens, keeping, and nights without a dream."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import date as calendar_date
from datetime import datetime
from threading import Thread
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from noctuary.coding import Reading
from noctuary.dates import parse_date
from noctuary.dream import DreamKey, PartialDate, word_count
from noctuary.errors import InputError, NoctuaryError, ReadingError
from noctuary.library import Library
from noctuary.library.left import LeftDraft, left_drafts
from noctuary.library.rhymes import Rhyme
from noctuary.library.writing import habits, put_down_night, take_back_night, today
from noctuary.readers import open_embedder
from noctuary.scheme import Scale
from noctuary.store import drafts
from noctuary.store.drafts import Draft
from noctuary.store.links import token_of
from noctuary.web import addresses
from noctuary.web.bodies import fields_of
from noctuary.web.feelings import NAMES
from noctuary.web.findings import Pending
from noctuary.web.respond import page, refusal, rendered, room_of, wants_data
from noctuary.web.written import FEELING, STEPS, FieldError, keep

_ID: Final = re.compile(r"[0-9a-f]{32}")
# What SQLite and JavaScript can both count to.
_NUMBERS: Final = range(2**53)
_OPENING: Final = 120
_OWN_FEELINGS: Final = 6
_RHYMES: Final = 5
# Below it, two dreams that share no rare word have nothing in common that a person would see.
_NEAR: Final = 0.5
# In seconds: how long keeping waits for the reading, and the page that says so for the rhymes.
_READING: Final = 0.8
_RHYMING: Final = 0.6


# The page.


def write_page(request: Request) -> Response:
    """Open the draft that was left, ask which of several, or begin anew."""
    if room_of(request).read_only:
        return _for_reading_only(request)
    with room_of(request).library() as library:
        waiting = [draft for draft in drafts.every(library.store) if not _is_blank(draft)]
        if {"new", "date"} & request.query_params.keys() or not waiting:
            return _field(request, library, None)
        if len(waiting) == 1:
            return _field(request, library, waiting[0])
        return page(
            request,
            "write_drafts.html",
            drafts=[_listed(draft, datetime.now().astimezone()) for draft in waiting],
        )


def draft_page(request: Request) -> Response:
    """Open one draft."""
    if room_of(request).read_only:
        return _for_reading_only(request)
    with room_of(request).library() as library:
        draft = drafts.find(library.store, request.path_params["id"])
        # It was kept or discarded since.
        return _field(request, library, draft) if draft else RedirectResponse("/write", status_code=303)


def _for_reading_only(request: Request) -> Response:
    return refusal(
        request,
        "The library is open for reading only.",
        "Start noctuary serve without --read-only to write.",
        status=403,
    )


def _field(request: Request, library: Library, draft: Draft | None) -> Response:
    # By the time that something is written, the reader is there.
    Thread(target=_wake_reader, daemon=True).start()
    usual = habits(library)
    left = next(
        (
            each
            for each in reversed(left_drafts(library.store.path, locked=library.store.key is not None))
            if _text_of(each).strip()
        ),
        None,
    )
    return page(
        request,
        "write.html",
        draft=_shown(draft) if draft else _blank(),
        usual=usual,
        today=str(today()),
        night=str(_night(request)),
        feelings=NAMES,
        own_feelings=[name for name in usual.feelings if name not in NAMES.values()][:_OWN_FEELINGS],
        steps=STEPS,
        feeling=FEELING,
        left=token_of(library.store, "left", left.name) if left else None,
    )


def _night(request: Request) -> PartialDate:
    """Return the night that the calendar leads from; else the last one."""
    written = request.query_params.get("date")
    night = today() if written is None else parse_date(written)
    if night is None:
        raise InputError("The address names no night.", "Choose one in the calendar.")
    return night


def _wake_reader() -> None:
    # What is wrong with it is told when something is to be read.
    with suppress(NoctuaryError):
        open_embedder()


def _blank() -> str:
    return _in_ascii({"id": secrets.token_hex(16), "text": "", "details": {}, "version": 0, "when": ""})


def _shown(draft: Draft) -> str:
    return _in_ascii(_row(draft))


def _row(draft: Draft) -> dict[str, object]:
    return {
        "id": draft.id,
        "text": draft.text,
        "details": dict(draft.details),
        "version": draft.version,
        "when": when(datetime.fromisoformat(draft.written_at), datetime.now().astimezone()),
    }


def _in_ascii(row: Mapping[str, object]) -> str:
    """Return a row as JSON that a page can hold: no sign that HTML takes for another."""
    return json.dumps(row, ensure_ascii=True)


def _is_blank(draft: Draft) -> bool:
    filled = {name for name, value in draft.details.items() if value.strip()}
    return not draft.text.strip() and not filled - {"date", "series"}


def _listed(draft: Draft, now: datetime) -> dict[str, object]:
    return {
        "id": draft.id,
        "opening": _opening(draft.text),
        "words": word_count(draft.text),
        "when": when(datetime.fromisoformat(draft.written_at), now),
    }


def _opening(text: str) -> str:
    opening = " ".join(text[: 4 * _OPENING].split())
    return (
        opening if len(opening) <= _OPENING else opening[:_OPENING].rsplit(" ", 1)[0] + "\N{NO-BREAK SPACE}…"
    )


def when(then: datetime, now: datetime) -> str:
    """Return when something was, as one would say it now.

    Examples
    --------
    >>> when(datetime(2026, 3, 13, 23, 50), datetime(2026, 3, 14, 6, 10))
    'yesterday at 23:50'
    >>> when(datetime(2025, 12, 31, 6, 0), datetime(2026, 3, 14, 6, 10))
    '31 December 2025'
    """
    then = then.astimezone(now.tzinfo) if now.tzinfo else then
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return f"{('today', 'yesterday')[days]} at {then:%H:%M}"
    return f"{then.day} {then:%B}" + ("" if then.year == now.year else f" {then.year}")


# Drafts.


def _drafted(request: Request) -> tuple[Draft, int]:
    """Return what a page sent as the draft of its address, and the version that it rests on."""
    match {**fields_of(request), "id": request.path_params["id"]}:
        case {
            "id": str(id_),
            "text": str(text),
            "details": dict(details),
            "version": int(version),
            "base": int(base),
            "writer": str(writer),
        } if (
            all(isinstance(value, str) for value in details.values())
            and version in _NUMBERS
            and base in _NUMBERS
            and _ID.fullmatch(writer)
            and _ID.fullmatch(id_)
        ):
            try:
                draft = Draft(id=id_, text=text, details=details, version=version, writer=writer)
            except ValueError as error:
                raise InputError(f"This cannot be kept: {error}.", "Write it otherwise.") from None
            return draft, base
    raise InputError("What was sent is no draft.", "Load the page again.")


def save_draft(request: Request) -> Response:
    """Keep a draft as it stands now; it is on disk when this answers."""
    draft, base = _drafted(request)
    with room_of(request).library() as library:
        saved = drafts.save(library.store, draft, base=base)
    return JSONResponse({"id": saved.id, "version": saved.version, "apart": saved.apart})


def show_draft(request: Request) -> Response:
    """Answer with a draft as it stands, for a page that may show an earlier version; ``null`` if there is none."""
    with room_of(request).library() as library:
        draft = drafts.find(library.store, request.path_params["id"])
    return JSONResponse(_row(draft) if draft else None)


def discard_draft(request: Request) -> Response:
    """Remove a draft; the list of drafts goes on without it."""
    with room_of(request).library() as library:
        drafts.discard(library.store, request.path_params["id"])
    return JSONResponse({}) if wants_data(request) else Response()


def keep_draft(request: Request) -> Response:
    """Keep what was written as a dream, have it read, and answer with the address that says so, or with why not."""
    draft, base = _drafted(request)
    with room_of(request).library() as library:
        try:
            with library.store.transaction():
                added = keep(library, draft.text, draft.details)
                # What another tab wrote into the same draft since stays.
                drafts.discard(library.store, draft.id, writer=draft.writer, version=base)
        except FieldError as error:
            # No failure, but the next step of writing: it is said beside the field.
            said = {"field": error.field, "message": error.message, "hint": error.hint}
            return JSONResponse({"refused": {**said, "address": error.address}})
        nr = library.store.nr_of(added.key)
    # A long dream is read on while its page is there already.
    _read(request, added.key, patience=_READING)
    return JSONResponse({"kept": f"/write/kept/{nr}"})


def take_over_left(request: Request) -> Response:
    """Make a draft here of one that noctuary write left beside the library."""
    with room_of(request).library() as library:
        for left in left_drafts(library.store.path, locked=library.store.key is not None):
            if token_of(library.store, "left", left.name) == request.path_params["token"]:
                id_ = secrets.token_hex(16)
                text = left.text
                drafts.save(
                    library.store,
                    Draft(id=id_, text=text, version=1, writer=secrets.token_hex(16)),
                    base=0,
                )
                # An editor may still be open on it, and have written meanwhile.
                if _text_of(left) == text:
                    left.discard()
                return Response(status_code=204, headers={"HX-Redirect": f"/write/{id_}"})
    raise InputError("This draft is not there any more.", "It was kept or taken over since.")


def _text_of(left: LeftDraft) -> str:
    # One that is no text is for the command line to complain of.
    with suppress(InputError, OSError):
        return left.text
    return ""


# What was kept.


def kept_page(request: Request) -> Response:
    """Say where a dream was kept, what was read in it, and what it rhymes with."""
    with room_of(request).library() as library:
        dream = library.dream_at(request.path_params["nr"])
        address = addresses.of_dream(library, dream.key)
    return page(
        request,
        "kept.html",
        dream=dream,
        address=address,
        found=_found(request, dream.key, patience=_RHYMING),
    )


def kept_found(request: Request) -> Response:
    """Answer with what the page says of the reading and the rhymes, for as long as they are waited for."""
    with room_of(request).library() as library:
        key = library.dream_at(request.path_params["nr"]).key
    return HTMLResponse(_found(request, key))


def _found(request: Request, key: DreamKey, *, patience: float = 0.0) -> str:
    reading = _read(request, key, patience=patience)
    rhymes: object = ()
    if isinstance(reading, Reading):
        rhymes = room_of(request).findings.get(
            ("rhymes of a kept dream", key), lambda library, _tell: rhyming(library, key), patience=patience
        )
    return rendered(
        request,
        "parts/kept_found.html",
        reading=reading,
        characters=len(list(reading.on(Scale.CHARACTERS))) if isinstance(reading, Reading) else 0,
        rhymes=rhymes,
        again=f"/write/kept/{request.path_params['nr']}/found",
    )


def _read(request: Request, key: DreamKey, *, patience: float) -> Reading | Pending | None:
    """Return the reading of a dream, which is made now; ``None`` where the reader fails."""
    try:
        return room_of(request).findings.get(
            ("reading", key), lambda library, _tell: library.reading(key), patience=patience, quick=True
        )
    except ReadingError:
        return None


def rhyming(library: Library, key: DreamKey) -> list[dict[str, object]]:
    """Return what a list shows of the dreams that rhyme with one, the nearest first."""
    return [
        _shown_rhyme(library, each)
        for each in library.rhymes().of(key, limit=_RHYMES, lines=0)
        if each.similarity >= _NEAR or each.words
    ]


def _shown_rhyme(library: Library, rhyme: Rhyme) -> dict[str, object]:
    dream = library.store.get(rhyme.key)
    return {
        "address": addresses.of_dream(library, rhyme.key),
        "title": dream.title or _opening(dream.opening),
        "date": str(dream.date or ""),
        "words": rhyme.words,
    }


# Nights without a dream.


def no_dream(request: Request) -> Response:
    """Put down that no dream was recalled of the night that has just been."""
    night = today()
    with room_of(request).library() as library:
        series = habits(library).series
        put_down_night(library, series, night)
        nr = library.store.series_nr(series)
    return page(request, "parts/no_dream.html", night=night.full, undo=f"/write/no-dream/{nr}/{night}")


def take_back_no_dream(request: Request) -> Response:
    """Take back what :func:`no_dream` put down."""
    try:
        night = PartialDate.of(calendar_date.fromisoformat(request.path_params["date"]))
    except ValueError:
        raise InputError("There is no such night.", "Load the page again.") from None
    with room_of(request).library() as library:
        for shelf in library.store.series():
            if library.store.series_nr(shelf.id) == request.path_params["series"]:
                take_back_night(library, shelf.id, night)
    return page(request, "parts/no_dream.html", night=None, undo=None)


routes = [
    Route("/write", write_page),
    Route("/write/draft/{id}", save_draft, methods=["PUT"]),
    Route("/write/draft/{id}", discard_draft, methods=["DELETE"]),
    Route("/write/draft/{id}", show_draft),
    Route("/write/draft/{id}/keep", keep_draft, methods=["POST"]),
    Route("/write/left/{token}", take_over_left, methods=["POST"]),
    Route("/write/kept/{nr:int}", kept_page),
    Route("/write/kept/{nr:int}/found", kept_found),
    Route("/write/no-dream", no_dream, methods=["POST"]),
    Route("/write/no-dream/{series:int}/{date}", take_back_no_dream, methods=["DELETE"]),
    Route("/write/{id}", draft_page),
]
