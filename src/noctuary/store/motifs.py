"""What the dreamer said of motifs and themes: that a dream holds one, or that it does not."""

from __future__ import annotations

from collections.abc import Iterator

from noctuary.dream import DreamKey, check_text
from noctuary.statements import MotifSaid
from noctuary.store.query import Query
from noctuary.store.store import Store, now, where_of


def say(store: Store, name: str, dream: DreamKey, *, holds: bool, said_at: str = "") -> None:
    """Keep whether a dream holds a motif, instead of what was said of it before; without a time, it is said now.

    Raises
    ------
    DreamNotFoundError
        If the dream is not here.
    """
    check_text("motif", name)
    nr = store.nr_of(dream)
    with store.transaction():
        store.write(
            "INSERT OR REPLACE INTO motif VALUES (?, ?, ?, ?)",
            (name, nr, holds, said_at or now()),
        )


def forget(store: Store, name: str, dream: DreamKey) -> bool:
    """Forget what was said of a motif in a dream. Return whether there was anything.

    Raises
    ------
    DreamNotFoundError
        If the dream is not here.
    """
    row = (name, store.nr_of(dream))
    with store.transaction():
        known = next(store.rows("SELECT 1 FROM motif WHERE name = ? AND dream = ?", row), None)
        store.write("DELETE FROM motif WHERE name = ? AND dream = ?", row)
    return known is not None


def said(store: Store, name: str) -> dict[DreamKey, bool]:
    """Return of which dreams the dreamer said that they hold a motif (``True``) or do not (``False``)."""
    return {
        DreamKey(series, id_): bool(holds)
        for series, id_, holds in store.rows(
            "SELECT series.id, d.id, holds FROM motif JOIN dream d ON d.nr = motif.dream"
            " JOIN series ON series.nr = d.series WHERE motif.name = ? AND d.deleted_at IS NULL ORDER BY d.nr",
            (name,),
        )
    }


def said_of(store: Store, dream: DreamKey) -> dict[str, bool]:
    """Return which motifs the dreamer said that a dream holds (``True``) or does not (``False``).

    Raises
    ------
    DreamNotFoundError
        If the dream is not here.
    """
    rows = store.rows("SELECT name, holds FROM motif WHERE dream = ? ORDER BY name", (store.nr_of(dream),))
    return {name: bool(holds) for name, holds in rows}


def statements(store: Store, query: Query) -> Iterator[MotifSaid]:
    """Yield what was said of motifs in the dreams that a query finds, dream by dream."""
    where, values = where_of(query)
    for series, id_, name, holds, said_at in store.rows(
        "SELECT series.id, d.id, motif.name, holds, said_at FROM motif JOIN dream d ON d.nr = motif.dream"
        f" JOIN series ON series.nr = d.series WHERE {where} ORDER BY d.nr, motif.name",
        values,
    ):
        yield MotifSaid(DreamKey(series, id_), name, bool(holds), said_at)


def names(store: Store) -> list[tuple[str, int]]:
    """Return every motif of which something was said, with the number of dreams that hold it, by name."""
    rows = store.rows(
        "SELECT motif.name, total(holds) FROM motif JOIN dream d ON d.nr = motif.dream"
        " WHERE d.deleted_at IS NULL GROUP BY motif.name ORDER BY motif.name"
    )
    return [(name, int(count)) for name, count in rows]
