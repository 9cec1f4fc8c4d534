"""A library of invented dreams, and readings in the notation of coders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from noctuary.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "dreams.noctuary"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new library file, open."""
    with Store.open(path, create=True) as opened:
        yield opened
