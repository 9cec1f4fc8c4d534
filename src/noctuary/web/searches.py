"""Searches by their links: an address holds a token, and here stands what it means."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.store import links

# Of what was typed since the start. What is kept in the file is kept for good.
_MOST: Final = 2000


class Searches:
    """The searches of one start, and those that are kept in the library.

    What was asked is remembered until the room is closed, so that a link to it works at once; keeping it in the file
    is another step, which a library that is open for reading only does not take.
    """

    def __init__(self) -> None:
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def remember(self, library: Library, query: str) -> str:
        """Return the token of a search, which finds it until the room is closed."""
        token = links.token_of(library.store, "search", query)
        with self._lock:
            self._asked[token] = query
            self._asked.move_to_end(token)
            while len(self._asked) > _MOST:
                self._asked.popitem(last=False)
        return token

    def keep(self, library: Library, query: str) -> str:
        """Return the token of a search, which finds it from now on; until the room is closed, if it is read only."""
        token = self.remember(library, query)
        if not library.store.read_only and links.find_search(library.store, token) is None:
            links.keep_search(library.store, query)
        return token

    def find(self, library: Library, token: str) -> str:
        """Return the search of a link.

        Raises
        ------
        InputError
            If there is none.
        """
        with self._lock:
            known = self._asked.get(token)
        found = links.find_search(library.store, token) if known is None else known
        if found is None:
            raise InputError(
                "No search is kept under this address.", "Search anew; links are kept with the library."
            )
        return found
