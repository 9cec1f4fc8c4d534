"""Counts to lend: what is in them, what is not, and how they add up."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary import __version__
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import DreamKey, SeriesKind
from noctuary.errors import FormatError, NoctuaryError, StatsError
from noctuary.scheme import Code
from noctuary.stats.indicators import DEFINITIONS, indicators
from noctuary.stats.lending import Lent, doubts, from_text, lend, pool, to_text
from noctuary.stats.norm_file import definitions_sha256
from noctuary.stats.norms import norms_of
from noctuary.stats.sample import Sample
from noctuary.stats.sealed import canonical_sha256
from strategies import CODES, KEYS, READERS

SHIPPED = Reader("lexical", "7")
FORMS = {"noctuary-counts", "a person", "another program", str(SHIPPED), __version__, definitions_sha256()}


def in_fives(series: str, kinds: list[list[Any]], nights: int) -> list[Reading]:
    """Return dreams of which each kind comes five times or a multiple, so that no count is small."""
    return [
        Reading(DreamKey(series, f"{kind}-{night}"), SHIPPED, tuple(map(Coding, codes)))
        for kind, codes in enumerate(kinds)
        for night in range(5 * nights)
    ]


#: What some people could lend without anything small in it.
KINDS = st.tuples(st.lists(st.lists(CODES, max_size=3), min_size=4, max_size=5), st.integers(1, 2))
PEOPLE = st.lists(KINDS, min_size=1, max_size=3).map(
    lambda people: [in_fives(f"series {place}", *each) for place, each in enumerate(people)]
)


def lent_by(dreams: list[Reading], number: int = 0) -> Lent:
    lent = lend(Sample.of(dreams), f"person {number}", known_readers=[SHIPPED])
    return from_text(to_text(lent), "lent.json")


def by_key(norms: Any) -> dict[str, tuple[int, int]]:
    return {key: (norm.count, norm.total) for key, norm in norms.norms.items()}


@given(PEOPLE, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_what_is_pooled_is_the_norm_of_all_the_dreams_in_any_order(
    people: list[list[Reading]], chance: random.Random
) -> None:
    lent = [lent_by(dreams, number) for number, dreams in enumerate(people)]
    assert not any(each.withheld for each in lent)
    if len({(each.dreams, str(each.counts)) for each in lent}) < len(lent):
        with pytest.raises(StatsError, match="same counts"):
            pool(lent, "pooled")
        return
    pooled = pool(lent, "pooled")
    together = norms_of(Sample.of(dream for dreams in people for dream in dreams), "all", "")
    assert by_key(pooled) == by_key(together)
    assert (pooled.dreams, pooled.dreamers) == (together.dreams, len(people))
    shuffled = chance.sample(lent, len(lent))
    assert str(pool(shuffled, "pooled")) == str(pooled)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


@given(
    st.lists(KEYS, min_size=20, max_size=22, unique=True),
    st.lists(CODES, max_size=8),
    READERS,
    st.text(st.characters(categories=["L"]), min_size=1, max_size=9),
)
@settings(max_examples=12, deadline=None)
def test_a_lent_file_holds_no_word_of_the_library(
    keys_of_dreams: list[DreamKey], codes: list[Code], reader: Reader, source: str
) -> None:
    dreams = [Reading(key, reader, tuple(map(Coding, codes))) for key in keys_of_dreams]
    content = json.loads(to_text(lend(Sample.of(dreams, name="my secret"), source, known_readers=[SHIPPED])))
    keys = {"format", "format_version", "noctuary", "definitions", "source", "dreams", "dreamers", "reader"}
    keys |= {"recipe", "least_shown", "counts", "sha256", *(definition.key for definition in DEFINITIONS)}
    hashes = {content["recipe"], content["sha256"]}
    assert all(not each or (len(each) == 64 and int(each, 16) >= 0) for each in hashes)
    assert set(strings(content)) <= keys | FORMS | hashes | {source}


@pytest.fixture(scope="module")
def dreams(coded: Callable[..., Reading]) -> list[Reading]:
    return [
        coded(
            str(number),
            characters="1MKA, 1FSA" if number % 2 else "1FKA",
            emotions="AN D" if number % 3 else "HA D",
            aggression="D 2> 1FKA" if number in (3, 30) else "1FKA 2> D",
        )
        for number in range(60)
    ]


def test_small_counts_are_withheld_and_told(dreams: list[Reading]) -> None:
    lent = lent_by(dreams)
    assert {"aggressor percent", "victimization percent"} <= set(lent.withheld)
    assert lent.counts["male percent"] == (30, 90)
    assert "aggressor percent" not in lent.counts
    assert (lent.dreams, lent.dreamers, lent.reader, lent.recipe) == (60, 1, "a person", "")


def test_what_is_withheld_is_missing_on_both_sides(dreams: list[Reading]) -> None:
    more = [Reading(DreamKey("other", each.dream.id), SHIPPED, each.codings) for each in dreams[:20]]
    first, second = lent_by(dreams), lent_by(more + in_fives("more", [[]] * 4, 1), 1)
    pooled = pool([first, second], "both")
    assert pooled.find("aggressor percent").total == 0
    assert pooled.find("male percent").total == sum(
        each.counts["male percent"][1] for each in (first, second)
    )
    assert pooled.pooled_from[0].withheld or pooled.pooled_from[1].withheld
    assert {each.source for each in pooled.pooled_from} == {"person 0", "person 1"}


def test_the_error_of_a_pooled_norm_is_that_of_those_who_lend() -> None:
    def lent(number: int, angry: int) -> Lent:
        return Lent(f"person {number}", 50, 1, "a person", "", {"anger percent": (angry, 40)})

    norm = pool([lent(1, 10), lent(2, 20), lent(3, 30)], "three").find("anger percent")
    # Three shares of equal weight: 1/4, 2/4, 3/4.
    assert norm.error == pytest.approx(0.25 / math.sqrt(3))
    assert math.isnan(pool([lent(1, 10)], "one").find("anger percent").error)


def test_indicators_that_not_all_dreams_were_coded_for_are_withheld(coded: Callable[..., Reading]) -> None:
    dreams = [coded(str(number), characters="1MKA") for number in range(30)]
    partly = [*dreams, coded("30", scales=["characters"], characters="1MKA")]
    assert lent_by(partly).counts["male percent"] == (31, 31)
    assert "at least one emotion" in lent_by(partly).withheld
    assert "at least one emotion" not in lent_by(dreams).withheld


def test_who_is_too_few_to_lend(coded: Callable[..., Reading]) -> None:
    dreams = [coded(str(number)) for number in range(40)]
    with pytest.raises(StatsError, match=r"mine: too few dreams to lend their counts \(19\)\. At least 20"):
        lend(Sample.of(dreams[:19], name="mine"), "me")
    for people, enough in ((4, False), (5, True)):
        dreamers = {each.dream: str(number % people) for number, each in enumerate(dreams)}
        sample = Sample.of(dreams, kind=SeriesKind.SET, dreamers=dreamers)
        if enough:
            assert lend(sample, "us").dreamers == 5
        else:
            with pytest.raises(StatsError, match=r"too few dreamers to lend their counts \(4\)"):
                lend(sample, "us")
    with pytest.raises(StatsError, match="several readers"):
        lend(Sample.of([*dreams, coded("x", reader=Reader("other"))]), "us")


def test_a_reader_is_named_only_if_it_comes_with_noctuary(coded: Callable[..., Reading]) -> None:
    def named(reader: Reader) -> str:
        return lend(
            Sample.of([coded(str(number), reader=reader) for number in range(20)]),
            "me",
            known_readers=[SHIPPED],
        ).reader

    assert named(SHIPPED) == "lexical 7"
    assert named(Reader("lexical", "7", settings={"for": "Ruth"})) == "another program"
    assert named(Reader("Ruth")) == "another program"
    assert named(Reader("Ruth", kind=ReaderKind.PERSON)) == "a person"


def resealed(text: str, **changes: Any) -> str:
    """Change a file and seal it anew, as somebody could on purpose."""
    content = {key: value for key, value in {**json.loads(text), **changes}.items() if key != "sha256"}
    return json.dumps({**content, "sha256": canonical_sha256(content)})


EVIL: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "negative": lambda counts: {"counts": {**counts, "male percent": [-1, 90]}},
    "more than all": lambda counts: {"counts": {**counts, "male percent": [91, 90]}},
    "huge": lambda counts: {"counts": {**counts, "male percent": [1, 10**300]}},
    "broken": lambda counts: {"counts": {**counts, "male percent": [29.5, 90]}},
    "float": lambda counts: {"counts": {**counts, "male percent": [30.0, 1e308]}},
    "a word": lambda counts: {"counts": {**counts, "male percent": "30/90"}},
    "small": lambda counts: {"counts": {**counts, "male percent": [2, 90]}},
    "to be worked out": lambda counts: {
        "counts": {**counts, "familiarity percent": [60, 90], "friends percent": [58, 90]}
    },
    "no counts": lambda _: {"counts": None},
    "other dreams": lambda counts: {"counts": {**counts, "at least one emotion": [50, 61]}},
    "few dreams": lambda _: {"dreams": 19},
    "few dreamers": lambda _: {"dreamers": 3},
    "no dreamers": lambda _: {"dreamers": 0},
    "more dreamers than dreams": lambda _: {"dreamers": 61},
    "true": lambda _: {"dreams": True},
    "a command to a terminal": lambda _: {"source": "\x1b[2J"},
    "no source": lambda _: {"source": None},
    "a long reader": lambda _: {"reader": "x" * 501},
    "other definitions": lambda _: {"definitions": "0" * 64},
    "other format": lambda _: {"format": "noctuary-norm"},
}


@pytest.mark.parametrize("change", EVIL.values(), ids=EVIL)
def test_what_somebody_sealed_anew_is_looked_through(
    change: Callable[[dict[str, Any]], dict[str, Any]], dreams: list[Reading]
) -> None:
    text = to_text(lend(Sample.of(dreams), "me"))
    assert from_text(resealed(text), "lent.json").source == "me"
    with pytest.raises(NoctuaryError, match=r"^lent\.json"):
        from_text(resealed(text, **change(json.loads(text)["counts"])), "lent.json")


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_any_change_of_a_letter_is_found(data: st.DataObject) -> None:
    text = to_text(Lent("me", 50, 1, "a person", "", {"anger percent": (10, 40)}))
    place = data.draw(st.integers(0, len(text) - 3))
    sign = data.draw(st.characters(codec="ascii"))
    changed = text[:place] + sign + text[place + 1 :]
    try:
        same = json.loads(changed) == json.loads(text)
    except ValueError:
        same = False
    if not same:
        with pytest.raises((FormatError, StatsError)):
            from_text(changed, "lent.json")
    with pytest.raises(FormatError):
        from_text(text[:place], "lent.json")


def test_the_same_counts_are_not_pooled_twice(dreams: list[Reading]) -> None:
    with pytest.raises(StatsError, match="Two of the files hold the same counts: 'person 0' and 'person 1'"):
        pool([lent_by(dreams, 0), lent_by(dreams, 1)], "twice")
    with pytest.raises(StatsError, match="no counts to pool"):
        pool([], "nothing")


def test_what_the_owner_should_know_is_told(dreams: list[Reading]) -> None:
    by_hand = lent_by(dreams)
    by_program = lent_by(in_fives("other", [[]] * 4, 1))
    (readers, source) = doubts([by_hand, by_program])
    assert "Different readers read these dreams (a person, lexical 7)" in readers
    assert "2 files name the same source, 'person 0'" in source
    assert list(doubts([by_hand])) == []


def test_lent_counts_are_the_indicators(dreams: list[Reading]) -> None:
    found = indicators(dreams)
    for key, (count, total) in lent_by(dreams).counts.items():
        assert (count, total) == (found[key].numerator, found[key].denominator)
