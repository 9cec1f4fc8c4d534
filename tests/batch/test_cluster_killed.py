"""Clients, workers and schedulers that are killed in the middle of their work, with no chance to say so."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from batch.waiting import is_alive, wait_for

pl = pytest.importorskip("polars")
pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes")

COUNT = 300
SIZE = 10
WORKERS = 2
#: What may be in hand at two workers.
IN_HAND = 2 * WORKERS * SIZE
CANARY = "heron"

# The command line, with a reader that notes what it reads.
COMMAND = """
import sys
import standins
from noctuary.cli import run
from noctuary.readers import READERS
READERS["lexical"] = standins.WATCHED
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOCTUARY_WATCHED", str(tmp_path / "watched"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([*sys.path, os.environ.get("PYTHONPATH", "")]))
    (tmp_path / "watched").touch()
    path = tmp_path / "corpus.csv"
    lines = [f"{night},slow {CANARY} {night}\n" for night in range(COUNT)]
    path.write_text("id,text\n" + "".join(lines))
    return path


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Start a program in a group of its own, of which nobody is left afterwards."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        if is_alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)


def code(corpus: Path, cluster: str) -> list[str]:
    output = str(corpus.with_name("out"))
    options = ["--reader", "lexical", "--part-size", str(SIZE), "--cluster", cluster]
    workers = ["--workers", str(WORKERS)] if cluster == "local" else []
    return [sys.executable, "-c", COMMAND, "code", str(corpus), "-o", output, *options, *workers]


def noted(corpus: Path) -> list[tuple[int, str]]:
    """Which process began which dream, in order."""
    lines = corpus.with_name("watched").read_text().splitlines()
    pairs = [line.split() for line in lines if line.count(" ") == 1]
    return [(int(process), word) for process, word in pairs if word != "opened"]


def standing(corpus: Path) -> dict[str, int]:
    """The parts that stand, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in corpus.with_name("out").glob("part-*.parquet")}


def outcomes(corpus: Path) -> list[tuple[str, str | None]]:
    table: Any = pl.read_parquet(corpus.with_name("out") / "*.parquet")
    return list(table.select("id", "failure").iter_rows())


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for the end of a command; return what it said."""
    _, said = process.communicate(timeout=90)
    assert "Traceback" not in said, said
    assert CANARY not in said
    return said


def test_a_worker_and_the_client_are_killed_and_no_dream_is_lost_or_doubled(corpus: Path) -> None:
    with started(*code(corpus, "local")) as client:
        wait_for(lambda: len(standing(corpus)) >= 4)
        os.kill(noted(corpus)[-1][0], signal.SIGKILL)
        wait_for(lambda: len(standing(corpus)) >= 14)
        client.kill()
        # Workers do not outlive whom they work for.
        wait_for(lambda: client.poll() is not None and not is_alive(client.pid))
        assert CANARY not in client.communicate()[1]
    before = standing(corpus)
    begun_before = Counter(word for _, word in noted(corpus))
    assert 14 <= len(before) < COUNT // SIZE
    with started(*code(corpus, "local")) as client:
        said = ended(client)
    assert client.returncode == 0
    assert f"{len(before) * SIZE} dreams stood there already" in said
    assert f"{COUNT} dreams read by watched 1 into 30 parts" in said
    # Each dream has one outcome.
    assert outcomes(corpus) == [(str(night), None) for night in range(COUNT)]
    # What stood is as it was, and nobody read it again.
    after = standing(corpus)
    assert {name: after[name] for name in before} == before
    begun_again = Counter(word for _, word in noted(corpus)) - begun_before
    kept = {str(int(name[5:10]) * SIZE + place) for name in before for place in range(SIZE)}
    assert not kept & begun_again.keys()
    # Only what was in hand is done again: at the worker, and at the client.
    assert COUNT <= len(noted(corpus)) <= COUNT + 2 * IN_HAND
    assert {path.name for path in corpus.with_name("out").iterdir()} == {*after, "manifest.json"}


def test_an_interruption_leaves_nobody_behind(corpus: Path) -> None:
    with started(*code(corpus, "local")) as client:
        wait_for(lambda: len(standing(corpus)) >= 2)
        os.killpg(client.pid, signal.SIGINT)  # as a terminal does
        ended(client)
        assert client.returncode == 130
        wait_for(lambda: not is_alive(client.pid))


# An interruption, at the moment when Dask leaves a task to itself that fails then.
LEFT = """
import asyncio
from noctuary.batch import cluster

async def fails():
    raise RuntimeError

async def leave():
    asyncio.ensure_future(fails())
    await asyncio.sleep(0)

def connected(*_, **__):
    asyncio.run(leave())
    raise KeyboardInterrupt

cluster.connected = connected
"""


def test_what_dask_leaves_to_itself_is_told_by_nobody(corpus: Path) -> None:
    """Interrupted at a bad moment, a command told of it with all that Python says."""
    python, option, command, *rest = code(corpus, "local")
    with started(python, option, LEFT + command, *rest) as client:
        said = ended(client)
    assert client.returncode == 130
    assert "never retrieved" not in said


def test_a_scheduler_is_killed_and_another_goes_on(corpus: Path) -> None:
    whereabouts = corpus.with_name("scheduler.json")
    program = [sys.executable, "-m", "dask"]
    scheduler = [*program, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler += ["--scheduler-file", str(whereabouts)]
    worker = [*program, "worker", "--nthreads", "1", "--no-dashboard", "--scheduler-file", str(whereabouts)]
    with started(*scheduler) as first:
        wait_for(whereabouts.exists)
        with started(*worker), started(*code(corpus, str(whereabouts))) as client:
            wait_for(lambda: len(standing(corpus)) >= 4)
            first.kill()
            said = ended(client)
    assert client.returncode == 1
    assert "scheduler of the cluster went away" in said
    assert "the same command again" in said
    before = standing(corpus)
    assert 4 <= len(before) < COUNT // SIZE
    assert json.loads(corpus.with_name("out").joinpath("manifest.json").read_text())["outcome"] is None
    whereabouts.unlink()
    with started(*scheduler):
        wait_for(whereabouts.exists)
        # The client comes first: it waits for workers.
        with started(*code(corpus, str(whereabouts))) as client, started(*worker), started(*worker):
            said = ended(client)
    assert client.returncode == 0, said
    assert outcomes(corpus) == [(str(night), None) for night in range(COUNT)]
    assert len(noted(corpus)) <= COUNT + IN_HAND
    assert standing(corpus).items() >= before.items()
