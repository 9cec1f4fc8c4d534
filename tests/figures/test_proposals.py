"""Which figures may be one: what is asked, and what is not."""

from __future__ import annotations

import pytest

from noctuary.dream import DreamKey
from noctuary.figures.figure import Figure, FigureKind, Proposal
from noctuary.figures.proposals import propose
from noctuary.figures.resolve import resolve
from noctuary.figures.sightings import Sighting
from noctuary.scheme import Character
from noctuary.statements import CastMember, Said


def sighting(
    night: int,
    *names: str,
    code: str = "1FKA",
    relation: str = "",
    owner: str = "D",
    epithet: str = "",
) -> Sighting:
    """Return somebody in one dream."""
    return Sighting(
        DreamKey("mine", str(night)),
        f"199{night}-00-00",
        0,
        Character.parse(code),
        names,
        (relation,) if relation else (),
        owner if relation else "",
        (epithet,) if epithet else (),
    )


def proposed(*sightings: Sighting, apart: tuple[str, str] | None = None) -> list[Proposal]:
    """Return what is asked about the figures of a series."""
    said = Said(apart=frozenset({frozenset(apart)}) if apart else frozenset())
    return list(resolve(sightings, said).proposals)


def pairs(*sightings: Sighting) -> list[tuple[str, str]]:
    """Return the keys of the figures that may be one."""
    return [(each.one, each.other) for each in proposed(*sightings)]


def test_no_figures_no_questions() -> None:
    assert propose([], Said()) == []


def test_of_equal_questions_that_about_more_dreams_comes_first() -> None:
    rare = [sighting(0, "Ben"), sighting(1, "Benjamin")]
    frequent = [sighting(night, name) for night in range(2, 5) for name in ("Kate", "Katherine")]
    assert pairs(*rare, *frequent) == [("kate", "katherine"), ("ben", "benjamin")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ben", "Benjamin"), ("Katharine", "Katherine"), ("Peter", "Peter Hale"), ("Mrs. Hale", "Rachel Hale")],
)
def test_names_that_may_be_one(one: str, other: str) -> None:
    assert len(proposed(sighting(0, one), sighting(1, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dan", "Don"), ("Ben Hale", "Benjamin Oake"), ("Peter Hale", "Peter Oake"), ("Rachel", "Ruth")],
)
def test_names_that_are_two(one: str, other: str) -> None:
    assert proposed(sighting(0, one), sighting(1, other)) == []


def test_of_two_sexes_or_sorts_nobody_is_one() -> None:
    assert proposed(sighting(0, "Alex", code="1MKA"), sighting(1, "Alexandra", code="1FKA")) == []
    assert proposed(sighting(0, "Alex", code="1ANI"), sighting(1, "Alexander", code="1MKA")) == []


def test_the_reason_names_the_names_alone() -> None:
    (proposal,) = proposed(sighting(0, "Ben", code="1MKA"), sighting(1, "Benjamin", code="1MKA"))
    assert proposal.reason == "Ben and Benjamin: one may be short for the other"
    assert "Ben" not in repr(proposal)


def test_of_several_surnames_the_more_usual_is_likelier() -> None:
    hale = [sighting(night, "Peter Hale") for night in range(3)]
    found = proposed(*hale, sighting(4, "Peter Oake"), sighting(5, "Peter"))
    assert [(each.one, each.other) for each in found] == [("peter", "peter hale"), ("peter", "peter oake")]
    assert found[0].confidence > found[1].confidence


def test_one_question_for_all_who_have_a_relation_and_no_name() -> None:
    sisters = [sighting(night, relation="sister") for night in range(3)]
    assert len(proposed(sighting(4, "Ann", relation="sister"), *sisters)) == 1


def test_the_same_unusual_description() -> None:
    silver = [sighting(night, relation="stranger", owner="", epithet="silver stranger") for night in range(2)]
    (proposal,) = proposed(*silver)
    assert proposal.reason == "two dreams describe them in the same words"
    plain = [sighting(night, relation="man", owner="", epithet="old man") for night in range(2)]
    assert proposed(*plain) == []


def test_a_usual_description_tells_nobody_from_others() -> None:
    many = [sighting(night, relation="guard", owner="", epithet="silver guard") for night in range(9)]
    assert proposed(*many) == []


def test_who_was_said_to_be_two_is_not_asked_about_again() -> None:
    seen = (sighting(0, "Ben", code="1MKA"), sighting(1, "Benjamin", code="1MKA"))
    assert proposed(*seen, apart=("ben", "benjamin")) == []


def test_two_on_the_cast_list_are_two() -> None:
    seen = (sighting(0, "Ben", code="1MKA"), sighting(1, "Benjamin", code="1MKA"))
    assert resolve(seen, Said((CastMember("Ben"), CastMember("Benjamin")))).proposals == ()
    assert len(resolve(seen, Said((CastMember("Ben"),))).proposals) == 1


def test_a_group_is_no_person() -> None:
    person = Figure("ben", "Ben", sightings=(sighting(0, "Ben"),))
    group = Figure("benjamin", "Benjamin", kind=FigureKind.GROUP, sightings=(sighting(1, "Benjamin"),))
    assert propose([person, group], Said()) == []


def test_the_likelier_questions_come_first() -> None:
    found = proposed(
        sighting(0, "Katharine"), sighting(1, "Katherine"), sighting(2, "Ben"), sighting(3, "Benjamin")
    )
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
    assert pairs(sighting(2, "Ben"), sighting(3, "Benjamin")) == [("ben", "benjamin")]
