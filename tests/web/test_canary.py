"""A word that only a locked library holds is looked for in every file that its use has left anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import BrowserType, Page, expect

from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.store.lock import Key
from web.conftest import CHROMIUM, STARTED_WITH, serving

PASSPHRASE = "seven quiet lamps"
#: One for each place in which words may lie.
CANARIES = {
    place: f"{place}quillow"
    for place in ("text", "title", "tag", "name", "draft", "reflection", "search", "import", "correction")
}
KEY = Key.new(PASSPHRASE)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with folders for everything that programs put somewhere; what lies in memory has a place of its own."""
    # The sockets of Chromium bear no long path.
    with TemporaryDirectory(prefix="home-") as folder:
        yield _furnished(Path(folder), monkeypatch)


def _furnished(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    places = {
        "HOME": "home", "TMPDIR": "tmp", "XDG_CACHE_HOME": "home/.cache", "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share", "XDG_STATE_HOME": "home/.local/state", "XDG_RUNTIME_DIR": "memory",
    }  # fmt: skip
    for variable, place in places.items():
        folder = home / place
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(home / "tmp"))
    monkeypatch.chdir(home / "home")
    return home


@pytest.fixture
def path(home: Path) -> Path:
    path = home / "home" / "dreams.noctuary"
    with Library.open(path, create=True, passphrase=KEY) as library:
        library.store.add_many(
            [
                Dream(
                    id="1",
                    text=f"A {CANARIES['text']} sang. Rachel {CANARIES['name']} was afraid and hugged me.",
                    title=f"The {CANARIES['title']}",
                    tags=(CANARIES["tag"],),
                    reflection=f"It was the {CANARIES['reflection']}.",
                ),
                Dream(id="2", text=f"Rachel {CANARIES['name']} chased me through the library."),
            ]
        )
    return path


def holders(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file, and every name of one, that holds a canary in any encoding that programs use."""
    for file in folder.rglob("*"):
        content = b"" if file.is_symlink() or not file.is_file() else file.read_bytes()
        for place, word in CANARIES.items():
            written = (word.encode(), word.encode("utf-16-le"), word.upper().encode())
            if word in file.name or any(each in content for each in written):
                yield str(file.relative_to(folder)), place


def noctuary(path: Path, *arguments: str, stdin: str = "") -> str:
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode())
    os.close(writing)
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "noctuary",
            "--library",
            str(path),
            "--passphrase-fd",
            str(reading),
            *arguments,
        ],
        input=stdin,
        capture_output=True,
        text=True,
        pass_fds=[reading],
        timeout=120,
        check=False,
    )
    os.close(reading)
    assert run.returncode == 0, (arguments, run.stderr)
    return run.stdout


def test_the_search_for_canaries_finds_them(home: Path) -> None:
    (home / "tmp" / "left").write_text(f"… {CANARIES['text']} …")
    (home / "home" / CANARIES["title"]).touch()
    (home / "tmp" / "profile").write_bytes(CANARIES["draft"].encode("utf-16-le"))
    assert sorted(place for _, place in holders(home)) == ["draft", "text", "title"]


def test_commands_leave_no_word_anywhere(home: Path, path: Path) -> None:
    assert CANARIES["text"] in noctuary(path, "show", "1")
    noctuary(path, "write", stdin=f"A {CANARIES['draft']} was never seen again.")
    noctuary(path, "code")
    backup = str(home / "home" / "copy.noctuary")
    for command in (
        ["search", CANARIES["search"]], ["like", "1"], ["figures"], ["backup", backup], ["verify"],
        ["delete", "1"], ["trash", "--empty", "--yes"],
    ):  # fmt: skip
        noctuary(path, *command)
    assert list(holders(home)) == []


@pytest.mark.browser
def test_the_reading_room_leaves_no_word_anywhere(home: Path, path: Path, chromium_type: BrowserType) -> None:
    # It has to lie somewhere to be brought in: in the place that is not looked through until it is gone.
    brought = home / "memory" / "notes.txt"
    brought.write_text(f"A {CANARIES['import']} came in.")
    with serving(path) as served:
        # A profile that is kept, with all that browsers remember.
        context = chromium_type.launch_persistent_context(
            str(home / "home" / "profile"),
            executable_path=CHROMIUM,
            args=STARTED_WITH,
        )
        page = context.new_page()
        page.goto(served.link)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_text("2 dreams").first).to_be_visible()
        _look_around(page, served.root, brought)
        # Half typed, and the machine is switched off.
        page.goto(f"{served.root}/write")
        page.get_by_role("textbox").first.fill(f"And the {CANARIES['draft']} again")
        page.wait_for_timeout(1500)
        assert list(holders(home / "home")) == []
        served.kill()
        context.close()
        brought.unlink()
    for place in ("home", "tmp"):
        assert list(holders(home / place)) == []
    # What was handed over lies in memory still, since the room was killed; the next one clears it away.
    with serving(path):
        assert list(holders(home)) == []


def _look_around(page: Page, root: str, brought: Path) -> None:
    page.goto(f"{root}/dream/1")
    expect(page.locator("#text")).to_contain_text(CANARIES["text"])
    page.goto(f"{root}/search")
    page.locator("[data-search]").fill(CANARIES["search"])
    page.wait_for_timeout(1500)
    page.locator("[data-search]").fill(CANARIES["text"])
    expect(page.locator("[data-hit]").first).to_be_visible()
    for address in (
        "/figures",
        "/places",
        "/motifs",
        "/network",
        "/profile",
        "/calendar",
        "/feelings",
        "/book",
        "/help",
    ):
        page.goto(root + address)
        page.wait_for_timeout(300)
    page.goto(f"{root}/bring-in")
    page.locator("input[type=file]").first.set_input_files(brought)
    expect(page.get_by_text("1 dream would come in")).to_be_visible()
    page.goto(f"{root}/take-out")
