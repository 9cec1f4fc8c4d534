"""Places of invented dreams: which are the same, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding
from noctuary.dream import Dream, PartialDate, TextSpan
from noctuary.figures.places import Place, places_across, places_in
from noctuary.scheme import Scale, parse


def named(text: str) -> list[tuple[str, bool]]:
    return [(each.place, each.sure) for each in places_in(Dream(id="1", text=text))]


def across(*texts: str, one_dreamer: bool = True) -> dict[str, Place]:
    dreams = [
        Dream(id=str(number), text=text, date=PartialDate(2020 + number)) for number, text in enumerate(texts)
    ]
    sightings = (sighting for dream in dreams for sighting in places_in(dream))
    return {place.name: place for place in places_across(sightings, one_dreamer=one_dreamer)}


@pytest.mark.parametrize(
    ("text", "place", "sure"),
    [
        ("We sat in my grandmother's house.", "grandmother's house", True),
        ("We sat in Grandma's house.", "grandmother's house", True),
        ("I walked through our old house.", "my old house", True),
        ("I came home.", "home", True),
        ("I walked to my home.", "home", True),
        ("We were in New York.", "New York", True),
        ("I stood on Linden Avenue.", "Linden Avenue", True),
        ("I slept in Ben's barn.", "Ben's barn", True),
        ("I went to the library.", "the library", False),
        ("I went to the grocery store.", "the grocery store", False),
        ("I was at church.", "church", False),
    ],
)
def test_a_place_is_called_by_its_owner_its_name_or_its_article(text: str, place: str, sure: bool) -> None:  # noqa: FBT001
    assert named(text) == [(place, sure)]


@pytest.mark.parametrize(
    "text",
    [
        "I was in a library.",
        "There were libraries everywhere.",
        "We sat in his house.",
        "I was in the room, by the door.",
        "It looked like the library.",
        "I sat in my car.",
        "I woke up and went to the library.",
        "",
    ],
)
def test_any_place_of_its_kind_is_none_across_dreams(text: str) -> None:
    assert named("A hat sang in the snow. " * 8 + text if "woke" in text else text) == []


def test_what_words_tell_apart_is_not_merged() -> None:
    found = across("I was in my house.", "I was in my old house.", "I was in my aunt's house.")
    assert found.keys() == {"my house", "my old house", "aunt's house"}


def test_a_card_tells_when_and_with_whom() -> None:
    found = across(
        "My uncle slept in the library.", "I stood in the library, with Ben and my uncle.", "A hat sang."
    )
    library = found["the library"]
    assert (library.first, library.last) == ("2020-00-00", "2021-00-00")
    assert library.company == [("uncle", 2), ("Ben", 1)]
    assert [key.id for key in library.dreams] == ["0", "1"]
    assert library.location == "I"
    assert library.familiar is None


def test_undated_dreams_have_no_first_and_last() -> None:
    [place] = places_across(places_in(Dream(id="1", text="I was at the library.")))
    assert (place.first, place.last) == ("", "")


def test_a_dream_without_a_year_is_neither_first_nor_last() -> None:
    dates = PartialDate(month=6, day=7), PartialDate(1997, 2), PartialDate(1998)
    dreams = [Dream(id=str(date), text="I was at the library.", date=date) for date in dates]
    [place] = places_across(sighting for dream in dreams for sighting in places_in(dream))
    assert (place.first, place.last) == ("1997-02-00", "1998-00-00")


def test_several_dreamers_share_only_places_with_names() -> None:
    texts = ("I was in my house in New York.", "We drove to New York from my house.")
    assert across(*texts, one_dreamer=False).keys() == {"New York"}


def test_what_a_setting_says_makes_a_place_familiar() -> None:
    dream = Dream(id="1", text="I was at the library.")
    familiar = Coding(parse("IF", Scale.SETTINGS), (TextSpan(13, 20),))
    strange = Coding(parse("IU", Scale.SETTINGS), (TextSpan(13, 20),))
    elsewhere = Coding(parse("IF", Scale.SETTINGS), (TextSpan(0, 1),))
    assert [places_in(dream, [each])[0].familiar for each in (familiar, strange, elsewhere)] == [
        True,
        False,
        None,
    ]


def test_no_words_of_a_dream_are_in_a_repr() -> None:
    [sighting] = places_in(Dream(id="1", text="I slept in Ben's barn, with Zubin and my aunt."))
    assert not {"Ben", "barn", "aunt"} & set(repr(sighting).replace("'", " ").split())
    assert "Ben" not in repr(places_across([sighting]))


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    for each in places_in(Dream(id="1", text=text)):
        assert 0 <= each.span.start < each.span.end <= len(text)
