"""The command line: the only place that prints and exits."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final

import click

from noctuary import __version__
from noctuary.cli.descriptor import note_descriptor
from noctuary.errors import InputError, NoctuaryError, confession

EXPECTED_FAILURE: Final = 1
OUR_BUG: Final = 3
INTERRUPTED: Final = 130

# Name, module, what it does, under what it is for: help needs no module but this one.
SECTIONS: Final = {
    "Keep": (
        ("write", "keep", "Write a dream down, and have it read."),
        ("import", "keep", "Bring dreams in from files and folders."),
        ("export", "export", "Take dreams out, with their readings."),
        ("delete", "safe", "Put dreams into the trash."),
        ("trash", "safe", "See what is in the trash, take dreams out of it, or empty it."),
    ),
    "Read": (
        ("demo", "demo", "Try it: a throw-away library of invented dreams, read and shown."),
        ("read", "read", "Read dreams from files and print the readings; nothing is kept."),
        ("code", "read", "Read a whole corpus into a file, or the unread dreams of the library."),
        ("explain", "read", "Say in words what a code means."),
    ),
    "Find": (
        ("serve", "serve", "Open the reading room: the library in the browser."),
        ("list", "find", "List dreams."),
        ("show", "find", "Show a dream with its codes marked in the text."),
        ("search", "find", "Find dreams by words, phrases, patterns, dates, tags and codes."),
        ("like", "rhymes", "Find the dreams nearest in meaning, and the lines that answer each other."),
        ("rhyme", "rhymes", "Say that two dreams rhyme, or that they do not."),
    ),
    "Connect": (
        ("figures", "figures", "See who recurs across the dreams of a series, and what they do there."),
        ("cast", "cast", "See and say who is who in a series: confirm, merge, split, rename, undo."),
        (
            "network",
            "network",
            "Show who meets whom: measures beside chance, communities, bridges, a picture.",
        ),
        ("places", "themes", "See which places recur across dreams."),
        ("themes", "themes", "See which typical themes recur: falling, pursued, late, and 52 more."),
        ("motifs", "motifs", "Find what is unusually frequent in dreams, or what lies together in meaning."),
        ("words", "motifs", "Count the dreams with a word of each of forty lists, beside a baseline."),
    ),
    "Compare": (
        ("profile", "study", "Set a series beside the published norms."),
        ("compare", "study", "Set two samples of dreams side by side, or two readers of the same dreams."),
        ("norm", "norms", "Make norms of your own, lend counts, and pool those that others lend."),
        (
            "timeline",
            "timeline",
            "Follow any measure over time; see where it changed, or before and after a date.",
        ),
        ("consistency", "trust", "Split dreams in halves, and see how far these lie apart."),
        ("doubt", "trust", "See what would become of the indicators if a tenth of the codings were wrong."),
    ),
    "Check readers": (
        ("readers", "study", "List who has read how many dreams: programs and people."),
        ("evaluate", "evaluate", "Score readers against codings that count as right."),
        ("agreement", "agreement", "See how far readers agree, have a sample coded twice, and settle it."),
    ),
    "Keep safe": (
        ("lock", "lock", "Lock the library with a passphrase, change it, or take the lock off."),
        ("backup", "safe", "Copy the library, also while it is in use."),
        (
            "archive",
            "archive",
            "Seal dreams into an archive for decades: plain files, checksums, an explanation.",
        ),
        ("restore", "safe", "Put a backup into an empty place."),
        ("verify", "safe", "Check the library, every text of it, and rehearse a restore."),
    ),
}
COMMANDS: Final = tuple(command for section in SECTIONS.values() for command in section)


class _Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, _, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = next((module for name, module, _ in COMMANDS if name == cmd_name), None)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"noctuary.cli.{module}"), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has seen enough; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(len(name) for name, _, _ in COMMANDS)
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, _, text in commands])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="noctuary", message="%(prog)s %(version)s")
@click.option(
    "--library",
    type=click.Path(path_type=Path),
    help="The library file. Else NOCTUARY_LIBRARY, else the platform's folder for data.",
)
@click.option(
    "--passphrase-fd",
    type=click.IntRange(0),
    metavar="N",
    expose_value=False,
    callback=note_descriptor,
    help="Read the passphrase of a locked library from file descriptor N: a line for each that is asked for.",
)
@click.pass_context
def noctuary(context: click.Context, library: Path | None) -> None:
    """Keep dreams, read them by Hall and Van de Castle, and see what recurs.

    Everything stays on this machine. Begin with `noctuary demo`.
    """
    context.obj = library


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 expected failure, 2 usage, 3 our bug, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Dreams are UTF-8 wherever they go, also through a pipe on a system that would choose otherwise.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    try:
        return int(noctuary.main(arguments, prog_name="noctuary", standalone_mode=False) or 0)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was acknowledged is kept.", err=True)
        return INTERRUPTED
    except NoctuaryError as error:
        complain(error)
        return EXPECTED_FAILURE
    except OSError as error:
        if error.filename is None:
            _confess(error)
            return OUR_BUG
        complain(
            InputError(f"{error.filename}: {error.strerror}.", "Name another place, or make it ready first.")
        )
        return EXPECTED_FAILURE
    except Exception as error:  # noqa: BLE001
        _confess(error)
        return OUR_BUG


def complain(error: NoctuaryError) -> None:
    """Say what went wrong and the next step, on stderr."""
    click.secho(f"noctuary: {error.message}", err=True, fg="red")
    if error.hint:
        click.echo(f"  {error.hint}", err=True)


def _confess(error: Exception) -> None:
    click.secho(f"noctuary: this is a bug in Noctuary ({confession(error)}).", err=True, fg="red")
    click.echo("  Your library is as it was after the last finished step. Please report this line.", err=True)


__all__ = ["COMMANDS", "complain", "main", "noctuary", "run"]
