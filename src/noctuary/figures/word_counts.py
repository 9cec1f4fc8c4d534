"""How many dreams of a sample hold each word; and the counts from DreamBank that come with Noctuary."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple

from noctuary.dream import Sex

#: A word is listed if it is in dreams of so many dreamers or sets.
LEAST_SERIES: Final = 5
#: The rows of the reference that hold the size of each sample instead of a word.
DREAMS_ROW: Final = "(dreams)"
WORDS_ROW: Final = "(words)"
_COLUMNS: Final = {None: "all", Sex.FEMALE: "women", Sex.MALE: "men"}


class Count(NamedTuple):
    """How often one word or pair was found.

    Parameters
    ----------
    dreams
        In how many dreams.
    tokens
        How often in all; 0 where only dreams were counted.
    dreamers
        In dreams of how many dreamers; 0 where that was not counted.
    spread
        Gries's DP over stretches of the dreams in their order: from 0, spread evenly, towards 1, all in one
        stretch. NaN where it was not measured.
    """

    dreams: int
    tokens: int = 0
    dreamers: int = 0
    spread: float = math.nan


@dataclass(frozen=True, slots=True)
class Counts:
    """The words of a sample of dreams.

    Parameters
    ----------
    name
        What the sample is called.
    dreams
        How many dreams.
    words
        How many different words each dream holds, summed over the dreams: the size of the sample, where each
        word counts once a dream.
    terms
        The words and pairs of words.
    unlisted
        In how many dreams a word may be that is not among the terms; what is so rare may not be listed.
    """

    name: str
    dreams: int
    words: int
    terms: Mapping[str, Count] = field(repr=False)
    unlisted: int = 0

    def find(self, term: str) -> Count:
        """Return how often a term was found; what is not listed, as often as it may have been."""
        return self.terms.get(term) or Count(self.unlisted)

    def without(self, part: Counts) -> Counts:
        """Return what is left when a part of the dreams is taken away: of the terms of that part, only their dreams."""
        rest = {term: Count(self.terms[term].dreams - count.dreams) for term, count in part.terms.items()}
        return Counts(
            f"{self.name} without {part.name}", self.dreams - part.dreams, self.words - part.words, rest
        )


@cache
def _rows() -> Mapping[str, Mapping[str, int]]:
    text = files("noctuary.figures").joinpath("data/reference_words.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {
        row.pop("word"): {column: int(number) for column, number in row.items()}
        for row in csv.DictReader(lines)
    }


@cache
def reference_words() -> frozenset[str]:
    """Return the words of the reference, in their base form: none of them is a name."""
    return frozenset(row for row in _rows() if " " not in row and not row.startswith("("))


@cache
def reference(sex: Sex | None = None) -> Counts:
    """Return the counts of dreams from many series of DreamBank, for a series to be set beside.

    Parameters
    ----------
    sex
        Dreams of women alone, or of men; ``None`` takes all.

    Notes
    -----
    A series of DreamBank that is set beside it has up to a hundred of its own dreams there, and so differs a
    little less than it would.

    References
    ----------
    Domhoff & Schneider (2008), Studying dream content using the archive and search engine on DreamBank.net,
    Consciousness and Cognition 17, 1238-1247. The counts were made for Noctuary.

    Examples
    --------
    >>> counts = reference()
    >>> counts.find("house").dreams > counts.find("castle").dreams
    True
    """
    column = _COLUMNS[sex]
    rows = _rows()
    whose = "DreamBank" if sex is None else f"the {column} of DreamBank"
    terms = {term: Count(row[column]) for term, row in rows.items() if not term.startswith("(")}
    return Counts(
        whose, rows[DREAMS_ROW][column], rows[WORDS_ROW][column], MappingProxyType(terms), LEAST_SERIES - 1
    )
