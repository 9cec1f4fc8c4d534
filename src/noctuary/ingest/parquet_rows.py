"""Reading Parquet in a process of its own: a file made to do harm ends that, and nothing else.

Its decoder asks the system for whatever a damaged file says it needs, and where that is not to be had, the process is
gone. So it is one that holds nothing: it takes the path of a file a line, and answers in JSON lines with the names of
the columns, each row as text, and how it ended. It ends itself when nobody has asked for a while.
"""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from datetime import time as clock_time
from math import isnan
from typing import Any, Final

from noctuary.ingest.limits import LONGEST

#: How reading a file ended.
WHOLE: Final = "whole"
DAMAGED: Final = "damaged"
TOO_LARGE: Final = "too large"
#: So long this process waits for another file.
PATIENCE_SECONDS: Final = 10.0

#: Bytes, of addresses: what is unpacked of a file, and the libraries that do it.
_MOST_MEMORY: Final = 4 << 30
#: Rows taken out of the file at a time: few enough to hold however long the dreams are.
_AT_ONCE: Final = 5000


def main() -> None:
    """Answer for one file after the other."""
    # Each thread takes addresses, however little it holds.
    os.environ.setdefault("POLARS_MAX_THREADS", "4")
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 — not on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    # Whoever asked may be gone, or have heard enough.
    with suppress(BrokenPipeError):
        while path := _asked():
            sys.stdout.writelines(f"{json.dumps(line)}\n" for line in answer(json.loads(path)))
            sys.stdout.flush()


def _asked() -> str:
    """Return the next line; empty if none came for a while, or whoever asked is gone."""
    # Elsewhere a pipe cannot be waited for, and this process stays as long as the one that asks.
    if os.name == "posix" and not select.select([sys.stdin], [], [], PATIENCE_SECONDS)[0]:
        return ""
    return sys.stdin.readline()


def answer(path: str) -> Iterator[list[str] | str]:
    """Yield the names of the columns, the rows, and how it ended."""
    import polars as pl  # noqa: PLC0415

    try:
        # Brackets and stars in a path are no pattern here.
        table = pl.scan_parquet(path, glob=False)
        yield table.collect_schema().names()
        number = 0
        while (some := table.slice(number, _AT_ONCE).collect()).height:
            for row in some.iter_rows():
                cells = list(map(_cell, row))
                if sum(map(len, cells)) > LONGEST:
                    yield TOO_LARGE
                    return
                yield cells
            number += some.height
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, MemoryError, OSError, ValueError):
        yield DAMAGED
    else:
        yield WHOLE


def _cell(value: Any) -> str:
    r"""Return a cell as a table of text would have it; bytes that are no text are nothing.

    Examples
    --------
    >>> [_cell(value) for value in (None, 7, date(2020, 1, 31), datetime(2020, 1, 31), ["sea", "salt"], b"\xff")]
    ['', '7', '2020-01-31', '2020-01-31', 'sea, salt', '']
    """
    match value:
        case None:
            return ""
        case bytes():
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return ""
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


if __name__ == "__main__":
    main()
