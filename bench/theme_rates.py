"""Write the rates of typical themes that Noctuary shows beside one's own: how many dreams of other sets tell each.

Run it when the themes' words change: the rates are those of the same words.
The sets are the dreams of Hall and Van de Castle's norms, and DreamBank's
English reports of 50 to 300 words, at most 100 of each series.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from importlib.resources import files

from noctuary.dream import Dream, Series, Sex
from noctuary.figures.themes import themes, themes_in, version
from noctuary.ingest import read_path
from record import arguments, corpora, report

NORMS = {"norms-f": "norms-f", "norms-m": "norms-m"}
# Parts of other series that are here as well, and German reports.
LEFT_OUT = ("b2", "b-baseline", "izzy-all", "german", "zurich", *NORMS)
AT_MOST = 100
HEAD = """\
# How many dreams of each set tell a typical theme, found with the words of themes.toml, version {version}.
# Computed by Noctuary (bench/theme_rates.py) on dreams of DreamBank (Domhoff & Schneider 2008, dreambank.net), which
# are not part of it: norms-f and norms-m, the dreams of Hall and Van de Castle's norms; dreambank-f and dreambank-m,
# English reports of 50 to 300 words of women and of men, at most 100 of each series. Counts only. Licence: Apache-2.0.
"""


def main() -> None:
    """Count, and write the counts into the package."""
    options = arguments(__doc__ or "")
    rates = {name: rated(list(dreams)) for name, dreams in (*norms(), *dreambank())}
    path = str(files("noctuary.figures").joinpath("data/theme_rates.csv"))
    with open(path, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        file.write(HEAD.format(version=version()))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("set", "theme", "dreams", "found"))
        for name, (dreams, counts) in rates.items():
            writer.writerows((name, theme.id, dreams, counts[theme.id]) for theme in themes())
    rows = [
        {
            "theme": theme.id,
            **{
                name: f"{counts[theme.id] / dreams:.3f} of {dreams}"
                for name, (dreams, counts) in rates.items()
            },
        }
        for theme in themes()
    ]
    report("theme_rates", rows, record=not options.no_record)


def rated(dreams: list[Dream]) -> tuple[int, dict[str, int]]:
    """Return how many dreams there are, and how many tell each theme."""
    counts = {theme.id: 0 for theme in themes()}
    for dream in dreams:
        for sighting in themes_in(dream):
            counts[sighting.theme] += 1
    return len(dreams), counts


def norms() -> Iterator[tuple[str, Iterator[Dream]]]:
    """Yield the dreams of the published norms."""
    for name, series in NORMS.items():
        yield (
            name,
            (
                each
                for each in read_path(corpora() / "dreambank" / f"{series}.tsv")
                if isinstance(each, Dream)
            ),
        )


def dreambank() -> Iterator[tuple[str, Iterator[Dream]]]:
    """Yield a sample of all other reports, by sex."""
    chosen: dict[Sex, list[Dream]] = {sex: [] for sex in Sex}
    for path in sorted((corpora() / "dreambank").glob("*.tsv")):
        if path.stem.startswith(LEFT_OUT):
            continue
        found = list(read_path(path))
        sex = next((each.sex for each in found if isinstance(each, Series)), None)
        dreams = [each for each in found if isinstance(each, Dream) and 50 <= len(each.text.split()) <= 300]
        if sex is not None:
            chosen[sex] += random.Random(path.stem).sample(  # noqa: S311 -- not for secrets
                dreams, min(AT_MOST, len(dreams))
            )
    for sex, dreams in chosen.items():
        yield f"dreambank-{sex.value[0]}", iter(dreams)


if __name__ == "__main__":
    main()
