"""Small words of the pages: dates as one says them."""

from __future__ import annotations

from typing import Final

from noctuary.dream import PartialDate

#: The months by their names, January first.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_in_words(date: PartialDate) -> str:
    """Return a date as one says it, as far as it is known; empty where nothing is.

    Examples
    --------
    >>> date_in_words(PartialDate(1985, 3, 12)), date_in_words(PartialDate(1985, 3)), date_in_words(PartialDate(month=3, day=2))
    ('12 March 1985', 'March 1985', '2 March')
    """
    parts = (date.day, MONTHS[date.month - 1] if date.month else None, date.year)
    return " ".join(str(part) for part in parts if part)
