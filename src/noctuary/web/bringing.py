"""Files that were handed over, from the look at them to the dreams in the library."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noctuary.dream import Dream
from noctuary.errors import InputError, NoctuaryError, Problem
from noctuary.ingest import Found, IngestOptions, read_paths
from noctuary.ingest.found import Source
from noctuary.ingest.table import guessed
from noctuary.ingest.tables import rough_header
from noctuary.library import ImportSummary, Library
from noctuary.web.uploads import Handed
from noctuary.web.work import Work

if TYPE_CHECKING:
    from noctuary.web.room import Room

# A look holds the library as an import does. A long one is taken at a copy, so that nobody who writes waits for it.
_LONG: Final = 4 * 1024**2
# A second's work: so long may somebody wait who writes a dream while others come in.
_AT_ONCE: Final = 2000
_SAMPLED: Final = 5
_TOLD_EVERY: Final = 50
_TABLES: Final = frozenset({".csv", ".tsv", ".tab"})


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How files are to be read.

    Parameters
    ----------
    format
        Its name, empty to recognise each file.
    options
        As on the command line.
    """

    format: str = ""
    options: IngestOptions = field(default_factory=IngestOptions)


@dataclass(slots=True)
class Taken:
    """What came of files, or would.

    Parameters
    ----------
    summary
        As on the command line.
    sample
        The first dreams of the files.
    """

    summary: ImportSummary
    sample: list[Dream] = field(default_factory=list, repr=False)


class Bringing:
    """One handing over: a look, as many more as are wanted, and the act itself.

    Parameters
    ----------
    room
        Where to.
    handed
        The files.
    """

    def __init__(self, room: Room, handed: Handed) -> None:
        self._room = room
        self.handed = handed
        self.how = How()
        self.is_act = False
        #: The columns of the first table among the files, and which of them hold what, by their names.
        self.columns = list(_columns(handed.paths))
        self.guesses = guessed(self.columns)
        self.work = Work(self._look)

    @property
    def is_under_way(self) -> bool:
        """Whether dreams are coming in just now."""
        return self.is_act and not self.work.is_over

    def look(self, how: How) -> None:
        """Look anew, with other options."""
        if self.is_act:
            raise InputError("These files came in already.", "Choose them again to read them otherwise.")
        self.work.stop(wait=True)
        self.how = how
        self.work = Work(self._look)

    def act(self) -> None:
        """Bring them in, once."""
        if self.is_act or not self.work.is_over:
            raise InputError("The files are still looked at, or came in already.", "See what the page says.")
        self.is_act = True
        self.work = Work(self._bring)

    def put_away(self) -> None:
        """Forget them, and remove them from the disk."""
        self.work.stop(wait=True)
        shutil.rmtree(self.handed.folder, ignore_errors=True)

    def _found(self, sample: list[Dream], tell: Callable[[int], None]) -> Iterator[Found]:
        paths = self.handed.paths
        found = read_paths(
            paths, format=self.how.format or None, options=self.how.options, together=len(paths) > 1
        )
        for count, each in enumerate(found):
            if count % _TOLD_EVERY == 0:
                tell(count)
            if isinstance(each, Dream) and len(sample) < _SAMPLED:
                sample.append(each)
            yield each

    def _look(self, tell: Callable[[int], None]) -> Taken:
        sample: list[Dream] = []
        with self._room.library() as library:
            if self.handed.size <= _LONG:
                return Taken(library.take_in(self._found(sample, tell), dry_run=True), sample)
            copy = self._room.temporary.folder() / "copy.noctuary"
            try:
                library.store.backup_to(copy)
                os.chmod(copy, 0o600)  # noqa: PTH101
                with Library.open(copy, passphrase=library.store.key) as rehearsal:
                    return Taken(rehearsal.take_in(self._found(sample, tell), dry_run=True), sample)
            finally:
                shutil.rmtree(copy.parent, ignore_errors=True)

    def _bring(self, tell: Callable[[int], None]) -> Taken:
        sample: list[Dream] = []
        try:
            with self._room.library() as library:
                summary = library.take_in(self._found(sample, tell), at_once=_AT_ONCE)
                if summary.added:
                    self._room.backlog.begin(library)
        finally:
            shutil.rmtree(self.handed.folder, ignore_errors=True)
        return Taken(summary, sample)


def _columns(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the columns of the first table among files, so that one can say which is which."""
    for path in paths:
        if path.is_file() and path.suffix.lower() in _TABLES:
            with suppress(OSError, NoctuaryError):
                yield from filter(None, rough_header(Source(path, path.name)))
                return


_OPTIONS: Final = (
    (re.compile(r"noctuary import --coder NAME"), "the field Coder"),
    (re.compile(r"--coder"), "the field Coder"),
    (re.compile(r"--column text=NAME"), "under Columns"),
    (re.compile(r"--as \w[\w-]*\|[\w|-]+"), "under Format"),
    (re.compile(r"--as ([\w-]+)"), r"under Format, as \1"),
    (re.compile(r"--encoding( [\w-]+)?"), r"Encoding\1"),
    (re.compile(r"--series"), "the field Series"),
    (re.compile(r"--heading ('[^']*')"), r"\1"),
)


def in_the_room(problem: Problem) -> Problem:
    """Return a problem whose next step is one that a page offers, and not an option of the command line.

    Examples
    --------
    >>> in_the_room(Problem("a.csv", "No column.", "Name it: --column text=NAME")).hint
    'Name it: under Columns'
    """
    hint = problem.hint
    for option, instead in _OPTIONS:
        hint = option.sub(instead, hint)
    return Problem(problem.where, problem.what, hint)
