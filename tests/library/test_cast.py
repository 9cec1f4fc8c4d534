"""The cast of a series: what its dreamer says, and who is seen in its dreams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.errors import DreamNotFoundError, InputError
from noctuary.figures.share import Share
from noctuary.library import Library
from noctuary.library.cast import Cast
from noctuary.readers import DEFAULT, identity_of, open_reader
from noctuary.scheme import Scale, parse

TEXTS = (
    "My brother Ben rowed the boat. My mother sang.",
    "Benjamin was afraid of the sea.",
    "Sarah gave me a lamp. My mother hit Sarah.",
    "Sarah counted the stairs with me.",
    "A man I did not know slept in the snow.",
)


def night(number: int, text: str, *, series: str = "mine", dreamer: str | None = None) -> Dream:
    return Dream(
        id=str(number),
        text=text,
        series=series,
        date=PartialDate.of(date(1985 + number, 3, 12)),
        dreamer=dreamer,
    )


@pytest.fixture
def library() -> Iterator[Library]:
    """A library of one series that the word lists have read."""
    with Library.in_memory() as made:
        made.take_in(night(number, text) for number, text in enumerate(TEXTS))
        made.read_unread(open_reader("lexical"))
        yield made


@pytest.fixture
def cast(library: Library) -> Cast:
    return library.cast("mine")


def dreams(cast: Cast, name: str) -> list[str]:
    return sorted({each.dream.id for each in cast.figure(name).sightings})


def names(cast: Cast) -> list[tuple[str, ...]]:
    return [member.names for member in cast.members]


# What is said.


def test_more_can_be_said_of_who_is_on_the_list(cast: Cast) -> None:
    assert cast.confirm("Ben").identity == ""
    cast.alias("Ben", "Benny")
    member = cast.confirm("Ben", "brother")
    assert (member.aliases, member.relation, member.identity) == (("Benny",), "brother", "B")
    member = cast.confirm("ben", aliases=["B."], sex="F")
    assert (member.name, member.relation, member.sex) == ("ben", "brother", "F")
    assert sorted(member.aliases) == ["B.", "Benny"]


@pytest.mark.parametrize(
    ("name", "relation", "since", "sex"),
    [
        ("", "brother", None, ""),
        ("!", "brother", None, ""),
        ("Ben", "harbour", None, ""),
        ("Ben", "brother", PartialDate(month=3), ""),
        ("Ben", "brother", None, "X"),
    ],
)
def test_what_cannot_be_confirmed(
    cast: Cast, name: str, relation: str, since: PartialDate | None, sex: str
) -> None:
    with pytest.raises(InputError):
        cast.confirm(name, relation, since=since, sex=sex)
    assert cast.members == ()


def test_a_merge_makes_one_of_two(cast: Cast) -> None:
    assert (dreams(cast, "Ben"), dreams(cast, "Benjamin")) == (["0"], ["1"])
    assert cast.merge("Benjamin", "Ben") == ("Benjamin", "Ben")
    assert names(cast) == [("Benjamin", "Ben")]
    figure = cast.figure("Ben")
    assert (figure.name, figure.confirmed, dreams(cast, "Benjamin")) == ("Benjamin", True, ["0", "1"])
    with pytest.raises(InputError, match="one already"):
        cast.merge("Ben", "Benjamin")


def test_a_merge_keeps_what_was_said_of_both(cast: Cast) -> None:
    cast.confirm("Benjamin", "brother")
    cast.confirm("Ben", "cousin", aliases=["Benny"])
    cast.split("Sarah", ["3"], "Ben")
    cast.merge("Benjamin", "Benny")
    member, sarah = cast.members
    assert sarah.names == ("Sarah",)
    assert (member.name, member.relation, set(member.aliases)) == ("Benjamin", "brother", {"Ben", "Benny"})
    assert set(cast.said.in_dreams.values()) == {"Benjamin"}


def test_who_is_renamed_keeps_the_old_name(cast: Cast) -> None:
    assert cast.rename("Ben", "Benny") == "Ben"
    assert names(cast) == [("Benny", "Ben")]
    assert cast.figure("ben").name == "Benny"
    cast.rename("Benny", "Ben")
    assert names(cast) == [("Ben", "Benny")]


def test_a_name_of_somebody_else_is_not_taken(cast: Cast) -> None:
    cast.confirm("Ruth", "aunt", aliases=["Ruthie"])
    for act in (cast.alias, cast.rename):
        with pytest.raises(InputError, match="somebody else"):
            act("Ben", "ruthie")
    assert names(cast) == [("Ruth", "Ruthie")]


def test_nobody_is_renamed_into_somebody_whom_the_dreams_know(cast: Cast) -> None:
    with pytest.raises(InputError, match="know somebody else as 'sarah'"):
        cast.rename("Ben", "sarah")
    assert names(cast) == []
    cast.merge("Ben", "Sarah")
    cast.rename("Ben", "Sarah")
    assert names(cast) == [("Sarah", "Ben")]


def test_what_is_said_twice_is_one_act(cast: Cast) -> None:
    cast.confirm("Ben", "brother")
    cast.confirm("Sarah", "friend")
    for _ in range(2):
        cast.alias("Ben", "Benny")
    assert cast.undo() == "Benny became a further name of Ben"
    assert cast.undo() == "Sarah was put on the cast list"


def test_a_split_makes_two_of_one(cast: Cast) -> None:
    assert dreams(cast, "Sarah") == ["2", "3"]
    assert cast.split("Sarah", ["3", "mine/3"], "Sarah (work)") == 1
    assert (dreams(cast, "Sarah"), dreams(cast, "Sarah (work)")) == (["2"], ["3"])
    assert cast.figure("Sarah (work)").confirmed


@pytest.mark.parametrize(
    ("name", "ids", "into", "error"),
    [
        ("Sarah", ["9"], "Ruth", DreamNotFoundError),
        ("Sarah", ["0"], "Ruth", InputError),
        ("Nobody", ["3"], "Ruth", InputError),
        ("Sarah", ["3"], "SARAH", InputError),
        ("Sarah", ["3"], "!", InputError),
    ],
)
def test_what_cannot_be_split(
    cast: Cast, name: str, ids: list[str], into: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        cast.split(name, ids, into)
    assert cast.said.in_dreams == {}


def test_who_has_no_name_is_known_by_the_dream(library: Library) -> None:
    texts = ("A silver stranger waved to me.", "The silver stranger sang.", "A man slept. A man I knew swam.")
    library.take_in(night(number, text, series="other") for number, text in enumerate(texts))
    library.read_unread(open_reader("lexical"))
    cast = library.cast("other")
    one, other = (each.key for each in cast.figures().figures if each.name == "the silver stranger")
    with pytest.raises(InputError, match="2 figures are called"):
        cast.rename("the silver stranger", "Mercury")
    cast.rename(one, "Mercury")
    assert names(cast) == [("Mercury",)]
    assert len(cast.figure("Mercury").sightings) == 1
    cast.merge("Mercury", "the silver stranger")
    assert dreams(cast, "Mercury") == ["0", "1"]
    assert other not in {each.key for each in cast.figures().figures}


def test_a_stranger_is_somebody_in_one_dream(library: Library) -> None:
    texts = ("A man slept. A dog barked.", "A man swam.")
    library.take_in(night(number, text, series="other") for number, text in enumerate(texts))
    library.read_unread(open_reader("lexical"))
    cast = library.cast("other")
    one, other = (each.key for each in cast.figures().figures if each.name == "man")
    cast.split(one, ["0"], "Ari")
    assert names(cast) == [("Ari",)]
    assert dreams(cast, "Ari") == ["0"]
    cast.confirm("man")
    assert cast.merge(other, "Ari") == (other, "Ari")
    assert ("man",) in names(cast)
    assert dreams(cast, other) == ["0", "1"]


def test_a_name_that_stands_for_two_is_asked_about(cast: Cast) -> None:
    cast.confirm("Sarah (work)", aliases=["Sally"])
    cast.confirm("Sarah (school)", since=PartialDate(1990))
    cast.confirm("Sally", "aunt", since=PartialDate(1990))
    with pytest.raises(InputError, match=r"2 people .* Sally or Sarah \(work\)"):
        cast.rename("Sally", "Sal")


def test_a_name_of_the_same_person_is_no_other(cast: Cast) -> None:
    cast.confirm("Sarah", aliases=["Sally"])
    with pytest.raises(InputError, match="a name of 'Sarah' too"):
        cast.split("Sarah", ["3"], "Sally")
    with pytest.raises(InputError, match="somebody else"):
        cast.confirm("Ruth", aliases=["Sally"])
    assert names(cast) == [("Sarah", "Sally")]


def test_who_is_told_apart_is_proposed_no_more(cast: Cast) -> None:
    def pairs() -> set[frozenset[str]]:
        return {frozenset({each.one, each.other}) for each in cast.proposals()}

    both = frozenset({cast.figure("Ben").key, cast.figure("Benjamin").key})
    assert both in pairs()
    assert cast.apart("Ben", "Benjamin") == ("Ben", "Benjamin")
    assert both not in pairs()
    with pytest.raises(InputError, match="taken for one"):
        cast.apart("Sarah", "sarah")
    cast.undo()
    assert both in pairs()


def test_who_is_not_on_the_list_cannot_be_forgotten(cast: Cast) -> None:
    cast.confirm("Benjamin")
    with pytest.raises(InputError, match=r"Nobody .* Near it: Benjamin\."):
        cast.forget("Benjamim")
    with pytest.raises(InputError, match="noctuary cast"):
        cast.forget("Ruth")


def test_what_a_name_meant_is_forgotten_with_it(cast: Cast) -> None:
    cast.split("Sarah", ["3"], "Sarah (work)")
    cast.forget("Sarah (work)")
    assert cast.said.in_dreams == {}
    assert dreams(cast, "Sarah") == ["2", "3"]


@pytest.mark.parametrize(
    "act",
    [
        lambda cast: cast.confirm("Benjamin", "brother"),
        lambda cast: cast.rename("Ben", "Benny"),
        lambda cast: cast.alias("Ruth", "Ruthie"),
        lambda cast: cast.merge("Benjamin", "Ben"),
        lambda cast: cast.split("Sarah", ["3"], ""),
        lambda cast: cast.apart("Ben", "Benjamin"),
        lambda cast: cast.forget("Ruth"),
    ],
)
def test_every_act_is_taken_back(cast: Cast, act: Callable[[Cast], object]) -> None:
    cast.confirm("Ruth", "aunt")
    before = cast.said, cast.figures()
    act(cast)
    assert cast.said != before[0]
    assert cast.undo()
    assert (cast.said, cast.figures()) == before
    assert cast.undo() == "Ruth was put on the cast list"
    assert cast.undo() == ""


def test_candidates_come_from_the_dreams_and_confirm_nobody(library: Library, cast: Cast) -> None:
    looked: list[int] = []
    (candidate,) = library.cast("mine", progress=looked.append).candidates()
    assert (candidate.name, candidate.relation, candidate.identity) == ("Ben", "brother", "B")
    assert list(map(str, candidate.dreams)) == ["mine/0"]
    assert cast.members == ()
    cast.confirm("Benjamin", "brother", aliases=["Ben"])
    assert cast.candidates() == []


# What is seen.


def test_figures_come_from_what_was_read(cast: Cast) -> None:
    figures = {each.name: each for each in cast.figures().figures}
    assert {"mother", "Sarah", "Ben", "Benjamin"} <= {name for name, each in figures.items() if each.known}
    assert [each.name for each in cast.figures().figures][:2] != ["Ben", "Benjamin"]
    assert sum(len(each.sightings) for each in figures.values()) >= 6
    assert cast.figures(strict=True).figures


def test_dates_choose_what_is_shown(cast: Cast) -> None:
    assert {each.name for each in cast.figures(since=PartialDate(1989)).figures} & {"Ben", "Sarah"} == set()
    early = {each.name: each for each in cast.figures(until=PartialDate(1987)).figures}
    assert len(early["Sarah"].sightings) == 1
    assert {"Ben", "mother", "Benjamin"} <= set(early)
    between = cast.figures(since=PartialDate(1986, 3, 12), until=PartialDate(1986))
    assert [each.name for each in between.figures] == ["Benjamin"]
    with pytest.raises(InputError, match="1990-03 is later than 1989"):
        cast.figures(since=PartialDate(1990, 3), until=PartialDate(1989))
    assert cast.figures(since=PartialDate(1986, 3), until=PartialDate(1986)).figures


def test_who_is_named_is_found_or_something_near(cast: Cast) -> None:
    assert cast.figure("BEN").name == "Ben"
    with pytest.raises(InputError, match=r"shows 'Bejamin'.* Near it: Benjamin"):
        cast.figure("Bejamin")
    with pytest.raises(InputError, match="noctuary figures"):
        cast.figure("Xq")
    cast.confirm("Howard", "uncle")
    with pytest.raises(InputError, match="on the cast list"):
        cast.figure("Howard")


def test_a_card_counts_the_dreams_of_the_series(cast: Cast) -> None:
    card = cast.card("mother")
    assert card.appearances == Share(2, 5)
    assert [each.figure.name for each in card.company if each.figure.name == "Sarah"] == ["Sarah"]


def test_hand_codings_without_places_show_nobody(library: Library) -> None:
    coder = Reader("coder", kind=ReaderKind.PERSON)
    codings = [Coding(parse("1MKA", Scale.CHARACTERS))]
    library.store.save_readings([Reading.of(library.get("mine/1"), coder, codings)])
    assert dreams(library.cast("mine"), "Benjamin") == ["1"]


def test_a_program_that_reads_for_comparison_changes_nobody(library: Library) -> None:
    found = list(library.store.readings_by(identity_of("lexical")))
    library.store.save_readings([replace(each, reader=Reader(DEFAULT)) for each in found])
    before = library.cast("mine").figures()
    library.store.save_readings([Reading.of(library.get("mine/1"), Reader("other"))])
    assert library.cast("mine").figures() == before


def test_what_nobody_read_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.in_memory() as library:
        library.take_in(night(number, text) for number, text in enumerate(TEXTS[:2]))
        monkeypatch.setattr(library, "_default_reader", open_reader("lexical"), raising=False)
        cast = library.cast("mine")
        assert (cast.figures().figures, cast.count_unread()) == ((), 2)
        assert cast.read_unread() == 2
        assert cast.count_unread() == 0
        assert dreams(cast, "Ben") == ["0"]


def test_a_set_has_a_cast_for_each_dreamer() -> None:
    texts = ("My mother sang.", "My mother slept.", "My mother swam.", "My mother ran.")
    with Library.in_memory() as library:
        library.take_in(
            [
                Series("many", kind=SeriesKind.SET),
                *(
                    night(number, text, series="many", dreamer="ari" if number < 2 else None)
                    for number, text in enumerate(texts)
                ),
            ]
        )
        library.read_unread(open_reader("lexical"))
        cast = library.cast("many")
        mothers = [each for each in cast.figures().figures if each.name == "mother"]
        assert [len(each.sightings) for each in mothers] == [2, 1, 1]
        assert len({each.key for each in mothers}) == 3
        assert cast.card(mothers[0].key).appearances == Share(2, 2)
        with pytest.raises(InputError, match="3 figures are called"):
            cast.figure("mother")
        with pytest.raises(InputError, match="a set of many dreamers"):
            cast.confirm("Ben", "brother")


def test_an_empty_series_has_nobody() -> None:
    with Library.in_memory() as library:
        library.store.add_series(Series("mine"))
        cast = library.cast("mine")
        assert (cast.figures().figures, cast.members, cast.proposals()) == ((), (), ())
        assert cast.candidates() == []
        with pytest.raises(InputError, match="There is no series"):
            library.cast("nowhere")
