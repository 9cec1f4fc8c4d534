"""The symbols of Hall and Van de Castle, loaded from ``data/hvdc.toml``."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

_DATA: Final[dict[str, Any]] = tomllib.loads(
    files("noctuary.scheme").joinpath("data/hvdc.toml").read_text(encoding="utf-8")
)


class Scale(StrEnum):
    """The thirteen scales of the interchange format, in its order."""

    CHARACTERS = "characters"
    AGGRESSION = "aggression"
    FRIENDLINESS = "friendliness"
    SEXUALITY = "sexuality"
    SUCCESS = "success"
    FAILURE = "failure"
    MISFORTUNE = "misfortune"
    GOOD_FORTUNE = "good_fortune"
    EMOTIONS = "emotions"
    ACTIVITIES = "activities"
    SETTINGS = "settings"
    OBJECTS = "objects"
    MODIFIERS = "modifiers"


class Grammar(StrEnum):
    """Which slots the codes of a scale have."""

    SYMBOL = "symbol"
    ACT = "act"
    ACTIVITY = "activity"
    HOLDER = "holder"
    ACTOR = "actor"


NUMBERS: Final[dict[str, dict[str, Any]]] = _DATA["number"]
SEXES: Final[dict[str, dict[str, str]]] = _DATA["sex"]
IDENTITIES: Final[dict[str, dict[str, str]]] = _DATA["identity"]
AGES: Final[dict[str, str]] = _DATA["age"]
NONHUMANS: Final[dict[str, dict[str, str]]] = _DATA["nonhuman"]
PARTIES: Final[dict[str, str]] = _DATA["party"]
DIRECTIONS: Final[dict[str, str]] = _DATA["direction"]

GRAMMAR: Final[dict[Scale, Grammar]] = {scale: Grammar(_DATA["scale"][scale]["grammar"]) for scale in Scale}
CLASSES: Final[dict[Scale, dict[str, str]]] = {
    scale: _DATA["scale"][scale].get("classes", {}) for scale in Scale
}
SCALE_NAMES: Final[dict[Scale, str]] = {scale: _DATA["scale"][scale]["name"] for scale in Scale}
SCALE_SINGULARS: Final[dict[Scale, str]] = {scale: _DATA["scale"][scale]["one"] for scale in Scale}
SEARCH_NAMES: Final[dict[str, Scale]] = {_DATA["scale"][scale]["search"]: scale for scale in Scale}

FAMILY: Final = frozenset(letter for letter, row in IDENTITIES.items() if row["kind"] == "family")
RELATIVE: Final = frozenset(letter for letter, row in IDENTITIES.items() if row["kind"] == "relative")
FAMILIAR: Final = frozenset(letter for letter, row in IDENTITIES.items() if row["kind"] != "unfamiliar")
