"""Tidy tables of a library for other tools: dreams, codings, characters, figures, appearances, indicators."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, SeriesKind, word_count
from noctuary.errors import InputError
from noctuary.export.frame import Cell, CellType, Column, Frame
from noctuary.scheme import Character, Scale, explain_code
from noctuary.scheme.symbols import (
    AGES,
    DIRECTIONS,
    IDENTITIES,
    NONHUMANS,
    NUMBERS,
    SCALE_NAMES,
    SEXES,
)
from noctuary.stats.compare import RESAMPLES
from noctuary.stats.counts import COUNTS, counted_in
from noctuary.stats.indicators import DEFINITIONS
from noctuary.stats.resample import percentile_interval, resampled_totals
from noctuary.stats.sample import Sample
from noctuary.store.query import parse_query

if TYPE_CHECKING:
    from noctuary.library.facade import Library

_TABLES: Final[Mapping[str, Any]] = tomllib.loads(
    files("noctuary.library").joinpath("data/frames.toml").read_text(encoding="utf-8")
)

TABLES: Final = tuple(_TABLES)
"""The names of the tables."""

_Row = tuple[Cell, ...]


@cache
def _labels(kind: str) -> Mapping[str, str]:
    """Return what the values of some columns mean."""
    match kind:
        case "scale":
            return {scale.value: SCALE_NAMES[scale] for scale in Scale}
        case "number":
            return {number: row["words"].format(who="character") for number, row in NUMBERS.items()}
        case "sex":
            return {letter: row["adjective"] for letter, row in SEXES.items()}
        case "identity":
            return {letter: row.get("one") or row["phrase"] for letter, row in IDENTITIES.items()}
        case "age":
            return AGES
        case "nonhuman":
            return {symbol: row["one"] for symbol, row in NONHUMANS.items()}
        case "direction":
            return {**DIRECTIONS}
        case "indicator":
            return {definition.key: definition.label for definition in DEFINITIONS}
        case _:
            return {"female": "female", "male": "male"}


def _columns(table: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            column["label"],
            CellType(column.get("type", "text")),
            _labels(column["values"]) if "values" in column else {},
        )
        for name, column in _TABLES[table]["columns"].items()
    )


def frame(library: Library, table: str, query: str, reader: Reader | None) -> Frame:
    """Return one table; see :meth:`noctuary.library.Library.frame`."""
    if table not in _TABLES:
        raise InputError(f"There is no table {table!r}.", f"Known: {', '.join(TABLES)}.")
    chosen = reader or library.choose_reader(None, query)
    if table == "dreams":
        return _dreams(library, query, chosen)
    make: dict[str, Callable[[Library, str, Reader], Iterator[_Row]]] = {
        "codings": _codings,
        "characters": _characters,
        "figures": _figures,
        "appearances": _appearances,
        "indicators": _indicators,
    }
    return Frame(table, _columns(table), list(make[table](library, query, chosen)))


def _dreams(library: Library, query: str, reader: Reader) -> Frame:
    series = {each.id: each for each in library.store.series()}
    sexes = {each.id: each.sex for each in library.store.dreamers()}
    readings = {reading.dream: reading for reading in library.store.readings_by(reader, parse_query(query))}
    dreams = list(library.dreams(query))
    ratings = sorted({name for dream in dreams for name in dream.ratings})
    columns = (
        *_columns("dreams"),
        *(Column(f"rating_{name}", f"The dreamer's own rating: {name}", CellType.NUMBER) for name in ratings),
        *(Column(_named(name), f"How many {name}", CellType.INTEGER) for name in COUNTS if name != "dreams"),
    )
    rows = []
    for dream in dreams:
        reading = readings.get(dream.key)
        own = sexes.get(dream.dreamer or "") or series[dream.series].sex
        rows.append(
            (
                *_dream(dream, own or "", str(reader) if reading else ""),
                *(dream.ratings.get(name) for name in ratings),
                *_counts(reading),
            )
        )
    return Frame("dreams", columns, rows)


def _dream(dream: Dream, sex: str, reader: str) -> _Row:
    date = dream.date
    parts = (date.year, date.month, date.day) if date else (None, None, None)
    return (
        dream.series,
        dream.id,
        str(date) if date else None,
        *parts,
        dream.dreamer,
        sex or None,
        word_count(dream.text),
        dream.lucidity,
        "; ".join(dream.tags) or None,
        reader or None,
    )


def _counts(reading: Reading | None) -> Iterator[int | None]:
    counts = Counter(COUNTS[place] for place in counted_in(reading)) if reading else {}
    return (counts.get(name, 0) if reading else None for name in COUNTS if name != "dreams")


def _named(words: str) -> str:
    return words.replace(" ", "_")


def _codings(library: Library, query: str, reader: Reader) -> Iterator[_Row]:
    for reading in library.store.readings_by(reader, parse_query(query)):
        for place, coding in enumerate(reading.codings, start=1):
            code = coding.code
            yield (
                *reading.dream,
                str(reader),
                code.scale.value,
                place,
                str(code),
                code.symbol,
                code.actor,
                code.direction,
                code.recipient,
                explain_code(code),
                coding.confidence,
                " ".join(f"{start}-{end}" for start, end in coding.evidence) or None,
                coding.established or None,
            )


def _characters(library: Library, query: str, reader: Reader) -> Iterator[_Row]:
    for reading in library.store.readings_by(reader, parse_query(query)):
        for coding in reading.on(Scale.CHARACTERS):
            who = Character.parse(coding.code.symbol or "")
            slots = (who.number, who.sex, who.identity, who.age, who.nonhuman)
            yield (
                *reading.dream,
                str(reader),
                str(coding.code),
                *(slot or None for slot in slots),
                explain_code(coding.code),
                coding.confidence,
            )


def _figures(library: Library, query: str, _reader: Reader) -> Iterator[_Row]:
    for series in library.series_of(query):
        for figure in library.cast(series.id).figures().figures:
            dates = sorted(filter(None, (sighting.date for sighting in figure.sightings)))
            yield (
                series.id,
                figure.key,
                figure.name,
                "; ".join(figure.aliases) or None,
                figure.relation or None,
                figure.kind.value,
                figure.sex or None,
                figure.identity or None,
                int(figure.known),
                int(figure.confirmed),
                len(figure.dreams),
                dates[0] if dates else None,
                dates[-1] if dates else None,
            )


def _appearances(library: Library, query: str, _reader: Reader) -> Iterator[_Row]:
    chosen = {listed.key for listed in library.listed(query)}
    for series in library.series_of(query):
        for figure in library.cast(series.id).figures().figures:
            for sighting in figure.sightings:
                if sighting.dream in chosen:
                    yield (*sighting.dream, sighting.date or None, figure.key, str(sighting.character))


def _indicators(library: Library, query: str, reader: Reader) -> Iterator[_Row]:
    parsed = parse_query(query)
    owners = library.store.dreamers_of(parsed)
    kinds = {series.id: series.kind for series in library.store.series()}
    readings = library.store.readings_by(reader, parsed)
    for series, run in groupby(readings, key=lambda reading: reading.dream.series):
        own = owners if kinds[series] is SeriesKind.SET else None
        sample = Sample.of(run, name=series, kind=kinds[series], dreamers=own)
        for row in _of_sample(sample):
            yield (series, str(reader), *row)


def _of_sample(sample: Sample) -> Iterator[_Row]:
    """Yield each indicator with its interval: a single unit cannot be resampled, and has none."""
    resamples = RESAMPLES if len(sample.units) > 1 else 0
    totals = resampled_totals(sample.units, resamples=resamples, rng=np.random.default_rng(0))
    for place, definition in enumerate(DEFINITIONS):
        indicator = sample.indicators[definition.key]
        counted, of = totals[:, place, 0], totals[:, place, 1]
        values = np.divide(counted, of, out=np.full(resamples, math.nan), where=of > 0)
        yield (
            definition.key,
            definition.kind.value,
            indicator.numerator,
            indicator.denominator,
            *map(_defined, (indicator.value, *percentile_interval(values))),
            int(sample.dreams_coded[place]),
        )


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else value
