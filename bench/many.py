"""Invented dreams, as many as are wanted: sentences of a few thousand, put together anew.

The demo holds a dozen invented dreams. From each of them many are made by putting other words in the place of the
names of things, animals and people, as often as DreamBank has those words; these are read by the learned reader, once.
All further dreams are made of their sentences, and take along what was found in each: its codes, and the words that
those stand on. A dream is placed in meaning at the middle of some that it has sentences of. Names that nobody bears
are mixed in, most of them in very few dreams, so that there are rare words.

Dreams of one seed are equal, in whatever number; none of DreamBank is among them. Millions are some thousands told
again: each with another end and of another night, so that what was read stands where it stood.
"""

from __future__ import annotations

import math
import random
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate, islice
from pathlib import Path
from typing import Final

import numpy as np

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, Lucidity, PartialDate, Series, Sex, TextSpan
from noctuary.figures.word_counts import reference
from noctuary.ingest import read_paths
from noctuary.library import Library
from noctuary.readers import DEFAULT, identity_of, open_reader
from noctuary.reading.lists import load

#: So many invented dreams are read, for their sentences.
READ: Final = 3000
#: Words of a dream: half of DreamBank's have fewer than 120, one in twenty more than 400.
_MEDIAN: Final = 120
_SPREAD: Final = 0.75
_FEWEST: Final = 30
_MOST_WORDS: Final = 3000
#: Names that nobody bears.
_NAMES: Final = 400_000
_SERIES: Final = 24
_SERIES_WEIGHTS: Final = tuple(accumulate(1 / (rank + 1) for rank in range(_SERIES)))
_FIRST_NIGHT: Final = date(1965, 1, 1)
_NIGHTS: Final = 60 * 365
_TAGS: Final = tuple("flying falling water house travel school animals chase music night work sea".split())
_SENTENCE: Final = re.compile(r"\S.*?[.!?](?=\s|$)", re.DOTALL)
_WORD: Final = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an invented dream.

    Parameters
    ----------
    text
        As it stands.
    codings
        What the reader found there, each with the words it stands on, counted from the sentence's beginning.
    dream
        The place of the dream that it is of.
    words
        How many it has.
    """

    text: str = field(repr=False)
    codings: tuple[Coding, ...]
    dream: int
    words: int


@dataclass(frozen=True, slots=True)
class Made:
    """What dreams are made of.

    Parameters
    ----------
    sentences
        Of all dreams that were read.
    places
        Where each of those stands in meaning: (dreams, width).
    reader
        Who read them.
    """

    sentences: tuple[Sentence, ...] = field(repr=False)
    places: np.ndarray = field(repr=False)
    reader: Reader

    @classmethod
    def of(cls, folder: Path) -> Made:
        """Return what was made in a folder, else make it there: that takes some minutes."""
        reader = identity_of(DEFAULT)
        with Library.open(folder / f"invented, {reader}.noctuary", create=True) as library:
            if not library.count():
                library.take_in(islice(_varied(), READ))
            if library.count_unread(reader):
                print("Reading invented dreams, once.", file=sys.stderr)
                library.read_unread(open_reader(DEFAULT))
            keys, places = library.vectors()
            sentences = tuple(
                sentence
                for place, key in enumerate(keys)
                for sentence in _sentences(library.store.get(key), library.reading(key), place)
            )
        return cls(sentences, places, reader)

    def dreams(self, count: int, *, seed: int = 0) -> Iterator[tuple[Dream, Reading]]:
        """Yield dreams with their readings; the first of many are the same as of few."""
        chance = random.Random(seed)  # noqa: S311
        for number in range(count):
            yield self._dream(chance, number)

    def _dream(self, chance: random.Random, number: int) -> tuple[Dream, Reading]:
        wanted = min(_MOST_WORDS, max(_FEWEST, _MEDIAN * math.exp(chance.gauss(0, _SPREAD))))
        parts: list[str] = []
        codings: list[Coding] = []
        from_dreams: list[int] = []
        at = words = 0
        while words < wanted:
            sentence = self.sentences[int(chance.random() * len(self.sentences))]
            parts.append(sentence.text)
            codings += (_moved(coding, at) for coding in sentence.codings)
            from_dreams.append(sentence.dream)
            at += len(sentence.text) + 1
            words += sentence.words
            if chance.random() < 0.15:
                aside = f"{_name(chance)} was there too."
                parts.append(aside)
                at += len(aside) + 1
                words += 4
        title = f"{_name(chance)}'s house" if chance.random() < 0.3 else ""
        lucid = chance.random()
        dream = Dream(
            id=f"{number:07}",
            series=_series(chance),
            text=" ".join(parts),
            date=_date(chance),
            title=title,
            tags=tuple(chance.sample(_TAGS, 2)) if chance.random() < 0.2 else (),
            lucidity=Lucidity.FULL if lucid < 0.03 else Lucidity.NONE if lucid < 0.4 else None,
        )
        place = self.places[from_dreams[:3]].sum(axis=0)
        codings.sort(key=lambda each: each.code.scale.value)
        placed = (place / np.linalg.norm(place)).astype("<f2").tobytes()
        return dream, Reading.of(dream, self.reader, codings, embedding=placed)


def invented_series() -> Iterator[Series]:
    """Yield the series that the dreams are of."""
    for number in range(_SERIES):
        yield Series(f"s{number + 1:02}", f"Series {number + 1}", sex=Sex.FEMALE if number % 2 else Sex.MALE)


def told_again(dream: Dream, number: int) -> Dream:
    """Return a dream under a number, with another end and of another night."""
    chance = random.Random(number)  # noqa: S311
    end = f"Then {_name(chance)} came, and {_name(chance)} with {_name(chance)}."
    return replace(
        dream, id=f"{number:07}", text=f"{dream.text} {end}", series=_series(chance), date=_date(chance)
    )


# Dreams that are read.


def _varied() -> Iterator[Dream]:
    """Yield the dreams of the demo, with other words in the place of those of the lists."""
    with as_file(files("noctuary.cli").joinpath("demo")) as notes:
        told = [each.text for each in read_paths([notes]) if isinstance(each, Dream) and len(each.text) > 100]
    chance = random.Random(1)  # noqa: S311
    number = 0
    while True:
        for text in told:
            yield Dream(
                id=f"{number:05}", series="varied", text=_WORD.sub(lambda word: _other(chance, word[0]), text)
            )
            number += 1


def _other(chance: random.Random, word: str) -> str:
    drawn = next((each for each in _lists() if word.lower() in each.words), None)
    if drawn is None or chance.random() < 0.1:
        return word
    other = drawn.names[bisect_right(drawn.weights, chance.random() * drawn.weights[-1])]
    return other.capitalize() if word[0].isupper() else other


@dataclass(frozen=True, slots=True)
class _List:
    names: tuple[str, ...]
    weights: tuple[float, ...]
    words: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str], counts: Mapping[str, float]) -> _List:
        names = tuple(dict.fromkeys(word.replace("-", " ") for word in words))
        return cls(names, tuple(accumulate(counts.get(name, 1.0) for name in names)), frozenset(names))


@cache
def _lists() -> tuple[_List, ...]:
    """Return the lists of words that may stand for each other, with how often DreamBank has each."""
    counts = {term: float(count.dreams) for term, count in reference().terms.items()}
    things = " ".join(load("objects")["nouns"].values()).split()
    names = load("names")
    # Of names nothing is counted: some are common and most are rare.
    male, female = ([*dict.fromkeys(names[sex].split())] for sex in ("male", "female"))
    ranked = {name: 1000 / (rank + 1) for each in (male, female) for rank, name in enumerate(each)}
    return (
        _List.of(male, ranked),
        _List.of(female, ranked),
        _List.of(load("animals")["animals"].split(), counts),
        _List.of(things, counts),
    )


def _sentences(dream: Dream, reading: Reading, place: int) -> Iterator[Sentence]:
    for found in _SENTENCE.finditer(dream.text):
        start, end = found.span()
        codings = tuple(
            Coding(coding.code, tuple(TextSpan(a - start, b - start) for a, b in held), coding.confidence)
            for coding in reading.codings
            if (held := [span for span in coding.evidence if start <= span.start and span.end <= end])
            and held[0] == coding.evidence[0]
        )
        yield Sentence(found.group(), codings, place, len(found.group().split()))


def _moved(coding: Coding, by: int) -> Coding:
    return Coding(coding.code, tuple(TextSpan(a + by, b + by) for a, b in coding.evidence), coding.confidence)


# What only some of many dreams have.


def _series(chance: random.Random) -> str:
    """Return the id of a series: the first holds most dreams, and each the fewer the later it stands."""
    weights = _SERIES_WEIGHTS
    return f"s{bisect_right(weights, chance.random() * weights[-1]) + 1:02}"


def _date(chance: random.Random) -> PartialDate | None:
    if chance.random() < 0.08:
        return None
    return PartialDate.of(_FIRST_NIGHT + timedelta(days=int(chance.random() * _NIGHTS)))


_SYLLABLES: Final = tuple(
    first + vowel for first in "b d f g k l m n p r s t v z th sh".split() for vowel in "aeiou"
)


def _name(chance: random.Random) -> str:
    """Return a name that nobody bears: a few are in many dreams, and most in hardly any."""
    # By Zipf's law: the share of the first ranks grows with their logarithm.
    rest = int(_NAMES ** chance.random()) + len(_SYLLABLES)
    syllables = []
    while rest:
        rest, digit = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[digit])
    return "".join(syllables).capitalize()
