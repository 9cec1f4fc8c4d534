"""The stacks: which tomes are shown, in which order, and in which bays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Lucidity, Night, PartialDate, Series
from noctuary.library import Library
from noctuary.library.stacks import CONFIRMED, NIGHT, READ, UNREAD, Choice, Order, Tomes
from noctuary.scheme import Scale, parse

PROGRAM = Reader("program")
PERSON = Reader("ann", kind=ReaderKind.PERSON)
DREAMS: Final = (
    ("a", "mine", PartialDate(1985, 3, 12), 3, "AP D"),
    ("b", "mine", PartialDate(1985, 3, 20), 30, "HA D"),
    ("c", "mine", PartialDate(1985, 4, 1), 60, ""),
    ("d", "mine", PartialDate(1990), 900, "HA 1MKA"),
    ("e", "other", None, 120, None),
    ("f", "other", PartialDate(month=5), 250, "AP D"),
)


@pytest.fixture(scope="module")
def library() -> Iterator[Library]:
    """Six invented dreams of two series, all but one read, with a night of which none was recalled."""
    with Library.in_memory() as made:
        made.take_in([Series("mine", name="My nights"), Series("other")])
        for id_, series, date, words, felt in DREAMS:
            lucid = Lucidity.FULL if id_ == "b" else None
            dream = Dream(
                id=id_,
                series=series,
                date=date,
                text=" ".join([id_, *["door"] * (words - 1)]),
                lucidity=lucid,
            )
            made.add(dream)
            if felt is not None:
                found = [Coding(parse(felt, Scale.EMOTIONS))] if felt else []
                reader = PERSON if id_ == "a" else PROGRAM
                made.store.save_readings([Reading.of(dream, reader, found, scales=[Scale.EMOTIONS])])
        made.store.add_night(Night("mine", PartialDate(1985, 3, 14)))
        yield made


@pytest.fixture(scope="module")
def tomes(library: Library) -> Tomes:
    return Tomes.of(library)


def ids(library: Library, tomes: Tomes, choice: Choice) -> str:
    """The ids of an arrangement, a stroke where a bay ends, a dot for a night, a comma before a gap."""
    names = {library.store.nr_of(DreamKey(series, id_)): id_ for id_, series, *_ in DREAMS} | {0: "."}
    found = tomes.arranged(choice)
    shown, at = "", 0
    gaps = set(found.gaps.tolist())
    for bay in found.bays:
        for position in range(at, at + bay.places):
            shown += "," * (position in gaps) + names[int(tomes.nr[found.places[position]])]
        at += bay.places
        shown += "|"
    assert at == len(found.places)
    return shown


@pytest.mark.parametrize(
    ("order", "shown", "bays"),
    [
        (Order.LATEST, "d|c,b.a|ef|", ["1990", "1985", "no date"]),
        (Order.OLDEST, "a.b,c|d|ef|", ["1985", "1990", "no date"]),
        (Order.SERIES, "abc,d|ef|", ["My nights", "other"]),
        (Order.FEELING, "fa|bd|c|e|", ["apprehension", "happiness", "none stated", "not read yet"]),
        (
            Order.LENGTH,
            "a|b|c|e|f|d|",
            ["under 25 words", "25 to 49 words", "50 to 99 words", "100 to 199 words", "200 to 399 words",
             "800 words and more"],
        ),
    ],
)  # fmt: skip
def test_orders(library: Library, tomes: Tomes, order: Order, shown: str, bays: list[str]) -> None:
    assert ids(library, tomes, Choice(order)) == shown
    assert [bay.name for bay in tomes.arranged(Choice(order)).bays] == bays


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        (Choice(since=PartialDate(1985, 3, 20)), "d|c,b|"),
        (Choice(until=PartialDate(1985)), "c,b.a|"),
        (Choice(until=PartialDate(1985, 3)), "b.a|"),
        (Choice(since=PartialDate(1985, 3, 13), until=PartialDate(1985, 3, 31)), "b.|"),
        (Choice(feelings=("HA",)), "d|b|"),
        (Choice(feelings=("AN", "AP")), "a|f|"),
        (Choice(lucidity=Lucidity.FULL), "b|"),
        (Choice(series=10**6), ""),
    ],
)
def test_choices(library: Library, tomes: Tomes, choice: Choice, shown: str) -> None:
    assert ids(library, tomes, choice) == shown


def test_a_series_alone(library: Library, tomes: Tomes) -> None:
    assert ids(library, tomes, Choice(series=library.store.series_nr("other"))) == "ef|"


def test_among_what_is_found_no_night_without_recall_is(library: Library, tomes: Tomes) -> None:
    places = tomes.places_of([library.store.nr_of(DreamKey("mine", each)) for each in "ab"])
    found = tomes.arranged(Choice(), places)
    assert (found.dreams, len(found.places)) == (2, 2)
    assert tomes.arranged(Choice(), tomes.places_of([])).bays == ()


def test_light_says_who_told_the_feelings(library: Library, tomes: Tomes) -> None:
    light = {
        id_: int(tomes.light[tomes.place_of(library.store.nr_of(DreamKey(series, id_))) or 0])
        for id_, series, *_ in DREAMS
    }
    assert light == {"a": CONFIRMED, "b": READ, "c": READ, "d": READ, "e": UNREAD, "f": READ}
    assert NIGHT in tomes.light
    assert tomes.dreams == 6


def test_numbers_that_stand_nowhere(tomes: Tomes) -> None:
    assert tomes.place_of(10**30) is None
    assert tomes.place_of(0) is None
    assert tomes.places_of([0, 10**9]).tolist() == []


def test_a_library_without_dreams_has_no_tomes() -> None:
    with Library.in_memory() as empty:
        tomes = Tomes.of(empty)
        assert tomes.dreams == 0
        for order in Order:
            assert tomes.arranged(Choice(order)).bays == ()


@given(
    order=st.sampled_from(Order),
    since=st.none() | st.integers(1980, 1995).map(PartialDate),
    feelings=st.sets(st.sampled_from(["AN", "AP", "HA"])).map(lambda chosen: tuple(sorted(chosen))),
)
def test_every_order_holds_the_same_tomes(
    tomes: Tomes, order: Order, since: PartialDate | None, feelings: tuple[str, ...]
) -> None:
    found = tomes.arranged(Choice(order, since=since, feelings=feelings))
    usual = tomes.arranged(Choice(since=since, feelings=feelings))
    dreams = {int(each) for each in tomes.nr[found.places]} - {0}
    assert dreams == {int(each) for each in tomes.nr[usual.places]} - {0}
    assert len(dreams) == found.dreams
    assert sum(bay.places for bay in found.bays) == len(found.places)


def test_many_dreams_are_shelved_a_few_at_a_time(
    library: Library, tomes: Tomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noctuary.library.stacks._AT_ONCE", 2)
    again = Tomes.of(library)
    for name in ("nr", "date", "words", "series", "characters", "company", "feelings", "light", "lucidity"):
        assert (getattr(again, name) == getattr(tomes, name)).all(), name
    assert again.shelf == tomes.shelf
