"""Waiting for other processes, and for what they do."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Final

_ENOUGH: Final = 60


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + _ENOUGH
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(group: int) -> bool:
    """Whether any process of a group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
