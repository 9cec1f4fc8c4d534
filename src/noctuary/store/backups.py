"""Which backups were made, as the library remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from noctuary.store.store import Store, now


@dataclass(frozen=True, slots=True)
class Noted:
    """A backup that was made.

    Parameters
    ----------
    path
        Where it was put.
    dreams
        How many it holds.
    made_at
        When, in UTC.
    """

    path: Path
    dreams: int
    made_at: str


def note(store: Store, path: Path, dreams: int) -> None:
    """Remember a backup."""
    with store.transaction():
        store.write(
            "INSERT INTO backup (path, dreams, made_at) VALUES (?, ?, ?)",
            (str(path.absolute()), dreams, now()),
        )


def last(store: Store) -> Noted | None:
    """Return the backup that was made last; ``None`` if none was."""
    rows = store.rows("SELECT path, dreams, made_at FROM backup ORDER BY nr DESC LIMIT 1")
    return next((Noted(Path(path), dreams, made_at) for path, dreams, made_at in rows), None)
