"""What a dream's page draws: its painting, the arc of its feelings, who did what to whom."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, TextSpan
from noctuary.scheme import Scale, parse
from noctuary.web.arc import arc_of
from noctuary.web.company import diagram_of
from noctuary.web.painting import cover, paint
from noctuary.web.tome import Tome
from strategies import TEXTS, readings

PROGRAM = Reader("lexical", "2")
TEXT = "I was afraid in the blue room. Then I was happy, and a red bird sang."


def coding(notation: str, scale: Scale, *spans: tuple[int, int]) -> Coding:
    return Coding(parse(notation, scale), tuple(TextSpan(*span) for span in spans))


def read(text: str, *codings: Coding, waking: tuple[TextSpan, ...] = ()) -> Reading:
    return Reading.of(Dream(id="1", text=text), PROGRAM, codings, waking=waking)


def tome(text: str, *codings: Coding) -> Tome:
    return Tome(Dream(id="1", text=text), [read(text, *codings)])


AFRAID = coding("AP D", Scale.EMOTIONS, (6, 12))
HAPPY = coding("HA D", Scale.EMOTIONS, (42, 47))


# The painting.


def test_colours_and_feelings_are_laid_in_the_order_in_which_they_come() -> None:
    painting = paint(TEXT, read(TEXT, HAPPY, AFRAID))
    assert [wash.pigment.hue for wash in painting.washes] == [300, 260, 88, 29]
    assert [wash.x for wash in painting.washes] == sorted(wash.x for wash in painting.washes)


def test_a_painting_is_the_dreams_own() -> None:
    assert paint(TEXT, read(TEXT, HAPPY)) == paint(TEXT, read(TEXT, HAPPY))
    assert paint(TEXT).seed != paint(TEXT + " ").seed
    assert paint(TEXT).to_json() != paint(TEXT, read(TEXT, HAPPY)).to_json()


def test_what_is_told_from_waking_life_is_not_painted() -> None:
    painting = paint(TEXT, read(TEXT, waking=(TextSpan(50, len(TEXT)),)))
    assert [wash.pigment.hue for wash in painting.washes] == [260]


def test_acts_make_it_restless_or_calm_and_movement_gives_it_texture() -> None:
    hit = coding("D 7> 1MSA", Scale.AGGRESSION)
    hug = coding("D 6> 1MSA", Scale.FRIENDLINESS)
    went, saw = coding("D M", Scale.ACTIVITIES), coding("D S", Scale.ACTIVITIES)
    nothing = paint(TEXT, read(TEXT, saw))
    assert (nothing.pace, nothing.turbulence, nothing.calm) == (0, 0, 0)
    some = paint(TEXT, read(TEXT, hit, hug, went))
    more = paint(TEXT, read(TEXT, hit, hit, hug, hug, went, went))
    assert 0 < some.pace < more.pace < 1
    assert 0 < some.turbulence < more.turbulence < 1
    assert 0 < some.calm < more.calm < 1


@given(TEXTS | st.text("red blue gold, ", max_size=200), readings())
def test_any_dream_can_be_painted(text: str, reading: Reading) -> None:
    painting = paint(text, reading)
    assert 1 <= len(painting.washes) <= 14
    numbers = json.loads(painting.to_json())
    for x, y, size, *_, strength in numbers["washes"]:
        assert all(0 <= number <= 1 for number in (x, y, size, strength))
    ET.fromstring(cover(painting))


def test_many_colours_are_thinned() -> None:
    painting = paint("red green blue " * 100)
    assert len(painting.washes) == 14
    assert painting.washes[-1].x > 0.9


# The arc.


def test_the_feelings_turn_between_good_and_bad() -> None:
    text = "I was afraid. I was worried. I was glad. I was sad."
    words = [("AP D", "afraid"), ("AP D", "worried"), ("HA D", "glad"), ("SD D", "sad")]
    feelings = [
        coding(code, Scale.EMOTIONS, (text.index(word), text.index(word) + len(word))) for code, word in words
    ]
    arc = arc_of(tome(text, *feelings))
    assert arc is not None
    assert [(point.words, point.turning, point.is_high) for point in arc.points] == [
        ("afraid", True, False),
        ("worried", False, False),
        ("glad", True, True),
        ("sad", True, False),
    ]
    assert re.fullmatch(r"M 0 \d+\.\d( C( -?\d+\.\d+){6})+", arc.path)


def test_labels_do_not_lie_upon_each_other() -> None:
    text = "glad sad " * 40
    feelings = [
        coding("HA D" if word == "glad" else "SD D", Scale.EMOTIONS, (found.start(), found.end()))
        for found in re.finditer(r"\w+", text)
        for word in [found.group()]
    ]
    arc = arc_of(tome(text, *feelings))
    assert arc is not None
    assert all(point.turning for point in arc.points)
    assert 8 < sum(point.labelled for point in arc.points) < 40


def test_without_words_there_is_no_arc() -> None:
    assert arc_of(tome(TEXT)) is None
    assert arc_of(tome(TEXT, coding("HA D", Scale.EMOTIONS))) is None
    assert arc_of(Tome(Dream(id="1", text=TEXT), [])) is None


# Who did what to whom.


def test_acts_are_arches_between_people() -> None:
    text = "My sister hit a man twice, and we helped him."
    found = [
        coding("1FTA", Scale.CHARACTERS, (0, 9)),
        coding("1MSA", Scale.CHARACTERS, (14, 19), (41, 44)),
        coding("1FTA 7> 1MSA", Scale.AGGRESSION, (10, 13)),
        coding("1FTA 7> 1MSA", Scale.AGGRESSION, (20, 25)),
        coding("D+1FTA 4> 1MSA", Scale.FRIENDLINESS, (34, 40)),
    ]
    diagram = diagram_of(tome(text, *found))
    assert diagram is not None
    assert [party.name for party in diagram.parties] == ["the dreamer", "my sister", "a man"]
    assert [(arch.scale, len(arch.places)) for arch in diagram.arches] == [
        (Scale.AGGRESSION, 2),
        (Scale.FRIENDLINESS, 1),
        (Scale.FRIENDLINESS, 1),
    ]


def test_acts_toward_oneself_and_mutual_ones_are_drawn() -> None:
    alone = diagram_of(tome("I hit myself.", coding("D 7*", Scale.AGGRESSION, (2, 5))))
    assert alone is not None
    assert len(alone.parties) == 1
    mutual = diagram_of(tome("We kissed.", coding("D 3= 1MKA", Scale.SEXUALITY, (3, 9))))
    assert mutual is not None
    assert mutual.arches[0].head.count("M") == 2
    assert [party.name for party in mutual.parties] == ["the dreamer", "one man known to the…"]


def test_of_many_people_some_are_left_to_the_list() -> None:
    acts = [coding(f"D 2> {number}{sex}KA", Scale.FRIENDLINESS) for number in "12345678" for sex in "MF"]
    diagram = diagram_of(tome("I greeted them all.", *acts))
    assert diagram is not None
    assert len(diagram.parties) + diagram.left_out == 17
    assert diagram_of(tome("Nothing happened.")) is None
