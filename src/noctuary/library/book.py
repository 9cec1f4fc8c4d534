"""Dreams as a book: in order of date, and in volumes where they are too many for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from noctuary.store.query import parse_query
from noctuary.store.volumes import Leaf, leaves

if TYPE_CHECKING:
    from noctuary.library.facade import Library

#: Of a volume: about 600 pages, which a browser still sets in a few seconds.
MOST_WORDS: Final = 200_000
MOST_DREAMS: Final = 1500


@dataclass(frozen=True, slots=True)
class Volume:
    """Some of the dreams.

    Parameters
    ----------
    first, last
        The years that it goes from and to; ``None`` for dreams without one.
    leaves
        Its dreams, in order.
    part, parts
        Which part of a year that is too long for one volume, from 1 on, and of how many; 1 of 1 else.
    """

    first: int | None
    last: int | None
    leaves: tuple[Leaf, ...]
    part: int = 1
    parts: int = 1

    @property
    def words(self) -> int:
        """How many words it has."""
        return _words(self.leaves)

    @property
    def label(self) -> str:
        """What to call it.

        Examples
        --------
        >>> Volume(1985, 1987, ()).label, Volume(1985, 1985, (), 2, 3).label, Volume(None, None, ()).label
        ('1985 to 1987', '1985, part 2 of 3', 'without a year')
        """
        years = "without a year" if self.first is None else str(self.first)
        if self.last != self.first:
            years = f"{years} to {self.last}" if self.last is not None else f"{years} on, and without a year"
        return years if self.parts == 1 else f"{years}, part {self.part} of {self.parts}"


def volumes(library: Library, query: str = "") -> list[Volume]:
    """Divide the dreams that a search finds into volumes; one where they are few, none where there are none.

    Raises
    ------
    QueryError
        If the search cannot be understood.
    """
    return bound(leaves(library.store, parse_query(query)))


def bound(
    dreams: Iterable[Leaf], *, most_words: int = MOST_WORDS, most_dreams: int = MOST_DREAMS
) -> list[Volume]:
    """Bind dreams in order of date into volumes of whole years, as many as fit; a year that does not is divided.

    Parameters
    ----------
    dreams
        In order.
    most_words, most_dreams
        Of one volume; a single dream may have more words.
    """
    found: list[Volume] = []
    for year, grouped in groupby(dreams, key=lambda leaf: leaf.year):
        parts = _even_parts(list(grouped), most_words, most_dreams)
        last = found[-1] if found else None
        if last is not None and last.parts == len(parts) == 1:
            together = (*last.leaves, *parts[0])
            if len(together) <= most_dreams and _words(together) <= most_words:
                found[-1] = Volume(last.first, year, together)
                continue
        found += [Volume(year, year, part, place, len(parts)) for place, part in enumerate(parts, start=1)]
    return found


def _even_parts(dreams: Sequence[Leaf], most_words: int, most_dreams: int) -> list[tuple[Leaf, ...]]:
    """Divide dreams into as few parts as will do, about as long as one another."""
    parts = _parts(dreams, most_words, most_dreams)
    longest = max(leaf.words for leaf in dreams)
    even = _parts(dreams, min(most_words, _words(dreams) // len(parts) + longest), most_dreams)
    return even if len(even) == len(parts) else parts


def _parts(dreams: Iterable[Leaf], most_words: int, most_dreams: int) -> list[tuple[Leaf, ...]]:
    parts: list[tuple[Leaf, ...]] = []
    held: list[Leaf] = []
    words = 0
    for leaf in dreams:
        words += leaf.words
        if held and (len(held) == most_dreams or words > most_words):
            parts.append(tuple(held))
            held, words = [], leaf.words
        held.append(leaf)
    return [*parts, tuple(held)]


def _words(dreams: Iterable[Leaf]) -> int:
    return sum(leaf.words for leaf in dreams)
