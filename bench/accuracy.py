"""Score every reader against the hand codings, by scale and by collection.

Rules and lists were made on ``train``; ``dev`` was only scored. Figures on ``dev`` have a 95 % interval from
resampling dreams. A learned reader has seen ``train``, so it is scored on ``dev`` alone.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream
from noctuary.interchange import dream_from_dict, reading_from_dict
from noctuary.readers import READERS, open_reader
from noctuary.stats.evaluation import Evaluation, Score, evaluate
from record import arguments, corpora, report

# Scale, and the measures of it that are worth a row.
MEASURES = {
    "characters": (
        "mean F1",
        "non-family mean F1",
        "micro F1",
        "relaxed micro F1",
        "slot mean F1",
        "calibration error",
    ),
    "emotions": (
        "general, micro F1",
        "dreamer, micro F1",
        "general, emotional dreams only, micro F1",
        "calibration error",
    ),
    "aggression": ("slot mean F1", "presence F1", "class F1", "exact F1", "count r"),
    "friendliness": ("slot mean F1", "presence F1", "class F1", "exact F1", "count r"),
    "sexuality": ("slot mean F1", "presence F1", "class F1", "exact F1", "count r"),
    "success": ("presence F1",),
    "failure": ("presence F1",),
    "misfortune": ("presence F1",),
    "good_fortune": ("presence F1",),
    "settings": ("micro F1", "slot mean F1"),
    "objects": ("micro F1", "mean F1"),
    "activities": ("micro F1", "class F1", "slot mean F1"),
    "modifiers": ("micro F1", "mean F1"),
    "indices": ("mean absolute difference (points)", "mean |h|"),
}
HAND = Reader("hand", kind=ReaderKind.PERSON)


def main() -> None:
    """Read the hand-coded dreams with every reader, and score."""
    options = arguments(__doc__ or "", dreams=sys.maxsize)
    columns: dict[str, list[str]] = {}
    dreams, gold = hand_coded("dev", options.dreams)
    for name in READERS:
        readings = list(open_reader(name).read_many(dreams))
        for collection, some in by_collection(gold).items():
            columns[f"{name}, dev {collection}".strip()] = figures(evaluate(some, readings))
    nothing = [replace(reading, codings=()) for reading in gold]
    columns["nothing coded, dev"] = figures(evaluate(gold, nothing), bare=True)
    dreams, gold = hand_coded("train", options.dreams)
    lexical = evaluate(gold, open_reader("lexical").read_many(dreams), resamples=0)
    columns["lexical, train"] = figures(lexical, bare=True)
    names = [(scale, measure) for scale, measures in MEASURES.items() for measure in measures]
    rows = [
        {"scale": scale, "measure": measure.replace("|", "\\|")}
        | {name: column[place] for name, column in columns.items()}
        for place, (scale, measure) in enumerate(names)
    ]
    report("accuracy", rows, record=not options.no_record)


def hand_coded(part: str, limit: int) -> tuple[list[Dream], list[Reading]]:
    """Return dreams of one part of the hand codings, and how they were coded."""
    with (corpora() / "codings" / f"{part}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, limit)]
    dreams = [dream_from_dict(row) for row in rows]
    return dreams, [
        reading_from_dict(row, dream.key, reader=HAND)[0] for row, dream in zip(rows, dreams, strict=True)
    ]


def by_collection(gold: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Return the readings of all collections under an empty name, and of each under its own."""
    groups: dict[str, list[Reading]] = {"": list(gold)}
    for reading in groups[""]:
        groups.setdefault(reading.dream.series, []).append(reading)
    return groups


def figures(evaluation: Evaluation, *, bare: bool = False) -> list[str]:
    """Return what stands in a column, with intervals unless `bare`."""
    return [
        figure(evaluation.score(scale, measure), bare=bare)
        for scale, measures in MEASURES.items()
        for measure in measures
    ]


def figure(score: Score, *, bare: bool) -> str:
    """Return a score as it is printed; nothing where there is nothing to measure."""
    if math.isnan(score.value):
        return ""
    low, high = score.interval
    return f"{score.value:.3f}" + ("" if bare or math.isnan(low) else f" [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
