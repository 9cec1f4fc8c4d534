"""Who did what to whom in a dream, as a small diagram: its people below each other, an arch from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from noctuary.scheme import Scale, parse_party
from noctuary.web.tome import DREAMER, Entry, Tome

ACTS: Final = (Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY)
#: So many are drawn at most, those of most acts; every act is listed below anyway.
_MOST: Final = 9
_LONGEST: Final = 22
_ROW: Final = 34
_WIDTH: Final = 270
# A letter is about so wide; between names and arches lies so much.
_LETTER: Final = 6.6
_GAP: Final = 16
_WIDEST: Final = 100
_APART: Final = 7.0


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in the diagram.

    Parameters
    ----------
    name
        In the dream's own words, shortened.
    whole
        Not shortened.
    y
        Where they stand, in the picture's own measure.
    """

    name: str = field(repr=False)
    whole: str = field(repr=False)
    y: int


@dataclass(frozen=True, slots=True)
class Arch:
    """Acts of one kind from one to another.

    Parameters
    ----------
    scale
        Of which kind.
    places
        The codes.
    path, head
        The line and its head, as SVG draws them; acts that are mutual have two heads.
    x, y
        Where their number stands.
    """

    scale: Scale
    places: tuple[int, ...]
    path: str
    head: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """Who did what to whom.

    Parameters
    ----------
    parties
        From above; the dreamer first, if they took part.
    arches
        Between them.
    spring
        Where the arches begin, in the picture's own measure.
    left_out
        How many took part and are not drawn.
    """

    parties: tuple[Party, ...]
    arches: tuple[Arch, ...]
    spring: int
    left_out: int

    @property
    def width(self) -> int:
        """In the picture's own measure."""
        return _WIDTH

    @property
    def height(self) -> int:
        """In the picture's own measure."""
        return _ROW * len(self.parties)


# Who takes part: a character by place, or, for who is no character of the dream, a symbol.
_Who = int | str
# Who did something to whom, of which kind, and whether it was mutual.
_Tie = tuple[_Who, _Who, Scale, bool]


def diagram_of(tome: Tome) -> Diagram | None:
    """Return who did what to whom; ``None`` where nobody did anything to anybody."""
    acts = tome.on(*ACTS)
    ties: dict[_Tie, list[int]] = {}
    for entry in acts:
        for actor, recipient, mutual in _pairs(tome, entry):
            ties.setdefault((actor, recipient, entry.scale, mutual), []).append(entry.place)
    if not ties:
        return None
    seen: dict[_Who, int] = {}
    for (actor, recipient, _, _), places in ties.items():
        for who in dict.fromkeys((actor, recipient)):
            seen[who] = seen.get(who, 0) + len(places)
    # Of many, those of most acts; they stand in the order in which they come, the dreamer first.
    chosen = sorted(seen, key=lambda who: (who != DREAMER, -seen[who]))[:_MOST]
    drawn = [who for who in sorted(seen, key=lambda who: who != DREAMER) if who in chosen]
    parties = {who: _party(tome, who, _ROW * index + _ROW // 2) for index, who in enumerate(drawn)}
    spring = round(_GAP + _LETTER * max(len(party.name) for party in parties.values()))
    shown = [(tie, places) for tie, places in ties.items() if tie[0] in parties and tie[1] in parties]
    # Where several arches spring from one point, their heads would hide each other.
    springs = {who: _spread(parties[who].y, number) for who, number in _ends(tie for tie, _ in shown).items()}
    lanes: Counter[frozenset[_Who]] = Counter()
    arches = []
    for (actor, recipient, scale, mutual), places in shown:
        pair = frozenset((actor, recipient))
        start, end = next(springs[actor]), next(springs[recipient])
        path, heads, x, y = _drawn(spring, start, end, lanes[pair], alone=actor == recipient, mutual=mutual)
        arches.append(Arch(scale, tuple(places), path, heads, x, y))
        lanes[pair] += 1
    return Diagram(tuple(parties.values()), tuple(arches), spring, len(seen) - len(drawn))


def _pairs(tome: Tome, entry: Entry) -> Iterable[tuple[_Who, _Who, bool]]:
    """Yield who did it to whom, one by one, and whether it was mutual."""
    code = entry.coding.code
    for actor in parse_party(code.actor or ""):
        own = _who(tome, actor, entry.start)
        if code.recipient is None:
            yield own, own, False
            continue
        for recipient in parse_party(code.recipient):
            yield own, _who(tome, recipient, entry.start), code.direction == "="


def _who(tome: Tome, symbol: str, at: int) -> _Who:
    place = tome.member(symbol, at)
    return symbol if place is None else place


def _party(tome: Tome, who: _Who, y: int) -> Party:
    name = tome.names[who] if isinstance(who, int) else tome.named(who, 0)
    return Party(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…", name, y)


def _ends(ties: Iterable[_Tie]) -> Counter[_Who]:
    """Return how many ends of arches each of the people has."""
    return Counter(who for actor, recipient, _, _ in ties for who in (actor, recipient))


def _spread(middle: int, number: int) -> Iterator[float]:
    """Yield so many heights around a middle one."""
    step = min(_APART, _ROW * 0.7 / number)
    return (round(middle + (index - (number - 1) / 2) * step, 1) for index in range(number))


def _drawn(
    spring: int, start: float, end: float, lane: int, *, alone: bool, mutual: bool
) -> tuple[str, str, float, float]:
    """Return line, heads, and where a number stands, of an arch from one height to another."""
    # Arches of the same two people lie beside each other, and those that reach farther around them.
    bow = min(_WIDEST, 6 + 20 * abs(end - start) / _ROW) + 9 * lane
    far = spring + (bow + 20 if alone else bow) * 4 / 3
    out, back = (start - 12, end + 12) if alone else (start, end)
    path = f"M {spring} {start} C {far:.0f} {out} {far:.0f} {back} {spring} {end}"
    heads = _head(spring, end) + (_head(spring, start) if mutual else "")
    return path, heads, spring + 0.75 * (far - spring) - 3, (start + end) / 2 + 4


def _head(spring: int, y: float) -> str:
    return f"M {spring} {y} l 7 -3.5 v 7 z "
