"""What is said of the commands is true."""

from __future__ import annotations

import re
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
    assert options <= {option for each in command(name).params for option in each.opts} | {"-emotion"}


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_does(name: str) -> None:
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.opts


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_real_commands_and_options(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"(?:^|`|\$ )noctuary +((?:--library \S+ +)?[a-z]+)\b([^`\n]*)", text, re.MULTILINE)
    for called, rest in lines:
        name = called.split()[-1]
        assert name in NAMES, f"noctuary {called}"
        known = {option for each in command(name).params for option in each.opts} | {"--help"}
        assert set(re.findall(r"(?<=\s)--[a-z][\w-]*", rest)) <= known, f"noctuary {called}{rest}"
