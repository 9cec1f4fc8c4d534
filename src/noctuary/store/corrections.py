"""Corrections, act by act: what a person's reading of a dream was before each, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from noctuary.coding import Reader, Reading
from noctuary.dream import DreamKey
from noctuary.store.store import Store, now


@dataclass(frozen=True, slots=True)
class Kept:
    """One act as it was kept.

    Parameters
    ----------
    nr
        Its number: later acts have greater ones.
    act
        What was done, in a sentence without dream text.
    before
        What it changed, as :mod:`noctuary.library.corrections` writes it.
    after
        The fingerprint of the reading that it led to.
    read_before
        When the reading before it was made; ``None`` where there was none.
    """

    nr: int
    act: str
    before: str
    after: str
    read_before: str | None


def keep(store: Store, reading: Reading, *, act: str, before: str, after: str) -> None:
    """Keep a person's reading in the place of the one before, and the act that led to it.

    It counts from now on wherever it codes, whatever the clock says.
    """
    nr = store.nr_of(reading.dream)
    read_before = _read_at(store, nr, reading.reader)
    with store.transaction():
        store.save_readings([reading])
        store.write(
            f"UPDATE reading SET made_at = (SELECT max(made_at) FROM reading WHERE dream = ?1) WHERE {_OF}",
            (nr, *_identity(reading.reader)),
        )
        store.write(
            "INSERT INTO correction (dream, reader, act, before, after, read_before, made_at)"
            f" SELECT ?1, reader, ?5, ?6, ?7, ?8, ?9 FROM reading WHERE {_OF}",
            (nr, *_identity(reading.reader), act, before, after, read_before, now()),
        )


def last(store: Store, dream: DreamKey, reader: Reader) -> Kept | None:
    """Return the last act of a person on a dream that was not taken back."""
    row = next(
        store.rows(
            f"SELECT nr, act, before, after, read_before FROM correction WHERE {_OF} ORDER BY nr DESC LIMIT 1",
            (store.nr_of(dream), *_identity(reader)),
        ),
        None,
    )
    return Kept(*row) if row else None


def count(store: Store, dream: DreamKey, reader: Reader) -> int:
    """Return how many acts of a person on a dream can be taken back."""
    [(acts,)] = store.rows(
        f"SELECT count(*) FROM correction WHERE {_OF}", (store.nr_of(dream), *_identity(reader))
    )
    return int(acts)


def take_back(store: Store, kept: Kept, dream: DreamKey, reader: Reader, reading: Reading | None) -> None:
    """Put the reading back that was there before an act, or none, and forget the act."""
    nr = store.nr_of(dream)
    with store.transaction():
        if reading is None:
            store.write(f"DELETE FROM reading WHERE {_OF}", (nr, *_identity(reader)))
        else:
            store.save_readings([reading])
            store.write(
                f"UPDATE reading SET made_at = ?5 WHERE {_OF}", (nr, *_identity(reader), kept.read_before)
            )
        store.write("DELETE FROM correction WHERE nr = ?", (kept.nr,))


# Rows of one dream (?1) and one reader (?2 to ?4).
_OF = "dream = ?1 AND reader = (SELECT reader.nr FROM reader WHERE name = ?2 AND version = ?3 AND settings = ?4)"


def _identity(reader: Reader) -> tuple[str, str, str]:
    return reader.name, reader.version, reader.recipe


def _read_at(store: Store, nr: int, reader: Reader) -> str | None:
    rows = store.rows(f"SELECT made_at FROM reading WHERE {_OF}", (nr, *_identity(reader)))
    return next((made_at for (made_at,) in rows), None)
