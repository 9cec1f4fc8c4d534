"""Writing a dream down: what the command line and the reading room do alike with what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import time as clock_time
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from noctuary.dream import Dream, Lucidity, Night, PartialDate, SeriesKind
from noctuary.errors import InputError
from noctuary.store import habits as store_habits
from noctuary.store.store import Added

if TYPE_CHECKING:
    from noctuary.library.facade import Library

#: The series of a dreamer who keeps one.
JOURNAL: Final = "journal"

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_UNRATED: Final[Mapping[str, float]] = MappingProxyType({})


def today() -> PartialDate:
    """Return the night that has just been: by the clock of this machine."""
    return PartialDate.of(calendar_date.today())  # noqa: DTZ011 — the night is the dreamer's own, wherever she is


def write_down(
    library: Library,
    text: str,
    *,
    series: str = JOURNAL,
    date: PartialDate | None,
    time: clock_time | None = None,
    title: str = "",
    tags: tuple[str, ...] = (),
    lucidity: Lucidity | None = None,
    ratings: Mapping[str, float] = _UNRATED,
    reflection: str = "",
    metadata: Mapping[str, str] = _NOTHING,
) -> Added:
    """Keep a dream under the first free id of its night; it is on disk when this returns.

    Parameters
    ----------
    library
        Where.
    text
        The dream, verbatim.
    series, date, time, title, tags, lucidity, ratings, reflection, metadata
        As :class:`~noctuary.dream.Dream` has them; ``None`` for a date that nobody knows.

    Returns
    -------
    Added
        A duplicate, where the same words are kept of this night already.

    Raises
    ------
    InputError
        If a value is none that a dream can have; the message holds no word of the dream.
    """
    # In one act: nobody else takes the id in between.
    with library.store.transaction():
        with _as_given():
            dream = Dream(
                id=_free_id(library, series, date),
                text=text,
                series=series,
                date=date,
                time=time,
                title=title,
                tags=tags,
                lucidity=lucidity,
                ratings=ratings,
                reflection=reflection,
                metadata=metadata,
            )
        return library.add(dream)


def put_down_night(library: Library, series: str, date: PartialDate) -> bool:
    """Put down a night of which no dream was recalled. Return whether it was not yet.

    Raises
    ------
    InputError
        If this can be no series, or a dream of the night is kept.
    """
    night = _night(series, date)
    if date.full and library.store.count_of_night(series, date):
        raise InputError(f"A dream of the night of {date} is kept already.", "Nothing was put down.")
    return library.store.add_night(night)


def take_back_night(library: Library, series: str, date: PartialDate) -> bool:
    """Undo :func:`put_down_night`. Return whether there was such a night; one with a note stays."""
    return library.store.remove_night(_night(series, date))


def _night(series: str, date: PartialDate) -> Night:
    with _as_given():
        return Night(series, date)


def _free_id(library: Library, series: str, date: PartialDate | None) -> str:
    """Return the date, and a number for the second dream of a night and those after it."""
    taken = library.store.ids_of(series)
    night = str(date or "") or "undated"
    count = 1
    free = night
    while free in taken:
        count += 1
        free = f"{night}-{count}"
    return free


@contextmanager
def _as_given() -> Iterator[None]:
    """Turn a value that no dream can have into one of our errors; its message holds no word of the dream."""
    try:
        yield
    except ValueError as error:
        raise InputError(f"This cannot be kept: {error}.", "Write it otherwise.") from None


@dataclass(frozen=True, slots=True)
class Habits:
    """How a dreamer writes as a rule.

    Parameters
    ----------
    series
        Where the last dream went; ``journal`` in a library without dreams.
    known
        Every series of one dreamer, by id.
    feelings
        What is rated there, most often first.
    """

    series: str
    known: tuple[str, ...]
    feelings: tuple[str, ...]


def habits(library: Library) -> Habits:
    """Return how the library's owner writes as a rule, to offer the same again."""
    series = store_habits.latest_series(library.store) or JOURNAL
    known = tuple(each.id for each in library.store.series() if each.kind is SeriesKind.SERIES)
    return Habits(series, known, tuple(store_habits.rated_feelings(library.store, series)))
