"""``motifs`` and ``words``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream, DreamKey, PartialDate
from noctuary.library import Library
from noctuary.store import motifs as said
from standins import ByLetters

FILLER = "We walked along the street to the house and a man spoke of the weather."


@pytest.fixture
def herons(place: Path) -> Path:
    """A library of forty dreams, the last ten of them with a heron."""
    with Library.open(place, create=True) as library:
        library.take_in(
            Dream(
                id=f"{nr:02}",
                text=f"{FILLER} A heron stood in the reeds." if nr >= 30 else FILLER,
                date=PartialDate(2000 + nr, 1, 1),
            )
            for nr in range(40)
        )
        said.say(library.store, "the grey bird", DreamKey("journal", "31"), holds=True)
    return place


@pytest.mark.usefixtures("herons")
def test_motifs_are_shown_with_their_figures(noctuary: Noctuary) -> None:
    found = noctuary("motifs", "--format", "json")
    assert found.code == 0
    named, *rows = found.json
    assert (named["motif"], named["named_by"], named["dreams"], named["rate"]) == (
        "the grey bird",
        "you",
        1,
        None,
    )
    heron = next(row for row in rows if "heron" in row["motif"])
    assert (heron["dreams"], heron["rate"], heron["last"]) == (10, 0.25, "journal/39")
    assert heron["low"] < heron["log_ratio"] < heron["high"]
    assert "40 dreams beside" in found.err
    assert "could be tested" in found.err


@pytest.mark.usefixtures("herons")
def test_motifs_in_every_form(noctuary: Noctuary) -> None:
    rows = noctuary("motifs", "--format", "jsonl").jsonl
    read = list(csv.DictReader(noctuary("motifs", "--format", "csv").out.splitlines()))
    assert [row["motif"] for row in rows] == [row["motif"] for row in read]
    assert noctuary("motifs").out.splitlines()[1].startswith("the grey bird")


@pytest.mark.usefixtures("herons")
def test_motifs_beside_the_past(noctuary: Noctuary) -> None:
    found = noctuary("motifs", "--since", "2030", "--format", "jsonl")
    assert found.code == 0
    assert any("heron" in row["motif"] for row in found.jsonl)
    assert "since 2030: 10 dreams beside 30 dreams, those before" in found.err
    assert noctuary("motifs", "--against", "past", "--since", "2030", "--format", "jsonl").out == found.out


@pytest.mark.usefixtures("herons")
def test_motifs_beside_other_dreams(noctuary: Noctuary) -> None:
    found = noctuary("motifs", "heron", "--against", "date:2000..2010", "--format", "jsonl", "-n", "1")
    assert len(found.jsonl) == 2
    assert "10 dreams beside 11 dreams, date:2000..2010" in found.err
    assert "The first 1 are shown" in found.err


@pytest.mark.usefixtures("herons")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--since", "soon"), 1, "'soon' is no date"),
        (("--since", "2100"), 1, "No dream is dated since then"),
        (("bassoon",), 1, "finds no dream"),
        (("--against", "bassoon"), 1, "no other dream"),
        (("--against", "colour:red"), 1, "is no facet"),
        (("--clusters", "--names"), 2, "--clusters takes no"),
        (("--into", "1"), 2, "--into"),
    ],
)
def test_what_cannot_be_done_is_told(
    noctuary: Noctuary, arguments: tuple[str, ...], code: int, told: str
) -> None:
    found = noctuary("motifs", *arguments)
    assert (found.code, found.out) == (code, "")
    assert told in found.err


@pytest.mark.usefixtures("herons")
def test_clusters_by_meaning(noctuary: Noctuary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.library.facade.open_embedder", ByLetters)
    found = noctuary("motifs", "--clusters", "--into", "2", "--format", "jsonl")
    assert found.code == 0
    assert sum(row["dreams"] for row in found.jsonl) <= 40
    assert all(len(row["ids"]) == row["dreams"] for row in found.jsonl)
    assert "40 dreams in 2 clusters" in found.err
    assert noctuary("motifs", "--into", "2").code == 0


def test_an_empty_library_has_neither(noctuary: Noctuary, place: Path) -> None:
    with Library.open(place, create=True):
        pass
    assert "finds no dream" in noctuary("motifs").err
    assert "too few to be divided" in noctuary("motifs", "--clusters").err
    assert "finds no dream" in noctuary("words").err


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", [("words",), ("words", "--any-length"), ("motifs",)])
def test_a_search_without_dreams_is_told(noctuary: Noctuary, command: tuple[str, ...]) -> None:
    found = noctuary(*command, "series:none")
    assert (found.code, found.out) == (1, "")
    assert "finds no dream" in found.err


@pytest.mark.usefixtures("library")
def test_words_beside_a_baseline(noctuary: Noctuary) -> None:
    found = noctuary("words", "series:mine", "--any-length", "--format", "json")
    rows = {row["list"]: row for row in found.json}
    assert len(rows) == 40
    assert (rows["fear"]["dreams"], rows["fear"]["rate"]) == (1, 0.5)
    assert rows["fear"]["baseline"] == pytest.approx(115 / 490)
    assert "2 of 2 dreams counted" in found.err
    assert "the 490 norm dreams of women" in found.err
    other = noctuary("words", "--baseline", "dreambank")
    assert "0 of 3 dreams counted: those of 50 to 300 words" in other.err
    assert "DreamBank's" in other.err


@pytest.mark.usefixtures("library")
def test_words_of_ones_own(noctuary: Noctuary, tmp_path: Path) -> None:
    lists = tmp_path / "lists.txt"
    lists.write_text("salt: salt salty\n", encoding="utf-8")
    [row] = noctuary("words", "--lists", lists, "--format", "json").json
    assert (row["list"], row["dreams"], row["baseline"]) == ("salt", 1, None)
    lists.write_bytes(b"caf\xe9: coffee")
    assert "lists.txt is not UTF-8" in noctuary("words", "--lists", lists).err
    lists.write_text("salt", encoding="utf-8")
    assert "is no list" in noctuary("words", "--lists", lists).err
    assert noctuary("words", "--lists", tmp_path / "none").code == 2
    assert noctuary("words", "--lists", lists, "--baseline", "men").code == 2
