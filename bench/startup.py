"""Whole processes on a library that holds all of DreamBank: help, list and search, as a person waits for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from noctuary.ingest import read_paths
from noctuary.library import Library
from record import arguments, corpora, report

COMMANDS = (
    ["--help"],
    ["list"],
    ["list", "--all"],
    ["search", "library"],
    ["show", "norms-f/0003"],
    ["explain", "1MKA"],
)
TIMES = 15


def main() -> None:
    """Import, and start each command again and again."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        path = Path(place) / "library.noctuary"
        with Library.open(path, create=True) as library:
            library.take_in(read_paths([corpora() / "dreambank"]))
        base = _median([sys.executable, "-c", "pass"], path)
        rows: list[dict[str, object]] = [{"command": "python -c pass", "median ms": base, "ratio": 1.0}]
        program = str(Path(sys.executable).with_name("noctuary"))
        for command in COMMANDS:
            median = _median([program, *command], path)
            rows.append(
                {"command": f"noctuary {' '.join(command)}", "median ms": median, "ratio": median / base}
            )
    report("startup", rows, record=not options.no_record)


def _median(command: list[str], library: Path) -> float:
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "NOCTUARY_LIBRARY": str(library)}
        )
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)


if __name__ == "__main__":
    main()
