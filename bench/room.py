"""The reading room over all of DreamBank, in a real Chromium: how soon it is there, and how smoothly it moves.

The stacks: the first page after a start, its largest paint, the script sent for it; then the shelves are scrolled,
zoomed and filtered, and the script of every frame is summed from Chromium's own trace. A frame runs from one beginning
of the main thread's work to the next. ``wall`` is what a clock on the wall says, ``CPU`` the time that the thread ran.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import Browser, Page, Response, sync_playwright

from record import arguments, read_library, report

Row = dict[str, object]

STARTS: Final = 5
SIZE: Final = {"width": 1440, "height": 900}
CHROMIUM: Final = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
#: What runs script on the main thread; what lies within another of these is counted once.
SCRIPT: Final = frozenset(
    "EventDispatch FireAnimationFrame TimerFire RunMicrotasks FunctionCall EvaluateScript v8.evaluateModule".split()
)
TRACED: Final = ("devtools.timeline", "v8", "disabled-by-default-devtools.timeline.frame")
FRAME: Final = "BeginMainThreadFrame"
#: Typed letter by letter into the field for words.
WORDS: Final = "mother river old house -snake"


def main() -> None:
    """Measure every page."""
    options = arguments(__doc__ or "")
    with TemporaryDirectory() as place:
        library = Path(shutil.copy(read_library(), Path(place) / "library.noctuary"))
        rows = stacks(library)
    report("room", rows, record=not options.no_record)


# A room, and a browser in it.


@contextmanager
def room(library: Path) -> Iterator[str]:
    """Serve a library in a process of its own; give the link to come in by."""
    process = subprocess.Popen(
        [sys.executable, "-m", "noctuary", "--library", str(library), "serve", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def visitor(link: str) -> Callable[[str], tuple[float, bytes]]:
    """Come in without a browser; what is returned asks for an address, and says in how many ms the answer came."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), _StayHere())
    root = link.split("/enter/", maxsplit=1)[0]

    def ask(address: str) -> tuple[float, bytes]:
        start = time.perf_counter()
        with opener.open(root + address) as answer:
            content: bytes = answer.read()
        return 1000 * (time.perf_counter() - start), content

    with opener.open(link) as answer:
        answer.read()
    return ask


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirection, so that the first page is not asked for by coming in."""

    def http_error_303(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any) -> Any:  # noqa: ARG002
        return fp


@contextmanager
def traced(page: Page) -> Iterator[list[tuple[float, float]]]:
    """Trace a page; the list holds, once the block ends, the ms of script in each frame: by the wall, and of CPU."""
    session = page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    done: list[bool] = []
    session.on("Tracing.dataCollected", lambda message: events.extend(message["value"]))
    session.on("Tracing.tracingComplete", lambda _message: done.append(True))
    config = {"includedCategories": list(TRACED)}
    session.send("Tracing.start", {"traceConfig": config, "transferMode": "ReportEvents"})
    frames: list[tuple[float, float]] = []
    yield frames
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(50)
    frames += script_by_frame(events)


def script_by_frame(events: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Return the script of each frame of the busiest main thread, in ms by the wall and of CPU."""
    threads: dict[tuple[int, int], int] = {}
    for each in events:
        if each["name"] == FRAME:
            threads[each["pid"], each["tid"]] = threads.get((each["pid"], each["tid"]), 0) + 1
    if not threads:
        return []
    thread = max(threads, key=lambda each: threads[each])
    own = sorted(
        (each for each in events if (each["pid"], each["tid"]) == thread), key=lambda each: each["ts"]
    )
    frames: list[tuple[float, float]] = []
    wall = cpu = until = 0.0
    for each in own:
        if each["name"] == FRAME:
            frames.append((wall / 1000, cpu / 1000))
            wall = cpu = 0.0
        elif each["name"] in SCRIPT and each.get("ph") == "X" and each["ts"] >= until:
            until = each["ts"] + each["dur"]
            wall += each["dur"]
            cpu += each.get("tdur", each["dur"])
    # What ran before the first frame began belongs to none.
    return frames[1:]


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share of the others does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def frames_row(what: str, frames: list[tuple[float, float]], bound: str) -> Row:
    """Return a row on the script of frames."""
    wall, cpu = ([each[kind] for each in frames] for kind in (0, 1))
    return row(
        f"{what}: script of a frame",
        f"{percentile(wall, 0.95):.1f} ms wall, {percentile(cpu, 0.95):.1f} ms CPU (95th of {len(frames)})",
        bound,
    )


def row(what: str, measured: str, bound: str = "") -> Row:
    """Return a row of the report, and say it now: the whole takes minutes."""
    print(f"{what}: {measured}", file=sys.stderr)
    return {"what": what, "measured": measured, "at most": bound}


# The stacks.


def stacks(library: Path) -> list[Row]:
    """Measure the home page."""
    rows = [*first_pages(library)]
    with room(library) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        rows += paints(browser, link)
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        for measure in (moves, filters):
            page.goto(link)
            page.wait_for_selector(".shelves.painted")
            page.wait_for_timeout(3000)
            rows += measure(page)
        browser.close()
    return rows


def first_pages(library: Path) -> list[Row]:
    """Measure the server's answers: the first page of a start, and what its script asks for."""
    pages: list[float] = []
    columns: list[float] = []
    arrangements: list[float] = []
    for start in range(STARTS + 1):
        with room(library) as link:
            ask = visitor(link)
            ms, content = ask("/")
            pages.append(ms)
            began = time.perf_counter()
            while (answer := ask("/stacks/tomes"))[1].startswith(b'{"done"'):
                time.sleep(0.2)
            columns.append(1000 * (time.perf_counter() - began))
            arrangements += [
                ask(f"/ask/stacks/arranged?by={order}")[0] for order in ("oldest", "feeling", "length")
            ]
            [dreams] = re.findall(r"data-count>([\d,]+)", content.decode())
            if start == 0:
                first_fill, size = columns.pop(), len(answer[1])
    return [
        row(
            f"first page after start, {dreams} dreams",
            f"{max(pages):.0f} ms (slowest of {len(pages)})",
            "300 ms",
        ),
        row("tomes, the first time after they were read", f"{first_fill:.0f} ms"),
        row(f"tomes after start, {size / 1000:.0f} kB", f"{max(columns):.0f} ms (slowest of {len(columns)})"),
        row("an arrangement", f"{statistics.median(arrangements):.0f} ms (median)", "100 ms"),
    ]


def paints(browser: Browser, link: str) -> list[Row]:
    """Measure when the home page is there, and what it was sent."""
    times: list[float] = []
    painted: list[float] = []
    for _ in range(STARTS):
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.add_init_script(
            "new PerformanceObserver((list) => { for (const each of list.getEntries()) window.largest = each.startTime; })"
            ".observe({ type: 'largest-contentful-paint', buffered: true });"
            "new MutationObserver(() => { if (!window.there && document.querySelector('.shelves.painted'))"
            " window.there = performance.now(); }).observe(document, { subtree: true, attributes: true, childList: true })"
        )
        answers: list[Response] = []

        def note(answer: Response, answers: list[Response] = answers) -> None:
            answers.append(answer)

        page.on("response", note)
        page.goto(link)
        page.wait_for_selector(".shelves.painted")
        page.wait_for_timeout(500)
        times.append(page.evaluate("window.largest"))
        painted.append(page.evaluate("window.there"))
        scripts = [each.body() for each in answers if each.url.endswith(".js")]
        page.close()
    sent = sum(len(gzip.compress(each)) for each in scripts)
    return [
        row("largest paint", f"{max(times):.0f} ms (slowest of {len(times)})", "1,500 ms"),
        row("tomes painted", f"{statistics.median(painted):.0f} ms (median)"),
        row("script of the page, compressed", f"{sent / 1000:.0f} kB in {len(scripts)} files", "250 kB"),
    ]


def moves(page: Page) -> list[Row]:
    """Scroll and zoom the shelves."""
    page.mouse.move(700, 600)
    with traced(page) as scrolled:
        for step in range(120):
            page.mouse.wheel(0, 90 if step < 60 else 900)
            page.wait_for_timeout(16)
        page.wait_for_timeout(500)
    with traced(page) as zoomed:
        page.locator(".tome-list").focus()
        for key in "------++++++0":
            page.keyboard.press(key)
            page.wait_for_timeout(350)
    return [frames_row("scrolling", scrolled, "16 ms"), frames_row("zooming", zoomed, "16 ms")]


def filters(page: Page) -> list[Row]:
    """Filter the shelves as one types, and by what is clicked; from the key to the frame that shows it."""
    page.evaluate(
        "window.waits = []; let since = 0;"
        "document.addEventListener('input', () => { since = since || performance.now(); }, true);"
        "const seen = new MutationObserver(() => requestAnimationFrame(() => {"
        " if (since) window.waits.push(performance.now() - since); since = 0; }));"
        # What is half typed is answered too: by what is wrong with it.
        "for (const place of ['count', 'trouble'])"
        " seen.observe(document.querySelector(`[data-${place}]`), { childList: true });"
    )
    with traced(page) as filtered:
        page.locator("[data-search]").focus()
        for letter in WORDS:
            page.keyboard.type(letter)
            page.wait_for_timeout(250)
        for name in ("anger", "happiness"):
            page.get_by_role("checkbox", name=name).check()
            page.wait_for_timeout(400)
        page.locator("[data-search]").fill("")
        page.wait_for_timeout(400)
        for order in ("feeling", "length", "series", "oldest"):
            page.locator("[name=by]").select_option(order)
            page.wait_for_timeout(400)
    waits: list[float] = json.loads(page.evaluate("JSON.stringify(window.waits)"))
    return [
        row(
            "a filter, from the key to the frame",
            f"{statistics.median(waits):.0f} ms (median), {percentile(waits, 0.95):.0f} ms (95th of {len(waits)})",
            "100 ms",
        ),
        frames_row("filtering", filtered, "16 ms"),
    ]


if __name__ == "__main__":
    main()
