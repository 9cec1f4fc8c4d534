"""Searching: by words, codes and facets as one types, and by meaning after a pause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from noctuary.dream import TextSpan, words_hash
from noctuary.errors import QueryError
from noctuary.library import Library
from noctuary.library.facets import Facets
from noctuary.library.meanings import Meanings
from noctuary.library.stacks import Numbers
from noctuary.readers import open_embedder
from noctuary.scheme.symbols import CLASSES, Scale
from noctuary.store.facets import feelings_of
from noctuary.store.query import parse_query
from noctuary.store.query_text import narrowing_of, pressed, words_of
from noctuary.store.search import Hit, Order
from noctuary.web.bodies import fields_of, number_in, text_in
from noctuary.web.findings import Pending
from noctuary.web.narrowing import Counts, Facet, Years, facets_of, years_of
from noctuary.web.respond import page, room_of
from noctuary.web.room import Room

_SHOWN: Final = 20
_NEAR: Final = 8
_FEELINGS: Final = CLASSES[Scale.EMOTIONS]

#: A stretch of text, and whether it is what was looked for.
Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Found:
    """A dream as a list of results shows it.

    Parameters
    ----------
    nr
        Its number.
    title
        Its title, in pieces; empty where it has none.
    date, series, words
        When, of whom, how long.
    sentence
        The hit in its sentence, in pieces.
    waking
        The hit in what was thought of it when awake, in pieces; empty where the text holds the hit.
    feelings
        What feelings are told in it, by symbol and name.
    """

    nr: int
    date: str
    series: str = field(repr=False)
    words: int
    title: tuple[Piece, ...] = field(repr=False)
    sentence: tuple[Piece, ...] = field(repr=False)
    waking: tuple[Piece, ...] = field(repr=False)
    feelings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search finds.

    Parameters
    ----------
    query
        As it is typed.
    order
        Which come first.
    token
        Of its link; empty where nothing is asked.
    total
        How many dreams it finds.
    found
        Some of them.
    start
        How many stand before those.
    widened
        What was found instead, where no dream held the word itself: words that begin so.
    facets, years
        What it can be narrowed by.
    is_counting
        Whether the numbers beside those are still found out.
    """

    query: str = field(repr=False)
    order: str
    token: str
    total: int
    found: Sequence[Found]
    start: int = 0
    widened: str = field(default="", repr=False)
    facets: Sequence[Facet] = ()
    years: Years | None = None
    is_counting: bool = False

    @property
    def shown(self) -> int:
        """How many are shown, with these."""
        return self.start + len(self.found)


def search_page(request: Request) -> Response:
    """Show the field, and what a kept search finds; all dreams where none is asked for."""
    room = room_of(request)
    token = request.path_params.get("token")
    order = _order(request.query_params.get("order", ""))
    with room.library() as library:
        query = "" if token is None else room.searches.find(library, token)
        if token is not None:
            # Whoever opens the address may keep it.
            room.searches.keep(library, query)
        answer = _answer(room, library, query, order)
    return page(request, "search.html", answer=answer, orders=_ORDERS)


_ORDERS: Final = {Order.BEST: "best first", Order.NEWEST: "newest first", Order.OLDEST: "oldest first"}


def _order(name: str) -> Order:
    return Order(name) if name in set(Order) else Order.BEST


def ask(request: Request) -> Response:
    """Answer a search as it is typed, or with a condition pressed."""
    room, fields = room_of(request), fields_of(request)
    query, order = text_in(fields, "query").strip(), _order(text_in(fields, "order"))
    facet, value = text_in(fields, "facet"), text_in(fields, "value")
    try:
        if facet:
            parse_query(query)
            query = pressed(query, facet, value)
        with room.library() as library:
            answer = _answer(room, library, query, order)
    except QueryError as error:
        # No failure: it is half typed.
        return page(request, "parts/search_problem.html", message=error.message, hint=error.hint)
    return page(request, "parts/search_answer.html", answer=answer)


def more(request: Request) -> Response:
    """Answer with the next results of a search."""
    room, fields = room_of(request), fields_of(request)
    query, order = text_in(fields, "query").strip(), _order(text_in(fields, "order"))
    with room.library() as library:
        answer = _answer(room, library, query, order, start=number_in(fields, "start"))
    return page(request, "parts/search_hits.html", answer=answer)


def keep(request: Request) -> Response:
    """Keep a search, and answer with the token of its link."""
    room, fields = room_of(request), fields_of(request)
    query = text_in(fields, "query").strip()
    parse_query(query)
    with room.library() as library:
        return JSONResponse({"token": room.searches.keep(library, query) if query else ""})


def near(request: Request) -> Response:
    """Answer with the dreams that lie near the words of a search in meaning, and do not hold them."""
    room, query = room_of(request), text_in(fields_of(request), "query")
    words = words_of(query)
    meanings = room.findings.get("meanings", lambda library, _: library.meanings(), quick=True)
    if isinstance(meanings, Pending):
        return page(request, "parts/search_near.html", pending=True, found=())
    with room.library() as library:
        found = _near(library, query, words, meanings) if words and len(meanings.numbers) else ()
    return page(request, "parts/search_near.html", pending=False, found=found)


def _near(library: Library, query: str, words: str, meanings: Meanings) -> Sequence[Found]:
    held: Sequence[int] | Numbers = ()
    among: Numbers | None = None
    # Too many words to be looked for are no fewer to be compared.
    with suppress(QueryError):
        held = library.numbers(query)
        narrowing = narrowing_of(query)
        among = library.numbers(narrowing) if narrowing else None
    place = open_embedder().embed([words])[0]
    told: dict[str, int] = {}
    for nr, _ in meanings.near(library.store, place, limit=3 * _NEAR, among=among, leave_out=held):
        # Some series hold the dreams of others too.
        told.setdefault(words_hash(library.dream_at(nr).text), nr)
    chosen = list(told.values())[:_NEAR]
    return list(_shown(library, chosen, library.hits(chosen, "")))


def _answer(room: Room, library: Library, query: str, order: Order, *, start: int = 0) -> Answer:
    facets = room.findings.get("facets", lambda library, _: library.facets(), quick=True)
    known = None if isinstance(facets, Pending) else facets
    numbers = _numbers(library, query, known)
    widened = ""
    if numbers is not None and not len(numbers) and (begun := _begun(query)):
        numbers = library.numbers(begun)
        widened = begun if len(numbers) else ""
    asked = widened or query
    chosen = library.first(asked, numbers, order, limit=start + _SHOWN)[start:]
    found = list(_shown(library, chosen, library.hits(chosen, asked)))
    total = library.count() if numbers is None else len(numbers)
    token = room.searches.remember(library, query) if query else ""
    if start:
        return Answer(query, order, token, total, found, start)
    counts: Counts | None = None if known is None else known.count(numbers)
    names = library.store.series_names()
    return Answer(
        query,
        order,
        token,
        total,
        found,
        widened=widened,
        facets=facets_of(query, counts, names),
        years=years_of(query, counts),
        is_counting=counts is None,
    )


def _numbers(library: Library, query: str, facets: Facets | None) -> Numbers | None:
    """Return the numbers of the dreams that a search finds; ``None`` for all dreams, which need not be looked for."""
    if not query:
        return None
    found = facets.find(query) if facets else None
    return library.numbers(query) if found is None else found


def _begun(query: str) -> str:
    """Return a search whose last word is half typed, as one for words that begin so; empty where none is."""
    bare = query.split()[-1:]
    return f"{query}*" if bare and bare[0].isalnum() and '"' not in query else ""


def _shown(library: Library, numbers: Sequence[int], hits: Iterable[Hit]) -> Iterator[Found]:
    names = library.store.series_names()
    feelings: Mapping[int, Sequence[str]] = feelings_of(library.store, numbers)
    for nr, hit in zip(numbers, hits, strict=True):
        dream = hit.dream
        yield Found(
            nr=nr,
            date=str(dream.date or ""),
            series=names[dream.series] if len(names) > 1 else "",
            words=len(dream.text.split()),
            title=pieces(dream.title, TextSpan(0, len(dream.title)), hit.title_marks),
            sentence=pieces(dream.text, hit.excerpt, hit.marks),
            waking=pieces(dream.reflection, hit.waking, hit.waking_marks),
            feelings=tuple((each, _FEELINGS.get(each, each)) for each in feelings[nr]),
        )


def pieces(text: str, excerpt: TextSpan, marks: Iterable[TextSpan]) -> tuple[Piece, ...]:
    """Take an excerpt of a text apart at its marks.

    Examples
    --------
    >>> pieces("An old house.", TextSpan(0, 13), [TextSpan(3, 6)])
    (('An ', False), ('old', True), (' house.', False))
    """
    found: list[Piece] = []
    at = excerpt.start
    for mark in marks:
        found += [(text[at : mark.start], False), (mark.cut(text), True)]
        at = mark.end
    found.append((text[at : excerpt.end], False))
    return tuple(piece for piece in found if piece[0])


routes = [
    Route("/search", search_page),
    Route("/search/{token}", search_page),
    Route("/ask/search", ask, methods=["POST"]),
    Route("/ask/search/more", more, methods=["POST"]),
    Route("/ask/search/near", near, methods=["POST"]),
    Route("/ask/search/keep", keep, methods=["POST"]),
]
