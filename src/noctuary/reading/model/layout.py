"""What goes into the network for each word, and what comes out: the names of every column.

A trained model carries the names it was trained with, and is refused where they differ from these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from noctuary.reading.cast import DREAMER
from noctuary.scheme import Character, Grammar, Scale
from noctuary.scheme.symbols import AGES, CLASSES, DIRECTIONS, GRAMMAR, IDENTITIES, NONHUMANS, NUMBERS, SEXES

PERSON: Final = "person"
"""The kind of a character that is no animal and no creature."""

KINDS: Final = (PERSON, *NONHUMANS)
NO_DIRECTION: Final = ""

#: The slots of a character, each with what it can hold, in the order of the notation.
CHARACTER_SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "kind": KINDS,
    "number": tuple(NUMBERS),
    "sex": tuple(SEXES),
    "identity": tuple(IDENTITIES),
    "age": tuple(AGES),
}
#: The slots of a setting: where, and how well known. ``NS`` has the second left open.
SETTING_SLOTS: Final[dict[str, tuple[str, ...]]] = {
    "location": ("I", "O", "A", "NS"),
    "familiarity": ("F", "D", "G", "U", "Q"),
}
#: Any act has one of these directions; an activity may have none.
DIRECTION_SLOT: Final[dict[str, tuple[str, ...]]] = {"direction": (NO_DIRECTION, *DIRECTIONS)}
SLOTS: Final = CHARACTER_SLOTS | SETTING_SLOTS | DIRECTION_SLOT

#: Scales whose every code is a tag of its own; characters and settings are put together from slots.
TAGGED: Final = tuple(scale for scale in Scale if scale not in (Scale.CHARACTERS, Scale.SETTINGS))
#: Scales that say who acts, feels or is befallen, and those that say toward whom.
ACTED: Final = tuple(scale for scale in TAGGED if GRAMMAR[scale] is not Grammar.SYMBOL)
DIRECTED: Final = tuple(scale for scale in TAGGED if GRAMMAR[scale] in (Grammar.ACT, Grammar.ACTIVITY))

#: The two sides that a word may look for among the mentions.
ROLES: Final = ("actor", "recipient")


def symbols(scale: Scale) -> tuple[str | None, ...]:
    """Return the classes of a scale; ``None`` stands for the code of a scale without classes."""
    return tuple(CLASSES[scale]) or (None,)


def setting_letters(symbol: str) -> dict[str, str]:
    """Return the slots of a setting with what they hold; ``NS`` leaves the second open.

    Examples
    --------
    >>> setting_letters("IF")
    {'location': 'I', 'familiarity': 'F'}
    """
    return {"location": symbol} if symbol == "NS" else {"location": symbol[0], "familiarity": symbol[1]}


def character_letters(symbol: str) -> dict[str, str]:
    """Return the slots of a character with what they hold; animals and creatures have two.

    Examples
    --------
    >>> character_letters("2ANI")
    {'kind': 'ANI', 'number': '2'}
    """
    who = Character.parse(symbol)
    if who.nonhuman:
        return {"kind": who.nonhuman, "number": who.number}
    return {"kind": PERSON, "number": who.number, "sex": who.sex, "identity": who.identity, "age": who.age}


def tag(scale: Scale, symbol: str | None = None) -> str:
    """Return the name of a tag: ``aggression.7``, ``success``, ``characters``."""
    return scale.value if symbol is None else f"{scale.value}.{symbol}"


#: One yes or no for each word: a character or setting begins here, or the word carries this code.
TAGS: Final = (
    tag(Scale.CHARACTERS),
    tag(Scale.SETTINGS),
    *(tag(scale, symbol) for scale in TAGGED for symbol in symbols(scale)),
)

#: Scales that many dreams hold nothing of.
PRESENT: Final = tuple(scale for scale in ACTED if scale not in (Scale.EMOTIONS, Scale.ACTIVITIES))

#: One yes or no for the whole dream: does it hold this at all?
GISTS: Final = (
    *(tag(scale) for scale in PRESENT),
    *(tag(Scale.EMOTIONS, symbol) for symbol in symbols(Scale.EMOTIONS)),
    *(f"{tag(Scale.EMOTIONS, symbol)}.{DREAMER}" for symbol in symbols(Scale.EMOTIONS)),
)


def _feature_names() -> Iterable[str]:
    yield from ("capital", "opening", "denied", "supposed", "compared", "untold")
    yield from (
        "mention",
        "inside",
        "first",
        "pronoun",
        "dreamer",
        "together",
        "owning",
        "often",
        "confidence",
    )
    for slot, letters in CHARACTER_SLOTS.items():
        yield from (f"{slot}.{letter}" for letter in letters)
    for scale in TAGGED:
        yield from (tag(scale, symbol) for symbol in symbols(scale))
    yield from (f"settings.{letter}" for letters in SETTING_SLOTS.values() for letter in letters)
    yield from (f"{role}.{DREAMER}" for role in ROLES)
    yield from (f"direction.{direction}" for direction in DIRECTIONS)


#: What is known of a word before the network reads it: its spelling, and what the lexical reader saw there.
FEATURES: Final = tuple(_feature_names())


def columns() -> dict[str, slice]:
    """Return where the tags and each slot stand in the network's output for a word.

    Examples
    --------
    >>> columns()["tags"].start
    0
    """
    places: dict[str, slice] = {"tags": slice(0, len(TAGS))}
    end = len(TAGS)
    for slot, letters in SLOTS.items():
        places[slot] = slice(end, end + len(letters))
        end += len(letters)
    return places


COLUMNS: Final = columns()
WIDTH: Final = max(place.stop for place in COLUMNS.values())
