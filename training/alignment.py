"""Hand codings say what a dream holds, not where: this finds for each code the word that it stands on.

Codes and words are matched one to one, by what the network thinks so far and, in the first epochs, by what the
word lists saw. A code that no word carries is left out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from examples import Example
from noctuary.reading.cast import DREAMER
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
    target = Target(scales=set(example.gold.scales))
    told = np.array(example.text.told[: len(example)])
    words_of: dict[str, set[int]] = defaultdict(set)
    if Scale.CHARACTERS in target.scales:
        _characters(example, logits, trust, told, target, words_of)
    if Scale.SETTINGS in target.scales:
        _settings(example, logits, trust, told, target)
    for scale in TAGGED:
        if scale in target.scales:
            _codes(example, scale, logits, trust, told, target, words_of)
    return target


def _match(gain: npt.NDArray[np.float64], least: float) -> list[tuple[int, int]]:
    """Return the pairs of word and code of the best matching, without those that gain less than `least`."""
    words, codes = linear_sum_assignment(np.maximum(gain, least), maximize=True)
    return [(int(w), int(c)) for w, c in zip(words, codes, strict=True) if gain[w, c] > least]


def _log_softmax(logits: Logits) -> Logits:
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), np.float32)


_WEIGHT = {"kind": 2.0, "number": 1.0, "sex": 1.0, "identity": 1.5, "age": 0.5}


def _characters(
    example: Example,
    logits: Logits,
    trust: float,
    told: npt.NDArray[np.bool_],
    target: Target,
    words_of: dict[str, set[int]],
) -> None:
    assert example.gold is not None
    cast, size = example.cast, len(example)
    symbols = [code.symbol or "" for code in example.gold.codes(Scale.CHARACTERS)]
    heads: dict[int, list[int]] = defaultdict(list)
    prior = np.full(size, -1.0)
    owner = np.full(size, -1)
    for mention in cast.mentions:
        if mention.head >= size:
            continue
        if mention.dreamer or mention.pronoun:
            prior[mention.head] = -3.0
        elif mention.members:
            index = mention.members[0]
            prior[mention.head] = -2.0 if heads[index] else 0.0
            owner[mention.head] = index
        for index in mention.members:
            if len(mention.members) == 1 and not mention.dreamer:
                heads[index].append(mention.head)
    if not symbols:
        return
    seen = [character_letters(symbol) for symbol in cast.symbols]
    begins = logits[:, _TAG[tag(Scale.CHARACTERS)]]
    logp = {slot: _log_softmax(logits[:, COLUMNS[slot]]) for slot in CHARACTER_SLOTS}
    gain = np.full((size, len(symbols)), _FAR)
    for column, symbol in enumerate(symbols):
        wanted = character_letters(symbol)
        score = begins + sum(
            0.7 * logp[slot][:, SLOTS[slot].index(letter)] for slot, letter in wanted.items()
        )
        score = score + prior * max(1.0, trust)
        likeness = [sum(_WEIGHT[s] for s, letter in wanted.items() if who.get(s) == letter) for who in seen]
        for word in np.nonzero(owner >= 0)[0]:
            score[word] += trust * (likeness[owner[word]] - 2.5)
        # Coders listed characters roughly in order of appearance.
        score -= 1.5 * np.abs(np.arange(size) / size - (column + 0.3) / len(symbols))
        gain[told, column] = score[told]
    for word, column in _match(gain, -14.0):
        symbol = symbols[column]
        target.tags.append((word, _TAG[tag(Scale.CHARACTERS)]))
        around = cast.around(word)
        chain = []
        if around is not None and around.members and not around.dreamer:
            chain = [head for head in heads[around.members[0]] if head != word]
        words_of[symbol].update([word, *chain])
        for slot, letter in character_letters(symbol).items():
            place = SLOTS[slot].index(letter)
            target.slots.append((word, slot, place, 1.0))
            target.slots.extend((head, slot, place, 0.4 / len(chain)) for head in chain)


def _settings(
    example: Example, logits: Logits, trust: float, told: npt.NDArray[np.bool_], target: Target
) -> None:
    assert example.gold is not None
    symbols = [code.symbol or "" for code in example.gold.codes(Scale.SETTINGS)]
    if not symbols:
        return
    size = len(example)
    logp = {slot: _log_softmax(logits[:, COLUMNS[slot]]) for slot in SETTING_SLOTS}
    gain = np.full((size, len(symbols)), _FAR)
    for column, symbol in enumerate(symbols):
        wanted = setting_letters(symbol)
        score = logits[:, _TAG[tag(Scale.SETTINGS)]] - trust
        score = score + sum(0.7 * logp[slot][:, SLOTS[slot].index(letter)] for slot, letter in wanted.items())
        for coding in example.seen:
            if coding.code.scale is not Scale.SETTINGS or not coding.evidence:
                continue
            word = example.text.token_at(coding.evidence[0].start)
            if word < size:
                score[word] += trust * (2 if (coding.code.symbol or "")[:1] == symbol[:1] else 0.5)
        for coding in example.seen:
            if coding.code.scale is Scale.OBJECTS and (coding.code.symbol or "")[:1] in "ANRS":
                word = example.text.token_at(coding.evidence[0].start)
                if word < size:
                    score[word] += 0.7 * trust
        score -= np.abs(np.arange(size) / size - (column + 0.1) / len(symbols))
        gain[told, column] = score[told]
    for word, column in _match(gain, -20.0):
        target.tags.append((word, _TAG[tag(Scale.SETTINGS)]))
        for slot, letter in setting_letters(symbols[column]).items():
            target.slots.append((word, slot, SLOTS[slot].index(letter), 1.0))


def _codes(
    example: Example,
    scale: Scale,
    logits: Logits,
    trust: float,
    told: npt.NDArray[np.bool_],
    target: Target,
    words_of: dict[str, set[int]],
) -> None:
    """Match the codes of a scale whose every class is a tag."""
    assert example.gold is not None
    codes = example.gold.codes(scale)
    if scale is Scale.EMOTIONS:
        codes = list(dict.fromkeys(codes))
    if not codes:
        return
    size = len(example)
    seen: dict[int, list[Code]] = defaultdict(list)
    for coding in example.seen:
        if coding.code.scale is scale and coding.evidence:
            seen[example.text.token_at(coding.evidence[0].start)].append(coding.code)
    gain = np.full((size, len(codes)), _FAR)
    for column, code in enumerate(codes):
        score = logits[:, _TAG[tag(scale, code.symbol)]].astype(np.float64)
        for word, there in seen.items():
            if word < size:
                score[word] += trust * max(_likeness(code, other) for other in there)
        if len(codes) > 1:
            score -= 0.5 * np.abs(np.arange(size) / size - (column + 0.5) / len(codes))
        gain[told, column] = score[told]
    least = -1.5 if trust >= 3 else _LEAST
    for word, column in _match(gain, least):
        code = codes[column]
        target.tags.append((word, _TAG[tag(scale, code.symbol)]))
        if code.direction or scale is Scale.ACTIVITIES:
            place = DIRECTION_SLOT["direction"].index(code.direction or "")
            target.slots.append((word, "direction", place, 1.0))
        for role, party in enumerate((code.actor, code.recipient)):
            if party is not None:
                right = _right(example, party, words_of)
                if right:
                    target.links.append((word, role, right))


def _likeness(code: Code, other: Code) -> float:
    """Return how much a code that the lists saw speaks for one that a coder gave."""
    if code.symbol != other.symbol:
        return 0.4
    same = (code.actor == other.actor) + (code.recipient == other.recipient)
    return 1.2 + 0.2 * same


def _right(example: Example, party: str, words_of: dict[str, set[int]]) -> list[int]:
    """Return the candidates that stand for a party; none where its characters stand nowhere."""
    found: list[int] = []
    members = party.split("+")
    words = set().union(*(words_of.get(member, set()) for member in members))
    for place, mention in enumerate(candidates(example.cast, len(example))):
        if mention.head in words or (mention.dreamer and DREAMER in members):
            found.append(place + UNSAID)
    if "Q" in members:
        found.append(0)
    if DREAMER in members:
        found.append(1)
    return found
