"""A library's norms: made, exported, lent and pooled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Series, SeriesKind
from noctuary.errors import FormatError, InputError, StatsError
from noctuary.library import Library
from noctuary.library.norms import write_lent
from noctuary.scheme import Scale, parse
from noctuary.store.norms import keep_norm

CODER = Reader("Ruth", kind=ReaderKind.PERSON)


def fill(library: Library, series: str, count: int, *, kind: SeriesKind = SeriesKind.SERIES) -> None:
    """Add dreams with a stairway each, read by hand: in every other one somebody is afraid."""
    library.store.add_series(Series(series, kind=kind))
    dreams = [
        Dream(id=str(number), series=series, text=f"{series}: I counted {number} stairs.")
        for number in range(count)
    ]
    library.store.add_many(dreams)
    fear = Coding(parse("AP D", Scale.EMOTIONS))
    glad = Coding(parse("HA D", Scale.EMOTIONS))
    library.store.save_readings(
        Reading.of(dream, CODER, [fear if number % 2 else glad]) for number, dream in enumerate(dreams)
    )


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        fill(made, "mine", 40)
        fill(made, "students", 60, kind=SeriesKind.SET)
        yield made


def test_a_norm_of_ones_own_is_made_found_and_stands_beside_a_series(library: Library) -> None:
    made = library.norms.make("students", "series:students", source="60 students")
    assert (made.dreams, made.dreamers, made.readers) == (60, 60, ("Ruth 1",))
    assert str(library.norms.find("Students")) == str(made)
    assert [name for name, _ in library.norms.names()] == ["students"]
    row = library.profile("series:mine", norm="students").row("apprehension percent")
    assert (row.norm.count, row.norm.total, row.h) == (30, 60, 0)
    library.norms.delete("students")
    with pytest.raises(StatsError, match=r"no norms named 'students'\. Known: women, men\."):
        library.norms.find("students")
    with pytest.raises(StatsError, match="no norm 'students' of your own"):
        library.norms.delete("students")


def test_a_norm_stays_when_dreams_go(library: Library) -> None:
    library.norms.make("students", "series:students", source="60 students")
    library.store.delete(dream.key for dream in library.dreams("series:students"))
    assert library.norms.find("students").dreams == 60


@pytest.mark.parametrize("name", ["women", "Men", "", " mine", "two\nlines", "x" * 61])
def test_names_that_cannot_be_had(library: Library, name: str) -> None:
    with pytest.raises(InputError):
        library.norms.make(name, source="anybody")


def test_what_no_norm_can_be_made_of(library: Library) -> None:
    library.norms.make("taken", source="all")
    with pytest.raises(InputError, match="There is a norm 'Taken' already"):
        library.norms.make("Taken", source="all")
    with pytest.raises(InputError, match="The source cannot be used"):
        library.norms.make("new", source="")
    with pytest.raises(StatsError, match="None of these dreams has been read"):
        library.norms.make("new", "series:nowhere", source="nobody")


def test_a_norm_goes_to_another_library_whole(library: Library, tmp_path: Path) -> None:
    made = library.norms.make("students", "series:students", source="60 students")
    library.norms.export("students", tmp_path / "norm.json")
    with pytest.raises(InputError, match="is there already"):
        library.norms.export("students", tmp_path / "norm.json")
    with Library.in_memory() as other:
        assert str(other.norms.take_in(tmp_path / "norm.json")) == str(made)
        assert other.norms.take_in(tmp_path / "norm.json", name="again").name == "again"
        with pytest.raises(InputError, match="already"):
            other.norms.take_in(tmp_path / "norm.json")
        assert [name for name, _ in other.norms.names()] == ["again", "students"]


def test_counts_are_lent_and_pooled(library: Library, tmp_path: Path) -> None:
    for name in ("mine", "students"):
        lent = library.norms.lend(f"series:{name}", source=f"the {name}")
        write_lent(lent, tmp_path / f"{name}.json")
        text = (tmp_path / f"{name}.json").read_text()
        assert not any(word in text for word in ("stairs", "Ruth", "series"))
    with Library.in_memory() as other:
        pooled, doubts = other.norms.pool("pooled", [tmp_path / "mine.json", tmp_path / "students.json"])
        assert doubts == []
        assert (pooled.dreams, pooled.dreamers) == (100, 61)
        assert other.norms.find("pooled").find("apprehension percent").count == 50
        with pytest.raises(InputError, match="already"):
            other.norms.pool("pooled", [tmp_path / "mine.json"])
        with pytest.raises(StatsError, match="same counts"):
            other.norms.pool("twice", [tmp_path / "mine.json"] * 2)
        assert len(other.norms.names()) == 1


def test_too_few_are_not_lent(library: Library) -> None:
    with pytest.raises(StatsError, match=r"These dreams: too few dreams to lend their counts \(1\)"):
        library.norms.lend("id:1 series:mine", source="me")
    with pytest.raises(InputError, match="source cannot be used"):
        library.norms.lend("series:mine", source="x" * 501)


def test_files_that_cannot_be_used(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    with pytest.raises(InputError, match="cannot be read"):
        library.norms.pool("new", [path])
    for content, fact in (
        (b"\xff\xfe", "no text"),
        (b" " * 4_100_000, "too long"),
        (b"{}", "none of the files"),
    ):
        path.write_bytes(content)
        with pytest.raises(FormatError, match=fact):
            library.norms.pool("new", [path])
        with pytest.raises(FormatError, match=fact):
            library.norms.take_in(path)
    assert library.norms.names() == []


def test_a_damaged_norm_is_told(library: Library) -> None:
    keep_norm(library.store, "broken", "{")
    with pytest.raises(FormatError, match="The norm 'broken' is no JSON"):
        library.norms.find("broken")
