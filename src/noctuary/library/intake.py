"""Taking dreams in: what an import finds, kept or told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.counted import counted
from noctuary.dream import Dream, Dreamer, DreamKey, Night, Series
from noctuary.errors import InputError, NoctuaryError, Problem
from noctuary.readers import READERS
from noctuary.statements import Statement
from noctuary.store.store import Added, Outcome, Store

if TYPE_CHECKING:
    from noctuary.ingest import Found

#: Dreams kept in one act: the word index is merged after each, which costs more the oftener it is done.
TAKEN_IN: Final = 20_000
_TOLD: Final = 200
_EXAMPLES: Final = 5
_SERIES_NAMED: Final = 12


@dataclass(slots=True)
class ImportSummary:
    """What an import found and what became of it.

    Parameters
    ----------
    added
        Dreams that are new, by series.
    known
        Dreams that were there already, the same text under the same id.
    duplicates
        Dreams that were skipped since their series holds the same words already, each with the one that
        does; the first 200.
    duplicate_count
        How many of those in all.
    elsewhere
        Dreams that came in although another series holds the same words, counted by that series.
    nights
        New nights of which no dream was recalled, or that were noted.
    readings
        Readings that are new.
    known_readings
        Readings that were there already.
    problems
        What was flawed, with place and next step.
    attached
        Readings among the new ones that came with a duplicate, and now are of the dream that holds the same words.
    said
        What else its owner said that is new, by its kind: see :mod:`noctuary.statements`.
    known_said
        How much of that was there already.
    usable
        How much of the files is in the library now, new or not. With problems and nothing of this, all was flawed.
    stand_ins
        For each dream that was skipped as a duplicate, the one with the same words.
    left_out
        Dreams of the files under whose id another text stands; what came with them is passed over.
    """

    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    duplicates: list[Added] = field(default_factory=list)
    duplicate_count: int = 0
    elsewhere: Counter[tuple[str, str]] = field(default_factory=Counter)
    nights: int = 0
    readings: int = 0
    problems: list[Problem] = field(default_factory=list)
    usable: int = 0
    known_readings: int = 0
    attached: int = 0
    said: Counter[str] = field(default_factory=Counter)
    known_said: int = 0
    stand_ins: dict[DreamKey, DreamKey] = field(default_factory=dict, repr=False)
    left_out: set[DreamKey] = field(default_factory=set, repr=False)

    def note(self, added: Added) -> None:
        """Count what became of one dream."""
        self.usable += added.outcome is not Outcome.CONFLICT
        match added.outcome:
            case Outcome.ADDED:
                self.added[added.key.series] += 1
                if added.other is not None:
                    self.elsewhere[added.key.series, added.other.series] += 1
            case Outcome.KNOWN:
                self.known += 1
            case Outcome.DUPLICATE:
                self.duplicate_count += 1
                if added.other is not None:
                    self.stand_ins[added.key] = added.other
                if len(self.duplicates) < _TOLD:
                    self.duplicates.append(added)
            case Outcome.CONFLICT:
                self.left_out.add(added.key)
                self.problems.append(
                    Problem(
                        str(added.key),
                        "the library holds another text under this id, and keeps it.",
                        "Bring the new one in under another series, with --series.",
                    )
                )

    def sentences(self, *, dry_run: bool = False) -> Iterator[str]:
        """Say what became of it, without the problems; lines that begin with blanks are of the one before.

        Parameters
        ----------
        dry_run
            Say what would become of it.
        """
        total = self.added.total()
        would = "would come in" if dry_run else "came in"
        if total or not (self.readings or self.known_readings or self.said or self.known_said):
            yield f"{counted(total, 'dream')} {would}, in {counted(len(self.added), 'series', 'series')}."
        if len(self.added) <= _SERIES_NAMED:
            for name, count in sorted(self.added.items()):
                yield f"  {name}: {count:,}"
        for number, sentence in (
            (self.known, "there already, and left as they are"),
            (self.duplicate_count, "skipped: their series holds the same words already"),
        ):
            if number:
                yield f"{counted(number, 'dream')} {sentence}."
        for added in self.duplicates[:_EXAMPLES]:
            yield f"  {added.key} is {added.other}"
        if elsewhere := self.elsewhere.total():
            yield f"{counted(elsewhere, 'dream')} of these {'stands' if elsewhere == 1 else 'stand'} in another series too:"
            for (here, there), count in self.elsewhere.most_common(_EXAMPLES):
                yield f"  {here} and {there}: {count:,}"
        if self.nights:
            yield f"{counted(self.nights, 'night')} put down without recall or with a note."
        if self.readings:
            yield f"{counted(self.readings, 'reading')} {would}."
        if self.attached:
            yield f"  {self.attached:,} of duplicates, to the dreams here that hold the same words."
        if self.known_readings:
            yield f"{counted(self.known_readings, 'reading')} there already."
        if self.said:
            kinds = ", ".join(f"{kind}: {count:,}" for kind, count in sorted(self.said.items()))
            yield f"{counted(self.said.total(), 'statement')} of the owner {would} ({kinds})."
        if self.known_said:
            yield f"{counted(self.known_said, 'statement')} of the owner there already."


def coder_named(name: str | None, *, is_program: bool) -> Reader | None:
    """Return who made codings of a file that does not say; ``None`` where nobody is named.

    Raises
    ------
    InputError
        If a reader that comes with Noctuary is named, or a program without a name.
    """
    if name in READERS:
        raise InputError(f"{name!r} is a reader that comes with Noctuary.", "Call the coder otherwise.")
    if is_program and not name:
        raise InputError("It is not said which program coded.", "Name it with --coder.")
    return Reader(name, kind=ReaderKind.PROGRAM if is_program else ReaderKind.PERSON) if name else None


class Intake:
    """Keeps what comes in, and counts what became of it in :attr:`summary`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._statements: list[Statement] = []
        self.summary = ImportSummary()

    def take_in(
        self, stream: Iterator[Found], progress: Callable[[int], None] | None, *, at_once: int = TAKEN_IN
    ) -> None:
        """Keep what was found, batch by batch; what was said of dreams last, once all of them are here."""
        done = 0
        while batch := list(islice(stream, at_once)):
            with self._store.transaction():
                self._keep(batch)
            done += len(batch)
            if progress:
                progress(done)
        if self._statements:
            self._keep_statements()

    def _keep(self, batch: list[Found]) -> None:
        dreams: list[Dream] = []
        readings: list[Reading] = []
        for each in batch:
            match each:
                case Dream():
                    dreams.append(each)
                case Series():
                    self._store.add_series(each)
                case Dreamer():
                    self._store.add_dreamer(each)
                case Night():
                    self.summary.nights += self._store.add_night(each)
                    self.summary.usable += 1
                case Reading():
                    readings.append(each)
                case Statement():
                    self._statements.append(each)
                case Problem():
                    self.summary.problems.append(each)
        for added in self._store.add_many(dreams):
            self.summary.note(added)
        for reading in readings:
            self._keep_reading(reading)

    def _keep_reading(self, reading: Reading) -> None:
        if reading.dream in self.summary.left_out:
            return
        if stand_in := self.summary.stand_ins.get(reading.dream):
            self._attach(reading, stand_in)
            return
        key = self._dream_of(reading)
        if isinstance(key, Problem):
            self.summary.problems.append(key)
            return
        reading = replace(reading, dream=key)
        self.summary.usable += 1
        if self._store.holds_reading(reading):
            self.summary.known_readings += 1
        else:
            self.summary.readings += self._store.save_readings([reading])

    def _attach(self, reading: Reading, other: DreamKey) -> None:
        """Keep the reading of a duplicate as one of the dream here, if the places that it points at are the same."""
        moved = replace(reading, dream=other)
        exact = bool(reading.text_sha256) and self._store.holds_text_of(moved)
        if not exact:
            moved = replace(moved, text_sha256="")
        of_reader = (each for each in self._store.readings(other) if _identity(each) == _identity(reading))
        here = next(of_reader, None)
        if here is not None and _codings_of(here) == _codings_of(moved):
            self.summary.known_readings += 1
            self.summary.usable += 1
        elif here is None and (exact or not _points(reading)):
            self.summary.readings += self._store.save_readings([moved])
            self.summary.attached += 1
            self.summary.usable += 1
        elif reading.reader.kind is ReaderKind.PERSON:
            # A program can read the dream here itself.
            why = (
                "point at places of another wording" if here is None else "differ from those here, which stay"
            )
            fact = f"Codings by {reading.reader.name} came for {reading.dream}, which has the same words, but they {why}."
            self.summary.problems.append(Problem(f"dream {other}", fact))

    def _keep_statements(self) -> None:
        # It checks norms, with the numbers that this takes.
        from noctuary.library.statements import StatementIntake  # noqa: PLC0415

        intake, summary = StatementIntake(self._store), self.summary
        intake.keep(
            each.moved(summary.stand_ins)
            for each in self._statements
            if summary.left_out.isdisjoint(each.dreams)
        )
        summary.said, summary.known_said = intake.added, intake.known
        summary.problems += intake.problems
        summary.usable += intake.added.total() + intake.known

    def _dream_of(self, reading: Reading) -> DreamKey | Problem:
        """Return which dream here was read, or why none."""
        key = reading.dream
        try:
            # Codings that name no series are of the only dream that has this id.
            key = key if key.series else self._store.resolve(key.id)
        except NoctuaryError as error:
            return Problem(f"dream {key.id}", f"Codings came for it. {error.message}", error.hint)
        if self._store.holds_text_of(replace(reading, dream=key)):
            return key
        fact = "Codings came for it, but it is not here, or its text is another."
        return Problem(f"dream {key}", fact, "Bring the dream in first.")


def _points(reading: Reading) -> bool:
    """Whether it rests on places in the text."""
    return bool(reading.waking) or any(coding.evidence for coding in reading.codings)


def _identity(reading: Reading) -> tuple[str, str, str]:
    return reading.reader.name, reading.reader.version, reading.reader.recipe


def _codings_of(reading: Reading) -> tuple[object, ...]:
    return reading.codings, reading.scales, reading.waking
