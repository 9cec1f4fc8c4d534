"""``evaluate``."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import standins
from invented import Noctuary
from noctuary.readers import READERS, identity_of

LEXICALLY = ("--reader", "lexical")
LEXICAL = str(identity_of("lexical"))
GOLD = (
    {"id": "1", "collection": "sea", "report": "My brother was angry with me. I was afraid.",
     "scales": ["characters", "emotions"], "characters": ["1MBA"],
     "emotions": [{"class": "AN", "character": "1MBA"}, {"class": "AP", "character": "D"}]},
    {"id": "2", "collection": "sea", "report": "My sister sang.",
     "scales": ["characters"], "characters": ["1FTA"]},
    {"id": "1", "collection": "hill", "report": "A dog slept in the snow. I was happy.",
     "scales": ["characters", "emotions"], "characters": ["1ANI"], "emotions": []},
)  # fmt: skip

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines into a file of this name."""

    def call(name: str, *lines: Mapping[str, Any]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    return call


@pytest.fixture
def gold(write: Write) -> Path:
    return write("gold.jsonl", *GOLD)


def values(said: Any, **which: str) -> dict[tuple[str, str], Any]:
    """The values of one reader by scale and measure."""
    return {
        (row["scale"], row["measure"]): row["value"]
        for row in said.json
        if all(row[key] == value for key, value in which.items())
    }


def test_the_default_reader_is_scored(
    noctuary: Noctuary, gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READERS, "glad", standins.GLAD)
    monkeypatch.setattr("noctuary.cli.evaluate.DEFAULT", "glad")
    said = noctuary("evaluate", gold)
    assert said.code == 0
    assert "glad 2" in said.out.splitlines()[0]
    assert "emotions" in said.out
    assert "macro F1" in said.out
    assert "objects" not in said.out
    assert "read all of the 3 dreams coded in gold.jsonl" in said.err


def test_forms_hold_the_same(noctuary: Noctuary, gold: Path) -> None:
    rows = noctuary("evaluate", gold, *LEXICALLY, "--resamples", 50, "--format", "json").json
    assert noctuary("evaluate", gold, *LEXICALLY, "--resamples", 50, "--format", "jsonl").jsonl == rows
    read = list(
        csv.DictReader(
            noctuary("evaluate", gold, *LEXICALLY, "--resamples", 50, "--format", "csv").out.splitlines()
        )
    )
    assert len(read) == len(rows)
    assert list(read[0]) == list(rows[0])
    assert list(rows[0]) == [
        "collection", "reader", "scale", "measure", "dreams", "value", "low", "high", "missing"
    ]  # fmt: skip
    assert (
        noctuary("evaluate", gold, *LEXICALLY, "--resamples", 50, "--seed", 3, "--format", "json").json
        != rows
    )


def test_somebody_elses_codings_need_no_reports(noctuary: Noctuary, gold: Path, write: Write) -> None:
    theirs = write(
        "theirs.jsonl",
        {"id": "1", "collection": "sea", "characters": ["1MBA"], "emotions": []},
        {
            "id": "1",
            "collection": "hill",
            "reader": {"name": "machine", "version": "2"},
            "characters": ["1ANI"],
        },
        {"id": "2", "reader": "script", "characters": ["1fsa"]},
    )
    said = noctuary("evaluate", gold, "--codings", theirs, "--format", "json")
    assert said.code == 0
    assert {row["reader"] for row in said.json} == {"theirs 1", "machine 2", "script 1"}
    assert values(said, reader="theirs 1")["characters", "mean F1"] == pytest.approx(1 / 3)
    assert values(said, reader="script 1")["characters", "mean F1"] == 0
    # The script coded no emotions, which is not the same as none.
    assert values(said, reader="script 1")["emotions", "general, micro F1"] is None
    assert values(said, reader="theirs 1")["emotions", "general, micro F1"] == 0
    assert (
        "theirs 1 lacks 2 of the 3 dreams coded in gold.jsonl; they count as coded with nothing" in said.err
    )


def test_readers_and_codings_stand_side_by_side(noctuary: Noctuary, gold: Path) -> None:
    said = noctuary("evaluate", gold, "--reader", "lexical", "--codings", gold)
    assert said.code == 0
    head, first, *_ = said.out.splitlines()
    assert head.split() == ["scale", "measure", "dreams", *LEXICAL.split(), "gold", "1"]
    assert "1.000 [1.000, 1.000]" in first


def test_by_collection(noctuary: Noctuary, gold: Path, write: Write) -> None:
    theirs = write("theirs.jsonl", {"id": "1", "collection": "sea", "characters": ["1MBA"]})
    said = noctuary(
        "evaluate", gold, "--reader", "lexical", "--codings", theirs, "--by-collection", "--format", "json"
    )
    assert list(dict.fromkeys((row["collection"], row["reader"]) for row in said.json)) == [
        ("all", LEXICAL), ("all", "theirs 1"), ("hill", LEXICAL), ("sea", LEXICAL), ("sea", "theirs 1")
    ]  # fmt: skip
    assert values(said, collection="sea", reader="theirs 1")["characters", "mean F1"] == 0.5
    table = noctuary("evaluate", gold, *LEXICALLY, "--by-collection").out
    assert [line for line in table.splitlines() if line in ("all", "hill", "sea")] == ["all", "hill", "sea"]


def test_a_person_counts_as_right_before_a_program(noctuary: Noctuary, write: Write) -> None:
    both = {
        "id": "1",
        "report": "My brother sang.",
        "readings": [
            {"reader": {"name": "machine"}, "characters": ["1FSA"]},
            {"reader": {"name": "coder", "kind": "person"}, "characters": ["1MBA"]},
        ],
    }
    said = noctuary("evaluate", write("both.jsonl", both), *LEXICALLY, "--format", "json")
    assert values(said)["characters", "mean F1"] == 1


@pytest.mark.parametrize(
    ("lines", "options", "message"),
    [
        ([{"id": "1", "report": "I flew."}], LEXICALLY, "gold.jsonl holds no codings"),
        (
            [{"id": "1", "characters": ["1MKA"]}],
            LEXICALLY,
            f"{LEXICAL} has read no dream that is coded in gold.jsonl",
        ),
        (GOLD, ("--codings", "{other}"), "other 1 has read no dream that is coded in gold.jsonl"),
        (GOLD, ("--codings", "{gold}x"), "There is no file"),
    ],
)
def test_what_cannot_be_scored_is_told(
    noctuary: Noctuary, write: Write, lines: Any, options: tuple[str, ...], message: str
) -> None:
    names = {
        "gold": write("gold.jsonl", *lines),
        "other": write("other.jsonl", {"id": "9", "characters": ["1MKA"]}),
    }
    said = noctuary("evaluate", names["gold"], *(option.format(**names) for option in options))
    assert (said.code, said.out) == (1, "")
    assert message in said.err


def test_flawed_codes_are_told_without_words(noctuary: Noctuary, gold: Path, write: Write) -> None:
    theirs = write("theirs.jsonl", {"id": "2", "collection": "sea", "characters": ["my sister sang", "1FTA"]})
    said = noctuary("evaluate", gold, "--codings", theirs, "--format", "json")
    assert "sea/2: characters entry 1 is no valid code" in said.err
    assert "sang" not in said.err
    assert values(said)["characters", "mean F1"] == pytest.approx(1 / 3)
