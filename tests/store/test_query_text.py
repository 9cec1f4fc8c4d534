"""Searches as text: a condition put in is found there, and taken out leaves what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream
from noctuary.store.query import parse_query
from noctuary.store.query_text import narrowing_of, parts_of, pressed, values_of, words_of
from noctuary.store.store import Store
from strategies import IDS


@pytest.mark.parametrize(
    ("query", "facet", "value", "after"),
    [
        ("", "emotion", "AP", "emotion:AP"),
        ("boat", "emotion", "AP", "boat emotion:AP"),
        ("boat emotion:HA", "emotion", "AP", "boat emotion:HA emotion:AP"),
        ("emotion:ap boat", "emotion", "AP", "boat"),
        ("-emotion:AP", "emotion", "AP", "-emotion:AP emotion:AP"),
        ("series:a boat", "series", "b", "boat series:b"),
        ("series:a boat", "series", "a", "boat"),
        ("lucid:full", "lucid", "yes", ""),
        ("date:1985 boat", "date", "1985..1990", "boat date:1985..1990"),
        ("date:1985 boat", "date", "", "boat"),
        ('boat "old  house"', "tag", "old friend", 'boat "old  house" tag:"old friend"'),
        ('tag:"old friend" "old  house"', "tag", "old friend", '"old  house"'),
        ("boat", "tag", "/x/", 'boat tag:"/x/"'),
        ("boat", "tag", 'a "b"', 'boat tag:"a ""b"""'),
    ],
)
def test_a_condition_is_put_in_and_taken_out(query: str, facet: str, value: str, after: str) -> None:
    assert pressed(query, facet, value) == after


@given(IDS, st.sampled_from(["tag", "series"]), st.sampled_from(["", "boat", '"old  house" -x', "/a b/"]))
def test_whatever_a_value_holds_it_can_be_asked_for(value: str, facet: str, query: str) -> None:
    asked = pressed(query, facet, value)
    assert values_of(asked, facet) == [value]
    assert parse_query(asked).match == parse_query(query).match
    assert pressed(asked, facet, value) == query


@given(IDS.filter(lambda value: "*" not in value))
def test_what_is_pressed_finds_what_has_it(value: str) -> None:
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text="A boat.", tags=(value,)), Dream(id="2", text="A boat too.")])
        assert store.count(parse_query(pressed("boat", "tag", value))) == 1


def test_words_and_conditions_are_told_apart() -> None:
    query = 'librar* "old house" OR cat -snake series:journal /x+/ -tag:a'
    assert words_of(query) == "librar old house cat"
    assert narrowing_of(query) == "-snake series:journal /x+/ -tag:a"
    assert [part.is_pattern for part in parts_of("/x+/ y")] == [True, False]
