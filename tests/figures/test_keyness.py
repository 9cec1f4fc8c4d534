"""Keyness: against its own definition, other programs, and published values."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noctuary.figures.keyness import (
    key_words,
    log_likelihood,
    log_likelihood_p,
    log_ratio,
    log_ratio_interval,
    more_frequent,
)
from noctuary.figures.word_counts import Count, Counts

COUNTS = st.integers(0, 500)
TOTALS = st.integers(501, 10_000)


@given(COUNTS, TOTALS, COUNTS, TOTALS)
@example(159, 590, 159, 590)
def test_log_likelihood_is_that_of_scipy(count: int, total: int, other: int, other_total: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    if not count + other:
        assert log_likelihood(count, total, other, other_total) == 0
        return
    share = (count + other) / (total + other_total)
    theirs = stats.power_divergence(
        [count, other], [share * total, share * other_total], lambda_="log-likelihood"
    )
    mine = log_likelihood(count, total, other, other_total)
    assert mine == pytest.approx(theirs.statistic, abs=1e-8)
    # Of equal shares, rounding may take theirs a hair below 0, where it has no p.
    p = theirs.pvalue if theirs.statistic > 0 else 1
    assert log_likelihood_p(mine) == pytest.approx(p, abs=1e-5)


@pytest.mark.parametrize(("critical", "level"), [(3.84, 0.05), (6.63, 0.01), (10.83, 0.001), (15.13, 0.0001)])
def test_critical_values_are_those_published(critical: float, level: float) -> None:
    # Rayson, Berridge & Francis (2004).
    assert log_likelihood_p(critical) == pytest.approx(level, rel=0.01)


def test_a_log_ratio_counts_doublings() -> None:
    # Hardie (2014): twice as frequent is 1, four times 2; ten times smoothing is lost in such counts.
    assert log_ratio(40_000, 10**6, 10_000, 10**6) == pytest.approx(2, abs=1e-3)
    assert log_ratio(10_000, 10**6, 20_000, 10**6) == pytest.approx(-1, abs=1e-3)


@given(COUNTS, TOTALS, COUNTS, TOTALS)
def test_the_other_way_round_it_is_the_opposite(count: int, total: int, other: int, other_total: int) -> None:
    here = log_ratio_interval(count, total, other, other_total)
    there = log_ratio_interval(other, other_total, count, total)
    assert here.low < log_ratio(count, total, other, other_total) < here.high
    assert here.low == pytest.approx(-there.high)
    assert log_likelihood(count, total, other, other_total) == pytest.approx(
        log_likelihood(other, other_total, count, total)
    )


def test_the_interval_is_that_of_the_relative_risk() -> None:
    # scipy.stats.contingency.relative_risk uses the same formula without the half that is added.
    contingency = pytest.importorskip("scipy.stats.contingency")
    theirs = contingency.relative_risk(400, 10_000, 200, 10_000).confidence_interval(0.95)
    mine = log_ratio_interval(400, 10_000, 200, 10_000)
    assert mine.low == pytest.approx(math.log2(theirs.low), abs=0.01)
    assert mine.high == pytest.approx(math.log2(theirs.high), abs=0.01)


def counts(dreams: int, words: int, terms: dict[str, int], dreamers: int = 1) -> Counts:
    return Counts(
        "these", dreams, words, {term: Count(count, count, dreamers) for term, count in terms.items()}
    )


def test_what_stands_out_comes_first() -> None:
    mine = counts(100, 5000, {"heron": 30, "house": 40, "ladder": 12, "owl": 4})
    others = counts(1000, 50_000, {"heron": 3, "house": 400, "ladder": 40})
    tested = key_words(mine, others)
    # Four dreams with an owl are too few to test.
    assert [each.term for each in tested] == ["heron", "ladder", "house"]
    assert [each.term for each in more_frequent(tested)] == ["heron", "ladder"]
    heron = tested[0]
    assert (heron.rate, heron.other_rate) == (0.3, 0.003)
    assert all(each.p <= each.p_adjusted <= 1 for each in tested)


def test_longer_dreams_alone_make_nothing_key() -> None:
    terms = {"heron": 10, "house": 40, "ladder": 20}
    short = counts(100, 2000, terms)
    long = counts(100, 6000, {term: 3 * count for term, count in terms.items()})
    assert not more_frequent(key_words(long, short))


def test_a_word_of_one_dreamer_is_no_motif_of_a_set() -> None:
    others = counts(1000, 50_000, {})
    assert not key_words(counts(100, 5000, {"heron": 30}, dreamers=2), others, least_dreamers=3)
    assert key_words(counts(100, 5000, {"heron": 30}, dreamers=3), others, least_dreamers=3)


def test_a_pair_says_what_its_words_say() -> None:
    mine = counts(100, 5000, {"tin": 20, "roof": 40, "tin roof": 18})
    found = more_frequent(key_words(mine, counts(1000, 50_000, {"tin": 10, "roof": 20})))
    assert {each.term for each in found} == {"tin roof", "roof"}


def test_nothing_beside_nothing() -> None:
    assert key_words(counts(0, 0, {}), counts(10, 100, {})) == []
    assert key_words(counts(10, 100, {"heron": 9}), counts(0, 0, {})) == []


def test_what_the_other_may_hold_unlisted_counts_for_it() -> None:
    mine = counts(100, 5000, {"heron": 30})
    sure = key_words(mine, Counts("a list", 1000, 50_000, {}, unlisted=4))[0]
    assert sure.other.dreams == 4
    assert sure.log_ratio < key_words(mine, Counts("a list", 1000, 50_000, {}))[0].log_ratio


def test_no_word_of_a_dream_is_in_a_repr() -> None:
    mine = counts(100, 5000, {"heron": 30})
    assert "heron" not in repr(mine) + repr(key_words(mine, counts(9, 9, {})))
