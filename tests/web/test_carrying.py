"""What carrying dreams in and out stands on: files as they arrive, places for them, acts in the background."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noctuary.errors import InputError
from noctuary.library.book import bound
from noctuary.store.volumes import Leaf
from noctuary.web.temporary import Temporary
from noctuary.web.uploads import receive, safe_path
from noctuary.web.work import Work

BOUNDARY = "----between"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


def form(*files: tuple[str, bytes]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/plain\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def in_pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def written(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()
    }


# Files as they arrive.


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_files_are_written_as_they_arrive_in_whatever_pieces(tmp_path: Path, size: int) -> None:
    body = form(("a.md", b"I flew.\r\n"), ("notes/b.md", bytes(range(256))), ("a.md", b"Another."))
    handed = receive(in_pieces(body, size), KIND, tmp_path)
    assert written(tmp_path) == {
        "a.md": b"I flew.\r\n",
        "notes/b.md": bytes(range(256)),
        "a~2.md": b"Another.",
    }
    assert (handed.count, handed.size) == (3, 9 + 256 + 8)
    assert [path.name for path in handed.paths] == ["a.md", "a~2.md", "notes"]


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    receive([form(("notes/a.md", b"I flew."))], KIND, tmp_path)
    assert stat.S_IMODE((tmp_path / "notes/a.md").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "notes").stat().st_mode) == 0o700


def test_two_thousand_files_of_one_name(tmp_path: Path) -> None:
    # Each tried all names before it: a hundred thousand took an hour.
    handed = receive([form(*[("a.md", b"")] * 2000)], KIND, tmp_path)
    assert handed.count == len(list(tmp_path.iterdir())) == 2000
    assert (tmp_path / "a~2000.md").exists()


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    handed = receive([form(("n/.git/x", b"x"), (".DS_Store", b"x"), ("n/a.md", b"a"))], KIND, tmp_path)
    assert written(tmp_path) == {"n/a.md": b"a"}
    assert handed.hidden == 2


@pytest.mark.parametrize(
    ("body", "kind", "fact"),
    [
        (form(("a.md", b"I flew."))[:-20], KIND, "did not arrive whole"),
        (b"no parts at all", KIND, "did not arrive whole"),
        (b"{}", "application/json", "did not arrive whole"),
        (form(("a.md", b"x" * 400)), KIND, "hold more than"),
        (form((".hidden", b"x")), KIND, "No file"),
        (form(), KIND, "."),
        (form(), f"multipart/form-data; boundary={'x' * 5000}", "did not arrive whole"),
        (f"--{BOUNDARY}\r\n{'X' * 200}: {'a' * 200_000}".encode(), KIND, "."),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, body: bytes, kind: str, fact: str) -> None:
    with pytest.raises(InputError, match=fact):
        receive([body], kind, tmp_path, most=300)


@given(st.text())
@example("\U00010000" * 26 + " " + "\U00010000" * 8)  # cut at its blank
@example("a" * 120 + "." + "\U00010000" * 10)  # an ending of ten signs and forty bytes
def test_a_file_lies_within_its_folder_whatever_its_name(name: str) -> None:
    path = safe_path(name)
    if path is None:
        return
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert all(part == part.strip() and len(part.encode()) <= 120 for part in path.parts)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / path
        if not name.isascii() and any(0xD800 <= ord(sign) < 0xE000 for sign in name):
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"")
        assert place.resolve().is_relative_to(Path(folder).resolve())


# Places for them.


def test_a_temporary_place_is_its_owners_alone_and_goes_with_the_room(tmp_path: Path) -> None:
    places = Temporary(tmp_path / "mine.noctuary")
    assert not list(tmp_path.iterdir()), "made when it is needed"
    folder = places.folder()
    assert folder.is_relative_to(tmp_path)
    for each in (folder, folder.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700
    places.close()
    assert not list(tmp_path.iterdir())


def test_what_a_crash_left_is_cleared_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    library = tmp_path / "mine.noctuary"
    crash = (
        "from pathlib import Path; import os; from noctuary.web.temporary import Temporary;"
        f"folder = Temporary(Path({str(library)!r})).folder(); (folder / 'dream.txt').write_text('I flew.'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", crash], check=False)
    assert len(list(tmp_path.rglob("dream.txt"))) == 1
    other = Temporary(library)
    assert not list(tmp_path.iterdir())
    kept = other.folder()
    Temporary(library)
    assert kept.is_dir()
    other.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_where_nothing_can_be_put_beside_the_library_the_system_has_a_place(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    places = Temporary(tmp_path / "mine.noctuary")
    assert places.folder().is_relative_to(tempfile.gettempdir())
    places.close()


# Acts in the background.


def test_an_act_tells_how_far_it_is_and_what_came_of_it() -> None:
    told, go_on = Event(), Event()

    def act(tell: object) -> str:
        tell(3)  # type: ignore[operator]
        told.set()
        go_on.wait()
        return "done"

    work = Work(act, total=4)
    told.wait()
    assert (work.is_over, work.done, work.result()) == (False, 3, None)
    go_on.set()
    assert work.result(patience=5) == "done"
    assert work.is_over


def test_an_act_ends_when_it_is_told_to() -> None:
    def act(tell: object) -> None:
        while True:
            tell(1)  # type: ignore[operator]

    work: Work[None] = Work(act)
    work.stop(wait=True)
    assert work.was_stopped
    assert work.result() is None
    assert work.refusal is None


def test_an_act_that_fails_says_why() -> None:
    def act(_tell: object) -> None:
        raise InputError("It cannot be.")

    work: Work[None] = Work(act)
    with pytest.raises(InputError):
        work.result(patience=5)
    assert work.refusal is not None


# Volumes of a book.


def test_years_are_bound_together_while_they_fit() -> None:
    leaves = [Leaf(nr, year, 10) for nr, year in enumerate((1985, 1985, 1986, 1987, 1990, None))]
    assert [each.label for each in bound(leaves)] == ["1985 on, and without a year"]
    assert [each.label for each in bound(leaves, most_words=30)] == [
        "1985 to 1986",
        "1987 on, and without a year",
    ]
    assert [each.label for each in bound(leaves, most_dreams=1)] == [
        "1985, part 1 of 2", "1985, part 2 of 2", "1986", "1987", "1990", "without a year",
    ]  # fmt: skip
    assert bound([]) == []


@given(
    st.lists(st.tuples(st.none() | st.integers(1980, 1984), st.integers(0, 60))),
    st.integers(1, 100),
    st.integers(1, 5),
)
def test_every_dream_is_in_one_volume_and_none_is_too_long(
    dreams: list[tuple[int | None, int]], most_words: int, most_dreams: int
) -> None:
    ordered = sorted(dreams, key=lambda each: (each[0] is None, each[0] or 0))
    leaves = [Leaf(nr, year, words) for nr, (year, words) in enumerate(ordered)]
    volumes = bound(leaves, most_words=most_words, most_dreams=most_dreams)
    assert [leaf for each in volumes for leaf in each.leaves] == leaves
    for each in volumes:
        assert 0 < len(each.leaves) <= most_dreams
        assert each.words <= most_words or len(each.leaves) == 1
