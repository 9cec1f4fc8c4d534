"""Groups of commands of which one is the usual."""

from __future__ import annotations

import click


class UsualGroup(click.Group):
    """A group that runs its usual command where no other of it is named: ``noctuary cast journal`` lists."""

    #: The command that needs no naming.
    usual = "list"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual command first where none is named."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [self.usual, *args]
        return super().parse_args(ctx, args)
