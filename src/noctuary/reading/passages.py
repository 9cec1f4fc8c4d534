"""Passages that a report tells from waking life: around the dream, not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from noctuary.dream import TextSpan
from noctuary.reading.lists import load

_PATTERNS = load("passages")
_WAKING = re.compile("|".join(_PATTERNS["waking"]), re.IGNORECASE)
_DREAMT = re.compile(_PATTERNS["dreamt"], re.IGNORECASE)
_RESUMED = re.compile(_PATTERNS["resumed"], re.IGNORECASE)
_CONTRAST = re.compile(_PATTERNS["contrast"], re.IGNORECASE)
_REMARK = re.compile("|".join(_PATTERNS["remarks"]), re.IGNORECASE)
# Almost every such passage holds one of these; the slower expressions run only where one stands.
_WAKING_HINT = re.compile(_PATTERNS["hints"]["waking"])
_REMARK_HINT = re.compile(_PATTERNS["hints"]["remarks"])
_CLAUSE = re.compile(_PATTERNS["clause"], re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]{0,400}\)")
_SENTENCE_BORDER = re.compile(r"[.!?…][\"”')]{0,3}\s+|\n\s*\n")

# Dreamers wake within their dreams too. Waking is the end of the dream only in the last quarter of a report,
# or in the last few sentences of a short one, yet never in its first quarter.
_LAST_SHARE: Final = 0.25
_LAST_CHARACTERS: Final = 250
_FIRST_SHARE: Final = 0.25


def waking_passages(text: str) -> tuple[TextSpan, ...]:
    """Return the stretches of `text` told from waking life, in order and without overlap.

    Such are the end of a report from the waking on (``I woke up and felt
    sad``), and sentences or brackets about the dream or about waking life
    (``In real life he is dead.``). A feeling that a fading dream leaves
    belongs to the dream: nobody has woken yet.

    Parameters
    ----------
    text
        The dream as written. The empty text has no passage.

    Examples
    --------
    >>> text = "A bear sang. Then I woke up and was sad."
    >>> [text[start:end] for start, end in waking_passages(text)]
    ['I woke up and was sad.']
    """
    return tuple(_merged([*_remarks(text), *_awakenings(text)]))


def _awakenings(text: str) -> Iterator[TextSpan]:
    late = min(len(text) * (1 - _LAST_SHARE), len(text) - _LAST_CHARACTERS)
    tail = int(max(late, len(text) * _FIRST_SHARE))
    if not _WAKING_HINT.search(text, tail):
        return
    for found in _WAKING.finditer(text, tail):
        if _DREAMT.search(text, max(0, found.start() - 24), found.start()):
            continue
        back = _RESUMED.search(text, found.end())
        yield TextSpan(found.start(), back.start() if back else len(text))
        if back is None:
            return


def _remarks(text: str) -> Iterator[TextSpan]:
    if not _REMARK_HINT.search(text) or not _REMARK.search(text):
        return
    for bracket in _BRACKET.finditer(text):
        if _REMARK.search(bracket.group()):
            yield TextSpan(*bracket.span())
    start = 0
    for border in [*_SENTENCE_BORDER.finditer(text), None]:
        end = border.start() + 1 if border else len(text)
        found = _REMARK.search(text, start, end)
        if found and not _CONTRAST.search(text, start, end) and not _bracketed(text, start, found.start()):
            yield TextSpan(_clause_start(text, start, found.start()), end)
        start = border.end() if border else len(text)


def _clause_start(text: str, start: int, at: int) -> int:
    """Return where the clause that holds `at` begins, in the sentence that begins at `start`."""
    return max((border.start() for border in _CLAUSE.finditer(text, start, at)), default=start)


def _bracketed(text: str, start: int, at: int) -> bool:
    return text.count("(", start, at) > text.count(")", start, at)


def _merged(spans: Iterable[TextSpan]) -> Iterator[TextSpan]:
    last: TextSpan | None = None
    for span in sorted(spans):
        if last is not None and span.start <= last.end:
            last = TextSpan(last.start, max(last.end, span.end))
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last
