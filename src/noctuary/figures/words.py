"""The words of many dreams, counted so that they can be compared: each word once a dream, in one form.

What is counted are words and pairs of words. A *word* is a word of content,
folded onto its base (:mod:`noctuary.figures.forms`): function words, numbers,
and what any telling of a dream holds ("suddenly", "I saw") are left out, and so
are coders' marks and what is told from waking life. A *pair* is two such words
side by side, as written but for a plural at its end: ``glass house``.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import DreamKey, TextSpan
from noctuary.figures.common import stop_words
from noctuary.figures.forms import base_form, singular
from noctuary.figures.word_counts import Count, Counts, reference_words
from noctuary.reading.lists import load
from noctuary.reading.nouns import NAMES, WORDY_NAMES
from noctuary.reading.passages import read_words
from noctuary.reading.text import DreamText

Integers = NDArray[np.int64]

#: Words and pairs in fewer dreams than this are not kept: nothing can be said of them.
MINIMUM: Final = 3
#: Into how many stretches the dreams are cut, in their order, to see how evenly a word is spread.
STRETCHES: Final = 10
# Of its capitals within sentences, so many make a word a name.
_NAME_SHARE: Final = 0.5
_WORD: Final = re.compile(r"[^\W\d_]+")
# A letter alone is no word.
_SHORTEST: Final = 2
# A pair is kept as one number: its first word in the high half, counted from 1, its second in the low.
_PAIR: Final = 1 << 32


class Told(NamedTuple):
    """One dream, to be counted."""

    key: DreamKey
    dreamer: str
    text: str


class WordTable:
    """The words of dreams, dream by dream, in little room: samples are parts of one table.

    Parameters
    ----------
    dreams
        In the order of their nights, as far as it is known; they are gone through once.
    names
        Words that are names of figures, in lower case, besides those that look it.
    bases
        Words that others are folded onto; those of the reference if ``None``.

    Examples
    --------
    >>> texts = ["A key lay in the glass house.", "Glass houses have no keys.", "The key to a glass house sang."]
    >>> table = WordTable(Told(DreamKey("mine", str(nr)), "me", text) for nr, text in enumerate(texts))
    >>> {term: count.dreams for term, count in sorted(table.counts("mine").terms.items())}
    {'glass': 3, 'glass house': 3, 'house': 3, 'key': 3}
    """

    def __init__(
        self,
        dreams: Iterable[Told],
        *,
        names: AbstractSet[str] = frozenset(),
        bases: AbstractSet[str] | None = None,
    ) -> None:
        self._named = names
        self._words = _Words()
        self.keys: list[DreamKey] = []
        who: list[int] = []
        lengths: list[int] = []
        codes = array("q")
        numbers: dict[str, int] = {}
        for dream in dreams:
            before = len(codes)
            codes.extend(self._words.of(read_words(dream.text)))
            self.keys.append(dream.key)
            who.append(numbers.setdefault(dream.dreamer, len(numbers)))
            lengths.append(len(codes) - before)
        self._dreamers = np.array(who, np.int64)
        self._fold(np.array(codes, np.int64), np.array(lengths, np.int64), bases)

    def _fold(self, written: Integers, lengths: Integers, bases: AbstractSet[str] | None) -> None:
        """Fold forms onto their bases, and count what each dream holds."""
        dream = np.repeat(np.arange(len(lengths)), lengths)
        codes = self._words.folded(written, reference_words() if bases is None else bases)
        dream, codes = dream[codes >= 0], codes[codes >= 0]
        self._codes, term = np.unique(codes, return_inverse=True)
        total = max(1, len(self._codes))
        held, times = np.unique(dream * total + term, return_counts=True)
        dream, term = held // total, held % total
        #: How many different words each dream holds.
        self._sizes = np.bincount(dream[self._codes[term] < _PAIR], minlength=len(lengths))
        # Most pairs stand in one dream alone; without them the table is a tenth as large.
        kept = np.bincount(term, minlength=total)[term] >= min(MINIMUM, len(lengths))
        self._dream, self._term, self._times = dream[kept], term[kept], times[kept]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that are names of figures: on a list of names, or mostly capitalised and otherwise unknown."""
        return frozenset(filter(self._is_name, self._words.known))

    def _is_name(self, word: str) -> bool:
        if word in self._named or (word in NAMES and word not in WORDY_NAMES):
            return True
        if word in _place_names() or (word in reference_words() and word not in WORDY_NAMES):
            return False
        return self._words.is_capitalised(word)

    @property
    def capitalised(self) -> frozenset[str]:
        """The words that mostly have a capital where no sentence begins."""
        return frozenset(filter(self._words.is_capitalised, self._words.known))

    def counts(
        self,
        name: str,
        chosen: Sequence[int] | Integers | None = None,
        *,
        at_least: int = 1,
        names: bool = False,
    ) -> Counts:
        """Return the words of some of the dreams.

        Parameters
        ----------
        name
            What to call them.
        chosen
            Their places in :attr:`keys`, in the order over which spread is measured; all if ``None``.
        at_least
            Only what is in so many of them; what is in fewer than :data:`MINIMUM` of the table's is not kept.
        names
            Keep names of figures.
        """
        places = np.arange(len(self)) if chosen is None else np.asarray(chosen, np.int64)
        order = np.full(len(self), -1, np.int64)
        order[places] = np.arange(len(places))
        inside = order[self._dream] >= 0 if len(self) else np.empty(0, bool)
        term, dream, times = self._term[inside], self._dream[inside], self._times[inside]
        total = len(self._codes)
        dreams_with = np.bincount(term, minlength=total)
        tokens = np.bincount(term, weights=times, minlength=total)
        spreads = _spread(term, order[dream] * STRETCHES // max(1, len(places)), self._sizes[places], total)
        dreamers = self._dreamers_with(term, dream, total)
        terms = {
            word: Count(int(dreams_with[at]), int(tokens[at]), int(dreamers[at]), float(spreads[at]))
            for at in np.flatnonzero(dreams_with >= at_least)
            if (word := self._term_named(int(self._codes[at]), names=names))
        }
        return Counts(name, len(places), int(self._sizes[places].sum()), MappingProxyType(terms))

    def holding(self, term: str, among: range | None = None) -> list[DreamKey]:
        """Return the dreams that hold a word or a pair of words, in the table's order.

        Parameters
        ----------
        term
            As :meth:`counts` gives it. What is in very few dreams of the table is not found.
        among
            The places in :attr:`keys` to look at; all if ``None``.
        """
        code = self._words.code(term)
        at = int(np.searchsorted(self._codes, code))
        if at == len(self._codes) or self._codes[at] != code:
            return []
        places = range(len(self)) if among is None else among
        return [self.keys[place] for place in self._dream[self._term == at].tolist() if place in places]

    def _term_named(self, code: int, *, names: bool) -> str:
        """Return the word or pair that a code stands for; empty if a name is in it, and names are not wanted."""
        words = self._words.parts(code)
        return "" if not names and not self.names.isdisjoint(words) else " ".join(words)

    def dreamer_count(self, among: range | None = None) -> int:
        """Return how many dreamers there are in some of the dreams; in all if ``None``."""
        return len(np.unique(self._dreamers[slice(None) if among is None else among]))

    def _dreamers_with(self, term: Integers, dream: Integers, total: int) -> Integers:
        several = int(self._dreamers.max(initial=0)) + 1
        both = np.unique(term * several + self._dreamers[dream])
        return np.bincount(both // several, minlength=total)


def _spread(term: Integers, stretch: Integers, sizes: Integers, total: int) -> NDArray[np.float64]:
    """Return how evenly the dreams with each term are spread over the stretches."""
    stretches = np.arange(len(sizes)) * STRETCHES // max(1, len(sizes))
    words = np.bincount(stretches, weights=sizes, minlength=STRETCHES)
    found = np.bincount(term * STRETCHES + stretch, minlength=total * STRETCHES).reshape(total, STRETCHES)
    return deviation_of_proportions(found, words.astype(np.float64))


def deviation_of_proportions(found: Integers, sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gries's DP: how far the shares of each word in the parts of a text are from the sizes of the parts.

    Parameters
    ----------
    found
        How often each word is in each part, shape (words, parts).
    sizes
        How large the parts are, shape (parts,).

    Returns
    -------
    array of float
        For each word, from 0, spread as the parts are large, towards 1; NaN for a word that is nowhere.

    References
    ----------
    Gries (2008), Dispersions and adjusted frequencies in corpora, International Journal of Corpus Linguistics 13,
    403-437.

    Examples
    --------
    >>> deviation_of_proportions(np.array([[1, 1], [2, 0]]), np.array([10.0, 10.0])).tolist()
    [0.0, 0.5]
    """
    totals = found.sum(axis=1, keepdims=True)
    shares = np.divide(found, totals, out=np.full(found.shape, np.nan), where=totals > 0)
    distances: NDArray[np.float64] = np.abs(shares - sizes / max(1.0, sizes.sum())).sum(axis=1) / 2
    return distances


class _Words:
    """Numbers for words, and how often each stood with a capital where no sentence begins."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self._inside: Counter[int] = Counter()
        self._capitals: Counter[int] = Counter()

    def of(self, text: DreamText) -> Iterator[int]:
        """Yield a code for each word of content and each pair of them, as written."""
        before: int | None = None
        for at, token in enumerate(text.words):
            inside = at > 0 and text.sentence[at] == text.sentence[at - 1]
            for word in token.split("-") if "-" in token else (token,):
                if not text.told[at] or len(word) < _SHORTEST or not word.isalpha() or word in stop_words():
                    before = None
                    continue
                number = self._number(word)
                yield number
                if before is not None:
                    yield (before + 1) * _PAIR + number
                before = number
                if inside:
                    self._inside[number] += 1
                    self._capitals[number] += text.raw[at][0].isupper()

    def _number(self, word: str) -> int:
        return self.known.setdefault(word, len(self.known))

    def folded(self, written: Integers, bases: AbstractSet[str]) -> Integers:
        """Return codes of words as codes of their bases, below 0 where that is no word of content.

        A word that is frequent in the dreams themselves is a base too.
        """
        surfaces = list(self.known)
        often = np.bincount(written[written < _PAIR], minlength=len(surfaces)) >= MINIMUM
        known = bases | {word for word, is_often in zip(surfaces, often, strict=True) if is_often}
        to_base = np.array([self._base(word, known) for word in surfaces], np.int64)
        to_singular = np.array([self._number(singular(word, known)) for word in surfaces], np.int64)
        is_pair = written >= _PAIR
        codes = written.copy()
        codes[is_pair] += to_singular[written[is_pair] % _PAIR] - written[is_pair] % _PAIR
        codes[~is_pair] = to_base[written[~is_pair]]
        return codes

    def _base(self, word: str, known: AbstractSet[str]) -> int:
        base = base_form(word, known)
        return -1 if base in stop_words() else self._number(base)

    @cached_property
    def _by_number(self) -> list[str]:
        return list(self.known)

    def parts(self, code: int) -> tuple[str, ...]:
        """Return the word, or the two words, of a code."""
        if code < _PAIR:
            return (self._by_number[code],)
        return self._by_number[code // _PAIR - 1], self._by_number[code % _PAIR]

    def code(self, term: str) -> int:
        """Return the code of a word or of two words, -1 if no dream holds one of them."""
        first, _, second = term.partition(" ")
        if first not in self.known or (second and second not in self.known):
            return -1
        return (self.known[first] + 1) * _PAIR + self.known[second] if second else self.known[first]

    def is_capitalised(self, word: str) -> bool:
        """Whether a word, as written, mostly has a capital within sentences."""
        number = self.known[word]
        return self._capitals[number] > _NAME_SHARE * self._inside[number]


def where_told(text: str, term: str) -> list[TextSpan]:
    """Return where a text has a word, in any of its forms, or a pair of words side by side.

    Parameters
    ----------
    text
        Of a dream.
    term
        As :meth:`WordTable.counts` gives it.

    Examples
    --------
    >>> text = "Two keys lay in glass houses."
    >>> [span.cut(text) for term in ("key", "glass house") for span in where_told(text, term)]
    ['keys', 'glass houses']
    """
    *before, last = term.split(" ")
    words = [(match.group().lower(), TextSpan(*match.span())) for match in _WORD.finditer(text)]
    found = []
    for place, (word, span) in enumerate(words):
        first = place - len(before)
        if first < 0 or not _is_form_of(word, last, in_pair=bool(before)):
            continue
        if [each for each, _ in words[first:place]] == before:
            found.append(TextSpan(words[first][1].start, span.end))
    return found


@lru_cache(maxsize=50_000)
def _is_form_of(word: str, base: str, *, in_pair: bool) -> bool:
    """Tell whether a word is a form of another, or where it stands in a pair, its plural."""
    known = frozenset((base,))
    return base in (word, singular(word, known) if in_pair else base_form(word, known))


@cache
def _place_names() -> frozenset[str]:
    return frozenset(load("places")["names"].split())
