"""The lock of a library file: how a passphrase, or a recovery code, becomes the key of its pages.

A locked library is an SQLite file of which every page is encrypted and authenticated by itself (ChaCha20-Poly1305 of
SQLite3 Multiple Ciphers), the write-ahead log too. Its first sixteen bytes stand in the clear and are its *head*: four
that mark it, one that says what deriving the key costs, and eleven drawn at random for this file. Argon2id makes of
passphrase and head a *secret* of 128 bits; the key of the pages is made of that by BLAKE2b. The recovery code is the
secret itself, written so that it can be copied by hand.

So there is one file, nothing beside it that could be lost, and nothing in it that could be exchanged: whoever changes
the head changes the key. Sources: RFC 9106 (Argon2), RFC 8439 (ChaCha20-Poly1305), Crockford's Base32.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final, Self

from noctuary.errors import InputError, LibraryDamagedError

#: As SQLite3 Multiple Ciphers calls it.
CIPHER: Final = "chacha20"
#: What every locked library begins with.
MARK: Final = b"NOC\x01"
HEAD_BYTES: Final = 16
#: A passphrase has at least so many signs.
SHORTEST: Final = 8

# The second recommendation of RFC 9106, below which nothing is made or opened: 64 MiB, three passes, four lanes.
_PASSES: Final = 3
_LANES: Final = 4
_LEAST_MEMORY: Final = 16
# What a forged head could ask for would stop the machine: 4 GiB, as a power of two in KiB.
_MOST_MEMORY: Final = 22
_SECRET_BYTES: Final = 16
_PURPOSE: Final = b"noctuary pages"

_DIGITS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_SECRET_BITS: Final = 8 * _SECRET_BYTES
_CHECK_BITS: Final = 12
# The remainder by a prime tells every single sign that was copied wrong, and any two neighbours that were exchanged.
_CHECK_PRIME: Final = 4093
_SIGNS: Final = (_SECRET_BITS + _CHECK_BITS) // 5
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a locked library.

    Parameters
    ----------
    head
        The first sixteen bytes of the file.
    secret
        Sixteen bytes that were made of the passphrase and the head.

    Examples
    --------
    >>> key = Key.new("seven quiet lamps")
    >>> key == Key.of("seven quiet lamps", key.head) == Key.of(key.code, key.head)
    True
    >>> key == Key.of("seven quiet lambs", key.head)
    False
    """

    head: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, passphrase: str) -> Self:
        """Make the key of a new file; it differs each time.

        Raises
        ------
        InputError
            If the passphrase has fewer than eight signs.
        """
        if len(passphrase) < SHORTEST:
            raise InputError(
                f"A passphrase of {len(passphrase)} signs is soon guessed; {SHORTEST} are the least.",
                "Take five or six words that nobody would say in a row.",
            )
        head = MARK + bytes([_LEAST_MEMORY]) + secrets.token_bytes(HEAD_BYTES - len(MARK) - 1)
        return cls(head, _secret_of(passphrase, head))

    @classmethod
    def of(cls, entered: str, head: bytes) -> Self:
        """Return the key that a passphrase or a recovery code gives for a file, whether or not it opens it.

        Parameters
        ----------
        entered
            What was typed.
        head
            The first sixteen bytes of the file.

        Raises
        ------
        LibraryDamagedError
            If the head is none of ours.
        """
        return cls(head, _secret_in(entered) or _secret_of(entered, head))

    @property
    def code(self) -> str:
        """The recovery code: seven groups of four signs, the last of which find slips of the pen."""
        number = int.from_bytes(self.secret) << _CHECK_BITS | _check_of(self.secret)
        signs = "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_SIGNS)))
        return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))

    @property
    def pages(self) -> str:
        """What SQLite3 Multiple Ciphers is told: the key of the pages, and the head as the salt of the file."""
        key = hashlib.blake2b(self.secret, digest_size=32, salt=self.head, person=_PURPOSE)
        return f"raw:{key.hexdigest()}{self.head.hex()}"


def _secret_of(passphrase: str, head: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415

    memory = head[len(MARK)]
    if not (head.startswith(MARK) and _LEAST_MEMORY <= memory <= _MOST_MEMORY):
        raise LibraryDamagedError(
            "The first bytes of the library are no lock of Noctuary's.",
            "Restore the last backup with `noctuary restore`.",
        )
    # Keyboards differ in how they put letters with accents together.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(typed, head, _PASSES, 2**memory, _LANES, _SECRET_BYTES, Type.ID)


def _secret_in(code: str) -> bytes | None:
    """Return the secret that a recovery code stands for; ``None`` if it is none, or was copied wrong."""
    signs = code.upper().translate(_READ_AS)
    if len(signs) != _SIGNS or not set(signs) <= set(_DIGITS):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _DIGITS.index(sign)
    secret = (number >> _CHECK_BITS).to_bytes(_SECRET_BYTES)
    return secret if _check_of(secret) == number & (1 << _CHECK_BITS) - 1 else None


def _check_of(secret: bytes) -> int:
    return int.from_bytes(secret) % _CHECK_PRIME
