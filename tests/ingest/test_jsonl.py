"""The interchange format, as people and programs write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from noctuary.coding import Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Series, SeriesKind, Sex
from noctuary.scheme import Scale


def test_hand_codings(read_file: Callable[..., Any]) -> None:
    line = {
        "id": "norms-f_0001", "collection": "norms-f", "dreamer_sex": "female", "date": "(3/4/98)",
        "report": "A man shouted at me.", "scales": ["characters", "aggression", "emotions"],
        "characters": ["1MSA", "1CCZ"],
        "aggression": [{"initiator": "1MSA", "class": 2, "direction": ">", "recipient": "D"}],
    }  # fmt: skip
    series, dream, reading = read_file("train.jsonl", json.dumps(line) + "\n\n")
    assert isinstance(series, Series)
    assert (series.id, series.kind, series.sex) == ("norms-f", SeriesKind.SET, Sex.FEMALE)
    assert isinstance(dream, Dream)
    assert str(dream.date) == "1998-03-04"
    assert isinstance(reading, Reading)
    assert reading.reader.kind is ReaderKind.PERSON
    assert reading.reader.name == "norms-f coders"
    assert reading.text_sha256 == dream.text_sha256
    assert list(map(str, reading.codes(Scale.CHARACTERS))) == ["1MSA", "1CZZ"]
    assert list(map(str, reading.codes(Scale.AGGRESSION))) == ["1MSA 2> D"]
    assert reading.scales == (Scale.CHARACTERS, Scale.AGGRESSION, Scale.EMOTIONS)


def test_a_dream_without_codings_has_no_reading(read_file: Callable[..., Any]) -> None:
    haul = read_file("mine.jsonl", '{"text": "I flew."}\n{"id": 7, "text": "I fell."}\n')
    assert [(dream.id, dream.series) for dream in haul.dreams] == [("L1", "mine"), ("7", "mine")]
    assert not [item for item in haul if isinstance(item, Reading)]


def test_flawed_lines_are_told_and_the_rest_comes_in(read_file: Callable[..., Any]) -> None:
    lines = [
        '{"id": "1", "text": "I flew',
        "[1, 2]",
        '{"id": "3"}',
        '{"id": "4", "text": "half a pair: \\ud83d"}',
        '{"id": "5", "text": "I fell.", "metadata": 3}',
        '{"id": "6", "text": "I sank.", "characters": ["1XXX", "1MKA"]}',
        '{"record": "series"}',
        '{"id": "8", "text": "I rowed."}',
    ]
    haul = read_file("a.jsonl", "\n".join(lines))
    assert [dream.id for dream in haul.dreams] == ["6", "8"]
    assert [int(problem.where.rpartition(" ")[2]) for problem in haul.problems] == [1, 2, 3, 4, 5, 6, 7]
    assert not any("flew" in str(problem) or "pair:" in str(problem) for problem in haul.problems)
    (reading,) = [item for item in haul if isinstance(item, Reading)]
    assert list(map(str, reading.codes(Scale.CHARACTERS))) == ["1MKA"]


def test_the_series_may_be_set(read_file: Callable[..., Any]) -> None:
    haul = read_file(
        "a.jsonl", '{"id": "1", "collection": "old", "text": "I flew.", "emotions": []}', series="new"
    )
    assert haul.dream.series == "new"
    (reading,) = [item for item in haul if isinstance(item, Reading)]
    assert reading.dream == haul.dream.key


def test_codings_without_a_report_are_of_a_dream_told_elsewhere(read_file: Callable[..., Any]) -> None:
    lines = [
        {"id": "1", "collection": "sea", "characters": ["1mka", "the tall man"], "emotions": []},
        {"id": "2", "reader": "script", "scales": ["emotions"], "characters": ["1FSA"]},
        {"id": "3", "readings": [{"reader": {"name": "A", "kind": "person"}, "settings": ["IF"]}]},
        {"characters": ["1MKA"]},
    ]
    coder = Reader("colleague", kind=ReaderKind.PERSON)
    content = "\n".join(map(json.dumps, lines))
    first, wrong, second, third, nameless = read_file("theirs.jsonl", content, coder=coder)
    assert first.dream == DreamKey("sea", "1")
    assert first.reader == coder
    assert list(map(str, first.codes(Scale.CHARACTERS))) == ["1MKA"]
    assert first.scales == (Scale.CHARACTERS, Scale.EMOTIONS)
    assert str(wrong) == "theirs.jsonl, line 1: sea/1: characters entry 2 is no valid code."
    # Without a collection, the dream is the one that has this id.
    assert (second.dream, second.reader, second.scales) == (
        DreamKey("", "2"),
        Reader("script"),
        (Scale.EMOTIONS,),
    )
    assert third.reader == Reader("A", kind=ReaderKind.PERSON)
    assert "it has no 'id'" in nameless.what
    again = read_file("theirs.jsonl", content, coder=coder, series="hill")
    assert again[0].dream == DreamKey("hill", "1")


def test_codings_without_a_coder_are_passed_over_and_told_once(read_file: Callable[..., Any]) -> None:
    lines = [{"id": str(number), "collection": "sea", "characters": ["1MKA"]} for number in range(3)]
    lines.append({"id": "1", "collection": "sea", "reader": "script", "characters": []})
    reading, problem = read_file("theirs.jsonl", "\n".join(map(json.dumps, lines)))
    assert reading.reader == Reader("script")
    assert str(problem) == (
        "theirs.jsonl: Nothing says who made its codings; 3 were passed over. Name the coder with: noctuary import --coder NAME"
    )
