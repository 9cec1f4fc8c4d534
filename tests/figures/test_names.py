"""Names taken apart, and which may be one person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.figures.names import Name, a_letter_apart, fullest, goes_with, parse_name, short_for


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rachel", Name("", "rachel", "")),
        ("Rachel Hale", Name("", "rachel", "hale")),
        ("Mrs. Hale", Name("mrs", "", "hale")),
        ("Dr. Rachel Hale", Name("dr", "rachel", "hale")),
        ("Father Ansgar", Name("father", "ansgar", "")),
        ("Professor Hale", Name("professor", "", "hale")),
        ("Rachel Sings To My Cat", Name("", "rachel", "sings")),
        ("", Name()),
        ("Mr.", Name("", "mr", "")),
    ],
)
def test_a_name_is_taken_apart(written: str, name: Name) -> None:
    assert parse_name(written) == name


def test_what_tells_names_apart() -> None:
    assert parse_name("Mr. Hale").key != parse_name("Mrs. Hale").key
    assert parse_name("Dr. Rachel Hale").key == parse_name("RACHEL HALE").key
    assert parse_name("Rachel").is_full is False
    assert parse_name("Miss Hale").is_full is True


def test_the_fullest_name_is_of_the_usual_given_name() -> None:
    assert fullest(("Rachel", "Rachel Hale")).key == "rachel hale"
    assert fullest(("Chuck", "William Chuck")).key == "chuck"
    assert fullest(()) == Name()


def test_short_forms_and_slips_of_the_pen() -> None:
    assert "benjamin" in short_for("ben")
    assert a_letter_apart("katharine", "katherine")
    assert a_letter_apart("marissa", "marisa")
    assert not a_letter_apart("karin", "marin")  # another first letter
    assert not a_letter_apart("jan", "jon")  # too short to tell


def test_names_of_one_person() -> None:
    assert goes_with(parse_name("Ben"), parse_name("Benjamin Hale"))
    assert not goes_with(parse_name("Mrs. Hale"), parse_name("Rachel"))
    assert not goes_with(parse_name(""), parse_name(""))


@given(st.text(max_size=40))
def test_any_text_can_be_taken_apart(written: str) -> None:
    name = parse_name(written)
    assert parse_name(name.key).key == name.key or not name.key


@given(st.text("abc", max_size=9), st.text("abc", max_size=9))
def test_a_letter_apart_goes_both_ways(one: str, other: str) -> None:
    assert a_letter_apart(one, other) == a_letter_apart(other, one)
