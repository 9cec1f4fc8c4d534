"""Exports of the Sleep and Dream Database (SDDb): three generations of CSV, told apart by their headers.

``Dream Date`` is mostly the day of upload, and is kept as such in the
metadata, not as the date of the dream. Answers that are empty or say that
there was no dream are passed over and counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Final

from noctuary.dream import Dream, Dreamer, Series, SeriesKind
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import Found, IngestOptions, Source
from noctuary.ingest.tables import Row, header, rough_header, rows
from noctuary.ingest.values import DerivedIds, as_id, as_sex

_DATA: Final[dict[str, Any]] = tomllib.loads(
    files("noctuary.ingest").joinpath("data/sddb.toml").read_text(encoding="utf-8")
)
_NO_DREAM: Final = frozenset(_DATA["no_dream"]["answers"])


def recognise(source: Source) -> bool:
    """Whether the file is a table with the columns of one of the generations."""
    return source.path.suffix.lower() == ".csv" and _generation(rough_header(source)) is not None


def _generation(columns: list[str]) -> Mapping[str, str] | None:
    there = set(columns)
    generations: list[dict[str, str]] = _DATA["generation"]
    return next((one for one in generations if {one["text"], one["dreamer"], one["survey"]} <= there), None)


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read surveys as sets, participants as dreamers, and answers as dreams.

    Raises
    ------
    FormatError
        If the columns are those of no known generation.
    """
    generation = _generation(header(source))
    if generation is None:
        raise FormatError(
            f"{source.name} has not the columns of an SDDb export.", "Read it as a table: --as csv"
        )
    ids = DerivedIds()
    told: set[str] = set()
    empty = without_dream = 0
    for row in rows(source):
        if isinstance(row, Problem):
            yield row
            continue
        text = row.cells.get(generation["text"], "")
        if not text.strip():
            empty += 1
        elif text.strip().rstrip(".").lower() in _NO_DREAM:
            without_dream += 1
        else:
            for found in _found(row, text, generation, ids, source, options):
                # Surveys and participants come with each of their dreams, and are told once.
                if isinstance(found, (Series, Dreamer)):
                    key = f"{type(found).__name__} {found.id}"
                    if key in told:
                        continue
                    told.add(key)
                yield found
    if empty or without_dream:
        yield Problem(
            source.name,
            f"{empty} answers are empty and {without_dream} say that there was no dream; they were passed over.",
        )


def _found(
    row: Row,
    text: str,
    generation: Mapping[str, str],
    ids: DerivedIds,
    source: Source,
    options: IngestOptions,
) -> Iterator[Series | Dreamer | Dream | Problem]:
    ours = {name: row.cells.get(theirs, "").strip() for name, theirs in generation.items()}
    survey = options.series or as_id(ours["survey"]) or as_id(source.stem)
    dreamer = as_id(ours["dreamer"]) or None
    # Their names for what becomes a field of its own; the rest is metadata.
    fields = {
        generation[name]
        for name in ("text", "dreamer", "survey", "id", "title", "uploaded")
        if name in generation
    }
    metadata = {name: cell for name, cell in row.cells.items() if cell.strip() and name not in fields}
    if ours["uploaded"]:
        metadata["uploaded"] = ours["uploaded"]
    try:
        dream = Dream(
            id=as_id(ours.get("id", "")) or ids.next(dreamer or "L"),
            text=text,
            series=survey,
            title=ours["title"],
            dreamer=dreamer,
            metadata=metadata,
        )
    except ValueError as error:
        yield Problem(source.at_line(row.line), f"The row was passed over: {error}.")
        return
    yield Series(survey, name=ours["survey"], kind=SeriesKind.SET)
    if dreamer:
        age = ours.get("age", "")
        yield Dreamer(dreamer, as_sex(ours.get("sex", "")), {"age": age} if age else {})
    yield dream
