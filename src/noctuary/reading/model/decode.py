"""From what the network says of each word to codes, each with the words it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from noctuary.coding import EVERY_SCALE, Coding
from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.model.layout import (
    ACTED,
    CHARACTER_SLOTS,
    COLUMNS,
    DIRECTED,
    DIRECTION_SLOT,
    GISTS,
    PERSON,
    PRESENT,
    SETTING_SLOTS,
    TAGGED,
    TAGS,
    symbols,
    tag,
)
from noctuary.reading.model.links import UNSAID, bucket, candidates, related, relations
from noctuary.reading.phrases import likened
from noctuary.reading.scope import compared, hypothetical, negated
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

NOBODY: Final = "Q"

Floats = npt.NDArray[np.float32]
_TAG: Final = {name: place for place, name in enumerate(TAGS)}
_GIST: Final = {name: place for place, name in enumerate(GISTS)}
_NEARBY: Final = 200
"""How many words away whom a word means may be mentioned: bounds the work on long texts."""

_LEAST_EVIDENCE: Final = 0.25
"""How much of the usual bound the best word must reach where the dream as a whole speaks for a code."""

_FAINT: Final = 0.001
#: Where the lists saw the same code in the same word, the rules of speech and grammar know best whose it is.
_RULED: Final = frozenset({Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY, Scale.EMOTIONS})
_ORDINARY: Final = frozenset("12")
_ORDER: Final = {scale: place for place, scale in enumerate(Scale)}
_OTHER_MENTIONS: Final = 1.0
"""What all later mentions of someone weigh together, beside the words that introduce them."""


class Sight(NamedTuple):
    """What the network says of one dream.

    words: (words, WIDTH); queries, keys: (words, roles, LINK_WIDTH); gist: (GISTS,); embedding: (384,).
    """

    words: Floats
    queries: Floats
    keys: Floats
    gist: Floats
    embedding: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers with which codes are chosen; they are shipped with the network.

    Parameters
    ----------
    least
        For each tag's scale, how likely a word must be to carry it.
    present
        For each gist, how likely the dream must be to hold it.
    unsaid
        (2, roles, LINK_WIDTH), the keys of nobody and of a dreamer who is not mentioned.
    distance
        (roles, BUCKETS), what a mention's distance speaks for it.
    relation
        (roles, RELATIONS), what grammar speaks for it.
    confidence
        For each scale, the slope and offset that turn the network's own odds into the share that is right.
    """

    least: Mapping[str, float]
    present: Mapping[str, float]
    unsaid: Floats
    distance: Floats
    relation: Floats
    confidence: Mapping[str, tuple[float, float]]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Weights:
        """Read what the shipped file holds."""
        return cls(
            data["least"],
            data["present"],
            np.array(data["unsaid"], np.float32),
            np.array(data["distance"], np.float32),
            np.array(data["relation"], np.float32),
            {scale: (slope, offset) for scale, (slope, offset) in data["confidence"].items()},
        )


class Found(NamedTuple):
    """Someone of the cast, as the network sees them.

    symbol: the code. words: the mentions. likely: that coders list them at all. right: that they give this code.
    established: where else it was learnt who they are, if anywhere.
    """

    symbol: str
    words: tuple[int, ...]
    likely: float
    right: float
    established: str = ""


class _Around(NamedTuple):
    """The mentions near a word: their heads, what grammar says of each, and the party that each stands for."""

    word: int
    heads: npt.NDArray[np.int64]
    fits: Floats
    parties: list[str]


def decode(
    text: DreamText,
    cast: Cast,
    seen: Iterable[Coding],
    sight: Sight,
    weights: Weights,
    scales: Collection[Scale] = EVERY_SCALE,
) -> list[Coding]:
    """Return the codings of a dream, scale by scale; none for an empty text.

    Parameters
    ----------
    text, cast
        The dream's words, and its mentions by the rules.
    seen
        What the lists and rules saw on every scale but the characters.
    sight
        What the network says of each word of `text`.
    weights
        How codes are chosen.
    scales
        Which scales to code.
    """
    if not len(text):
        return []
    return _Decoding(text, cast, seen, sight, weights).codings(scales)


def _settled(seen: str, ruled: str, *, established: bool) -> str:
    """Return what the network sees in someone, but for what the rules know better.

    That is who the series has established, and who is told of as dead, imaginary or changing: too rare to be learnt.
    """
    if established:
        return seen[0] + ruled[1:]
    return ruled[0] + seen[1:] if ruled[0] not in _ORDINARY else seen


def _odds(likely: float) -> float:
    likely = min(max(likely, 1e-6), 1 - 1e-6)
    return float(np.log(likely / (1 - likely)))


def _likely(odds: Any) -> Any:
    return 1 / (1 + np.exp(-odds))


def log_softmax(logits: Floats) -> Floats:
    """Return the logarithms of the shares that logits along the last axis stand for."""
    shifted = logits - logits.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), np.float32)


class _Decoding:
    """One dream while its codes are chosen."""

    def __init__(
        self, text: DreamText, cast: Cast, seen: Iterable[Coding], sight: Sight, weights: Weights
    ) -> None:
        self.text = text
        self.cast = cast
        self.sight = sight
        self.weights = weights
        told = np.array(text.told)
        self.tags = np.where(told[:, None], _likely(sight.words[:, COLUMNS["tags"]]), 0)
        self.letters = {
            slot: log_softmax(sight.words[:, COLUMNS[slot]])
            for slot in (*CHARACTER_SLOTS, *SETTING_SLOTS, *DIRECTION_SLOT)
        }
        self.ruled = {
            (coding.code.scale, coding.code.symbol, text.token_at(coding.evidence[0].start)): coding.code
            for coding in seen
            if coding.code.scale in _RULED and coding.evidence
        }
        self.mentions = candidates(cast, len(text))
        self.heads = np.array([mention.head for mention in self.mentions], np.int64)

    def codings(self, scales: Collection[Scale]) -> list[Coding]:
        found = [coding for scale in TAGGED if scale in scales for coding in self._scale(scale)]
        if Scale.SETTINGS in scales:
            found.extend(self._settings())
        if Scale.CHARACTERS in scales:
            found.extend(self._characters(self._acting(found)))
        return sorted(found, key=lambda coding: _ORDER[coding.code.scale])

    @staticmethod
    def _acting(found: list[Coding]) -> set[str]:
        """Return the symbols of everyone who takes part in a code."""
        parties = (party for coding in found for party in (coding.code.actor, coding.code.recipient) if party)
        return {symbol for party in parties for symbol in party.split("+")}

    # Characters.

    @cached_property
    def symbols(self) -> list[Found]:
        """Everyone of the cast, as the network sees them."""
        alone: dict[int, list[int]] = defaultdict(list)
        heads: dict[int, list[int]] = defaultdict(list)
        for mention in self.cast.mentions:
            for index in mention.members:
                heads[index].append(mention.head)
                if len(mention.members) == 1 and not mention.dreamer:
                    alone[index].append(mention.head)
        begins = self.tags[:, _TAG[tag(Scale.CHARACTERS)]]
        found = [self._found(begins, alone[index] or heads[index]) for index in range(len(self.cast.symbols))]
        return [
            who._replace(symbol=_settled(who.symbol, symbol, established=bool(source)), established=source)
            for who, symbol, source in zip(found, self.cast.symbols, self.cast.established, strict=True)
        ]

    def _found(self, begins: Floats, words: list[int]) -> Found:
        best = max(words, key=lambda word: begins[word])
        others = [word for word in words if word != best]
        weight = {best: 1.0, **{word: _OTHER_MENTIONS / len(others) for word in others}}
        symbol, right = self._symbol(weight)
        return Found(symbol, tuple(words), float(begins[best]), right * float(begins[best]))

    def _symbol(self, weight: dict[int, float]) -> tuple[str, float]:
        """Return the likeliest character symbol that some words carry together, and how likely it is."""
        words = list(weight)
        share = np.array(list(weight.values()), np.float32)[:, None]
        scores = {slot: log_softmax((self.letters[slot][words] * share).sum(0)) for slot in CHARACTER_SLOTS}
        best = {slot: int(values.argmax()) for slot, values in scores.items()}
        sure = {slot: float(np.exp(values.max())) for slot, values in scores.items()}
        letter = {slot: CHARACTER_SLOTS[slot][place] for slot, place in best.items()}
        if letter["kind"] == PERSON:
            symbol = letter["number"] + letter["sex"] + letter["identity"] + letter["age"]
            return symbol, float(np.prod(list(sure.values())))
        return letter["number"] + letter["kind"], sure["kind"] * sure["number"]

    def _characters(self, acting: set[str]) -> Iterator[Coding]:
        least = self.weights.least[Scale.CHARACTERS]
        begins = self.tags[:, _TAG[tag(Scale.CHARACTERS)]]
        people = [*self.symbols, *self._strays(begins, least)]
        for who in sorted(people, key=lambda found: found.words[0]):
            if who.likely >= least or (who.symbol in acting and who.likely >= least / 2):
                yield Coding(
                    Code(Scale.CHARACTERS, who.symbol),
                    self._evidence(who.words),
                    self._confidence(Scale.CHARACTERS, who.right),
                    who.established,
                )

    def _strays(self, begins: Floats, least: float) -> Iterator[Found]:
        """Yield whom the rules do not see: words that no mention covers."""
        covered = {word for mention in self.cast.mentions for word in range(mention.first, mention.last)}
        for word in np.nonzero(begins >= least)[0].tolist():
            # "My uncle" in "he sounded like my uncle" is no mention, for the rules know that he is not there.
            if word not in covered and self._happens(word) and not likened(self.text, max(0, word - 1)):
                symbol, right = self._symbol({word: 1.0})
                yield Found(symbol, (word,), float(begins[word]), right * float(begins[word]))

    def _happens(self, word: int) -> bool:
        """Tell whether a word is neither denied nor supposed nor likened to, which a network sees badly."""
        text = self.text
        return not (negated(text, word) or hypothetical(text, word) or compared(text, word))

    def _evidence(self, words: tuple[int, ...]) -> tuple[Any, ...]:
        spans = []
        for word in words:
            mention = self.cast.around(word)
            first, last = (mention.first, mention.last) if mention is not None else (word, word + 1)
            spans.append(self.text.span(first, last))
        return tuple(spans)

    # Everything that a single word carries.

    def _scale(self, scale: Scale) -> Iterator[Coding]:
        names = [tag(scale, symbol) for symbol in symbols(scale)]
        likely = self.tags[:, [_TAG[name] for name in names]]
        if scale is Scale.EMOTIONS:
            denied = [
                word for word in np.nonzero(likely.max(1) > _FAINT)[0].tolist() if not self._happens(word)
            ]
            likely[denied] = 0
        best = likely.argmax(1)
        most = likely.max(1)
        least = self.weights.least[scale]
        words = set(np.nonzero(most >= least)[0].tolist())
        if scale in PRESENT:
            words = self._present(tag(scale), most, words)
        elif scale is Scale.EMOTIONS:
            words = {
                word
                for place, name in enumerate(names)
                for word in self._present(
                    name, likely[:, place], {word for word in words if best[word] == place}
                )
            }
        told: dict[Code | int, tuple[Code, list[int]]] = {}
        for word in sorted(words):
            code = self._code(scale, symbols(scale)[int(best[word])], word)
            # A feeling is one however often it is told; acts and things repeat.
            told.setdefault(code if scale is Scale.EMOTIONS else word, (code, []))[1].append(word)
        for code, stands in told.values():
            evidence = tuple(self.text.span(word, word + 1) for word in stands)
            yield Coding(code, evidence, self._confidence(scale, float(most[stands].max())))

    def _present(self, gist: str, likely: Floats, words: set[int]) -> set[int]:
        """Return the words of a scale, or none where the dream as a whole speaks against it."""
        best = int(likely.argmax())
        whole = (float(self.sight.gist[_GIST[gist]]) + _odds(float(likely[best]))) / 2
        if _likely(whole) < self.weights.present[gist]:
            return set()
        enough = _LEAST_EVIDENCE * self.weights.least[gist.partition(".")[0]]
        return words or ({best} if likely[best] >= enough else set())

    def _code(self, scale: Scale, symbol: str | None, word: int) -> Code:
        if scale not in ACTED:
            return Code(scale, symbol)
        ruled = self.ruled.get((scale, symbol, word))
        if ruled is not None:
            actor, recipient = (self._renamed(party) for party in (ruled.actor, ruled.recipient))
            return Code(scale, symbol, actor, ruled.direction, recipient)
        around = self._around(word)
        actor = self._party(around, 0) or NOBODY
        if scale not in DIRECTED:
            return Code(scale, symbol, DREAMER if actor == NOBODY else actor)
        directions = self.letters["direction"][word]
        allowed = DIRECTION_SLOT["direction"]
        places = [p for p, sign in enumerate(allowed) if sign or scale is Scale.ACTIVITIES]
        direction = allowed[max(places, key=lambda place: directions[place])]
        if not direction or direction == "*":
            return Code(scale, symbol, actor, direction or None)
        recipient = self._party(around, 1, but=actor) or NOBODY
        return Code(scale, symbol, actor, direction, recipient)

    def _around(self, word: int) -> _Around:
        near = slice(*np.searchsorted(self.heads, [word - _NEARBY, word + _NEARBY + 1]))
        grammar = related(self.text, self.cast, word)
        fits = relations(grammar, self.mentions[near])
        # Who is joined with others acts with them: "Tom and I ran".
        whole = [
            grammar[int(row.argmax())] if row.any() else mention
            for mention, row in zip(self.mentions[near], fits, strict=True)
        ]
        return _Around(word, self.heads[near], fits, [self._of(each) if each else "" for each in whole])

    def _party(self, around: _Around, role: int, but: str = "") -> str | None:
        """Return whom a word means in a role, other than who is on the other side."""
        keys = np.concatenate([self.weights.unsaid[:, role], self.sight.keys[around.heads, role]])
        scores = keys @ self.sight.queries[around.word, role] / np.sqrt(keys.shape[-1])
        scores[UNSAID:] += self.weights.distance[role][bucket(around.heads - around.word)]
        scores[UNSAID:] += around.fits @ self.weights.relation[role]
        mass = np.exp(scores - scores.max())
        votes: dict[str, float] = defaultdict(float)
        for party, share in zip((NOBODY, DREAMER, *around.parties), mass, strict=True):
            if party:
                votes[party] += share
        other = set(but.split("+")) - {NOBODY}
        fitting = {party: vote for party, vote in votes.items() if other.isdisjoint(party.split("+"))}
        return max(fitting, key=lambda party: fitting[party], default=None)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The characters by the rules, each with its symbol as the network sees it; the first of equal ones."""
        seen = (who.symbol for who in reversed(self.symbols))
        return dict(zip(reversed(self.cast.symbols), seen, strict=True))

    def _renamed(self, party: str | None) -> str | None:
        """Return a party by the rules with its characters as the network sees them."""
        if party is None:
            return None
        return "+".join(self._names.get(member, member) for member in party.split("+"))

    def _of(self, mention: Mention) -> str:
        members = [DREAMER] if mention.dreamer else []
        members += [self.symbols[index].symbol for index in mention.members]
        return "+".join(members)

    # Settings.

    def _settings(self) -> Iterator[Coding]:
        likely = self.tags[:, _TAG[tag(Scale.SETTINGS)]]
        if not any(self.text.told):
            return
        least = self.weights.least[Scale.SETTINGS]
        words = np.nonzero(likely >= least)[0].tolist()
        for word in words or [int(likely.argmax())]:
            scores = {slot: self.letters[slot][word] for slot in SETTING_SLOTS}
            letter = {slot: SETTING_SLOTS[slot][int(values.argmax())] for slot, values in scores.items()}
            symbol = letter["location"]
            sure = float(np.exp(scores["location"].max()))
            if symbol != "NS":
                symbol += letter["familiarity"]
                sure *= float(np.exp(scores["familiarity"].max()))
            confidence = self._confidence(Scale.SETTINGS, sure * float(likely[word]))
            # Every dream takes place somewhere; where nothing tells of it, it is guessed, and stands on no word.
            told = likely[word] >= _LEAST_EVIDENCE * least
            evidence = (self.text.span(word, word + 1),) if told else ()
            yield Coding(Code(Scale.SETTINGS, symbol), evidence, confidence)

    def _confidence(self, scale: Scale, likely: float) -> float:
        slope, offset = self.weights.confidence[scale]
        return round(float(_likely(slope * _odds(likely) + offset)), 3)
