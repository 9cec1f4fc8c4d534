"""How files are to be read: what every command can be told that takes dreams from files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from noctuary.errors import InputError

if TYPE_CHECKING:
    from noctuary.ingest import IngestOptions


def source_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--as``, ``--column``, ``--heading`` and ``--encoding``.

    It is called with `kind`, a format's name or ``None``, and `options`, as :func:`noctuary.ingest.read_paths` wants
    them.
    """

    @click.option(
        "--as", "kind", help="The format, where it is not recognised; `noctuary import --help` lists them."
    )
    @click.option(
        "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="A column of a table: text=Report."
    )
    @click.option("--heading", help="A pattern: headings of a note that each open a dream.")
    @click.option("--encoding", help="Of the files, where it is guessed wrong.")
    @wraps(command)
    def told(
        *arguments: Any,
        columns: tuple[str, ...],
        heading: str | None,
        encoding: str | None,
        **others: Any,
    ) -> Any:
        options = _options(columns, heading, encoding)
        return command(*arguments, options=options, **others)

    return told


def _options(columns: tuple[str, ...], heading: str | None, encoding: str | None) -> IngestOptions:
    from noctuary.ingest import IngestOptions  # noqa: PLC0415

    pairs = [column.partition("=") for column in columns]
    if any(not (ours and theirs) for ours, _, theirs in pairs):
        raise InputError("A column is named as OURS=THEIRS.", "For example: --column text=Report")
    named = {ours: theirs for ours, _, theirs in pairs}
    return IngestOptions(columns=named, heading=heading, encoding=encoding)
