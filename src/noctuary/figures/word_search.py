"""Word search: in how many dreams there is a word of a list, beside dreams of others.

The lists that come along, the *oneiric words*, follow Bulkeley's idea of a fixed
set of categories with baselines (2009, 2014). They are our own: their rates
must not be set beside the baselines of the Sleep and Dream Database.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from noctuary.dream import Sex
from noctuary.errors import FormatError, StatsError
from noctuary.figures.word_counts import DREAMS_ROW
from noctuary.stats.effect import Interval, benjamini_hochberg, cohens_h, h_p_value, wilson_interval

#: The lists and how their words are matched; rates of different versions are not comparable.
VERSION: Final = "oneiric words, version 0"

_OF_SEX: Final[Mapping[str | None, str]] = {None: "dreambank", Sex.FEMALE: "women", Sex.MALE: "men"}
_WORD = re.compile(r"[a-z]+")
_LINE = re.compile(r"(?P<name>[^:\[\]]+):\s*(?P<words>.*)")
_CLASS = re.compile(r"\[(?P<name>[^\[\]]+)\]")


class Lengths(NamedTuple):
    """How long dreams are that may be compared, in words between blanks, both ends included."""

    least: int
    most: int

    def holds(self, text: str) -> bool:
        """Whether a text is neither shorter nor longer."""
        return self.least <= len(text.split()) <= self.most


#: The length of the norm dreams, and of those that are set beside a baseline.
LENGTHS: Final = Lengths(50, 300)


@dataclass(frozen=True, slots=True)
class Category:
    """One list of words.

    Parameters
    ----------
    name
        What the words are about.
    words
        In lower case, each matched in exactly this form.
    group
        The class of categories it belongs to; empty for none.
    """

    name: str
    words: frozenset[str]
    group: str = ""


def parse_categories(text: str) -> tuple[Category, ...]:
    """Read lists of words, one a line: ``keys: key keys lock locked``.

    Parameters
    ----------
    text
        Lines that begin with ``#`` are notes; ``[a class]`` on a line of its own begins a class of lists.

    Raises
    ------
    FormatError
        If a line is neither, a list has no word or comes twice, or a word is more than a run of the letters a-z.

    Examples
    --------
    >>> [keys] = parse_categories("keys: key keys lock")
    >>> keys.name, sorted(keys.words)
    ('keys', ['key', 'keys', 'lock'])
    """
    found: dict[str, Category] = {}
    group = ""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        if head := _CLASS.fullmatch(written):
            group = head["name"].strip()
            continue
        category = _category(written, number, group)
        if category.name in found:
            raise FormatError(
                f"Line {number} of the word lists names {category.name!r} again.", "Join the lists."
            )
        found[category.name] = category
    if not found:
        raise FormatError("The file holds no word list.", "Write one a line: keys: key keys lock")
    return tuple(found.values())


def _category(written: str, number: int, group: str) -> Category:
    line = _LINE.fullmatch(written)
    if line is None or not line["words"].strip():
        raise FormatError(
            f"Line {number} of the word lists is no list.",
            "Write a name, a colon and the words: keys: key keys lock",
        )
    words = line["words"].lower().replace(",", " ").split()
    for word in words:
        if not _WORD.fullmatch(word):
            raise FormatError(
                f"Line {number} of the word lists holds {word[:30]!r}, which no text is cut into.",
                'Words are runs of the letters a-z; of "don\'t" write don.',
            )
    return Category(line["name"].strip(), frozenset(words), group)


@cache
def categories() -> tuple[Category, ...]:
    """Return the forty lists of the oneiric words."""
    return parse_categories(_data("oneiric_words.txt"))


def holds(text: str, among: Sequence[Category]) -> Iterator[str]:
    """Yield the names of the categories of which a text holds a word.

    Parameters
    ----------
    text
        It is put in lower case and cut into runs of a-z, so that ``didn't`` is ``didn`` and ``t``.
    among
        The categories to look for.

    Examples
    --------
    >>> list(holds("A white horse!", categories()))
    ['color', 'animals']
    """
    words = frozenset(_WORD.findall(text.lower()))
    return (category.name for category in among if not words.isdisjoint(category.words))


@dataclass(frozen=True, slots=True)
class Baseline:
    """In how many dreams of others there is a word of each category.

    Parameters
    ----------
    name
        Whose dreams.
    dreams
        How many; positive.
    counts
        By the category's name.
    """

    name: str
    dreams: int
    counts: Mapping[str, int]


@cache
def _baselines() -> Mapping[str, Baseline]:
    lines = (line for line in _data("word_baselines.csv").splitlines() if not line.startswith("#"))
    rows = {row.pop("category"): row for row in csv.DictReader(lines)}
    dreams = rows.pop(DREAMS_ROW)
    return {
        name: Baseline(name, int(total), {category: int(row[name]) for category, row in rows.items()})
        for name, total in dreams.items()
    }


def baseline_names() -> tuple[str, ...]:
    """Return the names that :func:`baseline` knows."""
    return tuple(_baselines())


def baseline(name: str | Sex | None) -> Baseline:
    """Return a baseline of the oneiric words.

    Parameters
    ----------
    name
        ``"women"`` and ``"men"`` are the norm dreams of Hall and Van de Castle, ``"dreambank"`` is drawn from
        many series of both sexes. A sex takes its norm dreams, ``None`` takes DreamBank.

    Raises
    ------
    StatsError
        If there is no such baseline.

    Examples
    --------
    >>> women = baseline("women")
    >>> women.dreams, women.counts["fear"]
    (490, 115)
    """
    known = _OF_SEX.get(name) or str(name)
    try:
        return _baselines()[known]
    except KeyError:
        raise StatsError(
            f"There is no baseline named {name!r}.", f"Known: {', '.join(baseline_names())}."
        ) from None


@dataclass(frozen=True, slots=True)
class WordRate:
    """The share of dreams with a word of one category, beside a baseline.

    Parameters
    ----------
    category
        Which.
    count, total
        Dreams that hold a word of it, and all dreams.
    baseline_count, baseline_total
        The same of the baseline; 0 of 0 where it lacks the category.
    baseline_name
        Whose dreams the baseline is; empty without one.
    p_adjusted
        Of h, by Benjamini and Hochberg over all categories; NaN without a baseline.
    """

    category: Category
    count: int
    total: int
    baseline_count: int = 0
    baseline_total: int = 0
    baseline_name: str = ""
    p_adjusted: float = math.nan

    @property
    def rate(self) -> float:
        """From 0 to 1; NaN of no dreams."""
        return self.count / self.total if self.total else math.nan

    @property
    def interval(self) -> Interval:
        """The 95% interval of the rate, by Wilson."""
        return wilson_interval(self.count, self.total)

    @property
    def baseline_rate(self) -> float:
        """From 0 to 1; NaN without a baseline."""
        return self.baseline_count / self.baseline_total if self.baseline_total else math.nan

    @property
    def h(self) -> float:
        """Cohen's h, positive where the dreams hold it more often than the baseline's; NaN without a baseline."""
        return cohens_h(self.rate, self.baseline_rate)

    @property
    def p(self) -> float:
        """Of h, two-sided."""
        return h_p_value(self.h, self.total, self.baseline_total)


def word_rates(
    texts: Iterable[str],
    among: Sequence[Category] | None = None,
    *,
    beside: Baseline | None = None,
    lengths: Lengths | None = None,
) -> list[WordRate]:
    """Count the dreams that hold a word of each category.

    Parameters
    ----------
    texts
        The dreams.
    among
        Which categories; the oneiric words if ``None``.
    beside
        What to set them beside, if anything. It must have been counted with the same lists.
    lengths
        Leave out dreams that are shorter or longer: a long dream holds more words of every list.

    Returns
    -------
    list of WordRate
        One for each category, in their order.
    """
    looked_for = categories() if among is None else among
    chosen = [text for text in texts if lengths is None or lengths.holds(text)]
    found = Counter(name for text in chosen for name in holds(text, looked_for))
    rates = [
        WordRate(category, found[category.name], len(chosen), *_beside(category, beside))
        for category in looked_for
    ]
    adjusted = benjamini_hochberg([rate.p for rate in rates])
    return [replace(rate, p_adjusted=p) for rate, p in zip(rates, adjusted, strict=True)]


def _beside(category: Category, beside: Baseline | None) -> tuple[int, int, str]:
    if beside is None or category.name not in beside.counts:
        return 0, 0, ""
    return beside.counts[category.name], beside.dreams, beside.name


def _data(name: str) -> str:
    return files("noctuary.figures").joinpath(f"data/{name}").read_text(encoding="utf-8")
