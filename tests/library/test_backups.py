"""Backups in a folder, which of them stay, and the rehearsal of the last one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream
from noctuary.errors import LibraryDamagedError, StoreError
from noctuary.library import Library, restore
from noctuary.library.backups import back_up, superseded
from noctuary.library.locking import relock
from noctuary.store.lock import Key
from noctuary.store.store import Store

FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library.open(tmp_path / "dreams.noctuary", create=True)
    library.add(Dream(id="1", text="I was flying over the harbour."))
    return library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


# Which stay.


def test_of_two_years_of_nights_these_stay() -> None:
    nights = [FIRST + timedelta(days=day) for day in range(2 * 365)]
    stay = sorted(set(nights) - set(superseded(nights)))
    assert [f"{time:%Y-%m-%d}" for time in stay] == [
        "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
        "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30",
        *(f"2027-12-{day}" for day in range(22, 32)),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), unique=True))
def test_the_latest_and_one_of_every_year_always_stay(times: list[datetime]) -> None:
    stay = set(times) - set(superseded(times))
    assert set(sorted(times)[-10:]) <= stay
    assert {time.year for time in stay} == {time.year for time in times}
    # What was needless once is never needed again.
    assert superseded(sorted(stay)) == []


# In a folder.


def test_backups_in_a_folder_take_turns(library: Library, folder: Path) -> None:
    strangers = [folder / "notes.txt", folder / "other 00000000 2020-01-01 060000.noctuary"]
    for each in strangers:
        each.write_text("Something else.")
    made = [back_up(library.store, folder, at=FIRST + timedelta(days=day)) for day in range(12)]
    assert [len(each.removed) for each in made] == [0] * 10 + [1, 1]
    assert made[11].removed == (made[1].path,)
    assert len(list(folder.glob("dreams *.noctuary"))) == 10
    assert all(each.read_text() == "Something else." for each in strangers)


def test_two_libraries_of_one_name_leave_each_other_alone(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    with Library.open(tmp_path / "elsewhere" / "dreams.noctuary", create=True) as other:
        for day in range(12):
            back_up(library.store, folder, at=FIRST + timedelta(days=day))
            back_up(other.store, folder, at=FIRST + timedelta(days=day))
    assert len(list(folder.iterdir())) == 20


def test_a_backup_of_a_damaged_library_counts_for_nothing(library: Library, folder: Path) -> None:
    made = back_up(library.store, folder, at=FIRST)
    with library.store.transaction():
        library.store.write("UPDATE dream SET text = 'Something else.'")
    with pytest.raises(LibraryDamagedError, match="is not sound"):
        back_up(library.store, folder, at=FIRST + timedelta(days=1))
    assert list(folder.iterdir()) == [made.path]


def test_nothing_is_ever_written_over(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "one.noctuary"
    library.backup(target)
    before = target.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        library.backup(target)
    with pytest.raises(StoreError, match="exists already"):
        restore(target, library.store.path)
    assert target.read_bytes() == before


# The rehearsal.


def test_the_last_backup_is_rehearsed(library: Library, folder: Path) -> None:
    assert library.rehearse() is None
    library.backup(folder)
    library.add(Dream(id="2", text="The lamp went out."))
    rehearsal = library.rehearse()
    assert rehearsal is not None
    assert (rehearsal.dreams, rehearsal.faults, rehearsal.remark) == (1, (), "")
    assert rehearsal.path.parent == folder


def test_a_backup_on_another_medium_is_no_fault(library: Library, folder: Path) -> None:
    library.backup(folder).path.unlink()
    rehearsal = library.rehearse()
    assert rehearsal is not None
    assert rehearsal.faults == ()
    assert "another medium" in rehearsal.remark


@pytest.mark.parametrize("way", ["noise", "another text", "another library"])
def test_a_backup_that_would_not_do_is_found_out(library: Library, folder: Path, way: str) -> None:
    path = library.backup(folder).path
    if way == "noise":
        path.write_bytes(b"SQLite format 3\0" + bytes(100))
    elif way == "another text":
        with Store.open(path) as store, store.transaction():
            store.write("UPDATE dream SET text = 'Something else.'")
    else:
        path.unlink()
        Library.open(path, create=True).close()
    rehearsal = library.rehearse()
    assert rehearsal is not None
    assert len(rehearsal.faults) == 1


def test_backups_of_a_locked_library_are_locked(library: Library, folder: Path) -> None:
    key, later = Key.new("seven quiet lamps"), Key.new("eight loud lamps")
    path = library.store.path
    library.close()
    relock(path, None, key)
    with Library.open(path, passphrase=key) as locked:
        made = locked.backup(folder)
        assert b"harbour" not in made.path.read_bytes()
        rehearsal = locked.rehearse()
        assert rehearsal is not None
        assert rehearsal.dreams == 1
    relock(path, key, later)
    with Library.open(path, passphrase=later) as locked:
        rehearsal = locked.rehearse()
        assert rehearsal is not None
        assert "earlier passphrase" in rehearsal.remark
        locked.backup(folder)
        rehearsal = locked.rehearse()
        assert rehearsal is not None
        assert rehearsal.dreams == 1
