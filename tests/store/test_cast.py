"""What is said of the cast of a series, taking it back, and what a change of it makes out of date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, PartialDate, TextSpan
from noctuary.errors import LibraryReadOnlyError
from noctuary.scheme import Scale, parse
from noctuary.statements import NOTHING_SAID, CastMember, Said
from noctuary.store import cast
from noctuary.store.cast import (
    change,
    count_out_of_date,
    out_of_date,
    said,
    showing,
    undo,
    unshown,
)
from noctuary.store.store import Store

BEN = CastMember("Benjamin", "brother", "M", "B", aliases=("Ben",), since=PartialDate(1985, 3))
DREAMS = [Dream(id=str(number), text=f"I counted {number} doors.", series="mine") for number in range(3)]
READER = Reader("lexical", settings={"series": "1"})
LATER = "9999-01-01T00:00:00.000+00:00"


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_many([*DREAMS, Dream(id="1", text="A ladder of salt.", series="other")])
    return store


def confirm(store: Store, member: CastMember) -> CastMember:
    after = change(store, "mine", f"{member.name} came", lambda so_far: so_far.with_member(member))
    return next(each for each in after.members if each.name == member.name)


def empty(store: Store) -> None:
    change(store, "mine", "all went", lambda _so_far: NOTHING_SAID)


def names(store: Store, series: str = "mine") -> list[str]:
    return [member.name for member in said(store, series).members]


def without_times(said: Said) -> Said:
    """Dates lose how they were written, and a confirmation its time."""
    members = tuple(
        replace(each, confirmed_at="", since=each.since and replace(each.since, written=""))
        for each in said.members
    )
    return replace(said, members=members)


def test_who_is_confirmed_stays_so(filled: Store) -> None:
    kept = confirm(filled, BEN)
    assert kept.confirmed_at
    assert without_times(said(filled, "mine")).members == (BEN,)
    assert said(filled, "other") == said(filled, "nowhere") == NOTHING_SAID
    assert filled.check() == []


def test_an_entry_replaces_that_of_the_same_name_and_date(filled: Store) -> None:
    confirm(filled, BEN)
    confirm(filled, CastMember("ben", "cousin", "M", "R", since=PartialDate(1985, 3)))
    assert names(filled) == ["ben"]
    confirm(filled, CastMember("Ben", "friend", "M", "K"))
    assert [member.relation for member in said(filled, "mine").members] == ["friend", "cousin"]


def test_acts_are_taken_back_from_the_last_on(filled: Store) -> None:
    assert undo(filled, "mine") == undo(filled, "nowhere") == ""
    confirm(filled, BEN)
    first = said(filled, "mine")
    place = DreamKey("mine", "1"), "sarah"
    change(filled, "mine", "Sarah is Ruth", lambda so_far: replace(so_far, in_dreams={place: "Ruth"}))
    change(filled, "mine", "all went", lambda _so_far: NOTHING_SAID)
    assert undo(filled, "mine") == "all went"
    assert said(filled, "mine") == replace(first, in_dreams={place: "Ruth"})
    assert undo(filled, "other") == ""
    assert undo(filled, "mine") == "Sarah is Ruth"
    assert said(filled, "mine") == first
    assert undo(filled, "mine") == "Benjamin came"
    assert said(filled, "mine") == NOTHING_SAID
    assert undo(filled, "mine") == ""


def test_an_act_that_changes_nothing_is_not_kept(filled: Store) -> None:
    confirm(filled, BEN)
    change(filled, "mine", "nothing happened", lambda so_far: so_far)
    assert undo(filled, "mine") == "Benjamin came"


def test_only_so_many_acts_are_kept(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "KEPT_ACTS", 3)
    for name in ("Ari", "Ben", "Ruth", "Howard", "Sarah"):
        confirm(filled, CastMember(name))
    taken_back = [undo(filled, "mine") for _ in range(5)]
    assert taken_back == ["Sarah came", "Howard came", "Ruth came", "", ""]
    assert names(filled) == ["Ari", "Ben"]


def test_what_was_said_of_a_dream_goes_with_it(filled: Store) -> None:
    places = {(DREAMS[number].key, "sarah"): "Ruth" for number in (0, 1)}
    change(filled, "mine", "Sarah is Ruth", lambda so_far: replace(so_far, in_dreams=places))
    empty(filled)
    filled.delete([DREAMS[0].key])
    filled.empty_trash()
    undo(filled, "mine")
    assert said(filled, "mine").in_dreams == {(DREAMS[1].key, "sarah"): "Ruth"}
    assert filled.check() == []


words = st.text(st.characters(codec="utf-8", categories=["L", "Nd", "Zs"]), min_size=1, max_size=8)
members = st.builds(
    CastMember,
    words,
    words,
    st.sampled_from(["", "M", "F"]),
    st.sampled_from(["", "B"]),
    aliases=st.lists(words, max_size=2).map(tuple),
    since=st.none() | st.builds(PartialDate, st.integers(1900, 2030)),
)
sayings = st.builds(
    Said,
    st.lists(members, max_size=3, unique_by=lambda each: (each.name, str(each.since))).map(tuple),
    st.dictionaries(st.tuples(st.sampled_from([dream.key for dream in DREAMS]), words), words, max_size=3),
    st.frozensets(st.frozensets(words, min_size=2, max_size=2), max_size=3),
)


@settings(max_examples=30)
@given(first=sayings, second=sayings)
def test_what_was_said_is_kept_and_comes_back(first: Said, second: Said) -> None:
    def as_set(said: Said) -> tuple[object, ...]:
        return set(without_times(said).members), said.in_dreams, said.apart

    with Store.in_memory() as store:
        store.add_many(DREAMS)
        change(store, "mine", "first", lambda _so_far: first)
        assert as_set(said(store, "mine")) == as_set(first)
        if change(store, "mine", "second", lambda _so_far: second) != first:
            undo(store, "mine")
        assert as_set(said(store, "mine")) in (as_set(first), as_set(NOTHING_SAID))


def test_a_change_makes_the_readings_of_its_series_out_of_date(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waiting(series: str) -> list[str]:
        return [dream.id for dream in out_of_date(filled, READER, series)]

    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS[1:]])
    assert (waiting("mine"), waiting("other")) == (["0"], ["1"])
    assert count_out_of_date(filled, READER) == 2
    assert count_out_of_date(filled, READER, "mine") == 1
    monkeypatch.setattr(cast, "now", lambda: LATER)
    confirm(filled, BEN)
    assert (waiting("mine"), waiting("other")) == (["0", "1", "2"], ["1"])
    filled.delete([DREAMS[0].key])
    assert waiting("mine") == ["1", "2"]


@pytest.mark.parametrize(
    ("by", "dreams_to_read"),
    [
        (lambda so_far: so_far, 0),
        (lambda so_far: replace(so_far, apart=frozenset({frozenset({"ari", "ben"})})), 0),
        (lambda so_far: so_far.with_member(replace(BEN, relation="big brother")), 0),
        (lambda so_far: so_far.with_member(replace(BEN, sex="F")), 3),
        (lambda so_far: so_far.with_member(replace(BEN, aliases=("Benny",))), 3),
        (lambda so_far: replace(so_far, in_dreams={(DREAMS[0].key, "ben"): ""}), 3),
        (lambda _so_far: NOTHING_SAID, 3),
    ],
    ids=["nothing", "apart", "wording", "sex", "names", "in a dream", "forgotten"],
)
def test_only_what_reading_knows_makes_readings_out_of_date(
    filled: Store, monkeypatch: pytest.MonkeyPatch, by: Callable[[Said], Said], dreams_to_read: int
) -> None:
    confirm(filled, BEN)
    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS])
    filled.write("UPDATE reading SET made_at = '9998'")
    monkeypatch.setattr(cast, "now", lambda: LATER)
    change(filled, "mine", "something", by)
    assert count_out_of_date(filled, READER, "mine") == dreams_to_read


def test_the_readings_that_show_somebody_point_at_words(filled: Store) -> None:
    coder = Reader("coder", kind=ReaderKind.PERSON)
    code = parse("1MKA", Scale.CHARACTERS)
    assert [key.id for key in unshown(filled, "mine")] == ["0", "1", "2"]
    filled.save_readings(
        [
            Reading.of(DREAMS[0], coder, [Coding(code)]),
            Reading.of(DREAMS[1], coder, [Coding(code, (TextSpan(0, 1),))]),
            Reading.of(DREAMS[2], READER, scales=[Scale.EMOTIONS]),
        ]
    )
    assert [key.id for key in unshown(filled, "mine")] == ["0", "2"]
    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS])
    assert [(each.dream.id, each.reader.name) for each in showing(filled, "mine")] == [
        ("0", "lexical"),
        ("1", "coder"),
        ("2", "lexical"),
    ]
    assert unshown(filled, "mine") == unshown(filled, "nowhere") == []


def test_a_preferred_reader_shows_before_later_ones(filled: Store) -> None:
    filled.save_readings([Reading.of(dream, READER) for dream in DREAMS])
    filled.save_readings([Reading.of(DREAMS[0], Reader("other"))])
    assert [each.reader.name for each in showing(filled, "mine")] == ["other", "lexical", "lexical"]
    filled.save_readings(
        [
            Reading.of(
                DREAMS[2],
                Reader("coder", kind=ReaderKind.PERSON),
                [Coding(parse("1MKA", Scale.CHARACTERS), (TextSpan(0, 1),))],
            )
        ]
    )
    shown = [each.reader.name for each in showing(filled, "mine", prefer="lexical")]
    assert shown == ["lexical", "lexical", "coder"]


def test_a_library_open_for_reading_lists_and_confirms_nobody(filled: Store) -> None:
    confirm(filled, BEN)
    with Store.open(filled.path, read_only=True) as store:
        assert names(store) == ["Benjamin"]
        with pytest.raises(LibraryReadOnlyError):
            confirm(store, BEN)
        with pytest.raises(LibraryReadOnlyError):
            undo(store, "mine")
