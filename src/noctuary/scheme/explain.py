"""Any code in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from noctuary.errors import NotationError
from noctuary.scheme.character import Character
from noctuary.scheme.code import Code, parse_leniently, parse_party
from noctuary.scheme.symbols import (
    AGES,
    CLASSES,
    DIRECTIONS,
    GRAMMAR,
    IDENTITIES,
    NONHUMANS,
    NUMBERS,
    PARTIES,
    SCALE_SINGULARS,
    SEXES,
    Grammar,
    Scale,
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a notation means on one scale."""

    scale: Scale
    notation: str
    words: str


def explain_code(code: Code) -> str:
    """Say in words what a code means.

    Examples
    --------
    >>> from noctuary.scheme.code import parse
    >>> explain_code(parse("1MKA", Scale.CHARACTERS))
    'one man known to the dreamer, adult'
    >>> explain_code(parse("1MSA 7> D", Scale.AGGRESSION))
    'attacking or trying to harm the body: one man strange to the dreamer, adult → the dreamer'
    >>> explain_code(parse("AP D", Scale.EMOTIONS))
    'apprehension, held by the dreamer'
    """
    meaning = CLASSES[code.scale].get(code.symbol or "", "")
    match GRAMMAR[code.scale]:
        case Grammar.SYMBOL:
            return explain_character(code.symbol or "") if code.scale is Scale.CHARACTERS else meaning
        case Grammar.ACTOR:
            return f"{SCALE_SINGULARS[code.scale]} of {explain_party(code.actor)}"
        case Grammar.HOLDER:
            relation = "held by" if code.scale is Scale.EMOTIONS else "befalling"
            return f"{meaning}, {relation} {explain_party(code.actor)}"
        case _:
            arrow = {">": "→", "=": "and", "R": "answers"}.get(code.direction or "")
            parties = explain_party(code.actor)
            if code.direction == "*":
                parties += f" {DIRECTIONS['*']}"
            elif arrow:
                parties += f" {arrow} {explain_party(code.recipient)}"
            return f"{meaning}: {parties}"


def explain_class(code: Code) -> str:
    """Say in words what was coded, without who took part.

    Examples
    --------
    >>> from noctuary.scheme.code import parse
    >>> explain_class(parse("1MSA 7> D", Scale.AGGRESSION))
    'attacking or trying to harm the body'
    """
    if code.scale is Scale.CHARACTERS:
        return explain_character(code.symbol or "")
    return CLASSES[code.scale].get(code.symbol or "", SCALE_SINGULARS[code.scale])


def explain_party(party: str | None) -> str:
    """Say in words who a party such as ``D+2IUA`` is; ``None`` is nobody."""
    if party is None:
        return "nobody"
    return " and ".join(PARTIES.get(member) or explain_character(member) for member in parse_party(party))


def explain_character(symbol: str) -> str:
    """Say in words who a character symbol stands for.

    Raises
    ------
    NotationError
        If it is no valid character symbol.

    Examples
    --------
    >>> explain_character("2JKA")
    'a group of people of both sexes known to the dreamer, adult'
    >>> explain_character("3FRA")
    'one dead female relative, adult'
    """
    who = Character.parse(symbol)
    count = "many" if who.is_group else "one"
    counted: str = NUMBERS[who.number]["words"]
    if who.nonhuman:
        return counted.format(who=NONHUMANS[who.nonhuman][count])
    identity, sex = IDENTITIES[who.identity], SEXES[who.sex]
    if "phrase" in identity:
        young = who.age in "CB"
        noun = sex[f"young_{count}" if young else count]
        words = f"{counted.format(who=noun)} {identity['phrase']}"
    else:
        noun = identity[count]
        if identity.get("sex") != who.sex:
            noun = f"{sex['adjective']} {noun}" if who.sex in "MF" else f"{noun} {sex['adjective']}"
        words = counted.format(who=noun)
    return f"{words}, {AGES[who.age]}"


def explain(notation: str, scale: Scale | None = None) -> list[Explanation]:
    """Say what a notation means, on one scale or on every scale where it means something.

    Parameters
    ----------
    notation
        A code as anyone writes it (``1mka``, ``D 7> 1MSA``), or a class alone (``AP``, ``7``).
    scale
        Where to look; everywhere if ``None``.

    Returns
    -------
    list of Explanation
        One for each scale that knows it, in the order of the scales.

    Raises
    ------
    NotationError
        If no scale knows it.

    Examples
    --------
    >>> [(found.scale.value, found.words) for found in explain("AD")]
    [('settings', 'a place not told to be indoors or outdoors, familiar but distorted'), ('objects', 'a detail of a building: door, window, wall, stairs')]
    """
    scales = [scale] if scale else list(Scale)
    found: list[Explanation] = []
    refusal: NotationError | None = None
    for each in scales:
        alone = notation.strip().upper()
        if alone in CLASSES[each]:
            found.append(Explanation(each, alone, CLASSES[each][alone]))
            continue
        if alone in PARTIES and GRAMMAR[each] is Grammar.ACTOR and scale is None:
            continue
        try:
            code = parse_leniently(notation, each)
        except NotationError as error:
            refusal = error
        else:
            found.append(Explanation(each, str(code), explain_code(code)))
    # A character alone also reads as "success of that character"; nobody who asks for 1MKA means that.
    if scale is None and any(each.scale is Scale.CHARACTERS for each in found):
        found = [each for each in found if each.scale is Scale.CHARACTERS]
    if scale is None and not found and notation.strip().upper() in PARTIES:
        party = notation.strip().upper()
        return [Explanation(Scale.CHARACTERS, party, PARTIES[party])]
    if not found:
        if scale is not None and refusal is not None:
            raise refusal
        raise NotationError(
            notation, 0, "no scale knows it", "Try 1MKA, AP, IF, or 'D 7> 1MSA' with --scale."
        )
    return found
