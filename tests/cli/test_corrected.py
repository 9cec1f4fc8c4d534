"""The command line over dreams that were corrected on one scale: the others are as they were read."""

from __future__ import annotations

from pathlib import Path

import pytest

from invented import DREAMS, Noctuary
from noctuary.coding import Coding, Reading
from noctuary.dream import TextSpan
from noctuary.library import Library
from noctuary.readers import DEFAULT, identity_of
from noctuary.scheme import Scale, parse

CODED = (
    Coding(parse("1MSA", Scale.CHARACTERS), (TextSpan(32, 50),), 0.63),
    Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(71, 77),), 0.8),
)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "dreams.noctuary"
    monkeypatch.setenv("NOCTUARY_LIBRARY", str(path))
    with Library.open(path, create=True) as library:
        library.store.add_many(DREAMS)
        library.store.save_readings(
            Reading.of(each, identity_of(DEFAULT), CODED if each is DREAMS[0] else ()) for each in DREAMS
        )
        for dream in DREAMS:
            library.corrections(dream.key).accept_scale(Scale.EMOTIONS)
        library.corrections(DREAMS[0].key).remove(1)
    return path


@pytest.mark.usefixtures("shelf")
def test_show_tells_who_said_what(noctuary: Noctuary) -> None:
    said = noctuary("show", "mine/1")
    assert "1MSA" in said.out
    assert "AP D" not in said.out
    assert f"Read by me 1 (by correcting), the other scales by {identity_of(DEFAULT)}." in said.out
    assert "AP D" in noctuary("show", "mine/1", "--reader", DEFAULT).out


@pytest.mark.usefixtures("shelf")
def test_show_gives_what_counts_to_other_programs(noctuary: Noctuary) -> None:
    line = noctuary("show", "mine/1", "--format", "jsonl").jsonl[0]
    assert line["characters"] == ["1MSA"]
    assert "emotions" not in line
    assert line["reader"]["settings"] == {"corrected": "by hand"}
    assert len(line["scales"]) == len(Scale)


@pytest.mark.usefixtures("shelf")
def test_a_profile_counts_every_scale(noctuary: Noctuary) -> None:
    said = noctuary("profile", "--norm", "women", "--format", "json")
    assert said.code == 0
    assert "by correcting" not in said.out + said.err
    rows = {row["indicator"]: row for row in said.json}
    assert rows["at least one emotion"]["value"] == 0
    assert rows["male percent"]["value"] == 1
    assert noctuary("search", "emotion:AP").out == ""


@pytest.mark.usefixtures("shelf")
def test_xml_holds_every_scale(noctuary: Noctuary, tmp_path: Path) -> None:
    target = tmp_path / "out.xml"
    assert noctuary("export", target).code == 0
    written = target.read_text(encoding="utf-8")
    assert "1MSA" in written
    assert "<emotion>" not in written


def test_corrections_travel(shelf: Path, noctuary: Noctuary, tmp_path: Path) -> None:
    assert noctuary("export", tmp_path / "all.jsonl").code == 0
    other = tmp_path / "other.noctuary"
    assert noctuary("--library", other, "import", tmp_path / "all.jsonl").code == 0
    with Library.open(shelf) as here, Library.open(other) as there:
        for dream in DREAMS:
            assert there.store.readings(dream.key) == here.store.readings(dream.key)
            assert there.corrections(dream.key).undo().act == "", "what was before stays where it was said"
