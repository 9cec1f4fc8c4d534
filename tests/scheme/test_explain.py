"""Every code can be said in words."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.errors import NotationError
from noctuary.scheme import Character, Code, Scale, explain, explain_character, explain_code
from noctuary.scheme.symbols import AGES, CLASSES, IDENTITIES, NONHUMANS, NUMBERS, SEXES
from strategies import CODES

EVERY_CHARACTER = [
    *("".join(slots) for slots in product(NUMBERS, SEXES, IDENTITIES, AGES)),
    *("".join(slots) for slots in product(NUMBERS, NONHUMANS)),
]


@given(CODES)
def test_words_name_no_code(code: Code) -> None:
    words = explain_code(code)
    assert words
    assert not re.search(r"\b\d[A-Z]{3}\b|[{}]|None|\b[A-Z]{2}\b", words)


def test_every_character_is_explained_and_comes_back() -> None:
    words = {symbol: explain_character(symbol) for symbol in EVERY_CHARACTER}
    assert len(words) == 8 * 4 * 19 * 4 + 16
    assert all(re.fullmatch(r"(one|a group of) [a-z' ,]+", each) for each in words.values())
    assert all(str(Character.parse(symbol)) == symbol for symbol in words)


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("1MKA", "one man known to the dreamer, adult"),
        ("1MFA", "one father, adult"),
        ("1FFA", "one female father, adult"),
        ("2JSC", "a group of children of both sexes strange to the dreamer, child"),
        ("1FST", "one woman strange to the dreamer, teenager"),
        ("4MRA", "a group of dead male relatives, adult"),
        ("1IIB", "one infant of the dreamer's own of unstated sex, baby"),
        ("5ANI", "one imaginary animal"),
        ("2CZZ", "a group of creatures"),
    ],
)
def test_characters_in_words(symbol: str, words: str) -> None:
    assert [each.words for each in explain(symbol)] == [words]


@pytest.mark.parametrize(
    ("notation", "scale", "words"),
    [
        ("D 7> 1ANI", Scale.AGGRESSION, "attacking or trying to harm the body: the dreamer → one animal"),
        ("D 1*", Scale.AGGRESSION, "hostility felt but not shown: the dreamer toward themselves"),
        (
            "1FMA 4= D",
            Scale.FRIENDLINESS,
            "helping, protecting, rescuing or comforting: one mother, adult and the dreamer",
        ),
        ("D+Q", Scale.SUCCESS, "success of the dreamer and someone unspecified"),
        (
            "6 1MBA",
            Scale.MISFORTUNE,
            "death by accident, illness or unknown cause, befalling one brother, adult",
        ),
        ("D M", Scale.ACTIVITIES, "moving from place to place on one's own feet: the dreamer"),
        ("S-", Scale.MODIFIERS, "small, short or narrow"),
    ],
)
def test_codes_in_words(notation: str, scale: Scale, words: str) -> None:
    assert [each.words for each in explain(notation, scale)] == [words]


@pytest.mark.parametrize("scale", [scale for scale in Scale if CLASSES[scale]])
def test_a_class_alone_is_explained(scale: Scale) -> None:
    for symbol, words in CLASSES[scale].items():
        assert [each.words for each in explain(symbol.lower(), scale)] == [words]


def test_what_several_scales_know_is_told_for_each() -> None:
    assert [each.scale for each in explain("AD")] == [Scale.SETTINGS, Scale.OBJECTS]
    assert [each.words for each in explain("d")] == ["the dreamer"]


@pytest.mark.parametrize("nothing", ["", " ", "zz", "1MK", "river", "+"])
def test_what_no_scale_knows_is_refused(nothing: str) -> None:
    with pytest.raises(NotationError):
        explain(nothing)
    with pytest.raises(NotationError):
        explain(nothing, Scale.EMOTIONS)


@given(st.text(max_size=20))
def test_any_text_is_explained_or_refused(notation: str) -> None:
    with suppress(NotationError):
        assert explain(notation)
