"""Dates as people and collections write them, read as far as they are known."""

from __future__ import annotations

import re
from typing import Final

from noctuary.dream import PartialDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_UNKNOWN = r"\?{1,4}|-{1,4}|\*{1,4}|[xX]{2,4}"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}|\d{{3}}\?|[?*xX-]{{4}})[-/.](?P<month>\d{{1,2}}|{_UNKNOWN})(?:[-/.](?P<day>\d{{1,2}}|{_UNKNOWN}))?"
    r"(?:[T ]\d{1,2}:\d\d.*)?"
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}}|{_UNKNOWN})[/.](?:(?P<second>\d{{1,2}}|{_UNKNOWN})[/.])?(?P<year>\d{{4}}|\d{{2}}|\d\?|{_UNKNOWN})"
)
_YEAR_ALONE = re.compile(r"(?:c\.?\s*)?(?P<year>\d{4})")
# A decade (1950s, 199?-??-??) or two years (1999/2000) are worth keeping as written, though no year is known.
_ABOUT = re.compile(rf"\d{{4}}'?s|\d{{3}}\?(?:[-/.](?:{_UNKNOWN})){{0,2}}|\d{{4}}\s?[/-]\s?\d{{4}}")
_IN_WORDS = re.compile(
    r"(?:[a-z]+day,?\s+|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month>[a-z]+)\.?|(?P<month2>[a-z]+)\.?(?:\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)?)"
    r",?\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
# No date is longer, with all that is noted beside it; looking for one in a whole text would take long.
_LONGEST: Final = 1000
_BRACKETS = {"(": ")", "[": "]"}
# What stands in brackets behind a date: an age (15), a doubt [?], a number (#3), a word.
_ASIDE = re.compile(r"\s*(?:\([^()\[\]]*\)|\[[^()\[\]]*\])$")


#: The months by their names, January first.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def date_in_words(date: PartialDate) -> str:
    """Return a date as it is read aloud, as far as it is known; as it was written, where no part of it is.

    Examples
    --------
    >>> date_in_words(PartialDate(1998, 5, 3)), date_in_words(PartialDate(1998, 5)), date_in_words(PartialDate(1998))
    ('3 May 1998', 'May 1998', '1998')
    """
    month = MONTHS[date.month - 1] if date.month else ""
    # A day without its month tells nothing.
    day = str(date.day) if date.day and month else ""
    return " ".join(filter(None, (day, month, str(date.year) if date.year else ""))) or date.written


def parse_date(
    written: str,
    *,
    years: tuple[int, int] | None = None,
    day_first: bool = False,
    year_day_month: bool = False,
) -> PartialDate | None:
    """Read a date, however partial.

    Parameters
    ----------
    written
        As the source gives it, brackets and all: ``(06/??/68)``, ``1985?``, ``1950s``, ``(2007-01-22 (15))``
        (what stands in brackets behind it is an age or a note), ``3 May 1998``. It is kept in the result.
    years
        First and last year of the series: settles the century of a two-digit year. Without it, 69 to 99 are
        taken for 1969 to 1999 and 00 to 68 for 2000 to 2068, as POSIX does.
    day_first
        Whether ``3/5/98`` is the third of May. DreamBank writes the month first.
    year_day_month
        Whether ``1998-03-05`` is the third of May. A few writers do so.

    Returns
    -------
    PartialDate or None
        ``None`` when it holds no date (``n/a``, ``(18/female)``), or one that the calendar does not have.
        A decade (``1950s``) and a span (``1999/2000``) have no known year.

    Examples
    --------
    >>> parse_date("(8/11/67)", years=(1960, 1997))
    PartialDate(year=1967, month=8, day=11)
    >>> str(parse_date("(10/--/23)", years=(1912, 1965)))
    '1923-10'
    >>> parse_date("(18/female)") is None
    True
    """
    if len(written) > _LONGEST:
        return None
    bare = _bare(written)
    if _ABOUT.fullmatch(bare):
        return PartialDate(written=written)
    bare = bare.removesuffix("?").strip()
    year: int | None
    if found := _YEAR_FIRST.fullmatch(bare):
        year, month, day = (_known(found[part]) for part in ("year", "month", "day"))
        parts = (year, day, month) if year_day_month else (year, month, day)
    elif found := _YEAR_LAST.fullmatch(bare):
        first, second = _known(found["first"]), _known(found["second"])
        if found["second"] is None:
            month, day = first, None
        else:
            # Who writes dots writes the day first.
            month, day = (second, first) if day_first or bare.count(".") == 2 else (first, second)
        year = _known(found["year"])
        if year is not None and year < 100:
            year = _century(year, years)
        parts = (year, month, day)
    elif found := _YEAR_ALONE.fullmatch(bare):
        parts = (int(found["year"]), None, None)
    elif found := _IN_WORDS.fullmatch(bare):
        named = _MONTHS.get((found["month"] or found["month2"]).lower())
        if named is None:
            return None
        parts = (int(found["year"]), named, _known(found["day"] or found["day2"]))
    else:
        return None
    if parts == (None, None, None):
        return None
    try:
        return PartialDate(*parts, written=written)
    except ValueError:
        return None


def _bare(written: str) -> str:
    """Return what is written without outer brackets, and without brackets that follow it."""
    bare = written.strip()
    if bare and _BRACKETS.get(bare[0]) == bare[-1]:
        bare = bare[1:-1].strip()
    while (shorter := _ASIDE.sub("", bare)) != bare:
        bare = shorter.strip()
    return bare


def _known(part: str | None) -> int | None:
    return int(part) if part and part.isdigit() else None


def _century(year: int, years: tuple[int, int] | None) -> int:
    if years is None:
        return year + (1900 if year >= 69 else 2000)
    first, last = years
    middle = (first + last) / 2
    # The century that puts the year into the series' span, or else nearest to it.
    return min((century + year for century in range(1000, 2200, 100)), key=lambda full: abs(full - middle))


def readable_date(date: str) -> str:
    """Return the known parts of a date as it sorts (:attr:`noctuary.dream.PartialDate.sort_key`).

    Examples
    --------
    >>> readable_date("1985-03-00"), readable_date("0000-00-00")
    ('1985-03', '')
    """
    known = date.partition("-00")[0]
    return "" if known.startswith("0000") else known
