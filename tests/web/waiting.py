"""Asking for pages that take a while to find out what they show."""

from __future__ import annotations

import time
from typing import Any, Final

from starlette.testclient import TestClient

_ENOUGH: Final = 60


def patiently(client: TestClient, address: str) -> Any:
    """Ask until nothing is looked for any more, as the page itself does."""
    until = time.monotonic() + _ENOUGH
    while time.monotonic() < until:
        answer = client.get(address)
        if 'class="pending' not in answer.text:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{address} is still pending")
