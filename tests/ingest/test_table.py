"""Tables of any make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noctuary.dream import Dreamer, Lucidity, Sex
from noctuary.errors import FormatError


def test_columns_are_guessed(read_file: Callable[..., Any]) -> None:
    haul = read_file(
        "harbour.csv",
        "Dream ID,Date,Report,Subject,Sex,Tags,Lucid,Mood\n"
        '007,1998-05-03,"A ladder, ""of salt"".\r\n\r\nI climbed. ",s1,F,sea; salt,yes,calm\n',
    )
    dream = haul.dream
    assert dream.text == 'A ladder, "of salt".\r\n\r\nI climbed. '
    assert (dream.id, dream.series, str(dream.date)) == ("007", "harbour", "1998-05-03")
    assert dream.tags == ("sea", "salt")
    assert dream.lucidity is Lucidity.FULL
    assert dream.metadata == {"Mood": "calm"}
    assert [item for item in haul if isinstance(item, Dreamer)] == [Dreamer("s1", Sex.FEMALE)]
    assert haul.problems == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(read_file: Callable[..., Any], delimiter: str) -> None:
    haul = read_file("a.csv", delimiter.join(["id", "text"]) + "\n" + delimiter.join(["1", "I flew."]) + "\n")
    assert (haul.dream.id, haul.dream.text) == ("1", "I flew.")


def test_columns_may_be_named(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.csv", "Nr,What,Text\n1,I flew.,no\n", columns={"text": "What", "id": "Nr"})
    assert haul.dream.text == "I flew."
    assert haul.dream.metadata == {"Text": "no"}


def test_columns_in_other_encodings(read_file: Callable[..., Any]) -> None:
    table = "Nr;Träume\n1;Ich flog über die Brücke.\n"
    for encoding in ("utf-8", "cp1252", "utf-16"):
        haul = read_file("a.csv", table.encode(encoding), columns={"text": "Träume"})
        assert haul.dream.text == "Ich flog über die Brücke."


def test_a_table_without_texts_says_how_to_name_the_column(read_file: Callable[..., Any]) -> None:
    with pytest.raises(FormatError, match=r"None of the 2 columns of a\.csv") as caught:
        read_file("a.csv", "Nr,What\n1,I flew.\n")
    assert "--column text=NAME" in caught.value.hint
    with pytest.raises(FormatError, match="'Traum'"):
        read_file("a.csv", "Nr,What\n1,I flew.\n", columns={"text": "Traum"})


def test_a_table_without_header_does_not_spill_a_dream(read_file: Callable[..., Any]) -> None:
    with pytest.raises(FormatError) as caught:
        read_file("a.csv", "1,My aunt rose.\n")
    assert "aunt" not in str(caught.value)


def test_ids_are_derived_and_stay(read_file: Callable[..., Any]) -> None:
    table = "date,text\n2020-01-31,I flew.\n2020-01-31,I fell.\n,I sank.\n"
    ids = [dream.id for dream in read_file("a.csv", table).dreams]
    assert ids == ["2020-01-31", "2020-01-31-2", "L4"]
    assert ids == [dream.id for dream in read_file("a.csv", table).dreams]


def test_flawed_rows_are_told_and_the_rest_comes_in(read_file: Callable[..., Any]) -> None:
    haul = read_file(
        "a.tsv",
        'id\tdate\ttext\n1\t2020-01-31\tI flew.\n2\tsoon\tI fell.\n3\t\t \n4\t\t"Run!" she said.\n5\t\tI sank.\textra\n'
        '"6"\t""\t"I never woke.\n',
    )
    texts = {dream.id: dream.text for dream in haul.dreams}
    assert texts == {
        "1": "I flew.",
        "2": "I fell.",
        "4": '"Run!" she said.',
        "5": "I sank.",
        "6": "I never woke.",
    }
    assert haul.dreams[1].metadata == {"date": "soon"}
    assert [problem.where.partition(", ")[2] for problem in haul.problems] == [
        "line 3", "line 4", "line 5", "line 6", "line 7",
    ]  # fmt: skip


def test_a_stray_quote_swallows_no_other_row(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.tsv", 'id\ttext\n1\t"I flew.\n2\tI fell.\n3\tI sank.\n')
    assert [dream.text for dream in haul.dreams] == ['"I flew.', "I fell.", "I sank."]
    assert [problem.where for problem in haul.problems] == ["a.tsv, line 2"]


def test_nothing_of_a_row_is_lost(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.csv", "text,sex,time,lucid,mood\nI flew.,F,noonish,perhaps,calm\n")
    assert haul.dream.metadata == {"sex": "F", "time": "noonish", "lucid": "perhaps", "mood": "calm"}


def test_the_series_may_be_set(read_file: Callable[..., Any]) -> None:
    table = "series,text\nold,I flew.\n"
    assert read_file("a.csv", table).dream.series == "old"
    assert read_file("a.csv", table, series="new").dream.series == "new"


def test_long_cells(read_file: Callable[..., Any]) -> None:
    text = "I walked. " * 30_000
    assert read_file("a.csv", f'id,text\n1,"{text}"\n').dream.text == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)
)
def test_quoted_texts_are_kept_exactly(read_file: Callable[..., Any], text: str) -> None:
    quoted = text.replace('"', '""')
    haul = read_file("a.csv", f'id,text\r\n1,"{quoted}"\r\n2,"{quoted}"\r\n')
    assert [dream.text for dream in haul.dreams] == [text, text]
