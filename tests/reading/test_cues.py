"""Phrases found in a dream whatever their inflection, and what they are worth."""

from __future__ import annotations

from noctuary.coding import Coding
from noctuary.dream import TextSpan
from noctuary.reading.cues import Cue, Lexicon, lexicon
from noctuary.reading.evidence import convincing
from noctuary.reading.text import analyse
from noctuary.scheme import Code, Scale

_CUE = Cue(Scale.FRIENDLINESS, "3", 0.5)


def seen(report: str) -> list[str]:
    """What the list of interactions sees in a report, each stretch once."""
    text = analyse(report)
    spans = [text.span(sighting.first, sighting.last) for sighting in lexicon("interactions").sightings(text)]
    return [span.cut(report) for span in dict.fromkeys(spans)]


def test_verbs_are_found_in_every_form() -> None:
    for form in ("scold", "scolds", "scolded", "scolding"):
        assert seen(f"They {form} him.") == [form]
    assert seen("They stole it.") == ["stole"]


def test_a_gap_holds_up_to_four_words_within_the_clause() -> None:
    assert seen("She called me awful names.")[0] == "called me awful names"
    assert "called me. Names" not in " ".join(seen("She called me. Names fell."))
    assert seen("She called one two three four names.")[0] == "called one two three four names"
    assert seen("She called one two three four five names.")[0] == "called"


def test_the_longest_phrase_of_a_place_comes_first() -> None:
    assert seen("We held hands with them.")[:2] == ["held hands with", "held hands"]


def test_an_idiom_hides_the_phrases_within_it() -> None:
    assert seen("We killed time.") == []
    assert seen("We killed mice.") == ["killed"]
    assert seen("It felt like a lamp.") == []


def test_what_is_not_told_is_not_seen() -> None:
    report = "They scolded him."
    text = analyse(report, waking=(TextSpan(0, len(report)),))
    assert list(lexicon("interactions").sightings(text)) == []


def test_only_the_tokens_asked_for_are_searched() -> None:
    text = analyse("They scolded him and mocked him.")
    found = [sighting.first for sighting in lexicon("interactions").sightings(text, range(3, len(text)))]
    assert found == [4]
    assert list(lexicon("interactions").sightings(text, range(3, 3))) == []


def test_a_token_of_three_dots_is_no_gap() -> None:
    phrases = Lexicon({"give": {" ": [((" ", "hug"), _CUE)]}})
    assert len(list(phrases.sightings(analyse("give them a hug")))) == 1
    assert list(phrases.sightings(analyse("give ... hug"))) == []


def _coding(symbol: str, confidence: float) -> Coding:
    return Coding(Code(Scale.AGGRESSION, symbol, "D", ">", "Q"), (), confidence)


def test_weak_codings_count_as_evidence_but_stand_only_beside_no_better() -> None:
    lists = {"enough": {Scale.AGGRESSION: 0.39}, "alone": 0.3}
    weak, weaker, strong = _coding("1", 0.25), _coding("2", 0.2), _coding("7", 0.6)
    assert convincing([weak], lists) == []
    assert convincing([weak, weaker], lists) == [weak]
    assert convincing([weak, strong], lists) == [strong]
    assert convincing([], lists) == []
