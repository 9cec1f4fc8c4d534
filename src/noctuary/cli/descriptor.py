"""Which file descriptor passphrases come from: noted here, so that help needs nothing that opens a library."""

from __future__ import annotations

from typing import Final

import click

#: Its name among what a command and its subcommands know.
DESCRIPTOR: Final = "noctuary.passphrase_fd"


def note_descriptor(context: click.Context, _parameter: click.Parameter, value: int | None) -> None:
    """Note ``--passphrase-fd`` for whoever asks for a passphrase."""
    context.meta[DESCRIPTOR] = value
