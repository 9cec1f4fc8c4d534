"""Whether everything can be told apart by everybody: the contrasts of the colours, as WCAG 2.1 reckons them."""

from __future__ import annotations

import math
import re
from importlib.resources import files
from typing import Final

import pytest

_TOKENS: Final = files("noctuary.web").joinpath("static/css/tokens.css").read_text(encoding="utf-8")
_FEELINGS: Final = ("anger", "apprehension", "sadness", "confusion", "happiness", "unstated")


def _palettes() -> dict[str, dict[str, tuple[float, float, float]]]:
    """The colours of each light, by name: lightness, chroma, hue."""
    palettes = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", _TOKENS):
        colours = re.findall(r"--([a-z]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", body)
        if colours:
            palettes[" ".join(selector.split())] = {
                name: (float(lightness) / 100, float(chroma), float(hue))
                for name, lightness, chroma, hue in colours
            }
    return palettes


PALETTES: Final = _palettes()


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of an OKLCH colour, clipped to sRGB (Björn Ottosson's matrices)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return 0.2126 * _within(red) + 0.7152 * _within(green) + 0.0722 * _within(blue)


def _within(part: float) -> float:
    return min(1.0, max(0.0, part))


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_the_guidelines() -> None:
    assert contrast((1, 0, 0), (0, 0, 0)) == pytest.approx(21, abs=0.01)
    # sRGB #767676 on white is the grey that just passes, 4.54:1.
    assert contrast((1, 0, 0), (0.5652, 0, 0)) == pytest.approx(4.54, abs=0.02)


def test_there_is_night_day_and_the_day_of_the_system() -> None:
    assert len(PALETTES) == 3
    [night, day, system_day] = PALETTES.values()
    assert day == system_day
    assert night.keys() == day.keys()


@pytest.mark.parametrize("light", PALETTES)
@pytest.mark.parametrize("ground", ["ground", "paper"])
@pytest.mark.parametrize("words", ["ink", "quiet", "accent", *_FEELINGS])
def test_words_can_be_read(light: str, ground: str, words: str) -> None:
    assert contrast(PALETTES[light][words], PALETTES[light][ground]) >= 4.5


@pytest.mark.parametrize("light", PALETTES)
@pytest.mark.parametrize("sign", ["friendly", "aggressive"])
def test_signs_can_be_seen(light: str, sign: str) -> None:
    assert contrast(PALETTES[light][sign], PALETTES[light]["ground"]) >= 3
