"""Who does what to whom: both ends of an act, told as a figure's card tells them."""

from __future__ import annotations

from noctuary.dream import Dream
from noctuary.library import Library
from noctuary.readers import open_reader


def told(*texts: str) -> list[tuple[str, bool, str, str]]:
    """The acts of invented dreams, by the names of who takes part."""
    with Library.in_memory() as library:
        library.store.add_many(Dream(id=f"{number}", text=text) for number, text in enumerate(texts))
        library.read_unread(open_reader("lexical"))
        cast = library.cast("journal")
        names = {figure.key: figure.name for figure in cast.figures().figures} | {"D": "D"}
        return [
            (each.dream.id, each.is_friendly, names[each.one], names[each.other]) for each in cast.dealings()
        ]


def test_acts_lead_from_one_to_the_other() -> None:
    assert sorted(told("Rachel hugged me.", "I hit Ben.")) == [
        ("0", True, "Rachel", "D"),
        ("1", False, "D", "Ben"),
    ]


def test_figures_deal_with_each_other_too() -> None:
    assert ("0", True, "Rachel", "mother") in told("Rachel kissed my mother.")


def test_who_does_nothing_deals_with_nobody() -> None:
    assert told("Rachel slept.", "I ran.") == []


def test_an_act_of_several_is_one_for_each_two() -> None:
    acts = told("Rachel and my mother hugged me.")
    assert {(one, other) for _, _, one, other in acts} <= {("Rachel", "D"), ("mother", "D")}


def test_the_acts_with_the_dreamer_are_those_of_the_card() -> None:
    texts = ("Rachel hugged me. I hit Ben.", "Ben helped Rachel. Rachel shouted at me.")
    with Library.in_memory() as library:
        library.store.add_many(Dream(id=f"{number}", text=text) for number, text in enumerate(texts))
        library.read_unread(open_reader("lexical"))
        cast = library.cast("journal")
        dealings = cast.dealings()
        for figure in cast.figures().figures:
            with_dreamer = sum(
                "D" in (each.one, each.other) and figure.key in (each.one, each.other) for each in dealings
            )
            acts = cast.card(figure.key).acts
            told = sum(
                tally.count
                for (scale, side), tally in acts.items()
                if "dreamer" in side.value and scale.value in ("aggression", "friendliness")
            )
            assert with_dreamer == told
