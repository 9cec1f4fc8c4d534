"""Score ten typical themes on 200 dreams that were read by hand.

Half of the dreams were drawn at random from DreamBank, a random series first,
so that long series do not rule; the other half by loose words of the themes,
ten for each, so that rare themes are there at all. The labels
(``data/theme_labels.csv``) were made before the rules, by reading each dream:
a theme holds where it happens in the dream, to the dreamer or by her; sexual
scenes and fires also where she looks on; school where she is at one, studies,
or meets a teacher; late where she is, or hurries lest she be. A kiss, a threat,
a fireplace, a suit for swimming, a friend from school do not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from noctuary.dream import Dream, DreamKey
from noctuary.figures.themes import themes_in, version
from noctuary.ingest import read_path
from record import arguments, corpora, report

LABELS = Path(__file__).with_name("data") / "theme_labels.csv"
THEMES = "pursued sexual falling school late flying attacked swimming naked fire".split()


def main() -> None:
    """Look for the themes, and score them by theme, on all the dreams and on the random half."""
    options = arguments(__doc__ or "")
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {DreamKey(row["series"], row["id"]): row for row in csv.DictReader(file)}
    found = {
        dream.key: {sighting.theme for sighting in themes_in(dream)}
        for dream in labelled({key.series for key in labels})
        if dream.key in labels
    }
    if found.keys() != labels.keys():
        raise SystemExit(f"{len(labels) - len(found)} of the labelled dreams are not in the corpora.")
    right = {key: set(row["themes"].split()) for key, row in labels.items()}
    rows: list[dict[str, object]] = []
    for drawn, keys in (
        ("all", list(labels)),
        ("at random", [key for key, row in labels.items() if row["drawn"] == "at random"]),
    ):
        scores = {theme: counted(theme, keys, right, found) for theme in THEMES}
        rows += [scored(drawn, len(keys), theme, *score) for theme, score in scores.items()]
        rows.append(scored(drawn, len(keys), "micro", *map(sum, zip(*scores.values(), strict=True))))
        told = [f1(*score) for score in scores.values() if any(score)]
        rows.append({**scored(drawn, len(keys), "mean", 0, 0, 0), "F1": sum(told) / len(told)})
    print(f"Version {version()} of the words.")
    report("themes", rows, record=not options.no_record)


def labelled(series: Iterable[str]) -> Iterable[Dream]:
    """Yield the dreams of some series, which is called as its file, whatever the file calls it."""
    for name in sorted(series):
        found = read_path(corpora() / "dreambank" / f"{name}.tsv")
        yield from (replace(each, series=name) for each in found if isinstance(each, Dream))


def counted(
    theme: str, keys: Iterable[DreamKey], right: dict[DreamKey, set[str]], found: dict[DreamKey, set[str]]
) -> tuple[int, int, int]:
    """Return how often a theme is found rightly, found wrongly, and missed."""
    pairs = [(theme in right[key], theme in found[key]) for key in keys]
    return pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))


def scored(drawn: str, dreams: int, theme: str, hits: int, false: int, missed: int) -> dict[str, object]:
    """Return one row of the table; nothing where there is nothing to divide by."""
    return {
        "drawn": drawn,
        "dreams": dreams,
        "theme": theme,
        "labelled": hits + missed or "",
        "found": hits + false or "",
        "precision": hits / (hits + false) if hits + false else "",
        "recall": hits / (hits + missed) if hits + missed else "",
        "F1": f1(hits, false, missed) if hits + false + missed else "",
    }


def f1(hits: int, false: int, missed: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * hits / (2 * hits + false + missed)


if __name__ == "__main__":
    main()
