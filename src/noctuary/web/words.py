"""Small words of the pages: numbers spelled out where they stand in a sentence, dates as one says them."""

from __future__ import annotations

from typing import Final

from noctuary.dream import PartialDate

_SPELLED: Final = "no one two three four five six seven eight nine ten eleven twelve".split()

#: The months by their names, January first.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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


def date_in_words(date: PartialDate) -> str:
    """Return a date as one says it, as far as it is known; empty where nothing is.

    Examples
    --------
    >>> date_in_words(PartialDate(1985, 3, 12)), date_in_words(PartialDate(1985, 3)), date_in_words(PartialDate(month=3, day=2))
    ('12 March 1985', 'March 1985', '2 March')
    """
    parts = (date.day, MONTHS[date.month - 1] if date.month else None, date.year)
    return " ".join(str(part) for part in parts if part)
