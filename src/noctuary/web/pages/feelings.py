"""Feelings over months: how many of the dreams tell each, with intervals, and where that changed for good."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.feelings import Feelings, feelings_changed, follow_feelings
from noctuary.library.timeline import Cut, parse_cut
from noctuary.stats.change import Change
from noctuary.web.feelings import NAMES
from noctuary.web.findings import Pending, Progress
from noctuary.web.panels import HEIGHT, draw, percent, point_in_words
from noctuary.web.respond import is_partial, page, rendered, room_of, table
from noctuary.web.selection import Selection, selection_at
from noctuary.web.waiting import settled, waiting
from noctuary.web.words import many

#: How time can be cut on the page.
CUTS: Final = {"month": "months", "quarter": "quarters", "year": "years", "50": "50 dreams each"}

_Changes = Mapping[str, Sequence[Change]]


def feelings_page(request: Request) -> Response:
    """Show the feelings of some dreams over time."""
    with room_of(request).library() as library:
        selection = selection_at(room_of(request), library, request.path_params.get("at"))
        if selection is None:
            return page(request, "study_empty.html", study="feelings")
        by = _cut(request)
        found = room_of(request).findings.get(*_search(selection, by))
        if isinstance(found, Pending):
            part: str = waiting(request, found, "Following the feelings")
        else:
            changes = room_of(request).findings.get(*_search_changes(selection))
            part = _part(request, library, selection, found, {} if isinstance(changes, Pending) else changes)
        if is_partial(request):
            return Response(part, media_type="text/html")
        return page(request, "feelings.html", study="feelings", selection=selection, part=part)


def changes_part(request: Request) -> Response:
    """Show the feelings again once it is known where they changed; until then, that it is looked for."""
    with room_of(request).library() as library:
        selection = _selection(library, request)
        findings = room_of(request).findings
        found = findings.get(*_search(selection, _cut(request)))
        changes = findings.get(*_search_changes(selection))
        for each in (found, changes):
            if isinstance(each, Pending):
                return Response(waiting(request, each, "Looking for lasting changes"), media_type="text/html")
        assert isinstance(found, Feelings)
        assert not isinstance(changes, Pending)
        part = _part(request, library, selection, found, changes)
    # The whole picture takes the place of the one without them.
    return Response(
        part, media_type="text/html", headers={"HX-Retarget": "#feelings", "HX-Reswap": "outerHTML"}
    )


def feelings_table(request: Request) -> Response:
    """Send the numbers behind the picture."""
    with room_of(request).library() as library:
        selection = _selection(library, request)
    found = settled(request, *_search(selection, _cut(request)))
    rows = (
        {**row, "measure": NAMES[symbol]} for symbol, line in found.lines.items() for row in line.figures()
    )
    # Changes have an axis of their own, so no period of these begins with one.
    return table(({key: row[key] for key in row if key != "p_of_change"} for row in rows), "feelings")


def _selection(library: Library, request: Request) -> Selection:
    selection = selection_at(room_of(request), library, request.path_params["at"])
    if selection is None:
        raise InputError("There is no dream here yet.", "Write one, or bring some in.")
    return selection


def _cut(request: Request) -> Cut | None:
    """Return how time is to be cut; ``None`` where the dreams are to decide."""
    by = request.query_params.get("by", "")
    if by and by not in CUTS:
        raise InputError("Time is not cut so here.", "Choose months, quarters, years or 50 dreams.")
    return parse_cut(by) if by else None


def _search(selection: Selection, by: Cut | None) -> tuple[object, Callable[[Library, Progress], Feelings]]:
    def find(library: Library, _: Progress) -> Feelings:
        return follow_feelings(library, selection.query, by=by)

    return ("feelings", selection.query, by), find


def _search_changes(selection: Selection) -> tuple[object, Callable[[Library, Progress], _Changes]]:
    def find(library: Library, _: Progress) -> _Changes:
        return feelings_changed(library, selection.query)

    return ("feelings changed", selection.query), find


def _part(
    request: Request, library: Library, selection: Selection, found: Feelings, changes: _Changes
) -> str:
    looked_for = isinstance(room_of(request).findings.get(*_search_changes(selection)), Pending)
    points = [point for line in found.lines.values() for point in line.points]
    by_period = {
        point.period.label: {symbol: line.points[place] for symbol, line in found.lines.items()}
        for line in list(found.lines.values())[:1]
        for place, point in enumerate(line.points)
    }
    return rendered(
        request,
        "parts/feelings.html",
        selection=selection,
        found=found,
        cut=str(found.cut),
        cuts=CUTS,
        picture=draw(found, changes),
        height=HEIGHT,
        by_period=by_period,
        is_read=any(point.total for point in points),
        is_enough=any(not point.too_few for point in points),
        looked_for=looked_for,
        count=library.count(selection.query),
        names=NAMES,
        many=many,
        percent=percent,
        point_in_words=point_in_words,
    )


routes = [
    Route("/feelings", feelings_page),
    Route("/feelings/{at}", feelings_page),
    Route("/feelings/{at}/numbers.csv", feelings_table),
    Route("/feelings/{at}/changes", changes_part),
]
