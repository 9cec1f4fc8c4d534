"""What a reader of files finds, and how it is told to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, Dreamer, Night, Series
from noctuary.errors import Problem
from noctuary.ingest.decoding import NotTextError, decode_opening, find_encoding, is_whole, open_text
from noctuary.ingest.limits import LARGEST, LONGEST, TooLargeError
from noctuary.statements import Statement

Found = Series | Dreamer | Dream | Night | Reading | Statement | Problem

JOURNAL = "journal"


@dataclass(frozen=True, kw_only=True)
class IngestOptions:
    """How files are read.

    Parameters
    ----------
    series
        The series that all dreams go to, whatever the files say.
    columns
        Columns of a table, ours by theirs: ``{"text": "What I dreamt"}``. Ours are text, id, date, time,
        dreamer, series, title, tags, lucidity, reflection, sex. Those not named are guessed by their headers.
    heading
        A regular expression: the headings of a note that each open a dream. A group in it holds the title.
    encoding
        Of the files; found out when not given.
    private
        Whether to bring in where the dreamer was and what the weather was like.
    coder
        Who made the codings of a file that does not say.
    """

    series: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    heading: str | None = None
    encoding: str | None = None
    private: bool = False
    coder: Reader | None = None


def as_text(name: str) -> str:
    r"""Return a file's name as text: bytes of it that are none stand as ``\ufffd``.

    Examples
    --------
    >>> as_text("2020-01-31.md")
    '2020-01-31.md'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_file_beside(path: Path) -> bool:
    """Whether a file lies where another says: no link, which may lead anywhere, and nothing that never ends."""
    return path.is_file() and not path.is_symlink()


@dataclass(frozen=True)
class Source:
    """One file, and what it is called in messages.

    Parameters
    ----------
    path
        Where it lies.
    name
        Its name for people: relative to the folder that was named.
    folder
        The name of the folder that was brought in; empty for a file named by itself.
    encoding
        As told; ``None`` to find out.
    """

    path: Path
    name: str
    folder: str = ""
    encoding: str | None = None

    @property
    def stem(self) -> str:
        """The name of the file without its ending, as text."""
        return as_text(self.path.stem)

    @cached_property
    def raw_opening(self) -> bytes:
        """The first 8 KiB."""
        with self.path.open("rb") as file:
            return file.read(8192)

    @cached_property
    def opening(self) -> str:
        """The first 8 KiB as text, roughly decoded: to recognise by, not to keep."""
        return decode_opening(self.raw_opening, self.encoding)

    def text(self) -> str:
        """Return the whole file, decoded, line ends as they are.

        Raises
        ------
        TooLargeError
            If it is larger than :data:`LARGEST`.
        """
        if self.path.stat().st_size > LARGEST:
            raise TooLargeError(self.name, "It is larger than 64 MB.")
        with open_text(self.path, self._encoding) as file:
            return self._whole(file.read())

    def lines(self) -> Iterator[str]:
        r"""Iterate over the lines, each with its line end; only ``\n`` ends a line.

        Raises
        ------
        TooLargeError
            If a line is longer than :data:`LONGEST`.
        """
        with open_text(self.path, self._encoding) as file:
            for number, line in enumerate(iter(partial(file.readline, LONGEST), ""), start=1):
                if len(line) == LONGEST:
                    raise TooLargeError(self.at_line(number))
                yield self._whole(line)

    @cached_property
    def _encoding(self) -> str:
        """The encoding as told, or as found: once, since the whole file is looked at."""
        return self.encoding or find_encoding(self.path)

    def _whole(self, text: str) -> str:
        """Return text that can be kept: some encodings spell halves of a surrogate pair."""
        if self.encoding not in (None, "utf-8") and not is_whole(text):
            raise NotTextError(
                f"{self.name} holds halves of characters.", "Name another encoding, or leave --encoding out."
            )
        return text

    def at_line(self, number: int) -> str:
        """Return the place of a line, for problems."""
        return f"{self.name}, line {number}"
