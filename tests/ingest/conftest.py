"""Helpers for the tests of what files hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noctuary.dream import Dream
from noctuary.errors import Problem
from noctuary.ingest import Found, IngestOptions, read_path


class Haul(list[Found]):
    """What was found, by kind."""

    @property
    def dreams(self) -> list[Dream]:
        return [item for item in self if isinstance(item, Dream)]

    @property
    def dream(self) -> Dream:
        (dream,) = self.dreams
        return dream

    @property
    def problems(self) -> list[Problem]:
        return [item for item in self if isinstance(item, Problem)]


ReadFile = Callable[..., Haul]


@pytest.fixture
def read_file(tmp_path: Path) -> ReadFile:
    """Write a file of this name and content, and read it."""

    def read(name: str, content: str | bytes, *, format: str | None = None, **options: object) -> Haul:  # noqa: A002
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Haul(read_path(path, format=format, options=IngestOptions(**options)))  # type: ignore[arg-type]

    return read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder called ``dreams``."""
    path = tmp_path / "dreams"
    path.mkdir()
    return path
