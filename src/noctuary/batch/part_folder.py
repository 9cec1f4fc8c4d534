"""A folder of codings in parts: one file of Parquet a part, and a manifest that says what they are parts of.

A part stands when its file does: files are written under another name, forced to the disk and renamed. The manifest is
written before the first part and again after the last, and is what a later run goes by.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Self

from noctuary import __version__
from noctuary.batch.outcomes import OUTCOME_COLUMNS, Outcome
from noctuary.batch.parts import Fingerprint, Part
from noctuary.coding import Reader, ReaderKind
from noctuary.counted import counted
from noctuary.durable import make_folder, publish
from noctuary.errors import InputError, MissingExtraError

MANIFEST: Final = "manifest.json"
_FORMAT: Final = "noctuary-codings"
_UNFINISHED: Final = ".partial"
_ANEW: Final = "Name another folder, or begin anew in this one with --force."


@dataclass(frozen=True, slots=True)
class Tally:
    """How many dreams were read, and how many were not.

    Parameters
    ----------
    read
        Dreams with a reading.
    failures
        Dreams without one, by the kind of error.

    Examples
    --------
    >>> (Tally(2) + Tally(1, {"ValueError": 1})).dreams
    4
    """

    read: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """How many could not be read."""
        return sum(self.failures.values())

    @property
    def dreams(self) -> int:
        """All of them."""
        return self.read + self.failed

    def __add__(self, other: Self) -> Tally:
        return Tally(self.read + other.read, dict(Counter(self.failures) + Counter(other.failures)))


@dataclass(frozen=True, slots=True)
class Task:
    """What a folder of parts is the outcome of: two runs with one task may share it, and others may not.

    Parameters
    ----------
    corpus
        What is read.
    reader
        Who reads it.
    part_size
        Dreams a part.
    """

    corpus: Fingerprint
    reader: Reader
    part_size: int

    @property
    def parts(self) -> int:
        """How many parts there are in the end."""
        return -(-self.corpus.dreams // self.part_size)


class PartFolder:
    """A folder for the parts of one task.

    Open it by :func:`open_part_folder`.
    """

    def __init__(self, path: Path, task: Task, files: Sequence[str], polars: ModuleType) -> None:
        self.path = path
        self.task = task
        self._files = list(files)
        self._polars = polars
        self._schema = dict.fromkeys(OUTCOME_COLUMNS, polars.String) | {"confidence": polars.Float64}

    def standing(self, part: Part) -> Tally | None:
        """Return what became of the dreams of a part that stands, or ``None`` where it has to be read."""
        path = self._file(part)
        if not path.exists():
            return None
        pl = self._polars
        try:
            table = pl.read_parquet(path, columns=["collection", "id", "failure"], glob=False)
        except pl.exceptions.PolarsError:
            # The disk lost some of it.
            return None
        dreams = table.unique(["collection", "id"], keep="first", maintain_order=True).rows()
        if [tuple(key) for *key, _ in dreams] != [dream.key for dream in part.dreams]:
            return None
        return _tally([failure for *_, failure in dreams])

    def write(self, part: Part, outcomes: Sequence[Outcome]) -> Tally:
        """Have a part stand. It stands as a whole or not at all, whenever the power fails.

        Raises
        ------
        InputError
            If it cannot be written, as where the disk is full.
        """
        assert [outcome[0][:2] for outcome in outcomes] == [dream.key for dream in part.dreams]
        # In tables of text, which one process makes, what is empty is nothing.
        cells = [[cell if cell != "" else None for cell in row] for outcome in outcomes for row in outcome]
        table = self._polars.DataFrame(cells, schema=self._schema, orient="row")
        try:
            _put(self._file(part), table.write_parquet)
        except OSError as error:
            raise InputError(
                f"{self._file(part)} cannot be written: {error.strerror or 'the disk refuses it'}.",
                "Once it can, give the same command again: what stands is kept.",
            ) from error
        return _tally([outcome[0][-1] for outcome in outcomes])

    def begin(self) -> None:
        """Say what is to be read."""
        self._say(None)

    def finish(self, tally: Tally) -> None:
        """Say that all of it stands."""
        for leftover in self.path.glob(f"*{_UNFINISHED}"):
            leftover.unlink(missing_ok=True)
        self._say(tally)

    def _file(self, part: Part) -> Path:
        return self.path / f"{part.name}.parquet"

    def _say(self, tally: Tally | None) -> None:
        manifest = {
            "format": _FORMAT,
            "noctuary": __version__,
            "reader": asdict(self.task.reader),
            "corpus": {"files": self._files, **asdict(self.task.corpus)},
            "part_size": self.task.part_size,
            "parts": self.task.parts,
            "outcome": tally
            and {
                "read": tally.read,
                "failed": tally.failed,
                "failures": dict(sorted(tally.failures.items())),
            },
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        _put(self.path / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))


def _tally(failures: Sequence[Any]) -> Tally:
    """Return the tally of dreams of which each has this failure, or none."""
    kinds = Counter(map(str, filter(None, failures)))
    return Tally(len(failures) - kinds.total(), dict(kinds))


def _put(path: Path, write: Callable[[Path], object]) -> None:
    # The process in the name, so that two that write the same part do not write into one another's file.
    partial = path.with_name(f"{path.name}.{os.getpid()}{_UNFINISHED}")
    write(partial)
    publish(partial, path)


def open_part_folder(path: Path, task: Task, *, files: Sequence[str] = (), force: bool = False) -> PartFolder:
    """Open a folder for the parts of a task: a new one, or one in which some of its parts stand already.

    Parameters
    ----------
    path
        Where it lies, or will.
    task
        What is read, by whom, and how it is cut.
    files
        What the files of the corpus are called, for the manifest.
    force
        Whether to take away the parts that stand there, of this or another task. Other files stay.

    Raises
    ------
    InputError
        If `path` is a file, or a folder that holds anything but parts of this very task.
    MissingExtraError
        Without the extra `cluster`.
    """
    try:
        import polars as pl  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("Writing Parquet", "polars", "cluster") from None
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file.", "Name a folder for the parts.")
    manifest = path / MANIFEST
    if manifest.exists() and not force:
        _check(path, _task_in(manifest), task)
    elif manifest.exists():
        _clear(manifest)
    elif path.exists() and any(each.suffix != _UNFINISHED for each in path.iterdir()):
        raise InputError(f"The folder {path} holds something else.", "Name another folder for the parts.")
    folder = PartFolder(path, task, files, pl)
    try:
        make_folder(path)
        folder.begin()
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    return folder


def _clear(manifest: Path) -> None:
    """Take away what an earlier task left: only beside a manifest of ours is a part surely one of ours."""
    _said(manifest)
    for part in manifest.parent.glob("part-*.parquet"):
        part.unlink(missing_ok=True)


def _said(manifest: Path) -> Any:
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        if said["format"] == _FORMAT:
            return said
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(f"{manifest} is of something else.", "Name another folder for the parts.")


def _task_in(manifest: Path) -> Task:
    said = _said(manifest)
    try:
        corpus, reader = said["corpus"], said["reader"]
        return Task(
            Fingerprint(corpus["dreams"], corpus["sha256"]),
            Reader(reader["name"], reader["version"], ReaderKind(reader["kind"]), reader["settings"]),
            said["part_size"],
        )
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{manifest} is of another version of Noctuary.", _ANEW) from None


def _check(path: Path, begun: Task, now: Task) -> None:
    """Refuse to mix two tasks in one folder, and say in what they differ."""
    if begun.reader != now.reader:
        raise InputError(f"{path} holds readings by {begun.reader}, and {now.reader} was to read.", _ANEW)
    if begun.corpus != now.corpus:
        held, given = (counted(each.corpus.dreams, "dream") for each in (begun, now))
        fact = f"{held}, and not {given}" if held != given else "of other names or texts, or in another order"
        raise InputError(f"{path} holds readings of another corpus: {fact}.", _ANEW)
    if begun.part_size != now.part_size:
        raise InputError(
            f"{path} was begun with {counted(begun.part_size, 'dream')} a part, and not with {now.part_size:,}.",
            f"Go on with --part-size {begun.part_size}, or begin anew with --force.",
        )
