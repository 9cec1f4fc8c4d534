"""Rhymes: ``like``, ``rhyme``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noctuary.cli.output import (
    counted,
    emit,
    for_terminal,
    format_option,
    library_option,
    opened,
    progress,
    say,
    standard_input,
)
from noctuary.dream import DreamKey, TextSpan
from noctuary.errors import InputError

if TYPE_CHECKING:
    from noctuary.library import Library
    from noctuary.library.rhymes import Rhyme

_WORDS_SHOWN = 6


@click.command("like")
@click.argument("dream")
@click.option(
    "-n", "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many dreams."
)
@click.option(
    "--lines",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="At most so many pairs of lines for each; 0 is faster.",
)
@click.option(
    "--among", metavar="QUERY", default="", help="Only among these dreams, as in `noctuary search`."
)
@click.option(
    "--by",
    type=click.Choice(["meaning", "words"]),
    default="meaning",
    show_default=True,
    help="Nearest in meaning, or sharing the rarest words.",
)
@format_option
@library_option
def like_command(dream: str, limit: int, lines: int, among: str, by: str, form: str, library: Path) -> None:
    """Find the dreams nearest to one, and the lines of both that answer each other.

    DREAM is an id, or - for a text on standard input. Dreams that you said
    do not rhyme with it (`noctuary rhyme ONE OTHER --not`) are left out.

    Example: noctuary like 2026-03-14
    """
    if by == "words" and among:
        raise click.UsageError("--among goes with nearness in meaning: leave out --by words, or --among.")
    with opened(library, or_read_only=True) as shelf:
        if dream == "-":
            key, text = None, standard_input()
            if not text.strip():
                raise InputError("There is no text on standard input.", "Write some words of a dream there.")
        else:
            one = shelf.get(dream)
            key, text = one.key, one.text
        if by == "words":
            shown = _by_words(shelf, text, key, limit, form)
        else:
            shown = _by_meaning(shelf, text, key, among, limit, lines, form)
    if not shown:
        say("Nothing here is like it yet.")


def _by_words(shelf: Library, text: str, key: DreamKey | None, limit: int, form: str) -> int:
    found = shelf.like(text, limit=limit, leave_out=key)
    emit(
        (
            {
                "dream" if form == "table" else "id": str(each.key),
                "similarity": round(each.similarity, 3),
                "words": list(each.shared),
            }
            for each in found
        ),
        form,
    )
    return len(found)


def _by_meaning(
    shelf: Library, text: str, key: DreamKey | None, among: str, limit: int, lines: int, form: str
) -> int:
    place_all(shelf, among)
    rhymes = shelf.rhymes(among)
    found = (
        rhymes.of_text(text, limit=limit, lines=lines)
        if key is None
        else rhymes.of(key, limit=limit, lines=lines)
    )
    texts = [shelf.store.get(each.key).text for each in found]
    if form == "table":
        for each, other in zip(found, texts, strict=True):
            print_rhyme(each, text, other)
    else:
        emit((_row(each, text, other) for each, other in zip(found, texts, strict=True)), form)
    return len(found)


def place_all(shelf: Library, among: str) -> None:
    """Have dreams placed in meaning that are not: those that no learned reader has read."""
    waiting = shelf.count_not_embedded(among)
    if waiting and shelf.store.read_only:
        say(f"{counted(waiting, 'dream')} cannot be found by meaning: the library is open for reading only.")
    elif waiting:
        with progress("Placing", waiting) as done:
            shelf.embed_rest(among, progress=done)


def print_rhyme(rhyme: Rhyme, text: str, other: str) -> None:
    """Print a dream that lies near another, and below it the lines of both that answer."""
    said = "  you said that they rhyme" if rhyme.said else ""
    words = ", ".join(rhyme.words[:_WORDS_SHOWN])
    click.secho(f"{rhyme.key}  {rhyme.similarity:.2f}  {words}{said}", bold=True)
    for answer in rhyme.answers:
        click.echo(f"    {_line(text, answer.ours)}")
        click.secho(f"    {_line(other, answer.theirs)}", fg="cyan")
        click.echo()


def _line(text: str, span: TextSpan) -> str:
    return for_terminal(" ".join(span.cut(text).split()))


def _row(rhyme: Rhyme, text: str, other: str) -> dict[str, Any]:
    return {
        "id": str(rhyme.key),
        "similarity": round(rhyme.similarity, 4),
        "words": list(rhyme.words),
        "said": "same" if rhyme.said else None,
        "answers": [
            {
                "ours": _quoted(text, answer.ours),
                "theirs": _quoted(other, answer.theirs),
                "similarity": round(answer.similarity, 4),
                "words": list(answer.words),
            }
            for answer in rhyme.answers
        ],
    }


def _quoted(text: str, span: TextSpan) -> dict[str, Any]:
    return {"text": span.cut(text), "start": span.start, "end": span.end}


@click.command("rhyme")
@click.argument("one")
@click.argument("other")
@click.option(
    "--not", "differs", is_flag=True, help="They do not rhyme; neither is offered for the other again."
)
@click.option("--motif", default="", help="What they have in common; else Noctuary names it by their words.")
@click.option("--forget", is_flag=True, help="Forget what you said of the two, and their motif.")
@library_option
def rhyme_command(one: str, other: str, *, differs: bool, motif: str, forget: bool, library: Path) -> None:
    """Say that two dreams rhyme, or that they do not.

    What two dreams have in common becomes a motif, which further dreams join;
    `noctuary motifs` lists them.

    Example: noctuary rhyme 2026-03-14 2026-05-02 --motif "the library"
    """
    if sum((differs, bool(motif), forget)) > 1:
        raise click.UsageError("Say one thing of two dreams: --motif, --not or --forget.")
    with opened(library) as shelf:
        first, second = shelf.get(one).key, shelf.get(other).key
        if forget:
            known = shelf.forget_rhyme(first, second)
            say(
                f"What you said of {first} and {second} is forgotten."
                if known
                else "You have said nothing of them."
            )
            return
        name = shelf.say_rhyme(first, second, same=not differs, motif=motif)
    if name:
        say(f"{first} and {second} rhyme. Their motif: {name}.")
    else:
        say(f"{first} and {second} do not rhyme, and are no longer offered for each other.")
