"""Files that a page hands over, written to disk as they arrive: no file is ever in memory as a whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from noctuary.errors import InputError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

#: Bytes, in all: all of DreamBank is a hundredth of it.
MOST: Final = 4 * 1024**3
#: A folder of notes for each night of a long life.
MOST_FILES: Final = 100_000

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
# What the file systems of Windows do not take.
_STRANGE: Final = re.compile(r'[<>:"|?*]')
_LONGEST: Final = 120
_LONGEST_ENDING: Final = 11
_DEEPEST: Final = 40
_LONGEST_HEADER: Final = 1 << 16


@dataclass(slots=True)
class Handed:
    """Files that were handed over.

    Parameters
    ----------
    folder
        Where they lie, with the folders that they were in.
    count, size
        How many, and bytes in all.
    hidden
        How many hidden ones were passed over, as importing a folder does.
    """

    folder: Path
    count: int = 0
    size: int = 0
    hidden: int = 0

    @property
    def paths(self) -> list[Path]:
        """What was chosen: files by themselves and whole folders, in order."""
        return sorted(self.folder.iterdir())


def receive(pieces: Iterable[bytes], content_type: str, folder: Path, *, most: int = MOST) -> Handed:
    """Write the files of a form to a folder, each readable by its owner alone.

    Parameters
    ----------
    pieces
        The body of the request, ``multipart/form-data``.
    content_type
        The header that says how its parts are told apart.
    folder
        An empty folder.
    most
        Bytes that may be taken in all.

    Raises
    ------
    InputError
        If they are too large, too many or none, did not arrive whole, or the disk is full.
    """
    kind, told = parse_options_header(content_type)
    boundary = told.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise _broken()
    parts = _Parts(Handed(folder))
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        arrived = 0
        for piece in pieces:
            arrived += len(piece)
            if arrived > most:
                raise InputError(
                    f"These files hold more than {most / 1024**3:g} GB together.",
                    "Bring them in with `noctuary import` on the command line, which knows no such limit.",
                )
            parser.write(piece)
        parser.finalize()
    except FormParserError:
        raise _broken() from None
    except OSError as error:
        raise InputError(
            f"The files could not be laid down beside the library: {error.strerror}.",
            "Free some space and try again.",
        ) from None
    finally:
        parts.close()
    if parts.is_open_ended:
        raise _broken()
    if not parts.handed.count:
        raise InputError("No file was handed over.", "Choose one that is not hidden.")
    return parts.handed


@dataclass(slots=True)
class _Parts:
    """What the parser of a form tells, as it goes through it."""

    handed: Handed
    is_open_ended: bool = True
    _name: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _disposition: bytes = b""
    _file: IO[bytes] | None = None
    # The last number that a name had: all of a hundred thousand files may have the same.
    _numbers: dict[Path, int] = field(default_factory=dict)

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_header_field": lambda data, start, end: _extend(self._name, data[start:end]),
            "on_header_value": lambda data, start, end: _extend(self._value, data[start:end]),
            "on_header_end": self._header,
            "on_headers_finished": self._begin,
            "on_part_data": self._write,
            "on_part_end": self.close,
            "on_end": self._end,
        }

    def _header(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _begin(self) -> None:
        _, told = parse_options_header(self._disposition)
        self._disposition = b""
        name = told.get(b"filename", b"").decode("utf-8", "replace")
        if not name:
            return
        path = safe_path(name)
        if path is None:
            self.handed.hidden += 1
            return
        if self.handed.count == MOST_FILES:
            raise InputError(f"These are more than {MOST_FILES:,} files.", "Bring them in folder by folder.")
        self._file = self._new_file(self.handed.folder / path)
        self.handed.count += 1

    def _new_file(self, path: Path) -> IO[bytes]:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = path
        while True:
            try:
                descriptor = os.open(
                    place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
                )
            except FileExistsError:
                number = self._numbers[path] = self._numbers.get(path, 1) + 1
                place = path.with_name(f"{path.stem}~{number}{path.suffix}")
            else:
                return os.fdopen(descriptor, "wb")

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
            self.handed.size += end - start

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None

    def _end(self) -> None:
        self.is_open_ended = False


def _extend(header: bytearray, piece: bytes) -> None:
    header.extend(piece)
    # No name is longer; a header of gigabytes would be in memory as a whole.
    if len(header) > _LONGEST_HEADER:
        raise _broken()


def _broken() -> InputError:
    return InputError("These files did not arrive whole.", "Choose them again.")


def safe_path(name: str) -> Path | None:
    """Return where a file lies among those handed over, by the name that the browser gave it.

    It leads nowhere else, whatever the name holds. Hidden files have no place.

    Examples
    --------
    >>> safe_path("../notes/a:b.md").as_posix()
    'notes/a_b.md'
    >>> safe_path("notes/.trash/a.md") is None
    True
    """
    plain = _STRANGE.sub("_", _CONTROLS.sub("_", name.replace("\\", "/")))
    parts = [part.strip() for part in plain.split("/")]
    parts = [part for part in parts if part not in ("", ".", "..")]
    if not parts or any(part.startswith(".") for part in parts):
        return None
    *folders, file = parts
    return Path(*(_shortened(each) for each in folders[:_DEEPEST]), _shortened(file))


def _shortened(part: str) -> str:
    """Return a name that no file system finds too long, with its ending."""
    stem, dot, ending = part.rpartition(".")
    if len(part.encode()) <= _LONGEST:
        return part
    kept = _cut(stem if dot else part, _LONGEST - _LONGEST_ENDING - 1)
    return f"{kept}.{_cut(ending, _LONGEST_ENDING)}" if dot else kept


def _cut(text: str, size: int) -> str:
    """Return the beginning of a text that takes at most so many bytes, without a blank at its end."""
    return text.encode()[:size].decode("utf-8", "ignore").rstrip()
