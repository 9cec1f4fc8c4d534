"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Slow machines make slow examples; a deadline would turn that into a failure.
settings.register_profile("noctuary", deadline=None, max_examples=60)
settings.load_profile("noctuary")

_SHARED = Path(os.environ.get("NOCTUARY_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora and references that lies beside the checkout, where there is one."""
    if not (_SHARED / "data").is_dir():
        pytest.skip("the corpora of shared/ are not here")
    return _SHARED


@pytest.fixture(scope="session")
def shared_data(shared: Path) -> Path:
    """The corpora: DreamBank series, hand codings, seeds."""
    return shared / "data"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or writes the library of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data-home"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NOCTUARY_LIBRARY", raising=False)
