"""What was typed in an editor and is not kept yet: files that outlive any crash of the editor and of Noctuary."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from noctuary.durable import sync_file, sync_folder
from noctuary.errors import InputError
from noctuary.library.scratch import scratch_for


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """What was typed, and where it lies."""

    path: Path

    @property
    def name(self) -> str:
        """When it was begun: ``2026-03-14 06.10.00``."""
        return self.path.stem

    @property
    def text(self) -> str:
        """The dream as typed, without the line break that editors put at the end; nothing if the file is gone.

        Raises
        ------
        InputError
            If it is not UTF-8.
        """
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

    def sync(self) -> None:
        """Have it on disk as it was typed, when this returns; not every editor sees to that."""
        with suppress(FileNotFoundError):
            sync_file(self.path)
            sync_folder(self.path.parent)

    def discard(self) -> None:
        """Remove the file; its words are kept, or there were none."""
        self.path.unlink(missing_ok=True)


def drafts_folder(library: Path, *, locked: bool) -> Path:
    """Return the folder of drafts of a library, ``NAME.drafts``; it need not be there.

    It lies beside the library; of a locked one in memory, where a power cut ends it.

    Raises
    ------
    InputError
        If the library is locked, and this machine has no place in memory.
    """
    return scratch_for(library, locked=locked) / f"{library.name}.drafts"


def left_drafts(library: Path, *, locked: bool) -> list[LeftDraft]:
    """Return the drafts that were left, the last that was begun last."""
    try:
        folder = drafts_folder(library, locked=locked)
    except InputError:
        return []
    return [LeftDraft(path) for path in sorted(folder.glob("*.txt"))]
