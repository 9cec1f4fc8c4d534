"""DreamBank's coded dreams as XML: collections of dreams, each with the codes that people gave it.

``dreambank > collection* > dream*``; a dream has a number, perhaps a date, its
codings and its report. Note that ``sex`` is the dreamer's sex in a collection
and a sexual interaction in codings. Characters that XML cannot hold stand in
a report marked ``escaped="json"``, as in a JSON string.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dates import parse_date
from noctuary.dream import Dream, DreamKey, PartialDate, Series, SeriesKind
from noctuary.errors import FormatError, NotationError, Problem
from noctuary.ingest.collections import facts_of, scales_of
from noctuary.ingest.dreambank import years_of
from noctuary.ingest.found import Found, IngestOptions, Source
from noctuary.ingest.limits import LONGEST, TooLargeError, parse_json
from noctuary.ingest.values import as_id, as_sex
from noctuary.scheme import Scale, parse_leniently
from noctuary.scheme.symbols import GRAMMAR, Grammar

_ELEMENTS: Final = {
    "char": Scale.CHARACTERS,
    "agg": Scale.AGGRESSION,
    "fri": Scale.FRIENDLINESS,
    "sex": Scale.SEXUALITY,
    "act": Scale.ACTIVITIES,
    "mf": Scale.MISFORTUNE,
    "gf": Scale.GOOD_FORTUNE,
    "succ": Scale.SUCCESS,
    "fail": Scale.FAILURE,
    "emot": Scale.EMOTIONS,
    "set": Scale.SETTINGS,
    "obj": Scale.OBJECTS,
    "mod": Scale.MODIFIERS,
}
# A code stands in its scale, codings, dream, collection and the whole.
_DEEPEST: Final = 50
_ABOUT_COLLECTION = frozenset({"id", "name", "type", "sex", "age", "time"})


def recognise(source: Source) -> bool:
    """Whether the file is XML that opens with DreamBank's element."""
    return source.path.suffix.lower() == ".xml" and "<dreambank" in source.opening


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read collections as series, dreams, and codings as readings, one dream at a time.

    Raises
    ------
    FormatError
        If the file is no well-formed XML from some place on, or declares entities.
    """
    try:
        yield from _read(source, options)
    except ParseError as error:
        line, column = error.position
        raise FormatError(
            f"{source.name} is no well-formed XML from line {line}, column {column} on.",
            "What stands before was read.",
        ) from None
    except DefusedXmlException:
        raise FormatError(
            f"{source.name} declares XML entities, which can be used to do harm.", "Remove its DOCTYPE."
        ) from None
    except (LookupError, ValueError):
        # What the parser raises for the name of an encoding that it does not know; all else is caught below.
        raise FormatError(
            f"{source.name} is in an encoding that cannot be read.", "Write it anew in UTF-8."
        ) from None


def _read(source: Source, options: IngestOptions) -> Iterator[Found]:
    about: dict[str, str] = {}
    told: set[str] = set()
    for dream in _dreams(source, about):
        collection = as_id(about.get("id", "")) or as_id(source.stem)
        series = options.series or collection
        if series not in told:
            told.add(series)
            yield _series(series, about)
        try:
            found = [*_found(dream, collection, series, about, source)]
        except (ValueError, RecursionError):
            where = f"{source.name}, the collection {collection}"
            yield Problem(where, "A dream is not as Noctuary writes it.", "It was passed over.")
        else:
            yield from found


@dataclass(slots=True)
class _Pieces:
    """A file as the parser reads it, piece by piece: it may not go on without the end of a dream."""

    file: BinaryIO
    name: str
    length: int = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self.file.read(size)
        self.length += len(piece)
        if self.length > LONGEST:
            raise TooLargeError(self.name, "It goes on for more than 16 MB without the end of a dream.")
        return piece


def _dreams(source: Source, about: dict[str, str]) -> Iterator[Element]:
    """Iterate over the dream elements; `about` holds what the collection of each says of itself."""
    path: list[Element] = []
    # Opened as bytes: XML declares its own encoding.
    with source.path.open("rb") as file:
        pieces = _Pieces(file, source.name)
        for event, element in iterparse(pieces, events=("start", "end")):
            if event == "start":
                path.append(element)
                if len(path) > _DEEPEST:
                    raise FormatError(
                        f"{source.name} has more than {_DEEPEST} elements within one another.",
                        "Export it anew.",
                    )
                if element.tag == "collection":
                    about.clear()
                continue
            path.pop()
            if not path or path[-1].tag != "collection":
                continue
            if element.tag == "dream":
                yield element
                # What was read goes, so that memory stays flat.
                path[-1].clear()
                pieces.length = 0
            elif element.tag in _ABOUT_COLLECTION:
                about[element.tag] = _text_of(element).strip()


def _series(series: str, about: dict[str, str]) -> Series:
    kind = SeriesKind.SET if about.get("type") == "set" else SeriesKind.SERIES
    return Series(
        series,
        name=about.get("name", ""),
        kind=kind,
        sex=as_sex(about.get("sex", "")),
        dreamer=series if kind is SeriesKind.SERIES else None,
        metadata={name: about[name] for name in ("age", "time") if about.get(name)},
    )


def _found(
    element: Element, collection: str, series: str, about: dict[str, str], source: Source
) -> Iterator[Found]:
    number = as_id(_text_of(element.find("number")))
    where = f"{source.name}, dream {number or 'without number'} of {collection}"
    if not number:
        yield Problem(where, "The dream has no number.", "It was passed over.")
        return
    report = element.find("report")
    text = _text_of(report)
    if report is None or (not text.strip() and "escaped" not in report.attrib):
        yield Problem(where, "The report is missing.", "The dream was passed over.")
        return
    date = element.find("date")
    facts = facts_of(text, _text_of(date), years=years_of(about.get("time", "")), collection=collection)
    yield Dream(
        id=number,
        text=text,
        series=series,
        date=facts.date if date is None or date.get("iso") is None else _exact_date(date),
        title=facts.title,
        metadata=facts.metadata,
    )
    codings = element.find("codings")
    if codings is not None:
        yield from _reading(codings, DreamKey(series, number), collection, where)


def _exact_date(date: Element) -> PartialDate | None:
    """Return the date as Noctuary wrote it: its known parts beside what the source gave."""
    iso, written = date.get("iso", ""), _text_of(date)
    known = parse_date(iso) or PartialDate()
    if not iso and not written:
        return None
    return PartialDate(known.year, known.month, known.day, "" if written == iso else written)


def _text_of(element: Element | None) -> str:
    text = (element.text or "") if element is not None else ""
    if element is not None and element.get("escaped") == "json":
        return str(parse_json(f'"{text}"'))
    return text


def _reading(codings: Element, dream: DreamKey, collection: str, where: str) -> Iterator[Reading | Problem]:
    scales = scales_of(collection)
    if (listed := codings.get("scales")) is not None:
        scales = tuple(Scale(name) for name in listed.split() if name in set(Scale))
    found: list[Coding] = []
    for place, entry in enumerate(codings, start=1):
        scale = _ELEMENTS.get(entry.tag)
        if scale is None:
            yield Problem(where, f"Coding {place} is of a kind that the scheme does not hold.")
        elif scale in scales:
            try:
                found.append(Coding(parse_leniently(_notation(entry, scale), scale)))
            except NotationError as error:
                # What stands there may be words of the dream, so it is not quoted.
                yield Problem(where, f"Coding {place} ({scale}) is no valid code.", error.hint)
    yield Reading(dream, _reader(codings, collection), tuple(found), scales)


def _reader(codings: Element, collection: str) -> Reader:
    return Reader(
        codings.get("reader") or f"{collection} coders",
        codings.get("version") or "1",
        ReaderKind(codings.get("kind") or ReaderKind.PERSON),
    )


def _notation(entry: Element, scale: Scale) -> str:
    def part(name: str) -> str:
        return (entry.findtext(name) or "").strip()

    match GRAMMAR[scale]:
        case Grammar.SYMBOL:
            return (entry.text or "").strip()
        case Grammar.ACTOR:
            return part("char") or (entry.text or "").strip()
        case Grammar.HOLDER:
            return f"{part('code')} {part('char')}"
        case _:
            return f"{part('init')} {part('code')} {part('rec')}"
