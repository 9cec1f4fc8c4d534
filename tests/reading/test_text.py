"""Words and sentences, however they were typed."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.text import analyse


@pytest.mark.parametrize("typed", ["wasn't", "wasn’t", "wasnʼt", "wasn´t", "wasn`t", "wasnt", "WASNT"])
def test_a_contraction_is_cut_whatever_its_apostrophe(typed: str) -> None:
    assert analyse(f"It {typed} me").words == ["it", "was", "n't", "me"]


@pytest.mark.parametrize("word", ["well", "ill", "wed", "shed", "were", "its"])
def test_a_word_that_might_lack_an_apostrophe_is_left_whole(word: str) -> None:
    assert analyse(f"{word} go").words == [word, "go"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ｃａｔ", "cat"),
        ("𝒔𝒂𝒅", "sad"),
        (unicodedata.normalize("NFD", "fiancée"), "fiancée"),
        ("ﬁsh", "fish"),
    ],
)
def test_letters_in_disguise_are_read(typed: str, word: str) -> None:
    text = analyse(f"A {typed}!")
    assert text.words == ["a", word, "!"]
    assert text.raw[1] == typed


def test_a_number_sign_is_no_denial() -> None:
    assert "no" not in analyse("Bus № 7").words


def test_a_long_text_without_a_stop_is_divided_where_somebody_acts_anew() -> None:
    text = analyse("we went along the river to the old mill behind the church and then i fell in " * 10)
    begins = [at for at, (one, other) in enumerate(pairwise(text.sentence), 1) if one != other]
    assert {tuple(text.words[at : at + 2]) for at in begins} == {("and", "then")}


def test_a_text_without_stop_or_joint_is_divided_all_the_same() -> None:
    assert max(map(analyse("word " * 500).sentence.count, range(4))) < 100


def test_a_sentence_of_ordinary_length_stays_whole() -> None:
    assert set(
        analyse("I sat down and then I got up and then I left the house and then I came back").sentence
    ) == {0}


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from("and then i wasnt . \n\n e\u0301 's".split())).map(" ".join)
)
def test_tokens_are_in_order_and_cover_what_was_written(report: str) -> None:
    text = analyse(report)
    assert [report[start:end] for start, end in zip(text.starts, text.ends, strict=True)] == text.raw
    assert all(end <= start for end, start in zip(text.ends, text.starts[1:], strict=False))
    assert all(0 <= other - one <= 1 for one, other in pairwise(text.sentence))
    assert all(text.words)
