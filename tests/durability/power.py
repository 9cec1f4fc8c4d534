"""Let the power fail in the middle of a course of acts, and look at what the disk holds then.

All that SQLite does to the disk is noted once. Then, for one moment after the other, the files are made as a disk may
hold them: with all that was synced, and any part of what was written since.

Run as ``python -m durability.power FOLDER`` it prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import apsw

from durability.acts import perform
from durability.course import NAME, Course
from durability.disk import Deed, after_power_loss, watched_disk
from durability.witness import faults_in, open_library, state_of
from noctuary.store import connection as files


@dataclass(slots=True)
class Seen:
    """What was seen.

    Parameters
    ----------
    deeds, syncs
        How many things were done to the disk, and how many of these were syncs.
    cuts
        How often the power failed.
    acknowledged
        Acts that had been acknowledged by then, in all.
    lost
        Cuts after which an acknowledged act was not there.
    unsound
        Cuts after which the library did not open, or failed its checks.
    notes
        What was wrong, and after which deed.
    """

    deeds: int = 0
    syncs: int = 0
    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    unsound: int = 0
    notes: list[str] = field(default_factory=list)


def note_deeds(place: Path, course: Course, synchronous: str = "full") -> list[Deed]:
    """Go through a course, and return all that was done to the library and its log.

    Parameters
    ----------
    place
        A folder to make.
    course
        The acts.
    synchronous
        As SQLite has it; to see that what is lost with less than ``full`` would be seen.
    """
    outside = place / "outside"
    outside.mkdir(parents=True)
    path = place / NAME
    path.write_bytes(course.old)
    deeds: list[Deed] = []
    with watched_disk(deeds.append), _synchronous(synchronous), open_library(path) as library:
        for done, number in enumerate(course.numbers, start=1):
            perform(number, course.seed, library, outside)
            deeds.append(Deed("acknowledged", place=done))
    return [deed for deed in deeds if deed.file in ("", NAME, f"{NAME}-wal")]


@contextmanager
def _synchronous(value: str) -> Iterator[None]:
    connect = files.connect

    def connected(*arguments: Any, **options: Any) -> apsw.Connection:
        connection = connect(*arguments, **options)
        connection.pragma("synchronous", value)
        return connection

    with patch.object(files, "connect", connected):
        yield


def cut_power(place: Path, course: Course, deeds: list[Deed], moments: list[int], seed: int) -> Seen:
    """Let the power fail after each of some deeds, given by how many were done."""
    seen = Seen(len(deeds), sum(deed.what == "sync" for deed in deeds))
    place.mkdir()
    for number, moment in enumerate(moments):
        for file in place.iterdir():
            file.unlink()
        chance = random.Random(f"{seed}/{number}")
        for name, data in after_power_loss({NAME: course.old}, deeds[:moment], chance).items():
            (place / name).write_bytes(data)
        done = max((deed.place for deed in deeds[:moment] if deed.what == "acknowledged"), default=0)
        seen.cuts += 1
        seen.acknowledged += done
        try:
            with open_library(place / NAME) as library:
                wrong = faults_in(library)
                is_there = course.allows(state_of(library.store), done)
        except Exception as error:  # noqa: BLE001
            wrong, is_there = [f"{type(error).__name__}: {error}"], True
        seen.unsound += bool(wrong)
        seen.lost += not is_there
        if wrong or not is_there:
            seen.notes.append(f"deed {moment}, {done} acts, {number} of seed {seed}: {' '.join(wrong)}")
    return seen


def main() -> None:
    """Cut the power around every sync, and at moments between, as often as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--between", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synchronous", default="full")
    given = parser.parse_args()
    (given.folder / "course").mkdir()
    course = Course.done_in(given.folder / "course", given.seed)
    deeds = note_deeds(given.folder / "noted", course, given.synchronous)
    syncs = [number for number, deed in enumerate(deeds) if deed.what == "sync"]
    chance = random.Random(given.seed)
    moments = [moment for sync in syncs for moment in (sync, sync + 1) for _ in range(given.times)]
    moments += [chance.randrange(len(deeds) + 1) for _ in range(given.between)]
    json.dump(asdict(cut_power(given.folder / "cut", course, deeds, moments, given.seed)), sys.stdout)


if __name__ == "__main__":
    main()
