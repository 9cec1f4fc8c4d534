"""Sealed files: JSON with the SHA-256 of its own content, and the suspicion with which one is read again.

What is sealed are the values, not the bytes: the hash is that of the
canonical form, which has sorted keys, no blanks and only ASCII, and lacks the
entry ``sha256`` itself. ``json.dumps(content, sort_keys=True,
separators=(",", ":"))`` in Python makes it, and any other language can.

The seal shows that a file is as it was written. It does not show who wrote
it: whoever changes a file on purpose can seal it anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from noctuary import __version__
from noctuary.errors import FormatError

MOST_CHARACTERS: Final = 1_000_000
"""A longer text is no such file; those that Noctuary writes hold some thousands."""
MOST_COUNTED: Final = 10**12
LONGEST_TEXT: Final = 500

_SEAL: Final = "sha256"
_DAMAGED: Final = "Ask for it again, or copy it again; nothing was taken from it."


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one form of JSON that equal contents share.

    Examples
    --------
    >>> canonical({"total": 5, "count": 2})
    '{"count":2,"total":5}'
    """
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_sha256(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode("ascii")).hexdigest()


def seal(form: str, version: int, content: Mapping[str, Any]) -> str:
    """Return `content` as a sealed file.

    Parameters
    ----------
    form, version
        Which kind of file, and which state of its format.
    content
        What JSON can hold; no number is NaN or infinite.

    Examples
    --------
    >>> unseal(seal("noctuary-sum", 1, {"sum": 5}), "noctuary-sum", 1, "sum.json", written_by="sum")["sum"]
    5
    """
    headed = {"format": form, "format_version": version, "noctuary": __version__, **content}
    return _laid_out({**headed, _SEAL: canonical_sha256(headed)}, "") + "\n"


def _laid_out(value: object, margin: str) -> str:
    """Return JSON with a line for each entry, so that a person can look through it."""
    if not isinstance(value, dict):
        return json.dumps(value)
    inner = margin + " "
    lines = [f"{inner}{json.dumps(key)}: {_laid_out(each, inner)}" for key, each in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{margin}}}"


def unseal(text: str, form: str, version: int, where: str, *, written_by: str) -> dict[str, Any]:
    """Return the content of a sealed file, its seal included.

    Parameters
    ----------
    text
        Anything: the file may come from anybody.
    form, version
        As it was sealed.
    where
        What to call the file.
    written_by
        The command that writes such files.

    Raises
    ------
    FormatError
        If it is something else, of a newer format, or not as it was written.
    """
    content = _parsed(text, where)
    if content.get("format") != form:
        raise FormatError(f"{where} is none of the files that `{written_by}` writes.", "Choose another file.")
    if content.get("format_version") != version:
        raise FormatError(
            f"{where} has another version of its format than {version}.",
            "Use the version of Noctuary that it names.",
        )
    unsealed = {key: value for key, value in content.items() if key != _SEAL}
    if content.get(_SEAL) != canonical_sha256(unsealed):
        raise FormatError(f"{where} is not as it was written: its hash does not fit.", _DAMAGED)
    return content


def _parsed(text: str, where: str) -> dict[str, Any]:
    if len(text) > MOST_CHARACTERS:
        raise FormatError(f"{where} is too long for such a file.", "Choose another file.")
    try:
        content = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_finite)
        # Half a surrogate pair has no bytes: it would fail later, where it is kept.
        canonical(content)
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        # The parser's own message may quote the file.
        raise FormatError(f"{where} is no JSON, or only a part of it.", _DAMAGED) from None
    return content if isinstance(content, dict) else {}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an entry stands there twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


class Entries:
    """The entries of an unsealed file, each checked when it is taken.

    Parameters
    ----------
    content
        As :func:`unseal` returns it, or a part of it.
    where
        What to call the file.
    """

    def __init__(self, content: object, where: str) -> None:
        self.where = where
        if not isinstance(content, dict):
            self.fail("A part of it")
        self._content: dict[str, object] = content

    def fail(self, what: str) -> NoReturn:
        """Refuse the file for `what` it holds."""
        raise FormatError(f"{self.where} cannot be used: {what} is not what it must be.", _DAMAGED)

    def text(self, key: str) -> str:
        """Return a short text without line breaks and signs that command a terminal."""
        return self._text(self._content.get(key), key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of short texts."""
        return tuple(self._text(value, key) for value in self._list(key))

    def whole(self, key: str) -> int:
        """Return a whole number from 0 up."""
        return self._whole(self._content.get(key), key)

    def part(self, key: str) -> Entries:
        """Return the entries below one."""
        return Entries(self._content.get(key), self.where)

    def parts(self, key: str) -> list[Entries]:
        """Return a list of further entries."""
        return [Entries(part, self.where) for part in self._list(key)]

    def has(self, key: str) -> bool:
        """Whether there is such an entry, and it is not ``null``."""
        return self._content.get(key) is not None

    def counts(self, key: str) -> tuple[int, int]:
        """Return the numerator and the denominator with which a list begins."""
        values = self._list(key)
        if len(values) < 2:
            self.fail(f"{key!r}")
        return self._whole(values[0], key), self._whole(values[1], key)

    def error(self, key: str) -> float:
        """Return the number from 0 up that may come third in such a list; NaN where it does not."""
        value = [*self._list(key), None, None, None][2]
        if value is None:
            return math.nan
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_COUNTED:
            self.fail(f"{key!r}")
        return float(value)

    def _list(self, key: str) -> list[object]:
        value = self._content.get(key)
        if not isinstance(value, list):
            self.fail(f"{key!r}")
        return value

    def _text(self, value: object, key: str) -> str:
        if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
            self.fail(f"{key!r}")
        return value

    def _whole(self, value: object, key: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
            self.fail(f"{key!r}")
        return value
