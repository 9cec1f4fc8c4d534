"""The dreams behind an indicator, and in each the very words that count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from noctuary.coding import Coding, Reader
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.stats.behind import behind
from noctuary.stats.indicators import Definition
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query
from noctuary.store.search import sentence_around

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class DreamBehind:
    """How much of one dream an indicator counts.

    Parameters
    ----------
    dream
        Which.
    counted, others
        How many codings its numerator counts, and how many its denominator besides.
    """

    dream: DreamKey
    counted: int
    others: int


@dataclass(frozen=True, slots=True)
class Telling:
    """One coding with the words it stands on, in the sentence that holds the first of them.

    Parameters
    ----------
    coding
        What was coded.
    counts
        Whether the numerator counts it.
    sentence
        Where in the text the sentence stands; ``None`` where the coder gave no place.
    words
        The words within the sentence.
    """

    coding: Coding
    counts: bool
    sentence: TextSpan | None
    words: tuple[TextSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class DreamTold:
    """A dream with all that stands in it behind an indicator."""

    dream: Dream = field(repr=False)
    tellings: tuple[Telling, ...]


def dreams_behind(
    library: Library, definition: Definition, query: str = "", *, reader: Reader | None = None
) -> list[DreamBehind]:
    """Return the dreams that hold anything of what an indicator counts, series by series.

    Parameters
    ----------
    library
        An open library.
    definition
        Which indicator.
    query
        Which dreams.
    reader
        Whose readings; as :meth:`Library.choose_reader` if ``None``.
    """
    chosen = reader or library.choose_reader(None, query)
    found = (
        (reading.dream, behind(definition, reading))
        for reading in codes_by(library.store, chosen, parse_query(query))
    )
    return [
        DreamBehind(dream, len(counted), len(others))
        for dream, (counted, others) in found
        if counted or others
    ]


def told(library: Library, definition: Definition, key: DreamKey, reader: Reader) -> DreamTold:
    """Return what stands behind an indicator in one dream: what counts first, each in its sentence.

    A reading of another text than the one that is kept points at nothing.

    Raises
    ------
    DreamNotFoundError
    """
    dream = library.store.get(key)
    reading = next((each for each in library.store.readings(key) if each.reader == reader), None)
    if reading is None:
        return DreamTold(dream, ())
    is_of_text = reading.text_sha256 in ("", dream.text_sha256)
    counted, others = behind(definition, reading)
    return DreamTold(
        dream,
        tuple(
            _telling(dream.text if is_of_text else "", coding, counts=counts)
            for codings, counts in ((counted, True), (others, False))
            for coding in codings
        ),
    )


def _telling(text: str, coding: Coding, *, counts: bool) -> Telling:
    words = sorted(span for span in coding.evidence if span.end <= len(text))
    if not words:
        return Telling(coding, counts, None)
    sentence = sentence_around(text, words[0])
    within = (span for span in words if sentence.start <= span.start and span.end <= sentence.end)
    return Telling(coding, counts, sentence, tuple(within))
