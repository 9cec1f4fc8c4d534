"""Readings: what one reader found in one dream, each code with the words it stands on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from noctuary.dream import Dream, DreamKey, TextSpan, check_text
from noctuary.scheme import Code, Scale

EVERY_SCALE = tuple(Scale)


class ReaderKind(StrEnum):
    """Who reads: a person, or a program."""

    PERSON = "person"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Reader:
    """The identity of a reader: its recipe, since readings of different recipes are not comparable.

    Parameters
    ----------
    name
        ``lexical``, or the name that a coder goes by.
    version
        Of the program and its data; for a person, which pass (``1`` the first).
    kind
        Person or program.
    settings
        What else changes the readings, as text by name.

    Examples
    --------
    >>> str(Reader("lexical", "1"))
    'lexical 1'
    >>> str(Reader("lexical", "1", settings={"series": "1"}))
    'lexical 1 (series 1)'
    """

    name: str
    version: str = "1"
    kind: ReaderKind = ReaderKind.PROGRAM
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_text("reader", self.name, self.version, *self.settings, *self.settings.values())

    def __str__(self) -> str:
        settings = ", ".join(f"{name} {value}" for name, value in sorted(self.settings.items()))
        return f"{self.name} {self.version}" + (f" ({settings})" if settings else "")

    @property
    def recipe(self) -> str:
        """The settings as JSON with sorted keys: equal recipes are equal texts."""
        return json.dumps(dict(self.settings), sort_keys=True, ensure_ascii=False)


#: What a reading of corrections is made by: it is no reading that the person made without seeing another.
CORRECTING: Final = {"by": "correcting"}
_CORRECTED: Final = {"corrected": "by hand"}


def is_correction(reader: Reader) -> bool:
    """Whether a reader's readings correct what others read: of the scales that a person touched, and no other."""
    return reader.kind is ReaderKind.PERSON and dict(reader.settings) == CORRECTING


def corrected(reader: Reader) -> Reader:
    """Return a reader together with all corrections of what it read.

    Examples
    --------
    >>> str(corrected(Reader("model", "1.2")))
    'model 1.2 (corrected by hand)'
    >>> as_read(corrected(Reader("model", "1.2")))
    Reader(name='model', version='1.2', kind=<ReaderKind.PROGRAM: 'program'>, settings={})
    """
    return replace(reader, settings={**reader.settings, **_CORRECTED})


def as_read(reader: Reader) -> Reader:
    """Return a reader without the corrections of what it read."""
    settings = {name: each for name, each in reader.settings.items() if name not in _CORRECTED}
    return replace(reader, settings=settings)


@dataclass(frozen=True, slots=True)
class Coding:
    """One code of a reading, with the words it stands on.

    Parameters
    ----------
    code
        What was coded.
    evidence
        Where in the text as written; empty when a coder gave no place, as hand codings do.
    confidence
        From 0 to 1, the share of such codes that are right; ``None`` when the coder gave none.
    established
        Where else than in this dream it was learnt who somebody is: ``cast list``, or the dream that says it;
        empty where the dream itself tells.
    """

    code: Code
    evidence: tuple[TextSpan, ...] = ()
    confidence: float | None = None
    established: str = ""

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ValueError(f"a confidence lies between 0 and 1, not at {self.confidence}")
        check_text("coding", self.established)
        if any(not 0 <= start < end for start, end in self.evidence):
            raise ValueError("each stretch of evidence starts at 0 or later and ends after its start")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader found in one dream.

    Parameters
    ----------
    dream
        Which dream.
    reader
        Who read it.
    codings
        What was found, scale by scale, in the order of appearance. Equal codes repeat: two strangers are two.
    scales
        On which scales the reader looked. A scale that is listed and has no coding holds nothing; a scale
        that is not listed was not coded, and says nothing.
    waking
        Stretches told from waking life, which are not coded.
    text_sha256
        The hash of the very text that was read; empty where unknown.
    embedding
        Where the dream stands in meaning, for a reader that can tell: 16-bit floats, little-endian, of length 1
        together. Not part of what was found: it is compared with that of other dreams only.
    """

    dream: DreamKey
    reader: Reader
    codings: tuple[Coding, ...] = ()
    scales: tuple[Scale, ...] = EVERY_SCALE
    waking: tuple[TextSpan, ...] = ()
    text_sha256: str = ""
    embedding: bytes = field(default=b"", repr=False, compare=False)

    def __post_init__(self) -> None:
        check_text("dream", *self.dream)
        check_text("hash", self.text_sha256)
        stray = {coding.code.scale for coding in self.codings} - set(self.scales)
        if stray:
            raise ValueError(f"codings stand on scales that were not coded: {', '.join(sorted(stray))}")

    @classmethod
    def of(
        cls,
        dream: Dream,
        reader: Reader,
        codings: Iterable[Coding] = (),
        *,
        scales: Iterable[Scale] = EVERY_SCALE,
        waking: Iterable[TextSpan] = (),
        embedding: bytes = b"",
    ) -> Reading:
        """Return the reading of `dream`, with the hash of its text."""
        return cls(
            dream.key, reader, tuple(codings), tuple(scales), tuple(waking), dream.text_sha256, embedding
        )

    def on(self, scale: Scale) -> Iterator[Coding]:
        """Iterate over the codings of one scale, in order."""
        return (coding for coding in self.codings if coding.code.scale is scale)

    def codes(self, scale: Scale) -> list[Code]:
        """Return the codes of one scale, in order."""
        return [coding.code for coding in self.on(scale)]

    def __repr__(self) -> str:
        counts = Counter(coding.code.scale.value for coding in self.codings)
        return f"Reading({self.dream}, {self.reader}, {dict(counts)})"


def counting(readings: Sequence[Reading]) -> dict[Scale, Reading]:
    """Return the reading that counts on each scale: of those that coded it, the first.

    Parameters
    ----------
    readings
        Of one dream, what counts most first, as :meth:`noctuary.store.store.Store.readings` returns them: a person's
        before a program's, then the latest.
    """
    return {scale: reading for reading in reversed(readings) for scale in reading.scales}


def together(readings: Sequence[Reading]) -> Reading:
    """Return one reading of what counts on each scale, scale by scale; see :func:`counting`.

    It bears the name of the first reading. What is told from waking life is as the first says that marks any: who
    corrects one scale says nothing of it.

    Parameters
    ----------
    readings
        At least one.

    Examples
    --------
    >>> from noctuary.scheme import parse
    >>> dream = Dream(id="1", text="I was glad to see my sister.")
    >>> glad = Coding(parse("HA D", Scale.EMOTIONS))
    >>> sister = Coding(parse("1FTA", Scale.CHARACTERS))
    >>> person = Reading.of(dream, Reader("Ada", kind=ReaderKind.PERSON), [glad], scales=[Scale.EMOTIONS])
    >>> program = Reading.of(dream, Reader("lexical"), [sister])
    >>> [str(coding.code) for coding in together([person, program]).codings]
    ['1FTA', 'HA D']
    """
    by_scale = counting(readings)
    scales = tuple(scale for scale in Scale if scale in by_scale)
    codings = tuple(coding for scale in scales for coding in by_scale[scale].on(scale))
    waking = next((reading.waking for reading in readings if reading.waking), ())
    return replace(readings[0], codings=codings, scales=scales, waking=waking)
