"""Readings written down in the notation of coders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pytest

from noctuary.coding import EVERY_SCALE, Coding, Reader, ReaderKind, Reading
from noctuary.dream import DreamKey
from noctuary.scheme import Scale, parse


class Coded(Protocol):
    """Makes the reading of one dream; the codes of a scale stand in one text, parted by commas."""

    def __call__(
        self, dream: str, /, *, scales: Iterable[Scale] = ..., reader: Reader = ..., **codes: str
    ) -> Reading: ...


BY_HAND = Reader("by hand", kind=ReaderKind.PERSON)


def _coded(
    dream: str, /, *, scales: Iterable[Scale] = EVERY_SCALE, reader: Reader = BY_HAND, **codes: str
) -> Reading:
    codings = [
        Coding(parse(notation.strip(), Scale(scale)))
        for scale, notations in codes.items()
        for notation in notations.split(",")
    ]
    return Reading(DreamKey("invented", dream), reader, tuple(codings), tuple(scales))


@pytest.fixture(scope="session")
def coded() -> Coded:
    return _coded
