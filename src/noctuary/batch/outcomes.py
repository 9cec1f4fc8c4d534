"""What becomes of each dream: the rows of its reading, or one row that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from noctuary.batch.corpus import COLUMNS, Row, row_without_codes, rows
from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey
from noctuary.readers import DreamReader

#: As :data:`noctuary.batch.corpus.COLUMNS`, and last why a dream could not be read; empty where it was read.
OUTCOME_COLUMNS: Final = (*COLUMNS, "failure")

#: All rows of one dream, at least one.
Outcome = tuple[Row, ...]


def outcome_of(reading: Reading) -> Outcome:
    """Return what becomes of a dream that was read."""
    return tuple((*row, None) for row in rows(reading))


def failed(dream: DreamKey, why: str) -> Outcome:
    """Return what becomes of a dream that could not be read.

    Parameters
    ----------
    dream
        Which dream.
    why
        The kind of error. No message, since one that we did not write may quote the dream.

    Examples
    --------
    >>> failed(DreamKey("mine", "7"), "ZeroDivisionError")[0][-1]
    'ZeroDivisionError'
    """
    return ((*row_without_codes(dream), why),)


def read_dreams(reader: DreamReader, dreams: Iterable[Dream]) -> list[Outcome]:
    """Read dreams one by one, so that one that cannot be read takes none of its neighbours along.

    Returns
    -------
    list of Outcome
        One for each dream, in order.

    Raises
    ------
    MemoryError
        If there was no room to read a dream: that may be no fault of the dream.
    """
    return [_read(reader, dream) for dream in dreams]


def _read(reader: DreamReader, dream: Dream) -> Outcome:
    try:
        (reading,) = reader.read_many([dream])
        return outcome_of(reading)
    except MemoryError:
        pass
    except Exception as error:  # noqa: BLE001 — whatever it is, it is the outcome of this dream alone
        return failed(dream.key, type(error).__name__)
    # A new one, raised out here: what the first says may quote the dream, and what a task raises is logged.
    raise MemoryError
