"""The network of figures: a picture to explore, its measures beside chance, and files for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dates import parse_date
from noctuary.dream import PartialDate, SeriesKind
from noctuary.errors import InputError
from noctuary.figures.network_files import network_bytes
from noctuary.figures.network_study import NetworkStudy
from noctuary.library import Library
from noctuary.library.network import Choice, Meeting, figure_network, meetings
from noctuary.web.addresses import Shelf, of_figure, shelf_at, shelves
from noctuary.web.findings import Pending, Progress
from noctuary.web.measures import SHOWN, Measured, circles_of, measures_of, number
from noctuary.web.respond import attachment, is_partial, page, rendered, room_of, table
from noctuary.web.waiting import settled, waiting

#: Who is in it: people who are known, or everybody.
WHO: Final = {"known": "people who are known", "all": "everybody"}
# Of everybody, those who are seen once would be thousands who meet nobody twice.
_LEAST_OF_ALL: Final = 2
_MOST_DREAMS: Final = 10_000
_KINDS: Final = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which network: of which series, of whom, and of which of its dreams."""

    series: str
    everyone: bool
    choice: Choice

    @property
    def whole(self) -> _Asked:
        """Return the same without a choice of dreams: what is drawn."""
        return _Asked(self.series, self.everyone, Choice(at_least=_LEAST_OF_ALL if self.everyone else 1))

    @property
    def is_whole(self) -> bool:
        return self == self.whole


@dataclass(frozen=True, slots=True)
class _Sky:
    """What the picture is drawn from."""

    measured: Measured
    read: int
    addresses: dict[str, str]
    drawn: bytes


def _drawn(study: NetworkStudy, dreams: list[Meeting], addresses: dict[str, str]) -> bytes:
    """Return as JSON what the script draws from: figures, and of each dream who is in it and who did what to whom."""
    groups = study.communities.of(len(study.incidence.nodes))
    nodes = [
        {
            "name": node.name,
            "at": addresses[node.key],
            "kind": node.kind,
            "circle": node.relation or str(node.circle),
            "confirmed": node.confirmed,
            "dreams": node.dreams,
            "group": group,
        }
        for node, group in zip(study.incidence.nodes, groups, strict=True)
    ]
    casts = [
        [each.date, each.cast, [[int(kind), one, other] for kind, one, other in each.acts]] for each in dreams
    ]
    whole = {"nodes": nodes, "dreams": casts}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def network_page(request: Request) -> Response:
    """Show who meets whom in the dreams of a series."""
    with room_of(request).library() as library:
        known = shelves(library)
        shelf = _shelf(request, known)
        if shelf is None:
            return page(request, "study_empty.html", study="network")
        asked = _asked(request, shelf)
        is_set = shelf.series.kind is SeriesKind.SET
        part = "" if is_set else _part(request, asked, shelf)
    if is_partial(request):
        return Response(part, media_type="text/html")
    return page(
        request, "network.html", shelves=known, shelf=shelf, base="/network", part=part, is_set=is_set
    )


def _shelf(request: Request, known: list[Shelf]) -> Shelf | None:
    """Return the series that is asked for; else the first that is one dreamer's, whose figures can meet."""
    nr = request.path_params.get("nr")
    if nr is not None:
        return shelf_at(known, nr)
    return next((each for each in known if each.series.kind is SeriesKind.SERIES), shelf_at(known, None))


def _asked(request: Request, shelf: Shelf) -> _Asked:
    given = request.query_params
    who = given.get("who", "known")
    if who not in WHO:
        raise InputError("The network is not drawn of these.", "Choose people who are known, or everybody.")
    everyone = who == "all"
    least = given.get("least", "") or "1"
    if not (least.isascii() and least.isdecimal() and len(least) <= 5 and 1 <= int(least) <= _MOST_DREAMS):
        raise InputError("This is no least number of dreams.", f"Give one from 1 to {_MOST_DREAMS:,}.")
    choice = Choice(
        _date(given.get("since", "")),
        _date(given.get("until", "")),
        max(int(least), _LEAST_OF_ALL if everyone else 1),
    )
    return _Asked(shelf.series.id, everyone, choice)


def _date(text: str) -> PartialDate | None:
    if not text:
        return None
    date = parse_date(text) if len(text) <= 10 else None
    if date is None or date.year is None:
        raise InputError("This is no date to begin or end at.", "Write 1985, 1985-03 or 1985-03-12.")
    return date


def _search(asked: _Asked) -> tuple[object, Callable[[Library, Progress], Measured]]:
    def find(library: Library, tell: Progress) -> Measured:
        cast = library.cast(asked.series, progress=tell)
        return Measured.of(figure_network(library, cast, asked.choice, everyone=asked.everyone))

    return ("network", asked), find


def _search_sky(asked: _Asked) -> tuple[object, Callable[[Library, Progress], _Sky]]:
    def find(library: Library, tell: Progress) -> _Sky:
        cast = library.cast(asked.series, progress=tell)
        study = figure_network(library, cast, asked.whole.choice, everyone=asked.everyone)
        addresses = {node.key: of_figure(library, asked.series, node.key) for node in study.incidence.nodes}
        dreams = meetings(library, cast, study)
        return _Sky(Measured.of(study), len(dreams), addresses, _drawn(study, dreams, addresses))

    return ("network sky", asked.whole), find


def _part(request: Request, asked: _Asked, shelf: Shelf) -> str:
    """Return the picture and the measures below it, or what stands there until they are found."""
    sky = room_of(request).findings.get(*_search_sky(asked))
    if isinstance(sky, Pending):
        return waiting(request, sky, "Finding out who is who")
    return rendered(
        request,
        "parts/network.html",
        shelf=shelf,
        study=sky.measured.study,
        read=sky.read,
        who="all" if asked.everyone else "known",
        whose=WHO,
        measures=_measures(request, asked, shelf),
    )


def _measures(request: Request, asked: _Asked, shelf: Shelf) -> str:
    """Return what was measured of the dreams that are chosen; of all of them, that is the picture's own study."""
    findings = room_of(request).findings
    sky = findings.get(*_search_sky(asked))
    found = sky if asked.is_whole or isinstance(sky, Pending) else findings.get(*_search(asked))
    if isinstance(sky, Pending) or isinstance(found, Pending):
        kept = f"?{request.url.query}" if request.url.query else ""
        return rendered(
            request,
            "parts/pending.html",
            pending=found,
            again=f"/network/{shelf.nr}/measures{kept}",
            doing="Measuring these dreams beside shuffled ones.",
        )
    measured = found.measured if isinstance(found, _Sky) else found
    return rendered(
        request,
        "parts/network_measures.html",
        shelf=shelf,
        study=measured.study,
        span=asked.choice.name(""),
        measures=measures_of(measured.study),
        has_strict=any(row.strict is not None for row in measured.study.rows),
        circles=circles_of(measured.study),
        figures=measured.figures[:SHOWN],
        ties=measured.ties[:SHOWN],
        addresses=sky.addresses,
        number=number,
    )


def measures_part(request: Request) -> Response:
    """Show the measures alone, once they are found."""
    with room_of(request).library() as library:
        shelf = _known_shelf(request, library)
    return Response(_measures(request, _asked(request, shelf), shelf), media_type="text/html")


def _known_shelf(request: Request, library: Library) -> Shelf:
    shelf = shelf_at(shelves(library), request.path_params["nr"])
    if shelf is None:
        raise InputError("There is no dream here yet.", "Write one, or bring some in.")
    return shelf


def picture_data(request: Request) -> Response:
    """Send what the picture is drawn from."""
    with room_of(request).library() as library:
        asked = _asked(request, _known_shelf(request, library))
    sky = settled(request, *_search_sky(asked))
    return Response(sky.drawn, media_type="application/json")


# Files.


def graph_file(request: Request) -> Response:
    """Send the network for another program, of the dreams that are chosen."""
    form = request.path_params["form"]
    if form not in _KINDS:
        raise InputError("Networks are not written so here.", f"Use one of: {', '.join(_KINDS)}.")
    return attachment(network_bytes(_settled(request).study, form), f"network.{form}", _KINDS[form])


def figure_table(request: Request) -> Response:
    """Send the figures as a table."""
    return table(_settled(request).figures, "network-figures")


def tie_table(request: Request) -> Response:
    """Send the ties as a table."""
    return table(_settled(request).ties, "network-ties")


def _settled(request: Request) -> Measured:
    with room_of(request).library() as library:
        asked = _asked(request, _known_shelf(request, library))
    if asked.is_whole:
        return settled(request, *_search_sky(asked)).measured
    return settled(request, *_search(asked))


routes = [
    Route("/network", network_page),
    Route("/network/{nr:int}", network_page),
    Route("/network/{nr:int}/data", picture_data),
    Route("/network/{nr:int}/measures", measures_part),
    Route("/network/{nr:int}/figures.csv", figure_table),
    Route("/network/{nr:int}/ties.csv", tie_table),
    Route("/network/{nr:int}/network.{form}", graph_file),
]
