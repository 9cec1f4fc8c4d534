"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from noctuary.errors import FormatError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tabs, line ends, form feeds, escapes and the old end-of-file sign occur in text; the others do not.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_NOT_IN_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CHUNK = 1 << 20


class NotTextError(FormatError):
    """A file that holds no text, or text in an encoding that cannot be told."""


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    A byte order mark decides; else UTF-8, if the whole file is valid UTF-8;
    else Windows-1252, of which Latin-1 text is a part. The file is read in
    pieces.

    Raises
    ------
    NotTextError
        If it holds a NUL; or no UTF-8, and control characters or bytes that Windows-1252 does not have.
    """
    with path.open("rb") as file:
        opening = file.read(4)
        for mark, encoding in _MARKS:
            if opening.startswith(mark):
                return encoding
    if _is_utf8(path):
        return "utf-8"
    for chunk in _chunks(path):
        if _CONTROL.search(chunk):
            raise _not_text(path, "it is not UTF-8 and holds control characters")
        if _NOT_IN_1252.search(chunk):
            raise _not_text(path, "it is neither UTF-8 nor Windows-1252")
    return "cp1252"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            if b"\0" in chunk:
                raise _not_text(path, "it holds NUL bytes")
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _not_text(path: Path, fact: str) -> NotTextError:
    return NotTextError(
        f"{path.name} cannot be read as text: {fact}.",
        "If it is text, name its encoding: --encoding utf-16-le",
    )


def open_text(path: Path, encoding: str | None = None) -> TextIO:
    r"""Open a text file in the encoding that it is in, with its line ends as they are.

    Only ``\n`` ends a line, so that a lone carriage return stays within its
    dream. A byte order mark is no part of the text.

    Raises
    ------
    NotTextError
        As :func:`find_encoding`; or if `encoding` is given and unknown.
    """
    try:
        if encoding is None:
            encoding = find_encoding(path)
        elif codecs.lookup(encoding).name == "utf-8":
            encoding = "utf-8-sig"
        return path.open(encoding=encoding, newline="\n")
    except (LookupError, ValueError):
        raise NotTextError(
            f"{encoding!r} is no encoding that Python knows.",
            "Common ones: utf-8, cp1252, utf-16, mac-roman.",
        ) from None


def decode_opening(opening: bytes, encoding: str | None = None) -> str:
    """Decode the beginning of a file roughly, to recognise the file by it."""
    if encoding is None:
        encoding = next((name for mark, name in _MARKS if opening.startswith(mark)), "utf-8")
    try:
        return opening.decode(encoding, errors="replace")
    except (LookupError, ValueError):
        return opening.decode("utf-8", errors="replace")


def is_whole(text: str) -> bool:
    """Whether a text holds no half of a surrogate pair, so that it can be kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
