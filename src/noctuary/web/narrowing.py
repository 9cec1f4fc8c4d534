"""What a search can be narrowed by, as controls that put a condition into it and take it out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from noctuary.errors import NotationError
from noctuary.scheme import explain_character
from noctuary.scheme.symbols import CLASSES, Scale
from noctuary.store.query_text import values_of

Counts = Mapping[str, Sequence[tuple[str, int]]]

#: Facets in the order in which they are offered, with what they are called.
_HEADINGS: Final = {
    "series": "Series",
    "emotion": "Feelings",
    "character": "Characters",
    "setting": "Settings",
    "lucid": "Lucid",
    "tag": "Tags",
}
_FIRST: Final = 6
_MOST: Final = 60
_LUCID: Final = {"yes": "lucid", "partial": "partly lucid", "no": "not lucid"}
#: What each of these is called is the dreamer's own.
_OWN: Final = frozenset({"series", "tag"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet.

    Parameters
    ----------
    value
        As a search writes it.
    words
        What it means.
    count
        How many of the dreams found have it; ``None`` while that is not known.
    is_pressed
        Whether the search asks for it.
    """

    value: str = field(repr=False)
    words: str = field(repr=False)
    count: int | None
    is_pressed: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values.

    Parameters
    ----------
    name
        As a search writes it.
    heading
        What it is called.
    first
        Those to show: what is pressed, and the commonest.
    further
        Those to show on demand.
    """

    name: str
    heading: str
    first: tuple[Choice, ...]
    further: tuple[Choice, ...]

    @property
    def is_own(self) -> bool:
        """Whether its values are the dreamer's own words or names."""
        return self.name in _OWN

    @property
    def is_coded(self) -> bool:
        """Whether its values are codes, which stand beside their words."""
        return self.name not in _OWN and self.name != "lucid"


@dataclass(frozen=True, slots=True)
class Years:
    """How the dreams that were found lie over the years.

    Parameters
    ----------
    first, last
        Between which years.
    bars
        A year, how many dreams it has, and what share that is of the most.
    asked
        What the search asks of dates; empty if nothing.
    """

    first: int
    last: int
    bars: tuple[tuple[int, int, float], ...]
    asked: str = ""

    @property
    def asked_from(self) -> str:
        """The first year that is asked for."""
        return self.asked.partition("..")[0]

    @property
    def asked_to(self) -> str:
        """The last year that is asked for."""
        first, dots, last = self.asked.partition("..")
        return last if dots else first


def facets_of(query: str, counts: Counts | None, series_names: Mapping[str, str]) -> list[Facet]:
    """Return what a search can be narrowed by.

    Parameters
    ----------
    query
        As it is typed.
    counts
        Of the dreams found: see :meth:`noctuary.library.facets.Facets.count`. ``None`` while they are not known: then
        only what is pressed is there, and feelings.
    series_names
        What series are called, by id. With one series there is nothing to choose.
    """
    found = []
    for name, heading in _HEADINGS.items():
        if name == "series" and len(series_names) < 2:
            continue
        asked = values_of(query, name)
        held = _held(name, counts)
        known = {value for value, _ in held}
        every = [
            *((value, 0 if counts else None) for value in dict.fromkeys(asked) if value not in known),
            *sorted(held, key=lambda each: each[0] not in asked),
        ]
        choices = [
            Choice(value, _words(name, value, series_names), count, value in asked)
            for value, count in every[:_MOST]
        ]
        if choices:
            shown = max(_FIRST, len(asked))
            found.append(Facet(name, heading, tuple(choices[:shown]), tuple(choices[shown:])))
    return found


def _held(name: str, counts: Counts | None) -> Sequence[tuple[str, int | None]]:
    if counts is None:
        return [(symbol, None) for symbol in CLASSES[Scale.EMOTIONS]] if name == "emotion" else []
    return counts.get(name, ())


def _words(name: str, value: str, series_names: Mapping[str, str]) -> str:
    match name:
        case "series":
            return series_names.get(value) or value
        case "emotion":
            return CLASSES[Scale.EMOTIONS].get(value, value)
        case "setting":
            return CLASSES[Scale.SETTINGS].get(value, value)
        case "lucid":
            return _LUCID.get(value, value)
        case "character":
            try:
                return explain_character(value)
            except NotationError:
                # A pattern, as 1M?? is.
                return value
        case _:
            return value


def years_of(query: str, counts: Counts | None) -> Years | None:
    """Return how the dreams found lie over the years; ``None`` where none has a year and none is asked for."""
    held = {int(year): count for year, count in (counts or {}).get("date", ())}
    asked = next(iter(values_of(query, "date")), "")
    if not held:
        return Years(0, 0, (), asked) if asked else None
    most = max(held.values())
    bars = tuple((year, held[year], held[year] / most) for year in sorted(held))
    return Years(bars[0][0], bars[-1][0], bars, asked)
