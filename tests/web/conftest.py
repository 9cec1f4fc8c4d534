"""A reading room over invented dreams: asked directly, or through a real Chromium and a real server."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from starlette.testclient import TestClient

from noctuary.ingest import IngestOptions, read_paths
from noctuary.library import Library
from noctuary.readers import open_reader
from noctuary.web.app import create_app
from noctuary.web.guard import TOKEN_HEADER
from noctuary.web.room import Room

PORT = 8733
_PATIENCE_MS = 30_000
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def read_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the demo's dozen dreams, read by the default reader; copy it before writing."""
    path = tmp_path_factory.mktemp("read") / "demo.noctuary"
    with Library.open(path, create=True) as library:
        with as_file(files("noctuary.cli").joinpath("demo")) as notes:
            library.take_in(read_paths([notes], options=IngestOptions(series="demo")))
        library.read_unread(open_reader("model"))
    return path


@pytest.fixture
def library_path(read_library: Path, tmp_path: Path) -> Path:
    """A copy of the demo's library for one test alone."""
    return Path(shutil.copy(read_library, tmp_path / "demo.noctuary"))


Enter = Callable[..., TestClient]


@pytest.fixture
def enter() -> Iterator[Enter]:
    """Open a room over a library and come in: what is returned asks it for pages, with cookie and token."""
    rooms: list[Room] = []

    def enter(path: Path, *, read_only: bool = False) -> TestClient:
        room = Room(path, read_only=read_only)
        rooms.append(room)
        client = TestClient(create_app(room, port=PORT), base_url=f"http://127.0.0.1:{PORT}")
        client.get(f"/enter/{room.keys.entry}", follow_redirects=False)
        client.headers[TOKEN_HEADER] = room.keys.token
        return client

    yield enter
    for room in rooms:
        room.close()


@pytest.fixture
def client(enter: Enter, library_path: Path) -> TestClient:
    """A visitor of a room over the demo's library."""
    return enter(library_path)


# A real server, and a real browser.


@dataclass
class Served:
    """A reading room in a process of its own."""

    link: str
    process: subprocess.Popen[str]

    @property
    def root(self) -> str:
        """The address without the key."""
        return self.link.split("/enter/")[0]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)


@contextmanager
def serving(path: Path, *options: str, passphrase: str = "") -> Iterator[Served]:
    """Serve a library with the real command, until the block ends; its passphrase comes through a file descriptor."""
    reading, writing = os.pipe()
    os.write(writing, passphrase.encode())
    os.close(writing)
    unlocking = ["--passphrase-fd", str(reading)] if passphrase else []
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "noctuary",
            "--library",
            str(path),
            *unlocking,
            "serve",
            "--no-open",
            *options,
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[reading],
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    os.close(reading)
    try:
        assert process.stdout
        link = process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter/\S+", link), "the command prints its link first"
        yield Served(link, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=15)
        process.stdout.close()  # type: ignore[union-attr]


@pytest.fixture(scope="session")
def chromium_type() -> Iterator[BrowserType]:
    """What opens the system's Chromium, for tests that need one of their own; there is one for each process."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    # A busy machine is no fault of a page.
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright.chromium


#: What every Chromium is started with.
STARTED_WITH = ("--no-sandbox", "--disable-background-networking")


@pytest.fixture(scope="session")
def chromium(chromium_type: BrowserType) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    # Nothing but this machine can be reached, whoever asks.
    with launched(chromium_type, "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser:
        yield browser


@contextmanager
def launched(chromium_type: BrowserType, names: str) -> Iterator[Browser]:
    """Open a Chromium that finds hosts by rules of ours."""
    browser = chromium_type.launch(
        executable_path=CHROMIUM, args=[*STARTED_WITH, f"--host-resolver-rules={names}"]
    )
    yield browser
    browser.close()


@dataclass
class Visit:
    """A page in Chromium, and what went wrong on it."""

    page: Page
    root: str
    complaints: list[str]
    requests: list[str]
    failures: list[str]

    def go(self, address: str) -> Page:
        """Go to an address of the room and wait until it is there."""
        self.page.goto(self.root + address, wait_until="load")
        return self.page


Open = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Open]:
    """Open a served room in Chromium. At the end, nothing may have been complained of, nor failed, nor been
    asked of anybody else."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def visit(served: Served, **options: Any) -> Visit:
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        opened = Visit(page, served.root, [], [], [])
        visits.append(opened)

        def hear(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                opened.complaints.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("requestfailed", lambda request: opened.failures.append(f"{request.failure}: {request.url}"))
        page.goto(served.link)
        return opened

    yield visit
    for context in contexts:
        context.close()
    for each in visits:
        assert not each.complaints
        # What a page had under way when it was left is no failure; of a server that is gone, the console complains.
        told = ("net::ERR_ABORTED", "net::ERR_CONNECTION_REFUSED")
        assert not [failure for failure in each.failures if not failure.startswith(told)]
        strangers = [
            url
            for url in each.requests
            if not url.startswith((each.root + "/", "data:", f"blob:{each.root}"))
        ]
        assert not strangers


@pytest.fixture
def served(library_path: Path) -> Iterator[Served]:
    """The demo's library, served."""
    with serving(library_path) as room:
        yield room
