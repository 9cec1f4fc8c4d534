"""Reading in series mode: each dream with what the dreams before it have established of the dreamer's people."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final, NamedTuple, Protocol, TypeVar

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, DreamKey, Series, SeriesKind
from noctuary.reading.acquaintances import (
    Acquaintance,
    Acquaintances,
    Statement,
    Votes,
    may_state,
    name_key,
    statements,
)
from noctuary.reading.characters import find_cast
from noctuary.reading.passages import read_words

#: Goes up when the rules by which a series establishes somebody change.
VERSION: Final = "1"


class Known(Protocol):
    """Whom the dreamer is known to know, dream by dream: what a reader needs for series mode."""

    def at(self, dream: Dream) -> Acquaintances:
        """Return whom the dreamer is known to know when `dream` is read."""


def in_series(reader: Reader) -> Reader:
    """Return the identity of a reader in series mode.

    The setting ``series`` holds the version of the rules, and nothing of what they found: within a series, and
    between two, readings are comparable when the same rules made them, as those of two coders who know their
    dreamers are. What a dream was read with stands beside each code that it settled.

    Examples
    --------
    >>> in_series(Reader("lexical")).settings
    {'series': '1'}
    """
    return replace(reader, settings={**reader.settings, "series": VERSION})


def stated(dream: Dream) -> list[Statement]:
    """Return what a dream explicitly says of the names in it."""
    text = read_words(dream.text)
    return statements(text, find_cast(text)) if may_state(text) else []


def establish(dreams: Iterable[Dream]) -> Acquaintances:
    """Return whom the dreams of one series settle between them, by name.

    Examples
    --------
    >>> told = ("I rode home with Ben, my brother.", "My brother Ben could fly.")
    >>> established = establish(Dream(id=str(night), text=text) for night, text in enumerate(told))
    >>> established["Ben"].identity, established["Ben"].source
    ('B', 'journal/0')
    """
    votes: defaultdict[str, Votes] = defaultdict(Votes)
    for dream in dreams:
        for said in stated(dream):
            votes[name_key(said.name)].add(dream.key, said)
    settled = {name: vote.settled() for name, vote in votes.items()}
    return Acquaintances(stated={name: each for name, each in settled.items() if each is not None})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody for the cast list, as dreams tell of them.

    Parameters
    ----------
    name
        As written.
    relation
        The noun that most of the dreams say it by.
    sex, identity, age
        As coded; empty where it is not told.
    dreams
        The dreams that say so, in their order.
    """

    name: str = field(repr=False)
    relation: str
    sex: str
    identity: str
    age: str
    dreams: tuple[DreamKey, ...]


def propose(dreams: Iterable[Dream]) -> list[Proposal]:
    """Return everyone of whom some dream says how they stand to the dreamer, the oftenest told first.

    Who is told of in two ways is proposed twice.
    """
    found: defaultdict[tuple[str, str], list[tuple[DreamKey, Statement]]] = defaultdict(list)
    for dream in dreams:
        for said in stated(dream):
            found[name_key(said.name), said.identity].append((dream.key, said))
    proposals = []
    for told in found.values():
        ((usual, _),) = Counter(replace(said, name="") for _, said in told).most_common(1)
        ((name, _),) = Counter(said.name for _, said in told).most_common(1)
        keys = tuple(dict.fromkeys(key for key, _ in told))
        proposals.append(Proposal(name, usual.relation, usual.sex, usual.identity, usual.age, keys))
    return sorted(proposals, key=lambda each: (-len(each.dreams), name_key(each.name)))


class _Place(NamedTuple):
    """Where a dream stands in its series: by date, the undated first, and then as they came."""

    date: str
    arrival: int


@dataclass(slots=True)
class _Told:
    """What the dreams of one dreamer tell, each at its place."""

    said: list[tuple[_Place, DreamKey, Statement]] = field(default_factory=list)
    # By name: what was settled from which place on.
    settled: dict[str, list[tuple[_Place, Acquaintance | None]]] | None = None

    def timelines(self) -> dict[str, list[tuple[_Place, Acquaintance | None]]]:
        """Return, for each name, what is settled of it from which dream on."""
        if self.settled is None:
            self.settled = {}
            votes: defaultdict[str, Votes] = defaultdict(Votes)
            for place, key, said in sorted(self.said, key=lambda each: each[0]):
                name = name_key(said.name)
                votes[name].add(key, said)
                self.settled.setdefault(name, []).append((place, votes[name].settled()))
        return self.settled


class _Before(Mapping[str, Acquaintance]):
    """What is settled before one dream, looked up when it is asked for."""

    def __init__(
        self, timelines: Mapping[str, list[tuple[_Place, Acquaintance | None]]], place: _Place
    ) -> None:
        self._timelines = timelines
        self._place = place

    def __getitem__(self, name: str) -> Acquaintance:
        line = self._timelines[name]
        before = bisect_left(line, self._place, key=lambda each: each[0])
        settled = line[before - 1][1] if before else None
        if settled is None:
            raise KeyError(name)
        return settled

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._timelines if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Chronicle:
    """What each series tells of the dreamer's people, up to each of its dreams.

    A dream is read with what the dreams *before* it establish, in order of date (the undated first, and dreams of
    one date as they came), so that a dream that is written down later changes no reading of those before it.

    Parameters
    ----------
    cast_lists
        By series, whom its dreamer confirmed; they hold before what dreams say, from their date on.
    in_dreams
        Whom names mean in single dreams, as the dreamer said: by dream and :func:`name_key`, a name on the cast
        list of the series; empty for nobody who is known.
    sets
        The series that hold dreams of many dreamers: there, dreams that name no dreamer tell nothing of each other.

    Examples
    --------
    >>> dreams = [Dream(id=str(night), text="My brother Ben sang.") for night in range(2)]
    >>> dreams.append(Dream(id="2", text="Ben was there."))
    >>> chronicle = Chronicle()
    >>> chronicle.follow(dreams)
    >>> ["ben" in chronicle.at(dream) for dream in dreams]
    [False, False, True]
    """

    def __init__(
        self,
        cast_lists: Mapping[str, Iterable[Acquaintance]] | None = None,
        in_dreams: Mapping[DreamKey, Mapping[str, str]] | None = None,
        *,
        sets: Container[str] = frozenset(),
    ) -> None:
        self._sets = sets
        self._in_dreams = in_dreams or {}
        self._cast_lists = {
            series: sorted(people, key=lambda each: each.since.sort_key if each.since else "")
            for series, people in (cast_lists or {}).items()
        }
        self._told: defaultdict[tuple[str, str | None], _Told] = defaultdict(_Told)
        self._arrivals: dict[DreamKey, int] = {}
        self._count = 0

    def follow(self, dreams: Iterable[Dream]) -> None:
        """Take in what dreams say, before they are read. What earlier calls took in stays known."""
        self._arrivals = {}
        for dream in dreams:
            self._arrivals[dream.key] = self._count
            self._count += 1
            alone = dream.series in self._sets and dream.dreamer is None
            said = [] if alone else stated(dream)
            if said:
                told = self._told[dream.series, dream.dreamer]
                told.said += [(self._place(dream), dream.key, each) for each in said]
                told.settled = None

    def at(self, dream: Dream) -> Acquaintances:
        """Return whom the dreamer is known to know when `dream` is read."""
        date = dream.date.sort_key if dream.date else ""
        listed = self._cast_lists.get(dream.series, [])
        confirmed = [each for each in listed if each.since is None or not date or each.since.sort_key <= date]
        # Who is meant in this very dream is so whatever its date; of one name, who holds at the date comes last.
        by_name = Acquaintances([*listed, *confirmed])
        here = {name: by_name.get(meant) for name, meant in self._in_dreams.get(dream.key, {}).items()}
        told = self._told.get((dream.series, dream.dreamer))
        return Acquaintances(confirmed, _Before(told.timelines(), self._place(dream)) if told else {}, here)

    def _place(self, dream: Dream) -> _Place:
        date = dream.date.sort_key if dream.date else ""
        return _Place(date, self._arrivals.get(dream.key, self._count))


class _Reads(Protocol):
    """What a reader does."""

    @property
    def identity(self) -> Reader:
        """Name, version and settings."""

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""


_Item = TypeVar("_Item")


class SeriesReader:
    """A reader in series mode for dreams that stream by, series after series; itself a reader.

    One series at a time is held in memory, and taken in as a whole before it is read. Where the dreams of a series
    lie apart, the later ones are unknown to the first.

    Parameters
    ----------
    open_with
        Opens the reader with whom the dreamers are known to know.
    cast_lists, in_dreams
        As for :class:`Chronicle`.

    Examples
    --------
    >>> from noctuary.reading.lexical import LexicalReader
    >>> reader = SeriesReader(LexicalReader, {"journal": [Acquaintance(("Ben",), "M", "B")]})
    >>> (reading,) = reader.read_many([Dream(id="1", text="Ben sang.")])
    >>> [(str(coding.code), coding.established) for coding in reading.codings if coding.established]
    [('1MBA', 'cast list')]
    """

    def __init__(
        self,
        open_with: Callable[[Known], _Reads],
        cast_lists: Mapping[str, Iterable[Acquaintance]] | None = None,
        in_dreams: Mapping[DreamKey, Mapping[str, str]] | None = None,
    ) -> None:
        self._sets: set[str] = set()
        self._chronicle = Chronicle(cast_lists, in_dreams, sets=self._sets)
        self._reader = open_with(self._chronicle)

    @property
    def identity(self) -> Reader:
        """That of the reader, in series mode."""
        return self._reader.identity

    def noting_sets(self, found: Iterable[_Item]) -> Iterator[_Item]:
        """Pass on what is found in files, and note which series are sets of many dreamers."""
        for each in found:
            if isinstance(each, Series) and each.kind is SeriesKind.SET:
                self._sets.add(each.id)
            yield each

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""
        for _, run in groupby(dreams, key=lambda dream: dream.series):
            together = list(run)
            self._chronicle.follow(together)
            yield from self._reader.read_many(together)
