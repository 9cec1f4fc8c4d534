"""Libraries of a thousand to a million invented dreams, read: what it takes to make, to ask and to serve each.

The dreams are those of ``many.py``. Their libraries lie in the folder for caches, or where ``NOCTUARY_BENCH_SCALE``
says, and are made once; that of a million takes half an hour and 7 GB. What is asked is asked of a library that was
asked before, as one is that lies open; nothing of it is kept from one start to the next but what the system keeps of
the file. Memory is that of the serving process, with all that was asked of it until then.

Times are by the clock on the wall, with the processor's time behind them in brackets: on a machine that others keep busy
the first says how busy it was, and the second what a machine to oneself would take.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from typing import Final, NamedTuple

import platformdirs

from many import Made, invented_series, told_again
from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.library.meanings import Meanings
from noctuary.readers import DEFAULT, open_embedder, open_reader
from noctuary.store import spines
from noctuary.store.store import Store
from noctuary.web.guard import TOKEN_HEADER
from record import report

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
#: What is looked for, and what it is.
SEARCHES: Final = {
    "a rare word": "igloo",
    "a word": "castle",
    "a common word": "house",
    "“the”": "the",
    "two words": "mother river",
    "a phrase": '"on the bed"',
    "words that begin so": "libr*",
    "a code": "emotion:AP",
    "a rare code": "character:1MFA",
    "a code and a word": "emotion:AP castle",
    "an act": "aggression:7",
    "a series": "series:s03",
    "years": "date:1985..1990",
    "everything": "",
}
#: What dreams near in meaning are looked for.
TEXTS: Final = (
    "the old house by the sea", "being late for an exam", "my grandmother is dead", "a dog chased me",
    "flying over the mountains", "I lost my keys and my ticket",
)  # fmt: skip
NEAREST: Final = 24
TIMES: Final = 7
PAGES: Final = 50
READ: Final = 200
#: More dreams than these are these, told again.
_READ_ANEW: Final = 100_000
_AT_ONCE: Final = 20_000
_FEELINGS: Final = ("anger", "apprehension", "sadness", "confusion", "happiness")
#: In seconds: how long the slowest is waited for before it is given up.
_PATIENCE: Final = 1800


class Taken(NamedTuple):
    """How long something took: by the clock on the wall, and of the processor."""

    wall: float
    processor: float


#: What was measured of one library, by name.
Measures = dict[str, float | Taken]
#: Tells how long a process has used the processor, in seconds.
Clock = Callable[[], float]


def main() -> None:
    """Make what is not there, measure, and set the sizes side by side."""
    options = _arguments()
    measured: dict[int, Measures] = {}
    for size in options.dreams:
        path, made = library_of(size)
        measured[size] = {**made, "file, MB": path.stat().st_size / 1e6, **within(path), **served(path)}
        print(f"{size:,} dreams measured", file=sys.stderr)
    names = dict.fromkeys(name for each in measured.values() for name in each)
    rows = [
        {"what": name, **{f"{size:,} dreams": _rounded(each.get(name)) for size, each in measured.items()}}
        for name in names
    ]
    report("scale", rows, record=not options.no_record)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-record", action="store_true", help="print only, and leave RESULTS.md as it is")
    parser.add_argument(
        "--dreams",
        type=lambda given: [int(each) for each in given.split(",")],
        default=SIZES,
        help="how many in each library, with commas between",
    )
    return parser.parse_args()


def _rounded(value: float | Taken | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Taken):
        return f"{_rounded(value.wall)} ({_rounded(value.processor)})"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


# Making the libraries.


def library_of(size: int) -> tuple[Path, Measures]:
    """Return a library of so many dreams, made if it is not there, and how fast that went."""
    named = os.environ.get("NOCTUARY_BENCH_SCALE")
    folder = Path(named or Path(platformdirs.user_cache_dir("noctuary", appauthor=False)) / "scale")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size} dreams.noctuary"
    told = path.with_suffix(".json")
    if not told.exists():
        path.unlink(missing_ok=True)
        base = library_of(_READ_ANEW)[0] if size > _READ_ANEW else None
        told.write_text(json.dumps(_grow(path, base, size) if base else _make(path, Made.of(folder), size)))
    measures: Measures = json.loads(told.read_text())
    return path, measures


def _make(path: Path, made: Made, size: int) -> Measures:
    imported = kept = 0.0
    with Library.open(path, create=True) as library:
        library.take_in(invented_series())
        dreams = made.dreams(size)
        while batch := list(islice(dreams, _AT_ONCE)):
            start = time.perf_counter()
            summary = library.take_in(dream for dream, _ in batch)
            middle = time.perf_counter()
            # Of two short dreams with the same words only one came in.
            library.store.save_readings(each for _, each in batch if each.dream not in summary.stand_ins)
            imported, kept = imported + middle - start, kept + time.perf_counter() - middle
        spines.make_rest(library.store)
    return {"import, dreams a second": size / imported, "readings kept, a second": size / kept}


def _grow(path: Path, base: Path, size: int) -> Measures:
    """Make a library of the dreams of another, told again and again; readings are copied row by row, by SQLite alone."""
    imported = 0.0
    shutil.copy(base, path)
    with Library.open(path) as library:
        store = library.store
        # What is made here is made anew after a crash.
        for setting in ("synchronous = off", "cache_size = -2000000"):
            store.column(f"PRAGMA {setting}")
        texts = store.column("SELECT nr FROM dream ORDER BY nr")
        for beyond in (times * texts[-1] for times in range(1, round(size / len(texts)))):
            for some in range(0, len(texts), _AT_ONCE):
                batch = texts[some : some + _AT_ONCE]
                again = [told_again(store.dream_at(nr), beyond + nr) for nr in batch]
                imported += _seconds(partial(library.take_in, again))
            _copy_readings(store, texts[-1], beyond)
            print(f"{beyond + texts[-1]:,} dreams", file=sys.stderr)
    return {"import, dreams a second": (size - texts[-1]) / imported}


def _copy_readings(store: Store, last: int, beyond: int) -> None:
    """Have each dream read as the one is whose words it holds: its number is greater by `beyond`."""
    columns = {
        "reading": ("nr", "dream", "reader", "text_sha256", "scales", "waking", "made_at"),
        "coding": (
            "reading",
            "place",
            "scale",
            "symbol",
            "notation",
            "evidence",
            "confidence",
            "established",
        ),
        "embedding": ("dream", "model", "vector"),
        "spine": ("dream", "light", "characters", "company", *_FEELINGS),
    }
    moved = {
        "nr": f"nr + {beyond}",
        "dream": f"dream + {beyond}",
        "text_sha256": f"(SELECT text_sha256 FROM dream d WHERE d.nr = reading.dream + {beyond})",
    }
    with store.transaction():
        for table, names in columns.items():
            of_table = moved | ({"reading": f"reading + {beyond}"} if table == "coding" else {})
            values = ", ".join(of_table.get(name, name) for name in names)
            store.write(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {names[0]} <= {last}"
            )


# Asking within the process.


def within(path: Path) -> Measures:
    """Measure what a script does with a library."""
    measures: Measures = {"open, ms": _milliseconds(lambda: Library.open(path).close())}
    with Library.open(path) as library:
        for what, query in SEARCHES.items():
            measures[f"search for {what}, ms"] = _milliseconds(partial(library.search, query))
        measures["count of a code, ms"] = _milliseconds(partial(library.count, "emotion:AP"))
        dreams = (
            Dream(id=f"added {number}", series="s03", text=f"I added {number} to a castle of numbers.")
            for number in count()
        )
        measures["add a dream, ms"] = _milliseconds(lambda: library.add(next(dreams)))
        library.store.delete(each.key for each in list(library.listed("added numbers castle")))
        library.store.empty_trash()
        if library.count() <= _READ_ANEW:
            measures["profile of all, s"] = _taken(partial(library.profile, norm="women"))
        measures["of the nearest, found, %"] = 100 * _found_of_nearest(library)
        some = list(islice(library.dreams(), READ))
    start = time.process_time()
    read = sum(1 for _ in open_reader(DEFAULT).read_many(some))
    measures["read, dreams a second of a core"] = read / (time.process_time() - start)
    return measures


def _found_of_nearest(library: Library) -> float:
    """Return which share of the dreams nearest to some texts is found, where only bits are held of each."""
    whole, held = Meanings.of(library.store, held=sys.maxsize), library.meanings()
    found = 0
    for place in open_embedder().embed(TEXTS):
        nearest, others = (
            {nr for nr, _ in each.near(library.store, place, limit=NEAREST)} for each in (whole, held)
        )
        found += len(nearest & others)
    return found / (NEAREST * len(TEXTS))


# Asking the reading room.


def served(path: Path) -> Measures:
    """Measure what the reading room answers, and what it holds in memory."""
    with _room(path) as (visitor, memory):
        milliseconds = partial(_milliseconds, clock=visitor.clock)
        taken = partial(_taken, clock=visitor.clock)
        measures: Measures = {
            "tomes after start, s": taken(partial(visitor.until, "/stacks/tomes", b'{"done"'))
        }
        measures["home page, ms"] = milliseconds(partial(visitor.get, "/"))
        measures["shelves in order, ms"] = milliseconds(
            partial(visitor.get, "/ask/stacks/arranged?by=feeling")
        )
        measures["shelves with a word, ms"] = milliseconds(
            partial(visitor.post, "/ask/stacks/arranged?by=latest", words="castle")
        )
        visitor.post("/ask/search", query="castle")
        measures["facets after start, s"] = taken(
            partial(visitor.until, "/ask/search", b"data-counting", query="castle")
        )
        for what, query in SEARCHES.items():
            measures[f"/ask/search for {what}, ms"] = milliseconds(
                partial(visitor.post, "/ask/search", query=query)
            )
        measures["memory with shelves and search, MB"], _ = memory()
        measures["meanings after start, s"] = taken(
            partial(visitor.until, "/ask/search/near", b"data-pending", query="castle")
        )
        measures["near in meaning, ms"] = milliseconds(
            partial(visitor.post, "/ask/search/near", query="the old house by the sea")
        )
        pages = cycle(f"/dream/{1 + place * 19}" for place in range(PAGES))
        measures["a dream's page, ms"] = milliseconds(lambda: visitor.get(next(pages)), times=PAGES)
        measures["what rhymes with it, s"] = taken(partial(visitor.until, "/dream/500/rhymes", b"hx-get"))
        measures["memory with meanings too, MB"], measures["at most, MB"] = memory()
    return measures


class Visitor:
    """Somebody in the room, without a browser."""

    def __init__(self, link: str, clock: Clock) -> None:
        self.clock = clock
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self._root = link.split("/enter/", maxsplit=1)[0]
        with self._opener.open(link) as answer:
            [self._token] = re.findall(r'name="token" content="([^"]+)"', answer.read().decode())

    def get(self, address: str) -> bytes:
        """Ask for a page."""
        return self._answer(urllib.request.Request(self._root + address))  # noqa: S310

    def post(self, address: str, **fields: str) -> bytes:
        """Ask with a body."""
        headers = {TOKEN_HEADER: self._token, "Content-Type": "application/json"}
        request = urllib.request.Request(self._root + address, json.dumps(fields).encode(), headers)  # noqa: S310
        return self._answer(request)

    def until(self, address: str, sign: bytes, **fields: str) -> None:
        """Ask again until a sign is gone that it is still looked for."""
        given_up = time.monotonic() + _PATIENCE
        while sign in (self.post(address, **fields) if fields else self.get(address)):
            if time.monotonic() > given_up:
                sys.exit(f"{address} was not answered within {_PATIENCE} s.")
            time.sleep(0.1)

    def _answer(self, request: urllib.request.Request) -> bytes:
        with self._opener.open(request, timeout=_PATIENCE) as answer:
            content: bytes = answer.read()
        return content


@contextmanager
def _room(path: Path) -> Iterator[tuple[Visitor, Callable[[], tuple[float, float]]]]:
    """Serve a library in a process of its own; give a visitor, and what tells its memory: now, and at most."""
    command = [sys.executable, "-m", "noctuary", "--library", str(path), "serve", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout

        def memory() -> tuple[float, float]:
            told = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
            now, most = (re.findall(rf"{name}:\s+(\d+) kB", told)[0] for name in ("VmRSS", "VmHWM"))
            return int(now) / 1000, int(most) / 1000

        def clock() -> float:
            told = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            # After the name: user and system time stand at the twelfth and thirteenth place.
            return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

        try:
            yield Visitor(process.stdout.readline().strip(), clock), memory
        finally:
            process.terminate()


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _taken(act: Callable[[], object], *, clock: Clock = time.process_time) -> Taken:
    before = clock()
    wall = _seconds(act)
    return Taken(wall, clock() - before)


def _milliseconds(
    act: Callable[[], object], *, clock: Clock = time.process_time, times: int = TIMES
) -> Taken:
    """Return the median of several times by the wall, and the mean of the processor's; after a first time."""
    first = _seconds(act)
    times = times if first < 1 else 2
    before = clock()
    walls = [_seconds(act) for _ in range(times)]
    return Taken(1000 * statistics.median(walls), 1000 * (clock() - before) / times)


if __name__ == "__main__":
    main()
