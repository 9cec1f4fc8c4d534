"""``write``, ``import``, ``export``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from invented import DREAMS, Noctuary
from noctuary.coding import Reader, ReaderKind
from noctuary.dream import Dream, Lucidity, PartialDate
from noctuary.ingest import read_path
from noctuary.library import Library


def kept(path: Path) -> list[Dream]:
    with Library.open(path, read_only=True) as library:
        return list(library.dreams())


# write


def test_a_dream_is_written_and_read(noctuary: Noctuary, place: Path) -> None:
    said = noctuary(
        "write", "-m", "I was flying. I was afraid.", "--date", "2026-03-14", "--title", "Roofs",
        "--tag", "flying", "--tag", "night", "--lucid", "partial", "--feeling", "fear=4.5",
        "--reflection", "The roofs again.",
    )  # fmt: skip
    assert (said.code, said.out) == (0, "journal/2026-03-14\n")
    assert "A new library was made" in said.err
    assert "Kept, and read" in said.err
    (dream,) = kept(place)
    assert dream == Dream(
        id="2026-03-14",
        text="I was flying. I was afraid.",
        date=PartialDate(2026, 3, 14, "2026-03-14"),
        title="Roofs",
        tags=("flying", "night"),
        lucidity=Lucidity.PARTIAL,
        ratings={"fear": 4.5},
        reflection="The roofs again.",
    )


def test_a_dream_comes_on_standard_input_to_the_byte(noctuary: Noctuary, place: Path) -> None:
    text = "\ufeffI was in the café.\r\n\r\n  \0 Then \u2028 nothing.\n"
    assert noctuary("write", stdin=text).code == 0
    assert [dream.text for dream in kept(place)] == [text]


def test_several_dreams_of_a_night_have_ids_of_their_own(noctuary: Noctuary, place: Path) -> None:
    for number in range(3):
        noctuary("write", "-m", f"Door {number}.", "--date", "1985-03")
    assert [dream.id for dream in kept(place)] == ["1985-03", "1985-03-2", "1985-03-3"]


def test_the_same_words_are_kept_once(noctuary: Noctuary, place: Path) -> None:
    noctuary("write", "-m", "Door one.", "--date", "1985")
    said = noctuary("write", "-m", "door ONE", "--date", "1985")
    assert (said.code, said.out) == (0, "")
    assert "kept already, as journal/1985" in said.err
    assert len(kept(place)) == 1


def test_a_night_without_recall_is_put_down_once(noctuary: Noctuary, place: Path) -> None:
    assert "no dream recalled" in noctuary("write", "--no-recall", "--date", "1985-03-12").err
    assert "already" in noctuary("write", "--no-recall", "--date", "1985-03-12").err
    assert kept(place) == []


@pytest.mark.usefixtures("place")
def test_a_night_with_a_dream_is_none_without(noctuary: Noctuary) -> None:
    noctuary("write", "-m", "A door.", "--date", "1985-03-12")
    said = noctuary("write", "--no-recall", "--date", "1985-03-12")
    assert said.code == 1
    assert "kept already" in said.err


def test_nothing_written_is_nothing_kept(noctuary: Noctuary, place: Path) -> None:
    said = noctuary("write", stdin=" \n")
    assert (said.code, said.out) == (0, "")
    assert "Nothing was written" in said.err
    assert kept(place) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--date", "2026-02-30"], "'2026-02-30' is no date."),
        (["--feeling", "fear"], "NAME=NUMBER"),
        (["--feeling", "=4"], "NAME=NUMBER"),
        (["--feeling", "fear=much"], "NAME=NUMBER"),
        (["--series", ""], "a series id must hold text"),
        (["--series", " mine"], "a series id must hold text"),
        (["--series", "", "--no-recall"], "a series id must hold text"),
        (["--tag", "half \udce9"], "half a surrogate pair"),
    ],
)
def test_what_cannot_be_kept_is_told(
    noctuary: Noctuary, place: Path, options: list[str], message: str
) -> None:
    said = noctuary("write", "-m", "A kingfisher.", *options)
    assert (said.code, said.out) == (1, "")
    assert message in said.err
    assert "kingfisher" not in said.err
    assert not place.exists() or kept(place) == []


@pytest.mark.usefixtures("place")
def test_bytes_that_are_no_text_are_told(noctuary: Noctuary) -> None:
    said = noctuary("write", stdin=b"caf\xe9")
    assert said.code == 1
    assert "not UTF-8 from byte 3 on" in said.err
    assert "iconv" in said.err


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that stands in for an editor; what it does is written into it."""
    script = tmp_path / "editor.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    return script


def test_a_dream_is_written_in_the_editor(noctuary: Noctuary, place: Path, editor: Path) -> None:
    editor.write_text('#!/bin/sh\nprintf "I was on the roof.\\n" > "$1"\n')
    said = noctuary("write", "--date", "1985", terminal=True)
    assert (said.code, said.out) == (0, "journal/1985\n")
    assert [dream.text for dream in kept(place)] == ["I was on the roof."]
    assert list(place.with_name("dreams.noctuary.drafts").iterdir()) == []


def test_a_draft_outlives_a_killed_editor(noctuary: Noctuary, place: Path, editor: Path) -> None:
    editor.write_text('#!/bin/sh\nprintf "I was on the roof" > "$1"\nkill -9 $$\n')
    said = noctuary("write", terminal=True)
    assert said.code == 1
    assert "roof" not in said.err
    (draft,) = place.with_name("dreams.noctuary.drafts").iterdir()
    assert draft.stat().st_mode & 0o777 == 0o600
    assert draft.parent.stat().st_mode & 0o777 == 0o700
    editor.write_text('#!/bin/sh\nprintf " of a mill." >> "$1"\n')
    again = noctuary("write", terminal=True)
    assert "A draft was left" in again.err
    assert [dream.text for dream in kept(place)] == ["I was on the roof of a mill."]
    assert not draft.exists()


def test_a_draft_stays_until_it_can_be_kept(noctuary: Noctuary, place: Path, editor: Path) -> None:
    editor.write_text('#!/bin/sh\nprintf "caf\\351" > "$1"\n')
    said = noctuary("write", terminal=True)
    assert said.code == 1
    assert "not UTF-8 from byte 3 on" in said.err
    assert len(list(place.with_name("dreams.noctuary.drafts").iterdir())) == 1


def test_a_draft_that_was_kept_elsewhere_meanwhile_is_nothing(
    noctuary: Noctuary, place: Path, editor: Path
) -> None:
    editor.write_text('#!/bin/sh\nrm "$1"\n')
    assert "Nothing was written" in noctuary("write", terminal=True).err
    assert kept(place) == []


def test_a_draft_stays_when_the_library_went_away_meanwhile(
    noctuary: Noctuary, library: Path, editor: Path
) -> None:
    """The dream was kept in a file that nobody would find again, and the draft was removed."""
    editor.write_text(f'#!/bin/sh\nprintf "I was on the roof." > "$1"\nrm "{library}"\n')
    said = noctuary("write", terminal=True)
    assert (said.code, said.out) == (1, "")
    assert "was moved, replaced or removed while it was open" in said.err
    (draft,) = library.with_name("dreams.noctuary.drafts").iterdir()
    assert draft.read_text() == "I was on the roof."


def test_a_draft_is_on_disk_whatever_the_editor_does(
    noctuary: Noctuary, place: Path, editor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    fsync = os.fsync

    def syncing(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", syncing)
    # It cannot be kept, so that it stays.
    editor.write_text('#!/bin/sh\nprintf "caf\\351" > "$1"\n')
    assert noctuary("write", terminal=True).code == 1
    folder = place.with_name("dreams.noctuary.drafts")
    (draft,) = folder.iterdir()
    assert {path.stat().st_ino for path in (draft, folder, place.parent)} <= synced


def test_an_empty_draft_is_thrown_away(noctuary: Noctuary, place: Path, editor: Path) -> None:
    assert editor.exists()
    assert "Nothing was written" in noctuary("write", terminal=True).err
    assert list(place.with_name("dreams.noctuary.drafts").iterdir()) == []


def test_a_missing_editor_is_told(noctuary: Noctuary, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", str(place.with_name("no-editor")))
    said = noctuary("write", terminal=True)
    assert said.code == 1
    assert "Set EDITOR" in said.err


# import


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with two dreams and a file that is empty."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "2020-01-31.txt").write_text("I was on the roof.")
    (folder / "2020-02-01.txt").write_text("I was in the cellar.")
    (folder / "2020-02-02.txt").write_text("")
    return folder


def test_a_folder_comes_in_once(noctuary: Noctuary, place: Path, notes: Path) -> None:
    first = noctuary("import", notes)
    assert first.code == 0
    assert "2 dreams came in, in 1 series." in first.out
    assert "1 problem:" in first.out
    assert "2020-02-02.txt" in first.err
    assert [str(dream.date) for dream in kept(place)] == ["2020-01-31", "2020-02-01"]
    again = noctuary("import", notes)
    assert "0 dreams came in" in again.out
    assert "2 dreams there already" in again.out


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_file_of_which_nothing_can_be_taken_is_a_failure(
    noctuary: Noctuary, place: Path, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "1"\n{"id": "2"}\n')
    said = noctuary("import", path, "--format", form)
    assert said.code == 1
    assert "Nothing of this could be taken in" in said.err
    assert "line 2" in said.out + said.err
    assert kept(place) == []
    path.write_text('{"id": "1"\n{"id": "2", "report": "I dug."}\n')
    for _ in range(2):
        assert noctuary("import", path, "--format", form).code == 0


def test_a_dry_run_makes_no_library_and_changes_none(noctuary: Noctuary, place: Path, notes: Path) -> None:
    said = noctuary("import", "--dry-run", notes)
    assert "2 dreams would come in" in said.out
    assert not place.exists()
    noctuary("write", "-m", "I was on the roof.", "--series", "notes")
    before = place.read_bytes()
    rows = noctuary("import", "--dry-run", notes, "--format", "json").json
    assert {row["what"]: row["count"] for row in rows}["added"] == 2
    assert place.read_bytes() == before


def test_an_import_as_data(noctuary: Noctuary, place: Path, notes: Path) -> None:
    rows = noctuary("import", notes, "--series", "mine", "--format", "jsonl").jsonl
    assert rows[0] == {"what": "added", "where": "mine", "count": 2, "note": ""}
    assert [row["where"] for row in rows if row["what"] == "problem"] == ["2020-02-02.txt"]
    assert place.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.txt"], 1, "nowhere.txt"),
        ([], 2, "Missing argument"),
        (["x.csv", "--column", "text"], 1, "OURS=THEIRS"),
        (["--as", "papyrus", "x.csv"], 1, "papyrus"),
    ],
)
def test_imports_that_cannot_be(
    noctuary: Noctuary, place: Path, arguments: list[str], code: int, message: str
) -> None:
    place.with_name("x.csv").write_text("text\nI dug.\n")
    said = noctuary("import", *(place.with_name(each) if each == "x.csv" else each for each in arguments))
    assert said.code == code
    assert message in said.err


def codings(folder: Path) -> Path:
    """A file of codings without reports: of two dreams that are kept, and of one that is not."""
    lines = [
        {
            "id": "1",
            "collection": "mine",
            "characters": ["1msa"],
            "emotions": [{"class": "AP", "character": "D"}],
        },
        {"id": "2", "characters": ["1FMA", "the old woman"]},
        {"id": "77", "collection": "mine", "characters": ["1FMA"]},
    ]
    path = folder / "theirs.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_codings_come_in_for_dreams_that_are_kept(noctuary: Noctuary, library: Path, tmp_path: Path) -> None:
    said = noctuary("import", codings(tmp_path), "--coder", "colleague")
    assert said.code == 0
    assert said.out.startswith("2 readings came in.\n2 problems:\n")
    assert "mine/77" in said.err
    assert "2: characters entry 2 is no valid code" in said.err
    assert "woman" not in said.err
    with Library.open(library) as shelf:
        (reading,) = shelf.store.readings(DREAMS[0].key)
        assert reading.reader == Reader("colleague", kind=ReaderKind.PERSON)
        assert [str(coding.code) for coding in reading.codings] == ["1MSA", "AP D"]
    again = noctuary("import", codings(tmp_path), "--coder", "colleague")
    assert again.out.startswith("2 readings there already.\n")
    rows = noctuary("import", codings(tmp_path), "--coder", "colleague", "--format", "json").json
    assert {row["what"]: row["count"] for row in rows}["known readings"] == 2


def test_a_coder_may_be_a_program(noctuary: Noctuary, library: Path, tmp_path: Path) -> None:
    noctuary("import", codings(tmp_path), "--coder", "script", "--program")
    with Library.open(library) as shelf:
        assert shelf.readers() == [(Reader("script"), 2)]


@pytest.mark.usefixtures("library")
def test_codings_of_nobody_are_told(noctuary: Noctuary, tmp_path: Path) -> None:
    said = noctuary("import", codings(tmp_path))
    assert said.code == 1
    assert (
        "Nothing says who made its codings; 3 were passed over. Name the coder with: noctuary import --coder"
        in said.err
    )
    for options in (("--coder", "lexical"), ("--program",)):
        assert noctuary("import", codings(tmp_path), *options).code == 1


# export


@pytest.mark.parametrize(("name", "readings"), [("out.jsonl", 3), ("out.xml", 3), ("out", 0)])
def test_dreams_go_out_and_come_back(noctuary: Noctuary, library: Path, name: str, readings: int) -> None:
    noctuary("code")
    target = library.with_name(name)
    said = noctuary("export", target)
    assert (said.code, said.out) == (0, "")
    assert f"3 dreams and {readings} readings written" in said.err
    assert sorted(found.text for found in read_path(target) if isinstance(found, Dream)) == sorted(
        dream.text for dream in DREAMS
    )


def test_csv_goes_out_as_a_folder_of_tables(noctuary: Noctuary, library: Path) -> None:
    target = library.with_name("tables")
    assert noctuary("export", target, "--as", "csv", "series:mine").code == 0
    assert {dream.key for dream in read_path(target) if isinstance(dream, Dream)} == {
        dream.key for dream in DREAMS if dream.series == "mine"
    }


def test_nothing_is_written_over_unasked(noctuary: Noctuary, library: Path) -> None:
    target = library.with_name("out.jsonl")
    target.write_text("something else")
    said = noctuary("export", target)
    assert said.code == 1
    assert "--force" in said.err
    assert target.read_text() == "something else"
    assert noctuary("export", target, "--force", "-tag:sea").code == 0
    assert len(target.read_text().splitlines()) >= 2
    assert Reader("lexical").name not in target.read_text()


def test_an_ending_that_names_no_format(noctuary: Noctuary, library: Path) -> None:
    said = noctuary("export", library.with_name("out.docx"))
    assert said.code == 1
    assert "--as" in said.err
