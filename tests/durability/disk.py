"""A disk that SQLite writes to, which notes all that is done to it, fails when it is told to, and can lose its power.

It stands in front of the real one: every connection that is opened meanwhile goes through it, and WAL with its shared
memory too, since all else is passed on.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import apsw

#: What a disk writes whole; of anything longer, a part may be there after a power cut.
SECTOR: Final = 512


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to a file, or acknowledged.

    Parameters
    ----------
    what
        ``open``, ``write``, ``truncate``, ``sync``, ``delete``; or ``acknowledged``.
    file
        The name, without its folder.
    place
        Where a write began, in bytes; how long a file is cut; how many acts were acknowledged; whether the folder was
        synced after a file was deleted.
    data
        What was written.
    """

    what: str
    file: str = ""
    place: int = 0
    data: bytes = field(default=b"", repr=False)


class Disk(apsw.VFS):
    """What SQLite takes for the file system.

    Parameters
    ----------
    watch
        Told each deed before it is done; what it raises is what SQLite meets with.
    """

    def __init__(self, watch: Callable[[Deed], None]) -> None:
        self.watch = watch
        self.below: Final = apsw.vfs_names()[0]
        super().__init__("watched", self.below, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        self.watch(Deed("open", _name(name)))
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        self.watch(Deed("delete", _name(filename), syncdir))
        super().xDelete(filename, syncdir)


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        super().__init__(disk.below, name, flags)
        self._disk = disk
        self._name = _name(name)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.watch(Deed("write", self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._disk.watch(Deed("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.watch(Deed("sync", self._name))
        super().xSync(flags)


def _name(given: str | apsw.URIFilename | None) -> str:
    if given is None:
        return ""
    return Path(given if isinstance(given, str) else given.filename()).name


@contextmanager
def watched_disk(watch: Callable[[Deed], None]) -> Iterator[None]:
    """Put a disk in front of the real one; close every connection before this ends."""
    disk = Disk(watch)
    try:
        yield
    finally:
        gc.collect()
        disk.unregister()


@dataclass(slots=True)
class Failing:
    """Fails once, as a disk that is broken or full.

    Parameters
    ----------
    at
        At which deed, from 1; 0 for none.
    error
        What SQLite meets with; a full disk fails where something is written or made.
    seen, failed
        How many deeds there were, and how many failed.
    """

    at: int = 0
    error: type[apsw.Error] = apsw.IOError
    seen: int = 0
    failed: int = 0
    is_healed: bool = False

    def heal(self) -> None:
        """Fail no more, and count no further."""
        self.is_healed = True

    def __call__(self, deed: Deed) -> None:
        if self.is_healed:
            return
        if self.error is apsw.FullError and deed.what in ("sync", "delete"):
            return
        self.seen += 1
        if self.seen == self.at:
            self.failed += 1
            raise self.error(f"the {deed.what} fails")


def after_power_loss(
    before: dict[str, bytes], deeds: Sequence[Deed], chance: random.Random
) -> dict[str, bytes]:
    """Return the files as a disk may hold them when the power fails after the last of these deeds.

    All that was synced is there. Of what was written since, any part may be, sector by sector; what was cut or
    deleted may be so or not.

    Parameters
    ----------
    before
        The files at first, all of them synced.
    deeds
        What was done since.
    chance
        Draws what became of the rest.
    """
    safe = {name: bytearray(data) for name, data in before.items()}
    since: dict[str, list[Deed]] = {}
    deleted: set[str] = set()
    for deed in deeds:
        match deed.what:
            case "write" | "truncate":
                since.setdefault(deed.file, []).append(deed)
            case "sync":
                content = safe.setdefault(deed.file, bytearray())
                for each in since.pop(deed.file, []):
                    _do(content, each)
                deleted.discard(deed.file)
            case "delete":
                since.pop(deed.file, None)
                if deed.place:
                    safe.pop(deed.file, None)
                else:
                    deleted.add(deed.file)
    luck = chance.choice((0.0, 0.5, 0.9, 1.0))
    for name, later in since.items():
        content = safe.setdefault(name, bytearray())
        torn = chance.random() < 0.5
        for each in later:
            for part in _sectors(each) if torn else [each]:
                if chance.random() < luck:
                    _do(content, part)
    gone = {name for name in deleted if chance.random() < 0.5}
    return {name: bytes(content) for name, content in safe.items() if name not in gone}


def _do(content: bytearray, deed: Deed) -> None:
    if deed.what == "truncate":
        del content[deed.place :]
        return
    if len(content) < deed.place:
        content.extend(bytes(deed.place - len(content)))
    content[deed.place : deed.place + len(deed.data)] = deed.data


def _sectors(deed: Deed) -> Iterator[Deed]:
    """Yield a write in the pieces that a disk writes whole."""
    if deed.what != "write":
        yield deed
        return
    start, end = deed.place, deed.place + len(deed.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Deed("write", deed.file, start, deed.data[start - deed.place : stop - deed.place])
        start = stop
