"""Feed every importer files that would do harm: spoilt samples by the hundred thousand, and what atheris finds.

Each importer runs in a process of its own, with so much memory and no more, and five seconds for each input; what is
found in every eighth is taken into a library too. What fails is laid down in a folder by itself, with the command that
tries it again. ``--seconds`` adds so many seconds of fuzzing guided by coverage for each importer; it needs atheris,
which runs on Linux: ``pip install atheris``.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final

from record import report

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from hostile import ODD_WORD, Files, lay, samples, spoilt, spoilt_files
from noctuary.coding import Reader
from noctuary.dream import Dream
from noctuary.errors import NoctuaryError, Problem
from noctuary.ingest import FORMATS, Found, IngestOptions, read_path
from noctuary.library import Library
from noctuary.library.pseudonyms import parse_key
from noctuary.web.uploads import receive

INPUTS: Final = 100_000
LONGEST_SECONDS: Final = 5.0
MOST_MEMORY: Final = 2 << 30
#: The modules whose branches guide atheris.
_GUIDING: Final = ("noctuary.ingest", "noctuary.interchange", "noctuary.statements", "noctuary.dates")
#: Of so many inputs, what is found in one is taken into a library too, and out again.
_TAKEN_IN: Final = 8
_OPTIONS: Final = IngestOptions(coder=Reader("ana"), private=True)
_BODY: Final = (
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="notes/a.md"\r\n\r\nI flew.\r\n'
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="b.txt"\r\n\r\nI fell.\r\n--x--\r\n'
)
_KEY: Final = json.dumps({"what": "noctuary pseudonyms", "version": 1, "dreamers": {}, "series": {}}).encode()
#: What is fed beside the importers: the key to pseudonyms, and the form that brings files in through the browser.
_BESIDE: Final[dict[str, Files]] = {"key to pseudonyms": {"key.json": _KEY}, "upload": {"form": _BODY}}


class _TooLongError(BaseException):
    """Five seconds are over; nothing that is tried may catch it."""


@dataclass
class Tally:
    """What became of the inputs of one importer."""

    inputs: int = 0
    crashes: int = 0
    hangs: int = 0
    slowest: float = 0.0
    peak_mb: float = 0.0
    seconds: float = 0.0
    dreams: int = 0
    problems: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Feed them one by one, and report."""
    options = _arguments()
    if options.again:
        sys.exit(_again(options.again))
    if options.child:
        _feed(options)
        return
    names = options.only or [*(each.name for each in FORMATS), *_BESIDE]
    ways = [False, True] if options.seconds else [False]
    with ThreadPoolExecutor(options.at_once) as at_once:
        rows = list(
            at_once.map(lambda each: _row(each, options), [(name, way) for name in names for way in ways])
        )
    report("fuzz", rows, record=not options.no_record)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-record", action="store_true", help="print only, and leave RESULTS.md as it is")
    parser.add_argument("--inputs", type=int, default=INPUTS, help="spoilt samples for each importer")
    parser.add_argument("--seconds", type=int, default=0, help="of atheris for each importer")
    parser.add_argument("--at-once", type=int, default=1, help="importers at a time")
    parser.add_argument("--only", nargs="+", metavar="IMPORTER", help="these importers alone")
    parser.add_argument("--seed", type=int, default=1, help="which spoilt samples")
    parser.add_argument(
        "--failures", type=Path, default=Path("fuzz-failures"), help="where failures are laid down"
    )
    parser.add_argument(
        "--again", type=Path, metavar="FAILURE", help="try one failure again, and say what happens"
    )
    parser.add_argument("--child", metavar="IMPORTER", help=argparse.SUPPRESS)
    parser.add_argument("--guided", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _row(importer: tuple[str, bool], options: argparse.Namespace) -> dict[str, object]:
    name, guided = importer
    tally = _in_child(name, options, guided=guided)
    row: dict[str, object] = {
        "importer": name,
        "how": f"atheris, {options.seconds} s" if guided else "spoilt samples",
        "inputs": f"{tally.inputs:,}",
        "crashes": tally.crashes,
        "hangs": tally.hangs,
        "slowest s": tally.slowest,
        "peak MB": round(tally.peak_mb),
        "inputs a second": round(tally.inputs / tally.seconds) if tally.seconds else "",
        "dreams": f"{tally.dreams:,}",
        "problems": f"{tally.problems:,}",
    }
    print(row, file=sys.stderr, flush=True)
    return row


def _in_child(name: str, options: argparse.Namespace, *, guided: bool) -> Tally:
    """Feed one importer in a process of its own; what kills it is a crash too."""
    with TemporaryDirectory() as place:
        command = [sys.executable, __file__, "--child", name, "--inputs", str(options.inputs)]
        command += ["--seed", str(options.seed), "--seconds", str(options.seconds)]
        command += ["--failures", str(options.failures.resolve())] + ["--guided"] * guided
        done = subprocess.run(
            command, cwd=place, env={**os.environ, "TMPDIR": place}, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if guided else None,
        )  # fmt: skip
        told = Path(place) / "tally.json"
        if told.exists():
            held = json.loads(told.read_text(encoding="utf-8"))
            return Tally(**{**held, "kinds": Counter(held["kinds"])})
        # Whatever it was working on lies there still.
        if (work := Path(place) / "work").is_dir():
            shutil.copytree(work, options.failures / f"{name} died {done.returncode}", dirs_exist_ok=True)
        return Tally(crashes=1)


def _feed(options: argparse.Namespace) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGALRM, _ring)
    # It warns of every form that is broken.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)
    name = options.child
    trial = _Trial(name, options.failures)
    sound = samples().get(name) or (_BESIDE[name],)
    started = time.perf_counter()

    def finish() -> None:
        trial.tally.seconds = time.perf_counter() - started
        trial.tally.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        Path("tally.json").write_text(json.dumps(vars(trial.tally)), encoding="utf-8")

    if options.guided:
        _feed_guided(trial, sound, started + options.seconds, finish)
        return
    for number in range(options.inputs):
        chance = Random(f"{options.seed} {name} {number}")  # noqa: S311
        trial.run(spoilt_files(chance.choice(sound), chance), by_name=number % 8 > 0)
    finish()


def _feed_guided(trial: _Trial, sound: tuple[Files, ...], until: float, finish: Callable[[], None]) -> None:
    """Have atheris look for inputs that go new ways; the first byte of each says of which sample the rest is a file."""
    atheris = importlib.import_module("atheris")
    corpus = Path("corpus")
    corpus.mkdir()
    for place, files in enumerate(sound):
        (corpus / str(place)).write_bytes(bytes([place]) + next(iter(files.values())))

    def one(data: bytes) -> None:
        files = sound[data[0] % len(sound)] if data else sound[0]
        trial.run({**files, next(iter(files)): data[1:]}, by_name=trial.tally.inputs % 8 > 0)
        if time.perf_counter() >= until:
            finish()
            os._exit(0)

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        chance = Random(seed)  # noqa: S311
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        return (data[:1] + spoilt(data[1:], chance))[:longest]

    # All of Python would take minutes.
    for module in [each for name, each in sys.modules.items() if name.startswith(_GUIDING)]:
        for function in filter(inspect.isfunction, vars(module).values()):
            atheris.instrument_func(function)
    atheris.Setup(
        [sys.argv[0], str(corpus), "-max_len=65536", "-handle_alrm=0", "-timeout=60", "-rss_limit_mb=0"],
        one, custom_mutator=changed,
    )  # fmt: skip
    atheris.Fuzz()


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise _TooLongError


class _Trial:
    """Tries inputs on one importer, and keeps what fails."""

    def __init__(self, name: str, failures: Path) -> None:
        self.name = name
        self.tally = Tally()
        self._failures = failures
        self._work = Path("work").resolve()
        self._lying: dict[str, bytes] = {}
        self._library = Library.in_memory()

    def run(self, files: Files, *, by_name: bool) -> None:
        """Try one input: a file by its format, or the folder that it lies in."""
        path = self._lay(files)
        self.tally.inputs += 1
        start = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
        try:
            self._try(path, by_name=by_name)
        except _TooLongError as error:
            self._keep("hang", error)
            self.tally.hangs += 1
        except Exception as error:  # noqa: BLE001 — this is what is looked for
            self._keep("crash", error)
            self.tally.crashes += 1
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.tally.slowest = max(self.tally.slowest, time.perf_counter() - start)

    def _lay(self, files: Files) -> Path:
        """Lay files down, and nothing else; those that lie there already are not written again."""
        if self._lying.keys() - files.keys() or not self._lying or self.name == "upload":
            shutil.rmtree(self._work, ignore_errors=True)
            self._work.mkdir()
            self._lying = {}
        lay(
            {name: each for name, each in files.items() if self._lying.get(name) != each} or files, self._work
        )
        self._lying = dict(files)
        return self._work / next(iter(files))

    def _try(self, path: Path, *, by_name: bool) -> None:
        said: list[str] = []
        called: set[str] = set()

        def told() -> Iterator[Found]:
            for found in _read(self.name, path, by_name=by_name):
                if isinstance(found, Problem):
                    said.append(str(found))
                    self.tally.problems += 1
                elif isinstance(found, Dream):
                    called.update((found.id, found.series))
                    said.append(repr(found))
                    self.tally.dreams += 1
                yield found

        try:
            if self.tally.inputs % _TAKEN_IN:
                deque(told(), maxlen=0)
            else:
                self._library.take_in(told(), dry_run=True)
        except NoctuaryError as error:
            said.append(str(error))
            self.tally.problems += 1
        # Ids may be told, whatever they are.
        if not any(ODD_WORD in each for each in called) and any(ODD_WORD in each for each in said):
            raise AssertionError("a message tells of a dream")

    def _keep(self, what: str, error: BaseException) -> None:
        places = traceback.extract_tb(error.__traceback__)
        place = next((each for each in reversed(places) if "noctuary" in each.filename), places[-1])
        kind = f"{self.name} {what} {type(error).__name__} {Path(place.filename).name} {place.lineno}"
        self.tally.kinds[kind] += 1
        if self.tally.kinds[kind] == 1:
            folder = self._failures / kind.replace(" ", "-")
            shutil.copytree(self._work, folder, dirs_exist_ok=True)
            again = f"python {Path(__file__).name} --again '{folder}'"
            (self._failures / f"{folder.name}.txt").write_text(
                f"{again}\n\n{''.join(traceback.format_exception(error))}", encoding="utf-8"
            )
            print(f"{kind}\n  {again}", file=sys.stderr, flush=True)


def _read(name: str, path: Path, *, by_name: bool) -> Iterator[Any]:
    match name:
        case "upload":
            folder = path.parent / "handed"
            folder.mkdir()
            content = path.read_bytes()
            pieces = (content[at : at + 37] for at in range(0, len(content), 37))
            receive(pieces, "multipart/form-data; boundary=x", folder)
            assert all(each.resolve().is_relative_to(folder.resolve()) for each in folder.rglob("*"))
        case "key to pseudonyms":
            parse_key(path.read_bytes(), path.name)
        case _ if by_name:
            yield from read_path(path, format=name, options=_OPTIONS)
        case _:
            yield from read_path(path.parent, options=_OPTIONS)


def _again(folder: Path) -> int:
    """Try a failure again, each file by each way; what fails is told with all that Python says."""
    name = next(each for each in sorted(samples(), key=len, reverse=True) if folder.name.startswith(each))
    failed = 0
    for path, by_name in [*((each, True) for each in sorted(folder.iterdir())), (folder / "x", False)]:
        try:
            found = list(_read(name, path, by_name=by_name))
        except NoctuaryError as error:
            print(path.name, error)
        except Exception:  # noqa: BLE001
            failed = 1
            traceback.print_exc()
        else:
            print(path.name, *found, sep="\n  ")
    return failed


if __name__ == "__main__":
    main()
