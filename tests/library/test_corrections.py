"""Corrections: what each act makes of what counts, that nothing else changes, and that all can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from invented import DREAMS
from noctuary.coding import Coding, Reader, ReaderKind, Reading, as_read, corrected, is_correction
from noctuary.dream import TextSpan
from noctuary.errors import InputError, OutdatedError
from noctuary.library import Library
from noctuary.library.corrections import Corrected, Corrections, below, naming, tidy_evidence
from noctuary.readers import DEFAULT, identity_of
from noctuary.scheme import Scale, parse
from noctuary.store.cast import showing
from noctuary.store.codes import codes_by

DREAM = DREAMS[0]
KEY = DREAM.key
MODEL = Reader("model", "1.0")
ANA = Reader("Ana", kind=ReaderKind.PERSON)
SCALES = (Scale.CHARACTERS, Scale.AGGRESSION, Scale.EMOTIONS, Scale.SETTINGS)


def coding(code: str, scale: Scale, *spans: tuple[int, int], confidence: float | None = 0.6) -> Coding:
    return Coding(parse(code, scale), tuple(TextSpan(*span) for span in spans), confidence)


def reading(reader: Reader = MODEL, *codings: Coding, scales: tuple[Scale, ...] = SCALES) -> Reading:
    return Reading.of(DREAM, reader, codings, scales=scales, waking=[TextSpan(70, 80)])


FOUND = (
    coding("1MSA", Scale.CHARACTERS, (32, 50), confidence=0.63),
    coding("1ANI", Scale.CHARACTERS, (60, 62)),
    coding("1MSA 6> D", Scale.AGGRESSION, (51, 57)),
    coding("AP D", Scale.EMOTIONS, (71, 77)),
    coding("AP 1MSA", Scale.EMOTIONS, (71, 77)),
)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as library:
        library.store.add_many(DREAMS)
        library.store.save_readings([reading(MODEL, *FOUND)])
        yield library


@pytest.fixture
def mine(library: Library) -> Corrections:
    return library.corrections(KEY)


def codes(library: Library, scale: Scale) -> list[str]:
    return [str(each.code) for each in library.standing(KEY).on(scale)]


def sure(library: Library, scale: Scale) -> list[float | None]:
    return [each.confidence for each in library.standing(KEY).on(scale)]


def everything(library: Library) -> list[Reading]:
    """Every reading, in the order in which they count."""
    return library.store.readings(KEY)


def test_accepting_confirms_one_code_and_carries_the_others_of_its_scale_over(
    library: Library, mine: Corrections
) -> None:
    done = mine.accept(0)
    assert (done.act, done.place) == ("accepted 1MSA", 0)
    assert codes(library, Scale.CHARACTERS) == ["1MSA", "1ANI"]
    assert sure(library, Scale.CHARACTERS) == [None, 0.6]
    assert library.standing(KEY).readers == {
        Scale.CHARACTERS: mine.reader,
        Scale.AGGRESSION: MODEL,
        Scale.EMOTIONS: MODEL,
        Scale.SETTINGS: MODEL,
    }
    assert everything(library)[-1] == reading(MODEL, *FOUND)
    assert everything(library)[0].waking == (TextSpan(70, 80),)


def test_accepting_again_is_no_act(library: Library, mine: Corrections) -> None:
    mine.accept(0)
    before = everything(library)
    assert mine.accept(0).act == ""
    assert everything(library) == before
    assert mine.count == 1


def test_a_scale_is_accepted_whole_and_so_is_an_empty_one(library: Library, mine: Corrections) -> None:
    assert mine.accept_scale(Scale.CHARACTERS).act == "accepted characters, 2 codes"
    assert sure(library, Scale.CHARACTERS) == [None, None]
    assert mine.accept_scale(Scale.SETTINGS).act == "accepted that there is nothing under settings"
    assert library.standing(KEY).readers[Scale.SETTINGS] == mine.reader


def test_everything_is_accepted_in_one_act(library: Library, mine: Corrections) -> None:
    assert mine.accept_all().act == "accepted every code, 5 in all"
    assert {each.confidence for each in library.standing(KEY).codings} == {None}
    assert set(library.standing(KEY).readers.values()) == {mine.reader}
    mine.undo()
    assert everything(library) == [reading(MODEL, *FOUND)]


def test_changing_keeps_the_words(library: Library, mine: Corrections) -> None:
    assert mine.change(0, parse("1MKA", Scale.CHARACTERS)).act == "changed 1MSA to 1MKA"
    first = library.standing(KEY).codings[0]
    assert first == Coding(parse("1MKA", Scale.CHARACTERS), (TextSpan(32, 50),))
    assert codes(library, Scale.AGGRESSION) == ["1MSA 6> D"], "nobody asked to carry it on"
    assert set(library.standing(KEY).readers.values()) == {mine.reader, MODEL}


def test_a_changed_character_is_carried_into_what_names_it_as_one_act(
    library: Library, mine: Corrections
) -> None:
    places = naming(library.standing(KEY), 0)
    assert places == [2, 4]
    done = mine.change(0, parse("1MKA", Scale.CHARACTERS), also_in=places)
    assert done.act == "changed 1MSA to 1MKA, also in 2 other codes"
    assert codes(library, Scale.AGGRESSION) == ["1MKA 6> D"]
    assert codes(library, Scale.EMOTIONS) == ["AP D", "AP 1MKA"]
    assert sure(library, Scale.EMOTIONS) == [0.6, None], "the other feeling was merely carried over"
    mine.undo()
    assert everything(library) == [reading(MODEL, *FOUND)]


def test_what_does_not_name_a_character_cannot_follow_it(mine: Corrections) -> None:
    with pytest.raises(InputError, match="does not name 1MSA"):
        mine.change(0, parse("1MKA", Scale.CHARACTERS), also_in=[3])


def test_a_code_may_move_to_another_scale(library: Library, mine: Corrections) -> None:
    done = mine.change(2, parse("1MSA 2> D", Scale.FRIENDLINESS))
    assert codes(library, Scale.AGGRESSION) == []
    assert codes(library, Scale.FRIENDLINESS) == ["1MSA 2> D"]
    assert library.standing(KEY).codings[done.place or 0].code.scale is Scale.FRIENDLINESS
    mine.undo()
    assert Scale.FRIENDLINESS not in library.standing(KEY).readers


def test_a_code_is_given_other_words(library: Library, mine: Corrections) -> None:
    mine.move(3, [TextSpan(66, 77)])
    assert library.standing(KEY).codings[3].evidence == (TextSpan(66, 77),)
    assert sure(library, Scale.EMOTIONS) == [None, 0.6]


def test_adding_goes_where_it_appears(library: Library, mine: Corrections) -> None:
    done = mine.add(parse("1MKA", Scale.CHARACTERS), [TextSpan(51, 57)])
    assert codes(library, Scale.CHARACTERS) == ["1MSA", "1MKA", "1ANI"]
    assert done.place == 1
    mine.add(parse("2JSA", Scale.CHARACTERS))
    assert codes(library, Scale.CHARACTERS)[-1] == "2JSA"
    with pytest.raises(InputError, match="stands on these words already"):
        mine.add(parse("1MKA", Scale.CHARACTERS), [TextSpan(51, 57)])


def test_removing_tells_who_still_names_it(library: Library, mine: Corrections) -> None:
    done = mine.remove(0)
    assert done.act == "removed 1MSA; 2 other codes still name it"
    assert done.place == 0
    assert codes(library, Scale.CHARACTERS) == ["1ANI"]
    mine.remove(0)
    assert codes(library, Scale.CHARACTERS) == []
    assert Scale.CHARACTERS in library.standing(KEY).readers, "there is nothing, and a person says so"


def test_a_dream_that_nobody_read_can_be_coded(library: Library) -> None:
    mine = library.corrections(DREAMS[2].key)
    with pytest.raises(InputError, match="Nobody has read"):
        mine.accept_all()
    mine.add(parse("1ANI", Scale.CHARACTERS), [TextSpan(2, 5)])
    assert library.standing(DREAMS[2].key).readers == {Scale.CHARACTERS: mine.reader}
    mine.undo()
    assert library.store.readings(DREAMS[2].key) == []


def test_undoing_goes_back_act_by_act_also_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "kept.noctuary"
    states = []
    with Library.open(path, create=True) as library:
        library.store.add_many(DREAMS)
        library.store.save_readings([reading(MODEL, *FOUND)])
        for act in ACTS.values():
            states.append(everything(library))
            act(library.corrections(KEY))
    with Library.open(path) as library:
        for before in reversed(states):
            assert library.corrections(KEY).undo().act
            assert everything(library) == before
        assert library.corrections(KEY).undo().act == ""
        assert library.corrections(KEY).last == ""


ACTS: dict[str, Callable[[Corrections], Corrected]] = {
    "accepted 1MSA": lambda mine: mine.accept(0),
    "changed": lambda mine: mine.change(0, parse("1MKA", Scale.CHARACTERS), also_in=[2, 4]),
    "moved": lambda mine: mine.move(1, [TextSpan(0, 5)]),
    "added": lambda mine: mine.add(parse("HA D", Scale.EMOTIONS), [TextSpan(0, 5)]),
    "removed": lambda mine: mine.remove(2),
    "all": lambda mine: mine.accept_all(),
}


def test_what_was_seen_must_still_count(library: Library) -> None:
    seen = library.standing(KEY).version
    library.corrections(KEY, "Ana").accept(0)
    late = library.corrections(KEY, "me", seen=seen)
    before = everything(library)
    with pytest.raises(OutdatedError, match="have changed since"):
        late.accept(0)
    with pytest.raises(OutdatedError, match="have changed since"):
        late.undo()
    assert everything(library) == before
    assert library.corrections(KEY, "me", seen=library.standing(KEY).version).accept(0).act


def test_each_coder_has_a_reading_of_their_own(library: Library) -> None:
    ana, mine = library.corrections(KEY, "Ana"), library.corrections(KEY)
    mine.accept_scale(Scale.EMOTIONS)
    mine.change(0, parse("1MKA", Scale.CHARACTERS))
    ana.change(0, parse("1MPA", Scale.CHARACTERS))
    assert codes(library, Scale.CHARACTERS) == ["1MPA", "1ANI"], "the latest counts"
    mine.accept(3)
    assert mine.count == 2, "that was accepted before, so it is no act"
    mine.remove(3)
    assert codes(library, Scale.CHARACTERS) == ["1MPA", "1ANI"], "Ana's goes on counting"
    mine.undo()
    ana.undo()
    assert codes(library, Scale.CHARACTERS) == ["1MKA", "1ANI"]


def test_a_reading_of_the_same_person_is_left_alone(library: Library) -> None:
    blind = reading(ANA, coding("1FSA", Scale.CHARACTERS, confidence=None), scales=(Scale.CHARACTERS,))
    library.store.save_readings([blind])
    library.corrections(KEY, "Ana").change(0, parse("1FKA", Scale.CHARACTERS))
    assert blind in everything(library)
    assert codes(library, Scale.CHARACTERS) == ["1FKA"]
    assert [is_correction(each.reader) for each in everything(library)] == [True, False, False]


def test_corrections_count_whatever_the_clock_says(library: Library) -> None:
    library.store.save_readings([reading(ANA, scales=(Scale.CHARACTERS,))])
    with library.store.transaction():
        library.store.write("UPDATE reading SET made_at = '2999-01-01'")
    mine = library.corrections(KEY)
    mine.add(parse("1MKA", Scale.CHARACTERS))
    assert codes(library, Scale.CHARACTERS) == ["1MKA"]


def test_what_came_from_elsewhere_is_not_taken_back(library: Library, mine: Corrections) -> None:
    mine.accept(0)
    library.store.save_readings([reading(mine.reader, scales=(Scale.CHARACTERS,))])
    with pytest.raises(InputError, match="brought in from elsewhere"):
        mine.undo()


def test_the_reading_below_stays_beside(library: Library, mine: Corrections) -> None:
    assert below(KEY, everything(library)) == {}
    mine.change(0, parse("1MKA", Scale.CHARACTERS))
    mine.remove(1)
    mine.add(parse("1FMA", Scale.CHARACTERS), [TextSpan(0, 1)])
    characters = below(KEY, everything(library))[Scale.CHARACTERS]
    assert characters.reader == MODEL
    assert [(each.place, str(each.below and each.below.code)) for each in characters.differences] == [
        (0, "None"),
        (1, "1MSA"),
        (None, "1ANI"),
    ]


def test_what_was_accepted_differs_in_nothing(library: Library, mine: Corrections) -> None:
    mine.accept_all()
    assert not any(each.differences for each in below(KEY, everything(library)).values())


@pytest.mark.parametrize("name", ["", "  ", "model", "lexical", "settled", "x" * 41, "a\0b", "\ud800"])
def test_some_names_are_no_coders(library: Library, name: str) -> None:
    with pytest.raises(InputError):
        library.corrections(KEY, name)


@pytest.mark.parametrize("place", [-1, 5, 2**70])
def test_what_is_not_there_cannot_be_corrected(mine: Corrections, place: int) -> None:
    for act in (mine.accept, mine.remove):
        with pytest.raises(InputError, match="no such code"):
            act(place)


@given(strategies.TEXTS, st.lists(st.tuples(st.integers(-2, 90), st.integers(-2, 90)), max_size=4))
def test_evidence_lies_within_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    try:
        tidied = tidy_evidence(text, [TextSpan(*span) for span in spans])
    except InputError:
        return
    assert all(0 <= start < end <= len(text) for start, end in tidied)
    assert all(one.end < other.start for one, other in pairwise(tidied))
    assert all(span.cut(text) == span.cut(text).strip() for span in tidied)


Step = tuple[str, str, int, object]
CODES_HERE = st.sampled_from(SCALES).flatmap(strategies.codes_on)
WORDS_HERE = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 19)).map(lambda at: TextSpan(at[0], at[0] + at[1])),
    max_size=2,
)


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, Callable[[Library, Corrections], Corrected]]:
    coder = draw(st.sampled_from(["me", "Ana"]))
    code, words, at, scale = (
        draw(CODES_HERE),
        draw(WORDS_HERE),
        draw(st.integers(0, 99)),
        draw(st.sampled_from(SCALES)),
    )

    def place(library: Library) -> int:
        return at % max(1, len(library.standing(KEY).codings))

    def change(library: Library, mine: Corrections) -> Corrected:
        follow = naming(library.standing(KEY), place(library)) if code.scale is Scale.CHARACTERS else ()
        return mine.change(place(library), code, also_in=follow)

    return coder, draw(
        st.sampled_from(
            [
                lambda library, mine: mine.accept(place(library)),
                lambda library, mine: mine.remove(place(library)),
                lambda library, mine: mine.move(place(library), words),
                lambda _library, mine: mine.add(code, words),
                lambda _library, mine: mine.accept_scale(scale),
                lambda _library, mine: mine.accept_all(),
                lambda _library, mine: mine.undo(),
                change,
            ]
        )
    )


@given(st.lists(acts(), max_size=12))
def test_any_acts_are_taken_back_by_as_many(
    steps: list[tuple[str, Callable[[Library, Corrections], Corrected]]],
) -> None:
    blind = reading(
        ANA, coding("1FSA", Scale.CHARACTERS, (0, 1), confidence=None), scales=(Scale.CHARACTERS,)
    )
    with Library.in_memory() as library:
        library.store.add_many(DREAMS)
        library.store.save_readings([reading(MODEL, *FOUND), blind])
        untouched = everything(library)
        acted: dict[str, list[list[Reading]]] = {"me": [], "Ana": []}
        order: list[str] = []
        for coder, act in steps:
            mine = library.corrections(KEY, coder)
            before, counted = everything(library), library.standing(KEY)
            count = mine.count
            try:
                act(library, mine)
            except InputError:
                assert everything(library) == before
                continue
            assert [each for each in everything(library) if not is_correction(each.reader)] == untouched
            now = library.standing(KEY)
            if mine.count > count:
                order.append(coder)
                acted[coder].append(before)
                untold = [scale for scale in now.readers if now.readers[scale] != mine.reader]
                assert all(list(now.on(scale)) == list(counted.on(scale)) for scale in untold)
            elif mine.count < count:
                # Another's acts may lie between; the coder's own reading is as it was.
                own = acted[coder].pop()
                del order[len(order) - 1 - order[::-1].index(coder)]
                assert mine.reading() == next((each for each in own if each.reader == mine.reader), None)
            assert all(end <= len(DREAM.text) for each in now.codings for _, end in each.evidence)
        # In the reverse order, everything is as it was before each act, also what counts.
        for coder in reversed(order):
            assert library.corrections(KEY, coder).undo().act
            acted[coder].pop()
        assert everything(library) == untouched


# What rests on codes counts them as they were corrected.


@pytest.fixture
def all_read(library: Library) -> Library:
    """The library with every dream read by one program, and one of them corrected."""
    default = identity_of(DEFAULT)
    for dream in DREAMS:
        found = FOUND if dream.key == KEY else ()
        library.store.save_readings([Reading.of(dream, default, found)])
    mine = library.corrections(KEY)
    mine.change(0, parse("1MKA", Scale.CHARACTERS), also_in=[2])
    return library


def test_a_program_comes_with_its_corrections_unless_it_is_named(all_read: Library) -> None:
    default = identity_of(DEFAULT)
    assert str(all_read.choose_reader()) == f"{default} (corrected by hand)"
    assert all_read.choose_reader(None, "series:other") == default
    assert all_read.choose_reader(None, "series:other", "series:mine") == corrected(default)
    assert all_read.choose_reader(DEFAULT) == default
    assert all_read.choose_reader("me").settings == {"by": "correcting"}


def test_corrected_codes_are_counted_in_place_of_those_read(all_read: Library) -> None:
    reader = all_read.choose_reader()

    def counted(chosen: Reader) -> list[list[str]]:
        whole = [[str(each.code) for each in found.codings] for found in all_read.store.readings_by(chosen)]
        bare = list(codes_by(all_read.store, chosen, confidence=True))
        assert [sorted(str(each.code) for each in found.codings) for found in bare] == list(
            map(sorted, whole)
        )
        assert all(each.confidence is not None for found in bare for each in found.codings)
        assert all(found.reader == chosen for found in bare)
        return whole

    assert counted(reader) == [["1MKA", "1ANI", "1MKA 6> D", "AP D", "AP 1MSA"], [], []]
    assert counted(as_read(reader)) == [["1MSA", "1ANI", "1MSA 6> D", "AP D", "AP 1MSA"], [], []]
    assert all_read.count_unread(reader) == 0


def test_a_sample_has_every_scale_where_a_person_corrected_one(all_read: Library) -> None:
    for dream in DREAMS:
        all_read.corrections(dream.key).accept_scale(Scale.EMOTIONS)
    sample = all_read.sample()
    assert sample.dream_count == 3
    assert sample.readers == (corrected(identity_of(DEFAULT)),)
    assert set(sample.dreams_coded) == {3}
    assert [row["code"] for row in all_read.frame("characters").dicts()] == ["1MKA", "1ANI"]


def test_figures_are_seen_as_they_were_corrected(all_read: Library) -> None:
    shown = {reading.dream: reading for reading in showing(all_read.store, "mine", prefer=DEFAULT)}
    assert [str(each.code) for each in shown[KEY].codings][:3] == ["1MKA", "1ANI", "1MKA 6> D"]
    assert len(shown[KEY].codings) == len(FOUND)
    all_read.corrections(KEY).undo()
    all_read.corrections(KEY).remove(2)
    shown = {reading.dream: reading for reading in showing(all_read.store, "mine", prefer=DEFAULT)}
    assert [str(each.code) for each in shown[KEY].codings] == ["1MSA", "1ANI", "AP D", "AP 1MSA"]
