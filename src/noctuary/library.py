"""The library: one owner's dreams, kept, read, found and compared. What other programs import."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Night, Series, SeriesKind
from noctuary.errors import InputError, Problem, StoreError
from noctuary.store.query import parse_query
from noctuary.store.store import Added, Listed, Outcome, Store

if TYPE_CHECKING:
    from noctuary.export import Contents
    from noctuary.ingest import Found
    from noctuary.stats.compare import Profile
    from noctuary.stats.sample import Sample
    from noctuary.store.search import Hit, Likeness

#: Dreams kept in one act: the word index is merged after each, which costs more the oftener it is done.
_TAKEN_IN: Final = 20_000
#: Readings kept in one act: as many as an interruption may cost.
_READ: Final = 200
_TOLD: Final = 200


class DreamReader(Protocol):
    """Anything that reads dreams: the shape that every reader has."""

    @property
    def identity(self) -> Reader:
        """Name, version and settings."""

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""


@dataclass(slots=True)
class ImportSummary:
    """What an import found and what became of it.

    Parameters
    ----------
    added
        Dreams that are new, by series.
    known
        Dreams that were there already, the same text under the same id.
    duplicates
        Dreams that were skipped since their series holds the same words already, each with the one that
        does; the first 200.
    duplicate_count
        How many of those in all.
    elsewhere
        Dreams that came in although another series holds the same words, counted by that series.
    nights
        New nights of which no dream was recalled, or that were noted.
    readings
        Readings that came with the dreams.
    problems
        What was flawed, with place and next step.
    """

    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    duplicates: list[Added] = field(default_factory=list)
    duplicate_count: int = 0
    elsewhere: Counter[tuple[str, str]] = field(default_factory=Counter)
    nights: int = 0
    readings: int = 0
    problems: list[Problem] = field(default_factory=list)

    def note(self, added: Added) -> None:
        """Count what became of one dream."""
        match added.outcome:
            case Outcome.ADDED:
                self.added[added.key.series] += 1
                if added.other is not None:
                    self.elsewhere[added.key.series, added.other.series] += 1
            case Outcome.KNOWN:
                self.known += 1
            case Outcome.DUPLICATE:
                self.duplicate_count += 1
                if len(self.duplicates) < _TOLD:
                    self.duplicates.append(added)
            case Outcome.CONFLICT:
                self.problems.append(
                    Problem(
                        str(added.key),
                        "the library holds another text under this id, and keeps it.",
                        "Bring the new one in under another series, with --series.",
                    )
                )


def default_path() -> Path:
    """Return where the library lies when nobody says: the platform's folder for data."""
    named = os.environ.get("NOCTUARY_LIBRARY")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_data_dir("noctuary", appauthor=False)) / "library.noctuary"


class Library:
    """One open library.

    Parameters
    ----------
    store
        Its file; use :meth:`open`.

    Examples
    --------
    >>> from noctuary.scheme import Scale
    >>> with Library.in_memory() as library:
    ...     _ = library.add(Dream(id="1", text="I was flying over the harbour. I was glad."))
    ...     [str(coding.code) for coding in library.reading(DreamKey("journal", "1")).on(Scale.EMOTIONS)]
    ['HA D']
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(cls, path: Path | None = None, *, create: bool = False, read_only: bool = False) -> Self:
        """Open the library at `path`, or at :func:`default_path`.

        Raises
        ------
        StoreError
            One of its kinds, as :meth:`noctuary.store.store.Store.open`; nothing was changed.
        """
        return cls(Store.open(path or default_path(), create=create, read_only=read_only))

    @classmethod
    def in_memory(cls) -> Self:
        """Make a library that is gone when it is closed."""
        return cls(Store.in_memory())

    def close(self) -> None:
        """Close the file; what was acknowledged is on disk already."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Library({str(self.store.path)!r})"

    # Dreams.

    def add(self, dream: Dream) -> Added:
        """Keep one dream; it is on disk when this returns."""
        return self.store.add_many([dream])[0]

    def get(self, name: str) -> Dream:
        """Return the dream that a person names: ``series/id``, or the id alone where it is the only one.

        Raises
        ------
        DreamNotFoundError, AmbiguousDreamError
        """
        return self.store.get(self.store.resolve(name))

    def dreams(self, query: str = "") -> Iterator[Dream]:
        """Yield the dreams that a search finds; all without one. See :mod:`noctuary.store.query`.

        Raises
        ------
        QueryError
            If the search cannot be understood.
        """
        return self.store.dreams(parse_query(query))

    def listed(self, query: str = "", *, limit: int | None = None, newest: bool = False) -> Iterator[Listed]:
        """Yield what a list shows of the dreams that a search finds, in order of date."""
        return self.store.listed(parse_query(query), limit=limit, newest=newest)

    def count(self, query: str = "") -> int:
        """Return how many dreams a search finds."""
        return self.store.count(parse_query(query))

    def search(self, query: str, *, limit: int = 20) -> list[Hit]:
        """Return the best hits of a search, each with the sentence that holds it."""
        from noctuary.store.search import search  # noqa: PLC0415

        return search(self.store, parse_query(query), limit=limit)

    def like(self, text: str, *, limit: int = 10, leave_out: DreamKey | None = None) -> list[Likeness]:
        """Return the dreams that share the rarest words with a text, the likest first."""
        from noctuary.store.search import like  # noqa: PLC0415

        return like(self.store, text, limit=limit, leave_out=leave_out)

    # In and out.

    def take_in(
        self, found: Iterable[Found], *, dry_run: bool = False, progress: Callable[[int], None] | None = None
    ) -> ImportSummary:
        """Keep what a reader of files found.

        Parameters
        ----------
        found
            As :func:`noctuary.ingest.read_paths` yields it. It is streamed.
        dry_run
            Find out what would become of it, and change nothing.
        progress
            Told the number of things taken in, now and then.

        Returns
        -------
        ImportSummary
            Bringing the same files in twice adds nothing the second time.
        """
        summary = ImportSummary()
        stream = iter(found)
        if dry_run:
            with self.store.rehearsal():
                self._take_in(stream, summary, progress)
            return summary
        self._take_in(stream, summary, progress)
        return summary

    def _take_in(
        self, stream: Iterator[Found], summary: ImportSummary, progress: Callable[[int], None] | None
    ) -> None:
        done = 0
        while batch := list(islice(stream, _TAKEN_IN)):
            with self.store.transaction():
                self._keep(batch, summary)
            done += len(batch)
            if progress:
                progress(done)

    def _keep(self, batch: list[Found], summary: ImportSummary) -> None:
        dreams: list[Dream] = []
        readings: list[Reading] = []
        for each in batch:
            match each:
                case Dream():
                    dreams.append(each)
                case Series():
                    self.store.add_series(each)
                case Dreamer():
                    self.store.add_dreamer(each)
                case Night():
                    summary.nights += self.store.add_night(each)
                case Reading():
                    readings.append(each)
                case Problem():
                    summary.problems.append(each)
        for added in self.store.add_many(dreams):
            summary.note(added)
        for reading in readings:
            # The reading of a duplicate that was skipped, or of another text under the same id, has no place.
            if self.store.holds_text_of(reading):
                summary.readings += self.store.save_readings([reading])

    def contents(self, query: str = "") -> Contents:
        """Return the dreams that a search finds with their series, dreamers, nights and readings, to be written."""
        from noctuary.export import Contents  # noqa: PLC0415

        parsed = parse_query(query)
        series = self._series_of(query)
        chosen = {each.id for each in series}
        nights = (night for night in self.store.noted_nights() if night.series in chosen)
        dreamers = self.store.dreamers()
        if query:
            owners = {each.dreamer for each in series} | set(self.store.dreamers_of(parsed).values())
            dreamers = [each for each in dreamers if each.id in owners]
        dreams = ((dream, tuple(self.store.readings(dream.key))) for dream in self.store.dreams(parsed))
        return Contents(series=series, dreamers=dreamers, nights=nights, dreams=dreams)

    # Readings.

    def reading(self, key: DreamKey) -> Reading:
        """Return the current reading of a dream: a person's before a program's, then the latest.

        A dream that nobody has read is read now, and the reading kept unless the library is open for
        reading only.

        Raises
        ------
        DreamNotFoundError
        """
        readings = self.store.readings(key)
        if readings:
            return readings[0]
        reading = next(iter(lexical_reader().read_many([self.store.get(key)])))
        if not self.store.read_only:
            self.store.save_readings([reading])
        return reading

    def read_unread(
        self, reader: DreamReader, query: str = "", *, progress: Callable[[int], None] | None = None
    ) -> int:
        """Have `reader` read each dream that it has not read at its version; keep the readings.

        What was kept stays when this is interrupted, and the next call goes on from there.

        Returns
        -------
        int
            How many dreams were read.
        """
        stream = reader.read_many(self.store.unread(reader.identity, parse_query(query)))
        done = 0
        while batch := list(islice(stream, _READ)):
            done += self.store.save_readings(batch)
            if progress:
                progress(done)
        return done

    def readers(self) -> list[tuple[Reader, int]]:
        """Return every reader with the number of dreams it has read."""
        return self.store.readers()

    def choose_reader(self, name: str | None = None, query: str = "") -> Reader:
        """Return whose readings to count.

        Parameters
        ----------
        name
            A reader's name; its latest version is taken. ``None`` takes a person who has read all the
            dreams, else the lexical reader.
        query
            Which dreams.

        Raises
        ------
        InputError
            If no reader of that name has read any dream here.
        """
        known = [reader for reader, _ in self.store.readers()]
        lexical = lexical_reader().identity
        if name is None:
            parsed = parse_query(query)
            people = (reader for reader in known if reader.kind is ReaderKind.PERSON)
            return next((reader for reader in people if not self.store.count_unread(reader, parsed)), lexical)
        if name == lexical.name:
            return lexical
        named = [reader for reader in known if reader.name == name]
        if not named:
            names = ", ".join(sorted({reader.name for reader in known} | {lexical.name}))
            raise InputError(f"No reader {name!r} has read a dream here.", f"Known: {names}.")
        return max(named, key=lambda reader: _in_order(reader.version))

    # Indicators.

    def sample(self, query: str = "", *, reader: Reader | None = None, name: str = "") -> Sample:
        """Count the readings of the dreams that a search finds.

        Parameters
        ----------
        query
            Which dreams.
        reader
            Whose readings; as :meth:`choose_reader` if ``None``. Dreams that this reader has not read are
            left out: see :meth:`read_unread`.
        name
            What to call the dreams; made from the query if empty.
        """
        from noctuary.stats.sample import Sample  # noqa: PLC0415

        parsed = parse_query(query)
        chosen = reader or self.choose_reader(None, query)
        owners = self.store.dreamers_of(parsed)
        many = len(self._series_of(query)) > 1 or any(
            each.kind is SeriesKind.SET for each in self._series_of(query)
        )
        return Sample.of(
            self.store.readings_by(chosen, parsed),
            name=name or query or "all dreams",
            kind=SeriesKind.SET if many else SeriesKind.SERIES,
            dreamers=owners if many else None,
        )

    def _series_of(self, query: str) -> list[Series]:
        if not query:
            return self.store.series()
        ids = self.store.series_of(parse_query(query))
        return [each for each in self.store.series() if each.id in ids]

    def norm_name(self, query: str = "") -> str:
        """Return the norm of the dreamers' own sex: ``women`` or ``men``.

        Raises
        ------
        InputError
            If the sex is unknown or mixed.
        """
        sexes = {series.sex for series in self._series_of(query)}
        if len(sexes) != 1 or None in sexes:
            raise InputError(
                "The library does not know the sex of these dreamers, or it is mixed.",
                "Choose a norm: --norm women or --norm men.",
            )
        return {"female": "women", "male": "men"}[str(sexes.pop())]

    def profile(
        self, query: str = "", *, norm: str | None = None, reader: Reader | None = None, seed: int = 0
    ) -> Profile:
        """Set the dreams that a search finds beside a norm, indicator by indicator."""
        from noctuary.stats.compare import profile  # noqa: PLC0415
        from noctuary.stats.norms import load_norms  # noqa: PLC0415

        norms = load_norms(norm or self.norm_name(query))
        return profile(self.sample(query, reader=reader), norms, seed=seed)

    def compare(self, query: str, other: str, *, reader: Reader | None = None, seed: int = 0) -> Profile:
        """Set two samples of dreams side by side, the second in the place of the norm."""
        from noctuary.stats.compare import compare  # noqa: PLC0415

        return compare(self.sample(query, reader=reader), self.sample(other, reader=reader), seed=seed)

    # The file.

    def backup(self, target: Path) -> None:
        """Copy the library to a new file, consistent even while it is in use.

        Raises
        ------
        StoreError
            If something stands at `target` already.
        """
        self.store.backup_to(target)

    def verify(self, *, rehearse: bool = True) -> list[str]:
        """Return what is wrong with the file, in sentences; empty when all is well.

        Parameters
        ----------
        rehearse
            Also make a backup in a place that is thrown away, open it, and compare every text.
        """
        faults = self.store.check()
        if rehearse and not faults:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "rehearsal.noctuary"
                self.store.backup_to(copy)
                with Store.open(copy, read_only=True) as restored:
                    faults += [f"In a backup: {fault}" for fault in restored.check()]
                    if restored.fingerprint() != self.store.fingerprint():
                        faults.append("A backup does not hold the same texts.")
        return faults


def _in_order(version: str) -> list[tuple[int, str]]:
    """Return a key that sorts versions as people count them: 9 before 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", version)]


def restore(backup: Path, target: Path) -> None:
    """Put a backup into an empty place; it is checked before it counts.

    Raises
    ------
    StoreError
        If something stands at `target`, or the backup is damaged or no library.
    """
    with Store.open(backup, read_only=True) as store:
        faults = store.check()
        if faults:
            raise StoreError(f"{backup} is damaged: {faults[0]}", "Try an older backup; nothing was changed.")
        store.backup_to(target)


def lexical_reader() -> DreamReader:
    """Return the reader that needs no model."""
    from noctuary.reading.lexical import LexicalReader  # noqa: PLC0415

    return LexicalReader()
