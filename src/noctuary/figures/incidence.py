"""Who is in which dream: the table of dreams and figures that every network of figures is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from noctuary.coding import Reading
from noctuary.dream import DreamKey
from noctuary.figures.figure import Figure, FigureKind
from noctuary.scheme import Character, Scale, explain_character
from noctuary.scheme.symbols import FAMILY, RELATIVE

Integers = NDArray[np.int64]


class Circle(StrEnum):
    """Where in the dreamer's life somebody belongs, as the codes of Hall and Van de Castle tell it."""

    KIN = "kin"
    KNOWN = "people known"
    PUBLIC = "public figures"
    OCCUPATION = "people by occupation"
    STRANGERS = "strangers and others"
    ANIMALS = "animals and creatures"


_CIRCLES: Final = (
    dict.fromkeys(FAMILY | RELATIVE, Circle.KIN)
    | {"K": Circle.KNOWN, "P": Circle.PUBLIC, "O": Circle.OCCUPATION}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One figure of a network, or one code of a character.

    Parameters
    ----------
    key
        Unique in the network.
    name
        As shown.
    kind
        ``person``, ``group``, ``animal``, ``imaginary``, ``famous``; ``code`` for a code.
    circle
        Where they belong: :class:`Circle`.
    relation
        To the dreamer; empty where none is told.
    confirmed
        Whether the dreamer put them on the cast list.
    dreams
        In how many dreams of the network they are.
    """

    key: str = field(repr=False)
    name: str = field(repr=False)
    kind: str = "person"
    circle: Circle = Circle.KNOWN
    relation: str = ""
    confirmed: bool = False
    dreams: int = 0

    @property
    def is_kin(self) -> bool:
        """Whether they are of the dreamer's family."""
        return self.circle is Circle.KIN


_CODE: Final = "code"

#: Stands for the dreamer where a picture shows her too.
DREAMER: Final = Node("D", "the dreamer", kind="dreamer", confirmed=True)


@dataclass(frozen=True, slots=True)
class Incidence:
    """Dreams and who is in them; the dreamer is not counted.

    Parameters
    ----------
    nodes
        Those who are in at least one dream, the most seen first.
    casts
        For each dream with anybody in it, the places of its figures in `nodes`, ascending.
    dream_count
        How many dreams were looked at, those without anybody included.

    Examples
    --------
    >>> some = Incidence.of([Node(key, key) for key in "ABCDE"], ["ABC", "CD", "E", ""])
    >>> [(node.name, node.dreams) for node in some.nodes]
    [('C', 2), ('A', 1), ('B', 1), ('D', 1), ('E', 1)]
    >>> some.casts, some.dream_count
    (((0, 1, 2), (0, 3), (4,)), 4)
    """

    nodes: tuple[Node, ...] = ()
    casts: tuple[tuple[int, ...], ...] = ()
    dream_count: int = 0

    @classmethod
    def of(cls, nodes: Iterable[Node], casts: Iterable[Iterable[str]]) -> Self:
        """Return the table of `casts`, each the keys of who is in one dream; who is in none is left out.

        A key counts once a dream, however often it stands in a cast. Keys that are no node's are passed over.
        """
        by_key = {node.key: node for node in nodes}
        kept = [{key for key in cast if key in by_key} for cast in casts]
        counts = Counter(key for cast in kept for key in cast)
        order = sorted(counts, key=lambda key: (-counts[key], key))
        places = {key: place for place, key in enumerate(order)}
        return cls(
            tuple(replace(by_key[key], dreams=counts[key]) for key in order),
            tuple(tuple(sorted(places[key] for key in cast)) for cast in kept if cast),
            len(kept),
        )

    @classmethod
    def of_figures(
        cls, figures: Iterable[Figure], dreams: Collection[DreamKey], *, everyone: bool = False
    ) -> Self:
        """Return who of the figures of one series is in which of `dreams`.

        Parameters
        ----------
        figures
            As :func:`noctuary.figures.resolve.resolve` gives them.
        dreams
            Which dreams count; sightings elsewhere are passed over.
        everyone
            Also animals, creatures, groups and strangers, beside people who are named, kin of whom there is one, or
            confirmed.
        """
        casts: dict[DreamKey, list[str]] = {key: [] for key in dreams}
        nodes = []
        for figure in figures:
            if not (everyone or _is_known_person(figure)):
                continue
            nodes.append(_node_of(figure))
            for sighting in figure.sightings:
                if sighting.dream in casts:
                    casts[sighting.dream].append(figure.key)
        return cls.of(nodes, casts.values())

    @classmethod
    def of_codes(cls, readings: Iterable[Reading], *, single: bool = False) -> Self:
        """Return which codes of characters are in which dream, each code once a dream.

        Several people may share a code, so this is no network of people; but it can be had from codings by hand,
        which name nobody.

        Parameters
        ----------
        readings
            One for each dream, all by one reader. Those that do not code characters are passed over.
        single
            Leave out groups.
        """
        casts = [
            _symbols(reading, single=single) for reading in readings if Scale.CHARACTERS in reading.scales
        ]
        return cls.of(map(_node_of_code, sorted(set().union(*casts))), casts)

    def at_least(self, dreams: int) -> Incidence:
        """Return the table of those who are in so many dreams or more; casts shrink, and the dreams stay counted."""
        kept = [node for node in self.nodes if node.dreams >= dreams]
        casts = [[self.nodes[place].key for place in cast] for cast in self.casts]
        return replace(Incidence.of(kept, casts), dream_count=self.dream_count)

    def with_dreamer(self) -> Incidence:
        """Return the table with the dreamer in every dream that has anybody in it: for drawing alone.

        With the dreamer in, everybody is two steps from everybody by construction, so no measure says anything.
        """
        casts = [[DREAMER.key, *(self.nodes[place].key for place in cast)] for cast in self.casts]
        return replace(Incidence.of([DREAMER, *self.nodes], casts), dream_count=self.dream_count)

    @property
    def noun(self) -> str:
        """What the nodes are: ``figure`` or ``code``."""
        return "code" if any(node.kind == _CODE for node in self.nodes) else "figure"

    @property
    def frequencies(self) -> Integers:
        """In how many dreams each node is, in the order of the nodes."""
        return np.array([node.dreams for node in self.nodes], dtype=np.int64)

    @property
    def sizes(self) -> Integers:
        """How many are in each dream that has anybody in it."""
        return np.array([len(cast) for cast in self.casts], dtype=np.int64)

    @property
    def seats(self) -> Integers:
        """The casts one behind the other, :attr:`sizes` long each."""
        return np.array([place for cast in self.casts for place in cast], dtype=np.int64)


def _is_known_person(figure: Figure) -> bool:
    return figure.confirmed or (figure.known and figure.kind in (FigureKind.PERSON, FigureKind.FAMOUS))


def _node_of(figure: Figure) -> Node:
    circle = (
        Circle.PUBLIC if figure.kind is FigureKind.FAMOUS
        else Circle.ANIMALS if figure.kind in (FigureKind.ANIMAL, FigureKind.IMAGINARY) and not figure.identity
        else _CIRCLES.get(figure.identity, Circle.STRANGERS if figure.identity else Circle.KNOWN)
    )  # fmt: skip
    return Node(figure.key, figure.name, figure.kind.value, circle, figure.relation, figure.confirmed)


def _symbols(reading: Reading, *, single: bool) -> set[str]:
    symbols = {str(code) for code in reading.codes(Scale.CHARACTERS)}
    # 8 is who was 7 before a change: the same one, so that 7 stands for both.
    return {symbol for symbol in symbols if symbol[0] in "1357"} if single else symbols


def _node_of_code(symbol: str) -> Node:
    character = Character.parse(symbol)
    circle = _CIRCLES.get(character.identity, Circle.STRANGERS if character.is_human else Circle.ANIMALS)
    return Node(symbol, symbol, _CODE, circle, explain_character(symbol))
