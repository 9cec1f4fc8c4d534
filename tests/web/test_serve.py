"""The commands that open the room."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from web.conftest import Open, serving


def noctuary(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "noctuary", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_demo_ends_in_the_room_and_where_nobody_sits_it_closes_by_itself(tmp_path: Path) -> None:
    run = noctuary("demo", "--folder", str(tmp_path / "demo"), "--reader", "lexical")
    assert run.returncode == 0
    assert re.search(r"^http://127\.0\.0\.1:\d+/enter/\S+$", run.stdout, re.MULTILINE)
    assert "The reading room is closed." in run.stderr


@pytest.mark.browser
def test_two_rooms_can_be_open_at_once(library_path: Path, read_library: Path, visit: Open) -> None:
    """Cookies know no ports, so each room has a name of its own for its."""
    with serving(library_path) as one, serving(read_library, "--read-only") as other:
        assert one.root != other.root
        first = visit(one)
        first.page.goto(other.link)
        assert first.page.get_by_text("for reading only").is_visible()
        first.page.goto(one.root)
        assert first.page.get_by_role("link", name="Write").is_visible()
        first.requests.clear()


def test_a_port_that_is_taken_is_said(library_path: Path) -> None:
    with serving(library_path) as room:
        port = room.root.rsplit(":", 1)[1]
        run = noctuary("--library", str(library_path), "serve", "--no-open", "--port", port)
    assert run.returncode == 1
    assert f"Port {port} cannot be used" in run.stderr


def test_there_is_nothing_to_read_in_where_no_library_is(tmp_path: Path) -> None:
    run = noctuary("--library", str(tmp_path / "none.noctuary"), "serve", "--no-open", "--read-only")
    assert run.returncode == 1
    assert "There is no library" in run.stderr
    assert not run.stdout
