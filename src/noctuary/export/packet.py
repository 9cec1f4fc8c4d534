"""Packets: dreams for a second reader to code, without any code in them, as JSON lines, Markdown or a table.

What comes back is read by :mod:`noctuary.ingest.packet`. Each dream has a
number. Where the dreams are named, so are its series and id; where they are
not, a key beside the packet holds them, and stays with whoever sent it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TextIO

from noctuary.dream import Dream
from noctuary.errors import InputError
from noctuary.export.contents import Written
from noctuary.export.files import csv_writer, new_file
from noctuary.export.tables import guarded
from noctuary.scheme import Scale

KEY_COLUMNS: Final = ("packet", "series", "id", "text_sha256")
_FENCE: Final = re.compile(r"~{3,}")


@dataclass(frozen=True, kw_only=True)
class Packet:
    """What to send to a second reader.

    Parameters
    ----------
    dreams
        In the order in which they are to be coded.
    scales
        What to code.
    seed
        Of the sample.
    blinded
        Whether to leave out which dreams they are.
    """

    dreams: Sequence[Dream] = field(repr=False)
    scales: Sequence[Scale] = tuple(Scale)
    seed: int = 0
    blinded: bool = False


def key_path(path: Path) -> Path:
    """Return where the key of a packet lies: beside it.

    Examples
    --------
    >>> str(key_path(Path("for-ana.jsonl")))
    'for-ana.key.csv'
    """
    return path.with_name(f"{path.stem}.key.csv")


def write_packet(path: Path, packet: Packet, *, force: bool = False) -> Written:
    """Write a packet, and its key where the dreams are not named.

    Parameters
    ----------
    path
        The file; its ending tells the form: ``.jsonl``, ``.md`` or ``.csv``.
    packet
        What to write. Of each dream it holds the words, and neither date, title, tags, ratings nor reflection.
    force
        Whether to replace files that are there.

    Raises
    ------
    InputError
        If the ending is another, or a file is there and `force` is not given.
    """
    write = _FORMS.get(path.suffix.lower())
    if write is None:
        raise InputError(f"A packet cannot be written as {path.name}.", f"Write: {', '.join(_FORMS)}.")
    with ExitStack() as stack:
        # Both or neither: a packet without its key is of no use.
        file = stack.enter_context(new_file(path, force=force))
        if packet.blinded:
            _write_key(stack.enter_context(new_file(key_path(path), force=force)), packet)
        write(file, packet)
    return Written(dreams=len(packet.dreams))


def _write_key(file: TextIO, packet: Packet) -> None:
    writer = csv_writer(file)
    writer.writerow(KEY_COLUMNS)
    writer.writerows(
        (number, dream.series, dream.id, dream.text_sha256)
        for number, dream in enumerate(packet.dreams, start=1)
    )


def _numbered(packet: Packet) -> Iterator[tuple[dict[str, Any], Dream]]:
    """Yield what names each dream, and the dream."""
    for number, dream in enumerate(packet.dreams, start=1):
        name = {"packet": number}
        yield (
            (
                name
                if packet.blinded
                else {**name, "series": dream.series, "id": dream.id, "text_sha256": dream.text_sha256}
            ),
            dream,
        )


def _write_jsonl(file: TextIO, packet: Packet) -> None:
    head = {
        "record": "packet",
        "instructions": _words()["instructions"],
        "examples": _examples(packet),
        "dreams": len(packet.dreams),
        "seed": packet.seed,
    }
    lines = (
        {**name, "report": dream.text, **dict.fromkeys(packet.scales, "")}
        for name, dream in _numbered(packet)
    )
    file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in (head, *lines))


def _write_markdown(file: TextIO, packet: Packet) -> None:
    file.write(f"---\nnoctuary: packet\nseed: {packet.seed}\ndreams:\n")
    # JSON is YAML too, whatever an id holds.
    file.writelines(f"  - {json.dumps(name)}\n" for name, _ in _numbered(packet))
    file.write(f"---\n\n# {len(packet.dreams)} dreams to code\n\n")
    file.writelines(f"{sentence}\n\n" for sentence in _words()["instructions"])
    file.write("| scale | for example |\n| --- | --- |\n")
    file.writelines(f"| {scale} | `{example}` |\n" for scale, example in _examples(packet).items())
    for name, dream in _numbered(packet):
        text = _plain(dream.text)
        fence = "~" * max([2, *map(len, _FENCE.findall(text))]) + "~"
        file.write(f"\n## {name['packet']}\n\n{fence}\n{text}\n{fence}\n\n")
        file.writelines(f"- {scale}:\n" for scale in packet.scales)


def _write_csv(file: TextIO, packet: Packet) -> None:
    columns = ["packet"] if packet.blinded else list(KEY_COLUMNS)
    names = [*columns, "report", *packet.scales]
    # A row that shows how, since a table has no other place for it; it has no number, so it is no dream.
    shown: dict[str, Any] = {"report": " ".join(_words()["instructions"]), **_examples(packet)}
    dreams = ({**name, "report": _plain(dream.text)} for name, dream in _numbered(packet))
    writer = csv_writer(file)
    writer.writerow(names)
    # It is made for a spreadsheet, and whoever codes in one did not write the dreams.
    writer.writerows([guarded(row.get(name, "")) for name in names] for row in (shown, *dreams))


def _plain(text: str) -> str:
    # A file that holds a zero byte is no text to most programs.
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _examples(packet: Packet) -> dict[str, str]:
    return {scale.value: _words()["examples"][scale] for scale in packet.scales}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("noctuary.export").joinpath("data/packet.toml").read_text(encoding="utf-8"))


_FORMS: Final[dict[str, Callable[[TextIO, Packet], None]]] = {
    ".jsonl": _write_jsonl,
    ".md": _write_markdown,
    ".csv": _write_csv,
}
