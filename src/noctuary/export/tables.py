"""A tidy set of tables: one row a dream, a reading, a coding; and the package that describes them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from noctuary.coding import Coding, Reading
from noctuary.dream import Dream, Dreamer, Night, PartialDate, Series, TextSpan
from noctuary.export.contents import Contents, Written
from noctuary.export.files import new_folder

# The columns of each table, in order, with what they mean.
_PACKAGE: Final[dict[str, Any]] = json.loads(
    files("noctuary.export").joinpath("data/datapackage.json").read_text(encoding="utf-8")
)
# What a spreadsheet takes for a formula; the apostrophe too, so that the guard can be told from the text.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r", "\n")

_Cells = Iterable[object]


def write_csv(folder: Path, contents: Contents, *, safe_cells: bool = False, force: bool = False) -> Written:
    """Write ``dreams.csv``, ``readings.csv``, ``codings.csv`` and the like, with ``datapackage.json``.

    The tables are in UTF-8, with quotes where needed, and the texts exact.
    They come back by reading the folder. What was said of casts, motifs and
    rhymes, and norms of one's own, have no table: write JSON lines for those.

    Parameters
    ----------
    folder
        The folder to write; it is made where it is not there.
    contents
        What to write. Parts that are empty give tables with a header alone.
    safe_cells
        Whether to put an apostrophe before cells that a spreadsheet would take for a formula (``=``,
        ``+``, ``-``, ``@`` and the like). Wanted when somebody opens tables of strangers' dreams in a
        spreadsheet; the texts are then no longer exact there, though Noctuary reads them back exactly.
    force
        Whether to write into a folder that is not empty, over files of the same name.

    Raises
    ------
    InputError
        If the folder is not empty and `force` is not given.
    """
    with new_folder(folder, force=force) as root, ExitStack() as open_files:
        tables = {}
        for resource in _PACKAGE["resources"]:
            file = open_files.enter_context((root / resource["path"]).open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file)
            writer.writerow(field["name"] for field in resource["schema"]["fields"])
            tables[resource["name"]] = writer

        def write(table: str, cells: _Cells) -> None:
            tables[table].writerow([guarded(cell) for cell in cells] if safe_cells else cells)

        for series in contents.series:
            write("series", _series(series))
        for dreamer in contents.dreamers:
            write("dreamers", _dreamer(dreamer))
        nights = 0
        for nights, night in enumerate(contents.nights, start=1):  # noqa: B007 — the count is wanted
            write("nights", _night(night))
        dreams = readings = 0
        for dreams, (dream, read) in enumerate(contents.dreams, start=1):  # noqa: B007
            write("dreams", _dream(dream))
            for reading in read:
                readings += 1
                write("readings", _reading(readings, reading))
                for coding in reading.codings:
                    write("codings", _coding(readings, reading, coding))
        package = json.dumps(_PACKAGE | {"safe_cells": safe_cells}, indent=2)
        (root / "datapackage.json").write_text(package + "\n", encoding="utf-8")
    return Written(dreams, readings, nights)


def guarded(cell: object) -> object:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _series(series: Series) -> _Cells:
    return (
        series.id,
        series.name,
        series.kind.value,
        series.sex or "",
        series.dreamer or "",
        series.description,
        _json(series.metadata),
    )


def _dreamer(dreamer: Dreamer) -> _Cells:
    return dreamer.id, dreamer.sex or "", _json(dreamer.metadata)


def _night(night: Night) -> _Cells:
    return night.series, *_date(night.date), _json(night.dreams), night.note


def _dream(dream: Dream) -> _Cells:
    return (
        dream.series,
        dream.id,
        *_date(dream.date),
        dream.time.isoformat().removesuffix(":00") if dream.time else "",
        dream.title,
        dream.text,
        _json(dream.tags),
        dream.lucidity or "",
        _json(dream.ratings),
        dream.reflection,
        dream.dreamer or "",
        _json(dream.metadata),
    )


def _reading(number: int, reading: Reading) -> _Cells:
    return (
        number,
        *reading.dream,
        reading.reader.name,
        reading.reader.version,
        reading.reader.kind.value,
        _json(reading.reader.settings),
        " ".join(reading.scales),
        _spans(reading.waking),
        reading.text_sha256,
    )


def _coding(number: int, reading: Reading, coding: Coding) -> _Cells:
    code = coding.code
    return (
        number,
        *reading.dream,
        code.scale.value,
        str(code),
        code.symbol or "",
        code.actor or "",
        code.direction or "",
        code.recipient or "",
        _spans(coding.evidence),
        "" if coding.confidence is None else repr(coding.confidence),
        coding.established,
    )


def _date(date: PartialDate | None) -> Iterator[object]:
    date = date or PartialDate()
    yield str(date)
    yield from ("" if part is None else part for part in (date.year, date.month, date.day))
    yield date.written


def _json(value: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Return a list or mapping as JSON; an empty cell where it is empty."""
    plain = dict(value) if isinstance(value, Mapping) else list(value)
    return json.dumps(plain, ensure_ascii=False) if plain else ""


def _spans(spans: Iterable[TextSpan]) -> str:
    """Return stretches of text as ``112-120 130-133``: half-open, in characters."""
    return " ".join(f"{start}-{end}" for start, end in spans)
