"""Write dreams down in the reading room, over all of DreamBank: each draft, keeping, and what is shown then."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from noctuary.dream import word_count
from noctuary.library import Library
from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.room import Room
from record import arguments, read_library, report

#: Words of the dreams that are written; half of all dreams have fewer than 150.
LENGTHS = (50, 150, 300, 600, 1200)
TIMES = 10
LONG = 100_000
_PORT = 8733
_WRITER = "a" * 32


def main() -> None:
    """Write dreams of several lengths; their words are those of DreamBank, in a series of its own."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        path = Path(shutil.copy(read_library(), place))
        rows = [drafted(path), *(kept(path, words) for words in LENGTHS)]
    report("writing", rows, record=not options.no_record)


@contextmanager
def visitor(path: Path) -> Iterator[TestClient]:
    """Come into a room over a library, and open the page of writing, which wakes the reader."""
    room = Room(path)
    try:
        client = TestClient(create_app(room, port=_PORT), base_url=f"http://127.0.0.1:{_PORT}")
        client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        client.headers[TOKEN_HEADER] = room.keys.token
        client.get("/write?new")
        yield client
    finally:
        room.close()


def drafted(path: Path) -> dict[str, object]:
    """Keep drafts of a text as long as any; each is on disk when it is answered."""
    text = "A long way home. " * (LONG // 4)
    with visitor(path) as client:

        def draft(version: int) -> None:
            sent = {"text": f"{text}{version}", "details": {}, "base": version, "version": version + 1}
            client.put(f"/write/draft/{'b' * 32}", json={**sent, "writer": _WRITER}).raise_for_status()

        milliseconds = [timed(partial(draft, version)) for version in range(TIMES)]
        client.delete(f"/write/draft/{'b' * 32}")
    return row("a draft", word_count(text), milliseconds)


def kept(path: Path, words: int) -> dict[str, object]:
    """Keep dreams, until the page is there that shows the reading and the rhymes."""
    with Library.open(path) as library:
        longer = (dream.text for dream in library.dreams() if word_count(dream.text) >= words)
        texts = [" ".join(text.split()[:words]) for text in islice(longer, TIMES)]
    with visitor(path) as client:

        def keep(number: int, text: str) -> None:
            sent = {"text": text, "details": {"series": f"written {words} {number}"}, "base": 0, "version": 1}
            answer = client.post(f"/write/draft/{number:032x}/keep", json={**sent, "writer": _WRITER})
            address = answer.json()["kept"]
            shown = client.get(address).text
            while "hx-get" in shown:
                time.sleep(0.02)
                shown = client.get(f"{address}/found").text
            assert "It rhymes with" in shown

        # The first one also warms what every later one finds warm.
        milliseconds = [timed(partial(keep, number, text)) for number, text in enumerate(texts)]
    return row("kept, read and rhymed", words, milliseconds)


def timed(act: Callable[[], None]) -> float:
    """Return how many milliseconds something takes."""
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


def row(what: str, words: int, milliseconds: list[float]) -> dict[str, object]:
    """Return what the table tells."""
    return {
        "what": what,
        "words": words,
        "times": len(milliseconds),
        "median ms": statistics.median(milliseconds),
        "slowest ms": max(milliseconds),
    }


if __name__ == "__main__":
    main()
