"""Dreams on their way out: a file is made beside the library, handed to the browser, and removed."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, TypeVar

from noctuary import export
from noctuary.counted import counted
from noctuary.errors import InputError
from noctuary.export import Contents, Written
from noctuary.export.frame import write_frame
from noctuary.library import Library
from noctuary.library.frames import TABLES
from noctuary.library.pseudonyms import Pseudonymised, casts_to_read, write_key
from noctuary.web.work import Work

if TYPE_CHECKING:
    from noctuary.web.room import Room

T = TypeVar("T")
Tell = Callable[[int], None]

# The oldest day that a zip can tell: which day it is made on is nobody's business, and equal dreams give equal files.
_NO_DAY: Final = (1980, 1, 1, 0, 0, 0)
#: The endings that a table can have, and what reads each.
ENDINGS: Final = {".csv": "CSV", ".parquet": "Parquet", ".sav": "SPSS, PSPP, R or Stata"}
#: What writes those that need more than the light core.
_WRITERS: Final = {".parquet": "polars", ".sav": "pyreadstat"}


def endings() -> dict[str, str]:
    """Return the endings that a table can have with what is installed, and what reads each."""
    return {
        ending: name
        for ending, name in ENDINGS.items()
        if ending not in _WRITERS or find_spec(_WRITERS[ending]) is not None
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be taken out, and how.

    Parameters
    ----------
    query
        Which dreams.
    format
        The name of a format; empty for a table.
    table
        The name of a table; empty for a format.
    ending
        Of a table.
    reader
        Whose readings a table holds; empty for those that the profile counts.
    safe_cells
        Whether a spreadsheet is kept from running what looks like a formula.
    pseudonyms
        Whether names are replaced.
    key
        An earlier key to pseudonyms, which stay then.
    """

    query: str = field(repr=False)
    format: str = ""
    table: str = ""
    ending: str = ".csv"
    reader: str = ""
    safe_cells: bool = False
    pseudonyms: bool = False
    key: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """What the file is called; no word of a dream is in it."""
        if self.table:
            return f"{self.table}{self.ending}"
        kind = export.format_named(self.format)
        return f"dreams{kind.ending}" if kind.ending else f"dreams-{kind.name}.zip"

    def check(self) -> None:
        """Find out before anything is made whether it can be.

        Raises
        ------
        InputError
            If there is no such format or table.
        """
        if not self.table:
            export.format_named(self.format)
        elif self.table not in TABLES:
            raise InputError("There is no such table.", f"Known: {', '.join(TABLES)}.")
        elif self.ending not in ENDINGS:
            raise InputError("A table is not written so.", f"Known: {', '.join(ENDINGS)}.")


@dataclass(frozen=True, slots=True)
class Made:
    """A file that waits to be fetched.

    Parameters
    ----------
    path
        Where it lies.
    key
        Where the key to pseudonyms lies; ``None`` without.
    sentences
        What is in it.
    """

    path: Path
    key: Path | None
    sentences: tuple[str, ...]

    @property
    def size(self) -> int:
        """In bytes; 0 once it was fetched."""
        return self.path.stat().st_size if self.path.exists() else 0


class Taking:
    """One file in the making, or made.

    Parameters
    ----------
    room
        Whence.
    order
        What is wanted.
    total
        How many dreams that is.
    """

    def __init__(self, room: Room, order: Order, total: int) -> None:
        self._room = room
        self.order = order
        #: Stands in the address of the file.
        self.id = token_hex(8)
        self._folder = room.temporary.folder()
        self.work = Work(self._make, total=None if order.table else total)

    def put_away(self) -> None:
        """Remove what was made."""
        self.work.stop(wait=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make(self, tell: Tell) -> Made:
        with self._room.library() as library:
            if self.order.table:
                return self._table(library)
            if self.order.pseudonyms:
                return self._under_pseudonyms(library, tell)
            contents = library.contents(self.order.query)
            contents = replace(contents, dreams=_told(contents.dreams, tell))
            path, written = self._written(contents)
            return Made(path, None, tuple(_sentences(written)))

    def _table(self, library: Library) -> Made:
        order = self.order
        reader = library.choose_reader(order.reader or None, order.query)
        frame = library.frame(order.table, order.query, reader=reader)
        path = self._folder / order.name
        write_frame(path, frame, safe_cells=order.safe_cells)
        return Made(
            path, None, (f"{counted(len(frame), 'row')} and {counted(len(frame.columns), 'column')}.",)
        )

    def _under_pseudonyms(self, library: Library, tell: Tell) -> Made:
        order, sentences = self.order, []
        for cast, unread in casts_to_read(library, order.query):
            if library.store.read_only:
                sentences.append(
                    f"{counted(unread, 'dream')} cannot be read, as the library is open for reading only: rarer names in"
                    " them may stay."
                )
            else:
                cast.read_unread(progress=tell)
        renamed = Pseudonymised(library, order.query, order.key)
        path, written = self._written(renamed.contents(progress=tell))
        key = self._folder / "key.json"
        write_key(key, renamed.key())
        sentences += [*_sentences(written), f"{counted(renamed.replaced_count, 'name')} replaced."]
        if renamed.left_count:
            sentences.append(
                f'{counted(renamed.left_count, "word")} may still tell who somebody is: the key lists them under "left".'
                ' What you add there under "others" is replaced the next time.'
            )
        sentences.append("Pseudonyms lower the risk that somebody is recognised, and do not remove it.")
        return Made(path, key, tuple(sentences))

    def _written(self, contents: Contents) -> tuple[Path, Written]:
        kind = export.format_named(self.order.format)
        path = self._folder / self.order.name
        if kind.ending:
            return path, export.write(path, contents, kind, safe_cells=self.order.safe_cells)
        folder = self._folder / path.stem
        written = export.write(folder, contents, kind, safe_cells=self.order.safe_cells)
        _zip(folder, path)
        shutil.rmtree(folder)
        return path, written


def _told(dreams: Iterable[T], tell: Tell) -> Iterator[T]:
    for count, each in enumerate(dreams):
        tell(count)
        yield each


def _sentences(written: Written) -> Iterator[str]:
    yield f"{counted(written.dreams, 'dream')} and {counted(written.readings, 'reading')}."
    if written.statements:
        yield f"With them {counted(written.statements, 'statement')} of yours: casts, motifs, rhymes, norms."


def _zip(folder: Path, path: Path) -> None:
    """Put a folder into one file, equal for equal content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                entry = zipfile.ZipInfo(f"{folder.name}/{each.relative_to(folder).as_posix()}", _NO_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o600 << 16
                with each.open("rb") as source, archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target)
