"""The formats that Noctuary reads, and the way from a path to what is found there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import Final

from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import FormatError, InputError, MissingExtraError, Problem
from noctuary.ingest import (
    dayone,
    dreambank,
    dreambank_xml,
    jrnl,
    jsonl,
    markdown,
    packet,
    parquet,
    sddb,
    table,
    text,
    tidy,
)
from noctuary.ingest.decoding import NotTextError
from noctuary.ingest.found import Found, IngestOptions, Source, as_text
from noctuary.statements import Statement


@dataclass(frozen=True)
class Format:
    """A format: its name, what it looks like to a person, how to know it, and how to read it.

    Parameters
    ----------
    name
        As it is chosen by, e.g. ``dreambank``.
    looks_like
        In a few words.
    recognise
        Whether a file is of the format, by its name and its first 8 KiB.
    read
        Reads a file as a stream. What is flawed comes as a Problem among the rest; FormatError is raised
        when nothing, or nothing more, can be read.
    """

    name: str
    looks_like: str
    recognise: Callable[[Source], bool]
    read: Callable[[Source, IngestOptions], Iterator[Found]]


# In this order a file is tried: what is told by content comes before what is told by the ending alone.
FORMATS: Final = (
    Format("jrnl", "a journal of jrnl, as text or JSON", jrnl.recognise, jrnl.read),
    Format("noctuary-csv", "datapackage.json beside tables by Noctuary", tidy.recognise, tidy.read),
    Format(
        "dreambank",
        "NAME.tsv with columns n, date, dream, beside NAME.json",
        dreambank.recognise,
        dreambank.read,
    ),
    Format("sddb", "an export of the Sleep and Dream Database", sddb.recognise, sddb.read),
    Format("dreambank-xml", "DreamBank's coded dreams", dreambank_xml.recognise, dreambank_xml.read),
    Format("dayone", "Day One's JSON, or the zip around it", dayone.recognise, dayone.read),
    Format("packet", "dreams that a second reader has coded", packet.recognise, packet.read),
    Format("parquet", "a Parquet table with a column of dream texts", parquet.recognise, parquet.read),
    Format("jsonl", "one JSON object a line: dreams with their codings", jsonl.recognise, jsonl.read),
    Format("markdown", "notes with or without front matter", markdown.recognise, markdown.read),
    Format("csv", "any table with a column of dream texts", table.recognise, table.read),
    Format("text", "one plain text file a dream", text.recognise, text.read),
)
_BY_NAME: Final = {each.name: each for each in FORMATS}
# Folders within folders: nobody files dreams deeper than that.
_DEEPEST: Final = 100


def read_path(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 — the word that the command line has for it
    options: IngestOptions | None = None,
) -> Iterator[Found]:
    """Read a file, or all files of a folder, as a stream of what is found.

    Parameters
    ----------
    path
        A file or a folder. A folder is walked in sorted order. Hidden files and folders are passed over, and
        so are links: what a link within the folder points to is read where it lies, and one that leads
        out of it is told as a problem. Files of kinds that Noctuary does not read are counted, and told
        as one problem at the end.
    format
        The name of a format in :data:`FORMATS`, else each file is recognised. Within a folder, it
        restricts which files are read.
    options
        How to read.

    Yields
    ------
    Series, Dreamer, Dream, Night, Reading, Statement or Problem
        A series or dreamer before its dreams, where the source says anything of them; the readings of a
        dream after it. An empty file gives a problem. The same id again in the same series comes under
        another id (``7~2``), with a problem, unless it is the same dream in every respect.

    Raises
    ------
    InputError
        If nothing is at `path`, or no format has the name.
    FormatError
        If a file that was named by itself is of no known format, or cannot be read as what it is. Within a
        folder these are problems.
    MissingExtraError
        For a file of Parquet named by itself, without the extra `research` or `cluster`.
    """
    return read_paths([path], format=format, options=options)


def read_paths(
    paths: Iterable[Path],
    *,
    format: str | None = None,  # noqa: A002
    options: IngestOptions | None = None,
    together: bool = False,
) -> Iterator[Found]:
    """Read several files or folders one after the other, as :func:`read_path`, with ids distinct over all.

    With `together` they are read as a folder's files are: what is of no known kind is a problem and ends nothing, and
    files that belong to others are read with those.
    """
    if format is not None and format not in _BY_NAME:
        raise InputError(f"Noctuary knows no format {format!r}.", f"It reads: {', '.join(_BY_NAME)}.")
    chosen = _BY_NAME[format] if format else None
    options = options or IngestOptions()
    read = _read_among if together else _read_one
    return _distinct(found for path in paths for found in read(path, chosen, options))


def _read_among(path: Path, chosen: Format | None, options: IngestOptions) -> Iterator[Found]:
    """Read one of several files or folders that were chosen together."""
    if dreambank.describes_series(path) or tidy.describes_table(path):
        return
    try:
        yield from _read_one(path, chosen, options)
    except (FormatError, MissingExtraError) as error:
        yield Problem(as_text(path.name), error.message, error.hint)


def _read_one(path: Path, chosen: Format | None, options: IngestOptions) -> Iterator[Found]:
    try:
        is_folder = path.is_dir()
        path.stat()
    except FileNotFoundError:
        raise InputError(f"There is no file {as_text(str(path))}.", "Check the path.") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if is_folder:
        yield from _read_folder(path, chosen, options)
        return
    if not path.is_file():
        # A pipe or a device may keep us waiting, or never end.
        raise InputError(f"{as_text(str(path))} is no file.", "Save what it gives in one, and name that.")
    source = Source(path, as_text(path.name), encoding=options.encoding)
    try:
        known = chosen or recognise(source)
    except OSError as error:
        raise _unreadable(path, error) from error
    if known is None:
        raise FormatError(
            f"{source.name} is of no kind that Noctuary reads.",
            f"If it is, name it: --as {'|'.join(_BY_NAME)}",
        )
    yield from _read_file(source, known, options)


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{as_text(str(path))} cannot be read: {error.strerror or 'it is damaged'}.", "Check who may read it."
    )


def recognise(source: Source) -> Format | None:
    """Return the format of a file; ``None`` when it is of none."""
    return next((each for each in FORMATS if each.recognise(source)), None)


def _read_file(source: Source, known: Format, options: IngestOptions) -> Iterator[Found]:
    try:
        yield from known.read(source, options)
    except NotTextError as error:
        yield Problem(source.name, error.message, error.hint)
    except UnicodeError as error:
        yield Problem(
            source.name,
            f"It is not in the encoding {getattr(error, 'encoding', source.encoding)}.",
            "Name the right one, or leave --encoding out.",
        )
    except OSError as error:
        yield Problem(source.name, f"It cannot be read: {error.strerror}.")


def _read_folder(folder: Path, chosen: Format | None, options: IngestOptions) -> Iterator[Found]:
    passed_over: Counter[str] = Counter()
    candidates = (chosen,) if chosen else FORMATS
    name = as_text(folder.resolve().name)
    for path in _files(folder, folder.resolve()):
        if isinstance(path, Problem):
            yield path
            continue
        if dreambank.describes_series(path) or tidy.describes_table(path):
            continue
        source = Source(path, as_text(str(path.relative_to(folder))), name, options.encoding)
        try:
            known = next((each for each in candidates if each.recognise(source)), None)
            if known is None:
                passed_over[as_text(path.suffix) or "no ending"] += 1
            else:
                yield from _read_file(source, known, options)
        except (FormatError, MissingExtraError) as error:
            yield Problem(source.name, error.message, error.hint)
        except OSError as error:
            yield Problem(source.name, f"It cannot be read: {error.strerror}.")
    if passed_over:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(passed_over.items()))
        yield Problem(name, f"Files of other kinds were passed over: {kinds}.")


def _files(folder: Path, root: Path, depth: int = 0) -> Iterator[Path | Problem]:
    name = as_text(folder.name)
    if depth > _DEEPEST:
        yield Problem(name, f"The folder lies more than {_DEEPEST} folders deep.", "It was not looked into.")
        return
    try:
        paths = [(path, _kind(path, root)) for path in sorted(folder.iterdir()) if path.name[0] != "."]
    except OSError as error:
        yield Problem(name, f"The folder cannot be read: {error.strerror}.")
        return
    for path, kind in paths:
        match kind:
            case _Kind.OUTWARD:
                yield Problem(as_text(path.name), "The link leads out of the folder.", "It was not followed.")
            case _Kind.FOLDER:
                yield from _files(path, root, depth + 1)
            case _Kind.FILE:
                yield path


class _Kind(Enum):
    """What lies in a folder: links within it, pipes and devices are none of these."""

    FILE = auto()
    FOLDER = auto()
    OUTWARD = auto()


def _kind(path: Path, root: Path) -> _Kind | None:
    if path.is_symlink():
        try:
            return None if path.resolve().is_relative_to(root) else _Kind.OUTWARD
        except (OSError, RuntimeError):
            return None  # a link that leads to itself
    if path.is_dir():
        return _Kind.FOLDER
    return _Kind.FILE if path.is_file() else None


def _distinct(stream: Iterable[Found]) -> Iterator[Found]:
    """Pass on what is found, so that no two different dreams of a series have one id."""
    ids = _Ids()
    moved: dict[DreamKey, DreamKey] = {}
    repeats = 0
    for found in stream:
        if isinstance(found, Dream):
            dream, is_new = ids.give(found)
            moved.pop(found.key, None)
            if dream.id != found.id:
                moved[found.key] = dream.key
            if not is_new:
                repeats += 1
            elif dream.id == found.id:
                yield dream
            else:
                yield Problem(
                    f"dream {found.key}",
                    "The id stands twice in its series, for different dreams.",
                    f"The later one came in as {dream.id}.",
                )
                yield dream
        elif isinstance(found, Reading) and found.dream in moved:
            yield replace(found, dream=moved[found.dream])
        elif isinstance(found, Statement):
            yield found.moved(moved)
        else:
            yield found
    if repeats:
        yield Problem(
            "all files", f"{repeats} dreams occur again with the same id and text; each came in once."
        )


@dataclass(slots=True)
class _Ids:
    """Which dreams stand under which ids: hashes, since the dreams themselves would fill the memory."""

    #: Of each dream, by that of its series and id.
    _seen: dict[int, int] = field(default_factory=dict)
    #: The id that a dream came in under instead of its own, by the hash of both.
    _moved: dict[int, str] = field(default_factory=dict)
    #: The last number that was tried for an id, by that of its series and id: a thousand dreams may have the same.
    _numbers: dict[int, int] = field(default_factory=dict)

    def give(self, dream: Dream) -> tuple[Dream, bool]:
        """Return a dream under its id, or the first further one that is free; and whether it is new."""
        place, content = hash((dream.series, dream.id)), hash(dream)
        if self._seen.setdefault(place, content) == content:
            is_new = place not in self._numbers
            self._numbers.setdefault(place, 1)
            return dream, is_new
        if known := self._moved.get(hash((place, content))):
            return replace(dream, id=known), False
        number = self._numbers[place]
        while True:
            number += 1
            other = replace(dream, id=f"{dream.id}~{number}")
            there, content_there = hash((other.series, other.id)), hash(other)
            if self._seen.setdefault(there, content_there) == content_there:
                break
        is_new = there not in self._numbers
        self._numbers.setdefault(there, 1)
        self._numbers[place] = number
        self._moved[hash((place, content))] = other.id
        return other, is_new
