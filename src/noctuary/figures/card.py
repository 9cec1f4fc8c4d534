"""A figure's card: when it came, with whom, what it did and met with, what the dreamer felt, and how that changed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

from noctuary.coding import Reading
from noctuary.dates import readable_date
from noctuary.dream import DreamKey
from noctuary.figures.feelings import Feeling, feelings_beside, felt_in
from noctuary.figures.figure import Figure
from noctuary.figures.periods import stretches
from noctuary.figures.scenes import ACTS, Act, ReadDream, Scene, Side, bond_of, scenes_of
from noctuary.figures.share import Share
from noctuary.scheme import Scale, explain_class


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
    told
        The same acts one by one, in the order of the dreams.
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
    told: tuple[Act, ...] = field(repr=False)
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
    scenes = {scene.dream.key: scene for scene in scenes_of(figure, {each.key: each for each in ordered})}
    beside = [scenes[dream.key] for dream in ordered if dream.key in scenes]
    if not beside:
        raise ValueError("the figure is in none of the dreams")
    without = (dream.reading for dream in ordered if dream.key not in scenes)
    told = tuple(act for scene in beside for act in scene.acts())
    dated = [scene.dream for scene in beside if readable_date(scene.dream.date)]
    placed = dated or [scene.dream for scene in beside]
    return Card(
        figure,
        Share(len(beside), len(ordered)),
        (placed[0].key, placed[0].date),
        (placed[-1].key, placed[-1].date),
        _company(figure, figures, scenes.keys()),
        _by_side(beside),
        told,
        sum(scene.ambiguous_count for scene in beside),
        feelings_beside((felt_in(scene.dream.reading) for scene in beside), map(felt_in, without)),
        _tallies(scene.feelings() for scene in beside),
        _settings(scene.dream.reading for scene in beside),
        _periods(ordered, beside),
    )


def _by_side(scenes: Iterable[Scene]) -> dict[tuple[Scale, Side], Tally]:
    found = _tallies(((act.coding.code.scale, act.side) for act in scene.acts()) for scene in scenes)
    order = {(scale, side): place for place, (scale, side) in enumerate(product(ACTS, Side))}
    return dict(sorted(found.items(), key=lambda each: order[each[0]]))


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
        Companion(other, sum(dream in dreams for dream in other.dreams))
        for other in figures
        if other.known and other.key != figure.key
    )
    return tuple(
        sorted((each for each in company if each.dreams), key=lambda each: (-each.dreams, each.figure.name))
    )


def _settings(readings: Iterable[Reading]) -> dict[str, int]:
    counts = Counter(
        meaning
        for reading in readings
        for meaning in {explain_class(code) for code in reading.codes(Scale.SETTINGS)}
    )
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _periods(dreams: Sequence[ReadDream], beside: Sequence[Scene]) -> tuple[Period, ...]:
    scenes = {scene.dream.key: scene for scene in beside}
    during = stretches([(dream.key, dream.date) for dream in dreams], scenes)
    return tuple(
        _period(name, len(keys), [scenes[key] for key in keys if key in scenes])
        for name, keys in during.items()
    )


def _period(name: str, dreams: int, scenes: Sequence[Scene]) -> Period:
    bond = bond_of(act for scene in scenes for act in scene.acts())
    return Period(name, Share(len(scenes), dreams), bond.aggressive, bond.friendly)
