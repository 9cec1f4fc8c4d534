"""``archive``: what is sealed can be read without Noctuary, and comes back with it."""

from __future__ import annotations

import hashlib
import html.parser
import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from invented import DREAMS, Noctuary
from noctuary.library import Library
from noctuary.library.archive import Seal, archive
from noctuary.library.locking import relock
from noctuary.store.lock import Key

pyrage = pytest.importorskip("pyrage")


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        packed.extractall(folder)
    return folder / "noctuary-archive"


def test_an_archive_is_read_without_noctuary(noctuary: Noctuary, library: Path, tmp_path: Path) -> None:
    noctuary("code", "--reader", "lexical")
    target = tmp_path / "dreams.zip"
    said = noctuary("archive", target)
    assert said.code == 0
    assert "3 dreams and 3 readings sealed" in said.err
    bag = unpacked(target.read_bytes(), tmp_path / "out")
    lines = (line.split("  ", 1) for line in (bag / "manifest-sha256.txt").read_text().splitlines())
    manifest = {name: sha256 for sha256, name in lines}
    held = {path.relative_to(bag).as_posix() for path in (bag / "data").rglob("*") if path.is_file()}
    assert set(manifest) == held
    for name, sha256 in manifest.items():
        assert hashlib.sha256((bag / name).read_bytes()).hexdigest() == sha256
    octets = sum((bag / name).stat().st_size for name in held)
    assert f"Payload-Oxum: {octets}.{len(held)}" in (bag / "bag-info.txt").read_text()
    assert (bag / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    notes = "".join(path.read_text() for path in (bag / "data" / "notes").rglob("*.md"))
    assert all(dream.text in notes for dream in DREAMS)
    codes = (bag / "data" / "codes.csv").read_text().splitlines()
    assert codes[0] == "scale,code,in words"
    assert len(codes) > 3
    page = (bag / "data" / "README.html").read_text()
    html.parser.HTMLParser().feed(page)
    assert "3 dreams and 3 readings" in page
    assert "${" not in page
    with Library.open(library) as original:
        before = original.store.fingerprint()
    assert (
        noctuary("--library", tmp_path / "again.noctuary", "import", bag / "data" / "everything.jsonl").code
        == 0
    )
    with Library.open(tmp_path / "again.noctuary") as again:
        assert again.store.fingerprint() == before


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_command_that_the_page_names_checks_it(noctuary: Noctuary, library: Path, tmp_path: Path) -> None:
    assert library.exists()
    noctuary("archive", tmp_path / "dreams.zip")
    bag = unpacked((tmp_path / "dreams.zip").read_bytes(), tmp_path / "out")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--quiet", manifest], cwd=bag, check=True)
    page = bag / "data" / "README.html"
    page.write_bytes(page.read_bytes() + b" ")
    check = subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=bag, check=False, capture_output=True
    )
    assert check.returncode != 0


@pytest.mark.usefixtures("library")
def test_some_dreams_alone(noctuary: Noctuary, tmp_path: Path) -> None:
    assert "1 dream" in noctuary("archive", tmp_path / "one.zip", "id:2").err


@pytest.mark.usefixtures("library")
def test_for_the_holder_of_a_key(noctuary: Noctuary, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    target = tmp_path / "dreams.zip.age"
    assert noctuary("archive", target, "--to", identity.to_public()).code == 0
    content = target.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    assert (unpacked(pyrage.decrypt(content, [identity]), tmp_path / "out") / "data").is_dir()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])


@pytest.mark.usefixtures("library")
def test_by_a_passphrase(noctuary: Noctuary, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"nine slow lamps\n")
    os.close(writing)
    target = tmp_path / "dreams.zip.age"
    said = noctuary("--passphrase-fd", reading, "archive", target, "--with-passphrase")
    os.close(reading)
    assert said.code == 0
    assert unpacked(
        pyrage.passphrase.decrypt(target.read_bytes(), "nine slow lamps"), tmp_path / "out"
    ).is_dir()


@pytest.mark.usefixtures("library")
def test_what_makes_no_sense_is_refused_and_leaves_nothing(noctuary: Noctuary, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_text("Something else.")
    before = sorted(tmp_path.rglob("*"))
    assert "is there already" in noctuary("archive", tmp_path / "there.zip").err
    for key in ("age1nothing", "ssh-ed25519 nothing", "nothing"):
        said = noctuary("archive", tmp_path / "new.age", "--to", key)
        assert said.code == 1
        assert "no key" in said.err
    assert sorted(tmp_path.rglob("*")) == before


def test_of_a_locked_library_nothing_plain_reaches_the_disk(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    key = Key.new("seven quiet lamps")
    relock(library, None, key)
    seen: list[Path] = []
    packing = zipfile.ZipFile.write

    def watched(self: zipfile.ZipFile, name: Path, *rest: object) -> None:
        seen.append(name)
        packing(self, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "write", watched)
    identity = pyrage.x25519.Identity.generate()
    with Library.open(library, passphrase=key) as shelf:
        archive(shelf, tmp_path / "dreams.age", seal=Seal([str(identity.to_public())]))
    assert seen
    assert all(memory in path.parents for path in seen)
    assert not list((memory / "noctuary").iterdir())
