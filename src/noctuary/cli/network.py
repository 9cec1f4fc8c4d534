"""Who meets whom: ``network``."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noctuary.cli.cast import chosen_series, looking
from noctuary.cli.dates import DATE
from noctuary.cli.output import counted, emit, format_option, library_option, opened, say
from noctuary.cli.study import reader_for
from noctuary.errors import InputError

if TYPE_CHECKING:
    from noctuary.dream import PartialDate
    from noctuary.figures.network_study import MeasureRow, NetworkStudy, ReaderComparison
    from noctuary.figures.tails import Tail
    from noctuary.library import Library
    from noctuary.library.network import Choice

# Of the columns behind the name of a measure.
_WIDTHS = (9, 18, 8, 17, 12, 10)
_COMMUNITIES = 8
_MEMBERS = 6
_PAIRS = 10


@click.command("network")
@click.argument("series", required=False)
@click.option(
    "--people",
    type=click.Choice(["known", "all"]),
    default="known",
    show_default=True,
    help="Known: whoever is named, kin of whom there is one, and your cast list. All: animals, groups, strangers too.",
)
@click.option("--since", type=DATE, help="From which date on; may be partial: 1985-03.")
@click.option("--until", type=DATE, help="Up to which date; 1990 is its last day.")
@click.option(
    "--at-least", type=click.IntRange(min=1), default=1, metavar="N", help="Leave out who is in fewer dreams."
)
@click.option(
    "--codes",
    type=click.Choice(["all", "single"]),
    help="Take codes as nodes, not figures; single: no groups.",
)
@click.option("--reader", help="Whose codes; else a person's who has read them all, else a program's.")
@click.option(
    "--against", metavar="READER", help="Set the codes of a second reader of the same dreams beside them."
)
@click.option("--with-dreamer", is_flag=True, help="Draw the dreamer too; measures leave the dreamer out.")
@click.option("--pairs", is_flag=True, help="Print who meets whom in how many dreams, beside chance.")
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV of names and your own labels, to be compared with the communities.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of all chance in it.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write it: a file ending in .graphml, .gexf, .csv, .json, .png, .svg or .html.",
)
@format_option
@library_option
def network_command(
    series: str | None,
    people: str,
    since: PartialDate | None,
    until: PartialDate | None,
    at_least: int,
    codes: str | None,
    reader: str | None,
    against: str | None,
    with_dreamer: bool,  # noqa: FBT001
    pairs: bool,  # noqa: FBT001
    labels: Path | None,
    seed: int,
    output: Path | None,
    form: str,
    library: Path,
) -> None:
    """Show who meets whom in the dreams of SERIES: measures, communities, bridges.

    Each measure stands beside casts that were shuffled so that every dream
    keeps its number of figures and every figure its number of dreams. What
    lies far from those (z beyond 2) speaks of the dreamer; the rest is what
    such casts make by themselves.

    Example: noctuary network journal -o network.png
    """
    from noctuary.figures.network_files import check_path  # noqa: PLC0415
    from noctuary.library.network import Choice  # noqa: PLC0415

    if codes is None and (reader or against):
        raise click.UsageError("--reader and --against need --codes: figures come from the current readings.")
    if codes and labels:
        raise click.UsageError("--labels are for figures; leave --codes out.")
    if against and pairs:
        raise click.UsageError("--against compares measures; leave --pairs out.")
    if with_dreamer and not output:
        raise click.UsageError("--with-dreamer is for a picture: name it with -o.")
    if output:
        check_path(output, with_dreamer=with_dreamer, several=bool(against))
    choice = Choice(since, until, at_least)
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        if against:
            comparison = _comparison(shelf, chosen, choice, codes or "", (reader, against), seed)
            studies = [comparison.one, comparison.other]
        else:
            studies = [
                _of_codes(shelf, chosen, choice, codes, reader, seed)
                if codes
                else _of_figures(shelf, chosen, choice, people, labels, seed)
            ]
    if against:
        _show_comparison(comparison, form)
    else:
        _show(studies[0], form, pairs=pairs)
    if labels and math.isnan(studies[0].label_agreement):
        say(
            f"The communities are not compared with {labels.name}: fewer than two of its names are figures here."
        )
    if output:
        _write(studies, output, with_dreamer=with_dreamer)


def _of_figures(
    shelf: Library, series: str, choice: Choice, people: str, labels: Path | None, seed: int
) -> NetworkStudy:
    from noctuary.library.network import figure_network  # noqa: PLC0415

    own = _labels(labels) if labels else None
    with looking(shelf, series) as cast:
        return figure_network(shelf, cast, choice, everyone=people == "all", labels=own, seed=seed)


def _labels(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path.name} is no CSV in UTF-8.", "Save it so from your spreadsheet.") from None
    if not rows or any(len(row) != 2 for row in rows):
        raise InputError(f"{path.name} is no table of two columns.", "Write a name and a label on each line.")
    return dict(rows)


def _of_codes(
    shelf: Library, series: str, choice: Choice, codes: str, reader: str | None, seed: int
) -> NetworkStudy:
    from noctuary.library.network import code_network  # noqa: PLC0415

    chosen = reader_for(shelf, reader, choice.query(series))
    return code_network(shelf, series, chosen, choice, single=codes == "single", seed=seed)


def _comparison(
    shelf: Library, series: str, choice: Choice, codes: str, readers: tuple[str | None, str], seed: int
) -> ReaderComparison:
    from noctuary.library.network import compare_code_networks  # noqa: PLC0415

    one, other = (reader_for(shelf, name, choice.query(series)) for name in readers)
    return compare_code_networks(shelf, series, one, other, choice, single=codes == "single", seed=seed)


def _write(studies: list[NetworkStudy], path: Path, *, with_dreamer: bool) -> None:
    from noctuary.figures.network_files import save_network  # noqa: PLC0415

    written = save_network(studies, path, with_dreamer=with_dreamer)
    names = "" if studies[0].incidence.noun == "code" else " It names the figures of these dreams."
    say(f"The network is in {' and '.join(map(str, written))}.{names}")


def _show(study: NetworkStudy, form: str, *, pairs: bool) -> None:
    if pairs:
        _show_pairs(study, form)
    elif form == "table":
        _print(study)
    else:
        emit((row.figures() for row in study.rows), form)


def _show_pairs(study: NetworkStudy, form: str) -> None:
    rows = list(study.pair_rows())
    if form == "table" and len(rows) > 2 * _PAIRS:
        say(
            f"The {_PAIRS} pairs that lie furthest above chance and the {_PAIRS} below it; all with --format csv."
        )
        rows = [*rows[:_PAIRS], *rows[-_PAIRS:]]
    emit(rows, form)
    if not rows:
        say(study.findings[0])


def _print(study: NetworkStudy) -> None:
    incidence = study.incidence
    click.secho(study.name, bold=True)
    click.echo(
        f"{counted(incidence.dream_count, 'dream')} read, {len(incidence.casts):,} with any of the"
        f" {counted(len(incidence.nodes), incidence.noun)}"
    )
    if not incidence.nodes:
        say("There is nobody to show in these dreams: try --people all, or other dates.")
        return
    for part in (_measures, _tails, _communities, _bridges):
        lines = list(part(study))
        for line in ("", *lines) if lines else ():
            click.echo(line)
    click.echo("")
    for finding in study.findings:
        click.echo(finding)


def _measures(study: NetworkStudy) -> Iterator[str]:
    has_strict = any(row.strict is not None for row in study.rows)
    heads = ["", "", "casts shuffled", "z", "ties at random*", "≥ 2 dreams", "strict**" if has_strict else ""]
    yield click.style(_row(heads), bold=True)
    for row in study.rows:
        yield _row(_measure(row, study.incidence.noun))
    if study.chance:
        yield click.style(
            f"  {study.chance.draws} shuffled casts, seed {study.seed}: mean ± standard deviation."
            " z: how many of these the dreams lie away; beyond 2, hardly by chance.",
            dim=True,
        )
        yield click.style("  * As many ties between any two figures: ignores cast size.", dim=True)
    if has_strict:
        yield click.style("  ** Nobody taken for one person by a given name alone.", dim=True)


def _row(cells: list[str]) -> str:
    label, *numbers = cells
    return (
        f"  {label:<34}"
        + "".join(f"{cell:>{width}}" for cell, width in zip(numbers, _WIDTHS, strict=True)).rstrip()
    )


def _measure(row: MeasureRow, noun: str) -> list[str]:
    places = 0 if row.measure in ("figures", "ties", "isolates") else 3
    shuffled = random = ""
    if row.shuffled and row.random and row.measure != "figures":
        shuffled = f"{_number(row.shuffled.mean, places)} ± {_number(row.shuffled.sd, max(places, 1))}"
        random = _number(row.random.mean, places)
    return [
        row.label.replace("figure", noun),
        _number(row.value, places),
        shuffled,
        "" if math.isnan(row.z) else f"{row.z:+.1f}",
        random,
        _number(row.repeated, places),
        "" if row.strict is None else _number(row.strict, places),
    ]


def _number(value: float, places: int) -> str:
    return "–" if math.isnan(value) else f"{value:,.{places}f}"


def _tails(study: NetworkStudy) -> Iterator[str]:
    noun = study.incidence.noun
    yield f"  Ties per {noun}: {_tail(study.degree_tail, noun)}"
    slope = f"; falls with rank by {study.dream_tail.rank_slope:.2f}" if study.dream_tail else ""
    yield f"  Dreams per {noun}: {_tail(study.dream_tail, noun)}{slope}"
    kin = study.kin
    yield (
        f"  Kin: {kin.kin:,} of {counted(kin.kin + kin.others, noun)}; meetings each {_number(kin.kin_strength, 1)},"
        f" others {_number(kin.others_strength, 1)}; tied among themselves {_share(kin.kin_density)},"
        f" all {_share(kin.density)}"
    )


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1%}"


def _tail(tail: Tail | None, noun: str) -> str:
    if tail is None:
        return "too few for a power law to be fitted"
    if tail.p >= 0.05:
        fit = "a log-normal fits as well"
    else:
        fit = "a log-normal fits better" if tail.likelihood_ratio < 0 else "better than a log-normal"
    return (
        f"power law of exponent {tail.exponent:.2f} from {tail.least} on ({counted(tail.count, noun)}); {fit}"
    )


def _communities(study: NetworkStudy) -> Iterator[str]:
    found = study.communities
    if not found.communities:
        return
    chance = f", shuffled casts {found.by_chance.mean:.2f} ± {found.by_chance.sd:.2f}" if study.chance else ""
    agreement = (
        ""
        if math.isnan(study.label_agreement)
        else f"; agreement with your labels {study.label_agreement:.2f}"
    )
    yield click.style("Communities", bold=True) + (
        f"  modularity {_number(found.modularity, 2)}{chance}; runs agree {_number(found.stability, 2)}{agreement}"
    )
    nodes = study.incidence.nodes
    for community in found.communities[:_COMMUNITIES]:
        names = ", ".join(nodes[member].name for member in community.members[:_MEMBERS])
        more = f" and {len(community.members) - _MEMBERS:,} more" if len(community.members) > _MEMBERS else ""
        yield f"  {len(community.members):>5,}  {names}{more}"
        yield click.style(f"         {community.label}", dim=True)
    if len(found.communities) > _COMMUNITIES:
        yield f"  and {counted(len(found.communities) - _COMMUNITIES, 'more community', 'more communities')}"


def _bridges(study: NetworkStudy) -> Iterator[str]:
    if not study.bridges:
        return
    yield (
        click.style("Bridges", bold=True)
        + "  share of the shortest ways between others that lead over them, unweighted"
    )
    nodes = study.incidence.nodes
    for bridge in study.bridges:
        into = f"ties into {counted(bridge.communities, 'community', 'communities')}"
        cuts = "without whom some are cut off"
        told = ", ".join([into] * (bridge.communities > 0) + [cuts] * bridge.cuts)
        yield f"  {bridge.betweenness:>6.1%}  {nodes[bridge.place].name:<24}{told}".rstrip()


def _show_comparison(comparison: ReaderComparison, form: str) -> None:
    if form == "table":
        click.echo(f"one: {comparison.one.name}; other: {comparison.other.name}")
        labels = (row.label.replace("figure", "code") for row in comparison.one.rows)
        rows = ({**row, "measure": label} for row, label in zip(comparison.rows(), labels, strict=True))
        emit(rows, form)
    else:
        emit(comparison.rows(), form)
    say(
        f"Of the codes of either, {_share(comparison.shared_nodes)} are in both;"
        f" of the ties, {_share(comparison.shared_ties)}."
    )
