"""From what the network says to codes: sights made by hand, so that each says one thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.characters import find_cast
from noctuary.reading.model.decode import Sight, Weights, decode
from noctuary.reading.model.layout import COLUMNS, GISTS, ROLES, SLOTS, TAGS, WIDTH
from noctuary.reading.model.links import BUCKETS, LINK_WIDTH, RELATIONS
from noctuary.reading.text import DreamText, analyse
from noctuary.scheme import Code, Scale

SURE = 8.0


class Dream:
    """A dream of which the network says nothing until it is told what to say."""

    def __init__(self, written: str) -> None:
        self.text: DreamText = analyse(written)
        self.cast: Cast = find_cast(self.text)
        count = len(self.text)
        self.words = np.zeros((count, WIDTH), np.float32)
        self.words[:, COLUMNS["tags"]] = -SURE
        self.links = np.zeros((2, count, len(ROLES), LINK_WIDTH), np.float32)
        self.gist = np.full(len(GISTS), -SURE, np.float32)

    def tag(self, word: str, name: str) -> None:
        self.words[self.text.words.index(word), TAGS.index(name)] = SURE

    def slots(self, word: str, **letters: str) -> None:
        for slot, letter in letters.items():
            place = COLUMNS[slot].start + SLOTS[slot].index(letter)
            self.words[self.text.words.index(word), place] = SURE

    def link(self, word: str, role: str, to: str, dimension: int) -> None:
        """Let an act look for a mention in a direction of its own."""
        asked, answering = self.text.words.index(word), self.text.words.index(to)
        self.links[0, asked, ROLES.index(role), dimension] = 20
        self.links[1, answering, ROLES.index(role), dimension] = 20

    def holds(self, name: str) -> None:
        self.gist[GISTS.index(name)] = SURE

    def codings(self, scale: Scale, **changes: Any) -> list[Coding]:
        sight = Sight(self.words, self.links[0], self.links[1], self.gist, np.zeros(384, np.float32))
        weights = Weights(
            dict.fromkeys(Scale, 0.5),
            dict.fromkeys(GISTS, 0.5),
            np.zeros((2, len(ROLES), LINK_WIDTH), np.float32),
            np.zeros((len(ROLES), BUCKETS), np.float32),
            changes.get("relation", np.zeros((len(ROLES), len(RELATIONS)), np.float32)),
            changes.get("confidence", dict.fromkeys(Scale, (1.0, 0.0))),
        )
        found = decode(self.text, self.cast, changes.get("seen", []), sight, weights)
        return [coding for coding in found if coding.code.scale is scale]

    def codes(self, scale: Scale) -> list[str]:
        return [str(coding.code) for coding in self.codings(scale)]


def aunt(dream: Dream) -> Dream:
    dream.tag("aunt", "characters")
    dream.slots("aunt", kind="person", number="1", sex="F", identity="R", age="A")
    return dream


def slap() -> Dream:
    """A dream of which the network says that somebody is hit, and not yet who by whom."""
    dream = aunt(Dream("My aunt slapped me."))
    dream.tag("slapped", "aggression.7")
    dream.holds("aggression")
    dream.slots("slapped", direction=">")
    return dream


def test_a_character_is_coded_with_every_mention_as_evidence() -> None:
    dream = aunt(Dream("My aunt came in. She laughed."))
    (coding,) = dream.codings(Scale.CHARACTERS)
    assert str(coding.code) == "1FRA"
    assert [span.cut(dream.text.text) for span in coding.evidence] == ["My aunt", "She"]


def test_who_is_not_marked_is_not_coded() -> None:
    assert Dream("My aunt came in.").codings(Scale.CHARACTERS) == []


def test_someone_whom_the_rules_do_not_see_is_coded_on_the_word_alone() -> None:
    dream = Dream("There was a zorgle.")
    dream.tag("zorgle", "characters")
    dream.slots("zorgle", kind="CZZ", number="1")
    (coding,) = dream.codings(Scale.CHARACTERS)
    assert coding.code.symbol == "1CZZ"
    assert [span.cut(dream.text.text) for span in coding.evidence] == ["zorgle"]


def test_parties_are_found_through_links() -> None:
    dream = slap()
    dream.link("slapped", "actor", "aunt", 0)
    dream.link("slapped", "recipient", "me", 1)
    (coding,) = dream.codings(Scale.AGGRESSION)
    assert (coding.code.symbol, coding.code.actor, coding.code.recipient) == ("7", "1FRA", "D")
    assert [span.cut(dream.text.text) for span in coding.evidence] == ["slapped"]


def test_whom_an_act_means_stands_not_too_far_away() -> None:
    dream = aunt(Dream("My aunt sang. " + "Rain fell. " * 200 + "Someone slapped me."))
    dream.tag("slapped", "aggression.7")
    dream.holds("aggression")
    dream.slots("slapped", direction=">")
    dream.link("slapped", "actor", "aunt", 0)
    (coding,) = dream.codings(Scale.AGGRESSION)
    assert coding.code.actor != "1FRA"


def test_nobody_acts_on_themselves_from_outside() -> None:
    dream = slap()
    dream.link("slapped", "actor", "aunt", 0)
    dream.link("slapped", "recipient", "aunt", 1)
    (coding,) = dream.codings(Scale.AGGRESSION)
    assert coding.code.recipient != "1FRA"


def test_the_dream_as_a_whole_can_speak_against_a_word() -> None:
    dream = aunt(Dream("My aunt slapped me."))
    dream.tag("slapped", "aggression.7")
    dream.gist[:] = -2 * SURE
    assert dream.codings(Scale.AGGRESSION) == []


def test_the_dream_as_a_whole_can_speak_for_the_likeliest_word() -> None:
    dream = Dream("Someone slapped me.")
    dream.words[dream.text.words.index("slapped"), TAGS.index("aggression.7")] = -1
    dream.holds("aggression")
    (coding,) = dream.codings(Scale.AGGRESSION)
    assert [span.cut(dream.text.text) for span in coding.evidence] == ["slapped"]


def test_a_feeling_is_told_once_however_often_it_is_named() -> None:
    dream = Dream("I was happy, so happily glad.")
    for word in ("happy", "glad"):
        dream.tag(word, "emotions.HA")
    dream.holds("emotions.HA")
    (coding,) = dream.codings(Scale.EMOTIONS)
    assert coding.code.symbol == "HA"
    assert [span.cut(dream.text.text) for span in coding.evidence] == ["happy", "glad"]


def test_a_feeling_that_is_denied_is_not_coded_however_sure_the_network_is() -> None:
    dream = Dream("I was not happy.")
    dream.tag("happy", "emotions.HA")
    dream.holds("emotions.HA")
    assert dream.codings(Scale.EMOTIONS) == []


def test_grammar_speaks_for_the_subject() -> None:
    dream = slap()
    trusted = np.zeros((len(ROLES), len(RELATIONS)), np.float32)
    trusted[ROLES.index("actor"), RELATIONS.index("does")] = SURE
    trusted[ROLES.index("recipient"), RELATIONS.index("undergoes")] = SURE
    (coding,) = dream.codings(Scale.AGGRESSION, relation=trusted)
    assert str(coding.code) == "1FRA 7> D"


def test_where_the_lists_saw_the_same_act_the_rules_say_whose_it_is() -> None:
    dream = slap()
    dream.link("slapped", "actor", "me", 0)
    at = dream.text.words.index("slapped")
    ruled = Coding(
        Code(Scale.AGGRESSION, "7", dream.cast.symbols[0], ">", "D"), (dream.text.span(at, at + 1),)
    )
    (coding,) = dream.codings(Scale.AGGRESSION, seen=[ruled])
    assert str(coding.code) == "1FRA 7> D"


def test_who_is_told_of_as_dead_stays_dead() -> None:
    dream = Dream("My dead aunt sang.")
    dream.tag("aunt", "characters")
    dream.slots("aunt", kind="person", number="1", sex="F", identity="R", age="A")
    assert dream.codes(Scale.CHARACTERS) == ["3FRA"]


def test_who_is_only_likened_to_is_no_character() -> None:
    dream = Dream("He sounded like my uncle.")
    dream.tag("uncle", "characters")
    dream.slots("uncle", kind="person", number="1", sex="M", identity="R", age="A")
    assert dream.codes(Scale.CHARACTERS) == []


def test_a_setting_is_put_together_from_its_slots() -> None:
    dream = Dream("We stood in the kitchen.")
    dream.tag("kitchen", "settings")
    dream.slots("kitchen", location="I", familiarity="F")
    assert dream.codes(Scale.SETTINGS) == ["IF"]


def test_a_dream_told_without_a_place_has_one_setting_all_the_same() -> None:
    dream = Dream("Somebody sang.")
    dream.slots("sang", location="NS")
    dream.slots("somebody", location="NS")
    dream.slots(".", location="NS")
    (guess,) = dream.codings(Scale.SETTINGS)
    assert (str(guess.code), guess.evidence) == ("NS", ())


def test_a_confidence_is_what_the_curve_makes_of_the_odds() -> None:
    curve = dict.fromkeys(Scale, (0.0, 0.0))
    (coding,) = aunt(Dream("My aunt came.")).codings(Scale.CHARACTERS, confidence=curve)
    assert coding.confidence == pytest.approx(0.5)


def test_an_empty_text_holds_nothing() -> None:
    assert all(not Dream("").codings(scale) for scale in Scale)
