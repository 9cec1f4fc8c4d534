"""Bring all of DreamBank into a fresh library: checks, hashes, duplicates and word index included.

Beside it, in the same run: the same rows put into a bare SQLite table with a word index, by the same driver.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from noctuary.ingest import read_paths
from noctuary.library import Library
from record import arguments, corpora, report


def main() -> None:
    """Import, and compare."""
    options = arguments(__doc__ or "")
    folder = corpora() / "dreambank"
    with TemporaryDirectory() as place:
        start = time.perf_counter()
        bare = _bare(folder, Path(place) / "bare.db")
        bare_seconds = time.perf_counter() - start
        path = Path(place) / "library.noctuary"
        with Library.open(path, create=True) as library:
            start = time.perf_counter()
            summary = library.take_in(read_paths([folder]))
            seconds = time.perf_counter() - start
            start = time.perf_counter()
            again = library.take_in(read_paths([folder]))
            again_seconds = time.perf_counter() - start
        megabytes = path.stat().st_size / 1e6
    rows: list[dict[str, object]] = [
        {"what": "bare SQLite with FTS5", "dreams": bare, "seconds": bare_seconds, "ratio": 1.0, "note": ""},
        {
            "what": "noctuary import",
            "dreams": sum(summary.added.values()),
            "seconds": seconds,
            "ratio": seconds / bare_seconds,
            "note": f"{len(summary.problems)} problems told, {megabytes:.0f} MB",
        },
        {
            "what": "the same again",
            "dreams": sum(again.added.values()),
            "seconds": again_seconds,
            "ratio": again_seconds / bare_seconds,
            "note": f"{again.known} known",
        },
    ]
    report("import", rows, record=not options.no_record)


def _bare(folder: Path, path: Path) -> int:
    csv.field_size_limit(10**9)
    database = apsw.Connection(str(path))
    database.pragma("journal_mode", "wal")
    database.execute("CREATE TABLE dream (nr INTEGER PRIMARY KEY, series TEXT, id TEXT, text TEXT)")
    database.execute("CREATE VIRTUAL TABLE words USING fts5 (text, content = 'dream', content_rowid = 'nr')")
    count = 0
    with database:
        for file in sorted(folder.glob("*.tsv")):
            with file.open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t"):
                    values = (file.stem, row["n"], row["dream"])
                    database.execute("INSERT INTO dream (series, id, text) VALUES (?, ?, ?)", values)
                    count += 1
        database.execute("INSERT INTO words (rowid, text) SELECT nr, text FROM dream")
    database.close()
    return count


if __name__ == "__main__":
    main()
