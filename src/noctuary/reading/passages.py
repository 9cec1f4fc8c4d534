"""Passages that a report tells from waking life: around the dream, not in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from noctuary.dream import TextSpan, collector_head
from noctuary.reading.lists import load
from noctuary.reading.telling import dreamer_pronoun
from noctuary.reading.text import DreamText, analyse

_PATTERNS = load("passages")
_DREAMT = re.compile(_PATTERNS["dreamt"], re.IGNORECASE)
_IN_DREAM = re.compile(_PATTERNS["in_dream"], re.IGNORECASE)
_FALSE = re.compile(_PATTERNS["false"], re.IGNORECASE)
_OUTSIDE = re.compile(_PATTERNS["outside"], re.IGNORECASE)
_ASLEEP = re.compile(_PATTERNS["asleep"], re.IGNORECASE)
_CONTRAST = re.compile(_PATTERNS["contrast"], re.IGNORECASE)
_REMARK = re.compile("|".join(_PATTERNS["remarks"]), re.IGNORECASE)
# Almost every such passage holds one of these; the slower expressions run only where one stands.
_WAKING_HINT = re.compile(_PATTERNS["hints"]["waking"])
_REMARK_HINT = re.compile(_PATTERNS["hints"]["remarks"])
_ASLEEP_HINT = re.compile(_PATTERNS["hints"]["asleep"])
_CLAUSE = re.compile(_PATTERNS["clause"], re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]{0,400}\)")
_SENTENCE_BORDER = re.compile(r"[.!?…][\"”')]{0,3}\s+|\n\s*\n")
_LINE_BREAK = re.compile(r"(?<!\n)\r?\n(?![\r\n])")

# Dreamers wake within their dreams too. Waking is the end of the dream in the last quarter of a report, or in the
# last few sentences of a short one; before that, only if the dreamer then looks back on the dream; and never in
# the first quarter.
_LAST_SHARE: Final = 0.25
_LAST_CHARACTERS: Final = 250
_FIRST_SHARE: Final = 0.25
# The dream has opened by then, if the report tells how the dreamer went to sleep.
_EVENING_SHARE: Final = 0.35


def read_words(written: str) -> DreamText:
    """Return a dream's words, with what is told from waking life set apart.

    Examples
    --------
    >>> text = read_words("I flew. Then I woke up and was glad.")
    >>> text.told[0], text.told[text.words.index("glad")]
    (True, False)
    """
    return analyse(written, waking=waking_passages(written))


def waking_passages(text: str) -> tuple[TextSpan, ...]:
    """Return the stretches of `text` told from waking life, in order and without overlap.

    Such are the end of a report from the waking on (``I woke up and felt
    sad``), the evening before the dream (``I went to bed late, and dreamt
    that``), and sentences or brackets about the dream or about waking life
    (``In real life he is dead.``). A feeling that a fading dream leaves
    belongs to the dream: nobody has woken yet. So does a waking that turns
    out to be dreamt.

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
    flat = _flat(text)
    pronoun = dreamer_pronoun(text)
    return tuple(_merged([*_remarks(flat), *_awakenings(flat, pronoun), *_evening(flat, pronoun)]))


def _flat(text: str) -> str:
    """Return the text with its lines joined and its apostrophes straight, every character at its place."""
    flat = text.replace("’", "'")
    return _LINE_BREAK.sub(lambda found: " " * len(found.group()), flat) if "\n" in flat else flat


@cache
def _of_dreamer(name: str, pronoun: str) -> re.Pattern[str]:
    """Return the expression called `name` for a dreamer so called."""
    patterns = _PATTERNS[name]
    pattern = patterns if isinstance(patterns, str) else "|".join(patterns)
    return re.compile(pattern.replace("{I}", pronoun), re.IGNORECASE)


def _awakenings(text: str, pronoun: str) -> Iterator[TextSpan]:
    late = min(len(text) * (1 - _LAST_SHARE), len(text) - _LAST_CHARACTERS)
    first = int(len(text) * _FIRST_SHARE)
    if not _WAKING_HINT.search(text, first):
        return
    wakings = list(_of_dreamer("waking", pronoun).finditer(text, first))
    if not wakings:
        return
    resumed = _of_dreamer("resumed", pronoun)
    dreamt_until = max((found.start() for found in _FALSE.finditer(text, wakings[0].end())), default=0)
    looks_back = max((found.start() for found in _OUTSIDE.finditer(text, wakings[0].end())), default=0)
    back: re.Match[str] | None = None
    for found in wakings:
        if found.end() <= dreamt_until or _is_dreamt(text, found):
            continue
        if found.start() < late and looks_back < found.end():
            continue
        # Where it lies ahead already, it need not be looked for again: dreamers may wake a thousand times.
        if back is None or back.start() < found.end():
            back = resumed.search(text, found.end())
        yield TextSpan(found.start(), back.start() if back else len(text))
        if back is None:
            return


def _is_dreamt(text: str, waking: re.Match[str]) -> bool:
    """Tell whether the words around a waking say that it happens in the dream, or not at all."""
    before = _DREAMT.search(text, max(0, waking.start() - 24), waking.start())
    return bool(before or _IN_DREAM.match(text, waking.end()))


def _evening(text: str, pronoun: str) -> Iterator[TextSpan]:
    until = int(len(text) * _EVENING_SHARE)
    if not _ASLEEP_HINT.search(text, 0, until) or not _ASLEEP.search(text, 0, until):
        return
    opening = _of_dreamer("opening", pronoun).search(text, 0, until)
    if opening is None:
        return
    before = TextSpan(collector_head(text), opening.start())
    if _ASLEEP.search(text, *before) and "dream" not in before.cut(text).lower():
        yield before


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
