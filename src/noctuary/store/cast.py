"""What its dreamer said of the cast of each series, how it is taken back, and what a change makes out of date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from noctuary.coding import CORRECTING, Reader, Reading, is_correction, together
from noctuary.dates import parse_date
from noctuary.dream import Dream, DreamKey
from noctuary.statements import CastMember, MeantInDream, NamesApart, OnCastList, Said, Statement
from noctuary.store.query import Query
from noctuary.store.store import Store, now, where_of

#: How many acts can be taken back, one after the other.
KEPT_ACTS: Final = 100


def said(store: Store, series: str) -> Said:
    """Return what was said of the cast of a series; nothing for a series that is not there."""
    members = store.rows(
        "SELECT name, relation, sex, identity, age, aliases, since, confirmed_at FROM cast_list"
        " WHERE series = (SELECT nr FROM series WHERE id = ?) ORDER BY name COLLATE NOCASE, since",
        (series,),
    )
    in_dreams = store.rows(
        "SELECT dream.id, name, member FROM cast_in_dream JOIN dream ON dream.nr = cast_in_dream.dream"
        " WHERE dream.series = (SELECT nr FROM series WHERE id = ?) ORDER BY dream.nr, name",
        (series,),
    )
    apart = store.rows(
        "SELECT one, other FROM cast_apart WHERE series = (SELECT nr FROM series WHERE id = ?)", (series,)
    )
    return Said(
        tuple(_member(*row) for row in members),
        {(DreamKey(series, id_), name): member for id_, name, member in in_dreams},
        frozenset(map(frozenset, apart)),
    )


def _member(
    name: str, relation: str, sex: str, identity: str, age: str, aliases: str, since: str, confirmed_at: str
) -> CastMember:
    return CastMember(
        name, relation, sex, identity, age, tuple(json.loads(aliases)), parse_date(since), confirmed_at
    )


def statements(store: Store, series: str, query: Query) -> Iterator[Statement]:
    """Yield what was said of the cast of a series; of single dreams, those that a query finds."""
    told = said(store, series)
    yield from (OnCastList(series, member) for member in told.members)
    yield from (NamesApart(series, pair) for pair in sorted(told.apart, key=sorted))
    where, values = where_of(query)
    chosen = {
        id_
        for (id_,) in store.rows(
            "SELECT d.id FROM cast_in_dream JOIN dream d ON d.nr = cast_in_dream.dream"
            f" WHERE d.series = (SELECT nr FROM series WHERE id = ?) AND {where}",
            (series, *values),
        )
    }
    for (key, name), member in told.in_dreams.items():
        if key.id in chosen:
            yield MeantInDream(key, name, member)


def change(store: Store, series: str, act: str, by: Callable[[Said], Said]) -> Said:
    """Change what was said of the cast of a series, in one act that :func:`undo` takes back.

    Readings of the series in series mode are out of date from then on, if what reading knows is changed by it.

    Parameters
    ----------
    store, series
        Whose cast. A series that is not there is made.
    act
        What is done, in words for the dreamer: ``Benjamin was put on the cast list``.
    by
        Given what was said so far, returns what holds from now on. An act that changes nothing is not kept.

    Returns
    -------
    Said
        As kept, with the time at which new members were confirmed.
    """
    with store.transaction():
        nr = store.series_nr(series)
        before = said(store, series)
        after = by(before).in_order()
        if after == before:
            return before
        store.write(
            "INSERT INTO cast_act (series, act, before, made_at) VALUES (?, ?, ?, ?)",
            (nr, act, _to_json(before), now()),
        )
        store.write(
            "DELETE FROM cast_act WHERE series = ?1 AND nr NOT IN"
            " (SELECT nr FROM cast_act WHERE series = ?1 ORDER BY nr DESC LIMIT ?2)",
            (nr, KEPT_ACTS),
        )
        _write(store, nr, before, after)
        return said(store, series)


class Done(NamedTuple):
    """An act on the cast of a series: its number, and what it was, in the words of :func:`change`."""

    nr: int
    words: str


def last_act(store: Store, series: str) -> Done | None:
    """Return what :func:`undo` would take back; ``None`` when there is nothing."""
    acts = store.rows(
        "SELECT nr, act FROM cast_act WHERE series = (SELECT nr FROM series WHERE id = ?) ORDER BY nr DESC LIMIT 1",
        (series,),
    )
    return next((Done(nr, words) for nr, words in acts), None)


def undo(store: Store, series: str, *, only: int | None = None) -> str:
    """Take back the last act on the cast of a series that was not taken back yet.

    Parameters
    ----------
    store, series
        Whose cast.
    only
        The number of the act to take back: where another was the last, nothing is.

    Returns
    -------
    str
        What it was, in the words of :func:`change`; empty when there is nothing to take back.
    """
    with store.transaction():
        last = last_act(store, series)
        if last is None or only not in (None, last.nr):
            return ""
        [(owner, before)] = store.rows("SELECT series, before FROM cast_act WHERE nr = ?", (last.nr,))
        _write(store, owner, said(store, series), _from_json(series, before))
        store.write("DELETE FROM cast_act WHERE nr = ?", (last.nr,))
    return last.words


def _write(store: Store, series: int, before: Said, after: Said) -> None:
    """Put what is said now in the place of what was said."""
    store.write("DELETE FROM cast_list WHERE series = ?", (series,))
    store.write("DELETE FROM cast_apart WHERE series = ?", (series,))
    store.write("DELETE FROM cast_in_dream WHERE dream IN (SELECT nr FROM dream WHERE series = ?)", (series,))
    for member in after.members:
        store.write(
            "INSERT INTO cast_list (series, name, since, aliases, relation, sex, identity, age, confirmed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                series,
                member.name,
                str(member.since or ""),
                json.dumps(member.aliases, ensure_ascii=False),
                member.relation,
                member.sex,
                member.identity,
                member.age,
                member.confirmed_at or now(),
            ),
        )
    for (key, name), member_name in after.in_dreams.items():
        # A dream may have left the library since it was said.
        store.write(
            "INSERT INTO cast_in_dream SELECT nr, ?, ? FROM dream WHERE series = ? AND id = ?",
            (name, member_name, series, key.id),
        )
    for pair in after.apart:
        store.write("INSERT INTO cast_apart VALUES (?, ?, ?)", (series, *sorted(pair)))
    if _known_to_readers(before) != _known_to_readers(after):
        store.write("UPDATE series SET cast_changed_at = ? WHERE nr = ?", (now(), series))


def _known_to_readers(said: Said) -> tuple[Any, ...]:
    """Return the part that readings in series mode rest on."""
    people = {
        (frozenset(map(str.casefold, each.names)), each.sex, each.identity, each.age, str(each.since or ""))
        for each in said.members
        if each.tells
    }
    return people, dict(said.in_dreams)


def _to_json(said: Said) -> str:
    members = [
        [each.name, each.relation, each.sex, each.identity, each.age, json.dumps(each.aliases),
         str(each.since or ""), each.confirmed_at]
        for each in said.members
    ]  # fmt: skip
    in_dreams = [[key.id, name, member] for (key, name), member in said.in_dreams.items()]
    parts = {"members": members, "in_dreams": in_dreams, "apart": [sorted(pair) for pair in said.apart]}
    return json.dumps(parts, ensure_ascii=False)


def _from_json(series: str, text: str) -> Said:
    parts = json.loads(text)
    return Said(
        tuple(_member(*row) for row in parts["members"]),
        {(DreamKey(series, id_), name): member for id_, name, member in parts["in_dreams"]},
        frozenset(map(frozenset, parts["apart"])),
    )


# What readings in series mode rest on, and which dreams have to be read anew.


def count_out_of_date(store: Store, reader: Reader, series: str | None = None) -> int:
    """Return how many dreams :func:`out_of_date` yields; over all series, if `series` is ``None``."""
    return len(_out_of_date(store, reader, series))


def out_of_date(store: Store, reader: Reader, series: str) -> Iterator[Dream]:
    """Yield the dreams of a series that a reader has not read since what it knows of its cast last changed."""
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


# Whom readings show.

# A program points at the words of all it codes, a person may not have: hand codings on paper have no places.
_POINTS = (
    "reader.kind = 'program' OR EXISTS (SELECT 1 FROM coding WHERE coding.reading = reading.nr"
    " AND scale = 'characters' AND evidence != '[]')"
)
_SHOWING = (
    "SELECT reading.nr, reading.dream, row_number() OVER (PARTITION BY reading.dream"
    " ORDER BY reader.kind = 'person' DESC, reader.name = ?2 DESC, made_at DESC, reading.nr DESC) AS rank"
    " FROM reading JOIN reader ON reader.nr = reading.reader JOIN dream d ON d.nr = reading.dream"
    " JOIN series ON series.nr = d.series"
    f" WHERE series.id = ?1 AND d.deleted_at IS NULL AND instr(scales, 'characters') AND ({_POINTS})"
)


_CORRECTIONS = (
    "SELECT reading.nr, reading.dream FROM reading JOIN reader ON reader.nr = reading.reader"
    " JOIN dream d ON d.nr = reading.dream JOIN series ON series.nr = d.series"
    " WHERE reader.kind = 'person' AND reader.settings = ? AND series.id = ?"
    " ORDER BY made_at DESC, reading.nr DESC"
)


def showing(store: Store, series: str, *, prefer: str = "") -> Iterator[Reading]:
    """Yield, for each dream of a series, a reading that points at the words of its characters.

    A person's comes before the programs', of those one by the reader called `prefer`, and then the latest. Dreams
    without such a reading are passed over: see :func:`unshown`.
    """
    rows = store.rows(f"SELECT nr, dream FROM ({_SHOWING}) WHERE rank = 1 ORDER BY dream", (series, prefer))
    corrections: dict[int, list[int]] = {}
    for nr, dream in store.rows(_CORRECTIONS, (Reader("", settings=CORRECTING).recipe, series)):
        corrections.setdefault(dream, []).append(nr)
    for nr, dream in list(rows):
        shown = store.reading_at(nr)
        if dream not in corrections:
            yield shown
            continue
        # Each correction is of some scales; on the others counts what it corrects.
        rest = store.readings(shown.dream) if is_correction(shown.reader) else ()
        yield together([*map(store.reading_at, corrections[dream]), shown, *rest])


def unshown(store: Store, series: str) -> list[DreamKey]:
    """Return the dreams of a series that no reading shows the characters of, in the order in which they came in."""
    rows = store.rows(
        "SELECT d.id FROM dream d JOIN series ON series.nr = d.series WHERE series.id = ?1 AND d.deleted_at IS NULL"
        f" AND d.nr NOT IN (SELECT dream FROM ({_SHOWING})) ORDER BY d.nr",
        (series, ""),
    )
    return [DreamKey(series, id_) for (id_,) in rows]
