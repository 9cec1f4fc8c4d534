"""What is acknowledged outlives a kill, whatever was under way. A thousand kills: ``python bench/durable.py``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def killed(folder: Path, *options: str) -> Any:
    """What a program saw that kills children of its own; apart, since a test may run in a process with threads."""
    run = subprocess.run(
        [sys.executable, "-m", "durability.kills", str(folder), *options],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_what_was_acknowledged_is_there_after_every_kill(tmp_path: Path) -> None:
    seen = killed(tmp_path, "--kills", "24", "--seconds", "20")
    assert seen["notes"] == []
    assert (seen["lost"], seen["half"], seen["unsound"]) == (0, 0, 0)
    assert seen["kills"] > 1
    assert seen["under_way"]


def test_a_locked_library_outlives_kills_and_shows_no_word(tmp_path: Path) -> None:
    seen = killed(tmp_path, "--kills", "12", "--seconds", "20", "--locked")
    assert seen["notes"] == []
    assert (seen["lost"], seen["half"], seen["unsound"]) == (0, 0, 0)
    assert seen["kills"] > 1


def test_an_act_that_is_acknowledged_before_it_is_done_is_seen_to_be_lost(tmp_path: Path) -> None:
    """That nothing is lost would mean little if no loss could be seen."""
    seen = killed(tmp_path, "--kills", "60", "--seconds", "30", "--too-early", "--until-noted")
    assert seen["lost"] + seen["half"] > 0
    assert seen["notes"]
