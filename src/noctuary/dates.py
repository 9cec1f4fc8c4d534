"""Dates as people and collections write them, read as far as they are known."""

from __future__ import annotations

import re

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
    rf"(?P<year>\d{{4}}|{_UNKNOWN})[-/.](?P<month>\d{{1,2}}|{_UNKNOWN})(?:[-/.](?P<day>\d{{1,2}}|{_UNKNOWN}))?"
    r"(?:[T ]\d{1,2}:\d\d.*)?"
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}}|{_UNKNOWN})[/.](?:(?P<second>\d{{1,2}}|{_UNKNOWN})[/.])?(?P<year>\d{{4}}|\d{{2}}|{_UNKNOWN})"
)
_YEAR_ALONE = re.compile(r"(?P<year>\d{4})(?P<decade>s)?")
_IN_WORDS = re.compile(
    r"(?:[a-z]+day,?\s+|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<month>[a-z]+)\.?|(?P<month2>[a-z]+)\.?(?:\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?)?)"
    r",?\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
_AGE = re.compile(r"\s*\(\d{1,3}\)$")


def parse_date(
    written: str, *, years: tuple[int, int] | None = None, day_first: bool = False
) -> PartialDate | None:
    """Read a date, however partial.

    Parameters
    ----------
    written
        As the source gives it, brackets and all: ``(06/??/68)``, ``1985?``, ``1950s``, ``(2007-01-22 (15))``
        (the second number is an age), ``3 May 1998``. It is kept in the result.
    years
        First and last year of the series: settles the century of a two-digit year. Without it, 69 to 99 are
        taken for 1969 to 1999 and 00 to 68 for 2000 to 2068, as POSIX does.
    day_first
        Whether ``3/5/98`` is the third of May. DreamBank writes the month first.

    Returns
    -------
    PartialDate or None
        ``None`` when it holds no date (``n/a``, ``(18/female)``), or one that the calendar does not have.
        A decade (``1950s``) has no known year.

    Examples
    --------
    >>> parse_date("(8/11/67)", years=(1960, 1997))
    PartialDate(year=1967, month=8, day=11, written='(8/11/67)')
    >>> str(parse_date("(10/--/23)", years=(1912, 1965)))
    '1923-10'
    >>> parse_date("(18/female)") is None
    True
    """
    bare = written.strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    bare = _AGE.sub("", bare).removesuffix("?").strip()
    year: int | None
    if found := _YEAR_FIRST.fullmatch(bare):
        parts = (_known(found["year"]), _known(found["month"]), _known(found["day"]))
    elif found := _YEAR_LAST.fullmatch(bare):
        first, second = _known(found["first"]), _known(found["second"])
        if found["second"] is None:
            month, day = first, None
        else:
            month, day = (second, first) if day_first else (first, second)
        year = _known(found["year"])
        if year is not None and len(found["year"]) == 2:
            year = _century(year, years)
        parts = (year, month, day)
    elif found := _YEAR_ALONE.fullmatch(bare):
        parts = (None if found["decade"] else int(found["year"]), None, None)
        if found["decade"]:
            return PartialDate(written=written)
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


def _known(part: str | None) -> int | None:
    return int(part) if part and part.isdigit() else None


def _century(year: int, years: tuple[int, int] | None) -> int:
    if years is None:
        return year + (1900 if year >= 69 else 2000)
    first, last = years
    middle = (first + last) / 2
    # The century that puts the year into the series' span, or else nearest to it.
    return min((century + year for century in range(1000, 2200, 100)), key=lambda full: abs(full - middle))
