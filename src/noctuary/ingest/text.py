"""Plain text: one file, one dream, whole and unaltered."""

from __future__ import annotations

from collections.abc import Iterator

from noctuary.dream import Dream
from noctuary.errors import Problem
from noctuary.ingest.found import JOURNAL, Found, IngestOptions, Source
from noctuary.ingest.values import as_id, date_of_file


def recognise(source: Source) -> bool:
    """Whether the file is plain text, by its name."""
    return source.path.suffix.lower() in {".txt", ".text"}


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read the file as one dream; its name without the ending is the id, and the date where it is one."""
    text = source.text()
    if not text.strip():
        yield Problem(source.name, "The file holds no text.", "It was passed over.")
        return
    yield Dream(
        id=as_id(source.stem) or "dream",
        text=text,
        series=options.series or as_id(source.folder) or JOURNAL,
        date=date_of_file(source.path),
    )
