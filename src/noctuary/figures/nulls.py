"""What chance makes of a network: casts shuffled so that sizes and frequencies stay, and ties drawn at random.

A dream of k figures ties all of them to one another, so any cast of dreams is far more clustered than ties drawn at
random. What speaks of the dreamer is the distance from casts of the same sizes, of the same figures, met in as many
dreams.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from noctuary.figures.incidence import Incidence, Integers
from noctuary.figures.network import Floats, Measures, Meetings, Network, measure

DRAWS: Final = 100
RANDOM_DRAWS: Final = 20
#: Trades between two dreams, for each dream, before a shuffled table counts as drawn.
TRADES: Final = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation over draws; NaN where no draw has a value."""

    mean: float
    sd: float

    def z(self, observed: float) -> float:
        """How many standard deviations a value lies above the mean; NaN where the draws do not differ.

        Examples
        --------
        >>> Spread(2.0, 0.5).z(3.0)
        2.0
        """
        return (observed - self.mean) / self.sd if self.sd > 0 else math.nan


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures: in how many dreams they meet, and in how many they would by chance.

    Parameters
    ----------
    one, other
        Their places in the nodes of the table.
    met
        In how many dreams they meet.
    chance
        In how many they meet when casts are shuffled.
    """

    one: int
    other: int
    met: int
    chance: Spread

    @property
    def z(self) -> float:
        """How many standard deviations more often they meet than by chance; NaN where chance leaves no choice."""
        return self.chance.z(self.met)


@dataclass(frozen=True, slots=True)
class Shuffled:
    """What shuffled casts make of the measures and of the pairs.

    Parameters
    ----------
    draws
        How many shuffled casts.
    measures
        Mean and spread of each measure, by its name.
    pairs
        Every pair that meets, and every pair of the most seen figures, in no order.
    kin
        Kin who meet kin, counted in pairs and dreams: so often, and so often by chance.
    """

    draws: int
    measures: Mapping[str, Spread]
    pairs: tuple[Pair, ...]
    kin: tuple[int, Spread]


def shuffle(seats: Integers, sizes: Integers, random: np.random.Generator) -> Integers:
    """Shuffle who is in which dream; each dream keeps its number of figures, each figure its number of dreams.

    Two dreams at a time trade: whoever is in only one of them is dealt anew between them (curveball). All dreams
    are paired and trade at once, in twice :data:`TRADES` rounds, each with new pairs.

    Parameters
    ----------
    seats, sizes
        As :class:`Incidence` gives them. They are not changed.
    random
        Where chance comes from.

    Returns
    -------
    ndarray
        The seats, of the same shape.

    References
    ----------
    Strona et al. (2014), Nature Communications 5, 4114; Carstens et al. (2018), "Parallel and I/O-efficient
    randomisation of massive networks using global curveball trades", ESA 2018.
    """
    seats = seats.copy()
    if not seats.size:
        return seats
    dream = np.repeat(np.arange(sizes.size), sizes)
    span = int(seats.max()) + 1
    table = np.empty(sizes.size, dtype=np.int64)
    for _ in range(2 * TRADES):
        table[random.permutation(sizes.size)] = np.arange(sizes.size) // 2
        at = table[dream]
        sitting = at * span + seats
        order = np.argsort(sitting)
        # Who sits at one table twice is in both dreams, and stays.
        twice = np.diff(sitting[order]) == 0
        places = order[~(np.append(twice, False) | np.append(False, twice))]
        # By table, its places are filled from its own figures in random order.
        seats[places] = seats[places[np.argsort(at[places] + random.random(places.size))]]
    return seats


def shuffled_networks(incidence: Incidence, draws: int, seed: int) -> Iterator[Network]:
    """Yield the networks of shuffled casts, each shuffled from the data anew."""
    seats, sizes = incidence.seats, incidence.sizes
    meetings = Meetings(sizes)
    random = np.random.default_rng(seed)
    for _ in range(draws):
        yield meetings.network(shuffle(seats, sizes, random), len(incidence.nodes))


#: Pairs of so many of the most seen figures are compared with chance even if they never meet.
_MOST_SEEN: Final = 40


def compare_with_chance(
    incidence: Incidence, network: Network, *, draws: int = DRAWS, seed: int = 1
) -> Shuffled:
    """Compare a network with the networks of shuffled casts.

    Parameters
    ----------
    incidence
        The table that `network` was made from.
    network
        As :func:`noctuary.figures.network.network_of` gives it.
    draws
        How many shuffled casts.
    seed
        Equal seeds give equal figures.
    """
    size = network.size
    kin = np.array([node.is_kin for node in incidence.nodes], dtype=bool)
    first, second = np.triu_indices(min(size, _MOST_SEEN), 1)
    pairs = np.union1d(network.one * size + network.other, first * size + second)
    measured = []
    meetings = np.zeros((draws, pairs.size), dtype=np.int32)
    kin_meetings = np.zeros(draws)
    for draw, chance in enumerate(shuffled_networks(incidence, draws, seed)):
        measured.append(measure(chance))
        meetings[draw] = _meetings(chance, pairs)
        kin_meetings[draw] = _among(chance, kin)
    return Shuffled(
        draws,
        spreads(measured),
        tuple(
            Pair(*divmod(int(pair), size), int(met), Spread(float(mean), float(sd)))
            for pair, met, mean, sd in zip(
                pairs,
                _meetings(network, pairs),
                meetings.mean(axis=0),
                meetings.std(axis=0, ddof=1),
                strict=True,
            )
        ),
        (int(_among(network, kin)), Spread(float(kin_meetings.mean()), float(kin_meetings.std(ddof=1)))),
    )


def spreads(measured: Iterable[Measures]) -> dict[str, Spread]:
    """Return mean and standard deviation of each measure over draws; draws without a value are left out."""
    rows = [asdict(each) for each in measured]
    return {name: spread([row[name] for row in rows]) for name in rows[0]}


def spread(values: Sequence[float]) -> Spread:
    """Return mean and standard deviation of some values; those that are NaN are left out."""
    numbers = np.array(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if numbers.size < 2:
        return Spread(math.nan, math.nan)
    return Spread(float(numbers.mean()), float(numbers.std(ddof=1)))


def _meetings(network: Network, pairs: Integers) -> Integers:
    """Return in how many dreams each of some pairs meets."""
    codes = network.one * network.size + network.other
    if not codes.size:
        return np.zeros(pairs.size, dtype=np.int64)
    places = np.minimum(np.searchsorted(codes, pairs), codes.size - 1)
    return np.where(codes[places] == pairs, network.shared[places], 0)


def _among(network: Network, some: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    return float(network.shared[some[network.one] & some[network.other]].sum())


def random_measures(network: Network, *, draws: int = RANDOM_DRAWS, seed: int = 1) -> dict[str, Spread]:
    """Measure networks of as many figures and ties, each tie between any two: this ignores cast size.

    Parameters
    ----------
    network
        Gives the number of figures and of ties.
    draws
        How many random networks.
    seed
        Equal seeds give equal figures.
    """
    random = np.random.default_rng(seed)
    return spreads(measure(_random_network(network.size, network.one.size, random)) for _ in range(draws))


def _random_network(size: int, ties: int, random: np.random.Generator) -> Network:
    pairs = np.sort(random.choice(size * (size - 1) // 2, ties, replace=False, shuffle=False))
    # Pairs are counted row by row: the row of place i begins behind those of all before it.
    begins = np.cumsum(np.arange(size - 1, -1, -1)) - np.arange(size - 1, -1, -1)
    one = np.searchsorted(begins, pairs, side="right") - 1
    other = pairs - begins[one] + one + 1
    ones: Floats = np.ones(ties)
    return Network(size, one, other, np.ones(ties, dtype=np.int64), ones)
