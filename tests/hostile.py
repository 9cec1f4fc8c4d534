"""Files that would do harm: a sound sample of every format, and ways to spoil it.

The catalogue of :mod:`noctuary.ingest` says which formats there are; each has a sample here. The dreams of all of them
hold the same odd word, so that a message can be searched for what it must not tell.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Lucidity, Night, PartialDate, Series, TextSpan
from noctuary.export import (
    Contents,
    Packet,
    write_csv,
    write_dreambank_xml,
    write_jsonl,
    write_markdown,
    write_packet,
)
from noctuary.scheme import Scale, parse
from noctuary.statements import CastMember, MeantInDream, MotifSaid, NamesApart, OnCastList, RhymeSaid

#: Stands in every dream of a sample, and in nothing that a message may name.
ODD_WORD: Final = "heliotrope"

Files = Mapping[str, bytes]
"""What lies in a folder, by name."""

_TEXT: Final = f"My aunt gave me a {ODD_WORD}. I was afraid, and a dog chased us to the harbour."
_DREAMS: Final = (
    Dream(
        id="1",
        series="mine",
        text=_TEXT,
        date=PartialDate(1985, 3, 12, "(3/12/85)"),
        time=time(6, 30),
        title=f"A {ODD_WORD}",
        tags=("harbour", "dog"),
        lucidity=Lucidity.PARTIAL,
        ratings={"fear": 3.5},
        reflection=f"The {ODD_WORD} again.",
        dreamer="ada",
        metadata={"moon": "full"},
    ),
    Dream(id="2", series="mine", text=f"Two {ODD_WORD}s sang; “come in”, they said.\r\n\r\nI flew."),
)
_READING: Final = Reading.of(
    _DREAMS[0],
    Reader("lexical", "1", settings={"series": "1"}),
    [
        Coding(parse("1FRA", Scale.CHARACTERS), (TextSpan(0, 7),), 0.5, "cast list"),
        Coding(parse("1ANI 6> D", Scale.AGGRESSION), (TextSpan(50, 56),)),
        Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(36, 42),), 0.9),
    ],
    waking=[TextSpan(0, 2)],
)
_CONTENTS: Final = Contents(
    series=[Series("mine", "Mine", dreamer="ada", metadata={"time": "1980-1990"})],
    dreamers=[Dreamer("ada", metadata={"age": "31"})],
    nights=[Night("mine", PartialDate(1985, 3, 13), note=f"no {ODD_WORD}")],
    dreams=[(_DREAMS[0], (_READING,)), (_DREAMS[1], ())],
    statements=[
        OnCastList("mine", CastMember("Rachel", "friend", "F", "K", "A", ("Ray",), PartialDate(1980))),
        MeantInDream(DreamKey("mine", "1"), "ray", "Rachel"),
        NamesApart("mine", frozenset({"ann", "anna"})),
        MotifSaid(DreamKey("mine", "1"), "harbours", holds=True),
        RhymeSaid(DreamKey("mine", "1"), DreamKey("mine", "2"), same=False),
    ],
)
_ENTRY: Final = {
    "uuid": "0F" * 16,
    "creationDate": "2020-01-31T20:15:30Z",
    "timeZone": "Australia/Sydney",
    "text": f"# The {ODD_WORD}\\.\n\n{_TEXT}",
    "tags": ["lift"],
    "starred": True,
    "location": {"placeName": "Home", "latitude": -33.9},
    "weather": {"conditionsDescription": "Rain"},
}
_RICH: Final = {"uuid": "x", "richText": json.dumps({"contents": [{"text": _TEXT}, {"embeddedObjects": []}]})}
_DAY_ONE: Final = json.dumps({"metadata": {"version": "1.0"}, "entries": [_ENTRY, _RICH]}).encode()
_JRNL: Final = {
    "tags": {"dog": 1},
    "entries": [
        {"title": f"A {ODD_WORD}.", "body": _TEXT, "date": "2020-01-31", "time": "06:30", "tags": ["@dog"]}
    ],
}


def _parquet() -> bytes:
    import polars as pl

    file = io.BytesIO()
    rows = [{"id": each.id, "text": each.text, "date": "1985-03-12", "title": each.title} for each in _DREAMS]
    pl.DataFrame(rows).write_parquet(file)
    return file.getvalue()


@cache
def samples() -> Mapping[str, tuple[Files, ...]]:
    """Return sound files of each format, by its name in the catalogue; the first file of each is the one to name."""
    return {
        "jrnl": (
            {
                "journal.txt": f"[2020-01-31 06:30] A {ODD_WORD}. *\n{_TEXT} @dog\n\n[2020-02-01 07:15:00 PM] I flew.\n".encode()
            },
            {"journal.json": json.dumps(_JRNL).encode()},
        ),
        "noctuary-csv": (_written("datapackage.json"), _written("dreams.csv"), _written("codings.csv")),
        "dreambank": (
            {
                "bea.tsv": f'n\tdate\tdream\n1\t(3/4/88)\t"{_TEXT}"\n2\t\t#2 (3/5/88) [""Again""] Two {ODD_WORD}s.\n'.encode(),
                "bea.json": json.dumps(
                    {"short_name": "bea", "sex": "F", "timeframe": "1985-1990", "n_dreams": 2}
                ).encode(),
            },
        ),
        "sddb": (
            {
                "export.csv": "Dream Report ID,Survey Name,Participant ID,Gender,Age,Question,Dream Text,Dream Date,Title\n"
                f'd1,Winter,p1,Female,31,recent,"{_TEXT}",2012-02-03,\nd2,Winter,p2,Male,40,recent,None.,,\n'.encode()
            },
        ),
        "dreambank-xml": (_written("mine.xml"),),
        "dayone": ({"Journal.json": _DAY_ONE}, {"export.zip": _zipped({"Journal.json": _DAY_ONE})}),
        "packet": (_written("packet.jsonl"), _written("packet.md"), _written("packet.csv")),
        "parquet": ({"mine.parquet": _parquet()},),
        "jsonl": (_written("mine.jsonl"),),
        "markdown": (
            _written("note.md"),
            {
                "2020-01-31.md": f"---\ntags: [sea, dog]\nlucid: yes\ntime: 06:30\nfeelings: {{fear: 3}}\nmoon: &m [a]\nsun: *m\n---\n# Day\n## Dream 1: Harbour\n{_TEXT}\n## Dream 2\nI flew. #sea\n".encode()
            },
        ),
        "csv": (
            {
                "table.csv": f'id,date,time,lucid,tags,text,moon\n1,2020-01-31,6:30 PM,yes,"sea, dog","{_TEXT}",full\n2,3 May 1998,,,,Two {ODD_WORD}s.,\n'.encode()
            },
            {"table.tsv": f"Dream Date\tReport\n1999-05-03\t{_TEXT}\n".encode("utf-16")},
        ),
        "text": ({"2020-01-31.txt": _TEXT.encode()}, {"old.txt": _TEXT.encode("cp1252")}),
    }


@cache
def _written(first: str) -> Files:
    """Return what Noctuary writes, with the file of that name in front."""
    named = Packet(dreams=_DREAMS, scales=(Scale.CHARACTERS, Scale.EMOTIONS))
    blinded = Packet(dreams=_DREAMS, scales=(Scale.CHARACTERS, Scale.EMOTIONS), blinded=True)
    with TemporaryDirectory() as place:
        folder = Path(place)
        match first:
            case "mine.jsonl":
                write_jsonl(folder / first, _CONTENTS)
            case "mine.xml":
                write_dreambank_xml(folder / first, _CONTENTS)
            case "note.md":
                write_markdown(folder / "notes", _CONTENTS)
                note = next((folder / "notes" / "mine").glob("1985-03-12_1.md"))
                return {first: note.read_bytes()}
            case "packet.jsonl":
                write_packet(folder / first, named)
            case "packet.md" | "packet.csv":
                write_packet(folder / first, blinded if first.endswith(".csv") else named)
            case _:
                write_csv(folder / "set", _CONTENTS, safe_cells=True)
                folder /= "set"
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    files[first] = _coded(files[first]) if first.startswith("packet") else files[first]
    return {first: files.pop(first), **files}


def _coded(packet: bytes) -> bytes:
    """Return a packet as it comes back."""
    codes = f'1FRA "My aunt"; 1ANI "{ODD_WORD}"'.encode()
    quoted = json.dumps(codes.decode()).encode()
    return (
        packet.replace(b'"characters": ""', b'"characters": ' + quoted)
        .replace(b"- characters:\n", b"- characters: " + codes + b"\n")
        .replace(b"harbour.,,", b'harbour.,1FRA,"AP D"')
        .replace(b'harbour.",,', b'harbour.",1FRA,"AP D"')
    )


def _zipped(files: Files) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


#: What a file of any kind may be spoilt with.
SPLINTERS: Final = (
    b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\xff", b"\x81", b"\xc0\xaf", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\x85", b"\r", b"\n", b"\r\n", b"\n\n", b"\t", b"\x1b[31m",
    b'"', b"'", b'""', b";", b",", b"|", b"\\", b"\\ud800", b"\\u0000", b"\\x00", b"(", b"[", b"[" * 3000,
    b'{"a":' * 3000, b"- " * 300, b"{", b"}", b"]", b"null", b"true", b"NaN", b"Infinity", b"1e999", b"-1", b"0",
    b"9" * 400, b"9" * 5000, b"1.5", b"[]", b"{}", b'""', b"[[1,2,3]]", b"&a [*a]", b"*a", b"!!python/object:os.system",
    b"!!binary x", b"<<: *m", b"? ", b"---\n", b"...\n", b"# ", b"## Dream\n", b"~~~", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;",
    b"<x>", b"</dream>", b"</collection>", b"<![CDATA[", b"&#0;", b"&#xD800;", b' escaped="json"',
    b'<?xml version="1.0" encoding="utf-7"?>', b"0000-00-00", b"9999-12-31", b"10000-01-01", b"-0044-03-15",
    b"1900-02-29", b"2020-13-01", "٢٠٢٠-٠١-٣١".encode(), "²".encode(), b"0001-01-01T00:00:00+14:00",
    b"9999-12-31T23:59:59-14:00", b"06:30+02:00", b"=1+1", b"@x", b"-x", b"../../x", b"PK\x05\x06",
)  # fmt: skip


def spoilt(content: bytes, chance: Random, *, longest: int = 1 << 16) -> bytes:
    """Return bytes with one to four things done to them: flipped, cut, repeated, moved, or joined by a splinter."""
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        at = chance.randint(0, len(spoiled))
        end = min(len(spoiled), at + chance.choice((1, 1, 2, 8, 64, 512)))
        match chance.randrange(9):
            case 0 if spoiled:
                spoiled[min(at, len(spoiled) - 1)] ^= 1 << chance.randrange(8)
            case 1 if spoiled:
                spoiled[min(at, len(spoiled) - 1)] = chance.randrange(256)
            case 2:
                del spoiled[at:end]
            case 3:
                del spoiled[at:]
            case 4:
                spoiled[at:at] = bytes(spoiled[at:end]) * chance.choice((1, 2, 30))
            case 5:
                other = chance.randint(0, len(spoiled))
                spoiled[other:other] = spoiled[at:end]
            case 6:
                spoiled[at:end] = chance.choice(SPLINTERS)
            case 7:
                _replace_word(spoiled, chance)
            case _:
                spoiled[at:at] = chance.choice(SPLINTERS)
    return bytes(spoiled[:longest])


def _replace_word(content: bytearray, chance: Random) -> None:
    """Put a splinter where a word, number or quoted text stands."""
    at = chance.randint(0, len(content))
    begin = at
    while begin < len(content) and not chr(content[begin]).isalnum():
        begin += 1
    end = begin
    while end < len(content) and (chr(content[end]).isalnum() or content[end] in b"-:."):
        end += 1
    if (
        chance.random() < 0.3
        and begin
        and end < len(content)
        and content[begin - 1] == content[end] == ord('"')
    ):
        begin, end = begin - 1, end + 1
    content[begin:end] = chance.choice(SPLINTERS)


def spoilt_files(files: Files, chance: Random) -> Files:
    """Return files of which one is spoilt: mostly the first."""
    names = list(files)
    name = names[0] if chance.random() < 0.6 else chance.choice(names)
    return {**files, name: spoilt(files[name], chance)}


def lay(files: Files, folder: Path) -> Path:
    """Write files into a folder, and return the path of the first."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / next(iter(files))


def every_sample() -> Iterator[tuple[str, Files]]:
    """Yield the name of a format and the files of each of its samples."""
    for name, each in samples().items():
        for files in each:
            yield name, files
