"""The network of figures: how long it takes, what reading errors do to it, and whether it is as the literature says.

The hand-coded dreams are read anew, each alone; of them, the learned reader has seen those of ``train``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from accuracy import HAND, hand_coded
from noctuary.figures.incidence import Incidence
from noctuary.figures.network_files import save_network
from noctuary.figures.network_study import NetworkStudy, ReaderComparison, study
from noctuary.library import Library
from noctuary.library.network import figure_network
from noctuary.readers import DEFAULT, open_reader
from record import read_library, report

Result = TypeVar("Result")

#: Long series of one dreamer each; the first is the largest.
SERIES = ("izzy", "b", "kenneth", "emma", "elizabeth", "dorothea", "merri", "alta", "arlie")
COLLECTIONS = ("b-baseline", "bea1")


def main() -> None:
    """Compare readers on the hand-coded dreams, then make the networks of the series."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-record", action="store_true", help="print only, and leave RESULTS.md as it is")
    parser.add_argument(
        "--series", nargs="+", default=SERIES, help="fewer series: to see that the bench runs"
    )
    options = parser.parse_args()
    report("network", list(readers_compared()), record=not options.no_record)
    with (
        TemporaryDirectory() as place,
        Library.open(read_library(), read_only=True) as library,
    ):
        times, studies = studied(library, options.series, Path(place) / "network.png")
    report("network", times, record=not options.no_record)
    report("network", [series_row(each) for each in studies], record=not options.no_record)
    report("network", list(expectations(studies)), record=not options.no_record)


def readers_compared() -> Iterator[dict[str, object]]:
    """Yield each measure of the networks of codes, by hand and by the default reader."""
    parts = [hand_coded(part, sys.maxsize) for part in ("train", "dev")]
    for collection in COLLECTIONS:
        gold = [each for _, readings in parts for each in readings if each.dream.series == collection]
        dreams = [dream for some, _ in parts for dream in some if dream.series == collection]
        ours = open_reader(DEFAULT).read_many(dreams)
        comparison = ReaderComparison(*(study(Incidence.of_codes(readings)) for readings in (gold, ours)))
        for row in comparison.rows():
            yield {
                "series": collection,
                "measure": row["measure"],
                str(HAND): row["one"],
                "z": row["one_z"],
                DEFAULT: row["other"],
                f"{DEFAULT} z": row["other_z"],
            }
        for name, value in (("codes", comparison.shared_nodes), ("ties", comparison.shared_ties)):
            yield {
                "series": collection,
                "measure": f"share of {name} in both",
                str(HAND): value,
                "z": "",
                DEFAULT: "",
                f"{DEFAULT} z": "",
            }


def studied(
    library: Library, series: list[str], picture: Path
) -> tuple[list[dict[str, object]], list[NetworkStudy]]:
    """Return the times of the first series, from readings to picture, and the networks of all."""
    first, *others = series
    cast = library.cast(first)
    rows: list[dict[str, object]] = []
    timed(rows, "figures from readings", cast.figures)
    timed(rows, "the same, strict", lambda: cast.figures(strict=True))
    found = timed(rows, "network with all its measures", lambda: figure_network(library, cast))
    timed(rows, "picture as PNG", lambda: save_network([found], picture))
    rows.append(
        {"step": f"all, {first}: {found.incidence.dream_count:,} dreams"}
        | {name: sum(float(str(row[name])) for row in rows) for name in ("seconds", "seconds of work")}
    )
    return rows, [found, *(library.network(name) for name in others)]


def timed(rows: list[dict[str, object]], step: str, act: Callable[[], Result]) -> Result:
    """Do something, and add to the rows how long it took: by the clock, and by the work of this process."""
    start, work = time.perf_counter(), time.process_time()
    result = act()
    rows.append(
        {"step": step, "seconds": time.perf_counter() - start, "seconds of work": time.process_time() - work}
    )
    return result


def series_row(found: NetworkStudy) -> dict[str, object]:
    """Return what the literature reports of a network, on one line."""
    random = {row.measure: row.random for row in found.rows if row.random}

    def beside_chance(measure: str) -> str:
        row = found.value(measure)
        return f"{row.value:.3f} (z {row.z:+.1f})"

    tail = found.degree_tail
    return {
        "series": found.name,
        "dreams": found.incidence.dream_count,
        "figures": found.network.size,
        "ties": found.network.one.size,
        "giant share": found.value("giant_share").value,
        "mean path": beside_chance("mean_path"),
        "of random ties": random["mean_path"].mean,
        "transitivity": beside_chance("transitivity"),
        "mean clustering": beside_chance("mean_clustering"),
        "of random ties ": random["mean_clustering"].mean,
        "assortativity": beside_chance("assortativity"),
        "modularity": f"{found.communities.modularity:.2f} (shuffled {found.communities.by_chance.mean:.2f})",
        "kin, others: meetings": f"{found.kin.kin_strength:.1f}, {found.kin.others_strength:.1f}",
        "kin, all: density": f"{found.kin.kin_density:.3f}, {found.kin.density:.3f}",
        "exponent of ties": f"{tail.exponent:.2f} from {tail.least}, p {tail.p:.2f}" if tail else "",
    }


def expectations(studies: list[NetworkStudy]) -> Iterator[dict[str, object]]:
    """Yield what the published results lead one to expect of several series, and what is found."""
    names = ("transitivity", "assortativity", "giant_share")
    values = {name: np.array([each.value(name).value for each in studies]) for name in names}
    for one, other in combinations(names, 2):
        expected = "positive" if "giant_share" not in (one, other) else "negative"
        found = rank_correlation(values[one], values[other])
        yield {
            "expected": f"rank correlation of {one} and {other} {expected}",
            "found": f"{found:+.2f} in {len(studies)}",
        }
    negative = int((values["assortativity"] < 0.05).sum())
    yield {
        "expected": "assortativity negative or about 0 in most",
        "found": f"{negative} of {len(studies)}",
    }
    small = [each for each in studies if is_small_world(each)]
    yield {
        "expected": "mean path as of random ties (within a half), clustering over twice theirs: ignores cast size",
        "found": f"{len(small)} of {len(studies)}",
    }
    kin = [
        each
        for each in studies
        if each.kin.kin_strength > each.kin.others_strength and each.kin.kin_density > each.kin.density
    ]
    yield {
        "expected": "kin meet more than others do, and their ties are denser",
        "found": f"{len(kin)} of {len(studies)}",
    }
    straight = [each for each in studies if each.degree_tail and each.degree_tail.p >= 0.05]
    yield {
        "expected": "ties per figure: a power law fits no worse than a log-normal",
        "found": f"{len(straight)} of {len(studies)}",
    }


def is_small_world(found: NetworkStudy) -> bool:
    """Whether paths are about as short as among random ties, and clustering is far higher."""
    path, clustering = found.value("mean_path"), found.value("mean_clustering")
    assert path.random
    assert clustering.random
    return path.value < 1.5 * path.random.mean and clustering.value > 2 * clustering.random.mean


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return Spearman's correlation of values that do not tie."""
    return float(np.corrcoef(one.argsort().argsort(), other.argsort().argsort())[0, 1])


if __name__ == "__main__":
    main()
