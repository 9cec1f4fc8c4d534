"""Motifs of a library: beside others, beside the past, in clusters; and word search."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind, Sex
from noctuary.errors import InputError, StatsError
from noctuary.figures.word_search import parse_categories
from noctuary.library import Library
from noctuary.library.motifs import Motifs
from noctuary.store import motifs as said

FILLER = "We walked along the street to the house and a man spoke of the weather."
HERON = f"{FILLER} A heron stood in the reeds."
LADDER = f"{FILLER} The ladder had no rungs."


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        yield made


def keep(library: Library, texts: list[str], series: str = "mine", *, first_year: int | None = None) -> None:
    for nr, text in enumerate(texts):
        date = PartialDate(first_year + nr // 50, 1 + nr % 12, 1 + nr % 28) if first_year else None
        # The number tells them apart: a copy of a dream is not kept.
        library.add(Dream(id=f"{nr:03}", series=series, text=f"{text} ({nr + 1000})", date=date))


def words(found: Motifs) -> set[str]:
    return {motif.key_word.term for motif in found.found}


def test_what_is_rare_elsewhere_stands_out(library: Library) -> None:
    keep(library, [HERON] * 10 + [FILLER] * 30)
    found = library.motifs()
    assert "heron" in " ".join(words(found))
    assert "man" not in words(found)
    assert (found.sample.dreams, found.other.name) == (40, "DreamBank")
    heron = next(motif for motif in found.found if "heron" in motif.key_word.term)
    assert [key.id for key in heron.dreams] == [f"{nr:03}" for nr in range(10)]


def test_the_reference_is_of_the_dreamers_sex(library: Library) -> None:
    library.take_in([Series("hers", sex=Sex.FEMALE), Series("his", sex=Sex.MALE)])
    keep(library, [HERON] * 6, "hers")
    keep(library, [HERON] * 6, "his")
    assert library.motifs("series:hers").other.name == "the women of DreamBank"
    assert library.motifs("series:his").other.name == "the men of DreamBank"
    assert library.motifs().other.name == "DreamBank"


def test_beside_other_dreams(library: Library) -> None:
    keep(library, [HERON] * 20, "mine")
    keep(library, [LADDER] * 20, "other")
    found = library.motifs("series:mine", against="series:other")
    assert "heron" in " ".join(words(found))
    assert not any("ladder" in word for word in words(found))
    # What is in both belongs to the first alone.
    assert words(library.motifs("series:mine", against="")) == words(found)
    with pytest.raises(InputError, match="no other dream"):
        library.motifs("series:mine", against="series:mine heron")


def test_beside_the_past(library: Library) -> None:
    keep(library, [LADDER] * 50 + [HERON] * 50, first_year=2001)
    last_year = library.motifs(against="past")
    assert (last_year.sample.dreams + last_year.other.dreams, last_year.left_out) == (100, 0)
    since = library.motifs(against="past", since=PartialDate(2002))
    assert (since.sample.name, since.sample.dreams, since.other.dreams) == ("since 2002", 50, 50)
    assert "heron" in " ".join(words(since))
    assert "ladder" not in " ".join(words(since))


def test_the_last_fifth_where_few_are_dated(library: Library) -> None:
    keep(library, [LADDER] * 80 + [HERON] * 20)
    found = library.motifs(against="past")
    assert (found.sample.name, found.other.dreams) == ("the last 20", 80)
    assert "heron" in " ".join(words(found))


def test_undated_dreams_are_left_out_of_a_date(library: Library) -> None:
    keep(library, [LADDER] * 50 + [HERON] * 50, first_year=2001)
    library.add(Dream(id="undated", series="mine", text="A heron."))
    assert library.motifs(against="past", since=PartialDate(2002)).left_out == 1


@pytest.mark.parametrize("year", [1900, 2100])
def test_both_sides_of_a_date_need_dreams(library: Library, year: int) -> None:
    keep(library, [HERON] * 5, first_year=2001)
    with pytest.raises(InputError, match="No dream is dated"):
        library.motifs(against="past", since=PartialDate(year))


def test_several_dreamers_have_no_past_in_common(library: Library) -> None:
    library.take_in([Series("set", kind=SeriesKind.SET)])
    keep(library, [HERON] * 5, "set")
    keep(library, [HERON] * 5, "mine")
    for query in ("", "series:set"):
        with pytest.raises(InputError, match="no past in common"):
            library.motifs(query, against="past")


def test_a_date_asks_for_the_past(library: Library) -> None:
    keep(library, [HERON])
    with pytest.raises(InputError, match="divides dreams from their past"):
        library.motifs(since=PartialDate(2001))


def test_no_dreams_have_no_motifs(library: Library) -> None:
    with pytest.raises(InputError, match="finds no dream"):
        library.motifs()


def test_one_dream_has_none_either(library: Library) -> None:
    keep(library, [HERON])
    assert not library.motifs().found
    with pytest.raises(InputError, match="No dream is dated"):
        library.motifs(against="past")


def test_in_a_set_three_dreamers_must_share_a_motif(library: Library) -> None:
    library.take_in([Series("set", kind=SeriesKind.SET)])
    for nr in range(12):
        text = HERON if nr < 6 else LADDER
        dreamer = "ann" if nr < 6 else f"dreamer {nr}"
        library.add(Dream(id=str(nr), series="set", text=f"{text} ({nr + 1000})", dreamer=dreamer))
    found = " ".join(words(library.motifs()))
    assert "ladder" in found
    assert "heron" not in found


def test_names_of_the_cast_are_left_out(library: Library) -> None:
    keep(library, [f"{HERON} then pim laughed"] * 10)
    assert any("pim" in word for word in words(library.motifs()))
    library.cast("mine").confirm("Pim", "friend")
    assert not any("pim" in word for word in words(library.motifs()))
    assert any("pim" in word for word in words(library.motifs(names=True)))


def test_motifs_that_the_dreamer_named(library: Library) -> None:
    keep(library, [HERON] * 3)
    for id_, holds in (("000", True), ("001", True), ("002", False)):
        said.say(library.store, "the grey bird", DreamKey("mine", id_), holds=holds)
    said.say(library.store, "no such thing", DreamKey("mine", "000"), holds=False)
    assert library.said_motifs() == [("the grey bird", 2)]
    assert library.said_motifs("id:000") == [("the grey bird", 1)]
    assert library.said_motifs("id:002") == []


def test_clusters_are_named(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(library, [HERON] * 20 + [LADDER] * 15)
    random = np.random.default_rng(0)
    vectors = np.eye(2, 8).repeat((20, 15), axis=0) + 0.01 * random.standard_normal((35, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    keys = [dream.key for dream in library.dreams()]
    monkeypatch.setattr(Library, "vectors", lambda _self, _query: (keys, vectors.astype(np.float32)))
    herons, ladders = library.clusters(k=2).clusters
    assert "heron" in " ".join(herons.words)
    assert "ladder" in " ".join(ladders.words)
    assert set(herons.dreams) == set(keys[:20])
    assert "heron" not in repr(herons)


def test_dreams_that_are_not_placed_are_not_divided(library: Library) -> None:
    keep(library, [HERON] * 30)
    with pytest.raises(StatsError, match="0 dreams are too few"):
        library.clusters()


def test_word_rates_are_beside_the_dreamers_sex(library: Library) -> None:
    library.take_in([Series("his", sex=Sex.MALE)])
    keep(library, ["horse " * 60, "horse", "sand " * 60], "his")
    animals = {rate.category.name: rate for rate in library.word_rates("series:his")}["animals"]
    assert (animals.count, animals.total, animals.baseline_name) == (1, 2, "men")
    of_any_length = library.word_rates(any_length=True, baseline="dreambank")
    animals = {rate.category.name: rate for rate in of_any_length}["animals"]
    assert (animals.count, animals.total, animals.baseline_name) == (2, 3, "dreambank")


def test_lists_of_ones_own_count_every_dream(library: Library) -> None:
    keep(library, ["A horse.", "Sand."])
    [rate] = library.word_rates(among=parse_categories("horses: horse horses"))
    assert (rate.count, rate.total, rate.baseline_name) == (1, 2, "")
