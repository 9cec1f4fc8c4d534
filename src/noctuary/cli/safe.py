"""Keeping the library safe: ``delete``, ``trash``, ``backup``, ``restore``, ``verify``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from noctuary.cli.output import counted, emit, format_option, library_option, opened, say
from noctuary.cli.passphrase import key_of
from noctuary.dates import readable_date
from noctuary.errors import LibraryDamagedError
from noctuary.library import restore


@click.command("delete")
@click.argument("dreams", nargs=-1, required=True, metavar="DREAM...")
@library_option
def delete_command(dreams: tuple[str, ...], library: Path) -> None:
    """Put dreams into the trash, where they stay until it is emptied.

    Example: noctuary delete journal/2026-03-14
    """
    with opened(library) as shelf:
        keys = list(dict.fromkeys(shelf.store.resolve(name) for name in dreams))
        shelf.store.delete(keys)
    back = f"noctuary trash --take-out {shlex.quote(str(keys[0]))}"
    say(f"{counted(len(keys), 'dream')} put into the trash. Take it out again with: {back}")


@click.command("trash")
@click.option(
    "--take-out", multiple=True, metavar="DREAM", help="Put a dream back; may be given several times."
)
@click.option("--empty", is_flag=True, help="Remove for good what is there.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@format_option
@library_option
def trash_command(take_out: tuple[str, ...], empty: bool, yes: bool, form: str, library: Path) -> None:  # noqa: FBT001
    """See what is in the trash, take dreams out of it, or empty it.

    Emptying overwrites the words in the library file. Backups made before
    still hold them.

    Example: noctuary trash --take-out journal/2026-03-14
    """
    with opened(library) as shelf:
        if take_out:
            keys = list(dict.fromkeys(shelf.store.resolve(name, deleted=True) for name in take_out))
            shelf.store.undelete(keys)
            say(f"{counted(len(keys), 'dream')} taken out of the trash.")
            return
        held = shelf.store.trash()
        if not empty:
            emit(
                ({"dream": str(key), "deleted": when[:10], "words": words} for key, when, words in held), form
            )
            if not held:
                say("The trash is empty.")
            return
        words = sum(words for _, _, words in held)
        question = f"{counted(len(held), 'dream')} ({counted(words, 'word')}) will be gone for good. Go on?"
        if held and not yes and not click.confirm(question, err=True):
            say("Nothing was removed.")
            return
        say(f"{counted(shelf.store.empty_trash(), 'dream')} removed for good.")


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@library_option
def backup_command(target: Path, library: Path) -> None:
    """Copy the library, consistent even while it is in use, and check the copy.

    TARGET is a new file, or a folder for many backups: there the latest ten
    stay, the last of each of twelve months, and the last of every year. A
    backup of a locked library is locked by the same passphrase.

    Example: noctuary backup /media/stick
    """
    with opened(library, or_read_only=True) as shelf:
        made = shelf.backup(target)
    say(f"{counted(made.dreams, 'dream')} copied to {made.path}, and checked.")
    if made.removed:
        say(f"{counted(len(made.removed), 'older backup')} removed, which later ones have made needless.")


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@library_option
def restore_command(backup: Path, library: Path) -> None:
    """Put a backup into an empty place, after checking it; never over something.

    Example: noctuary restore /media/stick/dreams.noctuary --library ~/restored.noctuary
    """
    restore(backup, library, key_of(backup))
    say(f"The backup was checked and stands at {library}.")


@click.command("verify")
@library_option
def verify_command(library: Path) -> None:
    """Check the library: every page, every text against its hash, the word index, and a rehearsed restore.

    The last backup is restored into a place that is thrown away, and checked
    as well; where none can be reached, one is made for that.

    Example: noctuary verify
    """
    with opened(library) as shelf:
        rehearsal = shelf.rehearse()
        is_tried = rehearsal is not None and not rehearsal.remark
        faults = shelf.verify(rehearse=not is_tried)
        count = shelf.count()
    if rehearsal is not None:
        faults += [f"The last backup, {rehearsal.path}: {fault}" for fault in rehearsal.faults]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise LibraryDamagedError(
            f"{library} has {counted(len(faults), 'fault')}.",
            "Restore the last backup with `noctuary restore`.",
        )
    say(f"All is well: {counted(count, 'dream')}, every text as it came in, and a backup of it opens.")
    if rehearsal is None:
        say("No backup was made yet: noctuary backup /media/stick")
        return
    when = readable_date(rehearsal.made_at[:10])
    say(f"The last backup is of {when}: {rehearsal.path}. {rehearsal.remark}".rstrip())
    if is_tried and count > rehearsal.dreams:
        say(f"{counted(count - rehearsal.dreams, 'dream')} came in since.")
