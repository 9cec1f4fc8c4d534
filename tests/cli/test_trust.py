"""``consistency`` and ``doubt``."""

from __future__ import annotations

import csv

import pytest

from invented import Noctuary
from noctuary.readers import identity_of

pytestmark = pytest.mark.usefixtures("library")


@pytest.mark.parametrize("command", ["consistency", "doubt"])
def test_every_indicator_as_table_and_as_data(noctuary: Noctuary, command: str) -> None:
    said = noctuary(command, "series:mine")
    assert said.code == 0
    assert "Male/Female Percent" in said.out
    assert "nan" not in said.out
    rows = noctuary(command, "series:mine", "--format", "json").json
    assert len(rows) == 36
    read = list(csv.DictReader(noctuary(command, "series:mine", "--format", "csv").out.splitlines()))
    assert list(read[0]) == list(rows[0])


def test_doubt_beside_a_norm(noctuary: Noctuary) -> None:
    said = noctuary("doubt", "--norm", "women", "--wrong", "0.2")
    assert said.code == 0
    assert "verdict" in said.out
    rows = noctuary("doubt", "--norm", "women", "--format", "json").json
    assert rows[0]["norm"] == pytest.approx(0.4785, abs=0.001)
    assert rows[0]["survives"] in (True, False)


def test_doubt_from_what_a_reader_says_of_itself(noctuary: Noctuary) -> None:
    said = noctuary("doubt", "--wrong", "confidence")
    assert said.code in (0, 1)
    assert said.code == 0 or "--wrong 0.1" in said.err


@pytest.mark.parametrize("wrong", ["1.5", "-0.1", "much", "nan"])
def test_a_share_lies_between_nothing_and_all(noctuary: Noctuary, wrong: str) -> None:
    said = noctuary("doubt", f"--wrong={wrong}")
    assert said.code == 2
    assert "between 0 and 1" in said.err


def test_a_norm_must_be_known(noctuary: Noctuary) -> None:
    said = noctuary("doubt", "--norm", "martians")
    assert said.code == 1
    assert "martians" in said.err


@pytest.mark.parametrize("command", ["consistency", "doubt"])
def test_dreams_that_are_not_there(noctuary: Noctuary, command: str) -> None:
    said = noctuary(command, "series:nonsuch")
    assert (said.code, said.out) == (1, "")
    assert "No dream is found by 'series:nonsuch'" in said.err
    assert "write series:mine" in noctuary(command, "mine").err


@pytest.mark.parametrize("command", ["consistency", "doubt"])
def test_how_many_dreams_and_whose_readings_are_told(noctuary: Noctuary, command: str) -> None:
    said = noctuary(command, "series:mine", "--reader", "lexical")
    assert said.out.startswith(f"series:mine: 2 dreams read by {identity_of('lexical')}\n")
