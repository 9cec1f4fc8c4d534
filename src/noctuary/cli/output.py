"""What every command shares: its options, and the ways to print rows."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from shutil import get_terminal_size
from typing import Any, Final, TypeVar
from unicodedata import east_asian_width

import click

from noctuary.cli.passphrase import key_of
from noctuary.cli.talk import say as say  # noqa: PLC0414 — every command talks so
from noctuary.counted import counted as counted  # noqa: PLC0414 — every command says numbers so
from noctuary.errors import InputError, LibraryBusyError, LibraryReadOnlyError, Problem
from noctuary.library import Library, default_path
from noctuary.readers import DEFAULT, READERS
from noctuary.store.migrate import is_behind

Command = TypeVar("Command", bound=Callable[..., Any])
Row = Mapping[str, Any]

FORMATS: Final = ("table", "json", "jsonl", "csv")
_SAMPLED: Final = 200
_WIDEST: Final = 40


def library_option(command: Command) -> Command:
    """Give a command ``--library``, which may also stand before the command's name."""
    return click.option(
        "--library",
        type=click.Path(path_type=Path),
        callback=lambda context, _parameter, value: value or context.obj or default_path(),
        help="The library file.",
    )(command)


def format_option(command: Command) -> Command:
    """Give a command ``--format``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print.",
    )(command)


def reader_option(command: Command) -> Command:
    """Give a command ``--reader``: which of the readers that come with Noctuary."""
    return click.option(
        "--reader",
        type=click.Choice(list(READERS)),
        default=DEFAULT,
        show_default=True,
        help=f"Who reads: {'; '.join(f'{name} {each.description}' for name, each in READERS.items())}.",
    )(command)


@contextmanager
def opened(
    path: Path, *, create: bool = False, read_only: bool = False, or_read_only: bool = False
) -> Iterator[Library]:
    """Open the library for the length of a command; a new one, or one brought up to date, is announced.

    Parameters
    ----------
    path
        Where it lies.
    create
        Make it when nothing is there.
    read_only
        Change nothing, but that a library of an older version is brought up to date where it can be written.
    or_read_only
        Open it for reading where it cannot be written.
    """
    new = create and not os.access(path, os.F_OK)
    key = key_of(path)
    if read_only and is_behind(path, key):
        with suppress(LibraryReadOnlyError, LibraryBusyError), Library.open(path, passphrase=key) as library:
            _tell_of_backups(library)
    try:
        opening = Library.open(path, create=create, read_only=read_only, passphrase=key)
    except LibraryReadOnlyError:
        if not or_read_only:
            raise
        opening = Library.open(path, read_only=True, passphrase=key)
    with opening as library:
        if new:
            say(f"A new library was made at {path}.")
        _tell_of_backups(library)
        yield library


def _tell_of_backups(library: Library) -> None:
    for backup in library.store.backups:
        say(f"The library was brought up to date. As it was, it lies at {backup}.")


def standard_input() -> str:
    """Return what comes on standard input.

    Raises
    ------
    InputError
        If it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"What came on standard input is not UTF-8 from byte {error.start} on.",
            "Convert it first, for example with: iconv -f WINDOWS-1252 -t UTF-8",
        ) from None


def told(problems: Sequence[Problem], *, limit: int = 20, further: str = "") -> None:
    """List problems on stderr, the first of them in full; `further` says where the others are."""
    for problem in problems[:limit]:
        say(f"  {problem}")
    if len(problems) > limit:
        say(f"  … and {len(problems) - limit:,} more{further}.")


def emit(rows: Iterable[Row], form: str) -> None:
    """Print rows: as a table for people, or as data.

    Parameters
    ----------
    rows
        Each with the same keys. They are streamed, whatever the form: of a table, the first 200 rows settle
        the widths.
    form
        One of :data:`FORMATS`. Undefined numbers are empty in a table and in CSV, ``null`` in JSON.
    """
    match form:
        case "json":
            click.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=1))
        case "jsonl":
            for row in rows:
                click.echo(json.dumps(_plain(row), ensure_ascii=False))
        case "csv":
            _emit_csv(rows)
        case _:
            _emit_table(rows)


def _plain(row: Row) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()
    }


def _emit_csv(rows: Iterable[Row]) -> None:
    from noctuary.export.files import csv_writer  # noqa: PLC0415

    writer = csv_writer(sys.stdout)
    for place, row in enumerate(rows):
        if not place:
            writer.writerow(row)
        writer.writerow(_cell(value, exact=True) for value in row.values())


def _emit_table(rows: Iterable[Row]) -> None:
    # Plain text in columns: a list of 40,000 dreams is there at once, and pipes get the same without frames.
    stream = iter(rows)
    first = list(islice(stream, _SAMPLED))
    if not first:
        return
    keys = list(first[0])
    cells = [[_cell(row[key]) for key in keys] for row in first]
    widths = [
        min(_WIDEST, max(len(key), *(_width(line[place]) for line in cells)))
        for place, key in enumerate(keys)
    ]
    numeric = [all(isinstance(row[key], int | float) or row[key] is None for row in first) for key in keys]
    # The last column takes what room is left; in a pipe there is no edge.
    room = (
        get_terminal_size().columns - sum(widths[:-1]) - 2 * (len(keys) - 1) if sys.stdout.isatty() else None
    )

    def line(texts: Sequence[str]) -> str:
        parts = [
            text.rjust(width) if right else _fit(text, width)
            for text, width, right in zip(texts[:-1], widths, numeric, strict=False)
        ]
        last = texts[-1].rjust(widths[-1]) if numeric[-1] else texts[-1]
        parts.append(
            last if room is None or len(last) <= max(room, 10) // 2 else _fit(last, max(room, 10)).rstrip()
        )
        return "  ".join(parts)

    click.secho(line([key.replace("_", " ") for key in keys]), bold=True)
    write = sys.stdout.write
    for texts in cells:
        write(line(texts) + "\n")
    for row in stream:
        write(line([_cell(row[key]) for key in keys]) + "\n")


def _cell(value: Any, *, exact: bool = False) -> str:
    match value:
        case None:
            return ""
        case float():
            return "" if math.isnan(value) else repr(value) if exact else f"{value:.3f}"
        case dict():
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple() if any(isinstance(part, dict) for part in value):
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return ", ".join(map(str, value))
        case _ if exact:
            return str(value)
        case _:
            # One row, one line: a title may hold anything.
            text = str(value)
            return text if text.isprintable() else for_terminal(" ".join(text.split()))


_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def for_terminal(text: str) -> str:
    """Return text without what a terminal would take for commands; in a pipe it stays as it is."""
    return (
        _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
        if sys.stdout.isatty()
        else text
    )


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _fit(text: str, width: int) -> str:
    if text.isascii() and len(text) <= width:
        return text.ljust(width)
    wide = _width(text)
    if wide <= width:
        return text + " " * (width - wide)
    while _width(text) > width - 1:
        text = text[: width - 1] if text.isascii() else text[:-1]
    return text + "…"


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how far long work has come, on a terminal; elsewhere show nothing.

    Yields
    ------
    callable
        To be told how many are done.
    """
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
