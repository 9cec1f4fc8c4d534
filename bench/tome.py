"""A dream's page in a library of all of DreamBank: the server's time for it, and what its painting costs a browser.

The time is that of the whole request within the process, guard and template included. The painting's cost is the
processor time of every process of Chromium while nobody touches the page, with the painting moving and still.
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from noctuary.library import Library
from noctuary.web.app import create_app
from noctuary.web.room import Room
from record import arguments, read_library, report

DREAMS = 200
LONGEST = 5
PORT = 8733
SECONDS = 20
_CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def main() -> None:
    """Ask for the pages, then let one lie open in a browser."""
    options = arguments(__doc__ or "", dreams=DREAMS)
    with TemporaryDirectory() as place:
        path = Path(shutil.copy(read_library(), Path(place) / "library.noctuary"))
        with Library.open(path) as library:
            listed = sorted(library.listed(), key=lambda each: -each.words)
            chosen = random.Random(0).sample(listed, min(options.dreams, len(listed)))  # noqa: S311
            usual = [library.store.nr_of(each.key) for each in chosen]
            longest = [library.store.nr_of(each.key) for each in listed[:LONGEST]]
        rows: list[dict[str, object]] = [
            {"what": "page of a usual dream, ms", **_times(path, usual)},
            {"what": "page of a longest dream, ms", **_times(path, longest)},
            {"what": "cover, ms", **_times(path, usual, "/cover.svg")},
        ]
        for motion in ("no-preference", "reduce"):
            name = "moving" if motion == "no-preference" else "still"
            share = _painting(path, usual[0], motion)
            rows.append({"what": f"painting, {name}, % of a core", "median": share, "slowest": share})
    report("tome", rows, record=not options.no_record)


def _times(path: Path, numbers: list[int], part: str = "") -> dict[str, float]:
    room = Room(path)
    client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
    client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
    client.get(f"/dream/{numbers[0]}{part}")
    milliseconds = []
    for nr in numbers:
        start = time.perf_counter()
        client.get(f"/dream/{nr}{part}")
        milliseconds.append(1000 * (time.perf_counter() - start))
    room.close()
    return {"median": statistics.median(milliseconds), "slowest": max(milliseconds)}


def _painting(path: Path, nr: int, motion: str) -> float:
    """Return the share of one core, in percent, that Chromium takes while a page lies open."""
    with _served(path) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce" if motion == "reduce" else "no-preference",
        )
        page = context.new_page()
        page.goto(link)
        # Without what it leads to, so that nothing is still looked for while the painting is measured.
        page.route("**/dream/*/*", lambda route: route.abort())
        page.goto(f"{link.split('/enter/')[0]}/dream/{nr}")
        page.wait_for_timeout(3000)
        before, start = _processor_seconds(browser), time.perf_counter()
        page.wait_for_timeout(1000 * SECONDS)
        used, passed = _processor_seconds(browser) - before, time.perf_counter() - start
        browser.close()
    return 100 * used / passed


def _processor_seconds(browser: Browser) -> float:
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return float(sum(process["cpuTime"] for process in processes))


@contextmanager
def _served(path: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "noctuary", "--library", str(path), "serve", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


if __name__ == "__main__":
    main()
