"""Every dream of this folder, read by every reader that ships."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from inspect import cleandoc
from typing import Protocol

import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream
from noctuary.reading.lexical import LexicalReader
from noctuary.reading.model.reader import ModelReader
from reading.registers.told import Told


class ReadsDreams(Protocol):
    """What all readers can do."""

    identity: Reader

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""


READERS: dict[str, Callable[[], ReadsDreams]] = {"lexical": LexicalReader, "model": ModelReader}

# What neither reader can meet, by test and statement, with the reason.
_SHARED = {
    ("test_rambling", "has emotions AN 1FKA cross"): "the word has many senses",
    ("test_dictated_without_a_stop", "one character named my brother, he, him"): (
        "only sense tells who is told to hide from somebody"
    ),
    ("test_british", "has characters 1FRA my nan"): "Nan is a first name too",
    ("test_british", "one character named my nan, Nan"): "Nan is a first name too",
    ("test_british", "has emotions HA D chuffed"): "slang that no list holds",
    ("test_teenage", "has characters 1IKT jess"): "a first name without its capital",
    ("test_learnt_english", "has characters 2ANI wolfs"): "a plural that no rule of English forms",
    ("test_lucid", "one character named a woman, the woman, she"): (
        "only sense tells her from the cat that was named last"
    ),
    ("test_an_old_womans_about_the_dead", "one character named My late husband, Walter"): (
        "it is nowhere said that this is his name"
    ),
}

# What a reader cannot meet, by test and statement, with the reason. A list cannot know what only learning or
# the world tells; whatever a rule could know does not belong here.
BEYOND: dict[str, dict[tuple[str, str], str]] = {
    "lexical": {
        **_SHARED,
        ("test_high_style_in_the_present", "not coded: ticks"): "a verb that is also a plural",
    },
    "model": {
        **_SHARED,
        ("test_british", "has characters 1MSA a bloke"): "takes him for somebody whom the dreamer knows",
        ("test_dialogue", "has friendliness 4 D helped"): "help is rare in what it learnt from",
        ("test_second_person", "has friendliness 3 1MSA gives"): "gifts are rare in what it learnt from",
        ("test_third_person", "has aggression 7 D hit"): "sees her anger, and not the blow",
    },
}


@pytest.fixture(scope="session", params=READERS)
def reader(request: pytest.FixtureRequest) -> ReadsDreams:
    """Each reader in turn, made once for all dreams."""
    return READERS[request.param]()


@pytest.fixture
def told(request: pytest.FixtureRequest, reader: ReadsDreams) -> Iterator[Told]:
    """The dream in the docstring of the test, read; statements that a reader cannot meet have to be made."""
    text = cleandoc(request.function.__doc__)
    reading = next(iter(reader.read_many([Dream(id="1", text=text)])))
    test = request.function.__name__
    beyond = {
        statement: reason
        for (where, statement), reason in BEYOND[reader.identity.name].items()
        if where == test
    }
    told = Told(text, reading, beyond)
    yield told
    assert set(beyond) <= set(told.made), "the table holds statements that the test does not make"
