"""Proper names taken apart, and which of them may stand for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from noctuary.figures.lists import load_list
from noctuary.reading.acquaintances import name_key
from noctuary.reading.nouns import NAMES, NOUNS, Kind

_LISTS = load_list("names")
_TITLES = frozenset(_LISTS["titles"].split())
ORDERS: Final = frozenset(_LISTS["orders"].split())
"""Words for kin that are titles of priests, monks and nuns before a name."""
_NO_SURNAMES = frozenset(_LISTS["no_surnames"].split())
_SHORT: dict[str, frozenset[str]] = {
    short: frozenset(names.split()) for short, names in _LISTS["short"].items()
}
# Shorter names than this differ by a letter too often: Dan, Don, Jan.
_LONG_ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart, in lower case.

    Parameters
    ----------
    title
        As :func:`~noctuary.reading.acquaintances.name_key` writes it: ``mrs``; empty without.
    given
        The first name; empty in ``Mrs. Hale``.
    surname
        What follows it; empty in ``Rachel``.
    """

    title: str = ""
    given: str = ""
    surname: str = ""

    @property
    def is_full(self) -> bool:
        """Whether it is more than a given name."""
        return bool(self.title or self.surname)

    @property
    def key(self) -> str:
        """What tells it from other names: ``rachel hale``, ``mrs hale``, ``father ansgar``, ``rachel``."""
        needs_title = not (self.given and self.surname)
        return " ".join(filter(None, (self.title if needs_title else "", self.given, self.surname)))


def parse_name(written: str) -> Name:
    """Take a name apart.

    Parameters
    ----------
    written
        As it stands in a dream; without a letter or digit it gives the empty name.

    Examples
    --------
    >>> parse_name("Mrs. Hale")
    Name(title='mrs', given='', surname='hale')
    >>> parse_name("Dr. Rachel Hale").key, parse_name("Father Ansgar").key
    ('rachel hale', 'father ansgar')
    """
    words = name_key(written).split()
    title = ""
    while len(words) > 1 and (words[0] in _TITLES or (not title and _is_title(words[0]))):
        title = words.pop(0)
    stop = next((at for at, word in enumerate(words) if at and word in _NO_SURNAMES), len(words))
    given, surname = " ".join(words[:1]), " ".join(words[1:stop])
    if title and title not in ORDERS and not surname:
        return Name(title, "", given)
    return Name(title, given, surname)


def _is_title(word: str) -> bool:
    return word in ORDERS or (word in NOUNS and NOUNS[word].kind is Kind.OCCUPATION and word not in NAMES)


def fullest(names: Sequence[str]) -> Name:
    """Return the first of several names of one person, with the surname or title that it is also used with.

    Parameters
    ----------
    names
        As written, the usual one first; none give the empty name.

    Examples
    --------
    >>> fullest(("Rachel", "Rachel Hale")).key, fullest(("Hale", "Mrs. Hale")).key, fullest(()).key
    ('rachel hale', 'mrs hale', '')
    """
    usual = parse_name(names[0]) if names else Name()
    if usual.is_full:
        return usual
    others = (parse_name(name) for name in names[1:])
    fuller = [name for name in others if name.is_full and usual.given == (name.given or name.surname)]
    return max(fuller, key=lambda name: (len(name.key), name.key), default=usual)


def goes_with(one: Name, other: Name) -> bool:
    """Tell whether two names may be those of one person: one is in the other, or short for it.

    Examples
    --------
    >>> goes_with(parse_name("Mrs. Hale"), parse_name("Rachel Hale"))
    True
    >>> goes_with(parse_name("Ben"), parse_name("Benjamin")), goes_with(parse_name("Ben"), parse_name("Tom"))
    (True, False)
    """
    ones, others = {one.given, one.surname} - {""}, {other.given, other.surname} - {""}
    return (
        not ones.isdisjoint(others)
        or one.given in short_for(other.given)
        or other.given in short_for(one.given)
    )


def short_for(name: str) -> frozenset[str]:
    """Return the given names that one may be short for, in lower case.

    Examples
    --------
    >>> sorted(short_for("nate")), short_for("nathan")
    (['nathan', 'nathaniel'], frozenset())
    """
    return _SHORT.get(name, frozenset())


def a_letter_apart(one: str, other: str) -> bool:
    """Tell whether two given names of five letters or more differ by one letter behind the first.

    Examples
    --------
    >>> a_letter_apart("katharine", "katherine"), a_letter_apart("dan", "don")
    (True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _LONG_ENOUGH or len(longer) - len(shorter) > 1 or one == other or one[0] != other[0]:
        return False
    at = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return longer[at + 1 :] in (shorter[at:], shorter[at + 1 :])
