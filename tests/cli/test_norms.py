"""``norm`` with all its commands, and ``profile --norm``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.store.norms import keep_norm

SOURCE = ("--source", "one invented dreamer")


@pytest.fixture
def stairs(place: Path) -> Path:
    """A library of forty dreams, every second of which has a fear in it, and a small series."""
    with Library.open(place, create=True) as made:
        made.take_in(
            Dream(
                id=str(night),
                series="mine",
                text=f"Stair {night}: "
                + ("I was afraid." if night % 2 else "My mother was happy.")
                + (" I was angry." if night < 3 else ""),
            )
            for night in range(40)
        )
        made.add(Dream(id="1", series="small", text="A dog slept."))
    return place


@pytest.mark.usefixtures("stairs")
def test_a_norm_is_made_used_and_deleted(noctuary: Noctuary) -> None:
    said = noctuary("norm", "make", "own", "series:mine", *SOURCE, "--reader", "lexical")
    assert (said.code, said.out) == (0, "")
    assert "own: 40 dreams of 1 dreamer, read by lexical" in said.err
    rows = noctuary("norm", "--format", "json").json
    assert [row["name"] for row in rows] == ["women", "men", "own"]
    assert (rows[2]["dreams"], rows[2]["source"]) == (40, "one invented dreamer")
    shown = {row["indicator"]: row for row in noctuary("norm", "show", "own", "--format", "jsonl").jsonl}
    assert (shown["apprehension percent"]["count"], shown["apprehension percent"]["total"]) == (20, 43)
    assert 0 < shown["apprehension percent"]["error"] < 0.1
    beside = noctuary("profile", "series:small", "--norm", "own", "--reader", "lexical")
    assert beside.code == 0
    assert "beside own" in beside.out
    assert noctuary("norm", "delete", "own").code == 0
    gone = noctuary("profile", "series:small", "--norm", "own")
    assert gone.code == 1
    assert "Known: women, men." in gone.err


@pytest.mark.usefixtures("stairs")
def test_a_dry_run_shows_what_the_file_would_hold(noctuary: Noctuary, tmp_path: Path) -> None:
    file = tmp_path / "lent.json"
    arguments = ("norm", "lend", file, "series:mine", *SOURCE, "--reader", "lexical", "--format", "json")
    dry = noctuary(*arguments, "--dry-run")
    assert "Nothing was written" in dry.err
    assert not file.exists()
    written = noctuary(*arguments)
    assert written.out == dry.out
    told = {row["indicator"]: [row["count"], row["total"]] for row in written.json if not row["withheld"]}
    held = json.loads(file.read_text())["counts"]
    assert told == {key: counts for key, counts in held.items() if counts}
    assert "is there already" in noctuary(*arguments).err
    assert noctuary(*arguments, "--force").code == 0


@pytest.mark.usefixtures("stairs")
def test_counts_are_pooled_and_changed_ones_refused(noctuary: Noctuary, tmp_path: Path) -> None:
    file, changed = tmp_path / "lent.json", tmp_path / "changed.json"
    noctuary("norm", "lend", file, "series:mine", *SOURCE, "--reader", "lexical")
    changed.write_text(file.read_text().replace('"dreams": 40', '"dreams": 41'))
    assert "not as it was written" in noctuary("norm", "pool", "both", file, changed).err
    assert "the same counts" in noctuary("norm", "pool", "both", file, file).err
    pooled = noctuary("norm", "pool", "both", file)
    assert pooled.code == 0
    assert "from 'one invented dreamer': 40 dreams of 1 dreamer" in pooled.err
    assert "missing on both sides" in pooled.err
    assert (
        "pooled from counts"
        in noctuary("profile", "series:small", "--norm", "both", "--reader", "lexical").err
    )


@pytest.mark.usefixtures("stairs")
def test_a_norm_is_exported_and_brought_in(noctuary: Noctuary, tmp_path: Path) -> None:
    noctuary("norm", "make", "own", "series:mine", *SOURCE, "--reader", "lexical")
    assert noctuary("norm", "export", "own", tmp_path / "own.json").code == 0
    assert "There is a norm 'own' already" in noctuary("norm", "import", tmp_path / "own.json").err
    assert noctuary("norm", "import", tmp_path / "own.json", "--name", "again").code == 0
    assert "`noctuary norm lend` writes" in noctuary("norm", "pool", "x", tmp_path / "own.json").err


@pytest.mark.usefixtures("stairs")
def test_what_cannot_be_done_is_said(noctuary: Noctuary, tmp_path: Path, stairs: Path) -> None:
    few = noctuary("norm", "lend", tmp_path / "x.json", "series:small", *SOURCE, "--reader", "lexical")
    assert (few.code, "At least 20 are needed" in few.err) == (1, True)
    assert noctuary("norm", "lend", tmp_path / "x.json", "series:mine").code == 2
    assert noctuary("norm", "make", "Women", "series:mine", *SOURCE).code == 1
    assert noctuary("norm", "show", "nobody").code == noctuary("norm", "delete", "men").code == 1
    with Library.open(stairs) as library:
        keep_norm(library.store, "broken", "{")
    listed = noctuary("norm")
    assert (listed.code, listed.out.count("\n")) == (0, 3)
    assert "The norm 'broken' is no JSON" in listed.err
