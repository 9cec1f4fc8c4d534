"""Some dreams of the library, as an address names them: all, those of a series, or those that a search finds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.store.query import quoted
from noctuary.web.addresses import Shelf, shelf_at, shelves

if TYPE_CHECKING:
    from noctuary.web.room import Room

#: What stands in an address for all dreams.
ALL: Final = "all"
_TOKEN: Final = re.compile(r"[0-9a-f]{16}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some dreams.

    Parameters
    ----------
    at
        As it stands in an address: ``all``, the number of a series, or the token of a search.
    query
        What finds them; empty for all.
    shelf
        The series, if it is one.
    """

    at: str
    query: str = field(repr=False)
    shelf: Shelf | None = None

    @property
    def is_search(self) -> bool:
        """Whether a search found them: its words are the dreamer's own."""
        return bool(self.query) and self.shelf is None


def chosen(room: Room, library: Library, at: str) -> Chosen:
    """Return the dreams that an address names; all of them where it names none.

    Raises
    ------
    InputError
        If there is no such series or search.
    """
    if at in ("", ALL):
        return Chosen(ALL, "")
    # A token of digits alone is longer than any number of a series.
    if _NUMBER.fullmatch(at):
        shelf = shelf_at(shelves(library), int(at))
        return Chosen(at, f"series:{quoted(shelf.series.id)}" if shelf else "", shelf)
    if _TOKEN.fullmatch(at):
        return Chosen(at, room.searches.find(library, at))
    raise InputError("There is nothing at this address.", "Choose the dreams anew.")
