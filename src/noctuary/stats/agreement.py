"""How far readers of the same dreams agree, scale by scale: every two of them, and all together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import DreamKey
from noctuary.errors import StatsError
from noctuary.scheme import Scale
from noctuary.stats.coefficients import (
    Array,
    Form,
    Level,
    cohens_kappa,
    coincidences,
    contingency,
    gwets_ac1,
    interval_alpha,
    intraclass_correlation,
    krippendorffs_alpha,
    moments,
    percent_agreement,
    variance_sums,
)
from noctuary.stats.effect import NO_INTERVAL, Interval
from noctuary.stats.pairing import Pair, pair_codings, slots
from noctuary.stats.resample import percentile_interval, ratio, resampled_totals
from noctuary.stats.voices import OWN_RATINGS, TRAITS, Trait, Voice

RESAMPLES: Final = 1000

PERFECT: Final = "perfect agreement"
PERCENT: Final = "percent agreement"
KAPPA: Final = "Cohen's kappa"
LINEAR_KAPPA: Final = "weighted kappa, linear"
SQUARED_KAPPA: Final = "weighted kappa, quadratic"
AC1: Final = "Gwet's AC1"
ALPHA: Final = "Krippendorff's alpha"

CODES: Final = "codes"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of agreement.

    Parameters
    ----------
    voices
        Whose agreement: the names of two, or of all.
    scale, trait, name
        On which scale, on what, by which measure: ``aggression``, ``presence``, ``Cohen's kappa``. What is said
        of the codes themselves has the trait ``codes``, or a slot of them: ``class``.
    value
        From 0 to 1 for shares, at most 1 for the others; NaN where undefined, as where nothing varies.
    interval
        95 %, from resampling dreams; NaN for fewer than two dreams.
    dream_count
        Of how many dreams two at least of the voices said something; for the kappas and the intraclass
        correlations, all of them.
    """

    voices: tuple[str, ...]
    scale: Scale
    trait: str
    name: str
    value: float
    interval: Interval
    dream_count: int

    def figures(self) -> dict[str, str | int | float]:
        """Return the measure flat, as for a table: numbers unrounded, NaN where undefined."""
        return {
            "readers": ", ".join(self.voices),
            "scale": self.scale.value,
            "of": self.trait,
            "measure": self.name,
            "dreams": self.dream_count,
            "value": self.value,
            "low": self.interval.low,
            "high": self.interval.high,
        }


@dataclass(frozen=True, slots=True)
class Agreement:
    """Every figure of agreement of some voices.

    Parameters
    ----------
    voices
        Whose.
    measures
        Two voices after the other, then all together where there are three or more; scale by scale.
    dream_counts
        How many dreams each of these groups has in common: dreams of which two of them at least said something.
    seed, resamples
        Of the intervals.
    """

    voices: tuple[str, ...]
    measures: tuple[Measure, ...]
    dream_counts: Mapping[tuple[str, ...], int]
    seed: int
    resamples: int

    def find(
        self, scale: Scale, trait: str, name: str, *, voices: tuple[str, ...] | None = None
    ) -> Measure | None:
        """Return one measure, of all voices unless two are named; ``None`` where nobody said anything of it."""
        wanted = (voices or self.voices, scale, trait, name)
        for each in self.measures:
            if (each.voices, each.scale, each.trait, each.name) == wanted:
                return each
        return None


def agreement(voices: Sequence[Voice], *, resamples: int = RESAMPLES, seed: int = 0) -> Agreement:
    """Measure how far voices agree on the dreams that they have in common.

    Parameters
    ----------
    voices
        Two at least, of different names.
    resamples
        For the intervals.
    seed
        Equal seeds give equal intervals.

    Returns
    -------
    Agreement
        Only of what two voices at least said something: a scale that one coder never looked at is left out.

    Raises
    ------
    StatsError
        If there are fewer than two voices, or no two have a dream in common.

    Notes
    -----
    *Perfect agreement* is the field's own: of the codes that either reader
    gave, the share that both gave, so that a code which one lacks is a
    disagreement, and one that they wrote differently is two. *By slot*, the codes
    are paired first, and a code without a partner is one disagreement. Dreams
    in which neither found anything do not count for it.

    *Presence* is whether a dream holds the scale at all, *highest class* the
    highest of the ordered classes, 0 for none; both are said of each dream,
    and so is the *number of codes*.

    References
    ----------
    Hall & Van de Castle (1966), The Content Analysis of Dreams, chapter 12, for perfect agreement; for the
    others see :mod:`noctuary.stats.coefficients`.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader, Reading
    >>> from noctuary.scheme import parse
    >>> def voice(name: str, *symbols: str) -> Voice:
    ...     codings = tuple(Coding(parse(symbol, Scale.CHARACTERS)) for symbol in symbols)
    ...     return Voice.of_reader(name, [Reading(DreamKey("mine", "1"), Reader(name), codings)])
    >>> found = agreement([voice("Ana", "1MKA", "1FSA"), voice("Ben", "1MKA")])
    >>> found.find(Scale.CHARACTERS, CODES, PERFECT).value
    0.5
    """
    groups = [*combinations(voices, 2)] + ([tuple(voices)] if len(voices) > 2 else [])
    shared = {tuple(each.name for each in group): _in_common(group) for group in groups}
    if not any(shared.values()):
        raise StatsError(
            "No two of these readers have read a dream in common.",
            "See who has read what with `noctuary readers`.",
        )
    measures = [
        measure
        for group, dreams in zip(groups, shared.values(), strict=True)
        if dreams
        for measure in _measure(group, dreams, resamples if len(dreams) > 1 else 0, seed)
    ]
    counts = {names: len(dreams) for names, dreams in shared.items()}
    return Agreement(tuple(each.name for each in voices), tuple(measures), counts, seed, resamples)


def _in_common(group: Sequence[Voice]) -> list[DreamKey]:
    """Return the dreams of which two voices at least say something, in order."""
    return sorted({dream for one, other in combinations(group, 2) for dream in one.dreams & other.dreams})


@dataclass(frozen=True, slots=True)
class _Block:
    """Measures that are made from the same sums over dreams.

    `rows` is what each dream adds, `told` which dreams add anything.
    """

    scale: Scale
    trait: str
    rows: Array
    told: NDArray[np.bool_]
    measures: Mapping[str, Callable[[Array], Array]]


def _measure(
    group: Sequence[Voice], dreams: Sequence[DreamKey], resamples: int, seed: int
) -> Iterator[Measure]:
    blocks = [block for block in _blocks(group, dreams) if block.told.any()]
    every = np.hstack([block.rows for block in blocks]) if blocks else np.zeros((len(dreams), 0))
    drawn = resampled_totals(every, resamples=resamples, rng=np.random.default_rng(seed))
    start = 0
    for block in blocks:
        columns = slice(start, start + block.rows.shape[1])
        start = columns.stop
        for name, of in block.measures.items():
            value = float(of(block.rows.sum(axis=0)))
            interval = NO_INTERVAL if math.isnan(value) else percentile_interval(of(drawn[:, columns]))
            yield Measure(
                tuple(each.name for each in group),
                block.scale,
                block.trait,
                name,
                value,
                interval,
                int(np.count_nonzero(block.told)),
            )


def _blocks(group: Sequence[Voice], dreams: Sequence[DreamKey]) -> Iterator[_Block]:
    by_scale = {scale: [trait for trait in TRAITS if trait.scale is scale] for scale in Scale}
    codes = _code_blocks(group[0], group[1], dreams) if len(group) == 2 else {}
    for scale, traits in by_scale.items():
        yield from codes.get(scale, ())
        for trait in traits:
            values = np.array([[voice.value(trait, dream) for voice in group] for dream in dreams])
            yield from _TRAIT_BLOCKS[trait.level](trait, values)


# The codes themselves, of two readers.


def _code_blocks(one: Voice, other: Voice, dreams: Sequence[DreamKey]) -> dict[Scale, list[_Block]]:
    counted: dict[tuple[Scale, str], dict[int, tuple[int, int]]] = {}
    for place, dream in enumerate(dreams):
        found = one.codings.get(dream, {}), other.codings.get(dream, {})
        for scale in found[0].keys() & found[1].keys():
            for what, counts in _agreements(pair_codings(found[0][scale], found[1][scale])):
                counted.setdefault((scale, what), {})[place] = counts
    blocks: dict[Scale, list[_Block]] = {}
    for (scale, what), by_place in counted.items():
        rows, places = np.zeros((len(dreams), 2)), list(by_place)
        rows[places] = list(by_place.values())
        told = np.zeros(len(dreams), dtype=np.bool_)
        told[places] = True
        blocks.setdefault(scale, []).append(_Block(scale, what, rows, told, {PERFECT: _share}))
    return blocks


def _agreements(pairs: Sequence[Pair]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield on what two readers agree on one scale of a dream: agreements, and all that either found."""
    both = [(slots(pair.one.code), slots(pair.other.code)) for pair in pairs if pair.one and pair.other]
    equal = sum(here == there for here, there in both)
    given = len(pairs) + len(both)
    yield CODES, (equal, given - equal)
    names = next((list(slots(code.code)) for pair in pairs for code in (pair.one, pair.other) if code), [])
    if len(names) > 1:
        for name in names:
            yield name, (sum(here[name] == there[name] for here, there in both), len(pairs))


def _share(sums: Array) -> Array:
    return ratio(sums[..., 0], sums[..., 1])


# What is said of a dream in a number.


def _nominal(trait: Trait, values: Array) -> Iterator[_Block]:
    if values.shape[1] > 2:
        yield _alpha_block(trait, values)
        return
    yield _table_block(
        trait,
        values,
        {PERCENT: percent_agreement, KAPPA: cohens_kappa, AC1: gwets_ac1, ALPHA: _alpha_of_table},
    )


def _ordinal(trait: Trait, values: Array) -> Iterator[_Block]:
    if values.shape[1] > 2:
        yield _alpha_block(trait, values)
        return
    yield _table_block(
        trait,
        values,
        {
            PERCENT: percent_agreement,
            LINEAR_KAPPA: partial(cohens_kappa, power=1),
            SQUARED_KAPPA: partial(cohens_kappa, power=2),
            ALPHA: partial(_alpha_of_table, level=Level.ORDINAL),
        },
    )


def _interval(trait: Trait, values: Array) -> Iterator[_Block]:
    yield _Block(
        trait.scale,
        trait.name,
        variance_sums(values),
        _told(values, by=values.shape[1]),
        {form.value: partial(intraclass_correlation, form=form) for form in Form},
    )
    yield _Block(trait.scale, trait.name, moments(values), _told(values, by=2), {ALPHA: interval_alpha})


_TRAIT_BLOCKS: Final = {Level.NOMINAL: _nominal, Level.ORDINAL: _ordinal, Level.INTERVAL: _interval}


def _told(values: Array, *, by: int) -> NDArray[np.bool_]:
    """Return of which dreams so many readers said something."""
    told: NDArray[np.bool_] = np.count_nonzero(~np.isnan(values), axis=1) >= by
    return told


def _table_block(trait: Trait, values: Array, measures: Mapping[str, Callable[[Array], Array]]) -> _Block:
    square = (trait.categories, trait.categories)
    return _Block(
        trait.scale,
        trait.name,
        contingency(values, trait.categories).reshape(len(values), -1),
        _told(values, by=2),
        {name: _of_square(of, square) for name, of in measures.items()},
    )


def _alpha_block(trait: Trait, values: Array) -> _Block:
    square = (trait.categories, trait.categories)
    rows = coincidences(values, trait.categories).reshape(len(values), -1)
    alpha = partial(krippendorffs_alpha, level=trait.level)
    return _Block(trait.scale, trait.name, rows, _told(values, by=2), {ALPHA: _of_square(alpha, square)})


def _of_square(of: Callable[[Array], Array], square: tuple[int, int]) -> Callable[[Array], Array]:
    return lambda sums: of(sums.reshape(*sums.shape[:-1], *square))


def _alpha_of_table(table: Array, level: Level = Level.NOMINAL) -> Array:
    # With two readers, a dream's coincidences are its place in the table and the mirror of that.
    return krippendorffs_alpha(table + np.swapaxes(table, -1, -2), level)


# The figures that a table shows, of everything that is measured.

COLUMNS: Final = (
    ("codes alike", CODES, PERFECT),
    ("presence alike", "presence", PERCENT),
    ("kappa", "presence", KAPPA),
    ("AC1", "presence", AC1),
    ("alpha", "presence", ALPHA),
    ("class kappa", "highest class", SQUARED_KAPPA),
    ("class alpha", "highest class", ALPHA),
    ("number alpha", "number of codes", ALPHA),
    ("ICC(2,1)", "number of codes", Form.ABSOLUTE_SINGLE.value),
)
"""What a table calls a figure, and what it is of."""


def summary(found: Agreement, voices: tuple[str, ...]) -> list[tuple[str, dict[str, Measure | None]]]:
    """Return the figures that matter most, a row for each scale, and one for each feeling that a dreamer rates.

    Parameters
    ----------
    found
        What was measured.
    voices
        Of whom: the names of two, or all.

    Returns
    -------
    list of (what, figures by column)
        Only what these voices both said something of; ``None`` where a column does not apply.
    """
    rows: list[tuple[str, dict[str, Measure | None]]] = []
    for scale in Scale:
        here = {
            (each.trait, each.name): each
            for each in found.measures
            if each.voices == voices and each.scale is scale
        }
        if whole := here.get(("number of codes", ALPHA)):
            # What needs every reader, and of three or more rests on fewer dreams than the rest of its row, is left out.
            row = {label: here.get((trait, name)) for label, trait, name in COLUMNS}
            if (icc := row["ICC(2,1)"]) and icc.dream_count < whole.dream_count:
                row["ICC(2,1)"] = None
            rows.append((scale.value, row))
        if OWN_RATINGS in voices:
            # Ratings hold no codes, and are set beside the feelings of the dreamer.
            rows += [
                (
                    trait.name,
                    {label: here.get((trait.name, name)) for label, of, name in COLUMNS if of == "presence"},
                )
                for trait in TRAITS
                if trait.scale is scale and trait.feeling and (trait.name, ALPHA) in here
            ]
    return rows
