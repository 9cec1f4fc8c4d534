"""Opening the library file: the one place where a connection is made, and where SQLite's errors become ours."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import apsw

from noctuary.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryNotFoundError,
    LibraryReadOnlyError,
    NotALibraryError,
    StoreError,
)

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
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        # The name is to outlive a power cut too; some network file systems cannot promise that.
        with suppress(OSError):
            os.fsync(folder)
        os.close(folder)


def check_file(path: Path) -> None:
    """Look at the first bytes of the file, without opening it as a database, so that nothing is changed.

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
    if header[:16] != _MAGIC or int.from_bytes(header[68:72]) != APPLICATION_ID:
        raise NotALibraryError(
            f"{path} is not a Noctuary library.",
            "Nothing was changed. To bring its dreams in, use `noctuary import`.",
        )


def steps_taken(path: Path) -> int | None:
    """Return how many steps the library at `path` has taken, by its first bytes; ``None`` if there is none."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError:
        return None
    return int.from_bytes(header[60:64]) if int.from_bytes(header[68:72]) == APPLICATION_ID else None


def connect(path: Path, *, read_only: bool = False) -> apsw.Connection:
    """Open the file as a database, with the settings that keep what is acknowledged.

    A passphrase will come in here, before the first page is read.

    Parameters
    ----------
    path
        An existing file.
    read_only
        Open it so that no write can happen.
    """
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    name = str(path)
    if read_only and _is_fixed(path):
        flags |= apsw.SQLITE_OPEN_URI
        name = f"{path.absolute().as_uri()}?immutable=1"
    with translated(path):
        connection = apsw.Connection(name, flags=flags)
        connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
        connection.pragma("foreign_keys", True)
        connection.pragma(
            "cache_size", -65536
        )  # KiB: a large import stays in memory until it is written once
        connection.pragma("temp_store", "memory")  # sorting never writes dream text to a temporary file
        connection.pragma("trusted_schema", False)
        connection.pragma("cell_size_check", True)
        if not read_only:
            connection.pragma("journal_mode", "wal")
            connection.pragma("synchronous", "full")
            connection.pragma("secure_delete", True)
        connection.create_scalar_function("regexp", _regexp, 2, deterministic=True)
    return connection


def _is_fixed(path: Path) -> bool:
    """Whether nothing can be put beside the file, as on a medium for reading: SQLite must be told not to try."""
    log = path.with_name(f"{path.name}-wal")
    return not os.access(path.parent, os.W_OK) and not (stands(log) and log.stat().st_size)


def _regexp(*values: object) -> bool:
    pattern, text = map(str, values)
    return re.search(pattern, text) is not None


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
