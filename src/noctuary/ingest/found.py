"""What a reader of files finds, and how it is told to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, Dreamer, Night, Series
from noctuary.errors import Problem
from noctuary.ingest.decoding import decode_opening, open_text
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
        """Return the whole file, decoded, line ends as they are."""
        with open_text(self.path, self.encoding) as file:
            return file.read()

    def lines(self) -> Iterator[str]:
        r"""Iterate over the lines, each with its line end; only ``\n`` ends a line."""
        with open_text(self.path, self.encoding) as file:
            yield from file

    def at_line(self, number: int) -> str:
        """Return the place of a line, for problems."""
        return f"{self.name}, line {number}"
