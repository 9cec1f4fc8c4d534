"""Parquet of any make: one dream a row, its columns guessed by their names or named, as in a table of text.

What reads the file is a process of its own; see :mod:`noctuary.ingest.parquet_rows`.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Final

from noctuary.errors import FormatError, MissingExtraError
from noctuary.ingest.found import Found, IngestOptions, Source
from noctuary.ingest.limits import TooLargeError
from noctuary.ingest.parquet_rows import DAMAGED, PATIENCE_SECONDS, TOO_LARGE
from noctuary.ingest.table import dreams_of
from noctuary.ingest.tables import Row

_MAGIC: Final = b"PAR1"
# Without -P, whatever module lies in the folder that somebody works in would be run.
_COMMAND: Final = (sys.executable, "-P", "-m", "noctuary.ingest.parquet_rows")


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
    if find_spec("polars") is None:
        raise MissingExtraError("Reading Parquet", "polars", "research")
    answers = _answers(source)
    columns = next(answers)
    yield from dreams_of(
        source, columns, _rows(columns, answers), options, at=lambda row: f"{source.name}, row {row}"
    )


def _rows(columns: list[str], answers: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(answers, start=1):
        yield Row(dict(zip(columns, cells, strict=True)), number)


def _answers(source: Source) -> Iterator[list[str]]:
    """Yield the names of the columns, then each row."""
    helper = _helper()
    rows = -1
    try:
        for line in helper.answers(source.path):
            if isinstance(line, list):
                rows += 1
                yield line
            elif line == TOO_LARGE:
                raise TooLargeError(f"{source.name}, row {rows + 1}")
            elif line == DAMAGED:
                raise FormatError(f"{source.name} is no whole file of Parquet.", "Check how it came here.")
    finally:
        if helper.is_waiting:
            _idle.append(helper)
        else:
            helper.end()


class _Helper:
    """A process that reads Parquet."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 — ours
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What a decoder says of a damaged file may quote it.
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        #: Whether it waits to be asked; if not, it was not heard to the end.
        self.is_waiting = True
        self._answered_at = monotonic()

    @property
    def will_wait(self) -> bool:
        """Whether it is there for some time yet."""
        return self._process.poll() is None and monotonic() - self._answered_at < PATIENCE_SECONDS / 2

    def answers(self, path: Path) -> Iterator[list[str] | str]:
        """Yield what it says of a file; that the file is damaged, where it is gone."""
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        self.is_waiting = False
        with suppress(BrokenPipeError):
            asked.write(f"{json.dumps(str(path.absolute()))}\n")
            asked.flush()
        while (line := told.readline()).endswith("\n"):
            said: list[str] | str = json.loads(line)
            self.is_waiting = isinstance(said, str)
            self._answered_at = monotonic()
            yield said
            if self.is_waiting:
                return
        yield DAMAGED

    def end(self) -> None:
        """End it, wherever it is."""
        self._process.kill()
        self._process.communicate()


# Those that wait to be asked once more.
_idle: list[_Helper] = []


def _helper() -> _Helper:
    # Several threads may ask at once.
    with suppress(IndexError):
        while True:
            helper = _idle.pop()
            if helper.will_wait:
                return helper
            helper.end()
    return _Helper()


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()
