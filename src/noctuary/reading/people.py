"""What is said of someone: number, sex, identity and age, as far as a phrase and the dream around it tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from noctuary.reading.lists import load
from noctuary.reading.nouns import NAMES, Kind
from noctuary.reading.phrases import Phrase
from noctuary.reading.text import DreamText

_SLOTS = load("slots")


def _words(name: str) -> frozenset[str]:
    return frozenset(_SLOTS[name].split())


_NONHUMAN = {Kind.ANIMAL: "ANI", Kind.CREATURE: "CZZ"}
_UNFAMILIAR = frozenset({Kind.ADULT, Kind.YOUTH, Kind.CHILD, Kind.BABY, Kind.ROLE, Kind.PEOPLE})
_PEERS = frozenset(
    {Kind.NAME, Kind.KNOWN, Kind.ADULT, Kind.YOUTH, Kind.ROLE, Kind.VAGUE, Kind.ALL, Kind.COLLECTIVE}
)
_SIBLINGS = frozenset("BT")
OF_THE_DREAMERS_AGE = frozenset("KUSBT")
# From the closest to the most distant: a coder takes the first that fits.
_CLOSENESS = "FMXBTHWADCIYRKPOESU"

_MODIFIERS: dict[str, dict[str, str]] = {
    slot: {word: letter for letter, words in letters.items() for word in words.split()}
    for slot, letters in _SLOTS["modifiers"].items()
}
_OF_WHOM: dict[str, dict[str, str]] = {
    kind: {letter: identity for identity, letters in identities.items() for letter in letters}
    for kind, identities in _SLOTS["of_whom"].items()
}
_IDENTITY: dict[str, str] = _SLOTS["identity"]
_CONFIDENCE: dict[str, tuple[float, float]] = _SLOTS["confidence"]
LEAST_CONFIDENCE: float = _SLOTS["least_confidence"]
_PEER_PLACES = _words("peer_places")
_CHOSEN = _words("chosen")
_DEAD = _words("dead")
_NUMBERS = {word: years for years, word in enumerate(_SLOTS["numbers"].split())}

# The age in a collector's head: behind the date in brackets of its own, or before the sex.
_AGE_HEAD = re.compile(r"\s*\((?:[^)(]*\((?:age )?)?(\d{1,2})(?:\)|/(?:fe)?male)")
_YEARS = re.compile(
    r"\((\d{1,2})\)|\b([a-z]+|\d{1,2})(?: or \w+)?[- ]years?[- ](?:olds?\b|of age\b)", re.IGNORECASE
)
_YEARS_REACH = 8


@dataclass(slots=True)
class Person:
    """Someone in a dream, with what has been said of them so far.

    Parameters
    ----------
    number
        The first sign of the code, ``1`` to ``8``.
    plural
        Whether they are several.
    sex, identity, age
        As coded; empty for animals and creatures.
    kind
        What sort of noun introduced them.
    rule
        How they were introduced: the kind of noun, its determiner, and ``1`` for one or ``2`` for several.
    """

    number: str
    plural: bool
    sex: str
    identity: str
    age: str
    kind: Kind
    rule: str

    @property
    def symbol(self) -> str:
        """The code, ``1MKA``."""
        return self.number + (_NONHUMAN.get(self.kind) or self.sex + self.identity + self.age)

    def confidence(self, *, again: bool) -> float:
        """Return the share of people so introduced whom coders gave the same code.

        Parameters
        ----------
        again
            Whether they are mentioned more than once.
        """
        return _CONFIDENCE.get(self.rule, _CONFIDENCE[self.kind])[again]

    def may_be(self, other: Person) -> bool:
        """Tell whether two may be one: both people, one or several, and not of different sex."""
        return (
            self.plural == other.plural
            and bool(self.identity and other.identity)
            and (self.sex == other.sex or "I" in (self.sex, other.sex))
        )

    def learn(self, other: Person) -> None:
        """Take over what another phrase tells of the same person; the closest identity holds."""
        if self.sex == "I":
            self.sex = other.sex
        if _CLOSENESS.index(other.identity) < _CLOSENESS.index(self.identity):
            self.identity, self.kind, self.rule = other.identity, other.kind, other.rule


@dataclass(frozen=True, slots=True)
class Company:
    """What a dream as a whole tells of the company that the dreamer keeps.

    Parameters
    ----------
    age
        The dreamer's age as coded, where a collector noted it in the head: of that age are the dreamer's friends.
    peers
        Whether school, campus or dating is told of: boys and girls there are mostly known.
    """

    age: str
    peers: bool

    @classmethod
    def of(cls, text: DreamText) -> Company:
        """Return what the text tells."""
        head = _AGE_HEAD.match(text.text)
        return cls(_age_of(int(head.group(1))) if head else "A", not _PEER_PLACES.isdisjoint(text.words))


def introduce(text: DreamText, phrase: Phrase, company: Company, owner: Person | None = None) -> Person:
    """Return whom a phrase introduces.

    Parameters
    ----------
    text, phrase
        The words.
    company
        What the dream as a whole tells.
    owner
        Whose they are, where they are somebody else's.

    Examples
    --------
    >>> from noctuary.reading.phrases import find_phrases
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("My little sister saw two sailors.")
    >>> [introduce(text, phrase, Company.of(text)).symbol for phrase in find_phrases(text)]
    ['1FTC', '2MOA']
    """
    noun = phrase.noun
    plural = noun.plural and not phrase.single_of
    rule = f"{noun.kind}.{phrase.determiner}.{1 + plural}"
    sex = _modified(phrase, "sex") or _sex(phrase)
    age = _modified(phrase, "age") or noun.age
    identity = _identity(phrase, rule, young=age in "CB", company=company, owner=owner)
    is_peer = noun.kind in _PEERS or noun.identity in _SIBLINGS
    if age == "A" and is_peer and identity in OF_THE_DREAMERS_AGE:
        age = company.age
    return Person(
        number=_number(phrase, plural=plural),
        plural=plural,
        sex=sex,
        identity=identity,
        age=(_told_age(text, phrase) or age) if noun.age else "",
        kind=noun.kind,
        rule=rule,
    )


def _modified(phrase: Phrase, slot: str) -> str | None:
    letters = _MODIFIERS[slot]
    return next((letters[word] for word in phrase.modifiers if word in letters), None)


def _sex(phrase: Phrase) -> str:
    sex = phrase.noun.sex
    if sex == "I" and phrase.names:
        return NAMES[phrase.names[0]].sex if phrase.names[0] in NAMES else sex
    # one of several that may be of both sexes may be of either
    return "I" if sex == "J" and phrase.single_of else sex


def _number(phrase: Phrase, *, plural: bool) -> str:
    imaginary = phrase.noun.kind is Kind.IMAGINARY
    dead = not imaginary and not _DEAD.isdisjoint(phrase.modifiers)
    return str(1 + plural + 4 * imaginary + 2 * dead)


def _identity(phrase: Phrase, rule: str, *, young: bool, company: Company, owner: Person | None) -> str:
    kind, identity = phrase.noun.kind, phrase.noun.identity
    if not _CHOSEN.isdisjoint(phrase.modifiers) or (kind is Kind.OCCUPATION and phrase.names):
        return "K"
    if owner is not None and owner.identity and kind in _OF_WHOM:
        return _OF_WHOM[kind][owner.identity]
    if kind in _UNFAMILIAR and (told := _modified(phrase, "identity")):
        return told
    if kind is Kind.YOUTH and identity == "K" and company.age == "A" and (young or not company.peers):
        return "S"
    return _IDENTITY.get(rule, identity)


def _told_age(text: DreamText, phrase: Phrase) -> str | None:
    """Return the age that is told in years: ``my sister (16)``, ``a boy of about ten years of age``."""
    sentence = text.sentence[phrase.head]
    last = phrase.last
    while last < len(text) and last < phrase.last + _YEARS_REACH and text.sentence[last] == sentence:
        last += 1
    found = _YEARS.search(text.text, text.starts[phrase.first], text.ends[last - 1])
    if found is None:
        return None
    number = found.group(1) or found.group(2)
    years = int(number) if number.isdecimal() else _NUMBERS.get(number.lower())
    return None if years is None else _age_of(years)


def _age_of(years: int) -> str:
    return "B" if years < 1 else "C" if years < 13 else "T" if years < 18 else "A"
