"""Keeping dreams: ``write``, ``import``."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.drafts import compose
from noctuary.cli.output import (
    counted,
    emit,
    format_option,
    library_option,
    opened,
    progress,
    say,
    standard_input,
    told,
)
from noctuary.cli.sources import source_options
from noctuary.dates import parse_date
from noctuary.dream import Lucidity, PartialDate
from noctuary.errors import InputError
from noctuary.library import ImportSummary, Library
from noctuary.library.intake import coder_named
from noctuary.library.left import LeftDraft
from noctuary.library.writing import JOURNAL, put_down_night, today, write_down
from noctuary.store.store import Outcome

if TYPE_CHECKING:
    from noctuary.ingest import IngestOptions

_LUCIDITY = {"yes": Lucidity.FULL, "no": Lucidity.NONE, "partial": Lucidity.PARTIAL}


@click.command("write")
@click.option("-m", "--message", "text", help="The dream itself, instead of an editor.")
@click.option("--date", "written", help="The night: today if not given. May be partial: 1985-03.")
@click.option("--title", default="", help="A name for the dream.")
@click.option("--tag", "tags", multiple=True, help="May be given several times.")
@click.option("--lucid", type=click.Choice(list(_LUCIDITY)), help="Whether you knew that you were dreaming.")
@click.option(
    "--feeling", "feelings", multiple=True, metavar="NAME=NUMBER", help="Your own rating, on your own scale."
)
@click.option("--reflection", default="", help="What you think of it when awake.")
@click.option("--series", default=JOURNAL, show_default=True, help="Whose dreams it belongs to.")
@click.option("--no-recall", is_flag=True, help="Put down a night of which no dream was recalled.")
@library_option
def write_command(
    text: str | None,
    written: str | None,
    title: str,
    tags: tuple[str, ...],
    lucid: str | None,
    feelings: tuple[str, ...],
    reflection: str,
    series: str,
    no_recall: bool,  # noqa: FBT001
    library: Path,
) -> None:
    """Write a dream down, and have it read.

    Opens $EDITOR, unless the dream comes with -m or on standard input. What
    is typed there lies in a file beside the library until it is kept: after a
    crash, the next `noctuary write` opens it again.

    Example: noctuary write -m "I was flying over the harbour."
    """
    date, ratings = _night(written), _ratings(feelings)
    with opened(library, create=True) as shelf:
        if no_recall:
            new = put_down_night(shelf, series, date)
            say(
                f"Night of {date}: no dream recalled."
                if new
                else f"The night of {date} was put down already."
            )
            return
        draft: LeftDraft | None = None
        if text is None and not sys.stdin.isatty():
            text = standard_input()
        if text is None:
            draft = compose(library, locked=shelf.store.key is not None)
            text = draft.text
        if not text.strip():
            say("Nothing was written, so nothing was kept.")
            if draft:
                draft.discard()
            return
        added = write_down(
            shelf,
            text,
            series=series,
            date=date,
            title=title,
            tags=tags,
            lucidity=_LUCIDITY[lucid] if lucid else None,
            ratings=ratings,
            reflection=reflection,
        )
        if draft:
            draft.discard()
        if added.outcome is Outcome.DUPLICATE:
            say(f"These very words are kept already, as {added.other}.")
            return
        click.echo(str(added.key))
        reading = shelf.reading(added.key)
        shown = shlex.quote(str(added.key))
        say(f"Kept, and read: {counted(len(reading.codings), 'code')}. See it with: noctuary show {shown}")


def _night(written: str | None) -> PartialDate:
    if written is None:
        return today()
    date = parse_date(written)
    if date is None:
        raise InputError(f"{written[:30]!r} is no date.", "Write 2026-03-14, 2026-03 or 2026.")
    return date


def _ratings(feelings: tuple[str, ...]) -> dict[str, float]:
    ratings = {}
    for feeling in feelings:
        name, sign, number = feeling.partition("=")
        try:
            ratings[name.strip()] = float(number)
        except ValueError:
            sign = ""
        if not sign or not name.strip():
            raise InputError("A feeling is rated as NAME=NUMBER.", "For example: --feeling fear=4")
    return ratings


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--series", help="Put all dreams into this series.")
@source_options
@click.option("--coder", help="Who made the codings, where a file does not say.")
@click.option("--program", is_flag=True, help="The coder is a program, not a person.")
@click.option("--private", is_flag=True, help="Bring in places and weather too, where a journal holds them.")
@click.option("--dry-run", is_flag=True, help="Say what would come in, and change nothing.")
@format_option
@library_option
def import_command(
    paths: tuple[Path, ...],
    kind: str | None,
    options: IngestOptions,
    series: str | None,
    coder: str | None,
    program: bool,  # noqa: FBT001
    private: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    form: str,
    library: Path,
) -> None:
    """Bring dreams in from files and folders.

    Formats: text, markdown (also Obsidian), csv and tsv, parquet, jsonl,
    dreambank (NAME.tsv beside NAME.json), dreambank-xml, sddb, jrnl, dayone,
    noctuary-csv. Each file is recognised by what it holds. Texts come in as
    they are, to the byte; the same file twice adds nothing.

    Codings come in with the dreams. A jsonl file of codings alone is read for
    dreams that the library holds, by `collection` and `id`; name who made
    them with --coder, and choose them with --reader.

    Example: noctuary import ~/dreams --dry-run
    """
    from noctuary.ingest import read_paths  # noqa: PLC0415

    options = replace(options, series=series, private=private, coder=coder_named(coder, is_program=program))
    found = read_paths(paths, format=kind, options=options)
    if dry_run and not os.access(library, os.F_OK):
        with Library.in_memory() as shelf, progress("Looking") as done:
            summary = shelf.take_in(found, progress=done)
    else:
        with (
            opened(library, create=not dry_run) as shelf,
            progress("Looking" if dry_run else "Bringing in") as done,
        ):
            summary = shelf.take_in(found, dry_run=dry_run, progress=done)
    if form == "table":
        _tell(summary, dry_run=dry_run)
    else:
        emit(_rows(summary), form)
    if summary.problems and not summary.usable:
        raise InputError("Nothing of this could be taken in.", "What is wrong with it stands above.")


def _rows(summary: ImportSummary) -> Iterable[dict[str, Any]]:
    for name, count in sorted(summary.added.items()):
        yield {"what": "added", "where": name, "count": count, "note": ""}
    yield {"what": "known", "where": "", "count": summary.known, "note": ""}
    yield {"what": "nights", "where": "", "count": summary.nights, "note": ""}
    yield {"what": "readings", "where": "", "count": summary.readings, "note": ""}
    yield {"what": "known readings", "where": "", "count": summary.known_readings, "note": ""}
    yield {"what": "attached readings", "where": "", "count": summary.attached, "note": ""}
    for kind, count in sorted(summary.said.items()):
        yield {"what": "said", "where": "", "count": count, "note": kind}
    yield {"what": "known said", "where": "", "count": summary.known_said, "note": ""}
    for added in summary.duplicates:
        yield {
            "what": "duplicate",
            "where": str(added.key),
            "count": 1,
            "note": f"same words as {added.other}",
        }
    for (here, there), count in sorted(summary.elsewhere.items()):
        yield {"what": "elsewhere", "where": here, "count": count, "note": f"same words in {there}"}
    for problem in summary.problems:
        yield {
            "what": "problem",
            "where": problem.where,
            "count": 1,
            "note": f"{problem.what} {problem.hint}".strip(),
        }


def _tell(summary: ImportSummary, *, dry_run: bool) -> None:
    for sentence in summary.sentences(dry_run=dry_run):
        click.echo(sentence)
    if summary.problems:
        click.echo(f"{counted(len(summary.problems), 'problem')}:")
        told(summary.problems, further="; --format json lists them all")
    if summary.added and not dry_run:
        say("Have them read with: noctuary code")
