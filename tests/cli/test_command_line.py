"""What holds for every command: how it ends, what it says, and what it never says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.cli import COMMANDS, run
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.reading.lexical import LexicalReader

CANARY = "kingfisher"

NEEDS_A_LIBRARY = (
    ["list"],
    ["show", "1"],
    ["search", "river"],
    ["like", "1"],
    ["export", "out.jsonl"],
    ["code"],
    ["profile", "--norm", "women"],
    ["compare", "a", "b"],
    ["delete", "1"],
    ["trash"],
    ["backup", "copy"],
    ["verify"],
)


@pytest.mark.parametrize("arguments", NEEDS_A_LIBRARY, ids=lambda arguments: arguments[0])
def test_without_a_library_the_next_step_is_told(
    noctuary: Noctuary, place: Path, arguments: list[str]
) -> None:
    said = noctuary(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"noctuary: There is no library at {place}.\n  ")
    assert not place.exists()


@pytest.mark.parametrize("arguments", NEEDS_A_LIBRARY, ids=lambda arguments: arguments[0])
def test_another_file_is_no_library_and_stays(noctuary: Noctuary, place: Path, arguments: list[str]) -> None:
    place.write_text(CANARY)
    said = noctuary(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "is not a Noctuary library" in said.err
    assert place.read_text() == CANARY


def test_usage_is_told(noctuary: Noctuary) -> None:
    for arguments in (["fly"], ["list", "--wings"], ["show"], ["list", "--format", "xml"]):
        said = noctuary(*arguments)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("Usage: ")


def test_help_and_version(noctuary: Noctuary) -> None:
    said = noctuary("--help")
    assert (said.code, said.err) == (0, "")
    assert all(f"\n  {name} " in said.out for name, _, _ in COMMANDS)
    assert noctuary("--version").out.startswith("noctuary ")


def test_a_bug_is_confessed_without_a_word_of_the_dream(
    noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(LexicalReader, "read_many", broken)
    said = noctuary("read", "-", "--reader", "lexical", stdin=f"A {CANARY}.")
    assert said.code == 3
    assert "RuntimeError at test_command_line.py" in said.err
    assert CANARY not in said.err + said.out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (InputError("No.", "Yes."), 1),
        (PermissionError(13, "Permission denied", "/x/picture.png"), 1),
        (OSError("no file is named"), 3),
    ],
)
def test_how_a_command_ends(
    noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def ending(*_: object) -> None:
        raise error

    monkeypatch.setattr(LexicalReader, "read_many", ending)
    assert noctuary("read", "-", "--reader", "lexical", stdin="I dug.").code == code


@pytest.mark.usefixtures("library")
def test_no_error_holds_a_word_of_a_dream(noctuary: Noctuary, place: Path, tmp_path: Path) -> None:
    noctuary("write", "-m", f"A {CANARY} on the mast.", "--title", CANARY, "--date", "1985")
    files = {
        "conflict.jsonl": json.dumps({"id": "1985", "collection": "journal", "report": f"{CANARY} two"}),
        "broken.jsonl": f'{{"id": "1", "report": "{CANARY}',
        "unfit.jsonl": json.dumps({"id": "1", "report": CANARY, "time": CANARY, "ratings": {"a": CANARY}}),
        "codes.jsonl": json.dumps(
            {"id": "c", "report": CANARY, "settings": [f"it was a {'long ' * 9}{CANARY}"]}
        ),
        "table.csv": f"first,second\n{CANARY},{CANARY}\n",
        "half.jsonl": json.dumps({"id": "h", "report": CANARY, "tags": [f"{CANARY} \ud800"]}),
        "broken.xml": f"<dreams><dream>{CANARY}</dreams>",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    errors = [
        noctuary("write", "-m", f"A {CANARY} on the mast.", "--date", "1985"),
        noctuary("write", "-m", f"{CANARY} \udce9"),
        noctuary("write", "-m", CANARY, "--title", f"{CANARY} \udce9"),
        noctuary("write", "-m", CANARY, "--feeling", "x"),
        noctuary("write", stdin=CANARY.encode() + b"\xff"),
        noctuary("read", "-", stdin=CANARY.encode() + b"\xff"),
        *(noctuary("import", tmp_path / name) for name in files),
        *(noctuary("read", tmp_path / name) for name in ("broken.jsonl", "table.csv", "broken.xml")),
        noctuary("delete", "journal/1985"),
        noctuary("trash"),
    ]
    place.write_bytes(place.read_bytes().replace(CANARY.encode(), b"kingfi\xffher"))
    errors += [
        noctuary("verify"),
        noctuary("trash", "--take-out", "journal/1985"),
        noctuary("show", "journal/1985"),
    ]
    for said in errors:
        assert said.code in (0, 1)
        assert CANARY not in said.err
        assert "kingfi" not in said.err


# In processes of their own.


def command(*arguments: object, library: Path) -> list[str]:
    return [sys.executable, "-m", "noctuary", "--library", str(library), *map(str, arguments)]


def test_as_a_program(tmp_path: Path) -> None:
    library = tmp_path / "dreams.noctuary"
    wrote = subprocess.run(
        command("write", library=library),
        input="Ein Café, I was afraid.".encode(),
        capture_output=True,
        check=True,
    )
    assert wrote.stdout.decode().startswith("journal/")
    found = subprocess.run(
        command("search", "cafe", "--format", "jsonl", library=library),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert json.loads(found.stdout)["sentence"] == "Ein Café, I was afraid."
    nothing = subprocess.run(command("show", "7", library=library), capture_output=True, check=False)
    assert (nothing.returncode, nothing.stdout) == (1, b"")


@pytest.mark.parametrize("form", ["jsonl", "table", "csv"])
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path, form: str) -> None:
    library = tmp_path / "dreams.noctuary"
    with Library.open(library, create=True) as shelf:
        from noctuary.dream import Dream

        shelf.take_in(Dream(id=str(number), text=f"Door {number} stood open.") for number in range(2000))
    listing = subprocess.Popen(
        command("list", "--all", "--format", form, library=library),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert listing.stdout
    assert listing.stderr
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.stderr.read() == b""
    listing.stderr.close()
    assert listing.wait() == 0


def test_run_gives_the_code_and_does_not_exit(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "1MKA"]) == 0
    assert capsys.readouterr().out
