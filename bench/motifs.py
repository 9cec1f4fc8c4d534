"""Find motifs in the largest series of DreamBank and in all of it: seconds from the library to the result.

Clusters are timed on invented vectors, since what it costs does not hang on
what the vectors mean: they point everywhere, so that every run goes its full length.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import DreamKey
from noctuary.ingest import read_paths
from noctuary.library import Library
from record import arguments, corpora, report

LARGEST = "series:izzy-all"
WIDTH = 384


class Placed(Library):
    """A library that knows without a model where its dreams stand."""

    def vectors(self, query: str = "") -> tuple[list[DreamKey], NDArray[np.float32]]:
        """Return directions drawn at random."""
        keys = [dream.key for dream in self.listed(query)]
        drawn = np.random.default_rng(0).standard_normal((len(keys), WIDTH), np.float32)
        return keys, drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


#: What is timed, and how much it finds.
KINDS: Mapping[str, Callable[[Library, str], int]] = {
    "words beside DreamBank": lambda library, query: len(library.motifs(query).found),
    "words beside the past": lambda library, query: len(library.motifs(query, against="past").found),
    "clusters": lambda library, query: len(library.clusters(query).clusters),
    "forty word lists": lambda library, query: len(library.word_rates(query)),
}


def main() -> None:
    """Import, and time each kind."""
    options = arguments(__doc__ or "")
    with (
        TemporaryDirectory() as place,
        Placed.open(Path(place) / "library.noctuary", create=True) as library,
    ):
        library.take_in(read_paths([corpora() / "dreambank"]))
        rows: list[dict[str, object]] = []
        for query in (LARGEST, ""):
            for kind, find in KINDS.items():
                if not query and "past" in kind:
                    # Several dreamers have none in common.
                    continue
                start = time.perf_counter()
                found = find(library, query)
                seconds = time.perf_counter() - start
                rows.append(
                    {
                        "dreams": f"{query or 'all of DreamBank'}, {library.count(query):,}",
                        "what": kind,
                        "found": found,
                        "seconds": seconds,
                    }
                )
    report("motifs", rows, record=not options.no_record)


if __name__ == "__main__":
    main()
