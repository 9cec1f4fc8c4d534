"""Networks of a library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, Series, SeriesKind, TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.network import Choice
from noctuary.scheme import Scale, parse

HAND = Reader("hand", kind=ReaderKind.PERSON)
OTHER = Reader("other", kind=ReaderKind.PERSON)

# Who is in a dream, and how they are coded there.
CODES = {"Rachel": "1FKA", "Ben": "1MKA", "mother": "1FMA", "A dog": "1ANI", "Agnes": "1FKA"}
TOLD = (
    (PartialDate(1985), "Rachel met Ben. A dog barked."),
    (PartialDate(1985, 6), "Rachel flew with Ben and my mother."),
    (PartialDate(1990), "Agnes sat with my mother on a ladder of salt."),
    (None, "Ben was a lighthouse."),
)


def read_by(reader: Reader, dream: Dream, *, without: str = "") -> Reading:
    found = [
        Coding(parse(code, Scale.CHARACTERS), (TextSpan(start, start + len(name)),))
        for name, code in CODES.items()
        if name != without and (start := dream.text.find(name)) >= 0
    ]
    return Reading.of(dream, reader, found, scales=[Scale.CHARACTERS])


@pytest.fixture
def library() -> Iterator[Library]:
    """Four invented dreams, read by two people, of whom the first never sees Ben."""
    with Library.in_memory() as made:
        dreams = [
            Dream(id=str(number), series="mine", text=text, date=date)
            for number, (date, text) in enumerate(TOLD, start=1)
        ]
        made.take_in([Series("mine"), Series("set", kind=SeriesKind.SET), *dreams])
        made.store.save_readings(read_by(OTHER, dream, without="Ben") for dream in dreams[:3])
        made.store.save_readings(read_by(HAND, dream) for dream in dreams)
        yield made


def names_in(library: Library, choice: Choice | None = None, *, everyone: bool = False) -> dict[str, int]:
    found = library.network("mine", choice, everyone=everyone)
    return {node.name: node.dreams for node in found.incidence.nodes}


def test_figures_meet_in_dreams(library: Library) -> None:
    found = library.network("mine")
    names = [node.name for node in found.incidence.nodes]
    assert set(names) == {"Ben", "Rachel", "mother", "Agnes"}
    assert found.incidence.dream_count == 4
    ties = {
        frozenset((names[one], names[other])): shared
        for one, other, shared in zip(
            found.network.one.tolist(),
            found.network.other.tolist(),
            found.network.shared.tolist(),
            strict=True,
        )
    }
    assert ties[frozenset(("Rachel", "Ben"))] == 2
    assert frozenset(("Agnes", "Ben")) not in ties


def test_everyone_means_animals_too(library: Library) -> None:
    assert len(names_in(library, everyone=True)) == len(names_in(library)) + 1


def test_a_period_has_its_own_network(library: Library) -> None:
    assert set(names_in(library, Choice(until=PartialDate(1985)))) == {"Rachel", "Ben", "mother"}
    later = library.network("mine", Choice(since=PartialDate(1986)))
    assert {node.name for node in later.incidence.nodes} == {"Agnes", "mother"}
    # The undated dream falls into no period.
    assert later.incidence.dream_count == 1
    assert later.name == "mine from 1986"


def test_who_is_seen_seldom_can_be_left_out(library: Library) -> None:
    assert names_in(library, Choice(at_least=2)) == {"Ben": 3, "Rachel": 2, "mother": 2}


def test_the_cast_list_counts(library: Library) -> None:
    library.cast("mine").merge("Rachel", "Agnes")
    assert names_in(library)["Rachel"] == 3


def test_strict_figures_are_no_fewer(library: Library) -> None:
    row = library.network("mine").value("figures")
    assert row.strict is not None
    assert row.strict >= row.value


def test_a_set_has_no_network_of_figures(library: Library) -> None:
    with pytest.raises(InputError, match="set of many dreamers"):
        library.network("set")


def test_codes_meet_in_dreams(library: Library) -> None:
    found = library.code_network("mine", HAND)
    assert {node.key: node.dreams for node in found.incidence.nodes} == {
        "1MKA": 3, "1FKA": 3, "1FMA": 2, "1ANI": 1,
    }  # fmt: skip
    assert found.name == "mine, codes by hand 1"
    assert library.code_network("mine", HAND, Choice(until=PartialDate(1985))).incidence.dream_count == 2


def test_two_readers_of_the_same_dreams(library: Library) -> None:
    comparison = library.compare_code_networks("mine", HAND, OTHER)
    assert comparison.one.incidence.dream_count == comparison.other.incidence.dream_count == 3
    assert comparison.shared_nodes == pytest.approx(3 / 4)
    # Of the five ties by hand, three are with 1MKA.
    assert comparison.shared_ties == pytest.approx(2 / 5)
    with pytest.raises(InputError, match="no dream in common"):
        library.compare_code_networks("mine", HAND, Reader("nobody"))


def test_an_unknown_series_is_said(library: Library) -> None:
    with pytest.raises(InputError, match="no series"):
        library.network("theirs")
