"""Norms as sealed files: how a library keeps them, and how they go from one library to another whole.

Beside what every sealed file has (see :mod:`noctuary.stats.sealed`), it holds

================  ==========================================================================
``name``          what the norm is called
``source``        where it comes from, in the words of whoever made it
``dreams``        how many dreams, and of how many ``dreamers``
``readers``       who read them
``definitions``   the hash of what the indicators count
``counts``        for each indicator numerator, denominator and standard error (or ``null``)
``pooled_from``   what was lent to it: source, dreams, dreamers, reader, hash, what was withheld
================  ==========================================================================
"""

from __future__ import annotations

import math
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from noctuary.errors import StatsError
from noctuary.stats.indicators import DEFINITIONS, Kind
from noctuary.stats.norms import KINDS, Contribution, Norm, NormSet
from noctuary.stats.sealed import LONGEST_TEXT, Entries, canonical_sha256, seal, unseal

FORM: Final = "noctuary-norm"
_VERSION: Final = 1
_COMMAND: Final = "noctuary norm export"


@lru_cache(maxsize=1)
def definitions_sha256() -> str:
    """Return the hash of what the indicators of this version count: counts of other definitions cannot be compared."""
    return canonical_sha256(
        {
            definition.key: [
                definition.kind.value,
                sorted(definition.scales),
                list(definition.counted),
                list(definition.all),
            ]
            for definition in DEFINITIONS
        }
    )


def check_definitions(entries: Entries) -> None:
    """Refuse counts of other definitions.

    Raises
    ------
    StatsError
    """
    if entries.text("definitions") != definitions_sha256():
        raise StatsError(
            f"{entries.where} was counted by other definitions of the indicators than those of this version.",
            "Count the dreams anew with this version.",
        )


def read_counts(entries: Entries, indicator: str) -> tuple[int, int]:
    """Return the counts of an indicator; a share counts no more than all.

    Raises
    ------
    FormatError
    """
    count, total = entries.counts(indicator)
    if count > total and KINDS[indicator] is Kind.SHARE:
        entries.fail(f"{indicator!r} (it counts more than all)")
    return count, total


def as_text(text: str) -> str:
    """Return text as a sealed file takes it: one line, no more than it may hold, no signs that command a terminal."""
    line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)[
        :LONGEST_TEXT
    ]


def to_text(norms: NormSet) -> str:
    """Return a norm as a sealed file.

    Examples
    --------
    >>> from noctuary.stats.norms import norms_of
    >>> from noctuary.stats.sample import Sample
    >>> written = to_text(norms_of(Sample.of([]), "nobody", "no source"))
    >>> from_text(written, "nobody.json").source
    'no source'
    """
    content: dict[str, Any] = {
        "name": norms.name,
        "source": norms.source,
        "dreams": norms.dreams,
        "dreamers": norms.dreamers,
        "readers": [as_text(reader) for reader in norms.readers],
        "definitions": definitions_sha256(),
        "counts": {
            key: [norm.count, norm.total, None if math.isnan(norm.error) else norm.error]
            for key, norm in norms.norms.items()
        },
        "pooled_from": [
            {
                "source": each.source,
                "dreams": each.dreams,
                "dreamers": each.dreamers,
                "reader": each.reader,
                "sha256": each.sha256,
                "withheld": list(each.withheld),
            }
            for each in norms.pooled_from
        ],
    }
    return seal(FORM, _VERSION, content)


def from_text(text: str, where: str) -> NormSet:
    """Return the norm that a sealed file holds.

    Parameters
    ----------
    text
        Anything: the file may come from anybody.
    where
        What to call the file.

    Raises
    ------
    FormatError
        If it is no such file, or damaged.
    StatsError
        If its indicators are defined otherwise than here.
    """
    entries = Entries(unseal(text, FORM, _VERSION, where, written_by=_COMMAND), where)
    check_definitions(entries)
    counts = entries.part("counts")
    norms = {
        definition.key: Norm(
            definition.key,
            *read_counts(counts, definition.key),
            error=counts.error(definition.key),
        )
        for definition in DEFINITIONS
    }
    return NormSet(
        entries.text("name"),
        entries.text("source"),
        MappingProxyType(norms),
        dreams=entries.whole("dreams"),
        dreamers=entries.whole("dreamers"),
        readers=entries.texts("readers"),
        pooled_from=tuple(
            Contribution(
                each.text("source"),
                each.whole("dreams"),
                each.whole("dreamers"),
                each.text("reader"),
                each.text("sha256"),
                each.texts("withheld"),
            )
            for each in entries.parts("pooled_from")
        ),
    )
