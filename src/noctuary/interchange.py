"""The interchange format: one dream a line, JSON, with the codings that one reader gave it.

It is the format of hand codings (``collection``, ``report``, ``scales``, one
list a scale). What Noctuary adds stands in further keys, which other programs
ignore: evidence and confidence of each code, the reader, and the parts of a
dream that the format has no place for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import time as clock_time
from typing import Any

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dates import parse_date
from noctuary.dream import Dream, DreamKey, Lucidity, PartialDate, Sex, TextSpan
from noctuary.errors import NotationError, Problem
from noctuary.scheme import Code, Grammar, Scale, parse_leniently
from noctuary.scheme.symbols import GRAMMAR

# The format's own name for the slot in which a scale says who acts or feels.
_ACTOR_KEY = {
    Scale.ACTIVITIES: "actor",
    Scale.MISFORTUNE: "character",
    Scale.EMOTIONS: "character",
}
_NUMBER_CLASSES = frozenset({Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY})


def dream_to_dict(dream: Dream, *, sex: Sex | None = None) -> dict[str, Any]:
    """Return a dream as a line of the format, without codings.

    Parameters
    ----------
    dream
        The dream. Parts that it does not have are left out.
    sex
        The dreamer's sex, which the format keeps with each dream.
    """
    line: dict[str, Any] = {
        "id": dream.id,
        "collection": dream.series,
        "dreamer_sex": sex.value if sex else None,
        "date": (dream.date.written or str(dream.date)) if dream.date else None,
        "report": dream.text,
    }
    # A date written just as it prints needs no parts beside it, and comes back as it was.
    if dream.date and dream.date.written != str(dream.date):
        line["date_parts"] = [dream.date.year, dream.date.month, dream.date.day]
    further = {
        "time": dream.time.isoformat().removesuffix(":00") if dream.time else None,
        "title": dream.title,
        "tags": list(dream.tags),
        "lucidity": dream.lucidity.value if dream.lucidity else None,
        "ratings": dict(dream.ratings),
        "reflection": dream.reflection,
        "dreamer": dream.dreamer,
        "metadata": dict(dream.metadata),
    }
    return line | {key: value for key, value in further.items() if value}


def reading_to_dict(reading: Reading) -> dict[str, Any]:
    """Return the codings of a reading as keys of the format, evidence and confidence beside each code.

    Where the format has an object for a code, ``evidence``, ``confidence``
    and ``established`` stand in it; where it has a string, they stand in a
    parallel list, ``characters_evidence`` for ``characters``.
    """
    line: dict[str, Any] = {
        "reader": {
            "name": reading.reader.name,
            "version": reading.reader.version,
            "kind": reading.reader.kind.value,
            "settings": dict(reading.reader.settings),
        },
        "text_sha256": reading.text_sha256,
        "scales": [scale.value for scale in reading.scales],
    }
    for coding in reading.codings:
        scale = coding.code.scale
        basis: dict[str, Any] = {"evidence": [list(span) for span in coding.evidence]}
        if coding.confidence is not None:
            basis["confidence"] = round(coding.confidence, 4)
        if coding.established:
            basis["established"] = coding.established
        entry = _entry(coding.code)
        if isinstance(entry, dict):
            line.setdefault(scale.value, []).append(entry | basis)
        else:
            line.setdefault(scale.value, []).append(entry)
            line.setdefault(f"{scale.value}_evidence", []).append(basis)
    if reading.waking:
        line["waking"] = [list(span) for span in reading.waking]
    return line


def _entry(code: Code) -> str | dict[str, Any]:
    symbol: str | int | None = int(code.symbol or 0) if code.scale in _NUMBER_CLASSES else code.symbol
    match GRAMMAR[code.scale]:
        case Grammar.SYMBOL | Grammar.ACTOR:
            return str(code)
        case Grammar.HOLDER:
            return {"class": symbol, "character": code.actor}
        case _:
            return {
                _ACTOR_KEY.get(code.scale, "initiator"): code.actor,
                "class": symbol,
                "direction": code.direction,
                "recipient": code.recipient,
            }


def dream_from_dict(line: Mapping[str, Any], *, series: str = "journal") -> Dream:
    """Read a dream from a line of the format.

    Parameters
    ----------
    line
        The decoded line. Only ``report`` (or ``text``) is needed beside ``id``.
    series
        For a line that names no ``collection``.

    Raises
    ------
    KeyError
        If ``id`` or the report is missing.
    ValueError, TypeError
        If a part has the wrong kind of value.

    Examples
    --------
    >>> dream_from_dict({"id": "7", "report": "I flew.", "date": "1985"}).date
    PartialDate(year=1985, month=None, day=None)
    """
    text = line["report"] if "report" in line else line["text"]
    if not isinstance(text, str):
        raise TypeError("the report is no text")
    time = line.get("time")
    lucidity = line.get("lucidity")
    return Dream(
        id=str(line["id"]),
        text=text,
        series=str(line.get("collection") or line.get("series") or series),
        date=_date(line),
        time=clock_time.fromisoformat(time).replace(tzinfo=None) if time else None,
        title=str(line.get("title") or ""),
        tags=tuple(map(str, line.get("tags") or ())),
        lucidity=Lucidity(lucidity) if lucidity else None,
        ratings={str(name): float(value) for name, value in (line.get("ratings") or {}).items()},
        reflection=str(line.get("reflection") or ""),
        dreamer=str(line["dreamer"]) if line.get("dreamer") not in (None, "") else None,
        metadata={str(name): str(value) for name, value in (line.get("metadata") or {}).items()},
    )


def _date(line: Mapping[str, Any]) -> PartialDate | None:
    written = line.get("date")
    if line.get("date_parts"):
        date = date_of_parts(line["date_parts"])
        return replace(date, written="" if written == str(date) else str(written or ""))
    return parse_date(str(written)) if written else None


def date_of_parts(parts: Any, written: str = "") -> PartialDate:
    """Return a date of its year, month and day, each ``None`` where it is not known.

    Raises
    ------
    ValueError, TypeError
        If they are not three, or one of them is no whole number, or out of its range.
    """
    year, month, day = parts
    if any(part is not None and type(part) is not int for part in parts):
        raise TypeError("the parts of a date are whole numbers")
    return PartialDate(year, month, day, written)


def reader_from_dict(line: Mapping[str, Any], *, default: Reader) -> Reader:
    """Return the reader that a line names, or `default`. A name alone is that of a program."""
    named = line.get("reader")
    if isinstance(named, str) and named:
        return Reader(named)
    if not isinstance(named, Mapping):
        return default
    return Reader(
        str(named["name"]),
        str(named.get("version", "1")),
        ReaderKind(named.get("kind", "program")),
        {str(key): str(value) for key, value in (named.get("settings") or {}).items()},
    )


def reading_from_dict(
    line: Mapping[str, Any], dream: DreamKey, *, reader: Reader, where: str = ""
) -> tuple[Reading, list[Problem]]:
    """Read the codings of a line, leniently.

    Parameters
    ----------
    line
        The decoded line.
    dream
        Which dream it codes.
    reader
        Who coded it, where the line does not say.
    where
        The place of the line, for problems.

    Returns
    -------
    tuple of Reading and list of Problem
        The reading holds every code that could be made out; each of the others is a problem.
    """
    codings: list[Coding] = []
    problems: list[Problem] = []
    scales = [scale for scale in Scale if scale.value in line.get("scales", [*line])]
    for scale in scales:
        basis = line.get(f"{scale.value}_evidence") or []
        for index, entry in enumerate(line.get(scale.value) or []):
            try:
                beside = entry if isinstance(entry, Mapping) else basis[index] if index < len(basis) else {}
                codings.append(
                    Coding(
                        parse_leniently(_notation(scale, entry), scale),
                        tuple(TextSpan(int(start), int(end)) for start, end in beside.get("evidence") or ()),
                        beside.get("confidence"),
                        str(beside.get("established") or ""),
                    )
                )
            # What stands there may be words of the dream, so it is not quoted.
            except NotationError as error:
                fact = f"{_place(dream, scale, index)} is no valid code."
                problems.append(Problem(where, fact, error.hint))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
                fact = f"{_place(dream, scale, index)} is not in the interchange format."
                problems.append(Problem(where, fact))
    waking = tuple(TextSpan(int(start), int(end)) for start, end in line.get("waking") or ())
    reading = Reading(
        dream,
        reader_from_dict(line, default=reader),
        tuple(codings),
        tuple(scales),
        waking,
        str(line.get("text_sha256") or ""),
    )
    return reading, problems


def _place(dream: DreamKey, scale: Scale, index: int) -> str:
    return f"{dream if dream.series else dream.id}: {scale.value} entry {index + 1}"


def _notation(scale: Scale, entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    if not isinstance(entry, Mapping):
        raise TypeError("an entry is a text or an object")
    actor = entry.get(_ACTOR_KEY.get(scale, "initiator")) or ""
    if GRAMMAR[scale] is Grammar.HOLDER:
        return f"{entry['class']} {actor}"
    return f"{actor} {entry['class']}{entry.get('direction') or ''} {entry.get('recipient') or ''}"


def dumps(line: Mapping[str, Any]) -> str:
    """Return a line of the format, without the line break."""
    return json.dumps(line, ensure_ascii=False, separators=(", ", ": "))
