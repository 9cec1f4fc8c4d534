"""What the owner said beside dreams and readings, out of a library and into one.

What stands in a library is never changed by what comes in, whichever was said
later: it is what its owner says here, as with the texts of dreams. What the
file says otherwise is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, TypeVar

from noctuary.dream import SeriesKind
from noctuary.errors import DreamNotFoundError, NoctuaryError, Problem
from noctuary.statements import (
    CastMember,
    MeantInDream,
    MotifSaid,
    NamesApart,
    OnCastList,
    OwnNorm,
    RhymeSaid,
    Said,
    Statement,
)
from noctuary.stats import norm_file
from noctuary.stats.norms import norm_names
from noctuary.store import cast, motifs, norms, rhymes
from noctuary.store.query import Query
from noctuary.store.store import Store

T = TypeVar("T")
OfCast = OnCastList | NamesApart | MeantInDream

_ACT: Final = "what a file says of the cast came in"


def of_dreams(store: Store, series: Iterable[str], query: Query) -> Iterator[Statement]:
    """Yield what was said of the casts of `series`, of the dreams that a query finds, and of two of them."""
    for each in series:
        yield from cast.statements(store, each, query)
    yield from motifs.statements(store, query)
    yield from rhymes.statements(store, query)


def of_nothing(store: Store) -> Iterator[Statement]:
    """Yield what was said of no dream or series: the owner's norms."""
    yield from norms.statements(store)


class StatementIntake:
    """Keeps what comes in, and counts what became of it.

    Attributes
    ----------
    added
        How many were new, by their kind.
    known
        How many were here already.
    problems
        Those that say otherwise than what stands here, or could not be kept.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.added: Counter[str] = Counter()
        self.known = 0
        self.problems: list[Problem] = []

    def keep(self, statements: Iterable[Statement]) -> None:
        """Keep statements in one act; of the cast of each series they are one that can be undone."""
        casts: defaultdict[str, list[OfCast]] = defaultdict(list)
        with self._store.transaction():
            for each in statements:
                if not self._has_its_dreams(each):
                    continue
                match each:
                    case OnCastList() | NamesApart():
                        casts[each.series].append(each)
                    case MeantInDream():
                        casts[each.dream.series].append(each)
                    case MotifSaid():
                        self._keep_motif(each)
                    case RhymeSaid():
                        self._keep_rhyme(each)
                    case OwnNorm():
                        self._keep_norm(each)
            for series, said in casts.items():
                self._keep_cast(series, said)

    def _has_its_dreams(self, statement: Statement) -> bool:
        for key in statement.dreams:
            try:
                self._store.nr_of(key)
            except DreamNotFoundError:
                fact = f"A line says something of it ({statement.record}), but it is not here."
                self.problems.append(Problem(f"dream {key}", fact, "Bring the dream in first."))
                return False
        return True

    def _is_new(self, kind: str, new: T, here: T | None, where: str) -> bool:
        """Count what comes in beside what stands here, and return whether it is to be kept."""
        if here is None:
            self.added[kind] += 1
        elif here == new:
            self.known += 1
        else:
            fact = f"A line says otherwise ({kind}) than what was said here, which stays."
            self.problems.append(Problem(where, fact))
        return here is None

    def _keep_motif(self, said: MotifSaid) -> None:
        here = motifs.said_of(self._store, said.dream).get(said.name)
        if self._is_new(said.record, said.holds, here, f"dream {said.dream}"):
            motifs.say(self._store, said.name, said.dream, holds=said.holds, said_at=said.said_at)

    def _keep_rhyme(self, said: RhymeSaid) -> None:
        # Two dreams of a file may be one here.
        here = said.same if said.one == said.other else rhymes.said_of(self._store, said.one).get(said.other)
        if self._is_new(said.record, said.same, here, f"dreams {said.one} and {said.other}"):
            rhymes.say(self._store, said.one, said.other, same=said.same, said_at=said.said_at)

    def _keep_norm(self, norm: OwnNorm) -> None:
        where = f"norm {norm.name!r}"
        try:
            named = norm_file.from_text(norm.document, "The norm").name
        except NoctuaryError as error:
            self.problems.append(Problem(where, error.message, error.hint))
            return
        if named != norm.name or named.casefold() in norm_names():
            self.problems.append(Problem(where, "The norm cannot be kept under this name."))
        elif self._is_new(norm.record, norm.document, norms.find_norm(self._store, norm.name), where):
            norms.keep_norm(self._store, norm.name, norm.document, norm.made_at)

    def _keep_cast(self, series: str, said: list[OfCast]) -> None:
        known = self._store.find_series(series)
        if known is not None and known.kind is SeriesKind.SET:
            fact = "It is a set of many dreamers, and a cast list is one dreamer's; what was said of it stays out."
            self.problems.append(Problem(f"series {series}", fact))
            return
        cast.change(self._store, series, _ACT, lambda before: self._joined(series, before, said))

    def _joined(self, series: str, before: Said, said: list[OfCast]) -> Said:
        """Return what was said of a cast with what comes in."""
        where = f"cast of {series}"
        members, apart, in_dreams = list(before.members), set(before.apart), dict(before.in_dreams)
        # Members first, since names in dreams mean them.
        for each in said:
            if isinstance(each, OnCastList):
                here = _entry_of(each.member, members) or _bearer_of(each.member, before.members)
                if self._is_new(each.record, _as_said(each.member), here and _as_said(here), where):
                    members.append(each.member)
        listed = {"", *(member.name for member in members)}
        for each in said:
            match each:
                case NamesApart():
                    if self._is_new(each.record, each.names, next(iter({each.names} & apart), None), where):
                        apart.add(each.names)
                case MeantInDream() if each.member not in listed:
                    fact = f"A line ({each.record}) means somebody who is not on the cast list."
                    self.problems.append(Problem(f"dream {each.dream}", fact))
                case MeantInDream():
                    place = (each.dream, each.name)
                    if self._is_new(each.record, each.member, in_dreams.get(place), f"dream {each.dream}"):
                        in_dreams[place] = each.member
        return Said(tuple(members), in_dreams, frozenset(apart))


def _as_said(member: CastMember) -> CastMember:
    # The date has another form before it was kept; entries of one name and other dates are not compared.
    return replace(member, confirmed_at="", since=None)


def _entry_of(member: CastMember, members: Iterable[CastMember]) -> CastMember | None:
    """Return the entry of this very name and date, if there is one."""

    def place(of: CastMember) -> tuple[str, str]:
        return of.name.casefold(), str(of.since or "")

    return next((each for each in members if place(each) == place(member)), None)


def _bearer_of(member: CastMember, members: Iterable[CastMember]) -> CastMember | None:
    """Return who else has one of the names; entries of one person may differ by their date."""
    for each in members:
        if any(map(each.is_called, member.names)):
            same_date = str(each.since or "") == str(member.since or "")
            if same_date or not each.is_called(member.name):
                return each
    return None
