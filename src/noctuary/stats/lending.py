"""Counts to lend: what a series or set adds up to, without anything that was dreamt.

A lent file holds the numerator and the denominator of each indicator, and
what somebody needs to pool them with others: no text, no names but those that
the lender types, no ids, no dates. Small counts are withheld, and with them
whatever they could be worked out from (:mod:`noctuary.stats.disclosure`).

====================  ======================================================================
``format``            ``noctuary-counts``, with ``format_version`` 1
``noctuary``          the version that counted
``definitions``       the hash of what the indicators count
``source``            whose dreams, in the words of the lender
``dreams``            how many, at least 20
``dreamers``          of how many: 1, or at least 5
``reader``            who read them: ``a person``, a reader of Noctuary, or ``another program``
``recipe``            the hash of the program's name, version and settings; empty by hand
``least_shown``       5: counts from 1 to 4 are withheld
``counts``            for each indicator numerator and denominator, or ``null`` if withheld
``sha256``            the seal
====================  ======================================================================

The seal is the SHA-256 of the canonical form (:mod:`noctuary.stats.sealed`).
It covers the version as well, and shows that the file is as it was written.
It is no signature of a person: whoever changes the counts on purpose can seal
them anew, so take files from those whom you trust.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from noctuary import __version__
from noctuary.coding import Reader, ReaderKind
from noctuary.dream import SeriesKind
from noctuary.errors import StatsError
from noctuary.stats.disclosure import LEAST_SHOWN, safe_to_show
from noctuary.stats.indicators import DEFINITIONS
from noctuary.stats.norm_file import as_text, check_definitions, definitions_sha256, read_counts
from noctuary.stats.norms import Contribution, Norm, NormSet, ratio_errors
from noctuary.stats.sample import Sample
from noctuary.stats.sealed import Entries, canonical_sha256, seal, unseal

FORM: Final = "noctuary-counts"
LEAST_DREAMS: Final = 20
"""Of fewer dreams nearly every count is too small to show."""
LEAST_DREAMERS: Final = 5
"""Of fewer, each would find out what the others dream by leaving out their own."""

_VERSION: Final = 1
_COMMAND: Final = "noctuary norm lend"
_BY_HAND: Final = "a person"
_ANOTHER: Final = "another program"


@dataclass(frozen=True, slots=True)
class Lent:
    """Counts that somebody lends.

    Parameters
    ----------
    source
        Whose dreams they are, in the words of the lender.
    dreams, dreamers
        How many.
    reader
        Who read them: ``a person``, a reader of Noctuary with its version, or ``another program``.
    recipe
        The hash of a program's name, version and settings; empty by hand.
    counts
        Numerator and denominator by the indicator's key, of those that may be shown.
    noctuary
        The version that counted.
    sha256
        The seal; empty before they are written.
    """

    source: str
    dreams: int
    dreamers: int
    reader: str
    recipe: str
    counts: Mapping[str, tuple[int, int]]
    noctuary: str = __version__
    sha256: str = ""

    @property
    def withheld(self) -> tuple[str, ...]:
        """The indicators that are not told."""
        return tuple(each.key for each in DEFINITIONS if each.key not in self.counts)


def lend(sample: Sample, source: str, *, known_readers: Sequence[Reader] = ()) -> Lent:
    """Return what of a sample may be lent.

    Parameters
    ----------
    sample
        As :meth:`Sample.of` makes it, read by one reader.
    source
        Whose dreams they are. Nothing else that the lender wrote goes into the file.
    known_readers
        Those that come with Noctuary: they are named, others are not.

    Raises
    ------
    StatsError
        If there are too few dreams or dreamers, or several readers.
    """
    dreamers = len(sample.whose) if sample.kind is SeriesKind.SET else 1
    _check_size(sample.dream_count, dreamers, sample.name)
    if len(sample.readers) != 1:
        raise StatsError(f"{sample.name} was read by several readers.", "Choose one of them.")
    (reader,) = sample.readers
    # Where some dreams were not coded for an indicator, its counts could not be held against the others.
    counts = {
        definition.key: (indicator.numerator, indicator.denominator)
        for definition, indicator, coded in zip(
            DEFINITIONS, sample.indicators.values(), sample.dreams_coded, strict=True
        )
        if coded == sample.dream_count
    }
    shown = safe_to_show(counts, sample.dream_count)
    return Lent(
        source,
        sample.dream_count,
        dreamers,
        _named(reader, known_readers),
        _recipe(reader),
        MappingProxyType({key: counts[key] for key in shown}),
    )


def _check_size(dreams: int, dreamers: int, where: str) -> None:
    if dreams < LEAST_DREAMS:
        raise StatsError(
            f"{where}: too few dreams to lend their counts ({dreams}).",
            f"At least {LEAST_DREAMS} are needed.",
        )
    if 1 < dreamers < LEAST_DREAMERS:
        raise StatsError(
            f"{where}: too few dreamers to lend their counts ({dreamers}).",
            f"Lend those of one dreamer, or of at least {LEAST_DREAMERS}.",
        )


def _named(reader: Reader, known_readers: Sequence[Reader]) -> str:
    # The name of a coder, or of somebody's own program, is the library's and stays there.
    if reader.kind is ReaderKind.PERSON:
        return _BY_HAND
    return as_text(str(reader)) if reader in known_readers else _ANOTHER


def _recipe(reader: Reader) -> str:
    if reader.kind is ReaderKind.PERSON:
        return ""
    return canonical_sha256(
        {"name": reader.name, "version": reader.version, "settings": dict(reader.settings)}
    )


def to_text(lent: Lent) -> str:
    """Return counts as a sealed file, an indicator a line."""
    return seal(
        FORM,
        _VERSION,
        {
            "definitions": definitions_sha256(),
            "source": lent.source,
            "dreams": lent.dreams,
            "dreamers": lent.dreamers,
            "reader": lent.reader,
            "recipe": lent.recipe,
            "least_shown": LEAST_SHOWN,
            "counts": {
                each.key: list(lent.counts[each.key]) if each.key in lent.counts else None
                for each in DEFINITIONS
            },
        },
    )


def from_text(text: str, where: str) -> Lent:
    """Return the counts that a sealed file holds.

    Parameters
    ----------
    text
        Anything: the file may come from anybody.
    where
        What to call the file.

    Raises
    ------
    FormatError
        If it is no such file, damaged, or shows what it should have withheld.
    StatsError
        If it holds too few dreams, or its indicators are defined otherwise than here.
    """
    content = unseal(text, FORM, _VERSION, where, written_by=_COMMAND)
    entries = Entries(content, where)
    check_definitions(entries)
    told = entries.part("counts")
    counts = {each.key: read_counts(told, each.key) for each in DEFINITIONS if told.has(each.key)}
    dreams, dreamers = entries.whole("dreams"), entries.whole("dreamers")
    _check_size(dreams, dreamers, where)
    if not 0 < dreamers <= dreams or any(
        counts[each.key][1] != dreams
        for each in DEFINITIONS
        if each.key in counts and each.all == ("dreams",)
    ):
        entries.fail("'dreams'")
    if len(safe_to_show(counts, dreams)) < len(counts):
        entries.fail(f"a count below {LEAST_SHOWN}, which can be read off or worked out,")
    return Lent(
        entries.text("source"),
        dreams,
        dreamers,
        entries.text("reader"),
        entries.text("recipe"),
        MappingProxyType(counts),
        entries.text("noctuary"),
        entries.text("sha256"),
    )


def pool(lent: Sequence[Lent], name: str) -> NormSet:
    """Add up what several people lend, to a norm.

    Parameters
    ----------
    lent
        As :func:`from_text` returns it; in any order. An indicator that one of them withholds lacks that one,
        in its numerator and in its denominator.
    name
        What to call the norm.

    Returns
    -------
    NormSet
        Its standard errors come from how those who lend differ.

    Raises
    ------
    StatsError
        If there is nothing to pool, or the same counts are there twice.
    """
    if not lent:
        raise StatsError("There are no counts to pool.", "Name the files that were lent.")
    # By what they count, not by the seal: the same dreams may have been sealed under another source or version.
    ordered = sorted(lent, key=lambda each: (sorted(each.counts.items()), each.source))
    for one, next_one in pairwise(ordered):
        if (one.dreams, one.counts) == (next_one.dreams, next_one.counts):
            raise StatsError(
                f"Two of the files hold the same counts: {one.source!r} and {next_one.source!r}.",
                "Name each of them once.",
            )
    norms = {each.key: _pooled(each.key, ordered) for each in DEFINITIONS}
    return NormSet(
        name,
        "counts that others lent, pooled",
        MappingProxyType(norms),
        dreams=sum(each.dreams for each in ordered),
        dreamers=sum(each.dreamers for each in ordered),
        readers=tuple(sorted({each.reader for each in ordered})),
        pooled_from=tuple(
            Contribution(each.source, each.dreams, each.dreamers, each.reader, each.sha256, each.withheld)
            for each in ordered
        ),
    )


def _pooled(indicator: str, lent: Sequence[Lent]) -> Norm:
    told = [each.counts[indicator] for each in lent if indicator in each.counts]
    (error,) = ratio_errors(np.array(told, dtype=np.int64).reshape(-1, 1, 2))
    return Norm(
        indicator, sum(count for count, _ in told), sum(total for _, total in told), error=float(error)
    )


def doubts(lent: Sequence[Lent]) -> Iterator[str]:
    """Yield what somebody should know who pools these, in sentences."""
    readers = sorted({each.reader for each in lent})
    if len({each.recipe for each in lent}) > 1:
        yield (
            f"Different readers read these dreams ({', '.join(readers)}): part of any difference from the norm"
            " may lie in how they read."
        )
    versions = sorted({each.noctuary for each in lent})
    if len(versions) > 1:
        yield f"They were counted by different versions of Noctuary: {', '.join(versions)}."
    for source, times in Counter(each.source for each in lent).items():
        if times > 1:
            yield f"{times} files name the same source, {source!r}: if they share dreams, these count twice."
