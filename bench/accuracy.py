"""Score the lexical reader against the hand codings, by scale and by collection.

Rules and lists were made on ``train``; ``dev`` was only scored. The measures
are those of the corpora's own scorer.
"""

from __future__ import annotations

import importlib.util
import json
from typing import Any

from noctuary.interchange import dream_from_dict, reading_to_dict
from noctuary.reading.lexical import LexicalReader
from record import SHARED, arguments, corpora, report

# Scale, and the measures of it that are worth a row.
MEASURES = {
    "characters": ("mean F1", "non-family mean F1", "micro F1", "relaxed micro F1", "slot mean F1"),
    "emotions": ("general", "dreamer", "general, emotional dreams only"),
    "aggression": ("presence F1", "class F1", "exact F1", "count r"),
    "friendliness": ("presence F1", "class F1", "exact F1", "count r"),
    "sexuality": ("presence F1", "class F1", "exact F1", "count r"),
    "success": ("presence F1",),
    "failure": ("presence F1",),
    "misfortune": ("presence F1",),
    "good_fortune": ("presence F1",),
    "settings": ("micro F1", "slot mean F1"),
    "objects": ("micro F1",),
    "activities": ("micro F1", "class F1", "slot mean F1"),
    "modifiers": ("micro F1",),
    "indices": ("mean absolute difference (points)", "mean |h|"),
}


def scorer() -> Any:
    """Return the corpora's scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_codings", SHARED / "bench" / "score_codings.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Read every hand-coded dream, and score."""
    options = arguments(__doc__ or "")
    folder = corpora() / "codings"
    score = scorer()
    reader = LexicalReader()
    columns: dict[str, dict[str, Any]] = {}
    for part in ("train", "dev"):
        gold = {row["id"]: row for row in map(json.loads, (folder / f"{part}.jsonl").open(encoding="utf-8"))}
        dreams = [dream_from_dict(row) for row in gold.values()]
        predicted = {reading.dream.id: reading_to_dict(reading) for reading in reader.read_many(dreams)}
        columns[part] = score.score(gold, predicted)
        if part == "dev":
            columns["dev, nothing coded"] = score.score(gold, {})
        for collection in sorted({row["collection"] for row in gold.values()}):
            some = {key: row for key, row in gold.items() if row["collection"] == collection}
            columns[f"{part} {collection}"] = score.score(some, predicted)
    rows: list[dict[str, object]] = [
        {"scale": scale, "measure": measure.replace("|", "\\|")}
        | {name: _value(result, scale, measure) for name, result in columns.items()}
        for scale, measures in MEASURES.items()
        for measure in measures
    ]
    report("accuracy", rows, record=not options.no_record)


def _value(result: dict[str, Any], scale: str, measure: str) -> float | str:
    if scale == "indices" and "characters" not in result:
        return ""  # emotions alone make no profile
    value: Any = result.get(scale, {}).get(measure, "")
    return str(value) if value == "" else float(value["micro F1"] if isinstance(value, dict) else value)


if __name__ == "__main__":
    main()
