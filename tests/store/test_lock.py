"""The lock of a library file: keys, codes, and that nothing of a dream is to be found in what lies on the disk."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream
from noctuary.errors import (
    InputError,
    LibraryDamagedError,
    LibraryLockedError,
    StoreError,
)
from noctuary.store import lock
from noctuary.store.lock import HEAD_BYTES, MARK, Key
from noctuary.store.query import parse_query
from noctuary.store.search import search
from noctuary.store.store import Store

PASSPHRASE = "seven quiet lamps"
CANARY = "glimmerwort"
DREAMS = [
    Dream(id=str(nr), text=f"A {CANARY} sang in tower {nr}. " + "It went up and up. " * 40, title=f"{CANARY} {nr}", tags=(CANARY,))
    for nr in range(40)
]  # fmt: skip


@pytest.fixture(scope="session")
def key() -> Key:
    return Key.new(PASSPHRASE)


@pytest.fixture(scope="session")
def locked(key: Key, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locked library of dreams with a word that stands nowhere else; copy it before you write to it."""
    path = tmp_path_factory.mktemp("locked") / "dreams.noctuary"
    with Store.open(path, create=True, key=key) as store:
        store.add_many(DREAMS)
    return path


@pytest.fixture
def path(locked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(locked, tmp_path / "dreams.noctuary"))


# Keys.


def test_each_new_key_is_another_and_begins_with_the_mark() -> None:
    one, other = Key.new(PASSPHRASE), Key.new(PASSPHRASE)
    assert one.head != other.head
    assert one.secret != other.secret
    assert one.head.startswith(MARK)
    assert len(one.head) == HEAD_BYTES


def test_no_secret_is_shown(key: Key) -> None:
    assert key.secret.hex() not in repr(key)
    assert str(key.secret) not in repr(key)


def test_short_passphrases_are_refused() -> None:
    with pytest.raises(InputError, match="7 signs is soon guessed"):
        Key.new("a secre")


def test_accents_may_be_put_together_either_way(key: Key) -> None:
    assert Key.of("caf\u00e9 au lait", key.head) == Key.of("cafe\u0301 au lait", key.head)


@given(st.binary(min_size=16, max_size=16))
def test_a_recovery_code_is_read_however_it_was_copied(secret: bytes) -> None:
    key = Key(MARK + bytes(12), secret)
    assert [len(group) for group in key.code.split("-")] == [4] * 7
    for copied in (
        key.code,
        key.code.lower(),
        key.code.replace("-", " "),
        key.code.replace("0", "O").replace("1", "l"),
    ):
        assert Key.of(copied, key.head) == key


@given(st.binary(min_size=16, max_size=16), st.integers(0, 27), st.sampled_from(lock._DIGITS))
def test_a_slip_of_the_pen_makes_no_other_secret_of_a_code(secret: bytes, place: int, sign: str) -> None:
    signs = Key(MARK + bytes(12), secret).code.replace("-", "")
    slipped = signs[:place] + sign + signs[place + 1 :]
    exchanged = signs[: place - 1] + signs[place] + signs[place - 1] + signs[place + 1 :] if place else signs
    for copied in (slipped, exchanged):
        assert lock._secret_in(copied) == (secret if copied == signs else None)


@pytest.mark.parametrize("cost", [0, 15, 23, 255])
def test_a_forged_head_makes_no_weak_key_and_stops_no_machine(cost: int) -> None:
    with pytest.raises(LibraryDamagedError, match="no lock"):
        Key.of(PASSPHRASE, MARK + bytes([cost]) + bytes(11))


# The file.


def test_a_locked_library_is_opened_by_its_key_alone(path: Path, key: Key) -> None:
    before = path.read_bytes()
    with pytest.raises(LibraryLockedError, match="is locked"):
        Store.open(path)
    with pytest.raises(LibraryLockedError, match="does not open"):
        Store.open(path, key=Key.of("seven quiet lambs", key.head))
    assert path.read_bytes() == before
    for entered in (PASSPHRASE, key.code):
        with Store.open(path, key=Key.of(entered, path.read_bytes()[:HEAD_BYTES])) as store:
            assert store.count() == len(DREAMS)
            assert len(search(store, parse_query(CANARY))) == 20


def test_no_word_lies_in_any_file_while_it_is_used(path: Path, key: Key) -> None:
    with Store.open(path, key=key) as store:
        store.add_many([Dream(id="new", text=f"Another {CANARY}.")])
        store.backup_to(path.with_name("copy.noctuary"))
        files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert {"dreams.noctuary", "dreams.noctuary-wal", "copy.noctuary"} <= set(files)
    assert len(files["dreams.noctuary-wal"]) > 4096
    for content in files.values():
        assert CANARY.encode() not in content
        assert b"CREATE TABLE" not in content


def test_a_backup_is_locked_by_the_same_key(path: Path, key: Key) -> None:
    copy = path.with_name("copy.noctuary")
    with Store.open(path, key=key) as store:
        store.backup_to(copy)
        fingerprint = store.fingerprint()
    with pytest.raises(LibraryLockedError):
        Store.open(copy)
    with Store.open(copy, key=key) as store:
        assert store.fingerprint() == fingerprint
        assert store.check() == []


# Whoever changes the file.

PAGE = 4096


def flipped(content: bytearray, random_: random.Random) -> None:
    content[random_.randrange(len(content))] ^= 1 << random_.randrange(8)


def swapped(content: bytearray, random_: random.Random) -> None:
    one, other = random_.sample(range(len(content) // PAGE), 2)
    first, second = (slice(place * PAGE, (place + 1) * PAGE) for place in (one, other))
    content[first], content[second] = content[second], content[first]


def doubled(content: bytearray, random_: random.Random) -> None:
    one, other = random_.sample(range(len(content) // PAGE), 2)
    content[one * PAGE : (one + 1) * PAGE] = content[other * PAGE : (other + 1) * PAGE]


def emptied(content: bytearray, random_: random.Random) -> None:
    start = random_.randrange(len(content) // PAGE) * PAGE
    content[start : start + PAGE] = bytes(PAGE)


def truncated(content: bytearray, random_: random.Random) -> None:
    del content[random_.randrange(1, len(content)) :]


def grown(content: bytearray, random_: random.Random) -> None:
    content += random_.randbytes(PAGE)


WAYS = (flipped, swapped, doubled, emptied, truncated, grown)


@pytest.mark.parametrize("way", WAYS, ids=[way.__name__ for way in WAYS])
def test_a_changed_file_shows_no_wrong_text(locked: Path, key: Key, tmp_path: Path, way: object) -> None:
    assert callable(way)
    right = {dream.key: dream for dream in DREAMS}
    refusals = 0
    for seed in range(40):
        content = bytearray(locked.read_bytes())
        way(content, random.Random(seed))
        path = tmp_path / f"{seed}.noctuary"
        path.write_bytes(content)
        try:
            with Store.open(path, key=key) as store:
                for dream in store.dreams():
                    assert right[dream.key].text == dream.text
                    assert right[dream.key].title == dream.title
                refusals += bool(store.check())
        except StoreError as error:
            refusals += CANARY not in str(error)
    # What is put behind the end is never read.
    assert refusals == 0 if way is grown else refusals > 30


def test_a_page_of_an_earlier_state_shows_no_wrong_text(path: Path, key: Key) -> None:
    """Such a page is a right one for the cipher; that the text is another than came in is told by its hash."""
    earlier = path.read_bytes()
    with Store.open(path, key=key) as store:
        store.delete([dream.key for dream in DREAMS])
        store.empty_trash()
        others = [
            Dream(id=f"new {nr}", text=f"Quite another dream, the {nr}th. " + "Nobody sang. " * 400)
            for nr in range(40)
        ]
        store.add_many(others)
        right = {dream.key: dream.text for dream in others}
    later = path.read_bytes()
    for page in range(len(earlier) // PAGE):
        mixed = bytearray(later)
        mixed[page * PAGE : (page + 1) * PAGE] = earlier[page * PAGE : (page + 1) * PAGE]
        path.write_bytes(mixed)
        try:
            with Store.open(path, key=key) as store:
                shown = {dream.key: dream.text for dream in store.dreams()}
        except StoreError:
            continue
        assert shown.items() <= right.items()
