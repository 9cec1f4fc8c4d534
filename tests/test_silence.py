"""Nothing that Noctuary does reaches for the network: every command and the room are watched, and live without one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from noctuary.cli import COMMANDS

# Imported by Python before anything else, where it lies on the path: notes whoever reaches beyond this machine.
_WATCH = """
import os, sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    elif event == "socket.bind":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "127.0.0.1"
    else:
        return
    if host not in ("127.0.0.1", "::1", "localhost", None):
        with open(os.environ["SILENCE_LOG"], "a") as log:
            log.write(f"{event} {host}\\n")

sys.addaudithook(watch)
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where attempts are noted, of every Python that is started from here on."""
    watcher = tmp_path / "watch"
    watcher.mkdir()
    (watcher / "sitecustomize.py").write_text(_WATCH)
    log = tmp_path / "attempts"
    log.touch()
    monkeypatch.setenv("PYTHONPATH", f"{watcher}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("SILENCE_LOG", str(log))
    monkeypatch.setenv("NOCTUARY_LIBRARY", str(tmp_path / "dreams.noctuary"))
    monkeypatch.chdir(tmp_path)
    return log


def python(*arguments: str, alone: bool = False, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python; `alone`, in a place that has no network at all."""
    apart = ["unshare", "--map-root-user", "--net"] if alone else []
    return subprocess.run(
        [*apart, sys.executable, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_who_reaches_out_is_noted(log: Path) -> None:
    python("-c", "import socket; socket.socket().connect_ex(('192.0.2.1', 9))", alone=False)
    python("-c", "import urllib.request; urllib.request.urlopen('http://dreams.example')")
    noted = log.read_text().splitlines()
    assert noted[0] == "socket.connect 192.0.2.1"
    assert "socket.getaddrinfo dreams.example" in noted


_TRIED = (
    ["write"], ["code"], ["list"], ["search", "lamp"], ["like", "--", "a lamp"], ["figures"], ["network"], ["places"],
    ["themes"], ["motifs"], ["words"], ["profile", "--norm", "women"], ["consistency"], ["doubt"], ["timeline", "emotion:AP"],
    ["readers"], ["explain", "1MKA"], ["export", "out.jsonl"], ["import", "out.jsonl"], ["backup", "copy.noctuary"],
    ["archive", "out.zip"], ["verify"], ["trash"], ["demo", "--no-serve", "--reader", "lexical"],
)  # fmt: skip
_SAID = "I was in a library with Rachel. She lit a lamp, and I was afraid."
# All in one process: that each begins by itself is told elsewhere.
_RUN = """
import io, json, sys
from noctuary.cli import run
for arguments in json.loads(sys.argv[1]):
    sys.stdin = io.TextIOWrapper(io.BytesIO(sys.argv[2].encode()))
    code = run(arguments)
    assert code in (0, 1), (arguments, code)
"""


def test_every_kind_of_command_is_tried() -> None:
    assert {each[0] for each in _TRIED} <= {name for name, _, _ in COMMANDS}


def test_no_command_reaches_out(log: Path) -> None:
    import json

    run = python("-c", _RUN, json.dumps(_TRIED), _SAID)
    assert run.returncode == 0, run.stderr
    assert "1 dream" in run.stderr
    assert log.read_text() == ""


_VISIT = """
import http.cookiejar, re, sys, urllib.request
root, _ = sys.argv[1].split("/enter/")
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
browser.open(sys.argv[1]).read()
for address in ("/", "/dream/1", "/search", "/figures", "/network", "/profile", "/stacks/tomes", "/bring-in", "/take-out", "/write"):
    print(browser.open(root + address).status)
"""


def test_the_room_reaches_out_for_nothing(log: Path) -> None:
    python("-m", "noctuary", "write", "-m", _SAID)
    room = subprocess.Popen(
        [sys.executable, "-u", "-m", "noctuary", "serve", "--no-open"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert room.stdout
        visit = python("-c", _VISIT, room.stdout.readline().strip())
        assert visit.stdout.split() == ["200"] * 10, visit.stderr
    finally:
        room.send_signal(signal.SIGINT)
        room.communicate(timeout=30)
    assert log.read_text() == ""


def _can_be_alone() -> bool:
    return shutil.which("unshare") is not None and python("-c", "", alone=True).returncode == 0


@pytest.mark.skipif(not _can_be_alone(), reason="this machine lets nobody make a place without network")
def test_without_any_network_it_does_the_same(log: Path) -> None:
    reaching = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"
    assert "unreachable" in python("-c", reaching, alone=True).stderr
    written = python("-m", "noctuary", "write", "-m", _SAID, alone=True)
    assert written.returncode == 0, written.stderr
    shown = python("-m", "noctuary", "profile", "--norm", "women", alone=True)
    assert shown.returncode == 0
    assert log.read_text() == ""
