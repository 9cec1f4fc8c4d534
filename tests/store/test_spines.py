"""Spines in the file: made once, dropped when a reading changes, and made without being kept where nothing may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Night, PartialDate
from noctuary.scheme import Scale, parse
from noctuary.spine import Light
from noctuary.store import spines
from noctuary.store.store import Store

PROGRAM = Reader("program")
PERSON = Reader("ann", kind=ReaderKind.PERSON)
FELT = (Scale.CHARACTERS, Scale.EMOTIONS)


def dream(number: int, date: PartialDate | None = None) -> Dream:
    return Dream(id=str(number), text=f"I counted {number} doors.", series="mine", date=date)


def read(number: int, reader: Reader, *codes: tuple[Scale, str], scales: tuple[Scale, ...] = FELT) -> Reading:
    found = [Coding(parse(notation, scale), confidence=0.5) for scale, notation in codes]
    return Reading.of(dream(number), reader, found, scales=scales)


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_many([dream(1, PartialDate(1985, 3, 12)), dream(2), dream(3, PartialDate(1985))])
    store.save_readings(
        [read(1, PROGRAM, (Scale.CHARACTERS, "1MKA"), (Scale.EMOTIONS, "AP D")), read(2, PROGRAM)]
    )
    return store


def shown(store: Store) -> dict[str, tuple[object, ...]]:
    """Light, characters, company and the strengths of each dream, by its id."""
    ids = {store.nr_of(DreamKey("mine", str(number))): str(number) for number in (1, 2, 3)}
    return {ids[row[0]]: row[5:] for row in spines.shelved(store)}


def test_a_dream_that_nobody_read_has_no_spine(filled: Store) -> None:
    assert spines.make_rest(filled) == {}
    assert shown(filled)["3"] == (None, 0, "", 0, 0, 0, 0, 0)
    assert shown(filled)["2"] == ("read", 0, "", 0, 0, 0, 0, 0)
    assert shown(filled)["1"] == ("read", 1, "-", 0, 50, 0, 0, 0)


def test_spines_are_kept(filled: Store) -> None:
    told: list[int] = []
    spines.make_rest(filled, told.append)
    spines.make_rest(filled, told.append)
    assert told == [2]


def test_a_new_reading_makes_the_spine_anew(filled: Store) -> None:
    spines.make_rest(filled)
    filled.save_readings([read(1, PERSON, (Scale.EMOTIONS, "HA D"))])
    spines.make_rest(filled)
    assert shown(filled)["1"] == ("confirmed", 0, "", 0, 0, 0, 0, 50)


def test_which_reading_counts_is_asked_scale_by_scale(filled: Store) -> None:
    filled.save_readings([read(1, PERSON, (Scale.CHARACTERS, "1FMA"), scales=(Scale.CHARACTERS,))])
    spines.make_rest(filled)
    light, characters, *_, apprehension, _, _, _ = shown(filled)["1"]
    assert (light, characters, apprehension) == ("read", 1, 50), "the person said nothing of feelings"


def test_who_looked_for_no_feelings_gives_no_light(filled: Store) -> None:
    filled.save_readings([read(3, PROGRAM, (Scale.CHARACTERS, "1FMA"), scales=(Scale.CHARACTERS,))])
    spines.make_rest(filled)
    assert shown(filled)["3"][:2] == ("unread", 1)


@pytest.mark.usefixtures("filled")
def test_nothing_is_kept_where_nothing_may_be(path: Path) -> None:
    with Store.open(path, read_only=True) as reading:
        fresh = spines.make_rest(reading)
        assert {spine.light for spine in fresh.values()} == {Light.READ}
        assert shown(reading)["1"] == (None, 0, "", 0, 0, 0, 0, 0)


def test_another_program_that_writes_is_not_waited_for_in_vain(
    filled: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noctuary.store.connection.BUSY_SECONDS", 0.01)
    with Store.open(path) as other, filled.transaction():
        assert len(spines.make_rest(other)) == 2


def test_nights_without_dreams_are_places_too(filled: Store) -> None:
    for day in (12, 13):
        filled.add_night(Night("mine", PartialDate(1985, 3, day)))
    assert spines.empty_nights(filled) == [(filled.series_nr("mine"), 19850313)]


def test_what_is_in_the_trash_stands_nowhere(filled: Store) -> None:
    key = DreamKey("mine", "1")
    nr = filled.nr_of(key)
    filled.delete([key])
    assert nr not in {row[0] for row in spines.shelved(filled)}
    assert spines.labels(filled, [nr]) == []


def test_labels_come_in_the_order_asked_for(filled: Store) -> None:
    numbers = [filled.nr_of(DreamKey("mine", each)) for each in ("3", "1")]
    assert [label.nr for label in spines.labels(filled, [*numbers, 10**6])] == numbers
    assert spines.labels(filled, numbers)[0].opening == "I counted 3 doors."


def test_the_span_is_that_of_years_known(filled: Store) -> None:
    assert spines.span(filled) == ("1985-00-00", "1985-03-12")


def test_no_dates_have_no_span(store: Store) -> None:
    assert spines.span(store) == ("", "")
