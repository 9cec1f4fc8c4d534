"""What recurs that nobody listed: ``motifs``, ``words``."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.dates import DATE
from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.cli.rhymes import place_all
from noctuary.dream import DreamKey, PartialDate
from noctuary.errors import InputError

if TYPE_CHECKING:
    from noctuary.figures.word_search import Category
    from noctuary.library import Library
    from noctuary.library.motifs import Clusters, Motifs

_NEAREST = 3
_FEW = 30


@click.command("motifs", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--against",
    metavar="past|reference|QUERY",
    help="What to set the dreams beside: their own past, dreams of DreamBank, or other dreams of the library."
    "  [default: reference]",
)
@click.option(
    "--since", type=DATE, help="Where the past ends, as 2025-06; else a year before the last dream."
)
@click.option("--names", is_flag=True, help="Also show names of figures.")
@click.option("--clusters", is_flag=True, help="Show dreams that lie together in meaning instead.")
@click.option(
    "--into",
    metavar="K",
    type=click.IntRange(min=2),
    help="Into how many clusters; else as many as come back.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=30, show_default=True, help="At most so many words."
)
@format_option
@library_option
def motifs_command(
    query: tuple[str, ...],
    against: str | None,
    since: PartialDate | None,
    names: bool,  # noqa: FBT001
    clusters: bool,  # noqa: FBT001
    into: int | None,
    limit: int,
    form: str,
    library: Path,
) -> None:
    """Find what is unusually frequent in dreams, or what lies together in meaning.

    QUERY chooses the dreams, as in `noctuary search`; all without one. Words
    are set beside those of other dreams, each once a dream. First come the
    motifs that you named yourself, then the words, those surest to be more
    frequent here before the others.

    log ratio says how often the share is doubled: 1 is twice, 2 four times,
    with its 95% interval from low to high. spread runs from 0, evenly spread
    over the dreams, towards 1, all in one stretch of time.

    \b
    Example: noctuary motifs series:journal --against past
             noctuary motifs series:journal --clusters
    """  # noqa: D301
    wanted = joined(query)
    if (clusters or into) and (against or since or names):
        raise click.UsageError("--clusters takes no --against, --since or --names.")
    with opened(library, or_read_only=True) as shelf:
        if clusters or into:
            _show_clusters(_clusters(shelf, wanted, into), form)
            return
        with progress("Looking through the dreams", shelf.count(wanted)) as done:
            found = shelf.motifs(
                wanted,
                against=against or ("past" if since else "reference"),
                since=since,
                names=names,
                progress=done,
            )
        said = shelf.said_motifs(wanted)
    _show_motifs(found, said, limit, form)


def _show_motifs(found: Motifs, said: list[tuple[str, int]], limit: int, form: str) -> None:
    emit(_motif_rows(found, said, limit), form)
    say(
        f"{found.sample.name}: {counted(found.sample.dreams, 'dream')} beside"
        f" {counted(found.other.dreams, 'dream')}, {found.other.name}. Of {found.tested:,} words and pairs that"
        f" could be tested, {len(found.found):,} stand out (adjusted p below .05)."
    )
    if len(found.found) > limit:
        say(f"The first {limit} are shown; see more with -n {len(found.found)}.")
    if found.left_out:
        say(f"{counted(found.left_out, 'dream')} without a date were left out.")


def _motif_rows(found: Motifs, said: list[tuple[str, int]], limit: int) -> Iterator[dict[str, Any]]:
    nothing = dict.fromkeys(("rate", "elsewhere", "log_ratio", "low", "high", "g2", "p", "spread"), math.nan)
    for name, count in said:
        yield {"motif": name, "named_by": "you", "dreams": count, **nothing, "last": ""}
    yield from (motif.row() for motif in found.found[:limit])


def _clusters(shelf: Library, query: str, into: int | None) -> Clusters:
    place_all(shelf, query)
    with progress("Looking through the dreams", shelf.count(query)) as done:
        return shelf.clusters(query, k=into, progress=done)


def _show_clusters(found: Clusters, form: str) -> None:
    emit(
        (
            {
                "cluster": number,
                "words": list(each.words),
                "dreams": len(each.dreams),
                "cohesion": each.cluster.cohesion,
                "stability": each.cluster.stability,
                "nearest" if form == "table" else "ids": _ids(each.dreams, form),
            }
            for number, each in enumerate(found.clusters, start=1)
        ),
        form,
    )
    how = found.clustering
    say(
        f"{counted(how.dreams, 'dream')} in {how.k} clusters. Without a fifth of the dreams they agree with these by"
        f" {how.agreement:.2f} (adjusted Rand index: 1 is the same, 0 chance). A cluster with a stability of .75 or"
        " more is to be relied on; below .5 it is one of many ways to cut."
    )
    if how.left_over:
        say(f"{counted(how.left_over, 'dream')} are in clusters too small to show.")


def _ids(keys: tuple[DreamKey, ...], form: str) -> list[str]:
    return [str(key) for key in (keys[:_NEAREST] if form == "table" else keys)]


@click.command("words", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--baseline",
    type=click.Choice(["women", "men", "dreambank"]),
    help="What to set the rates beside; else the norm dreams of the dreamer's sex, else DreamBank.",
)
@click.option(
    "--lists",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with word lists of your own, one a line: keys: key keys lock",
)
@click.option("--any-length", is_flag=True, help="Count dreams of any length, not of 50 to 300 words alone.")
@format_option
@library_option
def words_command(
    query: tuple[str, ...],
    baseline: str | None,
    lists: Path | None,
    any_length: bool,  # noqa: FBT001
    form: str,
    library: Path,
) -> None:
    """Count the dreams with a word of each of forty lists, beside a baseline.

    QUERY chooses the dreams, as in `noctuary search`; all without one. Only
    dreams as long as those of the baseline are counted, since a long dream
    holds more of every word. Lists of your own have no baseline, and all
    dreams count.

    \b
    Example: noctuary words series:journal --baseline women
             noctuary words --lists my-words.txt
    """  # noqa: D301
    if lists and baseline:
        raise click.UsageError("There is no baseline for lists of your own.")
    wanted = joined(query)
    among = _own_lists(lists) if lists else None
    with opened(library, read_only=True) as shelf:
        rates = shelf.word_rates(wanted, among=among, baseline=baseline, any_length=any_length)
        every = shelf.count(wanted)
    emit(
        (
            {
                "class": rate.category.group,
                "list": rate.category.name,
                "dreams": rate.count,
                "rate": rate.rate,
                "low": rate.interval.low,
                "high": rate.interval.high,
                "baseline": rate.baseline_rate,
                "h": rate.h,
                "p": rate.p_adjusted,
            }
            for rate in rates
        ),
        form,
    )
    total = rates[0].total
    say(f"{total:,} of {counted(every, 'dream')} counted{_told_lengths(total, every)}.")
    if total < _FEW:
        say("So few dreams tell little: look at the intervals, from low to high.")
    if among is None:
        _tell_baseline(rates[0].baseline_name, rates[0].baseline_total, any_length=any_length)


def _told_lengths(total: int, every: int) -> str:
    return "" if total == every else ": those of 50 to 300 words; others with --any-length"


def _tell_baseline(name: str, total: int, *, any_length: bool) -> None:
    whose = f"DreamBank's {total:,}" if name == "dreambank" else f"the {total:,} norm dreams of {name}"
    say(f"Beside {whose}, by Noctuary's own word lists; not to be set beside those of other collections.")
    if any_length:
        say(
            "Longer dreams hold more of every word: against the baseline, that alone may make the difference."
        )


def _own_lists(path: Path) -> tuple[Category, ...]:
    from noctuary.figures.word_search import parse_categories  # noqa: PLC0415

    try:
        return parse_categories(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8.", "Save it as UTF-8 text.") from None
