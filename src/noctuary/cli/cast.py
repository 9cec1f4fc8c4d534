"""Who is who in a series, by name: ``cast``, ``cast confirm``, ``cast forget``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.dates import parse_date
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.scheme import explain_character

_SHOWN = 3
_NAMED = 8


class _CastCommands(click.Group):
    """A group that lists where no other command of it is named: ``noctuary cast journal``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group("cast", cls=_CastCommands)
def cast_command() -> None:
    """See and say who is who by name in a series.

    Whom you confirm is coded so wherever a dream merely names them, when
    dreams are read with `noctuary code --in-series`. Proposals come from what
    the dreams say themselves ("my brother Ben"); none counts before it is
    said in several dreams, or confirmed by you.

    Example: noctuary cast confirm Howard ex-husband
    """


_series_option = click.option(
    "--series", help="Whose dreams; not needed where the library holds one series only."
)


@cast_command.command("list")
@click.argument("series", required=False)
@format_option
@library_option
def list_command(series: str | None, form: str, library: Path) -> None:
    """List who is confirmed in SERIES, and whom its dreams propose.

    Example: noctuary cast list journal
    """
    with opened(library, read_only=True) as shelf:
        chosen = _chosen(shelf, series)
        rows = list(_rows(shelf, chosen))
    emit(rows, form)
    if not rows:
        say(f"Nobody is confirmed in {chosen}, and its dreams propose nobody.")
    elif form == "table" and any(not row["confirmed"] for row in rows):
        say("Confirm who is right with: noctuary cast confirm NAME RELATION")


def _rows(shelf: Library, series: str) -> Iterator[dict[str, Any]]:
    for member in shelf.cast_list(series):
        yield {
            "name": ", ".join((member.name, *member.aliases)),
            "relation": member.relation,
            "code": _code(member.sex, member.identity, member.age),
            "since": str(member.since or ""),
            "confirmed": member.confirmed_at[:10],
            "told": "",
        }
    with progress("Looking") as done:
        proposals = shelf.propose(series, progress=done)
    for proposal in proposals:
        some = ", ".join(key.id for key in proposal.dreams[:_SHOWN])
        more = ", …" if len(proposal.dreams) > _SHOWN else ""
        yield {
            "name": proposal.name,
            "relation": proposal.relation,
            "code": _code(proposal.sex, proposal.identity, proposal.age),
            "since": "",
            "confirmed": "",
            "told": f"in {counted(len(proposal.dreams), 'dream')}: {some}{more}",
        }


def _code(sex: str, identity: str, age: str) -> str:
    return f"1{sex or 'I'}{identity}{age or 'A'}"


@cast_command.command("confirm")
@click.argument("name")
@click.argument("relation")
@click.option("--alias", "aliases", multiple=True, help="A further name; may be given several times.")
@click.option("--since", help="From which date on; may be partial: 1985-03.")
@_series_option
@library_option
def confirm_command(
    name: str, relation: str, aliases: tuple[str, ...], since: str | None, series: str | None, library: Path
) -> None:
    """Say who somebody is: RELATION in a word, as ex-husband, brother, friend, or as a code, as 1MRA.

    Example: noctuary cast confirm Benjamin brother --alias Ben
    """
    date = parse_date(since) if since else None
    if since and date is None:
        raise InputError(f"{since[:30]!r} is no date.", "Write 2026-03-14, 2026-03 or 2026.")
    with opened(library) as shelf:
        chosen = _chosen(shelf, series)
        member = shelf.confirm(chosen, name, relation, aliases=aliases, since=date)
    meaning = explain_character(_code(member.sex, member.identity, member.age))
    say(f"{member.name} is on the cast list of {chosen}: {member.relation} ({meaning}).")
    say("Have its dreams read with it: noctuary code --in-series")


@cast_command.command("forget")
@click.argument("name")
@_series_option
@library_option
def forget_command(name: str, series: str | None, library: Path) -> None:
    """Take somebody off the cast list.

    Example: noctuary cast forget Howard
    """
    with opened(library) as shelf:
        chosen = _chosen(shelf, series)
        gone = shelf.forget(chosen, name)
    say(f"{gone[0].name} is no longer on the cast list of {chosen}.")


def _chosen(shelf: Library, series: str | None) -> str:
    known = [each.id for each in shelf.store.series()]
    if series in known:
        return str(series)
    if series is None and len(known) == 1:
        return known[0]
    what = (
        f"There is no series {series!r}."
        if series
        else f"The library holds {counted(len(known), 'series', 'series')}."
    )
    some = ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "")
    raise InputError(what, f"Name one of: {some}." if known else "Write a dream with `noctuary write` first.")
