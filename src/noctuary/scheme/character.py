"""Character symbols: number, sex, identity and age of someone in a dream."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from noctuary.errors import NotationError
from noctuary.scheme.symbols import AGES, FAMILIAR, FAMILY, IDENTITIES, NONHUMANS, NUMBERS, RELATIVE, SEXES


@dataclass(frozen=True, slots=True)
class Character:
    """A character symbol taken apart.

    The four slots reuse letters (``M`` is male as sex and mother as
    identity), so they are always read by position.

    Parameters
    ----------
    number
        ``1`` to ``8``: one or a group (2); dead (3, 4), imaginary (5, 6), before and after a change (7, 8).
    sex, identity, age
        One letter each for a person; empty for animals and creatures.
    nonhuman
        ``ANI`` for animals, ``CZZ`` for creatures, empty for people.

    Examples
    --------
    >>> Character.parse("1MKA").identity
    'K'
    >>> str(Character("2", nonhuman="ANI"))
    '2ANI'
    """

    number: str
    sex: str = ""
    identity: str = ""
    age: str = ""
    nonhuman: str = ""

    def __post_init__(self) -> None:
        symbol = str(self)
        if self.number not in NUMBERS:
            raise NotationError(symbol, 0, "its number is not 1 to 8")
        if self.nonhuman:
            if self.nonhuman not in NONHUMANS or self.sex or self.identity or self.age:
                raise NotationError(
                    symbol, 1, "an animal is ANI and a creature CZZ, and neither has a sex or age"
                )
            return
        slots = (
            ("sex", self.sex, list(SEXES)),
            ("identity", self.identity, list(IDENTITIES)),
            ("age", self.age, list(AGES)),
        )
        for position, (slot, letter, known) in enumerate(slots, start=1):
            if letter not in known:
                raise NotationError(
                    symbol, position, f"{letter!r} is no {slot}", f"Known: {' '.join(known)}."
                )

    def __str__(self) -> str:
        return f"{self.number}{self.nonhuman or self.sex + self.identity + self.age}"

    @classmethod
    def parse(cls, symbol: str) -> Character:
        """Take a symbol such as ``1MKA`` or ``2ANI`` apart.

        Raises
        ------
        NotationError
            If it is no valid character symbol.
        """
        return _parse(symbol)

    @property
    def is_human(self) -> bool:
        """Whether it is a person, dead and imaginary ones included."""
        return not self.nonhuman

    @property
    def is_group(self) -> bool:
        """Whether two or more are coded as one."""
        return bool(NUMBERS[self.number]["group"])

    @property
    def is_family(self) -> bool:
        """Whether it is of the dreamer's immediate family."""
        return self.identity in FAMILY

    @property
    def is_relative(self) -> bool:
        """Whether it is a relative outside the immediate family."""
        return self.identity in RELATIVE

    @property
    def is_familiar(self) -> bool:
        """Whether the dreamer knows the person, in life or by name: family, relatives, known and prominent."""
        return self.identity in FAMILIAR


@lru_cache(maxsize=4096)
def _parse(symbol: str) -> Character:
    if len(symbol) != 4:
        raise NotationError(symbol, len(symbol), "a character has four signs, as 1MKA or 1ANI")
    if symbol[1:] in NONHUMANS:
        return Character(symbol[0], nonhuman=symbol[1:])
    return Character(*symbol)
