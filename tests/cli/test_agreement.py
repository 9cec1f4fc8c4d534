"""``agreement`` and its commands."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey
from noctuary.library import Library
from noctuary.scheme import Scale, parse

SCALES = (Scale.EMOTIONS, Scale.CHARACTERS)
DREAMS = (
    Dream(id="1", series="mine", text="I was afraid of the tide. My sister laughed.", ratings={"fear": 3}),
    Dream(id="2", series="mine", text="I was happy in the snow with a dog."),
    Dream(id="3", series="mine", text="A stranger wept.", ratings={"fear": 0, "unease": 2}),
)
CODES = {
    "Ana": (("AP D; HA 1FTA", "1FTA"), ("HA D", "1ANI"), ("SD 1ISA", "1ISA")),
    "Ben": (("AP D", "1FTA"), ("HA D", "1ANI"), ("SD 1IUA", "1IUA")),
}
Settled = Callable[[str], dict[str, list[str]]]


def coded(dream: Dream, coder: str, *codes: str) -> Reading:
    codings = [
        Coding(parse(code, scale))
        for scale, some in zip(SCALES, codes, strict=True)
        for code in some.split("; ")
    ]
    return Reading.of(dream, Reader(coder, kind=ReaderKind.PERSON), codings, scales=SCALES)


@pytest.fixture
def read_twice(place: Path) -> Path:
    """A library of three dreams that Ana and Ben have coded."""
    with Library.open(place, create=True) as made:
        made.store.add_many(DREAMS)
        made.store.save_readings(
            coded(dream, coder, *codes)
            for coder, every in CODES.items()
            for dream, codes in zip(DREAMS, every, strict=True)
        )
    return place


@pytest.fixture
def settled(read_twice: Path) -> Settled:
    """What is settled of a dream, by scale."""

    def call(id_: str) -> dict[str, list[str]]:
        with Library.open(read_twice, read_only=True) as library:
            for reading in library.store.readings(DreamKey("mine", id_)):
                if reading.reader.name == "settled":
                    return {
                        scale.value: [str(code) for code in reading.codes(scale)] for scale in reading.scales
                    }
        return {}

    return call


pytestmark = pytest.mark.usefixtures("read_twice")


def test_a_table_for_each_two_and_all(noctuary: Noctuary) -> None:
    said = noctuary("agreement", "--resamples", 20)
    assert said.code == 0
    for heading in (
        "Ana and Ben: 3 dreams",
        "Ana and ratings: 2 dreams",
        "Ana, Ben and ratings: 3 dreams",
    ):
        assert heading in said.out
    assert "dreamer's apprehension" in said.out
    assert "3  .40" in said.out


def test_data_hold_every_measure(noctuary: Noctuary) -> None:
    arguments = ("agreement", "series:mine", "--readers", "Ana, Ben", "--resamples", 20)
    rows = noctuary(*arguments, "--format", "json").json
    perfect = next(row for row in rows if (row["scale"], row["of"]) == ("emotions", "codes"))
    assert perfect["readers"] == "Ana, Ben"
    assert (perfect["measure"], perfect["dreams"], perfect["value"]) == ("perfect agreement", 3, 0.4)
    assert noctuary(*arguments, "--format", "jsonl").jsonl == rows
    assert len(list(csv.DictReader(noctuary(*arguments, "--format", "csv").out.splitlines()))) == len(rows)
    assert len(noctuary(*arguments, "--all").out.splitlines()) == len(rows) + 1
    # Undefined where all dreams hold the scale.
    assert any(row["measure"] == "Cohen's kappa" and row["value"] is None for row in rows)


def test_own_ratings_are_told_what_they_mean(noctuary: Noctuary) -> None:
    arguments = ("agreement", "--readers", "Ana,ratings", "--resamples", 0, "--format", "json")

    def apprehension(*more: object) -> float:
        rows = noctuary(*arguments, *more).json
        return next(float(row["value"]) for row in rows if row["measure"] == "percent agreement")

    assert apprehension() == 1
    assert apprehension("--rating", "unease=ap") == 0.5
    assert apprehension("--rated-above", 3) == 0.5
    assert noctuary(*arguments, "--rating", "unease").code == 2
    assert "no class of emotion 'XX'" in noctuary(*arguments, "--rating", "unease=XX").err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--readers", "Ana"), "One reader alone"),
        (("--readers", "Ana,Zoe"), "'Zoe'"),
        (("tag:none",), "No two readers"),
        (("disagreements", "Ana", "ratings"), "Ratings hold no codes"),
        (("disagreements", "Ana", "Ben", "--scales", "clouds"), "no scale 'clouds'"),
        (("sample", "9", "-o", "x.md"), "3 such dreams, not 9"),
        (("sample", "2", "-o", "x.pdf"), "x.pdf"),
        (("methods", "--norm", "giants"), "'giants'"),
        (("settle", "mine/1", "emotions", "--take", "Zoe"), "'Zoe' is none of the two"),
        (("settle", "mine/2", "emotions", "--take", "Ana"), "do not differ"),
        (("settle", "mine/1", "emotions", "--codes", "XX D"), "no valid code"),
        (("settle", "--readers", "Ana,Ben,Cleo"), "two readers, not 3"),
    ],
)
def test_what_cannot_be_done_is_told(noctuary: Noctuary, arguments: tuple[str, ...], told: str) -> None:
    said = noctuary("agreement", *arguments)
    assert said.code == 1
    assert told in said.err
    assert not said.out


def test_an_empty_library(noctuary: Noctuary, tmp_path: Path) -> None:
    empty = tmp_path / "empty.noctuary"
    Library.open(empty, create=True).close()
    for arguments in ((), ("methods",), ("settle",), ("disagreements", "Ana", "Ben")):
        assert noctuary("--library", empty, "agreement", *arguments).code == 1


@pytest.mark.parametrize("form", ["jsonl", "md", "csv"])
def test_a_sample_is_sent_and_comes_back(noctuary: Noctuary, tmp_path: Path, form: str) -> None:
    packet = tmp_path / f"for-cleo.{form}"
    said = noctuary("agreement", "sample", 2, "-o", packet, "--scales", "emotions", "--blind-ids")
    assert said.code == 0
    assert "for-cleo.key.csv" in said.err
    text = packet.read_text(encoding="utf-8")
    assert "HA D" not in text
    filled = {
        "jsonl": text.replace('"emotions": ""', '"emotions": "CO D"'),
        "md": text.replace("- emotions:\n", "- emotions: CO D\n"),
        "csv": "".join(f"{line}CO D\n" if line.endswith(",") else f"{line}\n" for line in text.splitlines()),
    }[form]
    packet.write_text(filled, encoding="utf-8")
    assert noctuary("import", packet).code == 1
    brought = noctuary("import", packet, "--coder", "Cleo")
    assert brought.code == 0
    assert "2 readings came in" in brought.out
    assert {"Cleo": 2}.items() <= {
        row["name"]: row["dreams"] for row in noctuary("readers", "--format", "json").json
    }.items()
    assert "Ana and Cleo: 2 dreams" in noctuary("agreement", "--resamples", 0).out


def test_disagreements_stand_side_by_side(noctuary: Noctuary) -> None:
    rows = noctuary("agreement", "disagreements", "Ana", "Ben", "--format", "json").json
    assert [(row["dream"], row["scale"], row["one"], row["other"]) for row in rows] == [
        ("mine/1", "emotions", "HA 1FTA", ""),
        ("mine/3", "characters", "1ISA", "1IUA"),
        ("mine/3", "emotions", "SD 1ISA", "SD 1IUA"),
    ]
    table = noctuary("agreement", "disagreements", "Ana", "Ben", "--scales", "characters").out
    assert table.splitlines()[0].split()[2:4] == ["Ana", "Ben"]
    assert "1IUA" in table


def test_settling_from_a_script(noctuary: Noctuary, settled: Settled) -> None:
    assert noctuary("agreement", "settle", "mine/1", "emotions", "--take", "Ben").code == 0
    assert settled("1") == {"characters": ["1FTA"], "emotions": ["AP D"]}
    noctuary("agreement", "settle", "mine/1", "emotions", "--take", "Ana", "--take", "Ben")
    assert settled("1")["emotions"] == ["AP D", "HA 1FTA"]
    noctuary("agreement", "settle", "mine/3", "emotions", "--codes", "sd 1ISA; AP D")
    assert settled("3") == {"emotions": ["SD 1ISA", "AP D"]}
    noctuary("agreement", "settle", "mine/3", "emotions", "--none")
    assert settled("3") == {"emotions": []}
    row = noctuary("agreement", "disagreements", "Ana", "Ben", "--format", "json").json[-1]
    assert (row["scale"], row["settled"]) == ("emotions", "none")
    # Whoever settled is a voice like any other.
    assert "Ben and settled: 2 dreams" in noctuary("agreement", "--resamples", 0).out


def test_walking_through_what_is_open(noctuary: Noctuary, settled: Settled) -> None:
    said = noctuary("agreement", "settle", stdin="a\nskip\nwrite\nnothing at all\nwrite\nSD 1IUA\n")
    assert said.code == 0
    assert "afraid of the tide" in said.out
    assert "no valid code" in said.err
    assert "2 of 3 settled" in said.err
    assert settled("1")["emotions"] == ["AP D", "HA 1FTA"]
    assert settled("3") == {"emotions": ["SD 1IUA"]}
    # It goes on where it stopped, and what was answered is kept.
    again = noctuary("agreement", "settle", "--readers", "Ana,Ben", stdin="quit\n")
    assert "afraid of the tide" not in again.out
    assert "2 of 3 settled" in again.err
    noctuary("agreement", "settle", stdin="neither\n")
    assert settled("3") == {"characters": [], "emotions": ["SD 1IUA"]}
    assert "All 3 are settled" in noctuary("agreement", "settle").err


def test_a_walk_that_breaks_off_keeps_what_was_answered(noctuary: Noctuary, settled: Settled) -> None:
    assert noctuary("agreement", "settle", stdin="both\n").code == 130
    assert settled("1")["emotions"] == ["AP D", "HA 1FTA"]
    assert settled("3") == {}


def test_only_one_answer_is_right(noctuary: Noctuary) -> None:
    assert noctuary("agreement", "settle", "mine/1", "emotions", "--take", "Ana", "--none").code == 2
    assert noctuary("agreement", "settle", "mine/1", "--none").code == 2


def test_a_methods_section(noctuary: Noctuary) -> None:
    arguments = ("agreement", "methods", "--readers", "Ana,Ben", "--resamples", 20)
    said = noctuary(*arguments, "--norm", "women")
    assert said.code == 0
    assert "3 dreams" in said.out
    assert "“Ana”, a person" in said.out
    assert "@article{benjamini1995" in said.out
    assert "\\begin{tabular}" in noctuary(*arguments, "--format", "latex").out
    assert noctuary(*arguments, "--format", "bibtex").out.startswith("@book{hall1966")
    assert json.loads(noctuary(*arguments, "--format", "json").out)[0]["readers"] == "Ana, Ben"
    # Not a word of any dream.
    assert "tide" not in said.out


def test_help_ends_with_an_example(noctuary: Noctuary) -> None:
    for command in ((), ("measure",), ("sample",), ("disagreements",), ("settle",), ("methods",)):
        said = noctuary("agreement", *command, "--help")
        assert said.code == 0
        assert "Example: noctuary agreement" in said.out
