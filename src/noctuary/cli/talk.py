"""Talking to the person."""

from __future__ import annotations

import click


def say(sentence: str) -> None:
    """Talk to the person: on stderr, so that data stays data."""
    click.echo(sentence, err=True)
