"""Tables as text: the rows of CSV and TSV files, told by their header."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from typing import Final, Self

from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import Source
from noctuary.ingest.limits import LONGEST

# A dream may be longer than the 128 KiB that the csv module takes for a mistake.
csv.field_size_limit(LONGEST)

# What a spreadsheet takes for a formula; the apostrophe too, so that the guard can be told from the text.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'", "\t", "\r", "\n")
_DELIMITERS = ",\t;|"
# Lines that a header may go on over, where a quote is open.
_LONGEST_HEADER: Final = 1000
# So much of a line tells what divides its cells.
_TELLING: Final = 1 << 14
#: No spreadsheet has more.
MOST_COLUMNS: Final = 1 << 14


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and the line that it ends on."""

    cells: Mapping[str, str]
    line: int


def rough_header(source: Source) -> list[str]:
    """Return the column names of a table by its first 8 KiB, to recognise it; empty when it has no line."""
    return _header(StringIO(source.opening.lstrip("\ufeff"), newline="\n"))


def header(source: Source) -> list[str]:
    """Return the column names of a table; empty when it has no line.

    Raises
    ------
    FormatError
        If they are more than :data:`MOST_COLUMNS`.
    """
    return _checked(_header(source.lines()), source)


def _checked(columns: list[str], source: Source) -> list[str]:
    if len(columns) > MOST_COLUMNS:
        raise FormatError(
            f"{source.name} has {len(columns):,} columns, more than any spreadsheet.",
            "Keep those that tell of the dreams.",
        )
    return columns


def _header(lines: Iterator[str]) -> list[str]:
    first = next(lines, "")
    return _columns(first, lines, _delimiter(first)) if first else []


def rows(source: Source) -> Iterator[Row | Problem]:
    """Iterate over the rows of a table; a row that cannot be taken apart is a problem.

    Cells come as they stand in the file: quotes undone, nothing stripped,
    line breaks as they are. Missing cells are empty; lines without anything
    are passed over.
    """
    lines = _Lines(source.lines())
    first = lines.peek()
    delimiter = _delimiter(first)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
    except csv.Error:
        lines.back_to_second()
        columns = _columns(first, iter(()), delimiter)
    _checked(columns, source)
    while True:
        lines.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.back_to_second()
            where = source.at_line(lines.number)
            cells = _roughly(lines.row[0], delimiter)
            if len(cells) != len(columns):
                yield Problem(
                    where, "The row cannot be taken apart.", "A quote within quotes is written twice."
                )
                continue
            yield Problem(where, "The quotes of this row do not close; check how it came in.")
        if len(cells) > len(columns):
            yield Problem(
                source.at_line(lines.number),
                f"The row has {len(cells)} cells, the header {len(columns)}; the further ones were left out.",
                "Put quotes around cells that hold the delimiter.",
            )
        if any(cells):
            yield Row(dict(zip(columns, cells, strict=False)), lines.number)


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from taking it for a formula.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS) else cell


class _Lines:
    """The lines of a table, able to go back to the second line of a row that turned out to be none."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self._length = 0
        # A row that was none has a quote that does not close up to here. No row that begins within it and goes on
        # to a further line can fare better, and trying each would take a day.
        self._doomed = 0
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.row and self.number < self._doomed:
            raise csv.Error
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.row.append(line)
        self.number += 1
        self._length += len(line)
        if self._length > LONGEST and len(self.row) > 1:
            raise csv.Error
        return line

    def peek(self) -> str:
        """Return the first line without taking it; an empty text where there is none."""
        line = next(self._lines, None)
        if line is not None:
            self._waiting.appendleft(line)
        return line or ""

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.row.clear()
        self._length = 0

    def back_to_second(self) -> None:
        """Give back all lines of the row but the first."""
        self._doomed = max(self._doomed, self.number)
        self._waiting.extendleft(reversed(self.row[1:]))
        self.number -= len(self.row) - 1
        del self.row[1:]


def _roughly(line: str, delimiter: str) -> list[str]:
    """Take a row with stray quotes apart: as unquoted where it does not open with a quote."""
    line = line.rstrip("\r\n")
    if not line.startswith('"'):
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: len(_columns(line[:_TELLING], iter(()), delimiter)))


def _columns(first: str, further: Iterator[str], delimiter: str) -> list[str]:
    """Return the names in a header, which goes on over further lines where a quote is open."""
    try:
        lines = chain((first,), islice(further, _LONGEST_HEADER))
        names = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        names = first.split(delimiter)
    return [name.strip() for name in names]
