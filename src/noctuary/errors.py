"""The exceptions that a caller of Noctuary may catch, and the record of a flaw in a user's data.

NoctuaryError                a sentence for a person, and a hint: the next step
├─ InputError                what was handed in cannot be used
│  ├─ NotationError          a code that does not exist
│  ├─ FormatError            a file that is not what it should be
│  ├─ QueryError             a search or filter that cannot be understood
│  └─ OutdatedError          made for what has changed since
├─ StoreError                the library file
│  ├─ LibraryNotFoundError
│  ├─ NotALibraryError
│  ├─ LibraryVersionError    written by a newer Noctuary
│  ├─ LibraryBusyError       another program holds it
│  ├─ LibraryReadOnlyError
│  ├─ LibraryLockedError     only its passphrase opens it
│  └─ LibraryDamagedError
├─ DreamNotFoundError
├─ AmbiguousDreamError       one id, several series
├─ ReadingError              a reader is missing, or failed on a dream
├─ ClusterError              a cluster cannot be reached, or went away
├─ StatsError                nothing to compute, or a norm that does not exist
└─ MissingExtraError         an optional dependency is absent

No message, hint or `repr` ever carries dream text: ids, offsets and lengths only.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path


class NoctuaryError(Exception):
    """Something a user can run into, said in one sentence with the next step.

    Parameters
    ----------
    message
        The thing and the fact, e.g. ``"journal.noctuary is no Noctuary library."``
    hint
        The next step; empty when there is none.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class InputError(NoctuaryError):
    """What was handed in cannot be used."""


class NotationError(InputError):
    """A code that the scheme does not hold.

    Parameters
    ----------
    notation
        The code as given.
    position
        Where it stops making sense, counted in characters from 0.
    fact
        What is wrong there.
    hint
        The next step.
    """

    def __init__(self, notation: str, position: int, fact: str, hint: str = "") -> None:
        super().__init__(f"{notation[:40]!r} is no valid code: {fact}.", hint)
        self.notation = notation
        self.position = position


class FormatError(InputError):
    """A file that is not what it should be."""


class QueryError(InputError):
    """A search or filter that cannot be understood."""


class OutdatedError(InputError):
    """What was handed in was made for something that has changed since it was looked at."""


class StoreError(NoctuaryError):
    """The library file could not be used."""


class LibraryNotFoundError(StoreError):
    """No file stands where the library should be."""


class NotALibraryError(StoreError):
    """The file is something else."""


class LibraryVersionError(StoreError):
    """A newer Noctuary wrote the file."""


class LibraryBusyError(StoreError):
    """Another program holds the file."""


class LibraryReadOnlyError(StoreError):
    """The file or its folder cannot be written."""


class LibraryLockedError(StoreError):
    """The file is encrypted, and no passphrase was given, or another one."""


class LibraryDamagedError(StoreError):
    """The file fails its own checks."""


class DreamNotFoundError(NoctuaryError):
    """No dream has this id."""


class AmbiguousDreamError(NoctuaryError):
    """Several series hold a dream of this id; Noctuary does not guess."""


class ReadingError(NoctuaryError):
    """A reader is missing, or failed."""


class ClusterError(NoctuaryError):
    """A cluster cannot be reached, or went away."""


class StatsError(NoctuaryError):
    """Nothing to compute, or a norm that does not exist."""


class MissingExtraError(NoctuaryError):
    """An optional dependency is absent.

    Parameters
    ----------
    purpose
        What was wanted, e.g. ``"Writing Parquet"``.
    library
        The Python package that is not installed.
    extra
        The extra that brings it.
    """

    def __init__(self, purpose: str, library: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs {library}, which is not installed.",
            f"Install it with: pip install 'noctuary[{extra}]'",
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A flaw found in a user's data. The work goes on; the flaw is told.

    Parameters
    ----------
    where
        File and place, e.g. ``"dreams.csv, line 12"``.
    what
        The fact, in one sentence without dream text.
    hint
        The next step; empty when there is none.
    """

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.hint}".rstrip()


def confession(error: BaseException) -> str:
    """Return what may be told of an error of ours: its kind and where it arose; its message may quote a dream.

    Examples
    --------
    >>> confession(KeyError("I was flying"))
    'KeyError'
    """
    places = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(places))
    return f"{type(error).__name__} at {where}" if where else type(error).__name__
