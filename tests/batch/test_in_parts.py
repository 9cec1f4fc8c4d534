"""A corpus read in parts into a folder, and what becomes of it when it is interrupted; nobody here is a cluster."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standins
from noctuary.batch.in_parts import PartReading, PartsReport, read_in_parts
from noctuary.batch.outcomes import OUTCOME_COLUMNS, Outcome, read_dreams
from noctuary.batch.part_folder import MANIFEST, Tally, Task, open_part_folder
from noctuary.batch.parts import Cutting, Part, look_over
from noctuary.coding import Reader
from noctuary.dream import Dream, PartialDate
from noctuary.errors import InputError, MissingExtraError, Problem
from noctuary.ingest import Found

pl = pytest.importorskip("polars")

WORDS = ("I flew.", "unexpected", "", "My aunt rose.", "expected", "A dog, and a cat.", "I dug.")
CORPUS = [Dream(id=str(night), series="mine", text=text) for night, text in enumerate(WORDS)]
READER = standins.Failing()
OUTCOMES = {"1": "ZeroDivisionError", "4": "ReadingError"}


class PowerCutError(Exception):
    """What no program can answer."""


def task(corpus: Iterable[Found] = CORPUS, *, reader: Reader = READER.identity, size: int = 3) -> Task:
    return Task(look_over(corpus).fingerprint, reader, size)


def reading(parts: Iterable[Part], read: list[str] | None = None) -> Iterator[tuple[Part, list[Outcome]]]:
    for part in parts:
        if read is not None:
            read += [dream.id for dream in part.dreams]
        yield part, read_dreams(READER, part.dreams)


def code(path: Path, corpus: Sequence[Found] = CORPUS, size: int = 3) -> PartsReport:
    return read_in_parts(corpus, open_part_folder(path, task(corpus, size=size)), reading)


def table(path: Path) -> Any:
    return pl.read_parquet(path / "*.parquet")


def contents(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(path.iterdir())}


def test_each_dream_has_one_outcome(tmp_path: Path) -> None:
    report = code(tmp_path / "out")
    assert report == PartsReport(Tally(5, {"ReadingError": 1, "ZeroDivisionError": 1}), 0)
    assert sorted(contents(tmp_path / "out")) == [MANIFEST, *(f"part-0000{n}.parquet" for n in range(3))]
    rows = table(tmp_path / "out")
    assert rows.columns == list(OUTCOME_COLUMNS)
    assert rows["id"].to_list() == [dream.id for dream in CORPUS]
    assert dict(zip(rows["id"], rows["failure"], strict=True)) == {
        dream.id: OUTCOMES.get(dream.id) for dream in CORPUS
    }
    said = json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert said["outcome"] == {
        "read": 5,
        "failed": 2,
        "failures": {"ReadingError": 1, "ZeroDivisionError": 1},
    }
    assert (said["parts"], said["part_size"], said["corpus"]["dreams"]) == (3, 3, 7)


def test_no_file_holds_a_word_of_a_dream(tmp_path: Path) -> None:
    code(tmp_path / "out")
    for held in contents(tmp_path / "out").values():
        assert b"aunt" not in held


@settings(max_examples=15)
@given(stops=st.lists(st.integers(0, 3), max_size=4), size=st.integers(1, 8))
def test_however_often_it_is_interrupted_the_files_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, stops: list[int], size: int
) -> None:
    place = tmp_path_factory.mktemp("parts")
    whole, parts = place / "whole", place / "parts"
    code(whole, size=size)
    read: list[str] = []

    def until(stop: int) -> PartReading:
        def interrupted(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Outcome]]]:
            for number, done in enumerate(reading(parts, read)):
                if number == stop:
                    raise PowerCutError
                yield done

        return interrupted

    expected = 0
    for stop in stops:
        folder = open_part_folder(parts, task(size=size))
        left = task(size=size).parts - expected
        if stop < left:
            with pytest.raises(PowerCutError):
                read_in_parts(CORPUS, folder, until(stop))
        else:
            read_in_parts(CORPUS, folder, until(stop))
        expected += min(stop, left)
        assert len(list(parts.glob("*.parquet"))) == expected
    report = read_in_parts(CORPUS, open_part_folder(parts, task(size=size)), lambda some: reading(some, read))
    assert contents(parts) == contents(whole)
    assert report.tally.dreams == len(CORPUS)
    assert report.stood == min(expected * size, len(CORPUS))
    # Nothing is read twice but the part that was in hand.
    assert len(read) <= len(CORPUS) + size * len(stops)


def test_a_part_stands_when_it_is_whole_and_not_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = open_part_folder(tmp_path / "out", task())

    def cut(_file: int) -> None:
        raise PowerCutError

    with monkeypatch.context() as power:
        power.setattr(os, "fsync", cut)
        with pytest.raises(PowerCutError):
            read_in_parts(CORPUS, folder, reading)
    assert not list((tmp_path / "out").glob("*.parquet"))
    code(tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.partial"))


def test_a_full_disk_is_told_and_what_stands_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was told as a bug of ours."""
    folder = open_part_folder(tmp_path / "out", task())

    def filling(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Outcome]]]:
        for number, done in enumerate(reading(parts)):
            if number == 1:
                disk.setattr(os, "fsync", full)
            yield done

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    told = r"part-00001\.parquet cannot be written: No space left"
    with monkeypatch.context() as disk, pytest.raises(InputError, match=told):
        read_in_parts(CORPUS, folder, filling)
    assert code(tmp_path / "out").stood == 3


def test_where_all_stands_nobody_is_asked_to_read(tmp_path: Path) -> None:
    code(tmp_path / "out")
    before = contents(tmp_path / "out")

    def nobody(_parts: Iterable[Part]) -> Iterator[tuple[Part, list[Outcome]]]:
        raise AssertionError

    told: list[int] = []
    report = read_in_parts(CORPUS, open_part_folder(tmp_path / "out", task()), nobody, progress=told.append)
    assert (report.stood, told) == (7, [3, 6, 7])
    assert contents(tmp_path / "out") == before


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_a_part_that_the_disk_lost_is_read_again(tmp_path: Path, damage: bytes | None) -> None:
    code(tmp_path / "out")
    before = contents(tmp_path / "out")
    lost = tmp_path / "out" / "part-00001.parquet"
    # With nothing to write, another part of as many dreams.
    lost.write_bytes(before["part-00000.parquet"] if damage is None else damage)
    assert code(tmp_path / "out").stood == 4
    assert contents(tmp_path / "out") == before


def test_another_task_is_refused_and_says_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "out"
    code(path)
    before = contents(path)
    others = {
        "7 dreams, and not 6 dreams": task(CORPUS[:6]),
        "of other names or texts": task(CORPUS[::-1]),
        "by failing 1, and glad 2": task(reader=standins.Glad.identity),
        "3 dreams a part, and not with 2": task(size=2),
    }
    for words, other in others.items():
        with pytest.raises(InputError, match=words) as told:
            open_part_folder(path, other)
        assert "--force" in told.value.hint
        assert contents(path) == before


def test_a_corpus_is_told_by_its_dreams_and_not_by_their_surroundings() -> None:
    dated = [Dream(id=each.id, series="mine", text=each.text, date=PartialDate(1985)) for each in CORPUS]
    assert task(dated) == task()
    assert task([Problem("a.csv", "It is flawed."), *CORPUS]) == task()
    for other in (
        [*CORPUS[1:], CORPUS[0]],
        [*CORPUS[:-1], Dream(id="6", series="mine", text="I dug!")],
        [*CORPUS[:-1], Dream(id="7", series="mine", text="I dug.")],
        [*CORPUS[:-1], Dream(id="6", series="ours", text="I dug.")],
    ):
        assert task(other) != task()


def test_anew_takes_away_parts_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out"
    code(path, size=1)
    (path / "notes.txt").write_text("mine")
    read_in_parts(CORPUS, open_part_folder(path, task(size=4), force=True), reading)
    assert sorted(contents(path)) == [MANIFEST, "notes.txt", "part-00000.parquet", "part-00001.parquet"]


@pytest.mark.parametrize("force", [False, True])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, force: bool) -> None:  # noqa: FBT001
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "part-00000.parquet").write_bytes(b"theirs")
    with pytest.raises(InputError, match="something else"):
        open_part_folder(theirs, task(), force=force)
    for manifest in ("{}", "[]", "not ours", '{"format": "theirs"}'):
        (theirs / MANIFEST).write_text(manifest)
        with pytest.raises(InputError, match="something else"):
            open_part_folder(theirs, task(), force=force)
    with pytest.raises(InputError, match="is a file"):
        open_part_folder(theirs / MANIFEST, task(), force=force)
    assert contents(theirs)["part-00000.parquet"] == b"theirs"


def test_a_manifest_of_another_version_is_told(tmp_path: Path) -> None:
    code(tmp_path / "out")
    (tmp_path / "out" / MANIFEST).write_text('{"format": "noctuary-codings", "reader": 7}')
    with pytest.raises(InputError, match="another version"):
        open_part_folder(tmp_path / "out", task())


def test_a_corpus_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    folder = open_part_folder(tmp_path / "out", task())
    with pytest.raises(InputError, match="was changed while"):
        read_in_parts(CORPUS[:-1], folder, reading)
    assert json.loads((tmp_path / "out" / MANIFEST).read_text())["outcome"] is None


def test_parts_hold_names_and_texts_alone() -> None:
    told = Dream(id="1", text="I flew.", title="Harbour", reflection="My aunt.", metadata={"a": "b"})
    (part,) = Cutting([told], 5)
    assert part.dreams == (Dream(id="1", text="I flew."),)
    assert "flew" not in repr(part)


def test_without_polars_it_says_which_extra_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"noctuary\[cluster\]"):
        open_part_folder(tmp_path / "out", task())
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        open_part_folder(tmp_path / "file" / "out", task())
