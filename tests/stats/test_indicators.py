"""The indicators, against a count by hand, a second program, and what must hold for any reading."""

from __future__ import annotations

import importlib.util
import json
import math
from collections import defaultdict
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import EVERY_SCALE, Coding, Reader, ReaderKind, Reading
from noctuary.dream import DreamKey
from noctuary.interchange import dream_from_dict, reading_from_dict
from noctuary.scheme import Code, Grammar, Scale
from noctuary.scheme.symbols import CLASSES, GRAMMAR
from noctuary.stats.counts import COUNTS
from noctuary.stats.indicators import DEFINITIONS, Kind, indicators

BY_HAND = Reader("by hand", kind=ReaderKind.PERSON)
KEYS = [definition.key for definition in DEFINITIONS]


@pytest.fixture(scope="module")
def crowded(coded: Callable[..., Reading]) -> Reading:
    """One invented dream with a case of everything that is easily miscounted."""
    return coded(
        "crowded",
        characters="1MKA, 2FSA, 1FMA, 3MFA, 1ANI, 5CZZ, 2JUA, 1MPA",
        # joint, suffered jointly, mutual, returned, toward oneself, witnessed, by nobody in particular
        aggression="D+1MKA 7> 1MSA, 2FSA 2> D+1FMA, D 3= 1MKA, D 4R 1MSA, D 1*, 1MSA 8> Q, Q 6> D",
        friendliness="D+2FSA 4> 1FKA, 1ANI 5> D, D 2= 1MKA",
        sexuality="1MKA 2> 1FSA",
        success="D+1MKA, 1MSA",
        failure="D",
        misfortune="6 1FSA, 5 D, 1 D+1MKA",
        good_fortune="1FMA",
        emotions="AP D, HA 1MKA, AN Q",
        settings="IF, OU, AQ, NS, ID, AF",
        objects="BH, BT, BS, AM",
    )


# Counted by hand over three dreams: the crowded one, an empty one, and one of which only emotions were coded.
BY_HAND_COUNTS = {
    "male percent": (3, 5),
    "familiarity percent": (4, 6),
    "friends percent": (1, 6),
    "family percent": (2, 6),
    "group percent": (2, 6),
    "animal percent": (1, 8),
    "dead and imaginary percent": (2, 8),
    "aggression/friendliness percent": (5, 8),
    "befriender percent": (1, 2),
    "aggressor percent": (1, 3),
    "victimization percent": (2, 3),
    "physical aggression percent": (3, 7),
    "aggression per character": (7, 8),
    "friendliness per character": (3, 8),
    "sexuality per character": (1, 8),
    "indoor setting percent": (2, 3),
    "familiar setting percent": (2, 3),
    "self-negativity percent": (5, 7),
    "dreamer-involved success percent": (1, 2),
    "bodily misfortunes percent": (2, 3),
    "torso/anatomy percent": (2, 3),
    "negative emotions percent": (3, 4),
    "anger percent": (1, 4),
    "apprehension percent": (1, 4),
    "sadness percent": (1, 4),
    "confusion percent": (0, 4),
    "happiness percent": (1, 4),
    "at least one aggression": (1, 2),
    "at least one friendliness": (1, 2),
    "at least one sexuality": (1, 2),
    "at least one misfortune": (1, 2),
    "at least one good fortune": (1, 2),
    "at least one success": (1, 2),
    "at least one failure": (1, 2),
    "at least one striving": (1, 2),
    "at least one emotion": (2, 3),
}


def test_counts_what_a_hand_counts(crowded: Reading, coded: Callable[..., Reading]) -> None:
    only_emotions = coded("moods", scales=[Scale.EMOTIONS], emotions="SD D")
    found = indicators([crowded, coded("empty"), only_emotions])
    assert {key: (one.numerator, one.denominator) for key, one in found.items()} == BY_HAND_COUNTS


def test_a_dream_counts_only_where_every_needed_scale_was_coded(coded: Callable[..., Reading]) -> None:
    found = indicators([coded("no failures", scales=[Scale.SUCCESS], success="D")])
    assert found["at least one success"].value == 1
    assert found["at least one striving"].denominator == 0
    assert found["dreamer-involved success percent"].denominator == 0


def test_nothing_gives_undefined_never_zero() -> None:
    found = indicators([])
    assert list(found) == KEYS
    assert all(math.isnan(one.value) for one in found.values())


@pytest.mark.parametrize("definition", DEFINITIONS, ids=KEYS)
def test_every_definition_is_complete(definition: Any) -> None:
    assert set(definition.counted) | set(definition.all) <= set(COUNTS)
    assert definition.sentence.endswith(".")


_PARTIES = ("D", "Q", "1MSA", "2FUA", "1ANI", "D+1MKA", "1FMA+D")
_PEOPLE = ("1MKA", "2FSA", "3MFA", "1ANI", "6CZZ", "2JUA", "1IEC", "8FPA")


def _codes(scale: Scale) -> list[Code]:
    classes: list[str | None] = [*CLASSES[scale]]
    match GRAMMAR[scale]:
        case Grammar.SYMBOL:
            return [Code(scale, symbol) for symbol in (_PEOPLE if scale is Scale.CHARACTERS else classes)]
        case Grammar.ACTOR:
            return [Code(scale, actor=party) for party in _PARTIES]
        case Grammar.HOLDER:
            return [Code(scale, *slots) for slots in product(classes, _PARTIES)]
        case _:
            toward = [Code(scale, *slots) for slots in product(classes, _PARTIES, ">=R", _PARTIES)]
            return toward + [Code(scale, *slots, "*") for slots in product(classes, _PARTIES)]


_CODINGS = {scale: st.sampled_from([Coding(code) for code in _codes(scale)]) for scale in Scale}


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """Draw the readings of a few dreams, each coded on some scales or all."""
    drawn = []
    for number in range(draw(st.integers(0, 4))):
        scales = draw(st.just(EVERY_SCALE) | st.sets(st.sampled_from(EVERY_SCALE), min_size=1).map(tuple))
        codings = draw(st.lists(st.one_of([_CODINGS[scale] for scale in scales]), max_size=10))
        drawn.append(Reading(DreamKey("invented", str(number)), BY_HAND, tuple(codings), scales))
    return drawn


@given(readings())
def test_shares_stay_within_bounds_and_sides_add_up(some: list[Reading]) -> None:
    found = indicators(some)
    for definition in DEFINITIONS:
        one = found[definition.key]
        assert one.numerator >= 0
        if definition.kind is Kind.SHARE:
            assert one.numerator <= one.denominator
    aggressor, victim = found["aggressor percent"], found["victimization percent"]
    assert aggressor.denominator == victim.denominator == aggressor.numerator + victim.numerator
    if aggressor.denominator:
        assert aggressor.value + victim.value == pytest.approx(1)
    emotions = ("negative emotions percent", "happiness percent")
    assert sum(found[key].numerator for key in emotions) == found["happiness percent"].denominator


@given(readings(), st.randoms())
def test_order_changes_nothing(some: list[Reading], chance: Any) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert indicators(some) == indicators(shuffled)


@given(readings(), readings())
def test_counts_of_two_samples_add_up(some: list[Reading], others: list[Reading]) -> None:
    first, second, together = indicators(some), indicators(others), indicators([*some, *others])
    for key in KEYS:
        assert together[key].numerator == first[key].numerator + second[key].numerator
        assert together[key].denominator == first[key].denominator + second[key].denominator


@pytest.mark.corpus
def test_agrees_with_the_scorer_on_every_hand_coding(shared: Path, shared_data: Path) -> None:
    """Another program, written apart from this one, counts the same on each collection."""
    count_by_scorer = _scorer(shared / "bench" / "score_codings.py")
    collections = defaultdict(list)
    for part in ("train", "dev"):
        with (shared_data / "codings" / f"{part}.jsonl").open(encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                collections[line["collection"]].append(line)
    assert collections
    scales_needed = {definition.key: definition.scales for definition in DEFINITIONS}
    for name, dreams in collections.items():
        found = indicators(map(_hand_reading, dreams))
        scales_coded = set(map(Scale, dreams[0]["scales"]))
        for key, counts in count_by_scorer(dreams).items():
            # The scorer asks nobody what was coded: a scale that was not says nothing here.
            expected = counts if scales_needed[key] <= scales_coded else (0, 0)
            assert (found[key].numerator, found[key].denominator) == expected, (name, key)


def _scorer(path: Path) -> Callable[[list[dict[str, Any]]], dict[str, tuple[int, int]]]:
    if not path.exists():
        pytest.skip("the scorer is not here")
    spec = importlib.util.spec_from_file_location("score_codings", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    count: Callable[[list[dict[str, Any]]], dict[str, tuple[int, int]]] = module.indices
    return count


def _hand_reading(line: dict[str, Any]) -> Reading:
    reading, problems = reading_from_dict(line, dream_from_dict(line).key, reader=BY_HAND)
    assert not problems
    return reading
