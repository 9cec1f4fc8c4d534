"""Nearest dreams by meaning: the two seeds among all of DreamBank, and how long looking among 100,000 takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from noctuary.dream import Dream, DreamKey
from noctuary.figures.rhymes import nearest
from noctuary.library import Library
from record import arguments, corpora, read_library, report

MANY = 100_000
TIMES = 30
NEAREST = 10


def main() -> None:
    """Place what is not placed, then look."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        path = Path(place) / "library.noctuary"
        with Library.open(read_library(), read_only=True) as given:
            given.backup(path)
        with Library.open(path) as library:
            seeds = [
                Dream(id=file.stem, series="seeds", text=file.read_text(encoding="utf-8"))
                for file in sorted((corpora() / "seeds").glob("*.txt"))
            ]
            for seed in seeds:
                library.add(seed)
            library.embed_rest()
            rows = [*_seeds(library, [seed.key for seed in seeds]), *_speed(library, seeds[0].key)]
    report("rhymes", rows, record=not options.no_record)


def _seeds(library: Library, keys: list[DreamKey]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    rhymes, placed = library.rhymes(), len(library.meanings().numbers)
    for key in keys:
        first, second, *_ = rhymes.of(key, lines=5)
        words = ", ".join(dict.fromkeys(word for answer in first.answers for word in answer.words[:2]))
        told = f"{first.similarity:.2f}; the next {second.key} {second.similarity:.2f}; lines hold: {words}"
        rows.append({"what": f"nearest to {key.id} of {placed:,}", "is": str(first.key), "told": told})
    return rows


def _speed(library: Library, key: DreamKey) -> list[dict[str, object]]:
    rhymes = library.rhymes()
    keys, vectors = library.vectors()
    chance = np.random.default_rng(0)
    many = vectors[chance.integers(len(keys), size=MANY)]
    many += chance.normal(scale=0.01, size=many.shape).astype(np.float32)
    return [
        _row(f"nearest {NEAREST} of {MANY:,} vectors", lambda: nearest(many, vectors[0], NEAREST)),
        _row(f"the same of {len(keys):,}", lambda: nearest(vectors, vectors[0], NEAREST)),
        _row("`rhymes.of(key, lines=0)` there", lambda: rhymes.of(key, lines=0)),
        _row("`rhymes.of(key)` there, with lines", lambda: rhymes.of(key)),
        _row("`library.vectors()`: all vectors from the file", library.vectors),
    ]


def _row(what: str, act: Callable[[], object]) -> dict[str, object]:
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    worst = f"median; slowest {1000 * max(seconds):.1f} ms"
    return {"what": what, "is": f"{1000 * statistics.median(seconds):.1f} ms", "told": worst}


if __name__ == "__main__":
    main()
