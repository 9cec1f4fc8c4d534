"""Taking dreams in: what an import finds, kept or told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Night, Series
from noctuary.errors import NoctuaryError, Problem
from noctuary.store.store import Added, Outcome, Store

if TYPE_CHECKING:
    from noctuary.ingest import Found

#: Dreams kept in one act: the word index is merged after each, which costs more the oftener it is done.
_TAKEN_IN: Final = 20_000
_TOLD: Final = 200


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
    usable
        How many dreams, nights and readings of the files are in the library now, new or not. With problems and
        none of these, all was flawed.
    left_out
        Dreams of the files that did not come in, whose readings are therefore passed over.
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
    left_out: set[DreamKey] = field(default_factory=set, repr=False)

    def note(self, added: Added) -> None:
        """Count what became of one dream."""
        self.usable += added.outcome is not Outcome.CONFLICT
        if added.outcome in (Outcome.DUPLICATE, Outcome.CONFLICT):
            self.left_out.add(added.key)
        match added.outcome:
            case Outcome.ADDED:
                self.added[added.key.series] += 1
                if added.other is not None:
                    self.elsewhere[added.key.series, added.other.series] += 1
            case Outcome.KNOWN:
                self.known += 1
            case Outcome.DUPLICATE:
                self.duplicate_count += 1
                if len(self.duplicates) < _TOLD:
                    self.duplicates.append(added)
            case Outcome.CONFLICT:
                self.problems.append(
                    Problem(
                        str(added.key),
                        "the library holds another text under this id, and keeps it.",
                        "Bring the new one in under another series, with --series.",
                    )
                )


class Intake:
    """Keeps what comes in, and counts what became of it in :attr:`summary`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.summary = ImportSummary()

    def take_in(self, stream: Iterator[Found], progress: Callable[[int], None] | None) -> None:
        """Keep what was found, batch by batch."""
        done = 0
        while batch := list(islice(stream, _TAKEN_IN)):
            with self._store.transaction():
                self._keep(batch)
            done += len(batch)
            if progress:
                progress(done)

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
                case Problem():
                    self.summary.problems.append(each)
        for added in self._store.add_many(dreams):
            self.summary.note(added)
        for reading in readings:
            self._keep_reading(reading)

    def _keep_reading(self, reading: Reading) -> None:
        # The reading of a duplicate that was skipped, or of another text under the same id, has no place.
        if reading.dream in self.summary.left_out:
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
