"""The norms that the owner made, pooled or brought in: each a sealed text of its own, by name."""

from __future__ import annotations

from collections.abc import Iterator

from noctuary.statements import OwnNorm
from noctuary.store.store import Store, now


def norm_names(store: Store) -> list[tuple[str, str]]:
    """Return the name of each norm with the time it was kept, as ISO 8601 in UTC; by name."""
    return [(name, made_at) for name, made_at in store.rows("SELECT name, made_at FROM norm ORDER BY name")]


def find_norm(store: Store, name: str) -> str | None:
    """Return the text of a norm, whatever the case of its name; ``None`` if there is none."""
    return next((text for (text,) in store.rows("SELECT document FROM norm WHERE name = ?", (name,))), None)


def keep_norm(store: Store, name: str, document: str, made_at: str = "") -> bool:
    """Keep a norm, made now without a time, and return whether the name was free; else nothing is changed."""
    with store.transaction():
        if find_norm(store, name) is not None:
            return False
        store.write(
            "INSERT INTO norm (name, document, made_at) VALUES (?, ?, ?)", (name, document, made_at or now())
        )
    return True


def statements(store: Store) -> Iterator[OwnNorm]:
    """Yield every norm, by name."""
    for name, document, made_at in store.rows("SELECT name, document, made_at FROM norm ORDER BY name"):
        yield OwnNorm(name, document, made_at)


def delete_norm(store: Store, name: str) -> bool:
    """Delete a norm, and return whether there was one."""
    with store.transaction():
        found = find_norm(store, name) is not None
        store.write("DELETE FROM norm WHERE name = ?", (name,))
    return found
