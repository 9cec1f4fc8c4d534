"""Parquet of any make: one dream a row, its columns guessed by their names or named, as in a table of text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock_time
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from noctuary.errors import FormatError, MissingExtraError
from noctuary.ingest.found import Found, IngestOptions, Source
from noctuary.ingest.table import dreams_of
from noctuary.ingest.tables import Row

if TYPE_CHECKING:
    import polars as pl

#: Rows taken out of the file at a time: few enough to hold however long the dreams are.
_AT_ONCE: Final = 5000
_MAGIC: Final = b"PAR1"


def recognise(source: Source) -> bool:
    """Whether the file is Parquet, by its name or its first bytes."""
    return source.path.suffix.lower() in {".parquet", ".pq"} or source.raw_opening.startswith(_MAGIC)


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read each row as a dream. Columns that are none of ours are kept as metadata.

    Raises
    ------
    FormatError
        If the file is damaged, no column holds the text, or a column that was named is not there.
    MissingExtraError
        Without polars, which the extras `research` and `cluster` bring.
    """
    try:
        import polars as pl  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("Reading Parquet", "polars", "research") from None
    # What polars says of a damaged file may quote it.
    try:
        # Brackets and stars in a path are no pattern here.
        table = pl.scan_parquet(source.path, glob=False)
        columns = table.collect_schema().names()
        yield from dreams_of(
            source, columns, _rows(table), options, at=lambda row: f"{source.name}, row {row}"
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise FormatError(f"{source.name} is no whole file of Parquet.", "Check how it came here.") from None


def _rows(table: pl.LazyFrame) -> Iterator[Row]:
    """Iterate over the rows, each with its number from 1 on; never more than some of them are held."""
    number = 0
    while (some := table.slice(number, _AT_ONCE).collect()).height:
        for row in some.iter_rows(named=True):
            number += 1
            yield Row({name: _cell(value) for name, value in row.items()}, number)


def _cell(value: Any) -> str:
    """Return a cell as a table of text would have it.

    Examples
    --------
    >>> [_cell(value) for value in (None, 7, date(2020, 1, 31), datetime(2020, 1, 31), ["sea", "salt"])]
    ['', '7', '2020-01-31', '2020-01-31', 'sea, salt']
    """
    match value:
        case None:
            return ""
        case bytes():
            return value.decode("utf-8")
        case float() if isnan(value):
            return ""
        case datetime() if value.time() == clock_time():
            # Programs that know no days alone keep a day as its midnight.
            return value.date().isoformat()
        case datetime() | date() | clock_time():
            return value.isoformat()
        case list():
            return ", ".join(map(_cell, value))
        case _:
            return str(value)
