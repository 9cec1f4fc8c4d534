"""What the dreamer is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.telling import dreamer_pronoun
from noctuary.reading.text import analyse


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("", "I"),
        ("You walk home. Your key is soft. You eat it.", "you"),
        ('You walk home. "I know you," says your aunt. You run.', "you"),
        ("You walk home. Your key is soft. I eat it.", "I"),
        ("Old house, you know the sort. Aunt there.", "I"),
        ('"You, you and you," said my aunt.', "I"),
        ("She dreamt that she was a tree.", "she"),
        ("Last night he dreamed he was a tree.", "he"),
        ("I dreamt that she was a tree.", "I"),
        ("Mary dreamt she was a tree.", "she"),
        ("She was a tree. She sang.", "I"),
    ],
)
def test_who_tells_is_settled_by_the_whole_telling(report: str, expected: str) -> None:
    assert dreamer_pronoun(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("You call your aunt. She hears you.", "i call my aunt . she hears me ."),
        (
            "You say, “Are you my aunt?” You run, and you hide.",
            "i say , “ are you my aunt ? ” i run , and i hide .",
        ),
        ("She dreamt that she lost her hat.", "i dreamt that i lost my hat ."),
        ("She dreamt that a man followed her.", "i dreamt that a man followed me ."),
        ("She dreamt that she saw a woman. She ran.", "i dreamt that i saw a woman . she ran ."),
        ("She dreamt that as a girl she flew.", "i dreamt that as a girl i flew ."),
        ("He dreamt that Mary saw him.", "i dreamt that mary saw me ."),
    ],
)
def test_the_dreamers_words_are_read_in_the_first_person(report: str, expected: str) -> None:
    assert " ".join(analyse(report).words) == expected


@given(st.text(max_size=80))
def test_a_telling_by_i_is_left_alone(written: str) -> None:
    report = "I saw you, you and your dog. " + written
    assert dreamer_pronoun(report) == "I"
    assert analyse(report).words[2] == "you"
