"""What recurs: ``themes``, ``themes say``, ``places``."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.cast import chosen_series
from noctuary.cli.groups import UsualGroup
from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.dates import readable_date
from noctuary.errors import InputError
from noctuary.figures.themes import Kind, find_theme
from noctuary.library import Library

if TYPE_CHECKING:
    from noctuary.figures.places import Place
    from noctuary.figures.share import Share
    from noctuary.library.themes import ThemeCount

_COMPANY_SHOWN = 3
_ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "forget": None}


class _ThemeCommands(UsualGroup):
    """Counts where no other command is named: ``noctuary themes series:journal``."""

    usual = "count"


@click.group("themes", cls=_ThemeCommands)
def themes_command() -> None:
    """See which typical themes recur in your dreams, and say where one is and is not.

    The 55 themes are those of the Typical Dreams Questionnaire. Your rate
    counts dreams, and stands beside that of other dreams; "of 100 students"
    counts people who say they ever had such a dream, which is another matter.
    What only you can know, as whether somebody who comes is dead, and what
    words tell too roughly, is proposed and counts once you have said so.

    Example: noctuary themes series:journal
    """


@themes_command.command("count", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--theme", help="List the dreams that hold one theme, with the words: its name or its number.")
@click.option("--all", "everything", is_flag=True, help="Show also the themes that no dream holds.")
@format_option
@library_option
def count_command(
    query: tuple[str, ...], *, theme: str | None, everything: bool, form: str, library: Path
) -> None:
    """Count the themes in the dreams that QUERY chooses, as in `noctuary search`; all without one.

    Example: noctuary themes count --theme falling
    """
    with opened(library, or_read_only=True) as shelf:
        wanted = joined(query)
        only = [] if theme is None else [find_theme(theme).id]
        with progress("Looking", shelf.count(wanted)) as done:
            found = shelf.themes(wanted, only=only, progress=done)
        if theme is not None:
            _list(shelf, found[0], form)
        else:
            _count(found, form, everything=everything)


def _count(found: list[ThemeCount], form: str, *, everything: bool) -> None:
    shown = [each for each in found if everything or each.sightings or each.rate.found]
    shown.sort(key=lambda each: (-each.rate.found, each.theme.number))
    emit((_line(each) if form == "table" else each.row() for each in shown), form)
    total = found[0].rate.total
    if not total:
        say("There are no dreams to look through.")
    elif not shown:
        say(f"No typical theme is told in {counted(total, 'dream')}.")
    elif form == "table":
        say(
            f"{counted(total, 'dream')}. Women and men: the dreams of Hall and Van de Castle's norms, by the same words."
            " The interval is of 95%."
        )
    waiting = [each for each in found if each.proposed]
    if waiting:
        names = ", ".join(each.theme.id for each in waiting)
        say(
            f"Proposed, and counted once you say so: {names}. See the dreams with: noctuary themes --theme NAME"
        )


def _line(count: ThemeCount) -> dict[str, Any]:
    """Return what the table shows of a theme."""
    references = count.references
    return {
        "theme": count.theme.id,
        "dreams": count.rate.found,
        "proposed": len(count.proposed) or None,
        "rate": _percent(count.rate.value),
        "interval": _interval(count.rate),
        "women": _percent(references["norms-f"].value) if references else "",
        "men": _percent(references["norms-m"].value) if references else "",
        "of_100_students": f"{count.theme.lifetime.all:.0f} ever had it",
    }


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100 * share:.1f}%"


def _interval(rate: Share) -> str:
    low, high = rate.interval
    return f"{100 * low:.1f}-{100 * high:.1f}" if rate.total else ""


def _list(shelf: Library, count: ThemeCount, form: str) -> None:
    emit(_sighted(shelf, count), form)
    theme = count.theme
    if not count.sightings:
        say(f"{theme.name.capitalize()}: not told in {counted(count.rate.total, 'dream')}.")
        return
    say(
        f"{theme.name.capitalize()}: {counted(count.rate.found, 'dream')} of {count.rate.total:,}."
        f" {theme.lifetime.all:.0f} of 100 students say they have ever had such a dream."
    )
    if theme.kind is not Kind.TOLD:
        why = "Only you can know" if theme.kind is Kind.ASK else "These words are often wrong"
        say(f"{why}. Say so with: noctuary themes say {theme.id} yes|no DREAM")


def _sighted(shelf: Library, count: ThemeCount) -> Iterator[dict[str, Any]]:
    for sighting in count.sightings:
        dream = shelf.store.get(sighting.dream)
        answer = count.said.get(sighting.dream)
        yield {
            "dream": str(dream.key),
            "date": str(dream.date or ""),
            "role": sighting.role.value,
            "confidence": round(sighting.confidence, 2),
            "said": "" if answer is None else "yes" if answer else "no",
            "words": [" ".join(span.cut(dream.text).split()) for span in sighting.evidence],
        }


@themes_command.command("say")
@click.argument("theme")
@click.argument("answer", type=click.Choice(list(_ANSWERS)))
@click.argument("dreams", metavar="DREAM...", nargs=-1, required=True)
@library_option
def say_command(theme: str, answer: str, dreams: tuple[str, ...], library: Path) -> None:
    """Say that dreams hold a theme, or that they do not; `forget` takes it back.

    Example: noctuary themes say dead-alive yes 2026-03-14
    """
    with opened(library) as shelf:
        name = find_theme(theme).id
        keys = [shelf.get(dream).key for dream in dreams]
        for key in keys:
            shelf.say_theme(name, key, holds=_ANSWERS[answer])
    what = {"yes": "holds", "no": "does not hold", "forget": "is as its words say about"}[answer]
    for key in keys:
        say(f"{key} {what} {name}.")


@click.command("places")
@click.argument("series", required=False)
@click.option("--place", help="List the dreams that tell of one place.")
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only places of so many dreams or more.",
)
@format_option
@library_option
def places_command(series: str | None, place: str | None, least: int, form: str, library: Path) -> None:
    """See which places recur in the dreams of SERIES: named ones, those that somebody owns, and "the library".

    Places of equal words are one place where they have a name or an owner; where they only have an article, they
    may be. Of a set of several dreamers only places with names are shown.

    Example: noctuary places journal --place "grandmother's house"
    """
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        with progress("Looking") as done:
            found = shelf.places(chosen, progress=done)
        if place is not None:
            _list_place(shelf, _named(found, place, chosen), form)
            return
    shown = [each for each in found if len(each.dreams) >= least]
    emit((_place_line(each, form) for each in shown), form)
    if not shown:
        more = " or more" if least > 1 else ""
        say(f"No place is told of in {counted(least, 'dream')}{more} of {chosen}.")


def _named(found: list[Place], name: str, series: str) -> Place:
    for each in found:
        if each.name.casefold() == name.casefold():
            return each
    raise InputError(
        f"No dream of {series} tells of {name[:60]!r}.", "See its places with `noctuary places`."
    )


def _place_line(place: Place, form: str) -> dict[str, Any]:
    row = place.row()
    return row if form != "table" else row | {"with": row["with"][:_COMPANY_SHOWN]}


def _list_place(shelf: Library, place: Place, form: str) -> None:
    emit(
        (
            {
                "dream": str(each.dream),
                "date": readable_date(each.date),
                "with": list(each.company),
                "words": " ".join(each.span.cut(shelf.store.get(each.dream).text).split()),
            }
            for each in place.sightings
        ),
        form,
    )
