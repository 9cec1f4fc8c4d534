"""How often a comparison finds a difference where there is none, at a level of .05.

Dreams coded by hand are parted at random into two halves, time and again, so that every difference between the
halves is chance. Counted are the rows of all those comparisons that have enough to go by and a p below .05: by
resampling dreams, as `noctuary compare` prints it, and by the published formula, which takes all elements of a
dream for independent.
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np

from accuracy import by_collection, hand_coded
from noctuary.coding import Reading
from noctuary.stats.compare import Comparison, compare
from noctuary.stats.sample import Sample
from record import arguments, report

HALVINGS = 100
RESAMPLES = 500
LEAST_DREAMS = 150
LEVEL = 0.05


def main() -> None:
    """Halve each collection that is large enough, and compare the halves."""
    options = arguments(__doc__ or "", dreams=sys.maxsize)
    _, readings = hand_coded("train", options.dreams)
    rows = [
        figures(collection or "all", some)
        for collection, some in by_collection(readings).items()
        if len(some) >= LEAST_DREAMS
    ]
    report("false_alarms", rows, record=not options.no_record)


def figures(collection: str, readings: list[Reading]) -> dict[str, object]:
    """Return a row: how many comparisons were made, and how many found something."""
    found = Counter[str]()
    chance = np.random.default_rng(0)
    for halving in range(HALVINGS):
        order = chance.permutation(len(readings))
        halves = [Sample.of(readings[place] for place in order[side::2]) for side in range(2)]
        for row in compare(*halves, resamples=RESAMPLES, seed=halving).rows:
            found.update(alarms(row))
    return {
        "collection": collection,
        "dreams": len(readings),
        "comparisons": found["compared"],
        "p below .05": found["resampled"] / found["compared"],
        "p by formula below .05": found["formula"] / found["compared"],
    }


def alarms(row: Comparison) -> list[str]:
    """Say what a row counts for."""
    # A share of which there are next to none either way has no p worth the name.
    if row.too_small or not row.p <= 1 or min(row.sample.numerator, row.norm.count) < 5:
        return []
    return ["compared"] + ["resampled"] * (row.p < LEVEL) + ["formula"] * (row.formula_p < LEVEL)


if __name__ == "__main__":
    main()
