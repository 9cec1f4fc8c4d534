"""``profile`` and ``compare``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from invented import Noctuary

pytestmark = pytest.mark.usefixtures("library")


def test_a_profile_reads_what_is_unread(noctuary: Noctuary) -> None:
    said = noctuary("profile", "series:mine")
    assert said.code == 0
    assert said.out.startswith("series:mine: 2 dreams read by lexical 1, beside women")
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


def test_two_samples_side_by_side(noctuary: Noctuary) -> None:
    said = noctuary("compare", "series:mine", "series:other")
    assert said.code == 0
    assert said.out.startswith("series:mine: 2 dreams read by lexical 1, beside series:other")
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


def test_a_picture_of_an_unknown_kind_is_refused(noctuary: Noctuary, tmp_path: Path) -> None:
    said = noctuary("profile", "--norm", "women", "-o", tmp_path / "profile.docx")
    assert said.code == 1
    assert not (tmp_path / "profile.docx").exists()
