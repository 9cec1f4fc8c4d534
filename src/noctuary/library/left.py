"""What was typed in an editor and is not kept yet: files beside the library, which outlive any crash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from noctuary.errors import InputError


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

    def discard(self) -> None:
        """Remove the file; its words are kept, or there were none."""
        self.path.unlink(missing_ok=True)


def folder_beside(library: Path) -> Path:
    """Return the folder of drafts of a library, ``NAME.drafts``; it need not be there."""
    return library.with_name(f"{library.name}.drafts")


def left_beside(library: Path) -> list[LeftDraft]:
    """Return the drafts that were left, the last that was begun last."""
    return [LeftDraft(path) for path in sorted(folder_beside(library).glob("*.txt"))]
