"""Rhymes: which dreams lie near each other in meaning, and which lines of two dreams answer each other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import TextSpan
from noctuary.figures.common import stop_words
from noctuary.figures.forms import base_form
from noctuary.figures.word_counts import reference, reference_words
from noctuary.reading.passages import read_words
from noctuary.reading.text import DreamText

Vectors = NDArray[np.float32]
"""Places in meaning, one a row, each of length 1: that of a text without words is 0."""
Embed = Callable[[Sequence[str]], Vectors]

#: A line has at least so many words: shorter sentences go with the next one.
_WORDS: Final = 6
_LETTERS: Final = 3
#: From so many times on, a word that both dreams return to does not weigh more.
_RETURNS: Final = 3
#: From this similarity on, lines answer each other without a rare word.
_ALIKE: Final = 0.4
#: Lines less alike than this do not answer each other whatever word they share: to lie is not to lie.
_RELATED: Final = 0.2
#: Words rarer than one dream in twelve carry a line: "house" and "mother" do not.
_RARE: Final = 2.5


def nearest(vectors: Vectors, vector: Vectors, limit: int) -> list[tuple[int, float]]:
    """Return the rows that lie nearest to a vector, the nearest first, each with its similarity.

    Every row is looked at, so none is missed.

    Parameters
    ----------
    vectors
        (dreams, width).
    vector
        (width,).
    limit
        At most so many.

    Returns
    -------
    list of (int, float)
        Row and cosine, from -1 to 1; equal ones in the order of the rows. None without rows.

    Examples
    --------
    >>> nearest(np.eye(3, dtype=np.float32), np.array([0.0, 0.6, 0.8], np.float32), 2)
    [(2, 0.800000011920929), (1, 0.6000000238418579)]
    """
    similar = vectors @ vector
    if 0 < limit < len(similar):
        # All that equal the last of the nearest are kept, so that the order of rows decides between them.
        least = np.partition(similar, -limit)[-limit]
        rows = np.flatnonzero(similar >= least)
    else:
        rows = np.arange(len(similar))
    ordered = rows[np.lexsort((rows, -similar[rows]))][: max(0, limit)]
    return [(int(row), float(similar[row])) for row in ordered]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a dream, or several short ones: what can answer a line of another dream.

    Parameters
    ----------
    span
        Where it stands.
    words
        Its words of content in their base form, as often as they stand.
    """

    span: TextSpan
    words: tuple[str, ...] = field(repr=False)


def lines_of(text: str) -> list[Line]:
    """Return the lines of a dream, in order: what is told from waking life is none.

    Parameters
    ----------
    text
        Any text; one without words has no lines.

    Examples
    --------
    >>> text = "Then I ran. Stairs led down into a cellar of glass. I woke up."
    >>> [line.span.cut(text) for line in lines_of(text)]
    ['Then I ran. Stairs led down into a cellar of glass']
    """
    words = read_words(text)
    return [
        Line(words.span(begin, end), tuple(_content(words.words[begin:end])))
        for begin, end in _stretches(words)
    ]


def _stretches(words: DreamText) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, in words: marks at either end are left out."""
    for paragraph in _paragraphs(words):
        lines: list[list[int]] = [[]]
        for sentence in paragraph:
            if len(lines[-1]) >= _WORDS:
                lines.append([])
            lines[-1] += sentence
        if len(lines) > 1 and len(lines[-1]) < _WORDS:
            # What is left at the end belongs to the line before it.
            rest = lines.pop()
            lines[-1] += rest
        yield from ((line[0], line[-1] + 1) for line in lines)


def _paragraphs(words: DreamText) -> Iterator[list[list[int]]]:
    """Yield the sentences of each paragraph, as the words that are told in it."""
    paragraph: list[list[int]] = []
    for _, sentence in groupby(range(len(words)), key=words.sentence.__getitem__):
        told = [at for at in sentence if words.told[at] and words.words[at][0].isalnum()]
        if not told:
            continue
        if paragraph and "\n\n" in words.text[words.ends[paragraph[-1][-1]] : words.starts[told[0]]]:
            yield paragraph
            paragraph = []
        paragraph.append(told)
    if paragraph:
        yield paragraph


def _content(words: Iterable[str]) -> Iterator[str]:
    known = reference_words()
    for word in words:
        base = base_form(word, known) if len(word) >= _LETTERS and word.isalpha() else ""
        if base and not {base, word} & stop_words():
            yield base


def rarity(word: str) -> float:
    """Return how rare a word of content is in dreams: ``ln(dreams / dreams that hold it)``, by the reference.

    Parameters
    ----------
    word
        In its base form. One that the reference does not know is as rare as words get.

    Examples
    --------
    >>> round(rarity("house"), 1), round(rarity("lighthouse"), 1), round(rarity("gryphon"), 1)
    (1.5, 8.5, 8.5)
    """
    dreams = reference()
    holding = dreams.terms.get(word)
    return math.log((dreams.dreams + 1) / ((holding.dreams if holding else 0) + 1))


@dataclass(frozen=True, slots=True)
class Answer:
    """Two lines that answer each other.

    Parameters
    ----------
    ours, theirs
        Where they stand in the one dream and in the other.
    similarity
        How alike they are in meaning, from -1 to 1.
    words
        The rare words that both hold, those that the dreams return to first.
    """

    ours: TextSpan
    theirs: TextSpan
    similarity: float
    words: tuple[str, ...] = field(repr=False)


def place(text: str, lines: Sequence[Line], embed: Embed) -> Vectors:
    """Return where each line of a text stands in meaning, (lines, width); `embed` tells it of texts."""
    return embed([line.span.cut(text) for line in lines])


def answers(
    ours: Sequence[Line], theirs: Sequence[Line], similar: NDArray[np.float32], *, limit: int = 5
) -> list[Answer]:
    """Return the lines of two dreams that answer each other.

    Each line of either answers one at most. A pair counts for how alike it is in meaning, and for the rare words
    that both lines hold, each word once: after a pair has shown that both dreams hold a *library*, another has to
    show something else. What both dreams return to again and again weighs most.

    Parameters
    ----------
    ours, theirs
        The lines of each dream.
    similar
        (lines of ours, lines of theirs), how alike each two are in meaning, from -1 to 1.
    limit
        At most so many.

    Returns
    -------
    list of Answer
        What answers most comes first. None if either has no lines, or they have nothing in common.

    Examples
    --------
    >>> one = "I lit the old lamp in the tower. We ate plum cake with the children."
    >>> other = "Somebody carried a lamp down to the water."
    >>> similar = np.array([[0.5], [0.1]], np.float32)
    >>> [(answer.ours.cut(one), answer.words) for answer in answers(lines_of(one), lines_of(other), similar)]
    [('I lit the old lamp in the tower', ('lamp',))]
    """
    if not ours or not theirs:
        return []
    weights = _weights(ours, theirs)
    left = {
        (row, column): [word for word in weights if word in line.words and word in answer.words]
        for row, line in enumerate(ours)
        for column, answer in enumerate(theirs)
        if similar[row, column] >= _RELATED
    }
    found: list[Answer] = []
    told: set[str] = set()
    while left and len(found) < limit:
        worth = {
            pair: similar[pair] + sum(weights[word] for word in words if word not in told)
            for pair, words in left.items()
        }
        row, column = max(left, key=lambda pair: (worth[pair], -pair[0], -pair[1]))
        words = left[row, column]
        if similar[row, column] < _ALIKE and not words:
            break
        found.append(Answer(ours[row].span, theirs[column].span, float(similar[row, column]), tuple(words)))
        told.update(words)
        left = {pair: words for pair, words in left.items() if pair[0] != row and pair[1] != column}
    return found


def returning(ours: Sequence[Line], theirs: Sequence[Line]) -> list[str]:
    """Return the rare words that the lines of both dreams hold, those that they return to first.

    Examples
    --------
    >>> returning(lines_of("A bell. The bell rang."), lines_of("I heard the bell, a bell and an owl."))
    ['bell']
    """
    return list(_weights(ours, theirs))


def _weights(ours: Sequence[Line], theirs: Sequence[Line]) -> dict[str, float]:
    """Return what each rare word counts for that both dreams hold, 1 for the first."""
    counts = [Counter(word for line in lines for word in line.words) for lines in (ours, theirs)]
    weights = {
        word: rare * min(*(count[word] for count in counts), _RETURNS)
        for word in counts[0].keys() & counts[1].keys()
        if (rare := rarity(word)) >= _RARE
    }
    most = max(weights.values(), default=1.0)
    return {word: weights[word] / most for word in sorted(weights, key=lambda word: (-weights[word], word))}
