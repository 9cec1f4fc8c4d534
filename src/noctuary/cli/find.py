"""Finding dreams: ``list``, ``show``, ``search``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noctuary.cli.output import (
    counted,
    emit,
    for_terminal,
    format_option,
    library_option,
    opened,
    say,
)
from noctuary.cli.query import QueryCommand, joined
from noctuary.coding import corrected, is_correction, together
from noctuary.dream import TextSpan

if TYPE_CHECKING:
    from noctuary.library import Library

_QUERY_HELP = """
    \b
    river               a word                  "old house"       a phrase
    librar*             words that begin so     /colou?r/         a regular expression
    cat OR dog          either                  -snake            not
    series:NAME  tag:NAME  id:NAME              * stands for anything
    lucid:yes           yes, no or partial
    date:1985-03        also 1985, 1985..1990;  after:1985  before:1990-06
    character:1MKA      any code: emotion:AP, aggression:7, setting:IF, object:AR,
                        character:1M?? with ? for a letter, emotion:"AP D" whole

    The shell takes quotation marks away: put a search that holds some between
    others, as in the example.

    Example: noctuary search 'harbour "old house" -emotion:AP'
"""


@click.command("list", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("-n", "--limit", type=click.IntRange(min=1), help="At most so many; a table shows 100.")
@click.option("--all", "every", is_flag=True, help="All of them in a table too.")
@format_option
@library_option
def list_command(query: tuple[str, ...], limit: int | None, every: bool, form: str, library: Path) -> None:  # noqa: FBT001
    """List dreams: the latest first in a table, all of them in the other forms; or those that QUERY finds.

    Example: noctuary list series:journal after:2026
    """
    wanted = joined(query)
    if limit is None and form == "table" and not every:
        limit = 100
    with opened(library, read_only=True) as shelf:
        rows = (
            {
                "dream": str(each.key),
                "date": each.date,
                "words": each.words,
                "opening": each.title or each.opening,
            }
            for each in shelf.listed(wanted, limit=limit, newest=form == "table")
        )
        emit(rows, form)
        count = shelf.count(wanted)
        _tell_coders(shelf, wanted)
    if limit is not None and count > limit:
        say(f"{limit:,} of {count:,} dreams; more with -n, all with --all.")
    elif not count and not query:
        say(
            "The library is empty. Write a dream with `noctuary write`, or bring some in with `noctuary import`."
        )


def _tell_coders(shelf: Library, query: str) -> None:
    """Say whose codes were looked at, where a search asks for some."""
    coders = [f"{reader} ({counted(count, 'dream')})" for reader, count in shelf.coders_of(query)]
    if coders:
        say(f"Codes found are by {', '.join(coders)}.")


@click.command("show")
@click.argument("dream")
@click.option("--reader", help="Whose reading; else a person's before a program's.")
@format_option
@library_option
def show_command(dream: str, reader: str | None, form: str, library: Path) -> None:
    """Show a dream with its codes marked in the text.

    DREAM is its id, or series/id where several series have it. Where several
    have read it, a person's codes count before a program's on each scale,
    and the latest before earlier ones.

    Example: noctuary show journal/2026-03-14
    """
    from noctuary.cli.marking import print_reading  # noqa: PLC0415
    from noctuary.interchange import dream_to_dict, reading_to_dict  # noqa: PLC0415

    with opened(library, or_read_only=True) as shelf:
        found = shelf.get(dream)
        reading = shelf.reading(found.key, reader)
        series = shelf.store.find_series(found.series)
        others = [each for each in shelf.store.readings(found.key) if each.reader != reading.reader]
    if form == "table":
        print_reading(found, reading, *(() if reader else others))
        if others:
            say(f"Read by {', '.join(str(each.reader) for each in others)} too: see with --reader.")
    else:
        if is_correction(reading.reader) and not reader:
            # It is of some scales; the others are as they were read.
            below = next((each.reader for each in others if not is_correction(each.reader)), reading.reader)
            reading = replace(together([reading, *others]), reader=corrected(below))
        emit([dream_to_dict(found, sex=series.sex if series else None) | reading_to_dict(reading)], form)


@click.command(
    "search",
    cls=QueryCommand,
    help=f"Find dreams, the best first, each with its hit in the sentence.\n{_QUERY_HELP}",
)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many."
)
@format_option
@library_option
def search_command(query: tuple[str, ...], limit: int, form: str, library: Path) -> None:
    """Find dreams by what they hold."""
    from noctuary.cli.marking import headline  # noqa: PLC0415

    with opened(library, read_only=True) as shelf:
        hits = shelf.search(joined(query), limit=limit)
        _tell_coders(shelf, joined(query))
    if form != "table":
        emit(
            (
                {
                    "series": hit.dream.series,
                    "id": hit.dream.id,
                    "date": str(hit.dream.date or ""),
                    "sentence": " ".join(hit.excerpt.cut(hit.dream.text).split()),
                    "marks": [list(mark) for mark in hit.marks] if form != "csv" else len(hit.marks),
                }
                for hit in hits
            ),
            form,
        )
        return
    for hit in hits:
        click.secho(headline(hit.dream), bold=True)
        parts, at = [], hit.excerpt.start
        for mark in hit.marks:
            parts.append(for_terminal(hit.dream.text[at : mark.start]))
            parts.append(click.style(for_terminal(mark.cut(hit.dream.text)), fg="yellow", bold=True))
            at = mark.end
        parts.append(for_terminal(TextSpan(at, hit.excerpt.end).cut(hit.dream.text)))
        click.echo("  " + " ".join("".join(parts).split()))
    if not hits:
        say("Nothing was found.")
    elif len(hits) == limit:
        say(f"The first {limit} are shown; more with -n.")
