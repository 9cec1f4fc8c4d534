"""Journals of jrnl, as text (its file on disk and ``--format txt``) and as JSON (``--format json``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time as clock_time
from typing import Any

from noctuary.dates import parse_date
from noctuary.dream import Dream, PartialDate
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import JOURNAL, Found, IngestOptions, Source
from noctuary.ingest.limits import LONGEST, TooLargeError, parse_json
from noctuary.ingest.values import DerivedIds, as_time

_ENCRYPTED = (b"JRNLv3", b"gAAAAA")
_OPENS = re.compile(r"\[(?P<when>[^\]\r\n]{6,40})\] (?P<title>[^\r\n]*)")
# The counts of tags come first, and may fill more than what is looked at.
_JSON_OPENS = re.compile(r'\s*\{\s*"tags"\s*:\s*\{')
_CLOCK = re.compile(r"(?:^|[ T])(\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)$")
_TAG = re.compile(r"(?<!\S)@([-+*#/\w]+)")


@dataclass(frozen=True)
class _When:
    date: PartialDate
    time: clock_time | None

    @property
    def stem(self) -> str:
        """The night and hour as part of an id."""
        # Of a decade (1950s) no part is known.
        date = str(self.date) or "entry"
        return f"{date}-{self.time:%H%M}" if self.time else date


def recognise(source: Source) -> bool:
    """Whether the file is a journal of jrnl: entries headed by a date in brackets, or its JSON, or encrypted."""
    suffix = source.path.suffix.lower()
    if source.raw_opening.startswith(_ENCRYPTED):
        return True
    if suffix == ".json":
        return bool(_JSON_OPENS.match(source.opening)) or all(
            key in source.opening for key in ('"entries"', '"title"', '"body"')
        )
    return suffix in {".txt", ".jrnl", ""} and _opening(source.opening.lstrip("\ufeff\r\n")) is not None


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read each entry as a dream.

    The text of a dream is its title line and its body, as jrnl takes the
    first words for the title; words that begin with ``@`` are its tags.
    """
    if source.raw_opening.startswith(_ENCRYPTED):
        yield Problem(
            source.name, "The journal is encrypted.", "Write it out first: jrnl --format txt > journal.txt"
        )
    elif source.path.suffix.lower() == ".json":
        yield from _from_json(source, options)
    else:
        yield from _from_text(source, options)


def _opening(line: str) -> tuple[_When, str] | None:
    """Return when an entry is from, and its title line, if a line opens one: other brackets are text."""
    found = _OPENS.match(line)
    when = _when(found["when"]) if found else None
    return (when, found["title"]) if found and when else None


def _when(written: str) -> _When | None:
    clock = _CLOCK.search(written)
    date = parse_date(written[: clock.start()] if clock else written)
    if date is None:
        return None
    return _When(PartialDate(date.year, date.month, date.day, written), as_time(clock[1]) if clock else None)


def _from_text(source: Source, options: IngestOptions) -> Iterator[Found]:
    ids = DerivedIds()
    when: _When | None = None
    title = ""
    lines: list[str] = []
    length = 0
    before = False
    for number, line in enumerate(source.lines(), start=1):
        opened = _opening(line)
        if opened is None:
            before = before or (when is None and bool(line.strip()))
            if when:
                lines.append(line)
                length += len(line)
            if length > LONGEST:
                raise TooLargeError(source.at_line(number))
            continue
        if when:
            yield _dream(when, title, "".join(lines), ids, options)
        (when, title), lines, length = opened, [line.partition("] ")[2]], len(line)
    if when:
        yield _dream(when, title, "".join(lines), ids, options)
    if before:
        yield Problem(source.name, "What stands before the first dated entry was passed over.")


def _dream(when: _When, title: str, written: str, ids: DerivedIds, options: IngestOptions) -> Dream:
    # Blank lines part the entries, and a star after the title marks it: neither was dreamt.
    text = written.rstrip()
    starred = title.rstrip().endswith(" *")
    if starred:
        plain = title.rstrip().removesuffix("*").rstrip()
        text = plain + text[len(title.rstrip()) :]
        title = plain
    return Dream(
        id=ids.next(when.stem),
        text=text,
        series=options.series or JOURNAL,
        date=when.date,
        time=when.time,
        title=title.strip(),
        tags=tuple(dict.fromkeys(_TAG.findall(text))),
        metadata={"starred": "yes"} if starred else {},
    )


def _from_json(source: Source, options: IngestOptions) -> Iterator[Found]:
    try:
        entries: Any = parse_json(source.text())["entries"]
        numbered = enumerate(entries, start=1)
    except (ValueError, KeyError, TypeError):
        raise FormatError(
            f"{source.name} is no journal as jrnl writes it.", "Write it anew: jrnl --format json"
        ) from None
    ids = DerivedIds()
    for number, entry in numbered:
        where = f"{source.name}, entry {number}"
        try:
            title, body = str(entry["title"]), str(entry.get("body") or "")
            when = _when(f"{entry['date']} {entry.get('time') or ''}".strip())
            text = f"{title}\n{body}" if body else title
            if when is None or not text.strip():
                yield Problem(
                    where, "The entry has no text, or a date that cannot be read.", "It was passed over."
                )
                continue
            yield Dream(
                id=ids.next(when.stem),
                text=text,
                series=options.series or JOURNAL,
                date=when.date,
                time=when.time,
                title=title,
                tags=tuple(str(tag).removeprefix("@") for tag in entry.get("tags") or ()),
                metadata={"starred": "yes"} if entry.get("starred") else {},
            )
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            yield Problem(where, "The entry is not as jrnl writes it.", "It was passed over.")
