"""Packets for a second reader: written without codes, filled in, and read back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, TextSpan
from noctuary.errors import FormatError, InputError, Problem
from noctuary.export import Packet, write_packet
from noctuary.export.packet import key_path
from noctuary.ingest import Found, IngestOptions, read_path
from noctuary.scheme import Scale
from strategies import DREAMS

SCALES = (Scale.CHARACTERS, Scale.EMOTIONS)
ANA = Reader("Ana", kind=ReaderKind.PERSON)
FORMS = (".jsonl", ".md", ".csv")
SEEN = (
    Dream(
        id="1/a", series="mine", title="Secret", tags=("hidden",), reflection="Mine alone.", ratings={"fear": 3},
        date=PartialDate(1985), text='I was afraid; "run", said my sister.\n\n## 2\n~~~~\n- emotions: none\nThen I ran.',
    ),
    Dream(id="2", series="mine", text="=A dog slept in the snow, and woke."),
)  # fmt: skip
Cells = Mapping[tuple[int, str], str]


def write(path: Path, *, dreams: tuple[Dream, ...] = SEEN, blinded: bool = False) -> Path:
    write_packet(path, Packet(dreams=dreams, scales=SCALES, seed=5, blinded=blinded))
    return path


def fill(path: Path, cells: Cells) -> None:
    """Write codes into a packet, as a coder would."""
    if path.suffix == ".jsonl":
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for (number, scale), cell in cells.items():
            lines[number][scale] = cell
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for (number, scale), cell in cells.items():
            rows[number][scale] = cell
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        text = path.read_bytes().decode()
        # From the end, since a line that is filled in no longer matches.
        for (number, scale), cell in sorted(cells.items(), reverse=True):
            start = [*re.finditer(rf"^- {scale}:$", text, re.MULTILINE)][number - 1].end()
            text = f"{text[:start]} {cell}{text[start:]}"
        path.write_bytes(text.encode())


def read(path: Path, coder: Reader | None = ANA) -> list[Found]:
    return list(read_path(path, options=IngestOptions(coder=coder)))


def readings(found: list[Found]) -> list[Reading]:
    return [each for each in found if isinstance(each, Reading)]


def problems(found: list[Found]) -> list[str]:
    return [str(each) for each in found if isinstance(each, Problem)]


@pytest.mark.parametrize("blinded", [False, True], ids=["named", "blinded"])
@pytest.mark.parametrize("form", FORMS)
def test_what_is_filled_in_comes_back(tmp_path: Path, form: str, *, blinded: bool) -> None:
    path = write(tmp_path / f"packet{form}", blinded=blinded)
    fill(
        path,
        {
            (1, "emotions"): 'AP D "I was afraid"; ha 1FTA',
            (1, "characters"): "1FTA",
            (2, "emotions"): "none",
        },
    )
    found = read(path)
    assert not problems(found)
    first, second = readings(found)
    assert (first.dream, first.reader, first.text_sha256) == (SEEN[0].key, ANA, SEEN[0].text_sha256)
    assert [str(coding.code) for coding in first.codings] == ["1FTA", "AP D", "HA 1FTA"]
    assert [coding.evidence for coding in first.on(Scale.EMOTIONS)] == [(TextSpan(0, 12),), ()]
    # To have looked and found nothing is not to have passed over.
    assert (second.dream, second.scales, second.codings) == (SEEN[1].key, (Scale.EMOTIONS,), ())


@pytest.mark.parametrize("form", FORMS)
def test_a_packet_holds_words_and_nothing_else_of_a_dream(tmp_path: Path, form: str) -> None:
    written = write(tmp_path / f"packet{form}", blinded=True).read_text(encoding="utf-8")
    assert "A dog slept" in written
    assert "semicolons" in written
    for hidden in ("Secret", "hidden", "Mine alone", "1985", "1/a", SEEN[0].text_sha256):
        assert hidden not in written
    assert "1/a" in key_path(tmp_path / f"packet{form}").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_coded_says_nothing(tmp_path: Path, form: str) -> None:
    found = read(write(tmp_path / f"packet{form}"))
    assert not readings(found)
    assert "2 of its dreams are not coded yet" in problems(found)[0]


@pytest.mark.parametrize("form", FORMS)
def test_slips_are_told(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / f"packet{form}")
    fill(path, {(1, "emotions"): 'XX D; AP D "a whale"', (2, "emotions"): "HA D;"})
    found = read(path)
    assert [[str(coding.code) for coding in each.codings] for each in readings(found)] == [["AP D"], ["HA D"]]
    told = "\n".join(problems(found))
    assert "emotions entry 1 is no valid code" in told
    assert "not in the dream" in told
    assert "whale" not in told


def test_words_of_a_text_that_was_changed_have_no_place(tmp_path: Path) -> None:
    path = write(tmp_path / "packet.csv")
    fill(path, {(2, "emotions"): 'HA D "slept"', (2, "report"): "A dog slept."})
    (reading,) = readings(read(path))
    assert reading.codings[0].evidence == ()


def test_lists_of_the_interchange_format_do_as_well(tmp_path: Path) -> None:
    path = write(tmp_path / "packet.jsonl")
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    line = json.loads(lines[0]) | {"emotions": [{"class": "AP", "character": "D"}], "characters": []}
    path.write_text(f"{head}\n{json.dumps(line)}\nno json\n", encoding="utf-8")
    found = read(path)
    (reading,) = readings(found)
    assert (reading.scales, [str(each.code) for each in reading.codings]) == (SCALES, ["AP D"])
    assert "line 3" in problems(found)[0]


@pytest.mark.parametrize("form", FORMS)
def test_somebody_coded(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / f"packet{form}")
    fill(path, {(1, "emotions"): "AP D"})
    with pytest.raises(FormatError, match="does not say who"):
        read(path, None)


def without(path: Path, column: str) -> None:
    """Take a column out of a table, as a spreadsheet would."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != column], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("column", ["series", "text_sha256"])
@pytest.mark.parametrize("blinded", [False, True], ids=["named", "blinded"])
def test_a_dream_that_is_not_named_whole_is_a_problem(tmp_path: Path, column: str, *, blinded: bool) -> None:
    path = write(tmp_path / "packet.csv", blinded=blinded)
    fill(path, {(1, "emotions"): "AP D"})
    without(key_path(path) if blinded else path, column)
    found = read(path)
    assert readings(found) == []
    assert f"{column} is missing" in problems(found)[0]


def test_codes_are_taken_without_the_words_of_the_dream(tmp_path: Path) -> None:
    path = write(tmp_path / "packet.csv")
    fill(path, {(1, "emotions"): "AP D"})
    without(path, "report")
    [reading] = readings(read(path))
    assert list(map(str, reading.codes(Scale.EMOTIONS))) == ["AP D"]


@pytest.mark.parametrize("form", FORMS)
def test_a_blinded_packet_needs_its_key(tmp_path: Path, form: str) -> None:
    path = write(tmp_path / f"packet{form}", blinded=True)
    fill(path, {(1, "emotions"): "AP D"})
    key = key_path(path)
    content = key.read_text(encoding="utf-8")
    key.unlink()
    with pytest.raises(FormatError, match="its key is not beside it"):
        read(path)
    key.write_text(content.replace("1,mine", "7,mine"), encoding="utf-8")
    assert "no such number" in problems(read(path))[0]


def test_a_head_that_was_changed(tmp_path: Path) -> None:
    path = write(tmp_path / "packet.md")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"packet": 1', '"packet": one', 1), encoding="utf-8")
    with pytest.raises(FormatError, match="head of"):
        read(path)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path / "packet.csv", blinded=True)
    packet = Packet(dreams=SEEN, blinded=True)
    with pytest.raises(InputError, match="there already"):
        write_packet(path, packet)
    path.unlink()
    # The key of the packet before: without it, what was sent could not come in.
    with pytest.raises(InputError, match="there already"):
        write_packet(path, packet)
    assert not path.exists()
    assert write_packet(path, packet, force=True).dreams == 2
    with pytest.raises(InputError, match=r"packet\.txt"):
        write_packet(tmp_path / "packet.txt", packet)


@settings(max_examples=30)
@given(st.lists(DREAMS, min_size=1, max_size=3, unique_by=lambda dream: dream.key), st.sampled_from(FORMS))
def test_whatever_was_dreamt_comes_back(
    tmp_path_factory: pytest.TempPathFactory, dreams: list[Dream], form: str
) -> None:
    path = write(tmp_path_factory.mktemp("packets") / f"packet{form}", dreams=tuple(dreams))
    last = len(dreams)
    if form == ".md":
        text = path.read_bytes().decode()
        path.write_bytes(f"{text.rstrip()} AP D\n".encode())
    else:
        lines = path.read_bytes().decode()
        if form == ".jsonl":
            path.write_bytes(f'{lines.rstrip()[:-3]}"AP D"}}\n'.encode())
        else:
            path.write_bytes(f"{lines[:-1]}AP D\n".encode())
    found = read(path)
    assert [each.dream for each in readings(found)] == [dreams[last - 1].key]
    assert [str(coding.code) for each in readings(found) for coding in each.codings] == ["AP D"]
