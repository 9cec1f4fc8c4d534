"""Who is the same across the dreams of one series."""

from __future__ import annotations

import random
from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import Dream, DreamKey, PartialDate, TextSpan
from noctuary.figures.figure import Figure, FigureKind, Resolved
from noctuary.figures.resolve import resolve
from noctuary.figures.sightings import Sighting, sightings
from noctuary.reading.lexical import LexicalReader
from noctuary.scheme import Character
from noctuary.statements import NOTHING_SAID, CastMember, Said

READER = LexicalReader()


def seen(*texts: str) -> list[Sighting]:
    """Return who is in a series of dreams, one a year, as the lexical reader reads them."""
    dreams = [
        Dream(id=str(night), text=text, date=PartialDate(1990 + night, 1, 1))
        for night, text in enumerate(texts)
    ]
    return [each for dream in dreams for each in sightings(dream, READER.read(dream))]


def found(*texts: str, said: Said = NOTHING_SAID, strict: bool = False) -> Resolved:
    """Return who is who in such a series."""
    return resolve(seen(*texts), said, strict=strict)


def nights(figures: Resolved) -> dict[str, int]:
    """Return the figures by key, with the number of their dreams."""
    return {each.key: len({sighting.dream for sighting in each.sightings}) for each in figures.figures}


def named(figures: Resolved, key: str) -> Figure:
    """Return one figure."""
    return next(each for each in figures.figures if each.key == key)


# What is merged unasked.


def test_nobody_gives_no_figures() -> None:
    assert resolve([]) == Resolved()


def test_one_full_name_is_one_person_even_strictly() -> None:
    texts = ("Rachel Hale sang.", "I saw Rachel Hale.")
    assert nights(found(*texts)) == nights(found(*texts, strict=True)) == {"rachel hale": 2}


def test_one_given_name_is_one_person_but_not_strictly() -> None:
    texts = ("Rachel sang.", "I saw Rachel.")
    (rachel,) = found(*texts).figures
    assert rachel.known
    assert rachel.ambiguous
    assert len(found(*texts, strict=True).figures) == 2


def test_a_mother_is_one_by_any_word() -> None:
    mother = named(found("My mother sang.", "Mom slept.", "I saw mom."), "mother")
    assert (mother.name, mother.aliases, mother.relation) == ("mom", ("mother",), "mother")
    assert (len(mother.sightings), mother.known, mother.ambiguous) == (3, True, False)


def test_somebody_elses_mother_is_another() -> None:
    assert nights(found("My mother sang.", "Rachel's mother sang."))["mother"] == 1


def test_surnames_keep_people_of_one_given_name_apart() -> None:
    assert nights(found("Peter Hale sang.", "Peter Oake sang.", "Peter slept.")) == {
        "peter hale": 1,
        "peter oake": 1,
        "peter": 1,
    }


def test_a_given_name_means_the_full_name_that_is_usual() -> None:
    assert nights(found("Peter Hale sang.", "I saw Peter Hale.", "Peter slept.")) == {"peter hale": 3}


def test_clearly_different_relations_are_two_people() -> None:
    figures = found("My sister Sarah sang.", "My teacher Sarah sang.")
    assert {each.name for each in figures.figures} == {"Sarah (sister)", "Sarah (teacher)"}
    (proposal,) = figures.proposals
    assert {proposal.one, proposal.other} == {"sarah sister", "sarah teacher"}


def test_a_slip_makes_no_second_person() -> None:
    texts = ["My sister Sarah sang."] * 4 + ["My aunt Sarah sang.", "Sarah slept."]
    assert nights(found(*texts)) == {"sarah": 6}


def test_a_relation_that_hardly_a_dream_tells_is_not_shown() -> None:
    (sarah,) = found("My boss Sarah sang.", *["Sarah slept."] * 30).figures
    assert sarah.relation == ""
    (priest,) = found("Father Benedict sang.", "Father Benedict slept.").figures
    assert (priest.name, priest.relation) == ("Father Benedict", "")


def test_friends_may_become_more() -> None:
    (ann,) = found("My friend Ann sang.", "My wife Ann sang.", "My wife Ann slept.").figures
    assert ann.relation == "wife"


def test_a_relation_joins_the_name_that_dreams_tie_to_it() -> None:
    texts = ("My brother Peter sang.", "My brother Peter slept.", "I saw my brother.")
    assert nights(found(*texts)) == {"peter": 3}


def test_two_sisters_are_not_one() -> None:
    texts = ("My sister Ann sang.", "My sister Ann slept.", "My sister Ruth sang.", "I saw my sister.")
    figures = found(*texts)
    assert sorted(nights(figures).values()) == [1, 1, 2]
    assert {proposal.reason for proposal in figures.proposals} >= {"Ann is told of as the sister"}


def test_one_dream_that_ties_a_name_is_asked_about() -> None:
    figures = found("My brother Peter sang.", "I saw my brother.")
    assert len(figures.figures) == 2
    assert [proposal.reason for proposal in figures.proposals] == ["Peter is told of as the brother"]


@pytest.mark.parametrize("person", ["friend", "aunt", "sister", "boyfriend", "dog"])
def test_of_whom_there_may_be_many_none_are_joined_without_a_name(person: str) -> None:
    figures = found(f"My {person} came.", f"I saw my {person}.", f"My {person} slept.")
    assert len(figures.figures) == 3
    assert not any(each.known for each in figures.figures)


def test_a_series_may_show_that_there_is_one_brother() -> None:
    texts = ["My brother sang."] * 12
    assert nights(found(*texts)) == {"brother": 12}
    assert len(found(*texts, "My brothers sang.", "I saw my brothers.").figures) == 14
    older = [*texts, "My older brother sang.", "My little brother sang."]
    assert len(found(*older).figures) == 14


def test_a_husband_is_one_unless_there_is_a_former_one() -> None:
    texts = ["My husband sang."] * 12
    assert nights(found(*texts)) == {"husband": 12}
    figures = found(*texts, "My ex-husband sang.")
    assert len(figures.figures) == 13
    assert {proposal.reason for proposal in figures.proposals} == {"the husband may be the ex-husband"}


def test_strangers_occupations_and_groups_are_never_joined() -> None:
    texts = (
        "A man came.",
        "A man came.",
        "A doctor came.",
        "A doctor came.",
        "Two men came.",
        "Two men came.",
    )
    figures = found(*texts)
    assert len(figures.figures) == 6
    assert not any(each.known for each in figures.figures)


def test_a_pet_is_one_by_its_name() -> None:
    (rex, *_) = found("My dog Rex barked.", "My dog Rex slept.").figures
    assert (rex.kind, len(rex.sightings), rex.known) == (FigureKind.ANIMAL, 2, False)


def test_public_figures_are_one_by_name() -> None:
    (figure,) = found("Elvis Presley sang.", "I saw Elvis Presley.").figures
    assert (figure.kind, figure.known) == (FigureKind.FAMOUS, True)


def test_who_must_be_introduced_is_another() -> None:
    assert sorted(nights(found("Rachel sang.", "Rachel slept.", "A girl called Rachel came.")).values()) == [
        1,
        2,
    ]


def test_the_dreamers_parents_together_are_a_group() -> None:
    (parents,) = found("My parents sang.", "I saw my parents.").figures
    assert (parents.key, parents.kind, parents.known) == ("parents", FigureKind.GROUP, False)


# Names as shown.


def test_aunts_bear_the_relation_before_the_name() -> None:
    (aunt,) = found("Aunt Ruth sang.", "I saw Aunt Ruth.").figures
    assert (aunt.name, aunt.aliases) == ("Aunt Ruth", ("Ruth",))


def test_capitals_do_not_shout() -> None:
    (ruth,) = found("RUTH sang.", "RUTH slept.", "I saw Ruth.").figures
    assert ruth.name == "Ruth"
    (oneil,) = found("RUTH O'NEIL sang.", "RUTH O'NEIL slept.").figures
    assert oneil.name == "Ruth O'Neil"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A silver stranger came.", "the silver stranger"),
        ("My friends came.", "friends"),
        ("My children came.", "children"),
    ],
)
def test_who_has_no_name_is_shown_by_what_is_told(text: str, name: str) -> None:
    (figure,) = found(text).figures
    assert figure.name == name


def test_no_name_is_shown_in_a_repr() -> None:
    assert "achel" not in repr(found("Rachel sang.", "Rachael sang."))


# What the dreamer said.


def said(*members: CastMember, apart: tuple[tuple[str, str], ...] = (), **in_dreams: str) -> Said:
    """Return sayings; ``rachel_0="Rachel Oake"`` says who Rachel is in dream 0."""
    assigned = {}
    for key, member in in_dreams.items():
        name, _, dream = key.rpartition("_")
        assigned[DreamKey("journal", dream), name] = member
    return Said(members, assigned, frozenset(map(frozenset, apart)))


def test_the_cast_list_holds_before_the_words() -> None:
    member = CastMember("Rachel", "cousin", "F", "R", "A", aliases=("Ray",))
    texts = ("My cousin Rachel sang.", "Ray slept.", "My cousin sang.")
    figures = found(*texts, said=said(member))
    rachel = named(figures, "rachel")
    assert (rachel.confirmed, rachel.ambiguous, rachel.known) == (True, False, True)
    assert (rachel.relation, rachel.sex, rachel.identity) == ("cousin", "F", "R")
    assert nights(figures)["rachel"] == 2  # of cousins there are many
    assert rachel in found(*texts, said=said(member), strict=True).figures


def test_a_member_is_the_only_one_of_a_relation() -> None:
    texts = ("My sister Ann sang.", "I saw my sister.")
    assert nights(found(*texts, said=said(CastMember("Ann", relation="sister")))) == {"ann": 2}
    two = said(CastMember("Ann", relation="sister"), CastMember("Ruth", relation="sister"))
    assert nights(found(*texts, said=two))["ann"] == 1


def test_a_member_may_be_called_by_the_relation() -> None:
    assert nights(found("Mom sang.", "Ellen slept.", said=said(CastMember("Ellen", aliases=("Mom",))))) == {
        "ellen": 2
    }


def test_a_member_holds_from_a_date_on() -> None:
    member = CastMember("Peter", since=PartialDate(1991))
    assert nights(found("Peter sang.", "Peter slept.", "Peter rowed.", said=said(member))) == {
        "peter": 2,
        "peter@0:0": 1,
    }


def test_a_dream_may_tell_of_another_of_the_name() -> None:
    members = (CastMember("Rachel"), CastMember("Rachel Oake"))
    texts = ("Rachel sang.", "Rachel slept.", "Rachel rowed.")
    assert nights(found(*texts, said=said(*members, rachel_0="Rachel Oake"))) == {
        "rachel": 2,
        "rachel oake": 1,
    }
    figures = found(*texts, said=said(CastMember("Rachel"), rachel_0=""))
    assert [(each.confirmed, len(each.sightings)) for each in figures.figures] == [(True, 2), (False, 1)]


def test_who_is_said_to_be_two_is_neither_joined_nor_asked_about() -> None:
    texts = ("Peter Hale sang.", "I saw Peter Hale.", "Peter slept.")
    figures = found(*texts, said=said(apart=(("peter", "peter hale"),)))
    assert nights(figures) == {"peter hale": 2, "peter": 1}
    assert figures.proposals == ()
    tied = ("My brother Peter sang.", "My brother Peter slept.", "I saw my brother.")
    apart = said(apart=(("peter", "brother"),))
    assert nights(found(*tied, said=apart))["peter"] == 2
    assert found(*tied, said=apart).proposals == ()


# What holds for any series.

NAMES = (
    "",
    "Rachel",
    "Rachel Hale",
    "Rachel Oake",
    "RACHEL",
    "Mrs. Hale",
    "Ben",
    "Benjamin",
    "Rex",
    "Father Ben",
)
RELATIONS = (
    "",
    "sister",
    "mother",
    "mom",
    "teacher",
    "friend",
    "husband",
    "ex-husband",
    "man",
    "dog",
    "parents",
)
CODES = ("1FKA", "1MKA", "1IKA", "2JKA", "1ANI", "1FTA", "5MPA", "1CZZ")


@st.composite
def sighted(draw: st.DrawFn) -> Sighting:
    """Draw a sighting, its words in any combination."""
    name, relation = draw(st.sampled_from(NAMES)), draw(st.sampled_from(RELATIONS))
    night = draw(st.integers(0, 6))
    return Sighting(
        DreamKey("journal", str(night)),
        f"199{night}-00-00",
        0,
        Character.parse(draw(st.sampled_from(CODES))),
        (name,) if name else (),
        (relation,) if relation else (),
        draw(st.sampled_from(("", "D", "rachel"))),
        draw(st.sampled_from(((), ("silver stranger",)))),
        (TextSpan(3, 7),),
        draw(st.booleans()),
    )


@st.composite
def series(draw: st.DrawFn) -> list[Sighting]:
    """Draw the sightings of a series, each at a place of its own."""
    from dataclasses import replace

    return [replace(each, place=place) for place, each in enumerate(draw(st.lists(sighted(), max_size=25)))]


MEMBERS = st.lists(
    st.builds(
        CastMember,
        st.sampled_from(("Rachel", "Rachel Hale", "Ben", "Mom")),
        aliases=st.sampled_from(((), ("Ray",), ("mother",))),
        relation=st.sampled_from(("", "sister", "mother", "friend")),
        since=st.sampled_from((None, PartialDate(1993))),
    ),
    max_size=3,
    unique_by=lambda member: (member.name, member.since),
)


@given(series(), MEMBERS, st.booleans(), st.randoms(use_true_random=False))
def test_everyone_is_one_figure_in_whatever_order(
    sighted_ones: list[Sighting],
    members: list[CastMember],
    strict: bool,  # noqa: FBT001
    order: random.Random,
) -> None:
    sayings = Said(tuple(members))
    figures = resolve(sighted_ones, sayings, strict=strict)
    shuffled = list(sighted_ones)
    order.shuffle(shuffled)
    assert resolve(shuffled, sayings, strict=strict) == figures
    assert Counter(chain.from_iterable(each.sightings for each in figures.figures)) == Counter(sighted_ones)
    keys = [each.key for each in figures.figures]
    assert len(keys) == len(set(keys))
    assert all(
        each.one in keys and each.other in keys and each.one != each.other for each in figures.proposals
    )
    assert all(0 <= each.confidence <= 1 for each in figures.proposals)


@given(series(), MEMBERS)
def test_strictly_nothing_more_is_joined(sighted_ones: list[Sighting], members: list[CastMember]) -> None:
    sayings = Said(tuple(members))
    figure_of = {
        sighting: each.key for each in resolve(sighted_ones, sayings).figures for sighting in each.sightings
    }
    for each in resolve(sighted_ones, sayings, strict=True).figures:
        assert len({figure_of[sighting] for sighting in each.sightings}) == 1
