"""What sources write, as the values that a dream is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time as clock_time
from pathlib import Path

from noctuary.dates import parse_date
from noctuary.dream import Lucidity, PartialDate, Sex


@dataclass
class DerivedIds:
    """Ids for dreams whose source gives none: the same in every run over the same file."""

    _counts: dict[str, int] = field(default_factory=dict)

    def next(self, stem: str) -> str:
        """Return `stem`, and ``stem-2`` and so on when it comes again."""
        count = self._counts[stem] = self._counts.get(stem, 0) + 1
        return stem if count == 1 else f"{stem}-{count}"

    def of_night(self, date: PartialDate | None, *, otherwise: str) -> str:
        """Return an id made of the date as far as known, or of `otherwise` when nothing is."""
        return self.next(str(date) if date and str(date) else otherwise)


_BREAKS = re.compile(r"[\n\r\t\0]+")


def as_id(written: str) -> str:
    r"""Return what is written as an id: without outer blanks, tabs and line breaks.

    Examples
    --------
    >>> as_id(" 0003\n")
    '0003'
    """
    return _BREAKS.sub(" ", written).strip()


_DATE_IN_NAME = re.compile(r"(\d{4})([-_.]?)(\d\d)\2(\d\d)(?!\d)")


def date_of_file(path: Path) -> PartialDate | None:
    """Return the date that a file is named by: ``2020-01-31.md``, ``20200131 Harbour.txt``, ``2020/01/31.txt``.

    Examples
    --------
    >>> str(date_of_file(Path("2020/01/31.txt")))
    '2020-01-31'
    >>> date_of_file(Path("000_323e.txt")) is None
    True
    """
    if found := _DATE_IN_NAME.match(path.stem):
        return parse_date("-".join(found.group(1, 3, 4)))
    return parse_date("-".join((*path.parts[-3:-1], path.stem)))


_SEXES = dict.fromkeys(("f", "female", "woman", "girl"), Sex.FEMALE) | dict.fromkeys(
    ("m", "male", "man", "boy"), Sex.MALE
)


def as_sex(written: str) -> Sex | None:
    """Return the sex that a source names, or ``None`` where it names none that the norms distinguish."""
    return _SEXES.get(written.strip().lower())


_LUCIDITY = {
    word: lucidity
    for lucidity, words in (
        (Lucidity.FULL, "true yes full lucid 1"),
        (Lucidity.PARTIAL, "partial partly semi"),
        (Lucidity.NONE, "false no none 0"),
    )
    for word in words.split()
}


def as_lucidity(written: str) -> Lucidity | None:
    """Return the lucidity that a source names: yes, no, partial and the like; ``None`` for anything else."""
    return _LUCIDITY.get(written.strip().lower())


_TIME = re.compile(r"(\d{1,2})[:.h](\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def as_time(written: str) -> clock_time | None:
    """Return the hour that a source gives, with or without am and pm; ``None`` where it gives none.

    Examples
    --------
    >>> as_time("6:30 PM")
    datetime.time(18, 30)
    """
    found = _TIME.fullmatch(written.strip())
    if found is None:
        return None
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    try:
        return clock_time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        return None


def split_words(written: str) -> tuple[str, ...]:
    """Return the labels in a list as people write it: divided by semicolons, commas, or blanks alone.

    Examples
    --------
    >>> split_words("sea, old house")
    ('sea', 'old house')
    """
    divider = next((sign for sign in ";,|" if sign in written), None)
    return tuple(word for part in written.split(divider) if (word := part.strip()))
