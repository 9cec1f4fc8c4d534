"""What a lock costs: bringing in, searching and showing dreams in a locked library, beside the same without a lock.

Both are measured in turns within one run, since machines swing; the ratio is what counts. Each search and page opens on
what SQLite has in its cache by then, as in a room that is in use; ``cold`` opens the library anew for each.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from noctuary.dream import Dream
from noctuary.ingest import read_paths
from noctuary.library import Library
from noctuary.library.locking import relock
from noctuary.store.lock import Key
from noctuary.web.app import create_app
from noctuary.web.room import Room
from record import arguments, corpora, read_library, report

PASSPHRASE = "seven quiet lamps"  # noqa: S105 — of a copy that is thrown away
SEARCHES = (
    "library",
    "house",
    '"old house"',
    "cat OR dog -snake",
    "date:1985..1990 mother",
    "emotion:AP falling",
)
DREAMS = 60
IMPORTED = 10_000
ROUNDS = 7
PORT = 8733


def main() -> None:
    """Measure both."""
    options = arguments(__doc__ or "", dreams=IMPORTED)
    key = Key.new(PASSPHRASE)
    with TemporaryDirectory() as place:
        folder = Path(place)
        plain = Path(shutil.copy(read_library(), folder / "plain.noctuary"))
        locked = Path(shutil.copy(plain, folder / "locked.noctuary"))
        start = time.perf_counter()
        relock(locked, None, key)
        rows: list[dict[str, object]] = [
            _row("locking all of DreamBank, s", [0.0], [time.perf_counter() - start]),
            _row("from passphrase to key, ms", [0.0], [1000 * _timed(lambda: Key.of(PASSPHRASE, key.head)) for _ in range(ROUNDS)]),
            *_measured(plain, locked, key),
            _imports(folder, key, options.dreams),
        ]  # fmt: skip
    report("lock", rows, record=not options.no_record)


def _measured(plain: Path, locked: Path, key: Key) -> Iterator[dict[str, object]]:
    keys = {plain: None, locked: key}
    with Library.open(plain) as library:
        listed = list(library.listed())
        chosen = random.Random(0).sample(listed, min(DREAMS, len(listed)))  # noqa: S311
        numbers = [library.store.nr_of(each.key) for each in chosen]

    def cold(path: Path) -> None:
        with Library.open(path, read_only=True, passphrase=keys[path]) as library:
            library.search("library")

    yield _turns("open and search once, cold, ms", plain, locked, cold)
    libraries = {path: Library.open(path, read_only=True, passphrase=each) for path, each in keys.items()}
    for query in SEARCHES:
        yield _turns(f"search `{query}`, ms", plain, locked, partial(_search, libraries, query))
    for library in libraries.values():
        library.close()
    rooms = {path: Room(path, read_only=True, key=each) for path, each in keys.items()}
    clients = {path: _visitor(room) for path, room in rooms.items()}
    # Each page once: SQLite's cache holds few of them.
    pages = iter(numbers * 2 * ROUNDS)

    def page(path: Path) -> None:
        assert clients[path].get(f"/dream/{next(pages)}").status_code == 200

    for path in keys:
        page(path)
    yield _turns("a dream's page, ms", plain, locked, page, rounds=DREAMS)
    for room in rooms.values():
        room.close()


def _search(libraries: dict[Path, Library], query: str, path: Path) -> object:
    return libraries[path].search(query)


def _visitor(room: Room) -> TestClient:
    client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
    client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
    return client


def _imports(folder: Path, key: Key, count: int) -> dict[str, object]:
    dreams = [each for each in read_paths([corpora() / "dreambank"]) if isinstance(each, Dream)][:count]
    seconds: dict[Key | None, list[float]] = {None: [], key: []}
    for turn in range(ROUNDS):
        for each in (None, key) if turn % 2 else (key, None):
            path = folder / f"import {turn}{' locked' if each else ''}.noctuary"
            with Library.open(path, create=True, passphrase=each) as library:
                seconds[each].append(_timed(partial(library.take_in, dreams)))
            path.unlink()
    return _row(f"import of {len(dreams):,} dreams, s", seconds[None], seconds[key])


def _turns(
    what: str, plain: Path, locked: Path, act: Callable[[Path], object], *, rounds: int = 4 * ROUNDS
) -> dict[str, object]:
    times: dict[Path, list[float]] = {plain: [], locked: []}
    for turn in range(rounds):
        for path in (plain, locked) if turn % 2 else (locked, plain):
            times[path].append(1000 * _timed(partial(act, path)))
    return _row(what, times[plain], times[locked])


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _row(what: str, plain: list[float], locked: list[float]) -> dict[str, object]:
    one, other = statistics.median(plain), statistics.median(locked)
    return {
        "what": what,
        "without a lock": one,
        "locked": other,
        "ratio": other / one if one else "",
    }


if __name__ == "__main__":
    main()
