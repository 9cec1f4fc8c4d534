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

    jsonl holds everything: dreams, all readings, cast lists, and what you said
    of motifs, rhymes and norms. It comes back unchanged with `noctuary import`.
    markdown is a folder of notes without readings, csv a folder of tables with
    them, dreambank-xml the format of DreamBank's coded dreams. With --table, one
    table for R, SPSS, pandas and the like, its columns and codes explained,
    without a word of the dreams but the names in figures and appearances.

    With --pseudonyms, each figure keeps one other name through a series, and
    cast lists, motifs, rhymes and norms stay out. Names of places, of famous
    people, and the ids of series and dreams stay: KEYFILE lists under "left"
    what else may be a name, and what you add under "others", as in
    {"Ludlow": "Marlow"}, is replaced the next time. That lowers the risk that
    somebody is recognised, and does not remove it: read what is left before
    you give it away.

    Example: noctuary export dreams.jsonl

    Example: noctuary export codings.sav --table codings series:journal
    """
    _check_together(table, key, kind, reader)
    if table is not None:
        _export_table(target, joined(query), table, reader, library, safe_cells=safe_cells, force=force)
        return
    if key is not None:
        _check_key(key, target, force=force)

    from noctuary import export  # noqa: PLC0415

    chosen = export.format_named(kind) if kind else export.format_for(target)
    with opened(library, read_only=key is None, or_read_only=True) as shelf:
        if key is None:
            written = export.write(
                target, shelf.contents(joined(query)), chosen, safe_cells=safe_cells, force=force
            )
        else:
            renamed = _under_pseudonyms(shelf, joined(query), key)
            with progress("Replacing names", shelf.count(joined(query))) as done:
                contents = renamed.contents(progress=done)
                written = export.write(target, contents, chosen, safe_cells=safe_cells, force=force)
            _tell_of_names(renamed, key)
    say(f"{counted(written.dreams, 'dream')} and {counted(written.readings, 'reading')} written to {target}.")
    if written.statements:
        say(f"With them {counted(written.statements, 'statement')} of yours: casts, motifs, rhymes, norms.")


def _check_together(table: str | None, key: Path | None, kind: str | None, reader: str | None) -> None:
    if table is not None and key is not None:
        raise click.UsageError("Pseudonyms are for texts: leave --pseudonyms out, or --table.")
    if table is not None and kind is not None:
        raise click.UsageError("The ending of the file tells the format of a table: leave --as out.")
    if table is None and reader is not None:
        raise click.UsageError("--reader goes with --table; else all readings are written.")


def _check_key(key: Path, target: Path, *, force: bool) -> None:
    """Find out before hours of reading whether export and key can be written, and lie apart."""
    if target.resolve() in (key.resolve(), *key.resolve().parents):
        raise click.UsageError("KEYFILE tells who is who: keep it out of what you give away.")
    if not key.resolve().parent.is_dir():
        raise InputError(f"There is no folder for {key}.", "Make it first, or name another file for the key.")
    if target.is_file() and not force:
        raise InputError(f"{target} is there already.", "Choose another name, or add --force to replace it.")


def _under_pseudonyms(shelf: Library, query: str, key: Path) -> Pseudonymised:
    from noctuary.library.pseudonyms import Pseudonymised, casts_to_read, read_key  # noqa: PLC0415

    for cast, unread in casts_to_read(shelf, query):
        if shelf.store.read_only:
            say(
                f"{counted(unread, 'dream')} of {cast.series} cannot be read, as the library is open for reading only:"
                " rarer names in them may stay."
            )
        else:
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
            ' What you add there under "others" is replaced the next time.'
        )
    say("Pseudonyms lower the risk that somebody is recognised, and do not remove it.")


def _export_table(
    target: Path, query: str, table: str, reader: str | None, library: Path, *, safe_cells: bool, force: bool
) -> None:
    from noctuary.export.frame import check_place, write_frame  # noqa: PLC0415

    check_place(target, force=force)
    with opened(library, or_read_only=True) as shelf, progress("Making the table"):
        frame = shelf.frame(table, query, reader=shelf.choose_reader(reader, query))
    write_frame(target, frame, safe_cells=safe_cells, force=force)
    say(f"{counted(len(frame), 'row')} and {counted(len(frame.columns), 'column')} written to {target}.")
