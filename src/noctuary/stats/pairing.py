"""Which code of one reader answers which of another, slot by slot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from noctuary.coding import Coding, Reading
from noctuary.scheme import Character, Code, Grammar, Scale
from noctuary.scheme.symbols import GRAMMAR


@dataclass(frozen=True, slots=True)
class Pair:
    """A code of one reader beside the one that answers it; ``None`` where nothing does."""

    one: Coding | None
    other: Coding | None

    @property
    def agreed(self) -> bool:
        """Whether both gave the same code."""
        return self.one is not None and self.other is not None and self.one.code == self.other.code


# Codes repeat: a corpus of a million dreams holds a few thousand different ones.
@lru_cache(maxsize=65536)
def slots(code: Code) -> Mapping[str, str]:
    """Take a code apart into what a coder decides on one by one.

    Examples
    --------
    >>> from noctuary.scheme import parse
    >>> slots(parse("1MKA", Scale.CHARACTERS))
    {'number': '1', 'sex': 'M', 'identity': 'K', 'age': 'A'}
    >>> slots(parse("AP D", Scale.EMOTIONS))
    {'class': 'AP', 'character': 'D'}
    """
    symbol = code.symbol or ""
    match code.scale:
        case Scale.CHARACTERS:
            who = Character.parse(symbol)
            return {
                "number": who.number,
                "sex": who.sex,
                "identity": who.identity or who.nonhuman,
                "age": who.age,
            }
        case Scale.SETTINGS:
            return {"place": symbol[0], "familiarity": symbol[1]}
        case Scale.MODIFIERS:
            return {"dimension": symbol[0], "sign": symbol[1]}
    match GRAMMAR[code.scale]:
        case Grammar.SYMBOL:
            return {"class": symbol}
        case Grammar.HOLDER:
            return {"class": symbol, "character": code.actor or ""}
        case Grammar.ACTOR:
            return {"character": code.actor or ""}
        case _:
            return {
                "initiator": code.actor or "",
                "class": symbol,
                "direction": code.direction or "",
                "recipient": code.recipient or "",
            }


def pair_codings(ones: Sequence[Coding], others: Sequence[Coding]) -> list[Pair]:
    """Find which code of one reader answers which of another, on one scale.

    Equal codes answer each other first. Of the rest, those are paired that share half of their slots or stand
    on the same words, so that the pairs share as many slots as they can.

    Parameters
    ----------
    ones, others
        What each found on the scale, in the order of appearance.

    Returns
    -------
    list of Pair
        Every code once: those of the first reader in order, then what only the second found.

    Examples
    --------
    >>> from noctuary.scheme import parse
    >>> def found(*symbols: str) -> list[Coding]:
    ...     return [Coding(parse(symbol, Scale.CHARACTERS)) for symbol in symbols]
    >>> [(str(pair.one and pair.one.code), str(pair.other and pair.other.code)) for pair in pair_codings(
    ...     found("1MKA", "1FSA", "2JXA"), found("1FTA", "1MKA"))]
    [('1MKA', '1MKA'), ('1FSA', '1FTA'), ('2JXA', 'None')]
    """
    if not (ones and others):
        return [*(Pair(coding, None) for coding in ones), *(Pair(None, coding) for coding in others)]
    free = dict(enumerate(others))
    answers: dict[int, int] = {}
    for place, coding in enumerate(ones):
        equal = [index for index, other in free.items() if other.code == coding.code]
        if equal:
            answers[place] = max(equal, key=lambda index: _same_words(coding, free[index]))
            del free[answers[place]]
    open_places = [place for place in range(len(ones)) if place not in answers]
    left = list(free)
    gains = [[_likeness(ones[place], others[index]) for index in left] for place in open_places]
    for row, column in best_assignment(gains):
        if gains[row][column] > 0:
            answers[open_places[row]] = left[column]
    answered = set(answers.values())
    return [
        *(
            Pair(coding, others[answers[place]] if place in answers else None)
            for place, coding in enumerate(ones)
        ),
        *(Pair(None, coding) for index, coding in enumerate(others) if index not in answered),
    ]


def _likeness(one: Coding, other: Coding) -> float:
    """Count equal slots, and one more for the same words; 0 where the two have too little in common."""
    here, there = slots(one.code), slots(other.code)
    equal = sum(here[slot] == there[slot] for slot in here)
    same_words = _same_words(one, other)
    return equal + same_words if same_words or 2 * equal >= len(here) else 0


def _same_words(one: Coding, other: Coding) -> bool:
    return any(
        here.start < there.end and there.start < here.end
        for here, there in product(one.evidence, other.evidence)
    )


def best_assignment(gains: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Give each row another column, so that what is gained in all is greatest.

    Parameters
    ----------
    gains
        Rows x columns, rectangular; may be empty.

    Returns
    -------
    list of (row, column)
        As many pairs as the shorter side has places, by row.

    References
    ----------
    Kuhn (1955), Naval Research Logistics Quarterly 2, 83-97, by shortest augmenting paths (Jonker & Volgenant 1987).

    Examples
    --------
    >>> best_assignment([[4, 3], [3, 0]])
    [(0, 1), (1, 0)]
    """
    if not gains or not gains[0]:
        return []
    if len(gains) > len(gains[0]):
        return sorted((row, column) for column, row in best_assignment(list(zip(*gains, strict=True))))
    columns = len(gains[0])
    row_price, column_price = [0.0] * len(gains), [0.0] * columns
    holder = [-1] * columns
    for newcomer in range(len(gains)):
        # Dijkstra from the newcomer to a free column, along reduced costs.
        distance, came_from = [math.inf] * columns, [-1] * columns
        done: list[int] = []
        row, reached, column = newcomer, 0.0, -1
        while True:
            for each in set(range(columns)).difference(done):
                cost = reached - gains[row][each] - row_price[row] - column_price[each]
                if cost < distance[each]:
                    distance[each], came_from[each] = cost, column
            column = min(set(range(columns)).difference(done), key=distance.__getitem__)
            reached = distance[column]
            if holder[column] < 0:
                break
            done.append(column)
            row = holder[column]
        row_price[newcomer] += reached
        for each in done:
            row_price[holder[each]] += reached - distance[each]
            column_price[each] -= reached - distance[each]
        while column >= 0:
            before = came_from[column]
            holder[column] = holder[before] if before >= 0 else newcomer
            column = before
    return sorted((row, column) for column, row in enumerate(holder) if row >= 0)


def pair_readings(one: Reading, other: Reading) -> dict[Scale, list[Pair]]:
    """Pair the codes of two readings of one dream, on every scale that both coded."""
    return {
        scale: pair_codings(list(one.on(scale)), list(other.on(scale)))
        for scale in Scale
        if scale in one.scales and scale in other.scales
    }
