"""Dreams in time: in order of date, with what was noted, and whose they are."""

from __future__ import annotations

from datetime import date

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.scheme import Scale
from noctuary.store.query import parse_query
from noctuary.store.store import Store
from noctuary.store.timeline import keys_of, keys_of_read, moments

EVERY = parse_query("")


def test_undated_first_then_by_date(store: Store) -> None:
    dates = [PartialDate(1999, 3, 2), None, PartialDate(1999), PartialDate(1998, 12), PartialDate(1999, 3)]
    store.add_many(
        [Dream(id=str(place), text=f"dream {place}", date=each) for place, each in enumerate(dates)]
    )
    assert [each.dream.id for each in moments(store, EVERY)] == ["1", "3", "2", "4", "0"]


def test_what_was_noted_is_there_and_what_was_dreamt_is_not(store: Store) -> None:
    store.add_many([Dream(id="1", text="one two three", ratings={"rested": 4.0}, metadata={"sleep": "7.5"})])
    [moment] = moments(store, EVERY)
    assert (moment.words, moment.ratings, moment.metadata) == (3, {"rested": 4.0}, {"sleep": "7.5"})
    assert "7.5" not in repr(moment)


def test_a_night_is_a_full_date(store: Store) -> None:
    dates = [PartialDate(1999, 3, 2), PartialDate(1999, 3, 2), PartialDate(1999, 3), PartialDate(1999, 3)]
    store.add_many(
        [Dream(id=str(place), text=f"dream {place}", date=each) for place, each in enumerate(dates)]
    )
    nights = [each.night for each in moments(store, EVERY)]
    assert nights[2] == nights[3] == date(1999, 3, 2)
    assert nights[0] != nights[1]


def test_a_series_is_of_one_dreamer_and_a_set_of_many(store: Store) -> None:
    store.add_series(Series("many", kind=SeriesKind.SET))
    store.add_many(
        [
            Dream(id="1", text="one", series="mine"),
            Dream(id="2", text="two", series="mine"),
            Dream(id="1", text="three", series="many", dreamer="x"),
            Dream(id="2", text="four", series="many", dreamer="x"),
            Dream(id="3", text="five", series="many"),
            Dream(id="4", text="six", series="many"),
        ]
    )
    owners = [each.owner for each in moments(store, EVERY)]
    assert len(set(owners)) == 4
    assert len({each.owner for each in moments(store, parse_query("series:mine"))}) == 1


def test_which_dreams_a_search_finds_and_which_were_read(store: Store) -> None:
    store.add_many([Dream(id="1", text="water"), Dream(id="2", text="fire")])
    assert [key.id for key in keys_of(store, parse_query("water"))] == ["1"]
    assert keys_of_read(store, [Scale.EMOTIONS]) == set()


def test_a_dream_is_read_on_the_scales_that_somebody_coded(store: Store) -> None:
    dream = Dream(id="1", text="water")
    store.add_many([dream, Dream(id="2", text="fire")])
    for name, scale in (("Ana", Scale.EMOTIONS), ("Ben", Scale.SETTINGS)):
        store.save_readings([Reading.of(dream, Reader(name), [], scales=[scale])])
    assert keys_of_read(store, [Scale.EMOTIONS, Scale.SETTINGS]) == {dream.key}
    assert keys_of_read(store, [Scale.EMOTIONS, Scale.OBJECTS]) == set()
