"""What was typed on the page of writing, as the parts of a dream; what cannot be kept is told beside its field."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import time as clock_time
from typing import Final

from noctuary.dates import parse_date
from noctuary.dream import Lucidity, PartialDate
from noctuary.errors import InputError
from noctuary.ingest.values import as_time
from noctuary.library import Library
from noctuary.library.writing import JOURNAL, write_down
from noctuary.store.store import Added, Outcome
from noctuary.web import addresses

#: A field of this name holds what the dreamer rates the feeling behind it.
FEELING: Final = "feeling:"
#: How far the ratings of the page go; feelings of one's own may be rated on any scale.
STEPS: Final = range(5)

_LUCIDITY: Final = {"none": Lucidity.NONE, "partial": Lucidity.PARTIAL, "full": Lucidity.FULL}
_LINE: Final = 300
_DIVIDER: Final = re.compile(r"[,;\n]")
_HOURS: Final = re.compile(
    r"(\d{1,2})(?:[.,](\d{1,4})|\s*[:h]\s*([0-5]?\d)?)?\s*(?:h|hours?)?", re.IGNORECASE
)


class FieldError(InputError):
    """Something in a field that cannot be kept.

    Parameters
    ----------
    field
        The name of the field; ``text`` for the dream itself.
    message, hint
        As any of our errors has them.
    address
        Where the page of what is meant stands, if there is one.
    """

    def __init__(self, field: str, message: str, hint: str = "", *, address: str = "") -> None:
        super().__init__(message, hint)
        self.field = field
        self.address = address


def keep(library: Library, text: str, details: Mapping[str, str]) -> Added:
    """Keep what was written; it is on disk when this returns.

    Parameters
    ----------
    library
        Where.
    text
        The dream as typed; it is kept as it is.
    details
        What was filled in, by the name of the field, as typed. Fields that are absent or empty say nothing.

    Raises
    ------
    FieldError
        If nothing is written, if these very words are kept already, or if a field cannot be understood.
    """
    if not text.strip():
        raise FieldError("text", "Nothing is written yet.")
    added = write_down(
        library,
        text,
        series=_series(details),
        date=_date(details),
        time=_time(details),
        title=_line(details, "title"),
        tags=_tags(details),
        lucidity=_lucidity(details),
        ratings=_ratings(details),
        reflection=details.get("reflection", ""),
        metadata=_sleep(details),
    )
    if added.outcome is Outcome.DUPLICATE and added.other:
        raise FieldError(
            "text",
            "These very words are kept already.",
            "Change them, or discard the draft.",
            address=addresses.of_dream(library, added.other),
        )
    return added


def _line(details: Mapping[str, str], name: str) -> str:
    line = details.get(name, "").strip()
    if len(line) > _LINE:
        raise FieldError(name, f"This is longer than {_LINE} signs.", "Shorten it.")
    return line


def _series(details: Mapping[str, str]) -> str:
    if "series" not in details:
        return JOURNAL
    series = _line(details, "series")
    if not series:
        raise FieldError("series", "A dream belongs to a series.", f"Call it {JOURNAL}, for example.")
    if not series.isprintable():
        raise FieldError("series", "This cannot name a series.", "Use letters, digits and blanks.")
    return series


def _date(details: Mapping[str, str]) -> PartialDate | None:
    written = _line(details, "date")
    date = parse_date(written)
    if written and date is None:
        raise FieldError("date", "This is no date.", "Write 2026-03-14, 2026-03 or 2026, or nothing.")
    return date


def _time(details: Mapping[str, str]) -> clock_time | None:
    written = _line(details, "time")
    time = as_time(written)
    if written and time is None:
        raise FieldError("time", "This is no time of day.", "Write it as 06:30.")
    return time


def _tags(details: Mapping[str, str]) -> tuple[str, ...]:
    parts = (part.strip().lstrip("#").strip() for part in _DIVIDER.split(details.get("tags", "")))
    tags = tuple(dict.fromkeys(part for part in parts if part))
    if any(len(tag) > _LINE for tag in tags):
        raise FieldError("tags", f"A tag is longer than {_LINE} signs.", "Divide tags by commas.")
    return tags


def _lucidity(details: Mapping[str, str]) -> Lucidity | None:
    said = details.get("lucidity")
    if said and said not in _LUCIDITY:
        raise FieldError("lucidity", "This says nothing of lucidity.", "Choose one of the three, or none.")
    return _LUCIDITY[said] if said else None


def _ratings(details: Mapping[str, str]) -> dict[str, float]:
    ratings = {}
    for field, written in details.items():
        name = field.removeprefix(FEELING).strip()
        if not field.startswith(FEELING) or not written.strip():
            continue
        if not name or len(name) > _LINE:
            raise FieldError(field, "This feeling has no name that could be kept.", "Call it otherwise.")
        ratings[name] = _number(field, written)
    return ratings


def _number(field: str, written: str) -> float:
    try:
        number = float(written.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise FieldError(field, "This is no number.", "Write 0 to 4, or as you always rate it.")
    return number


def _sleep(details: Mapping[str, str]) -> dict[str, str]:
    """Return hours and quality of sleep, by the names under which what was noted in numbers can be followed."""
    noted = {}
    if written := details.get("sleep", "").strip():
        noted["sleep"] = f"{_hours(written):g}"
    if quality := details.get("sleep_quality"):
        if quality not in map(str, STEPS):
            raise FieldError("sleep_quality", "This is none of the steps.", "Choose one of them, or none.")
        noted["sleep_quality"] = quality
    return noted


def _hours(written: str) -> float:
    found = _HOURS.fullmatch(written)
    whole, fraction, minutes = found.groups(default="0") if found else ("99", "0", "0")
    hours = round(int(whole) + float(f"0.{fraction}") + int(minutes) / 60, 2)
    if hours > 24:
        raise FieldError("sleep", "These are no hours of sleep.", "Write 7, 7.5 or 7:30.")
    return hours
