"""A figure's card: when it came, with whom, what it did and met with, what the dreamer felt, and how that changed."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, TypeVar

from noctuary.coding import Coding, Reading
from noctuary.dream import DreamKey, TextSpan
from noctuary.figures.figure import Figure
from noctuary.figures.share import Share
from noctuary.scheme import Code, Scale, explain_class, parse_party
from noctuary.scheme.symbols import CLASSES

_ACTS: Final = (Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY)
_DREAMER: Final = "D"
# Of several who bear one code, an act or feeling is of the one mentioned beside its words, the others farther off.
# Tried on acts and feelings of people who bear a code alone, among all people of the dream.
_NEAR: Final = 20
_LEAST_NEAR: Final = 5
_FARTHER: Final = 3
# Fewer sightings than this make no thirds to compare.
_FEWEST_FOR_THIRDS: Final = 6
# How many years go together, of so many at most.
_YEARS: Final = ((1, 12), (5, 60), (10, 10_000))
_THIRDS: Final = ("first third", "second third", "last third")


@dataclass(frozen=True, slots=True)
class ReadDream:
    """A dream as a card needs it.

    Parameters
    ----------
    key
        Which dream.
    date
        As it sorts (:attr:`noctuary.dream.PartialDate.sort_key`); empty where unknown.
    reading
        What was found in it, each character with the words it stands on.
    """

    key: DreamKey
    date: str
    reading: Reading


class Side(StrEnum):
    """Between whom an act of a figure is. What is done in return counts as done to the one whom it answers."""

    TO_DREAMER = "to the dreamer"
    FROM_DREAMER = "from the dreamer"
    WITH_DREAMER = "with the dreamer"
    TO_OTHERS = "to others"
    FROM_OTHERS = "from others"
    WITH_OTHERS = "with others"
    TO_ITSELF = "to itself"


_WITH_THE_DREAMER: Final = frozenset({Side.TO_DREAMER, Side.FROM_DREAMER, Side.WITH_DREAMER})


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something is told, and in how many of the figure's dreams."""

    count: int
    dreams: int


@dataclass(frozen=True, slots=True)
class Companion:
    """Another figure, and how many dreams it shares."""

    figure: Figure
    dreams: int


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling of the dreamer in the dreams with a figure, and in those without it."""

    beside: Share
    without: Share


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in a figure's life in the dreams.

    Parameters
    ----------
    name
        ``1985``, ``first third`` or ``undated``.
    appearances
        The share of its dreams that the figure is in.
    aggressions, friendlinesses
        Acts between figure and dreamer, whoever began.
    """

    name: str
    appearances: Share
    aggressions: int
    friendlinesses: int

    @property
    def acts(self) -> int:
        """Both together: what :attr:`aggression_share` is a share of."""
        return self.aggressions + self.friendlinesses

    @property
    def aggression_share(self) -> float:
        """Aggressions among the friendly and aggressive acts with the dreamer, 0 to 1; NaN where there are none."""
        return self.aggressions / self.acts if self.acts else math.nan


@dataclass(frozen=True, slots=True)
class Card:
    """What the dreams tell of one figure.

    Parameters
    ----------
    figure
        Whose card.
    appearances
        The share of the dreams read that it is in.
    first, last
        Its first and last dream, with the date as it sorts: of the dated ones, or where none is dated, as they came.
    company
        Who else is known in its dreams, the most frequent first.
    acts
        By scale and side: what it did and what was done to it.
    ambiguous_acts
        Acts and feelings that bear the code of the figure and of somebody else in the dream, neither of whom is
        clearly mentioned nearer to their words. Whose they are is open, and they are counted nowhere else.
    feelings
        By class of emotion, the dreamer's feelings around it; ``any`` for any of them. Dreams whose emotions were
        not coded are left out.
    own_feelings
        By class of emotion, what the figure itself feels.
    settings
        By class of setting, in how many of its dreams; the most frequent first.
    periods
        How it changed: by years where its dreams tell them, else by thirds of its appearances; empty
        where there are too few for either.
    """

    figure: Figure
    appearances: Share
    first: tuple[DreamKey, str]
    last: tuple[DreamKey, str]
    company: tuple[Companion, ...]
    acts: Mapping[tuple[Scale, Side], Tally]
    ambiguous_acts: int
    feelings: Mapping[str, Feeling]
    own_feelings: Mapping[str, Tally]
    settings: Mapping[str, int]
    periods: tuple[Period, ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the card as flat rows of the same columns, for tables and files; shares from 0 to 1."""
        figure = self.figure
        yield _row("figure", figure.name, text=figure.relation)
        yield _row("seen", "dreams", share=self.appearances)
        yield _row("seen", "first", text=_place(self.first))
        yield _row("seen", "last", text=_place(self.last))
        for other in self.company:
            yield _row("company", other.figure.name, share=Share(other.dreams, self.appearances.found))
        for (scale, side), tally in self.acts.items():
            yield _row(scale.value, side.value, tally=tally)
        yield _row("ambiguous", "acts", tally=Tally(self.ambiguous_acts, 0))
        for name, feeling in self.feelings.items():
            yield _row("dreamer feels, with it", name, share=feeling.beside)
            yield _row("dreamer feels, without it", name, share=feeling.without)
        for name, tally in self.own_feelings.items():
            yield _row("feels", name, tally=tally)
        for name, dreams in self.settings.items():
            yield _row("setting", name, share=Share(dreams, self.appearances.found))
        for period in self.periods:
            yield _row("period", period.name, share=period.appearances)
            yield _row("period, aggression", period.name, share=Share(period.aggressions, period.acts))


def _place(seen: tuple[DreamKey, str]) -> str:
    key, date = seen
    return f"{key} {readable_date(date)}".rstrip()


def _row(
    section: str, item: str, *, text: str = "", tally: Tally | None = None, share: Share | None = None
) -> dict[str, Any]:
    low, high = share.interval if share else (math.nan, math.nan)
    return {
        "section": section,
        "item": item,
        "text": text,
        "count": tally.count if tally else share.found if share else None,
        "dreams": tally.dreams if tally else None,
        "of": share.total if share else None,
        "share": share.value if share else math.nan,
        "low": low,
        "high": high,
    }


def readable_date(date: str) -> str:
    """Return the known parts of a date as it sorts.

    Examples
    --------
    >>> readable_date("1985-03-00"), readable_date("0000-00-00")
    ('1985-03', '')
    """
    known = date.partition("-00")[0]
    return "" if known.startswith("0000") else known


def make_card(figure: Figure, figures: Iterable[Figure], dreams: Iterable[ReadDream]) -> Card:
    """Make the card of a figure.

    Acts and feelings are matched to the figure by the code that it bears in the dream, ``1MKA`` in ``1MKA 7> D``; of
    several who bear it, they are of the one who is mentioned clearly nearer to their words.

    Parameters
    ----------
    figure
        Whose, with one sighting at least.
    figures
        All figures of the series: its company are the known ones among them.
    dreams
        The dreams of the series that were read, in the order in which they came.

    Raises
    ------
    ValueError
        If the figure is in none of the dreams.
    """
    ordered = sorted(dreams, key=lambda dream: dream.date)
    places: defaultdict[DreamKey, set[int]] = defaultdict(set)
    for sighting in figure.sightings:
        places[sighting.dream].add(sighting.place)
    beside = [_Scene.of(dream, places[dream.key]) for dream in ordered if dream.key in places]
    if not beside:
        raise ValueError("the figure is in none of the dreams")
    without = [dream.reading for dream in ordered if dream.key not in places]
    dated = [scene.dream for scene in beside if readable_date(scene.dream.date)]
    told = dated or [scene.dream for scene in beside]
    return Card(
        figure,
        Share(len(beside), len(ordered)),
        (told[0].key, told[0].date),
        (told[-1].key, told[-1].date),
        _company(figure, figures, places.keys()),
        dict(
            sorted(_tallies(scene.acts() for scene in beside).items(), key=lambda each: _act_order(each[0]))
        ),
        sum(scene.ambiguous_count for scene in beside),
        _feelings([scene.dream.reading for scene in beside], without),
        _tallies(scene.feelings() for scene in beside),
        _settings(scene.dream.reading for scene in beside),
        _periods(ordered, beside),
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """One dream of the figure.

    Parameters
    ----------
    dream
        Which.
    parts
        Each act and feeling in it, with the codes by which the figure takes part; ``None`` where that is open.
    """

    dream: ReadDream
    parts: tuple[tuple[Code, frozenset[str] | None], ...]

    @classmethod
    def of(cls, dream: ReadDream, places: Collection[int]) -> _Scene:
        """Find out what the figure takes part in, which is the characters at these places of the reading."""
        own: defaultdict[str, list[TextSpan]] = defaultdict(list)
        others: defaultdict[str, list[TextSpan]] = defaultdict(list)
        for place, coding in enumerate(dream.reading.codings):
            if coding.code.scale is Scale.CHARACTERS:
                (own if place in places else others)[str(coding.code)].extend(coding.evidence)
        parts = (
            (coding.code, _codes_of_figure(coding, own, others))
            for coding in dream.reading.codings
            if coding.code.scale in (*_ACTS, Scale.EMOTIONS)
        )
        return cls(dream, tuple(parts))

    def acts(self) -> Iterator[tuple[Scale, Side]]:
        """Yield what the figure does and meets with, act by act."""
        return ((code.scale, _side(code, mine)) for code, mine in self.parts if mine and code.scale in _ACTS)

    def feelings(self) -> Iterator[str]:
        """Yield what the figure feels."""
        return (explain_class(code) for code, mine in self.parts if mine and code.scale is Scale.EMOTIONS)

    @property
    def ambiguous_count(self) -> int:
        """Acts and feelings of which it is open whether they are the figure's."""
        return sum(mine is None for _, mine in self.parts)


def _codes_of_figure(
    coding: Coding, own: Mapping[str, Sequence[TextSpan]], others: Mapping[str, Sequence[TextSpan]]
) -> frozenset[str] | None:
    """Return the codes by which a figure takes part in an act or feeling; ``None`` where that is open.

    Parameters
    ----------
    own, others
        By code, where the text mentions the figure, and where others.
    """
    parties = _party(coding.code.actor) | _party(coding.code.recipient)
    answers = {
        code: code not in others or _is_nearer(coding.evidence, own[code], others[code])
        for code in parties & own.keys()
    }
    mine = frozenset(code for code, answer in answers.items() if answer)
    return None if not mine and None in answers.values() else mine


def _is_nearer(words: Sequence[TextSpan], own: Sequence[TextSpan], others: Sequence[TextSpan]) -> bool | None:
    """Tell whether words stand by one mention of somebody rather than of others; ``None`` where by neither clearly."""
    mine, theirs = _distance(words, own), _distance(words, others)
    near, far = sorted((mine, theirs))
    clear = near <= _NEAR and far >= _FARTHER * max(near, _LEAST_NEAR)
    return mine == near if clear else None


def _distance(words: Sequence[TextSpan], mentions: Sequence[TextSpan]) -> float:
    """Return how many characters lie between words and the nearest mention; infinite without either."""
    between = (max(0, word.start - each.end, each.start - word.end) for word in words for each in mentions)
    return min(between, default=math.inf)


def _side(code: Code, mine: Collection[str]) -> Side:
    """Return between whom an act is that the figure takes part in by these codes."""
    actors, recipients = _party(code.actor), _party(code.recipient)
    acts = not actors.isdisjoint(mine)
    if code.direction == "*":
        return Side.TO_ITSELF
    if code.direction == "=":
        return Side.WITH_DREAMER if _DREAMER in (recipients if acts else actors) else Side.WITH_OTHERS
    if acts:
        return Side.TO_DREAMER if _DREAMER in recipients else Side.TO_OTHERS
    return Side.FROM_DREAMER if _DREAMER in actors else Side.FROM_OTHERS


def _party(party: str | None) -> frozenset[str]:
    return frozenset(parse_party(party)) if party else frozenset()


def _act_order(key: tuple[Scale, Side]) -> tuple[int, int]:
    scale, side = key
    return _ACTS.index(scale), list(Side).index(side)


_Key = TypeVar("_Key", bound=Hashable)


def _tallies(told: Iterable[Iterable[_Key]]) -> dict[_Key, Tally]:
    """Count what is told, dream by dream; the most frequent first."""
    counts: Counter[_Key] = Counter()
    dreams: Counter[_Key] = Counter()
    for each in told:
        here = Counter(each)
        counts.update(here)
        dreams.update(here.keys())
    return {key: Tally(count, dreams[key]) for key, count in counts.most_common()}


def _company(
    figure: Figure, figures: Iterable[Figure], dreams: Collection[DreamKey]
) -> tuple[Companion, ...]:
    company = (
        Companion(other, sum(dream in dreams for dream in {each.dream for each in other.sightings}))
        for other in figures
        if other.known and other.key != figure.key
    )
    return tuple(
        sorted((each for each in company if each.dreams), key=lambda each: (-each.dreams, each.figure.name))
    )


def _feelings(beside: Sequence[Reading], without: Sequence[Reading]) -> dict[str, Feeling]:
    """Return the dreamer's feelings with the figure and without it, class by class, and any of them."""
    felt = [_felt(readings) for readings in (beside, without)]
    names = {meaning: symbol for symbol, meaning in CLASSES[Scale.EMOTIONS].items()}
    found = {
        name: Feeling(*(Share(sum(symbol in each for each in dreams), len(dreams)) for dreams in felt))
        for name, symbol in names.items()
    }
    return {"any": Feeling(*(Share(sum(map(bool, dreams)), len(dreams)) for dreams in felt)), **found}


def _felt(readings: Iterable[Reading]) -> list[frozenset[str | None]]:
    """Return what the dreamer feels in each dream whose emotions were coded."""
    return [
        frozenset(code.symbol for code in reading.codes(Scale.EMOTIONS) if _DREAMER in _party(code.actor))
        for reading in readings
        if Scale.EMOTIONS in reading.scales
    ]


def _settings(readings: Iterable[Reading]) -> dict[str, int]:
    counts = Counter(
        meaning
        for reading in readings
        for meaning in {explain_class(code) for code in reading.codes(Scale.SETTINGS)}
    )
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _periods(dreams: Sequence[ReadDream], beside: Sequence[_Scene]) -> tuple[Period, ...]:
    years = {readable_date(scene.dream.date)[:4] for scene in beside}
    if len(years - {""}) > 1:
        first, last = min(years - {""}), max(years)
        during = _by_year(dreams, first, last)
    elif len(beside) >= _FEWEST_FOR_THIRDS:
        during = _by_thirds(dreams, beside)
    else:
        return ()
    scenes = {scene.dream.key: scene for scene in beside}
    return tuple(
        _period(name, len(keys), [scenes[key] for key in keys if key in scenes])
        for name, keys in during.items()
    )


def _by_year(dreams: Iterable[ReadDream], first: str, last: str) -> dict[str, list[DreamKey]]:
    """Return the dreams of each year, or few years, from the figure's first to its last, and the undated."""
    spanned = int(last) - int(first) + 1
    width = next(width for width, most in _YEARS if spanned <= most)
    during: defaultdict[str, list[DreamKey]] = defaultdict(list)
    for dream in dreams:
        year = readable_date(dream.date)[:4]
        if not year:
            during["undated"].append(dream.key)
        elif first <= year <= last:
            start = int(year) // width * width
            during[str(start) if width == 1 else f"{start}–{start + width - 1}"].append(dream.key)
    return dict(sorted(during.items()))


def _by_thirds(dreams: Sequence[ReadDream], beside: Sequence[_Scene]) -> dict[str, list[DreamKey]]:
    """Return the dreams up to each third of the figure's appearances."""
    keys = [dream.key for dream in dreams]
    seen = [scene.dream.key for scene in beside]
    # From its first dream to its last: before and after, there is nothing to compare.
    edges = [keys.index(seen[len(seen) * third // 3]) for third in range(3)]
    edges.append(keys.index(seen[-1]) + 1)
    return {name: keys[start:end] for name, (start, end) in zip(_THIRDS, pairwise(edges), strict=True)}


def _period(name: str, dreams: int, scenes: Sequence[_Scene]) -> Period:
    acts = Counter(scale for scene in scenes for scale, side in scene.acts() if side in _WITH_THE_DREAMER)
    return Period(name, Share(len(scenes), dreams), acts[Scale.AGGRESSION], acts[Scale.FRIENDLINESS])
