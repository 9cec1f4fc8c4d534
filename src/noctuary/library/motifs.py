"""Motifs that nobody listed, in a library: words that stand out, dreams that lie together, lists of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from noctuary.dream import Dream, DreamKey, PartialDate, SeriesKind, Sex
from noctuary.errors import InputError
from noctuary.figures.clusters import Cluster, Clustering, cluster_dreams, labels
from noctuary.figures.keyness import LEAST_DREAMERS, LEAST_DREAMS, KeyWord, key_words, more_frequent
from noctuary.figures.word_counts import Counts, reference, reference_words
from noctuary.figures.word_search import LENGTHS, Category, WordRate, baseline, word_rates
from noctuary.figures.words import Told, WordTable
from noctuary.store import motifs
from noctuary.store.query import parse_query

if TYPE_CHECKING:
    from noctuary.library.facade import Library

#: What dreams can be set beside, apart from other dreams of the library.
PAST: Final = "past"
REFERENCE: Final = "reference"
# Without a date, the last year is set beside what was before; where one of both has fewer dreams than this, the
# last fifth of the dreams is.
_FEWEST: Final = 30
_LAST_SHARE: Final = 0.2

_SEE: Final = "See which there are with `noctuary list`."

Progress = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class Motif:
    """A word or pair of words that stands out, and where it is.

    Parameters
    ----------
    key_word
        The word with its figures.
    dreams
        Which dreams hold it, in the order of their dates.
    """

    key_word: KeyWord
    dreams: tuple[DreamKey, ...]

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, for tables and files; shares from 0 to 1."""
        word = self.key_word
        return {
            "motif": word.term,
            "named_by": "",
            "dreams": word.found.dreams,
            "rate": word.rate,
            "elsewhere": word.other_rate,
            "log_ratio": word.log_ratio,
            "low": word.interval.low,
            "high": word.interval.high,
            "g2": word.g2,
            "p": word.p_adjusted,
            "spread": word.found.spread,
            "last": str(self.dreams[-1]),
        }


@dataclass(frozen=True, slots=True)
class Motifs:
    """Words that are surely more frequent in some dreams than in others.

    Parameters
    ----------
    sample, other
        What was compared, with its numbers of dreams.
    found
        The surely greatest effect first. Empty where nothing stands out.
    tested
        How many words and pairs were tested.
    left_out
        How many dreams have no date and could not be placed before or after one.
    """

    sample: Counts
    other: Counts
    found: tuple[Motif, ...] = field(repr=False)
    tested: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class NamedCluster:
    """Dreams that lie together in meaning, and words for them.

    Parameters
    ----------
    words
        What tells them from the other dreams; empty where no word does.
    dreams
        The nearest to the centre first.
    cluster
        How close they lie, and how surely together.
    """

    words: tuple[str, ...] = field(repr=False)
    dreams: tuple[DreamKey, ...]
    cluster: Cluster


@dataclass(frozen=True, slots=True)
class Clusters:
    """The clusters of some dreams.

    Parameters
    ----------
    clusters
        The largest first.
    clustering
        How surely the dreams divide so.
    """

    clusters: tuple[NamedCluster, ...]
    clustering: Clustering


def find_motifs(
    library: Library,
    query: str = "",
    *,
    against: str = REFERENCE,
    since: PartialDate | None = None,
    names: bool = False,
    progress: Progress = None,
) -> Motifs:
    """Return what is unusually frequent in the dreams that a search finds.

    Parameters
    ----------
    library
        Where they are.
    query
        Which dreams.
    against
        :data:`REFERENCE` sets them beside dreams of DreamBank, by dreamers of the same sex where it is known;
        :data:`PAST` sets the dreams from a date on beside all before; any other search, beside the dreams that
        it finds, without those of `query`.
    since
        From which date on, for :data:`PAST`; without one, the last year is taken, or the last fifth of the
        dreams where few are dated.
    names
        Also look at names of figures.
    progress
        Told the number of dreams looked through.

    Raises
    ------
    InputError
        If one of both samples holds no dream, or dreams of several dreamers should have a past in common.
    """
    if since is not None and against != PAST:
        raise InputError("A date divides dreams from their past.", "Give it with --against past.")
    mine = _in_order(library, query)
    _not_empty(mine, "The search finds no dream.")
    if against == PAST:
        return _beside_past(library, query, mine, since, names=names, progress=progress)
    others: list[Dream] = []
    if against != REFERENCE:
        chosen = {dream.key for dream in mine}
        others = [dream for dream in _in_order(library, against) if dream.key not in chosen]
        _not_empty(others, "There is no other dream to set them beside.")
    table = _table(library, [*mine, *others], progress)
    places = range(len(mine))
    if against == REFERENCE:
        other = reference(_sex(library, query))
    else:
        other = table.counts(against or "all dreams", range(len(mine), len(table)), names=names)
    return _motifs(table, places, table.counts(query or "all dreams", places, names=names), other)


def _beside_past(
    library: Library,
    query: str,
    mine: Sequence[Dream],
    since: PartialDate | None,
    *,
    names: bool,
    progress: Progress,
) -> Motifs:
    series = library.series_of(query)
    if len({each.dreamer or each.id for each in series}) > 1 or series[0].kind is SeriesKind.SET:
        raise InputError(
            "These dreams are of several dreamers, who have no past in common.",
            "Choose one series: series:NAME.",
        )
    dated = [dream for dream in mine if _day(dream)]
    day = since.sort_key if since else _year_before(dated)
    split = sum(_day(dream) < day for dream in dated)
    when = f"since {day.replace('-00', '')}"
    if since is None and min(split, len(dated) - split) < _FEWEST:
        # The order of undated dreams is that in which they were written down.
        dated = list(mine)
        split = round((1 - _LAST_SHARE) * len(dated))
        when = f"the last {len(dated) - split}"
    _not_empty(dated[:split], "No dream is dated before that.")
    _not_empty(dated[split:], "No dream is dated since then.")
    table = _table(library, dated, progress)
    recent = range(split, len(dated))
    sample = table.counts(when, recent, names=names)
    past = table.counts("those before", range(split), names=names)
    return _motifs(table, recent, sample, past, left_out=len(mine) - len(dated))


def _motifs(table: WordTable, places: range, sample: Counts, other: Counts, *, left_out: int = 0) -> Motifs:
    least = min(LEAST_DREAMERS, table.dreamer_count(places))
    tested = key_words(sample, other, least_dreams=LEAST_DREAMS, least_dreamers=least)
    found = tuple(Motif(each, tuple(table.holding(each.term, places))) for each in more_frequent(tested))
    return Motifs(sample, other, found, len(tested), left_out)


def find_clusters(
    library: Library, query: str = "", *, k: int | None = None, seed: int = 0, progress: Progress = None
) -> Clusters:
    """Divide the dreams that a search finds by meaning, and name the clusters by their words.

    Parameters
    ----------
    library
        Where they are. Dreams that are not placed in meaning are left out.
    query
        Which dreams.
    k, seed
        As :func:`noctuary.figures.clusters.cluster_dreams` takes them.
    progress
        Told the number of dreams looked through.

    Raises
    ------
    StatsError
        If they are too few to be divided, or too few for `k`.
    """
    keys, vectors = library.vectors(query)
    clustering = cluster_dreams(vectors, k=k, seed=seed)
    table = _table(library, (library.store.get(key) for key in keys), progress)
    words = labels(table, (each.members for each in clustering.clusters))
    named = tuple(
        NamedCluster(label, tuple(keys[place] for place in each.members), each)
        for label, each in zip(words, clustering.clusters, strict=True)
    )
    return Clusters(named, clustering)


def search_words(
    library: Library,
    query: str = "",
    *,
    among: Sequence[Category] | None = None,
    beside: str | None = None,
    any_length: bool = False,
) -> list[WordRate]:
    """Count the dreams that hold a word of each list, beside a baseline.

    Parameters
    ----------
    library
        Where the dreams are.
    query
        Which dreams.
    among
        Lists of your own, which have no baseline; the oneiric words if ``None``.
    beside
        As :func:`noctuary.figures.word_search.baseline` takes it; ``None`` takes that of the dreamers' sex.
    any_length
        Also count dreams shorter or longer than those of the baselines. Lists of your own count all.

    Raises
    ------
    InputError
        If no dream is found.
    """
    if not library.count(query):
        raise InputError("The search finds no dream.", _SEE)
    texts = (dream.text for dream in library.dreams(query))
    if among is not None:
        return word_rates(texts, among)
    chosen = baseline(beside or _sex(library, query))
    return word_rates(texts, beside=chosen, lengths=None if any_length else LENGTHS)


def said_motifs(library: Library, query: str = "") -> list[tuple[str, int]]:
    """Return the motifs that the dreamer named, with the number of found dreams said to hold each, by name."""
    said = motifs.statements(library.store, parse_query(query))
    return sorted(Counter(each.name for each in said if each.holds).items())


def _in_order(library: Library, query: str) -> list[Dream]:
    """Return the dreams that a search finds by date, the undated before, each in the order of its series."""
    return sorted(library.dreams(query), key=_day)


def _day(dream: Dream) -> str:
    return dream.date.sort_key if dream.date and dream.date.year else ""


def _year_before(dated: Sequence[Dream]) -> str:
    last = _day(dated[-1]) if dated else "0001-01-01"
    return f"{max(0, int(last[:4]) - 1):04}{last[4:]}"


def _not_empty(dreams: Sequence[Dream], sentence: str) -> None:
    if not dreams:
        raise InputError(sentence, _SEE)


def _sex(library: Library, query: str) -> Sex | None:
    """Return the sex of the dreamers where it is known and the same."""
    sexes = {series.sex for series in library.series_of(query)}
    return sexes.pop() if len(sexes) == 1 else None


def _table(library: Library, dreams: Iterable[Dream], progress: Progress) -> WordTable:
    owners = {
        series.id: series.dreamer or (series.id if series.kind is SeriesKind.SERIES else "")
        for series in library.store.series()
    }

    def told() -> Iterable[Told]:
        for count, dream in enumerate(dreams, start=1):
            # In a set whose dreamers are not known, every dream is somebody's.
            dreamer = dream.dreamer or owners[dream.series] or str(dream.key)
            yield Told(dream.key, dreamer, dream.text)
            if progress:
                progress(count)

    # "the silver stranger" is a name, but silver and strangers are not.
    confirmed = {
        word.lower()
        for series in owners
        for member in library.cast(series).members
        for name in member.names
        for word in name.split()
    }
    return WordTable(told(), names=confirmed - reference_words())
