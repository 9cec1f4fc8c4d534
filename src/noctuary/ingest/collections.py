"""DreamBank's collections: which are sets, who dreamt, what was coded, and what the heads of reports say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from noctuary.dates import parse_date
from noctuary.dream import PartialDate, SeriesKind, read_head
from noctuary.scheme import Scale

_DATA: Final[dict[str, Any]] = tomllib.loads(
    files("noctuary.ingest").joinpath("data/dreambank.toml").read_text(encoding="utf-8")
)
_AGE = re.compile(
    r"\bage (\d{1,2}(?:-\d{1,2})?)"  # (F, age 17), (Code 123, Age 45, 3/4/98), ([age 12-13])
    r"|\((\d{1,2})\)\)$"  # (2003-03-15 (12))
    r"|^\((\d{1,2})/(?:fe)?male\)$"  # (18/female)
    r"|\((\d{1,2})/[mw]\)\)$",  # (Vp:A00/T:07 (31/w))
    re.IGNORECASE,
)
_CODE = re.compile(r"\(Code (\w+)")
# Notes of which it is known that they hold no date.
_DATELESS = re.compile(
    r"\(?\s*(?:n/a|[?*/\-.\s]*|\d+/(?:fe)?male|[FM]-[A-Z]-[A-Z]-[\d/\-]+)\s*\)?", re.IGNORECASE
)


def kind_of(collection: str) -> SeriesKind:
    """Return whether a collection is a set, as far as is known."""
    return SeriesKind.SET if collection in _DATA["sets"] else SeriesKind.SERIES


def scales_of(collection: str) -> tuple[Scale, ...]:
    """Return the scales that the hand codings of a collection cover."""
    coded: dict[str, list[str]] = _DATA["coded"]
    return tuple(map(Scale, coded.get(collection, coded["others"])))


def dreamer_of(collection: str, number: str, note: str) -> str | None:
    """Return who in a set dreamt, by the number of the dream or the note in its head; ``None`` where neither says."""
    rule = _DATA["sets"].get(collection)
    if rule == "id":
        return f"{collection}:{number.partition('-')[0]}"
    if rule == "code" and (found := _CODE.match(note)):
        return f"{collection}:{found[1]}"
    return None


def age_in(note: str) -> str:
    """Return the dreamer's age that a note holds, in years as written; empty where it holds none.

    Examples
    --------
    >>> age_in("(Code 7, Age 31, 4/30/98)")
    '31'
    """
    found = _AGE.search(note)
    return next(filter(None, found.groups()), "") if found else ""


def date_in(
    note: str, *, years: tuple[int, int] | None = None, year_day_month: bool = False
) -> PartialDate | None:
    """Return the date that a note holds, alone or after a person's code and age."""
    if date := parse_date(note, years=years, year_day_month=year_day_month):
        return date
    last = note.strip("()[] ").rpartition(", ")[2]
    date = parse_date(last, years=years)
    return PartialDate(date.year, date.month, date.day, note) if date else None


def says_no_date(note: str) -> bool:
    """Whether a note is known to stand for something else than a date, or for none."""
    return _DATELESS.fullmatch(note) is not None


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """What the head of a report says of it. The text itself keeps its head."""

    date: PartialDate | None
    title: str
    metadata: dict[str, str]


def facts_of(
    text: str, note: str = "", *, years: tuple[int, int] | None = None, collection: str = ""
) -> HeadFacts:
    """Return the date, title and age that stand before a report, and the note as written.

    Parameters
    ----------
    text
        The report with its head.
    note
        The head's note, where it stands beside the text instead.
    years
        First and last year of the series, for two-digit years.
    collection
        Whose dates they are: a few collections write the day before the month.

    Examples
    --------
    >>> facts_of("(F, age 17) I flew.").metadata
    {'head': '(F, age 17)', 'age': '17'}
    """
    head = read_head(text)
    notes = (note.strip(), head.note, head.further)
    date, metadata = _facts_of_notes(notes, years, collection in _DATA["year_day_month"])
    return HeadFacts(date, head.title, dict(metadata))


# The dreams of one night, and of series that are parts of others, have the same notes.
@lru_cache(maxsize=8192)
def _facts_of_notes(
    notes: tuple[str, ...],
    years: tuple[int, int] | None,
    year_day_month: bool,  # noqa: FBT001
) -> tuple[PartialDate | None, Mapping[str, str]]:
    # A column may repeat the head's note, or say nothing (n/a) where the head does.
    written = tuple(dict.fromkeys(filter(None, notes)))
    told = (note for note in written if not says_no_date(note))
    dates = (date_in(note, years=years, year_day_month=year_day_month) for note in told)
    named = (("head", " ".join(written)), ("age", next(filter(None, map(age_in, written)), "")))
    return next(filter(None, dates), None), {name: value for name, value in named if value}
