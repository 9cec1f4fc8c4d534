"""A figure's card: whose acts are whose, what is felt around it, how it changed."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dates import readable_date
from noctuary.dream import DreamKey, TextSpan
from noctuary.figures.card import Card, Tally, make_card
from noctuary.figures.figure import Figure
from noctuary.figures.scenes import ReadDream, Side
from noctuary.figures.share import Share
from noctuary.figures.sightings import Sighting
from noctuary.scheme import Character, Scale, parse
from strategies import CODES

READER = Reader("invented")
CHARACTERS, AGGRESSION, FRIENDLINESS = Scale.CHARACTERS, Scale.AGGRESSION, Scale.FRIENDLINESS
EMOTIONS, SETTINGS = Scale.EMOTIONS, Scale.SETTINGS


def dream(
    id_: str, *codes: tuple[Scale, str], date: str = "", scales: Iterable[Scale] = tuple(Scale)
) -> ReadDream:
    """A dream that was read so."""
    key = DreamKey("mine", id_)
    codings = tuple(Coding(parse(code, scale), (TextSpan(0, 1),)) for scale, code in codes)
    return ReadDream(key, date, Reading(key, READER, codings, tuple(scales)))


def seen(name: str, *places: tuple[ReadDream, int], known: bool = True) -> Figure:
    """A figure that is the character at a place in each of some dreams."""
    sightings = tuple(
        Sighting(
            each.key, each.date, place, Character.parse(str(each.reading.codings[place].code)), names=(name,)
        )
        for each, place in places
    )
    return Figure(name.lower(), name, known=known, sightings=sightings)


def card_of(*dreams: ReadDream, place: int = 0) -> Card:
    """The card of Ari, who is in all these dreams."""
    ari = seen("Ari", *((each, place) for each in dreams))
    return make_card(ari, [ari], dreams)


KNOWN = (CHARACTERS, "1MKA")


@pytest.mark.parametrize(
    ("code", "side"),
    [
        ("1MKA 7> D", Side.TO_DREAMER),
        ("D 7> 1MKA", Side.FROM_DREAMER),
        ("1MKA 7R D", Side.TO_DREAMER),
        ("1MKA 2= D", Side.WITH_DREAMER),
        ("D 2= 1MKA", Side.WITH_DREAMER),
        ("1MKA 2= 1FSA", Side.WITH_OTHERS),
        ("1MKA 7> 1FSA", Side.TO_OTHERS),
        ("1FSA 7> 1MKA", Side.FROM_OTHERS),
        ("D+1MKA 7> 1FSA", Side.TO_OTHERS),
        ("1FSA 7> D+1MKA", Side.FROM_OTHERS),
        ("1MKA 7*", Side.TO_ITSELF),
        ("1MKA+2MSA 7> D+1FSA", Side.TO_DREAMER),
    ],
)
def test_between_whom_an_act_is(code: str, side: Side) -> None:
    card = card_of(dream("1", KNOWN, (AGGRESSION, code)))
    assert card.acts == {(AGGRESSION, side): Tally(1, 1)}
    assert card.ambiguous_acts == 0


def test_acts_of_others_are_not_the_figures() -> None:
    card = card_of(dream("1", KNOWN, (CHARACTERS, "1FSA"), (AGGRESSION, "1FSA 7> D"), (EMOTIONS, "AN 1FSA")))
    assert (card.acts, card.own_feelings) == ({}, {})


def test_what_two_bear_one_code_for_is_left_open() -> None:
    told = dream(
        "1", KNOWN, KNOWN, (AGGRESSION, "1MKA 7> D"), (EMOTIONS, "AN 1MKA"), (FRIENDLINESS, "D 2> 1FSA")
    )
    card = card_of(told)
    assert (card.acts, card.own_feelings, card.ambiguous_acts) == ({}, {}, 2)
    ari = seen("Ari", (told, 0), (told, 1))
    both = make_card(ari, [ari], [told])
    assert (both.acts, both.ambiguous_acts) == ({(AGGRESSION, Side.TO_DREAMER): Tally(1, 1)}, 0)


def test_words_beside_one_of_two_are_of_that_one() -> None:
    key = DreamKey("mine", "1")

    def coding(scale: Scale, code: str, start: int) -> Coding:
        return Coding(parse(code, scale), (TextSpan(start, start + 4),))

    near, far = coding(CHARACTERS, "1MKA", 0), coding(CHARACTERS, "1MKA", 200)
    acts = [coding(AGGRESSION, "1MKA 7> D", place) for place in (10, 80, 185)]
    told = ReadDream(key, "", Reading(key, READER, (near, far, *acts)))
    ari, ben = (seen(name, (told, place)) for name, place in (("Ari", 0), ("Ben", 1)))
    for figure in (ari, ben):
        card = make_card(figure, [ari, ben], [told])
        assert card.acts == {(AGGRESSION, Side.TO_DREAMER): Tally(1, 1)}
        assert card.ambiguous_acts == 1


def test_acts_are_counted_once_each_and_by_dream() -> None:
    card = card_of(
        dream(
            "1", KNOWN, (FRIENDLINESS, "1MKA 2> D"), (FRIENDLINESS, "1MKA 4> D"), (AGGRESSION, "D 2> 1MKA")
        ),
        dream("2", KNOWN, (FRIENDLINESS, "1MKA 2> D")),
    )
    assert list(card.acts.items()) == [
        ((AGGRESSION, Side.FROM_DREAMER), Tally(1, 1)),
        ((FRIENDLINESS, Side.TO_DREAMER), Tally(3, 2)),
    ]


def test_what_the_dreamer_feels_with_it_and_without() -> None:
    ari_and_fear = dream("1", KNOWN, (EMOTIONS, "AP D"), (EMOTIONS, "AP D"), (EMOTIONS, "HA 1MKA"))
    dreams = [
        ari_and_fear,
        dream("2", KNOWN),
        dream("3", (EMOTIONS, "HA D+1FSA")),
        dream("4", KNOWN, scales=[CHARACTERS]),
    ]
    ari = seen("Ari", *((each, 0) for each in dreams if each.key.id != "3"))
    card = make_card(ari, [ari], dreams)
    feeling = card.feelings["apprehension"]
    assert (feeling.beside, feeling.without) == (Share(1, 2), Share(0, 1))
    assert (card.feelings["any"].beside, card.feelings["any"].without) == (Share(1, 2), Share(1, 1))
    assert card.own_feelings == {"happiness": Tally(1, 1)}
    assert card.appearances == Share(3, 4)


def test_with_whom_and_where() -> None:
    first = dream("1", KNOWN, (CHARACTERS, "1FMA"), (SETTINGS, "IF"), (SETTINGS, "IF"), (SETTINGS, "OU"))
    second = dream("2", KNOWN, (CHARACTERS, "1FMA"), (CHARACTERS, "1FSA"), (SETTINGS, "IF"))
    third = dream("3", (CHARACTERS, "1FMA"))
    ari = seen("Ari", (first, 0), (second, 0))
    mother = seen("mother", (first, 1), (second, 1), (third, 0))
    stranger = seen("a woman", (second, 2), known=False)
    card = make_card(ari, [mother, ari, stranger], [first, second, third])
    assert [(each.figure.name, each.dreams) for each in card.company] == [("mother", 2)]
    assert list(card.settings.items()) == [("indoors, familiar", 2), ("outdoors, unfamiliar", 1)]


def test_first_and_last_go_by_date() -> None:
    dreams = [dream(id_, KNOWN, date=date) for id_, date in (("1", "1990-05-00"), ("2", "1985-00-00"))]
    card = card_of(*dreams)
    assert (card.first, card.last) == (
        (DreamKey("mine", "2"), "1985-00-00"),
        (DreamKey("mine", "1"), "1990-05-00"),
    )


def test_years_are_set_side_by_side() -> None:
    dreams = [
        dream("0", date="1984-01-01"),
        dream("1", KNOWN, (AGGRESSION, "1MKA 7> D"), date="1985-01-01"),
        dream("2", date="1985-01-02"),
        dream("3", date="1986-01-02"),
        dream("4", KNOWN, (FRIENDLINESS, "D 2> 1MKA"), (AGGRESSION, "1MKA 7> 1FSA"), date="1987-00-00"),
        dream("5", KNOWN),
        dream("6", date="1988-01-01"),
    ]
    ari = seen("Ari", *((each, 0) for each in dreams if each.reading.codings))
    periods = make_card(ari, [ari], dreams).periods
    assert [(each.name, each.appearances, each.aggressions, each.friendlinesses) for each in periods] == [
        ("1985", Share(1, 2), 1, 0),
        ("1986", Share(0, 1), 0, 0),
        ("1987", Share(1, 1), 0, 1),
        ("undated", Share(1, 1), 0, 0),
    ]
    assert periods[0].aggression_share == 1
    assert math.isnan(periods[1].aggression_share)


def test_many_years_go_together() -> None:
    dreams = [dream(str(year), KNOWN, date=f"{year}-01-01") for year in (1984, 1985, 1989, 2000)]
    assert [(each.name, each.appearances.found) for each in card_of(*dreams).periods] == [
        ("1980–1984", 1),
        ("1985–1989", 2),
        ("2000–2004", 1),
    ]


def test_without_years_appearances_fall_into_thirds() -> None:
    there = "1101000110101"
    dreams = [dream(str(place), *([KNOWN] if sign == "1" else [])) for place, sign in enumerate(there)]
    ari = seen("Ari", *((each, 0) for each in dreams if each.reading.codings))
    periods = make_card(ari, [ari], dreams).periods
    assert [(each.name, each.appearances) for each in periods] == [
        ("first third", Share(2, 3)),
        ("second third", Share(2, 5)),
        ("last third", Share(3, 5)),
    ]
    assert card_of(*dreams[:2]).periods == ()


@pytest.mark.parametrize(
    ("date", "words"),
    [("", ""), ("1985-00-00", "1985"), ("1985-03-12", "1985-03-12"), ("1985-00-12", "1985")],
)
def test_dates_are_shown_as_far_as_they_are_known(date: str, words: str) -> None:
    assert readable_date(date) == words


def test_who_is_nowhere_has_no_card() -> None:
    with pytest.raises(ValueError, match="none of the dreams"):
        make_card(Figure("ari", "Ari"), [], [dream("1")])


@settings(max_examples=30)
@given(st.lists(st.lists(CODES, max_size=6), min_size=1, max_size=6))
def test_whatever_was_coded_a_card_is_made_and_flat(codes: list[list[object]]) -> None:
    dreams = [
        dream(str(id_), KNOWN, *((code.scale, str(code)) for code in each))  # type: ignore[attr-defined]
        for id_, each in enumerate(codes)
    ]
    card = card_of(*dreams)
    rows = list(card.rows())
    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert all(tally.dreams <= min(tally.count, len(dreams)) for tally in card.acts.values())
    assert card.appearances == Share(len(dreams), len(dreams))
