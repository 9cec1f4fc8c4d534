"""A tome: the page of one dream, and what leads on from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dates import date_in_words
from noctuary.dream import Dream, DreamKey, word_count
from noctuary.figures.figure import Resolved
from noctuary.library import Library
from noctuary.library.corrections import uncorrected
from noctuary.web import addresses
from noctuary.web.arc import arc_of
from noctuary.web.company import diagram_of
from noctuary.web.correcting import Correcting
from noctuary.web.findings import Pending, Progress
from noctuary.web.look import Look
from noctuary.web.painting import cover, paint
from noctuary.web.recurring import figures_of, places_of
from noctuary.web.respond import page, room_of
from noctuary.web.tome import Layer, Tome, one_line, parse_layers

_RHYMES: Final = 5
_LINES: Final = 2
_WORDS: Final = 6


def tome_page(request: Request) -> Response:
    """Show a dream: its text with the evidence marked, and what was found in it."""
    with room_of(request).library() as library:
        context = _body(request, library)
    return page(request, "tome.html", **context)


def tome_body(request: Request) -> Response:
    """Show anew what rests on the readings: after a correction, or with other marks."""
    with room_of(request).library() as library:
        context = _body(request, library)
    answer = page(request, "parts/tome_body.html", **context)
    if "layers" in request.query_params:
        answer.headers["HX-Replace-Url"] = f"/dream/{context['nr']}?layers={context['tome'].address}"
    return answer


def _body(request: Request, library: Library) -> dict[str, Any]:
    nr: int = request.path_params["nr"]
    dream = library.dream_at(nr)
    asked = request.query_params.getlist("layers")
    layers = parse_layers(",".join(asked)) if asked else None
    readings = library.store.readings(dream.key)
    pending = None
    if not readings and not library.store.read_only:
        pending = _have_read(request, dream.key)
        readings = library.store.readings(dream.key)
    without = request.query_params.get("corrections") == "without"
    mine = library.corrections(dream.key, Look.of(request).coder)
    correcting = Correcting.of(dream, readings, mine, without=without)
    tome = Tome(dream, uncorrected(readings) if without else readings, layers)
    earlier, later = library.store.neighbours(nr)
    series = library.store.find_series(dream.series)
    return {
        "nr": nr,
        "dream": dream,
        "heading": _heading(dream),
        "date": date_in_words(dream.date) if dream.date else "",
        "series": (series and series.name) or dream.series,
        "words": word_count(dream.text),
        "earlier": earlier,
        "later": later,
        "tome": tome,
        "arc": arc_of(tome),
        "diagram": diagram_of(tome),
        "painting": paint(dream.text, tome.reading),
        "every_layer": list(Layer),
        "pending": pending,
        "correcting": correcting,
    }


def _heading(dream: Dream) -> str:
    """Return what a page about a dream is called by: its title, else its date, else its id."""
    return one_line(dream.title) or (dream.date and date_in_words(dream.date)) or dream.id


def _have_read(request: Request, key: DreamKey) -> Pending | None:
    """Have a dream read that nobody has read; ``None`` once it is."""

    def read(library: Library, _progress: Progress) -> bool:
        library.reading(key)
        return True

    found = room_of(request).findings.get(("reading", key), read)
    return found if isinstance(found, Pending) else None


def cover_picture(request: Request) -> Response:
    """Answer with a still of what is painted from the dream: its cover."""
    with room_of(request).library() as library:
        dream = library.dream_at(request.path_params["nr"])
        tome = Tome(dream, library.store.readings(dream.key))
    return Response(cover(paint(dream.text, tome.reading)), media_type="image/svg+xml")


# What leads on.


@dataclass(frozen=True, slots=True)
class _Near:
    """A dream that rhymes, as the page shows it: where it is, what both hold, and the lines that answer."""

    nr: int
    heading: str = field(repr=False)
    date: str
    words: tuple[str, ...] = field(repr=False)
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    said: bool


def rhyming_part(request: Request) -> Response:
    """Show the nearest dreams, with what they share."""
    key = _key(request)

    def find(library: Library, _progress: Progress) -> list[_Near]:
        return _nearest(library, key)

    found = room_of(request).findings.get(("rhymes", key), find)
    return page(
        request,
        "parts/tome_rhymes.html",
        again=request.url.path,
        pending=found if isinstance(found, Pending) else None,
        near=[] if isinstance(found, Pending) else found,
    )


def _nearest(library: Library, key: DreamKey) -> list[_Near]:
    text = library.store.get(key).text
    near = []
    for rhyme in library.rhymes().of(key, limit=_RHYMES, lines=_LINES):
        # Some dream is always the nearest; without a shared word or line it is no rhyme.
        if not (rhyme.words or rhyme.answers or rhyme.said):
            continue
        other = library.store.get(rhyme.key)
        near.append(
            _Near(
                library.store.nr_of(rhyme.key),
                _heading(other),
                date_in_words(other.date) if other.date and other.title else "",
                rhyme.words[:_WORDS],
                tuple(
                    (one_line(answer.ours.cut(text)), one_line(answer.theirs.cut(other.text)))
                    for answer in rhyme.answers
                ),
                bool(rhyme.said),
            )
        )
    return near


@dataclass(frozen=True, slots=True)
class _Lead:
    """A figure or place of this dream that has a page of its own."""

    address: str
    name: str = field(repr=False)
    dreams: int


def figures_part(request: Request) -> Response:
    """Show who of this dream is seen in others."""
    key = _key(request)

    found = figures_of(room_of(request), key.series)
    leads = []
    if isinstance(found, Resolved):
        here = [each for each in found.figures if any(seen.dream == key for seen in each.sightings)]
        with room_of(request).library() as library:
            leads = [
                _Lead(addresses.of_figure(library, key.series, figure.key), figure.name, dreams)
                for figure in here
                if (dreams := len(figure.dreams)) > 1
            ]
    return _leads(request, "figures", found, leads)


def places_part(request: Request) -> Response:
    """Show which places of this dream others tell of too."""
    key = _key(request)

    found = places_of(room_of(request), key.series)
    leads = []
    if not isinstance(found, Pending):
        with room_of(request).library() as library:
            leads = [
                _Lead(addresses.of_place(library, key.series, place.name), place.name, dreams)
                for place in found
                if any(seen.dream == key for seen in place.sightings) and (dreams := len(place.dreams)) > 1
            ]
    return _leads(request, "places", found, leads)


def _leads(request: Request, kind: str, found: object, leads: list[_Lead]) -> Response:
    return page(
        request,
        "parts/tome_leads.html",
        again=request.url.path,
        kind=kind,
        pending=found if isinstance(found, Pending) else None,
        leads=sorted(leads, key=lambda lead: -lead.dreams),
    )


def _key(request: Request) -> DreamKey:
    with room_of(request).library() as library:
        return library.store.known_key_at(request.path_params["nr"])


routes = [
    Route("/dream/{nr:int}", tome_page),
    Route("/dream/{nr:int}/body", tome_body),
    Route("/dream/{nr:int}/cover.svg", cover_picture),
    Route("/dream/{nr:int}/rhymes", rhyming_part),
    Route("/dream/{nr:int}/figures", figures_part),
    Route("/dream/{nr:int}/places", places_part),
]
