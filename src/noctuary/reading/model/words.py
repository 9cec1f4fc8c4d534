"""Words as the network takes them: cut into pieces of its vocabulary, and long dreams into windows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

LONGEST: Final = 510
"""Pieces in a window, the two that frame it not counted: the network has 512 positions."""

OVERLAP: Final = 160
"""Pieces that neighbouring windows share, so that each word is read with what stands around it."""

_LONGEST_WORD: Final = 24
_LONGEST_PART: Final = 100
_PART: Final = re.compile(r"[^\W_]+|[^\w\s]|_")


class Vocabulary:
    """The pieces that the network knows, and how words are cut into them: WordPiece, as BERT does it.

    Parameters
    ----------
    pieces
        In the order of their numbers, with ``[CLS]``, ``[SEP]`` and ``[UNK]``; a piece that goes on with a word
        begins with ``##``.

    Examples
    --------
    >>> Vocabulary(["[CLS]", "[SEP]", "[UNK]", "dream", "##er", "-"]).cut("Dreamer-dream")
    (3, 4, 5, 3)
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self.first, self.last, self.unknown = (self._numbers[name] for name in ("[CLS]", "[SEP]", "[UNK]"))
        self.cut = lru_cache(maxsize=65536)(self._cut)

    def _cut(self, word: str) -> tuple[int, ...]:
        """Return the pieces of a word, at least one; of overlong words the beginning."""
        letters = unicodedata.normalize("NFD", word.lower())
        plain = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
        pieces = [piece for part in _PART.findall(plain) for piece in self._longest(part)]
        return tuple(pieces[:_LONGEST_WORD]) or (self.unknown,)

    def _longest(self, part: str) -> list[int]:
        """Return the longest piece that begins a part of a word, then the longest that goes on, to its end."""
        found: list[int] = []
        begin = 0
        while begin < len(part) and len(part) <= _LONGEST_PART:
            mark = "##" if begin else ""
            ends = range(len(part), begin, -1)
            end = next((end for end in ends if mark + part[begin:end] in self._numbers), None)
            if end is None:
                break
            found.append(self._numbers[mark + part[begin:end]])
            begin = end
        return found if begin == len(part) else [self.unknown]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of words that is read at once.

    Parameters
    ----------
    begin, end
        The words, half-open.
    pieces
        Their pieces, framed by the first and last that the network expects.
    firsts
        For each word, the place of its first piece.
    owners
        For each piece, the word it belongs to, counted from `begin`; the frame belongs to the word beside it.
    """

    begin: int
    end: int
    pieces: list[int]
    firsts: list[int]
    owners: list[int]


def windows(words: list[str], vocabulary: Vocabulary) -> list[Window]:
    """Cut words into windows that overlap; most dreams are one, an empty text is none.

    Parameters
    ----------
    words
        In lower case or as written.
    vocabulary
        How words are cut.
    """
    cut = [vocabulary.cut(word) for word in words]
    found: list[Window] = []
    begin = 0
    while begin < len(cut):
        end, size = begin, 0
        while end < len(cut) and size + len(cut[end]) <= LONGEST:
            size += len(cut[end])
            end += 1
        found.append(_window(cut, begin, end, vocabulary))
        if end == len(cut):
            break
        shared = 0
        begin = end
        while shared < OVERLAP:
            begin -= 1
            shared += len(cut[begin])
    return found


def _window(cut: list[tuple[int, ...]], begin: int, end: int, vocabulary: Vocabulary) -> Window:
    pieces, firsts, owners = [vocabulary.first], [], [0]
    for at in range(begin, end):
        firsts.append(len(pieces))
        pieces.extend(cut[at])
        owners.extend([at - begin] * len(cut[at]))
    pieces.append(vocabulary.last)
    owners.append(end - begin - 1)
    return Window(begin, end, pieces, firsts, owners)


def kept(found: list[Window]) -> list[range]:
    """Return for each window the words that are taken from it: to the middle of what it shares with its neighbours.

    Every word is taken from exactly one window.

    Examples
    --------
    >>> [list(words) for words in kept([Window(0, 4, [], [], []), Window(2, 6, [], [], [])])]
    [[0, 1, 2], [3, 4, 5]]
    """
    edges = [0, *((before.end + after.begin) // 2 for before, after in pairwise(found))]
    ends = [*edges[1:], found[-1].end] if found else []
    return [range(begin, end) for begin, end in zip(edges, ends, strict=False)]
