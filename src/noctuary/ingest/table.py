"""CSV and TSV of any make: one dream a row, its columns guessed by their headers or named."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from noctuary.dates import parse_date
from noctuary.dream import Dream, Dreamer
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import JOURNAL, Found, IngestOptions, Source
from noctuary.ingest.tables import Row, header, rows
from noctuary.ingest.values import DerivedIds, as_id, as_lucidity, as_sex, as_time, split_words

_KNOWN: Final[dict[str, list[str]]] = tomllib.loads(
    files("noctuary.ingest").joinpath("data/columns.toml").read_text(encoding="utf-8")
)

#: What a column of a table can hold, by our names.
COLUMNS: Final = tuple(_KNOWN)


def recognise(source: Source) -> bool:
    """Whether the file is a table, by its name."""
    return source.path.suffix.lower() in {".csv", ".tsv", ".tab"}


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read each row as a dream. Columns that are none of ours are kept as metadata.

    Raises
    ------
    FormatError
        If no column holds the text, or a column that was named is not there.
    """
    yield from dreams_of(source, header(source), rows(source), options, at=source.at_line)


def dreams_of(
    source: Source,
    there: Sequence[str],
    rows: Iterable[Row | Problem],
    options: IngestOptions,
    *,
    at: Callable[[int], str],
) -> Iterator[Found]:
    """Read each row of a table as a dream, whatever kind of file the table comes from.

    Parameters
    ----------
    source
        The file.
    there
        The names of its columns.
    rows
        Its rows, every cell as text; a problem is passed on.
    options
        How to read.
    at
        Says where a row is, by its line or number.

    Raises
    ------
    FormatError
        If no column holds the text, or a column that was named is not there.
    """
    columns = _columns(source, there, options.columns)
    ids = DerivedIds()
    dreamers: set[str] = set()
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        where = at(row.line)
        ours = {name: row.cells.get(theirs, "") for name, theirs in columns.items()}
        if not ours["text"].strip():
            yield Problem(where, "The row holds no dream text.", "It was passed over.")
            continue
        try:
            dream = _dream(row, ours, columns, ids)
        except ValueError as error:
            yield Problem(where, f"The row was passed over: {error}.")
            continue
        if dream.date is None and ours.get("date", "").strip():
            yield Problem(
                where, "The date cannot be read; it is kept as metadata.", "Write it as 2020-01-31."
            )
        if dream.dreamer and dream.dreamer not in dreamers:
            dreamers.add(dream.dreamer)
            yield Dreamer(dream.dreamer, as_sex(ours.get("sex", "")))
        series = options.series or as_id(ours.get("series", "")) or as_id(source.stem) or JOURNAL
        yield replace(dream, series=series)


def _columns(source: Source, there: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    """Return which of the table's columns hold what, ours to theirs."""
    for theirs in named.values():
        if theirs not in there:
            raise FormatError(
                f"{source.name} has no column {theirs!r}.", "Name it as the first row of the file does."
            )
    if strange := set(named) - set(_KNOWN):
        raise FormatError(
            f"Noctuary has no column {', '.join(sorted(strange))}.", f"It has: {', '.join(_KNOWN)}."
        )
    columns = guessed(there, named)
    if "text" not in columns:
        raise FormatError(
            # Without a row of headers, what stands in the first row may be a dream.
            f"None of the {len(there)} columns of {source.name} looks like the dreams' text.",
            "Name it as the first row of the file does: --column text=NAME",
        )
    return columns


def guessed(there: Sequence[str], named: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """Return which columns hold what, ours to theirs, by their names; those that were named are what they are said to be.

    Examples
    --------
    >>> guessed(["Report", "Dream Date"])
    {'text': 'Report', 'date': 'Dream Date'}
    """
    by_plain_name: dict[str, str] = {}
    for name in there:
        if name not in named.values():
            by_plain_name.setdefault(name.lower().replace(" ", "_").replace("-", "_"), name)
    columns = {}
    for ours, guesses in _KNOWN.items():
        theirs = named.get(ours) or next(
            (by_plain_name[each] for each in guesses if each in by_plain_name), None
        )
        if theirs:
            columns[ours] = theirs
    return columns


def _dream(row: Row, ours: Mapping[str, str], columns: Mapping[str, str], ids: DerivedIds) -> Dream:
    date = parse_date(ours.get("date", ""))
    time = as_time(ours.get("time", ""))
    lucidity = as_lucidity(ours.get("lucidity", ""))
    understood = {
        columns.get(name)
        for name, value in {**ours, "date": date, "time": time, "lucidity": lucidity}.items()
        if value is not None and (name != "sex" or ours.get("dreamer"))
    }
    return Dream(
        id=as_id(ours.get("id", "")) or ids.of_night(date, otherwise=f"L{row.line}"),
        text=ours["text"],
        date=date,
        time=time,
        title=ours.get("title", "").strip(),
        tags=split_words(ours.get("tags", "")),
        lucidity=lucidity,
        reflection=ours.get("reflection", ""),
        dreamer=as_id(ours.get("dreamer", "")) or None,
        metadata={name: cell for name, cell in row.cells.items() if cell.strip() and name not in understood},
    )
