"""Who is who in the dreams of one series."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.errors import InputError
from noctuary.figures.card import Card, make_card
from noctuary.figures.figure import Figure, Proposal, Resolved
from noctuary.figures.periods import Dated
from noctuary.figures.resolve import resolve
from noctuary.figures.scenes import Bond, ReadDream, bond_of, scenes_of
from noctuary.figures.sightings import Sighting, sightings
from noctuary.readers import DEFAULT
from noctuary.reading.acquaintances import name_key
from noctuary.reading.series import propose
from noctuary.statements import NOTHING_SAID, CastMember, Said
from noctuary.store import cast as store_cast

if TYPE_CHECKING:
    from noctuary.figures.dealings import Dealing
    from noctuary.library.facade import Library
    from noctuary.reading.series import Proposal as Candidate
    from noctuary.store.store import Store

_SHOWN: Final = 4
_SEE: Final = "See who is there with `noctuary figures`, or with --all whoever was seen."
_LOOKED: Final = 50


@dataclass(slots=True)
class _Dreamt:
    """The dreams of one dreamer that were read, and who is seen in them."""

    dreams: list[ReadDream] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)


class Figures:
    """Who is who in the dreams of one series, as they tell and as their dreamer said.

    What the dreams show is looked up when it is first asked for, and kept: take new ones after dreams were read.

    In a set of many dreamers, each has a cast of its own, and a dream that names no dreamer stands alone.

    Parameters
    ----------
    library
        An open library.
    series
        Whose dreams.
    progress
        Told the number of dreams looked through, now and then.

    Examples
    --------
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     dreams = [Dream(id="1", text="My brother Ben could fly."), Dream(id="2", text="Ben swam.")]
    ...     _ = [library.add(dream) for dream in dreams]
    ...     cast = library.cast("journal")
    ...     _ = cast.read_unread()
    ...     [(figure.name, len(figure.sightings)) for figure in cast.figures().figures]
    [('Ben', 2)]
    """

    def __init__(
        self, library: Library, series: Series, progress: Callable[[int], None] | None = None
    ) -> None:
        self._library = library
        self._series = series
        self._progress = progress
        self._resolved: dict[bool, Resolved] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.series!r})"

    @property
    def series(self) -> str:
        """The id of the series."""
        return self._series.id

    @property
    def _store(self) -> Store:
        return self._library.store

    @property
    def said(self) -> Said:
        """All that was said so far."""
        return store_cast.said(self._store, self.series)

    @property
    def members(self) -> tuple[CastMember, ...]:
        """Whom the dreamer confirmed, by name and date."""
        return self.said.members

    def count_unread(self) -> int:
        """Return how many dreams no reading shows the characters of: :meth:`figures` passes over them."""
        return len(store_cast.unshown(self._store, self.series))

    def read_unread(self, *, progress: Callable[[int], None] | None = None) -> int:
        """Have the default reader read what :meth:`count_unread` counts, and return how many were read."""
        self._resolved.clear()
        self.__dict__.pop("_dreamt", None)
        return self._library.read(
            (self._store.get(key) for key in store_cast.unshown(self._store, self.series)), progress=progress
        )

    def figures(
        self, *, strict: bool = False, since: PartialDate | None = None, until: PartialDate | None = None
    ) -> Resolved:
        """Return who is who across the dreams that were read, and who among them may be one.

        Of each dream a person's reading counts, else the default reader's, else the latest, among those that point
        at the words of its characters: another program that reads the dreams as well, to be compared, changes nobody.

        Parameters
        ----------
        strict
            Do not take two for one by a given name alone.
        since, until
            Show what falls between: dates as far as known, ``1985`` from its first day to its last. Who is who is
            found out from the whole series; undated dreams are left out.

        Returns
        -------
        Resolved
            Empty when no dream was read. In a set, keys begin with the dreamer, or the dream that stands alone.

        Raises
        ------
        InputError
            If `since` is later than `until`.
        """
        check_period(since, until)
        if strict not in self._resolved:
            self._resolved[strict] = self._resolve(strict=strict)
        found = self._resolved[strict]
        return found if since is None and until is None else _between(found, since, until)

    def figure(self, name: str) -> Figure:
        """Return the figure that a person names: by its key, its name or an alias.

        Of several of one name, the one of most dreams goes by the name, and the others by their keys alone: see
        :meth:`namesakes`.

        Raises
        ------
        InputError
            If nobody is called so, or several are.
        """
        figures = self.figures().figures
        key = name_key(name)
        called = (
            [each for each in figures if each.key in (name, key)]
            or [each for each in figures if name_key(each.name) == key]
            or [each for each in figures if key in map(name_key, each.aliases)]
        )
        found = [each for each in called if each.known] or called
        if len(found) == 1:
            return found[0]
        if not found:
            listed = any(each.is_called(name) for each in self.members)
            raise InputError(
                f"No dream of {self.series} that was read shows {name!r}"
                + (", who is on the cast list." if listed else "."),
                near(
                    name, [called for each in figures if each.known for called in (each.name, *each.aliases)]
                )
                or _SEE,
            )
        some = ", ".join(each.key for each in found[:_SHOWN]) + (" …" if len(found) > _SHOWN else "")
        raise InputError(f"{len(found)} figures are called {name!r}.", f"Name one by its key: {some}.")

    def namesakes(self, figure: Figure) -> list[Figure]:
        """Return the other known figures of a figure's name, those of most dreams first."""
        return [
            each
            for each in self.figures().figures
            if each.known and each.key != figure.key and name_key(each.name) == name_key(figure.name)
        ]

    def card(self, name: str) -> Card:
        """Return what the dreams tell of a figure.

        Raises
        ------
        InputError
            As :meth:`figure`.
        """
        figure = self.figure(name)
        dreamt = next(
            each
            for each in self._dreamt.values()
            if any(dream.key == figure.sightings[0].dream for dream in each.dreams)
        )
        return make_card(figure, self.figures().figures, dreamt.dreams)

    def proposals(self) -> tuple[Proposal, ...]:
        """Return which two figures may be one, the likeliest first: :meth:`merge` says yes, :meth:`apart` no."""
        return tuple(sorted(self.figures().proposals, key=lambda each: -each.confidence))

    def candidates(self) -> list[Candidate]:
        """Return everyone of whom the dreams say how they stand to the dreamer, the oftenest told first.

        Who is on the cast list already is left out. Nothing is confirmed by this.
        """
        members = self.members
        return [
            each
            for each in propose(self._dreams())
            if not any(member.is_called(each.name) for member in members)
        ]

    def dealings(self) -> list[Dealing]:
        """Return the friendly and aggressive acts among the figures, and between them and the dreamer."""
        from noctuary.figures.dealings import dealings  # noqa: PLC0415

        dreams = {dream.key: dream for each in self._dreamt.values() for dream in each.dreams}
        return list(dealings(self.figures().figures, dreams))

    def _resolve(self, *, strict: bool) -> Resolved:
        if self._series.kind is not SeriesKind.SET:
            return resolve(self._dreamt[""].sightings if self._dreamt else (), self.said, strict=strict)
        apart = [
            _prefixed(dreamer, resolve(each.sightings, NOTHING_SAID, strict=strict))
            for dreamer, each in self._dreamt.items()
        ]
        figures = [figure for each in apart for figure in each.figures]
        return Resolved(
            tuple(sorted(figures, key=lambda each: -len(each.dreams))),
            tuple(proposal for each in apart for proposal in each.proposals),
        )

    def knowing(self, found: Resolved) -> Self:
        """Return this with what :meth:`figures` found before, in the library as it still stands."""
        self._resolved[False] = found
        return self

    def bonds(self) -> dict[str, Bond]:
        """Return what is between each figure and the dreamer, by key."""
        dreams = {dream.key: dream for each in self._dreamt.values() for dream in each.dreams}
        return {
            figure.key: bond_of(act for scene in scenes_of(figure, dreams) for act in scene.acts())
            for figure in self.figures().figures
        }

    def dreams_in_order(self) -> list[Dated]:
        """Return the dreams that were read by date, the undated first, each in the order in which they came."""
        read = (dream for each in self._dreamt.values() for dream in each.dreams)
        return [(dream.key, dream.date) for dream in sorted(read, key=lambda dream: dream.date)]

    @cached_property
    def _dreamt(self) -> Mapping[str, _Dreamt]:
        """The dreams that were read with who is seen in them, by dreamer; a series has one."""
        stamp = self._store.stamp(said=False)
        return self._library.memory.recall(("dreamt", self.series), stamp, self._look)

    def _look(self) -> Mapping[str, _Dreamt]:
        readings = {each.dream: each for each in store_cast.showing(self._store, self.series, prefer=DEFAULT)}
        dreamt: defaultdict[str, _Dreamt] = defaultdict(_Dreamt)
        for dream in self._dreams():
            if reading := readings.get(dream.key):
                date = dream.date.sort_key if dream.date else ""
                own = dreamt[self._dreamer(dream)]
                own.dreams.append(ReadDream(dream.key, date, reading))
                own.sightings += sightings(dream, reading)
        return dict(dreamt)

    def _dreamer(self, dream: Dream) -> str:
        return (dream.dreamer or str(dream.key)) if self._series.kind is SeriesKind.SET else ""

    def _dreams(self) -> Iterable[Dream]:
        for count, dream in enumerate(store_cast.dreams_of(self._store, self.series), start=1):
            yield dream
            if self._progress and count % _LOOKED == 0:
                self._progress(count)


def check_period(since: PartialDate | None, until: PartialDate | None) -> None:
    """Refuse a time that ends before it begins.

    Raises
    ------
    InputError
        If it does.
    """
    if since is not None and until is not None and str(since)[: len(str(until))] > str(until):
        raise InputError(f"{since} is later than {until}.", "Give the earlier date first: since, then until.")


def typed_names(figures: Collection[Figure]) -> dict[str, str]:
    """Return by key what a person types to name each figure: its name, but its key where another goes by the name."""
    bearers = Counter(name_key(each.name) for each in figures)
    return {
        each.key: each.name
        if name_key(each.name) == each.key or bearers[name_key(each.name)] == 1
        else each.key
        for each in figures
    }


def near(name: str, names: Iterable[str]) -> str:
    """Return a hint at names that somebody may have meant; empty if none is near."""
    by_key = {name_key(each): each for each in names}
    found = [by_key[key] for key in get_close_matches(name_key(name), by_key, n=_SHOWN)]
    return f"Near it: {', '.join(found)}." if found else ""


def _prefixed(dreamer: str, found: Resolved) -> Resolved:
    """Return the figures of one dreamer with keys that no other dreamer's have."""
    return Resolved(
        tuple(replace(each, key=f"{dreamer}/{each.key}") for each in found.figures),
        tuple(
            replace(each, one=f"{dreamer}/{each.one}", other=f"{dreamer}/{each.other}")
            for each in found.proposals
        ),
    )


def _between(found: Resolved, since: PartialDate | None, until: PartialDate | None) -> Resolved:
    """Return the figures with what is seen of them between two dates; who is not seen is left out."""
    first, last = str(since or ""), str(until or "~")
    shown = [
        replace(figure, sightings=tuple(each for each in figure.sightings if _falls(each.date, first, last)))
        for figure in found.figures
    ]
    shown = [each for each in shown if each.sightings]
    shown.sort(key=lambda each: -len(each.dreams))
    keys = {each.key for each in shown}
    return Resolved(tuple(shown), tuple(each for each in found.proposals if {each.one, each.other} <= keys))


def _falls(date: str, first: str, last: str) -> bool:
    # A date as it sorts is longer than the known parts of one: the end is compared as far as it is known.
    return bool(date) and not date.startswith("0000") and first <= date and date[: len(last)] <= last
