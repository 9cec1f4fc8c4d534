"""Who did what to whom in a dream, as a small diagram: its people below each other, an arch from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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


def diagram_of(tome: Tome) -> Diagram | None:
    """Return who did what to whom; ``None`` where nobody did anything to anybody."""
    acts = tome.on(*ACTS)
    ties: dict[tuple[_Who, _Who, Scale, bool], list[int]] = {}
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
    lanes: Counter[frozenset[_Who]] = Counter()
    arches = []
    for (actor, recipient, scale, mutual), places in ties.items():
        if actor in parties and recipient in parties:
            pair = frozenset((actor, recipient))
            ends = parties[actor].y, parties[recipient].y
            path, heads, x, y = _drawn(spring, *ends, lanes[pair], mutual=mutual)
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


def _drawn(spring: int, start: int, end: int, lane: int, *, mutual: bool) -> tuple[str, str, float, float]:
    """Return line, heads, and where a number stands, of an arch from one height to another."""
    # Arches of the same two people lie beside each other, and those that reach farther around them.
    bow = min(_WIDEST, 6 + 20 * abs(end - start) / _ROW) + 9 * lane
    if start == end:
        path = f"M {spring} {start - 5} c {bow + 20} -14 {bow + 20} 24 0 10"
        return path, _head(spring, start + 5), spring + 0.75 * (bow + 20) + 5, start + 4
    far = spring + bow * 4 / 3
    path = f"M {spring} {start} C {far:.0f} {start} {far:.0f} {end} {spring} {end}"
    heads = _head(spring, end) + (_head(spring, start) if mutual else "")
    return path, heads, spring + bow - 3, (start + end) / 2 + 4


def _head(spring: int, y: int) -> str:
    return f"M {spring} {y} l 7 -4 v 8 z "
