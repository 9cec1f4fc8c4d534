"""One reader in several processes; these are real processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

import standins
from batch.waiting import is_alive, wait_for
from noctuary.batch.workers import Workers, core_count, read_many
from noctuary.dream import Dream, PartialDate
from noctuary.errors import InputError, ReadingError
from noctuary.library import Library
from noctuary.readers import READERS, identity_of

SENTENCES = (
    "My mother was afraid of the dog. I laughed at her.",
    "A stranger chased me down to the harbour.",
    "",
    "I kissed the baker 🥖, and then I woke up.",
)


def endless(text: str = "") -> Iterator[Dream]:
    for number in count():
        told = text or SENTENCES[number % len(SENTENCES)]
        yield Dream(
            id=str(number), text=told, date=PartialDate(1985), tags=("a", "b"), metadata={"place": "x"}
        )


def dreams(number: int) -> list[Dream]:
    return list(islice(endless(), number))


def test_two_processes_read_what_one_reads_in_the_same_order() -> None:
    ours = dreams(150)
    assert list(read_many("lexical", ours, 2)) == list(read_many("lexical", ours, 1))
    assert multiprocessing.active_children() == []


def test_nothing_to_read() -> None:
    assert list(read_many("lexical", [], 2)) == []


def test_dreams_are_drawn_on_as_readings_are_taken() -> None:
    drawn = 0

    def counted() -> Iterator[Dream]:
        nonlocal drawn
        for drawn, dream in enumerate(endless("I dug."), start=1):  # noqa: B007
            yield dream

    readings = read_many("lexical", counted(), 2)
    for taken in range(1, 400):
        next(readings)
        assert drawn <= taken + 5 * 32
    readings.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_process_that_is_killed_is_told_and_not_waited_for() -> None:
    readings = read_many("lexical", endless(), 2)
    next(readings)
    process = multiprocessing.active_children()[0]
    os.kill(int(process.pid or 0), signal.SIGKILL)
    with pytest.raises(ReadingError, match="ended from outside") as told:
        list(islice(readings, 5000))
    assert "fewer workers" in told.value.hint
    assert multiprocessing.active_children() == []


def test_an_error_in_a_process_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "failing", standins.FAILING)
    monkeypatch.setitem(READERS, "missing", standins.MISSING)
    expected = read_many("failing", [*dreams(70), Dream(id="x", text="expected")], 2)
    with pytest.raises(ReadingError, match="tired") as told:
        list(expected)
    assert told.value.hint == "Let it sleep."
    with pytest.raises(ZeroDivisionError):
        list(read_many("failing", [Dream(id="x", text="unexpected")], 2))
    with pytest.raises(ReadingError, match="not there"):
        list(read_many("missing", dreams(3), 2))
    assert multiprocessing.active_children() == []


def test_an_unknown_reader_is_told_before_any_process_starts() -> None:
    for workers in (1, 2):
        with pytest.raises(InputError, match="'tea leaves'"):
            read_many("tea leaves", dreams(1), workers)


def test_a_library_has_its_dreams_read_by_several_processes() -> None:
    reader = Workers("lexical", 2)
    assert reader.identity == identity_of("lexical")
    with Library.in_memory() as library:
        library.take_in(dreams(90))
        unread = library.count_unread(reader.identity)
        assert library.read_unread(reader) == unread > 0
        assert library.count_unread(reader.identity) == 0


def test_cores_are_counted() -> None:
    assert 1 <= core_count() <= (os.cpu_count() or 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_an_interruption_leaves_no_process_and_no_file(tmp_path: Path, ending: signal.Signals) -> None:
    corpus, output = tmp_path / "corpus.csv", tmp_path / "out" / "codings.jsonl"
    corpus.write_text("id,text\n" + "".join(f'{n},"{SENTENCES[n % 2] * 9}"\n' for n in range(20_000)))
    command = [sys.executable, "-m", "noctuary", "code", str(corpus), "-o", str(output), "--workers=2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    parts = output.parent.glob
    wait_for(lambda: process.poll() is not None or any(part.stat().st_size for part in parts(".*/part")))
    if ending is signal.SIGINT:
        os.killpg(process.pid, ending)  # as a terminal does
    else:
        process.kill()
    _, said = process.communicate(timeout=60)
    assert process.returncode == (130 if ending is signal.SIGINT else -ending)
    assert "Traceback" not in said
    assert not output.exists()
    if ending is signal.SIGINT:
        assert list(output.parent.iterdir()) == []
    wait_for(lambda: not is_alive(process.pid))
