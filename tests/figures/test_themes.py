"""Typical themes in invented dreams: what tells of one, and what only seems to."""

from __future__ import annotations

import csv
import math
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import InputError
from noctuary.figures.prevalence import reference_rates
from noctuary.figures.share import Share
from noctuary.figures.themes import (
    ENOUGH,
    Kind,
    Role,
    borne_out,
    find_theme,
    themes,
    themes_in,
)
from noctuary.scheme import Scale, parse


def told(text: str) -> dict[str, Role]:
    return {each.theme: each.role for each in themes_in(Dream(id="1", text=text))}


@pytest.mark.parametrize(
    ("theme", "role", "text"),
    [
        ("pursued", "victim", "Three wolves were chasing us through the market."),
        ("pursued", "victim", "I was being pursued by a tailor."),
        ("pursued", "victim", "I look back and the giant chases me."),
        ("sexual", "agent", "We made love in a lighthouse."),
        ("falling", "agent", "I slipped and then I fell off the ladder."),
        ("falling", "agent", "I am falling into a well."),
        ("school", "agent", "I sit in the classroom and the teacher sings."),
        ("late", "victim", "I ran but I missed the last train."),
        ("late", "victim", "I was late for my own wedding."),
        ("about-to-fall", "victim", "I was hanging from the edge of the roof."),
        ("again-and-again", "agent", "I kept trying to dial the number."),
        ("flying", "agent", "I spread my arms and flew over the harbour."),
        ("failing-exam", "agent", "There was a test and I had not studied."),
        ("attacked", "victim", "A clown stabbed me."),
        ("attacked", "victim", "I was bitten by a goose."),
        ("frozen", "victim", "I was too scared to move."),
        ("killed", "victim", "A knight killed me with a spoon."),
        ("insects", "witness", "Spiders sat on the piano."),
        ("swimming", "agent", "We swam to the island."),
        ("naked", "victim", "At the opera I noticed that I was naked."),
        ("vehicle-control", "victim", "I pressed the pedal but the brakes did not work."),
        ("delicious-food", "agent", "The soup was delicious."),
        ("finding-money", "agent", "I found two gold coins in the sand."),
        ("fire", "witness", "The barn was on fire."),
        ("smothered", "victim", "Sand came and I couldn't breathe."),
        ("killing", "agent", "I shot the hunter."),
        ("oneself-dead", "witness", "I saw my own funeral."),
        ("locked-up", "victim", "A king imprisoned me."),
        ("snakes", "witness", "Two snakes lay in the bath."),
        ("tied", "victim", "I wanted to wave but I couldn't move."),
        ("tornado", "witness", "A tornado took the roof."),
        ("teeth", "victim", "My teeth fell out one by one."),
        ("film", "agent", "We were at the cinema."),
        ("mirror", "agent", "I looked in the mirror."),
        ("space", "witness", "We landed on another planet."),
        ("flood", "witness", "A tidal wave came up the hill."),
        ("air-crash", "witness", "An airplane crashed behind the church."),
        ("earthquake", "witness", "There was an earthquake."),
        ("aliens", "witness", "Aliens had taken the bakery."),
        ("being-animal", "agent", "Then I was a cat on the wall."),
        ("ufo", "witness", "A flying saucer hung over the lake."),
        ("abortion", "witness", "She spoke of an abortion."),
    ],
)
def test_a_theme_is_told(theme: str, role: str, text: str) -> None:
    assert told(text).get(theme) == role


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        ("pursued", "I chased the wolf."),
        ("pursued", "My uncle chased the bus."),
        ("pursued", "Nobody chased me."),
        ("sexual", "She spoke of the opposite sex, and I kissed my aunt."),
        ("falling", "I fell asleep on the train."),
        ("falling", "I fell in love with a baker."),
        ("falling", "The vase fell off the shelf."),
        ("falling", "I almost fell off the roof."),
        ("school", "I met a friend from high school."),
        ("late", "It was late at night, and my late husband sat there."),
        ("flying", "We flew in a small plane to Rome."),
        ("flying", "A crow flew over the harbour."),
        ("attacked", "It hit me that the door was blue."),
        ("attacked", "I hit the clown."),
        ("attacked", "A little bit of me was tired."),
        ("killed", "He said he would kill me."),
        ("insects", "Bugs Bunny flies to the moon."),
        ("swimming", "I saw a swimming pool and a swim suit."),
        ("naked", "A woman stood there naked."),
        ("fire", "He fired the gun, and I was fired from work."),
        ("killing", "My brother shot the hunter."),
        ("oneself-dead", "I was dead tired."),
        ("tornado", "There was a cyclone fence."),
        ("film", "It was like in a movie."),
        ("mirror", "I looked in the rear-view mirror."),
        ("being-animal", "When I was a cat lover I had a stick."),
        ("swimming", "In real life I swam yesterday. A door stood open in the dream."),
    ],
)
def test_what_only_seems_to_tell_it(theme: str, text: str) -> None:
    assert theme not in told(text)


def test_what_only_the_dreamer_knows_may_stand_in_her_remarks() -> None:
    [sighting] = themes_in(Dream(id="1", text="My uncle poured the tea. (In real life he has died.)"))
    assert find_theme(sighting.theme).kind is Kind.ASK


def test_the_words_stand_where_the_evidence_says() -> None:
    text = "A hat. A bear chased me and I fell off the roof."
    found = themes_in(Dream(id="7", series="mine", text=text))
    falling = next(each for each in found if each.theme == "falling")
    assert falling.dream == DreamKey("mine", "7")
    assert [span.cut(text) for span in falling.evidence] == ["fell off"]


def test_more_of_the_same_words_make_a_theme_no_surer_but_other_words_do() -> None:
    def confidence(text: str) -> float:
        return themes_in(Dream(id="1", text=text), only=["pursued"])[0].confidence

    once = confidence("A bear chased me.")
    assert confidence("A bear chased me. It chased me up a tree.") == once
    assert confidence("A bear chased me. It kept coming after me and I hid from it.") > once


def test_codes_make_a_theme_surer_and_do_not_make_one() -> None:
    act = Coding(parse("1MSA 6> D", Scale.AGGRESSION))
    borne = borne_out(Reading(DreamKey("mine", "1"), Reader("me"), (act,)))
    dream = Dream(id="1", text="I was running away from a goose.")
    [without] = themes_in(dream)
    [sighting] = themes_in(dream, borne_out=borne)
    assert sighting.confidence > without.confidence
    assert themes_in(Dream(id="1", text="A goose sang."), borne_out=borne) == []


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    for each in themes_in(Dream(id="1", text=text)):
        assert ENOUGH <= each.confidence <= 1
        assert all(0 <= start < end <= len(text) for start, end in each.evidence)


def test_a_theme_is_found_by_its_id_or_its_number() -> None:
    assert find_theme("FALLING") is find_theme("3")
    with pytest.raises(InputError, match="no theme 'dragons'"):
        find_theme("dragons")


def test_the_themes_are_those_of_the_questionnaire() -> None:
    assert sorted(theme.number for theme in themes()) == list(range(1, 56))
    assert len({theme.id for theme in themes()}) == len(themes())


def test_lifetime_figures_are_whole_numbers_of_people() -> None:
    """Nielsen et al. (2003) asked 341 men and 840 women: each total is the mean of the sexes by their numbers."""
    for theme in themes():
        men, women = (
            round(percent * n / 100)
            for percent, n in ((theme.lifetime.men, 341), (theme.lifetime.women, 840))
        )
        assert round(100 * men / 341, 1) == theme.lifetime.men
        assert round(100 * women / 840, 1) == theme.lifetime.women
        assert theme.lifetime.all == pytest.approx(100 * (men + women) / 1181, abs=0.06)


def test_every_theme_has_its_rates_in_other_dreams() -> None:
    for rates in reference_rates().values():
        assert rates.keys() == {theme.id for theme in themes()}
        assert all(0 <= rate.found <= rate.total for rate in rates.values())
    assert reference_rates()["norms-f"]["falling"].total == 490


def test_a_rate_of_no_dreams_is_undefined() -> None:
    rate = Share(0, 0)
    assert all(map(math.isnan, (rate.value, *rate.interval)))


def test_the_files_name_their_source_and_licence() -> None:
    for name in ("themes.toml", "theme_rates.csv", "places.toml"):
        head = files("noctuary.figures").joinpath(f"data/{name}").read_text(encoding="utf-8")[:900]
        assert "Licence: Apache-2.0" in head


def test_the_labels_hold_no_text() -> None:
    path = Path(__file__).parents[2] / "bench" / "data" / "theme_labels.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    known = {theme.id for theme in themes()}
    for row in rows:
        assert row.keys() == {"series", "id", "drawn", "themes"}
        assert set(row["themes"].split()) <= known
