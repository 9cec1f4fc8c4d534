"""Links to what has a name: they hold a token, so that no word of a dream stands in an address."""

from __future__ import annotations

import hmac

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
    [(salt,)] = store.rows("SELECT salt FROM link_salt")
    return hmac.new(str(salt).encode(), "\0".join(parts).encode(), "sha256").hexdigest()[:_LENGTH]


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
