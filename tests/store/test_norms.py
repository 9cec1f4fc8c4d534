"""Norms in the library file."""

from __future__ import annotations

from pathlib import Path

from noctuary.store.norms import delete_norm, find_norm, keep_norm, norm_names
from noctuary.store.store import Store


def test_a_norm_is_kept_until_it_is_deleted(store: Store) -> None:
    assert norm_names(store) == []
    assert keep_norm(store, "students", "a text")
    assert keep_norm(store, "Friends", "another")
    assert [name for name, _ in norm_names(store)] == ["Friends", "students"]
    assert all(made_at.startswith("20") for _, made_at in norm_names(store))
    assert find_norm(store, "students") == "a text"
    assert delete_norm(store, "students")
    assert not delete_norm(store, "students")
    assert find_norm(store, "students") is None
    assert store.check() == []


def test_a_name_is_taken_whatever_its_case(store: Store) -> None:
    keep_norm(store, "Students", "a text")
    assert not keep_norm(store, "students", "another")
    assert find_norm(store, "STUDENTS") == "a text"


def test_norms_go_with_a_backup(store: Store, tmp_path: Path) -> None:
    keep_norm(store, "students", "a text")
    store.backup_to(tmp_path / "backup.noctuary")
    with Store.open(tmp_path / "backup.noctuary", read_only=True) as backup:
        assert find_norm(backup, "students") == "a text"
