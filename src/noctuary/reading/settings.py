"""Where a dream takes place: indoors or outdoors, and how well the dreamer knows the place."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Final, NamedTuple

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.lists import load
from noctuary.reading.objects import NOUN_CLASSES
from noctuary.reading.places import named_places
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("settings")
_CONFIDENCE: dict[str, float] = _LISTS["confidence"]
_LOCATIONS: Final = {"I": _LISTS["indoors"], "O": _LISTS["outdoors"]}


def _words_of(kind: str) -> dict[str, str]:
    return {word: location for location, lists in _LOCATIONS.items() for word in lists[kind].split()}


def _places() -> dict[str, str]:
    """Return the location of each noun that is a place."""
    classes = _words_of("classes")
    nouns = {noun: classes[symbol] for noun, symbol in NOUN_CLASSES.items() if symbol in classes}
    neither = _LISTS["neither"]["words"].split()
    return {noun: location for noun, location in (nouns | _words_of("places")).items() if noun not in neither}


_PLACES = _places()
_THINGS = _words_of("things")
_KNOWN = frozenset(_LISTS["familiarity"]["known"].split())
_STRANGE = frozenset(_LISTS["familiarity"]["strange"].split())
_OWN = frozenset(_LISTS["familiarity"]["own"].split())
_FAR = frozenset(_LISTS["familiarity"]["far"].split())
_BEFORE = frozenset(_LISTS["anchors"]["before"].split())
_ADVERBS = frozenset(_LISTS["anchors"]["adverbs"].split())

# How many words of the phrase before a place are read.
_REACH: Final = 5
# Fewer words than this about a place that differs from those around it are passing mentions.
_SCENE: Final = 2


class _Place(NamedTuple):
    token: int
    location: str
    familiarity: str
    anchored: bool


def settings(text: DreamText, cast: Cast) -> list[Coding]:  # noqa: ARG001 -- one shape for all components
    """Return where a dream takes place: one setting for each scene indoors or outdoors, in order.

    Every dream takes place somewhere: without any cue the setting is ``AQ``. The empty text has none.
    """
    if not any(text.told):
        return []
    tokens = [token for token, word in enumerate(text.words) if word in _PLACES and text.told[token]]
    places = [place for token in tokens if (place := _place(text, token)) is not None]
    anchored = [place for place in places if place.anchored] or places
    names = named_places(text)
    if not anchored:
        return [_guess(text, names)]
    return [_setting(text, scene, names) for scene in _scenes(anchored)]


def _place(text: DreamText, token: int) -> _Place | None:
    """Return the place that the word names; ``None`` if it is part of a compound or a comparison."""
    if token + 1 < len(text) and text.words[token + 1] in _PLACES:
        return None  # "class room"
    phrase = _phrase(text, token)
    if "like" in text.words[max(0, token - _REACH) : token]:
        return None
    word = text.words[token]
    if NOUN_CLASSES.get(word) == "TR":
        familiarity = "Q"  # one's own car takes one to any place
    elif not _KNOWN.isdisjoint(phrase) or _is_named(text, token):
        familiarity = "F"
    elif not _STRANGE.isdisjoint(phrase):
        familiarity = "U"
    else:
        familiarity = "F" if word in _OWN else "Q"
    return _Place(token, _PLACES[word], familiarity, word in _ADVERBS or not _BEFORE.isdisjoint(phrase))


def _is_named(text: DreamText, token: int) -> bool:
    """Tell whether the place has a name of its own: ``Linden Avenue``."""
    return token > 0 and (
        text.raw[token][0].isupper()
        and text.raw[token - 1][0].isupper()
        and text.sentence[token] == text.sentence[token - 1]
        and text.words[token - 1] not in _KNOWN
    )


def _phrase(text: DreamText, token: int) -> list[str]:
    """Return the words that lead up to a place, back to its preposition."""
    first = token
    while first and token - first < _REACH and text.sentence[first - 1] == text.sentence[token]:
        first -= 1
        if text.words[first] in _BEFORE:
            break
    return text.words[first:token]


def _scenes(places: list[_Place]) -> list[list[_Place]]:
    """Cut the places into scenes, each on one side of the walls."""
    runs = [list(run) for _, run in groupby(places, key=lambda place: place.location)]
    lasting = [run for run in runs if len(run) >= _SCENE] or [max(runs, key=len)]
    return [
        [place for run in scene for place in run]
        for _, scene in groupby(lasting, key=lambda run: run[0].location)
    ]


def _setting(text: DreamText, scene: list[_Place], names: list[int]) -> Coding:
    for place in scene:
        if place.familiarity != "Q":
            return _coding(text, f"{place.location}{place.familiarity}", [place.token])
    first = scene[0]
    # A city's name makes its streets a known place, measured on hand codings, but not its rooms.
    if names and first.location == "O":
        return _coding(text, "OG", [first.token, names[0]])
    far = next((token for token, word in enumerate(text.words) if word in _FAR and text.told[token]), None)
    if far is not None:
        return _coding(text, f"{first.location}U", [first.token, far])
    return _coding(text, f"{first.location}Q", [first.token])


def _guess(text: DreamText, names: list[int]) -> Coding:
    """Return the setting of a dream that names no place: by the things in it."""
    things = [token for token, word in enumerate(text.words) if word in _THINGS and text.told[token]]
    if not things:
        return _coding(text, "AG" if names else "AQ", names[:1])
    locations = [_THINGS[text.words[token]] for token in things]
    location = Counter(locations).most_common(1)[0][0]
    told_by = [token for token, side in zip(things, locations, strict=True) if side == location]
    return _coding(text, f"{location}Q", told_by)


def _coding(text: DreamText, symbol: str, tokens: list[int]) -> Coding:
    evidence = tuple(text.span(token, token + 1) for token in sorted(set(tokens)))
    return Coding(Code(Scale.SETTINGS, symbol), evidence, _CONFIDENCE[symbol])
