"""A short course of acts, one of each kind, done once in peace: what a library holds after each of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from durability.acts import ACTS, drawn, perform
from durability.witness import open_library, put_first, state_of, watched_acts
from noctuary.store.lock import Key

NAME: Final = "dreams.noctuary"


@dataclass(frozen=True, slots=True)
class Course:
    """Which acts, and what came of them.

    Parameters
    ----------
    old
        The library file at first, of the first version: opening it brings it up to date. A locked one is so already.
    seed, numbers
        The acts, as :func:`durability.acts.perform` takes them.
    after
        What the library holds when it is open, and after each act.
    within
        What it holds in the middle of each act; most acts are written at once.
    key
        What opens the library, if it is locked.
    """

    old: bytes
    seed: int
    numbers: tuple[int, ...]
    after: tuple[str, ...]
    within: tuple[frozenset[str], ...]
    key: Key | None = None

    @classmethod
    def done_in(cls, folder: Path, seed: int, *, key: Key | None = None) -> Self:
        """Do it in a folder, which is empty."""
        first: dict[str, int] = {}
        number = 0
        while len(first) < len(ACTS):
            first.setdefault(drawn(number, seed)[0], number)
            number += 1
        path, outside = folder / NAME, folder / "outside"
        outside.mkdir()
        put_first(path, key)
        old = path.read_bytes()
        after, within = [], []
        with open_library(path, key=key) as library:
            after.append(state_of(library.store))
            for number in first.values():
                on_the_way: list[str] = []
                with watched_acts(library, on_the_way):
                    perform(number, seed, library, outside)
                after.append(state_of(library.store))
                within.append(frozenset(on_the_way))
        return cls(old, seed, tuple(first.values()), tuple(after), (*within, frozenset()), key)

    def allows(self, state: str, acknowledged: int) -> bool:
        """Whether a library may hold this when so many acts were acknowledged, and the next was perhaps under way."""
        return state in self.after[acknowledged : acknowledged + 2] or state in self.within[acknowledged]
