"""Locking, unlocking and changing the passphrase: one whole library whatever happens on the way."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from noctuary.dream import Dream
from noctuary.errors import LibraryBusyError, LibraryDamagedError, LibraryLockedError
from noctuary.library import Library
from noctuary.library.locking import head_of, key_for, opens, relock, unlocked_beside
from noctuary.store.lock import Key

CANARY = "glimmerwort"
STEPS = ("written", "verified", "replaced", "overwritten")


@pytest.fixture(scope="session")
def keys() -> tuple[Key, Key]:
    return Key.new("seven quiet lamps"), Key.new("eight loud lamps")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "dreams.noctuary"
    with Library.open(path, create=True) as library:
        for nr in range(30):
            library.add(Dream(id=str(nr), text=f"A {CANARY} sang in tower {nr}.", tags=(CANARY,)))
        library.store.delete([next(library.dreams()).key])
    return path


def state_of(path: Path, *keys: Key | None) -> tuple[str, list[str]]:
    """What the library holds, opened by the one of the keys that opens it; and what is wrong with it."""
    key = None if head_of(path) is None else next(key for key in keys if key and opens(path, key))
    with Library.open(path, passphrase=key) as library:
        return library.store.fingerprint(), library.verify()


def test_round_and_back(path: Path, keys: tuple[Key, Key]) -> None:
    one, other = keys
    before, _ = state_of(path)
    reached: list[str] = []
    for old, new in ((None, one), (one, other), (other, None)):
        reached.clear()
        relock(path, old, new, reached=reached.append)
        assert tuple(reached) == STEPS
        assert state_of(path, new) == (before, [])
        assert (CANARY.encode() in path.read_bytes()) == (new is None)
        assert path.stat().st_mode & 0o777 == 0o600
        assert [file.name for file in path.parent.iterdir()] == [path.name]
        if new is not None and old is not None:
            assert not opens(path, old)


def test_the_old_file_is_overwritten(path: Path, keys: tuple[Key, Key]) -> None:
    with path.open("rb") as old:
        relock(path, None, keys[0])
        content = old.read()
    assert content
    assert not any(content)


def test_a_link_to_a_library_stays_one(path: Path, keys: tuple[Key, Key], tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.noctuary"
    link.parent.mkdir()
    link.symlink_to(path)
    relock(link, None, keys[0])
    assert link.is_symlink()
    assert head_of(path) is not None
    assert CANARY.encode() not in path.read_bytes()


def test_a_backup_that_is_another_name_of_the_file_is_kept(
    path: Path, keys: tuple[Key, Key], tmp_path: Path
) -> None:
    """Snapshots by hard links share the file: overwriting the old one would empty them."""
    snapshot = tmp_path / "snapshot.noctuary"
    snapshot.hardlink_to(path)
    before, _ = state_of(path)
    assert not relock(path, None, keys[0])
    assert state_of(path, keys[0]) == (before, [])
    assert state_of(snapshot) == (before, [])


def test_nobody_else_may_read_the_new_file(path: Path, keys: tuple[Key, Key]) -> None:
    path.chmod(0o644)
    before = os.umask(0)
    try:
        relock(path, None, keys[0])
        with Library.open(path, passphrase=keys[0]) as library:
            library.add(Dream(id="new", text="A lamp."))
            assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    finally:
        os.umask(before)


def test_nothing_is_changed_while_another_has_it_open(path: Path, keys: tuple[Key, Key]) -> None:
    before = path.read_bytes()
    with Library.open(path), pytest.raises(LibraryBusyError, match="in use"):
        relock(path, None, keys[0])
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_damaged_library_is_not_locked(path: Path, keys: tuple[Key, Key]) -> None:
    with Library.open(path) as library, library.store.transaction():
        library.store.write("UPDATE dream SET text = 'Something else.' WHERE nr = 7")
    before = path.read_bytes()
    with pytest.raises(LibraryDamagedError, match="is damaged"):
        relock(path, None, keys[0])
    assert path.read_bytes()[100:] == before[100:]


def test_only_the_key_of_the_file_changes_its_lock(path: Path, keys: tuple[Key, Key]) -> None:
    one, other = keys
    relock(path, None, one)
    before = path.read_bytes()
    with pytest.raises(LibraryLockedError):
        relock(path, other, None)
    assert path.read_bytes() == before


_CHILD = """
    import os, signal, sys
    from pathlib import Path
    from noctuary.library.locking import relock
    from noctuary.store.lock import Key

    def key(told):
        return Key(*map(bytes.fromhex, told.split(":"))) if told else None

    path, old, new, moment = sys.argv[1:]

    def reached(step):
        if step == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    relock(Path(path), key(old), key(new), reached=reached)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("moment", STEPS)
@pytest.mark.parametrize("change", ["lock", "change", "unlock"])
def test_killed_on_the_way_one_of_both_stands_there_whole(
    path: Path, keys: tuple[Key, Key], moment: str, change: str
) -> None:
    one, other = keys
    old, new = {"lock": (None, one), "change": (one, other), "unlock": (one, None)}[change]
    if old is not None:
        relock(path, None, old)
    before, _ = state_of(path, old)
    told = [f"{key.head.hex()}:{key.secret.hex()}" if key else "" for key in (old, new)]
    child = Popen([sys.executable, "-c", textwrap.dedent(_CHILD), str(path), *told, moment], stderr=PIPE)
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
    assert state_of(path, old, new) == (before, [])
    # What was left is cleared away by the next who tries.
    now = None if head_of(path) is None else next(key for key in keys if opens(path, key))
    relock(path, now, other if now is not other else one)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_what_is_not_locked_beside_it_is_named(path: Path) -> None:
    assert unlocked_beside(path) == []
    with Library.open(path) as library:
        library.backup(path.with_name(f"{path.name}.before-0002_x"))
    drafts = path.with_name(f"{path.name}.drafts")
    drafts.mkdir()
    (drafts / "2026-03-14.txt").write_text("I was")
    assert [each.path.name for each in unlocked_beside(path)] == [
        "dreams.noctuary.before-0002_x",
        "dreams.noctuary.drafts",
    ]


def test_a_library_is_locked_from_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "new.noctuary"
    with Library.open(path, create=True, passphrase="seven quiet lamps") as library:
        library.add(Dream(id="1", text=f"A {CANARY}."))
    assert head_of(path) is not None
    assert CANARY.encode() not in path.read_bytes()
    with Library.open(path, passphrase="seven quiet lamps") as library:
        assert library.count() == 1
    assert opens(path, key_for(path, "seven quiet lamps"))
