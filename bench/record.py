"""What every bench shares: where the corpora are, and one line in ``RESULTS.md`` for each run."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import platformdirs

from noctuary import __version__
from noctuary.ingest import read_paths
from noctuary.library import Library
from noctuary.readers import DEFAULT, open_reader

RESULTS = Path(__file__).with_name("RESULTS.md")
SHARED = Path(os.environ.get("NOCTUARY_SHARED", Path(__file__).parents[2] / "shared"))


def corpora() -> Path:
    """Return the folder of corpora, or leave with a sentence where it is absent."""
    if not (SHARED / "data").is_dir():
        sys.exit(f"The corpora are not at {SHARED}. Name their folder in NOCTUARY_SHARED.")
    return SHARED / "data"


def read_library() -> Path:
    """Return a library of all of DreamBank, read by the learned reader; copy it before you write to it.

    It is made where ``NOCTUARY_BENCH_LIBRARY`` says, else in the folder for caches, once for each version of the
    reader: that takes about half an hour on two cores, and goes on where it was interrupted.
    """
    reader = open_reader(DEFAULT)
    named = os.environ.get("NOCTUARY_BENCH_LIBRARY")
    cache = Path(platformdirs.user_cache_dir("noctuary", appauthor=False))
    path = Path(named) if named else cache / f"dreambank, {reader.identity}.noctuary"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Library.open(path, create=True) as library:
        if not library.count():
            library.take_in(read_paths([corpora() / "dreambank"]))
        if library.count_unread(reader.identity):
            print(f"Reading DreamBank into {path}, once.", file=sys.stderr)
            library.read_unread(reader)
    return path


def arguments(description: str, *, dreams: int | None = None) -> argparse.Namespace:
    """Read the options that every bench has; with `dreams`, also how many dreams at most."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--no-record", action="store_true", help="print only, and leave RESULTS.md as it is")
    if dreams is not None:
        parser.add_argument(
            "--dreams", type=int, default=dreams, help="at most so many: to see that the bench runs"
        )
    return parser.parse_args()


def machine() -> str:
    """Return what the run ran on, in a few words."""
    return f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}"


def pace() -> float:
    """Return how many million additions Python does in a second here, just now.

    Machines that share their processors with others swing by a factor of three from minute to minute: what was
    measured is read beside this.
    """
    additions, count = 1_000_000, 0
    start = time.perf_counter()
    for each in range(additions):
        count += each
    return additions / (time.perf_counter() - start) / 1e6


_PACE_AT_FIRST = pace()


def report(bench: str, rows: Sequence[Mapping[str, object]], *, record: bool) -> None:
    """Print a table and, if asked, append it to ``RESULTS.md`` with date, machine and version."""
    keys = list(rows[0])
    lines = [
        "| " + " | ".join(keys) + " |",
        "|" + " --- |" * len(keys),
        *("| " + " | ".join(_cell(row[key]) for key in keys) + " |" for row in rows),
    ]
    print("\n".join(lines))
    if record:
        head = f"## {bench}, {date.today().isoformat()}, Noctuary {__version__}, {machine()}"  # noqa: DTZ011
        ran = f"`python bench/{bench}.py`, at {_PACE_AT_FIRST:.0f} million additions a second before, {pace():.0f} after"
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(f"\n{head}\n\n{ran}\n\n" + "\n".join(lines) + "\n")


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
