"""A corpus in parts, so many dreams each by their place in it: what is shared out, and what comes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from noctuary.counted import counted
from noctuary.dream import Dream
from noctuary.errors import Problem
from noctuary.ingest import Found


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Dreams that follow one another in a corpus.

    Parameters
    ----------
    number
        Its place among the parts, from 0.
    dreams
        Their names and texts alone: no title, date or reflection need travel for a dream to be read.

    Examples
    --------
    >>> part = Part(42, (Dream(id="7", text="I was flying over the harbour."),))
    >>> part, part.name
    (Part(42, 1 dream), 'part-00042')
    """

    number: int
    dreams: tuple[Dream, ...]

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        return f"part-{self.number:05}"

    def __repr__(self) -> str:
        return f"Part({self.number}, {counted(len(self.dreams), 'dream')})"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells one corpus from another, whatever its files are called and whatever format they have.

    Parameters
    ----------
    dreams
        How many it holds.
    sha256
        Of their series, ids and texts, in order.
    """

    dreams: int
    sha256: str


class Cutting:
    """A corpus that streams by and is cut into parts; once it went by, it is known what that was.

    Parameters
    ----------
    found
        As :func:`noctuary.ingest.read_paths` yields it. Memory stays flat: one part is held at a time.
    size
        Dreams a part, at least 1; the last part may hold fewer.

    Examples
    --------
    >>> cutting = Cutting((Dream(id=str(night), text="I flew.") for night in range(5)), 2)
    >>> list(cutting)
    [Part(0, 2 dreams), Part(1, 2 dreams), Part(2, 1 dream)]
    >>> cutting.fingerprint.dreams
    5
    """

    def __init__(self, found: Iterable[Found], size: int) -> None:
        self.problems: list[Problem] = []
        self._found = found
        self._size = size
        self._dreams = 0
        self._hash = hashlib.sha256()

    @property
    def fingerprint(self) -> Fingerprint:
        """Of what went by so far."""
        return Fingerprint(self._dreams, self._hash.hexdigest())

    def __iter__(self) -> Iterator[Part]:
        stream = self._passing()
        for number in count():
            dreams = tuple(islice(stream, self._size))
            if not dreams:
                return
            yield Part(number, dreams)

    def _passing(self) -> Iterator[Dream]:
        for each in self._found:
            if isinstance(each, Dream):
                self._dreams += 1
                # As JSON, in which no name runs into the next.
                named = json.dumps([each.series, each.id, each.text_sha256])
                self._hash.update(named.encode())
                yield Dream(id=each.id, series=each.series, text=each.text)
            elif isinstance(each, Problem):
                self.problems.append(each)


def look_over(found: Iterable[Found]) -> Cutting:
    """Let a whole corpus go by, to know what it holds before any of it is read."""
    cutting = Cutting(found, 1)
    for _ in cutting:
        pass
    return cutting
