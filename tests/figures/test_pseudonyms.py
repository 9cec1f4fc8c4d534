import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import DreamKey, TextSpan
from noctuary.errors import InputError
from noctuary.figures import pseudonyms
from noctuary.figures.figure import Figure, FigureKind
from noctuary.figures.pseudonyms import Pseudonyms, leftovers
from noctuary.figures.sightings import Sighting
from noctuary.scheme import Character

FIRST, SECOND = DreamKey("mine", "1"), DreamKey("mine", "2")


def figure(
    key: str,
    *seen: tuple[DreamKey, tuple[str, ...], tuple[int, int]],
    sex: str = "F",
    kind: FigureKind = FigureKind.PERSON,
) -> Figure:
    sightings = tuple(
        Sighting(dream, "", 0, Character.parse("1FKA"), names, evidence=(TextSpan(*span),))
        for dream, names, span in seen
    )
    return Figure(key, key.title(), sex=sex, kind=kind, sightings=sightings)


RACHEL = figure("rachel hale", (FIRST, ("Rachel", "Rachel Hale"), (0, 6)), (SECOND, ("Rach",), (0, 4)))
BROTHER = figure("nate hale", (FIRST, ("Nate Hale",), (20, 24)), sex="M")


def test_all_that_a_figure_is_called_becomes_one_name() -> None:
    names = Pseudonyms([RACHEL, BROTHER], [])
    hers, his, family = names.given["rachel hale"], names.given["nate hale"], names.surnames["hale"]
    text = "Rachel's boat. RACHEL! rachel and Rach met Nate Hale and the Hales. Rachelle did not."
    assert names.applied(text, FIRST).text == (
        f"{hers.title()}'s boat. {hers.upper()}! {hers} and {hers.title()} met {his.title()} {family.title()}"
        f" and the {family.title()}s. Rachelle did not."
    )
    assert names.counts == {"rachel hale": 4, "nate hale": 1, "hale": 2}


def test_who_is_shown_in_a_dream_bears_the_name_there() -> None:
    sister = figure("sarah (sister)", (FIRST, ("Sarah",), (0, 5)))
    teacher = figure("sarah (teacher)", (SECOND, ("Sarah",), (0, 5)))
    names = Pseudonyms([sister, teacher], [])
    assert names.applied("Sarah rowed.", FIRST).text == f"{names.given['sarah (sister)'].title()} rowed."
    assert names.applied("Sarah rowed.", SECOND).text == f"{names.given['sarah (teacher)'].title()} rowed."


def test_a_name_that_is_a_word_is_replaced_where_it_can_only_be_a_name() -> None:
    rose = figure("rose", (FIRST, ("Rose",), (13, 17)))
    names = Pseudonyms([rose], [])
    hers = names.given["rose"].title()
    assert names.applied("Rose petals. Rose sang to Rose, and I rose.", FIRST).text == (
        f"Rose petals. {hers} sang to {hers}, and I rose."
    )


def test_what_is_no_name_stays() -> None:
    mother = figure("mother", (FIRST, (), (0, 9)))
    hero = figure("sinbad", (FIRST, ("Sinbad",), (0, 6)), kind=FigureKind.IMAGINARY)
    names = Pseudonyms([mother, hero], ["Sinbad and my mother"])
    assert names.applied("Sinbad and my mother", FIRST).text == "Sinbad and my mother"


def test_names_that_no_figure_bears_are_replaced_as_well() -> None:
    names = Pseudonyms([], ["A letter came from Gwendolyn."])
    assert "Gwendolyn" not in names.applied("A letter came from Gwendolyn.").text


def test_no_name_of_the_dreams_becomes_a_pseudonym() -> None:
    first = Pseudonyms([RACHEL], []).given["rachel hale"]
    again = Pseudonyms([RACHEL], [f"Then {first.title()} came."])
    assert again.given["rachel hale"] != first
    assert again.given[first] != again.given["rachel hale"]


def test_an_earlier_key_holds() -> None:
    names = Pseudonyms([RACHEL, BROTHER], [], given={"rachel hale": "ottilie"}, surnames={"hale": "ford"})
    assert names.applied("Rachel Hale and Nate", FIRST).text.startswith("Ottilie Ford and ")
    twice = Pseudonyms([RACHEL, BROTHER], [], given=names.given, surnames=names.surnames)
    assert (twice.given, twice.surnames) == (names.given, names.surnames)


def test_when_no_pseudonym_is_left_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "NAMES", {})
    monkeypatch.setitem(pseudonyms._POOLS, "F", ("anna",))
    with pytest.raises(InputError, match="more names"):
        Pseudonyms([RACHEL, figure("zelda", (FIRST, ("Zelda",), (0, 5)))], [])


words = st.lists(
    st.sampled_from(
        ["Rachel", "RACH", "rachel's", "Hale", "Hales", "Nate,", "lamp", "É", "\n\n", "ratchet", "“Nate”"]
    ),
    max_size=20,
).map(" ".join)


@given(words | st.text())
def test_no_name_survives_and_what_stood_behind_words_still_does(text: str) -> None:
    names = Pseudonyms([RACHEL, BROTHER], [text])
    replaced = names.applied(text, FIRST)
    assert not re.search(r"(?<!\w)(rachel|rach|nate|hale|hales)(?!\w)", replaced.text, re.IGNORECASE)
    for found in re.finditer(r"lamp|ratchet", text):
        moved = replaced.moved(TextSpan(*found.span()))
        assert moved.cut(replaced.text) == found.group()
    whole = replaced.moved(TextSpan(0, len(text))) if text else TextSpan(0, 0)
    assert whole == TextSpan(0, len(replaced.text))


@given(words, st.integers(0, 80), st.integers(1, 80))
def test_every_stretch_lies_within_the_new_text_in_order(text: str, start: int, length: int) -> None:
    replaced = Pseudonyms([RACHEL, BROTHER], []).applied(text, FIRST)
    span = TextSpan(min(start, len(text)), min(start + length, len(text)))
    moved = replaced.moved(span)
    assert 0 <= moved.start <= moved.end <= len(replaced.text)


def test_what_may_still_name_somebody_is_told() -> None:
    text = (
        "Anna and the Fords met Dr. Quill in Ludlow. We called 555-0123, wrote to q.ill@example.org,"
        " and M. was born on 3/4/1951. The date 6/7/62 stood on the wall."
    )
    assert {(each.kind, each.word) for each in leftovers(text, {"anna", "ford"})} == {
        ("name after a title", "Quill"),
        ("name", "Ludlow"),
        ("telephone number", "555-0123"),
        ("e-mail address", "q.ill@example.org"),
        ("initial", "M"),
        ("date of birth", "3/4/1951"),
    }
    assert "Quill" not in repr(list(leftovers(text, ())))


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    for left in leftovers(text, ()):
        assert left.word in text
