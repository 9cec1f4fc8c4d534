"""Codes: one row of a coding, on one scale, in the notation of Hall and Van de Castle.

The notation is the one that coders write: ``1MKA`` for a character, ``D 7>
1MSA`` for an act, ``D M`` for an activity alone, ``AP D`` for an emotion or
misfortune with its holder, ``D+1MKA`` for a success, ``IF`` for a setting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from noctuary.errors import NotationError
from noctuary.scheme.character import Character
from noctuary.scheme.symbols import CLASSES, DIRECTIONS, GRAMMAR, PARTIES, Grammar, Scale


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """One code: a scale and the slots that its grammar has; the others are ``None``.

    Parameters
    ----------
    scale
        On which scale.
    symbol
        The character (``1MKA``), class (``7``, ``AP``, ``V``) or symbol (``IF``); ``None`` for success,
        failure and good fortune, which have no classes.
    actor
        Who acts, feels, or is befallen: ``D`` the dreamer, ``Q`` someone unspecified, a character, or
        several joined by ``+``.
    direction
        ``>`` toward, ``=`` mutual, ``R`` in return, ``*`` toward oneself.
    recipient
        Toward whom, as `actor`; ``None`` with ``*``.

    Raises
    ------
    NotationError
        If the slots make no valid code of the scale.

    Examples
    --------
    >>> str(Code(Scale.AGGRESSION, "7", "1MSA", ">", "D+2IUA"))
    '1MSA 7> D+2IUA'
    >>> parse("AP D", Scale.EMOTIONS).actor
    'D'
    """

    scale: Scale
    symbol: str | None = None
    actor: str | None = None
    direction: str | None = None
    recipient: str | None = None

    def __post_init__(self) -> None:
        _check(self.scale, self.symbol, self.actor, self.direction, self.recipient)

    def __str__(self) -> str:
        return _format(self.scale, self.symbol, self.actor, self.direction, self.recipient)


def _format(
    scale: Scale, symbol: str | None, actor: str | None, direction: str | None, recipient: str | None
) -> str:
    parts: tuple[str | None, ...]
    match GRAMMAR[scale]:
        case Grammar.SYMBOL:
            parts = (symbol,)
        case Grammar.ACT | Grammar.ACTIVITY:
            parts = (actor, f"{symbol or ''}{direction or ''}", recipient)
        case Grammar.HOLDER:
            parts = (symbol, actor)
        case Grammar.ACTOR:
            parts = (actor,)
    return " ".join(filter(None, parts))


# Codes repeat: a corpus of a million dreams holds a few thousand different ones.
@lru_cache(maxsize=65536)
def _check(
    scale: Scale, symbol: str | None, actor: str | None, direction: str | None, recipient: str | None
) -> None:
    notation = _format(scale, symbol, actor, direction, recipient)

    def refuse(fact: str, hint: str = "") -> NotationError:
        return NotationError(notation, 0, fact, hint)

    grammar = GRAMMAR[scale]
    if scale is Scale.CHARACTERS:
        Character.parse(symbol or "")
    elif grammar is Grammar.ACTOR:
        if symbol is not None:
            raise refuse(f"{scale} has no classes")
    elif symbol not in CLASSES[scale]:
        raise refuse(f"{scale} has no class {(symbol or '')[:8]!r}", f"Known: {' '.join(CLASSES[scale])}.")
    if grammar is Grammar.SYMBOL:
        if actor is not None:
            raise refuse(f"{scale} names nobody beside the code")
    elif actor is None:
        raise refuse("it does not say who")
    else:
        parse_party(actor)
    if grammar not in (Grammar.ACT, Grammar.ACTIVITY):
        if direction is not None or recipient is not None:
            raise refuse(f"{scale} has no direction and no recipient")
        return
    if direction is None:
        if grammar is Grammar.ACT:
            raise refuse("an interaction needs a direction", f"Known: {' '.join(DIRECTIONS)}.")
        if recipient is not None:
            raise refuse("a recipient needs a direction")
    elif direction not in DIRECTIONS:
        raise refuse(f"{direction!r} is no direction", f"Known: {' '.join(DIRECTIONS)}.")
    elif direction == "*":
        if recipient is not None:
            raise refuse("an act toward oneself has no recipient")
    elif recipient is None:
        raise refuse("it does not say toward whom")
    else:
        parse_party(recipient)


def parse_party(party: str) -> tuple[str, ...]:
    """Return the members of a party such as ``D+2IUA``.

    Raises
    ------
    NotationError
        If a member is neither ``D`` nor ``Q`` nor a character.

    Examples
    --------
    >>> parse_party("D+2IUA")
    ('D', '2IUA')
    """
    members = tuple(party.split("+"))
    for member in members:
        if member not in PARTIES:
            Character.parse(member)
    return members


_ACT = re.compile(r"(?P<actor>\S+) (?P<symbol>[A-Z]|\d)(?P<direction>[>=R*])?(?: (?P<recipient>\S+))?")
_HOLDER = re.compile(r"(?P<symbol>[A-Z]{2}|\d) (?P<actor>\S+)")


@lru_cache(maxsize=65536)
def parse(notation: str, scale: Scale) -> Code:
    """Read a code in the notation that :class:`Code` writes: no blank more or less.

    Parameters
    ----------
    notation
        For example ``"D 7> 1MSA"``.
    scale
        The scale that it stands on; the same letters mean different things on different scales.

    Raises
    ------
    NotationError
        If it is no valid code of the scale.
    """
    match GRAMMAR[scale]:
        case Grammar.SYMBOL:
            return Code(scale, notation)
        case Grammar.ACTOR:
            return Code(scale, actor=notation)
        case Grammar.HOLDER:
            found = _HOLDER.fullmatch(notation)
            wanted = "class and character, as AP D"
        case _:
            found = _ACT.fullmatch(notation)
            wanted = "character, class and direction, character, as D 7> 1MSA"
    if found is None:
        raise NotationError(notation, 0, f"{scale} is written as {wanted}")
    return Code(scale, **found.groupdict())


_SIGNS = re.compile(r"\s*([+>=*])\s*")
# A creature is CZZ; CCZ, ANl and the like occur in hand-typed files.
_SLIPS = {"CCZ": "CZZ", "CCZZ": "CZZ", "ANL": "ANI", "AN1": "ANI", "AMI": "ANI"}


def parse_leniently(notation: str, scale: Scale) -> Code:
    """Read a code as other people and programs write it.

    Lower case, blanks around ``+`` or before the direction, a lower-case
    ``r`` for the reciprocal, and known slips of the pen (``1CCZ``) are read
    as what they stand for. The returned code is valid.

    Raises
    ------
    NotationError
        If no valid code can be made out.

    Examples
    --------
    >>> str(parse_leniently(" d + 1mka  6 > 1FSA ", Scale.AGGRESSION))
    'D+1MKA 6> 1FSA'
    >>> str(parse_leniently("1CCZ", Scale.CHARACTERS))
    '1CZZ'
    """
    signs = _SIGNS.sub(r"\1", notation.strip().upper())
    words = signs.split()
    if GRAMMAR[scale] in (Grammar.ACT, Grammar.ACTIVITY):
        # '6>1FSA' and '6 R 1FSA' are '6> 1FSA' and '6R 1FSA'
        signs = re.sub(r"(?<=[>=*])(?=\S)", " ", " ".join(words))
        words = re.sub(r"(?<= [A-Z0-9]) R(?= |$)", "R", signs).split()
    return parse(" ".join("+".join(map(_mend, word.split("+"))) for word in words), scale)


def _mend(word: str) -> str:
    return word[0] + _SLIPS[word[1:]] if word[1:] in _SLIPS else word
