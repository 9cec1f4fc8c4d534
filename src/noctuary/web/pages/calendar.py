"""The calendar: a year of nights, each with its dreams, without one, or with nothing noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dates import date_in_words, parse_date
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.calendar import dreams_by_year, dreams_on, night_rows, undated, year_of
from noctuary.store.calendar import NightDream
from noctuary.web.feelings import NAMES
from noctuary.web.findings import Pending
from noctuary.web.months import DAYS, heights, mark_of, months_of
from noctuary.web.paging import page_number
from noctuary.web.respond import page, room_of, table
from noctuary.web.selection import Selection, selection_at
from noctuary.web.words import many

T = TypeVar("T")

_ON_A_PAGE: Final = 100


def calendar_page(request: Request) -> Response:
    """Show a year of nights."""
    room = room_of(request)
    with room.library() as library:
        selection = selection_at(room_of(request), library, request.path_params.get("at"))
        if selection is None:
            return page(request, "study_empty.html", study="calendar")
        by_year = _known(
            request, library, ("years", selection.query), partial(dreams_by_year, query=selection.query)
        )
        years = [year for year in by_year if year]
        number = _year(request, years)
        find = partial(year_of, year=number or 0, query=selection.query, **_nights(selection))
        year = _known(request, library, ("year", selection.query, number), find) if number else None
    today = datetime.now(UTC).astimezone().date()
    may_write = not room.read_only and not selection.is_search
    return page(
        request,
        "calendar.html",
        study="calendar",
        selection=selection,
        year=year,
        months=months_of(year, selection.at, today=today, may_write=may_write) if year else [],
        days=DAYS,
        years=heights(by_year),
        earlier=max((each for each in years if number and each < number), default=None),
        later=min((each for each in years if number and each > number), default=None),
        loose=_by_date(year.loose) if year else [],
        undated=by_year.get(0, 0),
        total=sum(by_year.values()),
        names=NAMES,
        may_write=may_write,
        many=many,
    )


def _known(request: Request, library: Library, name: object, find: Callable[[Library], T]) -> T:
    """Return what is known from an earlier look at the calendar, or find it now: nobody has to wait for others' findings."""
    found = room_of(request).findings.get(name, lambda own, _: find(own))
    return find(library) if isinstance(found, Pending) else found


def _nights(selection: Selection) -> dict[str, Any]:
    """Return which nights without a dream belong to a selection: those of its series, and none to a search."""
    return {
        "noted": not selection.is_search,
        "series": selection.shelf.series.id if selection.shelf else None,
    }


def _year(request: Request, years: list[int]) -> int | None:
    """Return the year that is asked for, else the last one with a dream; ``None`` where there is none."""
    asked = request.query_params.get("year", "")
    if not asked:
        return years[-1] if years else None
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 4 and int(asked) > 0):
        raise InputError("This is no year.", "Choose one of those above the nights.")
    return int(asked)


def _by_date(dreams: tuple[NightDream, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return dreams of which the day is not known under what is known."""
    found: dict[str, list[dict[str, Any]]] = {}
    for dream in dreams:
        found.setdefault(date_in_words(dream.date), []).append(_listed(dream))
    return list(found.items())


def _listed(dream: NightDream) -> dict[str, Any]:
    return {
        "address": f"/dream/{dream.nr}",
        "title": dream.title or dream.opening,
        "mark": mark_of(dream),
        "feelings": ", ".join(NAMES[symbol] for symbol in dream.feelings),
        "date": date_in_words(dream.date),
        "words": dream.words,
        "is_read": dream.is_read,
    }


def night_page(request: Request) -> Response:
    """Show the dreams of one night."""
    asked = request.path_params["date"]
    date = parse_date(asked) if len(asked) <= 10 else None
    if date is None or date.full is None:
        raise InputError("This is no night.", "Write it as 1985-03-12.")
    with room_of(request).library() as library:
        selection = _selection(library, request)
        dreams = dreams_on(library, date, selection.query)
    return page(
        request,
        "night.html",
        selection=selection,
        heading=f"The night of {date_in_words(date)}",
        dreams=[_listed(dream) for dream in dreams],
        year=date.year,
        date=str(date),
        pages=1,
        number=1,
        may_write=not room_of(request).read_only,
    )


def undated_page(request: Request) -> Response:
    """Show the dreams that stand at no year."""
    with room_of(request).library() as library:
        selection = _selection(library, request)
        count = dreams_by_year(library, selection.query).get(0, 0)
        number, pages = page_number(request, count, _ON_A_PAGE)
        dreams = undated(library, selection.query, limit=_ON_A_PAGE, skip=(number - 1) * _ON_A_PAGE)
    return page(
        request,
        "night.html",
        selection=selection,
        heading=f"{many(count, 'dream')} {'has' if count == 1 else 'have'} no date",
        dreams=[_listed(dream) for dream in dreams],
        year=None,
        date="",
        pages=pages,
        number=number,
        may_write=False,
    )


def calendar_table(request: Request) -> Response:
    """Send every night as a row."""
    with room_of(request).library() as library:
        selection = _selection(library, request)
        return table(list(night_rows(library, selection.query, **_nights(selection))), "nights")


def _selection(library: Library, request: Request) -> Selection:
    selection = selection_at(room_of(request), library, request.path_params["at"])
    if selection is None:
        raise InputError("There is no dream here yet.", "Write one, or bring some in.")
    return selection


routes = [
    Route("/calendar", calendar_page),
    Route("/calendar/{at}", calendar_page),
    Route("/calendar/{at}/numbers.csv", calendar_table),
    Route("/calendar/{at}/undated", undated_page),
    Route("/calendar/{at}/night/{date}", night_page),
]
