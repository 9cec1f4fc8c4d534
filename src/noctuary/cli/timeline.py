"""Measures over time: ``timeline``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.dates import DATE
from noctuary.cli.output import counted, emit, format_option, library_option, opened, say
from noctuary.cli.query import joined
from noctuary.cli.study import need_dreams, reader_for, whose_option
from noctuary.dream import PartialDate
from noctuary.library import Library
from noctuary.stats.drawing import check_path

if TYPE_CHECKING:
    from noctuary.library.timeline import BeforeAfter, Line, Scope, Timeline
    from noctuary.stats.change import Contrast
    from noctuary.stats.independence import Dependence
    from noctuary.stats.time import Measure, Point

_BAR = 20
_LEVEL = 0.05


@click.command("timeline")
@click.argument("measures", nargs=-1, metavar="MEASURE...")
@click.option(
    "--in", "queries", multiple=True, metavar="QUERY", help="Which dreams, as in `noctuary search`; else all."
)
@click.option(
    "--by",
    help="year, quarter, month, so many dreams, or change: where each measure changed."
    " Else years, or 50 dreams where most have no date.",
)
@click.option(
    "--before",
    type=DATE,
    metavar="DATE",
    help="Set what is dated before a day beside what is dated from then on.",
)
@click.option(
    "--list", "listing", is_flag=True, help="List the indicators, and what these dreams have in numbers."
)
@whose_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Draw it too: a file ending in .png, .svg or .html.",
)
@format_option
@library_option
def timeline_command(
    measures: tuple[str, ...],
    queries: tuple[str, ...],
    by: str | None,
    before: PartialDate | None,
    listing: bool,  # noqa: FBT001 - click names it
    reader: str | None,
    output: Path | None,
    form: str,
    library: Path,
) -> None:
    """Follow measures over time, with intervals; find where they changed.

    A MEASURE is an indicator ("aggressor percent"); words, the length of the
    reports; rating:NAME or datum:NAME, your own ratings and what else was
    noted in numbers, such as hours of sleep; figure:NAME; theme:NAME; or any
    search ("emotion:AP", "water OR sea"), for the share of dreams it finds.

    With --before DATE and no MEASURE, every indicator is compared.

    Example: noctuary timeline "aggressor percent" rating:rested --by month
    """
    query = joined(queries)
    if listing:
        _list(query, form, library)
        return
    _check_use(measures, by, before, output)
    with opened(library, or_read_only=True) as shelf:
        need_dreams(shelf, query)
        chosen = _reader(shelf, measures, query, reader)
        if before is not None:
            _show_contrasts(shelf.before_and_after(before, measures, query, reader=chosen), form)
            return
        found = shelf.timeline(measures, query, by=by, reader=chosen)
    _show(found, form)
    if output is not None:
        _draw(found, output)


def _check_use(
    measures: tuple[str, ...], by: str | None, date: PartialDate | None, output: Path | None
) -> None:
    if date is None and not measures:
        raise click.UsageError("Missing argument 'MEASURE...'; see the indicators with --list.")
    if date is not None and (by or output):
        raise click.UsageError("--before makes two parts: it takes no --by, and draws no picture.")
    if output is not None:
        check_path(output)


def _reader(shelf: Library, measures: tuple[str, ...], query: str, name: str | None) -> Any:
    """Return whose readings to count, all dreams being read; nobody's where nothing asks for codes."""
    from noctuary.library.measures import needs_readings  # noqa: PLC0415

    if not measures or any(map(needs_readings, measures)):
        return reader_for(shelf, name, query)
    return None


def _list(query: str, form: str, library: Path) -> None:
    from noctuary.stats.indicators import DEFINITIONS  # noqa: PLC0415

    with opened(library, read_only=True) as shelf:
        numbers = shelf.numbers_noted(query)
    rows = [{"measure": each.key, "what_it_says": each.sentence} for each in DEFINITIONS]
    rows.append({"measure": "words", "what_it_says": "How many words a report has, on average."})
    rows += [
        {"measure": name, "what_it_says": f"Noted in {counted(count, 'dream')}."}
        for name, count in numbers.items()
    ]
    emit(rows, form)


# The timeline.


def _show(found: Timeline, form: str) -> None:
    if form == "table":
        click.echo(_of_what(found.scope))
        for line in found.lines:
            _print_line(line)
    else:
        emit((row for line in found.lines for row in line.figures()), form)
    _tell_scope(found.scope)
    for line in found.lines:
        if not line.points:
            say(f"No dream has a date for {line.measure.name} to be cut by; count dreams instead: --by 50")
        elif sentence := _dependence(line.measure, line.dependence):
            say(sentence)
    for one, other, correlation in found.pairs:
        if not math.isnan(correlation.rho):
            say(
                f"{one.name} and {other.name}: rank correlation {correlation.rho:+.2f} over"
                f" {correlation.pairs} periods, p {_p(correlation.p)}."
            )
    if any(not math.isnan(pair.correlation.rho) for pair in found.pairs):
        say("What drifts over the years correlates with all else that does; that proves no connection.")


def _of_what(scope: Scope) -> str:
    read = f", read by {scope.reader}" if scope.reader else ""
    return f"{scope.name}: {counted(scope.dream_count, 'dream')}{read}"


def _print_line(line: Line) -> None:
    click.secho(f"\n{line.measure.name} ({line.measure.form.value})", bold=True)
    full = max((point.value for point in line.points if not point.too_few), default=0.0)
    width = max((len(point.period.label) for point in line.points), default=0)
    for point, p in line.with_p():
        value = f"{_value(point.measure, point.value):>7} {_interval(point):<18}"
        text = f"  {point.period.label:<{width}}  {value} {_counted(point):<30}"
        told = "" if math.isnan(p) else f"  changed, p {_p(p)}"
        if point.too_few:
            click.secho(f"{text} too few to go by{told}", dim=True)
        else:
            bar = "█" * round(_BAR * max(point.value, 0) / full) if full > 0 else ""
            click.echo(f"{text} {bar}{told}".rstrip())


def _counted(point: Point) -> str:
    dreams = counted(point.period.dream_count, "dream")
    return dreams if point.total == point.period.dream_count else f"{dreams}, {point.total:,.0f} counted"


def _value(measure: Measure, value: float) -> str:
    if math.isnan(value):
        return "–"
    if not measure.form.is_share:
        return f"{value:.2f}"
    return f"{100 * value:.1f}%" if 0 < value < 0.1 else f"{100 * value:.0f}%"


def _interval(point: Point) -> str:
    low, high = point.interval
    if math.isnan(low):
        return ""
    return f"[{_value(point.measure, low)}, {_value(point.measure, high)}]"


def _p(value: float) -> str:
    return "–" if math.isnan(value) else "<.001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _dependence(measure: Measure, found: Dependence) -> str:
    """Say that dreams hang together, where they do; else nothing."""
    if not found.p < _LEVEL:
        return ""
    runs = f"{found.runs.runs} runs where chance makes {found.runs.expected:.0f}, " if found.runs else ""
    alike = "resembles" if found.correlation > 0 else "differs from"
    return (
        f"{measure.name}: a dream {alike} the one before ({runs}correlation {found.correlation:+.2f}, p {_p(found.p)});"
        " what drifts does so too. The intervals take dreams for independent."
    )


def _tell_scope(scope: Scope) -> None:
    if scope.left_out:
        say(f"Left out: {counted(scope.left_out, 'dream')} whose date is not known so exactly.")
    if scope.unread:
        say(f"{counted(scope.unread, 'dream')} not read by {scope.reader}; no indicator counts them.")
    if scope.dreamer_count > 1:
        say(f"These are dreams of {scope.dreamer_count:,} dreamers: what changes may be who dreams.")


def _draw(found: Timeline, path: Path) -> None:
    from noctuary.stats.time_picture import save_time_picture  # noqa: PLC0415

    if not any(line.points for line in found.lines):
        say("There is nothing to draw.")
        return
    notes = [_dependence(line.measure, line.dependence) for line in found.lines]
    save_time_picture(
        [line.points for line in found.lines],
        path,
        title=_of_what(found.scope),
        notes=list(filter(None, notes)),
    )
    say(f"The picture is in {path}.")


# Before and after.


def _show_contrasts(found: BeforeAfter, form: str) -> None:
    if form == "table":
        _print_contrasts(found)
    else:
        emit(map(_contrast_figures, found.rows), form)
    _tell_scope(found.scope)


def _contrast_figures(row: Contrast) -> dict[str, Any]:
    sides = {
        f"{name}_{key}": value
        for name, point in (("before", row.before), ("after", row.after))
        for key, value in {
            "dreams": point.period.dream_count,
            "count": point.count,
            "total": point.total,
            "value": point.value,
        }.items()
    }
    return {
        "measure": row.measure.name,
        "kind": row.measure.form.value,
        **sides,
        "difference": row.difference,
        "low": row.interval.low,
        "high": row.interval.high,
        "h": row.h,
        "p": row.p,
        "p_adjusted": row.p_adjusted,
        "too_few": row.too_few,
    }


def _print_contrasts(found: BeforeAfter) -> None:
    click.echo(_of_what(found.scope))
    if not found.rows:
        return
    sides = [
        f"{point.period.label} ({counted(point.period.dream_count, 'dream')})"
        for point in (found.rows[0].before, found.rows[0].after)
    ]
    click.secho(f"\n{sides[0]}, {sides[1]}\n", bold=True)
    width = max(len(row.measure.name) for row in found.rows)
    for row in found.rows:
        before, after = (_value(row.measure, point.value) for point in (row.before, row.after))
        text = f"  {row.measure.name:<{width}}  {before:>7} → {after:<7}"
        if math.isnan(row.difference):
            click.secho(f"{text} nothing to compare", dim=True)
            continue
        unit = 100 if row.measure.form.is_share else 1
        low, high = (unit * end for end in row.interval)
        interval = (
            ""
            if math.isnan(low)
            else f"[{low:+.1f}, {high:+.1f}]"
            if unit > 1
            else f"[{low:+.2f}, {high:+.2f}]"
        )
        difference = f"{unit * row.difference:+.1f}" if unit > 1 else f"{row.difference:+.2f}"
        text += f" {difference:>7} {interval:<16}  p {_p(row.p_adjusted):<6}"
        differs = row.p_adjusted < _LEVEL
        click.echo(
            click.style(f"{text} too few to go by", dim=True)
            if row.too_few
            else click.style(text.rstrip(), fg="green" if differs else None)
        )
    say(
        "Differences of shares are in percent points; p by random nights on either side, adjusted over the rows."
    )
