import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.stats.coreference import conll_f1, coreference

pytest.importorskip("scipy", reason="needs the extra `research`")

chains = st.lists(st.integers(0, 4), max_size=12).map(
    lambda numbers: [
        {place for place, number in enumerate(numbers) if number == each} for each in sorted(set(numbers))
    ]
)


def test_the_worked_example_of_pradhan_and_others() -> None:
    # Pradhan et al. (2014), section 4: key {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    scores = coreference([(["abc", "defg"], ["ab", "cd", "fghi"])])
    assert scores["MUC"].recall == pytest.approx(2 / 5)
    assert scores["MUC"].precision == pytest.approx(2 / 5)
    assert scores["B³"].recall == pytest.approx((4 / 3 + 1 / 3 + 1 / 4 + 4 / 4) / 7)
    assert scores["B³"].precision == pytest.approx((4 / 2 + 1 / 2 + 1 / 2 + 4 / 4) / 8)
    assert scores["CEAF-e"].recall == pytest.approx((0.8 + 0.5) / 2)
    assert scores["CEAF-e"].precision == pytest.approx((0.8 + 0.5) / 3)


@given(chains)
def test_equal_chains_match_wholly(both: list[set[int]]) -> None:
    scores = coreference([(both, both)])
    linked = any(len(chain) > 1 for chain in both)
    assert scores["MUC"].f1 == (1 if linked else 0)
    assert scores["B³"].f1 == pytest.approx(1 if both else 0)
    assert scores["CEAF-e"].f1 == pytest.approx(1 if both else 0)


@given(chains, chains)
def test_what_is_right_and_what_was_found_change_places(one: list[set[int]], other: list[set[int]]) -> None:
    there, back = coreference([(one, other)]), coreference([(other, one)])
    for name, match in there.items():
        assert 0 <= match.f1 <= 1 + 1e-12
        assert match.precision == pytest.approx(back[name].recall)
    assert conll_f1(there) == pytest.approx(conll_f1(back))


def test_texts_are_added_up_and_mentions_nobody_expected_cost_precision() -> None:
    one, other = (["ab"], ["ab"]), (["cd"], ["ce"])
    assert coreference([one, other])["B³"].precision == pytest.approx((2 + 0.5) / 4)
    assert coreference([(["ab"], ["ab", "xy"])])["CEAF-e"].precision == pytest.approx(0.5)
    assert conll_f1(coreference([])) == 0
