"""The cast list of each series: whom its dreamer confirmed, and what confirming somebody makes out of date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from noctuary.coding import Reader
from noctuary.dates import parse_date
from noctuary.dream import Dream, PartialDate, check_text
from noctuary.store.store import Store


@dataclass(frozen=True, slots=True)
class CastMember:
    """Someone whom the dreamer confirmed.

    Parameters
    ----------
    name
        As the dreams name them.
    relation
        How they stand to the dreamer, in words: ``ex-husband``.
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
    relation: str
    sex: str = ""
    identity: str = ""
    age: str = ""
    aliases: tuple[str, ...] = field(default=(), repr=False)
    since: PartialDate | None = None
    confirmed_at: str = ""

    def __post_init__(self) -> None:
        check_text("cast list", self.name, self.relation, *self.aliases)

    def is_called(self, name: str) -> bool:
        """Whether this is one of their names, whatever its case."""
        return name.casefold() in {each.casefold() for each in (self.name, *self.aliases)}


def cast_list(store: Store, series: str) -> list[CastMember]:
    """Return whom the dreamer of a series confirmed, by name and date; nobody for a series that is not there."""
    return [
        CastMember(
            name, relation, sex, identity, age, tuple(json.loads(aliases)), parse_date(since), confirmed_at
        )
        for name, relation, sex, identity, age, aliases, since, confirmed_at in store.rows(
            "SELECT name, relation, sex, identity, age, aliases, since, confirmed_at FROM cast_list"
            " WHERE series = (SELECT nr FROM series WHERE id = ?) ORDER BY name COLLATE NOCASE, since",
            (series,),
        )
    ]


def confirm(store: Store, series: str, member: CastMember) -> CastMember:
    """Keep a member of the cast; what was kept of the name from the same date on is replaced.

    Returns
    -------
    CastMember
        As kept, with the time.
    """
    kept = replace(member, confirmed_at=_now())
    since = str(member.since or "")
    with store.transaction():
        nr = store.series_nr(series)
        for old in cast_list(store, series):
            if old.is_called(member.name) and str(old.since or "") == since:
                _remove(store, nr, old)
        store.write(
            "INSERT INTO cast_list (series, name, since, aliases, relation, sex, identity, age, confirmed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                nr,
                kept.name,
                since,
                json.dumps(kept.aliases, ensure_ascii=False),
                kept.relation,
                kept.sex,
                kept.identity,
                kept.age,
                kept.confirmed_at,
            ),
        )
        _note_change(store, nr)
    return kept


def forget(store: Store, series: str, name: str) -> list[CastMember]:
    """Take whoever has a name off the cast list, and return them; nobody if it is not there."""
    with store.transaction():
        gone = [member for member in cast_list(store, series) if member.is_called(name)]
        if gone:
            nr = store.series_nr(series)
            for member in gone:
                _remove(store, nr, member)
            _note_change(store, nr)
    return gone


def _remove(store: Store, series: int, member: CastMember) -> None:
    store.write(
        "DELETE FROM cast_list WHERE series = ? AND name = ? AND since = ?",
        (series, member.name, str(member.since or "")),
    )


def _note_change(store: Store, series: int) -> None:
    store.write("UPDATE series SET cast_changed_at = ? WHERE nr = ?", (_now(), series))


def count_out_of_date(store: Store, reader: Reader, series: str | None = None) -> int:
    """Return how many dreams :func:`out_of_date` yields; over all series, if `series` is ``None``."""
    return len(_out_of_date(store, reader, series))


def out_of_date(store: Store, reader: Reader, series: str) -> Iterator[Dream]:
    """Yield the dreams of a series that a reader has not read since its cast list last changed."""
    for nr in _out_of_date(store, reader, series):
        yield store.dream_at(nr)


def _out_of_date(store: Store, reader: Reader, series: str | None) -> list[int]:
    return [
        nr
        for (nr,) in store.rows(
            "SELECT d.nr FROM dream d JOIN series ON series.nr = d.series WHERE d.deleted_at IS NULL"
            " AND (?1 IS NULL OR series.id = ?1) AND NOT EXISTS ("
            "  SELECT 1 FROM reading JOIN reader ON reader.nr = reading.reader WHERE reading.dream = d.nr"
            "  AND reader.name = ?2 AND version = ?3 AND settings = ?4"
            "  AND made_at > coalesce(series.cast_changed_at, '')"
            " ) ORDER BY d.nr",
            (series, reader.name, reader.version, reader.recipe),
        )
    ]


def dreams_of(store: Store, series: str) -> Iterator[Dream]:
    """Yield the dreams of a series, in the order in which they came in."""
    rows = store.rows(
        "SELECT nr FROM dream WHERE deleted_at IS NULL AND series = (SELECT nr FROM series WHERE id = ?) ORDER BY nr",
        (series,),
    )
    for (nr,) in list(rows):
        yield store.dream_at(nr)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
