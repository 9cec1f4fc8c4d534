"""How the time of reading grows with texts that nobody would write: it may grow as they do, and no faster.

Each odd text is read in two lengths, one four times the other, by each reader and in parts that are not reading: dates,
heads of collectors, hashes of words, names of files. What takes more than eight times as long for four times the text
is quadratic somewhere, and is counted as a hang to come.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from typing import Final

from noctuary.dates import parse_date
from noctuary.dream import Dream, read_head, words_hash
from noctuary.export.files import FileNames
from noctuary.figures.leftovers import leftovers
from noctuary.ingest.values import as_id, as_time, split_words
from noctuary.readers import READERS, open_reader
from record import report

SHORT: Final = 25_000
LONG: Final = 4 * SHORT
#: For four times the text; below it, differences are those of the machine.
MOST: Final = 8.0
#: Seconds below which nothing is concluded.
TOO_SHORT: Final = 0.05

_SENTENCES: Final = "I was in a house. My aunt came in and I was afraid. A dog chased us. "
#: What is repeated until the text is long enough.
ODD: Final[dict[str, str]] = {
    "a usual dream": _SENTENCES,
    "one letter": "a",
    "one capital": "A",
    "syllables": "ba",
    "digits": "1",
    "blanks": " ",
    "line feeds": "\n",
    "line ends of Windows": "\r\n",
    "blank lines with blanks": " \n \n",
    "no stops": "and then i went on ",
    "names": "Rachel Rosalind ",
    "titles": "Dr. Mrs. Prof. ",
    "names and commas": "Rachel, my sister, ",
    "capitals": "Aa ",
    "one pronoun": "he ",
    "another pronoun": "they ",
    "you": "you ",
    "she dreamt": "She dreamt that she was. ",
    "my mother's": "my mother's ",
    "one of my": "one of my ",
    "a man": "a man who ",
    "turned into": "turned into a man ",
    "it was": "it was my brother ",
    "we and": "we and I and ",
    "waking": "I woke up. ",
    "waking, then asleep": "I woke up. I fell asleep. ",
    "waking, unstopped": "i woke up and ",
    "looking back": "in my dream I woke up. ",
    "waking life": "In real life he is dead. ",
    "remarks": "reminds me of ",
    "sleep": "I went to bed and ",
    "dreamt that": "I dreamt that ",
    "before waking up": "before I wake ",
    "quotation marks": '"',
    "quoted words": '"a ',
    "speech": '"Stay," said my mother. ',
    "curly quotes": "“a ",
    "brackets": "(",
    "closed brackets": "()",
    "bracketed words": "(a ",
    "square brackets": "[BL] ",
    "a head": "(06/??/68) ",
    "numbers in brackets": "(1 words) ",
    "hyphens": "-",
    "hyphened": "a-",
    "apostrophes": "'",
    "clitics": "n't's're",
    "apostrophed": "a'",
    "dots": ".",
    "questions": "?!",
    "commas": ",",
    "underscores": "_",
    "combining marks": "\u0301",
    "combining marks of several classes": "\u0301\u0323\u0328\u0345",
    "a letter and marks": "e\u0301\u0323",
    "emoji": "\U0001f6f6",
    "families": "\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "flags": "\U0001f1e9",
    "skin tones": "\U0001f44b\U0001f3fd",
    "right to left": "חלמתי שאני ",
    "Arabic": "حلمت ",
    "marks of direction": "\u202e\u202c",
    "zero width": "\u200b",
    "zero width in words": "a\u200b",
    "joiners": "\u200d",
    "byte order marks": "\ufeff",
    "NUL": "\0",
    "controls": "\x1b[31m",
    "line separators": "\u2028",
    "Chinese": "我夢見了",
    "Thai": "ฉันฝันว่า",
    "Hangul, apart": "\u1112\u1161\u11ab",
    "ligatures": "ﷺ",
    "old letters": "𝕒",
    "private": "\ue000",
    "not characters": "\ufdd0\U0010ffff",
    "sharp s": "ß",
    "dotted I": "İ",
    "digits of others": "٣",
    "superscripts": "²",
    "markup": "<b>&amp;",
    "slashes": "/\\",
    "tabs": "\t",
    "question marks and slashes": "?/",
    "hashes": "# ",
}


def main() -> None:
    """Read all of them, and report the slowest and whatever grows too fast."""
    options = _arguments()
    rows = []
    for what, work in _works().items():
        if options.only and what not in options.only:
            continue
        measured = []
        for name, piece in ODD.items():
            short, long = (_seconds(work, _of(piece, length)) for length in (SHORT, LONG))
            measured.append((long / max(short, 1e-9) if long > TOO_SHORT else 0.0, short, long, name))
            if options.verbose:
                print(f"{what:12} {name:36} {short:8.3f} {long:8.3f}", file=sys.stderr, flush=True)
        usual = next(long for _, _, long, name in measured if name == "a usual dream")
        slowest = max(measured, key=lambda each: each[2])
        steepest = max(measured)
        rows.append(
            {
                "what": what,
                "texts": len(measured),
                "grow too fast": ", ".join(name for growth, _, _, name in measured if growth > MOST) or 0,
                "a usual dream s": usual,
                "slowest s": slowest[2],
                "slowest": slowest[3],
                "fastest growth, of 4": steepest[0],
                "of": steepest[3] if steepest[0] else "",
            }
        )
    report("growth", rows, record=not options.no_record)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--no-record", action="store_true", help="print only, and leave RESULTS.md as it is")
    parser.add_argument("--only", nargs="+", help="these alone")
    parser.add_argument("--verbose", action="store_true", help="tell each as it is done")
    return parser.parse_args()


def _works() -> dict[str, Callable[[str], object]]:
    works: dict[str, Callable[[str], object]] = {}
    for name in READERS:
        reader = open_reader(name)
        # Twice, so that what is made once is made.
        list(reader.read_many([Dream(id="0", text=_SENTENCES)]))
        works[name] = lambda text, reader=reader: list(reader.read_many([Dream(id="1", text=text)]))  # type: ignore[misc]
    return works | {
        "date": parse_date,
        "time": as_time,
        "id": as_id,
        "labels": split_words,
        "head": read_head,
        "hash of words": words_hash,
        "name of a file": lambda text: FileNames().name(text),
        "leftovers": lambda text: leftovers(text, frozenset()),
    }


def _of(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def _seconds(work: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    work(text)
    return time.process_time() - start


if __name__ == "__main__":
    main()
