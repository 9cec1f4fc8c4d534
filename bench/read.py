"""Speed and memory of every reader: a corpus, four times as much of it, one process and two, and one dream alone.

Each run is a process of its own, so that its peak of memory is its own. Beside it, in the same run: the same command
on as good as nothing (what starting costs), and a bare loop that only cuts the same texts into words.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from noctuary.dream import Dream
from noctuary.ingest import read_paths
from noctuary.readers import READERS
from record import arguments, corpora, report

SAMPLE = 2000
WORKERS = (1, 2)


def main() -> None:
    """Write corpora of several sizes, and have each reader read them."""
    options = arguments(__doc__ or "", dreams=SAMPLE)
    dreams = (found for found in read_paths([corpora() / "dreambank"]) if isinstance(found, Dream))
    # Every eighteenth dream, so that all series are in.
    texts = [dream.text for dream in islice(dreams, 0, 18 * options.dreams, 18)]
    start = time.perf_counter()
    words = sum(len(re.findall(r"\w+", text)) for text in texts)
    bare = time.perf_counter() - start
    rows = [_row("cutting into words only", len(texts), bare, 0, f"{words / len(texts):.0f} words a dream")]
    with TemporaryDirectory() as place:
        for reader in READERS:
            rows += _rows(reader, Path(place), texts)
    report("read", rows, record=not options.no_record)


def _rows(reader: str, folder: Path, texts: list[str]) -> list[dict[str, object]]:
    rows = []
    quarter = texts[: max(len(texts) // 4, 1)]
    dream = folder / "dream.txt"
    dream.write_text(texts[0], encoding="utf-8")
    seconds, megabytes = _run("read", str(dream), "--reader", reader)
    rows.append(_row(f"noctuary read --reader {reader}", 1, seconds, megabytes, "cold start"))
    for workers in WORKERS:
        idle, _ = _code(folder, texts[:1], reader, workers)
        for some in (quarter, texts):
            seconds, megabytes = _code(folder, some, reader, workers)
            what = f"noctuary code --reader {reader} --workers {workers}"
            rows.append(_row(what, len(some), seconds - idle, megabytes, f"less the start, {idle:.1f} s"))
    return rows


def _row(what: str, dreams: int, seconds: float, megabytes: float, note: str) -> dict[str, object]:
    return {
        "what": what,
        "dreams": dreams,
        "seconds": seconds,
        "a second": round(dreams / seconds, 1) if seconds > 0 else "",
        "peak MB": round(megabytes) or "",
        "note": note,
    }


def _code(folder: Path, texts: list[str], reader: str, workers: int) -> tuple[float, float]:
    """Return seconds and peak memory of reading `texts`."""
    corpus, output = folder / "corpus.jsonl", folder / "codings.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"id": str(number), "report": text}) + "\n" for number, text in enumerate(texts)
        )
    measured = _run(
        "code", str(corpus), "-o", str(output), "--force", "--reader", reader, "--workers", str(workers),
        workers=workers if workers > 1 else 0,
    )  # fmt: skip
    assert sum(1 for _ in output.open(encoding="utf-8")) == len(texts)
    return measured


def _run(*arguments: str, workers: int = 0) -> tuple[float, float]:
    """Return seconds and peak memory of a command: its own, and as much again for each worker as the largest took."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments], check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    own, largest_child = map(float, done.stdout.split()[-2:])
    return seconds, (own + workers * largest_child) / 1024


_MEASURED = """
import resource, sys
from noctuary.cli import run
if __name__ == "__main__":
    code = run(sys.argv[1:])
    print(*(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    sys.exit(code)
"""

if __name__ == "__main__":
    main()
