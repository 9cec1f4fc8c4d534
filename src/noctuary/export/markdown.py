"""Dreams as Markdown notes: one file a dream, front matter above, the text untouched below."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from noctuary.dream import Dream, Night, PartialDate
from noctuary.export.contents import Contents, Written
from noctuary.export.files import FileNames, new_folder

_PLAIN = re.compile(r"[A-Za-z][\w-]*|\d{4}-\d\d(?:-\d\d)?|\d\d:\d\d")
# Words that YAML takes for something else than text.
_NOT_PLAIN: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
# What YAML does not take as it is, or takes for a line end, beyond what JSON escapes.
_TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write_markdown(folder: Path, contents: Contents, *, force: bool = False) -> Written:
    """Write each dream as a note, in a folder for each series; nights of their own as notes beside them.

    The note of a dream is named by its date and id. Below the front matter
    stands the text, byte for byte; only a text with a NUL, which no editor
    takes, stands in the front matter instead. Readings, what is known of series
    and dreamers, and what was said of casts, motifs and rhymes have no place
    in notes: write JSON lines for those.

    Parameters
    ----------
    folder
        The folder to write; it is made where it is not there.
    contents
        What to write.
    force
        Whether to write into a folder that is not empty, over notes of the same name.

    Raises
    ------
    InputError
        If the folder is not empty and `force` is not given.
    """
    dreams = nights = 0
    series_names = FileNames()
    folders: dict[str, tuple[str, FileNames]] = {}
    with new_folder(folder, force=force) as root:

        def write(series: str, parts: tuple[str, ...], note: str) -> None:
            if series not in folders:
                folders[series] = (series_names.name(series), FileNames())
                (root / folders[series][0]).mkdir()
            name, names = folders[series]
            # Line ends stay as they are in the text.
            (root / name / f"{names.name(*parts)}.md").write_bytes(note.encode())

        for dream, _ in contents.dreams:
            dreams += 1
            date = dream.date.full.isoformat() if dream.date and dream.date.full else ""
            write(dream.series, (date, "" if dream.id == date else dream.id), _dream_note(dream))
        for night in contents.nights:
            nights += 1
            write(night.series, ("night", str(night.date).replace("?", "x")), _night_note(night))
    return Written(dreams, nights=nights)


def _dream_note(dream: Dream) -> str:
    front: dict[str, Any] = {"noctuary": "dream", "id": dream.id, "series": dream.series}
    front |= _date(dream.date)
    further = {
        "time": dream.time.isoformat().removesuffix(":00") if dream.time else "",
        "title": dream.title,
        "tags": list(dream.tags),
        "lucid": dream.lucidity.value if dream.lucidity else "",
        "feelings": dict(dream.ratings),
        "reflection": dream.reflection,
        "dreamer": dream.dreamer,
        "metadata": dict(dream.metadata),
    }
    return _note(front | {name: value for name, value in further.items() if value}, dream.text)


def _night_note(night: Night) -> str:
    front: dict[str, Any] = {"noctuary": "night", "series": night.series}
    front |= _date(night.date)
    if night.dreams:
        front["dreams"] = list(night.dreams)
    else:
        front["recall"] = "none"
    return _note(front, night.note)


def _date(date: PartialDate | None) -> dict[str, str]:
    if date is None:
        return {}
    front = {"date": str(date)} if str(date) else {}
    return front | ({"date_written": date.written} if date.written or not front else {})


def _note(front: dict[str, Any], text: str) -> str:
    if "\0" in text:
        front, text = front | {"text": text}, ""
    lines = "".join(f"{name}: {_yaml(value)}\n" for name, value in front.items())
    return f"---\n{lines}---\n{text}"


def _yaml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_quoted(name)}: {_yaml(entry)}' for name, entry in value.items())}}}"
    if isinstance(value, float):
        return repr(value)
    return value if _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN else _quoted(value)


def _quoted(text: str) -> str:
    """Return text in double quotes, as both JSON and YAML read it."""
    return _TO_ESCAPE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", json.dumps(text, ensure_ascii=False))
