"""Numbers of things, as one says them."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 dream`` or ``2,000 dreams``.

    Examples
    --------
    >>> counted(2, "series", "series")
    '2 series'
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
