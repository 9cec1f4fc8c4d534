"""A sealed archive for decades: plain files with checksums and a page that explains them, in one zip file.

Its folders follow BagIt (RFC 8493), so that anybody can tell whether it is whole. It may be encrypted with age
(https://age-encryption.org), for the holders of keys or for whoever knows a passphrase.
"""

from __future__ import annotations

import hashlib
import html
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from string import Template
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Final

from noctuary import __version__
from noctuary.counted import counted
from noctuary.errors import InputError, MissingExtraError
from noctuary.export import Written, write_csv, write_jsonl, write_markdown
from noctuary.export.files import csv_writer, new_folder_beside
from noctuary.library.scratch import scratch_for
from noctuary.scheme import Scale, explain_code, parse

if TYPE_CHECKING:
    from noctuary.library.facade import Library

_TOP: Final = "noctuary-archive"
_DATA: Final = "data"
_BLOCK: Final = 2**20


@dataclass(frozen=True, slots=True)
class Seal:
    """Who can open an archive; everybody, where neither is given.

    Parameters
    ----------
    recipients
        Public keys of age, ``age1...``, or of SSH, ``ssh-ed25519 ...``.
    passphrase
        One that opens it too.
    """

    recipients: Sequence[str] = ()
    passphrase: str | None = None

    def __bool__(self) -> bool:
        return bool(self.recipients) or self.passphrase is not None


def archive(library: Library, target: Path, query: str = "", *, seal: Seal | None = None) -> Written:
    """Write dreams with all that belongs to them into a sealed archive; it appears when all of it is written.

    Parameters
    ----------
    library
        Whose dreams.
    target
        A new file: a zip, or an age file that holds one.
    query
        Which dreams; all without one.
    seal
        Who can open it.

    Raises
    ------
    InputError
        If something stands at `target`, or a recipient is none.
    MissingExtraError
        If it is to be encrypted, and age is not installed.
    """
    if target.exists():
        raise InputError(f"{target} is there already.", "Choose another name.")
    encrypt = _encryption(seal) if seal else None
    with _workshop(library, target) as folder:
        bag = folder / _TOP
        written = _fill(library, query, bag / _DATA)
        _seal_bag(bag, written)
        packed = _pack(bag, folder / "archive.zip")
        shutil.rmtree(bag)
        with new_folder_beside(target) as beside:
            part = beside / "part"
            with packed.open("rb") as plain, part.open("wb") as file:
                encrypt(plain, file) if encrypt else shutil.copyfileobj(plain, file, _BLOCK)
            part.replace(target)
    return written


@contextmanager
def _workshop(library: Library, target: Path) -> Iterator[Path]:
    """Give a folder for the plain files: beside the target, or in memory if the library is locked."""
    if library.store.key is None:
        with new_folder_beside(target) as folder:
            yield folder
        return
    folder = Path(mkdtemp(dir=scratch_for(library.store.path, locked=True)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(library: Library, query: str, data: Path) -> Written:
    data.mkdir(parents=True)
    written = write_jsonl(data / "everything.jsonl", library.contents(query))
    write_markdown(data / "notes", library.contents(query))
    write_csv(data / "tables", library.contents(query))
    with (data / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv_writer(file)
        writer.writerow(("scale", "code", "in words"))
        writer.writerows(_codes_in(library.contents(query).dreams))
    page = files("noctuary.library").joinpath("data", "archive.html").read_text(encoding="utf-8")
    told = {
        "dreams": counted(written.dreams, "dream"),
        "readings": counted(written.readings, "reading"),
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "version": __version__,
    }
    explained = Template(page).substitute({name: html.escape(value) for name, value in told.items()})
    (data / "README.html").write_text(explained, encoding="utf-8")
    return written


def _codes_in(dreams: Iterable[Any]) -> list[tuple[str, str, str]]:
    held = {
        (coding.code.scale, str(coding.code))
        for _, readings in dreams
        for reading in readings
        for coding in reading.codings
    }
    return [
        (Scale(scale).value, notation, explain_code(parse(notation, scale)))
        for scale, notation in sorted(held)
    ]


def _seal_bag(bag: Path, written: Written) -> None:
    """Put the checksums beside the files, and the checksums of those."""
    payload = sorted(path for path in (bag / _DATA).rglob("*") if path.is_file())
    octets = sum(path.stat().st_size for path in payload)
    _write(bag / "manifest-sha256.txt", (f"{_sha256(path)}  {_name(bag, path)}" for path in payload))
    _write(bag / "bagit.txt", ("BagIt-Version: 1.0", "Tag-File-Character-Encoding: UTF-8"))
    _write(
        bag / "bag-info.txt",
        (
            f"Bag-Software-Agent: Noctuary {__version__}",
            f"Bagging-Date: {datetime.now(UTC):%Y-%m-%d}",
            f"Payload-Oxum: {octets}.{len(payload)}",
            f"External-Description: {counted(written.dreams, 'dream')}",
        ),
    )
    tags = sorted(path for path in bag.iterdir() if path.is_file())
    _write(bag / "tagmanifest-sha256.txt", (f"{_sha256(path)}  {_name(bag, path)}" for path in tags))


def _name(bag: Path, path: Path) -> str:
    # RFC 8493: a line break in a name would break the line.
    return path.relative_to(bag).as_posix().replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(bag: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                packed.write(path, path.relative_to(bag.parent).as_posix())
    return target


def _encryption(seal: Seal) -> Callable[[Any, Any], None]:
    """Return what encrypts one open file into another.

    Raises
    ------
    InputError
        If a recipient is none, or there are recipients and a passphrase.
    """
    try:
        import pyrage  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("Sealing an archive", "pyrage", "age") from None
    if seal.passphrase is not None:
        if seal.recipients:
            raise InputError("An archive is sealed for recipients or by a passphrase.", "Choose one of both.")
        passphrase = seal.passphrase
        return lambda plain, file: file.write(pyrage.passphrase.encrypt(plain.read(), passphrase))
    recipients = [_recipient(each, pyrage) for each in seal.recipients]
    return lambda plain, file: pyrage.encrypt_io(plain, file, recipients)


def _recipient(written: str, pyrage: Any) -> Any:
    kind = pyrage.ssh if written.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(written)
    except (pyrage.RecipientError, ValueError):
        raise InputError(
            f"{written[:20]}... is no key that an archive can be sealed for.",
            "Give a public key: age1... or ssh-ed25519 ...",
        ) from None
