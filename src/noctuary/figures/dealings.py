"""What figures do to one another and to the dreamer, act by act, with both ends of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from noctuary.dream import DreamKey
from noctuary.figures.figure import Figure
from noctuary.figures.incidence import DREAMER
from noctuary.figures.scenes import ReadDream, Scene
from noctuary.scheme import Scale, parse_party

_KINDS: Final = {Scale.FRIENDLINESS: True, Scale.AGGRESSION: False}
_TOWARD_ONESELF: Final = "*"


@dataclass(frozen=True, slots=True)
class Dealing:
    """One friendly or aggressive act between two.

    Parameters
    ----------
    dream
        In which dream.
    is_friendly
        Else it is aggressive.
    one, other
        Who acts and toward whom: keys of figures, or that of :data:`~noctuary.figures.incidence.DREAMER`.
    """

    dream: DreamKey
    is_friendly: bool
    one: str = field(repr=False)
    other: str = field(repr=False)


def dealings(figures: Iterable[Figure], dreams: Mapping[DreamKey, ReadDream]) -> Iterator[Dealing]:
    """Yield the friendly and aggressive acts of figures, one for each two who have part in one from either side.

    Whose an act is, is told as for their cards: by the code that a figure bears in the dream and, where several bear
    it, by who is mentioned nearer to the words. Acts of which that is open, or toward oneself, are passed over.

    Parameters
    ----------
    figures
        Of one series.
    dreams
        Which dreams count.
    """
    places: defaultdict[DreamKey, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for figure in figures:
        for sighting in figure.sightings:
            if sighting.dream in dreams:
                places[sighting.dream][figure.key].add(sighting.place)
    for key, seen in places.items():
        yield from _in_dream(dreams[key], seen)


def _in_dream(dream: ReadDream, seen: Mapping[str, set[int]]) -> Iterator[Dealing]:
    parts = {key: Scene.of(dream, places).parts for key, places in seen.items()}
    for which, (coding, _) in enumerate(next(iter(parts.values()))):
        code = coding.code
        if code.scale not in _KINDS or code.direction == _TOWARD_ONESELF:
            continue
        mine = {key: theirs[which][1] or frozenset() for key, theirs in parts.items()}
        ones, others = (
            [key for key, codes in mine.items() if not codes.isdisjoint(party)]
            + [DREAMER.key] * (DREAMER.key in party)
            for party in map(_members, (code.actor, code.recipient))
        )
        for one in ones:
            yield from (
                Dealing(dream.key, _KINDS[code.scale], one, other) for other in others if other != one
            )


def _members(party: str | None) -> tuple[str, ...]:
    return parse_party(party) if party else ()
