"""What recurs in dreams that is nobody and nowhere: typical themes, motifs that were named, words that stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.dates import readable_date
from noctuary.dream import DreamKey
from noctuary.errors import InputError
from noctuary.figures.share import Share
from noctuary.figures.themes import Kind, themes
from noctuary.figures.words import where_told
from noctuary.library import Library
from noctuary.library.motifs import Motif, Motifs
from noctuary.library.surroundings import Surroundings, surroundings
from noctuary.library.themes import ThemeCount
from noctuary.store import motifs as store_motifs
from noctuary.store.links import names_by_token
from noctuary.store.query import quoted
from noctuary.web import pictures
from noctuary.web.addresses import Shelf, shelf_at, shelves
from noctuary.web.findings import Pending
from noctuary.web.forms import asked_number, form_of, numbers_in, whole_number, words_in
from noctuary.web.gallery import gallery_of
from noctuary.web.pending import still_looking
from noctuary.web.quoting import AT_ONCE, Line, Told, by_dream, lines_of, more_of
from noctuary.web.respond import is_partial, page, refusal, room_of, table
from noctuary.web.room import Room

_LOOKING: Final = "Looking through the dreams"
_ALL: Final = "all"
_WORDS: Final = 60
_COMPANY: Final = 12
_MOMENT: Final = 0.4
_LONGEST: Final = 300.0
_ANSWERS: Final[Mapping[str, bool | None]] = {"yes": True, "no": False, "forget": None}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which dreams are looked at.

    Parameters
    ----------
    shelf
        Their series; ``None`` for all dreams.
    """

    shelf: Shelf | None

    @property
    def query(self) -> str:
        """The search that finds them."""
        return f"series:{quoted(self.shelf.series.id)}" if self.shelf else ""

    @property
    def suffix(self) -> str:
        """How addresses tell it."""
        return f"?series={self.shelf.nr if self.shelf else _ALL}"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whatever has a page here.

    Parameters
    ----------
    name, token
        What it is called, and what stands for it in addresses.
    what
        ``theme``, ``motif`` or ``word``.
    told
        The dreams in which it is told, or waits for an answer, with its words.
    present
        The dreams that hold it.
    said
        What the dreamer said, by dream.
    theme
        With its numbers, where it is one.
    word
        The same.
    """

    name: str = field(repr=False)
    token: str
    what: str
    told: tuple[Told, ...]
    present: frozenset[DreamKey]
    said: Mapping[DreamKey, bool] = field(default_factory=dict, repr=False)
    theme: ThemeCount | None = None
    word: Motif | None = None


# What is found out.


def _themes(room: Room, chosen: Chosen, *, patient: bool = False) -> list[ThemeCount] | Pending:
    return room.findings.get(
        ("themes", chosen.query),
        lambda library, told: library.themes(chosen.query, progress=told),
        patience=_LONGEST if patient else _MOMENT,
    )


def _words(room: Room, chosen: Chosen, *, patient: bool = False) -> Motifs | Pending:
    return room.findings.get(
        ("words", chosen.query),
        lambda library, told: library.motifs(chosen.query, progress=told),
        patience=_LONGEST if patient else _MOMENT,
    )


def _around(room: Room, chosen: Chosen, *, patient: bool = False) -> Surroundings | Pending:
    return room.findings.get(
        ("surroundings", chosen.query),
        lambda library, _: surroundings(library, chosen.query),
        patience=_LONGEST if patient else _MOMENT,
    )


def _subject(request: Request, chosen: Chosen, *, patient: bool = False) -> Subject | Pending | None:
    """Return what a token stands for, ``None`` for nothing that is known here."""
    room, token = room_of(request), request.path_params["token"]
    ids = [theme.id for theme in themes()]
    with room.library() as library:
        theme = names_by_token(library.store, ids, "motif").get(token)
        named = [name for name, _ in store_motifs.names(library.store) if name not in ids]
        motif = names_by_token(library.store, named, "motif").get(token)
        if motif is not None:
            return _said_motif(library, motif, token, chosen)
    if theme is not None:
        counts = _themes(room, chosen, patient=patient)
        return counts if isinstance(counts, Pending) else _theme(counts[ids.index(theme)], token)
    found = _words(room, chosen, patient=patient)
    if isinstance(found, Pending):
        return found
    with room.library() as library:
        terms = names_by_token(library.store, (each.key_word.term for each in found.found), "motif")
    word = next((each for each in found.found if each.key_word.term == terms.get(token)), None)
    if word is None:
        return None
    dreams = word.dreams
    return Subject(word.key_word.term, token, "word", tuple(map(Told, dreams)), frozenset(dreams), word=word)


def _theme(count: ThemeCount, token: str) -> Subject:
    told = by_dream((each.dream, each.evidence) for each in count.sightings)
    return Subject(
        count.theme.name, token, "theme", tuple(told), frozenset(count.dreams), count.said, theme=count
    )


def _said_motif(library: Library, name: str, token: str, chosen: Chosen) -> Subject:
    said = store_motifs.said(library.store, name)
    series = chosen.shelf.series.id if chosen.shelf else None
    here = {key: holds for key, holds in said.items() if series in (None, key.series)}
    return Subject(
        name,
        token,
        "motif",
        tuple(map(Told, here)),
        frozenset(key for key, holds in here.items() if holds),
        here,
    )


# The page of all.


def motifs_page(request: Request) -> Response:
    """Show what recurs, in three sections."""
    room = room_of(request)
    with room.library() as library:
        known = shelves(library)
        if not known:
            return page(request, "motifs.html", shelves=known, chosen=None)
        chosen = _chosen(request, known, known[0])
        said = [each for each in library.said_motifs(chosen.query) if each[0] not in _theme_ids()]
        tokens = {name: token for token, name in _tokens(library, [name for name, _ in said]).items()}
    context: dict[str, Any] = {
        "shelves": known,
        "doing": _LOOKING,
        "chosen": chosen,
        "said": [(tokens[name], name, count) for name, count in said],
    }
    counts, words = _themes(room, chosen), _words(room, chosen)
    return page(
        request,
        "motifs.html",
        **context,
        **_theme_context(room, chosen, counts),
        **_word_context(room, words),
    )


def themes_part(request: Request) -> Response:
    """Show the section of typical themes."""
    room, chosen = room_of(request), _asked_choice(request)
    counts = _themes(room, chosen)
    if isinstance(counts, Pending):
        return still_looking(request, "motifs.html", counts, _LOOKING)
    return page(request, "parts/themes.html", chosen=chosen, **_theme_context(room, chosen, counts))


def words_part(request: Request) -> Response:
    """Show the section of words that stand out."""
    room, chosen = room_of(request), _asked_choice(request)
    found = _words(room, chosen)
    if isinstance(found, Pending):
        return still_looking(request, "motifs.html", found, _LOOKING)
    return page(request, "parts/words.html", chosen=chosen, **_word_context(room, found))


def _theme_context(room: Room, chosen: Chosen, counts: list[ThemeCount] | Pending) -> dict[str, Any]:
    if isinstance(counts, Pending):
        return {"themes": counts, "themes_pending": True}
    told = sorted(
        (each for each in counts if each.sightings or each.rate.found),
        key=lambda each: (-each.rate.found, each.theme.number),
    )
    with room.library() as library:
        tokens = {name: token for token, name in _tokens(library, [each.theme.id for each in told]).items()}
    references = [each.references for each in told]
    end = pictures.line_end(
        [each.rate for each in told]
        + [rates[name] for rates in references for name in rates if name[:5] == "norms"]
    )
    rows = [
        {
            "token": tokens[each.theme.id],
            "count": each,
            "dot": pictures.dot(each.rate, end),
            "women": pictures.dot(rates["norms-f"], end) if rates else None,
            "men": pictures.dot(rates["norms-m"], end) if rates else None,
            "waiting": len(each.proposed),
        }
        for each, rates in zip(told, references, strict=True)
    ]
    return {
        "themes": rows,
        "themes_pending": False,
        "themes_end": end,
        "themes_dreams": counts[0].rate.total,
        "themes_chosen": chosen,
    }


def _word_context(room: Room, found: Motifs | Pending) -> dict[str, Any]:
    if isinstance(found, Pending):
        return {"words": found, "words_pending": True}
    shown = found.found[:_WORDS]
    with room.library() as library:
        tokens = {
            token: name for name, token in _tokens(library, [each.key_word.term for each in shown]).items()
        }
    rows = [
        {
            "token": tokens[each.key_word.term],
            "word": each.key_word,
            "times": pictures.times(each.key_word.log_ratio),
            "interval": "–".join(map(pictures.times, each.key_word.interval)),
        }
        for each in shown
    ]
    return {"words": rows, "words_pending": False, "found": found}


def themes_table(request: Request) -> Response:
    """Send the typical themes as a table."""
    counts = _themes(room_of(request), _asked_choice(request), patient=True)
    assert not isinstance(counts, Pending), "it was waited for"
    return table((each.row() for each in counts), "themes")


def words_table(request: Request) -> Response:
    """Send the words that stand out as a table."""
    found = _words(room_of(request), _asked_choice(request), patient=True)
    assert not isinstance(found, Pending), "it was waited for"
    return table((each.row() for each in found.found), "words")


# The page of one.


def motif_page(request: Request) -> Response:
    """Show one theme, motif or word."""
    room, chosen = room_of(request), _asked_choice(request)
    subject = _subject(request, chosen)
    around = _around(room, chosen)
    if subject is None:
        return nothing(request)
    with room.library() as library:
        known = shelves(library)
    if isinstance(subject, Pending) or isinstance(around, Pending):
        pending = subject if isinstance(subject, Pending) else around
        assert isinstance(pending, Pending)
        return still_looking(request, "motif.html", pending, _LOOKING, shelves=known, chosen=chosen)
    with room.library() as library:
        lines = _lines(library, subject)
    feelings, end = pictures.feeling_lines(around.feelings(subject.present))
    address = f"/motifs/{subject.token}"
    return page(
        request,
        "parts/motif.html" if is_partial(request) else "motif.html",
        pending=None,
        shelves=known,
        chosen=chosen,
        subject=subject,
        share=Share(len(subject.present), len(around.order)),
        address=address,
        strip_path=pictures.strokes((around.places[key] for key in subject.present), len(around.order)),
        began=readable_date(around.order[0][1]) if around.order else "",
        ended=readable_date(around.order[-1][1]) if around.order else "",
        stretches=pictures.columns(around.shares(subject.present)),
        feeling_lines=feelings,
        feelings_end=end,
        lines=lines,
        more=more_of(f"{address}/dreams{chosen.suffix}", subject.told),
        why=_why(subject),
    )


def _why(subject: Subject) -> str:
    """Return why a theme is only proposed; empty where its words count."""
    if subject.theme is None or subject.theme.theme.kind is Kind.TOLD:
        return ""
    if subject.theme.theme.kind is Kind.ASK:
        return "Only you can know whether a dream holds this: it counts where you say so."
    return "The words for this are often wrong: it counts where you say so."


def dreams_part(request: Request) -> Response:
    """Show more dreams of a theme, motif or word."""
    chosen = _asked_choice(request)
    subject = _subject(request, chosen)
    if isinstance(subject, Pending):
        return still_looking(request, "motif.html", subject, _LOOKING)
    if subject is None:
        return nothing(request)
    start = asked_number(request, "from")
    with room_of(request).library() as library:
        lines = _lines(library, subject, start)
    more = more_of(f"/motifs/{subject.token}/dreams{chosen.suffix}", subject.told, start)
    return page(request, "parts/motif_lines.html", subject=subject, chosen=chosen, lines=lines, more=more)


def company_part(request: Request) -> Response:
    """Show who is in the dreams of a theme, motif or word."""
    room, chosen = room_of(request), _asked_choice(request)
    subject = _subject(request, chosen)
    if subject is None or chosen.shelf is None:
        return nothing(request)
    gallery = gallery_of(room, chosen.shelf.series.id)
    if isinstance(subject, Pending) or isinstance(gallery, Pending):
        pending = subject if isinstance(subject, Pending) else gallery
        assert isinstance(pending, Pending)
        return still_looking(request, "motif.html", pending, "Looking who is in the dreams")
    counted = [(each, sum(key in subject.present for key in each.figure.dreams)) for each in gallery.known]
    there = sorted((each for each in counted if each[1]), key=lambda each: -each[1])
    return page(
        request, "parts/motif_company.html", shelf=chosen.shelf, company=there[:_COMPANY], others=len(there)
    )


def motif_table(request: Request) -> Response:
    """Send what a page shows over time and of feelings as a table."""
    room, chosen = room_of(request), _asked_choice(request)
    subject, around = _subject(request, chosen, patient=True), _around(room, chosen, patient=True)
    if subject is None:
        return nothing(request)
    assert not isinstance(subject, Pending), "it was waited for"
    assert not isinstance(around, Pending), "it was waited for"
    return table(around.rows(subject.present), "motif")


def say(request: Request) -> Response:
    """Keep whether a dream holds a theme or a named motif, and show what can be said next."""
    form, token = form_of(request), request.path_params["token"]
    [nr], answer = numbers_in(form, "dream")[:1] or [0], words_in(form, "holds")
    if answer not in _ANSWERS:
        raise InputError("A dream holds it or does not.", "Load the page again.")
    holds = _ANSWERS[answer]
    with room_of(request).library() as library:
        named = [name for name, _ in store_motifs.names(library.store)]
        name = _tokens(library, {*named, *_theme_ids()}).get(token)
        if name is None:
            return nothing(request)
        dream = library.dream_at(nr).key
        before = store_motifs.said_of(library.store, dream).get(name)
        library.say_motif(name, dream, holds=holds)
    return page(
        request,
        "parts/motif_answer.html",
        of=token,
        nr=nr,
        answer=holds,
        former=next(word for word, value in _ANSWERS.items() if value is before) if before != holds else "",
    )


def nothing(request: Request) -> Response:
    """Answer where no theme, motif or word is."""
    return refusal(
        request,
        "There is no such motif in these dreams.",
        "See what recurs under Motifs.",
        status=404,
    )


# What they share.


def _lines(library: Library, subject: Subject, start: int = 0) -> list[Line]:
    shown: Sequence[Told] = subject.told[start : start + AT_ONCE]
    if subject.what != "theme":
        texts = {each.dream: library.store.get(each.dream).text for each in shown}
        shown = [
            replace(each, spans=tuple(where_told(texts[each.dream], subject.name.lower()))) for each in shown
        ]
    return lines_of(library, shown)


def _theme_ids() -> list[str]:
    return [theme.id for theme in themes()]


def _tokens(library: Library, names: Sequence[str] | set[str]) -> dict[str, str]:
    return names_by_token(library.store, names, "motif")


def _asked_choice(request: Request) -> Chosen:
    with room_of(request).library() as library:
        return _chosen(request, shelves(library), None)


def _chosen(request: Request, known: list[Shelf], usual: Shelf | None) -> Chosen:
    """Return which dreams an address names; the usual ones where it names none."""
    asked = request.query_params.get("series")
    if asked is None:
        return Chosen(usual)
    return Chosen(None if asked == _ALL else shelf_at(known, whole_number(asked)))


_MOTIF: Final = "/motifs/{token}"

routes = [
    Route("/motifs", motifs_page),
    Route("/motifs/part/themes", themes_part),
    Route("/motifs/part/words", words_part),
    Route("/motifs/themes.csv", themes_table),
    Route("/motifs/words.csv", words_table),
    Route(_MOTIF, motif_page),
    Route(f"{_MOTIF}/dreams", dreams_part),
    Route(f"{_MOTIF}/company", company_part),
    Route(f"{_MOTIF}/motif.csv", motif_table),
    Route(f"{_MOTIF}/say", say, methods=["POST"]),
]
