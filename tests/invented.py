"""A few invented dreams, and how a test calls the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from noctuary.dream import Dream, PartialDate

DREAMS = (
    Dream(
        id="1",
        series="mine",
        text="I was flying over the harbour. A man I did not know chased me and I was afraid.",
        date=PartialDate(1985, 3, 12),
        title="Harbour",
        tags=("flying", "sea"),
    ),
    Dream(id="2", series="mine", text="My mother sat on a ladder of salt. She was happy, over the harbour."),
    Dream(id="1", series="other", text="A dog slept in the snow.", date=PartialDate(1990)),
)


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was printed with ``--format json``."""
        return json.loads(self.out)

    @property
    def jsonl(self) -> list[Any]:
        """What was printed with ``--format jsonl``."""
        return [json.loads(line) for line in self.out.splitlines()]


Noctuary = Callable[..., Said]
