"""The library as a file: where it lies, whether it is sound, and how it comes back from a backup."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from noctuary.errors import StoreError
from noctuary.store.lock import Key
from noctuary.store.store import Store


def default_path() -> Path:
    """Return where the library lies when nobody says: the platform's folder for data."""
    named = os.environ.get("NOCTUARY_LIBRARY")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_data_dir("noctuary", appauthor=False)) / "library.noctuary"


def faults_of(store: Store, *, rehearse: bool) -> list[str]:
    """Return what is wrong with the file of a store, in sentences; see :meth:`Library.verify`."""
    faults = store.check()
    if rehearse and not faults:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "rehearsal.noctuary"
            store.backup_to(copy)
            with Store.open(copy, read_only=True, key=store.key) as restored:
                faults += [f"In a backup: {fault}" for fault in restored.check()]
                if restored.fingerprint() != store.fingerprint():
                    faults.append("A backup does not hold the same texts.")
    return faults


def restore(backup: Path, target: Path, key: Key | None = None) -> None:
    """Put a backup into an empty place, locked as it is; it is checked before it counts.

    Raises
    ------
    StoreError
        If something stands at `target`, or the backup is damaged or no library.
    """
    with Store.open(backup, read_only=True, key=key) as store:
        faults = store.check()
        if faults:
            raise StoreError(f"{backup} is damaged: {faults[0]}", "Try an older backup; nothing was changed.")
        store.backup_to(target)
