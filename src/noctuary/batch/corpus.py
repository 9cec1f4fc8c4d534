"""Reading a whole corpus: dreams in, codings out, each dream with exactly one outcome."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Series, Sex
from noctuary.durable import publish
from noctuary.errors import InputError, MissingExtraError, Problem
from noctuary.export.files import csv_writer, new_file, new_folder_beside
from noctuary.ingest import Found
from noctuary.interchange import dream_to_dict, dumps, reading_to_dict
from noctuary.readers import DreamReader

#: Takes a dream, its reading and the dreamer's sex.
Sink = Callable[[Dream, Reading, Sex | None], None]


@dataclass(slots=True)
class CorpusReport:
    """What became of a corpus.

    Parameters
    ----------
    read
        How many dreams were read and written.
    problems
        What was flawed in the files. A dream that could not be taken is here; no dream is in neither place.
    """

    read: int = 0
    problems: list[Problem] = field(default_factory=list)


def code_corpus(
    found: Iterable[Found], reader: DreamReader, sink: Sink, *, progress: Callable[[int], None] | None = None
) -> CorpusReport:
    """Read every dream of a corpus and hand each reading to `sink`, in order. Memory stays flat.

    Parameters
    ----------
    found
        As :func:`noctuary.ingest.read_paths` yields it.
    reader
        Who reads.
    sink
        Where readings go: see :func:`open_sink`.
    progress
        Told the number of dreams read, after each.
    """
    report = CorpusReport()
    sexes: dict[str, Sex | None] = {}
    waiting: deque[Dream] = deque()

    def dreams() -> Iterator[Dream]:
        for each in found:
            match each:
                case Dream():
                    waiting.append(each)
                    yield each
                case Series() | Dreamer():
                    sexes[each.id] = each.sex
                case Problem():
                    report.problems.append(each)

    for reading in reader.read_many(dreams()):
        # A reader may look ahead; its readings come in the order of the dreams all the same.
        dream = waiting.popleft()
        assert reading.dream == dream.key
        sex = sexes.get(dream.dreamer or "") or sexes.get(dream.series)
        sink(dream, reading, sex)
        report.read += 1
        if progress:
            progress(report.read)
    return report


def open_sink(path: Path, *, force: bool = False) -> AbstractContextManager[Sink]:
    """Open a file for readings; what it holds is told by its ending.

    ``.jsonl`` is the interchange format, one dream a line; ``.csv`` and ``.parquet`` have one row a code,
    with the offsets of the words it stands on but not the words; a dream without codes has one row that names it
    alone. Nothing stands at `path` until all is written.

    Raises
    ------
    InputError
        If the ending is unknown, or the file is there already and `force` is not given.
    MissingExtraError
        For Parquet without the extra `research`.
    """
    match path.suffix.lower():
        case ".jsonl":
            return _jsonl(path, force=force)
        case ".csv":
            return _csv(path, force=force)
        case ".parquet":
            return _parquet(path, force=force)
        case other:
            raise InputError(
                f"Noctuary cannot tell from {other or 'no ending'!r} how to write {path.name}.",
                "End the name in .jsonl, .csv or .parquet.",
            )


@contextmanager
def _jsonl(path: Path, *, force: bool) -> Iterator[Sink]:
    with new_file(path, force=force) as file:
        yield lambda dream, reading, sex: _write_line(file.write, dream, reading, sex)


def _write_line(write: Callable[[str], Any], dream: Dream, reading: Reading, sex: Sex | None) -> None:
    write(dumps(dream_to_dict(dream, sex=sex) | reading_to_dict(reading)) + "\n")


#: A row of a table of codings.
Row = tuple[str | float | None, ...]

#: What a row says of a code, in order; a dream without codes has one row that names it alone.
COLUMNS: Final = (
    "collection",
    "id",
    "scale",
    "code",
    "class",
    "actor",
    "direction",
    "recipient",
    "evidence",
    "confidence",
    "established",
)


def rows(reading: Reading) -> Iterator[Row]:
    """Return a reading as rows of a table, one a code, with :data:`COLUMNS`."""
    key: DreamKey = reading.dream
    if not reading.codings:
        yield row_without_codes(key)
    for coding in reading.codings:
        code = coding.code
        yield (
            key.series,
            key.id,
            code.scale.value,
            str(code),
            code.symbol,
            code.actor,
            code.direction,
            code.recipient,
            json.dumps(coding.evidence, separators=(",", ":")),
            coding.confidence,
            coding.established or None,
        )


def row_without_codes(key: DreamKey) -> Row:
    """Return the row of a dream of which there is nothing to say but its name."""
    return (key.series, key.id, *[None] * (len(COLUMNS) - 2))


@contextmanager
def _csv(path: Path, *, force: bool) -> Iterator[Sink]:
    with new_file(path, force=force) as file:
        table = csv_writer(file)
        table.writerow(COLUMNS)
        yield lambda _dream, reading, _sex: table.writerows(rows(reading))


@contextmanager
def _parquet(path: Path, *, force: bool) -> Iterator[Sink]:
    try:
        import polars as pl  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("Writing Parquet", "polars", "research") from None
    if path.exists() and not force:
        raise InputError(f"{path} is there already.", "Choose another name, or add --force to replace it.")
    # By way of a table in text, which polars turns into Parquet piece by piece: a corpus need not fit into memory.
    with new_folder_beside(path) as folder:
        with _csv(folder / "codings.csv", force=False) as sink:
            yield sink
        types = dict.fromkeys(COLUMNS, pl.String) | {"confidence": pl.Float64}
        pl.scan_csv(folder / "codings.csv", schema=types).sink_parquet(folder / "part")
        publish(folder / "part", path)
