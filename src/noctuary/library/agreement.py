"""The second reader: who read the same dreams, samples to code blind, and disagreements settled one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import DreamKey
from noctuary.errors import InputError
from noctuary.readers import READERS, identity_of
from noctuary.scheme import Scale
from noctuary.stats.pairing import Pair, pair_readings
from noctuary.stats.voices import OWN_RATINGS, Voice
from noctuary.store import second_reader
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query

if TYPE_CHECKING:
    from noctuary.library.facade import Library
    from noctuary.stats.methods import Methods
    from noctuary.stats.norms import NormSet

#: Whoever settles: a person of this name, whose readings stand beside the others'.
SETTLED: Final = Reader("settled", kind=ReaderKind.PERSON)


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who said something of the same dreams.

    Parameters
    ----------
    voices
        What each said of the dreams that it shares with another.
    readers
        Who they are, by the name of their voice; the dreamer's own ratings are not among them.
    """

    voices: tuple[Voice, ...]
    readers: Mapping[str, Reader]


def convene(
    library: Library,
    query: str = "",
    names: Sequence[str] = (),
    *,
    ratings: Mapping[str, str] | None = None,
    rated_above: float = 0,
) -> Panel:
    """Bring those together who said something of the same dreams.

    Parameters
    ----------
    library
        Where the dreams are.
    query
        Which dreams.
    names
        Whose voices: the names of readers, and ``ratings`` for what the dreamers rated themselves. Of several
        versions of a reader the last that came counts, unless its version is named too: ``model 1.2``. Without
        names, everybody who shares a dream with another.
    ratings, rated_above
        What the dreamers' own ratings mean, as :meth:`noctuary.stats.voices.Voice.of_ratings` takes it.

    Raises
    ------
    InputError
        If a reader has read none of these dreams, one alone is named, or no two share a dream.
    """
    twice = second_reader.told_of_twice(parse_query(query))
    who = second_reader.read_by(library.store, parse_query(query))
    with_ratings = not names or any(_means_ratings(name, who) for name in names)
    rated = second_reader.rated(library.store, twice) if with_ratings else ()
    own = Voice.of_ratings(rated, names=ratings, above=rated_above)
    chosen = (
        list(dict.fromkeys(_named(library, who, name) for name in names if not _means_ratings(name, who)))
        if names
        else list({(reader.name, reader.recipe): reader for reader in who}.values())
    )
    if names and len(chosen) + with_ratings < 2:
        raise InputError("One reader alone agrees with nobody.", "Name two at least: --readers A,B")
    shared = _shared([*(who[reader] for reader in chosen), own.felt.keys()])
    if not shared:
        raise InputError(
            "No two readers have read a dream in common here.",
            "Have dreams coded a second time: noctuary agreement sample",
        )
    alone = [reader for reader in chosen if not who[reader] & shared]
    if names and alone:
        raise InputError(f"{alone[0]} has read no dream in common with the others.", "Leave it out.")
    readers = _called(reader for reader in chosen if reader not in alone)
    voices = [
        Voice.of_reader(
            name, (found for found in codes_by(library.store, reader, twice) if found.dream in shared)
        )
        for name, reader in readers.items()
    ]
    if own.felt.keys() & shared:
        voices.append(replace(own, felt={key: felt for key, felt in own.felt.items() if key in shared}))
    return Panel(tuple(voices), readers)


def _means_ratings(name: str, who: Mapping[Reader, set[DreamKey]]) -> bool:
    """Whether a name stands for the dreamers' own ratings; a reader of that name comes first."""
    return name == OWN_RATINGS and all(reader.name != name for reader in who)


def _named(library: Library, who: Mapping[Reader, set[DreamKey]], name: str) -> Reader:
    # Without a version, the last that came; a reader in its everyday mode before one with settings.
    known = sorted(
        (reader for reader in who if name in (reader.name, str(reader))),
        key=lambda reader: not reader.settings,
    )
    if known:
        return known[-1]
    chosen = library.choose_reader(name)
    hint = (
        f"Have it read them with: noctuary code --reader {name}"
        if name in READERS
        else "See who has read what with `noctuary readers`."
    )
    raise InputError(f"{chosen} has read none of these dreams.", hint)


def _called(readers: Iterable[Reader]) -> dict[str, Reader]:
    """Return readers by what to call them: by name, and by version and settings too where names are not enough."""
    known = list(readers)
    names = [OWN_RATINGS, *(reader.name for reader in known)]
    return {reader.name if names.count(reader.name) == 1 else str(reader): reader for reader in known}


def _shared(groups: Iterable[Iterable[DreamKey]]) -> set[DreamKey]:
    """Return what is in two groups at least."""
    seen: set[DreamKey] = set()
    twice: set[DreamKey] = set()
    for group in map(set, groups):
        twice |= seen & group
        seen |= group
    return twice


# Samples to code blind.


def draw(library: Library, size: int, query: str = "", *, seed: int = 0) -> list[DreamKey]:
    """Draw dreams by chance, from each series in proportion to its dreams.

    Parameters
    ----------
    library
        Where the dreams are.
    size
        How many, 1 at least.
    query
        Of which dreams.
    seed
        Equal seeds draw equal dreams from equal libraries, on every machine; a dream that came in since takes
        at most the place of a few others.

    Returns
    -------
    list of DreamKey
        In an order that chance made, too.

    Raises
    ------
    InputError
        If there are fewer dreams.
    """
    strata: dict[str, list[DreamKey]] = {}
    for key in second_reader.particulars(library.store, parse_query(query)):
        strata.setdefault(key.series, []).append(key)
    total = sum(map(len, strata.values()))
    if size > total:
        raise InputError(
            f"There are {total:,} such dreams, not {size:,}.", "Draw fewer, or from more dreams."
        )

    # A hash is chance that knows no order of dreams and no version of a generator.
    def lot(key: DreamKey) -> bytes:
        return hashlib.sha256(repr((seed, *key)).encode()).digest()

    shares = _shares({series: len(keys) for series, keys in strata.items()}, size)
    drawn = [key for series, keys in strata.items() for key in sorted(keys, key=lot)[: shares[series]]]
    return sorted(drawn, key=lot)


def _shares(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """Share out a number in proportion to sizes, by largest remainders."""
    total = sum(sizes.values())
    shares = {name: wanted * size // total for name, size in sizes.items()} if total else {}
    by_remainder = sorted(sizes, key=lambda name: (-(wanted * sizes[name] % total), name))
    for name in by_remainder[: wanted - sum(shares.values())]:
        shares[name] += 1
    return shares


# Disagreements, and settling them.


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One scale of one dream on which two readers differ.

    Parameters
    ----------
    dream, scale
        Where.
    pairs
        Every code that either gave, each beside the one that answers it.
    settled
        What was settled: the codes, none of them too; ``None`` while it is open.
    """

    dream: DreamKey
    scale: Scale
    pairs: tuple[Pair, ...]
    settled: tuple[Coding, ...] | None = None

    @property
    def ones(self) -> tuple[Coding, ...]:
        """What the first reader found."""
        return tuple(pair.one for pair in self.pairs if pair.one)

    @property
    def others(self) -> tuple[Coding, ...]:
        """What the second reader found."""
        return tuple(pair.other for pair in self.pairs if pair.other)

    @property
    def both(self) -> tuple[Coding, ...]:
        """What either found: of two codes that are equal, one."""
        lacking = (pair.other for pair in self.pairs if pair.other and not pair.agreed)
        return (*self.ones, *lacking)


def disagreements(
    library: Library,
    one: str,
    other: str,
    query: str = "",
    *,
    dream: DreamKey | None = None,
    scales: Sequence[Scale] = (),
) -> Iterator[Disagreement]:
    """Yield where two readers differ, dream by dream.

    Parameters
    ----------
    library
        Where the dreams are.
    one, other
        The names of the readers.
    query
        Which dreams.
    dream
        One of them alone.
    scales
        On which scales; all that both coded, without any.

    Raises
    ------
    InputError
        As :func:`convene`.
    """
    panel = convene(library, query, (one, other))
    if len(panel.readers) < 2:
        raise InputError("Ratings hold no codes to set side by side.", "Name two readers.")
    first, second = panel.readers.values()
    shared = panel.voices[0].dreams & panel.voices[1].dreams
    for key in sorted(shared) if dream is None else shared & {dream}:
        readings = {reading.reader: reading for reading in library.store.readings(key)}
        settled = readings.get(SETTLED)
        for scale, pairs in pair_readings(readings[first], readings[second]).items():
            if (not scales or scale in scales) and not all(pair.agreed for pair in pairs):
                done = tuple(settled.on(scale)) if settled and scale in settled.scales else None
                yield Disagreement(key, scale, tuple(pairs), done)


def settled_reading(library: Library, key: DreamKey) -> Reading | None:
    """Return what was settled of a dream; ``None`` if nothing was."""
    return next((each for each in library.store.readings(key) if each.reader == SETTLED), None)


def settle(
    library: Library, key: DreamKey, scale: Scale, codings: Iterable[Coding], *, between: tuple[str, str]
) -> Reading:
    """Keep what is right on one scale of a dream, as the reading of a person called ``settled``.

    Neither reader's own reading is touched. What they agree on needs no settling: it is taken over with the
    first scale that is settled. Settling again replaces what was settled on the scale.

    Parameters
    ----------
    library
        Where the dream is.
    key, scale
        What is settled.
    codings
        What is right; may be none.
    between
        The names of the two readers.

    Returns
    -------
    Reading
        All that is settled of the dream.

    Raises
    ------
    InputError
        If one of them has not read the dream, or has not coded the scale.
    ValueError
        If a coding is of another scale.
    """
    readings = library.store.readings(key)
    panel = [_reading_of(readings, name, key) for name in between]
    pairs = pair_readings(*panel)
    if scale not in pairs:
        raise InputError(f"{scale} of {key} was not coded by both.", "Choose a scale that both coded.")
    settled = settled_reading(library, key)
    codes: dict[Scale, list[Coding]] = (
        {each: list(settled.on(each)) for each in settled.scales}
        if settled
        else {
            each: [pair.one for pair in answers if pair.one]
            for each, answers in pairs.items()
            if all(pair.agreed for pair in answers)
        }
    )
    codes[scale] = list(codings)
    # A confidence says how often such a code of a program is right; a person decided here.
    kept = [replace(coding, confidence=None) for each in Scale for coding in codes.get(each, ())]
    reading = Reading.of(
        library.store.get(key), SETTLED, kept, scales=[each for each in Scale if each in codes]
    )
    library.store.save_readings([reading])
    return reading


def _reading_of(readings: Sequence[Reading], name: str, key: DreamKey) -> Reading:
    # The latest comes first; as elsewhere, a reader in its everyday mode goes before one with settings.
    found = sorted(
        (each for each in readings if name in (each.reader.name, str(each.reader))),
        key=lambda each: bool(each.reader.settings),
    )
    if not found:
        raise InputError(f"{name!r} has not read {key}.", "See who has read what with `noctuary readers`.")
    return found[0]


# What a methods section tells.


def _network_hash(reader: Reader) -> str:
    """Return what ties a reader's version to its files: the hash of the network it read with; empty if unknown."""
    if reader.name != "model" or reader.version != identity_of(reader.name).version:
        return ""
    from noctuary.reading.model.manifest import NETWORK, Manifest, shipped  # noqa: PLC0415

    return Manifest.read(shipped()).sha256[NETWORK]


def methods(
    library: Library,
    query: str = "",
    names: Sequence[str] = (),
    *,
    norm: NormSet | None = None,
    drawn: int | None = None,
    seed: int = 0,
    resamples: int = 1000,
    ratings: Mapping[str, str] | None = None,
    rated_above: float = 0,
) -> Methods:
    """Gather what a methods section tells of a sample that was read twice.

    Parameters
    ----------
    library, query, names, ratings, rated_above
        As :func:`convene`.
    norm
        What indicators were set beside, if they were.
    drawn
        The seed that the dreams were drawn with; ``None`` if they were not drawn by chance.
    seed, resamples
        Of the intervals.

    Raises
    ------
    InputError
        As :func:`convene`; and if the seed draws other dreams than those that these readers share.
    """
    from noctuary.stats.agreement import agreement  # noqa: PLC0415
    from noctuary.stats.methods import Methods, ReaderFacts, SampleFacts, sample_hash  # noqa: PLC0415

    panel = convene(library, query, names, ratings=ratings, rated_above=rated_above)
    measured = agreement(panel.voices, resamples=resamples, seed=seed)
    read = {key for voice in panel.voices for key in voice.dreams}
    told = {
        key: each
        for key, each in second_reader.particulars(library.store, parse_query(query)).items()
        if key in read
    }
    if drawn is not None and set(draw(library, len(told), query, seed=drawn)) != told.keys():
        raise InputError(
            f"The seed {drawn} draws other dreams than the {len(told):,} that these readers share.",
            "Name the readers, and the search and the seed that the packet was drawn with.",
        )
    sample = SampleFacts(
        drawn=drawn,
        population=library.count(query),
        words=tuple(each.words for each in told.values()),
        series=len({key.series for key in told}),
        dreamers=len({each.dreamer for each in told.values()} - {""}),
        # The parts that are unknown are zeros, at the end; a date without a year says nothing here.
        dates=tuple(
            each.date.replace("-00", "")
            for each in told.values()
            if each.date and not each.date.startswith("0000")
        ),
        query=query,
        sha256=sample_hash((key, each.text_sha256) for key, each in told.items()),
    )
    readers = tuple(
        ReaderFacts(
            name=voice.name,
            reader=reader,
            dreams=len(voice.dreams),
            role=_role(reader) if reader else OWN_RATINGS,
            sha256=_network_hash(reader) if reader else "",
        )
        for voice in panel.voices
        for reader in (panel.readers.get(voice.name),)
    )
    scales = {each.scale for each in measured.measures}
    return Methods(
        sample=sample,
        readers=readers,
        scales=tuple(scale for scale in Scale if scale in scales),
        agreement=measured,
        norm=(norm.name, norm.source) if norm else None,
    )


def _role(reader: Reader) -> str:
    """Return which sentence is told of a reader."""
    if reader == SETTLED:
        return "settled"
    if reader.kind is ReaderKind.PERSON:
        return "person"
    return "shipped" if reader.name in READERS else "program"
