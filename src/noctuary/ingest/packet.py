r"""Packets that a second reader has coded: the codings alone, of dreams that the library holds.

A packet is JSON lines, Markdown or a table, as :mod:`noctuary.export.packet`
writes it. The codes of a scale stand in one place, with semicolons between
them, and the words that one stands on behind it in quotation marks. ``none``
says that there was nothing; an empty place says nothing. In JSON lines, a
list as in the interchange format does as well.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from noctuary.dream import DreamKey, TextSpan, check_text
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import Found, IngestOptions, Source, as_text, is_file_beside
from noctuary.ingest.limits import parse_json
from noctuary.ingest.tables import rough_header, rows, unguarded
from noctuary.interchange import reading_from_dict
from noctuary.scheme import Scale

_NAMING: Final = frozenset({"series", "id", "text_sha256"})
_NOTHING: Final = frozenset({"none", "nothing", "0", "-", "–"})
_CODE: Final = re.compile(r"(?P<code>[^;\"“”]*)(?:[\"“”](?P<words>[^\"“”]*)[\"“”])?[^;]*(?:;|$)")
_DREAM: Final = re.compile(
    r"^##[ \t]+(?P<number>\d+)[^\n]*\n\s*(?P<fence>~{3,})[^\n]*\n(?P<text>.*?)\r?\n(?P=fence)[ \t]*\r?$"
    r"(?P<codes>.*?)(?=^##[ \t]|\Z)",
    re.DOTALL | re.MULTILINE,
)
_CELL: Final = re.compile(r"^[-*][ \t]+(?P<scale>\w+):(?P<cell>[^\n]*)$", re.MULTILINE)
_NAME: Final = re.compile(r"^  - (\{.*)$", re.MULTILINE)


def recognise(source: Source) -> bool:
    """Whether the file is a packet, by its ending and its head."""
    match source.path.suffix.lower():
        case ".jsonl" | ".ndjson":
            return source.opening.lstrip("\ufeff").startswith('{"record": "packet"')
        case ".md":
            return source.opening.lstrip("\ufeff").replace("\r", "").startswith("---\nnoctuary: packet\n")
        case ".csv":
            return rough_header(source)[:1] == ["packet"]
    return False


@dataclass(frozen=True)
class _Coded:
    """A dream of a packet: its number, what names it, its words, and what was written for each scale.

    The name is ``None`` for a number that was not sent, and holds no id where a key does.
    """

    number: str
    name: Mapping[str, Any] | None
    text: str
    cells: Mapping[str, Any]
    where: str


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read the codings; dreams that nobody has coded yet are counted, and told as one problem.

    Raises
    ------
    FormatError
        If it is not said who coded, or the key to the dreams is missing.
    """
    match source.path.suffix.lower():
        case ".jsonl" | ".ndjson":
            dreams = _of_jsonl(source)
        case ".md":
            dreams = _of_markdown(source)
        case _:
            dreams = _of_csv(source)
    key: Mapping[str, Mapping[str, str]] | None = None
    open_dreams = 0
    for dream in dreams:
        if isinstance(dream, Problem):
            yield dream
            continue
        if not any(_is_coded(dream.cells.get(scale.value)) for scale in Scale):
            open_dreams += 1
            continue
        if options.coder is None:
            raise FormatError(
                f"{source.name} does not say who coded it.",
                "Name the coder with: noctuary import --coder NAME",
            )
        name: Mapping[str, Any] | None = dream.name
        if name is not None and "id" not in name:
            key = key or _key(source)
            name = key.get(dream.number)
        if name is None:
            yield Problem(
                dream.where, "The packet was sent with no such number.", "Leave the numbers as they were."
            )
            continue
        if missing := _NAMING - name.keys():
            yield Problem(
                dream.where,
                f"It does not say which dream this is: {', '.join(sorted(missing))} is missing.",
                "Put back what was there when it was sent.",
            )
            continue
        yield from _reading(dream, name, options)
    if open_dreams:
        yield Problem(
            source.name, f"{open_dreams} of its dreams are not coded yet.", "Bring it in again when they are."
        )


def _is_coded(cell: Any) -> bool:
    return isinstance(cell, list) or bool(str(cell or "").strip())


def _reading(dream: _Coded, name: Mapping[str, Any], options: IngestOptions) -> Iterator[Found]:
    assert options.coder is not None
    sha256 = str(name["text_sha256"])
    unaltered = hashlib.sha256(dream.text.encode()).hexdigest() == sha256
    line: dict[str, Any] = {"text_sha256": sha256, "scales": []}
    lost = 0
    for scale in Scale:
        cell = dream.cells.get(scale.value)
        if not _is_coded(cell):
            continue
        line["scales"].append(scale.value)
        if isinstance(cell, list):
            line[scale.value] = cell
            continue
        entries = list(_entries(str(cell)))
        places = [_place(words, dream.text) if unaltered else [] for _, words in entries]
        lost += sum(bool(words) and not place for (_, words), place in zip(entries, places, strict=True))
        line[scale.value] = [code for code, _ in entries]
        line[f"{scale.value}_evidence"] = [{"evidence": place} for place in places]
    try:
        key = DreamKey(str(name["series"]), str(name["id"]))
        reading, problems = reading_from_dict(line, key, reader=options.coder, where=dream.where)
    except (ValueError, RecursionError):
        yield Problem(
            dream.where,
            "What says which dream this is was changed.",
            "Put back what was there when it was sent.",
        )
        return
    yield reading
    yield from problems
    if lost:
        yield Problem(
            dream.where,
            f"The words given for {lost} of its codes are not in the dream; the codes came in without them.",
            "Quote a dream just as it is written.",
        )


def _entries(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the codes of a cell, each with the words that were quoted for it."""
    if cell.strip().casefold() in _NOTHING:
        return
    for found in _CODE.finditer(cell):
        if found.group().strip(" \t\r\n;"):
            yield found["code"].strip(), (found["words"] or "").strip()


def _place(words: str, text: str) -> list[TextSpan]:
    """Return where words first stand in a text; nowhere, if there are none."""
    start = text.find(words) if words else -1
    return [TextSpan(start, start + len(words))] if start >= 0 else []


def _of_jsonl(source: Source) -> Iterator[_Coded | Problem]:
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        where = source.at_line(number)
        try:
            record = parse_json(line.lstrip("\ufeff"))
            if record.get("record") == "packet":
                continue
            text = str(record["report"])
            check_text("report", text)
            dream = _Coded(str(record["packet"]), record, text, record, where)
        except (ValueError, KeyError, AttributeError, RecursionError):
            yield Problem(where, "The line is no dream of a packet.", "Each line holds one whole object.")
        else:
            yield dream


def _of_markdown(source: Source) -> Iterator[_Coded | Problem]:
    text = source.text().lstrip("\ufeff")
    names = _names(text.partition("\n---")[0], source)
    for found in _DREAM.finditer(text):
        cells = {cell["scale"]: cell["cell"].strip() for cell in _CELL.finditer(found["codes"])}
        number = found["number"]
        yield _Coded(number, names.get(number), found["text"], cells, f"{source.name}, dream {number}")


def _names(head: str, source: Source) -> dict[str, dict[str, Any]]:
    try:
        names = [parse_json(line) for line in _NAME.findall(head)]
        return {str(name["packet"]): name for name in names}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FormatError(
            f"The head of {source.name} was changed, and can no longer be read.",
            "Put back what stood between the first lines of hyphens.",
        ) from None


def _of_csv(source: Source) -> Iterator[_Coded | Problem]:
    for row in rows(source):
        if isinstance(row, Problem):
            yield row
        elif number := row.cells.get("packet", "").strip():
            cells = {name: unguarded(cell) for name, cell in row.cells.items()}
            yield _Coded(number, cells, cells.get("report", ""), cells, source.at_line(row.line))


def _key(source: Source) -> dict[str, Mapping[str, str]]:
    path: Path = source.path.with_name(f"{source.path.stem}.key.csv")
    name = as_text(path.name)
    if not is_file_beside(path):
        raise FormatError(
            f"{source.name} does not say which dreams it holds, and its key is not beside it.",
            f"Put {name} into the same folder.",
        )
    key = rows(Source(path, name, encoding="utf-8"))
    return {row.cells.get("packet", ""): row.cells for row in key if not isinstance(row, Problem)}
