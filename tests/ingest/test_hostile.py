"""Files that would do harm: whatever stands in them, dreams and problems come of it, in bounded time and memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostile import ODD_WORD, SPLINTERS, Files, every_sample, lay, samples, spoilt_files
from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, Dreamer, Series
from noctuary.errors import FormatError, InputError, NoctuaryError, Problem
from noctuary.export import Contents, write_csv, write_jsonl, write_markdown
from noctuary.ingest import FORMATS, Found, IngestOptions, read_path
from noctuary.ingest.limits import LARGEST, LONGEST
from noctuary.ingest.tables import MOST_COLUMNS

ENDINGS = (".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".zip", ".jrnl", "")
IN_THE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
CODER = IngestOptions(coder=Reader("ana"), private=True)


def told(path: Path, format: str | None = None, options: IngestOptions = CODER) -> list[str]:  # noqa: A002
    """Return what may be shown of what is found, with nothing raised but what is meant for a person."""
    said: list[str] = []
    try:
        for found in read_path(path, format=format, options=options):
            # What a series or a dreamer is called may be told.
            if not isinstance(found, (Series, Dreamer)):
                said.append(str(found) if isinstance(found, Problem) else repr(found))  # noqa: PERF401 — it may raise
    except NoctuaryError as error:
        said.append(str(error))
    return said


def problems(found: Iterable[Found]) -> list[Problem]:
    return [each for each in found if isinstance(each, Problem)]


def texts(found: Iterable[Found]) -> list[str]:
    return [each.text for each in found if isinstance(each, Dream)]


def test_every_format_has_a_sound_sample(folder: Path) -> None:
    assert list(samples()) == [each.name for each in FORMATS]
    for number, (name, files) in enumerate(every_sample()):
        place = folder / str(number)
        place.mkdir()
        lay(files, place)
        found = list(read_path(place, options=CODER))
        assert any(isinstance(each, (Dream, Reading)) for each in found), name
        assert ODD_WORD not in "".join(map(repr, found))


@pytest.mark.parametrize("format", [each.name for each in FORMATS])
@IN_THE_FOLDER
@given(st.binary(max_size=300), st.sampled_from(ENDINGS))
def test_any_bytes_are_dreams_or_problems(
    folder: Path,
    format: str,  # noqa: A002
    content: bytes,
    ending: str,
) -> None:
    path = folder / f"a{ending}"
    path.write_bytes(content)
    told(path, format)
    told(folder)
    path.unlink()


@pytest.mark.parametrize("format", [each.name for each in FORMATS])
@IN_THE_FOLDER
@given(st.integers(0, 2**32), st.booleans())
def test_spoilt_files_are_dreams_or_problems(
    folder: Path,
    format: str,  # noqa: A002
    seed: int,
    by_name: bool,  # noqa: FBT001
) -> None:
    chance = Random(seed)
    path = lay(spoilt_files(chance.choice(samples()[format]), chance), folder)
    said = told(path, format) if by_name else told(folder)
    # Where an id, or a date as it was written, is the odd word by now, it may be told.
    if not any(each.startswith(("Dream(", "Night(")) and ODD_WORD in each for each in said):
        assert not any(ODD_WORD in each for each in said)
    for each in folder.iterdir():
        each.unlink()


@pytest.mark.parametrize("format", [each.name for each in FORMATS])
def test_every_splinter_in_every_place_of_a_sample(folder: Path, format: str) -> None:  # noqa: A002
    for files in samples()[format]:
        (name, content), *_ = files.items()
        for splinter in SPLINTERS:
            for part in (0, len(content) // 3, len(content) // 2, len(content)):
                spoilt: Files = {**files, name: content[:part] + splinter + content[part:]}
                told(lay(spoilt, folder), format)


# What each of these did before it was mended stands in the name of its test.


def test_json_that_goes_deep_is_a_problem(read_file: Any) -> None:
    deep = "[" * 100_000
    assert "no valid JSON" in read_file("a.jsonl", deep).problems[0].what
    for name, format_ in (("a.json", "jrnl"), ("datapackage.json", "noctuary-csv")):
        with pytest.raises(FormatError):
            read_file(name, deep, format=format_)
    assert "no journal" in read_file("a.json", deep, format="dayone").problems[0].what
    haul = read_file("b.tsv", "n\tdream\n1\tI flew.\n")
    assert texts(haul) == ["I flew."]


def test_a_description_beside_a_series_may_hold_anything(folder: Path) -> None:
    (folder / "a.tsv").write_text("n\tdream\n1\tI flew.\n")
    for described in ("[" * 100_000, '{"short_name": "\\ud800"}', "[]", "{", "5"):
        (folder / "a.json").write_text(described)
        found = list(read_path(folder))
        assert texts(found) == ["I flew."]
        assert [problem.where for problem in problems(found)] == ["a.json"]


@pytest.mark.parametrize(
    "part",
    [
        f'"ratings": {{"joy": {"9" * 400}}}',
        '"ratings": {"joy": [1]}',
        '"date_parts": [2000.5, 1, 1]',
        '"date_parts": [2000, 13, 1]',
        '"date_parts": [2000]',
        '"date_parts": ["2000", 1, 1]',
        '"waking": [[0, 1e999]], "scales": []',
        '"title": "\\ud800"',
        '"text_sha256": "\\ud800", "scales": []',
        '"time": "25:00"',
        '"scales": 5',
        '"emotions": 5',
        '"readings": [5]',
        '"collection": "\\ud800"',
    ],
)
def test_values_that_no_dream_has_are_problems(read_file: Any, part: str) -> None:
    haul = read_file(
        "a.jsonl", f'{{"id": "1", "text": "I flew.", {part}}}\n{{"id": "2", "text": "I fell."}}\n'
    )
    assert texts(haul) == ["I fell."]
    (problem,) = haul.problems
    assert "does not fit" in problem.what


def test_a_code_that_is_out_of_range_is_a_problem_by_itself(read_file: Any) -> None:
    entry = '{"class": "AP", "character": "D", "evidence": [[0, 1e999]]}'
    haul = read_file("a.jsonl", f'{{"id": "1", "text": "I flew.", "emotions": [{entry}, "HA D"]}}\n')
    assert texts(haul) == ["I flew."]
    assert [problem.what for problem in haul.problems] == [
        "a/1: emotions entry 1 is not in the interchange format."
    ]


def test_the_hour_has_no_zone(read_file: Any) -> None:
    dreams = [
        read_file("a.jsonl", '{"id": "1", "text": "I flew.", "time": "06:30+02:00"}').dream,
        read_file("a.md", "---\ntime: 06:30+02:00\n---\nI flew.").dream,
    ]
    assert [dream.time.isoformat() for dream in dreams if dream.time] == ["06:30:00", "06:30:00"]


@pytest.mark.parametrize("entries", ["5", "null", "true"])
def test_entries_that_are_none(read_file: Any, entries: str) -> None:
    content = f'{{"entries": {entries}}}'
    with pytest.raises(FormatError):
        read_file("a.json", content, format="jrnl")
    assert len(read_file("a.json", content, format="dayone").problems) == 1


def test_an_entry_of_a_decade_has_an_id(read_file: Any) -> None:
    assert [dream.id for dream in read_file("a.txt", "[(1950s)] I flew.\n", format="jrnl").dreams] == [
        "entry"
    ]


@pytest.mark.parametrize(
    "front",
    [
        "a: " + "[" * 100_000,
        "- " * 50_000,
        "a: " + "[" * 900 + "]" * 900,
        "a: &a [*a]",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "\n".join(f"k{number}: v" for number in range(60_000)),
    ],
)
def test_front_matter_that_would_break_the_loader_is_text(read_file: Any, front: str) -> None:
    note = f"---\n{front}\n---\nI flew."
    haul = read_file("a.md", note)
    assert haul.dream.text == note
    assert "front matter" in haul.problems[0].what


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system [x]", "!!binary x", "!!set {a, b}"])
def test_tags_of_yaml_make_nothing(read_file: Any, tag: str) -> None:
    haul = read_file("a.md", f"---\nmoon: {tag}\n---\nI flew.")
    assert haul.dream.text.endswith("I flew.")
    assert all(isinstance(value, str) for value in haul.dream.metadata.values())


def test_a_text_that_is_no_text_stays_below_the_front_matter(read_file: Any) -> None:
    assert read_file("a.md", "---\nnoctuary: dream\nid: x\ntext: [a]\n---\nI flew.").dream.text == "I flew."


def test_xml_that_declares_or_nests_what_it_may_not(read_file: Any) -> None:
    dream = "<collection><id>a</id><dream><number>1</number><report>I flew.</report></dream></collection>"
    bomb = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
    outside = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
    for head, fact in ((bomb, "entities"), (outside, "entities")):
        with pytest.raises(FormatError, match=fact):
            read_file("a.xml", f"{head}<dreambank>{dream}</dreambank>")
    for encoding in ("hex", "no-such", "shift_jis", "idna"):
        with pytest.raises(FormatError, match="encoding"):
            read_file("a.xml", f'<?xml version="1.0" encoding="{encoding}"?><dreambank>{dream}</dreambank>')
    with pytest.raises(FormatError, match="within one another"):
        read_file("a.xml", f"<dreambank>{'<a>' * 100_000}")


@pytest.mark.parametrize(
    "part",
    [
        '<codings kind="robot"></codings>',
        '<date iso="2000-01-01" escaped="json">\\ud800</date>',
        '<date escaped="json">"</date>',
        '<codings reader="a"><emot><code>AP</code><char>zz</char></emot></codings>',
    ],
)
def test_a_dream_in_xml_that_is_none_is_a_problem(read_file: Any, part: str) -> None:
    spoilt = f"<dream><number>1</number>{part}<report>{ODD_WORD}</report></dream>"
    sound = "<dream><number>2</number><report>I flew.</report></dream>"
    haul = read_file("a.xml", f"<dreambank><collection><id>a</id>{spoilt}{sound}</collection></dreambank>")
    assert texts(haul)[-1] == "I flew."
    assert len(haul.problems) == 1


def test_codes_in_xml_that_are_words_are_not_told(read_file: Any) -> None:
    codings = f"<codings><char>{ODD_WORD}</char></codings>"
    dream = f"<dream><number>1</number>{codings}<report>I flew.</report></dream>"
    haul = read_file("a.xml", f"<dreambank><collection><id>a</id>{dream}</collection></dreambank>")
    assert ODD_WORD not in str(haul.problems)


def test_a_row_that_leaves_every_quote_open(read_file: Any) -> None:
    rows = 20_000  # which took a day when each was tried to the end of the file
    haul = read_file("a.csv", "text,more\n" + 'x","\n' * rows)
    assert len(haul.dreams) == rows


def test_rows_after_one_with_a_stray_quote_come_in(read_file: Any) -> None:
    haul = read_file("a.csv", 'text,n\n"bad,1\n"good\nrow",2\nfine,3\n')
    assert texts(haul)[-2:] == ["good\nrow", "fine"]


def test_a_row_of_stray_quotes_and_returns(read_file: Any) -> None:
    haul = read_file("a.csv", b'text\n"I\rflew"x\r"\nI fell.\n')
    assert texts(haul)[-1] == "I fell."


def test_a_table_of_a_million_columns(read_file: Any) -> None:
    with pytest.raises(FormatError, match="more than any spreadsheet"):
        read_file("a.csv", "text," * (MOST_COLUMNS + 1) + "\n")
    haul = read_file("a.csv", "text\n" + "x," * 1_000_000 + "\nI flew.\n")
    assert texts(haul) == ["x", "I flew."]


def test_a_packet_without_its_numbers(folder: Path) -> None:
    (folder / "a.csv").write_text('packet,report\n"\nx')
    assert texts(read_path(folder / "a.csv", format="packet", options=CODER)) == []
    (folder / "a.jsonl").write_text(
        '{"record": "packet"}\n{"packet": 1, "report": "\\ud800", "emotions": "AP D"}\n'
    )
    (problem,) = problems(read_path(folder / "a.jsonl", options=CODER))
    assert "no dream of a packet" in problem.what
    name = '{"packet": 1, "series": "\\ud800", "id": "1", "text_sha256": ""}'
    (folder / "a.md").write_text(
        f"---\nnoctuary: packet\n  - {name}\n---\n## 1\n~~~\nI flew.\n~~~\n- emotions: AP D\n"
    )
    (problem,) = problems(read_path(folder / "a.md", options=CODER))
    assert "which dream" in problem.what


def zipped(name: str, pieces: Iterable[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        for piece in pieces:
            file.write(piece)
    return packed.getvalue()


def test_a_bomb_in_a_zip_is_not_unpacked(read_file: Any) -> None:
    bomb = zipped("Journal.json", (b" " * (1 << 20) for _ in range((LARGEST >> 20) + 1)))
    assert len(bomb) < 1 << 18
    (problem,) = read_file("a.zip", bomb).problems
    assert "larger than 64 MB" in problem.what


def test_names_in_a_zip_lead_nowhere(folder: Path) -> None:
    journal = json.dumps({"metadata": {}, "entries": [{"uuid": "1", "text": "I flew."}]}).encode()
    (folder / "a.zip").write_bytes(zipped("../../../up.json", [journal]))
    assert texts(read_path(folder)) == ["I flew."]
    assert [path.name for path in folder.iterdir()] == ["a.zip"]
    assert not (folder.parent / "up.json").exists()


def test_a_journal_of_a_zip_that_is_no_text_leaves_the_others(folder: Path) -> None:
    journal = json.dumps({"metadata": {}, "entries": [{"uuid": "1", "text": "I flew."}]})
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("A.json", b"\xff\xfe\xff")
        archive.writestr("B.json", journal)
    found = list(read_path(folder / "a.zip"))
    assert texts(found) == ["I flew."]
    assert [problem.where for problem in problems(found)] == ["a.zip, A.json", "a.zip, B.json, entry 1"]


def test_pipes_and_devices_keep_nobody_waiting(folder: Path) -> None:
    (folder / "a.txt").write_text("I flew.")
    (folder / "n.tsv").write_text("n\tdream\n1\tI fell.\n")
    for name in ("pipe.txt", "n.json", "datapackage.json"):
        os.mkfifo(folder / name)
    (folder / "dreams.csv").write_text("id,text\n1,I sank.\n")
    assert texts(read_path(folder)) == ["I flew.", "I sank.", "I fell."]
    for path in (folder / "pipe.txt", Path("/dev/zero")):
        with pytest.raises(InputError, match="is no file"):
            list(read_path(path))
        with pytest.raises(InputError, match="is no file"):
            list(read_path(path, format="text"))


def test_links_that_go_round_or_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id,text\n1,not mine\n")
    (folder / "a.txt").write_text("I flew.")
    (folder / "loop").symlink_to("loop")
    (folder / "again").symlink_to(folder)
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "up").symlink_to("..")
    found = list(read_path(folder))
    assert texts(found) == ["I flew."]
    assert [problem.where for problem in problems(found)] == ["up"]


def test_no_package_or_key_is_followed_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    for name in ("dreams.csv", "readings.csv"):
        (tmp_path / name).write_text("id,series,text\n1,a,not mine\n")
        (folder / name).symlink_to(tmp_path / name)
    tables = [
        {"name": "dreams", "path": "dreams.csv"},
        {"name": "nights", "path": "../readings.csv"},
        {"name": "series", "path": "\0"},
        {"name": "dreamers", "path": ".."},
        {"name": "readings", "path": "readings.csv"},
        {"name": "codings", "path": "codings.csv"},
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "noctuary-dreams", "resources": tables}))
    found = list(read_path(folder / "datapackage.json"))
    assert texts(found) == []
    assert {problem.what for problem in problems(found)} == {"The table is missing, or is no file."}


def test_folders_within_folders_end(folder: Path) -> None:
    place = folder
    for _ in range(150):
        place /= "d"
    place.mkdir(parents=True)
    (place / "deep.txt").write_text("I sank.")
    (folder / "a.txt").write_text("I flew.")
    found = list(read_path(folder))
    assert texts(found) == ["I flew."]
    assert "100 folders deep" in problems(found)[0].what


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_names_of_files_may_be_any_bytes(folder: Path) -> None:
    for ending in ("txt", "md", "csv", "jsonl", "tsv", "zip", "\udcff"):
        content = {"csv": "text\nI flew.\n", "jsonl": '{"text": "I flew."}', "tsv": "n\tdream\n1\tI flew.\n"}
        (folder / f"\udcff\x1b.{ending}").write_text(content.get(ending, "I flew."))
    found = list(read_path(folder))
    assert texts(found) == ["I flew."] * 5
    str([*map(str, problems(found)), *map(repr, found)]).encode()
    for path in folder.iterdir():
        told(path)
        with pytest.raises(InputError) as error:
            list(read_path(path.with_name(f"{path.name}x")))
        str(error.value).encode()


def test_thousands_of_files_and_of_one_id(folder: Path) -> None:
    for number in range(2000):
        (folder / f"{number}.txt").write_text("I flew.")
    assert len(list(read_path(folder))) == 2000
    (folder / "a.csv").write_text("id,text\n" + "".join(f"1,{number}\n" for number in range(20_000)))
    found = [each for each in read_path(folder / "a.csv") if isinstance(each, Dream)]
    assert [dream.id for dream in found[:3]] == ["1", "1~2", "1~3"]
    assert len({dream.id for dream in found}) == 20_000


@pytest.mark.parametrize(
    "encoding", ["utf-7", "unicode_escape", "undefined", "punycode", "a\0b", "hex", "mbcs"]
)
def test_strange_encodings_are_problems(read_file: Any, encoding: str) -> None:
    for content in (b"+2AA-", b"\\ud800", b"\xff"):
        for name in ("a.txt", "a.md", "a.csv", "a.jsonl"):
            told_of = read_file("x.txt", b"I flew.").dreams
            assert told_of
            try:
                found = read_file(name, content, encoding=encoding)
            except FormatError:
                continue
            for dream in found.dreams:
                dream.text.encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfI flew.", "I flew."),
        (b"\xef\xbb\xbf\xef\xbb\xbfI flew.", "\ufeffI flew."),
        (b"\xff\xfe\0\0" + "I flew.".encode("utf-32-le"), "I flew."),
        (b"\xff\xfe" + "I flew.".encode("utf-16-le")[:-1], None),
        (b"\xff\xfe\x00\xd8\x20\x00", None),
        (b"overlong \xc0\xaf slash", "overlong À¯ slash"),
        (b"half \xed\xa0\x80 pair", "half í\xa0€ pair"),
        (b"NUL \0 here", None),
        (b"beyond \xf4\x90\x80\x80", None),
    ],
)
def test_broken_encodings(read_file: Any, content: bytes, text: str | None) -> None:
    haul = read_file("a.txt", content)
    assert texts(haul) == ([] if text is None else [text])
    assert len(haul.problems) == (text is None)


#: No file of any kind may take more than this beside what Python itself takes; see noctuary.ingest.limits.
MOST_MEMORY = 1 << 30
LINE = "a" * 4000 + "\n"
BOUNDED = """
import resource, sys
from pathlib import Path
import noctuary.ingest as ingest
from noctuary.errors import NoctuaryError
resource.setrlimit(resource.RLIMIT_AS, ({most}, {most}))
try:
    for found in ingest.read_path(Path(sys.argv[1]), format=sys.argv[2]):
        if isinstance(found, ingest.catalogue.Problem):
            print(str(found)[:200])
except NoctuaryError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("format", "name", "head", "body"),
    [
        ("text", "a.txt", "", "a"),
        ("markdown", "a.md", "---\n", "a"),
        ("jsonl", "a.jsonl", '{"id": "1", "text": "', "a"),
        ("csv", "a.csv", "text\n", "a"),
        ("csv", "b.csv", 'text\n"', LINE),
        ("csv", "c.csv", "text\n", f'","{LINE}'),
        ("csv", "d.csv", "", "a,"),
        ("dreambank", "a.tsv", "n\tdream\n1\t", "a"),
        ("sddb", "a.csv", "Survey Name,Participant ID,Dream Text\n", '"a'),
        ("jrnl", "a.txt", "[2020-01-31 06:30] ", LINE),
        ("jrnl", "a.json", '{"tags": {}, "entries": [', "[],"),
        ("dayone", "a.json", '{"metadata": {}, "entries": [', "[],"),
        ("dreambank-xml", "a.xml", "<dreambank><collection><dream><report>", "a"),
        ("dreambank-xml", "b.xml", "<dreambank>", f"<a>{LINE}</a>"),
        ("packet", "a.md", "---\nnoctuary: packet\n---\n", "## 1\n~~~\n"),
        ("packet", "a.csv", "packet\n", "a"),
        ("noctuary-csv", "datapackage.json", '{"resources": [', "[],"),
    ],
)
def test_a_file_without_end_is_told_in_bounded_memory(
    folder: Path,
    format: str,  # noqa: A002
    name: str,
    head: str,
    body: str,
) -> None:
    path = folder / name
    with path.open("wb") as file:
        file.write(head.encode())
        piece = body.encode() * ((1 << 20) // len(body))
        for _ in range(80):
            file.write(piece)
    command = [sys.executable, "-c", BOUNDED.format(most=MOST_MEMORY), str(path), format]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    path.unlink()
    assert done.returncode == 0, done.stderr[-2000:]
    assert any(fact in done.stdout for fact in ("million characters", "MB", "columns", "quotes"))


def test_what_is_found_streams(folder: Path) -> None:
    path = folder / "a.jsonl"
    path.write_text("".join(f'{{"id": "{number}", "text": "I flew."}}\n' for number in range(50)) + "[" * 10)
    assert len(list(islice(read_path(path), 3))) == 3


def test_a_line_as_long_as_may_be_comes_in(folder: Path) -> None:
    path = folder / "a.csv"
    path.write_text(f"text\n{'a' * (LONGEST - 2)}\n")
    (dream,) = (each for each in read_path(path) if isinstance(each, Dream))
    assert len(dream.text) == LONGEST - 2


WRITTEN = (
    "0000", "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-0044-03-15", "2020-13-01",
    "2020-00-10", "1900-02-29", "2000-02-29", "2020-02-30", "٢٠٢٠-٠١-٣١", "२०२०-०१-३१", "２０２０-０１-３１", "²⁰²⁰-01-31",
    "9" * 500, "(" * 500, " " * 5000, "1" + " " * 100_000 + "1", "(a)" * 40_000, "99/99/99", "1/1/0000", "31 February 2020",
)  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_dates_of_any_year_come_in_and_go_out(folder: Path, tmp_path: Path, written: str) -> None:
    day_one = {"metadata": {}, "entries": [{"uuid": "1", "text": "I flew.", "creationDate": written}]}
    jrnl = {"tags": {}, "entries": [{"title": "I flew.", "date": written}]}
    line = {"id": "1", "text": "I flew.", "date": written}
    files = {
        "a.csv": f'text,date\nI flew.,"{written}"\n',
        "a.tsv": f'n\tdate\tdream\n1\t"{written}"\tI flew.\n',
        "a.md": f"---\ndate: {json.dumps(written)}\n---\nI flew.",
        "a.jsonl": json.dumps(line),
        "dayone.json": json.dumps(day_one),
        "jrnl.json": json.dumps(jrnl),
        "a.xml": "<dreambank><collection><id>x</id><dream><number>1</number>"
        f"<date>{written}</date><report>I flew.</report></dream></collection></dreambank>",
    }
    for name, content in files.items():
        (folder / name).write_text(content)
    found = list(read_path(folder))
    dreams = [each for each in found if isinstance(each, Dream)]
    assert len(dreams) >= 5
    assert all(1 <= dream.date.year <= 9999 for dream in dreams if dream.date and dream.date.year)
    contents = Contents(dreams=[(dream, ()) for dream in sorted(dreams, key=lambda dream: dream.key)])
    write_jsonl(tmp_path / "out.jsonl", contents)
    write_csv(tmp_path / "csv", contents)
    write_markdown(tmp_path / "notes", contents)
    for out in ("out.jsonl", "csv", "notes"):
        back = [each for each in read_path(tmp_path / out) if isinstance(each, Dream)]
        assert sorted(str(dream.date) for dream in back) == sorted(str(dream.date) for dream in dreams)
