"""A corpus on a cluster of this machine: two workers against one, the same bytes, and what is left when they are killed.

Two workers are set against one in turns, since machines that are shared swing from minute to minute; beside each turn,
what two processes that only add numbers do against one, just then. Where that is far from 2, or swings, the machine was
busy, and the processor seconds tell more. The start, in which every worker opens its reader, is no part of any: it is
taken from a few short dreams.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import psutil

from noctuary.dream import Dream
from noctuary.ingest import read_paths
from record import arguments, corpora, report

SAMPLE = 300
TURNS = 3
PART = 10


def main() -> None:
    """Read the same dreams with one worker and with two, and again where these are killed."""
    options = arguments(__doc__ or "", dreams=SAMPLE)
    found = (each for each in read_paths([corpora() / "dreambank"]) if isinstance(each, Dream))
    step = 38_000 // options.dreams
    texts = [dream.text for dream in islice(found, 0, step * options.dreams, step)]
    rows: list[dict[str, object]] = []
    with TemporaryDirectory() as place:
        folder = Path(place)
        corpus = _corpus(folder / "corpus.jsonl", texts)
        idle_corpus = _corpus(folder / "idle.jsonl", ["I flew."] * 2 * PART)
        rows += _turns(folder, corpus, idle_corpus, len(texts))
        rows += _same_bytes(folder, corpus)
        rows += _killed(folder, corpus, len(texts))
        rows += _memory(folder, texts)
    report("cluster", rows, record=not options.no_record)


def _turns(folder: Path, corpus: Path, idle_corpus: Path, dreams: int) -> list[dict[str, object]]:
    idle = {workers: _code(folder / "idle", idle_corpus, workers) for workers in (1, 2)}
    seconds: dict[int, list[float]] = {1: [], 2: []}
    work: dict[int, list[float]] = {1: [], 2: []}
    bare = []
    for _ in range(TURNS):
        before = _bare()
        for workers, (start, at_start) in idle.items():
            whole, in_all = _code(folder / f"workers-{workers}", corpus, workers)
            seconds[workers].append(whole - start)
            work[workers].append(in_all - at_start)
        bare.append((before + _bare()) / 2)
    each = [one / two for one, two in zip(seconds[1], seconds[2], strict=True)]
    shared = [two / one for one, two in zip(work[1], work[2], strict=True)]
    speed = {workers: dreams / statistics.median(took) for workers, took in seconds.items()}
    return [
        _row("dreams a second, 1 worker", speed[1], f"{dreams} dreams, less the start, {idle[1][0]:.1f} s"),
        _row("dreams a second, 2 workers", speed[2], f"{dreams} dreams, less the start, {idle[2][0]:.1f} s"),
        _row("2 workers against 1", statistics.median(each), f"each turn: {_said(each)}"),
        _row(
            "processor seconds for a dream, 2 workers against 1",
            statistics.median(shared),
            f"each turn: {_said(shared)}",
        ),
        _row("adding numbers: 2 processes against 1", statistics.median(bare), f"each turn: {_said(bare)}"),
    ]


def _same_bytes(folder: Path, corpus: Path) -> list[dict[str, object]]:
    one, two = (folder / f"workers-{workers}" for workers in (1, 2))
    names = sorted(path.name for path in one.iterdir())
    same = names == sorted(path.name for path in two.iterdir()) and all(
        (one / name).read_bytes() == (two / name).read_bytes() for name in names
    )
    table = folder / "one process.csv"
    call = ["code", str(corpus), "-o", str(table)]
    subprocess.run([sys.executable, "-m", "noctuary", *call], check=True, stderr=subprocess.DEVNULL)
    lines = sorted(table.read_bytes().splitlines()[1:])
    ours = sorted(_as_csv(two).splitlines())
    return [
        _row("files of 2 workers as of 1, to the byte", same, f"{len(names)} files"),
        _row(
            "lines of 2 workers, sorted, as of 1 process, to the byte", lines == ours, f"{len(lines)} lines"
        ),
    ]


def _memory(folder: Path, texts: Sequence[str]) -> list[dict[str, object]]:
    """Read a corpus and four times as much of it by word lists, which are quick; ids differ."""
    rows = []
    for times in (4, 16):
        corpus = _corpus(folder / f"{times}.jsonl", [text for _ in range(times) for text in texts])
        command = _command(folder / f"memory-{times}", corpus, 2)[3:]
        measured = [sys.executable, "-c", _MEASURED, *command, "--reader", "lexical"]
        done = subprocess.run(measured, check=True, capture_output=True, text=True)
        own, largest = (int(kilobytes) / 1024 for kilobytes in done.stdout.split()[-2:])
        what = f"peak MB of the command, {times * len(texts)} dreams"
        rows.append(_row(what, round(own), f"scheduler in it; the larger of 2 lexical workers {largest:.0f}"))
    return rows


_MEASURED = """
import resource, sys
from noctuary.cli import run
if __name__ == "__main__":
    code = run(sys.argv[1:])
    print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    sys.exit(code)
"""


def _killed(folder: Path, corpus: Path, dreams: int) -> list[dict[str, object]]:
    """Kill a worker when a third stands, the client when two thirds do, and go on."""
    output = folder / "killed"
    parts = -(-dreams // PART)
    command = _command(output, corpus, 2)
    client = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _wait(output, parts // 3)
    workers = [
        each for each in psutil.Process(client.pid).children() if "spawn_main" in " ".join(each.cmdline())
    ]
    os.kill(workers[-1].pid, signal.SIGKILL)
    _wait(output, 2 * parts // 3)
    client.kill()
    client.wait()
    before = {path.name: path.stat().st_mtime_ns for path in output.glob("*.parquet")}
    start = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    after = {path.name: path.stat().st_mtime_ns for path in output.glob("*.parquet")}
    told = pl.read_parquet(output / "*.parquet").unique(["collection", "id"]).height
    rows = Counter(_as_csv(output).splitlines())
    whole = Counter(_as_csv(folder / "workers-1").splitlines())
    note = f"a worker killed at {parts // 3} of {parts} parts, the client at {len(before)}"
    return [
        _row(
            "killed: parts that stood and were written again",
            sum(after[n] != before[n] for n in before),
            note,
        ),
        _row("killed: dreams lost", dreams - told, "after the same command again"),
        _row(
            "killed: rows lost or doubled", ((rows - whole) + (whole - rows)).total(), f"of {whole.total()}"
        ),
        _row("killed: seconds for the rest", seconds, "with the start"),
    ]


def _row(what: str, value: object, note: str) -> dict[str, object]:
    return {"what": what, "result": value, "note": note}


def _said(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def _corpus(path: Path, texts: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": str(number), "report": text}) + "\n")
    return path


def _command(output: Path, corpus: Path, workers: int) -> list[str]:
    call = ["code", str(corpus), "-o", str(output), "--part-size", str(PART)]
    return [sys.executable, "-m", "noctuary", *call, "--cluster", "local", "--workers", str(workers)]


def _code(output: Path, corpus: Path, workers: int) -> tuple[float, float]:
    """Return the seconds that went by, and those of all processors: these say what sharing out costs on a busy machine."""
    start, before = time.perf_counter(), os.times()
    command = [*_command(output, corpus, workers), "--force"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    seconds, after = time.perf_counter() - start, os.times()
    work = sum(after[2:4]) - sum(before[2:4])
    return seconds, work


def _as_csv(folder: Path) -> bytes:
    table = pl.read_parquet(folder / "*.parquet").drop("failure")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table.iter_rows())
    return text.getvalue().encode()


def _wait(output: Path, parts: int) -> None:
    while len(list(output.glob("*.parquet"))) < parts:
        time.sleep(0.05)


def _bare() -> float:
    """Return what two processes that only add numbers do against one, here and now."""
    return 2 * _adding(1) / _adding(2)


def _adding(processes: int) -> float:
    adding = [Process(target=_add) for _ in range(processes)]
    start = time.perf_counter()
    for each in adding:
        each.start()
    for each in adding:
        each.join()
    return time.perf_counter() - start


def _add() -> None:
    count = 0
    for each in range(20_000_000):
        count += each


if __name__ == "__main__":
    main()
