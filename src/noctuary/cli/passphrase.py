"""Asking for passphrases: at the terminal, from a file descriptor, or from the system's keyring.

Never by an argument or the environment, which other programs can see.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final, TextIO

import click

from noctuary.cli.descriptor import DESCRIPTOR
from noctuary.cli.talk import say
from noctuary.errors import InputError, LibraryLockedError, MissingExtraError
from noctuary.library.locking import head_of, opens
from noctuary.store.lock import Key

_TRIALS: Final = 3
_SERVICE: Final = "noctuary"
_LINES: Final = "noctuary.passphrase_lines"


def key_of(path: Path) -> Key | None:
    """Return what opens the library at `path`, asking for it where it is locked; ``None`` if it is not.

    Raises
    ------
    LibraryLockedError
        If it is locked, and nothing that was given opens it.
    """
    head = head_of(path)
    if head is None:
        return None
    if (kept := remembered(head)) and opens(path, kept):
        return kept
    if not can_ask():
        raise LibraryLockedError(
            f"{path} is locked.",
            "Give its passphrase at a terminal, or through a file descriptor: noctuary --passphrase-fd N ...",
        )
    for _ in range(_TRIALS if _descriptor() is None else 1):
        key = Key.of(ask(f"Passphrase of {path.name}, or its recovery code"), head)
        if opens(path, key):
            return key
        say("This does not open it.")
    raise LibraryLockedError(
        f"{path} stays locked.", "Enter its passphrase or recovery code; nothing was changed."
    )


def can_ask() -> bool:
    """Whether anybody is there to be asked for a passphrase."""
    return _descriptor() is not None or sys.stdin.isatty() or sys.stderr.isatty()


def ask(what: str) -> str:
    """Return a passphrase: the next line of the file descriptor, or what is typed unseen at the terminal.

    Raises
    ------
    InputError
        If the file descriptor holds no further line.
    """
    descriptor = _descriptor()
    if descriptor is None:
        return str(click.prompt(what, hide_input=True, err=True))
    line = _lines_of(descriptor).readline()
    if not line:
        raise InputError(
            f"File descriptor {descriptor} holds no passphrase, or not enough of them.",
            "Give one on a line for each that is asked for.",
        )
    return line.rstrip("\r\n")


def ask_new() -> str:
    """Return a new passphrase; at a terminal it is typed twice.

    Raises
    ------
    InputError
        If both are not the same.
    """
    entered = ask("New passphrase")
    if _descriptor() is None and ask("The same once more") != entered:
        raise InputError("These are two different passphrases.", "Nothing was changed; begin again.")
    return entered


def _descriptor() -> int | None:
    given: int | None = click.get_current_context().meta.get(DESCRIPTOR)
    return given


def _lines_of(descriptor: int) -> TextIO:
    """Return the lines that are left; a command may ask for several, one after the other."""
    context = click.get_current_context().find_root()
    known = context.meta
    if _LINES not in known:
        try:
            lines = os.fdopen(os.dup(descriptor), encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise InputError(
                f"File descriptor {descriptor} cannot be read: {error.strerror}.", "Open it for the command."
            ) from error
        known[_LINES] = context.with_resource(lines)
    left: TextIO = known[_LINES]
    return left


# The system's keyring, for who wants it.


def remembered(head: bytes) -> Key | None:
    """Return the key of a lock that the system's keyring holds; ``None`` if it holds none, or there is none."""
    # Nothing is remembered without it, and looking for it takes a while.
    try:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        code = keyring.get_password(_SERVICE, head.hex())
    except KeyringError:
        return None
    return Key.of(code, head) if code else None


def remember(key: Key) -> None:
    """Put the key of a lock into the system's keyring.

    Raises
    ------
    MissingExtraError, InputError
        If there is no keyring.
    """
    keyring, error_kind = _keyring()
    try:
        keyring.set_password(_SERVICE, key.head.hex(), key.code)
    except error_kind as error:
        raise InputError(
            "The system's keyring cannot be used here.",
            "Enter the passphrase each time, or use --passphrase-fd.",
        ) from error


def forget(head: bytes) -> bool:
    """Take the key of a lock out of the system's keyring; return whether it was there."""
    if remembered(head) is None:
        return False
    keyring, _ = _keyring()
    keyring.delete_password(_SERVICE, head.hex())
    return True


def _keyring() -> tuple[Any, type[Exception]]:
    try:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("Remembering a passphrase", "keyring", "keyring") from None
    return keyring, KeyringError
