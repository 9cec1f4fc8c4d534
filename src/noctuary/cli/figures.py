"""Who recurs across the dreams of a series: ``figures``, ``figures show``, ``figures dreams``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.cast import chosen_series, looking, series_option
from noctuary.cli.dates import DATE
from noctuary.cli.groups import UsualGroup
from noctuary.cli.output import (
    counted,
    emit,
    for_terminal,
    format_option,
    library_option,
    opened,
    say,
)
from noctuary.dates import readable_date
from noctuary.figures.share import Share
from noctuary.library.figures import typed_names

if TYPE_CHECKING:
    from noctuary.dream import PartialDate
    from noctuary.figures.card import Card
    from noctuary.figures.figure import Figure

_COMPANY = 12
_NOT_IN_TABLE = frozenset({"key", "kind", "known"})
_SETTINGS = 6
_NAMESAKES = 4


@click.group("figures", cls=UsualGroup)
def figures_command() -> None:
    """See who recurs across the dreams of a series.

    Figures are found by names, by kin of whom there is one, and by what you
    say with `noctuary cast`. Two who may be one stay two until you say so:
    see `noctuary cast alike`.

    Example: noctuary figures journal
    """


@figures_command.command("list")
@click.argument("series", required=False)
@click.option(
    "--all", "everyone", is_flag=True, help="Also strangers and others whom no other dream can tell of."
)
@click.option("--since", type=DATE, help="From which date on; may be partial: 1985-03.")
@click.option("--until", type=DATE, help="Up to which date; 1990 is its last day.")
@click.option("--strict", is_flag=True, help="Take nobody for one person by a given name alone.")
@format_option
@library_option
def list_command(
    series: str | None,
    everyone: bool,  # noqa: FBT001
    since: PartialDate | None,
    until: PartialDate | None,
    strict: bool,  # noqa: FBT001
    form: str,
    library: Path,
) -> None:
    """List the figures of SERIES, those of most dreams first.

    Dreams that nobody has read are read first. An ambiguous figure is tied
    together by a given name alone, which two people may bear.

    Example: noctuary figures journal --since 2020
    """
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        with looking(shelf, chosen) as cast:
            found = cast.figures(strict=strict, since=since, until=until)
    figures = [each for each in found.figures if everyone or each.known]
    names = typed_names(found.figures)
    emit((_row(each, names[each.key], form) for each in figures), form)
    if not figures:
        say(f"No figure is known in the dreams of {chosen}" + ("." if everyone else "; see all with --all."))
    elif form == "table" and found.proposals:
        say(f"{counted(len(found.proposals), 'pair')} of figures may be one: noctuary cast alike {chosen}")


def _row(figure: Figure, name: str, form: str) -> dict[str, Any]:
    row = figure.row()
    if form != "table":
        return row
    shown = {key: _yes(value) for key, value in row.items() if key not in _NOT_IN_TABLE}
    return shown | {"name": name}


def _yes(value: Any) -> Any:
    return ("yes" if value else "") if isinstance(value, bool) else value


@figures_command.command("show")
@click.argument("name")
@series_option
@format_option
@library_option
def show_command(name: str, series: str | None, form: str, library: Path) -> None:
    """Show the card of a figure: when it came, with whom, what it did and met with, and how that changed.

    NAME is any name of it.

    Example: noctuary figures show Rachel --series journal
    """
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        with looking(shelf, chosen) as cast:
            card = cast.card(name)
            namesakes = cast.namesakes(card.figure)
    if form == "table":
        for line in _lines(card):
            click.echo(for_terminal(line))
    else:
        emit(card.rows(), form)
    if namesakes:
        some = ", ".join(each.key for each in namesakes[:_NAMESAKES])
        say(f"{counted(len(namesakes), 'other figure')} of this name: {some}.")


@figures_command.command("dreams")
@click.argument("name")
@series_option
@format_option
@library_option
def dreams_command(name: str, series: str | None, form: str, library: Path) -> None:
    """List the dreams of a figure, with what it is called and coded as in each.

    Example: noctuary figures dreams Rachel
    """
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        with looking(shelf, chosen) as cast:
            figure = cast.figure(name)
    emit((seen.row() for seen in figure.sightings), form)


def _lines(card: Card) -> Iterator[str]:
    yield from _head(card)
    if card.company:
        more = len(card.company) - _COMPANY
        yield from _section(("With it",), [])
        names = ", ".join(f"{each.figure.name} {each.dreams}" for each in card.company[:_COMPANY])
        yield f"  {names}" + (f", and {more:,} more" if more > 0 else "")
    yield from _section(
        ("Acts", "times", "dreams"),
        [
            (f"{scale.value} {side.value}", f"{tally.count:,}", f"{tally.dreams:,}")
            for (scale, side), tally in card.acts.items()
        ],
    )
    yield from _section(
        ("Its feelings", "times", "dreams"),
        [(name, f"{tally.count:,}", f"{tally.dreams:,}") for name, tally in card.own_feelings.items()],
    )
    if card.ambiguous_acts:
        yield (
            f"  Left out: {counted(card.ambiguous_acts, 'act or feeling', 'acts and feelings')} whose code somebody"
            " else in the dream bears too."
        )
    yield from _section(
        ("The dreamer feels", "with it", "without it"),
        [(name, _share(each.beside), _share(each.without)) for name, each in card.feelings.items()],
    )
    yield from _section(
        ("Where", "dreams"),
        [(name, f"{dreams:,}") for name, dreams in list(card.settings.items())[:_SETTINGS]],
    )
    yield from _section(
        ("Over time", "dreams with it", "aggression in its friendly and aggressive acts with the dreamer"),
        [
            (each.name, _share(each.appearances), _share(Share(each.aggressions, each.acts)))
            for each in card.periods
        ],
    )
    yield ""
    yield click.style(
        "In brackets: the 95% interval, in which the share would likely lie in more such dreams.", dim=True
    )


def _head(card: Card) -> Iterator[str]:
    figure = card.figure
    also = f" (also {', '.join(figure.aliases)})" if figure.aliases else ""
    relation = figure.relation if figure.relation != figure.name else ""
    on_list = "on the cast list" if figure.confirmed else ""
    yield click.style(", ".join(filter(None, (f"{figure.name}{also}", relation, on_list))), bold=True)
    yield f"  in {_share(card.appearances)} of the dreams that were read"
    first, last = (f"{key} {readable_date(date)}".rstrip() for key, date in (card.first, card.last))
    yield f"  first in {first}, last in {last}" if card.first != card.last else f"  in {first}"
    if figure.ambiguous:
        yield "  Only a given name ties these dreams together. If two people bear it: noctuary cast split"


def _section(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a title with columns below it; nothing where there is nothing to tell but a title alone."""
    if not rows and len(head) > 1:
        return
    table = [list(head), *([f"  {name}", *cells] for name, *cells in rows)]
    widths = [max(map(len, column)) + 2 for column in zip(*table, strict=True)]
    titles, *lines = (
        "".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )
    yield ""
    yield click.style(titles, bold=True)
    yield from lines


def _share(share: Share) -> str:
    if not share.total:
        return "–"
    low, high = share.interval
    return f"{share.found:,} of {share.total:,} = {share.value:.0%} [{low:.0%}, {high:.0%}]"
