"""Where a capital letter says nothing: a word at the beginning of a sentence would have one anyway."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from noctuary.reading.text import analyse

# "Michael J. Fox" is one sentence, and "Fox" does not begin another.
_BEHIND_INITIAL: Final = re.compile(r"\b[A-Z]\.\s*$")
_OPENING: Final = re.compile(r"""(?:["“„«‘(*_]|(?<!\w)['’])$""")
#: As far back as an initial or a quotation mark may stand.
_BACK: Final = 6


# Word after word of one text is asked about.
@lru_cache(maxsize=1)
def beginnings(text: str) -> frozenset[int]:
    """Return the offsets of the words that begin a sentence, or what is quoted or in brackets.

    Examples
    --------
    >>> sorted(beginnings('Rose rose. "Will you?" asked Anna K. Hale.'))
    [0, 12, 23]
    """
    words = analyse(text)
    firsts: dict[int, int] = {}
    quoted = set()
    for token, start in enumerate(words.starts):
        if words.words[token][0].isalnum():
            firsts.setdefault(words.sentence[token], start)
            if _OPENING.search(text, max(0, start - _BACK), start):
                quoted.add(start)
    behind_initials = {
        start for start in firsts.values() if _BEHIND_INITIAL.search(text, max(0, start - _BACK), start)
    }
    return frozenset(firsts.values()) - behind_initials | quoted
