"""What is said of the commands is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from noctuary.cli import COMMANDS, noctuary

ROOT = Path(__file__).parents[1]
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))) if page.exists()]
NAMES = [name for name, _, _ in COMMANDS]


def command(name: str) -> click.Command:
    found = noctuary.get_command(click.Context(noctuary), name)
    assert isinstance(found, click.Command)
    return found


def help_of(name: str) -> str:
    return command(name).get_help(click.Context(command(name), info_name=f"noctuary {name}"))


def every(name: str) -> Iterator[click.Command]:
    """A command, and those below it."""
    waiting = [command(name)]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.commands.values() if isinstance(found, click.Group) else ()


def options_of(name: str) -> set[str]:
    return {option for each in every(name) for parameter in each.params for option in parameter.opts}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, _, text in COMMANDS], ids=NAMES)
def test_a_commands_line_and_its_help_agree(name: str, text: str) -> None:
    told = (command(name).help or "").strip()
    assert told.split()[0] == text.split(maxsplit=1)[0]
    assert text.endswith(".")
    assert len(text) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_help_ends_in_an_example_that_is_a_command(name: str) -> None:
    example = re.search(r"Example:\s+noctuary (\w+)(.*?)\n\nOptions", help_of(name), re.DOTALL)
    assert example
    assert example[1] == name
    options = set(re.findall(r"(?<=\s)--?[a-z][\w-]*", example[2]))
    assert options <= options_of(name) | {"-emotion"}


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_does(name: str) -> None:
    for each in every(name):
        for parameter in each.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (each.name, parameter.opts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_real_commands_and_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"(?:^|`|\$ )noctuary +((?:--library \S+ +)?[a-z]+)\b([^`\n]*)", text, re.MULTILINE)
    for called, rest in lines:
        name = called.split()[-1]
        assert name in NAMES, f"noctuary {called}"
        options = set(re.findall(r"(?<=\s)--[a-z][\w-]*", rest))
        assert options <= options_of(name) | {"--help"}, f"noctuary {called}{rest}"
