"""Figures, places and motifs in the reading room: how long until they are found, and each page once they are."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.room import Room
from record import arguments, read_library, report

SERIES = ("izzy", "b")
PORT = 8733
#: Pages of one thing, each asked so often.
PAGES, TIMES = 10, 5
_ASKS_AGAIN = 0.2


def main() -> None:
    """Ask a room over all of DreamBank for its pages."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        room = Room(Path(shutil.copy(read_library(), Path(place) / "library.noctuary")))
        visitor = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
        visitor.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        visitor.headers[TOKEN_HEADER] = room.keys.token
        with room.library() as library:
            numbers = {series: library.store.series_nr(series) for series in SERIES}
        rows = [row for series, nr in numbers.items() for row in asked(visitor, series, nr)]
        room.close()
    report("recurring", rows, record=not options.no_record)


def asked(visitor: TestClient, series: str, nr: int) -> Iterator[dict[str, object]]:
    """Yield what each kind of page took in one series."""
    for name, address, link in (
        ("figures", f"/figures/{nr}", rf"/figures/{nr}/[0-9a-f]{{16}}"),
        ("places", f"/places/{nr}", rf"/places/{nr}/[0-9a-f]{{16}}"),
        ("motifs", f"/motifs?series={nr}", rf"/motifs/[0-9a-f]{{16}}\?series={nr}"),
    ):
        seconds, page = found(visitor, address)
        links = list(dict.fromkeys(re.findall(link, page)))[:PAGES]
        for each in links:
            found(visitor, each)
        again = ""
        if name == "figures":
            known = next(each for each in links if f"{each}/say/alias" in visitor.get(each).text)
            visitor.post(f"{known}/say/alias", data={"name": "Zzyzx"})
            again = f"{found(visitor, address)[0]:.1f}"
            for each in links:
                found(visitor, each)
        lists = [timed(visitor, address) for _ in range(TIMES)]
        pages = [timed(visitor, each) for each in links for _ in range(TIMES)]
        yield {
            "series": series,
            "pages": name,
            "found after s": f"{seconds:.1f}",
            "after an act s": again,
            "list, median ms": 1000 * statistics.median(lists),
            "one, median ms": 1000 * statistics.median(pages),
            "one, slowest ms": 1000 * max(pages),
        }


def found(visitor: TestClient, address: str) -> tuple[float, str]:
    """Return the seconds until a page has all that it looks for, and the page."""
    start = time.perf_counter()
    while 'class="pending' in (page := visitor.get(address).text):
        time.sleep(_ASKS_AGAIN)
    return time.perf_counter() - start, page


def timed(visitor: TestClient, address: str) -> float:
    """Return the seconds that a page takes."""
    start = time.perf_counter()
    visitor.get(address)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
