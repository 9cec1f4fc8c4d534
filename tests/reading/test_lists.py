"""The word lists of the lexical reader."""

from __future__ import annotations

from importlib.resources import files

import pytest

from noctuary.reading.lists import load


def test_a_list_is_read_once() -> None:
    assert load("grammar") is load("grammar")


def test_an_absent_list_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load("no-such-list")


def test_every_list_names_its_source_and_licence() -> None:
    for path in files("noctuary.reading").joinpath("data").iterdir():
        head = path.read_text(encoding="utf-8")[:1500]
        assert "Source:" in head, path.name
        assert "Licence:" in head, path.name
