"""The stacks: the home page, one tome for each dream, on shelves or in a list."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from noctuary.dates import date_in_words
from noctuary.dream import PartialDate
from noctuary.errors import DreamNotFoundError, InputError
from noctuary.library import Library
from noctuary.library.orbs import Orb, orbs_of
from noctuary.library.stacks import Arrangement, Numbers, Order, Tomes
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.store import spines
from noctuary.store.links import token_of
from noctuary.store.query import parse_query
from noctuary.store.store import OPENING
from noctuary.web.addresses import Shelf, shelf_at, shelves
from noctuary.web.binary import binary
from noctuary.web.bodies import fields_of, text_in
from noctuary.web.findings import Pending, Progress
from noctuary.web.look import Look
from noctuary.web.recurring import figures_of
from noctuary.web.respond import page, rendered, room_of
from noctuary.web.room import Room
from noctuary.web.shown import FigureAt, Shown

_ON_A_PAGE: Final = 100
# In seconds. Only making the spines of a large library, once after it was read, and finding the figures of a long series
# take longer; then the page asks again.
_PATIENCE: Final = 1.5
# More orbs than this are found on the page of all figures.
_ORBS: Final = 300
_LONGEST_SEARCH: Final = 2000
_ORDERS: Final = {
    Order.LATEST: "date, latest first",
    Order.OLDEST: "date, oldest first",
    Order.SERIES: "series",
    Order.FEELING: "feeling",
    Order.LENGTH: "length",
}
_LUCIDITIES: Final = {"full": "lucid", "partial": "partly lucid", "none": "not lucid"}
_LIGHTS: Final = ("not read yet", "read by a program", "confirmed", "no dream recalled")


# Looking things up.


class _Seen(NamedTuple):
    """The tomes, and a mark that changes when they do."""

    tomes: Tomes
    mark: str


def _tomes(room: Room, *, patience: float = _PATIENCE) -> _Seen | Pending:
    def look(library: Library, progress: Progress) -> _Seen:
        mark = hashlib.sha256(repr(library.stamp()).encode()).hexdigest()[:12]
        return _Seen(Tomes.of(library, progress), mark)

    return room.findings.get(("tomes",), look, patience=patience, quick=True)


class _FloatingOrb(NamedTuple):
    token: str
    orb: Orb


def _orbs(room: Room, series: str) -> list[_FloatingOrb] | Pending:
    resolved = figures_of(room, series, patience=_PATIENCE)
    if isinstance(resolved, Pending):
        return resolved

    def look(library: Library, _progress: Progress) -> list[_FloatingOrb]:
        found = orbs_of(library, series, resolved.figures)[:_ORBS]
        return [_FloatingOrb(token_of(library.store, "figure", series, each.key), each) for each in found]

    # Named after what they are made of: figures that are found anew are others, even in the same instant.
    return room.findings.get(("orbs", series, id(resolved)), look, patience=_PATIENCE, quick=True)


def _orb_at(room: Room, known: list[Shelf], at: FigureAt) -> Orb | Pending:
    shelf = shelf_at(known, at.series)
    assert shelf is not None
    found = _orbs(room, shelf.series.id)
    if isinstance(found, Pending):
        return found
    orb = next((orb for token, orb in found if token == at.token), None)
    if orb is None:
        raise InputError("There is no such figure over the shelves.", "It may have another name by now.")
    return orb


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Tomes in order, with whatever lights some of them."""

    seen: _Seen
    arrangement: Arrangement
    lit: Numbers | None


def _arranged(room: Room, shown: Shown, words: str) -> _Arranged | Pending:
    """Arrange what is shown.

    Raises
    ------
    NoctuaryError
        If the words are no search, or what the address names is not there.
    """
    seen = _tomes(room)
    if isinstance(seen, Pending):
        return seen
    tomes = seen.tomes
    among: Numbers | None = None
    lit: Numbers | None = None
    with room.library() as library:
        query = words or (room.searches.find(library, shown.search) if shown.search else "")
        if query.strip():
            among = tomes.places_of(library.numbers(while_typing(query)))
        known = shelves(library) if shown.figure or shown.choice.series is not None else []
    if shown.choice.series is not None:
        shelf_at(known, shown.choice.series)
    if shown.figure:
        orb = _orb_at(room, known, shown.figure)
        if isinstance(orb, Pending):
            return orb
        lit = tomes.places_of(orb.dreams)
        if shown.alone:
            among = lit if among is None else np.intersect1d(among, lit)
    return _Arranged(seen, tomes.arranged(shown.choice, among), lit)


_UNFINISHED: Final = re.compile(r'(?:^|(?<=\s))-?[^\W_][^\s":/*]*$')
_LETTER: Final = re.compile(r"-?[a-z]", re.IGNORECASE)


def while_typing(query: str) -> str:
    """Return a search with its last word left open, since more of it may be typed; a single letter says nothing yet.

    Examples
    --------
    >>> while_typing("old riv"), while_typing("old r"), while_typing("lucid:yes"), while_typing("river ")
    ('old riv*', 'old ', 'lucid:yes', 'river ')
    """
    last = _UNFINISHED.search(query)
    if last is None or last.group() == "OR":
        return query
    return query[: last.start()] if _LETTER.fullmatch(last.group()) else f"{query}*"


# The page.


def stacks_page(request: Request) -> Response:
    """Show the dreams: the shelves, which a script fills, or the list."""
    room = room_of(request)
    shown = Shown.of(request.query_params)
    as_list = "list" in (request.query_params.get("as"), Look.of(request).stacks)
    with room.library() as library:
        known = shelves(library)
        first, last = (date[:4].lstrip("0") for date in spines.span(library.store))
        words = room.searches.find(library, shown.search) if shown.search else None
    answer = page(
        request,
        "stacks.html",
        dreams=sum(each.dreams for each in known),
        first=first,
        last=last,
        known=known,
        shelf=shelf_at(known, shown.choice.series) if known else None,
        floating=_series_of_orbs(known, shown),
        shown=shown,
        words=words or "",
        as_list=as_list,
        listed=_list(request, shown, "") if as_list and known else "",
        orders=_ORDERS,
        lucidities=_LUCIDITIES,
        feelings=CLASSES[Scale.EMOTIONS],
    )
    # While the browser reads the page, what its script will ask for is looked up.
    _tomes(room, patience=0)
    return answer


def _series_of_orbs(known: list[Shelf], shown: Shown) -> Shelf | None:
    """Return whose figures float: those of the series that is shown, or of the one that holds most of the dreams."""
    chosen = shown.choice.series
    if chosen is None and shown.figure:
        chosen = shown.figure.series
    if chosen is not None:
        return shelf_at(known, chosen)
    total = sum(each.dreams for each in known)
    return next((each for each in known if 2 * each.dreams >= total), None)


# What the script asks.


def tomes_answer(request: Request) -> Response:
    """Answer with what the shelves show of every dream."""
    seen = _tomes(room_of(request))
    if isinstance(seen, Pending):
        return _later(seen)
    tomes = seen.tomes
    return binary(
        {"mark": seen.mark, "count": len(tomes.nr)},
        {
            "nr": tomes.nr,
            "date": tomes.date,
            "words": tomes.words,
            "characters": tomes.characters,
            "company": tomes.company,
            "feelings": tomes.feelings,
            "light": tomes.light,
        },
    )


def arranged_answer(request: Request) -> Response:
    """Answer with which tomes stand where; the words to find, if any, come in the body, so that no address holds them."""
    try:
        shown = Shown.of(request.query_params)
        found = _arranged(room_of(request), shown, _words(request))
    except InputError as error:
        return _trouble(error)
    if isinstance(found, Pending):
        return _later(found)
    arrangement = found.arrangement
    return binary(
        {
            "mark": found.seen.mark,
            "dreams": arrangement.dreams,
            "of": found.seen.tomes.dreams,
            "bays": [[bay.name, bay.places] for bay in arrangement.bays],
            "isLit": found.lit is not None,
            "isPrivate": shown.choice.order is Order.SERIES,
        },
        {
            "places": arrangement.places,
            "gaps": arrangement.gaps,
            "lit": np.empty(0, "u4") if found.lit is None else found.lit,
        },
    )


def list_part(request: Request) -> Response:
    """Answer with a page of the list; words come as for the shelves."""
    try:
        return Response(
            _list(request, Shown.of(request.query_params), _words(request)), media_type="text/html"
        )
    except InputError as error:
        return _trouble(error)


def _list(request: Request, shown: Shown, words: str) -> str:
    room = room_of(request)
    found = _arranged(room, shown, words)
    if isinstance(found, Pending):
        return rendered(
            request, "parts/pending.html", pending=found, doing="Looking through the library",
            again=f"/ask/stacks{shown.list_address(shown.page).replace('?', 'list?', 1)}",
        )  # fmt: skip
    arrangement = found.arrangement
    pages = max(1, -(-len(arrangement.places) // _ON_A_PAGE))
    at = min(shown.page, pages)
    some = range((at - 1) * _ON_A_PAGE, min(at * _ON_A_PAGE, len(arrangement.places)))
    with room.library() as library:
        bays = _rows(library, found, some)
    starts = np.cumsum([0, *(bay.places for bay in arrangement.bays)]).tolist()
    return rendered(
        request,
        "parts/stacks_list.html",
        arrangement=arrangement,
        of=found.seen.tomes.dreams,
        bays=bays,
        first=some.start + 1,
        shown=shown,
        at=at,
        pages=pages,
        bay_pages=[
            (bay.name, start // _ON_A_PAGE + 1) for bay, start in zip(arrangement.bays, starts, strict=False)
        ],
        many_series=len(found.seen.tomes.shelf) > 1 and shown.choice.series is None,
        names=CLASSES[Scale.EMOTIONS],
        first_words=first_words,
    )


def _rows(library: Library, found: _Arranged, some: range) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return some places of an arrangement as rows, by bay."""
    tomes, arrangement = found.seen.tomes, found.arrangement
    places = arrangement.places[some.start : some.stop].tolist()
    by_number = {
        label.nr: label for label in spines.labels(library.store, (int(tomes.nr[each]) for each in places))
    }
    ends = np.cumsum([bay.places for bay in arrangement.bays])
    bays: dict[int, list[dict[str, Any]]] = {}
    for position, place in zip(some, places, strict=True):
        label = by_number.get(int(tomes.nr[place]))
        bay = int(np.searchsorted(ends, position, side="right"))
        bays.setdefault(bay, []).append(
            {
                "label": label,
                "date": date_in_words(label.date)
                if label
                else date_in_words(_partial(int(tomes.date[place]))),
                "feelings": tomes.strengths(place),
                "light": _LIGHTS[tomes.light[place]],
            }
        )
    return [(arrangement.bays[bay].name, rows) for bay, rows in bays.items()]


def label_part(request: Request) -> Response:
    """Answer with the paper label of a tome."""
    room = room_of(request)
    nr = request.path_params["nr"]
    with room.library() as library:
        label = next(iter(spines.labels(library.store, [nr])), None)
    if label is None:
        raise DreamNotFoundError("There is no such dream in this library.", "It may have been deleted.")
    seen = _tomes(room)
    place = None if isinstance(seen, Pending) else seen.tomes.place_of(nr)
    told: dict[str, Any] = {"feelings": {}, "light": "", "many_series": False}
    if not isinstance(seen, Pending) and place is not None:
        told = {
            "feelings": seen.tomes.strengths(place),
            "light": _LIGHTS[seen.tomes.light[place]],
            "many_series": len(seen.tomes.shelf) > 1,
        }
    return page(
        request,
        "parts/stacks_label.html",
        label=label,
        date=date_in_words(label.date),
        names=CLASSES[Scale.EMOTIONS],
        first_words=first_words,
        **told,
    )


def night_part(request: Request) -> Response:
    """Answer with the label of a night without recall."""
    date = request.path_params["date"]
    try:
        night = _partial(date)
    except ValueError:
        raise InputError("There is no such night.", "Go back to the stacks.") from None
    return page(request, "parts/stacks_label.html", label=None, date=date_in_words(night))


def orbs_part(request: Request) -> Response:
    """Answer with the figures that float over the shelves of a series."""
    room = room_of(request)
    with room.library() as library:
        shelf = shelf_at(shelves(library), request.path_params["series"])
    assert shelf is not None
    found = _orbs(room, shelf.series.id)
    if isinstance(found, Pending):
        return page(
            request,
            "parts/pending.html",
            pending=found,
            doing="Looking for figures",
            again=f"/stacks/orbs/{shelf.nr}",
        )
    most = max((len(orb.dreams) for _, orb in found), default=1)
    return page(request, "parts/stacks_orbs.html", shelf=shelf, orbs=found, most=most)


def keep_words(request: Request) -> Response:
    """Keep the words that the tomes are found by, and answer with the token that stands for them in an address."""
    try:
        words = _words(request)
        parse_query(while_typing(words))
    except InputError as error:
        return _trouble(error)
    room = room_of(request)
    with room.library() as library:
        return JSONResponse({"q": room.searches.keep(library, words) if words else ""})


def _words(request: Request) -> str:
    """Return the words to find, from the body of a request."""
    if request.method != "POST":
        return ""
    words = text_in(fields_of(request), "words")
    if len(words) > _LONGEST_SEARCH:
        raise InputError(
            f"The search has {len(words)} letters; {_LONGEST_SEARCH} are the most.",
            "Keep the rarest words.",
        )
    return words.strip("\n")


def first_words(opening: str) -> str:
    """Return the first words of a dream with the last one whole, and whether more follow told by dots.

    Examples
    --------
    >>> first_words("Snow fell."), first_words("I walked along the quay and the gulls were reading newspapers to each other, quit")
    ('Snow fell.', 'I walked along the quay and the gulls were reading newspapers to each other …')
    """
    if len(opening) < OPENING:
        return opening
    whole = opening.rpartition(" ")[0] or opening
    return f"{whole.rstrip(',;:')} …"


def _later(pending: Pending) -> Response:
    return JSONResponse({"done": pending.done}, status_code=202)


def _trouble(error: InputError) -> Response:
    """Answer with why what is typed finds nothing yet. While one types that is no failure, and none for the browser."""
    return JSONResponse({"trouble": str(error)})


def _partial(date: int) -> PartialDate:
    return PartialDate(date // 10000 or None, date // 100 % 100 or None, date % 100 or None)


routes = [
    Route("/", stacks_page),
    Route("/stacks/tomes", tomes_answer),
    Route("/ask/stacks/arranged", arranged_answer, methods=["GET", "POST"]),
    Route("/ask/stacks/list", list_part, methods=["GET", "POST"]),
    Route("/stacks/label/{nr:int}", label_part),
    Route("/stacks/night/{date:int}", night_part),
    Route("/stacks/orbs/{series:int}", orbs_part),
    Route("/ask/stacks/words", keep_words, methods=["POST"]),
]
