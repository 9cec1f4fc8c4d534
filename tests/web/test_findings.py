"""What takes long is found once, in the background, and again when the library changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from noctuary.dream import Dream
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.web.findings import Pending, Progress
from noctuary.web.room import Room

PATIENCE = 10.0


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    path = tmp_path / "library.noctuary"
    Library.open(path, create=True).close()
    opened = Room(path)
    yield opened
    opened.close()


def counting(calls: list[int]) -> Callable[[Library, Progress], int]:
    def find(library: Library, _tell: Progress) -> int:
        calls.append(1)
        return library.count()

    return find


def test_it_is_found_once_until_the_library_changes(room: Room) -> None:
    calls: list[int] = []
    for _ in range(3):
        assert room.findings.get("count", counting(calls), patience=PATIENCE) == 0
    assert len(calls) == 1
    with room.library() as library:
        library.add(Dream(id="1", text="I flew."))
    assert room.findings.get("count", counting(calls), patience=PATIENCE) == 1
    assert len(calls) == 2


def test_while_it_is_looked_for_it_says_how_far_it_is(room: Room) -> None:
    begun, ready = Event(), Event()

    def find(_library: Library, tell: Progress) -> str:
        tell(7)
        begun.set()
        ready.wait(PATIENCE)
        return "found"

    assert isinstance(room.findings.get("slow", find, patience=0), Pending)
    assert begun.wait(PATIENCE)
    assert room.findings.get("slow", find, patience=0) == Pending(7)
    ready.set()
    assert room.findings.get("slow", find, patience=PATIENCE) == "found"


def test_what_goes_wrong_is_told_to_who_asked(room: Room) -> None:
    def find(_library: Library, _tell: Progress) -> str:
        raise InputError("There is no such thing.")

    with pytest.raises(InputError):
        room.findings.get("wrong", find, patience=PATIENCE)


def test_what_nobody_waits_for_any_more_is_given_up(room: Room) -> None:
    begun, changed, given_up = Event(), Event(), Event()

    def find(_library: Library, tell: Progress) -> str:
        begun.set()
        changed.wait(PATIENCE)
        try:
            tell(1)
        except Exception:
            given_up.set()
            raise
        return "of the library as it was"

    assert isinstance(room.findings.get("figures", find, patience=0), Pending)
    assert begun.wait(PATIENCE)
    with room.library() as library:
        library.add(Dream(id="1", text="I flew."))
    assert isinstance(room.findings.get("figures", lambda *_: "as it is", patience=0), Pending)
    changed.set()
    assert given_up.wait(PATIENCE)
    assert room.findings.get("figures", lambda *_: "as it is", patience=PATIENCE) == "as it is"
