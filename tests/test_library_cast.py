"""The library and who is who in it: reading in series mode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from invented import DREAMS, write_old_library
from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind
from noctuary.library import Library, restore
from noctuary.scheme import Scale

TOLD = "My brother Ben rowed the boat."
NAMED = "Ben rowed the boat."


def night(number: int, text: str, *, year: int = 1985, series: str = "mine") -> Dream:
    return Dream(id=str(number), text=f"{text} It was night {number}.", series=series, date=PartialDate(year))


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        made.take_in([night(1, TOLD), night(2, TOLD), night(3, NAMED), night(1, NAMED, series="other")])
        yield made


def people(library: Library, series: str = "mine", id_: str = "3") -> list[tuple[str, str]]:
    reading = library.store.readings(DreamKey(series, id_))[0]
    return [(str(coding.code), coding.established) for coding in reading.on(Scale.CHARACTERS)]


def test_dreams_are_read_with_what_earlier_ones_of_their_series_say(library: Library) -> None:
    assert library.count_unread_in_series("lexical") == 4
    assert library.read_in_series("lexical") == 4
    assert people(library) == [("1MBA", "mine/1")]
    assert people(library, "other", "1") == [("1MKA", "")]
    assert library.read_in_series("lexical") == library.count_unread_in_series("lexical") == 0
    assert [reader.settings for reader, _ in library.readers()] == [{"series": "1"}]


def test_who_is_confirmed_is_known_when_read_again(library: Library) -> None:
    library.read_in_series("lexical")
    member = library.cast("mine").confirm(" Ben ", "ex-husband", since=PartialDate(1985))
    assert (member.name, member.sex, member.identity, member.age) == ("Ben", "M", "R", "")
    assert library.count_unread_in_series("lexical") == 3
    assert library.read_in_series("lexical") == 3
    assert people(library) == [("1MRA", "cast list")]
    assert people(library, id_="1") == [("1MBA", "")]
    library.cast("mine").forget("ben")
    library.read_in_series("lexical")
    assert people(library) == [("1MBA", "mine/1")]


def test_a_name_is_coded_as_whom_it_means_in_that_dream(library: Library) -> None:
    library.read_in_series("lexical")
    cast = library.cast("mine")
    cast.confirm("Ben (work)", "1FKA")
    cast.split("Ben", ["3"], "Ben (work)")
    assert library.count_unread_in_series("lexical") == 3
    library.read_in_series("lexical")
    assert people(library) == [("1FKA", "cast list")]
    assert people(library, id_="1") == [("1MBA", "")]
    cast.split("Ben (work)", ["3"], "")
    library.read_in_series("lexical")
    assert people(library) == [("1MKA", "")]


def test_a_set_tells_nothing_of_its_dreamers_people() -> None:
    with Library.in_memory() as library:
        library.take_in(
            [Series("mine", kind=SeriesKind.SET), night(1, TOLD), night(2, TOLD), night(3, NAMED)]
        )
        library.read_in_series("lexical")
        assert people(library) == [("1MKA", "")]


def test_an_old_backup_is_restored(tmp_path: Path) -> None:
    backup, target = tmp_path / "old.noctuary", tmp_path / "new.noctuary"
    write_old_library(backup)
    before = backup.read_bytes()
    restore(backup, target)
    assert backup.read_bytes() == before
    with Library.open(target) as library:
        assert list(library.dreams()) == list(DREAMS[:2])
        assert library.verify() == []
        assert library.read_in_series("lexical") == 2
