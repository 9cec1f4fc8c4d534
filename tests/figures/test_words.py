"""Counting words: what is one, in how many dreams it is, and what is a name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import DreamKey, Sex
from noctuary.figures.forms import base_form
from noctuary.figures.word_counts import reference, reference_words
from noctuary.figures.words import Told, WordTable, deviation_of_proportions


def table_of(texts: Sequence[str], dreamers: Sequence[str] | None = None) -> WordTable:
    return WordTable(
        Told(DreamKey("mine", str(nr)), dreamers[nr] if dreamers else "me", text)
        for nr, text in enumerate(texts)
    )


def dreams_with(texts: Sequence[str], *, names: bool = False) -> dict[str, int]:
    counts = table_of(texts).counts("mine", names=names)
    return {term: count.dreams for term, count in counts.terms.items()}


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("keys", "key"),
        ("boxes", "box"),
        ("babies", "baby"),
        ("hugged", "hug"),
        ("breathing", "breathe"),
        ("carries", "carry"),
        ("swam", "swim"),
        ("children", "child"),
        ("wolves", "wolf"),
        # words of their own
        ("news", "news"),
        ("building", "building"),
        ("glasses", "glasses"),
        ("bus", "bus"),
        ("red", "red"),
    ],
)
def test_forms_are_folded_onto_their_base(written: str, base: str) -> None:
    assert base_form(written, reference_words()) == base


@given(st.sampled_from(sorted(reference_words())))
def test_a_base_is_a_form_of_nothing_else(word: str) -> None:
    assert base_form(base_form(word, reference_words()), reference_words()) == base_form(
        word, reference_words()
    )


def test_a_word_counts_once_a_dream_whatever_its_tense() -> None:
    texts = ["I swam and swam.", "We swim to the lighthouse.", "She was swimming."]
    counts = table_of(texts).counts("mine")
    swim = counts.terms["swim"]
    assert (swim.dreams, swim.tokens) == (3, 4)
    assert "we" not in counts.terms


def test_pairs_stand_side_by_side() -> None:
    assert dreams_with(["A glass house.", "Two glass houses!", "the glass-house"])["glass house"] == 3
    assert "glass house" not in dreams_with(["Glass. House.", "glass in a house", "glass and house"] * 2)


def test_pairs_stay_as_written() -> None:
    assert dreams_with(["The living room."] * 3)["living room"] == 3


def test_what_is_not_dreamt_is_not_counted() -> None:
    told = "I rowed over a lake of milk. There was a heron on the far bank and it nodded at me. " * 3
    found = dreams_with([f"{told} Then I woke up and drank cocoa."] * 3)
    assert "heron" in found
    assert "cocoa" not in found


def test_names_are_left_out_unless_asked_for() -> None:
    texts = [f"I saw {name} on the ladder with Zorblax." for name in ("Peter", "Peter", "Peter")]
    assert not {"peter", "zorblax"} & dreams_with(texts).keys()
    assert {"peter", "zorblax"} <= dreams_with(texts, names=True).keys()


def test_places_and_feasts_are_no_names() -> None:
    texts = ["It was Christmas in Paris, on a Monday."] * 3
    assert {"christmas", "paris", "monday"} <= dreams_with(texts).keys()


def test_names_of_the_cast_are_left_out() -> None:
    told = [Told(DreamKey("mine", str(nr)), "me", "then pim fell off the ladder") for nr in range(3)]
    assert "pim" in WordTable(told).counts("mine").terms
    assert "pim" not in WordTable(told, names={"pim"}).counts("mine").terms


def test_dreamers_are_counted() -> None:
    table = table_of(["A heron."] * 4, ["ann", "ann", "bo", "cy"])
    assert table.counts("all").terms["heron"].dreamers == 3
    assert table.counts("two", [0, 1]).terms["heron"].dreamers == 1
    assert (table.dreamer_count(), table.dreamer_count(range(2))) == (3, 1)


def test_spread_tells_a_phase_from_a_habit() -> None:
    texts = ["heron lake" if nr < 10 else "lake" for nr in range(100)]
    terms = table_of(texts).counts("all").terms
    assert terms["lake"].spread < 0.1
    assert terms["heron"].spread > 0.7


def test_spread_is_that_of_gries() -> None:
    # The worked example of Gries (2008, 2020): 1 to 5 times in parts of 9, 10, 10, 10 and 11 words has a DP of 0.18.
    sizes = np.array([9.0, 10, 10, 10, 11])
    assert deviation_of_proportions(np.array([[1, 2, 3, 4, 5]]), sizes) == pytest.approx([0.18])
    assert np.isnan(deviation_of_proportions(np.zeros((1, 5), np.int64), sizes)).all()


def test_which_dreams_hold_a_word() -> None:
    table = table_of(["A heron.", "Snow.", "Two herons on a tin roof.", "Heron! A tin roof.", "Tin roof."])
    assert [key.id for key in table.holding("heron")] == ["0", "2", "3"]
    assert [key.id for key in table.holding("heron", range(2, 5))] == ["2", "3"]
    assert [key.id for key in table.holding("tin roof")] == ["2", "3", "4"]
    assert table.holding("roof heron") == table.holding("bassoon") == []


def test_no_dreams_have_no_words() -> None:
    counts = table_of([]).counts("nothing")
    assert (counts.dreams, counts.words, dict(counts.terms)) == (0, 0, {})


@given(st.lists(st.text("ab kK-'.\n", max_size=30), max_size=8))
def test_parts_add_up(texts: list[str]) -> None:
    table = table_of(texts)
    split = len(texts) // 2
    whole = table.counts("all", names=True)
    parts = [table.counts("part", range(*ends), names=True) for ends in ((0, split), (split, len(texts)))]
    assert whole.words == sum(part.words for part in parts)
    for term, count in whole.terms.items():
        found = [part.terms[term] for part in parts if term in part.terms]
        assert count.dreams == sum(each.dreams for each in found) <= count.tokens
        assert len(table.holding(term)) == count.dreams
    rest = whole.without(parts[0])
    assert all(rest.terms[term].dreams == parts[1].find(term).dreams for term in parts[0].terms)


def test_the_reference_holds_no_names_and_adds_up() -> None:
    everyone, women, men = reference(), reference(Sex.FEMALE), reference(Sex.MALE)
    assert everyone.dreams == women.dreams + men.dreams > 5000
    assert everyone.terms["mother"].dreams == women.terms["mother"].dreams + men.terms["mother"].dreams
    assert not {"peter", "susan", "barb"} & everyone.terms.keys()
    assert everyone.find("zorblax").dreams == 4
