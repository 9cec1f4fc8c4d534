"""Studying dreams: ``profile``, ``compare``, ``readers``."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.coding import Reader, ReaderKind, as_read
from noctuary.errors import StatsError
from noctuary.library import Library
from noctuary.readers import DEFAULT, READERS, identity_of, open_reader
from noctuary.stats.drawing import check_path
from noctuary.stats.indicators import Kind

if TYPE_CHECKING:
    from noctuary.stats.compare import Comparison, Profile

_BAR = 12


whose_option: Final = click.option(
    "--reader", help="Whose readings to count; else a person's who has read them all, else a program's."
)


def reader_for(shelf: Library, name: str | None, *queries: str) -> Reader:
    """Return whose readings to count, after one that comes with Noctuary has read what it had not.

    Raises
    ------
    StatsError
        If one of the searches finds no dream, or none that this reader has read.
    InputError
        If no reader of that name has read any dream here.
    """
    for query in queries:
        need_dreams(shelf, query)
    chosen = shelf.choose_reader(name, *queries)
    plain = as_read(chosen)
    is_ours = plain.name in READERS and plain == identity_of(plain.name)
    for query in queries:
        unread = shelf.count_unread(chosen, query)
        if unread and is_ours and not shelf.store.read_only:
            with progress("Reading", unread) as done:
                shelf.read_unread(open_reader(chosen.name), query, progress=done)
        elif unread == shelf.count(query):
            raise StatsError(
                f"{chosen} has read none of the dreams {f'of {query[:60]!r}' if query else 'here'}.",
                "See who has read what with `noctuary readers`.",
            )
        elif unread and is_ours:
            say(f"{counted(unread, 'dream')} left out: not read by {chosen} yet, and here none can be.")
    if name is None and plain.kind is ReaderKind.PROGRAM and plain != identity_of(DEFAULT):
        say(
            f"These readings are by {chosen}; have the dreams read by {identity_of(DEFAULT)} with: noctuary code"
        )
    return chosen


def need_dreams(shelf: Library, query: str) -> None:
    """Say so where a search finds no dream, rather than print figures of nothing.

    Raises
    ------
    StatsError
        If it finds none.
    """
    if shelf.count(query):
        return
    if not query:
        raise StatsError(
            "There is no dream here yet.",
            "Write one with `noctuary write`, or bring some in with `noctuary import`.",
        )
    hint = (
        f"For the dreams of that series or set write series:{query}"
        if shelf.store.find_series(query)
        else "See what is there with `noctuary list`."
    )
    raise StatsError(f"No dream is found by {query[:60]!r}.", hint)


def _picture_option(command: Any) -> Any:
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        help="Draw it too: a file ending in .png, .svg or .html.",
    )(command)


@click.command("profile", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--norm",
    metavar="NAME",
    help="Which norm: women, men, or one of your own; else that of the dreamer's sex.",
)
@whose_option
@_picture_option
@format_option
@library_option
def profile_command(
    query: tuple[str, ...],
    norm: str | None,
    reader: str | None,
    output: Path | None,
    form: str,
    library: Path,
) -> None:
    """Set a series beside the published norms, or one of your own, indicator by indicator.

    QUERY chooses the dreams, as in `noctuary search`; all without one.
    `noctuary norm` lists the norms and makes new ones.

    Example: noctuary profile series:journal --norm women -o profile.png
    """
    wanted = joined(query)
    if output is not None:
        check_path(output)
    with opened(library, or_read_only=True) as shelf:
        need_dreams(shelf, wanted)
        norm = norm or shelf.norm_name(wanted)
        shelf.norms.find(norm)  # before dreams are read, which may take long
        profile = shelf.profile(wanted, norm=norm, reader=reader_for(shelf, reader, wanted))
    _show(profile, form, output)


@click.command("compare")
@click.argument("one")
@click.argument("other", required=False)
@whose_option
@click.option("--readers", metavar="A,B", help="Set two readers of ONE side by side, instead of OTHER.")
@_picture_option
@format_option
@library_option
def compare_command(
    one: str,
    other: str | None,
    reader: str | None,
    readers: str | None,
    output: Path | None,
    form: str,
    library: Path,
) -> None:
    """Set two samples of dreams side by side, or two readers of the same dreams.

    ONE and OTHER choose dreams, as in `noctuary search`. `noctuary readers`
    lists who has read them.

    Example: noctuary compare "series:journal before:2020" "series:journal after:2020"
    """
    if output is not None:
        check_path(output)
    if readers is not None:
        if other is not None or reader is not None:
            raise click.UsageError("--readers takes one sample of dreams, and no --reader beside it.")
        first, second = _two_names(readers)
        with opened(library, or_read_only=True) as shelf:
            profile = shelf.compare_readers(
                one, reader_for(shelf, first, one), reader_for(shelf, second, one)
            )
    elif other is None:
        raise click.UsageError("Missing argument 'OTHER', or two names in --readers.")
    else:
        with opened(library, or_read_only=True) as shelf:
            profile = shelf.compare(one, other, reader=reader_for(shelf, reader, one, other))
    _show(profile, form, output)


def _two_names(readers: str) -> tuple[str, str]:
    first, _, second = (name.strip() for name in readers.partition(","))
    if not (first and second):
        raise click.UsageError("--readers takes two names with a comma between them.")
    if first == second:
        raise click.UsageError(f"--readers takes two readers, not {first} twice.")
    return first, second


@click.command("readers")
@format_option
@library_option
def readers_command(form: str, library: Path) -> None:
    """List who has read how many dreams: programs and people.

    Their names are what --reader takes. Bring in somebody else's readings
    with `noctuary import FILE.jsonl --coder NAME`.

    Example: noctuary readers
    """
    with opened(library, read_only=True) as shelf:
        found = shelf.readers()
        total = shelf.count()
    emit(
        (
            {
                "name": reader.name,
                "version": reader.version,
                "kind": reader.kind.value,
                "settings": ", ".join(f"{name} {value}" for name, value in reader.settings.items()),
                "dreams": count,
            }
            for reader, count in found
        ),
        form,
    )
    if not found:
        say(f"Nobody has read any of the {counted(total, 'dream')} here yet. Begin with: noctuary code")


def _show(profile: Profile, form: str, output: Path | None) -> None:
    if form == "table":
        print_profile(profile)
    else:
        emit((row.figures() for row in profile.rows), form)
    if output is not None:
        draw(profile, output)


def draw(profile: Profile, path: Path) -> None:
    """Draw the h-profile into a file, and say where it is.

    Raises
    ------
    MissingExtraError
        Without the extra `research`.
    """
    from noctuary.stats.picture import save_picture  # noqa: PLC0415

    save_picture(profile, path)
    say(f"The picture is in {path}.")


def print_profile(profile: Profile) -> None:
    """Print a profile as a table: each indicator with its norm, h, its interval, and a bar."""
    readers = ", ".join(map(str, profile.readers)) or "nobody"
    click.echo(
        f"{profile.name}: {counted(profile.dream_count, 'dream')} read by {readers}, beside {profile.norms.name}"
    )
    group = ""
    for row in profile.rows:
        if row.group != group:
            group = row.group
            click.secho(f"\n{group}", bold=True)
        click.echo("".join(_line(row)))
    click.echo()
    for sentence in (*_detectable(profile), *profile.caveats):
        say(sentence)


def _detectable(profile: Profile) -> Iterator[str]:
    least, most = profile.detectable
    if not math.isnan(least):
        yield (
            f"With so many dreams, a true difference is found four times out of five if its h is {least:.2f}"
            f" or more for the surest of these indicators, {most:.2f} for the least sure"
            " (h_detectable in --format csv)."
        )


def _line(row: Comparison) -> Iterator[str]:
    values = f"{_value(row, row.sample.value):>6} of {row.sample.denominator:<7,} beside {_value(row, row.norm.value):>5}"
    yield f"  {row.label:<34}{values}"
    if math.isnan(row.h):
        yield click.style("  too little to compare" if row.too_small else "  no h for this rate", dim=True)
        return
    low, high = row.bootstrap_interval
    # One dream cannot be drawn anew, so it has no interval.
    interval = f"{'–':^14}" if math.isnan(low) else f"[{low:+.2f}, {high:+.2f}]"
    figures = f"  h {row.h:+.2f} {interval}  p {_p(row.p_adjusted):<6}"
    if row.too_small:
        yield click.style(f"{figures} too few to go by", dim=True)
    else:
        yield figures + click.style(_bar(row.h), fg="green" if row.p_adjusted < 0.05 else None)


def _value(row: Comparison, value: float) -> str:
    # Rates stay rates; shares become percent only where they are printed.
    if math.isnan(value):
        return "–"
    return f"{value:.2f}" if row.definition.kind is Kind.RATE else f"{100 * value:.0f}%"


def _p(value: float) -> str:
    return "–" if math.isnan(value) else "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _bar(h: float) -> str:
    """Draw h from a middle line, full width at 1."""
    length = min(_BAR, round(abs(h) * _BAR))
    return f"{('█' * length if h < 0 else ''):>{_BAR}}│{'█' * length if h > 0 else ''}"
