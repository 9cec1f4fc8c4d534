"""What readers found, for those who only count: codes without their words, of many dreams in one pass."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from noctuary.coding import Coding, Reader, Reading, as_read, together
from noctuary.dream import DreamKey
from noctuary.scheme import Scale, parse
from noctuary.store.query import Query
from noctuary.store.store import Store

_AT_ONCE: Final = 1000
# Neither stands in a code or its confidence.
_BETWEEN_CODINGS: Final = "\n"
_BETWEEN_PARTS: Final = "\t"


def codes_by(
    store: Store, reader: Reader, query: Query | None = None, *, confidence: bool = False
) -> Iterator[Reading]:
    """Yield the readings of :meth:`~noctuary.store.store.Store.readings_by` with their codes alone, ten times as fast.

    Parameters
    ----------
    store
        The library file.
    reader
        Whose readings.
    query
        Of which dreams; all if ``None``.
    confidence
        Keep what the reader said of its confidence.
    """
    laid_over: dict[DreamKey, list[Reading]] = {}
    if reader != as_read(reader):
        for correction in _codes(store, store.correction_numbers(query), reader, confidence=confidence):
            # What a person says counts as sure, beside what a program says of itself.
            sure = tuple(
                replace(each, confidence=1.0) if confidence and each.confidence is None else each
                for each in correction.codings
            )
            laid_over.setdefault(correction.dream, []).append(replace(correction, codings=sure))
    # Numbers first: a caller may write while it goes through the readings.
    for reading in _codes(store, store.numbers_by(reader, query), reader, confidence=confidence):
        over = laid_over.get(reading.dream)
        yield together([*over, reading]) if over else reading


def _codes(store: Store, numbers: Sequence[int], reader: Reader, *, confidence: bool) -> Iterator[Reading]:
    told = "|| char(9) || ifnull(confidence, '')" if confidence else ""
    sql = (
        "SELECT series.id, d.id, scales,"
        f" (SELECT group_concat(scale || char(9) || notation {told}, char(10)) FROM coding WHERE coding.reading = reading.nr)"
        " FROM json_each(?) AS wanted JOIN reading ON reading.nr = wanted.value JOIN dream d ON d.nr = reading.dream"
        " JOIN series ON series.nr = d.series ORDER BY wanted.key"
    )
    for start in range(0, len(numbers), _AT_ONCE):
        for series, id_, scales, codings in store.rows(sql, (json.dumps(numbers[start : start + _AT_ONCE]),)):
            found = map(_coding, codings.split(_BETWEEN_CODINGS)) if codings else ()
            yield Reading(DreamKey(series, id_), reader, tuple(found), _scales(scales))


@lru_cache(maxsize=65536)
def _coding(stored: str) -> Coding:
    scale, notation, *told = stored.split(_BETWEEN_PARTS)
    confidence = float(told[0]) if told and told[0] else None
    return Coding(parse(notation, Scale(scale)), confidence=confidence)


@lru_cache(maxsize=256)
def _scales(stored: str) -> tuple[Scale, ...]:
    return tuple(map(Scale, stored.split()))
