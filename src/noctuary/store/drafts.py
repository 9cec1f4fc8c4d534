"""What is being written and not kept yet. No two tabs of a browser write over each other unseen."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from noctuary.dream import check_text
from noctuary.store.store import Store, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it stands, or as a writer would have it stand.

    Parameters
    ----------
    id
        Chosen at random by whoever began it.
    text
        What was written, verbatim.
    details
        What was filled in beside it, by the name of the field, as typed.
    version
        Counts upward; its writer numbers what it writes.
    writer
        Who wrote this version: chosen at random by each tab of a browser.
    written_at
        In UTC; empty before it is kept.

    Raises
    ------
    ValueError
        If a text holds half a surrogate pair, and so could not be kept.
    """

    id: str
    text: str = field(repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    version: int
    writer: str
    written_at: str = ""

    def __post_init__(self) -> None:
        check_text("text", self.text)
        check_text("details", *self.details, *self.details.values())


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a draft stands now.

    Parameters
    ----------
    id
        Of the draft that holds what was written.
    version
        The one that stands there.
    apart
        Whether it had to become a draft of its own, since another writer had changed the one that was meant.
    """

    id: str
    version: int
    apart: bool = False


def save(store: Store, draft: Draft, *, base: int) -> Saved:
    """Keep a draft; it is on disk when this returns. Whatever somebody else wrote stays.

    Parameters
    ----------
    store
        Where.
    draft
        What is written, and by whom. Where the draft has another version than the one that it rests on, by
        another writer and of other words, this one becomes a draft of its own: its writer's name is its id.
    base
        The version that it rests on; 0 for none. A writer's own later versions need no base: the answer to an
        earlier one may have been lost.
    """
    with store.transaction():
        known = find(store, draft.id)
        if known is None or known.version == base:
            return _put(store, draft)
        if (known.text, known.details) == (draft.text, draft.details):
            return Saved(known.id, known.version)
        if known.writer == draft.writer:
            # What comes later than it was sent says nothing new.
            return _put(store, draft) if known.version < draft.version else Saved(known.id, known.version)
        return _put_apart(store, draft)


def _put_apart(store: Store, draft: Draft) -> Saved:
    """Keep a draft beside the one that somebody else has changed; the same one when it is sent again."""
    known = find(store, draft.writer)
    if known and known.writer == draft.writer and known.version >= draft.version:
        return Saved(known.id, known.version, apart=True)
    # Somebody may have opened that one too, and have written in it.
    free = draft.writer if known is None or known.writer == draft.writer else secrets.token_hex(16)
    saved = _put(store, replace(draft, id=free))
    return Saved(saved.id, saved.version, apart=True)


def _put(store: Store, draft: Draft) -> Saved:
    store.write(
        "INSERT OR REPLACE INTO draft (id, text, details, version, writer, written_at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            draft.id,
            draft.text,
            json.dumps(dict(draft.details), ensure_ascii=False),
            draft.version,
            draft.writer,
            now(),
        ),
    )
    return Saved(draft.id, draft.version)


def find(store: Store, id: str) -> Draft | None:  # noqa: A002 — what it is called everywhere
    """Return the draft of this id, ``None`` if there is none."""
    return next(iter(_drafts(store, "id = ?", id)), None)


def every(store: Store) -> list[Draft]:
    """Return all drafts, the one that was written last first."""
    return _drafts(store, "TRUE")


def _drafts(store: Store, condition: str, *values: str) -> list[Draft]:
    rows = store.rows(
        f"SELECT id, text, details, version, writer, written_at FROM draft WHERE {condition}"
        " ORDER BY written_at DESC, id",
        values,
    )
    return [
        Draft(
            id=id_, text=text, details=json.loads(details), version=version, writer=writer, written_at=written
        )
        for id_, text, details, version, writer, written in rows
    ]


def discard(store: Store, id: str, *, writer: str = "", version: int | None = None) -> bool:  # noqa: A002
    """Remove a draft. Return whether it was there.

    Parameters
    ----------
    store
        Where.
    id
        Which.
    writer, version
        With these, only if this writer wrote it last, or it stands at this version: what somebody else wrote
        since stays.
    """
    with store.transaction():
        known = find(store, id)
        if known is None or (version is not None and version != known.version and writer != known.writer):
            return False
        store.write("DELETE FROM draft WHERE id = ?", (id,))
        return True
