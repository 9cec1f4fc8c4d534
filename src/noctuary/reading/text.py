"""A dream's text as the components see it: words with their places, sentences, and what is not dream content."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from operator import eq
from typing import Final

from noctuary.dream import TextSpan, collector_head
from noctuary.reading.lists import load
from noctuary.reading.telling import dreamer_pronoun, in_first_person

# What people type for an apostrophe, and accents that stand apart from their letter.
_APOSTROPHES = "'’ʼ´`＇"
_ACCENTS = "\u0300-\u036f"
# A word keeps its inner apostrophes and hyphens; clitics ('s, n't, 're) are cut off below.
_TOKEN = re.compile(rf"[^\W_]+(?:[{_ACCENTS}{_APOSTROPHES}-][^\W_]+)*[{_ACCENTS}]?|[.!?]+|[^\w\s]|_")
_STRAIGHTENED = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_SENTENCE_END = frozenset(".!?…")
_SPELLING = load("spelling")
_RUN_TOGETHER = {
    word: clitic for clitic, words in _SPELLING["run_together"].items() for word in words.split()
}
# A sentence of this many words was never ended; it is divided into shorter ones.
_ENDLESS: Final = 100
_SHORTEST: Final = 12
_LONGEST: Final = 60
_BREAKS_BEFORE = frozenset(_SPELLING["breaks"]["before"].split())
_BREAK_FOLLOWED = frozenset(_SPELLING["breaks"]["followed"].split())
_ABBREVIATIONS = frozenset("mr mrs ms dr prof st sr jr vs etc no rev sgt lt col gen capt".split())


@dataclass(frozen=True, slots=True)
class DreamText:
    """The words of one dream. All lists run in parallel, one entry a token.

    Parameters
    ----------
    text
        The dream as written.
    starts, ends
        Where each token stands in `text`, half-open.
    words
        The tokens in lower case and plain letters, with straight apostrophes. Words for the dreamer stand in
        the first person, whatever the dreamer is called in the text.
    raw
        The tokens as written.
    sentence
        The number of the sentence that each token belongs to, from 0.
    told
        Whether the token tells dream content; false within collectors' heads, coders' marks and
        passages from waking life.
    waking
        The passages told from waking life.
    """

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    raw: list[str]
    sentence: list[int]
    told: list[bool]
    waking: tuple[TextSpan, ...]

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, last: int) -> TextSpan:
        """Return the place of the tokens from `first` up to, not including, `last`."""
        return TextSpan(self.starts[first], self.ends[last - 1])

    def token_at(self, offset: int) -> int:
        """Return the index of the token that covers, or last begins before, the character `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)


_MARK = re.compile(
    r"""\[(?:BL|sic|\.\.\.|[A-Z]{1,3}|\?)\]   # coders' marks
      | \(\d{1,3}\)                          # ages that collectors added after a person
      | \(\d+\ words\)\s*$
    """,
    re.VERBOSE,
)


def analyse(text: str, *, waking: tuple[TextSpan, ...] = ()) -> DreamText:
    """Cut a text into tokens and sentences, and mark what is not dream content.

    Parameters
    ----------
    text
        The dream as written; any Unicode, the empty text included.
    waking
        The passages told from waking life.

    Examples
    --------
    >>> dream = analyse("It wasn't Mr. Hall's. (1999)")
    >>> dream.words
    ['it', 'was', "n't", 'mr', '.', 'hall', "'s", '.', '(', '1999', ')']
    """
    starts: list[int] = []
    ends: list[int] = []
    raw: list[str] = []
    words: list[str] = []
    is_plain = text.isascii() and "`" not in text
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        token = found.group()
        word = token.lower() if is_plain else _plain(token)
        clitic, length = _clitic(word) if "'" in word or word in _RUN_TOGETHER else ("", 0)
        if clitic:
            starts.append(start)
            ends.append(end - length)
            raw.append(token[:-length])
            words.append(word[:-length])
            start, token, word = end - length, token[-length:], clitic
        starts.append(start)
        ends.append(end)
        raw.append(token)
        words.append(word)
    words = in_first_person(dreamer_pronoun(text), text, words, raw, starts)
    told = _told(starts, (TextSpan(0, collector_head(text)), *_marks(text), *waking))
    return DreamText(text, starts, ends, words, raw, _sentences(text, words, starts, ends), told, waking)


_CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")


def _plain(token: str) -> str:
    """Return a token in lower case, with plain letters and straight apostrophes."""
    if not token[0].isalpha():
        return token.lower()
    return unicodedata.normalize("NFKC", token.translate(_STRAIGHTENED)).lower()


def _clitic(word: str) -> tuple[str, int]:
    """Return the clitic of a word (``n't`` of ``wasn't`` and ``wasnt``) and its length there; empty if none."""
    if "'" in word:
        for clitic in _CLITICS:
            if word.endswith(clitic) and len(word) > len(clitic):
                return clitic, len(clitic)
    clitic = _RUN_TOGETHER.get(word, "")
    return clitic, len(clitic) - 1


def _marks(text: str) -> list[TextSpan]:
    return [TextSpan(*found.span()) for found in _MARK.finditer(text)]


def _told(starts: list[int], apart: tuple[TextSpan, ...]) -> list[bool]:
    told = [True] * len(starts)
    for start, end in apart:
        for index in range(bisect_left(starts, start), bisect_left(starts, end)):
            told[index] = False
    return told


def _sentences(text: str, words: list[str], starts: list[int], ends: list[int]) -> list[int]:
    numbers: list[int] = []
    number = begun = 0
    paragraphs = "\n\n" in text
    for index, word in enumerate(words):
        if paragraphs and index > begun and "\n\n" in text[ends[index - 1] : starts[index]]:
            number += 1
            begun = index
        numbers.append(number)
        if word[0] in _SENTENCE_END and not (word == "." and index and words[index - 1] in _ABBREVIATIONS):
            number += 1
            begun = index + 1
    endless = any(map(eq, numbers, numbers[_ENDLESS - 1 :]))
    return _divided(words, numbers) if endless else numbers


def _divided(words: list[str], numbers: list[int]) -> list[int]:
    """Return the sentence numbers with those divided that nobody ended for a hundred words."""
    divided: list[int] = []
    number = 0
    for _, run in groupby(range(len(words)), key=numbers.__getitem__):
        tokens = list(run)
        begun = tokens[0]
        for at in tokens:
            if len(tokens) >= _ENDLESS and at - begun >= _SHORTEST and _breaks(words, at, at - begun):
                number += 1
                begun = at
            divided.append(number)
        number += 1
    return divided


def _breaks(words: list[str], at: int, length: int) -> bool:
    """Tell whether a sentence of that length, which nobody ends, may end before a token."""
    if length >= _LONGEST:
        return True
    return words[at] in _BREAKS_BEFORE and at + 1 < len(words) and words[at + 1] in _BREAK_FOLLOWED
