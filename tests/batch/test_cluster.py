"""Reading on a cluster; these are real processes, of which some are killed."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import standins
from noctuary.batch.cluster import connected, read_parts
from noctuary.batch.outcomes import outcome_of
from noctuary.batch.parts import Cutting, Part
from noctuary.batch.workers import read_many
from noctuary.dream import Dream
from noctuary.errors import ClusterError, MissingExtraError, ReadingError
from noctuary.readers import identity_of, shipped_reader

pl = pytest.importorskip("polars")
pytest.importorskip("distributed")

# All within this machine: schedulers and workers listen on the loopback alone.
pytestmark = pytest.mark.enable_socket

CANARY = "The heron wore my grandmother's amber earrings"


def dreams(*texts: str) -> list[Dream]:
    return [Dream(id=str(night), text=f"{text} {CANARY}" if text else "") for night, text in enumerate(texts)]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the reader of that name notes: of each process, that it opened the reader, and each dream it began."""
    path = tmp_path_factory.mktemp("watched") / "notes"
    path.touch()
    before = os.environ.get("NOCTUARY_WATCHED")
    os.environ["NOCTUARY_WATCHED"] = str(path)
    yield path
    del os.environ["NOCTUARY_WATCHED"]
    assert before is None


@pytest.fixture(scope="module")
def client(watched: Path) -> Iterator[Any]:
    """A cluster of two workers on this machine."""
    assert watched.exists()
    with connected("local", workers=2) as client:
        yield client


@pytest.fixture
def notes(watched: Path) -> Callable[[], list[tuple[str, str]]]:
    """What was noted since the test began: process and word."""
    start = len(watched.read_text())

    def noted() -> list[tuple[str, str]]:
        pairs = (line.split(maxsplit=1) for line in watched.read_text()[start:].splitlines())
        return [(process, word) for process, word in pairs]

    return noted


def read(client: Any, parts: Any, reader: str = "") -> list[tuple[Part, list[Any]]]:
    shipped = shipped_reader(reader) if reader else standins.WATCHED
    return list(read_parts(client, parts, shipped.open, shipped.identify()))


def test_a_cluster_reads_what_one_process_reads(client: Any) -> None:
    told = dreams(*(["My mother was afraid.", "A stranger chased me.", "", "I kissed the baker 🥖."] * 12))
    done = sorted(read(client, Cutting(told, 7), "model"), key=lambda each: each[0].number)
    assert [part.number for part, _ in done] == list(range(7))
    outcomes = [outcome for _, some in done for outcome in some]
    assert outcomes == [outcome_of(reading) for reading in read_many("model", told)]
    assert max(map(len, outcomes)) > 1


def test_the_reader_is_opened_once_in_a_process(
    client: Any, notes: Callable[[], list[tuple[str, str]]]
) -> None:
    read(client, Cutting(dreams(*["slow"] * 60), 5))
    opened = [process for process, word in notes() if word == "opened"]
    assert 1 <= len(opened) <= 2
    assert len(set(opened)) == len(opened)
    assert str(os.getpid()) not in opened
    # Nor again for the next corpus.
    read(client, Cutting(dreams(*["slow"] * 20), 5))
    assert Counter(word for _, word in notes())["opened"] <= 2


def test_parts_are_drawn_as_others_are_done(client: Any) -> None:
    drawn = 0

    def counted() -> Iterator[Part]:
        nonlocal drawn
        for part in Cutting(dreams(*["slow"] * 60), 3):
            drawn += 1
            yield part

    for done, _ in enumerate(read_parts(client, counted(), standins.WATCHED.open, standins.Watched.identity)):
        assert drawn <= done + 1 + 4
    assert (drawn, done) == (20, 19)


def test_a_dream_over_which_workers_die_takes_no_other_along(
    client: Any, notes: Callable[[], list[tuple[str, str]]]
) -> None:
    texts = ["slow"] * 12
    texts[3], texts[6], texts[7] = "poison", "hurt", "hungry"
    told = dreams(*texts)
    done = sorted(read(client, Cutting(told, 2)), key=lambda each: each[0].number)
    outcomes = [outcome for _, some in done for outcome in some]
    assert [outcome[0][:2] for outcome in outcomes] == [dream.key for dream in told]
    failures = {outcome[0][1]: outcome[0][-1] for outcome in outcomes if outcome[0][-1]}
    assert failures == {"3": "WorkerEnded", "6": "ValueError", "7": "MemoryError"}
    begun = Counter(word for _, word in notes())
    # At most twice with its part, twice among others, and twice by itself.
    assert 2 <= begun["3"] <= 6
    assert begun["11"] <= 2
    assert len(client.nthreads()) >= 1


def test_a_worker_that_comes_back_is_not_given_up(client: Any) -> None:
    """Dask closed for good who was dead a quarter of a minute after it died once: one dream used up all workers."""
    dask = pytest.importorskip("dask")
    assert client.cluster.workers
    given_up = dask.config.get("distributed.deploy.lost-worker-timeout")
    assert dask.utils.parse_timedelta(given_up) > 24 * 60 * 60


def test_no_log_of_the_cluster_holds_a_word_of_a_dream(
    client: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    read(client, Cutting(dreams("slow", "hurt", "hungry", "slow"), 2))
    told = [client.get_worker_logs(), client.get_worker_logs(nanny=True), client.get_scheduler_logs()]
    told += [client.get_events(), client.run_on_scheduler(_what_is_known), *capfd.readouterr()]
    assert "Compute Failed" in str(told)
    for word in ("heron", "earrings"):
        assert word not in str(told)


def _what_is_known(dask_scheduler: Any) -> str:
    return str([vars(dask_scheduler), list(dask_scheduler.tasks.values())])


def test_a_worker_with_another_reader_takes_no_part(client: Any) -> None:
    parts = Cutting(dreams("slow"), 2)
    with pytest.raises(ReadingError, match=r"reads as watched 1, and this command as lexical") as told:
        list(read_parts(client, parts, standins.WATCHED.open, identity_of("lexical")))
    assert "same version" in told.value.hint
    with pytest.raises(ReadingError, match="The model is not there") as told:
        list(read_parts(client, parts, standins.MISSING.open, standins.Glad.identity))
    assert told.value.hint == "Install Noctuary again."


def test_a_worker_that_lacks_a_package_says_so_and_lives(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It died over a part that it could not open, and Dask handed that to the next worker."""
    here = ModuleType("only_here")
    exec("def open_reader(threads): ...", vars(here))
    monkeypatch.setitem(sys.modules, "only_here", here)
    workers = set(client.nthreads())
    with pytest.raises(ReadingError, match="A worker of the cluster lacks only_here"):
        list(read_parts(client, Cutting(dreams("slow"), 2), here.open_reader, standins.Watched.identity))
    assert set(client.nthreads()) == workers


def test_nothing_to_read(client: Any) -> None:
    assert read(client, Cutting([], 5)) == []


def test_a_cluster_of_this_machine_listens_to_nobody_else(client: Any) -> None:
    """Who has not the keys of this run can neither listen nor give its workers work."""
    address = client.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    assert all(each.startswith("tls://127.0.0.1:") for each in client.nthreads())
    with pytest.raises(ClusterError), connected(address.replace("tls:", "tcp:")):
        pass


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.batch.cluster._PATIENCE", 0.3)
    for address in ("tcp://127.0.0.1:9", "nowhere at all", "ftp://127.0.0.1:9", ""):
        with pytest.raises(ClusterError, match="No scheduler answers") as told, connected(address):
            pass
        assert address in told.value.message


@pytest.mark.parametrize("package", ["distributed", "cryptography"])
def test_without_dask_it_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package}.*noctuary\[cluster\]"), connected("local"):
        pass
