from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.figures.rhymes import (
    Answer,
    Embed,
    Vectors,
    answers,
    lines_of,
    nearest,
    place,
    returning,
)

WIDTH = 8


def by_letters(texts: Sequence[str]) -> Vectors:
    """Place texts by the letters that they hold: enough to tell lines apart."""
    vectors = np.array(
        [[1.0 + text.lower().count(letter) for letter in "aeioulrt"] for text in texts]
    ).reshape(-1, WIDTH)
    placed: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return placed


def answered(one: str, other: str, *, embed: Embed, limit: int = 5) -> list[Answer]:
    ours, theirs = lines_of(one), lines_of(other)
    similar = place(one, ours, embed) @ place(other, theirs, embed).T
    return answers(ours, theirs, similar, limit=limit)


def both_return_to(one: str, other: str) -> list[str]:
    return returning(lines_of(one), lines_of(other))


# nearest


@given(
    st.lists(st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=2), max_size=12),
    st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=2),
    st.integers(0, 14),
)
def test_the_nearest_are_those_of_a_full_sort(
    rows: list[list[float]], vector: list[float], limit: int
) -> None:
    vectors = np.array(rows, np.float32).reshape(-1, 2)
    similar = vectors @ np.array(vector, np.float32)
    expected = sorted(range(len(rows)), key=lambda row: (-similar[row], row))[:limit]
    found = nearest(vectors, np.array(vector, np.float32), limit)
    assert [row for row, _ in found] == expected
    assert [similarity for _, similarity in found] == [float(similar[row]) for row in expected]


# lines


@given(st.text())
def test_lines_lie_in_order_within_any_text(text: str) -> None:
    spans = [line.span for line in lines_of(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_short_sentences_go_with_the_next_one() -> None:
    text = "I ran. A gate of wet iron stood before me. Beyond it was a field of blue wheat. It sang."
    assert [line.span.cut(text) for line in lines_of(text)] == [
        "I ran. A gate of wet iron stood before me",
        "Beyond it was a field of blue wheat. It sang",
    ]


def test_a_line_ends_with_its_paragraph() -> None:
    text = "The old ferry crossed the lake by itself. I waved.\n\nOn the shore my aunt was selling lanterns."
    assert [line.span.cut(text) for line in lines_of(text)] == [
        "The old ferry crossed the lake by itself. I waved",
        "On the shore my aunt was selling lanterns",
    ]


def test_what_is_told_from_waking_life_is_no_line() -> None:
    text = "The tower was full of lamps that sang to me. I woke up and wrote down what the lamps had sung."
    assert [line.span.cut(text) for line in lines_of(text)] == ["The tower was full of lamps that sang to me"]


# answers

FERRY = (
    "I waited for the ferry in a thick fog. My aunt sold lanterns on the shore and never looked up. "
    "I asked her for forgiveness. She gave me forgiveness as if it were a small coin of silver."
)
COIN = (
    "There was a market under the bridge with hundreds of stalls. Somebody in a mask sold lanterns and looked away. "
    "All I wanted was forgiveness, and nobody had it to sell. In the end forgiveness lay on the pavement."
)


def test_each_line_answers_once_and_each_word_is_shown_once() -> None:
    found = answered(FERRY, COIN, embed=by_letters)
    assert len({answer.ours for answer in found}) == len({answer.theirs for answer in found}) == len(found)
    assert found[0].words[0] == "forgiveness"
    held = next(answer for answer in found if "lantern" in answer.words)
    assert "lanterns" in held.ours.cut(FERRY)
    assert "lanterns" in held.theirs.cut(COIN)


def test_what_both_return_to_comes_before_what_both_tell_once() -> None:
    assert both_return_to(FERRY, COIN) == ["forgiveness", "lantern", "sell"]


def test_words_of_any_dream_carry_no_line() -> None:
    assert both_return_to("I saw my mother in a house.", "My mother sold the house.") == []


def test_forms_of_a_word_are_one_word() -> None:
    assert both_return_to("She regretted the ferries.", "A ferry of regrets.") == ["ferry", "regret"]


@pytest.mark.parametrize("text", ["", "?!", "\n\n"])
def test_without_lines_nothing_answers(text: str) -> None:
    assert answered(text, COIN, embed=by_letters) == []
    assert answered(COIN, text, embed=by_letters) == []


@pytest.mark.parametrize(("similarity", "count"), [(0.1, 0), (0.3, 1)])
def test_a_shared_word_alone_makes_no_answer(similarity: float, count: int) -> None:
    ours, theirs = lines_of("The lantern stood on the stairs."), lines_of("He swore by his lantern and left.")
    assert len(answers(ours, theirs, np.array([[similarity]], np.float32))) == count


def test_what_has_nothing_in_common_does_not_answer() -> None:
    def apart(texts: Sequence[str]) -> Vectors:
        return np.array([[1, 0] if text in FERRY else [0, 1] for text in texts], np.float32)

    assert answered(FERRY, "Nobody spoke.", embed=apart) == []


@given(st.text(max_size=300), st.text(max_size=300), st.integers(0, 4))
def test_answers_of_any_texts_lie_within_them(one: str, other: str, limit: int) -> None:
    found = answered(one, other, embed=by_letters, limit=limit)
    assert len(found) <= limit
    for answer in found:
        assert 0 <= answer.ours.start < answer.ours.end <= len(one)
        assert 0 <= answer.theirs.start < answer.theirs.end <= len(other)
