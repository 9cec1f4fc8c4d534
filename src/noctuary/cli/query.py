"""Searches as the shell hands them over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import click

# -n5, -n, -o and -h are options; --anything is one, or a slip that click should tell.
_NEGATED: Final = re.compile(r"-(?!-|h$|o$|n\d*$).+", re.DOTALL)


class QueryCommand(click.Command):
    """A command that takes a search, in which ``-snake`` is no option but a word that must be absent."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put what must be absent behind the options, where click takes it for words."""
        if "--" not in args:
            negated = [each for each in args if _NEGATED.fullmatch(each)]
            args = [*(each for each in args if each not in negated), "--", *negated]
        return super().parse_args(ctx, args)


_FACET: Final = re.compile(r"(?P<name>-?[a-z_]+):(?P<value>[^\":]* [^\":]*)", re.IGNORECASE)


def joined(arguments: Iterable[str]) -> str:
    """Return one search, with the quotation marks that the shell took from ``emotion:"AP D"``.

    An argument that holds quotation marks itself, or several facets, is a search of its own and stays.

    Examples
    --------
    >>> joined(["boat", "emotion:AP D", "-tag:old house"])
    'boat emotion:"AP D" -tag:"old house"'
    >>> joined(["series:journal before:2020"])
    'series:journal before:2020'
    """
    return " ".join(
        _FACET.sub(r'\g<name>:"\g<value>"', each) if _FACET.fullmatch(each) else each for each in arguments
    )
