"""From a path to what is found there."""

from __future__ import annotations

from pathlib import Path

import pytest

from noctuary.coding import Reading
from noctuary.dream import Dream
from noctuary.errors import FormatError, InputError, Problem
from noctuary.export import Contents, write_csv
from noctuary.ingest import FORMATS, Found, IngestOptions, read_path, read_paths


def dreams(found: list[Found]) -> list[Dream]:
    return [item for item in found if isinstance(item, Dream)]


def problems(found: list[Found]) -> list[Problem]:
    return [item for item in found if isinstance(item, Problem)]


def test_formats_have_names_of_their_own() -> None:
    names = [each.name for each in FORMATS]
    assert len(set(names)) == len(names)
    assert {
        "text",
        "markdown",
        "csv",
        "jsonl",
        "dreambank",
        "dreambank-xml",
        "sddb",
        "jrnl",
        "dayone",
    } <= set(names)


def test_a_folder_is_walked_in_order(folder: Path, tmp_path: Path) -> None:
    (folder / "b.txt").write_text("I fell.")
    (folder / "a.md").write_text("I flew.")
    (folder / "c").mkdir()
    (folder / "c" / "a.txt").write_text("I sank.")
    (folder / ".obsidian").mkdir()
    (folder / ".obsidian" / "x.md").write_text("hidden")
    (folder / "p.png").write_bytes(b"\x89PNG\0")
    (folder / "bad.csv").write_text("a,b\n1,2\n")
    outside = tmp_path / "outside.txt"
    outside.write_text("not mine")
    (folder / "link.txt").symlink_to(outside)
    (folder / "twin.txt").symlink_to(folder / "b.txt")
    found = list(read_path(folder))
    assert [(dream.id, dream.series, dream.text) for dream in dreams(found)] == [
        ("a", "journal", "I flew."),
        ("b", "dreams", "I fell."),
        ("a", "dreams", "I sank."),
    ]
    assert [problem.where for problem in problems(found)] == ["bad.csv", "link.txt", "dreams"]
    assert "1 .png" in problems(found)[-1].what
    assert found == list(read_path(folder))


def test_tables_of_strangers_beside_ours_come_in(folder: Path) -> None:
    write_csv(folder / "set", Contents(dreams=[(Dream(id="1", text="I flew."), ())]))
    (folder / "set" / "more.csv").write_text("id,text\n2,I fell.\n")
    found = list(read_path(folder))
    assert [dream.text for dream in dreams(found)] == ["I flew.", "I fell."]
    assert problems(found) == []


def test_a_package_of_strangers_is_passed_over(folder: Path) -> None:
    (folder / "datapackage.json").write_text('{"name": "theirs", "resources": []}')
    (folder / "dreams.csv").write_text("id,text\n2,I fell.\n")
    found = list(read_path(folder))
    assert [dream.text for dream in dreams(found)] == ["I fell."]
    assert "1 .json" in problems(found)[0].what


def test_a_format_restricts_a_folder(folder: Path) -> None:
    (folder / "a.md").write_text("I flew.")
    (folder / "b.txt").write_text("I fell.")
    assert [dream.id for dream in dreams(list(read_path(folder, format="text")))] == ["b"]


def test_slips_of_the_caller(folder: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        list(read_path(folder / "absent.txt"))
    with pytest.raises(InputError, match="docx"):
        read_path(folder, format="docx")
    (folder / "a.xyz").write_text("I flew.")
    with pytest.raises(FormatError, match="no kind"):
        list(read_path(folder / "a.xyz"))
    assert dreams(list(read_path(folder / "a.xyz", format="text")))[0].text == "I flew."


def test_two_dreams_of_one_id_both_come_in(folder: Path) -> None:
    path = folder / "a.jsonl"
    path.write_text(
        '{"id": "7", "text": "I flew.", "emotions": ["AP D"]}\n'
        '{"id": "7", "text": "I fell.", "emotions": []}\n'
        '{"id": "7", "text": "I fell.", "emotions": []}\n'
        '{"id": "7", "text": "I sank."}\n'
    )
    found = list(read_path(path))
    assert [(dream.id, dream.text) for dream in dreams(found)] == [
        ("7", "I flew."),
        ("7~2", "I fell."),
        ("7~3", "I sank."),
    ]
    assert [item.dream.id for item in found if isinstance(item, Reading)] == ["7", "7~2", "7~2"]
    told = [problem.where for problem in problems(found) if problem.where.startswith("dream")]
    assert told == ["dream a/7", "dream a/7"]
    assert found == list(read_path(path))


def test_ids_are_distinct_over_several_paths(folder: Path) -> None:
    first, second = folder / "a.csv", folder / "b.csv"
    first.write_text("id,text\n1,I flew.\n")
    second.write_text("id,text\n1,I fell.\n")
    found = list(read_paths([first, second], options=IngestOptions(series="mine")))
    assert [dream.id for dream in dreams(found)] == ["1", "1~2"]
