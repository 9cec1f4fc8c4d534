"""The store: dreams, nights and readings in one library file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from datetime import time as clock_time
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import apsw

from noctuary.coding import CORRECTING, Coding, Reader, ReaderKind, Reading, as_read, together
from noctuary.dream import (
    Dream,
    Dreamer,
    DreamKey,
    Lucidity,
    Night,
    PartialDate,
    Series,
    SeriesKind,
    Sex,
    TextSpan,
    word_count,
    words_hash,
)
from noctuary.errors import (
    AmbiguousDreamError,
    DreamNotFoundError,
    LibraryBusyError,
    LibraryDamagedError,
    LibraryLockedError,
    LibraryReadOnlyError,
    StoreError,
)
from noctuary.scheme import Scale, parse
from noctuary.store import connection as files
from noctuary.store.lock import CIPHER, Key
from noctuary.store.migrate import copy_to, migrate
from noctuary.store.query import Query, counts_on

#: So many signs of the first words are kept for lists.
OPENING: Final = 80
# What SQLite can count to.
_ROW_NUMBERS = 2**63


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list shows of a dream, without its text."""

    key: DreamKey
    date: str
    title: str = field(repr=False)
    words: int
    opening: str = field(repr=False)
    lucidity: str | None = None


# What a stamp is made of: of dreams and readings, and of what was said of them.
# Each part is found without going through a table: this is asked for with every page. A reading that replaces another
# stands last, under a new number or with a later time; a correction that was taken back leaves fewer of them.
_SHOWN_STAMP: Final = (
    "SELECT (SELECT max(nr) FROM dream), (SELECT count(*) FROM dream),"
    " (SELECT count(*) FROM dream WHERE deleted_at IS NOT NULL),"
    " (SELECT max(deleted_at) FROM dream WHERE deleted_at IS NOT NULL),"
    " (SELECT count(*) FROM reading), (SELECT max(nr) FROM reading),"
    " (SELECT made_at FROM reading ORDER BY nr DESC LIMIT 1),"
    " (SELECT max(nr) FROM correction), (SELECT count(*) FROM correction), (SELECT count(*) FROM series)"
)
# Numbers of acts that were taken back are given again; their times are not.
_SAID_STAMP: Final = (
    "SELECT (SELECT max(nr) FROM cast_act), (SELECT count(*) FROM cast_act), (SELECT max(made_at) FROM cast_act),"
    " (SELECT max(cast_changed_at) FROM series), (SELECT max(said_at) FROM rhyme), (SELECT count(*) FROM rhyme),"
    " (SELECT max(said_at) FROM motif), (SELECT count(*) FROM motif),"
    " (SELECT count(*) FROM night), (SELECT max(made_at) FROM norm), (SELECT count(*) FROM norm)"
)


class Outcome(StrEnum):
    """What can become of a dream that is handed in."""

    ADDED = "added"
    #: The very dream is there already.
    KNOWN = "known"
    #: Its series holds the same words under another id.
    DUPLICATE = "duplicate"
    #: Its id stands for another text.
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a dream that was handed in.

    Parameters
    ----------
    key
        The dream.
    outcome
        Only an added dream changed the library.
    other
        The dream with the same words, in this series or in another.
    """

    key: DreamKey
    outcome: Outcome
    other: DreamKey | None = None


class Store:
    """An open library file. Use :meth:`open`; close it, or use it in a ``with`` statement."""

    def __init__(
        self,
        connection: apsw.Connection,
        path: Path,
        *,
        read_only: bool = False,
        backups: Sequence[Path] = (),
        key: Key | None = None,
    ) -> None:
        self._connection = connection
        self.path = path
        self.read_only = read_only
        #: Copies of the file as it was before it was brought up to date just now.
        self.backups = tuple(backups)
        #: Of the file's lock; ``None`` if it is not locked.
        self.key = key
        self._stamps: tuple[object, tuple[Any, ...], tuple[Any, ...]] | None = None

    @classmethod
    def open(
        cls, path: Path, *, create: bool = False, read_only: bool = False, key: Key | None = None
    ) -> Self:
        """Open the library at `path`.

        Parameters
        ----------
        path
            The file.
        create
            Make it when nothing is there.
        read_only
            Refuse every write; the file is not even brought up to date, but read as it is.
        key
            Of its lock. A library that is not locked is opened without it; one that is made with it is locked.

        Raises
        ------
        LibraryNotFoundError, NotALibraryError, LibraryVersionError, LibraryBusyError, LibraryReadOnlyError
            And nothing was changed.
        LibraryLockedError
            If it is locked, and the key is absent or another's.
        """
        if create and not files.stands(path):
            try:
                cls._make(path, key)
            except StoreError:
                # Another program may have made it meanwhile.
                if not files.stands(path):
                    raise
        if files.check_file(path) is None:
            key = None
        elif key is None:
            raise LibraryLockedError(
                f"{path} is locked.",
                "Give its passphrase: where it is asked for, or with --passphrase-fd, or as Library.open(passphrase=...).",
            )
        connection = files.connect(path, read_only=read_only, key=key)
        try:
            with files.translated(path):
                backups = migrate(connection, path, read_only=read_only, key=key)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path, read_only=read_only, backups=backups, key=key)

    @staticmethod
    def _make(path: Path, key: Key | None = None) -> None:
        with files.new_file(path) as part, files.translated(path):
            connection = files.connect(part, key=key)
            try:
                migrate(connection, part)
            finally:
                connection.close()

    @classmethod
    def in_memory(cls) -> Self:
        """Make a library that is gone when it is closed."""
        path = Path(":memory:")
        connection = files.connect(path)
        migrate(connection, path)
        return cls(connection, path)

    def close(self) -> None:
        """Close the file; what was acknowledged is on disk already."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

    def hold(self, mebibytes: int) -> None:
        """Hold at most so much of the file in memory, for one of several that have it open; 64 MiB if nobody says.

        Examples
        --------
        >>> with Store.in_memory() as store:
        ...     store.hold(16)
        """
        self._connection.pragma("cache_size", -1024 * mebibytes)

    # Transactions and rows.

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that is written within one act: on disk when the block ends, or not at all."""
        if self.read_only:
            raise LibraryReadOnlyError(
                f"{self.path} is open for reading only.", "Open it without read-only to change it."
            )
        with files.translated(self.path):
            nested = self._connection.in_transaction
            if not nested:
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                if not nested:
                    self._commit()
            except BaseException:
                # After a full disk SQLite has rolled back by itself.
                if not nested and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _commit(self) -> None:
        if files.has_moved(self._connection):
            raise StoreError(
                f"{self.path} was moved, replaced or removed while it was open.",
                "Nothing was changed. See where the file is now, and try again.",
            )
        self._connection.execute("COMMIT")

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Undo all that is written within, whatever happens: to find out what an act would do."""
        with files.translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                # After a full disk SQLite has rolled back by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query; for the modules of this package."""
        with files.translated(self.path):
            try:
                yield from self._connection.execute(sql, tuple(values))
            except UnicodeDecodeError as error:
                raise files.damaged(self.path) from error

    def column(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the one column of a query, several times as fast as :meth:`rows`; for the modules of this package."""
        with files.translated(self.path):
            return [value for (value,) in self._connection.execute(sql, tuple(values)).fetchall()]

    def write(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Change rows within a :meth:`transaction`; for the modules of this package."""
        self._connection.execute(sql, tuple(values))

    def _value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return next((row[0] for row in self.rows(sql, values)), None)

    # Dreamers, series, nights.

    def add_dreamer(self, dreamer: Dreamer) -> bool:
        """Keep a dreamer; one who is there already gains what was not known. Return whether they were new."""
        with self.transaction():
            known = next(self.rows("SELECT sex, metadata FROM dreamer WHERE id = ?", (dreamer.id,)), None)
            if known is None:
                self._connection.execute(
                    "INSERT INTO dreamer VALUES (?, ?, ?)",
                    (dreamer.id, dreamer.sex, _to_json(dreamer.metadata)),
                )
                return True
            metadata = {**dreamer.metadata, **json.loads(known[1])}
            self._connection.execute(
                "UPDATE dreamer SET sex = ?, metadata = ? WHERE id = ?",
                (known[0] or dreamer.sex, _to_json(metadata), dreamer.id),
            )
            return False

    def add_series(self, series: Series) -> bool:
        """Keep a series; one that is there already gains what was not known. Return whether it was new."""
        with self.transaction():
            if series.dreamer is not None:
                self._ensure_dreamer(series.dreamer)
            known = self._series_row("id = ?", (series.id,))
            if known is None:
                self._connection.execute(
                    "INSERT INTO series (id, name, kind, sex, dreamer, description, metadata) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (series.id, series.name, series.kind, series.sex, series.dreamer, series.description,
                     _to_json(series.metadata)),
                )  # fmt: skip
                return True
            self._connection.execute(
                "UPDATE series SET name = ?, sex = ?, dreamer = ?, description = ?, metadata = ? WHERE id = ?",
                (
                    known.name or series.name,
                    known.sex or series.sex,
                    known.dreamer or series.dreamer,
                    known.description or series.description,
                    _to_json({**series.metadata, **known.metadata}),
                    series.id,
                ),
            )
            return False

    def _ensure_dreamer(self, dreamer: str) -> None:
        self._connection.execute("INSERT OR IGNORE INTO dreamer (id) VALUES (?)", (dreamer,))

    def _series_row(self, condition: str, values: Sequence[Any]) -> Series | None:
        return next(self._serieswhere_of(condition, values), None)

    def _serieswhere_of(self, condition: str, values: Sequence[Any] = ()) -> Iterator[Series]:
        rows = self.rows(
            f"SELECT id, name, kind, sex, dreamer, description, metadata FROM series WHERE {condition} ORDER BY id",
            values,
        )
        for id_, name, kind, sex, dreamer, description, metadata in rows:
            yield Series(
                id_,
                name,
                SeriesKind(kind),
                Sex(sex) if sex else None,
                dreamer,
                description,
                json.loads(metadata),
            )

    def series(self) -> list[Series]:
        """Return every series, by id."""
        return list(self._serieswhere_of("TRUE"))

    def series_names(self) -> dict[str, str]:
        """Return what each series is called, by its id: its name, or the id where it has none."""
        return dict(self.rows("SELECT id, coalesce(nullif(name, ''), id) FROM series ORDER BY id"))

    def find_series(self, series: str) -> Series | None:
        """Return the series of this id, or ``None``."""
        return self._series_row("id = ?", (series,))

    def dreamers(self) -> list[Dreamer]:
        """Return every dreamer, by id."""
        return [
            Dreamer(id_, Sex(sex) if sex else None, json.loads(metadata))
            for id_, sex, metadata in self.rows("SELECT id, sex, metadata FROM dreamer ORDER BY id")
        ]

    def add_night(self, night: Night) -> bool:
        """Keep what is known of a night; one that is there already gains a note. Return whether anything was new."""
        with self.transaction():
            series = self.series_nr(night.series)
            date = night.date
            self._connection.execute(
                "INSERT INTO night VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET note = excluded.note WHERE night.note = '' AND excluded.note != ''",
                (series, date.sort_key, date.year, date.month, date.day, date.written, night.note),
            )
            return self._connection.changes() > 0

    def count_of_night(self, series: str, date: PartialDate) -> int:
        """Return how many dreams of a series bear this very date."""
        return int(
            self._value(
                "SELECT count(*) FROM dream WHERE series = (SELECT nr FROM series WHERE id = ?)"
                " AND deleted_at IS NULL AND year IS ? AND month IS ? AND day IS ?",
                (series, date.year, date.month, date.day),
            )
        )

    def remove_night(self, night: Night) -> bool:
        """Take back a night that was put down without a note. Return whether it was there."""
        with self.transaction():
            date = night.date
            self._connection.execute(
                "DELETE FROM night WHERE series = (SELECT nr FROM series WHERE id = ?) AND date_sort = ?"
                " AND date_written = ? AND note = ''",
                (night.series, date.sort_key, date.written),
            )
            return self._connection.changes() > 0

    def noted_nights(self) -> Iterator[Night]:
        """Yield the nights that were put down as such, in order of date: without recall, or with a note."""
        for series, year, month, day, written, note in self.rows(
            "SELECT series.id, year, month, day, date_written, note FROM night"
            " JOIN series ON series.nr = night.series ORDER BY date_sort, series.id, note"
        ):
            yield Night(series, PartialDate(year, month, day, written), (), note)

    def nights(self) -> list[Night]:
        """Return every night that was put down as such or whose full date a dream bears, in order of date.

        A night without dreams is one of which none was recalled.
        """
        nights = {(night.date.sort_key, night.series): night for night in self.noted_nights()}
        for series, id_, year, month, day in self.rows(
            "SELECT series.id, dream.id, year, month, day FROM dream JOIN series ON series.nr = dream.series"
            " WHERE deleted_at IS NULL AND year AND month AND day ORDER BY dream.nr"
        ):
            date = PartialDate(year, month, day)
            night = nights.get((date.sort_key, series)) or Night(series, date)
            nights[date.sort_key, series] = replace(night, dreams=(*night.dreams, id_))
        return [nights[key] for key in sorted(nights)]

    def series_nr(self, series: str) -> int:
        """Return the row number of a series, which is made if it is not there; for the modules of this package."""
        nr = self._value("SELECT nr FROM series WHERE id = ?", (series,))
        if nr is None:
            self.add_series(Series(series))
            nr = self._value("SELECT nr FROM series WHERE id = ?", (series,))
        return int(nr)

    def series_numbers(self) -> dict[str, int]:
        """Return the row number of each series, by its id."""
        return dict(self.rows("SELECT id, nr FROM series"))

    def dreams_by_series(self) -> dict[str, int]:
        """Return how many dreams each series holds, by its id; those without any are left out."""
        # The trash is counted apart: whether a dream lies there stands beside its text, and reading that takes long.
        all_there = self.rows("SELECT series, count(*) FROM dream GROUP BY series")
        trash = dict(
            self.rows(
                "SELECT series, count(*) FROM dream INDEXED BY dream_in_trash"
                " WHERE deleted_at IS NOT NULL GROUP BY series"
            )
        )
        names = {nr: series for series, nr in self.series_numbers().items()}
        counts = {names[nr]: count - trash.get(nr, 0) for nr, count in all_there}
        return {series: count for series, count in counts.items() if count}

    # Dreams.

    def add_many(self, dreams: Iterable[Dream]) -> list[Added]:
        """Keep dreams in one act: on disk when this returns. See :class:`Added` for what becomes of each."""
        with self.transaction():
            last = self._value("SELECT max(nr) FROM dream") or 0
            numbers: dict[str, int] = {}
            added: list[Added] = []
            for dream in dreams:
                if dream.series not in numbers:
                    numbers[dream.series] = self.series_nr(dream.series)
                added.append(self._add(dream, numbers[dream.series]))
            self._connection.execute(
                "INSERT INTO dream_words (rowid, title, text, reflection)"
                " SELECT nr, title, text, reflection FROM dream WHERE nr > ?",
                (last,),
            )
            return added

    def _add(self, dream: Dream, series: int) -> Added:
        execute = self._connection.execute
        sha256, words = dream.text_sha256, words_hash(dream.text)
        for (known,) in execute(
            "SELECT text_sha256 FROM dream WHERE series = ? AND id = ?", (series, dream.id)
        ):
            return Added(dream.key, Outcome.KNOWN if known == sha256 else Outcome.CONFLICT)
        date = dream.date or PartialDate()
        other: DreamKey | None = None
        for other_series, other_id, *known_date in execute(
            "SELECT (SELECT id FROM series WHERE nr = series), id, year, month, day FROM dream"
            " WHERE words_hash = ? AND deleted_at IS NULL ORDER BY nr",
            (words,),
        ):
            other = other or DreamKey(other_series, other_id)
            if other_series == dream.series and _compatible(known_date, date):
                return Added(dream.key, Outcome.DUPLICATE, DreamKey(other_series, other_id))
        if dream.dreamer is not None:
            self._ensure_dreamer(dream.dreamer)
        execute(
            "INSERT INTO dream (series, id, text, text_sha256, words_hash, words, year, month, day, date_written,"
            " date_sort, time, title, lucidity, reflection, ratings, dreamer, metadata, opening, added_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                series, dream.id, dream.text, sha256, words, word_count(dream.text),
                date.year, date.month, date.day, dream.date.written if dream.date else None,
                dream.date.sort_key if dream.date else "",
                dream.time.isoformat() if dream.time else None,
                dream.title, dream.lucidity, dream.reflection, _to_json(dream.ratings), dream.dreamer,
                _to_json(dream.metadata), " ".join(dream.opening[: 2 * OPENING].split())[:OPENING], now(),
            ),
        )  # fmt: skip
        if dream.tags:
            nr = self._connection.last_insert_rowid()
            self._connection.executemany(
                "INSERT INTO tag VALUES (?, ?, ?)",
                [(nr, place, name) for place, name in enumerate(dream.tags)],
            )
        return Added(dream.key, Outcome.ADDED, other)

    def count(self, query: Query | None = None) -> int:
        """Return how many dreams a query finds; all, without one."""
        where, values = where_of(query or Query())
        return int(self._value(f"SELECT count(*) FROM dream d WHERE {where}", values))

    def count_readings(self, query: Query | None = None) -> int:
        """Return how many readings the dreams have that a query finds."""
        where, values = where_of(query or Query())
        return int(
            self._value(
                f"SELECT count(*) FROM dream d JOIN reading ON reading.dream = d.nr WHERE {where}", values
            )
        )

    def listed(
        self, query: Query | None = None, *, limit: int | None = None, newest: bool = False
    ) -> Iterator[Listed]:
        """Yield what a list shows, in order of date (undated first), without reading a text.

        Parameters
        ----------
        query
            Which dreams; all if ``None``.
        limit
            At most so many.
        newest
            Begin with the latest.
        """
        where, values = where_of(query or Query())
        order = "DESC" if newest else "ASC"
        names = dict(self.rows("SELECT nr, id FROM series"))
        for series, id_, written, sort, title, words, opening, lucidity in self.rows(
            "SELECT series, id, date_written, date_sort, title, words, opening, lucidity FROM dream d"
            f" WHERE {where} ORDER BY date_sort {order}, nr {order} LIMIT ?",
            (*values, -1 if limit is None else limit),
        ):
            yield Listed(
                DreamKey(names[series], id_), _listed_date(sort, written), title, words, opening, lucidity
            )

    def dreams(self, query: Query | None = None) -> Iterator[Dream]:
        """Yield the dreams that a query finds, whole, series by series in the order in which they came in."""
        where, values = where_of(query or Query())
        for nr in self._numbers(where, values):
            yield self.dream_at(nr)

    def _numbers(self, where: str, values: Sequence[Any]) -> list[int]:
        # Numbers first: a caller may write while it goes through the dreams.
        return [
            row[0] for row in self.rows(f"SELECT nr FROM dream d WHERE {where} ORDER BY series, nr", values)
        ]

    def dream_at(self, nr: int) -> Dream:
        """Return the dream of a row number; for the modules of this package."""
        row = next(
            self.rows(
                "SELECT series.id, dream.id, text, text_sha256, year, month, day, date_written, time, title, lucidity, reflection,"
                " ratings, dream.dreamer, dream.metadata FROM dream JOIN series ON series.nr = dream.series"
                " WHERE dream.nr = ?",
                (nr,),
            ),
            None,
        )
        if row is None:
            raise files.damaged(self.path)
        (
            series,
            id_,
            text,
            sha256,
            year,
            month,
            day,
            written,
            time,
            title,
            lucidity,
            reflection,
            ratings,
            dreamer,
            metadata,
        ) = row
        dream = Dream(
            id=id_,
            text=text,
            series=series,
            date=None if written is None else PartialDate(year, month, day, written),
            time=clock_time.fromisoformat(time) if time else None,
            title=title,
            tags=tuple(
                name for (name,) in self.rows("SELECT name FROM tag WHERE dream = ? ORDER BY place", (nr,))
            ),
            lucidity=Lucidity(lucidity) if lucidity else None,
            ratings=json.loads(ratings),
            reflection=reflection,
            dreamer=dreamer,
            metadata=json.loads(metadata),
        )
        if dream.text_sha256 != sha256:
            raise LibraryDamagedError(
                f"The text of {dream.key} in {self.path} is not the one that came in.",
                "Restore the last backup with `noctuary restore`; a search for -id:... leaves the dream out.",
            )
        return dream

    def series_of(self, query: Query) -> set[str]:
        """Return the ids of the series whose dreams a query finds."""
        where, values = where_of(query)
        sql = f"SELECT id FROM series WHERE nr IN (SELECT DISTINCT series FROM dream d WHERE {where})"
        return {id_ for (id_,) in self.rows(sql, values)}

    def dreamers_of(self, query: Query) -> dict[DreamKey, str]:
        """Return whose each dream is, where that is known: by the dream itself, or by its series."""
        where, values = where_of(query)
        return {
            DreamKey(series, id_): dreamer
            for series, id_, dreamer in self.rows(
                "SELECT series.id, d.id, coalesce(d.dreamer, series.dreamer) AS who FROM dream d"
                f" JOIN series ON series.nr = d.series WHERE {where} AND who IS NOT NULL",
                values,
            )
        }

    def key_at(self, nr: int) -> DreamKey | None:
        """Return the key of a row number, ``None`` if it is in the trash; for the modules of this package."""
        sql = (
            "SELECT series.id, dream.id FROM dream JOIN series ON series.nr = dream.series"
            " WHERE dream.nr = ? AND deleted_at IS NULL"
        )
        return next((DreamKey(*row) for row in self.rows(sql, (nr,))), None)

    def known_key_at(self, nr: int) -> DreamKey:
        """Return the key of a row number.

        Raises
        ------
        DreamNotFoundError
            If no dream has it, or one in the trash.
        """
        key = self.key_at(nr) if abs(nr) < _ROW_NUMBERS else None
        if key is None:
            raise DreamNotFoundError("There is no such dream in this library.", "It may have been deleted.")
        return key

    def ids_of(self, series: str) -> set[str]:
        """Return the ids that are taken in a series, those in the trash included."""
        sql = "SELECT dream.id FROM dream JOIN series ON series.nr = dream.series WHERE series.id = ?"
        return {id_ for (id_,) in self.rows(sql, (series,))}

    def resolve(self, name: str, *, deleted: bool = False) -> DreamKey:
        """Return the key of the dream that a person names: ``series/id``, or the id alone where it is the only one.

        Raises
        ------
        DreamNotFoundError, AmbiguousDreamError
        """
        state = "NOT NULL" if deleted else "NULL"
        found = [
            DreamKey(*row)
            for row in self.rows(
                "SELECT series.id, dream.id FROM dream JOIN series ON series.nr = dream.series"
                f" WHERE (dream.id = ? OR series.id || '/' || dream.id = ?) AND deleted_at IS {state} ORDER BY dream.nr",
                (name, name),
            )
        ]
        exact = [key for key in found if str(key) == name]
        if len(exact) == 1:
            return exact[0]
        if not found:
            where = "in the trash" if deleted else "in this library"
            raise DreamNotFoundError(
                f"There is no dream {name!r} {where}.", "See the ids with `noctuary list`."
            )
        if len(found) > 1:
            some = ", ".join(map(str, found[:4])) + (" …" if len(found) > 4 else "")
            raise AmbiguousDreamError(f"{name!r} names {len(found)} dreams: {some}.", "Give the series too.")
        return found[0]

    def get(self, key: DreamKey) -> Dream:
        """Return a dream.

        Raises
        ------
        DreamNotFoundError
            If it is not there, or in the trash.
        """
        return self.dream_at(self.nr_of(key))

    def nr_of(self, key: DreamKey, *, deleted: bool = False) -> int:
        """Return the row number of a dream, of one in the trash if so wanted; for the modules of this package.

        Raises
        ------
        DreamNotFoundError
        """
        nr = self._value(
            "SELECT dream.nr FROM dream JOIN series ON series.nr = dream.series WHERE series.id = ? AND dream.id = ?"
            f" AND deleted_at IS {'NOT NULL' if deleted else 'NULL'}",
            key,
        )
        if nr is None:
            raise DreamNotFoundError(
                f"There is no dream {str(key)!r} in this library.", "See the ids with `noctuary list`."
            )
        return int(nr)

    def neighbours(self, nr: int) -> tuple[int | None, int | None]:
        """Return the row numbers of the dreams before and after one in its series, by date; ``None`` at an end."""
        before, after = (
            self._value(
                "SELECT nr FROM dream WHERE series = (SELECT series FROM dream WHERE nr = ?1) AND deleted_at IS NULL"
                f" AND (date_sort, nr) {side} (SELECT date_sort, nr FROM dream WHERE nr = ?1)"
                f" ORDER BY date_sort {order}, nr {order} LIMIT 1",
                (nr,),
            )
            for side, order in (("<", "DESC"), (">", "ASC"))
        )
        return before, after

    # The trash.

    def delete(self, keys: Iterable[DreamKey]) -> None:
        """Put dreams into the trash, all or none."""
        with self.transaction():
            for key in keys:
                self._connection.execute(
                    "UPDATE dream SET deleted_at = ? WHERE nr = ?", (now(), self.nr_of(key))
                )

    def undelete(self, keys: Iterable[DreamKey]) -> None:
        """Take dreams out of the trash, all or none."""
        with self.transaction():
            for key in keys:
                nr = self.nr_of(key, deleted=True)
                self._connection.execute("UPDATE dream SET deleted_at = NULL WHERE nr = ?", (nr,))

    def trash(self) -> list[tuple[DreamKey, str, int]]:
        """Return key, day of deletion and number of words of each dream in the trash, latest first."""
        return [
            (DreamKey(series, id_), deleted_at, words)
            for series, id_, deleted_at, words in self.rows(
                "SELECT series.id, dream.id, deleted_at, words FROM dream JOIN series ON series.nr = dream.series"
                " WHERE deleted_at IS NOT NULL ORDER BY deleted_at DESC, dream.nr DESC"
            )
        ]

    def empty_trash(self) -> int:
        """Remove what is in the trash for good, its words overwritten in the file. Return how many dreams."""
        with self.transaction():
            self._connection.execute("DELETE FROM dream WHERE deleted_at IS NOT NULL")
            removed = self._connection.changes()
        with files.translated(self.path):
            try:
                self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            except apsw.BusyError:
                raise LibraryBusyError(
                    f"The trash is empty, but another program holds {self.path}: the words still stand in the file.",
                    "Close the other one, then run `noctuary trash --empty` again.",
                ) from None
        return removed

    # Readings.

    def save_readings(self, readings: Iterable[Reading]) -> int:
        """Keep readings; one of the same reader and version is replaced, others stay. Return how many.

        Raises
        ------
        DreamNotFoundError
            If a reading is of no dream here; then none is kept.
        StoreError
            If a reading is of another text than the dream's.
        """
        count = 0
        with self.transaction():
            for reading in readings:
                self._save(reading)
                count += 1
        return count

    def _save(self, reading: Reading) -> None:
        nr = self.nr_of(reading.dream)
        sha256 = self._value("SELECT text_sha256 FROM dream WHERE nr = ?", (nr,))
        if reading.text_sha256 not in ("", sha256):
            raise StoreError(
                f"The reading of {reading.dream} was made from another text.", "Read the dream again."
            )
        reader = self._reader_nr(reading.reader)
        self._connection.execute("DELETE FROM reading WHERE dream = ? AND reader = ?", (nr, reader))
        self._connection.execute(
            "INSERT INTO reading (dream, reader, text_sha256, scales, waking, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            (nr, reader, reading.text_sha256, " ".join(reading.scales), json.dumps(reading.waking), now()),
        )
        row = self._connection.last_insert_rowid()
        self._connection.executemany(
            "INSERT INTO coding (reading, place, scale, symbol, notation, evidence, confidence, established)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    row,
                    place,
                    coding.code.scale,
                    coding.code.symbol or coding.code.actor,
                    str(coding.code),
                    json.dumps(coding.evidence, separators=(",", ":")),
                    coding.confidence,
                    coding.established,
                )
                for place, coding in enumerate(reading.codings)
            ],
        )
        if reading.embedding:
            self._connection.execute(
                "INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)",
                (nr, model_of(reading.reader), reading.embedding),
            )

    def _reader_nr(self, reader: Reader) -> int:
        key = _identity(reader)
        self._connection.execute(
            "INSERT OR IGNORE INTO reader (name, version, settings, kind) VALUES (?, ?, ?, ?)",
            (*key, reader.kind),
        )
        return int(self._value("SELECT nr FROM reader WHERE name = ? AND version = ? AND settings = ?", key))

    def holds_text_of(self, reading: Reading) -> bool:
        """Whether the dream of a reading is here, with the text that was read."""
        sha256 = self._value(
            "SELECT text_sha256 FROM dream JOIN series ON series.nr = dream.series WHERE series.id = ? AND dream.id = ?"
            " AND deleted_at IS NULL",
            reading.dream,
        )
        return sha256 is not None and reading.text_sha256 in ("", sha256)

    def holds_reading(self, reading: Reading) -> bool:
        """Whether this very reading is here."""
        return any(
            replace(reading, reader=known.reader) == known
            for known in self.readings(reading.dream)
            if _identity(known.reader) == _identity(reading.reader)
        )

    def readers(self) -> list[tuple[Reader, int]]:
        """Return every reader with the number of dreams it has read (without the trash), most first."""
        return [
            (Reader(name, version, ReaderKind(kind), json.loads(settings)), count)
            for name, version, kind, settings, count in self.rows(
                "SELECT name, version, kind, settings, count(*) AS dreams FROM reader"
                " JOIN reading ON reading.reader = reader.nr JOIN dream d ON d.nr = reading.dream"
                " WHERE d.deleted_at IS NULL GROUP BY reader.nr ORDER BY dreams DESC, reader.nr"
            )
        ]

    def current_readers(self, query: Query) -> list[tuple[Reader, int]]:
        """Return whose readings count on the scales that a query asks for, in how many of its dreams, most first."""
        where, values = where_of(query)
        scales = json.dumps(sorted({scale for scale, _ in query.codes}))
        return [
            (Reader(name, version, ReaderKind(kind), json.loads(settings)), count)
            for name, version, kind, settings, count in self.rows(
                "SELECT name, version, kind, settings, count(DISTINCT d.nr) AS dreams FROM json_each(?) AS asked"
                " JOIN dream d JOIN reading r ON r.dream = d.nr JOIN reader ON reader.nr = r.reader"
                f" WHERE {counts_on('asked.value')} AND {where} GROUP BY reader.nr ORDER BY dreams DESC, reader.nr",
                (scales, *values),
            )
        ]

    def readings(self, key: DreamKey) -> list[Reading]:
        """Return every reading of a dream: a person's before a program's, then the latest first."""
        rows = self.rows(
            "SELECT reading.nr FROM reading JOIN reader ON reader.nr = reading.reader WHERE dream = ?"
            " ORDER BY reader.kind = 'person' DESC, made_at DESC, reading.nr DESC",
            (self.nr_of(key),),
        )
        return [self.reading_at(nr) for (nr,) in list(rows)]

    def readings_by(self, reader: Reader, query: Query | None = None) -> Iterator[Reading]:
        """Yield what one reader found in the dreams that a query finds, in the order of :meth:`dreams`.

        With corrections laid over it, where the reader is asked for as :func:`~noctuary.coding.corrected`.
        """
        laid_over: dict[DreamKey, list[Reading]] = {}
        if reader != as_read(reader):
            for correction in map(self.reading_at, self.correction_numbers(query)):
                laid_over.setdefault(correction.dream, []).append(correction)
        for reading in map(self.reading_at, self.numbers_by(reader, query)):
            over = laid_over.get(reading.dream)
            yield replace(together([*over, reading]), reader=reader) if over else reading

    def numbers_by(self, reader: Reader, query: Query | None = None) -> list[int]:
        """Return the row numbers of a reader's readings, in the order of :meth:`dreams`; for this package."""
        return self._reading_numbers(
            "name = ? AND version = ? AND reader.settings = ?",
            _identity(as_read(reader)),
            query,
            "d.series, d.nr",
        )

    def correction_numbers(self, query: Query | None = None) -> list[int]:
        """Return the row numbers of all corrections in the dreams of a query, what counts first; for this package."""
        people = [
            nr
            for (nr,) in self.rows(
                "SELECT nr FROM reader WHERE kind = 'person' AND settings = ?",
                (Reader("", settings=CORRECTING).recipe,),
            )
        ]
        # Most libraries have none, and need not be searched for them.
        if not people:
            return []
        whose = "reading.reader IN (SELECT value FROM json_each(?))"
        return self._reading_numbers(whose, (json.dumps(people),), query, "made_at DESC, reading.nr DESC")

    def _reading_numbers(
        self, whose: str, reader: Sequence[str], query: Query | None, order: str
    ) -> list[int]:
        where, values = where_of(query or Query())
        rows = self.rows(
            "SELECT reading.nr FROM reading JOIN dream d ON d.nr = reading.dream JOIN reader ON reader.nr = reading.reader"
            f" WHERE {whose} AND {where} ORDER BY {order}",
            (*reader, *values),
        )
        return [nr for (nr,) in rows]

    def unread(self, reader: Reader, query: Query | None = None) -> Iterator[Dream]:
        """Yield the dreams of a query that a reader, at its version, has not read."""
        for nr in self._unread(reader, query):
            yield self.dream_at(nr)

    def count_unread(self, reader: Reader, query: Query | None = None) -> int:
        """Return how many dreams :meth:`unread` yields."""
        return len(self._unread(reader, query))

    def _unread(self, reader: Reader, query: Query | None) -> list[int]:
        where, values = where_of(query or Query())
        read = (
            "SELECT dream FROM reading JOIN reader ON reader.nr = reading.reader"
            " WHERE name = ? AND version = ? AND settings = ?"
        )
        return self._numbers(f"d.nr NOT IN ({read}) AND {where}", (*_identity(as_read(reader)), *values))

    def reading_at(self, nr: int) -> Reading:
        """Return the reading in a row; for the modules of this package."""
        series, id_, name, version, kind, settings, sha256, scales, waking = next(
            self.rows(
                "SELECT series.id, d.id, reader.name, version, reader.kind, settings, reading.text_sha256, scales, waking"
                " FROM reading JOIN reader ON reader.nr = reading.reader JOIN dream d ON d.nr = reading.dream"
                " JOIN series ON series.nr = d.series WHERE reading.nr = ?",
                (nr,),
            )
        )
        codings = tuple(
            Coding(parse(notation, Scale(scale)), _spans(evidence), confidence, established)
            for scale, notation, evidence, confidence, established in self.rows(
                "SELECT scale, notation, evidence, confidence, established FROM coding WHERE reading = ?"
                " ORDER BY place",
                (nr,),
            )
        )
        return Reading(
            DreamKey(series, id_),
            Reader(name, version, ReaderKind(kind), json.loads(settings)),
            codings,
            tuple(map(Scale, scales.split())),
            _spans(waking),
            sha256,
        )

    # The file as a whole.

    def stamp(self, *, said: bool = True) -> object:
        """Return what changes whenever dreams, readings or what was said of them do; drafts and searches do not.

        To compare with an earlier one of the same file: what was computed from it still holds where they are equal.

        Parameters
        ----------
        said
            Whether what the owner said beside them counts too: of casts, motifs, rhymes, norms and nights.
        """
        # Counting takes a while in a large file, and is done once for each state of it.
        state = self._value("PRAGMA data_version"), self._connection.total_changes()
        if self._stamps is None or self._stamps[0] != state:
            self._stamps = state, next(self.rows(_SHOWN_STAMP)), next(self.rows(_SAID_STAMP))
        _, shown, told = self._stamps
        return (*shown, *told) if said else shown

    def backup_to(self, target: Path) -> None:
        """Copy the library to a new file, consistent even while others write, and locked as it is.

        Raises
        ------
        StoreError
            If something stands at `target` already.
        """
        with files.translated(target):
            copy_to(self._connection, target, self.key)

    def write_anew(self, target: Path, key: Key | None) -> None:
        """Write the library to an empty file, locked by another key or not at all."""
        lock = f"cipher={CIPHER}&key={key.pages}" if key else "key="
        with files.translated(target):
            self._connection.execute("VACUUM INTO ?", (f"{target.absolute().as_uri()}?{lock}",))

    def fingerprint(self) -> str:
        """Return a hash over every dream's key and text: equal libraries have equal ones."""
        total = hashlib.sha256()
        for series, id_, text in self.rows(
            "SELECT series.id, dream.id, text FROM dream JOIN series ON series.nr = dream.series ORDER BY 1, 2"
        ):
            total.update(repr((series, id_, hashlib.sha256(text.encode()).hexdigest())).encode())
        return total.hexdigest()

    def check(self) -> list[str]:
        """Return what is wrong with the file, in sentences; empty when all is well.

        Checks every page, every reference, the word index against the texts, and each text against the
        hash that was taken when it came in.
        """
        with files.translated(self.path):
            faults = [f"Pages: {row[0]}." for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [
                f"A row of {row[0]} refers to nothing." for row in self.rows("PRAGMA foreign_key_check")
            ]
            try:
                if not self.read_only:
                    self._connection.execute(
                        "INSERT INTO dream_words (dream_words, rank) VALUES ('integrity-check', 1)"
                    )
            except apsw.CorruptError:
                faults.append("The word index does not match the texts.")
        # As bytes: a damaged text need not be text any more.
        texts = (
            "SELECT series.id, dream.id, text_sha256, CAST(text AS BLOB) FROM dream"
            " JOIN series ON series.nr = dream.series ORDER BY dream.nr"
        )
        for series, id_, sha256, text in self.rows(texts):
            if hashlib.sha256(text).hexdigest() != sha256:
                faults.append(f"The text of {DreamKey(series, id_)} is not the one that came in.")
        return faults


def where_of(query: Query, *, each: bool = False) -> tuple[str, tuple[Any, ...]]:
    """Return the condition on ``dream d`` for a query, without what is in the trash.

    Parameters
    ----------
    query
        Which dreams.
    each
        Whether few dreams will be asked, each by itself: see :class:`~noctuary.store.query.Condition`.
    """
    parts = ["d.deleted_at IS NULL"]
    values: list[Any] = []
    if query.match:
        parts.append("d.nr IN (SELECT rowid FROM dream_words WHERE dream_words MATCH ?)")
        values.append(query.match)
    for condition in query.conditions:
        parts.append((each and condition.each) or condition.sql)
        values += condition.values
    return " AND ".join(f"({part})" for part in parts), tuple(values)


def model_of(reader: Reader) -> str:
    """Return what a reader places dreams by: its settings change what it finds, not where a dream stands."""
    return f"{reader.name} {reader.version}"


def _identity(reader: Reader) -> tuple[str, str, str]:
    """Return what tells readers apart; the first reading of one settles its kind."""
    return reader.name, reader.version, reader.recipe


def _compatible(known: Sequence[int | None], date: PartialDate) -> bool:
    """Whether two dates may be the same night: no part known in both differs."""
    pairs = zip(known, (date.year, date.month, date.day), strict=True)
    return all(one is None or two is None or one == two for one, two in pairs)


def _listed_date(sort: str, written: str | None) -> str:
    if not sort:
        return ""
    if "-00" not in sort and not sort.startswith("0000"):
        return sort
    year, month, day = (int(part) or None for part in sort.split("-"))
    return str(PartialDate(year, month, day)) or (written or "")


def _spans(stored: str) -> tuple[TextSpan, ...]:
    return tuple(TextSpan(start, end) for start, end in json.loads(stored))


def _to_json(mapping: Mapping[str, Any]) -> str:
    return json.dumps(dict(mapping), ensure_ascii=False) if mapping else "{}"


def now() -> str:
    """Return the time as it is kept: ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
