"""Saying who is who: what the page of a figure offers, what it does, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dream import DreamKey
from noctuary.errors import InputError
from noctuary.figures.figure import Figure
from noctuary.figures.sightings import Sighting
from noctuary.library import Library
from noctuary.web.addresses import Shelf
from noctuary.web.forms import Form, form_of, numbers_in, words_in
from noctuary.web.gallery import Gallery, Portrait
from noctuary.web.pages.figures import found, nobody
from noctuary.web.quoting import by_dream, lines_of
from noctuary.web.respond import page, room_of
from noctuary.web.sayings import RELATIONS, Saying, sayings_of

# A hint for the command line says nothing in a browser.
_COMMAND: Final = "`noctuary"
# Around a name in a sentence: its direction of writing stays its own.
_APART: Final = "\u2068"
_TOGETHER: Final = "\u2069"
_ANSWERS: Final = ("one", "two")


# Pages.


def form_part(request: Request) -> Response:
    """Show the form of one thing to say."""
    asked = _asked(request)
    return asked if isinstance(asked, Response) else _form(request, asked, {})


def say(request: Request) -> Response:
    """Say one thing of a figure, and lead to whoever that is now; or show the form again with what is wrong."""
    form = form_of(request)
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    with room_of(request).library() as library:
        cast = library.cast(asked.shelf.series.id).knowing(asked.gallery.resolved)
        try:
            asked.saying.say(cast, asked.gallery.names[asked.figure.key], form, library)
        except InputError as error:
            return _form(request, asked, form, (error.message, hint_of(error)))
        moved = numbers_in(form, "dream")
        address = _seen_at(library, asked.shelf, _staying(library, asked.figure, moved))
    return Response(headers={"HX-Redirect": f"{address}?done"})


def hint_of(error: InputError) -> str:
    """Return the next step after an error, unless it is one for the command line."""
    return "" if _COMMAND in error.hint else error.hint


def undo(request: Request) -> Response:
    """Take back what a page says was said last, and show who is who again."""
    form = form_of(request)
    shelf, _ = found(request)
    [act] = numbers_in(form, "act")[:1] or [0]
    with room_of(request).library() as library:
        taken_back = library.cast(shelf.series.id).undo(only=act)
    if words_in(form, "line"):
        sentence = "Taken back." if taken_back else "Something else was said since; take that back first."
        return page(request, "parts/answered.html", shelf=shelf, said=None, sentence=sentence)
    seen = [part for part in words_in(form, "seen").split("/") if part.isdecimal()]
    where = f"/seen/{seen[0]}/{seen[1]}" if len(seen) == 2 else ""
    return Response(headers={"HX-Redirect": f"/figures/{shelf.nr}{where}{'?undone' if taken_back else ''}"})


def answer(request: Request) -> Response:
    """Say of two who may be one whether they are, and show what became of it."""
    shelf, gallery = found(request, patient=True)
    assert isinstance(gallery, Gallery), "it was waited for"
    if request.path_params["answer"] not in _ANSWERS:
        raise InputError("Two figures are one or two.", "Load the page again.")
    one, other = (gallery.at(request.path_params[name]) for name in ("one", "other"))
    if one is None or other is None:
        sentence = "One of the two goes by another name by now."
        return page(request, "parts/answered.html", shelf=shelf, said=None, sentence=sentence)
    # Whom the dreamer named, or whom most dreams name, keeps the name.
    kept, gone = sorted((one, other), key=lambda each: (not each.figure.confirmed, -each.dreams))
    names = [gallery.names[each.figure.key] for each in (kept, gone)]
    with room_of(request).library() as library:
        cast = library.cast(shelf.series.id).knowing(gallery.resolved)
        try:
            (cast.merge if request.path_params["answer"] == "one" else cast.apart)(*names)
        except InputError as error:
            sentence = f"{error.message} {hint_of(error)}".rstrip()
            return page(request, "parts/answered.html", shelf=shelf, said=None, sentence=sentence)
        return page(request, "parts/answered.html", shelf=shelf, said=cast.last_act, sentence="")


# What they share.


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of whom something is said, and what."""

    shelf: Shelf
    gallery: Gallery
    portrait: Portrait
    name: str
    saying: Saying

    @property
    def figure(self) -> Figure:
        return self.portrait.figure


def _asked(request: Request) -> _Asked | Response:
    shelf, gallery = found(request, patient=True)
    assert isinstance(gallery, Gallery), "it was waited for"
    portrait, name = gallery.at(request.path_params["token"]), request.path_params["act"]
    if portrait is None:
        return nobody(request)
    sayings = sayings_of(portrait.figure, gallery)
    if name not in sayings or not gallery.is_sayable:
        raise InputError("That cannot be said of this figure.", "Load its page again.")
    return _Asked(shelf, gallery, portrait, name, sayings[name])


def _form(request: Request, asked: _Asked, form: Form, wrong: tuple[str, str] | None = None) -> Response:
    figure, gallery = asked.figure, asked.gallery
    choosing = asked.name == "split"
    lines = []
    if choosing:
        told = by_dream((each.dream, each.evidence) for each in figure.sightings)
        with room_of(request).library() as library:
            lines = lines_of(library, told, most=len(told))
    return page(
        request,
        "parts/saying.html",
        address=f"/figures/{asked.shelf.nr}/{asked.portrait.token}",
        figure=figure,
        name=asked.name,
        act=asked.saying,
        effect=asked.saying.effect.format(name=f"{_APART}{figure.name}{_TOGETHER}"),
        wrong=wrong,
        typed=lambda field: " ".join(form.get(field, [""])[-1:]),
        chosen=set(numbers_in(form, "dream")) if choosing else set(),
        relations=RELATIONS,
        everybody=[
            (gallery.names[key], each.dreams)
            for key, each in gallery.portraits.items()
            if key != figure.key and (each.figure.known or each.dreams > 1)
        ],
        lines=lines,
    )


def _staying(library: Library, figure: Figure, moved: Iterable[int]) -> Sighting:
    """Return where a figure is seen that it still is after some dreams were said to be another's."""
    gone: set[DreamKey] = {library.dream_at(nr).key for nr in moved}
    return next((each for each in figure.sightings if each.dream not in gone), figure.sightings[0])


def _seen_at(library: Library, shelf: Shelf, seen: Sighting) -> str:
    return f"/figures/{shelf.nr}/seen/{library.store.nr_of(seen.dream)}/{seen.place}"


routes = [
    Route("/figures/{series:int}/undo", undo, methods=["POST"]),
    Route("/figures/{series:int}/alike/{one}/{other}/{answer}", answer, methods=["POST"]),
    Route("/figures/{series:int}/{token}/say/{act}", form_part, methods=["GET"]),
    Route("/figures/{series:int}/{token}/say/{act}", say, methods=["POST"]),
]
