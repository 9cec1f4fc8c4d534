"""The norms that the owner made, pooled or brought in: each a sealed text of its own, by name."""

from __future__ import annotations

from noctuary.store.store import Store, now


def norm_names(store: Store) -> list[tuple[str, str]]:
    """Return the name of each norm with the time it was kept, as ISO 8601 in UTC; by name."""
    return [(name, made_at) for name, made_at in store.rows("SELECT name, made_at FROM norm ORDER BY name")]


def find_norm(store: Store, name: str) -> str | None:
    """Return the text of a norm, whatever the case of its name; ``None`` if there is none."""
    return next((text for (text,) in store.rows("SELECT document FROM norm WHERE name = ?", (name,))), None)


def keep_norm(store: Store, name: str, document: str) -> bool:
    """Keep a norm, and return whether the name was free; if it was not, nothing is changed."""
    with store.transaction():
        if find_norm(store, name) is not None:
            return False
        store.write("INSERT INTO norm (name, document, made_at) VALUES (?, ?, ?)", (name, document, now()))
    return True


def delete_norm(store: Store, name: str) -> bool:
    """Delete a norm, and return whether there was one."""
    with store.transaction():
        found = find_norm(store, name) is not None
        store.write("DELETE FROM norm WHERE name = ?", (name,))
    return found
