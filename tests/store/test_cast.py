"""The cast list of a series, and what a change of it makes out of date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, PartialDate
from noctuary.errors import LibraryReadOnlyError
from noctuary.store import cast
from noctuary.store.cast import CastMember, cast_list, confirm, count_out_of_date, forget, out_of_date
from noctuary.store.store import Store

BEN = CastMember("Benjamin", "brother", "M", "B", aliases=("Ben",), since=PartialDate(1985, 3))
DREAMS = [Dream(id=str(number), text=f"I counted {number} doors.", series="mine") for number in range(3)]
READER = Reader("lexical", settings={"series": "1"})


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_many([*DREAMS, Dream(id="1", text="A ladder of salt.", series="other")])
    return store


def names(store: Store, series: str = "mine") -> list[str]:
    return [member.name for member in cast_list(store, series)]


def test_who_is_confirmed_stays_so(filled: Store) -> None:
    kept = confirm(filled, "mine", BEN)
    assert kept.confirmed_at
    (listed,) = cast_list(filled, "mine")
    assert listed.since
    assert replace(listed, since=BEN.since) == kept
    assert str(listed.since) == "1985-03"
    assert cast_list(filled, "other") == cast_list(filled, "nowhere") == []
    assert filled.check() == []


def test_an_entry_replaces_that_of_the_same_name_and_date(filled: Store) -> None:
    confirm(filled, "mine", BEN)
    confirm(filled, "mine", CastMember("ben", "cousin", "M", "R", since=PartialDate(1985, 3)))
    assert names(filled) == ["ben"]
    confirm(filled, "mine", CastMember("Ben", "friend", "M", "K"))
    assert [member.relation for member in cast_list(filled, "mine")] == ["friend", "cousin"]


def test_a_name_is_forgotten_with_every_entry(filled: Store) -> None:
    confirm(filled, "mine", BEN)
    confirm(filled, "mine", CastMember("Ben", "friend"))
    confirm(filled, "mine", CastMember("Ruth", "aunt"))
    assert [member.name for member in forget(filled, "mine", "BEN")] == ["Ben", "Benjamin"]
    assert names(filled) == ["Ruth"]
    assert forget(filled, "mine", "Ben") == []


def test_a_change_makes_the_readings_of_its_series_out_of_date(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waiting(series: str) -> list[str]:
        return [dream.id for dream in out_of_date(filled, READER, series)]

    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS[1:]])
    assert (waiting("mine"), waiting("other")) == (["0"], ["1"])
    assert count_out_of_date(filled, READER) == 2
    assert count_out_of_date(filled, READER, "mine") == 1
    monkeypatch.setattr(cast, "_now", lambda: "9999-01-01T00:00:00.000+00:00")
    confirm(filled, "mine", BEN)
    assert (waiting("mine"), waiting("other")) == (["0", "1", "2"], ["1"])
    filled.delete([DREAMS[0].key])
    assert waiting("mine") == ["1", "2"]


def test_forgetting_nobody_makes_nothing_out_of_date(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS])
    monkeypatch.setattr(cast, "_now", lambda: "9999-01-01T00:00:00.000+00:00")
    forget(filled, "mine", "Ben")
    assert count_out_of_date(filled, READER, "mine") == 0


def test_a_library_open_for_reading_lists_and_confirms_nobody(filled: Store) -> None:
    confirm(filled, "mine", BEN)
    with Store.open(filled.path, read_only=True) as store:
        assert names(store) == ["Benjamin"]
        with pytest.raises(LibraryReadOnlyError):
            confirm(store, "mine", BEN)
        with pytest.raises(LibraryReadOnlyError):
            forget(store, "mine", "Ben")
