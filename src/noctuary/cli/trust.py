"""How far figures can be trusted: ``consistency`` and ``doubt``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.cli.study import reader_for, whose_option
from noctuary.coding import Reader
from noctuary.library import Library

if TYPE_CHECKING:
    from noctuary.stats.consistency import Consistency
    from noctuary.stats.effect import Interval
    from noctuary.stats.robustness import Doubt


@click.command("consistency", cls=QueryCommand)
@click.argument("query", nargs=-1)
@whose_option
@format_option
@library_option
def consistency_command(query: tuple[str, ...], reader: str | None, form: str, library: Path) -> None:
    """Split dreams in halves, and see how far these lie apart in every indicator.

    QUERY chooses the dreams, as in `noctuary search`; all without one. A
    difference between two samples means little while it lies within what
    halves of one sample do by chance.

    Example: noctuary consistency series:journal
    """
    wanted = joined(query)
    with opened(library, or_read_only=True) as shelf:
        chosen = reader_for(shelf, reader, wanted)
        rows = shelf.consistency(wanted, reader=chosen)
        if form == "table":
            click.echo(_of_what(shelf, wanted, chosen))
    emit((_halves_in_words(row) if form == "table" else _halves(row) for row in rows), form)
    if form == "table":
        say(
            "Apart: the mean distance of random halves, in percent points or in the indicator's own unit; 95 of 100 such"
            " halves stay within the next column. Reliability is for sets of at least ten dreamers with several dreams."
        )


def _of_what(shelf: Library, query: str, reader: Reader) -> str:
    read = shelf.count(query) - shelf.count_unread(reader, query)
    return f"{query or 'all dreams'}: {counted(read, 'dream')} read by {reader}\n"


def _halves(row: Consistency) -> dict[str, Any]:
    return {
        "indicator": row.measure.name,
        "kind": row.measure.form.value,
        "count": row.count,
        "total": row.total,
        "value": row.value,
        "odd": row.odd,
        "even": row.even,
        "difference": row.difference,
        "difference_95": row.widest,
        "h": row.h,
        "reliability": row.reliability,
        "dreamers": row.dreamers,
    }


def _halves_in_words(row: Consistency) -> dict[str, Any]:
    is_share = row.measure.form.is_share

    def value(number: float) -> str:
        return "–" if math.isnan(number) else f"{100 * number:.0f}%" if is_share else f"{number:.2f}"

    def apart(number: float) -> str:
        return "–" if math.isnan(number) else f"{100 * number:.1f}" if is_share else f"{number:.3f}"

    return {
        "indicator": row.measure.name,
        "counted": int(row.total),
        "value": value(row.value),
        "odd": value(row.odd),
        "even": value(row.even),
        "apart": apart(row.difference),
        "within": apart(row.widest),
        "h": "–" if math.isnan(row.h) else f"{row.h:.2f}",
        "reliability": "–"
        if math.isnan(row.reliability)
        else f"{row.reliability:.2f} ({row.dreamers} dreamers)",
    }


def _share(_context: click.Context, _parameter: click.Parameter, value: str) -> float | None:
    """Read a share from 0 to 1; ``None`` for the word ``confidence``."""
    if value == "confidence":
        return None
    try:
        share = float(value)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise click.BadParameter("a share lies between 0 and 1: 0.1; or write confidence.")
    return share


@click.command("doubt", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--wrong",
    metavar="SHARE|confidence",
    callback=_share,
    default="0.1",
    show_default=True,
    help="What share of the codings is wrong; confidence takes it from what the reader said of its own, by scale.",
)
@click.option("--norm", metavar="NAME", help="See which comparisons hold: women, men, or a norm of your own.")
@whose_option
@format_option
@library_option
def doubt_command(
    query: tuple[str, ...],
    wrong: float | None,
    norm: str | None,
    reader: str | None,
    form: str,
    library: Path,
) -> None:
    """See what would become of every indicator if a tenth of the codings were wrong.

    Codings are left out, put in another's place or added at random, many
    times over. The band holds 95 of 100 trials. One-sided is how far the same
    share of errors could push an indicator if all fell to one side.

    Example: noctuary doubt series:journal --wrong 0.1 --norm women
    """
    from noctuary.stats.robustness import TRIALS  # noqa: PLC0415

    wanted = joined(query)
    with opened(library, or_read_only=True) as shelf:
        if norm is not None:
            shelf.norms.find(norm)  # before dreams are read, which may take long
        chosen = reader_for(shelf, reader, wanted)
        with progress("Trying", TRIALS) as done:
            rows = shelf.doubts(wanted, wrong=wrong, norm=norm, reader=chosen, progress=done)
        if form == "table":
            click.echo(_of_what(shelf, wanted, chosen))
    emit((_doubt_in_words(row) if form == "table" else _doubt(row) for row in rows), form)
    if form == "table":
        say(
            "Each coding is wrong by itself: a third left out, a third another code of its scale, a third added. Which dreams"
            " were dreamt is chance too; for that see the intervals of `noctuary profile`."
        )
        if norm is not None:
            say(
                "Differs, and does not differ: so it stays in 95 of 100 trials. In doubt: it differs now, but in fewer of"
                " them. May differ: it does not now, but does in more than five of them."
            )


def _doubt(row: Doubt) -> dict[str, Any]:
    return {
        "indicator": row.definition.key,
        "label": row.definition.label,
        "kind": row.definition.kind.value,
        "value": row.indicator.value,
        "count": row.indicator.numerator,
        "total": row.indicator.denominator,
        "low": row.band.low,
        "high": row.band.high,
        "one_sided_low": row.one_sided.low,
        "one_sided_high": row.one_sided.high,
        "norm": math.nan if row.norm is None else row.norm.value,
        "h": row.h,
        "h_low": row.h_band.low,
        "h_high": row.h_band.high,
        "differs": row.differs if row.norm else None,
        "same_side": row.same_side,
        "still_differs": row.still_differs,
        "survives": row.survives if row.norm else None,
        "shortage": row.shortage,
        "holds_one_sided": row.holds_one_sided if row.norm else None,
    }


def _doubt_in_words(row: Doubt) -> dict[str, Any]:
    is_share = row.definition.kind.value == "share"

    def value(number: float) -> str:
        return "–" if math.isnan(number) else f"{100 * number:.1f}%" if is_share else f"{number:.2f}"

    def between(interval: Interval) -> str:
        return "–" if math.isnan(interval.low) else f"{value(interval.low)} to {value(interval.high)}"

    words = {
        "indicator": row.definition.label,
        "counted": row.indicator.denominator,
        "value": value(row.indicator.value),
        "band": between(row.band),
        "one-sided": between(row.one_sided),
    }
    if row.norm is None:
        return words
    return {
        **words,
        "norm": value(row.norm.value),
        "h": "–" if math.isnan(row.h) else f"{row.h:+.2f}",
        "verdict": _verdict(row),
    }


def _verdict(row: Doubt) -> str:
    if math.isnan(row.h):
        return "nothing to compare"
    if row.shortage:
        return "too few to go by"
    if not row.differs:
        return "does not differ" if row.survives else "may differ"
    if row.holds_one_sided:
        return "differs, whatever the errors"
    return "differs, unless errors lean one way" if row.survives else "in doubt"
