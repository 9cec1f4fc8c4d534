"""Search all of DreamBank, inside the process: each search 20 times, median and slowest."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from noctuary.ingest import read_paths
from noctuary.library import Library
from noctuary.readers import open_reader
from record import arguments, corpora, report

SEARCHES = (
    "library", "house", "the", "libr*", '"old house"', '"i was in the"', "cat OR dog -snake", "/librar(y|ies)/",
    "series:norms-f flying", "date:1985..1990 mother", "lucid:yes", "character:1MKA", "emotion:AP falling",
)  # fmt: skip
TIMES = 20


def main() -> None:
    """Import, read one series so that codes can be searched, and search."""
    options = arguments(__doc__ or "")
    with (
        TemporaryDirectory() as place,
        Library.open(Path(place) / "library.noctuary", create=True) as library,
    ):
        library.take_in(read_paths([corpora() / "dreambank"]))
        library.read_unread(open_reader("lexical"), "series:norms-*")
        rows: list[dict[str, object]] = []
        for query in SEARCHES:
            seconds = []
            for _ in range(TIMES):
                start = time.perf_counter()
                hits = library.search(query)
                seconds.append(time.perf_counter() - start)
            rows.append(
                {
                    "search": f"`{query}`".replace("|", "\\|"),
                    "dreams found": library.count(query),
                    "shown": len(hits),
                    "median ms": 1000 * statistics.median(seconds),
                    "slowest ms": 1000 * max(seconds),
                }
            )
    report("search", rows, record=not options.no_record)


if __name__ == "__main__":
    main()
