"""Links to what has a name: they hold a token, so that no word of a dream stands in an address."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from noctuary.store.store import Store, now

_LENGTH = 16


def token_of(store: Store, *parts: str) -> str:
    """Return what stands in a link for something with a name; the same in this file for good.

    Parameters
    ----------
    store
        Whose links: another file gives other tokens.
    parts
        What it is, and its name: ``"figure", "journal", "rachel"``.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    return _token(_salt(store), parts)


def names_by_token(store: Store, names: Iterable[str], *parts: str) -> dict[str, str]:
    """Return which of many names each token stands for: what :func:`token_of` says of `parts` and the name.

    A browser shows a token, and the name is wanted: only names that are known can be found again.
    """
    salt = _salt(store)
    return {_token(salt, (*parts, name)): name for name in names}


def _salt(store: Store) -> bytes:
    [(salt,)] = store.rows("SELECT salt FROM link_salt")
    return str(salt).encode()


def _token(salt: bytes, parts: tuple[str, ...]) -> str:
    return hmac.digest(salt, "\0".join(parts).encode(), "sha256").hex()[:_LENGTH]


def keep_search(store: Store, query: str) -> str:
    """Keep a search, and return the token of its link."""
    token = token_of(store, "search", query)
    with store.transaction():
        store.write("INSERT OR IGNORE INTO kept_search VALUES (?, ?, ?)", (token, query, now()))
    return token


def find_search(store: Store, token: str) -> str | None:
    """Return the search of a link, ``None`` if none was kept under it."""
    return next(
        (query for (query,) in store.rows("SELECT query FROM kept_search WHERE token = ?", (token,))), None
    )
