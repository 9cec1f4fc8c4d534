"""``lock``, and every other command on a locked library."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from invented import Noctuary, Said
from noctuary.cli.talk import say
from noctuary.library import Library
from noctuary.library.locking import head_of

PASSPHRASE = "seven quiet lamps"
_CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b")


class Locksmith:
    """Runs commands with passphrases on a file descriptor."""

    def __init__(self, noctuary: Noctuary) -> None:
        self._noctuary = noctuary

    def __call__(self, passphrases: str, *arguments: object, **options: Any) -> Said:
        reading, writing = os.pipe()
        try:
            os.write(writing, passphrases.encode())
            os.close(writing)
            return self._noctuary("--passphrase-fd", reading, *arguments, **options)
        finally:
            os.close(reading)


@pytest.fixture
def smith(noctuary: Noctuary) -> Locksmith:
    return Locksmith(noctuary)


@pytest.fixture
def locked(smith: Locksmith, library: Path) -> Path:
    assert smith(PASSPHRASE, "lock").code == 0
    return library


def test_locking_and_taking_it_off(smith: Locksmith, noctuary: Noctuary, library: Path) -> None:
    said = smith(PASSPHRASE, "lock")
    assert (said.code, said.out) == (0, "")
    code = _CODE.search(said.err)
    assert code
    assert "Backups that were made before are not locked" in said.err
    assert noctuary("lock", "status").out == "locked\n"
    refused = noctuary("list")
    assert refused.code == 1
    assert "is locked" in refused.err
    assert "--passphrase-fd" in refused.err
    for entered in (PASSPHRASE, code.group(), code.group().lower()):
        assert len(smith(entered, "list", "--format", "json").json) == 3
    wrong = smith("seven quiet lambs", "list")
    assert wrong.code == 1
    assert "does not open it" in wrong.err
    assert smith(PASSPHRASE, "lock", "remove").code == 0
    assert noctuary("lock", "status").out == "not locked\n"
    assert head_of(library) is None
    assert len(noctuary("list", "--format", "json").json) == 3


def test_another_passphrase(smith: Locksmith, locked: Path) -> None:
    said = smith(f"{PASSPHRASE}\neight loud lamps\n", "lock", "change")
    assert said.code == 0
    assert _CODE.search(said.err)
    assert smith(PASSPHRASE, "list").code == 1
    assert smith("eight loud lamps", "verify").code == 0
    before = locked.read_bytes()
    for given, what in ((f"{PASSPHRASE}\nnew one, good", "stays locked"), ("eight loud lamps\nshort", "5 signs"),
                        ("eight loud lamps\n", "no passphrase")):  # fmt: skip
        refused = smith(given, "lock", "change")
        assert refused.code == 1
        assert what in refused.err
    assert locked.read_bytes() == before


def test_a_new_library_is_locked_from_the_start(smith: Locksmith, place: Path) -> None:
    said = smith(PASSPHRASE, "lock")
    assert "A new library was made" in said.err
    assert head_of(place) is not None
    assert smith(PASSPHRASE, "write", "-m", "A glimmerwort sang.").code == 0
    assert len(smith(PASSPHRASE, "search", "glimmerwort", "--format", "json").json) == 1


@pytest.mark.usefixtures("locked")
def test_what_makes_no_sense_is_told(noctuary: Noctuary, tmp_path: Path) -> None:
    assert "locked already" in noctuary("lock").err
    assert "is not locked" in noctuary("--library", tmp_path / "x.noctuary", "lock", "change").err
    assert "There is no library" in noctuary("--library", tmp_path / "x.noctuary", "lock", "status").err
    assert "Nobody is there" in noctuary("--library", tmp_path / "x.noctuary", "lock").err
    assert "cannot be read" in noctuary("--passphrase-fd", 987, "list").err


@pytest.mark.usefixtures("locked")
def test_backup_and_restore_need_the_passphrase(smith: Locksmith, noctuary: Noctuary, tmp_path: Path) -> None:
    backup, restored = tmp_path / "copy.noctuary", tmp_path / "restored.noctuary"
    assert smith(PASSPHRASE, "backup", backup).code == 0
    assert head_of(backup) is not None
    assert noctuary("restore", backup, "--library", restored).code == 1
    assert smith("seven quiet lambs", "restore", backup, "--library", restored).code == 1
    assert not restored.exists()
    assert smith(PASSPHRASE, "restore", backup, "--library", restored).code == 0
    assert len(smith(PASSPHRASE, "--library", restored, "list", "--format", "json").json) == 3


# At a terminal.


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types at the prompts, one after the other."""
    answers: list[str] = []

    def prompt(text: str, **options: object) -> str:
        assert options["hide_input"]
        assert "assphrase" in text or "same" in text or "copied" in text
        return answers.pop(0)

    monkeypatch.setattr(click, "prompt", prompt)
    return answers


def test_at_a_terminal_the_code_is_used_before_it_counts(
    noctuary: Noctuary, library: Path, typed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen(sentence: str) -> None:
        if code := _CODE.search(sentence):
            typed.extend(["not the code", code.group()])
        say(sentence)

    monkeypatch.setattr("noctuary.cli.lock.say", listen)
    typed[:] = [PASSPHRASE, PASSPHRASE]
    said = noctuary("lock", terminal=True)
    assert said.code == 0
    assert "Compare sign by sign" in said.err
    assert "It opens the library." in said.err
    assert typed == []
    assert head_of(library) is not None


def test_two_different_passphrases_lock_nothing(noctuary: Noctuary, library: Path, typed: list[str]) -> None:
    typed[:] = [PASSPHRASE, "seven quiet lambs"]
    assert "two different" in noctuary("lock", terminal=True).err
    assert head_of(library) is None


@pytest.mark.usefixtures("locked")
def test_three_trials(noctuary: Noctuary, typed: list[str]) -> None:
    typed[:] = ["no", "not this", PASSPHRASE]
    assert noctuary("list", terminal=True).code == 0
    typed[:] = ["no", "not this", "nor this", PASSPHRASE]
    assert noctuary("list", terminal=True).code == 1
    assert typed == [PASSPHRASE]


def test_a_draft_in_the_editor_lies_in_memory_and_outlives_a_wrong_passphrase(
    noctuary: Noctuary, locked: Path, typed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    monkeypatch.setenv("EDITOR", "sh -c 'echo A glimmerwort sang. >> \"$0\"; false'")
    typed[:] = [PASSPHRASE]
    assert "The editor could not be used" in noctuary("write", terminal=True).err
    [draft] = memory.rglob("*.txt")
    assert draft.read_text() == "A glimmerwort sang.\n"
    assert not locked.with_name(f"{locked.name}.drafts").exists()
    typed[:] = ["no", "no", "no"]
    assert noctuary("write", terminal=True).code == 1
    assert draft.read_text() == "A glimmerwort sang.\n"
    monkeypatch.setenv("EDITOR", "true")
    typed[:] = [PASSPHRASE]
    assert noctuary("write", terminal=True).code == 0
    assert not draft.exists()


# The system's keyring.


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    held: dict[tuple[str, str], str] = {}
    errors = ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    module = ModuleType("keyring")
    module.get_password = lambda *name: held.get(name)  # type: ignore[attr-defined]
    module.set_password = lambda service, name, value: held.__setitem__((service, name), value)  # type: ignore[attr-defined]
    module.delete_password = lambda *name: held.pop(name)  # type: ignore[attr-defined]
    module.errors = errors  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, "keyring", module)
    monkeypatch.setitem(__import__("sys").modules, "keyring.errors", errors)
    return held


@pytest.mark.usefixtures("locked")
def test_the_keyring_opens_it_until_told_to_forget(
    smith: Locksmith, noctuary: Noctuary, keyring: dict[tuple[str, str], str]
) -> None:
    assert smith(PASSPHRASE, "lock", "remember").code == 0
    assert len(keyring) == 1
    assert PASSPHRASE not in keyring.values()
    assert noctuary("list").code == 0
    assert "does not hold the key" in noctuary("lock", "forget").err
    assert keyring == {}
    assert noctuary("list").code == 1
    assert "holds no key" in noctuary("lock", "forget").err


@pytest.mark.usefixtures("locked", "keyring")
def test_a_changed_lock_is_forgotten(
    smith: Locksmith, noctuary: Noctuary, keyring: dict[tuple[str, str], str]
) -> None:
    smith(PASSPHRASE, "lock", "remember")
    assert noctuary("lock", "remove").code == 0
    assert keyring == {}


@pytest.mark.usefixtures("locked")
def test_without_a_keyring_it_says_how_to_get_one(smith: Locksmith, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    said = smith(PASSPHRASE, "lock", "remember")
    assert said.code == 1
    assert "noctuary[keyring]" in said.err


def test_the_library_is_opened_from_python_too(locked: Path) -> None:
    with Library.open(locked, passphrase=PASSPHRASE) as library:
        assert library.count() == 3
