"""Day One: its JSON export, alone or in the zip with the pictures.

Nothing is unpacked to disk. Where the writer was and what the weather was
like come in only when asked for.
"""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zipfile import BadZipFile, ZipFile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from noctuary.dream import Dream, PartialDate
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import JOURNAL, Found, IngestOptions, Source
from noctuary.ingest.limits import LARGEST, parse_json
from noctuary.ingest.values import DerivedIds, as_id

# What a zip raises that is damaged, packed in ways that Python does not know, or locked.
_DAMAGED: Final = (
    BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OverflowError, struct.error, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TITLE = re.compile(r"#{1,6}[ \t]+([^\n]+)")


def recognise(source: Source) -> bool:
    """Whether the file is a zip with a journal in it, or the journal itself, by the keys of its entries."""
    suffix = source.path.suffix.lower()
    if suffix == ".zip":
        try:
            return bool(_journals(source))
        except _DAMAGED:
            return False
    return (
        suffix == ".json"
        and '"entries"' in source.opening
        and ('"creationDate"' in source.opening or '"metadata"' in source.opening)
    )


def _journals(source: Source) -> list[str]:
    with ZipFile(source.path) as archive:
        return sorted(name for name in archive.namelist() if name.lower().endswith(".json"))


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read each entry as a dream, dated by the clock of the place where it was written."""
    if source.path.suffix.lower() != ".zip":
        yield from _entries(source.text(), source.name, options)
        return
    try:
        with ZipFile(source.path) as archive:
            for name in _journals(source):
                where = f"{source.name}, {name}"
                # A zip can claim anything; what counts is what comes out of it.
                with archive.open(name) as file:
                    content = file.read(LARGEST + 1)
                if len(content) > LARGEST:
                    yield Problem(where, "The journal is larger than 64 MB.", "Export it in parts.")
                    continue
                try:
                    journal = content.decode("utf-8-sig")
                except UnicodeDecodeError:
                    yield Problem(where, "It is no journal as Day One exports it.", "Export it as JSON.")
                    continue
                yield from _entries(journal, where, options)
    except _DAMAGED:
        raise FormatError(f"{source.name} is damaged or locked by a password.", "Export it anew.") from None


def _entries(content: str, name: str, options: IngestOptions) -> Iterator[Found]:
    try:
        entries: Any = parse_json(content)["entries"]
        numbered = enumerate(entries, start=1)
    except (ValueError, KeyError, TypeError):
        yield Problem(name, "It is no journal as Day One exports it.", "Export it as JSON.")
        return
    ids = DerivedIds()
    for number, entry in numbered:
        where = f"{name}, entry {number}"
        try:
            yield from _dream(entry, where, ids, options)
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError):
            yield Problem(where, "The entry is not as Day One writes it.", "It was passed over.")


def _dream(entry: Mapping[str, Any], where: str, ids: DerivedIds, options: IngestOptions) -> Iterator[Found]:
    text = _ESCAPED.sub(r"\1", entry["text"]) if entry.get("text") else _rich_text(entry)
    if not text.strip():
        yield Problem(where, "The entry holds no text.", "It was passed over.")
        return
    written, problem = _local(entry, where)
    if problem:
        yield problem
    title = _TITLE.match(text)
    date = PartialDate.of(written.date()) if written else None
    yield Dream(
        id=as_id(str(entry.get("uuid") or ""))
        or ids.of_night(date, otherwise=f"entry-{where.rpartition(' ')[2]}"),
        text=text,
        series=options.series or JOURNAL,
        date=date,
        time=written.time().replace(second=0, microsecond=0) if written else None,
        title=title[1].strip() if title else "",
        tags=tuple(map(str, entry.get("tags") or ())),
        metadata=_metadata(entry, private=options.private),
    )


def _local(entry: Mapping[str, Any], where: str) -> tuple[datetime | None, Problem | None]:
    """Return when the entry was written, by the clock on the wall there."""
    try:
        moment = datetime.fromisoformat(entry["creationDate"])
    except (KeyError, ValueError, TypeError):
        return None, Problem(where, "Its date cannot be read.", "The dream came in undated.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    zone = entry.get("timeZone") or "UTC"
    try:
        return moment.astimezone(ZoneInfo(zone)), None
    # The last hours of the year 9999 are over in the east.
    except (ZoneInfoNotFoundError, ValueError, OSError, OverflowError):
        return moment, Problem(where, "Its time zone is not known here.", "The date is that of Greenwich.")


def _rich_text(entry: Mapping[str, Any]) -> str:
    rich = parse_json(entry.get("richText") or "{}")
    return "".join(str(part.get("text") or "") for part in rich.get("contents") or ())


def _metadata(entry: Mapping[str, Any], *, private: bool) -> dict[str, str]:
    metadata = {"starred": "yes"} if entry.get("starred") else {}
    if not private:
        return metadata
    for kind in ("location", "weather"):
        for name, value in (entry.get(kind) or {}).items():
            if isinstance(value, (str, int, float)):
                metadata[f"{kind}.{name}"] = str(value)
    return metadata
