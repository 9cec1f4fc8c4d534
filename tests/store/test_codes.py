"""Codes without their words: the same codes as the whole readings hold, in the same order of dreams."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream
from noctuary.scheme import Code, Scale
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query
from noctuary.store.store import Store
from strategies import readings

READER = Reader("somebody", settings={"mood": "fair"})


def by_scale(reading: Reading) -> dict[Scale, list[Code]]:
    return {scale: sorted(reading.codes(scale), key=str) for scale in reading.scales}


@settings(max_examples=25)
@given(st.lists(readings(), max_size=5))
def test_the_codes_are_those_of_the_readings(found: list[Reading]) -> None:
    with Store.in_memory() as store:
        dreams = [Dream(id=str(number), text=f"dream {number}") for number, _ in enumerate(found)]
        store.add_many(dreams)
        store.save_readings(
            replace(reading, dream=dream.key, reader=READER, text_sha256="")
            for reading, dream in zip(found, dreams, strict=True)
        )
        whole, bare = list(store.readings_by(READER)), list(codes_by(store, READER, confidence=True))
        assert [each.dream for each in bare] == [each.dream for each in whole]
        assert [each.scales for each in bare] == [each.scales for each in whole]
        assert list(map(by_scale, bare)) == list(map(by_scale, whole))
        told = [sorted(coding.confidence or -1 for coding in each.codings) for each in whole]
        assert [sorted(coding.confidence or -1 for coding in each.codings) for each in bare] == told
        untold = codes_by(store, READER)
        assert all(
            coding.confidence is None and not coding.evidence for each in untold for coding in each.codings
        )


def test_only_the_dreams_and_the_reader_that_are_asked_for(store: Store) -> None:
    dreams = [Dream(id=str(number), text=f"water {number}" if number else "air") for number in range(3)]
    store.add_many(dreams)
    store.save_readings(Reading.of(dream, READER) for dream in dreams)
    store.save_readings([Reading.of(dreams[0], Reader("another"))])
    assert [each.dream.id for each in codes_by(store, READER, parse_query("water"))] == ["1", "2"]
    assert [each.dream.id for each in codes_by(store, Reader("another"))] == ["0"]
    assert list(codes_by(store, Reader("nobody"))) == []
