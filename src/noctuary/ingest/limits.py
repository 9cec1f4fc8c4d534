"""How much of a file is ever held at once: no dream comes near these bounds, and no file fills the memory.

What is read line by line takes little memory, however large the file. A line, a row, a journal's entry or a dream in
XML may hold :data:`LONGEST` characters; a file that is one dream or one piece of JSON, :data:`LARGEST` bytes. JSON
made for nothing else takes twenty-five times its size in memory, so that no file ever takes more than 2 GB.
"""

from __future__ import annotations

import json
from typing import Any, Final

from noctuary.errors import FormatError

#: Characters: three times all that Shakespeare wrote.
LONGEST: Final = 1 << 24
#: Bytes: a page each night of a long life.
LARGEST: Final = 1 << 26


class TooLargeError(FormatError):
    """A file, or a piece of one, that is larger than any dream."""

    def __init__(self, where: str, what: str = "It goes on for more than 16 million characters.") -> None:
        super().__init__(
            f"{where}: {what}",
            "If these are dreams, divide the file; what stands before this place was read.",
        )


def parse_json(text: str) -> Any:
    """Return what JSON stands for.

    Raises
    ------
    ValueError
        If it is no valid JSON, or goes deeper than anything that people write.

    Examples
    --------
    >>> parse_json("[" * 100_000)
    Traceback (most recent call last):
    ...
    ValueError: it goes too deep
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it goes too deep") from None
