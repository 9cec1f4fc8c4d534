"""Word search: the lists, how a text is cut, and the published way of counting."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream, Sex
from noctuary.errors import FormatError, StatsError
from noctuary.figures.word_search import (
    LENGTHS,
    Lengths,
    baseline,
    baseline_names,
    categories,
    holds,
    parse_categories,
    word_rates,
)
from noctuary.ingest import read_path


def test_there_are_forty_lists_in_eight_classes() -> None:
    assert len(categories()) == 40
    assert len({each.group for each in categories()}) == 8


def test_every_baseline_knows_every_list() -> None:
    for name in baseline_names():
        assert baseline(name).counts.keys() == {each.name for each in categories()}


def test_a_baseline_is_chosen_by_sex() -> None:
    assert [baseline(sex).name for sex in (Sex.FEMALE, Sex.MALE, None)] == ["women", "men", "dreambank"]
    with pytest.raises(StatsError, match="Known: women, men, dreambank"):
        baseline("martians")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("A HORSE.", ["animals"]),
        ("horseshoe", []),
        ("the horse's", ["animals"]),
        ("horse_fly", ["animals", "flying"]),
        ("a church", ["architecture", "religion"]),
    ],
)
def test_a_text_is_cut_into_runs_of_letters(text: str, found: list[str]) -> None:
    assert list(holds(text, categories())) == found


def test_a_dream_counts_once() -> None:
    [rate] = word_rates(["key key key", "no", "a key"], parse_categories("keys: key keys"))
    assert (rate.count, rate.total, rate.rate) == (2, 3, 2 / 3)
    low, high = rate.interval
    assert low < rate.rate < high
    assert all(map(math.isnan, (rate.baseline_rate, rate.h, rate.p_adjusted)))


def test_only_dreams_of_like_length_count() -> None:
    texts = ["horse", "horse " * 60, "horse " * 301]
    animals = next(rate for rate in word_rates(texts, lengths=LENGTHS) if rate.category.name == "animals")
    assert (animals.count, animals.total) == (1, 1)
    assert Lengths(1, 3).holds("one two three")
    assert not Lengths(1, 3).holds("one two three four")


def test_none_of_no_dreams() -> None:
    rates = word_rates([], beside=baseline("women"))
    assert all(math.isnan(rate.rate) and math.isnan(rate.p_adjusted) for rate in rates)


@given(st.lists(st.text(), max_size=5))
def test_a_rate_is_a_share(texts: list[str]) -> None:
    for rate in word_rates(texts, beside=baseline("men")):
        assert 0 <= rate.count <= rate.total == len(texts)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no word list"),
        ("# a note", "holds no word list"),
        ("key keys", "Line 1 of the word lists is no list"),
        ("keys:", "Line 1 of the word lists is no list"),
        ("keys: key\nkeys: lock", "Line 2 of the word lists names 'keys' again"),
        ("keys: don't", 'Line 1 of the word lists holds "don\'t"'),
    ],
)
def test_a_file_that_is_no_list_is_refused(text: str, said: str) -> None:
    with pytest.raises(FormatError) as refused:
        parse_categories(text)
    assert said in str(refused.value)


def test_lists_of_ones_own() -> None:
    lists = parse_categories("\ufeff# mine\n[things]\nkeys: Key, keys\n\n[water]\nsea: sea\n")
    assert [(each.group, each.name, sorted(each.words)) for each in lists] == [
        ("things", "keys", ["key", "keys"]),
        ("water", "sea", ["sea"]),
    ]


def published(shared: Path) -> dict[str, tuple[float, float, float]]:
    """The table of the reference page: percent of women's, men's and DreamBank's dreams, by list."""
    lines = (shared / "reference" / "word-search.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.count("|") == 7]
    names = {each.name for each in categories()}
    return {
        row[1].replace("_", " "): (float(row[2]), float(row[3]), float(row[5]))
        for row in cells
        if row[1].replace("_", " ") in names
    }


@pytest.mark.corpus
def test_the_table_of_the_norm_dreams_comes_out(shared: Path) -> None:
    table = published(shared)
    assert len(table) == 40
    for place, (series, name) in enumerate((("norms-f", "women"), ("norms-m", "men"))):
        found = read_path(shared / "data" / "dreambank" / f"{series}.tsv")
        rates = word_rates([each.text for each in found if isinstance(each, Dream)], beside=baseline(name))
        for rate in rates:
            assert round(100 * rate.rate, 1) == table[rate.category.name][place]
            assert rate.rate == rate.baseline_rate


@pytest.mark.corpus
def test_dreambank_as_drawn_is_near_the_earlier_draw(shared: Path) -> None:
    drawn = baseline("dreambank")
    for name, (_, _, percent) in published(shared).items():
        assert 100 * drawn.counts[name] / drawn.dreams == pytest.approx(percent, abs=3)
