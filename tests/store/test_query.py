"""What each search finds, how hits are shown, and that no search does harm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Lucidity, PartialDate, TextSpan
from noctuary.errors import QueryError
from noctuary.scheme import Scale, parse
from noctuary.store.query import parse_query, quoted
from noctuary.store.search import Order, joined, like, search
from noctuary.store.store import Store
from strategies import TEXTS

DREAMS = (
    Dream(
        id="1",
        series="norms-a",
        text="I was in the old house. The cat asked me for the key, and I was afraid.",
        date=PartialDate(1985, 3, 12),
        title="Cellar",
        tags=("house", "old friend"),
        lucidity=Lucidity.FULL,
    ),
    Dream(
        id="2",
        series="norms-b",
        text="A dog swam along the river. The Café on the bank was an old one, no house.",
        date=PartialDate(1985, 7),
        lucidity=Lucidity.NONE,
    ),
    Dream(
        id="3",
        series="journal",
        text="Librarians were rowing; one cat, two dogs, a snake?! The colour of the library was grey.",
        date=PartialDate(1990, 1, 1),
        tags=("boats",),
        lucidity=Lucidity.PARTIAL,
        reflection="Perhaps the harbour again.",
    ),
    Dream(
        id="4", series="journal", text="NEAR the stairs, drop table: 50% of it.", date=PartialDate(None, 5)
    ),
    Dream(id="x[1]?", series="journal", text="Nothing but snow."),
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with Store.in_memory() as made:
        made.add_many(DREAMS)
        made.save_readings(
            [
                reading("1", "1MKA", "2ANI", emotions=["AP D"], aggression=["1MSA 7> D"], settings=["IF"]),
                reading("2", "1FSA", emotions=["AP 1FSA"], modifiers=["S+"], objects=["NA"], success=["D"]),
                reading("3", "1MSA", emotions=["HA D"], activities=["D M"], aggression=["D 1*"]),
            ]
        )
        yield made


def reading(id_: str, *characters: str, **codes: list[str]) -> Reading:
    dream = next(dream for dream in DREAMS if dream.id == id_)
    notations = [
        *((Scale.CHARACTERS, each) for each in characters),
        *((Scale(scale), each) for scale, all_ in codes.items() for each in all_),
    ]
    codings = [Coding(parse(notation, scale), (TextSpan(2, 9),)) for scale, notation in notations]
    return Reading.of(dream, Reader("lexical"), codings)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", "1 2 3 4 x[1]?"),
        ("river", "2"),
        ("RIVER", "2"),
        ("cafe", "2"),
        ("café", "2"),
        ("Cellar", "1"),
        ("harbour", "3"),
        ("kingfisher", ""),
        ("old house", "1 2"),
        ('"old house"', "1"),
        ('"house old"', ""),
        ("librar*", "3"),
        ("librar", ""),
        ("cat", "1 3"),
        ("cat dog", ""),
        ("cat OR dog", "1 2 3"),
        ("dog OR snake cat", "3"),
        ("OR cat", "1 3"),
        ("cat or dog", ""),
        ("cat -snake", "1"),
        ("-cat", "2 4 x[1]?"),
        ('-"old house" house', "2"),
        ("cat -librar*", "1"),
        ("/colou?r/", "3"),
        ("/c[ao]t|River/", "1 3"),
        ("/\\?!/", "3"),
        ("-/[.]$/", ""),
        ("/a b c/ OR cat", ""),
        ("series:norms-a", "1"),
        ("series:norms-*", "1 2"),
        ("-series:journal", "1 2"),
        ("series:nowhere", ""),
        ("tag:house", "1"),
        ("tag:boat*", "3"),
        ('tag:"old friend"', "1"),
        ("-tag:house cat", "3"),
        ("id:3", "3"),
        ("id:x[1]?", "x[1]?"),
        ("id:x[1]*", "x[1]?"),
        ("id:?*", ""),
        ("lucid:yes", "1"),
        ("lucid:NO", "2"),
        ("lucid:partial", "3"),
        ("-lucid:yes", "2 3"),
        ("date:1985", "1 2"),
        ("date:1985-03", "1"),
        ("date:1985-03-12", "1"),
        ("date:1985-07-01", ""),
        ("date:1985..1990", "1 2 3"),
        ("date:1985-04..", "2 3"),
        ("date:..1985-06", "1"),
        ("date:1990..1985", ""),
        ("after:1985-07", "2 3"),
        ("before:1985-07", "1"),
        ("before:1990-01-01", "1 2"),
        ("character:1MKA", "1"),
        ("character:1mka", "1"),
        ("character:1M?A", "1 3"),
        ("character:*ANI", "1"),
        ("-character:1M??", "2 4 x[1]?"),
        ("emotion:AP", "1 2"),
        ('emotion:"AP D"', "1"),
        ('emotion:"ap  d"', "1"),
        ("emotion:AP -lucid:yes", "2"),
        ("aggression:7", "1"),
        ('aggression:"D 1*"', "3"),
        ("setting:IF", "1"),
        ("object:NA", "2"),
        ("modifier:S+", "2"),
        ("activity:M", "3"),
        ("success:D", "2"),
        ("failure:D", ""),
        ("friendliness:*", ""),
        ("cat emotion:HA", "3"),
        ('"NEAR"', "4"),
        ("NEAR(cat", ""),
        ("50%", "4"),
        ("snow.", "x[1]?"),
        ("it's", ""),
        ("AND", "1"),
        ("NOT", ""),
        ("rowing;", "3"),
        ("text:", ""),
    ],
)
def test_searches(store: Store, query: str, ids: str) -> None:
    found = {listed.key.id for listed in store.listed(parse_query(query))}
    assert found == set(ids.split())
    assert {hit.dream.id for hit in search(store, parse_query(query))} == found
    assert store.count(parse_query(query)) == len(found)


@pytest.mark.parametrize(
    ("query", "fact"),
    [
        ('"old house', "not closed"),
        ("-", "holds no word"),
        ("??", "holds no word"),
        ('""', "holds no word"),
        ("*", "holds no word"),
        ("_", "holds no word"),
        ("/(/", "no regular expression"),
        ("/a{99999999999}/", "no regular expression"),
        ("colour:red", "colour: is no facet"),
        ("text:river", "text: is no facet"),
        ("tag:/x/", "takes no /pattern/"),
        ("lucid:perhaps", "lucid:perhaps is not known"),
        ("date:soon", "no date"),
        ("date:1985-13", "no date"),
        ("after:1950s", "no date"),
        ("before:1985..1990", "no date"),
        ("half \ud800", "no text"),
        ("-w " * 201, "201 words and conditions"),
    ],
)
def test_what_is_no_search_is_told_with_the_next_step(query: str, fact: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(query)
    assert fact in refused.value.message
    assert refused.value.hint


SIGNS = st.sampled_from([*"'\"*:;-()/%_[]?\\+.^ \0\n{}~,", "a", "OR", "tag:", "NEAR(", "date:", "--", "cat"])


@settings(max_examples=150)
@given(st.lists(SIGNS, max_size=12).map("".join) | st.text(max_size=30) | TEXTS)
@example("'; DROP TABLE dream; --")
@example('x" OR rowid > 0 OR "')
@example("tag:' OR 1=1 --")
@example("dream_words MATCH 'a'")
@example("{title}: cat")
@example("^cat")
@example("cat NEAR/2 dog")
@example("/[[a]/")
@example("a\0b")
@example("w " * 200)
@example("w OR " * 99 + "w")
@example("-w " * 200)
@example("id:* " * 200)
def test_any_string_finds_something_or_is_refused(store: Store, query: str) -> None:
    try:
        parsed = parse_query(query)
    except QueryError:
        return
    search(store, parsed)
    assert store.count(parsed) <= len(DREAMS)
    assert store.count() == len(DREAMS)


# Hits.


def shown(store: Store, query: str) -> list[tuple[str, list[str]]]:
    return [
        (hit.excerpt.cut(hit.dream.text), [mark.cut(hit.dream.text) for mark in hit.marks])
        for hit in search(store, parse_query(query))
    ]


def test_a_hit_is_shown_within_its_sentence(store: Store) -> None:
    assert shown(store, '"old house"') == [("I was in the old house.", ["old house"])]
    assert shown(store, "cafe old") == [("The Café on the bank was an old one, no house.", ["Café", "old"])]
    assert shown(store, "librarians") == [
        ("Librarians were rowing; one cat, two dogs, a snake?!", ["Librarians"])
    ]
    assert shown(store, "/snake.!/") == [
        ("Librarians were rowing; one cat, two dogs, a snake?!", ["snake?!"])
    ]
    assert shown(store, "setting:IF") == [("I was in the old house.", ["was in "])]


def test_a_dream_found_by_its_title_or_date_shows_its_opening(store: Store) -> None:
    assert shown(store, "cellar") == [("I was in the old house.", [])]
    assert shown(store, "id:2") == [("A dog swam along the river.", [])]


def test_the_sentence_with_the_most_of_what_was_looked_for_is_shown(store: Store) -> None:
    assert shown(store, "/gr.y/ librar*") == [("The colour of the library was grey.", ["library", "grey"])]


def test_a_hit_in_the_title_or_on_waking_is_shown_there(store: Store) -> None:
    [hit] = search(store, parse_query("cellar"))
    assert [mark.cut(hit.dream.title) for mark in hit.title_marks] == ["Cellar"]
    [hit] = search(store, parse_query("harbour"))
    assert hit.waking.cut(hit.dream.reflection) == "Perhaps the harbour again."
    assert [mark.cut(hit.dream.reflection) for mark in hit.waking_marks] == ["harbour"]
    [hit] = search(store, parse_query("librarians"))
    assert hit.waking == TextSpan(0, 0)


def test_what_a_collector_wrote_before_a_report_is_not_shown() -> None:
    text = '#7-01 (4/30/98) ["A ladder"] I climbed a ladder. Nobody saw it.'
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text=text)])
        assert shown(store, "id:1") == [("I climbed a ladder.", [])]
        assert shown(store, "ladder") == [("I climbed a ladder.", ["ladder"])]


@pytest.mark.parametrize("query", ["", "the", "-the"])
def test_dreams_are_found_in_order_of_date(query: str) -> None:
    dates = (PartialDate(1990), None, PartialDate(1985, 3), PartialDate(1985, 3, 2))
    with Store.in_memory() as store:
        store.add_many(
            Dream(id=str(nr), text=f"{'The' if query == 'the' else 'A'} sea {nr}.", date=date)
            for nr, date in enumerate(dates)
        )
        parsed = parse_query(query)
        ids = {order: [hit.dream.id for hit in search(store, parsed, order=order)] for order in Order}
    assert ids[Order.NEWEST] == ["0", "3", "2", "1"]
    assert ids[Order.OLDEST] == ["2", "3", "0", "1"]
    assert set(ids[Order.BEST]) == set("0123")


def test_a_persons_reading_is_searched_before_a_programs() -> None:
    with Store.in_memory() as library:
        library.add_many(DREAMS[:1])
        library.save_readings([reading("1", "1MKA", emotions=["AP D"])])
        assert library.count(parse_query("emotion:AP character:1MKA")) == 1
        coded = replace(reading("1", emotions=["HA D"]), scales=(Scale.EMOTIONS,))
        library.save_readings([replace(coded, reader=Reader("ann", kind=ReaderKind.PERSON))])
        assert library.count(parse_query("emotion:HA character:1MKA")) == 1
        assert library.count(parse_query("emotion:AP")) == 0


def test_a_very_long_sentence_is_cut_near_the_hit() -> None:
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text="far and " * 200 + "harbour" + " wide and" * 200)])
        ((excerpt, marks),) = shown(store, "harbour")
    assert marks == ["harbour"]
    assert excerpt.startswith(("far", "and"))
    assert excerpt.endswith(("wide", "and"))
    assert len(excerpt) < 400


def test_a_text_without_blanks_is_cut_too() -> None:
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text="o" * 3000)])
        ((excerpt, _),) = shown(store, "")
    assert 0 < len(excerpt) < 400


@given(TEXTS, TEXTS)
def test_marks_stand_on_the_word_in_any_text(before: str, after: str) -> None:
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text=f"{before} Kingfisher {after}")])
        hits = search(store, parse_query("kingfisher"))
        for hit in hits:
            assert all(mark.cut(hit.dream.text) == "Kingfisher" for mark in hit.marks)
            assert 0 <= hit.excerpt.start <= hit.excerpt.end <= len(hit.dream.text)
            if not set(before + after) & {"\0", "\ufdd0", "\ufdd1"}:
                assert [mark.cut(hit.dream.text) for mark in hit.marks] == ["Kingfisher"]
        assert len(hits) == 1


def test_the_best_hit_comes_first(store: Store) -> None:
    with Store.in_memory() as library:
        library.add_many(
            [
                Dream(
                    id="1", text="We sat by the wall for hours, and then there was a boat, far out at sea."
                ),
                Dream(id="2", text="A boat. My boat."),
                Dream(id="3", text="Then it was over.", title="The boat"),
            ]
        )
        assert [hit.dream.id for hit in search(library, parse_query("boat"))] == ["3", "2", "1"]
        assert len(search(library, parse_query("boat"), limit=1)) == 1
    assert [hit.dream.id for hit in search(store, parse_query(""))][:2] == ["3", "2"]


@given(
    st.lists(st.builds(lambda start, n: TextSpan(start, start + n), st.integers(0, 30), st.integers(1, 9)))
)
def test_joined_spans_cover_the_same_and_do_not_touch(spans: list[TextSpan]) -> None:
    result = joined(spans)
    covered = {place for span in spans for place in range(*span)}
    assert {place for span in result for place in range(*span)} == covered
    assert all(one.end < two.start for one, two in pairwise(result))


# Likeness.


def test_what_shares_the_rarest_words_is_the_likest() -> None:
    common = "I was in the house and it was night."
    texts = {
        "a": "A heron and a lantern on the pier.",
        "b": "The lantern went out; the heron flew.",
        "c": "A lantern in the window.",
        **{f"n{number}": f"{common} Door {number} stood open." for number in range(9)},
    }
    with Store.in_memory() as store:
        store.add_many(Dream(id=id_, text=text, series="mine") for id_, text in texts.items())
        found = like(store, texts["a"], leave_out=DreamKey("mine", "a"))
        assert [each.key.id for each in found] == ["b", "c"]
        assert found[0].shared == ("heron", "lantern")
        assert found[0].similarity > found[1].similarity > 0
        # A word that one dream alone holds counts for a text from elsewhere.
        assert [each.key.id for each in like(store, "Where is the pier?")] == ["a"]
        assert len(like(store, texts["a"], limit=1)) == 1
        store.delete([DreamKey("mine", "b")])
        assert [each.key.id for each in like(store, texts["a"], leave_out=DreamKey("mine", "a"))] == ["c"]
        assert like(store, "") == []


@given(TEXTS)
def test_any_text_may_be_looked_for(store: Store, text: str) -> None:
    assert all(0 <= each.similarity <= 1 for each in like(store, text))


NAMES = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="*"), min_size=1), min_size=1
).map(" ".join)


@given(NAMES)
@example('my "big" dreams')
def test_a_quoted_name_finds_what_it_names(name: str) -> None:
    with Store.in_memory() as store:
        store.add_many([Dream(id="1", text="A door.", series=name), Dream(id="2", text="A door.")])
        found = {dream.series for dream in store.dreams(parse_query(f"series:{quoted(name)}"))}
        assert found == {name}
