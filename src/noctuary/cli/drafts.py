"""Writing in an editor: the draft lies beside the library until the dream is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from noctuary.cli.output import say
from noctuary.errors import InputError


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and where it lies."""

    path: Path

    @property
    def text(self) -> str:
        """The dream as typed, without the line break that editors put at the end; nothing if the file is gone."""
        try:
            written = self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            raise InputError(
                f"The draft is not UTF-8 from byte {error.start} on.",
                f"It stays at {self.path}; have the editor save it as UTF-8.",
            ) from None
        return written.removesuffix("\n").removesuffix("\r")

    def discard(self) -> None:
        """Remove the file; its words are kept, or there were none."""
        self.path.unlink(missing_ok=True)


def compose(library: Path) -> Draft:
    """Open an editor and return what was typed when it is closed.

    The file lies in the folder ``NAME.drafts`` beside the library, readable
    by its owner alone, so that what was typed outlives a crash of the editor,
    of Noctuary or of the machine. A draft that was left is opened again.

    Raises
    ------
    InputError
        If no editor can be started, or it fails; the draft stays.
    """
    folder = library.with_name(f"{library.name}.drafts")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    left = sorted(folder.glob("*.txt"))
    if left:
        path = left[-1]
        say(f"A draft was left from {path.stem}; it is opened again.")
    else:
        path = folder / f"{datetime.now():%Y-%m-%d %H.%M.%S}.txt"  # noqa: DTZ005 — a name for the dreamer's own eyes
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        raise InputError(
            f"The editor could not be used: {error.format_message()}.",
            "Set EDITOR, or write with -m; what was typed lies in the folder of drafts beside the library.",
        ) from error
    return Draft(path)
