"""Who comes back in the dreams of a series, and a page for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from noctuary.dates import readable_date
from noctuary.errors import DreamNotFoundError
from noctuary.figures.card import Card, Tally
from noctuary.figures.scenes import Act, Side
from noctuary.scheme import Scale, explain_class
from noctuary.web import pictures
from noctuary.web.addresses import Shelf, of_dream, shelf_at, shelves
from noctuary.web.findings import Pending
from noctuary.web.forms import asked_number
from noctuary.web.gallery import Gallery, Portrait, card_of, gallery_of
from noctuary.web.pending import still_looking
from noctuary.web.quoting import AT_ONCE, Told, by_dream, lines_of, more_of
from noctuary.web.respond import is_partial, page, refusal, room_of, table
from noctuary.web.sayings import sayings_of

# How many rows a list begins with, and how many come at once after them.
_SHOWN: Final = 80
_MORE: Final = 250
_PROPOSED: Final = 6
_COMPANY: Final = 12
_MOST_COMPANY: Final = 60
_LOOKING: Final = "Looking who is in the dreams"
_SIDES: Final = tuple(Side)
_BETWEEN: Final = {
    Side.TO_DREAMER: "What it does to the dreamer",
    Side.FROM_DREAMER: "What the dreamer does to it",
    Side.WITH_DREAMER: "What they do together",
    Side.TO_OTHERS: "What it does to others",
    Side.FROM_OTHERS: "What others do to it",
    Side.WITH_OTHERS: "What it does together with others",
    Side.TO_ITSELF: "What it does to itself",
}


@dataclass(frozen=True, slots=True)
class ActClass:
    """Acts of one class on one side."""

    scale: Scale
    symbol: str
    words: str
    tally: Tally
    address: str


# Pages.


def figures_page(request: Request) -> Response:
    """Show who comes back."""
    room = room_of(request)
    with room.library() as library:
        known = shelves(library)
        shelf = shelf_at(known, request.path_params.get("series"))
        said = library.cast(shelf.series.id).last_act if shelf else None
    if shelf is None:
        return page(request, "figures.html", shelves=known, shelf=None, pending=None)
    start = asked_number(request, "from")
    gallery = gallery_of(room, shelf.series.id)
    if isinstance(gallery, Pending):
        return still_looking(request, "figures.html", gallery, _LOOKING, shelf=shelf, shelves=known)
    context: dict[str, Any] = {
        "shelf": shelf,
        "shelves": known,
        "gallery": gallery,
        "pending": None,
        "said": said,
    }
    context |= {"seen": "", **_news(request)}
    context |= _list_of(gallery, start, everybody="all" in request.query_params)
    if not is_partial(request):
        return page(request, "figures.html", **context)
    return page(request, "parts/figure_rows.html" if start else "parts/figures.html", **context)


def _list_of(gallery: Gallery, start: int, *, everybody: bool) -> dict[str, Any]:
    every = gallery.returning + gallery.once
    end = len(every) if everybody else min(start + (_MORE if start else _SHOWN), len(every))
    return {
        "portraits": every[start:end],
        "rest": len(every) - end,
        "next": end,
        "returning": len(gallery.returning),
        "once": len(gallery.once),
        "likenesses": gallery.likenesses[:_PROPOSED],
        "more_alike": max(0, len(gallery.resolved.proposals) - _PROPOSED),
        "next_alike": _PROPOSED,
    }


def likenesses_part(request: Request) -> Response:
    """Show more pairs who may be one."""
    shelf, gallery = found(request)
    if isinstance(gallery, Pending):
        return still_looking(request, "figures.html", gallery, _LOOKING, shelf=shelf, shelves=[])
    start, every = asked_number(request, "from"), gallery.likenesses
    return page(
        request,
        "parts/likenesses.html",
        shelf=shelf,
        gallery=gallery,
        likenesses=every[start : start + AT_ONCE],
        more_alike=max(0, len(every) - start - AT_ONCE),
        next_alike=start + AT_ONCE,
    )


def figures_table(request: Request) -> Response:
    """Send the figures of a series as a table."""
    _, gallery = found(request, patient=True)
    assert isinstance(gallery, Gallery)
    rows = (
        {
            **each.figure.row(),
            "friendly_acts": each.bond.friendly,
            "aggressive_acts": each.bond.aggressive,
        }
        for each in gallery.returning + gallery.once
    )
    return table(rows, "figures")


def figure_page(request: Request) -> Response:
    """Show one figure."""
    shelf, gallery = found(request)
    if isinstance(gallery, Pending):
        return still_looking(request, "figure.html", gallery, _LOOKING, shelf=shelf)
    portrait = gallery.at(request.path_params["token"])
    if portrait is None:
        return nobody(request)
    return _figure(request, shelf, gallery, portrait)


def seen_page(request: Request) -> Response:
    """Lead to whoever is seen at a place of a dream: who that is may have another address since something was said."""
    shelf, gallery = found(request)
    if isinstance(gallery, Pending):
        return still_looking(request, "figure.html", gallery, _LOOKING, shelf=shelf)
    with room_of(request).library() as library:
        try:
            dream = library.dream_at(request.path_params["dream"]).key
        except DreamNotFoundError:
            return nobody(request)
    portrait = gallery.seen_in(dream, request.path_params["place"])
    if portrait is None:
        return nobody(request)
    news = next((f"?{name}" for name, is_so in _news(request).items() if is_so), "")
    address = f"/figures/{shelf.nr}/{portrait.token}{news}"
    if not is_partial(request):
        return RedirectResponse(address, status_code=303)
    response = _figure(request, shelf, gallery, portrait)
    response.headers["HX-Replace-Url"] = address
    return response


def _figure(request: Request, shelf: Shelf, gallery: Gallery, portrait: Portrait) -> Response:
    room = room_of(request)
    figure = portrait.figure
    card = card_of(room, shelf.series.id, gallery, figure.key)
    if isinstance(card, Pending):
        return still_looking(request, "figure.html", card, _LOOKING, shelf=shelf)
    address = f"/figures/{shelf.nr}/{portrait.token}"
    context: dict[str, Any] = {
        "shelf": shelf,
        "gallery": gallery,
        "portrait": portrait,
        "figure": figure,
        "pending": None,
        "card": card,
        "address": address,
    }
    told = _sighted(portrait)
    with room.library() as library:
        cast = library.cast(shelf.series.id).knowing(gallery.resolved)
        context |= {
            "first": (of_dream(library, card.first[0]), readable_date(card.first[1])),
            "last": (of_dream(library, card.last[0]), readable_date(card.last[1])),
            "said": cast.last_act if any(_news(request).values()) else None,
            "namesakes": [gallery.portraits[each.key] for each in cast.namesakes(figure)],
            "lines": lines_of(library, told),
            "seen": f"{library.store.nr_of(figure.sightings[0].dream)}/{figure.sightings[0].place}",
            **_news(request),
        }
    lines, end = pictures.feeling_lines(card.feelings)
    context |= {
        "strip_path": pictures.strokes((gallery.places[key] for key in figure.dreams), len(gallery.order)),
        "stretches": pictures.columns(
            {each.name: each.appearances for each in card.periods},
            {each.name: (each.friendlinesses, each.aggressions) for each in card.periods},
        ),
        "has_acts": any(each.acts for each in card.periods),
        "between": _between(card, address),
        "feeling_lines": lines,
        "feelings_end": end,
        "company": [(gallery.portraits[each.figure.key], each.dreams) for each in card.company],
        "company_shown": _COMPANY,
        "company_most": _MOST_COMPANY,
        "acts": sayings_of(figure, gallery),
        "began": readable_date(gallery.order[0][1]),
        "ended": readable_date(gallery.order[-1][1]),
        "more": more_of(f"{address}/dreams", told),
        "alike": [
            each for each in gallery.likenesses if figure.key in (each.proposal.one, each.proposal.other)
        ][:_PROPOSED],
    }
    return page(request, "parts/figure.html" if is_partial(request) else "figure.html", **context)


def _news(request: Request) -> dict[str, bool]:
    """Return what has just been done, as the address says: something was said, or taken back."""
    return {name: name in request.query_params for name in ("done", "undone")}


def _sighted(portrait: Portrait) -> list[Told]:
    return by_dream((each.dream, each.evidence) for each in portrait.figure.sightings)


def _between(card: Card, address: str) -> list[tuple[Side, str, list[ActClass]]]:
    """Return the acts of a figure by side and class, the most frequent first; sides without acts are left out."""
    return [
        (side, title, classes)
        for side, title in _BETWEEN.items()
        if (classes := list(_classes(card.told, side, address)))
    ]


def _classes(acts: Iterable[Act], side: Side, address: str) -> Iterator[ActClass]:
    found: dict[tuple[Scale, str], list[Act]] = {}
    for act in acts:
        if act.side is side:
            found.setdefault((act.coding.code.scale, act.coding.code.symbol or ""), []).append(act)
    order = (Scale.FRIENDLINESS, Scale.AGGRESSION, Scale.SEXUALITY)
    for (scale, symbol), those in sorted(
        found.items(), key=lambda each: (order.index(each[0][0]), -len(each[1]), each[0][1])
    ):
        yield ActClass(
            scale,
            symbol,
            explain_class(those[0].coding.code),
            Tally(len(those), len({act.dream for act in those})),
            f"{address}/acts/{_SIDES.index(side)}/{scale.value}/{symbol}",
        )


# Parts and tables of one figure.


def dreams_part(request: Request) -> Response:
    """Show more of a figure's dreams."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    _, _, portrait, address = asked
    told, start = _sighted(portrait), asked_number(request, "from")
    with room_of(request).library() as library:
        lines = lines_of(library, told, start)
    return page(
        request, "parts/dream_lines.html", lines=lines, more=more_of(f"{address}/dreams", told, start)
    )


def acts_part(request: Request) -> Response:
    """Show the very words of acts of one class."""
    asked = _asked(request)
    if isinstance(asked, Response):
        return asked
    shelf, gallery, portrait, address = asked
    card = card_of(room_of(request), shelf.series.id, gallery, portrait.figure.key)
    if isinstance(card, Pending):
        return still_looking(request, "figure.html", card, _LOOKING, shelf=shelf)
    side, scale, symbol = (request.path_params[name] for name in ("side", "scale", "symbol"))
    acts = [
        act
        for act in card.told
        if _SIDES.index(act.side) == side
        and act.coding.code.scale.value == scale
        and act.coding.code.symbol == symbol
    ]
    told, start = by_dream((act.dream, act.coding.evidence) for act in acts), asked_number(request, "from")
    with room_of(request).library() as library:
        lines = lines_of(library, told, start)
    here = f"{address}/acts/{side}/{scale}/{symbol}"
    return page(request, "parts/dream_lines.html", lines=lines, more=more_of(here, told, start))


def card_table(request: Request) -> Response:
    """Send all that a figure's page shows as a table."""
    asked = _asked(request, patient=True)
    if isinstance(asked, Response):
        return asked
    shelf, gallery, portrait, _ = asked
    with room_of(request).library() as library:
        card = library.cast(shelf.series.id).knowing(gallery.resolved).card(portrait.figure.key)
    return table(card.rows(), "figure")


def dreams_table(request: Request) -> Response:
    """Send the dreams of a figure, with what it is called and coded as in each."""
    asked = _asked(request, patient=True)
    if isinstance(asked, Response):
        return asked
    return table((each.row() for each in asked[2].figure.sightings), "figure-dreams")


# What several pages ask.


def found(request: Request, *, patient: bool = False) -> tuple[Shelf, Gallery | Pending]:
    """Return the series of an address, and its figures or how far they are looked for."""
    room = room_of(request)
    with room.library() as library:
        shelf = shelf_at(shelves(library), request.path_params["series"])
    assert shelf is not None, "an address names a series by its number"
    return shelf, gallery_of(room, shelf.series.id, patient=patient)


def nobody(request: Request) -> Response:
    """Answer where no figure is."""
    return refusal(
        request,
        "There is no such figure here, or it goes by another name by now.",
        "See who comes back under Figures.",
        status=404,
    )


def _asked(request: Request, *, patient: bool = False) -> tuple[Shelf, Gallery, Portrait, str] | Response:
    """Return the figure of an address with its series and its page; an answer where that is not known."""
    shelf, gallery = found(request, patient=patient)
    if isinstance(gallery, Pending):
        return still_looking(request, "figure.html", gallery, _LOOKING, shelf=shelf)
    portrait = gallery.at(request.path_params["token"])
    if portrait is None:
        return nobody(request)
    return shelf, gallery, portrait, f"/figures/{shelf.nr}/{portrait.token}"


_FIGURE: Final = "/figures/{series:int}/{token}"

routes = [
    Route("/figures", figures_page),
    Route("/figures/{series:int}", figures_page),
    Route("/figures/{series:int}/figures.csv", figures_table),
    Route("/figures/{series:int}/alike", likenesses_part),
    Route("/figures/{series:int}/seen/{dream:int}/{place:int}", seen_page),
    Route(_FIGURE, figure_page),
    Route(f"{_FIGURE}/dreams", dreams_part),
    Route(f"{_FIGURE}/acts/{{side:int}}/{{scale}}/{{symbol}}", acts_part),
    Route(f"{_FIGURE}/figure.csv", card_table),
    Route(f"{_FIGURE}/dreams.csv", dreams_table),
]
