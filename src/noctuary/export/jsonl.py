"""The interchange format outward: all that a library was told, and what readers made of it.

What Noctuary finds out or remembers by itself stays out: where dreams stand in
meaning, for which they are placed again; when readings were made, so that
those in series mode are made again where there is a cast list; and what could
be undone. So does what is in the trash.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noctuary.dream import Dream, Sex
from noctuary.export.contents import Contents, Written
from noctuary.export.files import new_file
from noctuary.interchange import dream_to_dict, dumps, reading_to_dict
from noctuary.statements import statement_to_dict


def write_jsonl(path: Path, contents: Contents, *, force: bool = False) -> Written:
    """Write one JSON object a line: series, dreamers, nights, dreams with their readings, and what else was said.

    A dream that one reader read has the codings in its own line, as the
    interchange format has them; one with several readings has a list of
    ``readings``, the current one first. All of it comes back by reading the
    file, confidences to four digits.

    Parameters
    ----------
    path
        The file to write.
    contents
        What to write; nothing at all gives an empty file.
    force
        Whether to replace a file that is there.

    Raises
    ------
    InputError
        If the file is there and `force` is not given.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_jsonl(Path(folder, "out.jsonl"), Contents(dreams=[(Dream(id="1", text="I flew."), ())]))
    Written(dreams=1, readings=0, nights=0, statements=0)
    """
    sexes: dict[tuple[str, str], Sex | None] = {}
    dreams = readings = nights = statements = 0
    with new_file(path, force=force) as file:

        def write(line: Mapping[str, Any]) -> None:
            file.write(dumps(line) + "\n")

        for series in contents.series:
            sexes["series", series.id] = series.sex
            write(
                {
                    "record": "series",
                    "id": series.id,
                    "name": series.name,
                    "kind": series.kind.value,
                    "sex": series.sex,
                    "dreamer": series.dreamer,
                    "description": series.description,
                    "metadata": dict(series.metadata),
                }
            )
        for dreamer in contents.dreamers:
            sexes["dreamer", dreamer.id] = dreamer.sex
            write(
                {
                    "record": "dreamer",
                    "id": dreamer.id,
                    "sex": dreamer.sex,
                    "metadata": dict(dreamer.metadata),
                }
            )
        for night in contents.nights:
            nights += 1
            write(
                {
                    "record": "night",
                    "series": night.series,
                    "date": str(night.date),
                    "date_parts": [night.date.year, night.date.month, night.date.day],
                    "date_written": night.date.written,
                    "dreams": list(night.dreams),
                    "note": night.note,
                }
            )
        for dream, read in contents.dreams:
            dreams += 1
            readings += len(read)
            line = dream_to_dict(dream, sex=_sex(dream, sexes))
            coded = [reading_to_dict(reading) for reading in read]
            write(line | (coded[0] if len(coded) == 1 else {"readings": coded} if coded else {}))
        # After the dreams that they are about.
        for statement in contents.statements:
            statements += 1
            write(statement_to_dict(statement))
    return Written(dreams, readings, nights, statements)


def _sex(dream: Dream, sexes: Mapping[tuple[str, str], Sex | None]) -> Sex | None:
    of_dreamer = sexes.get(("dreamer", dream.dreamer)) if dream.dreamer else None
    return of_dreamer or sexes.get(("series", dream.series))
