"""Small words of the pages: numbers spelled out where they stand in a sentence."""

from __future__ import annotations

from typing import Final

_SPELLED: Final = "no one two three four five six seven eight nine ten eleven twelve".split()


def spelled(number: int) -> str:
    """Return a number as a sentence holds it, up to twelve in words.

    Examples
    --------
    >>> spelled(3), spelled(0), spelled(4329)
    ('three', 'no', '4,329')
    """
    return _SPELLED[number] if number < len(_SPELLED) else f"{number:,}"


def many(number: int, noun: str) -> str:
    """Return ``Three dreams``, to begin a sentence with.

    Examples
    --------
    >>> many(1, "dream"), many(0, "night")
    ('One dream', 'No nights')
    """
    words = spelled(number)
    return f"{words[0].upper()}{words[1:]} {noun}{'' if number == 1 else 's'}"
