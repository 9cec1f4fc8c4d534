"""The readers that come with Noctuary, by name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from noctuary.dream import Dream
from noctuary.errors import InputError
from noctuary.readers import DEFAULT, READERS, identity_of, open_embedder, open_reader

DREAM = Dream(id="1", text="I was glad. My mother was afraid of the dog.")


def test_the_default_is_one_of_them() -> None:
    assert DEFAULT in READERS


@pytest.mark.parametrize("name", READERS)
def test_a_reader_says_before_it_is_opened_who_it_is(name: str) -> None:
    reader = open_reader(name)
    assert reader.identity == identity_of(name)
    assert reader.identity.name == name


@pytest.mark.parametrize("name", READERS)
def test_threads_change_nothing(name: str) -> None:
    (freely,) = open_reader(name).read_many([DREAM])
    (alone,) = open_reader(name, threads=1).read_many([DREAM])
    assert freely == alone
    assert freely.codings


def test_an_unknown_reader_is_told_with_those_that_are_known() -> None:
    for ask in (open_reader, identity_of):
        with pytest.raises(InputError, match="'tea leaves'") as unknown:
            ask("tea leaves")
        assert "lexical" in unknown.value.hint


def test_one_reader_serves_the_whole_process_and_all_its_threads() -> None:
    """However many ask for it first, and whatever others read at the same time."""
    dreams = [Dream(id=str(n), text=f"My sister and {n} dogs ran from a fire. I was glad.") for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        readers = list(pool.map(lambda _: open_embedder(), range(6)))
        together = list(pool.map(lambda reader: list(reader.read_many(dreams)), readers))
    assert len({id(reader) for reader in readers}) == 1
    alone = list(readers[0].read_many(dreams))
    assert all(readings == alone for readings in together)
