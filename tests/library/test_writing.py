"""Writing dreams down, and nights without any."""

from __future__ import annotations

from datetime import date
from datetime import time as clock_time

import pytest

from noctuary.dream import Dream, DreamKey, Lucidity, PartialDate, Series, SeriesKind
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.writing import Habits, habits, put_down_night, take_back_night, today, write_down
from noctuary.store.store import Outcome

NIGHT = PartialDate(2026, 3, 14)


@pytest.fixture
def library() -> Library:
    return Library.in_memory()


def test_everything_that_was_said_is_kept(library: Library) -> None:
    added = write_down(
        library,
        "I was on the roof of a mill.\n",
        series="mine",
        date=NIGHT,
        time=clock_time(6, 10),
        title="The mill",
        tags=("roof", "flour"),
        lucidity=Lucidity.PARTIAL,
        ratings={"joy": 3.5},
        reflection="The mill of my aunt.",
        metadata={"sleep": "7.5"},
    )
    assert added.outcome is Outcome.ADDED
    assert library.get("mine/2026-03-14") == Dream(
        id="2026-03-14",
        text="I was on the roof of a mill.\n",
        series="mine",
        date=NIGHT,
        time=clock_time(6, 10),
        title="The mill",
        tags=("roof", "flour"),
        lucidity=Lucidity.PARTIAL,
        ratings={"joy": 3.5},
        reflection="The mill of my aunt.",
        metadata={"sleep": "7.5"},
    )


@pytest.mark.parametrize(
    ("night", "ids"),
    [
        (NIGHT, ["2026-03-14", "2026-03-14-2", "2026-03-14-3"]),
        (PartialDate(1985), ["1985", "1985-2", "1985-3"]),
        (PartialDate(written="1950s"), ["undated", "undated-2", "undated-3"]),
        (None, ["undated", "undated-2", "undated-3"]),
    ],
)
def test_dreams_of_one_night_have_ids_of_their_own(
    library: Library, night: PartialDate | None, ids: list[str]
) -> None:
    for door in range(3):
        write_down(library, f"Door {door}.", date=night)
    assert [dream.id for dream in library.dreams()] == ids


def test_an_id_in_the_trash_is_not_free(library: Library) -> None:
    library.store.delete([write_down(library, "A mill.", date=NIGHT).key])
    assert write_down(library, "A sea.", date=NIGHT).key == DreamKey("journal", "2026-03-14-2")


def test_the_same_words_are_kept_once_a_night(library: Library) -> None:
    first = write_down(library, "A mill.", date=NIGHT)
    again = write_down(library, "a MILL", date=NIGHT)
    assert (again.outcome, again.other) == (Outcome.DUPLICATE, first.key)
    assert write_down(library, "A mill.", date=PartialDate(2026, 3, 15)).outcome is Outcome.ADDED


def test_what_no_dream_can_have_is_refused_without_its_words(library: Library) -> None:
    with pytest.raises(InputError, match="half a surrogate pair") as caught:
        write_down(library, "A mill.", date=NIGHT, title="kingfisher \ud83d")
    assert "kingfisher" not in str(caught.value)
    with pytest.raises(InputError, match="series id"):
        write_down(library, "A mill.", date=NIGHT, series=" ")
    with pytest.raises(InputError, match="series id"):
        put_down_night(library, "", NIGHT)
    assert library.count() == 0


def test_a_night_without_recall_is_put_down_and_taken_back(library: Library) -> None:
    assert put_down_night(library, "journal", NIGHT)
    assert not put_down_night(library, "journal", NIGHT)
    assert [(str(night.date), night.recalled) for night in library.store.nights()] == [("2026-03-14", False)]
    assert take_back_night(library, "journal", NIGHT)
    assert not take_back_night(library, "journal", NIGHT)
    assert not take_back_night(library, "nobody", NIGHT)
    assert library.store.nights() == []
    assert library.store.find_series("nobody") is None


def test_a_night_with_a_dream_is_none_without(library: Library) -> None:
    write_down(library, "A mill.", date=NIGHT)
    with pytest.raises(InputError, match="2026-03-14 is kept already"):
        put_down_night(library, "journal", NIGHT)
    assert put_down_night(library, "another", NIGHT)
    assert put_down_night(library, "journal", PartialDate(2026, 3))


def test_the_night_is_the_one_that_has_just_been() -> None:
    before = date.today()  # noqa: DTZ011
    night = today().full
    assert night is not None
    assert before <= night <= date.today()  # noqa: DTZ011


def test_habits_are_those_of_the_last_dreams(library: Library) -> None:
    assert habits(library) == Habits("journal", (), ())
    write_down(library, "A mill.", series="old", date=NIGHT, ratings={"joy": 1})
    write_down(library, "A sea.", series="mine", date=NIGHT, ratings={"fear": 4, "awe": 2})
    write_down(library, "A gull.", series="mine", date=NIGHT, ratings={"fear": 3})
    library.store.add_series(Series("a set", kind=SeriesKind.SET))
    write_down(library, "A crab.", series="a set", date=NIGHT)
    assert habits(library) == Habits("mine", ("mine", "old"), ("fear", "awe"))
