"""What each code of a reading counts as: the elements that the indicators add up.

The conventions where the books leave room, settled by recounting the
normative dreams: a group counts once; prominent people count as familiar;
mutual and returned acts involve the dreamer but give nobody a role; an act
toward oneself counts among all acts and does not count as involving the
dreamer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from noctuary.coding import Reading
from noctuary.scheme import Character, Code, Scale

_CodeTest = Callable[[Code], bool]
_CharacterTest = Callable[[Character], bool]

_DREAMER = "D"
_STRIVING = {Scale.SUCCESS, Scale.FAILURE}


def _any(_: Code) -> bool:
    return True


def _character(test: _CharacterTest) -> _CodeTest:
    return lambda code: test(Character.parse(code.symbol or ""))


def _symbol(*symbols: str) -> _CodeTest:
    return lambda code: code.symbol in symbols


def _includes_dreamer(party: str | None) -> bool:
    return party is not None and _DREAMER in party.split("+")


def _befalls_dreamer(code: Code) -> bool:
    return _includes_dreamer(code.actor)


def _involves_dreamer(code: Code) -> bool:
    return code.direction != "*" and (_includes_dreamer(code.actor) or _includes_dreamer(code.recipient))


def _begun_by_dreamer(code: Code) -> bool:
    return code.direction == ">" and _includes_dreamer(code.actor)


def _aimed_at_dreamer(code: Code) -> bool:
    return code.direction == ">" and _includes_dreamer(code.recipient)


_TESTS: dict[Scale, dict[str, _CodeTest]] = {
    Scale.CHARACTERS: {
        "characters": _any,
        "animals": _character(lambda who: who.nonhuman == "ANI"),
        "dead and imaginary characters": _character(lambda who: who.number in "3456"),
        "people": _character(lambda who: who.is_human),
        "males": _character(lambda who: who.sex == "M"),
        "females": _character(lambda who: who.sex == "F"),
        "familiar people": _character(lambda who: who.is_familiar),
        "friends": _character(lambda who: who.identity == "K"),
        "family and relatives": _character(lambda who: who.is_family or who.is_relative),
        "groups of people": _character(lambda who: who.is_human and who.is_group),
    },
    Scale.AGGRESSION: {
        "aggressions": _any,
        "physical aggressions": _symbol("5", "6", "7", "8"),
        "aggressions with the dreamer": _involves_dreamer,
        "dreamer as aggressor": _begun_by_dreamer,
        "dreamer as victim": _aimed_at_dreamer,
    },
    Scale.FRIENDLINESS: {
        "friendly acts": _any,
        "friendly acts with the dreamer": _involves_dreamer,
        "dreamer as befriender": _begun_by_dreamer,
        "dreamer as befriended": _aimed_at_dreamer,
    },
    Scale.SEXUALITY: {"sexual acts": _any},
    Scale.SUCCESS: {"successes of the dreamer": _befalls_dreamer},
    Scale.FAILURE: {"failures of the dreamer": _befalls_dreamer},
    Scale.GOOD_FORTUNE: {"good fortunes of the dreamer": _befalls_dreamer},
    Scale.MISFORTUNE: {
        "misfortunes": _any,
        "bodily misfortunes": _symbol("5", "6"),
        "misfortunes of the dreamer": _befalls_dreamer,
    },
    Scale.EMOTIONS: {
        "emotions": _any,
        "anger": _symbol("AN"),
        "apprehension": _symbol("AP"),
        "sadness": _symbol("SD"),
        "confusion": _symbol("CO"),
        "happiness": _symbol("HA"),
    },
    Scale.SETTINGS: {
        "indoor settings": _symbol("IF", "IU", "ID", "IG", "IQ"),
        "outdoor settings": _symbol("OF", "OU", "OD", "OG", "OQ"),
        "familiar settings": _symbol("IF", "OF", "AF"),
        "unfamiliar settings": _symbol("IU", "OU", "AU"),
    },
    Scale.OBJECTS: {
        "body parts": _symbol("BH", "BE", "BT", "BA", "BS"),
        "torso and anatomy": _symbol("BT", "BA", "BS"),
    },
}

_ELEMENTS = tuple(name for tests in _TESTS.values() for name in tests)
_DREAMS = ("dreams", *(f"dreams with {scale}" for scale in Scale), "dreams with striving")

COUNTS: tuple[str, ...] = _ELEMENTS + _DREAMS
"""The names of everything that is counted."""
_DREAM_PLACE = COUNTS.index("dreams")


@lru_cache(maxsize=65536)
def elements(code: Code) -> tuple[str, ...]:
    """Return what one code counts as.

    Examples
    --------
    >>> from noctuary.scheme import parse
    >>> elements(parse("1MSA 7> D+2IUA", Scale.AGGRESSION))
    ('aggressions', 'physical aggressions', 'aggressions with the dreamer', 'dreamer as victim')
    """
    tests = _TESTS.get(code.scale, {})
    return tuple(name for name, test in tests.items() if test(code))


def counted_in(reading: Reading) -> list[int]:
    """Return the places in `COUNTS` of all that a reading counts as, repeated as often as it does.

    A reading without codings counts as one dream and nothing else.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader
    >>> from noctuary.dream import DreamKey
    >>> from noctuary.scheme import parse
    >>> fear = Coding(parse("AP D", Scale.EMOTIONS))
    >>> sorted(COUNTS[place] for place in counted_in(Reading(DreamKey("mine", "1"), Reader("by hand"), (fear, fear))))
    ['apprehension', 'apprehension', 'dreams', 'dreams with emotions', 'emotions', 'emotions']
    """
    places = [_DREAM_PLACE]
    present: set[int] = set()
    for coding in reading.codings:
        of_code, of_dream = _places(coding.code)
        places += of_code
        present.update(of_dream)
    places += present
    return places


def dream_elements(code: Code) -> tuple[str, ...]:
    """Return what a dream counts as because it holds a code, once however many it holds.

    Examples
    --------
    >>> from noctuary.scheme import parse
    >>> dream_elements(parse("D", Scale.SUCCESS))
    ('dreams with success', 'dreams with striving')
    """
    return (f"dreams with {code.scale}", *(["dreams with striving"] if code.scale in _STRIVING else []))


@lru_cache(maxsize=65536)
def _places(code: Code) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the places in `COUNTS` of what a code adds each time, and of what it adds to its dream once."""
    return tuple(map(COUNTS.index, elements(code))), tuple(map(COUNTS.index, dream_elements(code)))
