"""One open library: everything that can be done with its dreams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from noctuary.coding import Coding, Reader, ReaderKind, Reading, corrected, is_correction
from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind
from noctuary.errors import InputError
from noctuary.library.files import default_path, faults_of
from noctuary.library.intake import TAKEN_IN, ImportSummary, Intake
from noctuary.library.locking import key_for
from noctuary.library.memory import Memory
from noctuary.readers import (
    DEFAULT,
    EMBEDDER,
    READERS,
    DreamReader,
    Embedder,
    identity_of,
    open_embedder,
    open_in_series,
    open_reader,
)
from noctuary.scheme import Scale
from noctuary.store.codes import codes_by
from noctuary.store.lock import Key
from noctuary.store.query import parse_query
from noctuary.store.store import Added, Listed, Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from noctuary.export import Contents
    from noctuary.export.frame import Frame
    from noctuary.figures.network_study import NetworkStudy, ReaderComparison
    from noctuary.figures.places import Place
    from noctuary.figures.word_search import Category, WordRate
    from noctuary.ingest import Found
    from noctuary.library.agreement import Disagreement
    from noctuary.library.backups import Backup, Rehearsal
    from noctuary.library.cast import Cast
    from noctuary.library.corrections import Corrections
    from noctuary.library.facets import Facets
    from noctuary.library.meanings import Meanings
    from noctuary.library.motifs import Clusters, Motifs
    from noctuary.library.network import Choice
    from noctuary.library.norms import Norms
    from noctuary.library.rhymes import Rhymes
    from noctuary.library.standing import Standing
    from noctuary.library.themes import ThemeCount
    from noctuary.library.timeline import BeforeAfter, Cut, Timeline
    from noctuary.stats.agreement import Agreement
    from noctuary.stats.compare import Profile
    from noctuary.stats.consistency import Consistency
    from noctuary.stats.methods import Methods
    from noctuary.stats.robustness import Doubt
    from noctuary.stats.sample import Sample
    from noctuary.store.search import Hit, Likeness

#: Readings kept in one act: as many as an interruption may cost.
_READ: Final = 200


class Library:
    """One open library.

    Parameters
    ----------
    store
        Its file; use :meth:`open`.
    memory
        What was found out before, where others have the same file open; its own if ``None``.

    Examples
    --------
    >>> from noctuary.scheme import Scale
    >>> with Library.in_memory() as library:
    ...     _ = library.add(Dream(id="1", text="I was flying over the harbour. I was glad."))
    ...     [str(coding.code) for coding in library.reading(DreamKey("journal", "1")).on(Scale.EMOTIONS)]
    ['HA D']
    """

    def __init__(self, store: Store, memory: Memory | None = None) -> None:
        self.store = store
        self.memory = Memory() if memory is None else memory

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        *,
        create: bool = False,
        read_only: bool = False,
        passphrase: str | Key | None = None,
        memory: Memory | None = None,
    ) -> Self:
        """Open the library at `path`, or at :func:`default_path`.

        Parameters
        ----------
        path
            The file.
        create
            Make it when nothing is there; locked, if a passphrase is given.
        read_only
            Refuse every change.
        passphrase
            Of a locked library, or its recovery code, or the key that was made of either: making it takes a moment.
        memory
            What was found out before, where others have the same file open.

        Raises
        ------
        StoreError
            One of its kinds, as :meth:`noctuary.store.store.Store.open`; nothing was changed.
        InputError
            If a library is to be made whose passphrase is too short.
        """
        place = path or default_path()
        key = key_for(place, passphrase) if isinstance(passphrase, str) else passphrase
        return cls(Store.open(place, create=create, read_only=read_only, key=key), memory)

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

    def dream_at(self, nr: int) -> Dream:
        """Return the dream of a number: it has one in this file, whatever its id.

        Raises
        ------
        DreamNotFoundError
            If none has this number, or it is in the trash.
        """
        return self.store.get(self.store.known_key_at(nr))

    def stamp(self) -> object:
        """Return what changes whenever dreams, readings or what was said of them do."""
        return self.store.stamp()

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
        if not query:
            return self.store.count()
        from noctuary.store.search import count  # noqa: PLC0415

        return count(self.store, parse_query(query))

    def count_readings(self, query: str = "") -> int:
        """Return how many readings the dreams have that a search finds."""
        return self.store.count_readings(parse_query(query))

    def search(self, query: str, *, limit: int = 20) -> list[Hit]:
        """Return the best hits of a search, each with the sentence that holds it."""
        from noctuary.store.search import search  # noqa: PLC0415

        return search(self.store, parse_query(query), limit=limit)

    def find(self, query: str, order: str = "best") -> list[int]:
        """Return the numbers of all dreams that a search finds.

        Parameters
        ----------
        query
            What for.
        order
            ``best``, ``newest`` or ``oldest`` first.

        Raises
        ------
        QueryError
            If the search cannot be understood.
        """
        from noctuary.store.search import Order, find  # noqa: PLC0415

        return find(self.store, parse_query(query), Order(order))

    def numbers(self, query: str) -> NDArray[np.int64]:
        """Return the numbers of all dreams that a search finds, in no order: faster than :meth:`find`."""
        from noctuary.store.search import numbers  # noqa: PLC0415

        return numbers(self.store, parse_query(query))

    def first(
        self, query: str, found: NDArray[np.int64] | None, order: str = "best", *, limit: int
    ) -> list[int]:
        """Return the first numbers of :meth:`find`; `found` is what :meth:`numbers` found, ``None`` if nobody asked."""
        from noctuary.store.search import Order, first  # noqa: PLC0415

        return first(self.store, parse_query(query), found, Order(order), limit=limit)

    def hits(self, numbers: Iterable[int], query: str) -> list[Hit]:
        """Return dreams by their numbers, each with the sentence that holds what a search looks for."""
        from noctuary.store.search import hits  # noqa: PLC0415

        return hits(self.store, numbers, parse_query(query))

    def facets(self) -> Facets:
        """Return by what dreams can be narrowed: series, years, feelings, characters and the like, to be counted."""
        from noctuary.library.facets import Facets  # noqa: PLC0415

        return Facets.of(self)

    def meanings(self) -> Meanings:
        """Return where all placed dreams stand in meaning: to ask often what is near a text."""
        from noctuary.library.meanings import Meanings  # noqa: PLC0415

        return self.memory.recall("meanings", self.store.stamp(said=False), lambda: Meanings.of(self.store))

    def like(self, text: str, *, limit: int = 10, leave_out: DreamKey | None = None) -> list[Likeness]:
        """Return the dreams that share the rarest words with a text, the likest first; :meth:`rhymes` go by meaning."""
        from noctuary.store.search import like  # noqa: PLC0415

        return like(self.store, text, limit=limit, leave_out=leave_out)

    # Rhymes.

    def rhymes(self, query: str = "") -> Rhymes:
        """Return the dreams that a search finds by where they stand in meaning: to find the nearest of any dream.

        Dreams that the default reader read are placed; others are once :meth:`embed_rest` has run.
        """
        from noctuary.library.rhymes import Rhymes  # noqa: PLC0415

        among = self.numbers(query) if query else None
        return Rhymes(self.store, self.meanings(), among, lambda: self._embedder)

    def vectors(self, query: str = "") -> tuple[list[DreamKey], NDArray[np.float32]]:
        """Return the dreams that a search finds and that are placed, and where: (dreams, width), rows of length 1."""
        from noctuary.library.rhymes import placed  # noqa: PLC0415

        return placed(self.store, parse_query(query))

    def count_not_embedded(self, query: str = "") -> int:
        """Return how many of the dreams that a search finds are not placed in meaning."""
        from noctuary.library.rhymes import count_not_embedded  # noqa: PLC0415

        return count_not_embedded(self.store, query)

    def embed_rest(self, query: str = "", *, progress: Callable[[int], None] | None = None) -> int:
        """Place the dreams that have not been, and return how many; what was placed stays if this is interrupted."""
        from noctuary.library.rhymes import embed_rest  # noqa: PLC0415

        done = embed_rest(self.store, self._embedder, query, progress)
        # Where a dream stands is nothing that was found in it, and changes no stamp.
        self.memory.forget("meanings")
        return done

    def say_rhyme(self, one: DreamKey, other: DreamKey, *, same: bool = True, motif: str = "") -> str:
        """Keep what the dreamer says of two dreams: that they rhyme, or not.

        Parameters
        ----------
        one, other
            Which dreams.
        same
            Two that rhyme hold one motif from now on; two that do not are no longer offered for each other.
        motif
            What they have in common. Else the one motif that either holds; else the rare words of both.

        Returns
        -------
        str
            The name of the motif; empty for two that do not rhyme.

        Raises
        ------
        DreamNotFoundError
        InputError
            If it is one and the same dream, or nothing could name the motif.
        """
        from noctuary.library import rhymes  # noqa: PLC0415

        return rhymes.say(self.store, one, other, same=same, motif=motif)

    def forget_rhyme(self, one: DreamKey, other: DreamKey) -> bool:
        """Forget what the dreamer said of two dreams, and their motif. Return whether there was anything.

        A motif that a dream shares with a third of which the same was said stays with it.
        """
        from noctuary.library.rhymes import forget  # noqa: PLC0415

        return forget(self.store, one, other)

    # In and out.

    def take_in(
        self,
        found: Iterable[Found],
        *,
        dry_run: bool = False,
        progress: Callable[[int], None] | None = None,
        at_once: int = TAKEN_IN,
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
        at_once
            So many are kept in one act. Fewer take longer in all, and keep others who write waiting for less.

        Returns
        -------
        ImportSummary
            Bringing the same files in twice adds nothing the second time.
        """
        intake = Intake(self.store)
        with self.store.rehearsal() if dry_run else nullcontext():
            intake.take_in(iter(found), progress, at_once=at_once)
        return intake.summary

    def contents(self, query: str = "") -> Contents:
        """Return the dreams that a search finds with all that belongs to them, to be written; without one, all there is.

        A search takes along the cast lists of their series, what was said of these dreams, and rhymes between
        them; norms of one's own belong to no dreams, and stay out.
        """
        from noctuary.export import Contents  # noqa: PLC0415
        from noctuary.library.statements import of_dreams, of_nothing  # noqa: PLC0415

        parsed = parse_query(query)
        series = self.series_of(query)
        chosen = {each.id for each in series}
        nights = (night for night in self.store.noted_nights() if night.series in chosen)
        dreamers = self.store.dreamers()
        if query:
            owners = {each.dreamer for each in series} | set(self.store.dreamers_of(parsed).values())
            dreamers = [each for each in dreamers if each.id in owners]
        dreams = ((dream, tuple(self.store.readings(dream.key))) for dream in self.store.dreams(parsed))
        said = of_dreams(self.store, [each.id for each in series], parsed)
        return Contents(
            series=series,
            dreamers=dreamers,
            nights=nights,
            dreams=dreams,
            statements=chain(said, () if query else of_nothing(self.store)),
        )

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
        return self._embedder if DEFAULT == EMBEDDER else open_reader(DEFAULT)

    @property
    def _embedder(self) -> Embedder:
        return open_embedder()

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

    def read(self, dreams: Iterable[Dream], *, progress: Callable[[int], None] | None = None) -> int:
        """Have the default reader read dreams that are here, keep the readings, and return how many."""
        return self._keep_readings(self._default_reader.read_many(dreams), progress)

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

    def choose_reader(self, name: str | None = None, query: str = "", *others: str) -> Reader:
        """Return whose readings to count.

        Parameters
        ----------
        name
            A reader's name; its latest version is taken, of a reader that comes with Noctuary the present one.
            ``None`` takes a person who has read all the dreams; else the default reader where it has read any of
            them; else another program that has read them all, so that nobody waits who did not ask for it; else
            the default reader, which has yet to read them: see :meth:`read_unread`. Where any of the dreams was
            corrected, it comes with the corrections; a reader that is named is taken by itself.
        query
            Which dreams.
        others
            Further dreams: one reader is chosen for all, the default one where each search would have another.

        Raises
        ------
        InputError
            If no reader of that name has read any dream here.
        """
        known = [reader for reader, _ in self.store.readers()]
        if name is None:
            return self._common_reader([each for each in known if not is_correction(each)], (query, *others))
        if name in READERS:
            return identity_of(name)
        named = [reader for reader in known if reader.name == name]
        if not named:
            names = ", ".join(sorted({reader.name for reader in known} | set(READERS)))
            raise InputError(f"No reader {name!r} has read a dream here.", f"Known: {names}.")
        return max(named, key=lambda reader: _in_order(reader.version))

    def _common_reader(self, known: list[Reader], queries: Sequence[str]) -> Reader:
        best = {self._best_reader(known, query) for query in queries}
        chosen = best.pop() if len(best) == 1 else identity_of(DEFAULT)
        is_corrected = any(self.store.correction_numbers(parse_query(query)) for query in queries)
        return corrected(chosen) if is_corrected else chosen

    def _best_reader(self, known: list[Reader], query: str) -> Reader:
        default = identity_of(DEFAULT)
        complete = [reader for reader in known if not self.count_unread(reader, query)]
        people = [reader for reader in complete if reader.kind is ReaderKind.PERSON]
        if people:
            return people[0]
        if default in known and self.count_unread(default, query) < self.count(query):
            return default
        return max(complete, key=_rank, default=default)

    def standing(self, key: DreamKey) -> Standing:
        """Return what counts of a dream, scale by scale: a person's codes before a program's, then the latest.

        Raises
        ------
        DreamNotFoundError
        """
        from noctuary.library.standing import Standing  # noqa: PLC0415

        return Standing.of(key, self.store.readings(key))

    def corrections(self, key: DreamKey, coder: str = "me", *, seen: str = "") -> Corrections:
        """Return what a person corrects in a dream: to accept, change, add and remove codes, and to take that back.

        Parameters
        ----------
        key
            Which dream.
        coder
            What the person is called; each has a reading of their own, beside all others.
        seen
            The :attr:`~noctuary.library.standing.Standing.version` of what counts that the person saw. An act is
            refused when something else counts by now.

        Raises
        ------
        InputError
            If the name is none, or that of a reader which comes with Noctuary.

        Examples
        --------
        >>> with Library.in_memory() as library:
        ...     _ = library.add(Dream(id="1", text="I was flying over the harbour. I was glad."))
        ...     key = DreamKey("journal", "1")
        ...     place = [str(each.code) for each in library.reading(key).codings].index("HA D")
        ...     done = library.corrections(key, "Ana").remove(place)
        ...     [str(each.code) for each in library.standing(key).on(Scale.EMOTIONS)], done.act
        ([], 'removed HA D')
        """
        from noctuary.library.corrections import Corrections  # noqa: PLC0415

        return Corrections(self.store, key, coder, seen=seen)

    # The cast of each series.

    def cast(self, series: str, *, progress: Callable[[int], None] | None = None) -> Cast:
        """Return the cast of a series: who is in its dreams, and whom its dreamer confirmed.

        Parameters
        ----------
        series
            Whose dreams.
        progress
            Told the number of dreams looked through, now and then, where that takes a while.

        Raises
        ------
        InputError
            If the series is not there.
        """
        from noctuary.library.cast import Cast  # noqa: PLC0415

        found = self.store.find_series(series)
        if found is None:
            raise InputError(f"There is no series {series!r}.", "See the series with `noctuary list`.")
        return Cast(self, found, progress)

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
        from noctuary.library.sayings import Confirmed  # noqa: PLC0415
        from noctuary.reading.series import Chronicle  # noqa: PLC0415
        from noctuary.store import cast  # noqa: PLC0415

        every = self.store.series()
        chronicle = Chronicle(
            *Confirmed.of(self.store),
            sets={series.id for series in every if series.kind is SeriesKind.SET},
        )
        opened = open_in_series(reader, chronicle)
        for series in every:
            if cast.count_out_of_date(self.store, opened.identity, series.id):
                chronicle.follow(cast.dreams_of(self.store, series.id))
                yield from opened.read_many(cast.out_of_date(self.store, opened.identity, series.id))

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
        readings = codes_by(self.store, chosen, parse_query(query))
        return self._sample(readings, query, name or query or "all dreams")

    def _sample(self, readings: Iterable[Reading], query: str, name: str) -> Sample:
        from noctuary.stats.sample import Sample  # noqa: PLC0415

        owners = self.store.dreamers_of(parse_query(query))
        many = len(self.series_of(query)) > 1 or any(
            each.kind is SeriesKind.SET for each in self.series_of(query)
        )
        return Sample.of(
            readings,
            name=name,
            kind=SeriesKind.SET if many else SeriesKind.SERIES,
            dreamers=owners if many else None,
        )

    def series_of(self, query: str = "") -> list[Series]:
        """Return the series of the dreams that a search finds, by id."""
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
        sexes = {series.sex for series in self.series_of(query)}
        if len(sexes) != 1 or None in sexes:
            raise InputError(
                "The library does not know the sex of these dreamers, or it is mixed.",
                "Choose a norm: --norm women or --norm men.",
            )
        return {"female": "women", "male": "men"}[str(sexes.pop())]

    def profile(
        self,
        query: str = "",
        *,
        norm: str | None = None,
        reader: Reader | None = None,
        name: str = "",
        seed: int = 0,
    ) -> Profile:
        """Set the dreams that a search finds beside a norm, indicator by indicator; `name` is what to call them."""
        from noctuary.stats.compare import profile  # noqa: PLC0415

        norms = self.norms.find(norm or self.norm_name(query))
        return profile(self.sample(query, reader=reader, name=name), norms, seed=seed)

    def compare(self, query: str, other: str, *, reader: Reader | None = None, seed: int = 0) -> Profile:
        """Set two samples of dreams side by side, the second in the place of the norm."""
        from noctuary.stats.compare import compare  # noqa: PLC0415

        chosen = reader or self.choose_reader(None, query, other)
        return compare(self.sample(query, reader=chosen), self.sample(other, reader=chosen), seed=seed)

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
        read = [{reading.dream for reading in codes_by(self.store, each, parsed)} for each in (one, other)]
        both = read[0] & read[1]
        if not both:
            raise InputError(
                f"{one} and {other} have read no dream in common here.",
                "See who has read what with `noctuary readers`.",
            )
        samples = [
            self._sample(
                (reading for reading in codes_by(self.store, each, parsed) if reading.dream in both),
                query,
                str(each),
            )
            for each in (one, other)
        ]
        return compare(*samples, seed=seed)

    # For other tools.

    def frame(self, table: str, query: str = "", *, reader: Reader | None = None) -> Frame:
        """Return a tidy table for other tools, with what each of its columns holds.

        Parameters
        ----------
        table
            One of :data:`noctuary.library.frames.TABLES`: ``dreams``, ``codings``, ``characters``, ``figures``,
            ``appearances``, ``indicators``.
        query
            Which dreams.
        reader
            Whose readings; as :meth:`choose_reader` if ``None``. Figures come from the current readings.

        Returns
        -------
        Frame
            Make it a data frame with ``to_polars()`` or ``to_pandas()``. No text of a dream is in it. Without
            dreams it has no rows.

        Raises
        ------
        InputError
            If there is no such table.

        Examples
        --------
        >>> with Library.in_memory() as library:
        ...     _ = library.add(Dream(id="1", text="My sister was glad."))
        ...     _ = library.reading(DreamKey("journal", "1"))
        ...     [row["meaning"] for row in library.frame("characters").dicts()]
        ['one sister, adult']
        """
        from noctuary.library.frames import frame  # noqa: PLC0415

        return frame(self, table, query, reader)

    @property
    def norms(self) -> Norms:
        """The published norms and the owner's: to find, make, export, lend and pool."""
        from noctuary.library.norms import Norms  # noqa: PLC0415

        return Norms(self)

    # Time, and how far figures can be trusted.

    def timeline(
        self,
        measures: Sequence[str],
        query: str = "",
        *,
        by: Cut | None = None,
        reader: Reader | None = None,
        seed: int = 0,
    ) -> Timeline:
        """Follow measures over time.

        Parameters
        ----------
        measures
            Each as :func:`noctuary.library.measures.measured` takes it: an indicator, ``rating:NAME``,
            ``figure:NAME``, a search.
        query
            Which dreams.
        by
            ``"year"``, ``"quarter"``, ``"month"``; so many dreams; or ``"change"``: where each measure changed.
            ``None`` takes years, or 50 dreams where most have no date.
        reader
            Whose codings count for indicators; as :meth:`choose_reader` if ``None``.
        seed
            Equal seeds give equal intervals.

        Raises
        ------
        InputError
            If a measure is none, or time cannot be cut so.
        """
        from noctuary.library.timeline import parse_cut, timeline  # noqa: PLC0415

        cut = None if by is None else parse_cut(str(by))
        return timeline(self, measures, query, by=cut, reader=reader, seed=seed)

    def numbers_noted(self, query: str = "") -> dict[str, int]:
        """Return what was noted in numbers, as :meth:`timeline` takes it, and in how many of the dreams."""
        from noctuary.library.measures import numbers_noted  # noqa: PLC0415

        return numbers_noted(self, query)

    def before_and_after(
        self,
        date: PartialDate,
        measures: Sequence[str] = (),
        query: str = "",
        *,
        reader: Reader | None = None,
        seed: int = 0,
    ) -> BeforeAfter:
        """Set measures before and after a date side by side; every indicator, if none is named.

        Raises
        ------
        InputError
            If a measure is none, or the date has no year.
        StatsError
            If no dream is dated before it, or none from then on.
        """
        from noctuary.library.timeline import before_and_after  # noqa: PLC0415

        return before_and_after(self, date, measures, query, reader=reader, seed=seed)

    def consistency(
        self, query: str = "", *, reader: Reader | None = None, seed: int = 0
    ) -> list[Consistency]:
        """Split the dreams that a search finds in halves, and see how far these lie apart in every indicator."""
        from noctuary.library.timeline import halves  # noqa: PLC0415

        return halves(self, query, reader=reader, seed=seed)

    def doubts(
        self,
        query: str = "",
        *,
        wrong: float | None = 0.1,
        norm: str | None = None,
        reader: Reader | None = None,
        seed: int = 0,
        progress: Callable[[int], None] | None = None,
    ) -> list[Doubt]:
        """Ask of every indicator what would become of it if some of the codings were wrong.

        Parameters
        ----------
        query
            Which dreams.
        wrong
            The share of codings that are wrong; ``None`` takes it, scale by scale, from what the reader said of
            its confidence.
        norm
            To see which comparisons hold; ``None`` for none.
        reader
            Whose codings; as :meth:`choose_reader` if ``None``.
        seed
            Equal seeds give equal bands.
        progress
            Called with the number of trials made so far, of :data:`noctuary.stats.robustness.TRIALS`.

        Raises
        ------
        StatsError
            If the confidence is asked for, and these codings have none.
        """
        from noctuary.stats.robustness import Codings, doubts  # noqa: PLC0415

        chosen = reader or self.choose_reader(None, query)
        profile = self.profile(query, norm=norm, reader=chosen, seed=seed) if norm else None
        codings = Codings.of(codes_by(self.store, chosen, parse_query(query), confidence=True))
        rates = codings.error_rates() if wrong is None else wrong
        return doubts(codings, wrong=rates, profile=profile, seed=seed, progress=progress)

    # The second reader.

    def agreement(
        self, query: str = "", readers: Sequence[str] = (), *, resamples: int = 1000, seed: int = 0
    ) -> Agreement:
        """Measure how far readers of the same dreams agree: every two of them, and all together.

        Parameters
        ----------
        query
            Which dreams.
        readers
            Their names; without any, all who share a dream with another. ``ratings`` are the dreamers' own.
        resamples, seed
            Of the intervals; equal seeds give equal ones.

        Raises
        ------
        InputError
            If a reader has read none of these dreams, or no two have one in common.
        """
        from noctuary.library.agreement import convene  # noqa: PLC0415
        from noctuary.stats.agreement import agreement  # noqa: PLC0415

        return agreement(convene(self, query, readers).voices, resamples=resamples, seed=seed)

    def draw(self, size: int, query: str = "", *, seed: int = 0) -> list[DreamKey]:
        """Draw dreams by chance, from each series in proportion: equal seeds draw equal dreams."""
        from noctuary.library.agreement import draw  # noqa: PLC0415

        return draw(self, size, query, seed=seed)

    def disagreements(self, one: str, other: str, query: str = "") -> Iterator[Disagreement]:
        """Yield where two readers, by their names, differ: scale by scale of each dream."""
        from noctuary.library.agreement import disagreements  # noqa: PLC0415

        return disagreements(self, one, other, query)

    def settle(
        self, key: DreamKey, scale: Scale, codings: Iterable[Coding], *, between: tuple[str, str]
    ) -> Reading:
        """Keep what is right on one scale of a dream, as the reading of a person called ``settled``.

        Neither reader's own reading is touched; what they agree on is taken over.
        """
        from noctuary.library.agreement import settle  # noqa: PLC0415

        return settle(self, key, scale, codings, between=between)

    def methods(self, query: str = "", readers: Sequence[str] = (), *, seed: int = 0) -> Methods:
        """Gather a methods section of dreams that were read twice; it writes itself as Markdown, LaTeX or BibTeX."""
        from noctuary.library.agreement import methods  # noqa: PLC0415

        return methods(self, query, readers, seed=seed)

    # Networks.

    def network(
        self,
        series: str,
        choice: Choice | None = None,
        *,
        everyone: bool = False,
        labels: Mapping[str, str] | None = None,
        seed: int = 1,
    ) -> NetworkStudy:
        """Study who meets whom in the dreams of a series; see :func:`noctuary.library.network.figure_network`."""
        from noctuary.library.network import EVERYTHING, figure_network  # noqa: PLC0415

        return figure_network(
            self,
            self.cast(series),
            choice or EVERYTHING,
            everyone=everyone,
            labels=labels,
            seed=seed,
        )

    def code_network(
        self,
        series: str,
        reader: Reader,
        choice: Choice | None = None,
        *,
        single: bool = False,
        seed: int = 1,
    ) -> NetworkStudy:
        """Study which codes of characters meet; see :func:`noctuary.library.network.code_network`."""
        from noctuary.library.network import EVERYTHING, code_network  # noqa: PLC0415

        return code_network(self, series, reader, choice or EVERYTHING, single=single, seed=seed)

    def compare_code_networks(
        self,
        series: str,
        one: Reader,
        other: Reader,
        choice: Choice | None = None,
        *,
        single: bool = False,
        seed: int = 1,
    ) -> ReaderComparison:
        """Set two readers' networks side by side; see :func:`noctuary.library.network.compare_code_networks`."""
        from noctuary.library.network import EVERYTHING, compare_code_networks  # noqa: PLC0415

        return compare_code_networks(self, series, one, other, choice or EVERYTHING, single=single, seed=seed)

    # What recurs.

    def themes(
        self, query: str = "", *, only: Iterable[str] = (), progress: Callable[[int], None] | None = None
    ) -> list[ThemeCount]:
        """Look for typical themes (falling, pursued, late...) in the dreams that a search finds.

        Parameters
        ----------
        query
            Which dreams.
        only
            Ids of themes, or their numbers; all 55 if none is given.
        progress
            Told the number of dreams looked through, after each.

        Returns
        -------
        list of ThemeCount
            One for each theme, in the order of the questionnaire: the rate of the dreams that hold it, where its
            words stand, and the rates of other dreams.

        Raises
        ------
        InputError
            If there is no such theme.

        Examples
        --------
        >>> with Library.in_memory() as library:
        ...     _ = library.add(Dream(id="1", text="I fell off a cloud, down and down."))
        ...     [falling] = library.themes(only=["falling"])
        >>> falling.rate.found, falling.rate.total
        (1, 1)
        """
        from noctuary.library.themes import count_themes  # noqa: PLC0415

        return count_themes(self, query, only=only, progress=progress)

    def say_theme(self, theme: str, dream: DreamKey, *, holds: bool | None) -> None:
        """Keep whether a dream holds a theme, which counts before what its words say; ``None`` takes it back.

        Raises
        ------
        InputError
            If there is no such theme.
        DreamNotFoundError
        """
        from noctuary.figures.themes import find_theme  # noqa: PLC0415

        self.say_motif(find_theme(theme).id, dream, holds=holds)

    # Motifs that nobody listed.

    def say_motif(self, motif: str, dream: DreamKey, *, holds: bool | None) -> None:
        """Keep whether a dream holds a motif that the dreamer named; ``None`` takes it back.

        Raises
        ------
        DreamNotFoundError
        """
        from noctuary.store import motifs  # noqa: PLC0415

        if holds is None:
            motifs.forget(self.store, motif, dream)
        else:
            motifs.say(self.store, motif, dream, holds=holds)

    def motifs(
        self,
        query: str = "",
        *,
        against: str = "reference",
        since: PartialDate | None = None,
        names: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> Motifs:
        """Return the words that are unusually frequent in dreams; see :func:`noctuary.library.motifs.find_motifs`."""
        from noctuary.library.motifs import find_motifs  # noqa: PLC0415

        return find_motifs(self, query, against=against, since=since, names=names, progress=progress)

    def said_motifs(self, query: str = "") -> list[tuple[str, int]]:
        """Return the motifs that the dreamer named, with the number of found dreams said to hold each, by name."""
        from noctuary.library.motifs import said_motifs  # noqa: PLC0415

        return said_motifs(self, query)

    def clusters(
        self,
        query: str = "",
        *,
        k: int | None = None,
        seed: int = 0,
        progress: Callable[[int], None] | None = None,
    ) -> Clusters:
        """Divide dreams by meaning, and name the clusters; see :func:`noctuary.library.motifs.find_clusters`."""
        from noctuary.library.motifs import find_clusters  # noqa: PLC0415

        return find_clusters(self, query, k=k, seed=seed, progress=progress)

    def word_rates(
        self,
        query: str = "",
        *,
        among: Sequence[Category] | None = None,
        baseline: str | None = None,
        any_length: bool = False,
    ) -> list[WordRate]:
        """Count the dreams with a word of each list; see :func:`noctuary.library.motifs.search_words`."""
        from noctuary.library.motifs import search_words  # noqa: PLC0415

        return search_words(self, query, among=among, beside=baseline, any_length=any_length)

    def places(self, series: str, *, progress: Callable[[int], None] | None = None) -> list[Place]:
        """Return the places that the dreams of a series tell of, those of most dreams first.

        Of a set of several dreamers these are the places with names; the
        others are everybody's own.

        Parameters
        ----------
        series
            Whose dreams.
        progress
            Told the number of dreams looked through, after each.

        Raises
        ------
        InputError
            If the series is not there.
        """
        from noctuary.library.places import places_of  # noqa: PLC0415

        return places_of(self, series, progress=progress)

    # The file.

    def backup(self, target: Path) -> Backup:
        """Copy the library, consistent even while it is in use, and check the copy.

        Parameters
        ----------
        target
            A new file; or a folder, in which the latest backups and some of the older ones stay.

        Raises
        ------
        StoreError
            If something stands at `target` already, or the copy is not sound.
        """
        from noctuary.library.backups import back_up  # noqa: PLC0415

        return back_up(self.store, target)

    def rehearse(self) -> Rehearsal | None:
        """Restore the last backup into a place that is thrown away, and check all of it; ``None`` if none was made."""
        from noctuary.library.backups import rehearse_last  # noqa: PLC0415

        return rehearse_last(self.store)

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
