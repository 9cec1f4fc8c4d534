"""The nouns and names that stand for someone, and what each says of them by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from noctuary.reading.inflect import plural
from noctuary.reading.lists import load


class Kind(StrEnum):
    """What sort of noun it is, which decides how identity is read."""

    KIN = "kin"
    KNOWN = "known"
    ADULT = "adult"
    YOUTH = "youth"
    CHILD = "child"
    BABY = "baby"
    VAGUE = "vague"
    ROLE = "role"
    ALL = "all"
    PEOPLE = "people"
    COLLECTIVE = "collective"
    FORCE = "force"
    OCCUPATION = "occupation"
    ETHNIC = "ethnic"
    NAME = "name"
    FAMOUS = "famous"
    IMAGINARY = "imaginary"
    ANIMAL = "animal"
    CREATURE = "creature"


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun says of whom it stands for.

    Parameters
    ----------
    lemma
        Its singular, in lower case.
    kind
        What sort of noun it is.
    plural
        Whether it stands for several.
    sex, identity, age
        As coded; empty for animals and creatures.
    """

    lemma: str
    kind: Kind
    plural: bool
    sex: str = ""
    identity: str = ""
    age: str = ""


def _plural(word: str) -> str:
    """Return the plural of a noun for people: ``brothers-in-law``, ``postmen``, ``ladies``."""
    if word.endswith("-in-law"):
        return plural(word.removesuffix("-in-law")) + "-in-law"
    return word[:-2] + "en" if word.endswith("man") else plural(word)


def _both_numbers(word: str, kind: Kind, irregular: dict[str, str], code: str = "") -> dict[str, Noun]:
    sex, identity, age = code[:1], code[1:2], code[2:]
    many = irregular.get(word, _plural(word))
    return {
        word: Noun(word, kind, False, sex, identity, age),
        # several of unstated sex are mostly of both
        many: Noun(word, kind, True, "J" if sex == "I" else sex, identity, age),
    }


# Later kinds win where a word stands in two lists.
_COUNTABLE = (
    Kind.ETHNIC,
    Kind.OCCUPATION,
    Kind.KNOWN,
    Kind.VAGUE,
    Kind.ROLE,
    Kind.ADULT,
    Kind.YOUTH,
    Kind.CHILD,
    Kind.BABY,
    Kind.IMAGINARY,
    Kind.KIN,
)
_ALWAYS_PLURAL = {
    "kin_groups": Kind.KIN,
    **{kind.value: kind for kind in (Kind.ALL, Kind.PEOPLE, Kind.COLLECTIVE, Kind.FORCE)},
}


def _people() -> dict[str, Noun]:
    lists = load("people")
    irregular = {one: many for many, one in lists["plurals"].items()}
    nouns: dict[str, Noun] = {}
    for kind in _COUNTABLE:
        for code, words in lists[kind].items():
            for word in words.split():
                nouns |= _both_numbers(word, kind, irregular, code)
    for table, kind in _ALWAYS_PLURAL.items():
        for code, words in lists[table].items():
            nouns |= {word: Noun(word, kind, True, code[0], code[1], code[2]) for word in words.split()}
    for word in lists["creature"]["one"].split():
        nouns |= _both_numbers(word, Kind.CREATURE, irregular)
    return nouns


def _animals() -> dict[str, Noun]:
    lists = load("animals")
    irregular = {one: many for many, one in lists["plurals"].items()}
    nouns: dict[str, Noun] = {}
    for word in lists["animals"].split():
        nouns |= _both_numbers(word, Kind.ANIMAL, irregular)
    return nouns | {word: Noun(word, Kind.ANIMAL, True) for word in lists["groups"].split()}


def _names() -> dict[str, Noun]:
    lists = load("names")
    sexes = {"male": "M", "female": "F", "either": "I", "words": "I"}
    return {
        name: Noun(name, Kind.NAME, False, sex, "K", "A")
        for group, sex in sexes.items()
        for name in lists[group].split()
    }


def _famous() -> dict[tuple[str, ...], Noun]:
    lists = load("famous")
    return {
        tuple(name.split()): Noun(name, kind, False, sex, "P", "A")
        for table, kind in (("real", Kind.FAMOUS), ("fictional", Kind.IMAGINARY))
        for group, sex in (("male", "M"), ("female", "F"))
        for name in " ".join(lists[table][group].split()).split(", ")
    }


NOUNS = _animals() | _people()
NAMES = _names()
FAMOUS = _famous()
# Names that are common words too: at the beginning of a sentence their capital says nothing.
WORDY_NAMES = frozenset(load("names")["words"].split())
# What to read for a noun whose plural looks like its singular, where several are told of: "three deer".
SEVERAL = {word: NOUNS[plural(word)] for word in load("animals")["same_plural"].split()}
