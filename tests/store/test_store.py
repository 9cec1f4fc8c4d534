"""What goes into the library comes out of it, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Night, PartialDate, Series, SeriesKind, Sex, TextSpan
from noctuary.errors import AmbiguousDreamError, DreamNotFoundError, StoreError
from noctuary.scheme import Scale, parse
from noctuary.store.query import parse_query
from noctuary.store.search import search
from noctuary.store.store import Added, Outcome, Store
from strategies import DREAMS, NIGHTS, readings

HARBOUR = Dream(id="1", text="I was flying over the harbour.", series="mine", date=PartialDate(1985, 3, 12))
FEAR = Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(0, 1),), 0.5)
CALM = Coding(parse("HA D", Scale.EMOTIONS))


def some_dream(id_: str, text: str, **parts: object) -> Dream:
    return Dream(id=id_, text=text, **{"series": "mine", **parts})  # type: ignore[arg-type]


# Dreams.


@settings(max_examples=40)
@given(st.lists(DREAMS, max_size=4))
def test_any_dream_survives(dreams: list[Dream]) -> None:
    with Store.in_memory() as store:
        outcomes = store.add_many(dreams)
        kept = [
            dream for dream, added in zip(dreams, outcomes, strict=True) if added.outcome is Outcome.ADDED
        ]
        assert [store.get(dream.key) for dream in kept] == kept
        assert store.count() == len(kept)
        assert {dream.key: dream for dream in store.dreams()} == {dream.key: dream for dream in kept}
        assert len(list(store.listed())) == len(kept)
        assert store.check() == []


def test_each_dream_has_one_of_four_outcomes(store: Store) -> None:
    added = store.add_many(
        [
            HARBOUR,
            HARBOUR,
            replace(HARBOUR, text="I was at sea."),
            replace(HARBOUR, id="2", text="i was FLYING, over the harbour"),
            replace(HARBOUR, id="3", date=PartialDate(1985, 3)),
            replace(HARBOUR, id="4", date=PartialDate(1999)),
            replace(HARBOUR, series="other"),
        ]
    )
    assert added == [
        Added(HARBOUR.key, Outcome.ADDED),
        Added(HARBOUR.key, Outcome.KNOWN),
        Added(HARBOUR.key, Outcome.CONFLICT),
        Added(DreamKey("mine", "2"), Outcome.DUPLICATE, HARBOUR.key),
        Added(DreamKey("mine", "3"), Outcome.DUPLICATE, HARBOUR.key),
        # The same words in another night: a recurring dream.
        Added(DreamKey("mine", "4"), Outcome.ADDED, HARBOUR.key),
        Added(DreamKey("other", "1"), Outcome.ADDED, HARBOUR.key),
    ]
    assert store.get(HARBOUR.key) == HARBOUR


def test_an_act_that_fails_leaves_nothing(store: Store) -> None:
    def handing_in() -> object:
        yield HARBOUR
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.add_many(handing_in())  # type: ignore[arg-type]
    assert store.count() == 0
    assert store.series() == []
    assert store.add_many([HARBOUR])[0].outcome is Outcome.ADDED


def test_a_rehearsal_changes_nothing(store: Store) -> None:
    with store.rehearsal():
        store.add_many([HARBOUR])
        assert store.count() == 1
    assert store.count() == 0


def test_a_dream_is_named_by_its_id_or_with_its_series(store: Store) -> None:
    store.add_many([HARBOUR, some_dream("1", "I swam.", series="other"), some_dream("a/b", "I ran.")])
    assert store.resolve("mine/1") == HARBOUR.key
    assert store.resolve("a/b") == DreamKey("mine", "a/b")
    with pytest.raises(AmbiguousDreamError, match=r"mine/1, other/1") as several:
        store.resolve("1")
    assert several.value.hint
    with pytest.raises(DreamNotFoundError, match="'7'"):
        store.resolve("7")
    with pytest.raises(DreamNotFoundError):
        store.get(DreamKey("mine", "7"))


def test_a_list_shows_what_is_known_of_each_date(store: Store) -> None:
    dates = {
        "1": None,
        "2": PartialDate(1985),
        "3": PartialDate(1985, 3),
        "4": PartialDate(1985, None, 12),
        "5": PartialDate(None, 3, 12),
        "6": PartialDate(1985, 3, 12),
        "7": PartialDate(written="1950s"),
        "8": PartialDate(2000, 10, 1),
    }
    store.add_many(some_dream(id_, f"I counted {id_} doors.", date=date) for id_, date in dates.items())
    assert {each.key.id: each.date for each in store.listed()} == {
        "1": "",
        "2": "1985",
        "3": "1985-03",
        "4": "1985-??-12",
        "5": "????-03-12",
        "6": "1985-03-12",
        "7": "1950s",
        "8": "2000-10-01",
    }
    assert next(store.listed()).key.id == "1"
    assert [each.key.id for each in store.listed(newest=True, limit=2)] == ["8", "6"]


# Series, dreamers, nights.


def test_what_is_learnt_of_a_series_is_added_and_never_replaced(store: Store) -> None:
    assert store.add_series(Series("mine", "Harbour dreams", metadata={"from": "1985"}))
    assert not store.add_series(
        Series("mine", "Another name", sex=Sex.FEMALE, dreamer="she", metadata={"from": "x", "to": "1999"})
    )
    assert store.find_series("mine") == Series(
        "mine", "Harbour dreams", SeriesKind.SERIES, Sex.FEMALE, "she", "", {"from": "1985", "to": "1999"}
    )
    assert store.find_series("other") is None
    assert not store.add_dreamer(Dreamer("she", Sex.FEMALE))
    assert store.dreamers() == [Dreamer("she", Sex.FEMALE)]


@given(st.lists(NIGHTS, max_size=4))
def test_any_night_survives(nights: list[Night]) -> None:
    with Store.in_memory() as store:
        kept: dict[tuple[str, str, str], Night] = {}
        for night in nights:
            key = (night.series, night.date.sort_key, night.date.written)
            news = key not in kept or bool(night.note and not kept[key].note)
            assert store.add_night(night) == news
            if news:
                kept[key] = night
        assert set(store.noted_nights()) == set(kept.values())
        assert not any(store.add_night(night) for night in nights)


def test_nights_with_and_without_recall(store: Store) -> None:
    second = some_dream("2", "A ladder of salt.", date=PartialDate(1985, 3, 12))
    store.add_many([HARBOUR, second, some_dream("3", "I dug.", date=PartialDate(1985, 3))])
    store.add_night(Night("mine", PartialDate(1985, 3, 11)))
    store.add_night(Night("mine", PartialDate(1985, 3, 12), note="storm"))
    nights = store.nights()
    assert [(str(night.date), night.dreams, night.recalled, night.note) for night in nights] == [
        ("1985-03-11", (), False, ""),
        ("1985-03-12", ("1", "2"), True, "storm"),
    ]


# The trash.


def test_the_trash_keeps_dreams_until_it_is_emptied(store: Store) -> None:
    store.add_many([HARBOUR, some_dream("2", "A ladder of salt.")])
    store.delete([HARBOUR.key])
    assert [each.key.id for each in store.listed()] == ["2"]
    assert store.count(parse_query("harbour")) == 0
    assert [(key, words) for key, _, words in store.trash()] == [(HARBOUR.key, 6)]
    with pytest.raises(DreamNotFoundError):
        store.get(HARBOUR.key)
    with pytest.raises(DreamNotFoundError):
        store.delete([HARBOUR.key])
    store.undelete([HARBOUR.key])
    assert store.get(HARBOUR.key) == HARBOUR
    with pytest.raises(DreamNotFoundError):
        store.undelete([HARBOUR.key])
    assert store.empty_trash() == 0


def test_dreams_are_deleted_all_or_none(store: Store) -> None:
    store.add_many([HARBOUR])
    with pytest.raises(DreamNotFoundError):
        store.delete([HARBOUR.key, DreamKey("mine", "7")])
    assert store.count() == 1


def test_words_that_lie_in_the_trash_can_be_written_again(store: Store) -> None:
    store.add_many([HARBOUR])
    store.delete([HARBOUR.key])
    assert store.add_many([replace(HARBOUR, id="2")])[0].outcome is Outcome.ADDED
    assert store.add_many([HARBOUR])[0].outcome is Outcome.KNOWN


def test_an_emptied_trash_leaves_no_word_of_the_dream(store: Store, path: Path) -> None:
    secret = "kingfisherwords"
    dream = some_dream(
        "gone",
        f"A {secret} sat on the mast. " * 400,
        title=secret,
        reflection=secret,
        tags=(secret,),
        ratings={secret: 1},
        metadata={"note": secret},
    )
    store.add_many([HARBOUR, dream])
    store.save_readings([Reading.of(dream, Reader("lexical"), [FEAR])])
    store.delete([dream.key])

    def words_on_disk() -> list[str]:
        return [file.name for file in path.parent.iterdir() if secret.encode() in file.read_bytes().lower()]

    assert words_on_disk()
    assert store.empty_trash() == 1
    assert words_on_disk() == []
    assert store.check() == []
    assert [each.id for each in store.dreams()] == ["1"]


# Readings.


@settings(max_examples=40)
@given(st.lists(readings(HARBOUR.key), max_size=3))
def test_any_reading_survives(given_readings: list[Reading]) -> None:
    with Store.in_memory() as store:
        store.add_many([HARBOUR])
        for reading in given_readings:
            store.save_readings([reading])
        assert by_recipe(store.readings(HARBOUR.key)) == by_recipe(given_readings)


def by_recipe(given_readings: list[Reading]) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """The last reading of each reader. Whether it is a person is settled by the first."""
    return {
        (each.reader.name, each.reader.version, each.reader.recipe): (each.codings, each.scales, each.waking)
        for each in given_readings
    }


def test_a_new_reading_replaces_that_of_the_same_version_alone(store: Store) -> None:
    store.add_many([HARBOUR])
    one, two = Reader("lexical", "1"), Reader("lexical", "2")
    for reader, codings in ((one, [FEAR]), (two, [FEAR, FEAR]), (one, [CALM])):
        store.save_readings([Reading.of(HARBOUR, reader, codings)])
    found = {reading.reader.version: reading.codings for reading in store.readings(HARBOUR.key)}
    assert found == {"1": (CALM,), "2": (FEAR, FEAR)}
    assert sorted((str(reader), count) for reader, count in store.readers()) == [
        ("lexical 1", 1),
        ("lexical 2", 1),
    ]


def test_a_persons_reading_counts_before_a_programs_and_then_the_latest(store: Store) -> None:
    store.add_many([HARBOUR])
    person = Reader("coder", kind=ReaderKind.PERSON)

    def found_by_fear() -> int:
        return store.count(parse_query("emotion:AP"))

    store.save_readings([Reading.of(HARBOUR, Reader("lexical", "1"), [FEAR])])
    assert found_by_fear() == 1
    store.save_readings([Reading.of(HARBOUR, person, [CALM])])
    store.save_readings([Reading.of(HARBOUR, Reader("lexical", "2"), [FEAR])])
    assert [reading.reader.name for reading in store.readings(HARBOUR.key)] == ["coder", "lexical", "lexical"]
    assert [reading.reader.version for reading in store.readings(HARBOUR.key)][1:] == ["2", "1"]
    assert found_by_fear() == 0


def test_what_a_person_did_not_code_is_found_as_a_program_read_it(store: Store) -> None:
    store.add_many([HARBOUR])
    harbour = Coding(parse("OU", Scale.SETTINGS), (TextSpan(0, 1),))
    person = Reader("coder", kind=ReaderKind.PERSON)
    store.save_readings([Reading.of(HARBOUR, person, [CALM], scales=[Scale.EMOTIONS])])
    store.save_readings([Reading.of(HARBOUR, Reader("lexical", "1"), [FEAR, harbour])])
    assert store.count(parse_query("setting:OU")) == 1
    assert store.count(parse_query("emotion:AP")) == 0
    [hit] = search(store, parse_query("setting:OU"))
    assert hit.marks == (TextSpan(0, 1),)

    def counting(query: str) -> list[str]:
        return [reader.name for reader, _ in store.current_readers(parse_query(query))]

    assert counting("setting:OU") == ["lexical"]
    assert counting("emotion:HA") == ["coder"]


def test_a_reading_must_be_of_the_text_that_is_kept(store: Store) -> None:
    store.add_many([HARBOUR])
    other = Reading.of(replace(HARBOUR, text="I was at sea."), Reader("lexical"), [FEAR])
    nobodys = Reading(DreamKey("mine", "7"), Reader("lexical"))
    good = Reading.of(HARBOUR, Reader("lexical"), [CALM])
    assert [store.holds_text_of(each) for each in (good, other, nobodys)] == [True, False, False]
    with pytest.raises(StoreError, match="another text"):
        store.save_readings([good, other])
    with pytest.raises(DreamNotFoundError):
        store.save_readings([good, nobodys])
    assert store.readings(HARBOUR.key) == []


def test_what_a_reader_has_not_read(store: Store) -> None:
    ladder = some_dream("2", "A ladder of salt.")
    store.add_many([HARBOUR, ladder])
    reader = Reader("lexical", settings={"floor": "0.5"})
    store.save_readings([Reading.of(HARBOUR, reader, [FEAR])])
    assert [dream.id for dream in store.unread(reader)] == ["2"]
    assert store.count_unread(reader) == 1
    assert store.count_unread(reader, parse_query("harbour")) == 0
    assert store.count_unread(replace(reader, version="2")) == 2
    assert store.count_unread(replace(reader, settings={})) == 2
    assert [reading.dream for reading in store.readings_by(reader)] == [HARBOUR.key]


def test_whose_dreams_they_are(store: Store) -> None:
    store.add_series(Series("hers", dreamer="she"))
    store.add_many(
        [some_dream("1", "One.", series="hers"), some_dream("2", "Two.", series="all", dreamer="he")]
    )
    store.add_many([some_dream("3", "Three.", series="all")])
    assert store.dreamers_of(parse_query("")) == {DreamKey("hers", "1"): "she", DreamKey("all", "2"): "he"}


def test_neighbours_are_those_of_the_series_by_date(store: Store) -> None:
    dreams = [
        Dream(id="late", text="1", date=PartialDate(2001)),
        Dream(id="early", text="2", date=PartialDate(1999, 5)),
        Dream(id="elsewhere", text="3", series="other", date=PartialDate(2000)),
        Dream(id="undated", text="4"),
        Dream(id="deleted", text="5", date=PartialDate(2000)),
        Dream(id="later the same day", text="6", date=PartialDate(2001)),
    ]
    store.add_many(dreams)
    store.delete([dreams[4].key])
    late, early, elsewhere, undated, _, last = (
        store.nr_of(dream.key, deleted=dream.id == "deleted") for dream in dreams
    )
    assert store.neighbours(undated) == (None, early)
    assert store.neighbours(early) == (undated, late)
    assert store.neighbours(late) == (early, last)
    assert store.neighbours(last) == (late, None)
    assert store.neighbours(elsewhere) == (None, None)
