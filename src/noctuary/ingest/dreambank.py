"""DreamBank series as TSV, each beside a JSON file that describes it.

The text is the ``dream`` cell as it stands, head included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from noctuary.dream import Dream, Dreamer, Series, SeriesKind, check_text
from noctuary.errors import Problem
from noctuary.ingest.collections import dreamer_of, facts_of, kind_of, says_no_date
from noctuary.ingest.found import Found, IngestOptions, Source, as_text, is_file_beside
from noctuary.ingest.limits import parse_json
from noctuary.ingest.tables import rough_header, rows
from noctuary.ingest.values import as_id, as_sex

_HEADERS = (["n", "date", "dream"], ["n", "dream"])
_YEAR = re.compile(r"(\d{4})(s?)")


def recognise(source: Source) -> bool:
    """Whether the file is a DreamBank series, by its columns."""
    return source.path.suffix.lower() == ".tsv" and rough_header(source) in _HEADERS


def describes_series(path: Path) -> bool:
    """Whether a JSON file is the description of a series that lies beside it."""
    return path.suffix.lower() == ".json" and path.with_suffix(".tsv").exists()


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read a series, its dreamers and its dreams."""
    described, problem = _description(source)
    if problem:
        yield problem
    collection = as_id(described.get("short_name", "")) or as_id(source.stem)
    name = options.series or collection
    sex = as_sex(described.get("sex", ""))
    kind = kind_of(collection)
    years = years_of(described.get("timeframe", ""))
    yield Series(
        name,
        name=described.get("long_name", ""),
        kind=kind,
        sex=sex,
        dreamer=name if kind is SeriesKind.SERIES else None,
        description=described.get("description", ""),
        metadata={key: described[key] for key in ("timeframe", "n_dreams") if described.get(key)},
    )
    if kind is SeriesKind.SERIES:
        yield Dreamer(name, sex)
    dreamers: set[str] = set()
    for row in rows(source):
        if isinstance(row, Problem):
            yield row
            continue
        where = source.at_line(row.line)
        text = row.cells.get("dream", "")
        if not text.strip():
            yield Problem(where, "The row holds no dream text.", "It was passed over.")
            continue
        facts = facts_of(text, row.cells.get("date", ""), years=years, collection=collection)
        number = as_id(row.cells.get("n", "")) or f"L{row.line}"
        head = facts.metadata.get("head", "")
        if row.cells.get("date") and facts.date is None and not says_no_date(row.cells["date"]):
            yield Problem(where, f"The date of dream {number} cannot be read; it is kept as metadata.")
        dreamer = dreamer_of(collection, number, head)
        if dreamer and dreamer not in dreamers:
            dreamers.add(dreamer)
            yield Dreamer(dreamer, sex)
        yield Dream(
            id=number,
            text=text,
            series=name,
            date=facts.date,
            title=facts.title,
            dreamer=dreamer,
            metadata=facts.metadata,
        )


def _description(source: Source) -> tuple[Mapping[str, str], Problem | None]:
    path = source.path.with_suffix(".json")
    if not is_file_beside(path):
        return {}, None
    name = as_text(path.name)
    try:
        described: Any = parse_json(Source(path, name, encoding="utf-8").text())
        if not isinstance(described, dict):
            return {}, Problem(name, "It holds no description of a series.", "It was passed over.")
        texts = {str(key): str(value) for key, value in described.items()}
        check_text("description", *texts, *texts.values())
    except (ValueError, RecursionError):
        return {}, Problem(name, "The description of the series is no valid JSON.", "It was passed over.")
    return texts, None


def years_of(timeframe: str) -> tuple[int, int] | None:
    """Return the first and last year of a span as DreamBank writes it; ``None`` where it names none.

    Examples
    --------
    >>> years_of("1940s-1950s"), years_of("mid-1990s"), years_of("?")
    ((1940, 1959), (1990, 1999), None)
    """
    named = [(int(year), int(year) + (9 if decade else 0)) for year, decade in _YEAR.findall(timeframe)]
    return (named[0][0], named[-1][1]) if named else None
