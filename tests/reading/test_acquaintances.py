"""Whom a dreamer knows by name: what dreams state, what prevails, and what reading takes from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import DreamKey
from noctuary.errors import InputError
from noctuary.reading.acquaintances import (
    NOBODY,
    Acquaintance,
    Acquaintances,
    Statement,
    Votes,
    related,
    statements,
)
from noctuary.reading.characters import characters, find_cast
from noctuary.reading.text import analyse


def stated(report: str) -> list[str]:
    text = analyse(report)
    return [f"{said.name} {said.sex}{said.identity}{said.age}" for said in statements(text, find_cast(text))]


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ("My brother Ben swam ashore.", ["Ben MB"]),
        ("Ben, my brother, swam ashore.", ["Ben MB"]),
        ("Ben (my brother) swam ashore.", ["Ben MB"]),
        ("I saw my ex-husband Howard on a ferry.", ["Howard MR"]),
        ("My sister's name is Ruth.", ["Ruth FT"]),
        ("My little sister Ruth sang.", ["Ruth FTC"]),
        ("Ruth is my cousin.", ["Ruth R"]),
        ("My cousin named Zubin laughed.", ["Zubin R"]),
        ("My friend Ruth Hale sang.", ["Ruth Hale FK", "Ruth FK"]),
        ("My brother Ben ran. My brother Ben fell.", ["Ben MB"]),
        ("His brother Ben swam ashore.", []),
        ("Tom's brother Ben swam ashore.", []),
        ("A friend named Ben swam ashore.", []),
        ("He looked like my brother Ben.", []),
        ("My sister, Ruth and Tom sang.", []),
        ("My brothers Ben and Tom sang.", []),
        ("Ben swam ashore.", []),
        ("", []),
    ],
)
def test_what_a_dream_says_of_a_name(report: str, said: list[str]) -> None:
    assert stated(report) == said


def votes(*said: str) -> Acquaintance | None:
    """What dreams settle, each of which says one identity."""
    counted = Votes()
    for number, identity in enumerate(said):
        counted.add(DreamKey("mine", str(number)), Statement("Ben", "tie", "M", identity, ""))
    return counted.settled()


@pytest.mark.parametrize(
    ("said", "identity"),
    [
        ("", None),
        ("B", None),
        ("BB", "B"),
        ("BBK", "B"),
        ("BKB", "B"),
        ("BBKK", ""),
        ("BBBKK", ""),
        ("BBBBKK", "B"),
        ("HH", ""),
        ("HHH", "H"),
    ],
)
def test_what_prevails_settles(said: str, identity: str | None) -> None:
    settled = votes(*said)
    assert (settled.identity if settled else None) == identity


def test_a_dream_counts_once_and_the_first_is_the_source() -> None:
    counted = Votes()
    for _ in range(2):
        counted.add(DreamKey("mine", "7"), Statement("Ben", "brother", "M", "B", ""))
    assert counted.settled() is None
    counted.add(DreamKey("mine", "9"), Statement("BEN", "brother", "M", "B", ""))
    settled = counted.settled()
    assert settled
    assert (settled.source, settled.names) == ("mine/7", ("Ben", "BEN"))


def test_the_cast_list_holds_before_what_dreams_say() -> None:
    told = Acquaintance(("Ben",), "M", "B", dreams=(DreamKey("mine", "1"),))
    known = Acquaintances([Acquaintance(("Benjamin", "Ben"), "M", "R")], {"ben": told, "ari": told})
    assert known["Ben"].source == "cast list"
    assert known["ARI"].source == "mine/1"
    assert sorted(known) == ["ari", "ben", "benjamin"]
    assert len(known) == 3
    assert "Tom" not in known
    assert "Ben" not in repr(known)


KNOWN = Acquaintances(
    [
        Acquaintance(("Howard",), "M", "R"),
        Acquaintance(("Charlie",), "F", "T"),
        Acquaintance(("Zubin",), "M", "K"),
        Acquaintance(("Dr. Hale",), "F", "K"),
        Acquaintance(("Ben",), "M", "B", "C"),
        Acquaintance(("Madonna",), "F", "K"),
    ]
)


def cast(report: str, known: Acquaintances = KNOWN) -> list[str]:
    text = analyse(report)
    return [
        f"{coding.code}{' *' if coding.established else ''}"
        for coding in characters(text, find_cast(text, known))
    ]


@pytest.mark.parametrize(
    ("report", "codes"),
    [
        ("Howard rang the bell.", ["1MRA *"]),
        ("Howard rang the bell. I saw Howard leave, and he waved.", ["1MRA *"]),
        ("Ben rang the bell.", ["1MBC *"]),
        ("Charlie rang the bell, and she smiled.", ["1FTA *"]),
        ("Zubin rang the bell.", ["1MKA *"]),
        ("My uncle Zubin rang the bell.", ["1MRA"]),
        ("I asked Dr. Hale.", ["1FKA *"]),
        ("Madonna rang the bell.", ["1FKA *"]),
        ("A man came in. The man was Howard.", ["1MRA *"]),
        # What the dream says itself holds.
        ("My brother Howard rang the bell.", ["1MBA"]),
        ("Howard, my brother, rang the bell. Howard left.", ["1MBA"]),
        ("Uncle Ben rang the bell.", ["1MRA"]),
        ("Mr. Hale rang the bell.", ["1MKA"]),
        # Someone else's brother may be the one that is known.
        ("Her brother Ben rang the bell.", ["1MBC *"]),
        # A fuller name is somebody else's.
        ("Howard Moon rang the bell.", ["1MKA"]),
        ("We drove to Zubin Park.", []),
        ("He looked like Howard.", []),
    ],
)
def test_who_is_merely_named_is_who_the_series_knows(report: str, codes: list[str]) -> None:
    assert cast(report) == codes


def test_a_dreamers_young_friends_are_no_measure_for_uncles() -> None:
    assert cast("(1999 (14)) Howard rang the bell. Tom left.") == ["1MRA *", "1MKT"]


WORDS = st.sampled_from(
    "Howard Ben Charlie Zubin my brother , is was he she I and Dr. Hale ran to . ( )".split()
)


@given(st.lists(WORDS, max_size=30).map(" ".join))
def test_without_acquaintances_nothing_is_established(report: str) -> None:
    text = analyse(report)
    plain = find_cast(text)
    assert not any(plain.established)
    assert find_cast(text, NOBODY) == plain
    with_known = find_cast(text, KNOWN)
    assert len(with_known.established) == len(with_known.symbols)
    assert set(with_known.established) <= {"", "cast list"}


@pytest.mark.parametrize(
    ("relation", "slots"),
    [
        ("ex-husband", ("M", "R", "")),
        ("My Brother", ("M", "B", "")),
        ("friend", ("", "K", "")),
        ("little sister", ("F", "T", "C")),
        ("teacher", ("", "K", "")),
        ("1MRA", ("M", "R", "A")),
        ("1ika", ("", "K", "A")),
    ],
)
def test_a_relation_in_words_or_as_a_code(relation: str, slots: tuple[str, str, str]) -> None:
    assert related(relation) == slots


@pytest.mark.parametrize(
    "relation", ["", "brothers", "dog", "1ANI", "2MKA", "brother of a friend", "harbour", "my"]
)
def test_what_is_no_relation_is_refused(relation: str) -> None:
    with pytest.raises(InputError, match="no relation"):
        related(relation)
