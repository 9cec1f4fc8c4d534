"""What a library holds, to be compared with another; and whether it is sound."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from invented import write_old_library
from noctuary.library import Library
from noctuary.library.locking import relock
from noctuary.store import spines
from noctuary.store.lock import MARK, Key
from noctuary.store.store import Store

# Two libraries to which the same was done differ by when it was done.
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(\+00:00)?")
_LANTERN: Final = re.compile(r"lantern\d+")

#: What opens a locked library here; made of nothing, since Argon2id takes its time.
KEY: Final = Key(MARK + bytes([16]) + bytes(11), b"a key of a test.")


def put_first(path: Path, key: Key | None) -> None:
    """Put a library of the first version where nothing is; a locked one is up to date already."""
    write_old_library(path)
    if key is not None:
        relock(path, None, key)
        for copy in path.parent.glob("*.before-*"):
            copy.unlink()


def open_library(path: Path, *, read_only: bool = False, key: Key | None = None) -> Library:
    """Open the library of a test, as everything here does; with the key of its lock, if it is locked."""
    return Library.open(path, read_only=read_only, passphrase=key)


def state_of(store: Store) -> str:
    """Return a hash over every row of every table, without times; of the word index, :func:`faults_in` tells."""
    total = hashlib.sha256()
    tables = store.column(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'dream_words%'"
        " AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migration', 'link_salt') ORDER BY name"
    )
    for table in tables:
        rows = sorted(_TIME.sub("TIME", repr(row)) for row in store.rows(f"SELECT * FROM {table}"))
        total.update(repr((table, rows)).encode())
    return total.hexdigest()


def faults_in(library: Library, *, rehearse: bool = False) -> list[str]:
    """Return what is wrong with a library: pages, references, texts, the word index, spines."""
    faults = library.verify(rehearse=rehearse)
    if faults:
        return faults
    store = library.store
    for nr, text in store.rows("SELECT nr, text FROM dream ORDER BY nr"):
        for word in set(_LANTERN.findall(text)):
            if nr not in store.column("SELECT rowid FROM dream_words WHERE dream_words MATCH ?", (word,)):
                faults.append(f"The index does not find the words of dream {nr}.")
    kept = dict(store.rows("SELECT dream, light FROM spine"))
    made = {nr: spine.light for nr, spine in spines._spines(store, list(kept)).items()}
    if kept != made:
        faults.append("A spine is of another reading than the one that counts.")
    return faults


def readable_in(folder: Path) -> list[str]:
    """Return the names of the files, unfinished ones too, in which a word of a dream can be read."""
    return [
        path.name for path in sorted(folder.iterdir()) if path.is_file() and b"lantern" in path.read_bytes()
    ]


def files_in(folder: Path, key: Key | None = None) -> dict[str, str]:
    """Return a hash of each file that left the library, by its name; of a copy of the library, its state."""
    states = {}
    for path in sorted(folder.glob("[!.]*")):
        match path.suffix:
            case ".noctuary":
                with open_library(path, read_only=True, key=key) as library:
                    faults = faults_in(library)
                    states[path.name] = state_of(library.store) if not faults else " ".join(faults)
            case ".jsonl" if path.name != "in.jsonl":
                text = _TIME.sub("TIME", path.read_text(encoding="utf-8"))
                states[path.name] = hashlib.sha256(text.encode()).hexdigest()
            case _:
                pass
    return states


@contextmanager
def watched_acts(library: Library, states: list[str]) -> Iterator[None]:
    """Note what a library holds after each act that it writes, within longer ones too."""
    store = library.store
    transaction = store.transaction

    @contextmanager
    def noting() -> Iterator[None]:
        with transaction():
            yield
        if not store._connection.in_transaction:
            states.append(state_of(store))

    with patch.object(store, "transaction", noting):
        yield
