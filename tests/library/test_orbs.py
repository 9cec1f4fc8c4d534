"""Orbs: which figures float over the shelves, and what prevails between them and the dreamer."""

from __future__ import annotations

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, TextSpan
from noctuary.library import Library
from noctuary.library.orbs import Orb, Prevailing, orbs_of
from noctuary.scheme import Scale, parse

READER = Reader("hand")
ACTS = {
    "My mother rowed with Ben.": "D 4> 1FMA",
    "My mother sang.": "1FMA 4> D",
    "Ben hid my lamp.": "1MKA 5> D",
    "Agnes and Ben ran.": "1MKA 3> D+1FKA",
}


def library_of_acts(library: Library) -> None:
    names = {"My mother": "1FMA", "Ben": "1MKA", "Agnes": "1FKA"}
    for number, (text, act) in enumerate(ACTS.items()):
        dream = Dream(id=str(number), text=text, series="mine")
        library.add(dream)
        seen = [
            Coding(parse(code, Scale.CHARACTERS), (TextSpan(text.index(name), text.index(name) + len(name)),))
            for name, code in names.items()
            if name in text
        ]
        scale = Scale.FRIENDLINESS if " 4> " in act else Scale.AGGRESSION
        library.store.save_readings([Reading.of(dream, READER, [*seen, Coding(parse(act, scale))])])


def test_who_comes_twice_floats_with_what_prevails() -> None:
    with Library.in_memory() as library:
        library_of_acts(library)
        found = orbs_of(library, "mine", library.cast("mine").figures().figures)
        told = {orb.name: (len(orb.dreams), orb.prevailing) for orb in found}
    assert told == {"Ben": (3, Prevailing.AGGRESSIVE), "mother": (2, Prevailing.FRIENDLY)}
    assert [orb.name for orb in found] == ["Ben", "mother"]


def test_who_is_confirmed_floats_with_one_dream_too() -> None:
    with Library.in_memory() as library:
        library_of_acts(library)
        library.cast("mine").confirm("Agnes", "friend")
        found = orbs_of(library, "mine", library.cast("mine").figures().figures)
    assert "Agnes" in {orb.name for orb in found}


def test_whom_nothing_is_said_of_has_a_quiet_ring() -> None:
    with Library.in_memory() as library:
        for number in range(2):
            dream = Dream(id=str(number), text="Ben swam " + "far. " * (number + 1), series="mine")
            library.add(dream)
            seen = Coding(parse("1MKA", Scale.CHARACTERS), (TextSpan(0, 3),))
            library.store.save_readings([Reading.of(dream, READER, [seen])])
        [orb] = orbs_of(library, "mine", library.cast("mine").figures().figures)
    assert orb.prevailing is Prevailing.NOTHING


def test_initials_of_names_that_have_no_letter() -> None:
    assert Orb("1", "…", (), Prevailing.NOTHING).initial == "·"
    assert Orb("1", "רחל", (), Prevailing.NOTHING).initial == "ר"
    assert Orb("1", "a", (), Prevailing.NOTHING).initial == "A"
