"""Searches as they are written: what stands in one, and how a condition is put in or taken out again.

So that whoever narrows a search by a click sees what they would have typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from noctuary.scheme.symbols import SEARCH_NAMES
from noctuary.store.query import PIECE, quoted

#: A dream has one of each: a second condition takes the place of the first.
SINGLE: Final = frozenset({"series", "lucid", "date"})

_BARE: Final = re.compile(r'[^\s"/][^\s"]*')
_OTHER_NAMES: Final = {"full": "yes", "none": "no"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a search.

    Parameters
    ----------
    written
        As it stands there.
    facet
        In lower case; empty for words, phrases and patterns.
    value
        What is looked for, without quotation marks.
    negated
        Whether it must be absent.
    is_pattern
        Whether it is a regular expression.
    """

    written: str
    facet: str
    value: str
    negated: bool
    is_pattern: bool = False


def parts_of(query: str) -> Iterator[Part]:
    """Yield the pieces of a search, in order.

    Examples
    --------
    >>> [part.value for part in parts_of('boat -tag:"old house" emotion:AP')]
    ['boat', 'old house', 'AP']
    """
    for piece in PIECE.finditer(query):
        phrase = piece["phrase"]
        value = phrase.replace('""', '"') if phrase is not None else piece["pattern"] or piece["word"]
        facet = (piece["facet"] or "").lower()
        yield Part(piece.group(), facet, value, bool(piece["minus"]), piece["pattern"] is not None)


def values_of(query: str, facet: str) -> list[str]:
    """Return the values that a search asks of a facet, each as it is compared; what must be absent is none.

    Examples
    --------
    >>> values_of("emotion:ap -emotion:HA", "emotion")
    ['AP']
    """
    return [_plain(facet, part.value) for part in parts_of(query) if part.facet == facet and not part.negated]


def words_of(query: str) -> str:
    """Return the words and phrases of a search alone, as a text.

    Examples
    --------
    >>> words_of('librar* "old house" OR series:journal -snake /x+/')
    'librar old house'
    """
    wanted = (
        part.value.rstrip("*")
        for part in parts_of(query)
        if not (part.facet or part.negated or part.is_pattern) and part.written != "OR"
    )
    return " ".join(wanted)


def narrowing_of(query: str) -> str:
    """Return a search without its words and phrases: its conditions alone.

    Examples
    --------
    >>> narrowing_of('library "old house" OR series:journal -snake')
    'series:journal -snake'
    """
    return " ".join(part.written for part in parts_of(query) if part.facet or part.negated or part.is_pattern)


def pressed(query: str, facet: str, value: str) -> str:
    """Return a search with a condition put in, or taken out if it stands there.

    Parameters
    ----------
    query
        As it is written.
    facet
        By which name.
    value
        What is asked; empty takes out whatever is asked of this facet.

    Examples
    --------
    >>> pressed("boat", "emotion", "AP")
    'boat emotion:AP'
    >>> pressed("boat emotion:ap", "emotion", "AP")
    'boat'
    >>> pressed("series:journal boat", "series", "my dreams")
    'boat series:"my dreams"'
    """
    wanted = _plain(facet, value)
    if not value or wanted in values_of(query, facet):
        return _without(query, facet, wanted)
    kept = _without(query, facet, "") if facet in SINGLE else query.strip()
    condition = f"{facet}:{value if _BARE.fullmatch(value) else quoted(value)}"
    return f"{kept} {condition}".lstrip()


def _without(query: str, facet: str, value: str) -> str:
    """Return a search without what it asks of a facet: all of it, or one value."""
    return " ".join(
        part.written
        for part in parts_of(query)
        if part.facet != facet or part.negated or value not in ("", _plain(facet, part.value))
    )


def _plain(facet: str, value: str) -> str:
    if facet in SEARCH_NAMES:
        return " ".join(value.upper().split())
    return _OTHER_NAMES.get(value.lower(), value.lower()) if facet == "lucid" else value
