"""Ask a person whether words carry the codes that they are given as evidence for.

The first run prints a sheet of codes, drawn at random from a reader's readings of series that no coder has coded:
each with what it means, and its words marked in their sentences. A person writes a line of ``y`` or ``n`` for each
code, in order, into a file; ``--answers FILE`` then tells and records the share of codes whose words carry them.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from noctuary.coding import Coding
from noctuary.dream import Dream
from noctuary.ingest import read_paths
from noctuary.readers import READERS, open_reader
from noctuary.scheme import explain_code
from record import corpora, report

CODED = frozenset("b b2 b-baseline bea1 bea2 ed emma emmas_husband hall_female norms-f norms-m".split())
"""Series of dreamers whose dreams coders have coded."""


def main() -> None:
    """Print the sheet, or what a person said of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reader", choices=list(READERS), default="model")
    parser.add_argument("--codes", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--answers", type=Path, help="a line of y or n for each code of the sheet")
    parser.add_argument("--no-record", action="store_true")
    options = parser.parse_args()
    drawn = sheet(options.reader, options.codes, options.seed)
    if options.answers is None:
        for number, (dream, coding) in enumerate(drawn, start=1):
            print(f"{number}. {coding.code.scale.value}: {coding.code} = {explain_code(coding.code)}")
            print(f"   {marked(dream.text, coding)}\n")
        return
    answers = [line.strip().lower() == "y" for line in options.answers.read_text("utf-8").split()]
    report("evidence", list(tally(drawn, answers)), record=not options.no_record)


def sheet(reader: str, codes: int, seed: int) -> list[tuple[Dream, Coding]]:
    """Return codes drawn at random, at most one a dream, each with its dream."""
    chance = random.Random(seed)  # noqa: S311
    series = sorted(path for path in (corpora() / "dreambank").glob("*.tsv") if path.stem not in CODED)
    dreams = [
        each for path in chance.sample(series, 12) for each in read_paths([path]) if isinstance(each, Dream)
    ]
    some = chance.sample([dream for dream in dreams if 300 < len(dream.text) < 3000], codes)
    return [
        (dream, chance.choice(reading.codings))
        for dream, reading in zip(some, open_reader(reader).read_many(some), strict=True)
        if reading.codings
    ]


def marked(text: str, coding: Coding) -> str:
    """Return the stretch of text around the evidence, with the evidence between marks."""
    if not coding.evidence:
        return "(no words)"
    spans = coding.evidence[:4]
    shown = text[: spans[-1].end] + "◄" + text[spans[-1].end : spans[-1].end + 120]
    for span in reversed(spans):
        shown = shown[: span.start] + "►" + shown[span.start :]
    for span in sorted(spans[:-1], reverse=True):
        at = span.end + sum(other.start <= span.start for other in spans)
        shown = shown[:at] + "◄" + shown[at:]
    return " ".join(shown[max(0, spans[0].start - 160) :].split())


def tally(drawn: list[tuple[Dream, Coding]], answers: list[bool]) -> Iterator[dict[str, object]]:
    """Yield for each scale how many codes were asked about, and how many of them their words carry."""
    asked = Counter(coding.code.scale.value for _, coding in drawn[: len(answers)])
    carried = Counter(
        coding.code.scale.value for (_, coding), yes in zip(drawn, answers, strict=False) if yes
    )
    for scale in asked:
        yield {"scale": scale, "codes": asked[scale], "carried": carried[scale]}
    yield {"scale": "all", "codes": asked.total(), "carried": carried.total()}


if __name__ == "__main__":
    main()
