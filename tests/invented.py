"""A few invented dreams, and how a test calls the command line."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, TextSpan
from noctuary.scheme import Scale, parse
from noctuary.store.connection import connect
from noctuary.store.migrate import migrate, migrations
from noctuary.store.store import Store

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


def write_old_library(path: Path) -> None:
    """Make a library as the first version wrote it: two of the dreams, of which one was read by a person."""
    reading = Reading.of(
        DREAMS[1],
        Reader("coder", kind=ReaderKind.PERSON),
        [Coding(parse("1FMA", Scale.CHARACTERS), (TextSpan(0, 9),))],
        scales=[Scale.CHARACTERS],
    )
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder) / "new.noctuary"
        with Store.open(new, create=True) as store:
            store.add_many(DREAMS[:2])
            store.save_readings([reading])
        path.touch()
        connection = connect(path)
        migrate(connection, path, migrations()[:1])
        connection.execute("ATTACH ? AS new", (str(new),))
        for table in ("series", "dream", "tag", "reader", "reading", "coding"):
            columns = ", ".join(name for (name,) in connection.execute(
                "SELECT name FROM pragma_table_info(?)", (table,)
            ))  # fmt: skip
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
        connection.execute("INSERT INTO dream_words (dream_words) VALUES ('rebuild')")
        connection.close()
