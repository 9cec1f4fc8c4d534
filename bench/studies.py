"""Ask the reading room over all of DreamBank for its profile, calendar, feelings and network: at first, and again."""

from __future__ import annotations

import shutil
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from noctuary.web.app import create_app
from noctuary.web.room import Room
from record import arguments, read_library, report

PORT = 8733
TIMES = 20
SERIES = ("b", "izzy")


def main() -> None:
    """Ask for each page until it shows all there is, then again as somebody who comes back does."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        room = Room(Path(shutil.copy(read_library(), Path(place) / "library.noctuary")))
        client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
        client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        with room.library() as library:
            numbers = {series: library.store.series_nr(series) for series in SERIES}
        rows = [
            measured(client, f"/{page.format(numbers[series])}", series)
            for series in SERIES
            for page in (
                "calendar/{}", "profile/{}", "profile/{}/aggressor-percent", "feelings/{}", "network/{}",
                "network/{}/data",
            )
        ]  # fmt: skip
        rows.append(measured(client, "/calendar/all?year=2007", "all"))
        room.close()
    report("studies", rows, record=not options.no_record)


def measured(client: TestClient, address: str, series: str) -> dict[str, object]:
    """Return how long a page takes until nothing on it is pending, and then each time."""
    start = time.perf_counter()
    while 'class="pending' in client.get(address).text:
        time.sleep(0.05)
    first = time.perf_counter() - start
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get(address)
        seconds.append(time.perf_counter() - start)
    return {
        "page": f"`/{address.split('/')[1]}`" + (" words" if "aggressor" in address else ""),
        "series": series,
        "first s": first,
        "median ms": 1000 * statistics.median(seconds),
        "slowest ms": 1000 * max(seconds),
    }


if __name__ == "__main__":
    main()
