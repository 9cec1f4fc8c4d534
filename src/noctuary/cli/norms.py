"""Norms of one's own, and counts to lend: ``norm make``, ``list``, ``show``, ``export``, ``lend``, ``pool`` and more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.output import counted, emit, format_option, library_option, opened, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.cli.study import reader_for, whose_option
from noctuary.errors import NoctuaryError
from noctuary.library import Library
from noctuary.stats.indicators import DEFINITIONS

if TYPE_CHECKING:
    from noctuary.stats.lending import Lent
    from noctuary.stats.norms import NormSet


class _NormCommands(click.Group):
    """A group that lists where no command of it is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("norm", cls=_NormCommands)
def norm_command() -> None:
    """Make norms of your own, lend counts, and pool those that others lend.

    A norm is what a reference sample adds up to, with its size and its
    source. Noctuary brings women and men; yours stand beside them in
    `noctuary profile --norm NAME`, and are kept in the library.

    Example: noctuary norm show women
    """


_force_option = click.option("--force", is_flag=True, help="Replace a file that is there.")


@norm_command.command("list")
@format_option
@library_option
def list_command(form: str, library: Path) -> None:
    """List the norms that `noctuary profile --norm` takes.

    Example: noctuary norm list
    """
    with opened(library, read_only=True) as shelf:
        emit(list(_rows(shelf)), form)


def _rows(shelf: Library) -> Iterator[dict[str, Any]]:
    from noctuary.stats.norms import norm_names  # noqa: PLC0415

    for name, made_at in [*((name, "") for name in norm_names()), *shelf.norms.names()]:
        try:
            norms = shelf.norms.find(name)
        except NoctuaryError as error:
            # One that cannot be used must not hide the others.
            say(str(error))
            continue
        yield {
            "name": name,
            "dreams": norms.dreams,
            "dreamers": norms.dreamers,
            "read_by": ", ".join(norms.readers) or "people",
            "kept": made_at[:10],
            "source": norms.source,
        }


@norm_command.command("show")
@click.argument("name")
@format_option
@library_option
def show_command(name: str, form: str, library: Path) -> None:
    """Show a norm: each indicator with its counts and the standard error of its value.

    The error comes from how the dreamers differ, or the dreams where all are
    one dreamer's; the published norms are known by their counts alone.

    Example: noctuary norm show women --format csv
    """
    with opened(library, read_only=True) as shelf:
        norms = shelf.norms.find(name)
    emit(
        (
            {
                "indicator": definition.key,
                "kind": definition.kind.value,
                "value": norm.value,
                "error": norm.error,
                "count": norm.count,
                "total": norm.total,
            }
            for definition in DEFINITIONS
            for norm in [norms.find(definition.key)]
        ),
        form,
    )
    _tell(norms)


def _tell(norms: NormSet) -> None:
    readers = f", read by {', '.join(norms.readers)}" if norms.readers else ""
    say(f"{norms.name}: {_size(norms.dreams, norms.dreamers)}{readers}. Source: {norms.source}.")
    for each in norms.pooled_from:
        withheld = f"; {counted(len(each.withheld), 'indicator')} withheld" if each.withheld else ""
        say(f"  from {each.source!r}: {_size(each.dreams, each.dreamers)}, read by {each.reader}{withheld}")


def _size(dreams: int, dreamers: int) -> str:
    return f"{counted(dreams, 'dream')} of {counted(dreamers, 'dreamer')}"


@norm_command.command("make", cls=QueryCommand)
@click.argument("name")
@click.argument("query", nargs=-1)
@click.option("--source", required=True, help="Whose dreams, when and how collected; shown with the numbers.")
@whose_option
@library_option
def make_command(name: str, query: tuple[str, ...], source: str, reader: str | None, library: Path) -> None:
    """Make a norm of the dreams that QUERY finds, and keep it under NAME.

    It stays as it is when dreams or readings change. Of a set, the dreamers
    are taken for the sample; a hundred dreams or more are enough for most
    indicators.

    Example: noctuary norm make students "series:students" --source "120 students, 2024, one dream each"
    """
    wanted = joined(query)
    with opened(library) as shelf:
        norms = shelf.norms.make(name, wanted, source=source, reader=reader_for(shelf, reader, wanted))
    _tell(norms)
    say(f"Set dreams beside it with: noctuary profile --norm {norms.name}")


@norm_command.command("delete")
@click.argument("name")
@library_option
def delete_command(name: str, library: Path) -> None:
    """Delete a norm of your own; dreams and readings stay.

    Example: noctuary norm delete students
    """
    with opened(library) as shelf:
        shelf.norms.delete(name)
    say(f"The norm {name} is deleted.")


@norm_command.command("export")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@_force_option
@library_option
def export_command(name: str, file: Path, force: bool, library: Path) -> None:  # noqa: FBT001
    """Write a norm into FILE, whole, for a library of your own or a colleague's.

    It holds all counts, small ones too, and the names of those who read. For
    strangers, lend: see `noctuary norm lend`.

    Example: noctuary norm export students students.json
    """
    with opened(library, read_only=True) as shelf:
        shelf.norms.export(name, file, force=force)
    say(f"The norm {name} is in {file}.")


@norm_command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What to call it here; else as it is called in the file.")
@library_option
def import_command(file: Path, name: str, library: Path) -> None:
    """Keep a norm that `noctuary norm export` wrote.

    Example: noctuary norm import students.json
    """
    with opened(library, create=True) as shelf:
        norms = shelf.norms.take_in(file, name=name)
    _tell(norms)


@norm_command.command("lend", cls=QueryCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("query", nargs=-1)
@click.option("--source", required=True, help="Whose dreams; beside the counts, all that others will see.")
@click.option("--dry-run", is_flag=True, help="Show what the file would hold, and write nothing.")
@whose_option
@_force_option
@format_option
@library_option
def lend_command(
    file: Path,
    query: tuple[str, ...],
    source: str,
    dry_run: bool,  # noqa: FBT001
    reader: str | None,
    force: bool,  # noqa: FBT001
    form: str,
    library: Path,
) -> None:
    """Write the bare counts of the dreams that QUERY finds into FILE, for others to pool.

    What is printed is what the file holds: no text, no ids, no dates, no
    names but those in --source. Counts from 1 to 4 are withheld, and with
    them what they could be worked out from. The file carries the version of
    Noctuary and a hash that shows any change made by accident; it does not
    prove who made it. Lend the same dreams once: from two files with a few
    dreams between them, those few could be worked out.

    Example: noctuary norm lend counts.json "series:journal" --source "one woman, 40 to 50" --dry-run
    """
    from noctuary.library.norms import write_lent  # noqa: PLC0415

    wanted = joined(query)
    with opened(library, or_read_only=True) as shelf:
        lent = shelf.norms.lend(wanted, source=source, reader=reader_for(shelf, reader, wanted))
    if not dry_run:
        write_lent(lent, file, force=force)
    emit(_lent_rows(lent), form)
    say(f"{lent.source}: {_size(lent.dreams, lent.dreamers)}, read by {lent.reader}.")
    if lent.withheld:
        say(f"{counted(len(lent.withheld), 'indicator')} withheld.")
    say(f"Nothing was written to {file}." if dry_run else f"These counts, and no more, are in {file}.")


def _lent_rows(lent: Lent) -> Iterator[dict[str, Any]]:
    for definition in DEFINITIONS:
        count, total = lent.counts.get(definition.key, (None, None))
        yield {
            "indicator": definition.key,
            "count": count,
            "total": total,
            "withheld": "withheld" if count is None else "",
        }


@norm_command.command("pool")
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@library_option
def pool_command(name: str, files: tuple[Path, ...], library: Path) -> None:
    """Add up the counts of FILES that others lent, and keep the norm under NAME.

    Files that were changed, that hold small counts, or of which two hold the
    same counts are refused.

    Example: noctuary norm pool friends anna.json ben.json
    """
    with opened(library, create=True) as shelf:
        norms, doubts = shelf.norms.pool(name, files)
    _tell(norms)
    if any(each.withheld for each in norms.pooled_from):
        say("What is withheld is missing on both sides of the fraction: `noctuary norm show` has the totals.")
    for doubt in doubts:
        say(doubt)
    say(f"Set dreams beside it with: noctuary profile --norm {norms.name}")
