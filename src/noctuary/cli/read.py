"""Reading dreams: ``read``, ``code``, ``explain``."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
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
from noctuary.errors import InputError, Problem, ReadingError
from noctuary.interchange import dream_to_dict, reading_to_dict
from noctuary.readers import DreamReader, identity_of, open_in_series, open_reader, shipped_reader
from noctuary.scheme import Scale, explain

if TYPE_CHECKING:
    from noctuary.batch.outcomes import Outcome
    from noctuary.batch.parts import Part
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
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file ending in .jsonl, .csv or .parquet; with --cluster, a folder.",
)
@click.option("--force", is_flag=True, help="Replace the output.")
@reader_option
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    show_default="1, and one a core with --cluster local",
    help="Processes that read at once; 0 for one a core.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS|local",
    help="Read on a Dask cluster into a folder of Parquet: its scheduler's address, or local for this machine.",
)
@click.option(
    "--part-size",
    type=click.IntRange(min=1),
    metavar="N",
    show_default="100",
    help="Dreams in each file of that folder.",
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
    workers: int | None,
    cluster: str | None,
    part_size: int | None,
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

    With --cluster, the output is a folder of Parquet in parts. Interrupted in
    any way, the same command goes on where it was. A dream that cannot be
    read ends nothing: the column `failure` says why. What it takes, on a
    laptop, on SLURM and in a cloud, is told in docs/clusters.md.

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
    if in_series and (cluster or workers not in (None, 1)):
        raise InputError(
            "A series is read in one process.", "Leave --workers and --cluster out, or --in-series."
        )
    if part_size and not cluster:
        raise InputError("Only a cluster writes in parts.", "Leave --part-size out, or add --cluster local.")
    count = 1 if workers is None else workers
    if cluster:
        _code_on_cluster(corpus, output, reader, cluster, workers, part_size, kind, options, force=force)
    elif not corpus and in_series:
        _code_library_in_series(library, reader)
    elif not corpus:
        _code_library(library, Workers(reader, count))
    elif output is None:
        raise InputError("The readings of a corpus need a file to go to.", "Name it with -o OUT.jsonl.")
    else:
        from noctuary.ingest import read_paths  # noqa: PLC0415

        found = read_paths(corpus, format=kind, options=options)
        if in_series:
            _code_corpus_in_series(found, library, reader, output, force=force)
        else:
            _code_corpus(found, Workers(reader, count), output, force=force)


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


def _code_on_cluster(
    corpus: tuple[Path, ...],
    output: Path | None,
    reader: str,
    cluster: str,
    workers: int | None,
    part_size: int | None,
    kind: str | None,
    options: IngestOptions,
    *,
    force: bool,
) -> None:
    from noctuary.batch.cluster import LOCAL, check_extra, connected, read_parts  # noqa: PLC0415
    from noctuary.batch.in_parts import PART_SIZE, read_in_parts  # noqa: PLC0415
    from noctuary.batch.part_folder import Task, open_part_folder  # noqa: PLC0415
    from noctuary.batch.parts import look_over  # noqa: PLC0415
    from noctuary.ingest import read_paths  # noqa: PLC0415

    # Interrupted, Dask leaves tasks to themselves, and their ends would be told with all that Python says.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    if not corpus:
        raise InputError("A cluster reads a corpus.", "Name one, or leave --cluster out for the library.")
    if output is None or output.suffix.lower() in (".jsonl", ".csv"):
        raise InputError("What a cluster reads needs a folder to go to.", "Name it with -o FOLDER.")
    if workers is not None and cluster != LOCAL:
        raise InputError("A cluster has workers of its own.", "Leave --workers out, or say --cluster local.")
    check_extra()

    def found() -> Iterator[Found]:
        return read_paths(corpus, format=kind, options=options)

    identity = identity_of(reader)
    seen = look_over(found())
    told(seen.problems)
    total = seen.fingerprint.dreams
    if not total:
        raise InputError(_NO_DREAM, "See `noctuary import --help` for what can be read.")
    task = Task(seen.fingerprint, identity, part_size or PART_SIZE)
    folder = open_part_folder(output, task, files=[path.name for path in corpus], force=force)

    def reading(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Outcome]]]:
        with connected(cluster, workers=workers or 0) as client:
            if not client.nthreads():
                say(f"No worker is at {cluster} yet; reading begins with the first that comes.")
            yield from read_parts(client, parts, shipped_reader(reader).open, identity)

    with progress("Reading", total) as done:
        report = read_in_parts(found(), folder, reading, progress=done)
    tally = report.tally
    if report.stood:
        say(f"{counted(report.stood, 'dream')} stood there already.")
    for failure, times in sorted(tally.failures.items()):
        say(f"{counted(times, 'dream')} could not be read: {failure}. The column failure names them.")
    if not tally.read:
        raise ReadingError("No dream could be read.", "Once that is mended, begin anew with --force.")
    say(f"{counted(tally.read, 'dream')} read by {identity} into {counted(task.parts, 'part')} in {output}.")


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
