"""What the owner of a library says beside dreams and readings, and how it stands in the interchange format.

=================  ===============================================================================
``cast``           somebody on the cast list of a series
``cast in dream``  whom a name means in one dream: a name on the cast list, or empty for nobody on it
``cast apart``     two names, of two people
``motif``          whether a dream holds a motif or a theme
``rhyme``          whether two dreams rhyme
``norm``           a norm of one's own, as the sealed text that it is in a file of its own
=================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final

from noctuary.dates import parse_date
from noctuary.dream import DreamKey, PartialDate, check_id, check_text
from noctuary.scheme.symbols import AGES, IDENTITIES, SEXES

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CastMember:
    """Someone whom the dreamer confirmed.

    Parameters
    ----------
    name
        As the dreams name them.
    relation
        How they stand to the dreamer, in words: ``ex-husband``; empty where the dreamer did not say.
    sex, identity, age
        The same as coded; empty where it says nothing.
    aliases
        Further names.
    since
        From which date on, the year known; ``None`` for always.
    confirmed_at
        When the dreamer said so, as ISO 8601 in UTC; empty before it is kept.
    """

    name: str = field(repr=False)
    relation: str = ""
    sex: str = ""
    identity: str = ""
    age: str = ""
    aliases: tuple[str, ...] = field(default=(), repr=False)
    since: PartialDate | None = None
    confirmed_at: str = ""

    def __post_init__(self) -> None:
        check_text("cast list", self.name, self.relation, *self.aliases)

    @property
    def names(self) -> tuple[str, ...]:
        """The name and the aliases."""
        return (self.name, *self.aliases)

    @property
    def tells(self) -> bool:
        """Whether more than names was said, so that reading knows how to code them."""
        return bool(self.sex or self.identity or self.age)

    def is_called(self, name: str) -> bool:
        """Whether this is one of their names, whatever its case."""
        return name.casefold() in {each.casefold() for each in self.names}


@dataclass(frozen=True, slots=True)
class Said:
    """All that its dreamer said of the cast of one series.

    Parameters
    ----------
    members
        The cast list, by name and date.
    in_dreams
        Whom a name means in one dream, by the dream and the name as it is looked up: a name on the cast list, or
        empty for nobody on it.
    apart
        Pairs of names, as they are looked up, of two people.
    """

    members: tuple[CastMember, ...] = ()
    in_dreams: Mapping[tuple[DreamKey, str], str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, hash=False
    )
    apart: frozenset[frozenset[str]] = field(default=frozenset(), repr=False)

    def with_member(self, member: CastMember) -> Said:
        """Return this with a member; who was on the list by that name from the same date on is replaced."""
        others = tuple(
            each
            for each in self.members
            if not (each.is_called(member.name) and str(each.since or "") == str(member.since or ""))
        )
        return replace(self, members=(*others, member))

    def in_order(self) -> Said:
        """Return the same with the members by name and date, as it is kept."""
        by_name = sorted(
            self.members, key=lambda each: (each.name.casefold(), each.name, str(each.since or ""))
        )
        return replace(self, members=tuple(by_name))


NOTHING_SAID: Final = Said()


class Statement:
    """One thing that the owner said. Its kinds are below."""

    __slots__ = ()
    #: What a line of it has for its ``record``.
    record: ClassVar[str]

    @property
    def dreams(self) -> tuple[DreamKey, ...]:
        """The dreams of which it was said."""
        return ()

    def moved(self, to: Mapping[DreamKey, DreamKey]) -> Statement:
        """Return the same, said of the dreams that stand here for those named."""
        del to
        return self


@dataclass(frozen=True, slots=True)
class OnCastList(Statement):
    """That somebody is on the cast list of a series."""

    record: ClassVar[str] = "cast"
    series: str
    member: CastMember


@dataclass(frozen=True, slots=True)
class MeantInDream(Statement):
    """Whom a name, as it is looked up, means in one dream; an empty `member` is nobody on the cast list."""

    record: ClassVar[str] = "cast in dream"
    dream: DreamKey
    name: str = field(repr=False)
    member: str = field(repr=False)

    def __post_init__(self) -> None:
        check_text("cast list", self.name, self.member)

    @property
    def dreams(self) -> tuple[DreamKey, ...]:
        """The dream."""
        return (self.dream,)

    def moved(self, to: Mapping[DreamKey, DreamKey]) -> MeantInDream:
        """Return the same, said of the dream that stands here for it."""
        return replace(self, dream=to.get(self.dream, self.dream))


@dataclass(frozen=True, slots=True)
class NamesApart(Statement):
    """That two names, as they are looked up, are of two people."""

    record: ClassVar[str] = "cast apart"
    series: str
    names: frozenset[str] = field(repr=False)

    def __post_init__(self) -> None:
        check_text("cast list", *self.names)
        if len(self.names) != 2:
            raise ValueError("two names are needed")


@dataclass(frozen=True, slots=True)
class MotifSaid(Statement):
    """That a dream holds a motif, or that it does not."""

    record: ClassVar[str] = "motif"
    dream: DreamKey
    name: str = field(repr=False)
    holds: bool
    said_at: str = ""

    def __post_init__(self) -> None:
        check_text("motif", self.name)

    @property
    def dreams(self) -> tuple[DreamKey, ...]:
        """The dream."""
        return (self.dream,)

    def moved(self, to: Mapping[DreamKey, DreamKey]) -> MotifSaid:
        """Return the same, said of the dream that stands here for it."""
        return replace(self, dream=to.get(self.dream, self.dream))


@dataclass(frozen=True, slots=True)
class RhymeSaid(Statement):
    """That two dreams rhyme, or that they do not."""

    record: ClassVar[str] = "rhyme"
    one: DreamKey
    other: DreamKey
    same: bool
    said_at: str = ""

    @property
    def dreams(self) -> tuple[DreamKey, ...]:
        """Both."""
        return (self.one, self.other)

    def moved(self, to: Mapping[DreamKey, DreamKey]) -> RhymeSaid:
        """Return the same, said of the dreams that stand here for them."""
        return replace(self, one=to.get(self.one, self.one), other=to.get(self.other, self.other))


@dataclass(frozen=True, slots=True)
class OwnNorm(Statement):
    """A norm of one's own."""

    record: ClassVar[str] = "norm"
    name: str
    document: str = field(repr=False)
    made_at: str = ""

    def __post_init__(self) -> None:
        check_text("norm", self.name, self.document)


def statement_to_dict(statement: Statement) -> dict[str, Any]:
    """Return a statement as a line of the interchange format.

    Examples
    --------
    >>> statement_to_dict(MotifSaid(DreamKey("mine", "7"), "ladders", True))["dream"]
    '7'
    """
    line: dict[str, Any] = {"record": statement.record}
    match statement:
        case OnCastList(series, member):
            line |= {
                "series": series,
                "name": member.name,
                "aliases": list(member.aliases),
                "relation": member.relation,
                "sex": member.sex,
                "identity": member.identity,
                "age": member.age,
                "since": str(member.since or ""),
                "confirmed_at": member.confirmed_at,
            }
        case MeantInDream(dream, name, means):
            line |= {"series": dream.series, "dream": dream.id, "name": name, "means": means}
        case NamesApart(series, names):
            line |= {"series": series, "names": sorted(names)}
        case MotifSaid(dream, name, holds, said_at):
            line |= {"series": dream.series, "dream": dream.id, "name": name, "holds": holds}
            line["said_at"] = said_at
        case RhymeSaid(one, other, same, said_at):
            pair = [{"series": key.series, "dream": key.id} for key in (one, other)]
            line |= {"dreams": pair, "same": same, "said_at": said_at}
        case OwnNorm(name, document, made_at):
            line |= {"name": name, "document": document, "made_at": made_at}
    return line


def statement_from_dict(line: Line, *, series: str | None = None) -> Statement:
    """Read a statement from a line of the interchange format.

    Parameters
    ----------
    line
        The decoded line; its ``record`` is one of :data:`RECORDS`.
    series
        The series of all that it names, whatever it says.

    Raises
    ------
    KeyError
        If something is missing.
    ValueError, TypeError
        If something has the wrong kind of value.

    Examples
    --------
    >>> line = {"record": "cast apart", "series": "mine", "names": ["ann", "anna"]}
    >>> statement_to_dict(statement_from_dict(line)) == line
    True
    """
    return _READ[line["record"]](line, series)


def _member(line: Line, series: str | None) -> OnCastList:
    since = str(line.get("since") or "")
    date = parse_date(since)
    if since and (date is None or date.year is None):
        raise ValueError("the date has no year")
    member = CastMember(
        _named(line, "name"),
        _text(line, "relation", ""),
        _one_of(line, "sex", SEXES),
        _one_of(line, "identity", IDENTITIES),
        _one_of(line, "age", AGES),
        tuple(_texts(line.get("aliases") or [])),
        date,
        _time(line, "confirmed_at"),
    )
    return OnCastList(_series(line, series), member)


def _meant(line: Line, series: str | None) -> MeantInDream:
    return MeantInDream(_key(line, series), _named(line, "name"), _text(line, "means"))


def _apart(line: Line, series: str | None) -> NamesApart:
    return NamesApart(_series(line, series), frozenset(_texts(line["names"])))


def _motif(line: Line, series: str | None) -> MotifSaid:
    return MotifSaid(_key(line, series), _named(line, "name"), _truth(line, "holds"), _time(line, "said_at"))


def _rhyme(line: Line, series: str | None) -> RhymeSaid:
    one, other = (_key(each, series) for each in line["dreams"])
    return RhymeSaid(one, other, _truth(line, "same"), _time(line, "said_at"))


def _norm(line: Line, series: str | None) -> OwnNorm:
    del series
    return OwnNorm(_named(line, "name"), _named(line, "document"), _time(line, "made_at"))


_READ: Final = {
    OnCastList.record: _member,
    MeantInDream.record: _meant,
    NamesApart.record: _apart,
    MotifSaid.record: _motif,
    RhymeSaid.record: _rhyme,
    OwnNorm.record: _norm,
}
RECORDS: Final = frozenset(_READ)
"""What the lines of statements have for their ``record``."""


def _key(line: Line, series: str | None) -> DreamKey:
    return DreamKey(_series(line, series), _named(line, "dream"))


def _series(line: Line, series: str | None) -> str:
    named = series or _named(line, "series")
    check_id("series", named)
    return named


def _text(line: Line, name: str, default: str | None = None) -> str:
    text = line[name] if default is None else line.get(name, default)
    if not isinstance(text, str):
        raise TypeError(f"{name} is no text")
    check_text(name, text)
    return text


def _named(line: Line, name: str) -> str:
    if not (text := _text(line, name)):
        raise ValueError(f"{name} is empty")
    return text


def _texts(values: list[Any]) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(each, str) and each for each in values):
        raise TypeError("names are texts")
    return values


def _truth(line: Line, name: str) -> bool:
    if not isinstance(line[name], bool):
        raise TypeError(f"{name} is neither true nor false")
    return bool(line[name])


def _one_of(line: Line, name: str, known: Mapping[str, Any]) -> str:
    text = _text(line, name, "")
    if text and text not in known:
        raise ValueError(f"{name} is no code")
    return text


def _time(line: Line, name: str) -> str:
    text = _text(line, name, "")
    if text:
        datetime.fromisoformat(text)
    return text
