import re
from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import DreamKey, TextSpan
from noctuary.figures import pseudonyms
from noctuary.figures.figure import Figure, FigureKind
from noctuary.figures.pseudonyms import Pseudonyms
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


def renamed(text: str, *figures: Figure) -> str:
    """Return a text with each pseudonym as ``#``: what matters is where they stand."""
    names = Pseudonyms(figures, [text])
    replaced = names.applied(text)
    for shift in reversed(replaced.shifts):
        text = text[: shift.old.start] + "#" + text[shift.old.end :]
    return text


def named(*called: str, sex: str = "I") -> Figure:
    return figure(called[0].lower(), (SECOND, called, (0, 0)), sex=sex)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Will you row? Will S rowed. Will's boat sank.", "Will you row? # S rowed. #'s boat sank."),
        ('She said, "Will it float?" and "Will!"', 'She said, "Will it float?" and "#!"'),
        ("I met Will. It will float.", "I met #. It will float."),
        ("He was full of WILL and force.", "He was full of WILL and force."),
    ],
)
def test_a_word_at_the_beginning_of_a_sentence_is_a_name_before_what_follows_one(
    text: str, told: str
) -> None:
    assert renamed(text, named("Will")) == told


def test_a_contraction_is_nobody_s_name() -> None:
    assert renamed("I yelled: Don't! DON’T! Then Don's hat fell.", named("Don")) == (
        "I yelled: Don't! DON’T! Then #'s hat fell."
    )


def test_a_name_within_another_word_is_none() -> None:
    assert (
        renamed("Tim was in Times Square in the Times.", named("Tim"))
        == "# was in Times Square in the Times."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mark paid a bill, and left a mark.", "# paid a bill, and left a mark."),
        ("Rachel had a bobby pin.", "# had a bobby pin."),
        ("I rowed with rachel.", "I rowed with #."),
    ],
)
def test_names_with_a_small_letter_are_words_if_there_is_such_a_word(text: str, told: str) -> None:
    assert renamed(text, named("Mark"), named("Bill"), named("Rachel"), named("Bobby")) == told


@pytest.mark.parametrize(
    ("called", "text", "told"),
    [
        ("Andrea White", "Andrea White saw the White House, all white.", "# # saw the White House, all white."),
        ("Dagmar March", "In March Dagmar March slept for 16 days.", "In March # # slept for 16 days."),
        ("Ilka 16", "On the 16th or 16 Ilka rowed.", "On the 16th or 16 # rowed."),
        ("Kristen Bell", "The Bell rang for Bell, said Kristen.", "The Bell rang for #, said #."),
        ("Wesley Cook", "Wesley Cook and the Cook met Mr. Cook.", "# # and the Cook met Mr. #."),
        ("Kay Prayer", "A prayer in the Prayer Book. One prayer, a prayer of Kay Prayer.",
         "A prayer in the Prayer Book. One prayer, a prayer of # #."),
        ("Roseanne An", "An usher saw an actor.", "An usher saw an actor."),
    ],
)  # fmt: skip
def test_a_surname_that_is_a_word_is_replaced_where_it_can_only_be_one(
    called: str, text: str, told: str
) -> None:
    assert renamed(text, named(called)) == told


def test_whoever_bears_a_title_keeps_it() -> None:
    assert renamed("The Queen met the President and Jesus.", named("Queen"), named("Mr. President"),
                   named("Jesus")) == "The Queen met the President and Jesus."  # fmt: skip


def test_the_confirmed_bear_any_name() -> None:
    queen = Figure("queen", "Queen", confirmed=True, sightings=named("Queen").sightings)
    assert renamed("I rowed with Queen.", queen) == "I rowed with #."


def test_a_neighbour_whom_a_reading_calls_famous_is_renamed_all_the_same() -> None:
    quill = figure("paul quill", (FIRST, ("Paul Quill",), (0, 10)), kind=FigureKind.FAMOUS)
    assert renamed("Paul Quill rowed.", quill) == "# # rowed."


def test_a_famous_name_stays_in_its_dream_alone() -> None:
    paul = figure("paul", (FIRST, ("Paul Newman",), (0, 11)), (SECOND, ("Paul",), (0, 4)), sex="M")
    names = Pseudonyms([paul], [])
    assert names.applied("Paul Newman rowed.", FIRST).text == "Paul Newman rowed."
    assert not names.applied("Paul rowed.", SECOND).text.startswith("Paul")


def test_the_dreamer_s_own_name_is_replaced() -> None:
    text = "They called me Zephyrine, the journal of Zephyrine Hale."
    names = Pseudonyms([], [text], dreamer="zephyrine Zephyrine: a journal")
    assert "Zephyrine" not in names.applied(text).text
    assert "the journal of" in names.applied(text).text


def test_what_the_owner_adds_is_replaced_too() -> None:
    others = {"Ludlow": "Marlow", "York Street": "Elm Lane"}
    names = Pseudonyms([named("York")], [], others=others)
    replaced = names.applied("LUDLOW, Ludlow's York Street; Ludlows.")
    assert replaced.text == "MARLOW, Marlow's Elm Lane; Ludlows."
    assert replaced.moved(TextSpan(17, 28)).cut(replaced.text) == "Elm Lane"
    assert names.counts == {"ludlow": 2, "york street": 1}


def test_what_is_no_name_stays() -> None:
    mother = figure("mother", (FIRST, (), (0, 9)))
    hero = figure("batman", (FIRST, ("Batman",), (0, 6)), kind=FigureKind.IMAGINARY)
    names = Pseudonyms([mother, hero], ["Batman and my mother"])
    assert names.applied("Batman and my mother", FIRST).text == "Batman and my mother"


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


def test_when_no_pseudonym_is_left_names_are_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "NAMES", {})
    monkeypatch.setitem(pseudonyms._POOLS, "F", ("anna",))
    called = ["Zeld" + "".join(letters) for letters in product(ascii_lowercase[:10], repeat=3)]
    many = [figure(name.lower(), (FIRST, (name,), (0, 7))) for name in called]
    given = Pseudonyms([RACHEL, *many], ["Belan sang."]).given
    assert len(set(given.values())) == len(given) == 1001
    assert "belan" not in given.values()
    assert all(name.isalpha() for name in given.values())


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
