"""Whoever says something of a dream, and what is asked of them: a number for each dream, or nothing."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, Self

from noctuary.coding import Coding, Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import InputError
from noctuary.scheme import Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.stats.coefficients import Level

#: What the dreamer's own ratings are called beside readers.
OWN_RATINGS: Final = "ratings"

# The classes of these scales are in order: from thoughts to deeds, from trifles to death.
_ORDERED: Final = (Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY, Scale.MISFORTUNE)


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that every reader of a dream says of it in a number.

    Parameters
    ----------
    scale, name
        Of which scale, and what: ``aggression``, ``presence``.
    level
        What the numbers mean.
    count
        Makes the number from what was coded on the scale: 0 or more.
    categories
        How many different numbers there are, from 0 on; 0 for amounts, which have no end.
    feeling
        The class of emotion that the dreamer rates too; empty if she does not.
    """

    scale: Scale
    name: str
    level: Level
    count: Callable[[Sequence[Coding]], int]
    categories: int = 0
    feeling: str = ""


def _present(codings: Sequence[Coding]) -> int:
    return int(bool(codings))


def _highest(codings: Sequence[Coding]) -> int:
    return max((int(coding.code.symbol or 0) for coding in codings), default=0)


def _felt(feeling: str, *, by_dreamer: bool) -> Callable[[Sequence[Coding]], int]:
    def felt(codings: Sequence[Coding]) -> int:
        return int(
            any(
                coding.code.symbol == feeling
                and (not by_dreamer or "D" in (coding.code.actor or "").split("+"))
                for coding in codings
            )
        )

    return felt


def _traits() -> Iterator[Trait]:
    for scale in Scale:
        yield Trait(scale, "presence", Level.NOMINAL, _present, 2)
        if scale is Scale.EMOTIONS:
            for feeling, name in CLASSES[scale].items():
                yield Trait(scale, name, Level.NOMINAL, _felt(feeling, by_dreamer=False), 2)
            for feeling, name in CLASSES[scale].items():
                felt = _felt(feeling, by_dreamer=True)
                yield Trait(scale, f"dreamer's {name}", Level.NOMINAL, felt, 2, feeling)
        if scale in _ORDERED:
            yield Trait(scale, "highest class", Level.ORDINAL, _highest, len(CLASSES[scale]) + 1)
        yield Trait(scale, "number of codes", Level.INTERVAL, len)


TRAITS: Final = tuple(_traits())
"""What is asked of every reader, scale by scale."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A reader, or the dreamer's own ratings.

    Parameters
    ----------
    name
        What to call it.
    codings
        What a reader found, by dream and scale; of a scale that was not coded there is nothing, not even a list.
    felt
        What the dreamer rated, by dream: for each class of emotion that she rated, whether she felt it.
    """

    name: str
    codings: Mapping[DreamKey, Mapping[Scale, Sequence[Coding]]] = field(default_factory=dict, repr=False)
    felt: Mapping[DreamKey, Mapping[str, bool]] = field(default_factory=dict, repr=False)

    @classmethod
    def of_reader(cls, name: str, readings: Iterable[Reading]) -> Self:
        """Return the voice of a reader, from one reading of each dream."""
        return cls(name, {reading.dream: by_scale(reading) for reading in readings})

    @classmethod
    def of_ratings(
        cls, dreams: Iterable[Dream], *, names: Mapping[str, str] | None = None, above: float = 0
    ) -> Self:
        """Return the voice of the dreamers' own ratings.

        Parameters
        ----------
        dreams
            Those without a rating that stands for a class of emotion say nothing.
        names
            Further names of ratings, by name: ``{"dread of exams": "AP"}``. They go before the common ones,
            whatever their case.
        above
            A rating above this says that the feeling was there.

        Raises
        ------
        InputError
            If `names` holds a class that does not exist.
        """
        classes = {**_common_names(), **{name.casefold(): what for name, what in (names or {}).items()}}
        if strange := set(classes.values()) - CLASSES[Scale.EMOTIONS].keys():
            raise InputError(
                f"There is no class of emotion {min(strange)!r}.",
                f"Known: {', '.join(CLASSES[Scale.EMOTIONS])}.",
            )
        felt: dict[DreamKey, dict[str, bool]] = {}
        for dream in dreams:
            for name, value in dream.ratings.items():
                if (feeling := classes.get(name.strip().casefold())) and not math.isnan(value):
                    said = felt.setdefault(dream.key, {})
                    said[feeling] = said.get(feeling, False) or value > above
        return cls(OWN_RATINGS, felt=felt)

    @property
    def dreams(self) -> AbstractSet[DreamKey]:
        """The dreams of which it says anything."""
        return self.codings.keys() | self.felt.keys()

    def value(self, trait: Trait, dream: DreamKey) -> float:
        """Return what it says of a dream; NaN where it says nothing."""
        if dream not in self.codings:
            return float(self.felt.get(dream, {}).get(trait.feeling, math.nan))
        found = self.codings[dream].get(trait.scale)
        return math.nan if found is None else trait.count(found)


def by_scale(reading: Reading) -> dict[Scale, list[Coding]]:
    """Return what a reading found on each scale that it coded."""
    found: dict[Scale, list[Coding]] = {scale: [] for scale in reading.scales}
    for coding in reading.codings:
        found[coding.code.scale].append(coding)
    return found


@cache
def _common_names() -> dict[str, str]:
    table = tomllib.loads(files("noctuary.stats").joinpath("data/feelings.toml").read_text(encoding="utf-8"))
    return {name: feeling for feeling, names in table.items() for name in names}
