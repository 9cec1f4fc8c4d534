"""What the dreamer said of two dreams: that they rhyme, or that they do not."""

from __future__ import annotations

from noctuary.dream import DreamKey
from noctuary.store.store import Store, now


def say(store: Store, one: DreamKey, other: DreamKey, *, same: bool) -> None:
    """Keep what the dreamer says of two dreams, instead of what they said of them before.

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
            (*_pair(store, one, other), same, now()),
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


def _pair(store: Store, one: DreamKey, other: DreamKey) -> tuple[int, int]:
    first, second = sorted((store.nr_of(one), store.nr_of(other)))
    if first == second:
        raise ValueError("a dream always rhymes with itself")
    return first, second
