"""The words that something stands on, with a little of what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from noctuary.dream import TextSpan

#: So many characters are shown on either side, as far as the next blank.
REACH: Final = 70
_BLANKS: Final = re.compile(r"\s+")
# With a blank at which no line is broken.
_LEFT_OUT: Final = ("…\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}…")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a dream among their neighbours.

    Parameters
    ----------
    parts
        Stretches of the text in order, and whether each is what the quote is for. Blanks and line breaks are one
        blank, and what was left out at an end is three dots.
    """

    parts: tuple[tuple[str, bool], ...] = field(repr=False)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(words for words, _ in self.parts)


def quote(text: str, spans: Iterable[TextSpan], *, reach: int = REACH) -> Quote:
    r"""Return the first of some words among their neighbours, with those others that stand among these.

    Parameters
    ----------
    text
        Of the dream, as written.
    spans
        Where the words stand. What lies beyond the text is passed over; nothing gives the beginning of the text.
    reach
        How many characters to show on either side.

    Examples
    --------
    >>> quote("I was in a boat. My sister Ida rowed it home.", [TextSpan(17, 30)], reach=7).parts
    (('…\xa0boat. ', False), ('My sister Ida', True), (' rowed\xa0…', False))
    """
    wanted = sorted(span for span in spans if 0 <= span.start < span.end <= len(text))
    first = wanted[0] if wanted else TextSpan(0, 0)
    start, end = _begin(text, first.start, reach), _end(text, first.end, reach)
    parts = [(_LEFT_OUT[0], False)] if start else []
    place = start
    for span in wanted:
        if span.start < place or span.end > end:
            continue
        parts += [(text[place : span.start], False), (span.cut(text), True)]
        place = span.end
    parts.append((text[place:end], False))
    parts.append((_LEFT_OUT[1] if end < len(text) else "", False))
    return Quote(tuple(_joined(parts)))


def _begin(text: str, word: int, reach: int) -> int:
    """Return where the first whole word within reach before a word begins; there may be none with blanks."""
    if word <= reach:
        return 0
    blanks = (at for at in range(word - reach - 1, word) if text[at].isspace())
    return next(blanks, word - reach - 1) + 1


def _end(text: str, word: int, reach: int) -> int:
    """Return where the last whole word within reach after the end of a word ends."""
    if word + reach >= len(text):
        return len(text)
    blanks = (at for at in range(word + reach, word - 1, -1) if text[at].isspace())
    return next(blanks, word + reach)


def _joined(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return stretches with every run of blanks as one, the empty ones left out, like beside like made one."""
    joined: list[tuple[str, bool]] = []
    for words, meant in parts:
        plain = words if words in _LEFT_OUT else _BLANKS.sub(" ", words)
        if joined and joined[-1][0].endswith(" "):
            plain = plain.lstrip(" ")
        if not plain:
            continue
        if joined and joined[-1][1] == meant:
            joined[-1] = (joined[-1][0] + plain, meant)
        else:
            joined.append((plain, meant))
    return joined
