"""A short course of acts, done once."""

from __future__ import annotations

import pytest

from durability.course import Course
from durability.witness import KEY


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """What is done to a library that the disk or the power fails."""
    return Course.done_in(tmp_path_factory.mktemp("course"), seed=1)


@pytest.fixture(scope="session")
def locked_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """What is done to a locked library."""
    return Course.done_in(tmp_path_factory.mktemp("locked course"), seed=1, key=KEY)
