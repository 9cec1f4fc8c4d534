"""Markdown notes: Obsidian and its like, and the notes that Noctuary itself writes.

What stands in the front matter is taken as follows: ``date`` or ``created``,
``time``, ``id``, ``series``, ``title``, ``tags``, ``lucid``, ``feelings`` (a
rating for each), ``reflection``, ``dreamer``, and ``recall: none`` for a night
without dreams. Whatever else stands there is kept as metadata, but for where
the dreamer was and what the weather was like, which come in only when asked for.

In a note with headings like ``## Dream`` or ``## Dream 2: The harbour`` each
such section is a dream, and the rest is not. Blank lines between front matter
or heading and text are layout and left out; a note that is nothing but text
is kept whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time as clock_time
from typing import Any, Final

import yaml

from noctuary.dates import parse_date
from noctuary.dream import Dream, Lucidity, Night, PartialDate
from noctuary.errors import FormatError, Problem
from noctuary.ingest.found import JOURNAL, Found, IngestOptions, Source
from noctuary.ingest.values import DerivedIds, as_id, as_lucidity, as_time, date_of_file, split_words

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FRONT = re.compile(
    r"---[ \t]*\r?\n(?P<front>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<words>[^\r\n]*)(?:\r?\n|\Z)", re.MULTILINE)
_DREAM_HEADING = r"dreams?(?:\s+\d+)?\s*(?:$|[:–—-]\s*(.*))"
_INLINE_TAG = re.compile(r"(?<![\w/#&\[(])#((?=[\w/-]*[^\W\d])[\w/-]+)")
_LEADING_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+")
# How far front matter may be nested, and how many names and values it may hold.
_DEEPEST: Final = 20
_LONGEST_FRONT: Final = 50_000
_RATINGS = ("feelings", "ratings")
_PRIVATE = frozenset({"location", "place", "coordinates", "latitude", "longitude", "altitude", "weather"})
_OWN_KEYS = frozenset(
    {
        "noctuary", "id", "series", "date", "date_written", "created", "time", "title", "tags", "tag", "lucid",
        "lucidity", "feelings", "ratings", "reflection", "dreamer", "metadata", "recall", "text",
    }
)  # fmt: skip


def recognise(source: Source) -> bool:
    """Whether the file is a Markdown note, by its name."""
    return source.path.suffix.lower() in {".md", ".markdown", ".mdown"}


@dataclass
class _Note:
    """A note: its front matter, its body, and what could not be read of the former."""

    front: Mapping[str, Any]
    body: str
    problems: list[Problem] = field(default_factory=list)

    def get(self, *names: str) -> str:
        """Return the first of the entries that is there and plain text; else an empty one."""
        return next((value for name in names if isinstance(value := self.front.get(name), str)), "")


def read(source: Source, options: IngestOptions) -> Iterator[Found]:
    """Read one note: a dream, several, or a night without any."""
    note = _note(source)
    series = options.series or as_id(note.get("series")) or JOURNAL
    date = _date(note, source)
    if note.get("recall").lower() == "none" or note.get("noctuary") == "night":
        yield from _night(note, source, series, date)
    else:
        yield from _dreams(note, source, series, date, options)
    yield from note.problems


def _note(source: Source) -> _Note:
    text = source.text()
    found = _FRONT.match(text)
    if found is None:
        return _Note({}, text)
    try:
        front = _front_matter(found["front"])
    except _WildError:
        problem = Problem(
            source.at_line(1),
            "The front matter is nested, repeats itself or goes on like none that people write.",
            "The whole note was taken as text.",
        )
        return _Note({}, text, [problem])
    except yaml.YAMLError as error:
        # The error's own words quote the note.
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        problem = Problem(
            source.at_line(line), "The front matter is no valid YAML.", "The whole note was taken as text."
        )
        return _Note({}, text, [problem])
    if not isinstance(front, dict):
        return _Note({}, text)
    body = text[found.end() :]
    if "noctuary" in front:
        text = front.get("text", body)
        return _Note(front, text if isinstance(text, str) else body)
    return _Note(
        {str(key).lower(): value for key, value in front.items()}, _without_leading_blank_lines(body)
    )


class _WildError(Exception):
    """Front matter made to fill the memory, or to break what reads it."""


def _front_matter(written: str) -> Any:
    """Return what front matter stands for.

    It is gone through once before: the loader breaks down at thousands of brackets within one another, and a few
    lines of aliases to aliases stand for more than the memory holds.
    """
    depth = count = 0
    for count, event in enumerate(yaml.parse(written, Loader=_LOADER)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or count > _LONGEST_FRONT or isinstance(event, yaml.AliasEvent):
            raise _WildError
    return yaml.load(written, Loader=_LOADER)  # noqa: S506 — a base loader: text, lists and mappings only


def _without_leading_blank_lines(body: str) -> str:
    found = _LEADING_BLANK_LINES.match(body)
    return body[found.end() :] if found else body


def _date(note: _Note, source: Source) -> PartialDate | None:
    written = note.get("date", "created")
    date = parse_date(written) if written else None
    if written and date is None:
        note.problems.append(
            Problem(source.name, "Its date cannot be read.", "Write it as 2020-01-31, 2020-01 or 2020.")
        )
    if "noctuary" in note.front:
        as_written = note.get("date_written")
        if date is None:
            return PartialDate(written=as_written) if "date_written" in note.front else None
        return PartialDate(date.year, date.month, date.day, as_written)
    return date or date_of_file(source.path)


def _night(note: _Note, source: Source, series: str, date: PartialDate | None) -> Iterator[Found]:
    if date is None:
        yield Problem(source.name, "A night needs a date.", "Add one to the front matter: date: 2020-01-31")
        return
    yield Night(series, date, tuple(_texts(note.front.get("dreams"))), note.body)


@dataclass
class _Part:
    """The stretch of a note that tells one dream."""

    text: str
    title: str = ""


def _dreams(
    note: _Note, source: Source, series: str, date: PartialDate | None, options: IngestOptions
) -> Iterator[Found]:
    own = "noctuary" in note.front
    parts = [_Part(note.body)] if own else _parts(note.body, options.heading)
    ids = DerivedIds()
    stem = as_id(note.get("id")) or (str(date) if date else "") or as_id(source.stem) or "note"
    # What the front matter says holds for each dream of the note.
    whole = Dream(
        id=stem,
        text="",
        series=series,
        date=date,
        time=_time(note, source),
        title=note.get("title"),
        tags=tuple(_texts(note.front.get("tags", note.front.get("tag")))),
        lucidity=_lucidity(note, source),
        ratings=_ratings(note, source),
        reflection=note.get("reflection"),
        dreamer=as_id(note.get("dreamer")) or None,
        metadata=_metadata(note, private=options.private),
    )
    for part in parts:
        dream = replace(whole, id=ids.next(stem), text=part.text, title=part.title or whole.title)
        if own:
            yield dream
        elif part.text.strip():
            yield replace(dream, tags=_with_inline_tags(dream))
        else:
            yield Problem(
                source.name,
                "It holds no dream text.",
                "For a night without dreams, write recall: none into the front matter.",
            )


def _with_inline_tags(dream: Dream) -> tuple[str, ...]:
    named = (tag.removeprefix("#") for tag in dream.tags)
    return tuple(dict.fromkeys([*named, *_INLINE_TAG.findall(dream.text)]))


def _parts(body: str, rule: str | None) -> list[_Part]:
    headings = list(_HEADING.finditer(body))
    try:
        opens = re.compile(rule or _DREAM_HEADING, re.IGNORECASE)
    except re.error as error:
        raise FormatError(
            f"The heading rule is no regular expression: {error.msg}.", "Try --heading 'dream'"
        ) from None
    parts = []
    for heading, end in zip(headings, _ends(headings), strict=True):
        words = heading["words"].rstrip(" \t#")
        found = opens.search(words) if rule else opens.match(words)
        if found is None:
            continue
        text = _without_leading_blank_lines(body[heading.end() : end])
        title = (found.group(1) or "").strip() if found.re.groups else ""
        parts.append(_Part(text if end is None else text.rstrip(), title))
    return parts if parts or rule else [_Part(body)]


def _ends(headings: list[re.Match[str]]) -> list[int | None]:
    """Return where what stands under each heading ends: it goes on through deeper ones, to the next of the same level or above."""
    ends: list[int | None] = []
    next_of_level: dict[int, int] = {}
    for heading in reversed(headings):
        level = len(heading["level"])
        ends.append(min((at for each, at in next_of_level.items() if each <= level), default=None))
        next_of_level[level] = heading.start()
    return ends[::-1]


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str) and item]
    return list(split_words(value)) if isinstance(value, str) else []


def _time(note: _Note, source: Source) -> clock_time | None:
    written = note.get("time")
    if not written:
        return None
    try:
        return clock_time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        time = as_time(written)
    if time is None:
        note.problems.append(Problem(source.name, "Its time cannot be read.", "Write it as 06:30."))
    return time


def _lucidity(note: _Note, source: Source) -> Lucidity | None:
    written = note.get("lucid", "lucidity")
    lucidity = as_lucidity(written)
    if written and lucidity is None:
        note.problems.append(
            Problem(source.name, "What it says of lucidity cannot be read.", "Write none, partial or full.")
        )
    return lucidity


def _ratings(note: _Note, source: Source) -> dict[str, float]:
    given = note.front.get("feelings", note.front.get("ratings"))
    if not isinstance(given, dict):
        return {}
    ratings = {}
    for name, value in given.items():
        try:
            ratings[str(name)] = float(value)
        except (ValueError, TypeError):
            note.problems.append(
                Problem(source.name, "A rating of feeling is no number.", "Write it as a mapping: joy: 3")
            )
    return ratings


def _metadata(note: _Note, *, private: bool) -> dict[str, str]:
    if "noctuary" in note.front:
        kept = note.front.get("metadata")
        return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}
    return {
        str(name): _as_text(value)
        for name, value in note.front.items()
        if value
        and (private or name not in _PRIVATE)
        and (name not in _OWN_KEYS or (name in _RATINGS and not isinstance(value, dict)))
    }


def _as_text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
