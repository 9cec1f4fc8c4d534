"""A year of nights as it is drawn: a row a month, a cell a night, each with its marks and what it leads to."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from noctuary.dates import MONTHS, date_in_words
from noctuary.dream import PartialDate
from noctuary.library.calendar import Year
from noctuary.store.calendar import NightDream
from noctuary.web.feelings import GLYPHS, NAMES
from noctuary.web.words import spelled

DAYS: Final = range(1, 32)
#: Marks that have room in a cell; of more dreams their number is told.
_MARKS: Final = 3
# Words: from so many on a dream is of middling length, and long.
_LENGTHS: Final = (60, 200)
_UNREAD: Final = "□"
_NO_FEELING: Final = "■"


@dataclass(frozen=True, slots=True)
class Mark:
    """One dream in a cell: its sign, the class of its hue, and how large it is: 1 to 3."""

    glyph: str
    hue: str
    size: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One night.

    Parameters
    ----------
    day
        Of the month.
    kind
        ``dream``, ``recall`` (none was recalled), ``nothing`` (nothing was noted), or ``ahead`` (not dreamt yet).
    marks
        Of its dreams.
    more
        How many dreams have no mark here.
    words
        What is to be said of it, without titles.
    title
        Of its dream, or the first words of it.
    address
        Where it leads; empty where nowhere.
    is_first
        Whether the keyboard comes here first.
    """

    day: int
    kind: str
    marks: tuple[Mark, ...]
    more: int
    words: str
    title: str
    address: str
    is_first: bool

    @property
    def hue(self) -> str:
        """The class of its ground: that of the first of its dreams."""
        return self.marks[0].hue if self.marks else ""


@dataclass(frozen=True, slots=True)
class Month:
    """One row: a cell a night, ``None`` for days that the month does not have."""

    number: int
    name: str
    cells: tuple[Cell | None, ...]


def months_of(year: Year, at: str, *, today: date, may_write: bool) -> list[Month]:
    """Return the rows of a year.

    Parameters
    ----------
    year
        Its nights.
    at
        As the dreams stand in addresses.
    today
        Nights after it have not been dreamt.
    may_write
        Whether a night without a dream leads to writing one down.
    """
    first = min((night for night, dreams in year.nights.items() if dreams), default=(1, 1))
    return [
        Month(
            number,
            name,
            tuple(
                _cell(year, date(year.year, number, day), at, today, may_write=may_write, first=first)
                if day <= monthrange(year.year, number)[1]
                else None
                for day in DAYS
            ),
        )
        for number, name in enumerate(MONTHS, start=1)
    ]


def _cell(year: Year, night: date, at: str, today: date, *, may_write: bool, first: tuple[int, int]) -> Cell:
    place = (night.month, night.day)
    dreams = year.nights.get(place)
    said = date_in_words(PartialDate.of(night))
    title, address = "", ""
    if dreams:
        kind, words = "dream", f"{said}: {_told(dreams)}"
        title = (dreams[0].title or dreams[0].opening) if len(dreams) == 1 else ""
        address = f"/dream/{dreams[0].nr}" if len(dreams) == 1 else f"/calendar/{at}/night/{night}"
    elif night > today:
        kind, words = "ahead", f"{said}: not dreamt yet"
    else:
        kind = "nothing" if dreams is None else "recall"
        words = f"{said}: {'nothing noted' if dreams is None else 'no dream recalled'}"
        address = f"/write?date={night}" if may_write else ""
    # Of many, those that tell a feeling are shown first.
    marks = tuple(map(mark_of, sorted(dreams or (), key=lambda dream: not dream.feelings)[:_MARKS]))
    return Cell(
        night.day, kind, marks, len(dreams or ()) - len(marks), words, title, address, is_first=place == first
    )


def _told(dreams: tuple[NightDream, ...]) -> str:
    if len(dreams) > 1:
        return f"{spelled(len(dreams))} dreams, {' and '.join(_feeling(each) for each in dreams[:_MARKS])}"
    return f"{_feeling(dreams[0])}, {dreams[0].words:,} word{'' if dreams[0].words == 1 else 's'}"


def _feeling(dream: NightDream) -> str:
    if not dream.is_read:
        return "unread"
    return NAMES[dream.feelings[0]] if dream.feelings else "no feeling told"


def mark_of(dream: NightDream) -> Mark:
    """Return the mark of a dream: the sign and hue of the feeling most told, larger for a longer one."""
    size = 1 + sum(dream.words >= least for least in _LENGTHS)
    if not dream.is_read:
        return Mark(_UNREAD, "unread", size)
    if not dream.feelings:
        return Mark(_NO_FEELING, "unstated", size)
    return Mark(GLYPHS[dream.feelings[0]], f"feeling-{dream.feelings[0]}", size)


def heights(by_year: dict[int, int]) -> list[tuple[int, int, float]]:
    """Return each year with its dreams and how high its bar is, 0 to 1: as their square root, so that few are seen."""
    most = max((count for year, count in by_year.items() if year), default=1)
    return [(year, count, round((count / most) ** 0.5, 3)) for year, count in by_year.items() if year]
