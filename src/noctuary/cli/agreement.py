"""The second reader: ``agreement``, ``agreement sample``, ``disagreements``, ``methods``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from noctuary.cli.groups import UsualGroup
from noctuary.cli.output import counted, emit, format_option, library_option, opened, say
from noctuary.cli.query import QueryCommand, joined
from noctuary.cli.settling import settle_command
from noctuary.coding import Coding
from noctuary.errors import InputError
from noctuary.scheme import Scale

if TYPE_CHECKING:
    from noctuary.stats.agreement import Agreement

Command = TypeVar("Command", bound=Callable[..., Any])


class _AgreementCommands(UsualGroup):
    usual = "measure"


@click.group("agreement", cls=_AgreementCommands)
def agreement_command() -> None:
    """See how far readers of the same dreams agree, have a sample coded twice, and settle where they differ.

    A second reader is a colleague, yourself, or a program: draw a sample
    with `noctuary agreement sample`, have it coded, bring it in with
    `noctuary import --coder NAME`. Without a command, the measures are shown;
    see `noctuary agreement measure --help`.

    Example: noctuary agreement series:journal
    """


agreement_command.add_command(settle_command)


def _rating(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    ratings = {}
    for value in values:
        name, sign, feeling = value.rpartition("=")
        if not (name.strip() and sign):
            raise click.BadParameter("it is written as NAME=CLASS, for example dread=AP.")
        ratings[name.strip()] = feeling.strip().upper()
    return ratings


def _readers_option(command: Command) -> Command:
    """Give a command the options that say whose voices are heard."""
    for option in (
        click.option(
            "--resamples",
            type=click.IntRange(min=0),
            default=1000,
            show_default=True,
            help="For the intervals.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Equal seeds give equal intervals.",
        ),
        click.option(
            "--rated-above",
            type=float,
            default=0,
            show_default=True,
            help="A rating above this says that a feeling was there.",
        ),
        click.option(
            "--rating",
            "ratings",
            multiple=True,
            callback=_rating,
            metavar="NAME=CLASS",
            help="Which emotion one of your own ratings stands for: dread=AP. May be given several times.",
        ),
        click.option(
            "--readers",
            default="",
            metavar="A,B,...",
            help="Whose readings, by name; `ratings` are the dreamers' own. Else all who share dreams.",
        ),
    ):
        command = option(command)
    return command


def _names(readers: str) -> list[str]:
    return [name for name in map(str.strip, readers.split(",")) if name]


@agreement_command.command(_AgreementCommands.usual, cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every measure, a line each.")
@_readers_option
@format_option
@library_option
def measure_command(
    query: tuple[str, ...],
    everything: bool,  # noqa: FBT001
    readers: str,
    ratings: dict[str, str],
    rated_above: float,
    seed: int,
    resamples: int,
    form: str,
    library: Path,
) -> None:
    """Measure how far readers agree, each two of them and all together, scale by scale.

    QUERY chooses the dreams, as in `noctuary search`. The table shows perfect
    agreement on the codes (of all that either gave, the share that both
    gave), Cohen's kappa and Krippendorff's alpha for whether a dream holds
    the scale, the same for the highest class, weighted, and the intraclass
    correlation of the numbers of codes (of three readers and more, alpha),
    each with a 95 % interval from resampling dreams. The other forms, and --all, hold every measure.

    Example: noctuary agreement series:journal --readers Ana,model
    """
    from noctuary.library.agreement import convene  # noqa: PLC0415
    from noctuary.stats.agreement import agreement  # noqa: PLC0415

    with opened(library, read_only=True) as shelf:
        panel = convene(shelf, joined(query), _names(readers), ratings=ratings, rated_above=rated_above)
    found = agreement(panel.voices, resamples=resamples, seed=seed)
    if everything or form != "table":
        emit((measure.figures() for measure in found.measures), form)
    else:
        _show(found)


def _show(found: Agreement) -> None:
    from noctuary.stats.agreement import summary  # noqa: PLC0415
    from noctuary.stats.methods import cell, dreams_of  # noqa: PLC0415

    for place, (voices, count) in enumerate(found.dream_counts.items()):
        if place:
            click.echo()
        click.secho(
            f"{', '.join(voices[:-1])} and {voices[-1]}: {counted(count, 'dream')} in common", bold=True
        )
        rows = summary(found, voices)
        labels = [
            label
            for label in (_OF_TWO if len(voices) == 2 else _OF_ALL)
            if any(row.get(label) for _, row in rows)
        ]
        emit(
            (
                {
                    "scale": what.replace("_", " "),
                    "dreams": dreams_of(row),
                    **{label: cell(row.get(label)) for label in labels},
                }
                for what, row in rows
            ),
            "table",
        )
    say("Where they differ: noctuary agreement disagreements A B")


# What fits into a line; --all has the rest.
_OF_TWO: Final = ("codes alike", "kappa", "alpha", "class kappa", "class alpha", "ICC(2,1)")
_OF_ALL: Final = ("alpha", "class alpha", "number alpha", "ICC(2,1)")


@agreement_command.command("sample", cls=QueryCommand)
@click.argument("size", type=click.IntRange(min=1))
@click.argument("query", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="The packet: a file ending in .jsonl, .md or .csv.",
)
@click.option(
    "--scales", default="", metavar="A,B,...", help="What to code: emotions,characters. Else all scales."
)
@click.option(
    "--blind-ids", is_flag=True, help="Leave out which dreams they are; a key beside the packet says so."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Equal seeds draw equal dreams."
)
@click.option("--force", is_flag=True, help="Replace what is there.")
@library_option
def sample_command(
    size: int,
    query: tuple[str, ...],
    output: Path,
    scales: str,
    blind_ids: bool,  # noqa: FBT001
    seed: int,
    force: bool,  # noqa: FBT001
    library: Path,
) -> None:
    """Draw SIZE dreams by chance into a packet without any codes, for a second reader.

    From several series, each gives dreams in proportion to its number. The
    packet says how to code; filled in, it comes back with `noctuary import
    PACKET --coder NAME`. It holds the dreams' words, so send it with care.

    Example: noctuary agreement sample 50 series:journal -o for-ana.md
    """
    from noctuary.export import Packet, write_packet  # noqa: PLC0415
    from noctuary.export.packet import key_path  # noqa: PLC0415

    with opened(library, read_only=True) as shelf:
        dreams = [shelf.store.get(key) for key in shelf.draw(size, joined(query), seed=seed)]
    packet = Packet(dreams=dreams, scales=_scales(scales), seed=seed, blinded=blind_ids)
    write_packet(output, packet, force=force)
    say(f"{counted(size, 'dream')} written to {output}, without codes.")
    if blind_ids:
        say(
            f"Which they are stands in {key_path(output)}: keep it, and put it beside the packet to bring it in."
        )
    say(f"When it comes back: noctuary import {output} --coder NAME")


def _scales(names: str) -> list[Scale]:
    """Return the scales of these names, in their usual order; all without any."""
    wanted = {name.replace(" ", "_").lower() for name in _names(names)}
    if strange := wanted - set(Scale):
        raise InputError(f"There is no scale {min(strange)!r}.", f"Known: {', '.join(Scale)}.")
    return [scale for scale in Scale if not wanted or scale in wanted]


@agreement_command.command("disagreements", cls=QueryCommand)
@click.argument("one")
@click.argument("other")
@click.argument("query", nargs=-1)
@click.option("--scales", default="", metavar="A,B,...", help="On which scales; else on all.")
@format_option
@library_option
def disagreements_command(
    one: str, other: str, query: tuple[str, ...], scales: str, form: str, library: Path
) -> None:
    """Set two readers side by side where they differ, code against code, with the words they point at.

    Codes stand beside those that they share most with; an empty place says
    that one reader has no such code. What was settled stands behind.

    Example: noctuary agreement disagreements Ana model series:journal
    """
    from noctuary.library.agreement import disagreements  # noqa: PLC0415

    def rows() -> Iterator[dict[str, Any]]:
        for each in disagreements(shelf, one, other, joined(query), scales=_scales(scales)):
            text = shelf.store.get(each.dream).text
            for pair in each.pairs:
                if not pair.agreed:
                    yield {
                        "dream": str(each.dream),
                        "scale": each.scale.value,
                        "one": str(pair.one.code) if pair.one else "",
                        "other": str(pair.other.code) if pair.other else "",
                        "settled": None if each.settled is None else _codes(each.settled),
                        "words": _words(text, pair.one),
                        "other_words": _words(text, pair.other),
                    }

    with opened(library, read_only=True) as shelf:
        found = rows()
        if form == "table":
            # In a table, what a column is called can be who stands in it.
            found = (
                {{"one": one, "other": other}.get(key, key): cell for key, cell in row.items()}
                for row in found
            )
        emit(found, form)


def _codes(codings: tuple[Coding, ...]) -> str:
    return "; ".join(str(coding.code) for coding in codings) or "none"


def _words(text: str, coding: Coding | None) -> str:
    return " … ".join(" ".join(span.cut(text).split()) for span in coding.evidence) if coding else ""


_PAPERS: Final = ("markdown", "latex", "bibtex", "csv", "json")


@agreement_command.command("methods", cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option("--norm", help="The norm that you set indicators beside: women, men, or one of your own.")
@click.option(
    "--drawn", type=click.IntRange(min=0), metavar="SEED", help="The seed that the dreams were drawn with."
)
@_readers_option
@click.option(
    "--format",
    "form",
    type=click.Choice(_PAPERS),
    default="markdown",
    show_default=True,
    help="What to print.",
)
@library_option
def methods_command(
    query: tuple[str, ...],
    norm: str | None,
    drawn: int | None,
    readers: str,
    ratings: dict[str, str],
    rated_above: float,
    seed: int,
    resamples: int,
    form: str,
    library: Path,
) -> None:
    """Print a methods section, ready to paste: sample, readers, measures and values, with the works cited.

    It names versions, settings, seeds, and the hashes of the texts and of the
    reader's network. markdown holds text, tables and BibTeX, with citations as
    Pandoc takes them; latex the text and tables; csv and json every measure.

    Example: noctuary agreement methods series:journal --readers Ana,model
    """
    from noctuary.library.agreement import methods  # noqa: PLC0415

    with opened(library, read_only=True) as shelf:
        found = methods(
            shelf,
            joined(query),
            _names(readers),
            norm=shelf.norms.find(norm) if norm else None,
            drawn=drawn,
            seed=seed,
            resamples=resamples,
            ratings=ratings,
            rated_above=rated_above,
        )
    match form:
        case "markdown":
            click.echo(found.markdown(), nl=False)
        case "latex":
            click.echo(found.latex(), nl=False)
        case "bibtex":
            click.echo(found.bibtex(), nl=False)
        case _:
            emit((measure.figures() for measure in found.agreement.measures), form)
