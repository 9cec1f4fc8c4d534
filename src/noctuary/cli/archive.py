"""``archive``: dreams sealed for decades."""

from __future__ import annotations

from pathlib import Path

import click

from noctuary.cli.output import counted, library_option, opened, say
from noctuary.cli.passphrase import ask_new
from noctuary.cli.query import QueryCommand, joined
from noctuary.library.archive import Seal, archive


@click.command("archive", cls=QueryCommand)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("query", nargs=-1)
@click.option(
    "--to",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="Encrypt it with age for the holder of this public key (age1... or ssh-ed25519 ...); may be given several times.",
)
@click.option(
    "--with-passphrase", is_flag=True, help="Encrypt it with age by a passphrase, which is asked for."
)
@library_option
def archive_command(
    target: Path,
    query: tuple[str, ...],
    recipients: tuple[str, ...],
    with_passphrase: bool,  # noqa: FBT001
    library: Path,
) -> None:
    """Seal dreams into an archive for decades: all, or those that QUERY finds.

    A zip file with each dream as a text file, tables, everything once more in
    a form that comes back with `noctuary import`, every code in words,
    checksums (BagIt, RFC 8493), and a page that explains it. Nothing in it
    needs Noctuary. Without --to or --with-passphrase anybody can read it, also
    where the library is locked.

    Example: noctuary archive dreams.zip

    Example: noctuary archive dreams.zip.age --with-passphrase
    """
    with opened(library, or_read_only=True) as shelf:
        seal = Seal(recipients, ask_new() if with_passphrase else None)
        written = archive(shelf, target, joined(query), seal=seal)
    say(
        f"{counted(written.dreams, 'dream')} and {counted(written.readings, 'reading')} sealed into {target}."
    )
