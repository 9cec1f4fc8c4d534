"""Which figures may be one: what the dreamer is asked, since the dreams alone do not settle it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from noctuary.figures.figure import Figure, FigureKind, Proposal
from noctuary.figures.identity import are_apart
from noctuary.figures.lists import load_list
from noctuary.figures.names import Name, a_letter_apart, fullest, short_for
from noctuary.figures.roles import FORMER, is_one, may_be_one, relation_of, role_of
from noctuary.reading.acquaintances import name_key
from noctuary.reading.cast import DREAMER
from noctuary.reading.nouns import NAMES
from noctuary.statements import Said

_PLAIN = frozenset(load_list("epithets")["plain"].split())
# A description told in more dreams than this is usual in the series, and tells nobody from others.
_USUAL: Final = 5
_LIKELY: Final = 0.6
_POSSIBLE: Final = 0.4
_FAINT: Final = 0.3
_LEAST: Final = 0.1


def propose(figures: Sequence[Figure], said: Said) -> list[Proposal]:
    """Return which figures may be one, the likelier first, of equals those of more dreams.

    Who the dreamer said are two is left out.

    Parameters
    ----------
    figures
        Of one series, with unique keys.
    said
        What the dreamer said of them.
    """
    best: dict[tuple[str, str], Proposal] = {}
    for found in (_of_names(figures), _of_relations(figures), _of_descriptions(figures)):
        for one, other, reason, confidence in found:
            if (
                confidence >= _LEAST
                and _may_differ_only_in_name(one, other)
                and not _are_said_apart(one, other, said)
            ):
                pair = (one.key, other.key) if one.key < other.key else (other.key, one.key)
                if pair not in best or best[pair].confidence < confidence:
                    best[pair] = Proposal(*pair, reason, round(confidence, 2))
    dreams = {figure.key: _dreams(figure) for figure in figures}
    return sorted(
        best.values(),
        key=lambda each: (
            -each.confidence,
            -min(dreams[each.one], dreams[each.other]),
            each.one,
            each.other,
        ),
    )


_Found = Iterator[tuple[Figure, Figure, str, float]]


def _may_differ_only_in_name(one: Figure, other: Figure) -> bool:
    """Tell whether two figures are of one sort and not of two sexes, and not both on the cast list."""
    sexes = {one.sex, other.sex} - {""}
    return (
        one.key != other.key
        and len(sexes) < 2
        and (one.kind is FigureKind.GROUP) == (other.kind is FigureKind.GROUP)
        and (one.kind is FigureKind.ANIMAL) == (other.kind is FigureKind.ANIMAL)
        and not (one.confirmed and other.confirmed)
    )


def _are_said_apart(one: Figure, other: Figure, said: Said) -> bool:
    if not said.apart:
        return False
    ones, others = ({each.key, *map(name_key, (each.name, *each.aliases))} for each in (one, other))
    return are_apart(ones, others, said)


# By name.


def _of_names(figures: Iterable[Figure]) -> _Found:
    bearers: defaultdict[str, list[tuple[Figure, Name]]] = defaultdict(list)
    surnames: defaultdict[str, list[tuple[Figure, Name]]] = defaultdict(list)
    for figure in figures:
        for name in {fullest(each.names) for each in figure.sightings if each.names}:
            if name.given:
                bearers[name.given].append((figure, name))
            if name.surname:
                surnames[name.surname].append((figure, name))
    for bearing in bearers.values():
        yield from _same_given(bearing)
    for one, other, why, confidence in _alike(sorted(bearers)):
        for figure, name in bearers[one]:
            for another, second in bearers[other]:
                if name.surname == second.surname:
                    yield figure, another, f"{one.title()} and {other.title()}: {why}", confidence
                elif not (name.surname and second.surname):
                    yield figure, another, f"{one.title()} and {other.title()}: {why}", confidence / 2
    for bearing in surnames.values():
        for (figure, name), (another, second) in combinations(bearing, 2):
            if name.given != second.given and not (name.given and second.given):
                yield figure, another, f"both are called {name.surname.title()}", _POSSIBLE


def _same_given(bearing: list[tuple[Figure, Name]]) -> _Found:
    """Propose whom a given name alone may mean: of several with a surname, each by its share of the dreams."""
    reason = f"both are called {bearing[0][1].given.title()}"
    full = {figure.key: figure for figure, name in bearing if name.surname}
    alone = [figure for figure, name in bearing if not name.surname and figure.key not in full]
    total = sum(map(_dreams, full.values()))
    for figure in alone:
        for another in full.values():
            yield figure, another, reason, _LIKELY * _dreams(another) / total
    for figure in alone[1:]:
        yield alone[0], figure, reason, _FAINT


def _alike(names: list[str]) -> Iterator[tuple[str, str, str, float]]:
    """Yield the given names that may be one, why, and how likely. What differs by a letter begins with one letter."""
    known = set(names)
    for name in names:
        for longer in sorted(short_for(name) & known):
            yield name, longer, "one may be short for the other", _LIKELY
    initials: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        initials[name[0]].append(name)
    for begun in initials.values():
        for one, other in combinations(begun, 2):
            if a_letter_apart(one, other):
                usual = one in NAMES and other in NAMES
                yield one, other, "the names differ by a letter", _FAINT if usual else _POSSIBLE


# By relation.


def _of_relations(figures: Iterable[Figure]) -> _Found:
    """Propose whom "my sister" means where one name goes with it, and husbands who may be the former ones."""
    named: defaultdict[str, list[tuple[Figure, int]]] = defaultdict(list)
    unnamed: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        own = [each for each in figure.sightings if each.owner == DREAMER and not each.character.is_group]
        ties = Counter(role_of(relation_of(each.relations)) for each in own if each.names)
        for role, times in ties.items():
            named[role].append((figure, times))
        for role in {role_of(relation_of(each.relations)) for each in own if not each.names}:
            unnamed[role].append(figure)
    for role, without in sorted(unnamed.items()):
        if not role or not (is_one(role) or may_be_one(role)):
            continue
        # One question settles them all: who says yes has the relation on the cast list.
        first = _earliest(without)
        total = sum(times for _, times in named[role])
        for figure, times in named[role]:
            sure = min(times, 2) / 2
            yield figure, first, f"{figure.name} is told of as the {role}", _LIKELY * sure * times / total
        for former in sorted(FORMER.get(role, frozenset()) & unnamed.keys()):
            yield first, _earliest(unnamed[former]), f"the {role} may be the {former}", _FAINT


def _earliest(figures: Iterable[Figure]) -> Figure:
    return min(figures, key=lambda each: (each.sightings[0].date, each.key))


# By what describes them.


def _of_descriptions(figures: Iterable[Figure]) -> _Found:
    described: defaultdict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.known:
            continue
        epithets = {
            epithet for each in figure.sightings for epithet in each.epithets if each.owner != DREAMER
        }
        for epithet in epithets:
            if not _PLAIN.issuperset(epithet.split()[:-1]):
                described[epithet].append(figure)
    for _, alike_ones in sorted(described.items()):
        if len(alike_ones) <= _USUAL:
            for figure, another in pairwise(alike_ones):
                yield figure, another, "two dreams describe them in the same words", _POSSIBLE


def _dreams(figure: Figure) -> int:
    return len(figure.dreams)
