"""Settling where two readers differ: ``agreement settle``, one by one or from a script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from noctuary.cli.marking import headline
from noctuary.cli.output import counted, for_terminal, library_option, opened, say
from noctuary.coding import Coding
from noctuary.errors import InputError, NotationError
from noctuary.library import Library
from noctuary.scheme import Scale, explain_code, parse_leniently
from noctuary.scheme.symbols import SCALE_NAMES

if TYPE_CHECKING:
    from noctuary.library.agreement import Disagreement

_ANSWERS: Final = {
    "a": "the first reader is right",
    "b": "the second is",
    "both": "both are: what either found holds",
    "neither": "neither is, and there is nothing",
    "write": "write the codes",
    "skip": "leave it open",
    "quit": "stop here",
}


@click.command("settle")
@click.argument("dream", required=False)
@click.argument(
    "scale", required=False, type=click.Choice([scale.value for scale in Scale]), metavar="[SCALE]"
)
@click.option(
    "--readers",
    default="",
    metavar="A,B",
    help="Whose readings; not needed where only two have read the dreams.",
)
@click.option("--take", multiple=True, metavar="NAME", help="Who is right; given twice, both are.")
@click.option("--codes", help='What is right, with semicolons between: "AP D; AN 1MKA".')
@click.option("--none", "nothing", is_flag=True, help="There is nothing on this scale.")
@click.option("--query", default="", help="Which dreams to go through; else all, or DREAM.")
@library_option
def settle_command(
    dream: str | None,
    scale: str | None,
    readers: str,
    take: tuple[str, ...],
    codes: str | None,
    nothing: bool,  # noqa: FBT001
    query: str,
    library: Path,
) -> None:
    """Settle where two readers differ: walk through what is open, or say it for one SCALE of a DREAM.

    What is settled becomes the reading of a person called "settled", beside
    those of the readers, which stay as they are; what these agree on is taken
    over. Each answer is kept at once, and the walk goes on where it stopped.

    Example: noctuary agreement settle journal/2026-03-14 emotions --readers Ana,model --take Ana
    """
    answers = bool(take) + (codes is not None) + nothing
    if answers > 1:
        raise click.UsageError("Only one of --take, --codes and --none can be right.")
    if answers and not (dream and scale):
        raise click.UsageError("Say of which DREAM and SCALE.")
    from noctuary.library.agreement import disagreements  # noqa: PLC0415

    with opened(library) as shelf:
        key = shelf.store.resolve(dream) if dream else None
        pair = _pair(shelf, readers, query)
        chosen = Scale(scale) if scale else None
        found = list(disagreements(shelf, *pair, query, dream=key, scales=[chosen] if chosen else ()))
        if not answers:
            _walk(shelf, found, pair)
        elif key and chosen:
            right = _taken(found, take, pair) if take else _parsed(codes or "", chosen)
            reading = shelf.settle(key, chosen, right, between=pair)
            say(f"Settled: {chosen} of {key}, {counted(len(reading.codes(chosen)), 'code')}.")


def _pair(shelf: Library, readers: str, query: str) -> tuple[str, str]:
    """Return the names of the two readers: those named, or the only ones there are."""
    from noctuary.library.agreement import SETTLED, convene  # noqa: PLC0415

    names = [name for name in map(str.strip, readers.split(",")) if name]
    if not names:
        panel = convene(shelf, query)
        names = [name for name, reader in panel.readers.items() if reader != SETTLED]
    if len(names) != 2:
        raise InputError(
            f"Settling is between two readers, not {len(names)}.",
            f"Name two: --readers {','.join(names[:2]) or 'A,B'}",
        )
    return names[0], names[1]


def _taken(found: Sequence[Disagreement], take: tuple[str, ...], pair: tuple[str, str]) -> Sequence[Coding]:
    """Return what the readers found who are taken for right; a disagreement of one scale, or none, is there."""
    if strange := set(take) - set(pair):
        raise InputError(f"{min(strange)!r} is none of the two.", f"Take {pair[0]} or {pair[1]}.")
    if not found:
        raise InputError(f"{pair[0]} and {pair[1]} do not differ there.", "Say what is right with --codes.")
    if len(set(take)) == 2:
        return found[0].both
    return found[0].ones if take[0] == pair[0] else found[0].others


def _parsed(codes: str, scale: Scale) -> list[Coding]:
    return [Coding(parse_leniently(code, scale)) for code in codes.split(";") if code.strip()]


def _walk(shelf: Library, found: Sequence[Disagreement], pair: tuple[str, str]) -> None:
    still_open = [each for each in found if each.settled is None]
    if not still_open:
        say(f"{pair[0]} and {pair[1]} differ nowhere." if not found else f"All {len(found):,} are settled.")
        return
    say(
        f"{pair[0]} is a, {pair[1]} is b. "
        + "; ".join(f"{key}: {what}" for key, what in _ANSWERS.items())
        + "."
    )
    done, shown = len(found) - len(still_open), None
    for each in still_open:
        if each.dream != shown:
            shown = each.dream
            dream = shelf.store.get(shown)
            click.secho(f"\n{headline(dream)}", bold=True)
            click.echo(for_terminal(dream.text))
        _show(each, pair)
        answer, right = _asked(each)
        if answer == "quit":
            break
        if answer != "skip":
            shelf.settle(each.dream, each.scale, right, between=pair)
            done += 1
    say(f"{done:,} of {len(found):,} settled.")
    if done < len(found):
        say("Go on with: noctuary agreement settle")


def _show(each: Disagreement, pair: tuple[str, str]) -> None:
    click.secho(f"\n{SCALE_NAMES[each.scale].capitalize()}", bold=True)
    for mark, name, codings in (("a", pair[0], each.ones), ("b", pair[1], each.others)):
        click.echo(f"  {mark}  {name}: " + ("; ".join(str(coding.code) for coding in codings) or "none"))
    for answer in each.pairs:
        if not answer.agreed:
            codes = [coding.code for coding in (answer.one, answer.other) if coding]
            click.secho("     " + " | ".join(f"{code}: {explain_code(code)}" for code in codes), dim=True)


def _asked(each: Disagreement) -> tuple[str, Sequence[Coding]]:
    """Ask what is right until that is understood; return the answer, and the codes that it stands for."""
    while True:
        answer = click.prompt("Right", type=click.Choice(list(_ANSWERS)), err=True)
        if answer != "write":
            return answer, {"a": each.ones, "b": each.others, "both": each.both}.get(answer, ())
        try:
            return answer, _parsed(click.prompt("Codes, with semicolons between", err=True), each.scale)
        except NotationError as error:
            say(str(error))
