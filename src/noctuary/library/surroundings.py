"""What surrounds whatever recurs in some dreams: when they were dreamt, and what was felt in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from noctuary.dream import DreamKey
from noctuary.figures.feelings import Feeling, Felt, feelings_beside, felt_in
from noctuary.figures.periods import Dated, stretches
from noctuary.figures.share import Share
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query
from noctuary.store.timeline import moments

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True)
class Surroundings:
    """The dreams that a search finds, for any of which something recurs.

    Parameters
    ----------
    order
        The dreams by date, the undated first, each with its date as it sorts.
    felt
        What the dreamer feels in each dream that was read on emotions.
    """

    order: tuple[Dated, ...] = field(repr=False)
    felt: Mapping[DreamKey, Felt] = field(repr=False)

    @cached_property
    def places(self) -> dict[DreamKey, int]:
        """Of each dream, its place in the order."""
        return {key: place for place, (key, _) in enumerate(self.order)}

    def shares(self, present: Collection[DreamKey]) -> dict[str, Share]:
        """Return the share of the dreams in which something comes, by stretches of time; empty for too few."""
        return {
            name: Share(sum(key in present for key in keys), len(keys))
            for name, keys in stretches(self.order, present).items()
        }

    def feelings(self, present: Collection[DreamKey]) -> dict[str, Feeling]:
        """Return the dreamer's feelings in the dreams in which something comes, and in the others."""
        there = (felt for key, felt in self.felt.items() if key in present)
        return feelings_beside(there, (felt for key, felt in self.felt.items() if key not in present))

    def rows(self, present: Collection[DreamKey]) -> Iterator[dict[str, Any]]:
        """Yield the same as flat rows, for tables and files; shares from 0 to 1."""
        for name, share in self.shares(present).items():
            yield _row("period", name, share)
        for name, feeling in self.feelings(present).items():
            yield _row("dreamer feels, with it", name, feeling.beside)
            yield _row("dreamer feels, without it", name, feeling.without)


def _row(section: str, item: str, share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {
        "section": section,
        "item": item,
        "count": share.found,
        "of": share.total,
        "share": share.value,
        "low": low,
        "high": high,
    }


def surroundings(library: Library, query: str = "") -> Surroundings:
    """Return the surroundings of whatever recurs in the dreams that a search finds."""
    parsed = parse_query(query)
    order = tuple(
        (moment.dream, moment.date.sort_key if moment.date else "")
        for moment in moments(library.store, parsed)
    )
    readings = codes_by(library.store, library.choose_reader(None, query), parsed)
    felt = {reading.dream: told for reading in readings if (told := felt_in(reading)) is not None}
    return Surroundings(order, felt)
