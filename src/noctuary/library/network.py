"""Networks of a library: of the figures of a series, and of the codes that a reader gave its characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noctuary.coding import Reader
from noctuary.dream import DreamKey, PartialDate, SeriesKind
from noctuary.errors import InputError
from noctuary.figures.incidence import DREAMER, Incidence
from noctuary.figures.network_study import SEED, NetworkStudy, ReaderComparison, study
from noctuary.library.figures import check_period
from noctuary.store.cast import unshown
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query, quoted

if TYPE_CHECKING:
    from noctuary.library.cast import Cast
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dreams of a series, and who of them.

    Parameters
    ----------
    since, until
        Dates as far as known, ``1985`` from its first day to its last; with either, undated dreams are left out.
    at_least
        Leave out who is in fewer dreams.

    Raises
    ------
    InputError
        If `since` is later than `until`.
    """

    since: PartialDate | None = None
    until: PartialDate | None = None
    at_least: int = 1

    def __post_init__(self) -> None:
        check_period(self.since, self.until)

    def query(self, series: str) -> str:
        """Return the search that finds the dreams of a series that are chosen."""
        period = f" date:{self.since or ''}..{self.until or ''}" if self.since or self.until else ""
        return f"series:{quoted(series)}{period}"

    def name(self, series: str, noun: str = "figures") -> str:
        """Return what to call them: ``journal from 1985 to 1990``."""
        since = f" from {self.since}" if self.since else ""
        until = f" to {self.until}" if self.until else ""
        often = f", {noun} of {self.at_least:,} dreams or more" if self.at_least > 1 else ""
        return f"{series}{since}{until}{often}"


EVERYTHING = Choice()


def figure_network(
    library: Library,
    cast: Cast,
    choice: Choice = EVERYTHING,
    *,
    everyone: bool = False,
    labels: Mapping[str, str] | None = None,
    seed: int = SEED,
) -> NetworkStudy:
    """Study who meets whom in the dreams of one series; the dreamer is left out.

    Parameters
    ----------
    library
        An open library.
    cast
        Who is who: :meth:`noctuary.library.Library.cast`. Dreams that nobody has read are passed over.
    choice
        Which dreams, and who.
    everyone
        Also animals, creatures, groups and strangers, beside people who are known.
    labels
        The dreamer's own grouping, to be compared with the communities: a label for each name.
    seed
        Equal seeds give equal studies.

    Raises
    ------
    InputError
        If the series is a set: the figures of two dreamers never meet.
    """
    found = library.store.find_series(cast.series)
    if found is not None and found.kind is SeriesKind.SET:
        raise InputError(
            f"{cast.series} is a set of many dreamers, and figures meet in the dreams of one.",
            "A network of codes can be had of a set: noctuary network --codes all.",
        )
    dreams = {each.key for each in library.listed(choice.query(cast.series))} - {
        *unshown(library.store, cast.series)
    }
    lenient, strict = (
        Incidence.of_figures(
            cast.figures(strict=strict, since=choice.since, until=choice.until).figures,
            dreams,
            everyone=everyone,
        ).at_least(choice.at_least)
        for strict in (False, True)
    )
    return study(lenient, name=choice.name(cast.series), strict=strict, labels=labels, seed=seed)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One dream of a network: when it was, who is in it, and who did what to whom.

    Parameters
    ----------
    date
        As far as known, ``1985-03``; empty where unknown.
    cast
        The places of its figures in the nodes of the network.
    acts
        Each friendly (``True``) or aggressive act: who and toward whom, as places; -1 is the dreamer.
    """

    date: str
    cast: tuple[int, ...]
    acts: tuple[tuple[bool, int, int], ...] = ()


def meetings(library: Library, cast: Cast, found: NetworkStudy) -> list[Meeting]:
    """Return the dreams that a network of figures was made from, in order of date, undated ones first.

    Parameters
    ----------
    library
        An open library.
    cast
        Who is who.
    found
        As :func:`figure_network` makes it of the same cast, of all its dreams.
    """
    places = {node.key: place for place, node in enumerate(found.incidence.nodes)} | {DREAMER.key: -1}
    casts: defaultdict[DreamKey, set[int]] = defaultdict(set)
    for figure in cast.figures().figures:
        if figure.key in places:
            for sighting in figure.sightings:
                casts[sighting.dream].add(places[figure.key])
    acts: defaultdict[DreamKey, list[tuple[bool, int, int]]] = defaultdict(list)
    for each in cast.dealings():
        if each.one in places and each.other in places:
            acts[each.dream].append((each.is_friendly, places[each.one], places[each.other]))
    left_out = {*unshown(library.store, cast.series)}
    return [
        Meeting(each.date, tuple(sorted(casts[each.key])), tuple(acts[each.key]))
        for each in library.listed(EVERYTHING.query(cast.series))
        if each.key not in left_out
    ]


def code_network(
    library: Library,
    series: str,
    reader: Reader,
    choice: Choice = EVERYTHING,
    *,
    single: bool = False,
    seed: int = SEED,
) -> NetworkStudy:
    """Study which codes of characters meet in the dreams of a series that a reader has read.

    Parameters
    ----------
    library
        An open library.
    series
        Whose dreams.
    reader
        Whose readings, as :meth:`noctuary.library.Library.choose_reader` gives it.
    choice
        Which dreams, and which codes.
    single
        Leave out the codes of groups.
    seed
        Equal seeds give equal studies.
    """
    readings = codes_by(library.store, reader, parse_query(choice.query(series)))
    incidence = Incidence.of_codes(readings, single=single).at_least(choice.at_least)
    return study(incidence, name=f"{choice.name(series, 'codes')}, codes by {reader}", seed=seed)


def compare_code_networks(
    library: Library,
    series: str,
    one: Reader,
    other: Reader,
    choice: Choice = EVERYTHING,
    *,
    single: bool = False,
    seed: int = SEED,
) -> ReaderComparison:
    """Set the networks of codes that two readers make of the same dreams side by side: what errors do to a network.

    Only dreams that both have read count. Parameters are those of :func:`code_network`.

    Raises
    ------
    InputError
        If they have read no dream in common.
    """
    parsed = parse_query(choice.query(series))
    by_reader = [
        {each.dream: each for each in codes_by(library.store, reader, parsed)} for reader in (one, other)
    ]
    both = sorted(by_reader[0].keys() & by_reader[1].keys())
    if not both:
        raise InputError(
            f"{one} and {other} have read no dream in common here.",
            "See who has read what with `noctuary readers`.",
        )
    return ReaderComparison(
        *(
            study(
                Incidence.of_codes((readings[key] for key in both), single=single).at_least(choice.at_least),
                name=f"{choice.name(series, 'codes')}, codes by {reader}",
                seed=seed,
            )
            for reader, readings in zip((one, other), by_reader, strict=True)
        )
    )
