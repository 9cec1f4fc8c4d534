"""What is measured when a reading is held against another of the same dreams.

Each measure is made from sums over dreams: what a dream adds is worked out
once, and a resample of dreams is a sum of the same rows. The measures are
those of the scorer that goes with the hand-coded corpora; the calibration
error is our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Coding, Reading
from noctuary.scheme import Character, Code, Scale
from noctuary.scheme.symbols import CLASSES
from noctuary.stats.indicators import DEFINITIONS, tally
from noctuary.stats.resample import ratio

Sums = NDArray[np.float64]
"""Sums over dreams, in the last axis; those before it are resamples."""
Value = Callable[[Sums], Sums]
View = Callable[[list[Code]], Iterable[Hashable]]

INDICES: Final = "indices"
CALIBRATION: Final = "calibration error"
_BINS: Final = 10
_LEAST_COUNTED: Final = 10
# Mirror images and parts of indicators that are compared already would weigh them twice.
_NOT_COMPARED: Final = frozenset(
    {
        "victimization percent",
        "anger percent",
        "apprehension percent",
        "sadness percent",
        "confusion percent",
        "happiness percent",
        "at least one emotion",
    }
)
_COMPARED: Final = [place for place, each in enumerate(DEFINITIONS) if each.key not in _NOT_COMPARED]


@dataclass(frozen=True, slots=True)
class Block:
    """Measures that are made from the same sums.

    Parameters
    ----------
    scale
        What they stand under: the name of a scale, or ``indices``.
    sums
        What one dream adds, given the gold reading of it and the other; ``None`` where it says nothing.
    measures
        How each is made from the sums, by name. NaN where it is undefined.
    """

    scale: str
    sums: Callable[[Reading, Reading], Sequence[float] | None]
    measures: Mapping[str, Value]


def _mean_defined(values: Sums) -> Sums:
    """Average over the last axis, leaving out what is undefined."""
    return ratio(np.nansum(values, axis=-1), np.count_nonzero(~np.isnan(values), axis=-1).astype(np.float64))


# The overlap of two multisets: pooled over dreams, and dream by dream.

_SHARED, _EXTRA, _LACKING, _F1, _SAME, _DREAMS = range(6)
_WIDTH: Final = 6


def _overlap(gold: Iterable[Hashable], other: Iterable[Hashable]) -> tuple[float, ...]:
    here, there = Counter(gold), Counter(other)
    shared = (here & there).total()
    size = here.total() + there.total()
    f1 = 2 * shared / size if size else 1.0
    return shared, there.total() - shared, here.total() - shared, f1, here == there, 1


def _micro(sums: Sums) -> Sums:
    twice = 2 * sums[..., _SHARED]
    return ratio(twice, twice + sums[..., _EXTRA] + sums[..., _LACKING])


def _mean(sums: Sums) -> Sums:
    return ratio(sums[..., _F1], sums[..., _DREAMS])


def _exact(sums: Sums) -> Sums:
    return ratio(sums[..., _SAME], sums[..., _DREAMS])


def _block(
    scale: Scale,
    sums: Callable[[list[Coding], list[Coding]], Sequence[float] | None],
    measures: Mapping[str, Value],
) -> Block:
    """Make a block of one scale, which only a dream that was coded on it adds to."""

    def of_dream(gold: Reading, other: Reading) -> Sequence[float] | None:
        return sums(list(gold.on(scale)), list(other.on(scale))) if scale in gold.scales else None

    return Block(scale.value, of_dream, measures)


def _overlaps(scale: Scale, view: View, measures: Mapping[str, Value]) -> Block:
    def sums(gold: list[Coding], other: list[Coding]) -> Sequence[float]:
        return _overlap(*(view([coding.code for coding in codings]) for codings in (gold, other)))

    return _block(scale, sums, measures)


# What of a code is compared.


def _whole(codes: list[Code]) -> list[Code]:
    return codes


def _symbols(codes: list[Code]) -> list[str | None]:
    return [code.symbol for code in codes]


def _presence(codes: list[Code]) -> list[bool]:
    return [True] * bool(codes)


def _with_actor(codes: list[Code]) -> list[tuple[str | None, str | None]]:
    return [(code.actor, code.symbol) for code in codes]


def _characters(codes: list[Code]) -> Iterator[Character]:
    return (Character.parse(code.symbol or "") for code in codes)


def _not_family(codes: list[Code]) -> list[Character]:
    return [who for who in _characters(codes) if not (who.is_family or who.is_relative)]


def _relaxed(codes: list[Code]) -> list[str]:
    """Sex and identity; number and age aside."""
    return [who.nonhuman or who.sex + who.identity for who in _characters(codes)]


Slot = tuple[str | int, str | None]


def _letters(prefix: str, party: str | None) -> list[Slot]:
    """Take a party, or a character, apart by slots. An empty one is the word none, letter by letter."""
    slots: list[Slot] = []
    for member in (party or "none").split("+"):
        # Animals, creatures, D and Q have no slots beside the first.
        whole = len(member) != 4 or member.endswith(("ANI", "CZZ"))
        slots += (
            [(prefix, member)] if whole else [(prefix + str(n), letter) for n, letter in enumerate(member)]
        )
    return slots


def _character_slots(codes: list[Code]) -> list[Slot]:
    return [slot for code in codes for slot in _letters("", code.symbol)]


def _symbol_slots(codes: list[Code]) -> list[Slot]:
    return [slot for code in codes for slot in enumerate(code.symbol or "")]


def _act_slots(codes: list[Code]) -> list[Slot]:
    return [
        slot
        for code in codes
        for slot in (
            ("class", code.symbol),
            ("direction", code.direction),
            *_letters("by", code.actor),
            *_letters("to", code.recipient),
        )
    ]


# Emotions: which of the five classes a dream holds.

_FEELINGS: Final = tuple(CLASSES[Scale.EMOTIONS])


def _anyone(_: Code) -> bool:
    return True


def _dreamer(code: Code) -> bool:
    return "D" in (code.actor or "").split("+")


def _by_class(sums: Sums) -> Sums:
    return sums.reshape(*sums.shape[:-1], len(_FEELINGS), _WIDTH)


def _of_class(place: int) -> Value:
    return lambda sums: _micro(_by_class(sums)[..., place, :])


def _feelings(name: str, holder: Callable[[Code], bool], *, emotional_only: bool = False) -> Block:
    def sums(gold: list[Coding], other: list[Coding]) -> Sequence[float] | None:
        if emotional_only and not gold:
            return None
        here, there = (
            {coding.code.symbol for coding in codings if holder(coding.code)} for codings in (gold, other)
        )
        return [figure for each in _FEELINGS for figure in _overlap({each} & here, {each} & there)]

    measures: dict[str, Value] = {
        f"{name}, micro F1": lambda sums: _micro(_by_class(sums).sum(axis=-2)),
        f"{name}, macro F1": lambda sums: _mean_defined(_micro(_by_class(sums))),
    }
    measures |= {f"{name}, {feeling}": _of_class(place) for place, feeling in enumerate(_FEELINGS)}
    return _block(Scale.EMOTIONS, sums, measures)


# How many codes a dream holds.


def _counts(gold: list[Coding], other: list[Coding]) -> Sequence[float]:
    x, y = len(gold), len(other)
    return 1, x, y, x * x, y * y, x * y


def _pearson(sums: Sums) -> Sums:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    # Whole numbers, so that nothing is lost by subtracting.
    return ratio(n * xy - x * y, np.sqrt((n * xx - x * x) * (n * yy - y * y)))


# Whether a confidence of 70 % is right in 70 of 100.


def _confidences(gold: list[Coding], other: list[Coding]) -> Sequence[float]:
    """Count the codes, their confidences and the right ones in each bin; a gold code makes one code right."""
    unmatched = Counter(coding.code for coding in gold)
    bins = np.zeros((_BINS, 3))
    told = [(coding.confidence, coding.code) for coding in other if coding.confidence is not None]
    for confidence, code in sorted(told, key=lambda pair: -pair[0]):
        right = unmatched[code] > 0
        unmatched[code] -= right
        bins[min(int(confidence * _BINS), _BINS - 1)] += (1, confidence, right)
    return list(bins.ravel())


def _calibration_error(sums: Sums) -> Sums:
    number, confidence, right = np.moveaxis(sums.reshape(*sums.shape[:-1], _BINS, 3), -1, 0)
    return ratio(np.abs(confidence - right).sum(axis=-1), number.sum(axis=-1))


# The content indices of the whole sample.


def _tallies(gold: Reading, other: Reading) -> Sequence[float]:
    return [float(figure) for reading in (gold, other) for figure in tally(reading)[_COMPARED].ravel()]


def _shares(sums: Sums) -> tuple[Sums, Sums]:
    """Return each index by gold and by the other; NaN where gold counts fewer than ten."""
    figures = sums.reshape(*sums.shape[:-1], 2, len(_COMPARED), 2)
    counted = figures[..., 0, :, 1]
    enough = np.where(counted >= _LEAST_COUNTED, counted, 0)
    other = np.nan_to_num(ratio(figures[..., 1, :, 0], figures[..., 1, :, 1]))
    return ratio(figures[..., 0, :, 0], enough), other


def _points(sums: Sums) -> Sums:
    gold, other = _shares(sums)
    return _mean_defined(100 * np.abs(gold - other))


def _mean_h(sums: Sums) -> Sums:
    # A rate may pass 1, where h ends.
    gold, other = (2 * np.arcsin(np.sqrt(np.minimum(shares, 1))) for shares in _shares(sums))
    return _mean_defined(np.abs(gold - other))


def _blocks() -> Iterator[Block]:
    who = Scale.CHARACTERS
    yield _overlaps(who, _whole, {"mean F1": _mean, "micro F1": _micro, "exact match": _exact})
    yield _overlaps(who, _not_family, {"non-family mean F1": _mean})
    yield _overlaps(who, _relaxed, {"relaxed micro F1": _micro})
    yield _overlaps(who, _character_slots, {"slot mean F1": _mean})
    yield _feelings("general", _anyone)
    yield _feelings("dreamer", _dreamer)
    yield _feelings("general, emotional dreams only", _anyone, emotional_only=True)
    for scale in (Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY):
        yield _overlaps(scale, _presence, {"presence F1": _micro})
        yield _overlaps(scale, _symbols, {"class F1": _micro})
        yield _overlaps(scale, _whole, {"exact F1": _micro})
        yield _block(scale, _counts, {"count r": _pearson})
        yield _overlaps(scale, _act_slots, {"slot mean F1": _mean})
    for scale in (Scale.SUCCESS, Scale.FAILURE, Scale.MISFORTUNE, Scale.GOOD_FORTUNE):
        yield _overlaps(scale, _presence, {"presence F1": _micro})
    for scale in (Scale.SETTINGS, Scale.OBJECTS, Scale.MODIFIERS):
        yield _overlaps(scale, _whole, {"micro F1": _micro, "mean F1": _mean})
    yield _overlaps(Scale.SETTINGS, _symbol_slots, {"slot mean F1": _mean})
    yield _overlaps(Scale.ACTIVITIES, _with_actor, {"micro F1": _micro, "mean F1": _mean})
    yield _overlaps(Scale.ACTIVITIES, _symbols, {"class F1": _micro})
    yield _overlaps(Scale.ACTIVITIES, _act_slots, {"slot mean F1": _mean})
    for scale in Scale:
        yield _block(scale, _confidences, {CALIBRATION: _calibration_error})
    yield Block(INDICES, _tallies, {"mean absolute difference (points)": _points, "mean |h|": _mean_h})


_ORDER: Final = {name: place for place, name in enumerate((*(scale.value for scale in Scale), INDICES))}

BLOCKS: Final = tuple(sorted(_blocks(), key=lambda block: _ORDER[block.scale]))
"""Every measure, scale by scale."""
