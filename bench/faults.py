"""Let the disk fail at each thing that is done to it, be full, and lose its power before and after every sync.

After each the library opens, is sound, and holds every acknowledged act of a course that has one of each kind. How that
is done, and looked at, stands in ``tests/durability/``; a small part of it runs with the tests.
"""

from __future__ import annotations

import subprocess

from durable import ran, row
from record import arguments, report


def main() -> None:
    """Do all of it, one after the other."""
    options = arguments(__doc__ or "")
    report("faults", [*failed(), cut()], record=not options.no_record)


def failed() -> list[dict[str, object]]:
    """Let the disk fail once at each thing that is done to it, and be full."""
    rows = []
    for error, what, *options in (
        ("io", "I/O error at each write, sync, opening, cut and deletion of a course"),
        ("full", "disk full at each write, opening and cut of a course"),
        ("growth", "files that may not grow, at many sizes"),
        ("growth", "the same, locked", "--locked"),
        ("room", "a disk of its own that is full, at many sizes"),
        ("room", "the same, locked", "--locked"),
    ):
        try:
            seen = ran("faults", "--error", error, *options)
        except subprocess.CalledProcessError:
            rows.append(row(what, 0, note="could not be had here"))
            continue
        note = f"{seen['told']} told in a sentence, {seen['untold']} as something else"
        # What an act has lost and what it left unsound is told together there.
        rows.append(
            row(
                what,
                seen["faults"],
                seen["acknowledged"],
                0 if not seen["wrong"] else "",
                seen["wrong"],
                note,
            )
        )
    return rows


def cut() -> dict[str, object]:
    """Cut the power before and after every sync, and at moments between."""
    seen = ran("power")
    note = f"{seen['deeds']:,} writes, syncs and the like, {seen['syncs']} of them syncs"
    return row("power cut", seen["cuts"], seen["acknowledged"], seen["lost"], seen["unsound"], note)


if __name__ == "__main__":
    main()
