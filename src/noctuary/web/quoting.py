"""Dreams in a list, each with the words in it that are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from noctuary.dates import readable_date
from noctuary.dream import DreamKey, TextSpan
from noctuary.library import Library
from noctuary.library.quotes import Quote, quote
from noctuary.web.addresses import of_dream

#: How many are shown at once.
AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a dream that tell of something.

    Parameters
    ----------
    dream
        Which.
    spans
        Where they stand in its text; none for something that the dreamer alone says.
    """

    dream: DreamKey
    spans: tuple[TextSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A dream in a list.

    Parameters
    ----------
    dream, nr, address
        Which, and where its page is.
    date
        As far as known.
    title
        Its own; empty without one.
    quote
        The words, among their neighbours.
    """

    dream: DreamKey
    nr: int
    address: str
    date: str
    title: str = field(repr=False)
    quote: Quote


def by_dream(told: Iterable[tuple[DreamKey, Iterable[TextSpan]]]) -> list[Told]:
    """Return what is told of each dream once, with all its words in order."""
    found: dict[DreamKey, list[TextSpan]] = {}
    for dream, spans in told:
        found.setdefault(dream, []).extend(spans)
    return [Told(dream, tuple(sorted(spans))) for dream, spans in found.items()]


def lines_of(library: Library, told: Sequence[Told], start: int = 0, *, most: int = AT_ONCE) -> list[Line]:
    """Return dreams as lines of a list, from one on."""
    return [_line(library, each) for each in told[start : start + most]]


def more_of(address: str, told: Sequence[Told], start: int = 0) -> dict[str, object] | None:
    """Return where the dreams after those that are shown from one on are, and how many are left; nothing for none."""
    end = start + AT_ONCE
    joint = "&" if "?" in address else "?"
    return {"address": f"{address}{joint}from={end}", "left": len(told) - end} if len(told) > end else None


def _line(library: Library, told: Told) -> Line:
    dream = library.store.get(told.dream)
    address = of_dream(library, told.dream)
    date = readable_date(dream.date.sort_key) if dream.date else ""
    return Line(
        told.dream,
        int(address.rpartition("/")[2]),
        address,
        date or (str(dream.date) if dream.date else ""),
        " ".join(dream.title.split()),
        quote(dream.text, told.spans),
    )
