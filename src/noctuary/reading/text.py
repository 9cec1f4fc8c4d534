"""A dream's text as the components see it: words with their places, sentences, and what is not dream content."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from noctuary.dream import TextSpan, collector_head

# A word keeps its inner apostrophes and hyphens; clitics ('s, n't, 're) are cut off below.
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+|-[^\W_]+)*|[.!?]+|[^\w\s]|_")
_SENTENCE_END = frozenset(".!?…")
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
        The tokens in lower case, with straight apostrophes.
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
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        token = found.group()
        cut = _clitic(token) if "'" in token or "’" in token else 0
        if cut:
            starts.append(start)
            ends.append(start + cut)
            raw.append(token[:cut])
            start, token = start + cut, token[cut:]
        starts.append(start)
        ends.append(end)
        raw.append(token)
    words = [token.lower() for token in raw]
    if "’" in text:
        words = [word.replace("’", "'") for word in words]
    told = _told(starts, (TextSpan(0, collector_head(text)), *_marks(text), *waking))
    return DreamText(text, starts, ends, words, raw, _sentences(text, words, starts, ends), told, waking)


_CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")


def _clitic(word: str) -> int:
    """Return where the clitic of a word with an apostrophe begins (``was|n't``), 0 if it has none."""
    plain = word.lower().replace("’", "'")
    for clitic in _CLITICS:
        if plain.endswith(clitic) and len(plain) > len(clitic):
            return len(word) - len(clitic)
    return 0


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
    return numbers
