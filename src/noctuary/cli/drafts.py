"""Writing in an editor: the draft lies beside the library until the dream is kept."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from noctuary.cli.output import say
from noctuary.durable import make_folder
from noctuary.errors import InputError
from noctuary.library.left import LeftDraft, drafts_folder, left_drafts


def compose(library: Path, *, locked: bool) -> LeftDraft:
    """Open an editor and return what was typed when it is closed.

    The file lies in the folder ``NAME.drafts`` beside the library, readable
    by its owner alone, so that what was typed outlives a crash of the editor,
    of Noctuary or of the machine; of a locked library it lies in the machine's
    memory. A draft that was left is opened again.

    Raises
    ------
    InputError
        If no editor can be started, or it fails; the draft stays. If the
        library is locked and the machine has no folder in memory.
    """
    folder = drafts_folder(library, locked=locked)
    make_folder(folder, 0o700)
    if left := left_drafts(library, locked=locked):
        draft = left[-1]
        say(f"A draft was left from {draft.name}; it is opened again.")
    else:
        draft = LeftDraft(folder / f"{datetime.now():%Y-%m-%d %H.%M.%S}.txt")  # noqa: DTZ005 — a name for the dreamer's own eyes
        os.close(os.open(draft.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        click.edit(filename=str(draft.path))
    except click.ClickException as error:
        raise InputError(
            f"The editor could not be used: {error.format_message()}.",
            "Set EDITOR, or write with -m; what was typed stays for the next `noctuary write`.",
        ) from error
    draft.sync()
    return draft
