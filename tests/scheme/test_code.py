"""Codes are read and written without loss, and what is no code is refused with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.errors import NotationError
from noctuary.scheme import Code, Scale, parse, parse_leniently, parse_party
from strategies import CODES


@given(CODES)
def test_what_is_written_is_read_again(code: Code) -> None:
    assert parse(str(code), code.scale) == code
    assert parse_leniently(str(code), code.scale) == code


@given(CODES)
def test_case_and_outer_blanks_are_forgiven(code: Code) -> None:
    assert parse_leniently(f"  {str(code).lower()}\t", code.scale) == code


@given(st.text(max_size=12), st.sampled_from(Scale))
def test_any_text_is_a_code_or_refused(notation: str, scale: Scale) -> None:
    try:
        code = parse_leniently(notation, scale)
    except NotationError:
        return
    assert parse(str(code), scale) == code


@pytest.mark.parametrize(
    ("messy", "scale", "clean"),
    [
        ("d + 1mka  6 > 1fsa", Scale.AGGRESSION, "D+1MKA 6> 1FSA"),
        ("D 6>1FSA", Scale.AGGRESSION, "D 6> 1FSA"),
        ("D 6 R 1FSA", Scale.AGGRESSION, "D 6R 1FSA"),
        ("1MSA 4r D", Scale.FRIENDLINESS, "1MSA 4R D"),
        ("D 1 *", Scale.AGGRESSION, "D 1*"),
        ("D  V >  1FSA", Scale.ACTIVITIES, "D V> 1FSA"),
        ("1ccz", Scale.CHARACTERS, "1CZZ"),
        ("1AN1", Scale.CHARACTERS, "1ANI"),
        ("ap  d", Scale.EMOTIONS, "AP D"),
        ("6 1mka + 2ami", Scale.MISFORTUNE, "6 1MKA+2ANI"),
        ("s+", Scale.MODIFIERS, "S+"),
        (" if ", Scale.SETTINGS, "IF"),
    ],
)
def test_messy_codes_are_read_as_what_they_stand_for(messy: str, scale: Scale, clean: str) -> None:
    assert str(parse_leniently(messy, scale)) == clean
    with pytest.raises(NotationError):
        parse(messy, scale)


@pytest.mark.parametrize(
    ("notation", "scale", "fact"),
    [
        ("", Scale.CHARACTERS, "a character has four signs"),
        ("1MK", Scale.CHARACTERS, "a character has four signs"),
        ("9MKA", Scale.CHARACTERS, "its number is not 1 to 8"),
        ("1ZKA", Scale.CHARACTERS, "'Z' is no sex"),
        ("1MQA", Scale.CHARACTERS, "'Q' is no identity"),
        ("1MKQ", Scale.CHARACTERS, "'Q' is no age"),
        ("D 9> 1MSA", Scale.AGGRESSION, "aggression has no class '9'"),
        ("D 7 1MSA", Scale.AGGRESSION, "an interaction needs a direction"),
        ("D 7>", Scale.AGGRESSION, "it does not say toward whom"),
        ("D 7* D", Scale.AGGRESSION, "an act toward oneself has no recipient"),
        ("D V 1MSA", Scale.ACTIVITIES, "a recipient needs a direction"),
        ("7> 1MSA", Scale.AGGRESSION, "aggression is written as"),
        ("AP", Scale.EMOTIONS, "emotions is written as"),
        ("ZZ D", Scale.EMOTIONS, "emotions has no class 'ZZ'"),
        ("AP X", Scale.EMOTIONS, "a character has four signs"),
        ("D++1MKA", Scale.SUCCESS, "a character has four signs"),
        ("XX", Scale.SETTINGS, "settings has no class 'XX'"),
        ("if", Scale.SETTINGS, "settings has no class 'if'"),
    ],
)
def test_what_is_no_code_is_refused_with_its_reason(notation: str, scale: Scale, fact: str) -> None:
    with pytest.raises(NotationError) as refused:
        parse(notation, scale)
    assert fact in refused.value.message


@pytest.mark.parametrize(
    ("slots", "fact"),
    [
        ({"scale": Scale.SUCCESS, "symbol": "1", "actor": "D"}, "success has no classes"),
        ({"scale": Scale.SETTINGS, "symbol": "IF", "actor": "D"}, "names nobody beside the code"),
        ({"scale": Scale.EMOTIONS, "symbol": "AP"}, "it does not say who"),
        ({"scale": Scale.EMOTIONS, "symbol": "AP", "actor": "D", "direction": ">"}, "has no direction"),
        (
            {"scale": Scale.AGGRESSION, "symbol": "7", "actor": "D", "direction": "<", "recipient": "Q"},
            "'<' is no direction",
        ),
    ],
)
def test_slots_that_a_scale_lacks_are_refused(slots: dict[str, str], fact: str) -> None:
    with pytest.raises(NotationError) as refused:
        Code(**slots)  # type: ignore[arg-type]
    assert fact in refused.value.message


def test_a_refusal_shows_little_of_a_long_text() -> None:
    with pytest.raises(NotationError) as refused:
        parse("it went on " * 100, Scale.SETTINGS)
    assert len(str(refused.value)) < 400


def test_the_members_of_a_party() -> None:
    assert parse_party("D+2IUA+1ANI") == ("D", "2IUA", "1ANI")
    with pytest.raises(NotationError):
        parse_party("")
