"""Phrases of a list, looked for in texts as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.figures.patterns import Text, compiled, lowered

LISTS = {"kin": "mother|aunt", "fall": "fall~|drop~"}


def found(phrase: str, written: str) -> list[str]:
    return [span.cut(written) for span, _ in Text.of(written).find(compiled([phrase], LISTS))]


@pytest.mark.parametrize(
    ("phrase", "written", "words"),
    [
        ("chase~ me", "He CHASED me, and chases me.", ["CHASED me", "chases me"]),
        ("snake+", "A snake, two snakes, a snakeskin", ["snake", "snakes"]),
        ("red|blue door", "A blue door", ["blue door"]),
        ("the? old door", "the old door, old door", ["the old door", "old door"]),
        ("door old?", "a door, a door old", ["door", "door old"]),
        ("look~ ... mirror", "I looked in the bathroom mirror", ["looked in the bathroom mirror"]),
        ("look~ ... mirror", "I looked at one two three four mirrors. A mirror", []),
        ("look~ ... mirror", "I looked up. The mirror", []),
        ("my <kin>'s house", "my aunt’s house", ["my aunt’s house"]),
        ("<fall> off", "it dropped off", ["dropped off"]),
        ("n't move", "I couldn't move", ["couldn't move"]),
        ("on fire", "on\nfire, non fire", ["on\nfire"]),
    ],
)
def test_a_phrase_is_found_whatever_its_form(phrase: str, written: str, words: list[str]) -> None:
    assert found(phrase, written) == words


def test_the_head_is_the_verb_or_the_first_word() -> None:
    [(_, verb)] = Text.of("i really fell off").find(compiled(["i ... fall~ off"], LISTS))
    assert verb == len("i really ")
    [(_, first)] = Text.of("no door").find(compiled(["no door"], LISTS))
    assert first == 0


def test_only_the_stretch_asked_for_is_searched() -> None:
    text = Text.of("a door. a door")
    door = compiled(["door"], {})
    assert [span.start for span, _ in text.find(door, 8)] == [10]
    assert not text.holds(door, 0, 3)
    assert not text.holds(())


@given(st.text())
def test_every_character_keeps_its_place(written: str) -> None:
    assert len(lowered(written)) == len(written)
