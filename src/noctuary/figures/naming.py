"""What a figure is called, and what sort of figure it is, by most of its sightings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from noctuary.figures.figure import FigureKind
from noctuary.figures.names import goes_with, parse_name
from noctuary.figures.roles import BEFORE_NAME, relation_of
from noctuary.figures.sightings import Sighting
from noctuary.reading.acquaintances import name_key
from noctuary.reading.cast import DREAMER
from noctuary.reading.nouns import FAMOUS, NOUNS, Kind

_PLURALS = {noun.lemma: word for word, noun in NOUNS.items() if noun.plural}
_PRONOUNS = frozenset("his her their its your whose".split())
# Capitals may be initials, if they are few or cannot be spoken.
_INITIALS: Final = 2
_VOWELS: Final = frozenset("AEIOUY")
# What one dream calls somebody by mistake is no alias; what many call them is.
_OFTEN: Final = 0.1
_NOBODY_NAMED: Final = {
    FigureKind.GROUP: "people",
    FigureKind.ANIMAL: "animal",
    FigureKind.IMAGINARY: "creature",
    FigureKind.PERSON: "somebody",
    FigureKind.FAMOUS: "somebody",
}


def prevailing(sightings: Iterable[Sighting], of: Callable[[Sighting], str]) -> str:
    """Return what is told in most dreams; of equals the first in the alphabet, empty if nothing is told.

    Parameters
    ----------
    of
        What one sighting tells, empty for nothing.
    """
    told = Counter(value for _, value in {(each.dream, of(each)) for each in sightings} if value)
    return min(told, key=lambda value: (-told[value], value), default="")


def kind_of(sightings: Sequence[Sighting]) -> FigureKind:
    """Return what sort of figure most sightings show: named people are no group, whatever is coded."""
    counts = Counter(map(_kind, sightings))
    return min(counts, key=lambda kind: (-counts[kind], kind))


def _kind(sighting: Sighting) -> FigureKind:
    character = sighting.character
    if character.nonhuman == "ANI":
        return FigureKind.ANIMAL
    together = any(lemma in NOUNS and NOUNS[lemma].plural for lemma in sighting.relations)
    if character.is_group and (together or not sighting.names):
        return FigureKind.GROUP
    if character.nonhuman or character.number in ("5", "6"):
        return FigureKind.IMAGINARY
    famous = tuple(name_key(sighting.names[0]).split()) if sighting.names else ()
    if character.identity == "P" or (famous in FAMOUS and FAMOUS[famous].kind is Kind.FAMOUS):
        return FigureKind.FAMOUS
    return FigureKind.PERSON


def called(sightings: Sequence[Sighting]) -> tuple[str, tuple[str, ...]]:
    """Return what somebody is mostly called, and what else, the more usual first.

    Names come as written, people without a name by the noun (``mom``, ``friends``, ``Rachel's sister``) or by
    what describes them (``the silver stranger``).
    """
    words = Counter(word for _, word in {(each.dream, word) for each in sightings for word in _words(each)})
    spelling: dict[str, str] = {}
    # Of spellings that differ in their case, the most usual one that does not shout.
    for word in sorted(words, key=lambda word: (word.isupper(), -words[word], word)):
        spelling.setdefault(name_key(word), _quiet(word))
    times: Counter[str] = Counter()
    for word, dreams in words.items():
        times[name_key(word)] += dreams
    ordered = sorted(times, key=lambda key: (-times[key], -len(key), key))
    if not ordered:
        return _NOBODY_NAMED[kind_of(sightings)], ()
    names = {name_key(name) for each in sightings for name in each.names}
    least = _OFTEN * times[ordered[0]]
    usual, *others = (
        spelling[key]
        for key in ordered
        if key not in names or times[key] >= least or goes_with(parse_name(key), parse_name(ordered[0]))
    )
    relation = prevailing(sightings, lambda each: relation_of(each.relations) if each.names else "")
    if relation in BEFORE_NAME and not parse_name(usual).is_full and usual[0].isupper():
        return f"{relation.title()} {usual}", (usual, *others)
    return usual, tuple(others)


def _quiet(name: str) -> str:
    """Return a name without the capitals of a headline: ``RACHEL`` as ``Rachel``, but ``JFK`` as it is."""
    return " ".join(
        word.title() if word.isupper() and len(word) > _INITIALS and _VOWELS & set(word) else word
        for word in name.split()
    )


def _words(sighting: Sighting) -> tuple[str, ...]:
    if sighting.names:
        return sighting.names
    if sighting.epithets and sighting.owner != DREAMER:
        return (f"the {sighting.epithets[0]}",)
    noun = relation_of(sighting.relations) or next(iter(sighting.relations), "")
    if not noun:
        return ()
    if sighting.character.is_group and not (noun in NOUNS and NOUNS[noun].plural):
        noun = _PLURALS.get(noun, noun)
    if sighting.owner in ("", DREAMER):
        return (noun,)
    return (
        f"{sighting.owner} {noun}" if sighting.owner in _PRONOUNS else f"{sighting.owner.title()}'s {noun}",
    )
