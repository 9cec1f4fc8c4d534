"""``profile``, ``compare`` and ``readers``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import standins
from invented import DREAMS, Noctuary
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.errors import LibraryReadOnlyError
from noctuary.library import Library
from noctuary.readers import DEFAULT, READERS, identity_of
from noctuary.scheme import Scale, parse

pytestmark = pytest.mark.usefixtures("library")

DEFAULT_READER = identity_of(DEFAULT)
LEXICAL = identity_of("lexical")


def test_a_profile_reads_what_is_unread(noctuary: Noctuary) -> None:
    said = noctuary("profile", "series:mine")
    assert said.code == 0
    assert said.out.startswith(f"series:mine: 2 dreams read by {DEFAULT_READER}, beside women")
    assert "Male/Female Percent" in said.out
    assert "too few to go by" in said.out


def test_a_profile_as_data(noctuary: Noctuary) -> None:
    rows = noctuary("profile", "--norm", "men", "--format", "json").json
    assert noctuary("profile", "--norm", "men", "--format", "jsonl").jsonl == rows
    read = list(csv.DictReader(noctuary("profile", "--norm", "men", "--format", "csv").out.splitlines()))
    assert len(read) == len(rows) > 10
    assert list(read[0]) == list(rows[0])


def test_the_norm_must_be_known(noctuary: Noctuary) -> None:
    said = noctuary("profile")
    assert (said.code, said.out) == (1, "")
    assert "--norm women" in said.err


def test_the_reader_must_be_known(noctuary: Noctuary) -> None:
    said = noctuary("profile", "--norm", "women", "--reader", "nobody")
    assert said.code == 1
    assert "Known: lexical" in said.err


def test_one_dream_has_no_interval(noctuary: Noctuary) -> None:
    said = noctuary("profile", "id:2", "--norm", "women")
    assert said.code == 0
    assert "nan" not in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("profile", "series:nonsuch"),
        ("compare", "series:mine", "series:nonsuch"),
        ("compare", "series:nonsuch", "--readers", "lexical,model"),
    ],
)
def test_dreams_that_are_not_there(noctuary: Noctuary, arguments: tuple[str, ...]) -> None:
    said = noctuary(*arguments)
    assert (said.code, said.out) == (1, "")
    assert "No dream is found by 'series:nonsuch'" in said.err


def test_an_empty_library_says_what_to_do(noctuary: Noctuary, tmp_path: Path) -> None:
    empty = tmp_path / "empty.noctuary"
    Library.open(empty, create=True).close()
    said = noctuary("--library", empty, "profile")
    assert said.code == 1
    assert "noctuary write" in said.err


def test_a_library_that_can_only_be_read(noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch) -> None:
    noctuary("profile", "id:2", "--norm", "women", "--reader", "lexical")
    opening = Library.open

    def for_reading(path: Path, *, create: bool = False, read_only: bool = False, **_: object) -> Library:
        if create or not read_only:
            raise LibraryReadOnlyError("It cannot be written.")
        return opening(path, read_only=True)

    monkeypatch.setattr(Library, "open", for_reading)
    for asked in (("profile", "--norm", "women"), ("compare", "series:mine", "id:2")):
        said = noctuary(*asked, "--reader", "lexical")
        assert said.code == 0
        assert "1 dream read by lexical" in said.out
        assert f"not read by {LEXICAL} yet" in said.err


def test_two_samples_side_by_side(noctuary: Noctuary) -> None:
    said = noctuary("compare", "series:mine", "series:other")
    assert said.code == 0
    assert said.out.startswith(f"series:mine: 2 dreams read by {DEFAULT_READER}, beside series:other")
    assert noctuary("compare", "series:mine", "").code == 0
    assert noctuary("compare", "series:mine").code == 2


def test_a_picture_is_drawn_too(noctuary: Noctuary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "noctuary.stats.picture.save_picture", lambda profile, path: path.write_text(profile.name)
    )
    said = noctuary("profile", "harbour", "--norm", "women", "-o", tmp_path / "profile.svg")
    assert said.code == 0
    assert f"The picture is in {tmp_path / 'profile.svg'}." in said.err
    assert (tmp_path / "profile.svg").read_text() == "harbour"


@pytest.mark.parametrize("name", ["profile.docx", "nowhere/profile.png"])
def test_a_picture_that_cannot_be_is_refused_before_the_work(
    noctuary: Noctuary, tmp_path: Path, name: str
) -> None:
    for asked in (("profile", "--norm", "women"), ("compare", "series:mine", "series:other")):
        said = noctuary(*asked, "-o", tmp_path / name)
        assert (said.code, said.out) == (1, "")
    assert not (tmp_path / "profile.docx").exists()


def test_whose_readings_these_are_is_told_once_a_better_reader_is_there(
    noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch
) -> None:
    noctuary("code", "--reader", "lexical")
    monkeypatch.setitem(READERS, "glad", standins.GLAD)
    for module in ("noctuary.library.facade", "noctuary.cli.study"):
        monkeypatch.setattr(f"{module}.DEFAULT", "glad")
    said = noctuary("profile", "--norm", "women")
    assert "3 dreams read by lexical" in said.out
    assert "have the dreams read by glad 2 with: noctuary code" in said.err
    assert "3 dreams read by glad 2" in noctuary("profile", "--norm", "women", "--reader", "glad").out
    assert "glad" not in noctuary("profile", "--norm", "women", "--reader", "lexical").err
    again = noctuary("profile", "--norm", "women")
    assert "3 dreams read by glad 2" in again.out
    assert "have the dreams read" not in again.err


COLLEAGUE = Reader("colleague", "2", ReaderKind.PERSON)


def read_by_a_colleague(library: Path) -> None:
    """Have the first dream read by somebody else."""
    fear = Coding(parse("AP D", Scale.EMOTIONS))
    with Library.open(library) as shelf:
        shelf.take_in([Reading.of(DREAMS[0], COLLEAGUE, [fear])])


def test_anybody_who_has_read_can_be_chosen(noctuary: Noctuary, library: Path) -> None:
    read_by_a_colleague(library)
    said = noctuary("profile", "--norm", "women", "--reader", "colleague")
    assert said.code == 0
    assert said.out.startswith("all dreams: 1 dream read by colleague 2, beside women")
    nothing = noctuary("compare", "series:mine", "series:other", "--reader", "colleague")
    assert (nothing.code, nothing.out) == (1, "")
    assert "colleague 2 has read none of the dreams of 'series:other'" in nothing.err


def test_two_readers_side_by_side(noctuary: Noctuary, library: Path) -> None:
    read_by_a_colleague(library)
    said = noctuary("compare", "series:mine", "--readers", "lexical, colleague")
    assert said.code == 0
    assert said.out.startswith(f"{LEXICAL}: 1 dream read by {LEXICAL}, beside colleague 2")
    assert "same dreams" in said.err
    assert noctuary("compare", "series:other", "--readers", "lexical,colleague").code == 1
    assert noctuary("compare", "series:mine", "--readers", "lexical").code == 2
    assert noctuary("compare", "series:mine", "--readers", "lexical,lexical").code == 2
    assert noctuary("compare", "series:mine", "series:other", "--readers", "lexical,colleague").code == 2


def test_who_has_read(noctuary: Noctuary, library: Path) -> None:
    said = noctuary("readers")
    assert (said.code, said.out) == (0, "")
    assert "Nobody has read any of the 3 dreams" in said.err
    read_by_a_colleague(library)
    rows = [{"name": "colleague", "version": "2", "kind": "person", "settings": "", "dreams": 1}]
    assert noctuary("readers", "--format", "json").json == rows
    assert noctuary("readers", "--format", "jsonl").jsonl == rows
    assert list(csv.DictReader(noctuary("readers", "--format", "csv").out.splitlines())) == [
        {**rows[0], "dreams": "1"}
    ]
    assert noctuary("readers").out.split() == [
        "name", "version", "kind", "settings", "dreams", "colleague", "2", "person", "1"
    ]  # fmt: skip
