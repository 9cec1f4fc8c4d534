"""Counting facets, and what is near in meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Lucidity, PartialDate
from noctuary.library import Library
from noctuary.readers import open_embedder
from noctuary.scheme import Scale
from noctuary.store.facets import feelings_of


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        for dream in (
            Dream(
                id="1", text="I was glad.", date=PartialDate(1985, 3), tags=("sea",), lucidity=Lucidity.FULL
            ),
            Dream(id="2", text="I was angry and glad.", date=PartialDate(1985), tags=("sea", "sky", "sea")),
            Dream(id="3", text="My sister was glad.", series="other"),
            Dream(id="4", text="Gone.", tags=("sea",)),
        ):
            made.add(dream)
        made.store.delete([DreamKey("journal", "4")])
        made.read(made.dreams())
        yield made


def test_every_facet_is_counted(library: Library) -> None:
    counts = library.facets().count(library.find(""))
    assert counts["series"] == [("journal", 2), ("other", 1)]
    assert counts["date"] == [("1985", 2)]
    assert counts["lucid"] == [("yes", 1)]
    assert counts["tag"] == [("sea", 2), ("sky", 1)]
    assert counts["emotion"] == [("HA", 3), ("AN", 1)]
    assert ("1FTA", 1) in counts["character"]


def test_only_what_is_found_is_counted(library: Library) -> None:
    facets = library.facets()
    assert facets.count(library.find("angry"))["emotion"] == [("AN", 1), ("HA", 1)]
    assert facets.count([])["emotion"] == []
    assert facets.count([999])["series"] == []


def test_each_count_is_what_the_search_finds(library: Library) -> None:
    counts = library.facets().count(library.find(""))
    for facet, held in counts.items():
        for value, count in held:
            assert library.count(f"{facet}:{value}") == count, f"{facet}:{value}"


def test_a_persons_feelings_count_before_a_programs(library: Library) -> None:
    key = DreamKey("journal", "1")
    nothing = Reading.of(library.store.get(key), Reader("ann", kind=ReaderKind.PERSON), ())
    library.store.save_readings([replace(nothing, scales=(Scale.EMOTIONS,))])
    assert dict(library.facets().count(library.find("")))["emotion"] == [("HA", 2), ("AN", 1)]
    assert feelings_of(library.store, [library.store.nr_of(key)]) == {library.store.nr_of(key): []}


def test_feelings_come_in_the_order_of_the_dream(library: Library) -> None:
    nr = library.store.nr_of(DreamKey("journal", "2"))
    assert feelings_of(library.store, [nr]) == {nr: ["AN", "HA"]}


def test_an_empty_library_has_no_facets() -> None:
    with Library.in_memory() as library:
        assert not any(library.facets().count([]).values())
        assert not len(library.meanings().numbers)


def test_what_is_near_in_meaning_is_found_among_some_and_without_others(library: Library) -> None:
    meanings = library.meanings()
    sister = library.store.nr_of(DreamKey("other", "3"))
    place = open_embedder().embed(["my sister was happy"])[0]
    assert meanings.near(place, limit=2)[0] == sister
    assert sister not in meanings.near(place, limit=9, leave_out=[sister])
    assert meanings.near(place, limit=9, among=[sister]) == [sister]
    assert meanings.near(place, limit=9, among=[]) == []
