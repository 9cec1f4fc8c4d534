"""What can be followed over time: indicators, searches, figures, and what the dreamer noted in numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reader
from noctuary.dream import DreamKey
from noctuary.errors import InputError
from noctuary.scheme import Scale
from noctuary.stats.indicators import DEFINITIONS, Definition
from noctuary.stats.time import INDICATOR_MEASURES, Amounts, Form, Measure, Track, indicator_amounts
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query
from noctuary.store.timeline import Moment, keys_of, keys_of_read, moments

if TYPE_CHECKING:
    from noctuary.library.facade import Library

_NAMED: Final = 12


def needs_readings(name: str) -> bool:
    """Whether a measure is counted from codes: an indicator, a figure, or a search for codes."""
    if name.startswith("figure:") or _indicator_place(name) is not None:
        return True
    return name.partition(":")[0] not in _SOURCES and bool(parse_query(name).codes)


def numbers_noted(library: Library, query: str) -> dict[str, int]:
    """Return what was noted in numbers, by the names that measures have, and in how many dreams, most first."""
    counts: Counter[str] = Counter()
    for moment in moments(library.store, parse_query(query)):
        counts.update(f"rating:{name}" for name in moment.ratings)
        counts.update(f"datum:{name}" for name, text in moment.metadata.items() if _number(text) is not None)
    return dict(counts.most_common())


class Measured(NamedTuple):
    """Measures of dreams in their order.

    `reader` is whose codings the indicators are counted from, and has not read `unread` of the dreams; ``None``
    without an indicator.
    """

    track: Track
    reader: Reader | None
    unread: int


class _Dreams(NamedTuple):
    """The dreams that are measured, in order, and what found them."""

    library: Library
    query: str
    chosen: Sequence[Moment]


_Source = Callable[[_Dreams, str], tuple[Measure, Amounts]]


def measured(
    library: Library, names: Sequence[str], query: str, chosen: Sequence[Moment], reader: Reader | None
) -> Measured:
    """Measure dreams in their order.

    Parameters
    ----------
    library
        Where they are.
    names
        The key or label of an indicator; ``words``, how many there are in a report; ``rating:NAME`` and
        ``datum:NAME``, what the dreamer or the source noted in numbers; ``figure:NAME`` and
        ``theme:NAME``, the share of dreams that somebody appears in or that tell a typical theme; or any
        search, for the share of dreams that it finds.
    query
        What found the dreams.
    chosen
        The dreams, in order.
    reader
        Whose codings count for indicators; the library's choice if ``None``.

    Raises
    ------
    InputError
        If a name is nothing of these.
    """
    places = [_indicator_place(name) for name in names]
    amounts = np.zeros((len(chosen), len(names), 2))
    measures: list[Measure] = []
    used, unread = None, 0
    if any(place is not None for place in places):
        used = reader or library.choose_reader(None, query)
        indicators, read = _indicators(library, query, chosen, used)
        unread = len({each.dream for each in chosen} - read)
    for column, (name, place) in enumerate(zip(names, places, strict=True)):
        if place is None:
            measure, amounts[:, column] = _measure(_Dreams(library, query, chosen), name)
        else:
            measure, amounts[:, column] = INDICATOR_MEASURES[place], indicators[:, place]
        measures.append(measure)
    return Measured(track_of(tuple(measures), chosen, amounts), used, unread)


def track_of(measures: tuple[Measure, ...], chosen: Sequence[Moment], amounts: Amounts) -> Track:
    """Return a track of dreams in their order."""
    return Track(measures, tuple(each.date for each in chosen), _units(chosen), amounts)


def _units(chosen: Sequence[Moment]) -> NDArray[np.int64]:
    """Give a number to what hangs together: dreams of one dreamer or, where all are of one, of one night."""
    many = dreamer_count(chosen) > 1
    numbers: dict[object, int] = {}
    return np.array(
        [numbers.setdefault(moment.owner if many else moment.night, len(numbers)) for moment in chosen],
        dtype=np.int64,
    )


def dreamer_count(chosen: Iterable[Moment]) -> int:
    """Return of how many dreamers dreams are."""
    return len({each.owner for each in chosen})


def _indicators(
    library: Library, query: str, chosen: Sequence[Moment], reader: Reader
) -> tuple[Amounts, set[DreamKey]]:
    """Return every indicator of each dream, and which of the dreams were read."""
    places = {each.dream: place for place, each in enumerate(chosen)}
    amounts = np.zeros((len(chosen), len(DEFINITIONS), 2))
    readings = [
        reading for reading in codes_by(library.store, reader, parse_query(query)) if reading.dream in places
    ]
    amounts[[places[reading.dream] for reading in readings]] = indicator_amounts(readings)
    return amounts, {reading.dream for reading in readings}


def indicator_track(library: Library, query: str, chosen: Sequence[Moment], reader: Reader) -> Track:
    """Return every indicator of those of some dreams that a reader has read."""
    amounts, read = _indicators(library, query, chosen, reader)
    kept = [place for place, each in enumerate(chosen) if each.dream in read]
    return track_of(INDICATOR_MEASURES, [chosen[place] for place in kept], amounts[kept])


def _plain(name: str) -> str:
    return " ".join(name.replace("%", " percent").casefold().split())


def _names(definition: Definition) -> Iterator[str]:
    """Yield what an indicator may be called: its key, its label, and the short form that this has in brackets."""
    yield definition.key
    yield definition.label
    yield from re.findall(r"\((.+)\)", definition.label)


_INDICATORS: Final = {
    _plain(name): place for place, definition in enumerate(DEFINITIONS) for name in _names(definition)
}


def _indicator_place(name: str) -> int | None:
    return _INDICATORS.get(_plain(name))


def _measure(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    """Measure what is no indicator: by its prefix, or as a search."""
    if not name.strip():
        raise InputError("A measure has no name.", "See the indicators with: noctuary timeline --list")
    prefix, colon, value = name.partition(":")
    if name == "words":
        return Measure("words in a report", Form.MEAN), _means(each.words for each in dreams.chosen)
    if colon and prefix in _SOURCES:
        return _SOURCES[prefix](dreams, value)
    return _search(dreams, name)


def _search(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    """Return in which dreams a search finds something; for a search by codes, of those that were read."""
    parsed = parse_query(name)
    found = keys_of(dreams.library.store, parsed)
    if not found:
        near = get_close_matches(_plain(name), _INDICATORS, n=1)
        hint = f" Do you mean {DEFINITIONS[_INDICATORS[near[0]]].key!r}?" if near else ""
        raise InputError(
            f"No dream is found by {name[:40]!r}, and no indicator is called so.{hint}",
            "See the indicators with: noctuary timeline --list",
        )
    asked = {scale for scale, _ in parsed.codes}
    known = keys_of_read(dreams.library.store, asked) if asked else None
    return Measure(name, Form.DREAMS), _shares((each.dream for each in dreams.chosen), found, known)


def _shares(dreams: Iterable[DreamKey], found: set[DreamKey], known: set[DreamKey] | None = None) -> Amounts:
    """Return one of one for a dream that is found, none of one for another, and nothing for one that is not known."""
    told = [(key in found, known is None or key in known) for key in dreams]
    return np.array([(yes and of, of) for yes, of in told], dtype=np.float64).reshape(-1, 2)


def _means(values: Iterable[float | None]) -> Amounts:
    told = [(0.0, 0.0) if value is None else (value, 1.0) for value in values]
    return np.array(told, dtype=np.float64).reshape(-1, 2)


def _rating(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    values = [each.ratings.get(name) for each in dreams.chosen]
    if not any(value is not None for value in values):
        raise _unknown("rating", name, (known for each in dreams.chosen for known in each.ratings))
    return Measure(name, Form.MEAN), _means(values)


def _datum(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    values = [_number(each.metadata.get(name, "")) for each in dreams.chosen]
    if not any(value is not None for value in values):
        numbers = (
            key for each in dreams.chosen for key, text in each.metadata.items() if _number(text) is not None
        )
        raise _unknown("datum", name, numbers)
    return Measure(name, Form.MEAN), _means(values)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _unknown(what: str, name: str, known: Iterable[str]) -> InputError:
    names = sorted(set(known))
    some = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return InputError(
        f"None of these dreams has a {what} {name[:40]!r} in numbers.",
        f"Known: {some}." if names else f"None of them has any {what}.",
    )


def _figure(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    """Return in which of the dreams that were read somebody appears."""
    series = sorted({each.dream.series for each in dreams.chosen})
    if len(series) != 1:
        raise InputError(
            f"These dreams are of {len(series)} series, and a figure belongs to one.",
            f"Choose a series: --in series:{series[0] if series else 'NAME'}",
        )
    figure = dreams.library.cast(series[0]).figure(name)
    found = set(figure.dreams)
    keys = (each.dream for each in dreams.chosen)
    return Measure(figure.name, Form.DREAMS), _shares(
        keys, found, keys_of_read(dreams.library.store, [Scale.CHARACTERS])
    )


def _theme(dreams: _Dreams, name: str) -> tuple[Measure, Amounts]:
    """Return in which dreams a typical theme is told, or the dreamer says that it is."""
    from noctuary.figures.themes import Kind  # noqa: PLC0415 - its word lists are needed here only

    [count] = dreams.library.themes(dreams.query, only=[name])
    told = count.theme.kind is Kind.TOLD
    found = {each.dream for each in count.sightings if count.said.get(each.dream, told)}
    return Measure(count.theme.name, Form.DREAMS), _shares((each.dream for each in dreams.chosen), found)


_SOURCES: Final[dict[str, _Source]] = {"rating": _rating, "datum": _datum, "figure": _figure, "theme": _theme}
