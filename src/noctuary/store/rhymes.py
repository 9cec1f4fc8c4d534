"""What the dreamer said of two dreams: that they rhyme, or that they do not."""

from __future__ import annotations

from collections.abc import Iterator

from noctuary.dream import DreamKey
from noctuary.statements import RhymeSaid
from noctuary.store.query import Query
from noctuary.store.store import Store, now, where_of


def say(store: Store, one: DreamKey, other: DreamKey, *, same: bool, said_at: str = "") -> None:
    """Keep what the dreamer says of two dreams, not what they said before; without a time, it is said now.

    Raises
    ------
    DreamNotFoundError
        If either is not here.
    ValueError
        If it is one and the same dream.
    """
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO rhyme VALUES (?, ?, ?, ?)",
            (*_pair(store, one, other), same, said_at or now()),
        )


def forget(store: Store, one: DreamKey, other: DreamKey) -> bool:
    """Forget what the dreamer said of two dreams. Return whether there was anything."""
    pair = _pair(store, one, other)
    with store.transaction():
        known = next(store.rows("SELECT 1 FROM rhyme WHERE one = ? AND other = ?", pair), None)
        store.write("DELETE FROM rhyme WHERE one = ? AND other = ?", pair)
    return known is not None


def said_of(store: Store, dream: DreamKey) -> dict[DreamKey, bool]:
    """Return the dreams of which the dreamer said that they rhyme with one (``True``) or do not (``False``)."""
    nr = store.nr_of(dream)
    rows = store.rows(
        "SELECT series.id, d.id, same FROM rhyme JOIN dream d ON d.nr = iif(one = ?1, other, one)"
        " JOIN series ON series.nr = d.series WHERE (one = ?1 OR other = ?1) AND d.deleted_at IS NULL ORDER BY d.nr",
        (nr,),
    )
    return {DreamKey(series, id_): bool(same) for series, id_, same in rows}


def statements(store: Store, query: Query) -> Iterator[RhymeSaid]:
    """Yield what was said of two dreams that a query finds both; of the two, the first by key stands first."""
    where, values = where_of(query)
    chosen = f"(SELECT d.nr FROM dream d WHERE {where})"
    for series, id_, other_series, other_id, same, said_at in store.rows(
        "SELECT s.id, a.id, t.id, b.id, same, said_at FROM rhyme"
        " JOIN dream a ON a.nr = one JOIN series s ON s.nr = a.series"
        " JOIN dream b ON b.nr = other JOIN series t ON t.nr = b.series"
        f" WHERE one IN {chosen} AND other IN {chosen} ORDER BY one, other",
        (*values, *values),
    ):
        first, second = sorted((DreamKey(series, id_), DreamKey(other_series, other_id)))
        yield RhymeSaid(first, second, bool(same), said_at)


def _pair(store: Store, one: DreamKey, other: DreamKey) -> tuple[int, int]:
    first, second = sorted((store.nr_of(one), store.nr_of(other)))
    if first == second:
        raise ValueError("a dream always rhymes with itself")
    return first, second
