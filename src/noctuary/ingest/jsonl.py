"""The interchange format, one JSON object a line: dreams with their codings, and what else a library holds.

A line with a ``record`` says of which kind it is; every other line is a dream.
The codings of a dream stand in its own line, or, where several readers read
it, in a list of ``readings``, the current one first. A line that holds codings
and no report is of a dream that is told elsewhere.

=================  ===========================================================================
``record``         beside it stand
=================  ===========================================================================
``series``         ``id``, ``name``, ``kind``, ``sex``, ``dreamer``, ``description``,
                   ``metadata``
``dreamer``        ``id``, ``sex``, ``metadata``
``night``          ``series``, ``date_parts``, ``date_written``, ``dreams``, ``note``
``cast``           ``series``, ``name``, ``aliases``, ``relation``, ``sex``, ``identity``,
                   ``age``, ``since``, ``confirmed_at``: somebody on the cast list
``cast in dream``  ``series``, ``dream``, ``name``, ``means``: whom a name, in lower case,
                   means in one dream; empty for nobody on the cast list
``cast apart``     ``series``, ``names``: two names, in lower case, of two people
``motif``          ``series``, ``dream``, ``name``, ``holds``, ``said_at``
``rhyme``          ``dreams`` (each a ``series`` and a ``dream``), ``same``, ``said_at``
``norm``           ``name``, ``document`` (the text of its file), ``made_at``
=================  ===========================================================================

A line of another kind is passed over, and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from noctuary.coding import Reader, ReaderKind
from noctuary.dream import Dreamer, DreamKey, Night, Series, SeriesKind
from noctuary.errors import Problem
from noctuary.ingest.collections import kind_of
from noctuary.ingest.found import Found, IngestOptions, Source
from noctuary.ingest.limits import parse_json
from noctuary.ingest.values import as_id, as_sex
from noctuary.interchange import date_of_parts, dream_from_dict, reader_from_dict, reading_from_dict
from noctuary.scheme import Scale
from noctuary.statements import RECORDS, statement_from_dict

_CODED = frozenset({"scales", *(scale.value for scale in Scale)})
_REPORT = frozenset({"report", "text"})
_NOBODY = Reader("nobody")
# What a line that does not fit makes the standard library raise.
_UNFIT = (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError)


def recognise(source: Source) -> bool:
    """Whether the file holds JSON lines, by its name."""
    return source.path.suffix.lower() in {".jsonl", ".ndjson"}


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read the records line by line; a line that does not fit is a problem."""
    lines = _Lines(as_id(source.stem) or "journal", options.series, options.coder)
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        where = source.at_line(number)
        try:
            record = parse_json(line)
        except ValueError:
            yield Problem(where, "The line is no valid JSON.", "Each line holds one whole object.")
            continue
        if not isinstance(record, dict):
            yield Problem(where, "The line holds no object.", "Each line holds one whole object.")
            continue
        try:
            # A list, so that a line comes in as a whole or not at all.
            found = list(lines.read(record, where, number))
        except _UNFIT as error:
            yield Problem(where, f"The line does not fit the interchange format: {_fact(error)}.")
        else:
            yield from found
    if lines.nameless:
        yield Problem(
            source.name,
            f"Nothing says who made its codings; {lines.nameless} were passed over.",
            "Name the coder with: noctuary import --coder NAME",
        )


def _fact(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it has no {error.args[0]!r}"
    # Other messages of the standard library may quote the line.
    return "a value is of the wrong kind"


@dataclass
class _Lines:
    """The lines of one file, and what was told already."""

    stem: str
    series: str | None
    coder: Reader | None
    #: Codings without a report of which nobody is named as the coder.
    nameless: int = 0
    told_series: set[str] = field(default_factory=set)
    told_dreamers: set[str] = field(default_factory=set)

    def read(self, record: Mapping[str, Any], where: str, number: int) -> Iterator[Found]:
        match record.get("record"):
            case "series":
                yield self._series(record)
            case "dreamer":
                self.told_dreamers.add(str(record["id"]))
                yield Dreamer(
                    str(record["id"]), as_sex(record.get("sex") or ""), _texts(record.get("metadata"))
                )
            case "night":
                date = date_of_parts(record["date_parts"], record.get("date_written", ""))
                dreams = tuple(map(str, record.get("dreams", ())))
                yield Night(self.series or record["series"], date, dreams, record.get("note", ""))
            case kind if isinstance(kind, str) and kind in RECORDS:
                yield statement_from_dict(record, series=self.series)
            case str():
                fact = "The line is of a kind that this version does not know; it was passed over."
                yield Problem(where, fact, "A newer version of Noctuary may read it.")
            case _ if not _REPORT & record.keys() and (_CODED | {"readings"}) & record.keys():
                yield from self._codings(record, where)
            case _:
                yield from self._dream(record, where, number)

    def _series(self, record: Mapping[str, Any]) -> Series:
        series = self.series or str(record["id"])
        self.told_series.add(series)
        return Series(
            series,
            name=record.get("name", ""),
            kind=SeriesKind(record.get("kind", "series")),
            sex=as_sex(record.get("sex") or ""),
            dreamer=record.get("dreamer"),
            description=record.get("description", ""),
            metadata=_texts(record.get("metadata")),
        )

    def _dream(self, record: Mapping[str, Any], where: str, number: int) -> Iterator[Found]:
        numbered = record if record.get("id") not in (None, "") else {**record, "id": f"L{number}"}
        dream = dream_from_dict(numbered, series=self.stem)
        collection = dream.series
        if self.series:
            dream = replace(dream, series=self.series)
        sex = as_sex(record.get("dreamer_sex") or "")
        if dream.series not in self.told_series:
            self.told_series.add(dream.series)
            yield Series(dream.series, kind=kind_of(collection), sex=sex)
        if dream.dreamer and dream.dreamer not in self.told_dreamers:
            self.told_dreamers.add(dream.dreamer)
            yield Dreamer(dream.dreamer, sex)
        yield dream
        coders = self.coder or Reader(f"{collection} coders", kind=ReaderKind.PERSON)
        for coded in _readings_of(record):
            # The report stands in the same line: it is the text that was coded.
            told = {"text_sha256": dream.text_sha256, **coded}
            reading, problems = reading_from_dict(told, dream.key, reader=coders, where=where)
            yield reading
            yield from problems

    def _codings(self, record: Mapping[str, Any], where: str) -> Iterator[Found]:
        # Without a series, the dream is the one that has this id.
        series = self.series or str(record.get("collection") or record.get("series") or "")
        if record.get("id") in (None, ""):
            raise KeyError("id")
        key = DreamKey(series, str(record["id"]))
        for coded in _readings_of(record):
            coder = reader_from_dict(coded, default=self.coder or _NOBODY)
            if coder is _NOBODY:
                self.nameless += 1
                continue
            reading, problems = reading_from_dict(coded, key, reader=coder, where=where)
            yield reading
            yield from problems


def _readings_of(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # The latest reading counts, so the current one comes in last.
    return [*reversed(record.get("readings") or ([record] if _CODED & record.keys() else []))]


def _texts(metadata: Mapping[str, Any] | None) -> dict[str, str]:
    return {str(name): str(value) for name, value in (metadata or {}).items()}
