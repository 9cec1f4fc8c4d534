"""Searching: the dreams that a query finds, each with the sentence that holds the hit."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.store.query import Condition, Query, counts_having
from noctuary.store.store import Store, where_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Noncharacters: Unicode keeps them free for a program's own marks.
_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"
_NOWHERE: Final = TextSpan(0, 0)
_MARGIN: Final = 160
#: Ranking looks at every dream that is found. Of words that stand in more dreams than this, rank says little and
#: takes long.
_RANKED: Final = 4000
#: So many dreams that hold words are asked one by one for the rest of a search: sooner than all that meet the rest.
_ASKED: Final = 40_000
#: Hits of a dream among whose sentences the one to show is chosen.
_LOOKED_AT: Final = 50


class Order(StrEnum):
    """In which order dreams are found."""

    #: Words by BM25, a title counting three times. Without words the latest dreams come first, and with words that
    #: stand in more than 4,000 dreams those that came in last.
    BEST = "best"
    #: By date, the latest first and those without a date last.
    NEWEST = "newest"
    #: By date, the earliest first and those without a date last.
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Hit:
    """A dream that was found.

    Parameters
    ----------
    dream
        The whole dream.
    excerpt
        The stretch of its text to show: the sentence with the most of what was looked for, or the opening.
    marks
        The hits within the excerpt, as offsets into the whole text.
    title_marks
        The hits in its title.
    waking
        The stretch of the reflection on waking that holds the first hit, where the text holds none; else empty.
    waking_marks
        The hits within that, as offsets into the whole reflection.
    """

    dream: Dream = field(repr=False)
    excerpt: TextSpan
    marks: tuple[TextSpan, ...] = ()
    title_marks: tuple[TextSpan, ...] = ()
    waking: TextSpan = _NOWHERE
    waking_marks: tuple[TextSpan, ...] = ()


def search(store: Store, query: Query, *, limit: int = 20, order: Order = Order.BEST) -> list[Hit]:
    """Return the first hits of a query.

    Parameters
    ----------
    store
        Where to search.
    query
        What for.
    limit
        At most so many.
    order
        Which come first.

    Returns
    -------
    list of Hit
        Empty when nothing is found.
    """
    return hits(store, find(store, query, order, limit=limit), query)


def find(store: Store, query: Query, order: Order = Order.BEST, *, limit: int | None = None) -> list[int]:
    """Return the numbers of the dreams that a query finds, in an order; all of them without a limit."""
    if order is not Order.BEST or not query.match:
        # Where many are found, those to show are met soon; else all that is found is looked up first.
        where, values = where_of(query, each=limit is not None and not _has_rare_code(store, query))
        sql = f"SELECT nr FROM dream d WHERE {where} ORDER BY {_BY_DATE[order]} LIMIT ?"
        return store.column(sql, (*values, -1 if limit is None else limit))
    return _ranked(store, query, limit, is_few=_is_few(store, query))


def _ranked(store: Store, query: Query, limit: int | None, *, is_few: bool) -> list[int]:
    where, values = where_of(
        Query(conditions=query.conditions),
        each=is_few or (limit is not None and not _has_rare_code(store, query)),
    )
    # By the index's own number, in whose order it yields: by any other, all that is found would be sorted first.
    by = "bm25(dream_words, 3.0, 1.0, 1.0), d.nr" if is_few else "dream_words.rowid DESC"
    sql = (
        "SELECT d.nr FROM dream_words JOIN dream d ON d.nr = dream_words.rowid"
        f" WHERE dream_words MATCH ? AND {where} ORDER BY {by} LIMIT ?"
    )
    return store.column(sql, (query.match, *values, -1 if limit is None else limit))


_BY_DATE: Final = {
    Order.BEST: "date_sort DESC, nr DESC",
    Order.NEWEST: "date_sort DESC, nr DESC",
    Order.OLDEST: "date_sort = '', date_sort, nr",
}


def _is_few(
    store: Store, query: Query, most: int | None = None, *, found: NDArray[np.int64] | None = None
) -> bool:
    """Whether the words of a query stand in so few dreams that each may be looked at.

    Parameters
    ----------
    store, query
        Where, and which.
    most
        Few are no more than these; as many as are ranked if ``None``.
    found
        What the query finds, where that is known: mostly it tells.
    """
    few = _RANKED if most is None else most
    if found is not None and (len(found) > few or not query.conditions):
        return len(found) <= few
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM dream_words"
        f" WHERE dream_words MATCH ? AND +rowid NOT IN ({_TRASH}) LIMIT ?)"
    )
    return bool(store.column(sql, (query.match, few + 1))[0] <= few)


def _has_rare_code(store: Store, query: Query) -> bool:
    """Whether a query asks for a code that was found in so few dreams that each may be looked at."""
    return any(
        store.column(each.some, (*each.values, _RANKED + 1))[0] <= _RANKED
        for each in query.conditions
        if each.some
    )


def numbers(store: Store, query: Query) -> NDArray[np.int64]:
    """Return the numbers of all dreams that a query finds, in no order; many times as fast as :func:`find`."""
    import numpy as np  # noqa: PLC0415

    sql, values = _found(store, query)
    # All in one text: a row for each dream takes several times as long.
    [told] = store.column(f"SELECT group_concat(nr) FROM ({sql})", values)
    found = np.fromstring(told or "", np.int64, sep=",")
    # Mostly few, and sooner taken out here than asked of every dream.
    trash = store.column(_TRASH)
    return found[np.isin(found, trash, invert=True)] if trash else found


def count(store: Store, query: Query) -> int:
    """Return how many dreams a query finds; of many, several times as fast as :meth:`Store.count`."""
    sql, values = _found(store, query)
    [found] = store.column(f"SELECT count(*) FROM ({sql}) WHERE nr NOT IN ({_TRASH})", values)
    return int(found)


def _found(store: Store, query: Query) -> tuple[str, tuple[str | int, ...]]:
    """Return the SQL that yields the dreams that a query finds, with its values; some of them may be in the trash."""
    words = (query.match,) if query.match else ()
    rest = Query(conditions=query.conditions)
    where, values = where_of(rest)
    # An index that holds all that is asked of most dreams, so that nothing need be read of each.
    by_index = " INDEXED BY dream_in_series" if _has_codes_alone(store, query) else ""
    others = f"SELECT d.nr FROM dream d{by_index} WHERE {where}"
    match query:
        case Query(match="", conditions=(Condition(within=within),)) if within:
            sql = f"SELECT dream AS nr FROM ({within})"
        case Query(match=""):
            sql = others
        case Query(conditions=()):
            sql = "SELECT rowid AS nr FROM dream_words WHERE dream_words MATCH ?"
        case _ if _is_few(store, query, _ASKED):
            where, values = where_of(rest, each=True)
            sql = (
                "SELECT d.nr FROM dream_words CROSS JOIN dream d ON d.nr = dream_words.rowid"
                f" WHERE dream_words MATCH ? AND {where}"
            )
        case _:
            # With the sign, the words are gone through once; without it, the index is asked for each of the others.
            sql = f"SELECT rowid AS nr FROM dream_words WHERE dream_words MATCH ? AND +rowid IN ({others})"
    return sql, (*words, *values)


_TRASH: Final = "SELECT nr FROM dream INDEXED BY dream_in_trash WHERE deleted_at IS NOT NULL"


def _has_codes_alone(store: Store, query: Query) -> bool:
    """Whether a query asks for codes, all of which are common, and for nothing that only the text itself tells."""
    has_codes = any(each.some for each in query.conditions)
    return has_codes and not query.patterns and not _has_rare_code(store, query)


def first(
    store: Store,
    query: Query,
    found: NDArray[np.int64] | None,
    order: Order = Order.BEST,
    *,
    limit: int,
) -> list[int]:
    """Return the first of the dreams that a query finds, in an order, as :func:`find` does.

    Parameters
    ----------
    store
        Where to search.
    query
        What for.
    found
        What :func:`numbers` found for it; ``None`` where nobody asked.
    order
        Which come first.
    limit
        At most so many.
    """
    if found is None:
        return find(store, query, order, limit=limit)
    if order is Order.BEST and query.match:
        if _is_few(store, query, found=found):
            return _ranked(store, query, limit, is_few=True)
        latest: list[int] = found[found.argsort()[::-1][:limit]].tolist()
        return latest
    if len(found) <= _RANKED:
        sql = (
            "SELECT nr FROM json_each(?) AS found CROSS JOIN dream d ON d.nr = found.value"
            f" ORDER BY {_BY_DATE[order]} LIMIT ?"
        )
        return store.column(sql, (json.dumps(found.tolist()), limit))
    if not query.match:
        return find(store, query, order, limit=limit)
    # So many that the first of them are met soon.
    wanted = set(found.tolist())
    return list(islice((nr for nr in _by_date(store, order) if nr in wanted), limit))


def _by_date(store: Store, order: Order) -> Iterator[int]:
    """Yield the numbers of all dreams in an order, as an index has them: nothing is sorted."""
    kept = "SELECT nr FROM dream WHERE deleted_at IS NULL"
    by_date = (
        (f"{kept} AND date_sort > '' ORDER BY date_sort, nr", f"{kept} AND date_sort = '' ORDER BY nr")
        if order is Order.OLDEST
        else (f"{kept} ORDER BY date_sort DESC, nr DESC",)
    )
    for sql in by_date:
        for (nr,) in store.rows(sql):
            yield nr


def hits(store: Store, numbers: Iterable[int], query: Query) -> list[Hit]:
    """Return dreams by their numbers, each with the sentence that holds what a query looks for."""
    return [_hit(store, nr, query) for nr in numbers]


def _hit(store: Store, nr: int, query: Query) -> Hit:
    dream = store.dream_at(nr)
    title, words, waking = _word_marks(store, nr, dream, query)
    marks = joined([*words, *_pattern_marks(dream.text, query), *_code_marks(store, nr, query)])
    # What a collector wrote before the report is shown only where nothing of the report itself was looked for.
    head = len(dream.text) - len(dream.opening)
    told = [mark for mark in marks if mark.start >= head]
    if told or marks:
        excerpt = _richest(dream.text, told or marks)
    else:
        excerpt = sentence_around(dream.text, TextSpan(head, head))
    if told or not marks:
        excerpt = TextSpan(max(excerpt.start, head), max(excerpt.end, head))
    if marks or not waking:
        return Hit(dream, excerpt, _within(excerpt, marks), tuple(title))
    woken = _richest(dream.reflection, waking)
    return Hit(dream, excerpt, (), tuple(title), woken, _within(woken, waking))


def _richest(text: str, marks: Sequence[TextSpan]) -> TextSpan:
    """Return the sentence that holds the most different words of those that are marked, the first of several."""
    best, most = TextSpan(0, 0), 0
    for mark in marks[:_LOOKED_AT]:
        if mark.end <= best.end:
            continue
        excerpt = sentence_around(text, mark)
        held = {each.cut(text).lower() for each in marks if excerpt.start <= each.start < excerpt.end}
        if len(held) > most:
            best, most = excerpt, len(held)
    return best


def _within(excerpt: TextSpan, marks: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    return tuple(mark for mark in marks if excerpt.start <= mark.start and mark.end <= excerpt.end)


def _word_marks(store: Store, nr: int, dream: Dream, query: Query) -> Iterator[list[TextSpan]]:
    """Yield where the words of a query stand in the title of a dream, in its text, and in the reflection on waking."""
    if not query.match:
        yield from ([], [], [])
        return
    columns = ", ".join(f"highlight(dream_words, {place}, '{_OPEN}', '{_CLOSE}')" for place in range(3))
    sql = f"SELECT {columns} FROM dream_words WHERE dream_words MATCH ? AND rowid = ?"
    marked = next(store.rows(sql, (query.match, nr)), ("", "", ""))
    for text, told in zip((dream.title, dream.text, dream.reflection), marked, strict=True):
        yield _told_apart(text, told)


def _told_apart(text: str, marked: str) -> list[TextSpan]:
    """Return the stretches between marks, as offsets into the text without them."""
    # A text that holds NUL or our marks comes back changed: no mark is better than one at the wrong words.
    if _OPEN not in marked or marked.replace(_OPEN, "").replace(_CLOSE, "") != text:
        return []
    found = re.finditer(f"{_OPEN}(.*?){_CLOSE}", marked, re.DOTALL)
    # Two marks stood before each further piece.
    starts = [(piece.start() - 2 * place, piece[1]) for place, piece in enumerate(found)]
    return [TextSpan(start, start + len(piece)) for start, piece in starts]


def _pattern_marks(text: str, query: Query) -> Iterator[TextSpan]:
    for pattern in query.patterns:
        for found in re.finditer(pattern, text):
            if found.end() > found.start():
                yield TextSpan(*found.span())


def _code_marks(store: Store, nr: int, query: Query) -> Iterator[TextSpan]:
    for scale, pattern in query.codes:
        column = "notation" if " " in pattern else "symbol"
        # From the dream to its codes: the index by symbol would lead through those of all dreams.
        rows = store.rows(
            "SELECT evidence FROM reading r CROSS JOIN coding ON coding.reading = r.nr"
            f" WHERE r.dream = ? AND +scale = ? AND {column} GLOB ? AND {counts_having('coding.scale')} ORDER BY place",
            (nr, scale, pattern),
        )
        for (evidence,) in rows:
            yield from (TextSpan(start, end) for start, end in json.loads(evidence))


_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*\s|\n")


def sentence_around(text: str, mark: TextSpan) -> TextSpan:
    """Return the sentence of `text` around `mark`; of a very long one, the words near it."""
    low = max(0, mark.start - _MARGIN)
    start = low
    for end in _SENTENCE_END.finditer(text, low, mark.start):
        start = end.end()
    if start == low and low > 0:
        start = text.find(" ", low, mark.start) + 1 or low
    high = min(len(text), mark.end + _MARGIN)
    found = _SENTENCE_END.search(text, max(mark.end - 1, mark.start), high)
    stop = found.end() if found else high
    if not found and high < len(text):
        blank = text.rfind(" ", mark.end, high)
        stop = blank if blank > mark.end else high
    return _trimmed(text, start, stop)


def _trimmed(text: str, start: int, end: int) -> TextSpan:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return TextSpan(start, end)


def joined(spans: Sequence[TextSpan]) -> list[TextSpan]:
    """Return spans in order, those that touch or overlap joined into one.

    Examples
    --------
    >>> joined([TextSpan(4, 9), TextSpan(0, 5)])
    [TextSpan(start=0, end=9)]
    """
    result: list[TextSpan] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = TextSpan(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


@dataclass(frozen=True, slots=True)
class Likeness:
    """A dream that shares rare words with another.

    Parameters
    ----------
    key
        Which dream.
    similarity
        From 0 to 1: the share of the other's rarity-weighted words that it holds too.
    shared
        The words that both hold, the rarest first.
    """

    key: DreamKey
    similarity: float
    shared: tuple[str, ...] = field(repr=False)


_TERM: Final = re.compile(r"[^\W\d_]{3,}")
_TERMS: Final = 24


def like(store: Store, text: str, *, limit: int = 10, leave_out: DreamKey | None = None) -> list[Likeness]:
    """Return the dreams that share the rarest words with a text, the likest first.

    Words are weighted by inverse document frequency, ln(dreams / dreams that
    hold the word); the 24 rarest that any other dream holds are looked for.

    Parameters
    ----------
    store
        Where to look.
    text
        What the dreams should be like. Without words that others use, nothing is like it.
    limit
        At most so many.
    leave_out
        The dream that the text is of.
    """
    # The index holds the words of the trash too, so they count on both sides.
    total = max(1, next(store.rows("SELECT count(*) FROM dream"))[0])
    # The dream that the text is of holds all its words itself.
    own = 0 if leave_out is None else 1
    weights: dict[str, float] = {}
    for word in {found.group().lower() for found in _TERM.finditer(text)}:
        holders = next(
            store.rows(
                "SELECT count(*) FROM (SELECT 1 FROM dream_words WHERE dream_words MATCH ? LIMIT ?)",
                (f'"{word}"', total // 4 + 2),
            )
        )[0]
        if own < holders <= max(2, total // 4) and holders < total:
            weights[word] = math.log(total / holders)
    rarest = sorted(weights, key=lambda word: (-weights[word], word))[:_TERMS]
    whole = sum(weights[word] for word in rarest) or 1.0
    held: dict[int, list[str]] = {}
    for word in rarest:
        for (nr,) in store.rows("SELECT rowid FROM dream_words WHERE dream_words MATCH ?", (f'"{word}"',)):
            held.setdefault(nr, []).append(word)
    by_weight = sorted(held, key=lambda nr: (-sum(weights[word] for word in held[nr]), nr))
    likenesses: list[Likeness] = []
    for nr in by_weight:
        key = store.key_at(nr)
        if key is None or key == leave_out:
            continue
        likenesses.append(Likeness(key, sum(weights[word] for word in held[nr]) / whole, tuple(held[nr])))
        if len(likenesses) == limit:
            break
    return likenesses
