"""A methods section, ready to paste: the sample, the readers, the measures with their values, the works cited."""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any, Final

from noctuary import __version__
from noctuary.coding import Reader
from noctuary.dream import DreamKey
from noctuary.scheme import Scale
from noctuary.scheme.symbols import SCALE_NAMES
from noctuary.stats.agreement import COLUMNS, KAPPA, Agreement, Measure, summary
from noctuary.stats.norms import HVDC_SOURCE

_CITED: Final = re.compile(r"\[((?:@\w+(?:; )?)+)\]")
_LATEX: Final = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "%&_#$"},
        "{": r"\{",
        "}": r"\}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "–": "--",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFacts:
    """What is told of the dreams.

    Parameters
    ----------
    words
        Of each dream.
    series, dreamers
        How many; 0 dreamers where nobody says.
    dates
        Of the dreams that are dated, as far as known: ``1985-03-12``, ``1985-03`` or ``1985``.
    query
        The search that found them; empty for all.
    sha256
        The hash of the sample, as :func:`sample_hash` makes it.
    drawn, population
        The seed that they were drawn with, and of how many dreams; ``None`` if chance drew none.
    """

    words: tuple[int, ...]
    series: int
    dreamers: int = 0
    dates: tuple[str, ...] = ()
    query: str = ""
    sha256: str = ""
    drawn: int | None = None
    population: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderFacts:
    """What is told of one reader.

    Parameters
    ----------
    name
        As in the tables.
    reader
        Its identity; ``None`` for the dreamers' own ratings.
    dreams
        How many of the dreams it read.
    role
        ``person``, ``settled``, ``program`` or ``shipped``: which sentence is told; ``ratings`` without a reader.
    sha256
        The hash of the network it read with; empty where there is none, or nobody knows.
    """

    name: str
    reader: Reader | None
    dreams: int
    role: str
    sha256: str = ""


def sample_hash(texts: Iterable[tuple[DreamKey, str]]) -> str:
    """Return a hash that two samples share when they hold the same dreams, whatever their order.

    Parameters
    ----------
    texts
        Each dream with the SHA-256 hash of its text.

    Examples
    --------
    >>> one, other = (DreamKey("mine", "1"), "ab"), (DreamKey("mine", "2"), "cd")
    >>> sample_hash([one, other]) == sample_hash([other, one])
    True
    """
    lines = sorted(f"{key.series}\t{key.id}\t{sha256}\n" for key, sha256 in texts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Everything that a methods section tells; :meth:`markdown`, :meth:`latex` and :meth:`bibtex` write it.

    Parameters
    ----------
    sample, readers
        What was read, and by whom.
    scales
        What two readers at least coded.
    agreement
        How far they agree.
    norm
        The name and source of a norm that indicators were set beside; ``None`` if there was none.
    """

    sample: SampleFacts
    readers: tuple[ReaderFacts, ...]
    scales: tuple[Scale, ...]
    agreement: Agreement
    norm: tuple[str, str] | None = None

    def paragraphs(self) -> list[str]:
        """Return the text, works cited as ``[@key]``."""
        return [
            " ".join(sentences)
            for sentences in (
                self._dreams(),
                self._readers(),
                self._measures(),
                self._results(),
                self._norm(),
            )
            if sentences
        ]

    def works(self) -> list[str]:
        """Return the keys of the works cited, in the order of the references."""
        cited = {
            key for found in _CITED.findall(" ".join(self.paragraphs())) for key in re.findall(r"\w+", found)
        }
        # Whoever uses Noctuary's statistics has used Noctuary.
        return [key for key in _references() if key in cited | {"noctuary"}]

    def bibtex(self) -> str:
        """Return the works cited, as BibTeX."""
        return "\n\n".join(_references()[key] for key in self.works()) + "\n"

    def markdown(self) -> str:
        """Return text, tables and references as Markdown, with citations as Pandoc takes them."""
        tables = [
            f"{title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
            for title, head, rows in self._tables()
        ]
        return "\n\n".join([*self.paragraphs(), *tables, f"```bibtex\n{self.bibtex()}```"]) + "\n"

    def latex(self) -> str:
        r"""Return text and tables as LaTeX, for ``natbib`` and ``booktabs``."""
        paragraphs = [
            _CITED.sub(_citep, re.sub(r"`([^`]*)`", r"\\texttt{\1}", text.translate(_LATEX)))
            for text in self.paragraphs()
        ]
        return "\n\n".join([*paragraphs, *(_latex_table(*table) for table in self._tables())]) + "\n"

    # Sentences.

    def _dreams(self) -> list[str]:
        facts, words = self.sample, self.sample.words
        told = [
            _say(
                "dreams",
                "sample",
                dreams=_counted(len(words), "dream"),
                words=f"{sum(words):,}",
                median=f"{median(words):g}" if words else "–",
                shortest=f"{min(words, default=0):,}",
                longest=f"{max(words, default=0):,}",
                series=_counted(facts.series, "series", "series"),
                dreamers=f" by {_counted(facts.dreamers, 'dreamer')}" if facts.dreamers else "",
            )
        ]
        query = f" (the search `{facts.query}`)" if facts.query else ""
        if facts.drawn is not None:
            told.append(
                _say(
                    "dreams", "drawn", population=f"{facts.population:,}", query=query, seed=str(facts.drawn)
                )
            )
        elif query:
            told.append(_say("dreams", "query", query=query))
        if facts.dates:
            first, last = min(facts.dates), max(facts.dates)
            told.append(_say("dreams", "dates", dated=f"{len(facts.dates):,}", first=first, last=last))
        return [*told, _say("dreams", "hash", sha256=facts.sha256)]

    def _readers(self) -> list[str]:
        told = [_say("readers", "scheme", scales=_listed([SCALE_NAMES[scale] for scale in self.scales]))]
        for each in self.readers:
            settings = ", ".join(
                f"{name} {value}" for name, value in (each.reader.settings.items() if each.reader else ())
            )
            told.append(
                _say(
                    "readers",
                    each.role,
                    name=each.name,
                    dreams=_counted(each.dreams, "dream"),
                    version=each.reader.version if each.reader else "",
                    settings=f" ({settings})" if settings else "",
                    noctuary=__version__,
                )
            )
            if each.sha256:
                told.append(_network(each))
        return told

    def _measures(self) -> list[str]:
        shown = {
            label
            for voices in self.agreement.dream_counts
            for _, row in summary(self.agreement, voices)
            for label, measure in row.items()
            if measure is not None
        }
        told = [_say("measures", name) for name, label in _EXPLAINED if label in shown]
        resamples, seed = f"{self.agreement.resamples:,}", str(self.agreement.seed)
        return [*told, _say("measures", "interval", resamples=resamples, seed=seed)]

    def _results(self) -> list[str]:
        told = []
        for voices, count in self.agreement.dream_counts.items():
            if not count:
                continue
            dreams, ranges = _counted(count, "dream"), "; ".join(_ranges(summary(self.agreement, voices)))
            told.append(
                _say("results", "pair", one=voices[0], other=voices[1], dreams=dreams, ranges=ranges)
                if len(voices) == 2
                else _say("results", "all", number=str(len(voices)), dreams=dreams, ranges=ranges)
            )
        return told

    def _norm(self) -> list[str]:
        if self.norm is None:
            return []
        name, source = self.norm
        sentence = "published" if source == HVDC_SOURCE else "own"
        return [_say("norms", sentence, name=name, source=source, tests=_say("norms", "tests"))]

    # Tables.

    def _tables(self) -> Iterator[tuple[str, list[str], list[list[str]]]]:
        """Yield title, head and rows of a table for each group of readers."""
        for voices in self.agreement.dream_counts:
            rows = summary(self.agreement, voices)
            labels = [label for label, _, _ in COLUMNS if any(row.get(label) for _, row in rows)]
            if rows:
                yield (
                    f"Agreement of {_listed(list(voices))}",
                    ["scale", "dreams", *labels],
                    [
                        [
                            what.replace("_", " "),
                            str(dreams_of(row)),
                            *(cell(row.get(label)) for label in labels),
                        ]
                        for what, row in rows
                    ],
                )


# Which sentence explains which column.
_EXPLAINED: Final = (
    ("perfect", "codes alike"),
    ("presence", "alpha"),
    ("prevalence", "AC1"),
    ("class", "class alpha"),
    ("counts", "number alpha"),
    ("correlation", "ICC(2,1)"),
)


def cell(measure: Measure | None) -> str:
    """Return a figure with its interval, as a table prints it: a dash where it is undefined.

    Examples
    --------
    >>> cell(None)
    '–'
    """
    if measure is None or math.isnan(measure.value):
        return "–"
    low, high = measure.interval
    return _number(measure.value) + ("" if math.isnan(low) else f" [{_number(low)}, {_number(high)}]")


def _number(value: float) -> str:
    # As the field prints what cannot pass 1: .74, and 1.00.
    return re.sub(r"^(-?)0\.", r"\1.", f"{value:.2f}").replace("-.00", ".00")


def dreams_of(row: dict[str, Measure | None]) -> int:
    """Return on how many dreams the figures of a row rest, at most."""
    return max((measure.dream_count for measure in row.values() if measure), default=0)


def _ranges(rows: Sequence[tuple[str, dict[str, Measure | None]]]) -> Iterator[str]:
    """Yield for each kind of figure the lowest and the highest, with what they are of."""
    for label, said in _TOLD:
        values = sorted(
            (measure.value, what.replace("_", " "))
            for what, row in rows
            if (measure := row.get(label)) and not math.isnan(measure.value)
        )
        if values:
            (low, lowest), (high, highest) = values[0], values[-1]
            span = f"{_number(low)} ({lowest})" + (
                f" to {_number(high)} ({highest})" if len(values) > 1 else ""
            )
            yield f"{said} {span}"


_TOLD: Final = (
    ("codes alike", "perfect agreement"),
    ("kappa", f"{KAPPA} of presence"),
    ("alpha", "alpha of presence"),
    ("number alpha", "alpha of the numbers of codes"),
    ("ICC(2,1)", "ICC(2,1) of the same"),
)


def _say(section: str, sentence: str, **facts: str) -> str:
    return str(_sentences()[section][sentence]).format(**facts)


def _network(reader: ReaderFacts) -> str:
    # The model's version is that of its network and of the word lists beside it.
    network, _, lists = reader.reader.version.partition(".") if reader.reader else ("", "", "")
    return _say("readers", "network", sha256=reader.sha256, network=network, lists=lists)


def _counted(number: int, noun: str, plural: str = "") -> str:
    return f"one {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _citep(found: re.Match[str]) -> str:
    return f"\\citep{{{','.join(re.findall(r'@([a-z0-9]+)', found[1]))}}}"


def _latex_table(title: str, head: list[str], rows: list[list[str]]) -> str:
    lines = [" & ".join(part.translate(_LATEX) for part in row) + r" \\" for row in rows]
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{title.translate(_LATEX)}}}",
            rf"\begin{{tabular}}{{l{'r' * (len(head) - 1)}}}",
            r"\toprule",
            " & ".join(head) + r" \\",
            r"\midrule",
            *lines,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads(files("noctuary.stats").joinpath("data/methods.toml").read_text(encoding="utf-8"))


@cache
def _references() -> dict[str, str]:
    text = files("noctuary.stats").joinpath("data/references.bib").read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{(\w+),.*?^\}", text, re.DOTALL | re.MULTILINE)
    bodies = re.findall(r"^@\w+\{.*?^\}", text, re.DOTALL | re.MULTILINE)
    return {
        key: body.replace("{VERSION}", f"{{{__version__}}}")
        for key, body in zip(entries, bodies, strict=True)
    }
