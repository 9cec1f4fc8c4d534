"""A dream with its codes marked in the text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from noctuary.cli.output import for_terminal
from noctuary.coding import Coding, Reading, counting, together
from noctuary.dream import Dream, TextSpan
from noctuary.scheme import Scale, explain_class
from noctuary.scheme.symbols import SCALE_NAMES

_ACTS: Final = frozenset({Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY})
_FORTUNES: Final = frozenset({Scale.SUCCESS, Scale.FAILURE, Scale.MISFORTUNE, Scale.GOOD_FORTUNE})
_FEELINGS: Final = {"AN": "red", "AP": "magenta", "SD": "blue", "CO": "cyan", "HA": "yellow"}

# What is marked in the text, the first wherever two meet. Objects, modifiers and activities are listed only: marked,
# they would drown the rest.
_LAYERS: Final = (Scale.EMOTIONS, *_ACTS, *_FORTUNES, Scale.SETTINGS, Scale.CHARACTERS)


def _style(coding: Coding) -> dict[str, Any]:
    scale = coding.code.scale
    if scale is Scale.EMOTIONS:
        return {"fg": _FEELINGS[coding.code.symbol or ""], "bold": True}
    if scale in _ACTS:
        return {"fg": "green", "bold": True}
    if scale in _FORTUNES:
        return {"fg": "bright_black", "bold": True}
    return {"fg": "bright_cyan"} if scale is Scale.SETTINGS else {"underline": True}


def print_reading(dream: Dream, *readings: Reading) -> None:
    """Print a dream, its marked text, and every code with the words it stands on.

    Of one reading at least, the first that coded a scale counts on it.
    """
    reading = together(readings)
    click.secho(headline(dream), bold=True)
    facts = [*(f"#{tag}" for tag in dream.tags), f"lucid: {dream.lucidity}" if dream.lucidity else ""]
    facts += [f"{name} {value:g}" for name, value in dream.ratings.items()]
    if any(facts):
        click.secho(for_terminal(" · ".join(filter(None, facts))), dim=True)
    click.echo()
    click.echo(marked(dream.text, reading))
    if dream.reflection:
        click.secho(f"\nOn waking: {for_terminal(dream.reflection)}", dim=True)
    click.echo()
    for scale in reading.scales:
        codings = list(reading.on(scale))
        if codings:
            click.secho(SCALE_NAMES[scale].capitalize(), bold=True)
            for coding in codings:
                click.echo(_line(dream.text, coding))
    heard = {each.reader for each in counting(readings).values()}
    readers = ", the other scales by ".join(str(each.reader) for each in readings if each.reader in heard)
    click.secho(f"Read by {readers}.", dim=True)


def headline(dream: Dream) -> str:
    """Return what names a dream: its key, date and title."""
    parts = (str(dream.key), str(dream.date or ""), " ".join(dream.title.split()))
    return for_terminal("  ".join(filter(None, parts)))


def _line(text: str, coding: Coding) -> str:
    words = " … ".join(" ".join(span.cut(text).split()) for span in coding.evidence)
    sure = f"{coding.confidence:4.0%}" if coding.confidence is not None else "    "
    code = click.style(f"{coding.code!s:<14}", **_style(coding))
    quoted = f"  “{for_terminal(words)}”" if words else ""
    known = f", known from {_source(coding.established)}" if coding.established else ""
    return f"  {code} {sure}  {explain_class(coding.code)}{known}{quoted}"


def _source(established: str) -> str:
    return "the cast list" if established == "cast list" else for_terminal(established)


def marked(text: str, reading: Reading) -> str:
    """Return the text with the evidence of its codes in colour, and what is told from waking life dimmed."""
    styles: list[dict[str, Any]] = [{}] * len(text)
    for start, end in reading.waking:
        styles[start:end] = [{"dim": True}] * (end - start)
    for scale in reversed(_LAYERS):
        for coding in reading.on(scale):
            for start, end in coding.evidence:
                styles[start:end] = [_style(coding)] * (min(end, len(text)) - start)
    return "".join(
        click.style(for_terminal(span.cut(text)), **style) if style else for_terminal(span.cut(text))
        for span, style in _runs(styles)
    )


def _runs(styles: list[dict[str, Any]]) -> Iterator[tuple[TextSpan, dict[str, Any]]]:
    start = 0
    for index in range(1, len(styles) + 1):
        if index == len(styles) or styles[index] != styles[start]:
            yield TextSpan(start, index), styles[start]
            start = index
