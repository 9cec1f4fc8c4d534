"""Which code answers which."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding
from noctuary.dream import TextSpan
from noctuary.scheme import Code, Scale, parse
from noctuary.stats.pairing import Pair, best_assignment, pair_codings, pair_readings, slots
from stats.conftest import Coded
from strategies import CODES, codes_on

GAINS = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 5), min_size=columns, max_size=columns), min_size=1, max_size=5
    )
)


def found(scale: Scale, *notations: str) -> list[Coding]:
    return [Coding(parse(notation, scale)) for notation in notations]


def told(pairs: list[Pair]) -> list[tuple[str, str]]:
    return [
        (str(pair.one.code) if pair.one else "", str(pair.other.code) if pair.other else "") for pair in pairs
    ]


def test_equal_codes_answer_each_other_one_for_one() -> None:
    pairs = pair_codings(found(Scale.CHARACTERS, "1MKA", "1MKA"), found(Scale.CHARACTERS, "1MKA"))
    assert told(pairs) == [("1MKA", "1MKA"), ("1MKA", "")]
    assert [pair.agreed for pair in pairs] == [True, False]


def test_like_codes_are_paired_and_unlike_ones_are_not() -> None:
    ones = found(Scale.AGGRESSION, "D 2> 1MKA", "1ANI 7> D")
    others = found(Scale.AGGRESSION, "D 3> 1MKA", "Q 6R 1FSA")
    assert told(pair_codings(ones, others)) == [
        ("D 2> 1MKA", "D 3> 1MKA"),
        ("1ANI 7> D", ""),
        ("", "Q 6R 1FSA"),
    ]


def test_the_same_words_make_a_pair_of_unlike_codes() -> None:
    one = Coding(parse("2ANI", Scale.CHARACTERS), (TextSpan(0, 5),))
    other = Coding(parse("1FSA", Scale.CHARACTERS), (TextSpan(3, 9),))
    assert told(pair_codings([one], [other])) == [("2ANI", "1FSA")]
    apart = Coding(parse("1FSA", Scale.CHARACTERS), (TextSpan(5, 9),))
    assert told(pair_codings([one], [apart])) == [("2ANI", ""), ("", "1FSA")]


@given(st.sampled_from(Scale).flatmap(lambda scale: st.tuples(*[st.lists(codes_on(scale), max_size=5)] * 2)))
def test_every_code_stands_once(both: tuple[list[Code], list[Code]]) -> None:
    ones, others = ([Coding(code) for code in codes] for codes in both)
    pairs = pair_codings(ones, others)
    assert [pair.one for pair in pairs if pair.one] == ones
    assert sorted(str(pair.other.code) for pair in pairs if pair.other) == sorted(
        str(each.code) for each in others
    )
    # As many agree as the two have in common, each code as often as both gave it.
    shared = sum(
        min(codes.count(code), [each.code for each in others].count(code))
        for codes in ([each.code for each in ones],)
        for code in set(codes)
    )
    assert sum(pair.agreed for pair in pairs) == shared


@given(CODES)
def test_slots_tell_codes_apart(code: Code) -> None:
    assert all(isinstance(value, str) for value in slots(code).values())
    assert slots(code)


@given(GAINS)
def test_an_assignment_gains_most(gains: list[list[int]]) -> None:
    rows, columns = len(gains), len(gains[0])
    chosen = best_assignment(gains)
    assert len(chosen) == min(rows, columns)
    assert len({row for row, _ in chosen}) == len({column for _, column in chosen}) == len(chosen)
    wide = gains if rows <= columns else [list(row) for row in zip(*gains, strict=True)]
    best = max(
        sum(row[column] for row, column in zip(wide, order, strict=True))
        for order in permutations(range(len(wide[0])), len(wide))
    )
    assert sum(gains[row][column] for row, column in chosen) == best


def test_nothing_to_assign() -> None:
    assert best_assignment([]) == best_assignment([[], []]) == []


def test_only_what_both_coded_is_paired(coded: Coded) -> None:
    one = coded("1", scales=[Scale.EMOTIONS, Scale.CHARACTERS], emotions="AP D")
    other = coded("1", scales=[Scale.EMOTIONS, Scale.SETTINGS], settings="IF")
    assert [(scale, told(pairs)) for scale, pairs in pair_readings(one, other).items()] == [
        (Scale.EMOTIONS, [("AP D", "")])
    ]
