"""What is left in a text that may still tell who somebody is, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from noctuary.figures.capitals import beginnings
from noctuary.figures.common import is_common, stop_words

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something in a text that may still tell who somebody is.

    Parameters
    ----------
    kind
        ``name``, ``initial``, ``name after a title``, ``e-mail address``, ``telephone number`` or ``date of birth``.
    word
        As written.
    """

    kind: str
    word: str = field(repr=False)


_SIGNS: Final = {
    "e-mail address": re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "telephone number": re.compile(
        r"\+\d[\d ()-]{7,}\d|(?<![\d/-])(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[ .-]\d{4}(?![\d/-])"
    ),
    "date of birth": re.compile(
        r"\b(?:born|birthday|birth ?date|d\.?o\.?b\.?)\b[^.!?\n]{0,24}?(?P<word>\d[\d./ -]*\d)",
        re.IGNORECASE,
    ),
    "name after a title": re.compile(
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Lord|Rev|Reverend|Captain|Judge)\b\.?\s+(?P<word>[A-Z][\w’'-]+)"
    ),
}


def leftovers(text: str, pseudonyms: AbstractSet[str]) -> Iterator[Leftover]:
    """Yield what in a text may still name somebody: to be looked at by a person.

    A name that only ever begins sentences is not noticed: every word has a capital there.

    Parameters
    ----------
    text
        With pseudonyms.
    pseudonyms
        Those that were given, in lower case: they are no leftovers.

    Examples
    --------
    >>> [(each.kind, each.word) for each in leftovers("I rang Dr. Hale in Ludlow at 555 010 2234.", {"anna"})]
    [('telephone number', '555 010 2234'), ('name after a title', 'Hale'), ('name', 'Ludlow')]
    """
    told: set[str] = set()
    for kind, sign in _SIGNS.items():
        for found in sign.finditer(text):
            word = _POSSESSIVE.sub("", found.groupdict().get("word") or found.group())
            if word.lower() not in stop_words() and not _is_given(word, pseudonyms):
                told.add(word)
                yield Leftover(kind, word)
    begun = beginnings(text)
    for found in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", found.group())
        if found.start() in begun or not word.istitle() or word in told:
            continue
        if not _is_given(word, pseudonyms) and not is_common(word.lower()):
            yield Leftover("name" if len(word) > 1 else "initial", word)


def _is_given(word: str, pseudonyms: AbstractSet[str]) -> bool:
    """Tell whether a word is a pseudonym, the plural of one, or several with hyphens."""
    return all(not {part, part.removesuffix("s")}.isdisjoint(pseudonyms) for part in word.lower().split("-"))
