"""Locking a library: encrypting it, changing its passphrase, and taking the lock off again.

Each makes a new file beside the old one, compares every text in it with the old one's, and only then puts it in the
old one's place; whatever happens on the way, one of the two stands there whole. What the old file held is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from noctuary.durable import publish
from noctuary.errors import LibraryDamagedError, LibraryLockedError, StoreError
from noctuary.library.left import drafts_folder
from noctuary.store import connection as files
from noctuary.store.lock import Key
from noctuary.store.store import Store

_PART: Final = "relocked"
_BLOCK: Final = 2**20


def head_of(path: Path) -> bytes | None:
    """Return the head of the lock of the library at `path`; ``None`` if it is not locked, or nothing is there.

    Raises
    ------
    NotALibraryError, StoreError
        If it is something else, or cannot be read.
    """
    return files.check_file(path) if files.stands(path) else None


def key_for(path: Path, entered: str) -> Key:
    """Return the key that a passphrase or a recovery code gives; of a library that is not there yet, a new one.

    Raises
    ------
    InputError
        If it is to be a new passphrase, and is too short.
    """
    head = head_of(path)
    return Key.new(entered) if head is None else Key.of(entered, head)


def opens(path: Path, key: Key) -> bool:
    """Whether a key opens the locked library at `path`; nothing is changed."""
    try:
        files.connect(path, read_only=True, key=key).close()
    except LibraryLockedError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Something beside a library that a lock does not cover.

    Parameters
    ----------
    path
        Where it lies.
    what
        What it is, in words.
    """

    path: Path
    what: str


def unlocked_beside(path: Path) -> list[Unlocked]:
    """Return what lies beside the library at `path` and can be read without a passphrase."""
    found = [
        Unlocked(copy, "a copy of the library, made before it was brought up to date")
        for copy in sorted(path.parent.glob(f"{path.name}.before-*"))
        if copy.is_file() and _is_open(copy)
    ]
    drafts = drafts_folder(path, locked=False)
    if any(drafts.glob("*.txt")):
        found.append(Unlocked(drafts, "the drafts of `noctuary write`"))
    return found


def _is_open(path: Path) -> bool:
    try:
        return files.check_file(path) is None
    except StoreError:
        return False


def relock(
    path: Path, key: Key | None, new: Key | None, *, reached: Callable[[str], None] = lambda _: None
) -> bool:
    """Write the library at `path` anew under another key, and put it in the place of the old file.

    Parameters
    ----------
    path
        The library; nobody else may have it open.
    key
        What opens it now; ``None`` if it is not locked.
    new
        What is to open it from now on; ``None`` to take the lock off.
    reached
        Called with each step that is done, for who wants to know how far it is: ``written``, ``verified``,
        ``replaced``, ``overwritten``.

    Returns
    -------
    bool
        Whether the old file is gone; it stays as it was where it has another name too (a hard link), which may be
        somebody's backup.

    Raises
    ------
    LibraryBusyError
        If another program has the library open; nothing was changed.
    LibraryDamagedError
        If the new file does not hold what the old one does; the old one stays as it was.
    """
    # A link would be replaced, and what it leads to would stay.
    path = path.resolve()
    # Brings it up to date, and refuses what is no library.
    Store.open(path, key=key).close()
    for left in path.parent.glob(f".{path.name}.*.{_PART}"):
        left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{_PART}")
    try:
        with _alone(path, key) as store:
            _write(store, part, new)
            reached("written")
            _compare(store, part, new)
            reached("verified")
            if os.name != "posix":
                # There a file that is open cannot be replaced, so that nothing is left to overwrite.
                is_gone = path.stat().st_nlink == 1
                store.close()
                publish(part, path)
                return is_gone
            with path.open("r+b", buffering=0) as old:
                publish(part, path)
                reached("replaced")
                # Who had opened the old file a moment ago and waits for it finds nothing there to write to; and nothing
                # of it is left for who reads the disk without its file system.
                is_gone = not os.fstat(old.fileno()).st_nlink
                if is_gone:
                    _overwrite(old)
            reached("overwritten")
            return is_gone
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path, key: Key | None) -> Iterator[Store]:
    """Keep everybody else from the file, and its log empty, for the length of a block."""
    with files.translated(path), closing(files.connect(path, key=key)) as connection:
        connection.pragma("locking_mode", "exclusive")
        # Both need the file for oneself, and keep it until it is closed.
        connection.pragma("journal_mode", "delete")
        connection.execute("BEGIN EXCLUSIVE; COMMIT")
        yield Store(connection, path, key=key)


def _write(store: Store, part: Path, key: Key | None) -> None:
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    store.write_anew(part, key)


def _compare(store: Store, part: Path, key: Key | None) -> None:
    faults = store.check()
    if faults:
        raise LibraryDamagedError(
            f"{store.path} is damaged: {faults[0]}", "Restore the last backup first; nothing was changed."
        )
    with Store.open(part, read_only=True, key=key) as written:
        if written.check() or written.fingerprint() != store.fingerprint():
            raise LibraryDamagedError(
                f"The new file does not hold what {store.path} does.", "Check the disk; nothing was changed."
            )


def _overwrite(file: FileIO) -> None:
    left = os.fstat(file.fileno()).st_size
    while left > 0:
        left -= file.write(bytes(min(_BLOCK, left))) or 0
    os.fsync(file.fileno())
