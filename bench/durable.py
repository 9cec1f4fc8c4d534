"""Kill a program that writes a library, 1,000 times; and one that writes a locked library, as often.

After each kill the library opens, is sound, holds every acknowledged act, and no half of one. What is done, and how it
is looked at, stands in ``tests/durability/``; a small part of it runs with the tests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from record import arguments, report

TESTS = Path(__file__).parents[1] / "tests"
KILLS = 1000


def main() -> None:
    """Kill, and tell what was left."""
    options = arguments(__doc__ or "")
    rows = [*killed("kill -9"), *killed("kill -9, locked", "--locked")]
    report("durable", rows, record=not options.no_record)


def killed(what: str, *options: str) -> list[dict[str, object]]:
    """Kill, and tell in the middle of what."""
    seen = ran("kills", "--kills", str(KILLS), *options)
    beside = (
        f"under way: {seen['whole']} whole, {seen['absent']} not there, {seen['begun']} imports begun, which the"
        f" same import ended; {seen['left']} unfinished files left"
    )
    wrong = seen["half"] + seen["unsound"]
    return [
        row(what, seen["kills"], seen["acknowledged"], seen["lost"], wrong, beside),
        *(
            row(f"– in the middle of: {act}", times)
            for act, times in sorted(seen["under_way"].items(), key=lambda item: -item[1])
        ),
    ]


def ran(module: str, *options: str) -> Any:
    """Run a part of it in a process of its own, and return what it saw."""
    path = os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH", ""))))
    with TemporaryDirectory() as folder:
        run = subprocess.run(
            [sys.executable, "-m", f"durability.{module}", folder, *options],
            env=os.environ | {"PYTHONPATH": path},
            stdout=subprocess.PIPE,
            check=True,
        )
    seen = json.loads(run.stdout)
    for note in seen["notes"]:
        print(note, file=sys.stderr)
    return seen


def row(
    what: str, times: int, acknowledged: object = "", lost: object = "", unsound: object = "", note: str = ""
) -> dict[str, object]:
    """Return what the table tells."""
    return {
        "what": what,
        "times": times,
        "acts acknowledged": acknowledged,
        "lost": lost,
        "half or unsound": unsound,
        "beside": note,
    }


if __name__ == "__main__":
    main()
