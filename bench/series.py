"""Score the characters of two hand-coded series, each dream read alone and in series mode.

In series mode a dream is read with what the earlier dreams of its dreamer
state, as a library would hold them; for ``b-baseline`` those are the dreams of
the larger series ``b``. The rules were made on ``train``, and are scored on it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from accuracy import hand_coded
from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey
from noctuary.ingest import read_path
from noctuary.reading.lexical import LexicalReader
from noctuary.reading.series import Chronicle
from noctuary.scheme import Scale
from noctuary.stats.evaluation import evaluate
from record import arguments, corpora, report

# The hand-coded collection, and the series that holds all dreams of its dreamer.
SERIES = {"b-baseline": "b", "bea1": "bea1"}
MEASURES = ("mean F1", "non-family mean F1", "micro F1", "slot mean F1")


def main() -> None:
    """Read both series both ways, and score."""
    options = arguments(__doc__ or "")
    texts, gold = hand_coded("train", sys.maxsize)
    rows: list[dict[str, object]] = []
    for collection, series in SERIES.items():
        coded = {
            dream.id.removeprefix(f"{collection}_"): dream for dream in texts if dream.series == collection
        }
        found = read_path(corpora() / "dreambank" / f"{series}.tsv")
        dreams = [dream for dream in found if isinstance(dream, Dream)]
        chronicle = Chronicle()
        chronicle.follow(dreams)
        wanted = [replace(dream, text=coded[dream.id].text) for dream in dreams if dream.id in coded]
        right = [reading for reading in gold if reading.dream.series == collection]
        for mode, reader in (
            ("alone", LexicalReader()),
            ("in series", LexicalReader(acquaintances=chronicle)),
        ):
            readings = [
                replace(reading, dream=DreamKey(collection, coded[reading.dream.id].id))
                for reading in reader.read_many(wanted)
            ]
            rows.append({"series": collection, "read": mode} | scored(right, readings))
    report("series", rows, record=not options.no_record)


def scored(right: Sequence[Reading], readings: Sequence[Reading]) -> dict[str, object]:
    """Return the measures of the characters, and how many of them were known from elsewhere."""
    evaluation = evaluate(right, readings, resamples=0)
    return {
        "dreams": evaluation.dream_count,
        "known from elsewhere": sum(
            bool(coding.established) for reading in readings for coding in reading.on(Scale.CHARACTERS)
        ),
    } | {measure: evaluation.score("characters", measure).value for measure in MEASURES}


if __name__ == "__main__":
    main()
