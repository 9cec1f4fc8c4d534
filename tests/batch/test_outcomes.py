"""One outcome for each dream."""

from __future__ import annotations

from pathlib import Path

import pytest

import standins
from noctuary.batch.corpus import COLUMNS
from noctuary.batch.outcomes import OUTCOME_COLUMNS, failed, outcome_of, read_dreams
from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey
from noctuary.readers import open_reader

DREAMS = [
    Dream(id=str(night), text=text)
    for night, text in enumerate(
        ("I was glad.", "unexpected", "", "expected", "My mother was afraid of the dog.")
    )
]


def test_a_dream_that_cannot_be_read_takes_no_other_along() -> None:
    outcomes = read_dreams(standins.FAILING.open(1), DREAMS)
    assert [outcome[0][:2] for outcome in outcomes] == [dream.key for dream in DREAMS]
    assert [outcome[0][-1] for outcome in outcomes] == [None, "ZeroDivisionError", None, "ReadingError", None]


def test_a_reading_is_the_rows_of_a_table_and_no_failure() -> None:
    outcomes = read_dreams(open_reader("lexical"), DREAMS)
    assert [len(outcome) for outcome in outcomes][2] == 1
    for outcome in outcomes:
        for row in outcome:
            cells = dict(zip(OUTCOME_COLUMNS, row, strict=True))
            assert cells["failure"] is None
    assert {row[COLUMNS.index("code")] for row in outcomes[4]} >= {"1FMA", "1ANI"}


def test_every_outcome_has_a_row_and_every_row_every_column() -> None:
    key = DreamKey("mine", "7")
    for outcome in (failed(key, "ValueError"), outcome_of(Reading(key, standins.Glad.identity))):
        (row,) = outcome
        assert (row[:2], len(row)) == (key, len(OUTCOME_COLUMNS))


def test_want_of_memory_is_no_outcome_and_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOCTUARY_WATCHED", str(tmp_path / "watched"))
    with pytest.raises(MemoryError) as told:
        read_dreams(standins.Watched(), [Dream(id="1", text="hungry aunt")])
    assert (told.value.args, told.value.__context__) == ((), None)
