"""Orbs: the figures that float over the shelves, each with the dreams that it is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from noctuary.figures.figure import Figure
from noctuary.scheme import Scale, parse, parse_party
from noctuary.store import spines

if TYPE_CHECKING:
    from noctuary.library.facade import Library

_DREAMER: Final = "D"
# Of friendly and aggressive acts, one kind prevails where it is this share of them.
_PREVAILS: Final = 0.6
# What stands before a name that is a description: the silver stranger.
_ARTICLES: Final = ("the ", "my ", "a ", "an ")


class Prevailing(StrEnum):
    """What prevails between a figure and the dreamer."""

    FRIENDLY = "friendly"
    AGGRESSIVE = "aggressive"
    BOTH = "both"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Orb:
    """A figure that floats over the shelves.

    Parameters
    ----------
    key, name
        The figure's.
    dreams
        The numbers of its dreams.
    prevailing
        Of the acts between it and the dreamer.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    dreams: tuple[int, ...] = field(repr=False)
    prevailing: Prevailing

    @property
    def initial(self) -> str:
        """The first letter of its name; that of what describes it, where it has none.

        Examples
        --------
        >>> Orb("stranger", "the silver stranger", (), Prevailing.NOTHING).initial
        'S'
        """
        bare = next(
            (self.name.removeprefix(each) for each in _ARTICLES if self.name.startswith(each)), self.name
        )
        return next((sign.upper() for sign in bare if sign.isalnum()), "·")


def orbs_of(library: Library, series: str, figures: Iterable[Figure]) -> list[Orb]:
    """Return the known figures of a series as orbs, those of most dreams first.

    Parameters
    ----------
    library, series
        Whose.
    figures
        The figures of the series. Those who are seen in one dream alone float only where they are confirmed.

    Notes
    -----
    Acts are given to a figure by the code that it bears in the dream, which is quick and good enough for a ring; its
    card (:func:`noctuary.figures.card.make_card`) tells namesakes in one dream apart as well.
    """
    nr = library.store.series_nr(series)
    numbers = spines.numbers_by_id(library.store, nr)
    acts = _acts_with_dreamer(spines.acts_in(library.store, nr))
    found = [_orb(figure, numbers, acts) for figure in figures if figure.known]
    shown = [orb for orb, confirmed in found if len(orb.dreams) > 1 or (confirmed and orb.dreams)]
    return sorted(shown, key=lambda orb: (-len(orb.dreams), orb.name))


_Acts = dict[tuple[int, str], tuple[int, int]]


def _orb(figure: Figure, numbers: Mapping[str, int], acts: _Acts) -> tuple[Orb, bool]:
    seen = {
        (numbers[each.dream.id], str(each.character)) for each in figure.sightings if each.dream.id in numbers
    }
    friendly, aggressive = (sum(acts.get(each, (0, 0))[kind] for each in seen) for kind in (0, 1))
    dreams = tuple(sorted({nr for nr, _ in seen}))
    return Orb(figure.key, figure.name, dreams, prevailing(friendly, aggressive)), figure.confirmed


def prevailing(friendly: int, aggressive: int) -> Prevailing:
    """Return what prevails among so many acts of either kind.

    Examples
    --------
    >>> prevailing(7, 3).value, prevailing(1, 1).value, prevailing(0, 0).value
    ('friendly', 'both', 'nothing')
    """
    total = friendly + aggressive
    if not total:
        return Prevailing.NOTHING
    if friendly >= _PREVAILS * total:
        return Prevailing.FRIENDLY
    return Prevailing.AGGRESSIVE if aggressive >= _PREVAILS * total else Prevailing.BOTH


def _acts_with_dreamer(acts: Iterable[tuple[int, str, str]]) -> _Acts:
    """Count friendly and aggressive acts with the dreamer, by the dream and the code of the other."""
    counts: _Acts = {}
    for nr, scale, notation in acts:
        code = parse(notation, Scale(scale))
        parties = [set(parse_party(party)) for party in (code.actor, code.recipient) if party]
        # Who acts beside the dreamer does nothing to the dreamer.
        for own, others in (parties, reversed(parties)) if len(parties) > 1 else ():
            if _DREAMER in own:
                for other in others - {_DREAMER}:
                    friendly, aggressive = counts.get((nr, other), (0, 0))
                    hostile = scale == Scale.AGGRESSION
                    counts[nr, other] = (friendly + (not hostile), aggressive + hostile)
    return counts
