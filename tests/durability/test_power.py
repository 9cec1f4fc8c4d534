"""What is acknowledged outlives a power cut: on a disk that keeps what was synced, and of the rest what it likes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from durability.course import Course
from durability.disk import Deed, after_power_loss
from durability.power import cut_power, note_deeds


def test_what_was_acknowledged_is_there_whenever_the_power_fails(tmp_path: Path, course: Course) -> None:
    deeds = note_deeds(tmp_path / "noted", course)
    syncs = [number for number, deed in enumerate(deeds) if deed.what == "sync"]
    assert len(syncs) > len(course.numbers) / 2
    chance = random.Random(1)
    # Before and after every sync, several times: python bench/durable.py
    moments = [*syncs[::2], *(sync + 1 for sync in syncs[::2]), *chance.choices(range(len(deeds)), k=20)]
    seen = cut_power(tmp_path / "cut", course, deeds, moments, seed=1)
    assert seen.notes == []
    assert (seen.lost, seen.unsound) == (0, 0)
    assert seen.acknowledged > 0


@pytest.mark.parametrize("synchronous", ["off", "normal"])
def test_with_less_than_full_sync_acts_are_seen_to_be_lost(
    tmp_path: Path, course: Course, synchronous: str
) -> None:
    """It is what a library relies on, and what the test above would miss."""
    deeds = note_deeds(tmp_path / "noted", course, synchronous)
    seen = cut_power(tmp_path / "cut", course, deeds, list(range(20, len(deeds), 20)), seed=1)
    assert seen.lost > 0


WRITES = [Deed("write", "file", 0, b"a" * 1024), Deed("write", "file", 1024, b"b" * 512)]


def holds(deeds: list[Deed], times: int = 600) -> set[bytes | None]:
    before = {"file": b"-" * 512}
    return {after_power_loss(before, deeds, random.Random(number)).get("file") for number in range(times)}


def test_a_disk_keeps_what_was_synced_and_any_part_of_the_rest() -> None:
    assert holds([*WRITES, Deed("sync", "file")]) == {b"a" * 1024 + b"b" * 512}
    unsynced = holds(WRITES)
    assert {b"-" * 512, b"a" * 1024 + b"b" * 512} < unsynced
    # Torn: half of a write. Out of order: the second write without the first.
    assert b"a" * 512 in unsynced
    assert b"-" * 512 + bytes(512) + b"b" * 512 in unsynced


def test_a_disk_may_bring_back_what_was_deleted() -> None:
    assert holds([Deed("delete", "file")]) == {None, b"-" * 512}
    assert holds([Deed("delete", "file", place=True)]) == {None}
    assert holds([Deed("truncate", "file", 1), Deed("sync", "file")]) == {b"-"}
