"""Scoring readers: ``evaluate``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from noctuary.cli.output import counted, emit, format_option, progress, say, told
from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import InputError, Problem
from noctuary.readers import DEFAULT, READERS, DreamReader, open_reader

if TYPE_CHECKING:
    from noctuary.stats.evaluation import Evaluation, Score

_ALL: Final = "all"


@dataclass
class _Coded:
    """What one file holds: dreams, and who coded which of them."""

    dreams: dict[DreamKey, Dream] = field(default_factory=dict)
    readings: dict[Reader, dict[DreamKey, Reading]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> _Coded:
        """Read a file; what does not say who coded is by whoever the file is named after."""
        from noctuary.ingest import IngestOptions, read_path  # noqa: PLC0415

        coded = cls()
        problems: list[Problem] = []
        coder = Reader(path.stem, kind=ReaderKind.PERSON)
        for found in read_path(path, options=IngestOptions(coder=coder)):
            match found:
                case Dream():
                    coded.dreams[found.key] = found
                case Reading():
                    coded.readings.setdefault(found.reader, {})[found.dream] = found
                case Problem():
                    problems.append(found)
        told(problems)
        if not coded.readings:
            raise InputError(
                f"{path.name} holds no codings.", "See what a file of codings looks like: noctuary export."
            )
        return coded

    def gold(self) -> dict[DreamKey, Reading]:
        """Return one reading for each dream: a person's, or a program's where the file holds nobody else's."""
        people = [read for coder, read in self.readings.items() if coder.kind is ReaderKind.PERSON]
        gold: dict[DreamKey, Reading] = {}
        for readings in people or self.readings.values():
            gold = readings | gold
        return gold


@click.command("evaluate")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--reader",
    "readers",
    multiple=True,
    type=click.Choice(list(READERS)),
    help="One that comes with Noctuary, to read the dreams now. May be given several times.",
)
@click.option(
    "--codings",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Somebody's codings of the same dreams. May be given several times.",
)
@click.option("--by-collection", is_flag=True, help="Score each collection by itself too.")
@click.option(
    "--resamples", type=click.IntRange(min=0), default=1000, show_default=True, help="For the intervals."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Equal seeds give equal intervals.",
)
@format_option
def evaluate_command(
    gold: Path,
    readers: tuple[str, ...],
    files: tuple[Path, ...],
    by_collection: bool,  # noqa: FBT001
    resamples: int,
    seed: int,
    form: str,
) -> None:
    """Score readers against codings that count as right, scale by scale.

    GOLD holds dreams with their codings, as jsonl or DreamBank's XML; what
    FILE holds is a colleague's, a script's or another tool's codings of the
    same dreams, and needs no reports. Without --reader and --codings the
    default reader is scored. A dream that a reader has not read counts as
    coded with nothing. Each figure has a 95 % interval from resampling dreams.

    Example: noctuary evaluate gold.jsonl --codings theirs.jsonl
    """
    coded = _Coded.of(gold)
    right = coded.gold()
    columns = dict(_columns(readers or (() if files else (DEFAULT,)), files, coded, right))
    for name, readings in columns.items():
        if not readings:
            raise InputError(
                f"{name} has read no dream that is coded in {gold.name}.",
                "GOLD needs reports for --reader; --codings are matched by `collection` and `id`.",
            )
        _tell(name, readings, right, gold)
    results = {
        collection: _results(collection, columns, right, resamples=resamples, seed=seed)
        for collection in (_ALL, *(sorted({key.series for key in right}) if by_collection else ()))
    }
    if form == "table":
        for collection, evaluations in results.items():
            if by_collection:
                click.secho(f"\n{collection}", bold=True)
            emit(_table(evaluations), form)
    else:
        emit(_rows(results), form)


def _columns(
    readers: Iterable[str], files: Iterable[Path], coded: _Coded, right: Mapping[DreamKey, Reading]
) -> Iterator[tuple[str, list[Reading]]]:
    """Yield who read, and what they found in the dreams that are coded."""
    taken = set()
    for reader in map(open_reader, readers):
        taken.add(str(reader.identity))
        yield (
            str(reader.identity),
            _read(reader, [dream for key, dream in coded.dreams.items() if key in right]),
        )
    for path in files:
        for coder, readings in _Coded.of(path).readings.items():
            name = f"{path.name}: {coder}" if str(coder) in taken else str(coder)
            taken.add(name)
            yield name, _matched(readings.values(), right)


def _read(reader: DreamReader, dreams: list[Dream]) -> list[Reading]:
    found = []
    with progress(f"Reading with {reader.identity}", len(dreams)) as done:
        for reading in reader.read_many(dreams):
            found.append(reading)
            done(len(found))
    return found


def _matched(readings: Iterable[Reading], right: Mapping[DreamKey, Reading]) -> list[Reading]:
    """Return the readings of dreams that are coded, under the keys that these have there."""
    series = {key.series for key in right}
    ids = Counter(key.id for key in right)
    by_id = {key.id: key for key in right if ids[key.id] == 1}
    found: dict[DreamKey, Reading] = {}
    for reading in readings:
        key = reading.dream
        # A script may have kept the id alone.
        if key.series not in series:
            key = by_id.get(key.id, key)
        if key in right:
            found[key] = replace(reading, dream=key)
    return list(found.values())


def _tell(name: str, readings: list[Reading], right: Mapping[DreamKey, Reading], gold: Path) -> None:
    lacking = len(right) - len(readings)
    dreams = f"{counted(len(right), 'dream')} coded in {gold.name}"
    if lacking:
        say(f"{name} lacks {lacking:,} of the {dreams}; they count as coded with nothing.")
    else:
        say(f"{name} read all of the {dreams}.")


def _results(
    collection: str,
    columns: Mapping[str, list[Reading]],
    right: Mapping[DreamKey, Reading],
    *,
    resamples: int,
    seed: int,
) -> dict[str, Evaluation]:
    """Score every column on one collection; one that has read nothing of it is left out."""
    from noctuary.stats.evaluation import evaluate  # noqa: PLC0415

    gold = [reading for key, reading in right.items() if collection in (_ALL, key.series)]
    keys = {reading.dream for reading in gold}
    return {
        name: evaluate(gold, some, resamples=resamples, seed=seed)
        for name, readings in columns.items()
        if (some := [reading for reading in readings if reading.dream in keys])
    }


def _rows(results: Mapping[str, Mapping[str, Evaluation]]) -> Iterator[dict[str, Any]]:
    for collection, evaluations in results.items():
        for name, evaluation in evaluations.items():
            for score in evaluation.scores:
                yield {
                    "collection": collection,
                    "reader": name,
                    **score.figures(),
                    "missing": evaluation.missing,
                }


def _table(evaluations: Mapping[str, Evaluation]) -> Iterator[dict[str, Any]]:
    scale = ""
    for scores in zip(*(evaluation.scores for evaluation in evaluations.values()), strict=True):
        if all(math.isnan(score.value) for score in scores):
            continue
        # The name of a scale stands beside its first measure only.
        head = "" if scores[0].scale == scale else scores[0].scale
        scale = scores[0].scale
        yield {
            "scale": head,
            "measure": scores[0].measure,
            "dreams": max(score.dream_count for score in scores),
            **{name: _cell(score) for name, score in zip(evaluations, scores, strict=True)},
        }


def _cell(score: Score) -> str:
    if math.isnan(score.value):
        return "–"
    low, high = score.interval
    return f"{score.value:.3f}" + ("" if math.isnan(low) else f" [{low:.3f}, {high:.3f}]")
