"""A disk that fails or is full is told in a sentence, and costs nothing that was acknowledged."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from durability.course import Course
from durability.faults import (
    DISK,
    ERRORS,
    ROOMS,
    SIZES,
    Seen,
    count_deeds,
    fail_at,
    fill_up,
    forbid_growth,
    put_library,
    small_disk,
)
from noctuary.errors import StoreError
from noctuary.store.store import Store


def is_well(seen: Seen) -> bool:
    assert seen.notes == []
    assert seen.told > 0
    return not (seen.untold or seen.wrong)


@pytest.mark.parametrize("error", ERRORS)
def test_whatever_fails_once_costs_nothing(tmp_path: Path, course: Course, error: str) -> None:
    deeds = count_deeds(tmp_path / "counting", course)
    # Every one of them: python bench/faults.py
    seen = fail_at(tmp_path, course, range(5, deeds, deeds // 14), ERRORS[error])
    assert seen.faults >= 13
    assert is_well(seen)


def test_files_that_may_not_grow_cost_nothing(tmp_path: Path, course: Course) -> None:
    assert is_well(forbid_growth(tmp_path, course, SIZES[::12]))


def test_a_locked_file_that_may_not_grow_costs_nothing(tmp_path: Path, locked_course: Course) -> None:
    assert is_well(forbid_growth(tmp_path, locked_course, SIZES[::12]))


def test_a_disk_that_is_full_costs_nothing(tmp_path: Path, course: Course) -> None:
    try:
        with small_disk(tmp_path / "disk", DISK) as disk:
            assert is_well(fill_up(disk, course, ROOMS[::10]))
    except OSError as error:
        pytest.skip(str(error))


def test_a_write_whose_failure_goes_unseen_is_found_out(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that rolls back and says nothing would pass for one to which nothing happened."""
    monkeypatch.setattr(Store, "_commit", lambda store: store._connection.execute("ROLLBACK"))
    assert forbid_growth(tmp_path, course, [10**9]).notes


def test_a_rehearsal_on_a_full_disk_is_told(tmp_path: Path, course: Course) -> None:
    """SQLite has rolled back by itself then; rolling back once more was a bug of ours that hid what happened."""
    with Store.open(put_library(tmp_path / "place", course)) as store:

        def fill() -> None:
            with store.rehearsal():
                store.write("ROLLBACK")
                raise apsw.FullError

        with pytest.raises(StoreError, match="the disk is full"):
            fill()
        assert store.count() == 2
