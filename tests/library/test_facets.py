"""Counting facets, and what is near in meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Lucidity, PartialDate
from noctuary.library import Library
from noctuary.library.meanings import Meanings
from noctuary.readers import EMBEDDER, identity_of, open_embedder
from noctuary.scheme import Scale
from noctuary.store.facets import feelings_of
from standins import ByLetters


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

    def near(**asked: Any) -> list[int]:
        return [nr for nr, _ in meanings.near(library.store, place, **asked)]

    assert near(limit=2)[0] == sister
    assert sister not in near(limit=9, leave_out=[sister])
    assert near(limit=9, among=[sister]) == [sister]
    assert near(limit=9, among=[]) == []


def test_all_dreams_are_counted_without_being_looked_for(library: Library) -> None:
    assert library.facets().count(None) == library.facets().count(library.find(""))


def test_who_has_a_value_is_known_without_a_search(library: Library) -> None:
    facets = library.facets()
    for facet, held in facets.count(None).items():
        for value, count in held:
            found = facets.find(f"{facet}:{value}")
            assert found is not None
            assert len(found) == count
            assert set(found) == set(library.numbers(f"{facet}:{value}")), f"{facet}:{value}"
    for one, same in (("emotion:ha", "emotion:HA"), ("lucid:full", "lucid:yes")):
        found, again = facets.find(one), facets.find(same)
        assert found is not None
        assert again is not None
        assert found.tolist() == again.tolist()


@pytest.mark.parametrize(
    "query",
    ["", "glad", "-emotion:HA", "emotion:H*", "emotion:SD", "emotion:HA glad", "tag:sea tag:sky", "id:1"],
)
def test_whatever_else_is_asked_is_searched_for(library: Library, query: str) -> None:
    assert library.facets().find(query) is None


@pytest.fixture
def many() -> Iterator[Library]:
    """Two hundred dreams, placed by chance, and one that nobody placed."""
    chance = np.random.default_rng(3)
    with Library.in_memory() as made:
        for number in range(200):
            dream = Dream(id=str(number), text=f"I counted {number} doors.")
            made.add(dream)
            place = chance.normal(size=384) + 1
            vector = (place / np.linalg.norm(place)).astype("<f2").tobytes()
            made.store.save_readings([Reading.of(dream, identity_of(EMBEDDER), embedding=vector)])
        made.add(Dream(id="unplaced", text="I counted no doors."))
        yield made


def test_of_many_dreams_bits_are_held_and_the_same_are_near(many: Library) -> None:
    whole, bits = Meanings.of(many.store), Meanings.of(many.store, held=10)
    assert len(whole.vectors) == 200
    assert not len(bits.vectors)
    assert bits.bits.nbytes == 200 * 48
    some: dict[str, list[int]] = {"among": [3, 5, 8, 300], "leave_out": [5]}
    for place in whole.vectors[:5]:
        for asked in ({}, some):
            one, other = (each.near(many.store, place, limit=7, **asked) for each in (whole, bits))
            assert [nr for nr, _ in one] == [nr for nr, _ in other]
            assert [cosine for _, cosine in one] == pytest.approx([cosine for _, cosine in other])
        assert {nr for nr, _ in other} == {3, 8}


def test_places_are_read_in_the_order_that_they_are_kept_in(many: Library) -> None:
    """All of them were sorted in memory: 800 MB in a library of a million dreams."""
    ran: list[str] = []
    rows = many.store.rows

    def spied(sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        ran.extend(step for *_, step in rows(f"EXPLAIN QUERY PLAN {sql}", values))
        return rows(sql, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(many.store, "rows", spied)
        assert len(Meanings.of(many.store).numbers) == 200
    assert ran
    assert not [step for step in ran if "TEMP B-TREE" in step]


def test_only_dreams_that_agree_in_most_bits_are_looked_up(
    many: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("noctuary.library.meanings.LOOKED_AT", 20)
    whole, bits = Meanings.of(many.store), Meanings.of(many.store, held=10)
    for row, place in enumerate(whole.vectors[:5]):
        found = bits.near(many.store, place, limit=200)
        assert len(found) == 200, "as many as are asked for"
        found = bits.near(many.store, place, limit=5)
        assert found[0][0] == whole.numbers[row], "the dream itself is nearest"
        assert {nr for nr, _ in found[:2]} <= {nr for nr, _ in whole.near(many.store, place, limit=20)}


def test_a_dream_that_is_placed_later_is_found(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.library.facade.open_embedder", ByLetters)
    library.store.write("DELETE FROM embedding")
    assert not len(library.meanings().numbers)
    library.embed_rest()
    assert len(library.meanings().numbers) == 3


def test_meanings_are_looked_through_once(many: Library) -> None:
    """The page of each dream held all of them anew."""
    assert many.meanings() is many.meanings()
    many.add(Dream(id="another", text="I lost count."))
    assert len(many.meanings().numbers) == 200
