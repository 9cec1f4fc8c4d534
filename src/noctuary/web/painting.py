"""What a dream is painted with: the same each time, from its reading and its text alone."""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count
from typing import Any, Final, NamedTuple

from noctuary.coding import Reading
from noctuary.dream import TextSpan, word_count
from noctuary.scheme import Scale

_WORD: Final = re.compile(r"[a-z]+")
#: At most so many washes: more would mix to mud.
_MOST: Final = 14
# A dream without colour or feeling is painted with so many washes of no hue.
_UNSTATED: Final = 3
_COLOUR_STRENGTH: Final = 0.8
_FAINT: Final = 0.4
# How much of a hundred words makes half of what is possible.
_HALF: Final = {"pace": 3.0, "turbulence": 1.0, "calm": 1.0}
_MOVING: Final = frozenset("ML")
_FEWEST_WORDS: Final = 40
# Neighbours on the golden ratio never crowd.
_GOLDEN: Final = (math.sqrt(5) - 1) / 2


class Pigment(NamedTuple):
    """A colour in OKLCH: lightness and chroma from 0 up, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


@dataclass(frozen=True, slots=True)
class Wash:
    """One spot of pigment.

    Parameters
    ----------
    x, y
        Where its middle lies, from 0 to 1: from the dream's beginning to its end, and from top to bottom.
    size
        Its radius, as a share of the width.
    pigment
        Its colour.
    strength
        From 0 to 1.
    """

    x: float
    y: float
    size: float
    pigment: Pigment
    strength: float


@dataclass(frozen=True, slots=True)
class Painting:
    """What a dream is painted with.

    Parameters
    ----------
    seed
        From its text.
    washes
        Colours and feelings, in the order in which they come.
    pace, turbulence, calm
        From 0 to 1: of movement, of aggression, of friendliness.
    """

    seed: int
    washes: tuple[Wash, ...]
    pace: float
    turbulence: float
    calm: float

    def to_json(self) -> str:
        """Return it as the script takes it that paints."""
        return json.dumps(
            {
                "seed": self.seed,
                "pace": round(self.pace, 3),
                "turbulence": round(self.turbulence, 3),
                "calm": round(self.calm, 3),
                "washes": [
                    [round(number, 3) for number in (each.x, each.y, each.size, *each.pigment, each.strength)]
                    for each in self.washes
                ],
            },
            separators=(",", ":"),
        )


@cache
def _pigments() -> dict[str, Any]:
    data = files("noctuary.web").joinpath("data/pigments.toml")
    return tomllib.loads(data.read_text(encoding="utf-8"))


@cache
def _colour_words() -> dict[str, Pigment]:
    return {
        word: Pigment(*colour["oklch"])
        for colour in _pigments()["colours"].values()
        for word in colour["words"].split()
    }


def paint(text: str, reading: Reading | None = None) -> Painting:
    """Return what a dream is painted with.

    Parameters
    ----------
    text
        Of the dream.
    reading
        What was found in it; ``None`` where nobody has read it.

    Examples
    --------
    >>> [wash.pigment.hue for wash in paint("A red door in a blue wall.").washes]
    [29, 260]
    """
    digest = hashlib.sha256(text.encode()).digest()
    seed = int.from_bytes(digest[:4])
    found = sorted(_told(text, reading))
    unstated = Pigment(*_pigments()["unstated"]["oklch"])
    spots = _sparse(found, len(text)) or [
        ((index + 0.5) / _UNSTATED, _FAINT, unstated) for index in range(_UNSTATED)
    ]
    size = 0.2 + 0.3 / math.sqrt(len(spots))
    washes = tuple(
        Wash(
            x=x,
            y=0.1 + 0.8 * ((digest[4] / 256 + index * _GOLDEN) % 1),
            size=size * (0.75 + digest[5 + index % 24] / 512),
            pigment=pigment,
            strength=strength,
        )
        for index, (x, strength, pigment) in zip(count(), spots, strict=False)
    )
    words = max(_FEWEST_WORDS, word_count(text))
    acts = {
        "pace": _count(reading, Scale.ACTIVITIES, _MOVING),
        "turbulence": _count(reading, Scale.AGGRESSION),
        "calm": _count(reading, Scale.FRIENDLINESS),
    }
    return Painting(
        seed,
        washes,
        **{name: 1 - 0.5 ** (100 * number / words / _HALF[name]) for name, number in acts.items()},
    )


def _told(text: str, reading: Reading | None) -> Iterator[tuple[int, float, Pigment]]:
    """Yield where a colour or feeling is told, how strongly, and its pigment; not what is told from waking life."""
    waking = reading.waking if reading else ()
    words = _colour_words()
    for found in _WORD.finditer(text.lower()):
        if found.group() in words and not _inside(found.start(), waking):
            yield found.start(), _COLOUR_STRENGTH, words[found.group()]
    for coding in reading.on(Scale.EMOTIONS) if reading else ():
        sure = 1.0 if coding.confidence is None else coding.confidence
        pigment = Pigment(*_pigments()["feelings"][coding.code.symbol])
        # A coder who gave no place found it somewhere: it colours the middle.
        at = coding.evidence[0].start if coding.evidence else len(text) // 2
        yield at, 0.5 + 0.5 * sure, pigment


def _inside(at: int, spans: tuple[TextSpan, ...]) -> bool:
    return any(start <= at < end for start, end in spans)


def _sparse(found: list[tuple[int, float, Pigment]], length: int) -> list[tuple[float, float, Pigment]]:
    """Return no more than fit: of those that stand near each other, the strongest."""
    spots = [(min(1.0, at / max(1, length)), strength, pigment) for at, strength, pigment in found]
    if len(spots) <= _MOST:
        return spots
    best: dict[int, tuple[float, float, Pigment]] = {}
    for spot in spots:
        part = min(_MOST - 1, int(spot[0] * _MOST))
        if part not in best or spot[1] > best[part][1]:
            best[part] = spot
    return list(best.values())


def _count(reading: Reading | None, scale: Scale, symbols: frozenset[str] | None = None) -> int:
    codings = reading.on(scale) if reading else ()
    return sum(symbols is None or coding.code.symbol in symbols for coding in codings)


# The still: a cover.

_WIDTH: Final = 240
_HEIGHT: Final = 320
_GROUND: Final = Pigment(0.18, 0.015, 275)


def cover(painting: Painting) -> str:
    """Return a still of a painting as a small SVG picture, the same each time."""
    name = "wash"
    gradients, spots = [], []
    for index, wash in enumerate(painting.washes):
        colour = to_hex(_muted(wash.pigment))
        gradients.append(
            f'<radialGradient id="{name}{index}">'
            f'<stop offset="0" stop-color="{colour}" stop-opacity="{wash.strength:.2f}"/>'
            f'<stop offset="0.45" stop-color="{colour}" stop-opacity="{0.55 * wash.strength:.2f}"/>'
            f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
        )
        radius = 1.5 * wash.size
        spots.append(
            f'<ellipse cx="{wash.x * _WIDTH:.0f}" cy="{wash.y * _HEIGHT:.0f}" rx="{radius * _WIDTH:.0f}"'
            f' ry="{radius * _HEIGHT:.0f}" fill="url(#{name}{index})"/>'
        )
    restless = painting.turbulence * (1 - painting.calm / 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
        f"<defs>{''.join(gradients)}"
        f'<filter id="flow" x="-20%" y="-20%" width="140%" height="140%">'
        f'<feTurbulence type="fractalNoise" baseFrequency="{0.004 + 0.014 * painting.pace:.4f}" numOctaves="3"'
        f' seed="{painting.seed % 997}"/>'
        f'<feDisplacementMap in="SourceGraphic" scale="{50 + 130 * restless:.0f}" xChannelSelector="R" yChannelSelector="G"/>'
        "</filter></defs>"
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{to_hex(_GROUND)}"/>'
        f'<g filter="url(#flow)">{"".join(spots)}</g></svg>'
    )


def _muted(pigment: Pigment) -> Pigment:
    """Return a pigment as it lies on the dark ground."""
    return Pigment(0.28 + 0.48 * pigment.lightness, 0.75 * pigment.chroma, pigment.hue)


def to_hex(pigment: Pigment) -> str:
    """Return a colour of OKLCH in sRGB; what a screen cannot show is made paler until it can.

    References
    ----------
    B. Ottosson, A perceptual color space for image processing (2020); CSS Color Module Level 4, section 18.

    Examples
    --------
    >>> to_hex(Pigment(0.628, 0.2577, 29.23)), to_hex(Pigment(1, 0, 0))
    ('#ff0000', '#ffffff')
    """
    chroma = pigment.chroma
    while True:
        channels = _srgb(pigment.lightness, chroma, math.radians(pigment.hue))
        if chroma <= 0 or all(-0.002 <= channel <= 1.002 for channel in channels):
            return "#" + "".join(f"{round(255 * min(1, max(0, channel))):02x}" for channel in channels)
        chroma -= 0.004


def _srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _gamma(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
