"""``lock``: a passphrase for the library."""

from __future__ import annotations

from pathlib import Path

import click

from noctuary.cli.output import library_option, say
from noctuary.cli.passphrase import ask, ask_new, can_ask, forget, key_of, remember
from noctuary.errors import InputError, LibraryNotFoundError
from noctuary.library import Library
from noctuary.library.locking import head_of, opens, relock, unlocked_beside
from noctuary.store.connection import stands
from noctuary.store.lock import Key


@click.group("lock", invoke_without_command=True)
@library_option
@click.pass_context
def lock_command(context: click.Context, library: Path) -> None:
    """Lock the library with a passphrase: encrypt the whole file, words, codes and indexes.

    A recovery code is shown once; it opens the library when the passphrase is
    forgotten. Without either, nobody can open it any more, and nobody can
    help. Where no library is yet, a new one is made, locked from the start.

    Example: noctuary lock
    """
    context.obj = library
    if context.invoked_subcommand is not None:
        return
    if head_of(library) is not None:
        raise InputError(
            f"{library} is locked already.", "`noctuary lock change` gives it another passphrase."
        )
    _somebody()
    key = Key.new(ask_new())
    if stands(library):
        is_gone = relock(library, None, key)
    else:
        Library.open(library, create=True, passphrase=key).close()
        say(f"A new library was made at {library}.")
        is_gone = True
    _show_code(library, key)
    say(f"{library} is locked.")
    if not is_gone:
        say("Not locked: the old file, which has another name too (a hard link). Remove it under that.")
    for each in unlocked_beside(library):
        say(f"Not locked: {each.path}, {each.what}. Remove it when you need it no more.")
    say("Backups that were made before are not locked either.")


@lock_command.command("change")
@click.pass_obj
def change_command(library: Path) -> None:
    """Give a locked library another passphrase; its recovery code changes too.

    Backups keep the passphrase that they were made with.

    Example: noctuary lock change
    """
    key = _present(library)
    new = Key.new(ask_new())
    relock(library, key, new)
    forget(key.head)
    _show_code(library, new)
    say(f"{library} has another passphrase. Backups made before open with the old one.")


@lock_command.command("remove")
@click.pass_obj
def remove_command(library: Path) -> None:
    """Take the lock off: the file can then be read by whoever gets at it.

    Example: noctuary lock remove
    """
    key = _present(library)
    relock(library, key, None)
    forget(key.head)
    say(f"{library} is not locked any more.")


@lock_command.command("remember")
@click.pass_obj
def remember_command(library: Path) -> None:
    """Keep the key in the system's keyring, so that nobody is asked while you are logged in.

    Example: noctuary lock remember
    """
    remember(_present(library))
    say("The keyring of this system opens the library from now on; `noctuary lock forget` ends that.")


@lock_command.command("forget")
@click.pass_obj
def forget_command(library: Path) -> None:
    """Take the key out of the system's keyring.

    Example: noctuary lock forget
    """
    head = head_of(library)
    known = head is not None and forget(head)
    say(
        "The keyring does not hold the key any more."
        if known
        else "The keyring holds no key of this library."
    )


@lock_command.command("status")
@click.pass_obj
def status_command(library: Path) -> None:
    """Say whether the library is locked, and what beside it is not.

    Example: noctuary lock status
    """
    if not stands(library):
        raise LibraryNotFoundError(
            f"There is no library at {library}.", "`noctuary lock` makes a locked one."
        )
    click.echo("locked" if head_of(library) is not None else "not locked")
    for each in unlocked_beside(library):
        say(f"Not locked: {each.path}, {each.what}.")


def _somebody() -> None:
    if not can_ask():
        raise InputError(
            "Nobody is there to enter a passphrase.", "Run it at a terminal, or with --passphrase-fd."
        )


def _present(library: Path) -> Key:
    """Return the key of a library that is locked.

    Raises
    ------
    InputError
        If it is not.
    """
    key = key_of(library)
    if key is None:
        raise InputError(f"{library} is not locked.", "`noctuary lock` locks it.")
    return key


def _show_code(library: Path, key: Key) -> None:
    """Show the recovery code once, and have it used once, so that it is known to have been copied right."""
    say("The recovery code, shown this once. Copy it by hand and keep it where the library is not:\n")
    say(f"    {key.code}\n")
    if not _is_terminal():
        return
    while not opens(library, Key.of(ask("Enter it as you copied it; nothing to go on without"), key.head)):
        say("This does not open the library. Compare sign by sign.")
    say("It opens the library.")


def _is_terminal() -> bool:
    import sys  # noqa: PLC0415

    return sys.stdin.isatty()
