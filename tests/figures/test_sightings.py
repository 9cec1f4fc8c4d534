"""Somebody in one dream, as its words name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, TextSpan
from noctuary.figures.sightings import Sighting, sightings
from noctuary.reading.lexical import LexicalReader
from noctuary.scheme import Scale, parse

READER = LexicalReader()


def seen(text: str) -> list[Sighting]:
    """Return who is in a dream of that text, as the lexical reader reads it."""
    dream = Dream(id="1", text=text)
    return sightings(dream, READER.read(dream))


def only(text: str) -> Sighting:
    """Return the one who is in the dream."""
    (sighting,) = seen(text)
    return sighting


def test_a_name_a_relation_and_whose_it_is() -> None:
    rachel = only("My sister Rachel rowed. Then Rachel sang.")
    assert (rachel.names, rachel.relations, rachel.owner) == (("Rachel",), ("sister",), "D")


def test_the_usual_name_comes_first() -> None:
    assert only("Rachel Hale came in. Rachel sat down, and Rachel sang.").names == ("Rachel", "Rachel Hale")


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("My mother slept.", "D"),
        ("Mother slept.", "D"),
        ("I dreamt that Mom slept.", "D"),
        ("The mother slept.", ""),
        ("A friend of mine slept.", "D"),
    ],
)
def test_kin_called_by_the_relation_are_the_dreamers(text: str, owner: str) -> None:
    assert only(text).owner == owner


def test_somebody_elses_people_say_whose() -> None:
    _, sister = seen("Rachel danced. Rachel's sister laughed.")
    assert (sister.relations, sister.owner) == (("sister",), "rachel")
    _, husband = seen("My aunt rowed, and her husband sang.")
    assert (husband.relations, husband.owner) == (("husband",), "aunt")


def test_titles_belong_to_the_name() -> None:
    assert only("Mrs. Oake closed the door.").names == ("Mrs. Oake",)


def test_a_priest_is_no_father() -> None:
    priest = only("Father Benedict blew out the candle.")
    assert (priest.names, priest.relations, priest.owner) == (("Father Benedict",), (), "")


def test_a_surname_may_be_an_initial() -> None:
    assert only("Peter W sang.").names == ("Peter W",)
    assert only("Peter A minute later sang.").names == ("Peter",)


def test_who_is_only_described_has_epithets() -> None:
    stranger = only("A silver stranger sang to me.")
    assert (stranger.names, stranger.epithets) == ((), ("silver stranger",))
    assert only("A tall woman called Rachel sang to me.").epithets == ()
    assert only("The crowd of geese sang to me.").epithets == ()


def test_once_somebody_has_a_name_this_man_is_another() -> None:
    text = "Peter brought the boat down to the old pier in the rain. This man laughed at the two of us."
    spans = [text[span.start : span.end] for span in seen(text)[0].evidence]
    assert "Peter" in spans
    assert "This man" not in spans


def test_kin_in_a_list_of_names_is_not_the_one_beside() -> None:
    text = "Dad, Peter, Rachel and I rowed. Peter sang, and Peter laughed."
    peter = next(each for each in seen(text) if "Peter" in each.names)
    assert peter.relations == ()


@pytest.mark.parametrize(
    ("text", "introduced"),
    [
        ("A girl called Rachel came.", True),
        ("Someone named Rachel came.", True),
        ("Rachel came.", False),
        ("My sister, called Rachel, came.", False),
    ],
)
def test_somebody_unknown_is_introduced(text: str, introduced: bool) -> None:  # noqa: FBT001
    assert seen(text)[0].introduced is introduced


def test_a_name_on_no_list_is_found_where_a_reader_saw_somebody() -> None:
    dream = Dream(id="1", text="In the hall Zubindra played the lute.")
    span = TextSpan(12, 20)
    coding = Coding(parse("1IKA", Scale.CHARACTERS), (span,))
    (sighting,) = sightings(dream, Reading.of(dream, Reader("model"), [coding]))
    assert sighting.names == ("Zubindra",)


def test_others_is_no_name() -> None:
    dream = Dream(id="1", text="Others came.")
    coding = Coding(parse("2JSA", Scale.CHARACTERS), (TextSpan(0, 6),))
    (sighting,) = sightings(dream, Reading.of(dream, Reader("model"), [coding]))
    assert sighting.names == ()


def test_place_and_date_are_kept() -> None:
    dream = Dream(id="1", text="I was glad. A dog ran.", date=PartialDate(1990, 5))
    reading = READER.read(dream)
    (dog,) = sightings(dream, reading)
    assert reading.codings[dog.place].code.symbol == str(dog.character) == "1ANI"
    assert dog.date == "1990-05-00"


def test_codings_without_evidence_or_on_other_scales_give_nobody() -> None:
    dream = Dream(id="1", text="My mother slept.")
    hand = Reader("hand", kind=ReaderKind.PERSON)
    codings = [
        Coding(parse("1FMA", Scale.CHARACTERS)),
        Coding(parse("HA D", Scale.EMOTIONS), (TextSpan(0, 2),)),
    ]
    assert sightings(dream, Reading.of(dream, hand, codings)) == []
    assert sightings(Dream(id="2", text=""), Reading.of(Dream(id="2", text=""), hand)) == []


def test_no_word_of_the_dream_is_shown() -> None:
    shown = repr(seen("Rachel's silver sister rowed with Rachel and a golden stranger."))
    for word in ("achel", "silver", "golden"):
        assert word not in shown


@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=4),
)
def test_any_text_and_evidence_give_one_sighting_a_coding(text: str, spans: list[tuple[int, int]]) -> None:
    dream = Dream(id="1", text=text)
    codings = [
        Coding(parse("1MKA", Scale.CHARACTERS), (TextSpan(start, start + length),)) for start, length in spans
    ]
    found = sightings(dream, Reading.of(dream, Reader("model"), codings))
    assert [each.place for each in found] == list(range(len(codings)))
    for sighting, coding in zip(found, codings, strict=True):
        assert set(sighting.evidence) <= set(coding.evidence)
