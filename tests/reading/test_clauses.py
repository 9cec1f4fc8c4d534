"""Who does what a verb says, and to whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.characters import find_cast
from noctuary.reading.clauses import (
    clause_end,
    clause_start,
    experiencer_of,
    is_noun,
    is_passive,
    object_of,
    subject_of,
)
from noctuary.reading.text import analyse


def parties(report: str, verb: str) -> tuple[set[str], set[str]]:
    """Return the members of who does what the verb says, and to whom."""
    text = analyse(report)
    cast = find_cast(text)
    at = text.words.index(verb)
    mentions = (subject_of(text, cast, at), object_of(text, cast, at))
    actor, patient = (
        set((cast.party(mention) or "").split("+")) if mention else set() for mention in mentions
    )
    return actor, patient


@pytest.mark.parametrize(
    ("report", "verb", "expected"),
    [
        ("My brother chased me.", "chased", ("1MBA", "D")),
        ("I was chased by my brother.", "chased", ("1MBA", "D")),
        ("I was suddenly chased.", "chased", ("", "D")),
        ("My sister and I walked home.", "walked", ("D 1FTA", "")),
        ("I got up and walked to my father.", "walked", ("D", "1MFA")),
        ("The car hit me.", "hit", ("", "D")),
        ("When my mother was there, I laughed.", "laughed", ("D", "")),
        ("I saw my brother, who chased me.", "chased", ("1MBA", "D")),
        ("My father told me to go.", "go", ("D", "")),
        ("I saw my uncle running.", "running", ("1MRA", "")),
        ('"Stay here," said my aunt.', "said", ("1FRA", "")),
        ("My aunt hugged my father and me.", "hugged", ("1FRA", "D 1MFA")),
    ],
)
def test_subject_and_object(report: str, verb: str, expected: tuple[str, str]) -> None:
    actor, patient = expected
    assert parties(report, verb) == (set(actor.split()), set(patient.split()))


def test_passive_needs_be_or_get_and_a_participle() -> None:
    text = analyse("I was bitten, got chased, was running and had chased.")
    told = {word: is_passive(text, at) for at, word in enumerate(text.words)}
    assert told["bitten"]
    assert not told["running"]
    assert [is_passive(text, at) for at, word in enumerate(text.words) if word == "chased"] == [True, False]


def test_a_noun_is_told_from_a_verb_by_what_stands_before() -> None:
    text = analyse("I walk. My walk ends.")
    assert [is_noun(text, at) for at, word in enumerate(text.words) if word == "walk"] == [False, True]


@given(
    st.lists(
        st.sampled_from(
            ["I", "she", "my", "mother", "ran", "and", "by", "was", "to", "who", ".", ",", '"', "the"]
        )
    ).map(" ".join)
)
def test_any_word_may_be_asked_for(report: str) -> None:
    text = analyse(report)
    cast = find_cast(text)
    for token in range(len(text)):
        assert clause_start(text, token) <= token < clause_end(text, token)
        for find in (subject_of, object_of, experiencer_of):
            mention = find(text, cast, token)
            assert mention is None or 0 <= mention.first < mention.last <= len(text)


def test_a_clause_about_somebody_does_not_take_the_verb_from_them() -> None:
    text = analyse("A man I did not know came in.")
    cast = find_cast(text)
    came = subject_of(text, cast, text.words.index("came"))
    assert came is not None
    assert not came.dreamer
