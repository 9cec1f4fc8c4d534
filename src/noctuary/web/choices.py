"""What one chooses to make a code of a scale, each choice explained; only valid codes come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from noctuary.errors import InputError, NotationError
from noctuary.scheme import Character, Code, Grammar, Scale, explain_character, parse_leniently, parse_party
from noctuary.scheme.symbols import (
    AGES,
    CLASSES,
    DIRECTIONS,
    GRAMMAR,
    IDENTITIES,
    NONHUMANS,
    NUMBERS,
    PARTIES,
    SEXES,
)

#: What was chosen, by the name of the group.
Chosen = Mapping[str, Sequence[str]]

_KINDS: Final = {"family": "Family", "relative": "Other known people", "unfamiliar": "Not known"}
_KIND_OF: Final = {
    "family": "family",
    "relative": "relative",
    "known": "relative",
    "prominent": "relative",
    "unfamiliar": "unfamiliar",
}
_DREAMER: Final = "D"
_TOWARD_SOMEBODY: Final = (">", "=", "R")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen.

    Parameters
    ----------
    value
        As it stands in the code; empty for what leaves no sign there.
    words
        What it means.
    told
        What it is called in the dream; its own words.
    heading
        Of the choices that begin here; empty within them.
    """

    value: str
    words: str
    told: str = field(default="", repr=False)
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of which one is chosen, or some.

    Parameters
    ----------
    name
        How it is called in what was chosen.
    label
        What is asked.
    choices
        The answers.
    many
        Whether several may be chosen.
    needs
        The group and the answers there that make this one asked at all; nothing if it always is.
    """

    name: str
    label: str
    choices: tuple[Choice, ...]
    many: bool = False
    needs: tuple[str, tuple[str, ...]] = ("", ())

    def is_asked(self, chosen: Chosen) -> bool:
        """Whether it is asked after what was chosen elsewhere."""
        name, answers = self.needs
        return not name or any(answer in answers for answer in chosen.get(name, [""]))


def parties_of(codes: Iterable[Code]) -> list[str]:
    """Return everyone in these codes who may act, feel or be met: characters first, in the order of the codes.

    Examples
    --------
    >>> parties_of([parse_leniently("1MSA 7> D+1FMA", Scale.AGGRESSION), Code(Scale.CHARACTERS, "1FKA")])
    ['1FKA', '1MSA', '1FMA']
    """
    every = list(codes)
    first = [str(code) for code in every if code.scale is Scale.CHARACTERS]
    named = [
        member
        for code in every
        for party in (code.actor, code.recipient)
        if party
        for member in parse_party(party)
    ]
    return [member for member in dict.fromkeys([*first, *named]) if member not in PARTIES]


def groups(scale: Scale, parties: Mapping[str, str] | None = None) -> list[Group]:
    """Return what is asked for a code of a scale.

    Parameters
    ----------
    scale
        The scale.
    parties
        The characters who may take part, and what each is called in the dream.
    """
    people = (
        *(Choice(symbol, words) for symbol, words in PARTIES.items()),
        *(Choice(symbol, explain_character(symbol), told) for symbol, told in (parties or {}).items()),
    )
    classes = Group("class", "What", tuple(Choice(*each) for each in CLASSES[scale].items()))
    match GRAMMAR[scale]:
        case Grammar.SYMBOL if scale is Scale.CHARACTERS:
            return _of_characters()
        case Grammar.SYMBOL:
            return [classes]
        case Grammar.ACTOR:
            return [Group("actor", "Whose", people, many=True)]
        case Grammar.HOLDER:
            whose = "Who feels it" if scale is Scale.EMOTIONS else "Whom it befalls"
            return [classes, Group("actor", whose, people, many=True)]
        case Grammar.ACT:
            toward = _directions()
        case Grammar.ACTIVITY:
            toward = (Choice("", "alone"), *_directions())
    return [
        Group("actor", "Who", people, many=True),
        classes,
        Group("direction", "How", toward),
        Group("recipient", "With whom", people, many=True, needs=("direction", _TOWARD_SOMEBODY)),
    ]


def _directions() -> tuple[Choice, ...]:
    return tuple(Choice(*each) for each in DIRECTIONS.items())


def _of_characters() -> list[Group]:
    person: tuple[str, tuple[str, ...]] = ("kind", ("",))
    identities, heading = [], ""
    for letter, row in IDENTITIES.items():
        kind = _KIND_OF[row["kind"]]
        words = row.get("one") or row["phrase"]
        identities.append(Choice(letter, words, heading=_KINDS[kind] if kind != heading else ""))
        heading = kind
    kinds = (Choice("", "person"), *(Choice(symbol, row["one"]) for symbol, row in NONHUMANS.items()))
    numbers = tuple(
        Choice(number, row["words"].format(who="characters" if row["group"] else "character"))
        for number, row in NUMBERS.items()
    )
    sexes = tuple(Choice(letter, row["adjective"]) for letter, row in SEXES.items())
    ages = tuple(Choice(*each) for each in AGES.items())
    return [
        Group("kind", "What", kinds),
        Group("number", "How many", numbers),
        Group("sex", "Sex", sexes, needs=person),
        Group("identity", "Who", tuple(identities), needs=person),
        Group("age", "Age", ages, needs=person),
    ]


def usual(scale: Scale) -> dict[str, list[str]]:
    """Return what is chosen for a new code of a scale before anybody chose: what most codes have."""
    match GRAMMAR[scale]:
        case Grammar.SYMBOL if scale is Scale.CHARACTERS:
            return {"kind": [""], "number": ["1"], "age": ["A"]}
        case Grammar.SYMBOL:
            return {}
        case Grammar.ACT:
            return {"direction": [">"]}
        case Grammar.ACTIVITY:
            return {"actor": [_DREAMER], "direction": [""]}
        case _:
            return {"actor": [_DREAMER]}


def chosen_of(code: Code) -> dict[str, list[str]]:
    """Take a code apart into what one would choose to make it.

    Examples
    --------
    >>> chosen_of(parse_leniently("1MSA 7> D+1FMA", Scale.AGGRESSION))["recipient"]
    ['D', '1FMA']
    """
    chosen: dict[str, list[str]] = {}
    if code.scale is Scale.CHARACTERS:
        who = Character.parse(code.symbol or "")
        chosen = {"kind": [who.nonhuman], "number": [who.number]}
        if who.is_human:
            chosen |= {"sex": [who.sex], "identity": [who.identity], "age": [who.age]}
    elif code.symbol is not None:
        chosen["class"] = [code.symbol]
    if GRAMMAR[code.scale] in (Grammar.ACT, Grammar.ACTIVITY):
        chosen["direction"] = [code.direction or ""]
    for name, party in (("actor", code.actor), ("recipient", code.recipient)):
        if party:
            chosen[name] = list(parse_party(party))
    return chosen


def composed(scale: Scale, chosen: Chosen) -> Code:
    """Make the code that was chosen.

    Parameters
    ----------
    scale
        Its scale.
    chosen
        By the name of each group that :func:`groups` asks; what is not asked for does not count.

    Raises
    ------
    InputError
        If something is still to be chosen.
    NotationError
        If what was chosen is no choice.

    Examples
    --------
    >>> str(composed(Scale.EMOTIONS, {"class": ["AP"], "actor": ["D", "1MKA"]}))
    'AP D+1MKA'
    """
    asked = [group for group in groups(scale) if group.is_asked(chosen)]
    lacking = [group.label.lower() for group in asked if not list(chosen.get(group.name, ()))]
    if lacking:
        raise InputError(f"Still to choose: {', '.join(lacking)}.")
    part = {group.name: "+".join(chosen[group.name]) for group in asked}
    if scale is Scale.CHARACTERS:
        sex, identity, age = (part.get(name, "") for name in ("sex", "identity", "age"))
        return Code(scale, str(Character(part["number"], sex, identity, age, part["kind"])))
    return Code(
        scale,
        part.get("class"),
        actor=part.get("actor"),
        direction=part.get("direction") or None,
        recipient=part.get("recipient"),
    )


def read_typed(typed: str, scale: Scale) -> Code:
    """Read a code as somebody types it; a class alone is of the dreamer, where somebody must hold it.

    Raises
    ------
    NotationError
        If it is none.

    Examples
    --------
    >>> str(read_typed("ap", Scale.EMOTIONS))
    'AP D'
    """
    if GRAMMAR[scale] is Grammar.HOLDER and typed.strip().upper() in CLASSES[scale]:
        typed = f"{typed} {_DREAMER}"
    return parse_leniently(typed, scale)


def elsewhere(typed: str, scale: Scale) -> list[Code]:
    """Return what somebody may mean on another scale than the one on which it is no code."""
    found = []
    for each in Scale:
        if each is scale or not typed.strip():
            continue
        try:
            found.append(read_typed(typed, each))
        except NotationError:
            continue
    # A character alone also reads as success of that character; nobody who types 1MKA means that.
    characters = [code for code in found if code.scale is Scale.CHARACTERS]
    return characters or found
