"""What the owner said goes out with the dreams and comes back, and what stands in a library stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind
from noctuary.errors import Problem
from noctuary.export import write_jsonl
from noctuary.ingest import read_path, read_paths
from noctuary.library import ImportSummary, Library
from noctuary.library.statements import of_dreams, of_nothing
from noctuary.statements import (
    NOTHING_SAID,
    CastMember,
    MeantInDream,
    MotifSaid,
    NamesApart,
    OnCastList,
    OwnNorm,
    RhymeSaid,
    Said,
    Statement,
    statement_from_dict,
    statement_to_dict,
)
from noctuary.stats import norm_file
from noctuary.stats.norms import norms_of
from noctuary.stats.sample import Sample
from noctuary.store import cast, motifs, norms, rhymes
from noctuary.store.query import parse_query
from noctuary.store.store import Outcome
from strategies import DREAMS, TEXTS, readings

NAMES = TEXTS.filter(bool)
TIMES = st.sampled_from(["2026-01-02T03:04:05.678+00:00", "1999-12-31T23:59:59.000+00:00"])
SINCE = st.none() | st.builds(PartialDate, st.integers(1, 9999), st.none() | st.integers(1, 12))
MEMBERS = st.builds(
    CastMember,
    NAMES,
    TEXTS,
    st.sampled_from(["", "M", "F"]),
    st.sampled_from(["", "B", "K"]),
    st.sampled_from(["", "A", "C"]),
    st.lists(NAMES, max_size=2).map(tuple),
    SINCE,
    TIMES,
)
SERIES = ("mine", "hers")


def norm(name: str) -> str:
    return norm_file.to_text(norms_of(Sample.of([]), name, "no dreams"))


def fill(library: Library, data: st.DataObject) -> None:
    """Put anything into a library that its owner may have said."""
    store = library.store
    ids = data.draw(st.lists(st.sampled_from(["1", "2", "3", "x y", "é"]), min_size=1, unique=True))
    for id_ in ids:
        dream = data.draw(DREAMS)
        moved = Dream(id=id_, series=data.draw(st.sampled_from(SERIES)), text=dream.text, tags=dream.tags)
        added = library.add(moved)
        if added.outcome is Outcome.ADDED:
            store.save_readings(
                data.draw(readings(moved.key, moved.text_sha256)) for _ in range(data.draw(st.integers(0, 3)))
            )
    keys = [dream.key for dream in library.dreams()]
    for key in keys:
        if data.draw(st.booleans()):
            name, holds = data.draw(NAMES), data.draw(st.booleans())
            motifs.say(store, name, key, holds=holds, said_at=data.draw(TIMES))
    for one, other in pairwise(keys):
        rhymes.say(store, one, other, same=data.draw(st.booleans()), said_at=data.draw(TIMES))
    for series in {key.series for key in keys}:
        said = NOTHING_SAID
        for member in data.draw(st.lists(MEMBERS, max_size=3)):
            said = said.with_member(member)
        listed = ["", *(member.name for member in said.members)]
        places = st.tuples(st.sampled_from([key for key in keys if key.series == series]), NAMES)
        in_dreams = data.draw(st.dictionaries(places, st.sampled_from(listed), max_size=2))
        apart = data.draw(st.sets(st.sets(NAMES, min_size=2, max_size=2).map(frozenset), max_size=2))
        told = Said(said.members, in_dreams, frozenset(apart))
        cast.change(store, series, "all was said", lambda _, told=told: told)  # type: ignore[misc]
    for name in data.draw(st.sets(st.sampled_from(["students", "Grown-ups"]))):
        norms.keep_norm(store, name, norm(name), data.draw(TIMES))


def held(library: Library) -> dict[str, Any]:
    """Everything that has to come back."""
    dreams = list(library.dreams())
    return {
        "dreams": {dream.key: dream for dream in dreams},
        "readings": {dream.key: library.store.readings(dream.key) for dream in dreams},
        "series": library.store.series(),
        "casts": {each: cast.said(library.store, each) for each in SERIES},
        "said": set(of_dreams(library.store, (), parse_query(""))),
        "norms": list(of_nothing(library.store)),
    }


def carried(library: Library, other: Library, query: str = "", *, dry_run: bool = False) -> ImportSummary:
    """Bring one library into another by way of a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.jsonl")
        write_jsonl(path, library.contents(query))
        return other.take_in(read_path(path), dry_run=dry_run)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_library_comes_back_whole(data: st.DataObject) -> None:
    with Library.in_memory() as library, Library.in_memory() as other:
        fill(library, data)
        would = carried(library, other, dry_run=True)
        assert held(other)["dreams"] == {}
        first = carried(library, other)
        assert (first.problems, first.said) == ([], would.said)
        assert held(other) == held(library)
        again = carried(library, other)
        assert (again.problems, again.said.total(), again.added.total(), again.readings) == ([], 0, 0, 0)
        assert again.known_said == first.said.total()


# One by one.

ONE, OTHER, HERS = DreamKey("mine", "1"), DreamKey("mine", "2"), DreamKey("hers", "1")
BEN = CastMember("Ben", "brother", "M", "B", "A", ("Benny",))
SAID: tuple[Statement, ...] = (
    OnCastList("mine", BEN),
    OnCastList("mine", CastMember("Ann", since=PartialDate(1985, 3, written="1985-03"))),
    NamesApart("mine", frozenset({"ann", "anna"})),
    MeantInDream(ONE, "ann", ""),
    MotifSaid(ONE, "ladders of salt", holds=True),
    MotifSaid(HERS, "falling", holds=False),
    RhymeSaid(ONE, OTHER, same=True),
    RhymeSaid(ONE, HERS, same=False),
    OwnNorm("students", norm("students")),
)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        for key in (ONE, OTHER, HERS):
            made.add(Dream(id=key.id, series=key.series, text=f"Ann had a ladder of salt, in {key}."))
        yield made


def test_what_was_said_is_counted_by_kind(library: Library) -> None:
    summary = library.take_in(SAID)
    assert summary.problems == []
    assert summary.said == {
        "cast": 2, "cast apart": 1, "cast in dream": 1, "motif": 2, "rhyme": 2, "norm": 1
    }  # fmt: skip
    assert summary.usable == len(SAID)
    assert library.take_in(SAID).known_said == len(SAID)
    assert [member.relation for member in library.cast("mine").members] == ["", "brother"]


def test_a_cast_that_came_in_is_one_act_to_undo(library: Library) -> None:
    library.take_in(SAID)
    assert "came in" in library.cast("mine").undo()
    assert library.cast("mine").said == NOTHING_SAID


def test_a_search_takes_along_what_belongs_to_its_dreams(library: Library) -> None:
    library.take_in(SAID)
    of_mine = {type(each) for each in library.contents("series:mine").statements}
    assert of_mine == {OnCastList, NamesApart, MeantInDream, MotifSaid, RhymeSaid}
    (hers,) = library.contents("series:hers").statements
    assert isinstance(hers, MotifSaid)
    # One dream of a rhyme is no rhyme, and what a name means in another dream stays there.
    of_other = {type(each) for each in library.contents("id:2").statements}
    assert of_other == {OnCastList, NamesApart}


def test_what_was_said_of_a_dream_in_the_trash_stays_there(library: Library) -> None:
    library.take_in(SAID)
    library.store.delete([ONE])
    assert not [each for each in library.contents().statements if ONE in each.dreams]


@pytest.mark.parametrize(
    "otherwise",
    [
        OnCastList("mine", CastMember("ben", "cousin")),
        OnCastList("mine", CastMember("Benjamin", aliases=("Benny",))),
        OnCastList("mine", CastMember("Benny", since=PartialDate(1990), aliases=("Ann",))),
        MeantInDream(ONE, "ann", "Ann"),
        MotifSaid(ONE, "ladders of salt", holds=False, said_at="2999-01-01T00:00:00.000+00:00"),
        RhymeSaid(OTHER, ONE, same=False, said_at="2999-01-01T00:00:00.000+00:00"),
        OwnNorm("Students", norm("Students")),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_was_said_here_stays_and_the_difference_is_told(library: Library, otherwise: Statement) -> None:
    library.take_in(SAID)
    before = held(library)
    summary = library.take_in([otherwise])
    (problem,) = summary.problems
    assert "which stays" in problem.what
    assert not {"Ben", "Ann", "ladders"} & {*str(problem).split()}
    assert held(library) == before


@pytest.mark.parametrize(
    ("flawed", "fact"),
    [
        (MotifSaid(DreamKey("mine", "9"), "falling", holds=True), "not here"),
        (RhymeSaid(ONE, DreamKey("mine", "9"), same=True), "not here"),
        (MeantInDream(DreamKey("gone", "1"), "ann", ""), "not here"),
        (MeantInDream(ONE, "ann", "Nobody"), "not on the cast list"),
        (OnCastList("many", BEN), "set of many dreamers"),
        (OwnNorm("students", "{}"), "none of the files"),
        (OwnNorm("pupils", norm("students")), "under this name"),
        (OwnNorm("women", norm("women")), "under this name"),
    ],
)
def test_what_cannot_be_kept_is_told(library: Library, flawed: Statement, fact: str) -> None:
    library.store.add_series(Series("many", kind=SeriesKind.SET))
    summary = library.take_in([flawed])
    (problem,) = summary.problems
    assert fact in problem.what
    assert (summary.said, summary.usable) == ({}, 0)


def test_what_was_said_of_a_duplicate_is_said_of_the_dream_here(library: Library) -> None:
    copy = Dream(id="0001", series="mine", text=library.store.get(ONE).text + "\n")
    summary = library.take_in(
        [
            copy,
            MotifSaid(copy.key, "salt", holds=True),
            RhymeSaid(copy.key, OTHER, same=True),
            RhymeSaid(copy.key, ONE, same=True),
        ]
    )
    assert (summary.problems, summary.said, summary.known_said) == ([], {"motif": 1, "rhyme": 1}, 1)
    assert motifs.said_of(library.store, ONE) == {"salt": True}
    assert rhymes.said_of(library.store, ONE) == {OTHER: True}


def test_what_was_said_of_another_text_under_an_id_is_passed_over(library: Library) -> None:
    other = Dream(id="1", series="mine", text="A hat of feathers.")
    summary = library.take_in([other, MotifSaid(ONE, "hats", holds=True)])
    assert (len(summary.problems), summary.said) == (1, {})


def test_a_dream_that_comes_in_under_another_id_takes_along_what_was_said_of_it(tmp_path: Path) -> None:
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for path in paths:
        with Library.in_memory() as library:
            library.take_in(
                [Dream(id="1", series="mine", text=path.stem), MotifSaid(ONE, path.stem, holds=True)]
            )
            write_jsonl(path, library.contents())
    with Library.in_memory() as library:
        library.take_in(read_paths(paths))
        assert motifs.said_of(library.store, ONE) == {"a": True}
        assert motifs.said_of(library.store, DreamKey("mine", "1~2")) == {"b": True}


# Lines.


@pytest.mark.parametrize("statement", SAID, ids=lambda each: each.record)
def test_a_statement_is_a_line_and_comes_back(statement: Statement) -> None:
    line = json.loads(json.dumps(statement_to_dict(statement)))
    assert statement_from_dict(line) == statement
    assert all(key.series == "all" for key in statement_from_dict(line, series="all").dreams)
    # A reader of dreams and codings takes none of these lines for one.
    assert not {"report", "text", "scales", "characters", "settings", "readings"} & line.keys()


@pytest.mark.parametrize(
    "change",
    [
        {"record": "cast", "name": ""},
        {"record": "cast", "name": None},
        {"record": "cast", "name": "half a pair: \ud83d"},
        {"record": "cast", "name": "Ben", "sex": "X"},
        {"record": "cast", "name": "Ben", "since": "last spring"},
        {"record": "cast", "name": "Ben", "aliases": "Benny"},
        {"record": "cast", "name": "Ben", "confirmed_at": "yesterday"},
        {"record": "cast in dream", "dream": 1, "name": "ben", "means": ""},
        {"record": "cast apart", "names": ["ann", "ann"]},
        # Nothing in a library can have such a name.
        {"record": "cast apart", "names": ["ann", "anna"], "series": "mine\t"},
        {"record": "cast", "name": "Ben", "series": " mine"},
        {"record": "motif", "dream": "1", "name": "hats", "holds": 1},
        {"record": "rhyme", "dreams": ["1", "2"], "same": True},
        {"record": "rhyme", "dreams": [{"series": "mine", "dream": "1"}], "same": True},
        {"record": "norm", "name": "students", "document": {}},
        {"record": "mood", "text": "of a later version"},
    ],
)
def test_flawed_and_unknown_lines_are_problems(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"series": "mine", **change}) + "\n" + '{"id": "8", "text": "I rowed."}\n')
    problem, *rest = read_path(path)
    assert isinstance(problem, Problem)
    assert "line 1" in problem.where
    assert "later" not in str(problem)
    assert [each.id for each in rest if isinstance(each, Dream)] == ["8"]
