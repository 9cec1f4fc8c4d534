"""Who is who in a series, as its dreamer says: ``cast`` and what can be said with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.dates import DATE
from noctuary.cli.groups import UsualGroup
from noctuary.cli.output import counted, emit, format_option, library_option, opened, progress, say
from noctuary.dream import PartialDate
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.figures import near, typed_names
from noctuary.scheme import explain_character

if TYPE_CHECKING:
    from noctuary.dream import DreamKey
    from noctuary.library.cast import Cast

_SHOWN = 3
_NAMED = 8


@click.group("cast", cls=UsualGroup)
def cast_command() -> None:
    """See and say who is who by name in a series.

    Whom you confirm is coded so wherever a dream merely names them, when
    dreams are read with `noctuary code --in-series`. Proposals come from what
    the dreams say themselves ("my brother Ben"); none counts before it is
    said in several dreams, or confirmed by you. Figures across dreams
    (`noctuary figures`) follow what you say here at once.

    Example: noctuary cast confirm Howard ex-husband
    """


series_option = click.option(
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
        chosen = chosen_series(shelf, series)
        with progress("Looking") as done:
            rows = list(_rows(shelf.cast(chosen, progress=done)))
    emit(rows, form)
    if not rows:
        say(f"Nobody is confirmed in {chosen}, and its dreams propose nobody.")
    elif form == "table" and any(not row["confirmed"] for row in rows):
        say("Confirm who is right with: noctuary cast confirm NAME RELATION")
        say("See who may be one person with: noctuary cast alike")


def _rows(cast: Cast) -> Iterator[dict[str, Any]]:
    said = cast.said
    for member in said.members:
        places = {dream for (dream, _), name in said.in_dreams.items() if name == member.name}
        yield {
            "name": ", ".join(member.names),
            "relation": member.relation,
            "code": _code(member.sex, member.identity, member.age),
            "since": str(member.since or ""),
            "confirmed": member.confirmed_at[:10],
            "told": f"by you in {_some(sorted(places))}" if places else "",
        }
    for proposal in cast.candidates():
        yield {
            "name": proposal.name,
            "relation": proposal.relation,
            "code": _code(proposal.sex, proposal.identity, proposal.age),
            "since": "",
            "confirmed": "",
            "told": f"in {_some(proposal.dreams)}",
        }


def _some(dreams: Iterable[DreamKey]) -> str:
    ids = [key.id for key in dreams]
    more = ", …" if len(ids) > _SHOWN else ""
    return f"{counted(len(ids), 'dream')}: {', '.join(ids[:_SHOWN])}{more}"


def _code(sex: str, identity: str, age: str) -> str:
    # Somebody of whom only names were said is coded as each dream tells.
    return f"1{sex or 'I'}{identity}{age or 'A'}" if identity else ""


@cast_command.command("alike")
@click.argument("series", required=False)
@format_option
@library_option
def alike_command(series: str | None, form: str, library: Path) -> None:
    """List the figures of SERIES that may be one person, and why.

    Dreams that nobody has read are read first.

    Example: noctuary cast alike journal
    """
    with opened(library, or_read_only=True) as shelf:
        chosen = chosen_series(shelf, series)
        with looking(shelf, chosen) as cast:
            figures = cast.figures().figures
            proposals = cast.proposals()
    labels = typed_names(figures)
    dreams = {each.key: len(each.dreams) for each in figures}
    emit(
        (
            {
                "one": labels[each.one],
                "other": labels[each.other],
                "dreams_of_one": dreams[each.one],
                "dreams_of_other": dreams[each.other],
                "confidence": each.confidence,
                "why": each.reason,
            }
            for each in proposals
        ),
        form,
    )
    if not proposals:
        say(f"No two figures of {chosen} look like one.")
    elif form == "table":
        say("Say so with: noctuary cast merge ONE OTHER, or: noctuary cast apart ONE OTHER")


@cast_command.command("confirm")
@click.argument("name")
@click.argument("relation", default="")
@click.option("--alias", "aliases", multiple=True, help="A further name; may be given several times.")
@click.option("--since", type=DATE, help="From which date on; may be partial: 1985-03.")
@click.option("--sex", type=click.Choice(["m", "f"], case_sensitive=False), help="If RELATION does not say.")
@series_option
@library_option
def confirm_command(
    name: str,
    relation: str,
    aliases: tuple[str, ...],
    since: PartialDate | None,
    sex: str | None,
    series: str | None,
    library: Path,
) -> None:
    """Say who somebody is: RELATION in a word, as ex-husband, brother, friend, or as a code, as 1MRA.

    Without RELATION, only the names are said.

    Example: noctuary cast confirm Benjamin brother --alias Ben
    """
    with opened(library) as shelf:
        chosen = chosen_series(shelf, series)
        member = shelf.cast(chosen).confirm(
            name, relation, aliases=aliases, since=since, sex=(sex or "").upper()
        )
    code = _code(member.sex, member.identity, member.age)
    meaning = f": {member.relation} ({explain_character(code)})" if code else ""
    also = f" (also {', '.join(member.aliases)})" if member.aliases else ""
    say(f"{member.name}{also} is on the cast list of {chosen}{meaning}.")
    say("Have its dreams read with it: noctuary code --in-series")


@cast_command.command("forget")
@click.argument("name")
@series_option
@library_option
def forget_command(name: str, series: str | None, library: Path) -> None:
    """Take somebody off the cast list.

    Example: noctuary cast forget Howard
    """
    with opened(library) as shelf:
        chosen = chosen_series(shelf, series)
        gone = shelf.cast(chosen).forget(name)
    say(f"{gone[0].name} is no longer on the cast list of {chosen}.")


@cast_command.command("rename")
@click.argument("old")
@click.argument("new")
@series_option
@library_option
def rename_command(old: str, new: str, series: str | None, library: Path) -> None:
    """Call somebody by another name; OLD stays a further name, since the dreams use it.

    Example: noctuary cast rename "the silver stranger" Mercury
    """
    with opened(library) as shelf, looking(shelf, chosen_series(shelf, series)) as cast:
        one = cast.rename(old, new)
    say(f"{one} is called {new} from now on.")


@cast_command.command("alias")
@click.argument("name")
@click.argument("alias")
@series_option
@library_option
def alias_command(name: str, alias: str, series: str | None, library: Path) -> None:
    """Add a further name to somebody.

    Example: noctuary cast alias Benjamin Benny
    """
    with opened(library) as shelf, looking(shelf, chosen_series(shelf, series)) as cast:
        one = cast.alias(name, alias)
    say(f"{one} is also called {alias}.")


@cast_command.command("merge")
@click.argument("one")
@click.argument("other")
@series_option
@library_option
def merge_command(one: str, other: str, series: str | None, library: Path) -> None:
    """Take two for one person: the names of OTHER become further names of ONE.

    Example: noctuary cast merge Benjamin Ben
    """
    with opened(library) as shelf, looking(shelf, chosen_series(shelf, series)) as cast:
        kept, gone = cast.merge(one, other)
    say(f"{kept} and {gone} are one from now on, called {kept}. Take it back with: noctuary cast undo")


@cast_command.command("split")
@click.argument("name")
@click.argument("dreams", nargs=-1, required=True)
@click.option("--into", required=True, help='Who it is in them: a name, or "" for nobody on the cast list.')
@series_option
@library_option
def split_command(name: str, dreams: tuple[str, ...], into: str, series: str | None, library: Path) -> None:
    """Say that NAME is somebody else in DREAMS, given by their ids.

    Example: noctuary cast split Sarah 0012 0047 --into "Sarah (work)"
    """
    with opened(library) as shelf, looking(shelf, chosen_series(shelf, series)) as cast:
        count = cast.split(name, dreams, into)
    say(f"{name} is {into or 'nobody on the cast list'} in {counted(count, 'dream')}.")


@cast_command.command("apart")
@click.argument("one")
@click.argument("other")
@series_option
@library_option
def apart_command(one: str, other: str, series: str | None, library: Path) -> None:
    """Say that two figures are two people: nobody proposes them again.

    Example: noctuary cast apart Katharine Katherine
    """
    with opened(library) as shelf, looking(shelf, chosen_series(shelf, series)) as cast:
        names = cast.apart(one, other)
    say(f"{' and '.join(names)} are two people.")


@cast_command.command("undo")
@series_option
@library_option
def undo_command(series: str | None, library: Path) -> None:
    """Take back what was said last of the cast; again, what was said before that.

    Example: noctuary cast undo
    """
    with opened(library) as shelf:
        chosen = chosen_series(shelf, series)
        act = shelf.cast(chosen).undo()
    say(f"Taken back: {act}." if act else f"Nothing said of the cast of {chosen} is left to take back.")


@contextmanager
def looking(shelf: Library, series: str) -> Iterator[Cast]:
    """Look through a series for who is in it; what nobody has read is read first, where it can be kept."""
    unread = shelf.cast(series).count_unread()
    if unread and shelf.store.read_only:
        say(f"{counted(unread, 'dream')} of {series} that nobody has read are left out.")
    elif unread:
        with progress("Reading", unread) as done:
            shelf.cast(series).read_unread(progress=done)
    with progress("Looking") as done:
        yield shelf.cast(series, progress=done)


def chosen_series(shelf: Library, series: str | None) -> str:
    """Return the series that a person names; where the library holds one alone, it need not be named.

    Raises
    ------
    InputError
        If there is no such series, or several to choose from.
    """
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
    some = ", ".join(known[:_NAMED]) + (f" and {len(known) - _NAMED} more" if len(known) > _NAMED else "")
    hint = f"Name one of: {some}." if known else "Write a dream with `noctuary write` first."
    raise InputError(what, near(series or "", known) or hint)
