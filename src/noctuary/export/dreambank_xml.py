"""Coded dreams as XML in DreamBank's shape, so that they can be laid beside the hand codings there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Final, TextIO
from xml.sax.saxutils import escape, quoteattr

from noctuary.coding import ReaderKind, Reading, is_correction, together
from noctuary.dream import Dream, Series, SeriesKind, Sex
from noctuary.export.contents import Contents, Written
from noctuary.export.files import new_file
from noctuary.scheme import Code, Scale
from noctuary.scheme.symbols import GRAMMAR, Grammar

_ELEMENTS: Final = {
    Scale.CHARACTERS: "char",
    Scale.AGGRESSION: "agg",
    Scale.FRIENDLINESS: "fri",
    Scale.SEXUALITY: "sex",
    Scale.ACTIVITIES: "act",
    Scale.MISFORTUNE: "mf",
    Scale.GOOD_FORTUNE: "gf",
    Scale.SUCCESS: "succ",
    Scale.FAILURE: "fail",
    Scale.EMOTIONS: "emot",
    Scale.SETTINGS: "set",
    Scale.OBJECTS: "obj",
    Scale.MODIFIERS: "mod",
}
_SEXES: Final = {Sex.FEMALE: "F", Sex.MALE: "M", None: ""}
# What no XML 1.0 file may hold, however escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_dreambank_xml(path: Path, contents: Contents, *, force: bool = False) -> Written:
    """Write dreams and codings as ``dreambank > collection* > dream*``.

    A dream carries one reading: the first by a person, else the first; a
    dream that nobody read has no ``codings``, and one in which nothing was
    found has empty ones. Activities, settings, objects and modifiers, for
    which DreamBank's file has no elements, stand as ``act``, ``set``, ``obj``
    and ``mod``; attributes say who coded which scales. Texts, ids and dates
    come back as they were; a text with signs that XML cannot hold is written
    as in a JSON string and marked ``escaped="json"``. Titles, tags, ratings
    and nights have no place here.

    Parameters
    ----------
    path
        The file to write.
    contents
        What to write; the dreams of one series stand together.
    force
        Whether to replace a file that is there.

    Raises
    ------
    InputError
        If the file is there and `force` is not given.
    """
    known = {series.id: series for series in contents.series}
    dreams = readings = 0
    with new_file(path, force=force) as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<dreambank>\n')
        for id_, group in groupby(contents.dreams, key=lambda pair: pair[0].series):
            _write_collection_head(file, known.get(id_) or Series(id_))
            for dream, read in group:
                dreams += 1
                readings += bool(read)
                _write_dream(file, dream, _reading(read))
            file.write("</collection>\n")
        file.write("</dreambank>\n")
    return Written(dreams, readings)


def _write_collection_head(file: TextIO, series: Series) -> None:
    about = {
        "id": series.id,
        "name": series.name,
        "type": "set" if series.kind is SeriesKind.SET else "series",
        "sex": _SEXES[series.sex],
        "age": series.metadata.get("age", ""),
        "time": series.metadata.get("time", "") or series.metadata.get("timeframe", ""),
    }
    file.write("<collection>\n")
    file.writelines(_element(name, text) for name, text in about.items())


def _reading(readings: tuple[Reading, ...]) -> Reading | None:
    if any(is_correction(reading.reader) for reading in readings):
        # A correction is of some scales; the others are as they were read.
        return together(readings)
    people = (reading for reading in readings if reading.reader.kind is ReaderKind.PERSON)
    return next(people, readings[0] if readings else None)


def _write_dream(file: TextIO, dream: Dream, reading: Reading | None) -> None:
    file.write("<dream>\n" + _element("number", dream.id))
    # An empty date says that there is none, whatever the head of the report looks like.
    iso = str(dream.date or "")
    file.write(_element("date", dream.date.written or iso if dream.date else "", {"iso": iso}))
    if reading:
        about = {
            "reader": reading.reader.name,
            "version": reading.reader.version,
            "kind": reading.reader.kind.value,
            "scales": " ".join(reading.scales),
        }
        file.write(f"<codings{_attributes(about)}>\n")
        file.writelines(_coding(coding.code) for coding in reading.codings)
        file.write("</codings>\n")
    file.write(_element("report", dream.text) + "</dream>\n")


def _coding(code: Code) -> str:
    symbol, actor = code.symbol or "", code.actor or ""
    match GRAMMAR[code.scale]:
        case Grammar.SYMBOL:
            inner = escape(symbol)
        case Grammar.ACTOR:
            inner = f"<char>{actor}</char>"
        case Grammar.HOLDER:
            inner = f"<code>{symbol}</code><char>{actor}</char>"
        case _:
            inner = f"<init>{actor}</init><code>{escape(symbol + (code.direction or ''))}</code>"
            if code.recipient:
                inner += f"<rec>{code.recipient}</rec>"
    return f"<{_ELEMENTS[code.scale]}>{inner}</{_ELEMENTS[code.scale]}>\n"


def _element(name: str, text: str, attributes: Mapping[str, str] | None = None) -> str:
    # A report of blanks alone would be taken for a missing one.
    if _NOT_XML.search(text) or (name == "report" and not text.strip()):
        attributes = {**(attributes or {}), "escaped": "json"}
        text = json.dumps(text)[1:-1]
    # XML turns a carriage return that is not escaped into a line feed.
    return f"<{name}{_attributes(attributes or {})}>{escape(text, {chr(13): '&#13;'})}</{name}>\n"


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_NOT_XML.sub('?', value))}" for name, value in attributes.items())
