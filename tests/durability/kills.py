"""Kill a program that writes a library, again and again, and look at what is left.

A child does one act after the other and acknowledges each once it is done. It is killed at a random moment. Then
the library must open, be sound, and hold just what a second library holds to which the acknowledged acts were done in
peace; what was under way is there whole, or not at all. The next child goes on with the same file.

Run as ``python -m durability.kills FOLDER --kills 1000`` it prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory
from typing import Final, Never, Self

from durability.acts import drawn, perform
from durability.witness import (
    KEY,
    faults_in,
    files_in,
    open_library,
    put_first,
    readable_in,
    state_of,
    watched_acts,
)
from noctuary.library import Library

#: So often one library is killed before a new one is taken: long enough that it grows old.
_LIVES: Final = 25
#: A library is of the first version at first: so many children are killed early, while they bring it up to date.
_YOUNG: Final = 4
#: So long a child goes on at most, after some acts: machines differ, and so do acts.
_SECONDS: Final = (0.01, 0.03, 0.1)
#: A child that takes longer, in seconds, is killed where it is.
_PATIENCE: Final = 5.0
_OPENING: Final = "bringing up to date"
_NOTHING: Final = "nothing"
_FAILED: Final = "failed"


@dataclass(slots=True)
class Tally:
    """What was seen.

    Parameters
    ----------
    kills
        How often a child was killed.
    acknowledged
        Acts that a child said were done.
    lost
        Acknowledged acts that were not there afterwards.
    half
        Kills after which the library held what no number of whole acts leads to.
    unsound
        Kills after which a library did not open, or failed its checks.
    under_way
        In the middle of what a child was killed, and how often.
    whole, absent, begun
        Acts under way that were there wholly; not at all; or, of imports, up to a batch, and went on from there.
    left
        Unfinished files under names that say so.
    notes
        What was wrong, with the seed that shows it again.
    """

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    unsound: int = 0
    whole: int = 0
    absent: int = 0
    begun: int = 0
    left: int = 0
    under_way: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a child acknowledged before it was killed: whether the library was open, acts, and what was under way."""

    opened: bool
    done: int
    under_way: str


def kill_often(
    folder: Path,
    kills: int,
    seed: int,
    *,
    seconds: float = 1e9,
    too_early: bool = False,
    until_noted: bool = False,
    locked: bool = False,
) -> Tally:
    """Kill so many children, or as many as there is time for.

    Parameters
    ----------
    folder
        An empty one.
    kills, seconds
        How many, and how long at most.
    seed
        Equal seeds draw equal acts; the moments are up to the machine.
    too_early
        Have each act acknowledged before it is done: to see that what is lost would be seen.
    until_noted
        Stop at the first loss.
    locked
        Whether the library is locked; then it is brought up to date already, and no word of it may be seen.
    """
    tally = Tally()
    until = time.monotonic() + seconds
    lives = 0
    while tally.kills < kills and time.monotonic() < until and not (until_noted and tally.notes):
        place = folder / f"place-{lives}"
        with _Trial(place, seed * 1000 + lives, too_early=too_early, locked=locked) as trial:
            for life in range(_LIVES):
                if tally.kills >= kills or time.monotonic() > until or not trial.live_once(tally, life):
                    break
        rmtree(place)
        lives += 1
    return tally


class _Trial:
    """One library that is killed, and one beside it that lives in peace."""

    def __init__(self, place: Path, seed: int, *, too_early: bool, locked: bool) -> None:
        self._seed = seed
        self._key = KEY if locked else None
        self._too_early = too_early
        self._chance = random.Random(seed)
        self._path, self._outside = place / "killed" / "dreams.noctuary", place / "killed" / "outside"
        peace = place / "in peace"
        for outside in (self._outside, peace / "outside"):
            outside.mkdir(parents=True)
        put_first(self._path, self._key)
        copyfile(self._path, peace / "dreams.noctuary")
        self._peace_outside = peace / "outside"
        self._peace = open_library(peace / "dreams.noctuary", key=self._key)
        self._log = place / "acknowledged"
        self._next = 0
        self._was_opened = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._peace.close()

    def live_once(self, tally: Tally, life: int) -> bool:
        """Let a child live and kill it; return whether the library can go on."""
        if life < _YOUNG:
            heard = self._killed_after(0, self._chance.uniform(0, 0.06))
        else:
            longest = self._chance.choice(_SECONDS)
            heard = self._killed_after(self._chance.randrange(16), self._chance.uniform(0, longest))
        tally.kills += 1
        tally.acknowledged += heard.done
        tally.under_way[heard.under_way] = tally.under_way.get(heard.under_way, 0) + 1
        try:
            wrong = self._look(heard, tally)
        except Exception as error:  # noqa: BLE001
            tally.unsound += 1
            wrong = f"{type(error).__name__}: {error}"
        if not wrong and heard.under_way.startswith(_FAILED):
            tally.unsound += 1
            wrong = "A child failed."
        if wrong:
            tally.notes.append(f"seed {self._seed}, act {self._next}, under way: {heard.under_way}. {wrong}")
        return not wrong

    def _killed_after(self, acts: int, seconds: float) -> _Heard:
        """Kill a child so long after so many acts."""
        self._log.write_bytes(b"")
        child = os.fork()
        if not child:
            self._live()
        until = time.monotonic() + _PATIENCE
        while self._log.read_bytes().count(b"done") < acts and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = self._log.read_text(encoding="utf-8").splitlines()
        done = lines.count("done")
        last = lines[-1] if lines else _OPENING
        under_way = _NOTHING if last in ("open", "done") else last.removeprefix("begin ")
        return _Heard(bool(lines), done, under_way)

    def _look(self, heard: _Heard, tally: Tally) -> str:
        """Return what is wrong; empty if nothing is."""
        if self._key is not None and (seen := readable_in(self._path.parent)):
            tally.unsound += 1
            return f"Words can be read in {seen[0]}."
        for folder in (self._path.parent, self._outside):
            for left in [*folder.glob("*.new*"), *folder.glob(".noctuary-*")]:
                tally.left += 1
                rmtree(left) if left.is_dir() else left.unlink()
        for backup in self._path.parent.glob("*.before-*"):
            with open_library(backup, read_only=True) as library:
                if library.verify(rehearse=False) or library.count() != 2:
                    tally.unsound += 1
                    return f"{backup.name} is no whole backup."
            backup.unlink()
        self._was_opened |= heard.opened
        # Until a child has brought it up to date, it is only looked at, so that the next one finds it as it is.
        with open_library(self._path, read_only=not self._was_opened, key=self._key) as library:
            if not self._was_opened:
                faults = library.verify(rehearse=False)
                if faults or library.count() != 2:
                    tally.unsound += 1
                return " ".join(faults)
            faults = faults_in(library, rehearse=tally.kills % 10 == 0)
            if faults:
                tally.unsound += 1
                return " ".join(faults)
            return self._compare(library, heard, tally)

    def _compare(self, library: Library, heard: _Heard, tally: Tally) -> str:
        seen = self._seen(library, self._outside)
        for _ in range(heard.done):
            self._in_peace()
        if seen == self._seen(self._peace, self._peace_outside):
            tally.absent += heard.under_way not in (_NOTHING, _OPENING)
        else:
            acknowledged = self._next
            on_the_way: list[str] = []
            with watched_acts(self._peace, on_the_way):
                self._in_peace()
            after = self._seen(self._peace, self._peace_outside)
            if seen == after:
                tally.whole += 1
            elif seen[0] in on_the_way and heard.under_way == "import":
                tally.begun += 1
                perform(acknowledged, self._seed, library, self._outside)
                if self._seen(library, self._outside) != after:
                    tally.half += 1
                    return "An import that was begun did not go on to the end."
            elif lost := self._lost(seen[0], acknowledged):
                tally.lost += lost
                return f"{lost} acknowledged acts are lost."
            else:
                tally.half += 1
                return "The library holds what no number of whole acts leads to."
        for outside in (self._outside, self._peace_outside):
            for file in outside.iterdir():
                file.unlink()
        return ""

    def _lost(self, state: str, acknowledged: int) -> int:
        """Return how many acts ago the library was as it is seen now; 0 if it never was."""
        with TemporaryDirectory() as folder:
            path, outside = Path(folder, "dreams.noctuary"), Path(folder, "outside")
            outside.mkdir()
            put_first(path, self._key)
            with open_library(path, key=self._key) as library:
                states = [state_of(library.store)]
                for number in range(acknowledged):
                    perform(number, self._seed, library, outside)
                    states.append(state_of(library.store))
        return states[::-1].index(state) if state in states else 0

    def _in_peace(self) -> None:
        perform(self._next, self._seed, self._peace, self._peace_outside)
        self._next += 1

    def _seen(self, library: Library, outside: Path) -> tuple[str, dict[str, str]]:
        return state_of(library.store), files_in(outside, self._key)

    def _live(self) -> Never:
        """Do one act after the other, and acknowledge each, until killed."""
        said = os.open(self._log, os.O_WRONLY | os.O_APPEND)
        try:
            with open_library(self._path, key=self._key) as library:
                os.write(said, b"open\n")
                for number in range(self._next, self._next + 10_000):
                    if self._too_early:
                        os.write(said, b"done\n")
                    else:
                        os.write(said, f"begin {drawn(number, self._seed)[0]}\n".encode())
                    perform(number, self._seed, library, self._outside)
                    if not self._too_early:
                        os.write(said, b"done\n")
        except BaseException:  # noqa: BLE001
            os.write(said, f"{_FAILED}: {traceback.format_exc(limit=-3)!r}\n".encode())
        finally:
            # Nothing of the parent's is to be tidied up here.
            os._exit(3)


def main() -> None:
    """Kill as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--too-early", action="store_true")
    parser.add_argument("--until-noted", action="store_true")
    parser.add_argument("--locked", action="store_true")
    given = parser.parse_args()
    tally = kill_often(
        given.folder,
        given.kills,
        given.seed,
        seconds=given.seconds,
        too_early=given.too_early,
        until_noted=given.until_noted,
        locked=given.locked,
    )
    json.dump(asdict(tally), sys.stdout)


if __name__ == "__main__":
    main()
