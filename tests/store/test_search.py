"""Searching large libraries: what finds all dreams, and what finds the first of them, agree with what finds both."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, PartialDate, TextSpan
from noctuary.scheme import Scale, parse
from noctuary.store import search
from noctuary.store.query import parse_query
from noctuary.store.search import Order, count, find, first, numbers
from noctuary.store.store import Store

PROGRAM = Reader("program")
PERSON = Reader("person", kind=ReaderKind.PERSON)
PLACES = ("harbour", "castle", "harbour and a castle", "kitchen")
FEELINGS = ("AP", "HA", "AP")
DREAMS = [
    Dream(
        id=str(number),
        series=("mine", "other")[number % 5 == 0],
        text=f"I was in the {PLACES[number % 4]}. There were {number} of us.",
        date=PartialDate(1980 + number % 7) if number % 6 else None,
        tags=("sea",) if number % 4 == 0 else (),
    )
    for number in range(60)
]
SEARCHES = (
    "", "the", "harbour", "harbour castle", "castle OR kitchen", '"in the castle"', "kitchens", "the -castle",
    "emotion:AP", "emotion:AN", "emotion:A*", "-emotion:AP", "emotion:AP emotion:HA", 'emotion:"AP D"',
    "emotion:AP harbour", "emotion:HA the -kitchen", "emotion:AP series:other", "emotion:AP -series:other",
    "emotion:AP character:1MFA", "character:1MFA the", "date:1983..1985 emotion:HA", "tag:sea castle", "after:1984",
    "/[25] of/ emotion:AP", "-/[25] of/ emotion:AP harbour", "emotion:AP -emotion:HA",
)  # fmt: skip


def read(dream: Dream, reader: Reader, *codes: tuple[Scale, str]) -> Reading:
    codings = (Coding(parse(code, scale), (TextSpan(0, 1),)) for scale, code in codes)
    return Reading.of(dream, reader, codings, scales=[Scale.EMOTIONS, Scale.CHARACTERS])


@pytest.fixture(scope="module")
def filled() -> Store:
    """Sixty dreams, most of them read, some by a person too, and some of them in the trash."""
    store = Store.in_memory()
    store.add_many(DREAMS)
    for number, dream in enumerate(DREAMS):
        father = [(Scale.CHARACTERS, "1MFA")] if number in (7, 20, 41) else []
        if number % 8:
            feeling = f"{FEELINGS[number % 3]} D"
            store.save_readings(
                [read(dream, PROGRAM, (Scale.EMOTIONS, feeling), (Scale.EMOTIONS, feeling), *father)]
            )
        if number % 9 == 0:
            store.save_readings([read(dream, PERSON, (Scale.EMOTIONS, "AN D"))])
    store.delete([DreamKey("mine", "7"), DreamKey("mine", "9"), DreamKey("other", "10")])
    return store


@pytest.fixture(params=[0, 2, 4000], ids=["all are many", "some are many", "all are few"])
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """From how many dreams on words and codes are common: each search goes another way where they are."""
    few: int = request.param
    monkeypatch.setattr(search, "_RANKED", few)
    monkeypatch.setattr(search, "_ASKED", few)
    return few


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("asked", SEARCHES)
def test_all_that_is_found_is_what_is_counted_and_shown(filled: Store, asked: str) -> None:
    query = parse_query(asked)
    found = numbers(filled, query).tolist()
    assert len(found) == len(set(found)) == filled.count(query) == count(filled, query)
    assert set(found) == set(find(filled, query)), "in order"
    assert all(filled.key_at(nr) for nr in found), "none of the trash"


@pytest.mark.usefixtures("looked_at")
@pytest.mark.parametrize("asked", SEARCHES)
def test_the_first_are_those_that_stand_first_among_all(filled: Store, asked: str) -> None:
    query = parse_query(asked)
    found = numbers(filled, query)
    for order, limit in product(Order, (1, 5, 100)):
        every = find(filled, query, order)
        assert first(filled, query, found, order, limit=limit) == every[:limit]
        assert first(filled, query, None, order, limit=limit) == every[:limit]
        assert find(filled, query, order, limit=limit) == every[:limit]


def test_a_reading_that_a_persons_replaced_counts_again_once_that_is_taken_back(store: Store) -> None:
    dream = DREAMS[0]
    store.add_many([dream])
    store.save_readings([read(dream, PROGRAM, (Scale.EMOTIONS, "AP D"))])
    store.save_readings([read(dream, PERSON, (Scale.EMOTIONS, "HA D"))])
    assert not len(numbers(store, parse_query("emotion:AP")))
    [nr] = numbers(store, parse_query("emotion:HA"))
    with store.transaction():
        store.write("DELETE FROM reading WHERE reader = (SELECT nr FROM reader WHERE name = 'person')")
    assert not len(numbers(store, parse_query("emotion:HA")))
    assert numbers(store, parse_query("emotion:AP")) == [nr]


def test_words_and_a_common_code_ask_the_index_of_words_once(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index was asked anew for each dream that has the code: thousands of times for one search."""
    monkeypatch.setattr(search, "_RANKED", 0)
    monkeypatch.setattr(search, "_ASKED", 0)
    asked: list[tuple[str, Any]] = []

    def column(sql: str, values: Sequence[Any] = ()) -> list[Any]:
        asked.append((sql, values))
        return Store.column(filled, sql, values)

    monkeypatch.setattr(filled, "column", column)
    numbers(filled, parse_query("emotion:AP the"))
    sql, values = next((sql, values) for sql, values in asked if "group_concat" in sql)
    plan = [step for *_, step in filled.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    # An equals sign stands for a dream that is asked for by its number.
    assert [step for step in plan if "dream_words" in step] == ["SCAN dream_words VIRTUAL TABLE INDEX 0:M3"]
