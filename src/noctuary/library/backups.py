"""Backups: one file, or a folder in which the latest and some of the older ones stay; and the rehearsal of the last one."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from noctuary.errors import LibraryDamagedError, LibraryLockedError, NoctuaryError
from noctuary.store import backups as noted_backups
from noctuary.store.links import token_of
from noctuary.store.store import Store

# Of the latest backups so many stay, whenever they were made.
_LATEST: Final = 10
# And before them the last one of so many months and of every year; each by as much of its name as says that.
_PERIODS: Final = (("%Y-%m", 12), ("%Y", 10_000))
_STAMP: Final = "%Y-%m-%d %H%M%S-%f"
_IDENTITY: Final = 8


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made just now.

    Parameters
    ----------
    path
        Where it lies.
    dreams
        How many it holds.
    removed
        Older ones that others have made needless.
    """

    path: Path
    dreams: int
    removed: tuple[Path, ...] = ()


def back_up(store: Store, target: Path, *, at: datetime | None = None) -> Backup:
    """Copy the library, locked as it is, and compare every text of the copy.

    Parameters
    ----------
    store
        Of what library; others may write to it meanwhile.
    target
        A new file; or a folder that is there, in which backups have names of their own, and older ones are
        removed that later ones have made needless: of the latest ten, of the last of each of twelve months and of the
        last of every year, none is.
    at
        When, in UTC; now if ``None``.

    Raises
    ------
    StoreError
        If something stands at `target`, it cannot be written, or the copy is not sound.
    """
    if not target.is_dir():
        return _copy(store, target)
    identity = token_of(store, "library")[:_IDENTITY]
    stamp = (at or datetime.now(UTC)).strftime(_STAMP)
    path = target / f"{store.path.stem} {identity} {stamp}.noctuary"
    made = _copy(store, path)
    known = re.compile(rf".* {identity} (\d{{4}}-\d\d-\d\d \d{{6}}-\d{{6}})\.noctuary")
    stamps = {
        datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC): each
        for each in target.iterdir()
        if (match := known.fullmatch(each.name)) and each.is_file()
    }
    needless = tuple(stamps[when] for when in superseded(list(stamps)))
    for each in needless:
        each.unlink(missing_ok=True)
    return Backup(made.path, made.dreams, needless)


def _copy(store: Store, path: Path) -> Backup:
    store.backup_to(path)
    with Store.open(path, read_only=True, key=store.key) as copy:
        faults = copy.check()
        dreams = copy.count()
    if faults:
        path.unlink(missing_ok=True)
        raise LibraryDamagedError(
            f"The backup at {path} is not sound: {faults[0]}",
            "Check the disk, and the library with `noctuary verify`; the backup was removed.",
        )
    if not store.read_only:
        noted_backups.note(store, path, dreams)
    return Backup(path, dreams)


def superseded(times: Sequence[datetime]) -> list[datetime]:
    """Return which of many backups later ones have made needless, the oldest first.

    Examples
    --------
    >>> january = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 21)]
    >>> [time.day for time in superseded(january)]
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    """
    latest_first = sorted(times, reverse=True)
    kept = set(latest_first[:_LATEST])
    for period, most in _PERIODS:
        last_of: dict[str, datetime] = {}
        for time in latest_first:
            last_of.setdefault(time.strftime(period), time)
        kept.update(list(last_of.values())[:most])
    return [time for time in reversed(latest_first) if time not in kept]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How the last backup would do if it were needed.

    Parameters
    ----------
    path
        Where it lies.
    made_at
        When it was made, in UTC.
    dreams
        How many dreams came back; -1 if it could not be opened.
    faults
        What is wrong with it, in sentences.
    remark
        Why it could not be tried, which need be no fault: it lies on a medium that is elsewhere.
    """

    path: Path
    made_at: str
    dreams: int = -1
    faults: tuple[str, ...] = ()
    remark: str = ""


def rehearse_last(store: Store) -> Rehearsal | None:
    """Restore the last backup into a place that is thrown away, and check all of it; ``None`` if none was made."""
    noted = noted_backups.last(store)
    if noted is None:
        return None
    if not noted.path.is_file():
        return Rehearsal(
            noted.path, noted.made_at, remark="It is not there now; it may lie on another medium."
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "rehearsal.noctuary"
        try:
            restored = Store.open(noted.path, read_only=True, key=store.key)
        except LibraryLockedError:
            return Rehearsal(noted.path, noted.made_at, remark="It opens with an earlier passphrase.")
        except NoctuaryError as error:
            return Rehearsal(noted.path, noted.made_at, faults=(error.message,))
        with restored:
            faults = restored.check()
            if not faults:
                restored.backup_to(copy)
        if faults:
            return Rehearsal(noted.path, noted.made_at, faults=tuple(faults))
        with Store.open(copy, read_only=True, key=store.key) as again:
            dreams = again.count()
        if dreams != noted.dreams:
            return Rehearsal(
                noted.path, noted.made_at, dreams, (f"It holds {dreams:,} dreams, not {noted.dreams:,} as when it was made.",)
            )  # fmt: skip
        return Rehearsal(noted.path, noted.made_at, dreams)
