"""Opening the library file: the one place where a connection is made, and where SQLite's errors become ours."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ctypes import addressof, c_int
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import apsw

from noctuary.durable import clear_left, make_folder, sync_folder
from noctuary.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryLockedError,
    LibraryNotFoundError,
    LibraryReadOnlyError,
    NotALibraryError,
    StoreError,
)
from noctuary.store.lock import CIPHER, HEAD_BYTES, MARK, Key

#: "NOCT": marks a SQLite file as a Noctuary library.
APPLICATION_ID: Final = 0x4E4F4354
BUSY_SECONDS: Final = 5.0

_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give an empty file that only its owner can read; it appears at `path` when all is written, and not before.

    A crash in between leaves nothing that looks like a library and is none.

    Raises
    ------
    StoreError
        If something stands there already, or the folder cannot be written.
    """
    if stands(path):
        raise _taken(path)
    try:
        make_folder(path.parent, 0o700)
        # As mkstemp names them, and what SQLite puts beside them.
        clear_left(path.parent, f"{glob.escape(path.name)}.{'?' * 8}.new*")
        handle, name = mkstemp(prefix=f"{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise LibraryReadOnlyError(
            f"{path} cannot be created: {error.strerror}.",
            "Choose a folder that you can write, with --library.",
        ) from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _publish(part, path)
    finally:
        part.unlink(missing_ok=True)


def stands(path: Path) -> bool:
    """Whether anything can be seen at `path`; unlike :meth:`Path.exists`, a folder that is closed is no error."""
    return os.access(path, os.F_OK)


def _taken(path: Path) -> StoreError:
    return StoreError(f"{path} exists already.", "Choose another place; nothing was changed.")


def _publish(part: Path, path: Path) -> None:
    try:
        # Unlike renaming, this never goes over a file that another program has made meanwhile.
        path.hardlink_to(part)
    except FileExistsError:
        raise _taken(path) from None
    except OSError:
        # The file system of a stick may know no links.
        part.rename(path)
    sync_folder(path.parent)


def check_file(path: Path) -> bytes | None:
    """Look at the first bytes of the file, without opening it as a database, so that nothing is changed.

    Returns
    -------
    bytes or None
        The head of its lock; ``None`` if it is not locked.

    Raises
    ------
    LibraryNotFoundError, NotALibraryError, StoreError
        If there is no file, it is something else, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise LibraryNotFoundError(
            f"There is no library at {path}.",
            "Make one with `noctuary write` or `noctuary import`, or name another with --library.",
        ) from None
    except IsADirectoryError:
        raise NotALibraryError(
            f"{path} is a folder, not a library.", "Name the library file itself."
        ) from None
    except OSError as error:
        raise StoreError(
            f"{path} cannot be read: {error.strerror}.", "Check who may read the file."
        ) from error
    if header.startswith(MARK):
        return header[:HEAD_BYTES]
    if header[:16] != _MAGIC or int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise NotALibraryError(
            f"{path} is not a Noctuary library.",
            "Nothing was changed. To bring its dreams in, use `noctuary import`.",
        )
    return None


def steps_taken(path: Path, key: Key | None = None) -> int | None:
    """Return how many steps the library at `path` has taken; ``None`` if there is none that can be read.

    Of a library that is not locked, a look at its first bytes says it.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError:
        return None
    if header.startswith(MARK) and key is not None:
        try:
            connection = connect(path, read_only=True, key=key)
        except StoreError:
            return None
        with closing(connection):
            return int(connection.pragma("user_version"))
    return int.from_bytes(header[60:64]) if int.from_bytes(header[68:72]) == APPLICATION_ID else None


def connect(path: Path, *, read_only: bool = False, key: Key | None = None) -> apsw.Connection:
    """Open the file as a database, with the settings that keep what is acknowledged.

    Parameters
    ----------
    path
        An existing file.
    read_only
        Open it so that no write can happen.
    key
        Of its lock; an empty file that is opened with one is locked from the first byte on.

    Raises
    ------
    LibraryLockedError
        If the key is not that of the file.
    """
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    name = str(path)
    if name != ":memory:":
        flags |= apsw.SQLITE_OPEN_URI
        name = path.absolute().as_uri() + ("?immutable=1" if read_only and _is_fixed(path) else "")
    with translated(path):
        if read_only:
            _take_back(path, key)
        connection = apsw.Connection(name, flags=flags)
        try:
            connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
            if key is not None:
                unlock(connection, path, key)
            _settle(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def unlock(connection: apsw.Connection, path: Path, key: Key) -> None:
    """Tell a new connection the key of its file.

    Raises
    ------
    LibraryLockedError
        If it is not that of the file.
    """
    connection.pragma("cipher", CIPHER)
    connection.pragma("key", key.pages)
    try:
        connection.pragma("user_version")
    except apsw.NotADBError:
        raise LibraryLockedError(
            f"This passphrase does not open {path}.",
            "Try again, or enter the recovery code; nothing was changed. If you are sure of it, the file is damaged:"
            " restore the last backup.",
        ) from None


def _settle(connection: apsw.Connection, *, read_only: bool) -> None:
    connection.pragma("foreign_keys", True)
    connection.pragma("cache_size", -65536)  # KiB: a large import stays in memory until it is written once
    connection.pragma("temp_store", "memory")  # sorting never writes dream text to a temporary file
    connection.pragma("trusted_schema", False)
    connection.pragma("cell_size_check", True)
    if not read_only:
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
        connection.pragma("secure_delete", True)
    connection.create_scalar_function("regexp", _regexp, 2, deterministic=True)


def _take_back(path: Path, key: Key | None) -> None:
    """Have taken back what a crash left half done, where the file can be written: who only reads cannot do that."""
    journal = path.with_name(f"{path.name}-journal")
    if stands(journal) and os.access(path, os.W_OK):
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
            connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
            if key is not None:
                unlock(connection, path, key)
            connection.pragma("user_version")


def _is_fixed(path: Path) -> bool:
    """Whether nothing can be put beside the file, as on a medium for reading: SQLite must be told not to try."""
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (stands(log) and log.stat().st_size)


def _regexp(*values: object) -> bool:
    pattern, text = map(str, values)
    return re.search(pattern, text) is not None


def has_moved(connection: apsw.Connection) -> bool:
    """Whether the open file is no longer the one that its name stands for: moved, replaced or removed.

    The system goes on taking writes to such a file, and nobody would find them again.
    """
    moved = c_int(0)
    connection.file_control("main", apsw.SQLITE_FCNTL_HAS_MOVED, addressof(moved))
    return bool(moved.value)


def damaged(path: Path) -> LibraryDamagedError:
    """Return the error for a file whose content is no longer what was written."""
    return LibraryDamagedError(
        f"{path} is damaged.", "Run `noctuary verify`, and restore the last backup with `noctuary restore`."
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says of the file at `path` into one of our errors, with the next step."""
    try:
        yield
    except apsw.BusyError as error:
        raise LibraryBusyError(
            f"{path} is in use by another program.",
            "Close the other one, or try again in a moment; nothing was changed.",
        ) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise LibraryReadOnlyError(
            f"{path} cannot be written.", "Check who may write the file and its folder; nothing was changed."
        ) from error
    except apsw.FullError as error:
        raise StoreError(
            f"{path} could not grow: the disk is full.", "Free some space and try again; nothing was lost."
        ) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise damaged(path) from error
    except apsw.IOError as error:
        raise StoreError(f"{path} could not be read or written: {error}.", "Check the disk.") from error
