"""Reading dreams: ``read``, ``code``, ``explain``."""

from __future__ import annotations

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
    say,
    standard_input,
    told,
)
from noctuary.dream import Dream, words_hash
from noctuary.errors import InputError, Problem
from noctuary.interchange import dream_to_dict, reading_to_dict
from noctuary.library import lexical_reader
from noctuary.scheme import Scale, explain

if TYPE_CHECKING:
    from noctuary.ingest import Found


def _from_files(files: tuple[str, ...]) -> Iterator[Found]:
    from noctuary.ingest import read_paths  # noqa: PLC0415

    for name in files:
        if name == "-":
            text = standard_input()
            yield Dream(id=f"text-{words_hash(text)[:8]}", text=text)
        else:
            yield from read_paths([Path(name)])


@click.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE... | -")
@format_option
def read_command(files: tuple[str, ...], form: str) -> None:
    """Read dreams from files and print the readings; nothing is kept.

    A table shows each dream with its codes marked in the text, and below it
    every code with the words it stands on. The other forms are the
    interchange format, with evidence as character offsets.

    Example: noctuary read dream.txt
    """
    from noctuary.cli.marking import print_reading  # noqa: PLC0415

    problems: list[Problem] = []

    def dreams() -> Iterator[Dream]:
        for found in _from_files(files):
            if isinstance(found, Dream):
                yield found
            elif isinstance(found, Problem):
                problems.append(found)

    reader = lexical_reader()
    pairs = ((dream, next(iter(reader.read_many([dream])))) for dream in dreams())
    if form == "table":
        count = 0
        for count, (dream, reading) in enumerate(pairs, start=1):
            if count > 1:
                click.echo()
            print_reading(dream, reading)
    elif form == "csv":
        emit((row for dream, reading in pairs for row in _code_rows(dream, reading)), form)
    else:
        emit((dream_to_dict(dream) | reading_to_dict(reading) for dream, reading in pairs), form)
    told(problems)


def _code_rows(dream: Dream, reading: object) -> Iterator[dict[str, object]]:
    from noctuary.coding import Reading  # noqa: PLC0415

    assert isinstance(reading, Reading)
    for coding in reading.codings:
        yield {
            "series": dream.series,
            "id": dream.id,
            "scale": coding.code.scale.value,
            "code": str(coding.code),
            "words": " … ".join(span.cut(dream.text) for span in coding.evidence),
            "evidence": " ".join(f"{span.start}-{span.end}" for span in coding.evidence),
            "confidence": coding.confidence,
        }


@click.command("code")
@click.argument("corpus", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file ending in .jsonl, .csv or .parquet."
)
@click.option("--force", is_flag=True, help="Replace the output file.")
@library_option
def code_command(corpus: tuple[Path, ...], output: Path | None, force: bool, library: Path) -> None:  # noqa: FBT001
    """Read a whole corpus into a file, or, without a corpus, the unread dreams of the library.

    CORPUS is any file or folder that `noctuary import` takes. It is
    streamed, so it may be larger than memory. Readings of the library's own
    dreams are kept in it; interrupted, the command goes on where it was.

    Example: noctuary code dreams.jsonl -o codings.jsonl
    """
    reader = lexical_reader()
    if not corpus:
        if output is not None:
            raise InputError(
                "There is no corpus to write to a file.",
                "Name one, or take the library's readings out with `noctuary export`.",
            )
        with opened(library) as shelf:
            total = shelf.store.count_unread(reader.identity)
            with progress("Reading", total) as done:
                count = shelf.read_unread(reader, progress=done)
            say(f"{counted(count, 'dream')} read by {reader.identity}.")
        return
    if output is None:
        raise InputError("The readings of a corpus need a file to go to.", "Name it with -o OUT.jsonl.")
    from noctuary.batch.corpus import code_corpus, open_sink  # noqa: PLC0415
    from noctuary.ingest import read_paths  # noqa: PLC0415

    with progress("Reading") as done, open_sink(output, force=force) as sink:
        report = code_corpus(read_paths(corpus), reader, sink, progress=done)
    say(f"{counted(report.read, 'dream')} read by {reader.identity} into {output}.")
    told(report.problems)


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
