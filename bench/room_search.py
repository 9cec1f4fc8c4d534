"""Searching in the reading room, as one types: what the server takes to answer, in a library of all of DreamBank."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.room import Room
from record import arguments, read_library, report

SEARCHES = (
    "", "l", "li", "librar", "library", "house", "the", "i", '"old house"', '"i was in the"', "cat OR dog -snake",
    "/librar(y|ies)/", "series:b", "date:1985..1990 mother", "character:1MKA", "emotion:AP", "emotion:AP falling",
    "setting:IF aggression:7 -emotion:AN",
)  # fmt: skip
NEAR = ("library", "the old house by the sea", "being late for an exam")
TIMES = 15
PORT = 8733


def main() -> None:
    """Ask each search many times, with facets counted and results marked."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        path = Path(shutil.copy(read_library(), place))
        room = Room(path)
        client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
        client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        client.headers[TOKEN_HEADER] = room.keys.token
        rows = list(measured(client))
        room.close()
    report("room_search", rows, record=not options.no_record)


def measured(client: TestClient) -> Iterator[dict[str, object]]:
    """Yield a row for each search, for what is near in meaning, and for the page itself."""
    _wait(client, "/ask/search", "data-counting")
    _wait(client, "/ask/search/near", "data-pending")
    yield _row("the page, at first", "/search", lambda: client.get("/search").text)
    for query in SEARCHES:
        yield _row("as one types", query, partial(_asked, client, "/ask/search", query))
    for query in NEAR:
        yield _row("near in meaning", query, partial(_asked, client, "/ask/search/near", query))


def _wait(client: TestClient, address: str, sign: str) -> None:
    """Wait until what is found out once has been."""
    while sign in _asked(client, address, "library"):
        time.sleep(0.1)


def _asked(client: TestClient, address: str, query: str) -> str:
    return client.post(address, json={"query": query}).text


def _row(what: str, asked: str, act: Callable[[], str]) -> dict[str, object]:
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        answer = act()
        seconds.append(time.perf_counter() - start)
    return {
        "what": what,
        "asked": f"`{asked}`".replace("|", "\\|"),
        "results shown": answer.count("data-hit>"),
        "median ms": 1000 * statistics.median(seconds),
        "slowest ms": 1000 * max(seconds),
    }


if __name__ == "__main__":
    main()
