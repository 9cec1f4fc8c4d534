"""Taking dreams out: ``export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from noctuary.cli.output import counted, library_option, opened, progress, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.errors import InputError
from noctuary.library import Library

if TYPE_CHECKING:
    from noctuary.library.pseudonyms import Pseudonymised


@click.command("export", cls=QueryCommand)
@click.argument("target", type=click.Path(path_type=Path))
@click.argument("query", nargs=-1)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["markdown", "csv", "jsonl", "dreambank-xml"]),
    help="The format; else told from the target's ending (.jsonl, .xml), or a folder of Markdown notes.",
)
@click.option(
    "--safe-cells", is_flag=True, help="In CSV, keep a spreadsheet from running what looks like a formula."
)
@click.option(
    "--table",
    type=click.Choice(["dreams", "codings", "characters", "figures", "appearances", "indicators"]),
    help="One tidy table for other tools instead: to a file ending in .csv, .parquet or .sav (SPSS).",
)
@click.option(
    "--pseudonyms",
    "key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="KEYFILE",
    help="Replace every name; who is who goes into KEYFILE, or comes from it.",
)
@click.option("--reader", help="Whose readings the table holds; else as in `noctuary profile`.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@library_option
def export_command(
    target: Path,
    query: tuple[str, ...],
    kind: str | None,
    table: str | None,
    key: Path | None,
    reader: str | None,
    safe_cells: bool,  # noqa: FBT001
    force: bool,  # noqa: FBT001
    library: Path,
) -> None:
    """Take dreams out: all, or those that QUERY finds (see `noctuary search --help`).

    jsonl holds everything, readings included, and comes back unchanged with
    `noctuary import`. markdown is a folder of notes, csv a folder of tables,
    dreambank-xml the format of DreamBank's coded dreams. With --table, one
    table for R, SPSS, pandas and the like, its columns and codes explained,
    without a word of the dreams.

    With --pseudonyms, each figure keeps one other name through a series. That
    lowers the risk that somebody is recognised, and does not remove it: read
    what is left before you give it away.

    Example: noctuary export dreams.jsonl

    Example: noctuary export codings.sav --table codings series:journal
    """
    from noctuary import export  # noqa: PLC0415

    if table is not None and key is not None:
        raise click.UsageError("A table holds no text: leave --pseudonyms out, or --table.")
    if table is not None:
        _export_table(target, joined(query), table, reader, library, safe_cells=safe_cells, force=force)
        return

    chosen = kind or {".jsonl": "jsonl", ".xml": "dreambank-xml", "": "markdown"}.get(target.suffix.lower())
    if chosen is None:
        raise InputError(
            f"Noctuary cannot tell from {target.suffix!r} how to write {target.name}.", "Choose with --as."
        )
    with opened(library, read_only=key is None, or_read_only=True) as shelf:
        renamed = _under_pseudonyms(shelf, joined(query), key) if key else None
        contents = renamed.contents() if renamed else shelf.contents(joined(query))
        match chosen:
            case "jsonl":
                written = export.write_jsonl(target, contents, force=force)
            case "csv":
                written = export.write_csv(target, contents, safe_cells=safe_cells, force=force)
            case "dreambank-xml":
                written = export.write_dreambank_xml(target, contents, force=force)
            case _:
                written = export.write_markdown(target, contents, force=force)
        if renamed is not None and key is not None:
            _tell_of_names(renamed, key)
    say(f"{counted(written.dreams, 'dream')} and {counted(written.readings, 'reading')} written to {target}.")


def _under_pseudonyms(shelf: Library, query: str, key: Path) -> Pseudonymised:
    from noctuary.library.pseudonyms import Pseudonymised, read_key  # noqa: PLC0415

    for series in shelf.series_of(query):
        cast = shelf.cast(series.id)
        if (unread := cast.count_unread()) and not shelf.store.read_only:
            with progress("Reading", unread) as done:
                cast.read_unread(progress=done)
    return Pseudonymised(shelf, query, read_key(key))


def _tell_of_names(renamed: Pseudonymised, key: Path) -> None:
    from noctuary.library.pseudonyms import write_key  # noqa: PLC0415

    write_key(key, renamed.key())
    say(f"{counted(renamed.replaced_count, 'name')} replaced. Who is who is in {key}: keep it apart.")
    if renamed.left_count:
        say(
            f'{counted(renamed.left_count, "word")} may still tell who somebody is: {key} lists them under "left".'
        )
    say("Pseudonyms lower the risk that somebody is recognised, and do not remove it.")


def _export_table(
    target: Path, query: str, table: str, reader: str | None, library: Path, *, safe_cells: bool, force: bool
) -> None:
    from noctuary.export.frame import write_frame  # noqa: PLC0415

    with opened(library, or_read_only=True) as shelf:
        frame = shelf.frame(table, query, reader=shelf.choose_reader(reader, query))
    write_frame(target, frame, safe_cells=safe_cells, force=force)
    say(f"{counted(len(frame), 'row')} and {counted(len(frame.columns), 'column')} written to {target}.")
