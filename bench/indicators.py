"""How long all indicators with their intervals take: 38,400 dreams of one series, 2,000 resamples, from the file.

The dreams are numbers and their codes are drawn by chance, some thirty a dream as the learned reader finds; a
series is the hardest case, since every dream is a unit of its own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, TextSpan
from noctuary.library import Library
from noctuary.scheme import Scale, parse
from noctuary.stats.compare import RESAMPLES, profile
from noctuary.stats.norms import load_norms
from record import arguments, report

READER = Reader("chance")
BATCH = 2000
# Codes of each scale, and how many a dream holds on average.
CODES = {
    Scale.CHARACTERS: (["1MKA", "1FKA", "1MSA", "1FSA", "2JSA", "1FMA", "1MFA", "1ANI", "2IUA", "1FRA"], 5.0),
    Scale.AGGRESSION: (["1MSA 7> D", "D 2> 1FKA", "1MKA 4> D", "D 1*", "1FMA 3= 1MFA"], 0.9),
    Scale.FRIENDLINESS: (["D 4> 1FKA", "1MKA 4> D", "1FMA 2> D", "D 5= 1MKA"], 0.9),
    Scale.SEXUALITY: (["D 5> 1MKA", "1FKA 2> D"], 0.1),
    Scale.SUCCESS: (["D"], 0.1),
    Scale.FAILURE: (["D"], 0.1),
    Scale.MISFORTUNE: (["6 D", "2 D", "4 1FKA", "3 D"], 0.8),
    Scale.GOOD_FORTUNE: (["D"], 0.05),
    Scale.EMOTIONS: (["AP D", "AN D", "HA D", "SD D", "CO D", "AN 1MKA"], 0.8),
    Scale.ACTIVITIES: (["D P", "D M", "D V> 1MKA", "1FKA L"], 8.0),
    Scale.SETTINGS: (["IF", "OU", "IQ", "OF", "OG"], 1.2),
    Scale.OBJECTS: (["AR", "AV", "HH", "IT", "BH", "BE", "TR", "ST", "CL"], 12.0),
}


def readings(dreams: list[Dream]) -> Iterator[Reading]:
    """Give every dream codes by chance."""
    rng = np.random.default_rng(1)
    codes = {scale: [parse(notation, scale) for notation in names] for scale, (names, _) in CODES.items()}
    counts = {scale: rng.poisson(mean, len(dreams)) for scale, (_, mean) in CODES.items()}
    for place, dream in enumerate(dreams):
        found = [
            Coding(codes[scale][int(choice)], (TextSpan(0, 5),), 0.8)
            for scale in CODES
            for choice in rng.integers(len(codes[scale]), size=counts[scale][place])
        ]
        yield Reading.of(dream, READER, found)


def filled(path: Path, count: int) -> None:
    """Make the library."""
    dreams = [Dream(id=str(number), text=f"dream {number}") for number in range(count)]
    with Library.open(path, create=True) as library:
        for start in range(0, count, BATCH):
            library.store.add_many(dreams[start : start + BATCH])
        stream = readings(dreams)
        while batch := list(islice(stream, BATCH)):
            library.store.save_readings(batch)


def main() -> None:
    """Fill a library, then count and resample."""
    options = arguments(__doc__ or "", dreams=38_400)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chance.noctuary"
        filled(path, options.dreams)
        with Library.open(path, read_only=True) as library:
            start = time.perf_counter()
            sample = library.sample(reader=READER)
            loaded = time.perf_counter()
            profile(sample, load_norms("women"), resamples=RESAMPLES)
            done = time.perf_counter()
    report(
        "indicators",
        [
            {
                "dreams": f"{sample.dream_count:,}",
                "resamples": f"{RESAMPLES:,}",
                "loading (s)": round(loaded - start, 1),
                "resampling (s)": round(done - loaded, 1),
                "in all (s)": round(done - start, 1),
            }
        ],
        record=not options.no_record,
    )


if __name__ == "__main__":
    main()
