"""The formats that dreams are written in, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from noctuary.errors import InputError
from noctuary.export.contents import Contents, Written
from noctuary.export.dreambank_xml import write_dreambank_xml
from noctuary.export.jsonl import write_jsonl
from noctuary.export.markdown import write_markdown
from noctuary.export.tables import write_csv


@dataclass(frozen=True)
class Format:
    """A format: its name, what it holds, and how to write it.

    Parameters
    ----------
    name
        As it is chosen by, e.g. ``jsonl``.
    ending
        Of the file; empty for a folder.
    holds
        In a few words.
    write
        Writes contents to a place, with ``force`` over what is there.
    """

    name: str
    ending: str
    holds: str
    write: Callable[..., Written]


FORMATS: Final = (
    Format("jsonl", ".jsonl", "everything, in one file that comes back unchanged", write_jsonl),
    Format("markdown", "", "a folder of notes, one a dream, without readings", write_markdown),
    Format("csv", "", "a folder of tables: dreams, readings, codings", write_csv),
    Format("dreambank-xml", ".xml", "the format of DreamBank's coded dreams", write_dreambank_xml),
)
_BY_NAME: Final = {each.name: each for each in FORMATS}


def format_named(name: str) -> Format:
    """Return a format.

    Raises
    ------
    InputError
        If there is none of this name.
    """
    if name not in _BY_NAME:
        raise InputError(f"Noctuary writes no format {name!r}.", f"It writes: {', '.join(_BY_NAME)}.")
    return _BY_NAME[name]


def format_for(target: Path) -> Format:
    """Return the format that the ending of a target tells; a name without one is a folder of notes.

    Raises
    ------
    InputError
        If it tells none.

    Examples
    --------
    >>> format_for(Path("dreams.jsonl")).name, format_for(Path("notes")).name
    ('jsonl', 'markdown')
    """
    ending = target.suffix.lower()
    found = next((each for each in FORMATS if each.ending == ending), None)
    if found is None:
        raise InputError(
            f"Noctuary cannot tell from {target.suffix!r} how to write {target.name}.", "Choose with --as."
        )
    return found


def write(
    target: Path, contents: Contents, kind: Format, *, safe_cells: bool = False, force: bool = False
) -> Written:
    """Write contents in a format.

    Parameters
    ----------
    target
        A file or a folder.
    contents
        What to write.
    kind
        How.
    safe_cells
        In CSV, whether to put an apostrophe before cells that a spreadsheet would take for a formula.
    force
        Whether to replace what is there.

    Raises
    ------
    InputError
        If something is there and `force` is not given.
    """
    guarded = {"safe_cells": safe_cells} if kind.name == "csv" else {}
    return kind.write(target, contents, force=force, **guarded)
