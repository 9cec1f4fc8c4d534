"""The places that recur in the dreams of a series, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dates import readable_date
from noctuary.figures.places import Place
from noctuary.figures.share import Share
from noctuary.library import Library
from noctuary.library.surroundings import Surroundings, surroundings
from noctuary.reading.acquaintances import name_key
from noctuary.store.links import names_by_token
from noctuary.store.query import quoted
from noctuary.web import pictures
from noctuary.web.addresses import Shelf, shelf_at, shelves
from noctuary.web.findings import PATIENCE, Pending
from noctuary.web.forms import asked_number
from noctuary.web.gallery import Gallery, Portrait, gallery_of
from noctuary.web.pending import still_looking
from noctuary.web.quoting import Told, by_dream, lines_of, more_of
from noctuary.web.recurring import places_of
from noctuary.web.respond import is_partial, page, refusal, room_of, table
from noctuary.web.room import Room

_LOOKING: Final = "Looking where the dreams are"
_SHOWN: Final = 200
_COMPANY: Final = 20
_MOMENT: Final = 0.4
_LONGEST: Final = 120.0


@dataclass(frozen=True, slots=True)
class Site:
    """A place as a list shows it."""

    place: Place
    token: str
    dreams: int
    presence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The places of a series.

    Parameters
    ----------
    sites
        Those told of in most dreams first.
    by_token
        The same.
    around
        What surrounds them.
    """

    sites: tuple[Site, ...] = field(repr=False)
    by_token: Mapping[str, Site] = field(repr=False)
    around: Surroundings = field(repr=False)

    @property
    def recurring(self) -> list[Site]:
        """Those that two dreams tell of at least."""
        return [each for each in self.sites if each.dreams > 1]


def _gazetteer_of(room: Room, series: str, *, patient: bool = False) -> Gazetteer | Pending:
    places = places_of(room, series, patience=_LONGEST if patient else PATIENCE)
    if isinstance(places, Pending):
        return places
    return room.findings.get(
        ("gazetteer", series, id(places)),
        lambda library, _: _gazetteer(library, series, places),
        patience=_LONGEST if patient else _MOMENT,
    )


def _gazetteer(library: Library, series: str, places: list[Place]) -> Gazetteer:
    around = surroundings(library, f"series:{quoted(series)}")
    tokens = names_by_token(library.store, (each.name for each in places), "place", series)
    by_name = {name: token for token, name in tokens.items()}
    sites = tuple(
        Site(
            each,
            by_name[each.name],
            len(each.dreams),
            pictures.presence((around.places[key] for key in each.dreams), len(around.order)),
        )
        for each in places
    )
    return Gazetteer(sites, {each.token: each for each in sites}, around)


# Pages.


def places_page(request: Request) -> Response:
    """Show the places that recur."""
    room = room_of(request)
    with room.library() as library:
        known = shelves(library)
    shelf = shelf_at(known, request.path_params.get("series"))
    if shelf is None:
        return page(request, "places.html", shelves=known, shelf=None, pending=None)
    found = _gazetteer_of(room, shelf.series.id)
    if isinstance(found, Pending):
        return still_looking(request, "places.html", found, _LOOKING, shelf=shelf, shelves=known)
    sites = found.recurring
    shown = sites if "all" in request.query_params else sites[:_SHOWN]
    context: dict[str, Any] = {"shelf": shelf, "shelves": known, "pending": None, "sites": shown}
    context |= {"rest": len(sites) - len(shown), "count": len(sites), "dreams": len(found.around.order)}
    return page(request, "parts/places.html" if is_partial(request) else "places.html", **context)


def place_page(request: Request) -> Response:
    """Show one place."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    shelf, found, site, address = asked
    room = room_of(request)
    gallery = gallery_of(room, shelf.series.id)
    told = _told(site)
    present = frozenset(site.place.dreams)
    with room.library() as library:
        lines = lines_of(library, told)
    around = found.around
    feelings, end = pictures.feeling_lines(around.feelings(present))
    return page(
        request,
        "parts/place.html" if is_partial(request) else "place.html",
        pending=None,
        shelf=shelf,
        site=site,
        place=site.place,
        address=address,
        share=Share(site.dreams, len(around.order)),
        strip_path=pictures.strokes((around.places[key] for key in present), len(around.order)),
        began=readable_date(around.order[0][1]),
        ended=readable_date(around.order[-1][1]),
        stretches=pictures.columns(around.shares(present)),
        feeling_lines=feelings,
        feelings_end=end,
        company=[(_bearer(gallery, who), who, dreams) for who, dreams in site.place.company[:_COMPANY]],
        lines=lines,
        more=more_of(f"{address}/dreams", told),
    )


def _bearer(gallery: Gallery | Pending, name: str) -> Portrait | None:
    """Return the figure that a name told at a place surely means; ``None`` where that is open, or not found out yet."""
    return None if isinstance(gallery, Pending) else gallery.bearers.get(name_key(name))


def dreams_part(request: Request) -> Response:
    """Show more of a place's dreams."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    _, _, site, address = asked
    told, start = _told(site), asked_number(request, "from")
    with room_of(request).library() as library:
        lines = lines_of(library, told, start)
    return page(
        request, "parts/dream_lines.html", lines=lines, more=more_of(f"{address}/dreams", told, start)
    )


def places_table(request: Request) -> Response:
    """Send the places of a series as a table."""
    room = room_of(request)
    with room.library() as library:
        shelf = shelf_at(shelves(library), request.path_params["series"])
    assert shelf is not None, "an address names a series by its number"
    found = _gazetteer_of(room, shelf.series.id, patient=True)
    assert isinstance(found, Gazetteer), "it was waited for"
    return table((each.place.row() for each in found.recurring), "places")


def place_table(request: Request) -> Response:
    """Send what a place's page shows over time and of feelings as a table."""
    asked = _asked(request, patient=True)
    if isinstance(asked, Response):
        return asked
    _, found, site, _ = asked
    return table(found.around.rows(frozenset(site.place.dreams)), "place")


def _told(site: Site) -> list[Told]:
    return by_dream((each.dream, [each.span]) for each in site.place.sightings)


def _asked(request: Request, *, patient: bool = False) -> tuple[Shelf, Gazetteer, Site, str] | Response:
    """Return the place of an address with all places of its series; an answer where that is not known."""
    room = room_of(request)
    with room.library() as library:
        shelf = shelf_at(shelves(library), request.path_params["series"])
    assert shelf is not None, "an address names a series by its number"
    found = _gazetteer_of(room, shelf.series.id, patient=patient)
    if isinstance(found, Pending):
        return still_looking(request, "place.html", found, _LOOKING, shelf=shelf)
    site = found.by_token.get(request.path_params["token"])
    if site is None:
        return refusal(
            request,
            "There is no such place here, or no dream tells of it any more.",
            "See which recur under Places.",
            status=404,
        )
    return shelf, found, site, f"/places/{shelf.nr}/{site.token}"


_PLACE: Final = "/places/{series:int}/{token}"

routes = [
    Route("/places", places_page),
    Route("/places/{series:int}", places_page),
    Route("/places/{series:int}/places.csv", places_table),
    Route(_PLACE, place_page),
    Route(f"{_PLACE}/dreams", dreams_part),
    Route(f"{_PLACE}/place.csv", place_table),
]
