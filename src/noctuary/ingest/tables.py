"""Tables as text: the rows of CSV and TSV files, told by their header."""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import Self

from noctuary.errors import Problem
from noctuary.ingest.found import Source

# A dream may be longer than the 128 KiB that the csv module takes for a mistake.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and the line that it ends on."""

    cells: Mapping[str, str]
    line: int


def rough_header(source: Source) -> list[str]:
    """Return the column names of a table by its first 8 KiB, to recognise it; empty when it has no line."""
    return _header(StringIO(source.opening.lstrip("\ufeff"), newline="\n"))


def header(source: Source) -> list[str]:
    """Return the column names of a table; empty when it has no line."""
    return _header(source.lines())


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


class _Lines:
    """The lines of a table, able to go back to the second line of a row that turned out to be none."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self.row: list[str] = []
        self.number = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.row.append(line)
        self.number += 1
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

    def back_to_second(self) -> None:
        """Give back all lines of the row but the first."""
        self._waiting.extendleft(reversed(self.row[1:]))
        self.number -= len(self.row) - 1
        del self.row[1:]


def _roughly(line: str, delimiter: str) -> list[str]:
    """Take a row with stray quotes apart: as unquoted where it does not open with a quote."""
    line = line.rstrip("\r\n")
    if not line.startswith('"'):
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: len(_columns(line, iter(()), delimiter)))


def _columns(first: str, further: Iterator[str], delimiter: str) -> list[str]:
    """Return the names in a header, which goes on over further lines where a quote is open."""
    try:
        names = next(csv.reader(chain((first,), further), delimiter=delimiter), [])
    except csv.Error:
        names = first.split(delimiter)
    return [name.strip() for name in names]
