"""The second reader: who read the same dreams, samples, and what is settled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, PartialDate
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.agreement import SETTLED, convene, methods, settled_reading
from noctuary.scheme import Scale, parse

TEXT = "I was afraid of the tide. My sister laughed."
KEY = DreamKey("mine", "1")
SCALES = (Scale.EMOTIONS, Scale.CHARACTERS)


def dream(number: int, series: str = "mine", **ratings: float) -> Dream:
    return Dream(
        id=str(number), series=series, text=f"{TEXT} Night {series} {number}.", date=PartialDate(1985, 3),
        ratings=ratings,
    )  # fmt: skip


def read(
    each: Dream, reader: Reader, emotions: str, characters: str = "1FTA", *, confidence: float | None = None
) -> Reading:
    codings = [
        Coding(parse(code, scale), confidence=confidence)
        for scale, codes in zip(SCALES, (emotions, characters), strict=True)
        for code in filter(None, codes.split("; "))
    ]
    return Reading.of(each, reader, codings, scales=SCALES)


ANA = Reader("Ana", kind=ReaderKind.PERSON)
BEN = Reader("Ben", kind=ReaderKind.PERSON)
CLEO = Reader("Cleo", kind=ReaderKind.PERSON)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        some = [dream(1, fear=3), dream(2), dream(3), dream(1, "other")]
        made.store.add_many(some)
        made.store.save_readings(
            [
                read(some[0], ANA, "AP D", confidence=0.5),
                read(some[0], BEN, "AP D; HA 1FTA"),
                read(some[1], ANA, "AP D"),
                read(some[1], BEN, "AP D", "1FTA; 1IKA"),
                read(some[2], ANA, "AP D"),
                read(some[3], CLEO, "AP D"),
            ]
        )
        yield made


def test_whoever_shares_a_dream_is_heard(library: Library) -> None:
    panel = convene(library)
    assert [voice.name for voice in panel.voices] == ["Ana", "Ben", "ratings"]
    # Only dreams that another speaks of, too.
    assert [sorted(key.id for key in voice.dreams) for voice in panel.voices] == [
        ["1", "2"],
        ["1", "2"],
        ["1"],
    ]
    assert [voice.name for voice in convene(library, "", ["Ben", "Ana"]).voices] == ["Ben", "Ana"]
    assert [voice.name for voice in convene(library, "", ["Ana", "ratings"]).voices] == ["Ana", "ratings"]
    assert [voice.name for voice in convene(library, "", ["Ana", "Ben", "Ana"]).voices] == ["Ana", "Ben"]


def test_the_last_version_counts_unless_one_is_named(library: Library) -> None:
    first = library.get("mine/1")
    library.store.save_readings(
        [read(first, Reader("tool", "9"), ""), read(first, Reader("tool", "10"), "AP D")]
    )
    assert convene(library, "", ["Ana", "tool"]).readers["tool"].version == "10"
    named = convene(library, "", ["tool 9", "tool 10"])
    assert [voice.name for voice in named.voices] == ["tool 9", "tool 10"]


@pytest.mark.parametrize(
    ("query", "names", "told"),
    [
        ("", ["Ana"], "alone"),
        ("", ["Ana", "Ana"], "alone"),
        ("", ["Ana", "Cleo"], "No two"),
        ("", ["Ana", "Ben", "Cleo"], "Cleo 1 has read no dream in common"),
        ("", ["Ana", "Zoe"], "'Zoe'"),
        ("series:other", ["Ana", "Cleo"], "none of these"),
        ("series:other", [], "in common"),
        ("", ["Ana", "lexical"], "none of these"),
    ],
)
def test_a_panel_of_one(library: Library, query: str, names: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        convene(library, query, names)


def test_a_sample_can_be_drawn_again() -> None:
    with Library.in_memory() as library:
        library.store.add_many([dream(n, "long") for n in range(60)] + [dream(n, "short") for n in range(20)])
        drawn = library.draw(8)
        assert drawn == library.draw(8)
        assert drawn != library.draw(8, seed=1)
        assert len(set(drawn)) == 8
        # In proportion to the dreams of each series.
        assert [sum(key.series == name for key in drawn) for name in ("long", "short")] == [6, 2]
        assert {key.series for key in library.draw(5, "series:short")} == {"short"}
        assert sorted(library.draw(80)) == sorted(each.key for each in library.dreams())
        with pytest.raises(InputError, match="80 such dreams, not 81"):
            library.draw(81)
        # Dreams that come in later take few places.
        library.store.add_many([dream(n, "long") for n in range(60, 66)])
        assert len(set(drawn) & set(library.draw(8))) >= 6


def test_disagreements_stand_side_by_side(library: Library) -> None:
    found = list(library.disagreements("Ana", "Ben"))
    assert [(each.dream.id, each.scale) for each in found] == [("1", Scale.EMOTIONS), ("2", Scale.CHARACTERS)]
    assert [str(coding.code) for coding in found[0].ones] == ["AP D"]
    assert [str(coding.code) for coding in found[0].others] == ["AP D", "HA 1FTA"]
    assert [str(coding.code) for coding in found[0].both] == ["AP D", "HA 1FTA"]
    with pytest.raises(InputError, match="Ratings"):
        list(library.disagreements("Ana", "ratings"))


def test_what_is_settled_stands_beside_the_readers(library: Library) -> None:
    before = library.store.readings(KEY)
    found = next(library.disagreements("Ana", "Ben"))
    settled = library.settle(KEY, Scale.EMOTIONS, found.ones, between=("Ana", "Ben"))
    assert settled.reader == SETTLED
    assert [str(code) for code in settled.codes(Scale.EMOTIONS)] == ["AP D"]
    # What both agree on needs no word of anybody's.
    assert [str(code) for code in settled.codes(Scale.CHARACTERS)] == ["1FTA"]
    assert all(coding.confidence is None for coding in settled.codings)
    assert [each for each in library.store.readings(KEY) if each.reader != SETTLED] == before
    assert settled_reading(library, KEY) == settled
    again = next(library.disagreements("Ana", "Ben"))
    assert [str(coding.code) for coding in again.settled or ()] == ["AP D"]


def test_settling_again_replaces_one_scale(library: Library) -> None:
    second = DreamKey("mine", "2")
    between = ("Ana", "Ben")
    library.settle(second, Scale.CHARACTERS, [Coding(parse("1MKA", Scale.CHARACTERS))], between=between)
    settled = library.settle(second, Scale.CHARACTERS, [], between=between)
    assert settled.scales == (Scale.CHARACTERS, Scale.EMOTIONS)
    assert settled.codes(Scale.CHARACTERS) == []
    assert [str(code) for code in settled.codes(Scale.EMOTIONS)] == ["AP D"]


def test_what_cannot_be_settled(library: Library) -> None:
    with pytest.raises(InputError, match="'Cleo' has not read"):
        library.settle(KEY, Scale.EMOTIONS, [], between=("Ana", "Cleo"))
    with pytest.raises(InputError, match="was not coded by both"):
        library.settle(KEY, Scale.OBJECTS, [], between=("Ana", "Ben"))
    with pytest.raises(ValueError, match="scales that were not coded"):
        library.settle(KEY, Scale.EMOTIONS, [Coding(parse("AR", Scale.OBJECTS))], between=("Ana", "Ben"))
    assert settled_reading(library, KEY) is None


def test_agreement_of_a_library(library: Library) -> None:
    found = library.agreement(readers=["Ana", "Ben"], resamples=10)
    assert found.dream_counts == {("Ana", "Ben"): 2}
    assert found.seed == 0


def test_methods_tell_who_read_what(library: Library) -> None:
    found = methods(library, names=["Ana", "Ben", "ratings"], resamples=10)
    assert [(each.name, each.role, each.dreams) for each in found.readers] == [
        ("Ana", "person", 2),
        ("Ben", "person", 2),
        ("ratings", "ratings", 1),
    ]
    assert found.sample.dates == ("1985-03", "1985-03")
    assert found.scales == (Scale.CHARACTERS, Scale.EMOTIONS)
    other = methods(library, names=["Ana", "Ben"], resamples=10)
    assert other.sample.sha256 == found.sample.sha256


def test_a_sample_that_was_drawn_is_told_with_its_seed() -> None:
    with Library.in_memory() as library:
        every = [dream(number) for number in range(9)]
        library.store.add_many(every)
        drawn = {key: library.get(str(key)) for key in library.draw(4, seed=2)}
        library.store.save_readings(
            read(each, coder, "AP D") for each in drawn.values() for coder in (ANA, BEN)
        )
        found = methods(library, drawn=2, resamples=10)
        assert "drawn by chance from 9" in found.paragraphs()[0]
        assert "seed 2" in found.paragraphs()[0]
        with pytest.raises(InputError, match="seed 3 draws other dreams"):
            methods(library, drawn=3, resamples=10)
