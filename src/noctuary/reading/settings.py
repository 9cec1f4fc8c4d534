"""Where a dream takes place: indoors or outdoors, and how well the dreamer knows the place."""

from __future__ import annotations

from collections import Counter
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
_BEFORE = frozenset(_LISTS["anchors"]["before"].split())
_ADVERBS = frozenset(_LISTS["anchors"]["adverbs"].split())
_DREAMER = frozenset(_LISTS["anchors"]["dreamer"].split())

# How many words before a place are read, to see whose it is and whether the dreamer is there.
_REACH: Final = 6


class _Cue(NamedTuple):
    """A sign of how well a place is known, and how strongly it speaks for each familiarity."""

    where: str
    words: frozenset[str]
    weights: dict[str, float]


def _cue(where: str, weights: dict[str, float], words: str = "", classes: str = "") -> _Cue:
    nouns = {noun for noun, symbol in NOUN_CLASSES.items() if symbol in classes.split()}
    return _Cue(where, frozenset(nouns.union(words.split())), weights)


_PRIOR: dict[str, float] = _LISTS["familiarity"]["prior"]
_CUES = [_cue(**cue) for cue in _LISTS["familiarity"]["cues"]]
_ANYWHERE = frozenset(word for cue in _CUES if cue.where == "dream" for word in cue.words)


class _Place(NamedTuple):
    token: int
    phrase: range
    location: str
    anchored: bool
    visited: bool


def settings(text: DreamText, cast: Cast) -> list[Coding]:  # noqa: ARG001 -- one shape for all components
    """Return where a dream takes place: at most one setting indoors and one outdoors, in order.

    Every dream takes place somewhere: without any cue the setting is ``AQ``. The empty text has none.
    """
    if not any(text.told):
        return []
    tokens = [token for token, word in enumerate(text.words) if word in _PLACES and text.told[token]]
    places = [place for token in tokens if (place := _place(text, token)) is not None]
    anchored = [place for place in places if place.anchored] or places
    if not anchored:
        return [_guess(text)]
    return [_setting(text, scene) for scene in _scenes(text, anchored)]


def _place(text: DreamText, token: int) -> _Place | None:
    """Return the place that the word names; ``None`` if it is part of a compound or a comparison."""
    if token + 1 < len(text) and text.words[token + 1] in _PLACES:
        return None  # "class room"
    first = _reach(text, token)
    words = text.words[first:token]
    if "like" in words:
        return None
    phrase = range(_preposition(text, first, token), token)
    anchored = text.words[token] in _ADVERBS or text.words[phrase.start] in _BEFORE
    return _Place(token, phrase, _PLACES[text.words[token]], anchored, not _DREAMER.isdisjoint(words))


def _reach(text: DreamText, token: int) -> int:
    """Return the first of the words before a token that are read with it, all of its sentence."""
    first = token
    while first and token - first < _REACH and text.sentence[first - 1] == text.sentence[token]:
        first -= 1
    return first


def _preposition(text: DreamText, first: int, token: int) -> int:
    """Return the preposition nearest before a token, `first` if there is none."""
    return next((at for at in range(token - 1, first, -1) if text.words[at] in _BEFORE), first)


def _scenes(text: DreamText, places: list[_Place]) -> list[list[_Place]]:
    """Return the places on each side of the walls, leaving out a side that is only mentioned."""
    sides: dict[str, list[_Place]] = {}
    for place in places:
        sides.setdefault(place.location, []).append(place)
    main = max(sides.values(), key=lambda side: (len(side), sum(place.visited for place in side)))
    return [side for side in sides.values() if side is main or _is_scene(text, side)]


def _is_scene(text: DreamText, side: list[_Place]) -> bool:
    """Tell whether the dreamer is at one of the places, or more than one is told of."""
    return any(place.visited for place in side) or len({text.words[place.token] for place in side}) > 1


def _setting(text: DreamText, scene: list[_Place]) -> Coding:
    """Return the setting of a scene: the familiarity that its cues speak for, ``Q`` if they speak for none."""
    first = scene[0]
    cues = _cues(text, scene)
    scores = {
        familiarity: prior + sum(cue.weights.get(familiarity, 0) for cue, _ in cues)
        for familiarity, prior in _PRIOR.items()
    }
    best = max(scores, key=lambda familiarity: scores[familiarity])
    if scores[best] <= 0:
        return _coding(text, f"{first.location}Q", [first.token])
    _, told_by = max(cues, key=lambda met: met[0].weights.get(best, 0))
    return _coding(text, f"{first.location}{best}", [first.token, told_by])


def _cues(text: DreamText, scene: list[_Place]) -> list[tuple[_Cue, int]]:
    """Return the cues to how well the places of a scene are known, each with the token that tells it."""
    tokens = {
        "phrase": [token for place in scene if not _is_vehicle(text, place) for token in place.phrase],
        "place": [place.token for place in scene],
        "dream": [token for token, word in enumerate(text.words) if word in _ANYWHERE and text.told[token]],
        "name": [place.token for place in scene if _is_named(text, place.token)],
        # A city's name makes its streets a known place, measured on hand codings, but not its rooms.
        "city": named_places(text) if scene[0].location == "O" else [],
    }
    return [(cue, token) for cue in _CUES if (token := _first(text, cue, tokens[cue.where])) is not None]


def _first(text: DreamText, cue: _Cue, tokens: list[int]) -> int | None:
    """Return the first of the tokens that is the cue; any token is one if the cue lists no words."""
    return next((token for token in tokens if not cue.words or text.words[token] in cue.words), None)


def _is_vehicle(text: DreamText, place: _Place) -> bool:
    """Tell whether a place is a vehicle: one's own car takes one to any place."""
    return NOUN_CLASSES.get(text.words[place.token]) == "TR"


def _is_named(text: DreamText, token: int) -> bool:
    """Tell whether the place has a name of its own: ``Linden Avenue``."""
    return (
        token > 0
        and text.raw[token][0].isupper()
        and text.raw[token - 1][0].isupper()
        and text.sentence[token] == text.sentence[token - 1]
    )


def _guess(text: DreamText) -> Coding:
    """Return the setting of a dream that names no place: by the things in it."""
    things = [token for token, word in enumerate(text.words) if word in _THINGS and text.told[token]]
    if not things:
        names = named_places(text)
        return _coding(text, "AG" if names else "AQ", names[:1])
    locations = [_THINGS[text.words[token]] for token in things]
    location = Counter(locations).most_common(1)[0][0]
    told_by = [token for token, side in zip(things, locations, strict=True) if side == location]
    return _coding(text, f"{location}Q", told_by)


def _coding(text: DreamText, symbol: str, tokens: list[int]) -> Coding:
    evidence = tuple(text.span(token, token + 1) for token in sorted(set(tokens)))
    return Coding(Code(Scale.SETTINGS, symbol), evidence, _CONFIDENCE[symbol])
