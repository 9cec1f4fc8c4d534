"""Someone across the dreams of a series."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from noctuary.dates import readable_date
from noctuary.dream import DreamKey
from noctuary.figures.sightings import Sighting


class FigureKind(StrEnum):
    """What sort of figure it is."""

    PERSON = "person"
    GROUP = "group"
    ANIMAL = "animal"
    IMAGINARY = "imaginary"
    FAMOUS = "famous"


@dataclass(frozen=True, slots=True)
class Figure:
    """Someone across the dreams of a series.

    Parameters
    ----------
    key
        Unique among the figures of a series, and the same while the words stay the same.
    name
        As shown: ``Rachel``, ``mother``, ``the silver stranger``.
    aliases
        What else they are called.
    relation
        To the dreamer: ``sister``; empty where none is told.
    sex, identity, age
        As coded in most dreams; empty where unknown.
    kind
        What sort of figure.
    confirmed
        Whether they are on the cast list.
    ambiguous
        Whether only a given name ties the dreams together, which two people may bear.
    known
        Whether they are somebody in particular, whom another dream could tell of: named, or kin of whom there is
        one, or confirmed.
    sightings
        Where they are seen, in the order of the dreams.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(default=(), repr=False)
    relation: str = ""
    sex: str = ""
    identity: str = ""
    age: str = ""
    kind: FigureKind = FigureKind.PERSON
    confirmed: bool = False
    ambiguous: bool = False
    known: bool = False
    sightings: tuple[Sighting, ...] = field(default=(), repr=False)

    @property
    def dreams(self) -> list[DreamKey]:
        """The dreams that it is in, each once, in their order."""
        return list(dict.fromkeys(each.dream for each in self.sightings))

    @property
    def first(self) -> str:
        """Its first date as far as known; where none is dated, the id of the first dream."""
        return self._times[0]

    @property
    def last(self) -> str:
        """Its last date as far as known; where none is dated, the id of the last dream."""
        return self._times[-1]

    @property
    def _times(self) -> list[str]:
        dated = sorted(filter(None, (readable_date(each.date) for each in self.sightings)))
        # Where nothing is dated, dreams are in the order in which they came.
        return dated or [each.dream.id for each in self.sightings]

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, for tables and files."""
        return {
            "key": self.key,
            "name": self.name,
            "aliases": list(self.aliases),
            "relation": self.relation,
            "dreams": len(self.dreams),
            "first": self.first,
            "last": self.last,
            "confirmed": self.confirmed,
            "ambiguous": self.ambiguous,
            "kind": self.kind.value,
            "known": self.known,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two figures that may be one; they are never made one unasked.

    Parameters
    ----------
    one, other
        The keys of the figures.
    reason
        Why, in a short sentence without dream text: ``Ben may be short for Benjamin``.
    confidence
        From 0 to 1.
    """

    one: str = field(repr=False)
    other: str = field(repr=False)
    reason: str = field(repr=False)
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figures of a series, those of most dreams first, and who among them may be one."""

    figures: tuple[Figure, ...] = ()
    proposals: tuple[Proposal, ...] = ()
