"""Speed and memory of the lexical reader on one core, over a corpus and over four times as much of it.

Each run is a process of its own, `noctuary code`, so that its peak of memory is its own. Beside it, in the same
run: the same command on as good as nothing (what starting costs), and a bare loop that only cuts the same texts into
words.
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
from record import arguments, corpora, report

SAMPLE = 2000


def main() -> None:
    """Write corpora of several sizes, and read them."""
    options = arguments(__doc__ or "")
    dreams = (found for found in read_paths([corpora() / "dreambank"]) if isinstance(found, Dream))
    # Every eighteenth dream, so that all series are in.
    texts = [dream.text for dream in islice(dreams, 0, None, 18)][:SAMPLE]
    rows: list[dict[str, object]] = []
    start = time.perf_counter()
    words = sum(len(re.findall(r"\w+", text)) for text in texts)
    bare = time.perf_counter() - start
    rows.append(
        _row("cutting into words only", len(texts), bare, 0.0, f"{words / len(texts):.0f} words a dream")
    )
    with TemporaryDirectory() as place:
        idle, _ = _code(Path(place), texts[:1])
        for times in (1, 4):
            seconds, megabytes = _code(Path(place), texts * times)
            rows.append(
                _row("noctuary code", len(texts) * times, seconds - idle, megabytes, "less the start")
            )
    rows.append(_row("starting noctuary code", 1, idle, 0.0, "one dream"))
    report("read", rows, record=not options.no_record)


def _row(what: str, dreams: int, seconds: float, megabytes: float, note: str) -> dict[str, object]:
    rate = round(dreams / seconds)
    return {
        "what": what,
        "dreams": dreams,
        "seconds": seconds,
        "a second": rate,
        "peak MB": round(megabytes),
        "note": note,
    }


def _code(folder: Path, texts: list[str]) -> tuple[float, float]:
    """Return seconds and peak memory of reading `texts`."""
    corpus, output = folder / "corpus.jsonl", folder / "codings.jsonl"
    with corpus.open("w", encoding="utf-8") as file:
        file.writelines(
            json.dumps({"id": str(number), "report": text}) + "\n" for number, text in enumerate(texts)
        )
    command = [sys.executable, "-c", _RUN, str(corpus), str(output)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    assert sum(1 for _ in output.open(encoding="utf-8")) == len(texts)
    return seconds, float(done.stdout) / 1024


_RUN = """
import resource, sys
from noctuary.cli import run
code = run(["code", sys.argv[1], "-o", sys.argv[2], "--force"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""

if __name__ == "__main__":
    main()
