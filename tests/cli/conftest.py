"""The command line, called as a person calls it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from invented import DREAMS, Noctuary, Said
from noctuary.cli import run
from noctuary.dream import Series, Sex
from noctuary.library import Library


@pytest.fixture
def noctuary(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Noctuary:
    """Run a command; what stands on standard input is nothing, unless given."""

    def call(*arguments: object, stdin: str | bytes = b"", terminal: bool = False) -> Said:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        standard_input = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
        monkeypatch.setattr(standard_input, "isatty", lambda: terminal)
        monkeypatch.setattr("sys.stdin", standard_input)
        capsys.readouterr()
        code = run(list(map(str, arguments)))
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the library lies, or will."""
    path = tmp_path / "dreams.noctuary"
    monkeypatch.setenv("NOCTUARY_LIBRARY", str(path))
    return path


@pytest.fixture
def library(place: Path) -> Path:
    """A library of three invented dreams, of which nobody has read any."""
    with Library.open(place, create=True) as made:
        made.take_in([Series("mine", sex=Sex.FEMALE), *DREAMS])
    return place
