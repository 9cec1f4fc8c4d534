"""Coreference of persons on LitBank: whose chains of mentions the readers' cast finds in a tenth of its novels.

The tenth is every tenth of the hundred texts, in the order of their file names, from the tenth on. No rule of the
cast was made on LitBank; the learned reader's network has seen which of its words introduce somebody, but chains come
from the rules. Mentions count as the same when they hold the same head: we mark words, LitBank whole
phrases with all that belongs to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from noctuary.reading.characters import find_cast
from noctuary.reading.text import analyse
from noctuary.stats.coreference import Chain, coreference
from noctuary.stats.coreference import conll_f1 as mean_f1
from record import arguments, corpora, report

TENTH = slice(9, None, 10)
#: About as long as a dream.
WORDS = 220
AFTER_HEAD = frozenset("of in on at with from who whom whose which that , to by for and or -- ; :".split())


class Word(NamedTuple):
    """A word of LitBank, by sentence and place in it."""

    sentence: int
    place: int


def main() -> None:
    """Score whole texts of some 2,000 words, and stretches as long as a dream."""
    options = arguments(__doc__ or "")
    files = sorted((corpora() / "litbank/coref/tsv").glob("*.ann"))[TENTH]
    rows: list[dict[str, object]] = []
    for what, size in (("whole texts, about 2,000 words", 10**9), (f"stretches of {WORDS} words", WORDS)):
        pairs = [pair for file in files for pair in scored(file, size)]
        for name, chosen in (
            ("all persons", pairs),
            ("without those mentioned once", [(repeated(right), repeated(found)) for right, found in pairs]),
        ):
            scores = coreference(chosen)
            row: dict[str, object] = {"LitBank's test tenth": what, "chains": name}
            row |= {measure: f"{match.f1:.3f}" for measure, match in scores.items()}
            rows.append(row | {"CoNLL F1": f"{mean_f1(scores):.3f}"})
    report("coreference", rows, record=not options.no_record)


def repeated(chains: list[Chain]) -> list[Chain]:
    """Return the chains of more than one mention: what most scores of coreference count."""
    return [chain for chain in chains if len(chain) > 1]


def scored(annotations: Path, size: int) -> Iterator[tuple[list[Chain], list[Chain]]]:
    """Yield the right chains and those found in each stretch of a text."""
    sentences = [line.split(" ") for line in annotations.with_suffix(".txt").read_text("utf-8").splitlines()]
    heads = persons(annotations, sentences)
    begin = 0
    while begin < len(sentences):
        end, words = begin, 0
        while end < len(sentences) and (end == begin or words + len(sentences[end]) <= size):
            words += len(sentences[end])
            end += 1
        inside = [{word for word in chain if begin <= word.sentence < end} for chain in heads]
        right = [chain for chain in inside if chain]
        yield list[Chain](right), found(sentences, begin, end, set().union(*right))
        begin = end


def persons(annotations: Path, sentences: list[list[str]]) -> list[set[Word]]:
    """Return the heads of the mentions of each person."""
    marked: dict[str, Word] = {}
    chains: defaultdict[str, set[Word]] = defaultdict(set)
    for line in annotations.read_text("utf-8").splitlines():
        kind, name, *rest = line.split("\t")
        if kind == "MENTION" and rest[5] == "PER":
            first, last = (Word(int(rest[place]), int(rest[place + 1])) for place in (0, 2))
            words = sentences[first.sentence][first.place : last.place + 1]
            marked[name] = Word(first.sentence, first.place + head(words, rest[6]))
        elif kind == "COREF" and name in marked:
            chains[rest[0]].add(marked[name])
    return list(chains.values())


def head(words: list[str], kind: str) -> int:
    """Return the place of the word that carries a mention: the last before what only says more of it."""
    if kind == "PROP":
        return len(words) - 1
    ends = [place for place, word in enumerate(words) if place and word.lower() in AFTER_HEAD]
    return (ends[0] if ends else len(words)) - 1


def found(sentences: list[list[str]], begin: int, end: int, heads: set[Word]) -> list[Chain]:
    """Return the mentions of each character, and of the narrator, in a stretch, each as the head that it holds."""
    places: dict[int, Word] = {}
    length = 0
    for number in range(begin, end):
        for place, word in enumerate(sentences[number]):
            places[length] = Word(number, place)
            length += len(word) + 1
    text = analyse(" ".join(word for number in range(begin, end) for word in sentences[number]))
    chains: defaultdict[tuple[bool, tuple[int, ...]], set[Word]] = defaultdict(set)
    claimed: set[Word] = set()
    for mention in find_cast(text).mentions:
        held = [
            places[text.starts[at]] for at in range(mention.first, mention.last) if text.starts[at] in places
        ]
        words = [word for word in held if word in heads] or held
        if words and words[-1] not in claimed:
            claimed.add(words[-1])
            chains[mention.dreamer, mention.members].add(words[-1])
    return list(chains.values())


if __name__ == "__main__":
    main()
