"""What is found out once from dreams and readings, and known until they change."""

from __future__ import annotations

import pytest

from noctuary.dream import Dream
from noctuary.figures import sightings as sightings_module
from noctuary.library import Library
from noctuary.library import figures as figures_module


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The dreams that somebody is looked for in, as it happens."""
    seen: list[str] = []

    def look(dream: Dream, *rest: object) -> object:
        seen.append(dream.id)
        return sightings_module.sightings(dream, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(figures_module, "sightings", look)
    return seen


def test_what_is_said_of_the_cast_needs_no_second_look(looked: list[str]) -> None:
    with Library.in_memory() as library:
        library.add(Dream(id="1", text="My brother Ben rowed."))
        library.add(Dream(id="2", text="Benny swam."))
        library.cast("journal").read_unread()
        assert len(library.cast("journal").figures().figures) == 2
        library.cast("journal").merge("Ben", "Benny")
        assert len(library.cast("journal").figures().figures) == 1
        assert looked == ["1", "2"]
        library.add(Dream(id="3", text="Ben slept."))
        library.cast("journal").read_unread()
        assert len(library.cast("journal").figures().figures[0].sightings) == 3
        assert looked == ["1", "2", "1", "2", "3"]


def test_a_stamp_tells_an_act_from_the_one_that_was_taken_back() -> None:
    with Library.in_memory() as library:
        library.add(Dream(id="1", text="My brother Ben rowed."))
        cast = library.cast("journal")
        before, shown = library.stamp(), library.store.stamp(said=False)
        cast.confirm("Ben")
        after = library.stamp()
        done = cast.last_act
        assert done is not None
        assert done.words == "Ben was put on the cast list"
        assert cast.undo(only=done.nr + 1) == ""
        assert cast.undo(only=done.nr) == done.words
        assert cast.last_act is None
        assert library.stamp() == before != after
        assert library.store.stamp(said=False) == shown
