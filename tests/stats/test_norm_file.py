"""Norms as files: whole, and the same when they are read again."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from noctuary.coding import Reader, Reading
from noctuary.errors import FormatError, StatsError
from noctuary.stats.norm_file import from_text, to_text
from noctuary.stats.norms import Contribution, NormSet, load_norms, norms_of
from noctuary.stats.sample import Sample
from noctuary.stats.sealed import canonical_sha256


@pytest.fixture(scope="module")
def norms(coded: Callable[..., Reading]) -> NormSet:
    dreams = [coded(str(number), characters="1MKA" if number % 3 else "1FKA, 1FSA") for number in range(30)]
    lent = Contribution("a friend", 20, 1, "a person", "0" * 64, ("male percent",))
    return replace(norms_of(Sample.of(dreams), "mine", "invented"), pooled_from=(lent,))


def test_a_norm_comes_back_whole(norms: NormSet) -> None:
    # NaN is not equal to itself; its text is.
    assert str(from_text(to_text(norms), "mine.json")) == str(norms)
    assert norms.find("male percent").error > 0
    assert math.isnan(norms.find("anger percent").error)


def test_a_published_norm_leaves_what_was_printed_behind() -> None:
    women = from_text(to_text(load_norms("women")), "women.json")
    assert (women.find("male percent").count, women.dreams, women.dreamers) == (501, 491, 100)
    assert math.isnan(women.find("male percent").published)


def test_a_reader_of_any_name_can_be_kept(coded: Callable[..., Reading]) -> None:
    odd = Reader("two\nlines \x1b[2J" + "x" * 600)
    kept = norms_of(Sample.of([coded("1", reader=odd)]), "mine", "invented")
    (reader,) = from_text(to_text(kept), "mine.json").readers
    assert reader.startswith("two lines \N{REPLACEMENT CHARACTER}[2J")
    assert len(reader) == 500


@pytest.mark.parametrize(
    "missing", ["name", "source", "dreams", "dreamers", "readers", "counts", "pooled_from"]
)
def test_a_part_is_not_enough(norms: NormSet, missing: str) -> None:
    content = {
        key: value for key, value in json.loads(to_text(norms)).items() if key not in (missing, "sha256")
    }
    with pytest.raises(FormatError, match=r"^mine\.json"):
        from_text(json.dumps({**content, "sha256": canonical_sha256(content)}), "mine.json")


def test_other_definitions_are_refused(norms: NormSet) -> None:
    content = {**json.loads(to_text(norms)), "definitions": "of another time"}
    del content["sha256"]
    with pytest.raises(StatsError, match="counted by other definitions"):
        from_text(json.dumps({**content, "sha256": canonical_sha256(content)}), "mine.json")
