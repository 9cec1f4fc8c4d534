"""A figure's scenes: what it does in each of its dreams, what is done to it, and with what words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from noctuary.coding import Coding, Reading
from noctuary.dream import DreamKey, TextSpan
from noctuary.figures.figure import Figure
from noctuary.scheme import Code, Scale, explain_class, parse_party

#: What figures do to one another, as the codes tell it.
ACTS: Final = (Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY)
_DREAMER: Final = "D"
# Of several who bear one code, an act or feeling is of the one mentioned beside its words, the others farther off.
# Tried on acts and feelings of people who bear a code alone, among all people of the dream.
_NEAR: Final = 20
_LEAST_NEAR: Final = 5
_FARTHER: Final = 3
# Of friendly and aggressive acts, one kind prevails where it is this share of them.
_PREVAILS: Final = 0.6


@dataclass(frozen=True, slots=True)
class ReadDream:
    """A dream as a card needs it.

    Parameters
    ----------
    key
        Which dream.
    date
        As it sorts (:attr:`noctuary.dream.PartialDate.sort_key`); empty where unknown.
    reading
        What was found in it, each character with the words it stands on.
    """

    key: DreamKey
    date: str
    reading: Reading


class Side(StrEnum):
    """Between whom an act of a figure is. What is done in return counts as done to the one whom it answers."""

    TO_DREAMER = "to the dreamer"
    FROM_DREAMER = "from the dreamer"
    WITH_DREAMER = "with the dreamer"
    TO_OTHERS = "to others"
    FROM_OTHERS = "from others"
    WITH_OTHERS = "with others"
    TO_ITSELF = "to itself"


WITH_THE_DREAMER: Final = frozenset({Side.TO_DREAMER, Side.FROM_DREAMER, Side.WITH_DREAMER})


@dataclass(frozen=True, slots=True)
class Act:
    """One act that a figure takes part in.

    Parameters
    ----------
    dream
        In which dream.
    coding
        What was coded, with the words it stands on.
    side
        Between whom it is.
    """

    dream: DreamKey
    coding: Coding
    side: Side


@dataclass(frozen=True, slots=True)
class Scene:
    """One dream of a figure.

    Parameters
    ----------
    dream
        Which.
    parts
        Each act and feeling in it, with the codes by which the figure takes part; ``None`` where that is open.
    """

    dream: ReadDream
    parts: tuple[tuple[Coding, frozenset[str] | None], ...]

    @classmethod
    def of(cls, dream: ReadDream, places: Collection[int]) -> Scene:
        """Find out what the figure takes part in, which is the characters at these places of the reading."""
        own: defaultdict[str, list[TextSpan]] = defaultdict(list)
        others: defaultdict[str, list[TextSpan]] = defaultdict(list)
        for place, coding in enumerate(dream.reading.codings):
            if coding.code.scale is Scale.CHARACTERS:
                (own if place in places else others)[str(coding.code)].extend(coding.evidence)
        parts = (
            (coding, _codes_of_figure(coding, own, others))
            for coding in dream.reading.codings
            if coding.code.scale in (*ACTS, Scale.EMOTIONS)
        )
        return cls(dream, tuple(parts))

    def acts(self) -> Iterator[Act]:
        """Yield what the figure does and meets with, act by act."""
        return (
            Act(self.dream.key, coding, _side(coding.code, mine))
            for coding, mine in self.parts
            if mine and coding.code.scale in ACTS
        )

    def feelings(self) -> Iterator[str]:
        """Yield what the figure feels."""
        return (
            explain_class(coding.code)
            for coding, mine in self.parts
            if mine and coding.code.scale is Scale.EMOTIONS
        )

    @property
    def ambiguous_count(self) -> int:
        """Acts and feelings of which it is open whether they are the figure's."""
        return sum(mine is None for _, mine in self.parts)


def scenes_of(figure: Figure, dreams: Mapping[DreamKey, ReadDream]) -> list[Scene]:
    """Return the scenes of a figure, in the order of its sightings; dreams that are not given are passed over."""
    places: defaultdict[DreamKey, set[int]] = defaultdict(set)
    for sighting in figure.sightings:
        places[sighting.dream].add(sighting.place)
    return [Scene.of(dreams[key], seen) for key, seen in places.items() if key in dreams]


@dataclass(frozen=True, slots=True)
class Bond:
    """What is between a figure and the dreamer: acts of either, and such as both share in.

    Parameters
    ----------
    friendly, aggressive
        How many.

    Examples
    --------
    >>> Bond(3, 1).prevails, Bond(4, 3).prevails, Bond(0, 0).prevails
    ('friendly', 'both', '')
    """

    friendly: int
    aggressive: int

    @property
    def prevails(self) -> str:
        """``friendly``, ``aggressive``, ``both`` where neither clearly does, or empty without any act."""
        told = self.friendly + self.aggressive
        if max(self.friendly, self.aggressive) < _PREVAILS * told:
            return "both"
        return "" if not told else "friendly" if self.friendly > self.aggressive else "aggressive"


def bond_of(acts: Iterable[Act]) -> Bond:
    """Return what acts tell of a figure and the dreamer."""
    told = Counter(act.coding.code.scale for act in acts if act.side in WITH_THE_DREAMER)
    return Bond(told[Scale.FRIENDLINESS], told[Scale.AGGRESSION])


def _codes_of_figure(
    coding: Coding, own: Mapping[str, Sequence[TextSpan]], others: Mapping[str, Sequence[TextSpan]]
) -> frozenset[str] | None:
    """Return the codes by which a figure takes part in an act or feeling; ``None`` where that is open.

    Parameters
    ----------
    own, others
        By code, where the text mentions the figure, and where others.
    """
    parties = _party(coding.code.actor) | _party(coding.code.recipient)
    answers = {
        code: code not in others or _is_nearer(coding.evidence, own[code], others[code])
        for code in parties & own.keys()
    }
    mine = frozenset(code for code, answer in answers.items() if answer)
    return None if not mine and None in answers.values() else mine


def _is_nearer(words: Sequence[TextSpan], own: Sequence[TextSpan], others: Sequence[TextSpan]) -> bool | None:
    """Tell whether words stand by one mention of somebody rather than of others; ``None`` where by neither clearly."""
    mine, theirs = _distance(words, own), _distance(words, others)
    near, far = sorted((mine, theirs))
    clear = near <= _NEAR and far >= _FARTHER * max(near, _LEAST_NEAR)
    return mine == near if clear else None


def _distance(words: Sequence[TextSpan], mentions: Sequence[TextSpan]) -> float:
    """Return how many characters lie between words and the nearest mention; infinite without either."""
    between = (max(0, word.start - each.end, each.start - word.end) for word in words for each in mentions)
    return min(between, default=math.inf)


def _side(code: Code, mine: Collection[str]) -> Side:
    """Return between whom an act is that the figure takes part in by these codes."""
    actors, recipients = _party(code.actor), _party(code.recipient)
    acts = not actors.isdisjoint(mine)
    if code.direction == "*":
        return Side.TO_ITSELF
    if code.direction == "=":
        return Side.WITH_DREAMER if _DREAMER in (recipients if acts else actors) else Side.WITH_OTHERS
    if acts:
        return Side.TO_DREAMER if _DREAMER in recipients else Side.TO_OTHERS
    return Side.FROM_DREAMER if _DREAMER in actors else Side.FROM_OTHERS


def _party(party: str | None) -> frozenset[str]:
    return frozenset(parse_party(party)) if party else frozenset()
