"""Which dreams a page looks at: those of a series, those that a kept search finds, or all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.store.query import quoted
from noctuary.web.addresses import Shelf, shelf_at, shelves
from noctuary.web.room import Room

#: What stands in an address for all dreams.
ALL: Final = "all"
_EVERY: Final = "all dreams"
_TOKEN: Final = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Selection:
    """Some dreams of the library.

    Parameters
    ----------
    at
        As it stands in an address: ``all``, the number of a series, or the token of a kept search.
    query
        What finds them; empty for all.
    name
        What to call them.
    shelf
        The series, if it is one.
    shelves
        Every series there is to choose from.
    """

    at: str
    query: str = field(repr=False)
    name: str = field(repr=False)
    shelf: Shelf | None
    shelves: tuple[Shelf, ...]

    @property
    def is_search(self) -> bool:
        """Whether a search found them: its words are the dreamer's own."""
        return self.at != ALL and self.shelf is None

    @property
    def is_choice(self) -> bool:
        """Whether there is anything else to choose."""
        return len(self.shelves) > 1 or self.is_search

    @property
    def dreams(self) -> int:
        """How many dreams all series hold."""
        return sum(each.dreams for each in self.shelves)


def chosen_at(room: Room, library: Library, at: str) -> Selection:
    """Return the dreams of an address; all there are where it names none.

    Raises
    ------
    InputError
        If nothing is there.
    """
    return selection_at(room, library, at or ALL) or Selection(ALL, "", _EVERY, None, ())


def selection_at(room: Room, library: Library, at: str | None) -> Selection | None:
    """Return the dreams of an address; those of the first series without one; ``None`` where there is no dream at all.

    Raises
    ------
    InputError
        If nothing is there.
    """
    known = tuple(shelves(library))
    if not known and at in (None, ALL):
        return None
    if at == ALL:
        return Selection(ALL, "", _EVERY, None, known)
    if at is not None and _TOKEN.fullmatch(at):
        query = room.searches.find(library, at)
        return Selection(at, query, query, None, known)
    return _of_series(known, at)


def _of_series(known: Sequence[Shelf], at: str | None) -> Selection:
    if at is not None and not (at.isascii() and at.isdecimal()):
        raise InputError("There is nothing at this address.", "Choose a series from the list.")
    shelf = shelf_at(known, None if at is None else int(at))
    if shelf is None:
        raise InputError("There is no such series here, or it holds no dreams.", "Choose one from the list.")
    return Selection(str(shelf.nr), f"series:{quoted(shelf.series.id)}", shelf.name, shelf, tuple(known))
