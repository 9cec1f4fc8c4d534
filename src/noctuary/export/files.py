"""New files, whole or not at all, and never over old ones unless told to."""

from __future__ import annotations

import csv
import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, TextIO

from noctuary.durable import clear_left, make_folder, publish, sync_files, sync_folder
from noctuary.errors import InputError

if TYPE_CHECKING:
    from _csv import Writer


@contextmanager
def new_file(path: Path, *, force: bool = False) -> Iterator[TextIO]:
    """Open a file that appears at `path` when all of it is written, and not before.

    Raises
    ------
    InputError
        If something is there already and `force` is not given.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Choose another name for the file.")
    if path.exists() and not force:
        raise InputError(f"{path} is there already.", "Choose another name, or add --force to replace it.")
    with new_folder_beside(path) as folder:
        part = folder / "part"
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        publish(part, path)


@contextmanager
def new_folder(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Give a folder to write into, which appears at `path` when all of it is written.

    With `force`, in a folder that is not empty, files of the same name are replaced one by one and others stay.

    Raises
    ------
    InputError
        If `path` is a file, or a folder that is not empty and `force` is not given.
    """
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file.", "Choose another name for the folder.")
    if path.exists() and not force and any(path.iterdir()):
        raise InputError(
            f"The folder {path} is not empty.",
            "Choose another, or add --force to replace files of the same name.",
        )
    with new_folder_beside(path) as beside:
        folder = beside / "whole"
        folder.mkdir()
        yield folder
        if path.is_dir() and any(path.iterdir()):
            _put_among(folder, path)
        else:
            if path.is_dir():
                path.rmdir()
            publish(folder, path)


def _put_among(folder: Path, path: Path) -> None:
    """Put the files of a folder into another that has files already."""
    parts = sorted(folder.rglob("*"))
    sync_files(part for part in parts if part.is_file())
    for part in parts:
        place = path / part.relative_to(folder)
        if part.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            part.replace(place)
    for each in {path, *(path / part.parent.relative_to(folder) for part in parts)}:
        sync_folder(each)


@contextmanager
def new_folder_beside(path: Path) -> Iterator[Path]:
    """Give an empty hidden folder on the same disk as `path`; it is gone afterwards.

    Raises
    ------
    InputError
        If nothing can be put there, or the disk is full before all is written.
    """
    try:
        make_folder(path.parent)
        clear_left(path.parent, ".noctuary-*")
        folder = Path(mkdtemp(prefix=".noctuary-", dir=path.parent))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    try:
        yield folder
    except OSError as error:
        # A disk that is full does not say for which file.
        if error.filename is not None or isinstance(error, BrokenPipeError):
            raise
        raise InputError(
            f"{path} could not be written: {error.strerror}.",
            "Make room, or choose another place; what stood there before is as it was.",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_UNSAFE = re.compile(r"[^\w.~-]+")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


class _LineFeeds:
    """A file of rows that end in line feeds alone."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: str) -> int:
        return self._file.write(row.removesuffix("\r\n") + "\n")


def csv_writer(file: TextIO) -> Writer:
    r"""Return what writes rows of cells to a file, in CSV with line feeds.

    Until Python 3.13, a carriage return within a cell is put into quotes only by a writer that ends its rows with one;
    without them, programs take it for the end of the row.

    Examples
    --------
    >>> from io import StringIO
    >>> file = StringIO()
    >>> _ = csv_writer(file).writerow(["I flew.\r", 7])
    >>> file.getvalue()
    '"I flew.\r",7\n'
    """
    return csv.writer(_LineFeeds(file))


class FileNames:
    """Names for files within one folder: safe on every system, and each given out once."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        # The last number that a name had: a thousand dreams may have names of which nothing stays but one word.
        self._numbers: dict[str, int] = {}

    def name(self, *parts: str) -> str:
        """Return a name made of `parts`: letters, digits, dots and hyphens, at most 80 characters.

        Examples
        --------
        >>> names = FileNames()
        >>> names.name("2020-01-31", "../7"), names.name("2020-01-31", "7"), names.name("con")
        ('2020-01-31_7', '2020-01-31_7-2', '_con')
        """
        plain = "_".join(filter(None, (_UNSAFE.sub("-", part).strip(".-") for part in parts)))[:80]
        plain = plain.rstrip(".-") or "unnamed"
        if plain.partition(".")[0].lower() in _RESERVED:
            plain = f"_{plain}"
        name, alike = plain, _alike(plain)
        while _alike(name) in self._given:
            self._numbers[alike] = self._numbers.get(alike, 1) + 1
            name = f"{plain}-{self._numbers[alike]}"
        self._given.add(_alike(name))
        return name


def _alike(name: str) -> str:
    """Return what names share that some system takes for one: A for a, é in one sign for é in two."""
    return unicodedata.normalize("NFKD", name).casefold()
