"""One open library: everything that can be done with its dreams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind
from noctuary.errors import InputError
from noctuary.library.files import default_path, faults_of
from noctuary.library.intake import ImportSummary, Intake
from noctuary.readers import DEFAULT, READERS, DreamReader, identity_of, open_in_series, open_reader
from noctuary.store.query import parse_query
from noctuary.store.store import Added, Listed, Store

if TYPE_CHECKING:
    from noctuary.export import Contents
    from noctuary.ingest import Found
    from noctuary.reading.acquaintances import Acquaintance
    from noctuary.reading.series import Proposal
    from noctuary.stats.compare import Profile
    from noctuary.stats.sample import Sample
    from noctuary.store.cast import CastMember
    from noctuary.store.search import Hit, Likeness

#: Readings kept in one act: as many as an interruption may cost.
_READ: Final = 200


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
        intake = Intake(self.store)
        with self.store.rehearsal() if dry_run else nullcontext():
            intake.take_in(iter(found), progress)
        return intake.summary

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

    def reading(self, key: DreamKey, reader: str | None = None) -> Reading:
        """Return the current reading of a dream: a person's before a program's, then the latest.

        A dream that nobody has read is read now, by the default reader, and the reading kept unless the library is
        open for reading only.

        Parameters
        ----------
        key
            Which dream.
        reader
            The name of one reader: its latest reading. One that comes with Noctuary reads the dream now if it has
            not yet.

        Raises
        ------
        DreamNotFoundError
        InputError
            If that reader has not read the dream, and cannot.
        """
        readings = [each for each in self.store.readings(key) if reader in (None, each.reader.name)]
        if readings:
            return readings[0]
        if reader is not None and reader not in READERS:
            raise InputError(f"{reader!r} has not read {key}.", "Leave --reader out to see who has.")
        opened = self._default_reader if reader in (None, DEFAULT) else open_reader(str(reader))
        reading = next(opened.read_many([self.store.get(key)]))
        if not self.store.read_only:
            self.store.save_readings([reading])
        return reading

    @cached_property
    def _default_reader(self) -> DreamReader:
        """Opened once, since opening a reader may cost more than reading a dream."""
        return open_reader(DEFAULT)

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
        return self._keep_readings(
            reader.read_many(self.store.unread(reader.identity, parse_query(query))), progress
        )

    def _keep_readings(self, stream: Iterator[Reading], progress: Callable[[int], None] | None) -> int:
        done = 0
        while batch := list(islice(stream, _READ)):
            done += self.store.save_readings(batch)
            if progress:
                progress(done)
        return done

    def count_unread(self, reader: Reader, query: str = "") -> int:
        """Return how many of the dreams that a search finds a reader, at its version, has not read."""
        return self.store.count_unread(reader, parse_query(query))

    def readers(self) -> list[tuple[Reader, int]]:
        """Return every reader with the number of dreams it has read."""
        return self.store.readers()

    def coders_of(self, query: str) -> list[tuple[Reader, int]]:
        """Return whose codes a search has looked at in the dreams that it finds; nobody's, if it asks for no code."""
        parsed = parse_query(query)
        return self.store.current_readers(parsed) if parsed.codes else []

    def choose_reader(self, name: str | None = None, query: str = "") -> Reader:
        """Return whose readings to count.

        Parameters
        ----------
        name
            A reader's name; its latest version is taken, of a reader that comes with Noctuary the present one.
            ``None`` takes a person who has read all the dreams; else the default reader where it has read any of
            them; else another program that has read them all, so that nobody waits who did not ask for it; else
            the default reader, which has yet to read them: see :meth:`read_unread`.
        query
            Which dreams.

        Raises
        ------
        InputError
            If no reader of that name has read any dream here.
        """
        known = [reader for reader, _ in self.store.readers()]
        if name is None:
            return self._best_reader(known, query)
        if name in READERS:
            return identity_of(name)
        named = [reader for reader in known if reader.name == name]
        if not named:
            names = ", ".join(sorted({reader.name for reader in known} | set(READERS)))
            raise InputError(f"No reader {name!r} has read a dream here.", f"Known: {names}.")
        return max(named, key=lambda reader: _in_order(reader.version))

    def _best_reader(self, known: list[Reader], query: str) -> Reader:
        default = identity_of(DEFAULT)
        complete = [reader for reader in known if not self.count_unread(reader, query)]
        people = [reader for reader in complete if reader.kind is ReaderKind.PERSON]
        if people:
            return people[0]
        if default in known and self.count_unread(default, query) < self.count(query):
            return default
        return max(complete, key=_rank, default=default)

    # The cast of each series.

    def cast_list(self, series: str) -> list[CastMember]:
        """Return whom the dreamer of a series confirmed, by name."""
        from noctuary.store import cast  # noqa: PLC0415

        return cast.cast_list(self.store, series)

    def confirm(
        self,
        series: str,
        name: str,
        relation: str,
        *,
        aliases: Iterable[str] = (),
        since: PartialDate | None = None,
    ) -> CastMember:
        """Put somebody on the cast list of a series: from then on, reading in series mode knows them by name.

        Parameters
        ----------
        series
            Whose dreams.
        name, aliases
            As the dreams name them.
        relation
            How they stand to the dreamer: in words, ``ex-husband``, or as a code, ``1MRA``.
        since
            From which date on; undated dreams know them too. Entries of one name may differ by their date.

        Raises
        ------
        InputError
            If the series is not there, a name has no letter, the relation is unknown, or the date has no year.
        """
        from noctuary.reading.acquaintances import name_key, related  # noqa: PLC0415
        from noctuary.store import cast  # noqa: PLC0415

        if self.store.find_series(series) is None:
            raise InputError(f"There is no series {series!r}.", "See the series with `noctuary list`.")
        names = tuple(" ".join(each.split()) for each in (name, *aliases))
        if not all(map(name_key, names)):
            raise InputError("A name has letters.", "Give it as the dreams do.")
        if since is not None and since.year is None:
            raise InputError("The date has no year.", "Write 1985, 1985-03 or 1985-03-12.")
        member = cast.CastMember(
            names[0], " ".join(relation.split()), *related(relation), aliases=names[1:], since=since
        )
        return cast.confirm(self.store, series, member)

    def forget(self, series: str, name: str) -> list[CastMember]:
        """Take whoever has a name off the cast list of a series, and return them.

        Raises
        ------
        InputError
            If nobody of that name is on it.
        """
        from noctuary.store import cast  # noqa: PLC0415

        gone = cast.forget(self.store, series, name)
        if not gone:
            raise InputError(
                f"Nobody on the cast list of {series} is called {name!r}.", "See it with `noctuary cast`."
            )
        return gone

    def propose(self, series: str, *, progress: Callable[[int], None] | None = None) -> list[Proposal]:
        """Return everyone of whom the dreams of a series say how they stand to the dreamer, the oftenest told first.

        Who is on the cast list already is left out. Nothing is confirmed by this.

        Parameters
        ----------
        series
            Whose dreams.
        progress
            Told the number of dreams looked through, after each.
        """
        from noctuary.reading.series import propose  # noqa: PLC0415
        from noctuary.store import cast  # noqa: PLC0415

        def dreams() -> Iterator[Dream]:
            for count, dream in enumerate(cast.dreams_of(self.store, series), start=1):
                yield dream
                if progress:
                    progress(count)

        confirmed = self.cast_list(series)
        return [
            each for each in propose(dreams()) if not any(member.is_called(each.name) for member in confirmed)
        ]

    def count_unread_in_series(self, reader: str = DEFAULT) -> int:
        """Return how many dreams :meth:`read_in_series` would read."""
        from noctuary.reading.series import in_series  # noqa: PLC0415
        from noctuary.store import cast  # noqa: PLC0415

        return cast.count_out_of_date(self.store, in_series(identity_of(reader)))

    def read_in_series(self, reader: str = DEFAULT, *, progress: Callable[[int], None] | None = None) -> int:
        """Have a reader read each dream in series mode; keep the readings.

        Each dream is read with the cast list of its series and with what the dreams before it state, in order of
        date. Dreams that were so read are read again when the cast list has changed since. What was kept stays
        when this is interrupted.

        Parameters
        ----------
        reader
            The name of a reader that comes with Noctuary.
        progress
            Told the number of dreams read, now and then.

        Returns
        -------
        int
            How many dreams were read.
        """
        return self._keep_readings(self._read_in_series(reader), progress)

    def _read_in_series(self, reader: str) -> Iterator[Reading]:
        from noctuary.reading.series import Chronicle  # noqa: PLC0415
        from noctuary.store import cast  # noqa: PLC0415

        every = self.store.series()
        chronicle = Chronicle(
            {series.id: self.acquaintances(series.id) for series in every},
            sets={series.id for series in every if series.kind is SeriesKind.SET},
        )
        opened = open_in_series(reader, chronicle)
        for series in every:
            if cast.count_out_of_date(self.store, opened.identity, series.id):
                chronicle.follow(cast.dreams_of(self.store, series.id))
                yield from opened.read_many(cast.out_of_date(self.store, opened.identity, series.id))

    def acquaintances(self, series: str) -> list[Acquaintance]:
        """Return the cast list of a series as reading in series mode takes it."""
        from noctuary.reading.acquaintances import Acquaintance  # noqa: PLC0415

        return [
            Acquaintance((each.name, *each.aliases), each.sex, each.identity, each.age, each.since)
            for each in self.cast_list(series)
        ]

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
        chosen = reader or self.choose_reader(None, query)
        readings = self.store.readings_by(chosen, parse_query(query))
        return self._sample(readings, query, name or query or "all dreams")

    def _sample(self, readings: Iterable[Reading], query: str, name: str) -> Sample:
        from noctuary.stats.sample import Sample  # noqa: PLC0415

        owners = self.store.dreamers_of(parse_query(query))
        many = len(self._series_of(query)) > 1 or any(
            each.kind is SeriesKind.SET for each in self._series_of(query)
        )
        return Sample.of(
            readings,
            name=name,
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

    def compare_readers(self, query: str, one: Reader, other: Reader, *, seed: int = 0) -> Profile:
        """Set two readers of the same dreams side by side, the second in the place of the norm.

        Parameters
        ----------
        query
            Which dreams; only those that both have read are counted.
        one, other
            As :meth:`choose_reader` gives them.
        seed
            Equal seeds give equal intervals.

        Raises
        ------
        InputError
            If they have read no dream in common.
        """
        from noctuary.stats.compare import compare  # noqa: PLC0415

        parsed = parse_query(query)
        read = [{reading.dream for reading in self.store.readings_by(each, parsed)} for each in (one, other)]
        both = read[0] & read[1]
        if not both:
            raise InputError(
                f"{one} and {other} have read no dream in common here.",
                "See who has read what with `noctuary readers`.",
            )
        samples = [
            self._sample(
                (reading for reading in self.store.readings_by(each, parsed) if reading.dream in both),
                query,
                str(each),
            )
            for each in (one, other)
        ]
        return compare(*samples, same_dreams=True, seed=seed)

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
        return faults_of(self.store, rehearse=rehearse)


def _rank(reader: Reader) -> tuple[bool, bool, list[tuple[int, str]]]:
    """Return a key that sorts programs: the default reader last, before it our others, each by version."""
    return reader.name == DEFAULT, reader.name in READERS, _in_order(reader.version)


def _in_order(version: str) -> list[tuple[int, str]]:
    """Return a key that sorts versions as people count them: 9 before 10."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", version)]
