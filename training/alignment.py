"""Hand codings say what a dream holds, not where: this finds for each code the word that it stands on.

Codes and words are matched one to one, by what the network thinks so far and, in the first epochs, by what the
word lists saw. A code that no word carries is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from examples import Example
from noctuary.coding import Reading
from noctuary.reading.cast import DREAMER
from noctuary.reading.model.decode import NOBODY, log_softmax
from noctuary.reading.model.layout import (
    CHARACTER_SLOTS,
    COLUMNS,
    DIRECTION_SLOT,
    SETTING_SLOTS,
    SLOTS,
    TAGGED,
    TAGS,
    character_letters,
    setting_letters,
    tag,
)
from noctuary.reading.model.links import UNSAID, candidates
from noctuary.scheme import Code, Scale

_TAG = {name: place for place, name in enumerate(TAGS)}
_LEAST = -6.0
"""The gain below which a code is left without a word."""

_FAR = -1e4

Logits = npt.NDArray[np.float32]


@dataclass(slots=True)
class Target:
    """What the network should say of one example.

    Parameters
    ----------
    tags
        The words and tags that hold, as pairs.
    scales
        Which tags were looked for; the others say nothing.
    slots
        Word, slot, the letter's place, and how much it counts.
    links
        Word, role, and the candidates that are right, as :func:`noctuary.reading.model.links.candidates` counts them.
    """

    tags: list[tuple[int, int]] = field(default_factory=list)
    scales: set[Scale] = field(default_factory=set)
    slots: list[tuple[int, str, int, float]] = field(default_factory=list)
    links: list[tuple[int, int, list[int]]] = field(default_factory=list)


def align(example: Example, logits: Logits, trust: float) -> Target:
    """Return where the codes of an example stand.

    Parameters
    ----------
    example
        With a hand coding.
    logits
        (words, WIDTH): what the network says of the words so far.
    trust
        How much the lists are trusted: 3 at first, when the network knows nothing; at last about 0.5.
    """
    assert example.gold is not None
    return _Alignment(example, example.gold, logits, trust).target()


def _match(gain: npt.NDArray[np.float64], least: float) -> list[tuple[int, int]]:
    """Return the pairs of word and code of the best matching, without those that gain less than `least`."""
    words, codes = linear_sum_assignment(np.maximum(gain, least), maximize=True)
    return [(int(w), int(c)) for w, c in zip(words, codes, strict=True) if gain[w, c] > least]


_WEIGHT = {"kind": 2.0, "number": 1.0, "sex": 1.0, "identity": 1.5, "age": 0.5}


class _Alignment:
    """One example while its codes are matched with its words."""

    def __init__(self, example: Example, gold: Reading, logits: Logits, trust: float) -> None:
        self.example = example
        self.gold = gold
        self.logits = logits
        self.trust = trust
        self.size = len(example)
        self.told = np.array(example.text.told[: self.size])
        self.words_of: dict[str, set[int]] = defaultdict(set)
        self.found = Target(scales=set(gold.scales))

    def target(self) -> Target:
        """Return where the codes stand; characters first, since the others name them."""
        if Scale.CHARACTERS in self.found.scales:
            self._characters([code.symbol or "" for code in self.gold.codes(Scale.CHARACTERS)])
        if Scale.SETTINGS in self.found.scales:
            self._settings([code.symbol or "" for code in self.gold.codes(Scale.SETTINGS)])
        for scale in TAGGED:
            if scale in self.found.scales:
                codes = self.gold.codes(scale)
                self._codes(scale, list(dict.fromkeys(codes)) if scale is Scale.EMOTIONS else codes)
        return self.found

    def _gain(self, scores: list[npt.NDArray[Any]]) -> npt.NDArray[np.float64]:
        """Return what each word gains by each code: (words, codes), nothing that is not told being worth any."""
        gain = np.full((self.size, len(scores)), _FAR)
        for column, score in enumerate(scores):
            gain[self.told, column] = score[self.told]
        return gain

    def _late(self, place: float) -> npt.NDArray[np.float64]:
        """Return how far each word stands from a place in the dream, from 0 its beginning to 1 its end."""
        return np.abs(np.arange(self.size) / self.size - place)

    def _shares(self, slots: Iterable[str]) -> dict[str, Logits]:
        return {slot: log_softmax(self.logits[:, COLUMNS[slot]]) for slot in slots}

    def _seen(self, scale: Scale) -> Iterator[tuple[int, Code]]:
        """Yield what the lists saw on a scale, each with the word it begins at."""
        for coding in self.example.seen:
            if coding.code.scale is scale and coding.evidence:
                word = self.example.text.token_at(coding.evidence[0].start)
                if word < self.size:
                    yield word, coding.code

    def _mark(self, word: int, scale: Scale, symbol: str | None = None) -> None:
        self.found.tags.append((word, _TAG[tag(scale, symbol)]))

    def _characters(self, symbols: list[str]) -> None:
        cast = self.example.cast
        heads: dict[int, list[int]] = defaultdict(list)
        prior = np.full(self.size, -1.0)
        owner = np.full(self.size, -1)
        for mention in candidates(cast, self.size):
            if mention.dreamer or mention.pronoun:
                prior[mention.head] = -3.0
            elif mention.members:
                index = mention.members[0]
                prior[mention.head] = -2.0 if heads[index] else 0.0
                owner[mention.head] = index
            if len(mention.members) == 1 and not mention.dreamer:
                heads[mention.members[0]].append(mention.head)
        if not symbols:
            return
        seen = [character_letters(symbol) for symbol in cast.symbols]
        logp = self._shares(CHARACTER_SLOTS)
        scores = []
        for column, symbol in enumerate(symbols):
            wanted = character_letters(symbol)
            score = self.logits[:, _TAG[tag(Scale.CHARACTERS)]] + sum(
                0.7 * logp[slot][:, SLOTS[slot].index(letter)] for slot, letter in wanted.items()
            )
            score = score + prior * max(1.0, self.trust)
            likeness = [
                sum(_WEIGHT[s] for s, letter in wanted.items() if who.get(s) == letter) for who in seen
            ]
            for word in np.nonzero(owner >= 0)[0]:
                score[word] += self.trust * (likeness[owner[word]] - 2.5)
            # Coders listed characters roughly in order of appearance.
            scores.append(score - 1.5 * self._late((column + 0.3) / len(symbols)))
        for word, column in _match(self._gain(scores), -14.0):
            symbol = symbols[column]
            self._mark(word, Scale.CHARACTERS)
            around = cast.around(word)
            chain = []
            if around is not None and around.members and not around.dreamer:
                chain = [head for head in heads[around.members[0]] if head != word]
            self.words_of[symbol].update([word, *chain])
            for slot, letter in character_letters(symbol).items():
                place = SLOTS[slot].index(letter)
                self.found.slots.append((word, slot, place, 1.0))
                self.found.slots.extend((head, slot, place, 0.4 / len(chain)) for head in chain)

    def _settings(self, symbols: list[str]) -> None:
        if not symbols:
            return
        logp = self._shares(SETTING_SLOTS)
        places = list(self._seen(Scale.SETTINGS))
        things = [word for word, code in self._seen(Scale.OBJECTS) if (code.symbol or "")[:1] in "ANRS"]
        scores = []
        for column, symbol in enumerate(symbols):
            wanted = setting_letters(symbol)
            score = self.logits[:, _TAG[tag(Scale.SETTINGS)]] - self.trust
            score = score + sum(
                0.7 * logp[slot][:, SLOTS[slot].index(letter)] for slot, letter in wanted.items()
            )
            for word, code in places:
                score[word] += self.trust * (2 if (code.symbol or "")[:1] == symbol[:1] else 0.5)
            for word in things:
                score[word] += 0.7 * self.trust
            scores.append(score - self._late((column + 0.1) / len(symbols)))
        for word, column in _match(self._gain(scores), -20.0):
            self._mark(word, Scale.SETTINGS)
            for slot, letter in setting_letters(symbols[column]).items():
                self.found.slots.append((word, slot, SLOTS[slot].index(letter), 1.0))

    def _codes(self, scale: Scale, codes: list[Code]) -> None:
        """Match the codes of a scale whose every class is a tag."""
        if not codes:
            return
        seen: dict[int, list[Code]] = defaultdict(list)
        for word, code in self._seen(scale):
            seen[word].append(code)
        scores = []
        for column, code in enumerate(codes):
            score = self.logits[:, _TAG[tag(scale, code.symbol)]].astype(np.float64)
            for word, there in seen.items():
                score[word] += self.trust * max(_likeness(code, other) for other in there)
            if len(codes) > 1:
                score -= 0.5 * self._late((column + 0.5) / len(codes))
            scores.append(score)
        for word, column in _match(self._gain(scores), -1.5 if self.trust >= 3 else _LEAST):
            code = codes[column]
            self._mark(word, scale, code.symbol)
            if code.direction or scale is Scale.ACTIVITIES:
                place = DIRECTION_SLOT["direction"].index(code.direction or "")
                self.found.slots.append((word, "direction", place, 1.0))
            for role, party in enumerate((code.actor, code.recipient)):
                right = self._right(party) if party is not None else []
                if right:
                    self.found.links.append((word, role, right))

    def _right(self, party: str) -> list[int]:
        """Return the candidates that stand for a party; none where its characters stand nowhere."""
        members = party.split("+")
        words = set().union(*(self.words_of.get(member, set()) for member in members))
        found = [
            place + UNSAID
            for place, mention in enumerate(candidates(self.example.cast, self.size))
            if mention.head in words or (mention.dreamer and DREAMER in members)
        ]
        return [*found, *(place for place, member in enumerate((NOBODY, DREAMER)) if member in members)]


def _likeness(code: Code, other: Code) -> float:
    """Return how much a code that the lists saw speaks for one that a coder gave."""
    if code.symbol != other.symbol:
        return 0.4
    same = (code.actor == other.actor) + (code.recipient == other.recipient)
    return 1.2 + 0.2 * same
