"""Tables in Parquet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from noctuary.dream import Dream, Dreamer, Lucidity, Sex
from noctuary.errors import FormatError, MissingExtraError, Problem
from noctuary.ingest import parquet as importer
from noctuary.ingest import parquet_rows, read_path
from noctuary.ingest.limits import LONGEST, TooLargeError

pl = pytest.importorskip("polars")


def parquet(**columns: list[Any]) -> bytes:
    file = BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


def test_columns_are_guessed_and_cells_are_what_a_table_of_text_would_say(
    read_file: Callable[..., Any],
) -> None:
    told: dict[str, list[Any]] = {
        "dream_id": [7],
        "Date": [date(1998, 5, 3)],
        "Report": [' A ladder "of salt".\r\n\r\nI climbed. '],
        "Subject": ["s1"],
        "Sex": ["F"],
        "Tags": [["sea", "old house"]],
        "Lucid": [True],
        "Mood": ["calm"],
        "Unsaid": [None],
        "Score": [float("nan")],
    }
    haul = read_file("harbour.parquet", parquet(**told))
    dream = haul.dream
    assert dream.text == told["Report"][0]
    assert (dream.id, dream.series, str(dream.date)) == ("7", "harbour", "1998-05-03")
    assert dream.tags == ("sea", "old house")
    assert dream.lucidity is Lucidity.FULL
    assert dream.metadata == {"Mood": "calm"}
    assert [item for item in haul if isinstance(item, Dreamer)] == [Dreamer("s1", Sex.FEMALE)]
    assert haul.problems == []


@pytest.mark.parametrize(
    ("night", "as_read"),
    [
        (datetime(2020, 1, 31), "2020-01-31"),  # noqa: DTZ001 — what other programs make of a day
        (datetime(2020, 1, 31, 6, 30, tzinfo=UTC), "2020-01-31"),
        ("(01/??/20)", "2020-01"),
    ],
)
def test_dates_of_every_kind(read_file: Callable[..., Any], night: object, as_read: str) -> None:
    assert str(read_file("a.parquet", parquet(night=[night], text=["I flew."])).dream.date) == as_read


def test_texts_kept_as_bytes_are_texts(read_file: Callable[..., Any]) -> None:
    assert read_file("a.parquet", parquet(text=["Ich flog über".encode()])).dream.text == "Ich flog über"
    (problem,) = read_file("a.parquet", parquet(text=[b"\xff flew"])).problems
    assert problem.where == "a.parquet, row 1"
    assert "flew" not in str(problem)


def test_rows_have_ids_by_their_place(read_file: Callable[..., Any]) -> None:
    texts = [f"I flew {times} times." for times in range(10)]
    haul = read_file("a.parquet", parquet(text=texts))
    assert [dream.text for dream in haul.dreams] == texts
    assert [dream.id for dream in haul.dreams] == [f"L{row}" for row in range(1, 11)]


def test_a_file_longer_than_what_is_read_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_rows, "_AT_ONCE", 3)
    texts = [f"I flew {times} times." for times in range(10)]
    (folder / "a.parquet").write_bytes(parquet(text=texts, night=list(range(10))))
    rows = [[text, str(night)] for night, text in enumerate(texts)]
    assert list(parquet_rows.answer(str(folder / "a.parquet"))) == [["text", "night"], *rows, "whole"]


def test_a_row_longer_than_any_dream_ends_the_file(folder: Path) -> None:
    (folder / "a.parquet").write_bytes(parquet(text=["I flew.", "I" * (LONGEST + 1), "I fell."]))
    found = read_path(folder / "a.parquet")
    dream = next(found)
    assert isinstance(dream, Dream)
    assert dream.text == "I flew."
    with pytest.raises(TooLargeError, match="row 2"):
        next(found)


def test_columns_may_be_named_and_flawed_rows_are_told(read_file: Callable[..., Any]) -> None:
    haul = read_file(
        "a.pq",
        parquet(What=["I flew.", " "], Text=["no", "no"], night=["soon", ""]),
        columns={"text": "What"},
    )
    assert haul.dream.text == "I flew."
    assert haul.dream.metadata == {"Text": "no", "night": "soon"}
    assert [problem.where for problem in haul.problems] == ["a.pq, row 1", "a.pq, row 2"]


def test_what_is_no_parquet_is_told_without_its_words(read_file: Callable[..., Any]) -> None:
    whole = parquet(text=["My aunt rose.", "My aunt fell."])
    for broken in (b"My aunt rose.", whole[:-9], b"PAR1 aunt" + whole[9:]):
        with pytest.raises(FormatError, match=r"a\.parquet is no whole file of Parquet") as told:
            read_file("a.parquet", broken)
        assert "aunt" not in str(told.value)
    with pytest.raises(FormatError, match="None of the 1 columns"):
        read_file("a.parquet", parquet(codes=["1MKA"]))


def test_a_file_that_ends_its_decoder_ends_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged length made it ask for two exabytes, and the whole program was gone."""
    (folder / "a.parquet").write_bytes(parquet(text=["I flew."]))
    (folder / "b.txt").write_text("I fell.")
    dying = """import os; print('["text"]\\n["I fl', end='', flush=True); os.abort()"""
    with monkeypatch.context() as patched:
        patched.setattr(importer, "_idle", [])
        patched.setattr(importer, "_COMMAND", (sys.executable, "-c", dying))
        problem, dream = read_path(folder)
    assert isinstance(problem, Problem)
    assert "no whole file of Parquet" in problem.what
    assert isinstance(dream, Dream)
    # And what was idle may have been ended by somebody else meanwhile.
    assert [type(each) for each in read_path(folder)] == [Dream, Dream]
    for helper in importer._idle:
        helper._process.kill()
        helper._process.wait()
    assert [type(each) for each in read_path(folder)] == [Dream, Dream]


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[importer._Helper]]:
    """The processes that wait to be asked once more: none at first, and none afterwards."""
    helpers: list[importer._Helper] = []
    monkeypatch.setattr(importer, "_idle", helpers)
    yield helpers
    for each in helpers:
        each.end()


@pytest.mark.usefixtures("idle")
def test_no_module_of_the_folder_is_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "polars.py").write_text("open('ran', 'w')")
    (folder / "a.parquet").write_bytes(parquet(text=["I flew."]))
    assert [type(each) for each in read_path(folder / "a.parquet")] == [Dream]
    assert not (folder / "ran").exists()


def test_who_hears_enough_leaves_no_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch, idle: list[importer._Helper]
) -> None:
    (folder / "a.parquet").write_bytes(parquet(text=[f"I flew {times} times." for times in range(50_000)]))
    helper = importer._Helper()
    monkeypatch.setattr(importer, "_helper", lambda: helper)
    found = read_path(folder / "a.parquet")
    assert isinstance(next(found), Dream)
    del found
    assert helper._process.poll() is not None
    assert not idle


def test_a_name_is_no_pattern_and_need_not_end_in_parquet(read_file: Callable[..., Any]) -> None:
    assert read_file("a[1]*.parquet", parquet(text=["I flew."])).dream.text == "I flew."
    assert read_file("noend", parquet(text=["I flew."])).dream.text == "I flew."


def test_without_polars_a_file_says_what_it_needs_and_a_folder_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.parquet").write_bytes(parquet(text=["I flew."]))
    (folder / "b.txt").write_text("I fell.")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingExtraError, match=r"noctuary\[research\]"):
        list(read_path(folder / "a.parquet"))
    found = list(read_path(folder))
    (problem,) = (each for each in found if isinstance(each, Problem))
    assert (problem.where, "polars" in problem.what) == ("a.parquet", True)
    assert [getattr(each, "text", "") for each in found] == ["", "I fell."]
