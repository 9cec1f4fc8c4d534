"""Reading dreams: ``read``, ``code``, ``explain``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noctuary.cli.output import (
    counted,
    emit,
    format_option,
    library_option,
    opened,
    progress,
    reader_option,
    say,
    standard_input,
    told,
)
from noctuary.cli.sources import source_options
from noctuary.coding import Reading
from noctuary.dream import Dream, words_hash
from noctuary.errors import InputError, Problem
from noctuary.interchange import dream_to_dict, reading_to_dict
from noctuary.readers import DreamReader, identity_of, open_in_series, open_reader
from noctuary.scheme import Scale, explain

if TYPE_CHECKING:
    from noctuary.ingest import Found, IngestOptions


_NO_DREAM = "There is no dream in what was given."


def _from_files(files: tuple[str, ...], kind: str | None, options: IngestOptions) -> Iterator[Found]:
    from noctuary.ingest import read_paths  # noqa: PLC0415

    for name in files:
        if name != "-":
            yield from read_paths([Path(name)], format=kind, options=options)
        elif (text := standard_input()).strip():
            yield Dream(id=f"text-{words_hash(text)[:8]}", text=text)
        else:
            yield Problem("standard input", "It holds no text.")


@click.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE... | -")
@reader_option
@source_options
@format_option
def read_command(
    files: tuple[str, ...], reader: str, kind: str | None, options: IngestOptions, form: str
) -> None:
    """Read dreams from files and print the readings; nothing is kept.

    A table shows each dream with its codes marked in the text, and below it
    every code with the words it stands on. The other forms are the
    interchange format, with evidence as character offsets.

    Example: noctuary read dream.txt
    """
    from noctuary.cli.marking import print_reading  # noqa: PLC0415

    problems: list[Problem] = []
    opened_reader = open_reader(reader)
    count = 0

    def pairs() -> Iterator[tuple[Dream, Reading]]:
        nonlocal count
        for found in _from_files(files, kind, options):
            if isinstance(found, Dream):
                yield found, next(opened_reader.read_many([found]))
                count += 1
            elif isinstance(found, Problem):
                problems.append(found)

    if form == "table":
        for dream, reading in pairs():
            if count:
                click.echo()
            print_reading(dream, reading)
    elif form == "csv":
        emit((row for dream, reading in pairs() for row in _code_rows(dream, reading)), form)
    else:
        emit((dream_to_dict(dream) | reading_to_dict(reading) for dream, reading in pairs()), form)
    told(problems)
    if not count:
        raise InputError(_NO_DREAM, "See `noctuary import --help` for what can be read.")


def _code_rows(dream: Dream, reading: Reading) -> Iterator[dict[str, object]]:
    for coding in reading.codings:
        yield {
            "series": dream.series,
            "id": dream.id,
            "scale": coding.code.scale.value,
            "code": str(coding.code),
            "words": " … ".join(span.cut(dream.text) for span in coding.evidence),
            "evidence": " ".join(f"{span.start}-{span.end}" for span in coding.evidence),
            "confidence": coding.confidence,
            "established": coding.established,
        }


@click.command("code")
@click.argument("corpus", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file ending in .jsonl, .csv or .parquet."
)
@click.option("--force", is_flag=True, help="Replace the output file.")
@reader_option
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="Processes that read at once; 0 for one a core.",
)
@click.option(
    "--in-series",
    is_flag=True,
    help="Read each dream with what its series tells of the dreamer's people; see `noctuary cast`.",
)
@source_options
@library_option
def code_command(
    corpus: tuple[Path, ...],
    output: Path | None,
    force: bool,  # noqa: FBT001
    reader: str,
    workers: int,
    in_series: bool,  # noqa: FBT001
    kind: str | None,
    options: IngestOptions,
    library: Path,
) -> None:
    """Read a whole corpus into a file, or, without a corpus, the unread dreams of the library.

    CORPUS is any file or folder that `noctuary import` takes. It is
    streamed, so it may be larger than memory. Readings of the library's own
    dreams are kept in it; interrupted, the command goes on where it was. The
    readings are the same however many workers there are.

    With --in-series, who is merely named in a dream is coded by the cast list
    of its series (`noctuary cast`; that of the library, for a corpus too) and
    by what the dreams before it say, as "my brother Ben"; each such code says
    where it is known from.

    Example: noctuary code dreams.jsonl -o codings.jsonl --workers 0
    """
    from noctuary.batch.workers import Workers  # noqa: PLC0415

    if output is not None and not corpus:
        raise InputError(
            "There is no corpus to write to a file.",
            "Name one, or take the library's readings out with `noctuary export`.",
        )
    if in_series and workers != 1:
        raise InputError("A series is read in one process.", "Leave --workers out, or --in-series.")
    if not corpus and in_series:
        _code_library_in_series(library, reader)
    elif not corpus:
        _code_library(library, Workers(reader, workers))
    elif output is None:
        raise InputError("The readings of a corpus need a file to go to.", "Name it with -o OUT.jsonl.")
    else:
        from noctuary.ingest import read_paths  # noqa: PLC0415

        found = read_paths(corpus, format=kind, options=options)
        if in_series:
            _code_corpus_in_series(found, library, reader, output, force=force)
        else:
            _code_corpus(found, Workers(reader, workers), output, force=force)


def _code_library(library: Path, reader: DreamReader) -> None:
    with opened(library) as shelf:
        count = 0
        if unread := shelf.count_unread(reader.identity):
            with progress("Reading", unread) as done:
                count = shelf.read_unread(reader, progress=done)
        say(f"{counted(count, 'dream')} read by {reader.identity}.")


def _code_library_in_series(library: Path, reader: str) -> None:
    from noctuary.reading.series import in_series  # noqa: PLC0415

    with opened(library) as shelf:
        count = 0
        if unread := shelf.count_unread_in_series(reader):
            with progress("Reading", unread) as done:
                count = shelf.read_in_series(reader, progress=done)
        say(f"{counted(count, 'dream')} read by {in_series(identity_of(reader))}.")


def _code_corpus_in_series(
    found: Iterator[Found], library: Path, reader: str, output: Path, *, force: bool
) -> None:
    from noctuary.library.sayings import Confirmed  # noqa: PLC0415
    from noctuary.reading.series import SeriesReader  # noqa: PLC0415

    confirmed = Confirmed()
    if os.access(library, os.F_OK):
        with opened(library, read_only=True) as shelf:
            confirmed = Confirmed.of(shelf.store)
    in_series = SeriesReader(lambda known: open_in_series(reader, known), *confirmed)
    _code_corpus(in_series.noting_sets(found), in_series, output, force=force)


def _code_corpus(found: Iterator[Found], reader: DreamReader, output: Path, *, force: bool) -> None:
    from noctuary.batch.corpus import code_corpus, open_sink  # noqa: PLC0415

    # Within the sink, so that no file comes of a corpus that holds no dream.
    with open_sink(output, force=force) as sink:
        with progress("Reading") as done:
            report = code_corpus(found, reader, sink, progress=done)
        told(report.problems)
        if not report.read:
            raise InputError(_NO_DREAM, "See `noctuary import --help` for what can be read.")
    say(f"{counted(report.read, 'dream')} read by {reader.identity} into {output}.")


@click.command("explain")
@click.argument("code", nargs=-1, required=True)
@click.option("--scale", type=click.Choice([scale.value for scale in Scale]), help="On which scale.")
@format_option
def explain_command(code: tuple[str, ...], scale: str | None, form: str) -> None:
    """Say in words what a code means.

    Where a code means something on several scales, each is told.

    Example: noctuary explain 1MKA
    """
    found = explain(" ".join(code), Scale(scale) if scale else None)
    if form == "table":
        for each in found:
            click.echo(each.words if len(found) == 1 else f"{each.scale.value}: {each.words}")
    else:
        emit(
            ({"scale": each.scale.value, "code": each.notation, "words": each.words} for each in found), form
        )
