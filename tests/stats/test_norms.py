"""Norms: those that come along, and those that a user makes."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from noctuary.coding import Reading
from noctuary.dream import SeriesKind
from noctuary.errors import StatsError
from noctuary.stats.effect import cohens_h
from noctuary.stats.indicators import DEFINITIONS
from noctuary.stats.norms import load_norms, norm_names, norms_of, ratio_errors
from noctuary.stats.resample import resampled_totals
from noctuary.stats.sample import Sample

# Men minus women, from the recount of the normative dreams.
MEN_MINUS_WOMEN = {
    "male percent": 0.41,
    "familiarity percent": -0.27,
    "friends percent": -0.12,
    "family percent": -0.22,
    "group percent": 0.09,
    "animal percent": 0.08,
    "dead and imaginary percent": -0.10,
    "aggression/friendliness percent": 0.14,
    "befriender percent": 0.03,
    "aggressor percent": 0.12,
    "victimization percent": -0.12,
    "physical aggression percent": 0.34,
    "aggression per character": 0.24,
    "friendliness per character": -0.01,
    "sexuality per character": 0.28,
    "indoor setting percent": -0.25,
    "familiar setting percent": -0.34,
    "self-negativity percent": -0.03,
    "dreamer-involved success percent": 0.14,
    "bodily misfortunes percent": -0.09,
    "torso/anatomy percent": 0.24,
    "negative emotions percent": 0.01,
    "at least one aggression": 0.07,
    "at least one friendliness": -0.06,
    "at least one sexuality": 0.32,
    "at least one misfortune": 0.07,
    "at least one good fortune": 0.04,
    "at least one success": 0.28,
    "at least one failure": 0.22,
    "at least one striving": 0.31,
    "at least one emotion": -0.33,
}


@pytest.mark.parametrize(("key", "h"), MEN_MINUS_WOMEN.items())
def test_men_and_women_differ_as_recounted(key: str, h: float) -> None:
    men, women = load_norms("men").find(key), load_norms("women").find(key)
    assert round(cohens_h(men.value, women.value), 2) == h


@pytest.mark.parametrize("name", norm_names())
def test_each_set_holds_every_indicator_near_what_was_published(name: str) -> None:
    norms = load_norms(name)
    assert set(norms.norms) == {definition.key for definition in DEFINITIONS}
    for norm in norms.norms.values():
        assert 0 <= norm.count <= norm.total
        assert math.isnan(norm.published) or abs(norm.value - norm.published) < 0.02


@pytest.mark.parametrize("name", norm_names())
def test_parts_of_a_whole_add_up(name: str) -> None:
    norms = load_norms(name)
    kinds = ["anger", "apprehension", "sadness", "confusion"]
    negative = norms.find("negative emotions percent")
    assert sum(norms.find(f"{kind} percent").count for kind in kinds) == negative.count
    assert norms.find("happiness percent").count == negative.total - negative.count
    aggressor, victim = norms.find("aggressor percent"), norms.find("victimization percent")
    assert aggressor.count + victim.count == aggressor.total == victim.total


def test_an_unknown_set_names_the_known_ones() -> None:
    with pytest.raises(StatsError, match=r"no norms named 'cats'\. Known: women, men\."):
        load_norms("cats")


def test_norms_of_ones_own(coded: Callable[..., Reading]) -> None:
    norms = norms_of(Sample.of([coded("1", characters="1MKA, 1FSA, 1FMA")]), "my friends", "collected by us")
    male = norms.find("male percent")
    assert (male.count, male.total, norms.source) == (1, 3, "collected by us")
    assert math.isnan(male.published)
    assert math.isnan(norms.find("anger percent").value)


def test_a_norm_that_a_set_lacks_is_undefined() -> None:
    assert math.isnan(load_norms("men").find("flying percent").value)


# The standard error of a quotient of sums.


def test_where_each_unit_counts_once_it_is_the_standard_error_of_a_mean() -> None:
    values = np.array([0, 1, 1, 0, 1, 1, 1])
    units = np.stack([values, np.ones(7)], axis=1)[:, None, :]
    assert ratio_errors(units)[0] == pytest.approx(np.std(values, ddof=1) / math.sqrt(7))


def test_it_is_what_resampling_finds() -> None:
    chance = np.random.default_rng(3)
    totals = chance.poisson(4, size=(300, 2)) + 1
    units = np.stack([chance.binomial(totals, 0.3), totals], axis=-1)
    drawn = resampled_totals(units, resamples=2000, rng=chance)
    assert ratio_errors(units) == pytest.approx((drawn[..., 0] / drawn[..., 1]).std(axis=0), rel=0.05)


def test_without_units_or_anything_counted_there_is_none() -> None:
    assert np.isnan(ratio_errors(np.zeros((0, 2, 2)))).all()
    assert np.isnan(ratio_errors(np.ones((1, 2, 2)))).all()
    assert np.isnan(ratio_errors(np.zeros((5, 2, 2)))).all()


def test_dreamers_who_differ_make_a_norm_less_sure_than_its_counts(coded: Callable[..., Reading]) -> None:
    dreams = [coded(str(number), emotions="AN D" if number // 10 % 2 else "HA D") for number in range(100)]
    dreamers = {dream.dream: str(number // 10) for number, dream in enumerate(dreams)}
    of_many = Sample.of(dreams, kind=SeriesKind.SET, dreamers=dreamers)
    norms = norms_of(of_many, "many", "invented")
    assert (norms.dreams, norms.dreamers, norms.kind) == (100, 10, SeriesKind.SET)
    assert norms.readers == ("by hand 1",)
    anger = norms.find("anger percent")
    assert anger.effective_total == pytest.approx(9)
    assert norms_of(Sample.of(dreams), "one", "invented").find(
        "anger percent"
    ).effective_total == pytest.approx(99)


def test_the_published_norms_are_as_sure_as_their_counts() -> None:
    norm = load_norms("women").find("male percent")
    assert math.isnan(norm.error)
    assert norm.effective_total == norm.total
