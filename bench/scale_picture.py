"""Draw ``docs/images/scale.svg`` from the last run of ``scale.py``: the processor's times against dreams, both by tens."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from record import RESULTS

PICTURE: Final = Path(__file__).parents[1] / "docs" / "images" / "scale.svg"
#: What is drawn, by its name in the table: what to call it, and its colour.
DRAWN: Final = {
    "/ask/search for “the”, ms": ("search: the", "#b3422f"),
    "/ask/search for a code and a word, ms": ("search: a code and a word", "#8a5a9e"),
    "/ask/search for a word, ms": ("search: a word", "#2f6d8f"),
    "a dream's page, ms": ("a dream’s page", "#5b7d3a"),
    "add a dream, ms": ("adding a dream", "#96712b"),
}
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 400, 70, 190, 20, 50
_LEAST, _MOST = 0.1, 10_000

Point = tuple[float, float]


def main() -> None:
    """Draw."""
    sizes, rows = last_run()
    PICTURE.write_text("\n".join(drawing(sizes, rows)) + "\n", encoding="utf-8")


def last_run() -> tuple[list[int], dict[str, list[float | None]]]:
    """Return the sizes of the last run that was recorded, and what was measured of each."""
    _, found, told = RESULTS.read_text(encoding="utf-8").rpartition("\n## scale, ")
    if not found:
        sys.exit("No run of bench/scale.py is recorded. Run it first.")
    lines = [line for line in told.split("\n## ", maxsplit=1)[0].splitlines() if line.startswith("|")]
    head, _, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    sizes = [int(cell.removesuffix(" dreams").replace(",", "")) for cell in head[1:]]
    return sizes, {cells[0]: [_processor(cell) for cell in cells[1:]] for cells in body}


def _processor(cell: str) -> float | None:
    """Return the processor's time of a cell: what stands in brackets."""
    told = re.search(r"\(([\d,.]+)\)", cell)
    return float(told[1].replace(",", "")) if told else None


def drawing(sizes: Sequence[int], rows: dict[str, list[float | None]]) -> Iterator[str]:
    """Yield the lines of the picture."""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="13" role="img" aria-label="Milliseconds of the processor against dreams in the library">'
    )
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fbf8f1"/>'
    for power in range(round(math.log10(_LEAST)), round(math.log10(_MOST)) + 1):
        left, y = _at(sizes, sizes[0], 10.0**power)
        yield f'<path d="M{left:.1f} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#d8d0bf"/>'
        yield f'<text x="{left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end" fill="#5c5442">{10.0**power:,g} ms</text>'
    for size in sizes:
        x, _ = _at(sizes, size, 1)
        yield f'<text x="{x:.1f}" y="{_HEIGHT - 22}" text-anchor="middle" fill="#5c5442">{size:,}</text>'
    yield f'<text x="{_LEFT}" y="{_HEIGHT - 5}" fill="#5c5442">dreams in the library</text>'
    heights: list[float] = []
    for name, (called, colour) in DRAWN.items():
        measured = zip(sizes, rows.get(name, ()), strict=False)
        points = [_at(sizes, size, value) for size, value in measured if value]
        if points:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            x, y = points[-1]
            # Names that would stand on each other stand below each other.
            while any(abs(y - other) < 15 for other in heights):
                y += 1
            heights.append(y)
            yield f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{called}</text>'
    yield "</svg>"


def _at(sizes: Sequence[int], size: float, milliseconds: float) -> Point:
    across = math.log(size / sizes[0]) / (math.log(sizes[-1] / sizes[0]) or 1)
    up = math.log(max(milliseconds, _LEAST) / _LEAST) / math.log(_MOST / _LEAST)
    return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM)


if __name__ == "__main__":
    main()
