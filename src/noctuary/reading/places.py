"""Places known by name: countries, states, cities."""

from __future__ import annotations

from noctuary.reading.lists import load
from noctuary.reading.text import DreamText

_LISTS = load("places")
_NAMES = frozenset(_LISTS["names"].split())
# New York begins with "new".
_BEGINNINGS = _NAMES | {name.split("-")[0] for name in _NAMES}
_BEFORE = frozenset(_LISTS["before"].split())


def named_places(text: DreamText) -> list[int]:
    """Return the tokens where a place's name begins, written with a capital and told of as a place.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> named_places(analyse("I met Virginia in New York."))
    [4]
    """
    return [token for token, word in enumerate(text.words) if word in _BEGINNINGS and _is_named(text, token)]


def _is_named(text: DreamText, token: int) -> bool:
    if token == 0 or text.words[token - 1] not in _BEFORE:
        return False
    if not text.told[token] or not text.raw[token][0].isupper():
        return False
    return text.words[token] in _NAMES or "-".join(text.words[token : token + 2]) in _NAMES
