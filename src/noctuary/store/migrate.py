"""Bringing a library file up to this version: named steps, each in one transaction, each after a backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import apsw

from noctuary.errors import LibraryVersionError, StoreError
from noctuary.store.connection import APPLICATION_ID, new_file, stands, steps_taken, unlock
from noctuary.store.lock import Key

_FOR_READING = ".reading"


@dataclass(frozen=True, slots=True)
class Migration:
    """One named step.

    Parameters
    ----------
    name
        ``0002_cast_lists``.
    sql
        What takes the file from the step before to this one.
    for_reading
        What stands in for it, in temporary views and tables, where a file can only be read; ``None`` if a file
        without the step cannot be read at all.
    """

    name: str
    sql: str
    for_reading: str | None = None


@cache
def migrations() -> tuple[Migration, ...]:
    """Return every step, in order. The file's ``user_version`` counts those that were taken."""
    folder = files("noctuary.store").joinpath("migrations")
    scripts = {
        script.name.removesuffix(".sql"): script.read_text(encoding="utf-8")
        for script in folder.iterdir()
        if script.name.endswith(".sql")
    }
    names = sorted(name for name in scripts if not name.endswith(_FOR_READING))
    return tuple(Migration(name, scripts[name], scripts.get(name + _FOR_READING)) for name in names)


def is_behind(path: Path, key: Key | None = None) -> bool:
    """Whether the file at `path` is a library that has steps to take."""
    taken = steps_taken(path, key)
    return taken is not None and taken < len(migrations())


def migrate(
    connection: apsw.Connection,
    path: Path,
    steps: Sequence[Migration] | None = None,
    *,
    read_only: bool = False,
    key: Key | None = None,
) -> list[Path]:
    """Take the steps that the file has not taken yet.

    Parameters
    ----------
    connection
        The open file; an empty one becomes a library.
    path
        Where it lies: backups are put beside it, as ``NAME.before-STEP``.
    steps
        All steps; those of this version if ``None``.
    read_only
        Take no step; something temporary stands in for it, so that the file can be read as it is.
    key
        Of the file's lock: the backups are locked by it too.

    Returns
    -------
    list of Path
        The backups that were made. A file that is up to date is not written to.

    Raises
    ------
    LibraryVersionError
        If the file has taken more steps than this version knows, or lacks one that nothing stands in for.
    """
    steps = migrations() if steps is None else steps
    taken = _taken(connection)
    if taken > len(steps):
        raise LibraryVersionError(
            f"{path} was written by a newer Noctuary (step {taken}; this one knows {len(steps)}).",
            "Update Noctuary; nothing was changed.",
        )
    if read_only:
        _stand_in(connection, path, steps[taken:])
        return []
    backups: list[Path] = []
    for number, step in enumerate(steps[taken:], start=taken + 1):
        backup = _backup_before(connection, path, step, key) if taken else None
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another program may have taken the step while this one waited for the lock.
            if is_due := _taken(connection) < number:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, taken_at TEXT NOT NULL) STRICT"
                )
                connection.execute(step.sql)
                now = datetime.now(UTC).isoformat(timespec="seconds")
                connection.execute("INSERT INTO migration VALUES (?, ?)", (step.name, now))
                connection.pragma("application_id", APPLICATION_ID)
                connection.pragma("user_version", number)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        if backup is not None and is_due:
            backups.append(backup)
        elif backup is not None:
            # It may have been copied after the step; the one of whoever took it was not.
            backup.unlink()
    if taken < len(steps):
        # The mark of a library stands in the first page; a look at the bare file must find it there.
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    return backups


def _stand_in(connection: apsw.Connection, path: Path, missing: Sequence[Migration]) -> None:
    if any(step.for_reading is None for step in missing):
        raise LibraryVersionError(
            f"{path} was written by an older Noctuary, and cannot be read as it is.",
            "Run `noctuary verify` on it, or on a copy that you can write: it brings the file up to date.",
        )
    for step in missing:
        connection.execute(step.for_reading or "")


def _taken(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))


def _backup_before(connection: apsw.Connection, path: Path, step: Migration, key: Key | None) -> Path:
    while True:
        backup = _free_name(path.with_name(f"{path.name}.before-{step.name}"))
        try:
            copy_to(connection, backup, key)
        except StoreError:
            # Another program that takes the step may have taken the name meanwhile.
            if not stands(backup):
                raise
        else:
            return backup


def _free_name(path: Path) -> Path:
    count = 1
    free = path
    while free.exists():
        count += 1
        free = path.with_name(f"{path.name}-{count}")
    return free


def copy_to(connection: apsw.Connection, target: Path, key: Key | None = None) -> None:
    """Copy the open library to a new file, consistent even while others write, and locked as it is."""
    with new_file(target) as part:
        copy = apsw.Connection(str(part), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            if key is not None:
                unlock(copy, part, key)
            with copy.backup("main", connection, "main") as backup:
                while not backup.done:
                    backup.step(1024)
            copy.pragma("journal_mode", "delete")
        finally:
            copy.close()
