"""``code --cluster``, as a person calls it; who reads here are real processes."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from invented import DREAMS, Noctuary
from noctuary.readers import identity_of

pl = pytest.importorskip("polars")
pytest.importorskip("distributed")
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of every kind of file that a corpus comes in, with a line that does not fit."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [
        json.dumps({"id": dream.id, "collection": dream.series, "report": dream.text}) for dream in DREAMS
    ]
    (folder / "a.jsonl").write_text("\n".join([*lines, '{"id": "9"}']))
    (folder / "b.csv").write_text('id,text\n7,"My mother, afraid of the dog."\n8,\n')
    pl.DataFrame(
        {"id": [5, 6], "text": ["A stranger chased me.", "I kissed him and was glad."]}
    ).write_parquet(folder / "c.parquet")
    return folder


def sorted_lines(table: Any) -> list[str]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table.rows())
    return sorted(text.getvalue().splitlines())


def test_a_cluster_writes_what_one_process_writes(noctuary: Noctuary, corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    call = ["code", corpus, "-o", output, "--reader", "lexical", "--cluster", "local", "--part-size", "2"]
    said = noctuary(*call, "--workers", "2")
    assert (said.code, said.out) == (0, "")
    assert f"6 dreams read by {identity_of('lexical')} into 3 parts in {output}" in said.err
    assert "a.jsonl, line 4" in said.err
    assert "b.csv, line 3" in said.err
    parts = sorted(path.name for path in output.iterdir())
    assert parts == ["manifest.json", *(f"part-0000{number}.parquet" for number in range(3))]
    for ending in ("csv", "parquet"):
        assert noctuary("code", corpus, "-o", tmp_path / f"one.{ending}", "--reader", "lexical").code == 0
    ours = pl.read_parquet(output / "*.parquet")
    assert ours["failure"].null_count() == ours.height
    theirs = pl.read_parquet(tmp_path / "one.parquet")
    assert ours.drop("failure").equals(theirs)
    assert sorted_lines(ours.drop("failure")) == sorted_lines(theirs)
    assert len(theirs.select("collection", "id").unique()) == 6
    # Once more, there is nothing to do, and no cluster is needed for that.
    before = {path: path.read_bytes() for path in output.iterdir()}
    again = noctuary(*call[:-4], "--cluster", "tcp://127.0.0.1:9", "--part-size", "2")
    assert again.code == 0
    assert "6 dreams stood there already" in again.err
    assert {path: path.read_bytes() for path in output.iterdir()} == before
    other = noctuary("code", corpus / "a.jsonl", *call[2:])
    assert (other.code, "another corpus" in other.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--cluster", "local"], 1, "reads a corpus"),
        (["corpus", "--cluster", "local"], 1, "-o FOLDER"),
        (["corpus", "-o", "out.jsonl", "--cluster", "local"], 1, "-o FOLDER"),
        (
            ["corpus", "-o", "out", "--cluster", "tcp://127.0.0.1:9", "--workers", "2"],
            1,
            "workers of its own",
        ),
        (["corpus", "-o", "out", "--cluster", "local", "--in-series"], 1, "in one process"),
        (["corpus", "-o", "out.jsonl", "--part-size", "5"], 1, "--cluster"),
        (["corpus", "-o", "out", "--cluster", "local", "--part-size", "0"], 2, "--part-size"),
        (["empty", "-o", "out", "--cluster", "local"], 1, "no dream"),
    ],
)
def test_what_no_cluster_can_do(
    noctuary: Noctuary,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(corpus.parent)
    Path("empty").mkdir()
    said = noctuary("code", *arguments)
    assert (said.code, said.out) == (code, "")
    assert message in said.err
    assert not list(Path().glob("out*"))


def test_no_scheduler_answers(noctuary: Noctuary, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.batch.cluster._PATIENCE", 0.2)
    said = noctuary("code", corpus, "-o", corpus.with_name("out"), "--cluster", "tcp://127.0.0.1:9")
    assert (said.code, "No scheduler answers at tcp://127.0.0.1:9" in said.err) == (1, True)


def test_without_the_extra_it_says_how_to_get_it(
    noctuary: Noctuary, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = noctuary("code", corpus, "-o", corpus.with_name("out"), "--cluster", "local")
    assert (said.code, "noctuary[cluster]" in said.err) == (1, True)
    assert not corpus.with_name("out").exists()


def test_failures_are_told_by_their_kind(
    noctuary: Noctuary, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads is stood in for: the report is the same whoever found the failures."""
    from noctuary.batch.outcomes import failed

    def reading(_client: Any, parts: Any, *_: Any) -> Any:
        for part in parts:
            yield part, [failed(dream.key, "ValueError") for dream in part.dreams]

    monkeypatch.setattr("noctuary.batch.cluster.read_parts", reading)
    nobody = SimpleNamespace(nthreads=dict)
    monkeypatch.setattr("noctuary.batch.cluster.connected", lambda *_, **__: nullcontext(nobody))
    said = noctuary("code", corpus, "-o", corpus.with_name("out"), "--cluster", "local")
    assert said.code == 1
    assert "6 dreams could not be read: ValueError" in said.err
    assert "No dream could be read" in said.err
    assert "--force" in said.err
