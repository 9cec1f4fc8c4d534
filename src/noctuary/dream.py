"""Dreams and what surrounds them, as frozen values: text as written, dates as far as they are known."""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_date
from datetime import time as clock_time
from enum import StrEnum
from typing import NamedTuple


class TextSpan(NamedTuple):
    """A stretch of a dream's text: half-open, counted in characters of the text as written.

    Examples
    --------
    >>> TextSpan(2, 7).cut("a black dog")
    'black'
    """

    start: int
    end: int

    def cut(self, text: str) -> str:
        """Return the words of `text` that the span covers."""
        return text[self.start : self.end]


class DreamKey(NamedTuple):
    """What names a dream within a library: its series and its id there. Ids are text (``0003``, ``111a``)."""

    series: str
    id: str

    def __str__(self) -> str:
        return f"{self.series}/{self.id}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which any part may be unknown, with what was written.

    Parameters
    ----------
    year, month, day
        ``None`` where unknown. A day may be known without a month, and either without a year.
    written
        The date as its source gave it; empty when it was given in parts.

    Raises
    ------
    ValueError
        If a known part is out of range (year 1-9999, month 1-12, day within the month).

    Examples
    --------
    >>> str(PartialDate(1968, 6, written="(06/??/68)"))
    '1968-06'
    >>> PartialDate(1985, 2, 29)
    Traceback (most recent call last):
    ...
    ValueError: 1985-02 has no day 29
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    written: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.year is not None and not 1 <= self.year <= 9999:
            raise ValueError(f"year {self.year} is not within 1 to 9999")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is not within 1 to 12")
        if self.day is not None:
            # Without a year, February may have 29 days; without a month, any month may have 31.
            last = monthrange(self.year or 2000, self.month)[1] if self.month else 31
            if not 1 <= self.day <= last:
                place = f"{self.year or '????'}-{self.month or 0:02}"
                raise ValueError(f"{place} has no day {self.day}")
        check_text("date", self.written)

    @classmethod
    def of(cls, date: calendar_date, written: str = "") -> PartialDate:
        """Return the full date `date`."""
        return cls(date.year, date.month, date.day, written)

    @property
    def full(self) -> calendar_date | None:
        """The calendar date, or ``None`` while a part is unknown."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return calendar_date(self.year, self.month, self.day)

    @property
    def sort_key(self) -> str:
        """``YYYY-MM-DD`` with zeros for what is unknown: unknown parts sort first."""
        return f"{self.year or 0:04}-{self.month or 0:02}-{self.day or 0:02}"

    def __str__(self) -> str:
        """Return the known parts in ISO form, ``?`` for unknown parts before known ones."""
        parts = [
            f"{self.year:04}" if self.year is not None else "????",
            f"{self.month:02}" if self.month is not None else "??",
            f"{self.day:02}" if self.day is not None else "??",
        ]
        while parts and parts[-1].startswith("?"):
            parts.pop()
        return "-".join(parts)


class Sex(StrEnum):
    """A dreamer's sex, as far as the norms distinguish it."""

    FEMALE = "female"
    MALE = "male"


class Lucidity(StrEnum):
    """Whether the dreamer knew, within the dream, that it was one."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


def check_text(name: str, *texts: str) -> None:
    """Refuse half a surrogate pair: it has no UTF-8 form, so no file could hold it without changing it.

    Raises
    ------
    ValueError
        If one of `texts` holds one; the message calls them `name`.
    """
    for text in texts:
        if text.isascii():
            continue
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ValueError(f"the {name} holds half a surrogate pair at character {error.start}") from None


_BREAK = re.compile(r"[\n\r\t\0]")


def check_id(what: str, value: str) -> None:
    """Refuse what can name nothing.

    Raises
    ------
    ValueError
        If `value` is empty, begins or ends with a blank, or holds a line break, a tab, NUL or half a surrogate pair.

    Examples
    --------
    >>> check_id("series", " mine")
    Traceback (most recent call last):
    ...
    ValueError: a series id must hold text without outer blanks or line breaks
    """
    check_text(f"{what} id", value)
    if not value or value != value.strip() or _BREAK.search(value):
        raise ValueError(f"a {what} id must hold text without outer blanks or line breaks")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Dream:
    """One dream report with what is known of it.

    Parameters
    ----------
    id
        The source's own id, as text; unique within its series.
    text
        The report, verbatim. It is never altered, not by a blank.
    series
        The id of the series that the dream belongs to.
    date, time
        The night, as far as known, and the hour of waking or telling.
    title, tags, reflection
        The dreamer's own title, labels, and what she thought of it when awake.
    lucidity
        ``None`` where nobody said.
    ratings
        The dreamer's own ratings of feeling, by the names and on the scale that she used.
    dreamer
        Whose dream it is, where a set holds several dreamers; else the dreamer of the series.
    metadata
        Whatever else the source said, as text by name.

    Raises
    ------
    ValueError
        If an id is empty, or a text holds half a surrogate pair and so could not be kept.

    Notes
    -----
    Treat `ratings` and `metadata` as read-only. The `repr` shows no word of the dream.

    Examples
    --------
    >>> Dream(id="0003", text="I was flying over the harbour.", series="mine")
    Dream(mine/0003, 30 characters)
    """

    id: str
    text: str
    series: str = "journal"
    date: PartialDate | None = None
    time: clock_time | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    lucidity: Lucidity | None = None
    ratings: Mapping[str, float] = field(default_factory=dict, hash=False)
    reflection: str = ""
    dreamer: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_id("dream", self.id)
        check_id("series", self.series)
        if self.dreamer is not None:
            check_id("dreamer", self.dreamer)
        check_text("text", self.text)
        check_text("title", self.title)
        check_text("reflection", self.reflection)
        check_text("tags", *self.tags)
        check_text("ratings", *self.ratings)
        check_text("metadata", *self.metadata, *self.metadata.values())

    @property
    def key(self) -> DreamKey:
        """Series and id."""
        return DreamKey(self.series, self.id)

    @property
    def text_sha256(self) -> str:
        """The hash of the text as written: ties a reading to the very text that was read."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def opening(self) -> str:
        """The text from its first words on, without the head that a collector put before it."""
        return self.text[collector_head(self.text) :]

    def __repr__(self) -> str:
        date = f", {self.date}" if self.date else ""
        return f"Dream({self.key}{date}, {len(self.text)} characters)"


# What collectors write in the brackets before a report, part by part.
_ASIDE = r"\s*(?:\([^()\[\]]{1,16}\)|\[[^()\[\]]{1,16}\])"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_NOTED_DATE = rf"""(?:
    # 06/??/68, 1950s, 2/13/86?, 1999/2000, * and --/--/--; a lone number is no date: (1) opens a list
    (?:c\.\s*)?(?=[\d.]*[/\-?*]|\d{{4}}(?!\d)|\d+\.\d)[\d?*\-][\d?*\-/.]{{0,9}}s?\??
  | {_MONTH}\s(?:\d{{1,2}},?\s)?\d{{4}}           # November 12, 1999
  | {_MONTH},\s\d{{4}}
)(?:{_ASIDE}){{0,2}}"""  # (15), (#3), [?], (Off-Campus)
_NOTED_AGE = r"age\s[\d?]{1,3}(?:-\d{1,3})?"
_NOTED_PERSON = rf"""(?:
    code\s\w{{1,6}}(?:,\s{_NOTED_AGE})?
  | [fm],\s{_NOTED_AGE}                           # F, age 17
  | {_NOTED_AGE}
  | \d{{1,2}}(?:st|nd|rd|th)\sgrader(?:,\sundated)?
)(?:,\s{_NOTED_DATE})?"""
_HEAD = re.compile(
    rf"""\s*(?:\#(?P<number>(?=\S*\d)[\w.\-]+)\s+)?    # '#101-01'
        (?:(?P<note>\(\s*(?:
            {_NOTED_DATE}
          | {_NOTED_PERSON}
          | \[{_NOTED_AGE}\]
          | \d{{1,3}}/(?:fe)?male                    # 18/female
          | [FM]-[A-Z]-[A-Z]-\d[\d/\-]*             # F-A-T-19/27
          | Vp:\w+/T:\w+\s\(\d{{1,3}}/[mw]\)         # the German collections
          | HS | Dorms | Off-Campus | Post-Grad
          | n/a
        )\s*\))\s*)?
        (?P<further>\[(?:{_NOTED_DATE}|{_NOTED_AGE}|\d(?:st|nd|rd|th)\sdream)\]\s*)?
        (?:\[\"(?P<title>[^\"\]]{{0,200}})\"\]\s*)?      # ["Outlaws Hiding"]
    """,
    re.VERBOSE | re.IGNORECASE,
)


class CollectorHead(NamedTuple):
    """What collectors put before a report: its number, a note in brackets, a title, and where all that ends.

    The note holds a date, an age or the code of a person, brackets and all. Parts that are absent are empty.
    """

    number: str = ""
    note: str = ""
    further: str = ""
    title: str = ""
    end: int = 0


def read_head(text: str) -> CollectorHead:
    """Take the head of a report apart.

    Examples
    --------
    >>> read_head('#7-01 (4/30/98) ["A ladder"] I climbed.')
    CollectorHead(number='7-01', note='(4/30/98)', further='', title='A ladder', end=29)
    >>> read_head("(Later I woke.) I was at home.")
    CollectorHead(number='', note='', further='', title='', end=0)
    """
    found = _HEAD.match(text)
    if found is None or not found.group().strip():
        return CollectorHead()
    number, note, further, title = (part.strip() for part in found.groups(""))
    return CollectorHead(number, note, further, title, found.end())


def collector_head(text: str) -> int:
    """Return where the report proper begins: behind the number, date, code or title that collectors put first.

    Examples
    --------
    >>> text = "(2003-03-15 (12)) I went to a new house."
    >>> text[collector_head(text):]
    'I went to a new house.'
    >>> collector_head("I was at home (1990).")
    0
    """
    return read_head(text).end


@dataclass(frozen=True, slots=True)
class Dreamer:
    """Who dreams: an id, a sex where known, and free metadata."""

    id: str
    sex: Sex | None = None
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_id("dreamer", self.id)
        check_text("metadata", *self.metadata, *self.metadata.values())


class SeriesKind(StrEnum):
    """A series holds the dreams of one dreamer, a set some dreams each of many."""

    SERIES = "series"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Series:
    """The dreams of one dreamer, or a set of dreams of many.

    Parameters
    ----------
    id
        Its short name; unique in the library.
    name, description
        For people.
    kind
        One dreamer, or many.
    sex
        Of the dreamer, or of all dreamers of a set; ``None`` where unknown or mixed.
    dreamer
        The id of the dreamer; ``None`` for a set.
    metadata
        Whatever else the source said, as text by name.
    """

    id: str
    name: str = ""
    kind: SeriesKind = SeriesKind.SERIES
    sex: Sex | None = None
    dreamer: str | None = None
    description: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_id("series", self.id)
        if self.dreamer is not None:
            check_id("dreamer", self.dreamer)
        check_text("name and description", self.name, self.description)
        check_text("metadata", *self.metadata, *self.metadata.values())


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a series: several dreams, one, or none.

    A night of which no dream was recalled is a record too, because the share
    of such nights says how good recall was.

    Parameters
    ----------
    series, date
        Which night.
    dreams
        The ids of its dreams, in the order of the library; empty for a night without recall.
    note
        What was noted of the night itself.
    """

    series: str
    date: PartialDate
    dreams: tuple[str, ...] = ()
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        check_id("series", self.series)
        check_text("note", self.note)
        for dream in self.dreams:
            check_id("dream", dream)

    @property
    def recalled(self) -> bool:
        """Whether any dream of the night was recalled."""
        return bool(self.dreams)


_NOT_A_WORD = re.compile(r"[\W_]+")
_ASCII_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}


def words_hash(text: str) -> str:
    """Return a hash that two texts share when they differ in case, blanks and punctuation alone.

    Examples
    --------
    >>> words_hash("I flew!") == words_hash("i  flew")
    True
    """
    lower = text.lower()
    # Most texts are plain ASCII, where translating is ten times as fast.
    words = lower.translate(_ASCII_SIGNS) if lower.isascii() else _NOT_A_WORD.sub("", lower)
    return hashlib.sha256((words or text).encode()).hexdigest()


def word_count(text: str) -> int:
    """Return the number of words: runs of signs between blanks, as DreamBank counts them.

    Examples
    --------
    >>> word_count("Grandma's half-open door (twice).")
    4
    """
    return len(text.split())
