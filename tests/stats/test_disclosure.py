"""What may be shown: no small count is to be read off, nor to be worked out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import DreamKey
from noctuary.stats.disclosure import LEAST_SHOWN, safe_to_show
from noctuary.stats.indicators import DEFINITIONS, Kind, indicators
from noctuary.stats.norms import load_norms
from strategies import CODES

READER = Reader("coder")
EMOTIONS = (
    "anger percent",
    "apprehension percent",
    "sadness percent",
    "confusion percent",
    "happiness percent",
)


def is_small(count: int) -> bool:
    return 0 < count < LEAST_SHOWN


def counts_of(readings: list[Reading]) -> dict[str, tuple[int, int]]:
    return {key: (each.numerator, each.denominator) for key, each in indicators(readings).items()}


#: Dreams in which some kinds of codes come often, so that counts of every size occur.
SAMPLES = st.lists(st.tuples(st.lists(CODES, max_size=6), st.integers(1, 12)), min_size=1, max_size=6).map(
    lambda kinds: [
        Reading(DreamKey("mine", f"{kind}-{night}"), READER, tuple(map(Coding, codes)))
        for kind, (codes, nights) in enumerate(kinds)
        for night in range(nights)
    ]
)


@given(SAMPLES)
@settings(max_examples=20, deadline=None)
def test_nothing_small_is_shown_or_left_when_one_is_subtracted_from_another(readings: list[Reading]) -> None:
    counts = counts_of(readings)
    shown = {key: counts[key] for key in safe_to_show(counts, len(readings))}
    for definition in DEFINITIONS:
        if definition.key in shown:
            count, total = shown[definition.key]
            assert not is_small(count)
            assert not is_small(total)
            assert definition.kind is Kind.RATE or not is_small(total - count)
    hidden = [key for key in EMOTIONS if key not in shown]
    if len(hidden) == 1 and len(shown.keys() & set(EMOTIONS)) == 4:
        assert not is_small(counts[hidden[0]][0])
    if {"familiarity percent", "friends percent", "family percent"} <= shown.keys():
        familiar, friends, family = (
            shown[f"{name} percent"][0] for name in ("familiarity", "friends", "family")
        )
        assert not is_small(familiar - friends - family)


@given(SAMPLES)
@settings(max_examples=10, deadline=None)
def test_what_is_shown_once_may_be_shown_again(readings: list[Reading]) -> None:
    counts = counts_of(readings)
    shown = {key: counts[key] for key in safe_to_show(counts, len(readings))}
    assert safe_to_show(shown, len(readings)) == list(shown)


def test_what_is_large_or_nothing_is_shown() -> None:
    counts = counts_of([Reading(DreamKey("mine", str(night)), READER) for night in range(50)])
    assert safe_to_show(counts, 50) == list(counts)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param({"friends percent": (4, 90)}, [], id="a count"),
        pytest.param({"friends percent": (86, 90)}, [], id="the rest"),
        pytest.param({"torso/anatomy percent": (0, 3)}, [], id="a total"),
        pytest.param({"friends percent": (5, 90)}, ["friends percent"], id="five"),
        pytest.param(
            {"aggression per character": (88, 90)}, ["aggression per character"], id="a rate has no rest"
        ),
        pytest.param({"at least one emotion": (47, 50)}, [], id="dreams without"),
        pytest.param(
            {"familiarity percent": (40, 90), "friends percent": (30, 90), "family percent": (8, 90)},
            ["familiarity percent", "friends percent"],
            id="prominent people, by subtraction",
        ),
        pytest.param(
            {"friends percent": (40, 90), "animal percent": (10, 92)},
            ["friends percent"],
            id="two totals, one of which holds the other",
        ),
        pytest.param(
            {
                "aggressor percent": (20, 40),
                "aggression/friendliness percent": (43, 90),
                "befriender percent": (10, 20),
            },
            ["aggression/friendliness percent", "befriender percent"],
            id="acts in neither role",
        ),
    ],
)
def test_what_has_to_go(counts: dict[str, tuple[int, int]], shown: list[str]) -> None:
    assert sorted(safe_to_show(counts, 50)) == sorted(shown)


def test_dreams_with_success_and_failure_in_one_are_guarded() -> None:
    """Of the normative women: 32 with success and 43 with failure are 72 with either, so 3 with both."""
    women = load_norms("women")
    counts = {key: (norm.count, norm.total) for key, norm in women.norms.items()}
    assert set(counts) - set(safe_to_show(counts, women.dreams)) == {"at least one success"}
