"""The tutorial runs as it stands."""

import doctest
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[1] / "docs/tutorial.md"


def test_the_tutorial_runs_as_it_stands() -> None:
    pytest.importorskip("polars", reason="needs the extra `research`")
    results = doctest.testfile(str(TUTORIAL), module_relative=False)
    assert results.attempted > 20
    assert results.failed == 0
