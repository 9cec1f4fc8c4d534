"""The profile: how dreams differ from a norm, and for each difference the dreams and the words behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.coding import Coding, Reader
from noctuary.dates import date_in_words
from noctuary.dream import TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.behind import DreamBehind, DreamTold, dreams_behind, told
from noctuary.scheme import explain_code
from noctuary.stats.compare import Profile
from noctuary.stats.indicators import DEFINITIONS, Definition
from noctuary.stats.norms import norm_names
from noctuary.stats.picture import State
from noctuary.store.links import token_of
from noctuary.web.addresses import of_dream
from noctuary.web.bars import Axis, axis_of, bar_of, bars_of, h_in_words, p_in_words
from noctuary.web.findings import Pending, Progress
from noctuary.web.paging import page_number
from noctuary.web.respond import is_partial, page, rendered, room_of, table
from noctuary.web.selection import Selection, selection_at
from noctuary.web.waiting import settled, waiting
from noctuary.web.words import many

#: The norm that was chosen last, for dreams of which it is not known whose they are.
_COOKIE: Final = "noctuary_norm"
_YEAR: Final = 365 * 24 * 3600
_PUBLISHED: Final = norm_names()
_SLUGS: Final = {re.sub(r"[^a-z]+", "-", each.key): each for each in DEFINITIONS}
_KEYS: Final = {definition.key: slug for slug, definition in _SLUGS.items()}
_ON_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A norm that can be chosen: as it stands in an address, its name, and whether it is the one shown."""

    value: str
    name: str
    is_chosen: bool

    @property
    def is_own(self) -> bool:
        """Whether it is one of the owner's."""
        return self.value not in _PUBLISHED


def profile_page(request: Request) -> Response:
    """Show dreams beside a norm."""
    with room_of(request).library() as library:
        selection = selection_at(room_of(request), library, request.path_params.get("at"))
        if selection is None:
            return page(request, "study_empty.html", study="profile")
        given = request.query_params.get("norm", "")
        norm = _norm(library, selection, given or request.cookies.get(_COOKIE, ""), must_be=bool(given))
        choices = _choices(library, norm)
        found = _found(request, library, selection, norm, choices)
        if is_partial(request):
            return Response(found, media_type="text/html")
        answer = page(
            request,
            "profile.html",
            study="profile",
            selection=selection,
            choices=choices,
            norm=norm,
            part=found,
            read=library.count(selection.query),
        )
    if given:
        answer.set_cookie(_COOKIE, given, max_age=_YEAR, samesite="strict", path="/")
    return answer


def _norm(library: Library, selection: Selection, given: str, *, must_be: bool) -> str | None:
    """Return the norm that was asked for, or that of the dreamers' sex; ``None`` where nothing tells which.

    What was chosen for other dreams (`must_be` is not set) steps in only where the sex is not known.
    """
    asked = next((each.name for each in _choices(library, None) if each.value == given), None)
    if must_be and asked is None:
        raise InputError("There is no such norm here.", "Choose one on the page.")
    if must_be:
        return asked
    try:
        return library.norm_name(selection.query)
    except InputError:
        return asked


def _choices(library: Library, norm: str | None) -> list[Choice]:
    own = ((token_of(library.store, "norm", name), name) for name, _ in library.norms.names())
    return [
        Choice(value, name, name == norm) for value, name in (*((name, name) for name in _PUBLISHED), *own)
    ]


def _search(selection: Selection, norm: str) -> tuple[object, Callable[[Library, Progress], Profile]]:
    """Return how a profile is found: page, table and what stands behind a bar show the same one."""

    def find(library: Library, _: Progress) -> Profile:
        # A search is the dreamer's own words, which would stand in every sentence about it.
        name = "these dreams" if selection.is_search else selection.name
        return library.profile(selection.query, norm=norm, name=name)

    return ("profile", selection.query, norm), find


def _found(
    request: Request, library: Library, selection: Selection, norm: str | None, choices: list[Choice]
) -> str:
    """Return the part of the page that may take long to find out."""
    if norm is None:
        return ""
    found = room_of(request).findings.get(*_search(selection, norm))
    if isinstance(found, Pending):
        return waiting(request, found, "Counting what the dreams hold")
    axis = axis_of(found)
    return rendered(
        request,
        "parts/profile.html",
        selection=selection,
        profile=found,
        norm_value=_value(choices),
        axis=axis,
        groups=bars_of(found, axis),
        states=State,
        slugs=_KEYS,
        unread=library.count(selection.query) - found.dream_count,
        differing=sum(not row.too_small and row.p_adjusted < 0.05 for row in found.rows),
        shortages=_shortages(found),
        many=many,
        h_in_words=h_in_words,
        p_in_words=p_in_words,
    )


def _value(choices: list[Choice]) -> str:
    return next(each.value for each in choices if each.is_chosen)


def _shortages(profile: Profile) -> dict[str, list[str]]:
    """Return why rows are grey, and which: one reason may hold for many."""
    reasons: dict[str, list[str]] = {}
    for row in profile.rows:
        if row.shortage:
            reasons.setdefault(row.shortage, []).append(row.label)
    return reasons


def profile_table(request: Request) -> Response:
    """Send the numbers behind the picture."""
    with room_of(request).library() as library:
        selection = _selection(library, request)
        norm = _norm(library, selection, request.query_params.get("norm", ""), must_be=True)
    assert norm is not None
    found = settled(request, *_search(selection, norm))
    return table((row.figures() for row in found.rows), "profile")


def _selection(library: Library, request: Request) -> Selection:
    selection = selection_at(room_of(request), library, request.path_params["at"])
    if selection is None:
        raise InputError("There is no dream here yet.", "Write one, or bring some in.")
    return selection


# What stands behind a bar.


def behind_page(request: Request) -> Response:
    """Show the dreams and the words behind one indicator."""
    definition = _SLUGS.get(request.path_params["indicator"])
    if definition is None:
        raise InputError("There is no such indicator.", "Choose a bar of the profile.")
    with room_of(request).library() as library:
        selection = _selection(library, request)
        given = request.query_params.get("norm", "")
        norm = _norm(library, selection, given or request.cookies.get(_COOKIE, ""), must_be=bool(given))
        part = _behind(request, library, selection, definition, norm)
        if is_partial(request):
            return Response(part, media_type="text/html")
        return page(
            request,
            "behind.html",
            study="profile",
            selection=selection,
            definition=definition,
            norm=norm,
            norm_value=given,
            part=part,
        )


@dataclass(frozen=True, slots=True)
class _Behind:
    """Whose codings were counted, and in which dreams."""

    reader: Reader
    every: list[DreamBehind]

    def which(self, *, everything: bool) -> list[DreamBehind]:
        return self.every if everything else [each for each in self.every if each.counted]


def _behind(
    request: Request, library: Library, selection: Selection, definition: Definition, norm: str | None
) -> str:
    def find(library: Library, _: Progress) -> _Behind:
        reader = library.choose_reader(None, selection.query)
        return _Behind(reader, dreams_behind(library, definition, selection.query, reader=reader))

    findings = room_of(request).findings
    profile = findings.get(*_search(selection, norm)) if norm else None
    found = findings.get(("behind", selection.query, definition.key), find)
    for each in (profile, found):
        if isinstance(each, Pending):
            return waiting(request, each, "Looking for the words")
    assert isinstance(found, _Behind)
    assert not isinstance(profile, Pending)
    everything = _shows_all(request)
    which = found.which(everything=everything)
    number, pages = page_number(request, len(which), _ON_A_PAGE)
    axis = axis_of(profile) if profile else Axis(1)
    return rendered(
        request,
        "parts/behind.html",
        definition=definition,
        reader=found.reader,
        bar=bar_of(profile.row(definition.key), axis) if profile else None,
        axis=axis,
        profile=profile,
        counted=sum(each.counted for each in found.every),
        counted_dreams=len(found.which(everything=False)),
        others=sum(each.others for each in found.every),
        everything=everything,
        dreams=[
            _shown(library, told(library, definition, each.dream, found.reader), others=everything)
            for each in which[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
        ],
        number=number,
        pages=pages,
        norm_value=request.query_params.get("norm", ""),
        h_in_words=h_in_words,
        p_in_words=p_in_words,
    )


def _shows_all(request: Request) -> bool:
    return request.query_params.get("of") == "all"


def _shown(library: Library, found: DreamTold, *, others: bool) -> dict[str, Any]:
    """Return what the page shows of one dream."""
    dream = found.dream
    return {
        "address": of_dream(library, dream.key),
        "date": date_in_words(dream.date) if dream.date else "",
        "title": dream.title,
        "id": dream.id,
        "tellings": [
            {
                "counts": telling.counts,
                "code": str(telling.coding.code),
                "meaning": explain_code(telling.coding.code),
                "confidence": _confidence(telling.coding),
                "pieces": pieces(dream.text, telling.sentence, telling.words) if telling.sentence else [],
            }
            for telling in found.tellings
            if telling.counts or others
        ],
    }


def _confidence(coding: Coding) -> str:
    return "" if coding.confidence is None else f"{coding.confidence:.0%}"


def pieces(text: str, sentence: TextSpan, words: tuple[TextSpan, ...]) -> list[tuple[str, bool]]:
    """Cut a sentence into what is marked and what is not.

    Examples
    --------
    >>> pieces("A dog slept.", TextSpan(0, 12), (TextSpan(2, 5),))
    [('A ', False), ('dog', True), (' slept.', False)]
    """
    cut: list[tuple[str, bool]] = []
    at = sentence.start
    for span in words:
        cut += [(text[at : span.start], False), (text[max(at, span.start) : span.end], True)]
        at = max(at, span.end)
    cut.append((text[at : sentence.end], False))
    return [(piece, marked) for piece, marked in cut if piece]


routes = [
    Route("/profile", profile_page),
    Route("/profile/{at}", profile_page),
    Route("/profile/{at}/numbers.csv", profile_table),
    Route("/profile/{at}/{indicator}", behind_page),
]
