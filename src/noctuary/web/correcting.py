"""Who says what of a dream, as its page tells it, and what the person may take back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream
from noctuary.library.corrections import Below, Corrections, Difference, below, uncorrected
from noctuary.library.standing import Standing
from noctuary.scheme import Scale, explain_code
from noctuary.scheme.symbols import SCALE_NAMES


def called(reader: Reader) -> str:
    """Return what a page calls a reader: a person by name, a program by its version too.

    Examples
    --------
    >>> called(Reader("model", "1.2")), called(Reader("me", kind=ReaderKind.PERSON))
    ('model 1.2', 'me')
    """
    return str(reader) if reader.kind is ReaderKind.PROGRAM else reader.name


@dataclass(frozen=True, slots=True)
class Said:
    """Who says that a code is right, and what was said before.

    Parameters
    ----------
    who
        In a sentence: ``confirmed by me``, ``read by model 1.2, 63 % sure``.
    instead
        The code that was there before, in words; empty where it is the same.
    instead_code
        Its notation.
    instead_of_words
        The words that it stood on before; the dream's own. Empty where they are the same.
    by_person
        Whether a person says so.
    """

    who: str
    instead: str = ""
    instead_code: str = ""
    instead_of_words: str = field(default="", repr=False)
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A code that counts no more, for a person took it away."""

    code: str
    words: str
    who: str
    by: str


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """What is said on one scale.

    Parameters
    ----------
    scale
        The scale.
    name
        What it is called.
    count
        How many codes count.
    confirmed
        How many of them a person said or confirmed.
    who
        Whose reading counts.
    corrected
        Whether it is that of a person who corrects.
    below
        Who would count if it was not corrected; empty for nobody.
    differ
        How many codes would be others then.
    gone
        What was taken away.
    """

    scale: Scale
    name: str
    count: int
    confirmed: int
    who: str
    corrected: bool = False
    below: str = ""
    differ: int = 0
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True)
class Correcting:
    """A dream with what its readers say, as it is corrected.

    Parameters
    ----------
    dream
        The dream.
    standing
        What counts; what would count without corrections, where those are left out.
    below
        What would count on the corrected scales.
    coder
        What the person is called.
    last
        The act that they may take back; empty if there is none.
    without
        Whether corrections are left out.
    any_corrections
        Whether there are any.
    """

    dream: Dream
    standing: Standing
    below: Mapping[Scale, Below]
    coder: str
    last: str = ""
    without: bool = False
    any_corrections: bool = False

    @classmethod
    def of(
        cls, dream: Dream, readings: Sequence[Reading], mine: Corrections, *, without: bool = False
    ) -> Correcting:
        """Gather who says what.

        Parameters
        ----------
        dream
            The dream.
        readings
            All of its readings.
        mine
            The corrections of whoever sits there.
        without
            Leave the corrections of everybody out.
        """
        alone = uncorrected(readings)
        standing = Standing.of(dream.key, alone if without else readings)
        differing = {} if without else below(dream.key, readings)
        any_corrections = len(alone) < len(readings)
        return cls(dream, standing, differing, mine.reader.name, mine.last, without, any_corrections)

    @cached_property
    def _differences(self) -> dict[int, tuple[Reader | None, Difference]]:
        return {
            each.place: (below.reader, each)
            for below in self.below.values()
            for each in below.differences
            if each.place is not None
        }

    def said(self, place: int) -> Said:
        """Return who says that a code is right."""
        coding = self.standing.codings[place]
        reader = self.standing.readers[coding.code.scale]
        below = self.below.get(coding.code.scale)
        if below is None:
            verb = "read by" if reader.kind is ReaderKind.PROGRAM else "said by"
            return Said(f"{verb} {called(reader)}{_sure(coding)}", by_person=reader.kind is ReaderKind.PERSON)
        if coding.confidence is not None:
            return Said(f"read by {_called(below.reader)}{_sure(coding)}, carried over")
        if place not in self._differences:
            return Said(f"confirmed by {called(reader)}", by_person=True)
        who, difference = self._differences[place]
        if difference.below is None:
            return Said(f"added by {called(reader)}", by_person=True)
        return Said(
            f"said by {called(reader)}; {_called(who)} said",
            explain_code(difference.below.code) if difference.below.code != coding.code else "",
            str(difference.below.code) if difference.below.code != coding.code else "",
            self._words(difference.below) if difference.below.evidence != coding.evidence else "",
            by_person=True,
        )

    @property
    def rows(self) -> list[ScaleRow]:
        """What is said, scale by scale, on every scale."""
        return [self._row(scale) for scale in Scale]

    def _row(self, scale: Scale) -> ScaleRow:
        codings = list(self.standing.on(scale))
        reader, below = self.standing.readers.get(scale), self.below.get(scale)
        name = SCALE_NAMES[scale]
        if reader is None:
            return ScaleRow(scale, name, 0, 0, "")
        by_person = reader.kind is ReaderKind.PERSON
        confirmed = sum(coding.confidence is None for coding in codings) if by_person else 0
        if below is None:
            return ScaleRow(scale, name, len(codings), confirmed, called(reader))
        gone = tuple(
            Gone(str(each.below.code), explain_code(each.below.code), _called(below.reader), called(reader))
            for each in below.differences
            if each.place is None and each.below
        )
        return ScaleRow(
            scale,
            name,
            len(codings),
            confirmed,
            called(reader),
            corrected=True,
            below=_called(below.reader) if below.reader else "",
            differ=len(below.differences),
            gone=gone,
        )

    @property
    def gone(self) -> list[Gone]:
        """Every code that a person took away."""
        return [each for row in self.rows for each in row.gone]

    @property
    def readers(self) -> str:
        """Who says what, in a line."""
        scales: dict[str, list[str]] = {}
        for scale, reader in self.standing.readers.items():
            scales.setdefault(called(reader), []).append(SCALE_NAMES[scale])
        if len(scales) < 2:
            return f"Read by {next(iter(scales))}." if scales else "Nobody has read it yet."
        *first, (last, _) = sorted(scales.items(), key=lambda each: len(each[1]))
        told = [f"{', '.join(names)} by {who}" for who, names in first]
        line = f"{'; '.join(told)}; the other scales by {last}."
        return line[0].upper() + line[1:]

    def _words(self, coding: Coding) -> str:
        return " … ".join(" ".join(span.cut(self.dream.text).split()) for span in coding.evidence)


def _called(reader: Reader | None) -> str:
    return called(reader) if reader else "nobody"


def _sure(coding: Coding) -> str:
    return "" if coding.confidence is None else f", {coding.confidence:.0%} sure"
