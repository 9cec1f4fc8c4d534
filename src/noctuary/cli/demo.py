"""``demo``: a throw-away library of invented dreams, read, shown, and open in the browser."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import gettempdir

import click

from noctuary.cli.marking import print_reading
from noctuary.cli.output import counted, emit, reader_option
from noctuary.cli.rhymes import print_rhyme
from noctuary.cli.serve import serve
from noctuary.cli.study import draw, print_profile
from noctuary.dream import Dream
from noctuary.errors import InputError, MissingExtraError
from noctuary.ingest import IngestOptions, read_paths
from noctuary.library import Library
from noctuary.readers import open_reader
from noctuary.scheme import Scale, explain_character

_SHOWN = "demo/2026-01-19"
_PATIENCE_SECONDS = 5.0


@click.command("demo")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(gettempdir()) / "noctuary-demo",
    show_default=True,
    help="Where the library is made; emptied of an earlier demo first.",
)
@click.option("--no-serve", is_flag=True, help="Do not end in the reading room.")
@reader_option
def demo_command(folder: Path, no_serve: bool, reader: str) -> None:  # noqa: FBT001
    """Try Noctuary: a throw-away library of a dozen invented dreams, read, shown, and open in the browser.

    Example: noctuary demo
    """
    path = _empty_place(folder)
    with Library.open(path, create=True) as library:
        with as_file(files("noctuary.cli").joinpath("demo")) as notes:
            summary = library.take_in(read_paths([notes], options=IngestOptions(series="demo")))
        count = library.read_unread(open_reader(reader))
        _head(f"{counted(sum(summary.added.values()), 'invented dream')} brought in, {count} read, offline")
        emit(
            (
                {"dream": str(each.key), "words": each.words, "opening": each.title or each.opening}
                for each in library.listed()
            ),
            "table",
        )
        _head("One of them, with the words that each code stands on")
        dream = library.get(_SHOWN)
        print_reading(dream, library.reading(dream.key))
        _head("Who was there, so far")
        _people(library)
        _head("Who came back")
        _figures(library)
        _head(f"What {_SHOWN} rhymes with, and the lines that answer each other")
        _rhyme(library, dream)
        _head("Beside the norm of women (a dozen dreams are far too few: see how it says so)")
        profile = library.profile(norm="women")
        print_profile(
            replace(profile, rows=tuple(row for row in profile.rows if row.sample.denominator >= 10))
        )
        picture = folder / "profile.png"
        try:
            draw(profile, picture)
        except MissingExtraError as error:
            click.echo(f"No picture: {error}")
    _head("Now yours")
    for line in (
        f"noctuary --library {path} search emotion:SD",
        f"noctuary --library {path} figures",
        f"noctuary --library {path} show demo/2026-03-21",
        f"noctuary --library {path} profile --norm women -o profile.html",
        "noctuary write                      your own dream, in your own library",
        "noctuary import ~/my-dreams         notes, tables, journals, DreamBank",
    ):
        click.echo(f"  {line}")
    if not no_serve:
        _head("And the reading room")
        # Where nobody sits before a terminal, nobody would close it.
        present = sys.stdin.isatty() and sys.stdout.isatty()
        serve(path, open_browser=present, patience_seconds=None if present else _PATIENCE_SECONDS)


def _empty_place(folder: Path) -> Path:
    """Return where the demo's library goes, after clearing away an earlier demo; anything else is left alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ours = {"demo.noctuary", "demo.noctuary-wal", "demo.noctuary-shm", "profile.png"}
    if {each.name for each in folder.iterdir()} - ours:
        raise InputError(f"{folder} holds other files.", "Choose an empty folder with --folder.")
    for each in folder.iterdir():
        each.unlink()
    return folder / "demo.noctuary"


def _head(words: str) -> None:
    click.echo()
    click.secho(f"── {words} ──", fg="cyan", bold=True)


def _people(library: Library) -> None:
    dreams: Counter[str] = Counter()
    for each in library.listed():
        dreams.update({str(code) for code in library.reading(each.key).codes(Scale.CHARACTERS)})
    emit(
        (
            {"code": code, "dreams": count, "who": explain_character(code)}
            for code, count in dreams.most_common(10)
        ),
        "table",
    )


def _figures(library: Library) -> None:
    dreams = {
        figure.name: len(figure.dreams) for figure in library.cast("demo").figures().figures if figure.known
    }
    emit(({"figure": name, "dreams": count} for name, count in dreams.items() if count > 1), "table")


def _rhyme(library: Library, dream: Dream) -> None:
    library.embed_rest()
    for rhyme in library.rhymes().of(dream.key, limit=1, lines=2):
        print_rhyme(rhyme, dream.text, library.store.get(rhyme.key).text)
