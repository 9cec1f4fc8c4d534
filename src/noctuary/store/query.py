"""The search language: words, phrases, prefixes, patterns and facets, turned into SQL conditions.

======================== =====================================================
``river``                the word, whatever its case or accents
``"old house"``          the phrase; a quotation mark in it is written twice
``librar*``              words that begin so
``/colou?r/``            a regular expression (Python's), on the text as written
``cat OR dog``           either
``-snake``               not; works before facets as well
``series:norms-f``       the series; ``*`` stands for anything
``tag:flying``           the tag
``id:0042``              the dream's own id
``lucid:yes``            ``yes``, ``no`` or ``partial``
``date:1985-03``         a year, month or day; ``1985..1990`` a span of them
``after:`` ``before:``   from that date on; until before it
``character:1MKA``       a code of the reading that counts on its scale; ``*`` and ``?`` stand for letters
``emotion:"AP D"``       a whole code, with who holds it
======================== =====================================================
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from noctuary.dates import parse_date
from noctuary.dream import PartialDate
from noctuary.errors import QueryError
from noctuary.scheme.symbols import SEARCH_NAMES


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL about the dream row ``d``, and its values.

    Parameters
    ----------
    sql
        What must hold; of codes, that the dream is among all that have such a one.
    values
        Its values, in order.
    each
        The same with the same values, asked of one dream by itself: faster where few dreams are asked, and slower
        where all are. Empty where there is no difference.
    within
        For a code, what yields the dreams that have it, those in the trash too; empty for all else.
    some
        For a code, what counts how often it was found, with the same values and then the number to stop at; empty for
        all else.
    """

    sql: str
    values: tuple[str | int, ...] = ()
    each: str = ""
    within: str = ""
    some: str = ""

    def negated(self) -> Condition:
        """Return that the dream is none of those."""
        each = f"NOT ({self.each})" if self.each else ""
        return Condition(f"NOT ({self.sql})", self.values, each)


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood.

    Parameters
    ----------
    match
        What the word index is asked, in FTS5's own language; empty when no word is wanted.
    conditions
        What else must hold.
    patterns
        Regular expressions to be found in the text.
    codes
        Scale and pattern of each code that is wanted, for showing the words behind it.
    """

    match: str = ""
    conditions: tuple[Condition, ...] = ()
    patterns: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()


#: What a search is made of, piece by piece.
PIECE: Final = re.compile(
    r"""(?P<minus>-)?
        (?:(?P<facet>[a-z_]+):(?=\S))?
        (?: "(?P<phrase>(?:[^"]|"")*)" | /(?P<pattern>(?:\\.|[^/\\])+)/(?=\s|$) | (?P<word>[^\s"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)
_HAS_WORD = re.compile(r"[^\W_]")
_STRAY = re.compile(r"[\ud800-\udfff]")
# SQLite takes expressions of a thousand levels, and nobody types so much.
_MOST: Final = 200


def parse_query(query: str) -> Query:
    """Understand a search.

    Parameters
    ----------
    query
        In the language of this module's head; empty finds every dream.

    Raises
    ------
    QueryError
        If a facet is unknown or its value makes no sense, a quotation is not closed, or a pattern is none.

    Examples
    --------
    >>> parse_query('librar* "old friend" -snake').match
    '"librar"* AND "old friend"'
    """
    if not query.isascii() and _STRAY.search(query):
        raise QueryError("The search holds signs that are no text.", "Type it anew.")
    if query.count('"') % 2:
        raise QueryError("A quotation mark in the search is not closed.", 'Close it: "old house".')
    groups: list[list[str]] = []
    conditions: list[Condition] = []
    patterns: list[str] = []
    codes: list[tuple[str, str]] = []
    either = False
    # SQLite ends a search at NUL; a dream that holds one is found by the words around it.
    pieces = list(PIECE.finditer(query.replace("\0", " ")))
    if len(pieces) > _MOST:
        raise QueryError(
            f"The search holds {len(pieces)} words and conditions; {_MOST} are the most.",
            "Keep the rarest, or find what is like a text with `noctuary like -`.",
        )
    for piece in pieces:
        if piece["word"] == "OR" and not piece["facet"] and not piece["minus"]:
            either = bool(groups)
            continue
        facet = (piece["facet"] or "").lower()
        value = next(part for part in (piece["phrase"], piece["pattern"], piece["word"]) if part is not None)
        if piece["phrase"]:
            value = value.replace('""', '"')
        if facet and piece["pattern"]:
            raise QueryError(
                f"{facet}: takes no /pattern/.", "Patterns stand alone and look through the text."
            )
        if facet:
            condition = _facet(facet, value)
            if facet in SEARCH_NAMES and not piece["minus"]:
                codes.append((SEARCH_NAMES[facet].value, _code_pattern(value)))
        elif piece["pattern"]:
            condition = Condition("d.text REGEXP ?", (_checked(value),))
            if not piece["minus"]:
                patterns.append(value)
        else:
            term = _term(value, prefix=piece["word"] is not None)
            if piece["minus"]:
                condition = Condition(
                    "d.nr IN (SELECT rowid FROM dream_words WHERE dream_words MATCH ?)", (term,)
                )
            elif either:
                groups[-1].append(term)
                either = False
                continue
            else:
                groups.append([term])
                continue
        if piece["minus"]:
            condition = condition.negated()
        conditions.append(condition)
    match = " AND ".join(group[0] if len(group) == 1 else f"({' OR '.join(group)})" for group in groups)
    return Query(match, tuple(conditions), tuple(patterns), tuple(codes))


def quoted(value: str) -> str:
    """Return a value as a search takes it, whatever blanks and quotation marks it holds.

    Examples
    --------
    >>> print(quoted('my "big" dreams'))
    "my ""big"" dreams"
    """
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def _term(value: str, *, prefix: bool) -> str:
    if not _HAS_WORD.search(value):
        raise QueryError(
            f"{value[:20]!r} holds no word to look for.", "Search signs with a pattern: /\\?\\?/."
        )
    star = prefix and value.endswith("*")
    bare = value.rstrip("*") if star else value
    return f'"{bare.replace(chr(34), chr(34) * 2)}"{"*" if star else ""}'


def _checked(pattern: str) -> str:
    try:
        with warnings.catch_warnings():
            # What Python may one day read otherwise is no news to who searches.
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryError(
            f"/{pattern[:40]}/ is no regular expression: {error}.", "See Python's `re`."
        ) from None
    return pattern


def _glob(column: str, value: str) -> Condition:
    # [ and ? are signs of GLOB too; nobody means that in an id.
    return (
        Condition(f"{column} GLOB ?", (re.sub(r"[\[?]", r"[\g<0>]", value),))
        if "*" in value
        else Condition(f"{column} = ?", (value,))
    )


def _series(value: str) -> Condition:
    inner = _glob("id", value)
    those = f"SELECT nr FROM series WHERE {inner.sql}"
    # The dreams of one stand in an index in order of date; 0 is the number of none.
    return Condition(
        f"d.series IN ({those})" if "*" in value else f"d.series = ifnull(({those}), 0)", inner.values
    )


def _tag(value: str) -> Condition:
    inner = _glob("name", value)
    return Condition(f"d.nr IN (SELECT dream FROM tag WHERE {inner.sql})", inner.values)


_LUCIDITY: Final = {"yes": "full", "no": "none", "full": "full", "none": "none", "partial": "partial"}


def _lucid(value: str) -> Condition:
    if value.lower() not in _LUCIDITY:
        raise QueryError(f"lucid:{value[:20]} is not known.", "Known: yes, no, partial.")
    return Condition("d.lucidity = ?", (_LUCIDITY[value.lower()],))


def _date(value: str) -> Condition:
    first, dots, last = value.partition("..")
    low = _day(first).sort_key if first else ""
    high = _last_key(_day(last if dots else first)) if (last or not dots) else "9999-99-99"
    return Condition("d.date_sort BETWEEN ? AND ?", (low or "0001-00-00", high))


def _after(value: str) -> Condition:
    return Condition("d.date_sort >= ?", (_day(value).sort_key,))


def _before(value: str) -> Condition:
    return Condition("d.date_sort > '0001' AND d.date_sort < ?", (_day(value).sort_key,))


def _day(value: str) -> PartialDate:
    date = parse_date(value)
    if date is None or date.year is None:
        raise QueryError(
            f"{value[:20]!r} is no date to search by.", "Write 1985, 1985-03, 1985-03-12 or 1985..1990."
        )
    return date


def _last_key(date: PartialDate) -> str:
    """Return the greatest sort key that lies within a partial date."""
    return f"{date.year or 0:04}-{date.month or 99:02}-{date.day or 99:02}"


def _code_pattern(value: str) -> str:
    return " ".join(value.upper().split())


def _code(scale: str, value: str) -> Condition:
    pattern = _code_pattern(value)
    column = "c.notation" if " " in pattern else "c.symbol"
    # A star alone is "anything"; as the last sign of a code it would be the direction of an act on oneself.
    comparison = f"{column} GLOB ?" if "*" in pattern or "?" in pattern else f"{column} = ?"
    # The index by symbol leads to a whole one within a reading; for all else it would lead through all readings.
    of_scale = "c.scale = ?" if comparison == "c.symbol = ?" else "+c.scale = ?"
    # Each reading once: what makes a reading count is asked of it, and a dream holds many a code several times.
    within = (
        f"SELECT r.dream FROM (SELECT DISTINCT scale, reading FROM coding AS c WHERE scale = ? AND {comparison}) AS held"
        f" JOIN reading r ON r.nr = held.reading WHERE {counts_having('held.scale')}"
    )
    return Condition(
        f"d.nr IN ({within})",
        (scale, pattern),
        within=within,
        each="EXISTS (SELECT 1 FROM reading r CROSS JOIN coding AS c ON c.reading = r.nr"
        f" WHERE r.dream = d.nr AND {of_scale} AND {comparison} AND {counts_having('c.scale')})",
        some=f"SELECT count(*) FROM (SELECT 1 FROM coding AS c WHERE scale = ? AND {comparison} LIMIT ?)",
    )


def counts_on(scale: str) -> str:
    """Return the SQL for: reading `r` counts on a scale. Of those that coded it, a person's does, then the latest."""
    return f"({_coded('r', scale)} AND {counts_having(scale)})"


def counts_having(scale: str) -> str:
    """Return the SQL for what :func:`counts_on` says, of a reading `r` that has a code on the scale."""
    # Most dreams have one reading, which is found out ten times as fast as which of several counts.
    return (
        "(r.dream NOT IN (SELECT dream FROM read_again)"
        " OR r.nr = (SELECT other.nr FROM reading AS other JOIN reader AS whose ON whose.nr = other.reader"
        f" WHERE other.dream = r.dream AND {_coded('other', scale)}"
        " ORDER BY whose.kind = 'person' DESC, other.made_at DESC, other.nr DESC LIMIT 1))"
    )


def _coded(reading: str, scale: str) -> str:
    return f"instr(' ' || {reading}.scales || ' ', ' ' || {scale} || ' ')"


_FACETS: Final[dict[str, Callable[[str], Condition]]] = {
    "series": _series,
    "tag": _tag,
    "id": lambda value: _glob("d.id", value),
    "lucid": _lucid,
    "date": _date,
    "after": _after,
    "before": _before,
}


def _facet(name: str, value: str) -> Condition:
    if name in SEARCH_NAMES:
        return _code(SEARCH_NAMES[name].value, value)
    if name not in _FACETS:
        known = ", ".join([*_FACETS, *SEARCH_NAMES])
        raise QueryError(
            f"{name}: is no facet.", f"Known: {known}. To search the words themselves, quote them."
        )
    return _FACETS[name](value)
