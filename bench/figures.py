"""Score who is who across dreams on 500 labelled pairs of mentions, and time it.

The series are read by the shipped model, each dream alone, and their figures are found with nothing said by the
dreamer. A pair counts as merged when both mentions belong to sightings of one figure; a mention that no sighting
covers is merged with nothing. ``data/figure_pairs.csv`` says how the pairs were drawn, and which were labelled before
the rules were made and which after. The time is that of sightings and figures together, from readings in memory,
scaled to 4,000 dreams.
"""

from __future__ import annotations

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.figures.resolve import resolve
from noctuary.figures.sightings import Sighting, sightings
from noctuary.library import Library
from noctuary.readers import DEFAULT, identity_of
from noctuary.store.query import parse_query
from record import arguments, read_library, report

PAIRS = Path(__file__).with_name("data") / "figure_pairs.csv"
DREAMS = 4000
IDENTITIES = ("lenient", "strict")


class Pair(NamedTuple):
    """Two mentions in two dreams, and whether they are one person."""

    drawn: str
    one: tuple[DreamKey, TextSpan]
    other: tuple[DreamKey, TextSpan]
    same: bool


def main() -> None:
    """Read the labelled series, find the figures of each, and score."""
    options = arguments(__doc__ or "")
    reader = identity_of(DEFAULT)
    rows: list[dict[str, object]] = []
    totals: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with Library.open(read_library(), read_only=True) as library:
        for series, pairs in labelled().items():
            query = parse_query(f"series:{series}")
            dreams, readings = library.store.dreams(query), library.store.readings_by(reader, query)
            for row, counts in scored(series, pairs, dreams, readings):
                rows.append(row)
                totals[pairs[0].drawn, str(row["identity"])] += counts
    rows += [summary(f"drawn {drawn}", identity, counts) for (drawn, identity), counts in totals.items()]
    report("figures", rows, record=not options.no_record)


def labelled() -> dict[str, list[Pair]]:
    """Return the labelled pairs by series."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    pairs: dict[str, list[Pair]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        one, other = (
            (DreamKey(row["series"], row[f"dream{n}"]), TextSpan(int(row[f"start{n}"]), int(row[f"end{n}"])))
            for n in "12"
        )
        pairs.setdefault(row["series"], []).append(Pair(row["when"], one, other, row["same"] == "1"))
    return pairs


def scored(
    series: str, pairs: Sequence[Pair], dreams: Iterable[Dream], readings: Iterable[Reading]
) -> Iterable[tuple[dict[str, object], Counter[str]]]:
    """Yield a row and its counts for each way of telling who is who."""
    together = list(zip(dreams, readings, strict=True))
    for identity in IDENTITIES:
        start = time.process_time()
        seen = [each for dream, reading in together for each in sightings(dream, reading)]
        figures = resolve(seen, strict=identity == "strict").figures
        seconds = (time.process_time() - start) * DREAMS / len(together)
        counts = count(pairs, {each: figure.key for figure in figures for each in figure.sightings})
        yield summary(series, identity, counts) | {f"s per {DREAMS} dreams": seconds}, counts


def count(pairs: Iterable[Pair], figure_of: dict[Sighting, str]) -> Counter[str]:
    """Count the pairs by what they are and whether they were merged."""
    by_dream: dict[DreamKey, list[Sighting]] = {}
    for sighting in figure_of:
        by_dream.setdefault(sighting.dream, []).append(sighting)

    def figure(mention: tuple[DreamKey, TextSpan]) -> str | None:
        dream, span = mention
        return next(
            (
                figure_of[sighting]
                for sighting in by_dream.get(dream, ())
                if any(each.start < span.end and span.start < each.end for each in sighting.evidence)
            ),
            None,
        )

    counts: Counter[str] = Counter()
    for pair in pairs:
        one, other = figure(pair.one), figure(pair.other)
        merged = one is not None and one == other
        counts["same" if pair.same else "different"] += 1
        counts["merged rightly" if pair.same else "merged wrongly"] += merged
    return counts


def summary(series: str, identity: str, counts: Counter[str]) -> dict[str, object]:
    """Return one row: precision and recall of what is merged unasked."""
    right, wrong = counts["merged rightly"], counts["merged wrongly"]
    return {
        "series": series,
        "identity": identity,
        "pairs": counts["same"] + counts["different"],
        "one person": counts["same"],
        "merged": right + wrong,
        "precision": right / (right + wrong) if right + wrong else "",
        "recall": right / counts["same"],
        f"s per {DREAMS} dreams": "",
    }


if __name__ == "__main__":
    main()
