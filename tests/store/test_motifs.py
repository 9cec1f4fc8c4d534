"""What the dreamer says of motifs and themes is kept, replaced, and forgotten."""

from __future__ import annotations

import pytest

from noctuary.dream import Dream, DreamKey
from noctuary.errors import DreamNotFoundError
from noctuary.store import motifs
from noctuary.store.store import Store

ONE, OTHER = DreamKey("mine", "1"), DreamKey("mine", "2")


@pytest.fixture
def filled(store: Store) -> Store:
    store.add_many(
        [Dream(id=key.id, series=key.series, text=f"A hat of {key.id} feathers.") for key in (ONE, OTHER)]
    )
    return store


def test_what_was_said_last_holds(filled: Store) -> None:
    motifs.say(filled, "ladders of salt", ONE, holds=True)
    motifs.say(filled, "ladders of salt", ONE, holds=False)
    motifs.say(filled, "ladders of salt", OTHER, holds=True)
    assert motifs.said(filled, "ladders of salt") == {ONE: False, OTHER: True}
    assert motifs.names(filled) == [("ladders of salt", 1)]


def test_a_dream_knows_its_motifs(filled: Store) -> None:
    motifs.say(filled, "salt", ONE, holds=True)
    motifs.say(filled, "falling", ONE, holds=False)
    assert motifs.said_of(filled, ONE) == {"falling": False, "salt": True}
    assert motifs.said_of(filled, OTHER) == {}


def test_what_is_forgotten_was_never_said(filled: Store) -> None:
    motifs.say(filled, "salt", ONE, holds=True)
    assert motifs.forget(filled, "salt", ONE)
    assert not motifs.forget(filled, "salt", ONE)
    assert motifs.said(filled, "salt") == {}
    assert motifs.names(filled) == []


def test_a_dream_in_the_trash_holds_nothing_until_it_is_back(filled: Store) -> None:
    motifs.say(filled, "salt", ONE, holds=True)
    filled.delete([ONE])
    assert motifs.said(filled, "salt") == {}
    assert motifs.names(filled) == []
    filled.undelete([ONE])
    assert motifs.said(filled, "salt") == {ONE: True}


def test_of_a_dream_that_is_not_there_nothing_can_be_said(filled: Store) -> None:
    with pytest.raises(DreamNotFoundError):
        motifs.say(filled, "salt", DreamKey("mine", "9"), holds=True)
