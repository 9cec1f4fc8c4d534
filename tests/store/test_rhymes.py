import pytest

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream, DreamKey
from noctuary.errors import DreamNotFoundError
from noctuary.store import embeddings, rhymes
from noctuary.store.embeddings import Embedded
from noctuary.store.query import parse_query
from noctuary.store.store import Store

MODEL = Reader("model", "7")
A, B, C = (DreamKey("mine", id_) for id_ in "abc")


@pytest.fixture
def store() -> Store:
    store = Store.in_memory()
    store.add_many(Dream(id=id_, text=f"A door, {id_}.", series="mine") for id_ in "abc")
    return store


def test_what_was_said_holds_for_both_and_is_replaced(store: Store) -> None:
    rhymes.say(store, B, A, same=True)
    rhymes.say(store, A, C, same=False)
    assert rhymes.said_of(store, A) == {B: True, C: False}
    assert rhymes.said_of(store, B) == {A: True}
    rhymes.say(store, A, B, same=False)
    assert rhymes.said_of(store, B) == {A: False}
    assert rhymes.forget(store, B, A)
    assert not rhymes.forget(store, B, A)
    assert rhymes.said_of(store, A) == {C: False}


def test_a_dream_cannot_rhyme_with_itself_or_with_none(store: Store) -> None:
    with pytest.raises(ValueError, match="itself"):
        rhymes.say(store, A, A, same=True)
    with pytest.raises(DreamNotFoundError):
        rhymes.say(store, A, DreamKey("mine", "z"), same=True)


def test_the_trash_rhymes_with_nothing(store: Store) -> None:
    rhymes.say(store, A, B, same=True)
    store.delete([B])
    assert rhymes.said_of(store, A) == {}


# Where dreams stand.


def test_a_reading_brings_where_its_dream_stands(store: Store) -> None:
    store.save_readings([Reading(A, MODEL, embedding=b"\x00\x3c"), Reading(B, Reader("lexical", "1"))])
    assert list(embeddings.embedded(store, MODEL)) == [Embedded(A, b"\x00\x3c")]
    assert [dream.key for dream in embeddings.not_embedded(store, MODEL)] == [B, C]
    assert embeddings.count_not_embedded(store, MODEL, parse_query("id:c")) == 1


def test_in_series_mode_a_dream_stands_where_it_stands(store: Store) -> None:
    store.save_readings([Reading(A, Reader("model", "7", settings={"series": "1"}), embedding=b"\x00\x3c")])
    assert [each.key for each in embeddings.embedded(store, MODEL)] == [A]


def test_another_version_places_anew(store: Store) -> None:
    embeddings.embed(store, MODEL, [Embedded(A, b"\x00\x3c"), Embedded(B, b"\x00\x00")])
    newer = Reader("model", "8")
    assert embeddings.count_not_embedded(store, newer) == 3
    embeddings.embed(store, newer, [Embedded(A, b"\x01\x00")])
    assert list(embeddings.embedded(store, newer)) == [Embedded(A, b"\x01\x00")]
    assert [each.key for each in embeddings.embedded(store, MODEL, parse_query("series:mine"))] == [B]


def test_the_trash_stands_nowhere(store: Store) -> None:
    embeddings.embed(store, MODEL, [Embedded(A, b"\x00\x3c")])
    store.delete([A])
    assert not list(embeddings.embedded(store, MODEL))
    assert embeddings.count_not_embedded(store, MODEL) == 2
