"""LitBank: which words of a novel introduce a person, and whether that is a man, a woman or several."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from examples import Example, prepare
from noctuary.dream import Dream
from noctuary.reading.model.words import Vocabulary

_WORDS = 220
"""Words in an example: about as long as a dream."""

_SEXES = {
    "he": "M",
    "him": "M",
    "his": "M",
    "himself": "M",
    "she": "F",
    "her": "F",
    "hers": "F",
    "herself": "F",
}
_PLURALS = {"they", "them", "their", "themselves"}
_NARRATOR = {"i", "me", "my", "myself"}
_AFTER_HEAD = {"of", "in", "on", "at", "with", "from", "who", "whom", "whose", "that", ",", "to", "by", "for"}


class _Mention(NamedTuple):
    sentence: int
    first: int
    last: int
    chain: str
    pronoun: bool


def load(folder: Path, vocabulary: Vocabulary) -> Iterator[Example]:
    """Yield examples from LitBank's ``coref/tsv``, each a stretch of sentences."""
    for path in sorted(folder.glob("coref/tsv/*.ann")):
        sentences = [line.split(" ") for line in path.with_suffix(".txt").read_text("utf-8").splitlines()]
        mentions = _mentions(path)
        sexes, plurals = _grammar(sentences, mentions)
        narrators = {m.chain for m in mentions if m.pronoun and _words(sentences, m)[0].lower() in _NARRATOR}
        begin = 0
        while begin < len(sentences):
            end, size = begin, 0
            while end < len(sentences) and (end == begin or size + len(sentences[end]) <= _WORDS):
                size += len(sentences[end])
                end += 1
            inside = [m for m in mentions if begin <= m.sentence < end and m.chain not in narrators]
            yield _example(
                f"{path.stem}-{begin}", sentences[begin:end], begin, inside, sexes, plurals, vocabulary
            )
            begin = end


def _mentions(path: Path) -> list[_Mention]:
    chains: dict[str, str] = {}
    rows = [line.rstrip("\n").split("\t") for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        if row[0] == "COREF":
            chains[row[1]] = row[2]
    found = [
        _Mention(int(row[2]), int(row[3]), int(row[5]), chains.get(row[1], row[1]), row[8] == "PRON")
        for row in rows
        if row[0] == "MENTION" and row[7] == "PER"
    ]
    return sorted(found)


def _words(sentences: list[list[str]], mention: _Mention) -> list[str]:
    return sentences[mention.sentence][mention.first : mention.last + 1]


def _grammar(sentences: list[list[str]], mentions: list[_Mention]) -> tuple[dict[str, str], set[str]]:
    """Return the sex of each chain that has pronouns of one sex alone, and the chains that are several."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if mention.pronoun:
            word = _words(sentences, mention)[0].lower()
            counts[mention.chain][_SEXES.get(word) or ("2" if word in _PLURALS else "")] += 1
    sexes = {
        chain: "M" if seen["M"] else "F"
        for chain, seen in counts.items()
        if bool(seen["M"]) != bool(seen["F"])
    }
    return sexes, {chain for chain, seen in counts.items() if seen["2"] and chain not in sexes}


def _example(
    name: str,
    sentences: list[list[str]],
    offset: int,
    mentions: list[_Mention],
    sexes: dict[str, str],
    plurals: set[str],
    vocabulary: Vocabulary,
) -> Example:
    starts: list[list[int]] = []
    parts: list[str] = []
    at = 0
    for sentence in sentences:
        row = []
        for word in sentence:
            row.append(at)
            parts.append(word)
            at += len(word) + 1
        starts.append(row)
    example = prepare(Dream(id=name, text=" ".join(parts), series="litbank"), vocabulary)
    met: set[str] = set()
    for mention in mentions:
        if mention.pronoun or mention.chain in met:
            continue
        met.add(mention.chain)
        head = _head(sentences[mention.sentence - offset], mention)
        token = example.text.token_at(starts[mention.sentence - offset][head])
        number = "2" if mention.chain in plurals else "1" if mention.chain in sexes else ""
        if token < len(example):
            example.persons.append((token, sexes.get(mention.chain, ""), number))
    return example


def _head(sentence: list[str], mention: _Mention) -> int:
    """Return the last word before what follows a noun: ``the man of the house``."""
    for at in range(mention.first + 1, mention.last + 1):
        if sentence[at].lower() in _AFTER_HEAD:
            return at - 1
    return mention.last
