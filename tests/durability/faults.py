"""Let the disk fail while a library is written, and look at what is said and what is left.

It fails once at each thing that is done to it, one after the other; or is full, for real, until somebody makes room.

Run as ``python -m durability.faults FOLDER --error full`` it prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shutil import disk_usage, rmtree
from tempfile import TemporaryDirectory
from typing import Final

import apsw

from durability.acts import perform
from durability.course import NAME, Course
from durability.disk import Failing, watched_disk
from durability.witness import KEY, faults_in, open_library, state_of
from noctuary.dream import Dream
from noctuary.errors import StoreError
from noctuary.library import Library
from noctuary.store.lock import Key

ERRORS: Final = {"io": apsw.IOError, "full": apsw.FullError}

#: How long files may grow, in bytes, while a library is brought up to date and written.
SIZES: Final = range(40_000, 900_000, 10_000)
#: How much room there is, in bytes, on a disk of so many kilobytes.
ROOMS: Final = range(100_000, 2_500_000, 30_000)
DISK: Final = 4096

#: Sees to what is wrong with a disk.
Healing = Callable[[], None]


@dataclass(slots=True)
class Seen:
    """What was seen.

    Parameters
    ----------
    faults
        How often the disk failed.
    told
        How often that was told as an error of ours; else what was done did not need what failed.
    untold
        How often it came out as something else.
    acknowledged
        Acts that were done before.
    wrong
        Faults after which the library was unsound, or did not hold what it must, or could not be written any more.
    notes
        What was wrong, and at which deed.
    """

    faults: int = 0
    told: int = 0
    untold: int = 0
    acknowledged: int = 0
    wrong: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, where: str, wrong: str) -> None:
        """Note what is wrong, if anything is."""
        if wrong:
            self.wrong += 1
            self.notes.append(f"{where}: {wrong}")


def count_deeds(place: Path, course: Course) -> int:
    """Return how many things are done to the disk in a course."""
    counting = Failing()
    with watched_disk(counting):
        go_through(put_library(place, course), course, counting.heal, Seen())
    return counting.seen


def fail_at(folder: Path, course: Course, deeds: Sequence[int], error: type[apsw.Error]) -> Seen:
    """Go through a course once for each of some deeds, and let the disk fail there."""
    seen = Seen()
    for deed in deeds:
        failing = Failing(deed, error)
        path = put_library(folder / f"deed-{deed}", course)
        with watched_disk(failing):
            wrong = go_through(path, course, failing.heal, seen)
        seen.faults += failing.failed
        seen.note(f"deed {deed}", wrong)
    return seen


def fill_up(folder: Path, course: Course, rooms: Sequence[int]) -> Seen:
    """Go through a course with so much room on the disk of a folder, in bytes, and make room when it is full."""
    seen = Seen()
    ballast = folder / "ballast"
    for room in rooms:
        path = put_library(folder / f"room-{room}", course)
        ballast.write_bytes(bytes(max(disk_usage(folder).free - room, 0)))
        wrong = go_through(path, course, ballast.unlink, seen)
        seen.faults += 1
        seen.note(f"{room} bytes of room", wrong)
    return seen


def forbid_growth(folder: Path, course: Course, sizes: Sequence[int]) -> Seen:
    """Go through a course in which no file may grow beyond a size, in bytes, and allow it when one would."""
    seen = Seen()
    for size in sizes:
        path = put_library(folder / f"size-{size}", course)
        with no_longer_than(size) as allow:
            wrong = go_through(path, course, allow, seen)
        seen.faults += 1
        seen.note(f"{size} bytes a file", wrong)
    return seen


@contextmanager
def no_longer_than(size: int) -> Iterator[Healing]:
    """Let no file of this process grow beyond a size, in bytes, until that is allowed."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def allow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield allow
    finally:
        allow()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Give a disk of its own, in a folder to make.

    Raises
    ------
    OSError
        If none can be had, as where one is not the system's administrator.
    """
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise OSError("no disk of a size of its own can be had here") from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def put_library(place: Path, course: Course) -> Path:
    """Put the library of a course into a folder to make."""
    place.mkdir()
    path = place / NAME
    path.write_bytes(course.old)
    return path


def go_through(path: Path, course: Course, heal: Healing, seen: Seen) -> str:
    """Go through a course until something fails, have that seen to, go on; return what is wrong then.

    The folder of the library is gone afterwards; what leaves it goes to another disk.
    """
    done, state = 0, ""
    later: Dream | None = None
    library: Library | None = None
    with TemporaryDirectory() as outside:
        try:
            library = open_library(path, key=course.key)
            for number in course.numbers:
                perform(number, course.seed, library, Path(outside))
                done += 1
        except StoreError:
            seen.told += 1
        except Exception as error:  # noqa: BLE001
            seen.untold += 1
            return f"{type(error).__name__}: {error}"
        finally:
            heal()
            if library is not None:
                # Every other time, the library that is open goes on at once.
                if done < len(course.numbers) and done % 2:
                    state = state_of(library.store)
                    later = Dream(id="later", text="It went on.")
                    library.add(later)
                # SQLite passes over what fails while it tidies up.
                with suppress(apsw.Error):
                    library.close()
        found = _faults_of_copies(Path(outside), course.key)
    seen.acknowledged += done
    with open_library(path, key=course.key) as library:
        found += faults_in(library)
        if later is not None and library.store.get(later.key) != later:
            found.append("What was kept after the fault is not there.")
        if not course.allows(state or state_of(library.store), done):
            found.append(f"After {done} acts it holds something else.")
    rmtree(path.parent)
    return " ".join(found)


def _faults_of_copies(outside: Path, key: Key | None) -> list[str]:
    found: list[str] = []
    for path in outside.glob("*.noctuary"):
        with open_library(path, read_only=True, key=key) as library:
            found += faults_in(library)
    return found


def main() -> None:
    """Let the disk fail as told on the command line: at every deed, or full at many sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--error", choices=[*ERRORS, "growth", "room"], default="io")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--locked", action="store_true", help="only where the disk is full for real")
    given = parser.parse_args()
    if given.locked and given.error in ERRORS:
        parser.error("What fails once, fails above the cipher.")
    (given.folder / "course").mkdir()
    course = Course.done_in(given.folder / "course", given.seed, key=KEY if given.locked else None)
    match given.error:
        case "growth":
            seen = forbid_growth(given.folder, course, SIZES[:: given.every])
        case "room":
            with small_disk(given.folder / "disk", DISK) as disk:
                seen = fill_up(disk, course, ROOMS[:: given.every])
        case error:
            deeds = range(1, count_deeds(given.folder / "counting", course) + 1, given.every)
            seen = fail_at(given.folder, course, deeds, ERRORS[error])
    json.dump(asdict(seen), sys.stdout)


if __name__ == "__main__":
    main()
