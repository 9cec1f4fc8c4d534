"""Make what the words of a series are set beside: counts of DreamBank, without any text.

Writes ``reference_words.csv``, in how many dreams each word and pair of words
is, and ``word_baselines.csv``, in how many dreams each list of the oneiric
words has a word. At most 100 dreams of one dreamer or set are taken, drawn with
a fixed seed; sets that are parts of others are left out, and so are the German
ones. A word must be in the dreams of five dreamers or sets at least, so that
nobody's own people are in it, and names are left out.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import noctuary.figures
from noctuary.dream import Dream, Series, Sex
from noctuary.figures.word_counts import DREAMS_ROW, LEAST_SERIES, WORDS_ROW
from noctuary.figures.word_search import LENGTHS, categories, holds
from noctuary.figures.words import Told, WordTable
from noctuary.ingest import read_path
from noctuary.reading.lists import load
from noctuary.reading.nouns import NAMES, WORDY_NAMES
from record import corpora

DATA = Path(noctuary.figures.__file__).parent / "data"
MOST, SEED = 100, 0
PARTS = re.compile(r"b-baseline|izzy|izzy\d.*|jasmine|jasmine\d|german-.*")
#: One dreamer in several series.
SAME = re.compile(r"(b|bea|phil|madeline|vietnam_vet|izzy|jasmine)(?:\d.*|-all)?")
#: With a capital, and no names of anybody; names of places everybody knows are kept too.
CAPITALS = frozenset(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday christmas easter halloween thanksgiving american english french
    german italian spanish russian chinese japanese indian mexican african asian arab european british irish
    latin roman victorian eastern jewish catholic christian bible god jesus christ lord santa nazi marine navy
    cia cd tv vcr usa uk internet wwii aunt uncle daddy mommy grandma grandpa mr mrs ms dr st oh ah wow hey biology
    scout boardwalk bunny ocean county avenue street west east north south united
    """.split()
)
SOURCE = """\
# {what}
# Counted from English dreams of DreamBank (A. Schneider & G. W. Domhoff, dreambank.net; cite Domhoff & Schneider
#   2008, doi 10.1016/j.concog.2008.06.010) by bench/word_references.py: {how}
# Licence: counts are facts and belong to nobody; no text of any dream is held here, nor any name.
"""


def main() -> None:
    """Read the corpus, count, and write both files."""
    drawn = draw()
    write_words(drawn)
    write_baselines(drawn)


def draw() -> Mapping[str, tuple[Sex | None, list[Dream]]]:
    """Return the dreams of each dreamer or set, with the sex of who dreamt them."""
    dreams: dict[str, list[Dream]] = defaultdict(list)
    sexes: dict[str, Sex | None] = {}
    for path in sorted((corpora() / "dreambank").glob("*.tsv")):
        if PARTS.fullmatch(path.stem):
            continue
        same = SAME.fullmatch(path.stem)
        whose = same[1] if same else path.stem
        for found in read_path(path):
            if isinstance(found, Series):
                sexes[whose] = found.sex
            elif isinstance(found, Dream):
                dreams[whose].append(found)
    random = Random(SEED)  # noqa: S311
    return {
        whose: (sexes[whose], random.sample(each, min(MOST, len(each)))) for whose, each in dreams.items()
    }


def write_words(drawn: Mapping[str, tuple[Sex | None, Sequence[Dream]]]) -> None:
    """Count words and pairs over all dreams, and over those of each sex."""
    told = [
        (sex, Told(dream.key, whose, dream.text))
        for whose, (sex, dreams) in drawn.items()
        for dream in dreams
    ]
    table = WordTable((each for _, each in told), bases=frozenset())
    known = CAPITALS | set(load("places")["names"].split())
    left_out = (table.capitalised - known) | (NAMES.keys() - WORDY_NAMES - known)
    places = {
        "all": list(range(len(told))),
        "women": [place for place, (sex, _) in enumerate(told) if sex is Sex.FEMALE],
        "men": [place for place, (sex, _) in enumerate(told) if sex is Sex.MALE],
    }
    samples = {name: table.counts(name, chosen, at_least=1, names=True) for name, chosen in places.items()}
    terms = sorted(
        term
        for term, count in samples["all"].terms.items()
        if count.dreamers >= LEAST_SERIES and left_out.isdisjoint(term.split())
    )
    how = (
        f"{len(drawn)} dreamers and sets, at\n#   most {MOST} dreams of each; words of content in their base form,"
        f" and pairs of them, in dreams of {LEAST_SERIES} of these at least."
    )
    rows: list[dict[str, object]] = [
        {"word": DREAMS_ROW} | {name: counts.dreams for name, counts in samples.items()},
        {"word": WORDS_ROW} | {name: counts.words for name, counts in samples.items()},
    ]
    rows.extend(
        {"word": term}
        | {name: counts.terms[term].dreams if term in counts.terms else 0 for name, counts in samples.items()}
        for term in terms
    )
    write(DATA / "reference_words.csv", "In how many dreams each word is.", how, rows)
    print(f"{len(terms)} words and pairs in {len(told)} dreams")


def write_baselines(drawn: Mapping[str, tuple[Sex | None, Sequence[Dream]]]) -> None:
    """Count the oneiric words in both norm samples and in the drawn dreams of usual length."""
    samples: dict[str, list[str]] = {
        name: [
            found.text
            for found in read_path(corpora() / "dreambank" / f"{series}.tsv")
            if isinstance(found, Dream)
        ]
        for name, series in (("women", "norms-f"), ("men", "norms-m"))
    }
    samples["dreambank"] = [
        dream.text for _, dreams in drawn.values() for dream in dreams if LENGTHS.holds(dream.text)
    ]
    counted = {
        name: Counter(category for text in texts for category in holds(text, categories()))
        for name, texts in samples.items()
    }
    rows: list[dict[str, object]] = [
        {"category": DREAMS_ROW} | {name: len(texts) for name, texts in samples.items()}
    ]
    rows.extend(
        {"category": category.name} | {name: counts[category.name] for name, counts in counted.items()}
        for category in categories()
    )
    how = (
        "women and men are all norm dreams of Hall\n#   & Van de Castle (1966); dreambank holds at most"
        f" {MOST} dreams of each of {len(drawn)} dreamers and sets, of {LENGTHS.least} to {LENGTHS.most} words."
    )
    write(DATA / "word_baselines.csv", "In how many dreams there is a word of each list.", how, rows)


def write(path: Path, what: str, how: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows below a head that says where they come from."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(SOURCE.format(what=what, how=how))
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
