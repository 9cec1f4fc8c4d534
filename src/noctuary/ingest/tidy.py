"""The set of tables that Noctuary writes as CSV, told by its ``datapackage.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time as clock_time
from itertools import groupby
from pathlib import Path
from typing import Any

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import (
    Dream,
    Dreamer,
    DreamKey,
    Lucidity,
    Night,
    PartialDate,
    Series,
    SeriesKind,
    Sex,
    TextSpan,
)
from noctuary.errors import FormatError, NoctuaryError, Problem
from noctuary.ingest.found import Found, IngestOptions, Source, is_file_beside
from noctuary.ingest.limits import parse_json
from noctuary.ingest.tables import rows, unguarded
from noctuary.scheme import Scale, parse

PACKAGE = "datapackage.json"
_NAME = "noctuary-dreams"
_TABLES = {f"{name}.csv" for name in ("series", "dreamers", "nights", "dreams", "readings", "codings")}


def recognise(source: Source) -> bool:
    """Whether the file describes tables that Noctuary wrote."""
    return source.path.name == PACKAGE and f'"{_NAME}"' in source.opening


def describes_table(path: Path) -> bool:
    """Whether a file is a table described by a package of ours beside it, and so comes in with it."""
    package = path.with_name(PACKAGE)
    return path.name in _TABLES and is_file_beside(package) and recognise(Source(package, package.name))


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read the tables: series, dreamers, nights, dreams, and then the readings.

    Raises
    ------
    FormatError
        If the package is no valid JSON.
    """
    try:
        package: Any = parse_json(source.text())
        tables = {resource["name"]: Path(resource["path"]).name for resource in package["resources"]}
    except (ValueError, KeyError, TypeError):
        raise FormatError(f"{source.name} describes no tables.", "Read one of them: --as csv") from None
    folder = source.path.parent
    safe = bool(package.get("safe_cells"))
    for name, read_row in _ROWS.items():
        if name in tables:
            # A path in a package may be anything; ours lie beside it.
            for where, cells in _rows(folder, tables[name], safe=safe):
                yield cells if isinstance(cells, Problem) else _found(read_row, cells, where, options)
    if "readings" in tables and "codings" in tables:
        yield from _readings(folder, options, safe=safe)


def _rows(folder: Path, name: str, *, safe: bool) -> Iterator[tuple[str, Mapping[str, str] | Problem]]:
    table = Source(folder / name, name, encoding="utf-8")
    if "\0" in name or not is_file_beside(table.path):
        yield name, Problem(name, "The table is missing, or is no file.", "It was passed over.")
        return
    for row in rows(table):
        if isinstance(row, Problem):
            yield table.name, row
        else:
            cells = {name: unguarded(cell) for name, cell in row.cells.items()} if safe else row.cells
            yield table.at_line(row.line), cells


def _found(read_row: Any, cells: Mapping[str, str], where: str, options: IngestOptions) -> Found:
    try:
        found: Found = read_row(cells, options)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError, NoctuaryError):
        return Problem(where, "The row is not as Noctuary writes it.", "It was passed over.")
    return found


def _series(cells: Mapping[str, str], options: IngestOptions) -> Series:
    return Series(
        options.series or cells["id"],
        cells["name"],
        SeriesKind(cells["kind"]),
        Sex(cells["sex"]) if cells["sex"] else None,
        cells["dreamer"] or None,
        cells["description"],
        _mapping(cells["metadata"]),
    )


def _dreamer(cells: Mapping[str, str], _: IngestOptions) -> Dreamer:
    return Dreamer(cells["id"], Sex(cells["sex"]) if cells["sex"] else None, _mapping(cells["metadata"]))


def _night(cells: Mapping[str, str], options: IngestOptions) -> Night:
    return Night(
        options.series or cells["series"],
        _date(cells) or PartialDate(),
        tuple(parse_json(cells["dreams"] or "[]")),
        cells["note"],
    )


def _dream(cells: Mapping[str, str], options: IngestOptions) -> Dream:
    return Dream(
        id=cells["id"],
        text=cells["text"],
        series=options.series or cells["series"],
        date=_date(cells),
        time=clock_time.fromisoformat(cells["time"]).replace(tzinfo=None) if cells["time"] else None,
        title=cells["title"],
        tags=tuple(parse_json(cells["tags"] or "[]")),
        lucidity=Lucidity(cells["lucidity"]) if cells["lucidity"] else None,
        ratings={name: float(value) for name, value in parse_json(cells["ratings"] or "{}").items()},
        reflection=cells["reflection"],
        dreamer=cells["dreamer"] or None,
        metadata=_mapping(cells["metadata"]),
    )


_ROWS = {"series": _series, "dreamers": _dreamer, "nights": _night, "dreams": _dream}


def _readings(folder: Path, options: IngestOptions, *, safe: bool) -> Iterator[Found]:
    """Join the readings with their codings, which lie in the same order."""
    codings = groupby(
        _rows(folder, "codings.csv", safe=safe),
        key=lambda row: row[1].get("reading") if not isinstance(row[1], Problem) else None,
    )
    number, group = next(codings, (None, iter(())))
    for where, cells in _rows(folder, "readings.csv", safe=safe):
        if isinstance(cells, Problem):
            yield cells
            continue
        own = []
        if number == cells.get("reading"):
            own = [row for _, row in group if not isinstance(row, Problem)]
            number, group = next(codings, (None, iter(())))
        yield _found(lambda read, options, own=own: _reading(read, own, options), cells, where, options)


def _reading(cells: Mapping[str, str], codings: list[Mapping[str, str]], options: IngestOptions) -> Reading:
    return Reading(
        DreamKey(options.series or cells["series"], cells["dream"]),
        Reader(cells["reader"], cells["version"], ReaderKind(cells["kind"]), _mapping(cells["settings"])),
        tuple(
            Coding(
                parse(coding["code"], Scale(coding["scale"])),
                _spans(coding["evidence"]),
                float(coding["confidence"]) if coding["confidence"] else None,
                coding.get("established", ""),
            )
            for coding in codings
        ),
        tuple(map(Scale, cells["scales"].split())),
        _spans(cells["waking"]),
        cells["text_sha256"],
    )


def _date(cells: Mapping[str, str]) -> PartialDate | None:
    year, month, day = (int(cells[part]) if cells[part] else None for part in ("year", "month", "day"))
    if (year, month, day) == (None, None, None) and not cells["date_written"]:
        return None
    return PartialDate(year, month, day, cells["date_written"])


def _mapping(cell: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in parse_json(cell or "{}").items()}


def _spans(cell: str) -> tuple[TextSpan, ...]:
    """Read stretches of text as ``112-120 130-133``."""
    return tuple(TextSpan(*map(int, span.split("-"))) for span in cell.split())
